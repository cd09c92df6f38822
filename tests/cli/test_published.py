"""`inforce prove --before`: what was published before stands, or is named; what may change by the rules is not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from commanding import Inforce
from companies import CONFIG
from histories import git
from inforce.hosts.mkdocs.proof_build import Checkout
from sites import build, policy, repository

REFUNDS, COOKIES, SOON = "policies/terms/refunds.md", "policies/cookies.md", "policies/soon.md"
TEXT = "## Periods\n\nYou have {} days."
BEGUN: list[dict[str, Any]] = [
    {
        "on": "2018-01-10",
        "write": {
            REFUNDS: policy("2018-02-01", TEXT.format("ten"), title="Refunds"),
            COOKIES: policy("2018-02-01", "We set cookies.", title="Cookies"),
        },
    },
    {"on": "2018-01-20", "change": {REFUNDS: {"text": TEXT.format("10")}}},
    {"on": "2018-05-10", "change": {REFUNDS: {"effective_date": "2018-06-01", "text": TEXT.format("14")}}},
    {"on": "2018-06-20", "change": {COOKIES: {"text": "We set many cookies."}}},
    {"on": "2018-07-10", "write": {SOON: policy("2030-02-01", "It may come.", title="Soon")}},
]
AMENDED = [dict(step) for step in BEGUN]
AMENDED[2] = {"on": "2018-05-10", "change": {REFUNDS: {"effective_date": "2018-06-01", "text": TEXT.format("4")}}}
WITHOUT = [
    {**step, "write": {path: text for path, text in step.get("write", {}).items() if path != COOKIES}}
    for step in BEGUN
    if COOKIES not in step.get("change", {})
]
CORRECTED_AWAY = [step for k, step in enumerate(BEGUN) if k != 1]
# Corrected, revised, moved to another day, moved to another address, withdrawn into a revision of its own (rule 5).
GONE_ON = [
    *BEGUN,
    {"on": "2018-08-10", "change": {REFUNDS: {"text": TEXT.format("fourteen")}}},
    {"on": "2018-08-20", "change": {SOON: {"effective_date": "2030-03-01"}}},
    {"on": "2018-09-10", "change": {REFUNDS: {"effective_date": "2018-10-01", "text": TEXT.format("20")}}},
    {"on": "2018-09-20", "move": {SOON: "policies/terms/later.md"}},
    {"on": "2018-10-20", "change": {COOKIES: {"effective_date": "2018-11-01"}}},
]
STATES = {"begun": BEGUN, "gone on": GONE_ON, "amended": AMENDED, "without": WITHOUT, "corrected away": CORRECTED_AWAY}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """A repository with a built site of each state."""
    folders = {}
    for name, history in STATES.items():
        folders[name] = tmp_path_factory.mktemp("published") / name.replace(" ", "-")
        repository(folders[name], history, CONFIG)
        (folders[name] / ".gitignore").write_text("site/\n.cache/\n")
        git(folders[name], "add", "--all")
        git(folders[name], "commit", "-q", "-m", "Add the site", on="2018-12-10T12:00:00+0000")
        assert build(folders[name]).code == 0
    begun, gone_on = git(folders["begun"], "rev-parse", "HEAD~1"), git(folders["gone on"], "rev-list", "HEAD").split()
    assert begun in gone_on  # one history that went on
    return folders


@pytest.fixture
def proved(sites: Mapping[str, Path], monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> Any:
    """Runs the proof of one state against what another one published."""

    def run(name: str, before: Path | str) -> tuple[int, list[str], str]:
        monkeypatch.chdir(sites[name])
        monkeypatch.setattr(Checkout, "build", lambda *_: sites[name] / "site")
        said = inforce("prove", "--before", str(sites[before] / "site" if before in sites else before))
        return said.code, said.out.splitlines(), said.err

    return run


def _bare(sites: Mapping[str, Path], name: str, folder: Path) -> Path:
    """A built folder as it was before there were manifests."""
    shutil.copytree(sites[name] / "site", folder)
    (folder / "manifest.json").unlink()
    return folder


def _manifest(sites: Mapping[str, Path], name: str, file: Path, commit: str = "") -> Path:
    """A manifest alone, wherever it lies; with the commit of a history that went on."""
    data = json.loads((sites[name] / "site/manifest.json").read_text("utf-8"))
    file.write_text(json.dumps(data | ({"commit": commit} if commit else {})), "utf-8")
    return file


def test_what_may_change(sites: Mapping[str, Path], proved: Any, tmp_path: Path) -> None:
    """Corrections, new revisions, days and policies that moved, and pages that tell of them, are no faults."""
    head = git(sites["begun"], "rev-parse", "HEAD~1")
    for before in (_bare(sites, "begun", tmp_path / "old"), _manifest(sites, "begun", tmp_path / "kept.json", head)):
        code, lines, said = proved("gone on", before)
        assert (code, lines) == (0, [])
        assert "0 faults" in said


def test_the_same_again(sites: Mapping[str, Path], proved: Any) -> None:
    """A site holds against itself."""
    assert proved("begun", "begun")[:2] == (0, [])


@pytest.mark.parametrize("kind", ["folder", "bare folder", "manifest"])
def test_a_text_amended_under_its_date(kind: str, sites: Mapping[str, Path], proved: Any, tmp_path: Path) -> None:
    """Whoever rewrites the branch and builds a sound site from it is seen by what was published before."""
    before = {
        "folder": lambda: "begun",
        "bare folder": lambda: _bare(sites, "begun", tmp_path / "old"),
        "manifest": lambda: _manifest(sites, "begun", tmp_path / "kept.json"),
    }[kind]()
    code, lines, _ = proved("amended", before)
    assert code == 1
    assert "terms/refunds/2018-06-01/: had another text when it was published before, which is not there any more." in lines
    assert any("is not in the history of this one: it was rewritten" in line for line in lines) == (kind != "bare folder")
    assert len(lines) == 1 + (kind != "bare folder")


def test_a_policy_that_vanished(sites: Mapping[str, Path], proved: Any) -> None:
    """Every address that is gone is named."""
    code, lines, _ = proved("without", "begun")
    assert code == 1
    named = {line.partition(": ")[0] for line in lines}
    assert {"cookies/", "cookies/history/", "cookies/2018-02-01/", "cookies/2018-02-01.0/", "manifest.json"} <= named
    assert all(name.startswith(("cookies/", "manifest.json")) for name in named)


def test_a_text_before_its_correction(sites: Mapping[str, Path], proved: Any) -> None:
    """A correction that never was: the text as first published is gone."""
    code, lines, _ = proved("corrected away", "begun")
    assert code == 1
    assert any(line.startswith(("terms/refunds/2018-02-01.1/", "terms/refunds/2018-02-01/")) for line in lines)


def test_a_better_redline(sites: Mapping[str, Path], proved: Any, tmp_path: Path) -> None:
    """Pages around the texts may be made better; redlines, too."""
    old = Path(shutil.copytree(sites["begun"] / "site", tmp_path / "old"))
    data = json.loads((old / "manifest.json").read_text("utf-8"))
    for entry in data["files"]:
        if not entry["address"].endswith("text.md"):
            entry["hash"] = "sha256:" + "0" * 64
    (old / "manifest.json").write_text(json.dumps(data), "utf-8")
    assert proved("begun", old)[:2] == (0, [])


def test_the_later_one_given_as_the_earlier(sites: Mapping[str, Path], proved: Any, tmp_path: Path) -> None:
    """The other way round, everything new would seem to be gone."""
    git(sites["begun"], "fetch", "-q", str(sites["gone on"]), "main")
    repository_head = git(sites["begun"], "rev-parse", "HEAD")
    git(sites["begun"], "commit", "-q", "--allow-empty", "-m", "Go on")
    later = _manifest(sites, "begun", tmp_path / "later.json", git(sites["begun"], "rev-parse", "HEAD"))
    git(sites["begun"], "update-ref", "refs/heads/later", "HEAD")
    git(sites["begun"], "update-ref", "refs/heads/main", repository_head)
    code, _, said = proved("begun", later)
    assert (code, "was published after the site" in said) == (2, True)


@pytest.mark.parametrize("what", ["nowhere", "an empty folder", "another file", "another JSON", "a broken history"])
def test_what_is_neither(what: str, proved: Any, tmp_path: Path) -> None:
    """One sentence says what is wanted."""
    given = tmp_path / "given"
    if what == "an empty folder":
        given.mkdir()
    elif what == "another file":
        given.write_bytes(b"\xff\0")
    elif what == "another JSON":
        given.write_text('{"files": [1]}')
    elif what == "a broken history":
        (given / "a/history").mkdir(parents=True)
        (given / "a/history/history.json").write_text("[]")
    code, lines, said = proved("begun", given)
    assert (code, lines, said.count("\n")) == (2, [], 1)
    assert said.startswith("inforce: ")
