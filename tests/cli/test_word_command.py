"""The Word files that the command writes: when their changes were made, which texts their headers name, and what is said
while a long one is made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from histories import git
from inforce import cli
from inforce.cli import progress
from lxml import etree
from sites import epoch, policy, repository
from wordfiles import W, WordFile

PATH = "policies/rules.md"
HISTORY = [
    {"on": "2018-01-10", "write": {PATH: policy("2018-02-01", "We keep it for 30 days.", title="Rules")}},
    {
        "on": "2018-05-10",
        "change": {PATH: {"effective_date": "2018-06-01", "change_note": "More.", "text": "We keep it for 60 days."}},
    },
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a policy of two revisions."""
    made = repository(tmp_path / "site", HISTORY, "site_name: Acme\nplugins: [inforce]\n").folder
    monkeypatch.chdir(made)
    return made


def days(*names: str) -> set[str]:
    """The days of the changes in the Word file of a redline."""
    assert cli.main(["redline", "rules", *names, "--format", "docx", "-o", "a.docx"]) == 0
    body = WordFile(Path("a.docx").read_bytes()).body
    return {str(change.get(f"{W}date"))[:10] for change in body.iter(f"{W}ins", f"{W}del")}


def test_the_header_names_the_day_of_a_draft(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it has one of its own."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch())
    file = folder / PATH
    old = file.read_text()
    for text, named in (
        (old + "\nMore.\n", "draft"),
        (old.replace("2018-06-01", "2027-03-01") + "\nMore.\n", "draft for March 1, 2027"),
    ):
        file.write_text(text)
        assert cli.main(["redline", "rules", "--format", "docx", "-o", "a.docx"]) == 0
        header = etree.fromstring(WordFile(Path("a.docx").read_bytes()).parts["word/header.xml"])
        assert "".join(header.itertext()) == f"Rules2018-06-01 (in force) → {named}"


def test_changes_are_dated_by_the_publication_of_the_newer_text(folder: Path) -> None:
    """However that text is named, and in either order."""
    assert days("2018-02-01", "2018-06-01") == {"2018-05-10"}
    assert days("2018-02-01", "HEAD") == {"2018-05-10"}
    assert days("2018-02-01", PATH) == {"2018-05-10"}
    assert days("2018-06-01", "HEAD~1") == {"2018-01-10"}


def test_changes_of_a_draft_do_not_depend_on_the_day(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A draft that was committed is dated by its commit, one that was not by the text that it lies on."""
    file = folder / PATH
    file.write_text(file.read_text().replace("60", "90"))
    made = []
    for day in ("2018-07-01", "2019-01-01"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch(day))
        assert days() == {"2018-05-10"}
        made.append(Path("a.docx").read_bytes())
    assert made[0] == made[1]
    git(folder, "checkout", "-q", "-b", "draft")
    git(folder, "commit", "-q", "-a", "-m", "Longer", on="2018-06-20T12:00:00Z")
    assert days() == {"2018-06-20"}
    assert days("2018-06-01", "draft") == {"2018-06-20"}


def waits(count: int) -> Iterator[bool]:
    """What there is to wait for: so many pauses."""
    yield from [False] * count
    yield True


@pytest.mark.parametrize(
    ("terminal", "count", "said"),
    [(False, 0, ""), (True, 0, ""), (False, 2, "Reading ... 0 s\nReading ... 0 s\n")],
)
def test_long_work_is_told_and_short_work_is_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], terminal: bool, count: int, said: str
) -> None:
    """A line now and then; the clock of the test stands still."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: terminal)
    monkeypatch.setattr("inforce.cli.progress.time.monotonic", lambda: 0.0)
    pauses = waits(count)
    progress.tell(["Opening", "Reading"], lambda _: next(pauses))
    assert capsys.readouterr().err == said


def test_on_a_terminal_one_line_is_written_anew_and_taken_away(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing of it stays above the answer."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setattr("inforce.cli.progress.time.monotonic", lambda: 0.0)
    steps, pauses = ["Opening"], waits(2)

    def waited(_: float) -> bool:
        steps.append("Reading the file")
        return next(pauses)

    progress.tell(steps, waited)
    line = "Reading the file ... 0 s"
    assert capsys.readouterr().err == f"\r{line}\r{line}\r{' ' * len(line)}\r"
