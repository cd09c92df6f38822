"""Commands that edit policies: `revise`, `correct`, `retire` and `new`, and what they refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from histories import git
from inforce import cli
from sites import TODAY, build, epoch, policy, repository

# the command

REFUNDS = "policies/terms/refunds.md"
FILE = (
    "---\r\n"
    "# Legal: ask before you edit\r\n"
    "title: 'Refunds'\r\n"
    "effective_date: {day}   # the first day\r\n"
    'change_note: "{note}"\r\n'
    "summary: Ask us.\r\n"
    "---\r\n"
    "\r\n"
    "You have {days} days.\r\n"
)
HISTORY: list[dict[str, Any]] = [
    {
        "on": "2018-01-10",
        "write": {
            REFUNDS: FILE.format(day="2018-02-01", note="First.", days=10),
            "policies/terms/fees.md": policy("2018-02-01", "Fees.", title="Fees"),
            "policies/privacy.md": policy("2018-02-01", "Old words.", title="Privacy"),
            "policies/old.md": policy("2018-02-01", "Old.", title="Old", retired="2019-01-01"),
        },
    },
    {"on": "2018-05-10", "write": {REFUNDS: FILE.format(day="2018-06-01", note="Longer.", days=20)}},
    {
        "on": "2026-10-10",
        "change": {
            "policies/privacy.md": {"effective_date": "2027-02-01", "text": "New words.", "change_note": "New words."},
            "policies/old.md": {"last_reviewed": "2026-10-10"},
        },
    },
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site's folder; today is 2026-11-23 in its time zone, while it is the 24th in UTC."""
    repository(tmp_path / "company", HISTORY, "site_name: Company\nplugins: [inforce: {timezone: America/Los_Angeles}]\n")
    monkeypatch.chdir(tmp_path / "company")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch("2026-11-24T02:00"))
    return tmp_path / "company"


Inforce = Callable[..., str]


@pytest.fixture
def inforce(folder: Path, capsys: pytest.CaptureFixture[str]) -> Inforce:
    """Runs the command and gives what it says; `code` is the exit code that is expected."""

    def run(*arguments: str, code: int = 0) -> str:
        try:
            ended = cli.main(arguments)
        except SystemExit as end:
            ended = int(end.code or 0)
        said = capsys.readouterr()
        assert ended == code, said.err
        return said.out + said.err

    return run


def commit(folder: Path, *paths: str) -> None:
    """Commit these files today."""
    git(folder, "add", *paths)
    git(folder, "commit", "-q", "-m", "Change", *paths, on=f"{TODAY}T12:00:00-0800")


def shown(inforce: Inforce, name: str) -> Any:
    """The record of a policy."""
    return json.loads(inforce("history", name, "--format", "json"))


def test_revise(folder: Path, inforce: Inforce) -> None:
    """The date and the note change and nothing else; committed with its text, the record has that revision."""
    said = inforce("revise", "refunds", "--effective", "2027-03-01", "--note", "Longer: 30 days.")
    file = folder / REFUNDS
    assert file.read_bytes() == FILE.format(day="2027-03-01", note="Longer: 30 days.", days=20).encode()
    assert "effective_date: 2027-03-01 (was 2018-06-01)" in said
    assert f"Now change the text in {REFUNDS}" in said
    assert "inforce redline terms/refunds" in said
    assert "inforce check" in said
    assert "The summary is still that of the revision before" in said
    file.write_bytes(file.read_bytes().replace(b"20 days", b"30 days"))
    commit(folder, REFUNDS)
    assert "4 policies, 0 problems" in inforce("check")
    revision = shown(inforce, "refunds")["revisions"][-1]
    assert (revision["id"], revision["change_note"]) == ("2027-03-01", "Longer: 30 days.")
    assert revision["corrections"] == []


def test_revise_again_and_among_uncommitted_edits(folder: Path, inforce: Inforce) -> None:
    """An edit that is under way stays, and a date that is not published yet can still be changed."""
    file = folder / REFUNDS
    file.write_bytes(file.read_bytes().replace(b"20 days", b"30 days"))
    (folder / "policies/terms/fees.md").write_text("---\ntitle: [broken\n")
    said = inforce("revise", REFUNDS, "--effective", "2027-03-01", "--note", "Longer.", "--summary", "Ask us\nsoon.")
    assert f"The text in {REFUNDS} is changed already" in said
    assert "Now change the text" not in said
    inforce("revise", REFUNDS, "--effective", "2027-04-01", "--note", "Longest.")
    wanted = FILE.format(day="2027-04-01", note="Longest.", days=30).replace("Ask us.", "|\r\n  Ask us\r\n  soon.")
    assert file.read_bytes() == wanted.encode()


