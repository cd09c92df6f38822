"""Commands that edit policies whose dates stand in their texts: `revise`, `correct` and `retire`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from histories import git
from inforce import cli
from sites import TODAY, epoch, repository

CONFIG = "site_name: C\nplugins: [inforce: {dates: [front_matter, text], keys: {effective_date: last_updated}}]\n"
PLAIN = "# Privacy\r\n\r\nLast updated: March 1, 2025\r\n\r\nWe keep lsgo.\r\n"
TITLED = "---\ntitle: Fees\n---\n\nGültig ab 1. März 2025\n\nHigh.\n"
BOTH = "---\ntitle: Both\nlast_updated: 2025-03-01\n---\n\nEffective: 2025-03-01\n\nWords.\n"
DATES = {"privacy": (3, "March 1, 2025"), "fees": (5, "1. März 2025")}

Inforce = Callable[..., str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site whose files state their dates in the text; one in both places."""
    files = {"policies/privacy.md": PLAIN, "policies/fees.md": TITLED, "policies/both.md": BOTH}
    repository(tmp_path / "company", [{"on": "2025-03-01", "write": files}], CONFIG)
    monkeypatch.chdir(tmp_path / "company")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch(f"{TODAY}T12:00"))
    return tmp_path / "company"


@pytest.fixture
def inforce(folder: Path, capsys: pytest.CaptureFixture[str]) -> Inforce:
    """Runs the command and gives what it says; `code` is the exit code that is expected."""

    def run(*arguments: str, code: int = 0) -> str:
        ended = cli.main(arguments)
        said = capsys.readouterr()
        assert ended == code, said.err
        return said.out + said.err

    return run


def read(file: Path) -> str:
    """A file with its ends of lines."""
    return file.read_bytes().decode()


@pytest.mark.parametrize("name", DATES)
def test_the_date_is_to_be_written_in_the_text(folder: Path, inforce: Inforce, name: str) -> None:
    """A date that stands in the text gets no second one: the command names its line, and nothing is written."""
    file = folder / f"policies/{name}.md"
    before = read(file)
    line, words = DATES[name]
    said = inforce("revise", name, "--effective", "2027-03-01", "--note", "Shorter.", code=2)
    assert f"policies/{name}.md:{line}: the text states its date itself: {words}. Write 2027-03-01 there" in said
    assert read(file) == before


def test_the_note_of_a_text_with_its_new_date(folder: Path, inforce: Inforce) -> None:
    """Where the text has the date already, only the note is written, in a front matter of its own if there was none."""
    file = folder / "policies/privacy.md"
    text = PLAIN.replace("March 1, 2025", "March 1, 2027").replace("lsgo", "logs")
    file.write_bytes(text.encode())
    said = inforce("revise", "privacy", "--effective", "2027-03-01", "--note", "We keep logs.")
    assert read(file) == f"---\r\nchange_note: We keep logs.\r\n---\r\n\r\n{text}"
    assert "last_updated" not in said
    git(folder, "commit", "-qam", "Change", on=f"{TODAY}T12:00:00+0000")
    newest = json.loads(inforce("history", "privacy", "--format", "json"))["revisions"][-1]
    assert (newest["id"], newest["change_note"]) == ("2027-03-01", "We keep logs.")


def test_a_date_in_both_places(folder: Path, inforce: Inforce) -> None:
    """Where front matter counts, it is written, and the date that stays in the text is named."""
    said = inforce("revise", "both", "--effective", "2027-03-01", "--note", "Fewer words.")
    assert "policies/both.md:6: the text states its date itself: 2025-03-01. Write 2027-03-01 there, too" in said
    assert "last_updated: 2027-03-01\n" in read(folder / "policies/both.md")


def test_correct(folder: Path, inforce: Inforce) -> None:
    """A correction is declared in a front matter that begins with it, and the date of the text is the one to keep."""
    file = folder / "policies/privacy.md"
    inforce("correct", "privacy", "--note", "Fixed the word logs.")
    entry = f"corrections:\r\n  - {{date: {TODAY}, note: Fixed the word logs.}}\r\n"
    assert read(file) == f"---\r\n{entry}---\r\n\r\n{PLAIN}"
    file.write_bytes(read(file).replace("lsgo", "logs").encode())
    assert "0 problems" in inforce("check")
    file.write_bytes(PLAIN.replace("March 1", "March 2").encode())
    assert "set the date in line 3 back to 2025-03-01" in inforce("correct", "privacy", "--note", "Fixed logs.", code=2)


def test_a_name_in_capitals(folder: Path, inforce: Inforce) -> None:
    """A policy whose name is written in capitals is found by the same letters, as what takes another's place, too."""
    (folder / "policies/TERMS.md").write_bytes(PLAIN.encode())
    git(folder, "add", "policies")
    git(folder, "commit", "-qm", "Add", on=f"{TODAY}T12:00:00+0000")
    assert "TERMS" in inforce("history", "terms")
    inforce("retire", "Fees", "--on", "2027-01-01", "--superseded-by", "terms")
    assert "superseded_by: TERMS\n" in read(folder / "policies/fees.md")


def test_retire(folder: Path, inforce: Inforce) -> None:
    """A policy without front matter is retired in one, and its text is the same."""
    inforce("retire", "privacy", "--on", "2027-01-01", "--superseded-by", "fees")
    file = folder / "policies/privacy.md"
    assert read(file) == f"---\r\nretired: 2027-01-01\r\nsuperseded_by: fees\r\n---\r\n\r\n{PLAIN}"
    git(folder, "commit", "-qam", "Change", on=f"{TODAY}T12:00:00+0000")
    policy = json.loads(inforce("history", "privacy", "--format", "json"))
    assert [revision["corrections"] for revision in policy["revisions"]] == [[]]
    assert policy["absences"][0]["since"] == "2027-01-01"
