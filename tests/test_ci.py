"""The files that a site copies to be built every day: they are sound, and their steps build and prove a site."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from histories import clean_environment, git
from sites import ROOT, epoch, policy, repository

FOLDER = ROOT / "templates" / "ci"
GITHUB = yaml.safe_load((FOLDER / "github-pages.yml").read_text("utf-8"))
GITLAB = yaml.safe_load((FOLDER / "gitlab-ci.yml").read_text("utf-8"))
HISTORY: list[dict[str, Any]] = [
    {"on": "2018-01-10", "write": {"policies/refunds.md": policy("2018-02-01", "Ten days.", title="Refunds")}},
    {"on": "2018-05-10", "change": {"policies/refunds.md": {"effective_date": "2018-06-01", "text": "Forty days."}}},
]
CONFIG = "site_name: Company\ntheme: {name: material, font: false}\nplugins: [search, inforce]\n"


def test_github_grants_the_least() -> None:
    """Nothing is granted but what a job needs: reading to the one that runs the code, publishing to the one that runs none."""
    assert GITHUB["permissions"] == {}
    assert GITHUB["jobs"]["build"]["permissions"] == {"contents": "read"}
    publish = GITHUB["jobs"]["publish"]
    assert publish["permissions"] == {"pages": "write", "id-token": "write"}
    assert all("run" not in step for step in publish["steps"])
    assert "pull_request" not in GITHUB[True] and "pull_request_target" not in GITHUB[True]  # YAML 1.1 reads `on` as true


def test_github_pins_actions() -> None:
    """Each action is named by a commit, with its release behind it."""
    lines = [line for line in (FOLDER / "github-pages.yml").read_text("utf-8").splitlines() if "uses:" in line]
    assert len(lines) == 5
    assert all(re.fullmatch(r"\s*(- )?uses: actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line) for line in lines)


def test_both_build_every_day_from_the_whole_history() -> None:
    """A time of day, all commits, the published branch, one build after the other."""
    (schedule,) = GITHUB[True]["schedule"]
    minute, hour, *rest = schedule["cron"].split()
    assert minute.isdigit() and hour.isdigit() and rest == ["*", "*", "*"]
    checkout = GITHUB["jobs"]["build"]["steps"][0]["with"]
    assert checkout == {"ref": "main", "fetch-depth": 0, "persist-credentials": False}
    assert GITHUB["concurrency"] == {"group": "policies", "cancel-in-progress": False}
    assert GITLAB["pages"]["variables"]["GIT_DEPTH"] == "0"
    assert GITLAB["pages"]["resource_group"] == "policies"


STEPS = {
    "github": "\n".join(step["run"] for step in GITHUB["jobs"]["build"]["steps"] if "run" in step),
    "gitlab": "\n".join(GITLAB["pages"]["script"]),
}


@pytest.mark.parametrize("host", STEPS)
def test_steps_build_and_prove(tmp_path: Path, host: str) -> None:
    """The steps run as they stand, in a detached checkout as build servers make it, with what is installed here."""
    origin = tmp_path / "origin"
    repository(origin, HISTORY, CONFIG, {"requirements.txt": ""})
    git(origin, "add", "docs", "mkdocs.yml", "requirements.txt", on="2018-06-10T12:00:00+0000")
    git(origin, "commit", "-q", "--allow-empty", "-m", "site", on="2018-06-10T12:00:00+0000")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(origin), str(clone))
    git(clone, "checkout", "-q", "--detach")
    (clone / "docs").mkdir(exist_ok=True)
    programs = tmp_path / "bin"  # `python`, `mkdocs` and `inforce` of these tests
    programs.mkdir()
    inforce = "-c 'import sys; from inforce.cli import main; sys.exit(main())'"
    for name, start in {"python": "", "mkdocs": "-m mkdocs", "inforce": inforce}.items():
        (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {start} "$@"\n')
        (programs / name).chmod(0o755)
    environment = clean_environment() | {"PATH": f"{programs}:{os.environ['PATH']}", "SOURCE_DATE_EPOCH": epoch()}
    environment |= {"NO_MKDOCS_2_WARNING": "1", "PIP_NO_INDEX": "1"}
    done = subprocess.run(
        ["bash", "-e", "-c", STEPS[host]], cwd=clone, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"[1-9]\d* pages proved .* 0 faults", done.stdout + done.stderr)
    assert (clone / "public/refunds/compare/2018-02-01/2018-06-01/index.html").is_file()