def test_revise_retroactively(folder: Path, inforce: Inforce) -> None:
    """A date before that of the revision in force is only written where it is meant, and the mark does not outlive it."""
    said = inforce("revise", "refunds", "--effective", "2018-03-01", "--note", "As agreed.", code=2)
    assert "before 2018-06-01" in said
    assert "--retroactive" in said
    inforce("revise", "refunds", "--effective", "2018-03-01", "--note", "As agreed.", "--retroactive")
    assert b"# the first day\r\nretroactive: true\r\nchange_note" in (folder / REFUNDS).read_bytes()
    commit(folder, REFUNDS)
    assert shown(inforce, "refunds")["revisions"][-1]["retroactive"] is True
    said = inforce("revise", "refunds", "--effective", "2027-03-01", "--note", "Longer.")
    assert "retroactive: deleted" in said
    assert b"retroactive" not in (folder / REFUNDS).read_bytes()


def test_revise_an_announcement(folder: Path, inforce: Inforce) -> None:
    """With the text left alone, the announced revision is moved, as the command says."""
    said = inforce("revise", "privacy", "--effective", "2027-03-01", "--note", "Later.")
    assert "it is moved to 2027-03-01" in said
    commit(folder, "policies/privacy.md")
    (first, moved) = shown(inforce, "privacy")["revisions"]
    assert (first["id"], moved["id"]) == ("2018-02-01", "2027-03-01")
    assert [step["date"] for step in moved["rescheduled_from"]] == ["2027-02-01"]


def test_revise_before_an_announcement(folder: Path, inforce: Inforce) -> None:
    """Another text before the announced one takes its place, as the command says."""
    said = inforce("revise", "privacy", "--effective", "2027-01-15", "--note", "Sooner.")
    assert "and the file holds its text" in said
    assert "With another text, the new one takes its place: that of 2027-02-01 will never be in force." in said
    file = folder / "policies/privacy.md"
    file.write_bytes(file.read_bytes() + b"\nAnother paragraph.\n")
    commit(folder, "policies/privacy.md")
    assert "2027-01-15" in inforce("on", "2027-03-01", "privacy")


def test_correct(folder: Path, inforce: Inforce) -> None:
    """The correction is declared with the day in the site's time zone, and is that of the text once committed."""
    inforce("correct", "refunds", "--note", "Not 20, but 21 days.")
    file = folder / REFUNDS
    entry = b'corrections:\r\n  - {date: 2026-11-23, note: "Not 20, but 21 days."}\r\nsummary'
    assert entry in file.read_bytes()
    file.write_bytes(file.read_bytes().replace(b"20 days.\r", b"21 days.\r"))
    commit(folder, REFUNDS)
    revisions = shown(inforce, "refunds")["revisions"]
    assert [revision["id"] for revision in revisions] == ["2018-02-01", "2018-06-01"]
    (correction,) = revisions[-1]["corrections"]
    assert correction["note"] == "Not 20, but 21 days."
    assert "already" in inforce("correct", "refunds", "--note", "Not 20, but 21 days.", code=2)


def test_retire(folder: Path, inforce: Inforce) -> None:
    """A policy is retired from a day on, with its successor under the address that the site knows."""
    said = inforce("retire", "refunds", "--on", "2027-01-01", "--superseded-by", "fees")
    assert f"Leave {REFUNDS} where it is" in said
    assert b'change_note: "Longer."\r\nretired: 2027-01-01\r\nsuperseded_by: terms/fees\r\n' in (folder / REFUNDS).read_bytes()
    commit(folder, REFUNDS)
    assert "4 policies, 0 problems" in inforce("check")
    assert "retired: 2027-01-01" in inforce("retire", "refunds", "--on", "2027-01-01", "--superseded-by", "fees", code=2)
    inforce("retire", "refunds", "--on", "2027-01-01", "--note", "Stores sell them.")
    assert b"superseded_by: terms/fees\r\n" in (folder / REFUNDS).read_bytes(), "what is not named stays"
    assert b"retired_note: Stores sell them.\r\n" in (folder / REFUNDS).read_bytes()
    commit(folder, REFUNDS)
    (absence,) = shown(inforce, "refunds")["absences"]
    assert (absence["since"], absence["successor"], absence["note"]) == ("2027-01-01", "terms/fees", "Stores sell them.")


