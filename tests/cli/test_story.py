"""The legal team's day on a clone of the demo, from an edit to the published revision, by the commands that they use."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from histories import git
from inforce import cli
from inforce.source import front_matter
from inforce.text import markdown
from office import settle
from sites import build, demo_copy, epoch
from wordfiles import WordFile, expected

REFUNDS = "policies/terms/refund-policy.md"
OLD = "If you have bought a single course, you can ask for a refund within 14 days after payment."
NEW = "If you have bought a single course, you can ask for a refund within 21 days after payment."
COUNSEL = {  # what counsel edits in Word, in two paragraphs of the policy
    "We send the refund within seven days;": "We send the refund within five days;",
    "Please send your request to the store.": "Please send your request to that store.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


Inforce = Callable[..., Said]


@pytest.fixture
def folder(demo_built: Path, tmp_path: Path) -> Path:
    """The demo with its policies checked out, on a branch of one's own."""
    made = demo_copy(demo_built, tmp_path)
    git(made, "symbolic-ref", "HEAD", "refs/heads/main")
    git(made, "reset", "-q")
    git(made, "checkout", "-q", "--", "policies")
    git(made, "checkout", "-q", "-b", "longer")
    return made


@pytest.fixture
def inforce(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Inforce:
    """Runs a command in the clone, on the day of the tests."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch())

    def run(*arguments: str) -> Said:
        capsys.readouterr()
        code = cli.main(arguments)
        out, err = capsys.readouterr()
        return Said(code=code, out=out, err=err)

    return run


def lines_of(data: bytes) -> object:
    """The lines of a policy as a Word file has to have them."""
    read = front_matter.read(data, REFUNDS)
    return expected(markdown.render(read.body, path=REFUNDS, title=read.meta.title).html)


def edited(word: bytes) -> bytes:
    """A Word file in which counsel changed words."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                for old, new in COUNSEL.items():
                    assert data.count(old.encode()) == 1, old
                    data = data.replace(old.encode(), new.encode())
            target.writestr(name, data)
    return out.getvalue()


def test_from_an_edit_to_the_published_revision(folder: Path, inforce: Inforce, tmp_path: Path) -> None:
    """Edit, check, mend, comment, Word and back, merge, and the site shows it."""
    file = folder / REFUNDS
    before = file.read_bytes()

    # A text without a new date is stopped, in plain words, with the mend.
    file.write_bytes(before.replace(OLD.encode(), NEW.encode()))
    said = inforce("check", "--base", "main")
    assert said.code == 1
    assert "text-without-date: the text changed, but its date is still 2018-05-15" in said.out
    assert "Write a new effective_date: (2026-11-23 or later) and change_note:" in said.out

    # Mended by a helper, the check passes.
    assert inforce("revise", "refund-policy", "--effective", "2027-03-01", "--note", "Single courses: 21 days.").code == 0
    said = inforce("check", "--base", "main")
    assert said.code == 0, said.out
    git(folder, "commit", "-qam", "Give single courses 21 days", on="2026-11-20T12:00:00+0000")

    # The comment on the pull request says what takes effect when, and shows the passage.
    comment = inforce("redline", "--base", "main", "--format", "markdown").out
    assert "March 1, 2027" in comment
    assert "Single courses: 21 days." in comment
    assert re.search(r"<del>14 days</del> <ins>21 days</ins>", comment), comment

    # The Word file: LibreOffice accepts to the new text and rejects to the old one.
    word = tmp_path / "refunds.docx"
    assert inforce("redline", "refund-policy", "--base", "main", "--format", "docx", "-o", str(word)).code == 0
    settled = settle(tmp_path, {"refunds": word.read_bytes()})
    assert WordFile(settled["refunds", "reject"]).lines("accept") == lines_of(before)
    assert WordFile(settled["refunds", "accept"]).lines("accept") == lines_of(file.read_bytes())

    # Counsel's edits come back as two lines of Markdown.
    counsel = tmp_path / "counsel.docx"
    counsel.write_bytes(edited(settled["refunds", "accept"]))
    said = inforce("import", str(counsel), "refund-policy", "--yes")
    assert said.code == 0, said.out + said.err
    assert "five" in said.out
    assert git(folder, "diff", "--numstat").split() == ["2", "2", REFUNDS]
    for old, new in COUNSEL.items():
        assert new in file.read_text("utf-8") and old not in file.read_text("utf-8")
    git(folder, "commit", "-qam", "Take counsel's edits", on="2026-11-21T12:00:00+0000")

    # Merged, the site announces the revision.
    git(folder, "checkout", "-q", "main")
    git(folder, "merge", "-q", "--no-ff", "-m", "Merge longer", "longer", on="2026-11-22T12:00:00+0000")
    site = build(folder, "--strict")
    assert site.code == 0, site.said
    assert "2027-03-01" in site.revisions("terms/refund-policy")
    assert "A new revision takes effect on March 1, 2027" in site.words("terms/refund-policy/")
    shown = site.words("terms/refund-policy/2027-03-01/", ".inforce-text")
    assert NEW in shown and "within five days" in shown
    assert "Single courses: 21 days." in site.words("terms/refund-policy/compare/2018-05-15/2027-03-01/")


def test_a_correction_shows_what_the_branch_changes(folder: Path, inforce: Inforce) -> None:
    """Not what the ledger passed over before: the quotation marks of 2019, which are in the text that is corrected."""
    file = folder / "policies/cookies/cookies-policy.md"
    text = file.read_text("utf-8")
    assert "What cookies are" in text
    file.write_text(text.replace("What cookies are", "What cookies is", 1), "utf-8")
    assert inforce("correct", "cookies-policy", "--note", "Fixed a typo.").code == 0
    comment = inforce("redline", "--base", "main", "--format", "markdown").out
    assert "1 change: 1 word added, 1 word removed" in comment, comment


def test_what_would_break_the_record_is_refused(folder: Path, inforce: Inforce) -> None:
    """A policy that is retired is not retired again, and a new one has no redline; both are said."""
    said = inforce("retire", "privacy-shield-policy", "--on", "2027-01-01")
    assert said.code == 2 and "is not offered any more since 2020-09-30" in said.err
    assert inforce("new", "terms/gift-cards", "--title", "Gift Cards", "--effective", "2027-03-01").code == 0
    (folder / "policies/terms/gift-cards.md").open("a").write("Gift cards last.\n")
    said = inforce("redline", "gift-cards", "--base", "main", "--format", "html", "-o", "x.html")
    assert said.code == 2 and "is new, so that there is no older text" in said.err
