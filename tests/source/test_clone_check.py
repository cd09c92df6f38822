"""`inforce history --check`: what a copy of the repository must have, so that its record is that of the origin."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from histories import git
from inforce import cli
from sites import TODAY, epoch, policy, repository

PATH = "policies/terms/refunds.md"
CONFIG = "site_name: Company\nplugins: [inforce: {timezone: Europe/Berlin}]\n"
HISTORY: list[dict[str, Any]] = [
    {"on": "2018-01-10", "write": {PATH: policy("2018-02-01", "Ten days."), "mkdocs.yml": CONFIG}},
    {"on": "2018-03-10", "change": {PATH: {"effective_date": "2018-04-01", "text": "Twenty days."}}},
    {"on": "2018-05-10", "change": {PATH: {"effective_date": "2018-06-01", "text": "Thirty days."}}},
]
Check = Callable[..., str]


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """The repository that others clone."""
    repository(tmp_path / "origin", HISTORY)
    git(tmp_path / "origin", "config", "uploadpack.allowFilter", "true")
    return tmp_path / "origin"


@pytest.fixture
def clone(origin: Path, tmp_path: Path) -> Path:
    """A whole copy of it."""
    return cloned(origin, tmp_path / "clone")


def cloned(origin: Path, folder: Path, *options: str) -> Path:
    """A copy by `git clone` with these options."""
    git(origin.parent, "clone", "-q", *options, origin.as_uri(), str(folder))
    return folder


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    """Runs `inforce history --check` in a folder, and gives what it says; `code` is the exit code that is expected."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch())

    def run(folder: Path, *arguments: str, code: int = 0) -> str:
        monkeypatch.chdir(folder)
        ended = cli.main(["history", "--check", *arguments])
        said = capsys.readouterr()
        assert ended == code, said.out + said.err
        return said.out

    return run


def lines(said: str, state: str) -> list[str]:
    """What was said of one state."""
    return [line[len(state) :].strip() for line in said.splitlines() if line.startswith(state)]


def test_a_whole_copy(clone: Path, check: Check) -> None:
    """Each thing that was looked at is named, and all is well."""
    said = check(clone)
    assert lines(said, "wrong") == lines(said, "note") == []
    for part in (
        "git 2.",
        "the whole history is here: 3 commits",
        "nothing is grafted or replaced",
        "every text of the policies is here",
        "the published branch main is here",
        "it is that of origin/main, as fetched last",
        "1 policy in policies",
        "there is no ledger",
        "midnight in Europe/Berlin",
        "the dates of the commits go forward",
    ):
        assert part in said
    assert {line["state"] for line in json.loads(check(clone, "--format", "json"))} == {"ok"}


def test_a_shallow_clone(origin: Path, tmp_path: Path, check: Check) -> None:
    """What other commands refuse is told here, with all else that was found, and how to mend it; the mend mends it."""
    folder = cloned(origin, tmp_path / "shallow", "--depth", "1")
    (wrong,) = lines(check(folder, code=1), "wrong")
    assert "the older commits are not here" in wrong
    assert "git fetch --unshallow" in wrong
    git(folder, "fetch", "-q", "--unshallow")
    assert lines(check(folder), "wrong") == []


def test_a_partial_clone(origin: Path, tmp_path: Path, check: Check) -> None:
    """Texts that were left out are counted, without fetching them."""
    folder = cloned(origin, tmp_path / "partial", "--filter=blob:none")
    shutil.move(origin, tmp_path / "away")
    said = check(folder, code=1)
    assert "2 objects of the policies lacking. Fetch everything: git fetch --refetch" in said


def test_grafts_and_replaced_commits(clone: Path, check: Check) -> None:
    """Grafts change what git says of the history; replaced objects would, if Inforce did not look past them."""
    ids = git(clone, "rev-list", "main").split()
    git(clone, "replace", ids[0], ids[1])
    (note,) = lines(check(clone), "note")
    assert "1 object replaced" in note
    (clone / ".git/info").mkdir(exist_ok=True)
    (clone / ".git/info/grafts").write_text(f"{ids[0]} {ids[2]}\n")
    assert "grafts" in "".join(lines(check(clone, code=1), "wrong"))


def test_the_branch_and_its_origin(origin: Path, clone: Path, check: Check) -> None:
    """Behind, ahead and parted are each told with what to do; a branch that is not here, too."""
    (origin / PATH).write_text("---\ntitle: Rules\neffective_date: 2027-01-01\nchange_note: More.\n---\nForty days.\n")
    git(origin, "commit", "-q", "-a", "-m", "More", on=f"{TODAY}T12:00:00+0000")
    git(clone, "fetch", "-q")
    assert "main is 1 commit behind origin/main. Bring it up:" in check(clone, code=1)
    (clone / "other.txt").write_text("other")
    git(clone, "add", ".")
    git(clone, "commit", "-q", "-m", "Other", on=f"{TODAY}T12:00:00+0000")
    assert "have parted: 1 commit only here, 1 only there." in check(clone, code=1)
    git(clone, "rebase", "-q", "origin/main", on=f"{TODAY}T12:00:00+0000")
    assert "main is 1 commit ahead of origin/main" in check(clone, code=1)
    git(clone, "checkout", "-q", "--detach", "origin/main")
    git(clone, "branch", "-q", "-D", "main")
    (note,) = lines(check(clone), "note")
    assert "the published branch main is not here" in note
    assert "git fetch origin main:main" in note


def test_without_an_origin(origin: Path, check: Check) -> None:
    """The origin itself has nothing to be compared with, which is no fault."""
    assert "there is no origin/main to compare it with." in "".join(lines(check(origin), "note"))


def test_ledger_zone_folder_and_edits(clone: Path, check: Check) -> None:
    """A ledger that cannot be read, no time zone, a mistyped folder, edits that are not committed."""
    (clone / "policies/ledger.yml").write_text("terms/refunds: [\n")
    git(clone, "add", ".")
    git(clone, "commit", "-q", "-m", "Ledger", on=f"{TODAY}T12:00:00+0000")
    git(clone, "push", "-q", "origin", "HEAD:refs/heads/other")
    git(clone, "update-ref", "refs/remotes/origin/main", "HEAD")
    (wrong,) = lines(check(clone, code=1), "wrong")
    assert wrong.startswith("the ledger: policies/ledger.yml")
    (clone / "policies/new.md").write_text("New.\n")
    (clone / "mkdocs.yml").write_text("site_name: Company\nplugins: [inforce]\n")
    assert [note.partition(".")[0] for note in lines(check(clone, code=1), "note")] == [
        "1 file here not as published",
        "days turn at midnight UTC",
    ]
    (clone / "mkdocs.yml").write_text("site_name: Company\nplugins: [inforce: {policies: policy}]\n")
    assert "no policy is committed in policy." in "".join(lines(check(clone, code=1), "wrong"))


def test_dates_that_go_backwards(tmp_path: Path, check: Check) -> None:
    """Commits that are dated before the one before them, or ahead of today, are named; their order counts (rule 1)."""
    history = [*HISTORY, {"on": "2018-01-20", "write": {"a": "a"}}, {"on": "2031-01-01", "write": {"b": "b"}}]
    repository(tmp_path / "odd", history)
    notes = lines(check(tmp_path / "odd"), "note")
    assert any("is dated 2018-01-20, before the one before it" in note for note in notes)
    assert any("is dated 2031-01-01, which has not come yet." in note for note in notes)