def test_why_a_policy_is_retired(folder: Path, inforce: Inforce) -> None:
    """The note of a retirement stands in the file, and readers see it in the banner, the history and the feed."""
    note = "Stores sell them: ask <there>."
    assert 'retired_note: "Stores' not in (folder / REFUNDS).read_text()
    inforce("retire", "refunds", "--on", "2026-11-20", "--note", note)
    assert f'retired: 2026-11-20\r\nretired_note: "{note}"\r\n'.encode() in (folder / REFUNDS).read_bytes()
    commit(folder, REFUNDS)
    assert note in inforce("history", "refunds")
    built = build(folder)
    shown = note.replace("<", "&lt;").replace(">", "&gt;")
    for page in ("terms/refunds/", "terms/refunds/2018-06-01/", "terms/refunds/history/"):
        assert shown in built.text(page)
    assert "Stores sell them" in built.text("terms/refunds/feed.xml")


NOTES = [
    (["revise", "refunds", "--effective", "2027-03-01", "--note", "various fixes"], "what changed", "change_note: The refund"),
    (["correct", "refunds", "--note", "update"], "what was put right", "Fixed a typo in “Refunds”"),
    (["new", "gifts", "--title", "Gifts", "--effective", "2027-03-01", "--note", "update"], "what changed", "change_note:"),
]


@pytest.mark.parametrize(("arguments", "said", "mend"), NOTES, ids=[arguments[0] for arguments, _, _ in NOTES])
def test_a_note_that_tells_nothing(folder: Path, inforce: Inforce, arguments: list[str], said: str, mend: str) -> None:
    """What the check will say of a note is said at once, in its words and as loud as the rule is switched."""
    heard = inforce(*arguments)
    assert f"“{arguments[-1]}” does not tell readers {said}." in heard
    assert mend in heard
    unwritten = int(arguments[0] == "new")  # the text of a new policy is still to come, which is an error
    assert f"“{arguments[-1]}” does not tell readers {said}." in inforce("check", code=unwritten)
    git(folder, "restore", "policies")
    git(folder, "clean", "-qf", "policies")
    config = "site_name: C\nplugins: [inforce: {checks: {note-empty: %s}}]\n"
    (folder / "mkdocs.yml").write_text(config % "off")
    assert "does not tell" not in inforce(*arguments)
    git(folder, "restore", "policies")
    git(folder, "clean", "-qf", "policies")
    (folder / "mkdocs.yml").write_text(config % "error")
    assert "Nothing was written" in inforce(*arguments, code=2)
    assert git(folder, "status", "--porcelain", "policies") == ""


def test_new(folder: Path, inforce: Inforce) -> None:
    """A new policy has a sound front matter, in the folder that was named or in that of its collection."""
    said = inforce("new", "terms/gift-cards", "--title", "Gift cards: rules", "--effective", "2027-03-01")
    file = folder / "policies/terms/gift-cards.md"
    assert file.read_bytes() == b'---\ntitle: "Gift cards: rules"\neffective_date: 2027-03-01\n---\n\n'
    assert "Now write the text into policies/terms/gift-cards.md" in said
    inforce("new", "policies/a/b.md", "--title", "B", "--effective", "2027-03-01", "--note", "First.")
    assert b"change_note: First.\n" in (folder / "policies/a/b.md").read_bytes()
    inforce("new", "c", "--collection", "a", "--title", "C", "--effective", "2027-03-01")
    assert (folder / "policies/a/c.md").is_file()
    assert inforce("check", code=1).count("empty-text") == 3, "the text is still to be written"
    for path in (folder / "policies/a/b.md", folder / "policies/a/c.md", file):
        path.write_bytes(path.read_bytes() + b"Gifts.\n")
    assert "7 policies, 0 problems" in inforce("check")
    commit(folder, "policies/terms/gift-cards.md")
    assert shown(inforce, "gift-cards")["revisions"][0]["id"] == "2027-03-01"


