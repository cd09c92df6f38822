"""The files that a site copies for its build server, and their steps as they stand, run with what is installed here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import yaml
from histories import clean_environment
from sites import ROOT, epoch

TEMPLATES = ROOT / "templates"
FOLDER = TEMPLATES / "ci"
GITHUB = {
    name: yaml.safe_load((FOLDER / f"github-{name}.yml").read_text("utf-8")) for name in ("pages", "pull-request", "comment")
}
GITLAB = yaml.safe_load((FOLDER / "gitlab-ci.yml").read_text("utf-8"))
MARK = "<!-- inforce: redline -->"
PROGRAM = "import sys; from inforce.cli import main; sys.exit(main())"  # what runs as `inforce`


def steps(folder: Path, script: str, **variables: str) -> str:
    """What the steps say, run as they stand with the programs of these tests."""
    programs = folder.parent / "bin"
    programs.mkdir()
    (programs / "command.py").write_text(PROGRAM)
    for name, start in {"python": "", "mkdocs": "-m mkdocs", "inforce": programs / "command.py"}.items():
        (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {start} "$@"\n')
        (programs / name).chmod(0o755)
    environment = clean_environment() | {"PATH": f"{programs}:{os.environ['PATH']}", "SOURCE_DATE_EPOCH": epoch("2018-07-10")}
    environment |= {"NO_MKDOCS_2_WARNING": "1", "PIP_NO_INDEX": "1"} | variables
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr
