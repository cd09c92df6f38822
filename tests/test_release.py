"""What a release is made by: its workflow and the action are safe, and do with what lies here what they say."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from histories import git
from sites import ROOT
from starter_files import steps
from static import CONFIG, begun

WORKFLOW = ROOT / ".github/workflows/release.yml"
ACTION = ROOT / "action.yml"
RELEASE: Any = yaml.safe_load(WORKFLOW.read_text("utf-8"))
STEPS: Any = yaml.safe_load(ACTION.read_text("utf-8"))["runs"]["steps"]
RUN = STEPS[-1]["run"]


def test_they_are_safe() -> None:
    """A linter for the security of workflows finds nothing; actions are named by a commit, with the release behind it."""
    command = [Path(sys.executable).with_name("zizmor"), "--offline", "--no-progress", "-q", WORKFLOW, ACTION]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [line for file in (WORKFLOW, ACTION) for line in file.read_text("utf-8").splitlines() if "uses: " in line]
    lines = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"\s*(- )?uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line) for line in lines)


def test_hosts_can_read_them() -> None:
    """They satisfy the schemas that the host publishes."""
    for schema, file in (("vendor.github-workflows", WORKFLOW), ("vendor.github-actions", ACTION)):
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_only_publishing_may_tell_who_it_is() -> None:
    """It runs nothing of anybody's; what is built is tried on every Python that is named as supported."""
    granted = {name: job["permissions"] for name, job in RELEASE["jobs"].items()}
    assert granted == {"build": {"contents": "read"}, "install": {}, "publish": {"id-token": "write"}}
    assert all("run" not in step for step in RELEASE["jobs"]["publish"]["steps"])
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = [line.rpartition(" ")[2] for line in project["classifiers"] if re.search(r":: 3\.\d+$", line)]
    assert RELEASE["jobs"]["install"]["strategy"]["matrix"]["python"] == named


def test_the_action_builds(tmp_path: Path) -> None:
    """The site is built and proved by Inforce alone."""
    folder = begun(tmp_path / "company", CONFIG)
    said = _run(folder, COMMAND="build", SITE="public")
    assert "0 faults" in said and (folder / "public/terms/refunds/index.html").is_file()


def test_the_action_comments(tmp_path: Path) -> None:
    """What a branch changes, in a file and in the summary of the run."""
    folder = begun(tmp_path / "company", CONFIG)
    git(folder, "update-ref", "refs/remotes/origin/main", "main")
    git(folder, "checkout", "-q", "-b", "edit")
    file = folder / "policies/terms/refunds.md"
    file.write_text(file.read_text("utf-8").replace("endless", "unlimited"), "utf-8")
    git(folder, "commit", "-q", "-a", "-m", "Edit")
    summary = tmp_path / "summary"
    _run(folder, COMMAND="comment", BASE="main", FILE="comment.md", GITHUB_STEP_SUMMARY=str(summary))
    assert "unlimited" in (folder / "comment.md").read_text("utf-8")
    assert summary.read_text("utf-8") == (folder / "comment.md").read_text("utf-8")


def test_an_unknown_command_is_refused(tmp_path: Path) -> None:
    """With what there is."""
    with pytest.raises(AssertionError, match="Write check, comment or build"):
        _run(begun(tmp_path / "company", CONFIG), COMMAND="deploy")


def _run(folder: Path, **variables: str) -> str:
    """The last step of the action in a folder."""
    return steps(folder, RUN, **({"BASE": "", "FILE": "", "SITE": ""} | variables))