REFUSED: list[tuple[list[str], str]] = [
    (["revise", "refunds", "--effective", "2018-06-01", "--note", "x"], "newest revision of terms/refunds already"),
    (["revise", "refunds", "--effective", "2018-02-01", "--note", "x"], "has a revision of 2018-02-01 already"),
    (["revise", "refunds", "--effective", "2027-02-30", "--note", "x"], "2027-02-30 is not a day"),
    (["revise", "refunds", "--effective", "2027-02-20", "--note", " "], "--note is empty"),
    (["revise", "refunds", "--effective", "2027-02-20", "--note", "a\nb"], "--note must be one line"),
    (["revise", "refunds", "--effective", "2027-02-20", "--note", "a\x07b"], "control character"),
    (["revise", "refunds", "--effective", "2027-02-20", "--note", "x", "--retroactive"], "Leave --retroactive out"),
    (["revise", "refnds", "--effective", "2027-02-20", "--note", "x"], "Did you mean terms/refunds?"),
    (["revise", "old", "--effective", "2027-02-20", "--note", "x"], "delete retired"),
    (["correct", "frobnicate", "--note", "x"], "there is no policy frobnicate"),
    (["retire", "refunds", "--on", "2018-03-01"], "before 2018-06-01"),
    (["retire", "refunds", "--on", "2027-03-01", "--superseded-by", "refunds"], "its own place"),
    (["retire", "refunds", "--on", "2027-03-01", "--superseded-by", "old"], "no longer offered itself"),
    (["retire", "refunds", "--on", "2027-03-01", "--superseded-by", "fes"], "Did you mean terms/fees?"),
    (["new", "terms/refunds", "--title", "T", "--effective", "2027-03-01"], "is there already"),
    (["new", "terms/history", "--title", "T", "--effective", "2027-03-01"], "cannot be the address"),
    (["new", "terms/Big Fees", "--title", "T", "--effective", "2027-03-01"], "lower-case"),
    (["new", "../outside", "--title", "T", "--effective", "2027-03-01"], "does not lie where policies lie"),
    (["new", "terms/readme", "--title", "T", "--effective", "2027-03-01"], "where policies lie"),
    (["new", "terms/x", "--title", "", "--effective", "2027-03-01"], "--title is empty"),
]


@pytest.mark.parametrize(("arguments", "said"), REFUSED)
def test_refused(folder: Path, inforce: Inforce, arguments: list[str], said: str) -> None:
    """What breaks a rule is refused with the mend, and nothing is written."""
    before = {file: file.read_bytes() for file in folder.joinpath("policies").rglob("*.md")}
    assert said in inforce(*arguments, code=2)
    assert {file: file.read_bytes() for file in folder.joinpath("policies").rglob("*.md")} == before


def test_a_new_revision_is_no_correction(folder: Path, inforce: Inforce) -> None:
    """A file with a date of its own that is not published yet is not to be corrected, and a new file not to be revised."""
    inforce("revise", "refunds", "--effective", "2027-03-01", "--note", "Longer.")
    assert "set effective_date back to 2018-06-01" in inforce("correct", "refunds", "--note", "x", code=2)
    inforce("new", "gifts", "--title", "Gifts", "--effective", "2027-03-01")
    assert "not published yet" in inforce("revise", "gifts", "--effective", "2027-04-01", "--note", "x", code=2)


def test_dates_from_elsewhere(folder: Path, inforce: Inforce) -> None:
    """Where the site takes dates from the text, a date in the front matter would say nothing."""
    (folder / "mkdocs.yml").write_text("site_name: C\nplugins: [inforce: {dates: [text]}]\n")
    (folder / "policies/terms/fees.md").write_text("# Fees\n\nEffective date: February 1, 2018\n\nHigh.\n")
    commit(folder, "policies/terms/fees.md")
    assert "fees.md:3: the text states its date itself" in inforce(
        "revise", "fees", "--effective", "2027-03-01", "--note", "x", code=2
    )


def test_a_moved_file_is_found(folder: Path, inforce: Inforce) -> None:
    """A policy whose file was moved and not committed yet is revised where it lies now."""
    git(folder, "mv", REFUNDS, "policies/terms/refund-policy.md")
    said = inforce("revise", "refunds", "--effective", "2027-03-01", "--note", "Longer.")
    assert said.startswith("policies/terms/refund-policy.md:")
