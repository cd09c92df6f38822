"""Edits of front matter: of a file's bytes only what is asked for changes, and what cannot be changed safely is refused."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inforce.editing.front_matter import Changes, changed
from inforce.keys import CorrectionNote
from inforce.problems import UserError
from inforce.source import front_matter

NOTE = CorrectionNote(date=date(2026, 11, 23), note="Fixed a typo.")
DAY = date(2027, 3, 1)

# bytes


def front(*lines: str) -> bytes:
    """A file with these lines of front matter and a text that must stay, oddities and all."""
    return "\n".join(["---", *lines, "---  ", "", "Text  ", "\teffective_date: 1999-01-01", "--- no fence", "end"]).encode()


CASES: dict[str, tuple[list[str], Changes, list[str]]] = {
    "plain values": (
        ["title: Rules", "effective_date: 2018-02-01", "change_note: Old words."],
        Changes(values={"effective_date": DAY, "change_note": "New words."}),
        ["title: Rules", "effective_date: 2027-03-01", "change_note: New words."],
    ),
    "comments, order and spaces stay": (
        ["# a", "change_note:   Old.   # b", "", "effective_date :  2018-02-01 # c", "title: Rules", "# d"],
        Changes(values={"effective_date": DAY, "change_note": "New."}),
        ["# a", "change_note:   New.   # b", "", "effective_date :  2027-03-01 # c", "title: Rules", "# d"],
    ),
    "quotes stay": (
        ["title: Rules", "effective_date: '2018-02-01'", 'change_note: "Old."'],
        Changes(values={"effective_date": DAY, "change_note": 'It\'s "new".'}),
        ["title: Rules", "effective_date: '2027-03-01'", 'change_note: "It\'s \\"new\\"."'],
    ),
    "quotes where they are needed": (
        ["title: Rules", "effective_date: 2018-02-01", "change_note: Old."],
        Changes(values={"change_note": "Fees: none."}),
        ["title: Rules", "effective_date: 2018-02-01", 'change_note: "Fees: none."'],
    ),
    "a note over several lines": (
        ["title: Rules", "effective_date: 2018-02-01", "change_note: Old", "  words.", "lang: en"],
        Changes(values={"change_note": "New words."}),
        ["title: Rules", "effective_date: 2018-02-01", "change_note: New words.", "lang: en"],
    ),
    "a folded note": (
        ["title: Rules", "effective_date: 2018-02-01", "change_note: >-", "    Old", "    words.", "lang: en"],
        Changes(values={"change_note": "New: words."}),
        ["title: Rules", "effective_date: 2018-02-01", "change_note: >-", "    New: words.", "lang: en"],
    ),
    "keys that are new": (
        ["title: Rules", "effective_date: 2018-02-01 # first", "lang: en"],
        Changes(values={"retroactive": True, "change_note": "New."}),
        ["title: Rules", "effective_date: 2018-02-01 # first", "retroactive: true", "change_note: New.", "lang: en"],
    ),
    "a key that goes": (
        ["title: Rules", "retroactive: true # meant", "# kept", "effective_date: 2018-02-01", "summary: |", "  Short.", ""],
        Changes(values={"retroactive": None, "summary": None, "replaces": None}),
        ["title: Rules", "# kept", "effective_date: 2018-02-01", ""],
    ),
    "a summary of several lines": (
        ["title: Rules", "effective_date: 2018-02-01", "summary: |", "   - Old", "", "   - words", "", "lang: en"],
        Changes(values={"summary": "- New\n\n- words"}),
        ["title: Rules", "effective_date: 2018-02-01", "summary: |", "   - New", "", "   - words", "", "lang: en"],
    ),
    "a summary where none was": (
        ["title: Rules", "effective_date: 2018-02-01"],
        Changes(values={"summary": "- New\n- words"}),
        ["title: Rules", "effective_date: 2018-02-01", "summary: |", "  - New", "  - words"],
    ),
    "a note without words": (
        ["title: Rules", "effective_date: 2018-02-01", "change_note: # to be written"],
        Changes(values={"change_note": "New."}),
        ["title: Rules", "effective_date: 2018-02-01", "change_note: New. # to be written"],
    ),
    "a first correction": (
        ["title: T", "effective_date: 2018-02-01", "lang: en"],
        Changes(correction=NOTE),
        ["title: T", "effective_date: 2018-02-01", "corrections:", "  - {date: 2026-11-23, note: Fixed a typo.}", "lang: en"],
    ),
    "a correction in a list on one line": (
        ["title: Rules", "effective_date: 2018-02-01", "corrections: [{date: 2018-03-01, note: 'Fixed, once.'} ] # c"],
        Changes(correction=NOTE),
        [
            "title: Rules",
            "effective_date: 2018-02-01",
            "corrections: [{date: 2018-03-01, note: 'Fixed, once.'}, {date: 2026-11-23, note: Fixed a typo.} ] # c",
        ],
    ),
    "a correction in an empty list": (
        ["title: Rules", "effective_date: 2018-02-01", "corrections: []"],
        Changes(correction=CorrectionNote(date=NOTE.date, note="One, {two}")),
        ["title: Rules", "effective_date: 2018-02-01", 'corrections: [{date: 2026-11-23, note: "One, {two}"}]'],
    ),
    "a correction below others": (
        ["corrections:", "- {date: 2018-03-01, note: Fixed.} # first", "# end", "title: Rules", "effective_date: 2018-02-01"],
        Changes(correction=NOTE),
        [
            "corrections:",
            "- {date: 2018-03-01, note: Fixed.} # first",
            "- {date: 2026-11-23, note: Fixed a typo.}",
            "# end",
            "title: Rules",
            "effective_date: 2018-02-01",
        ],
    ),
    "a correction written over two lines": (
        ["corrections:", "  -   date: 2018-03-01", "      note: >", "        Fixed.", "title: T", "effective_date: 2018-02-01"],
        Changes(correction=NOTE),
        [
            "corrections:",
            "  -   date: 2018-03-01",
            "      note: >",
            "        Fixed.",
            "  -   date: 2026-11-23",
            "      note: Fixed a typo.",
            "title: T",
            "effective_date: 2018-02-01",
        ],
    ),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["", "BOM"])
@pytest.mark.parametrize("case", CASES)
def test_only_what_is_asked_for_changes(case: str, mark: bytes, newline: str) -> None:
    """Values change in their places; comments, order, quotes, line ends, the byte order mark and the text stay."""
    before, changes, after = CASES[case]
    data, wanted = (mark + front(*lines).replace(b"\n", newline.encode()) for lines in (before, after))
    assert changed(data, "rules.md", changes) == wanted


@settings(deadline=None, derandomize=True)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn", "Co"]), min_size=1).filter(str.strip))
def test_any_note_reads_back(note: str) -> None:
    """Whatever a note holds, it is written so that the file says the same."""
    before = front("title: Rules", "effective_date: 2018-02-01", "change_note: Old.", "lang: en")
    entry = CorrectionNote(date=DAY, note=note)
    try:
        made = changed(before, "rules.md", Changes(values={"change_note": note}, correction=entry))
    except UserError:
        assert not note.isprintable()  # never a file that says something else
        return
    meta = front_matter.read(made, "rules.md").meta
    wanted = unicodedata.normalize("NFC", note).strip()
    assert meta.change_note == wanted
    assert meta.corrections == (CorrectionNote(date=DAY, note=wanted),)
    assert made.startswith(b"---\ntitle: Rules\neffective_date: 2018-02-01\n")
    assert made.endswith(before[before.index(b"lang: en") :])


@pytest.mark.parametrize(
    ("lines", "changes", "said"),
    [
        (["title: [unclosed"], Changes(correction=NOTE), "not valid YAML"),
        (["{title: Rules, effective_date: 2018-02-01}"], Changes(values={"effective_date": DAY}), "by hand"),
        (
            ["title: T", "effective_date: &day 2018-02-01", "last_reviewed: *day"],
            Changes(values={"effective_date": DAY}),
            "hand",
        ),
        (["title: Rules", "effective_date: [2018-02-01]"], Changes(values={"effective_date": DAY}), "by hand"),
        (["title: Rules", "title: Rules"], Changes(values={"effective_date": DAY}), "twice"),
        (["title: Rules", "corrections: None yet"], Changes(correction=NOTE), "by hand"),
        (["title: Rules", "effective_date: 2018-02-01"], Changes(values={"effective_date": "soon"}), "by hand"),
    ],
)
def test_what_cannot_be_changed_safely_is_refused(lines: list[str], changes: Changes, said: str) -> None:
    """A front matter that cannot be read, or in which one edit would change more, is left to people."""
    with pytest.raises(UserError, match=said):
        changed(front(*lines), "rules.md", changes)
