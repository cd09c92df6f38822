"""Sites that `inforce build` makes, in tests: a repository with its inforce.yml, and the command in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from commanding import HISTORY
from histories import clean_environment, git
from sites import TODAY, Built, epoch, repository

CONFIG = "site_name: Our policies\nsite_url: https://policies.example/\n"


def begun(
    folder: Path,
    config: str = CONFIG,
    history: Sequence[Mapping[str, Any]] = HISTORY,
    files: Mapping[str, str] | None = None,
) -> Path:
    """A repository with policies, and an inforce.yml that is committed."""
    own = {"inforce.yml": config, ".gitignore": "site/\n.cache/\n", **(files or {})}
    repository(folder, history, files=own)
    git(folder, "add", "--force", *own)
    git(folder, "commit", "-q", "-m", "Site")
    return folder


def command(*arguments: str) -> list[str]:
    """The command line of `inforce`."""
    return [sys.executable, "-m", "inforce.cli", *arguments]


def built(folder: Path, *arguments: str, today: str = TODAY) -> Built:
    """`inforce build` in a folder, as of a day."""
    environment = clean_environment() | {"SOURCE_DATE_EPOCH": epoch(today)}
    done = subprocess.run(
        command("build", *arguments), cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return Built(code=done.returncode, said=done.stdout + done.stderr, folder=folder / "site")
