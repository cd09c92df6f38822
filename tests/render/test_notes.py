"""Notes that come from commits are shown as such, as plain text, wherever readers meet a note."""

from __future__ import annotations

from pathlib import Path

import pytest
from commanding import Inforce
from companies import sound
from sites import build, policy, repository

SUBJECT = "Lengthen <b onclick=x()>periods</b> & more \u202e(#12)"
HISTORY = [
    {"on": "2018-01-10", "write": {"policies/a.md": policy("2018-02-01", "Ten days.", change_note="As before.")}},
    {
        "on": "2018-05-10",
        "subject": SUBJECT,
        "change": {"policies/a.md": {"effective_date": "2018-06-01", "change_note": "", "text": "14 days."}},
    },
    {"on": "2026-05-10", "subject": SUBJECT, "change": {"policies/a.md": {"effective_date": "2027-06-01", "text": "15 days."}}},
]
CONFIG = (
    "site_name: Company\ntheme: {name: material, font: false, language: de}\nplugins: [search, {inforce: {notes: commit}}]\n"
)


def test_notes_from_commits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> None:
    """Pages, feeds and the calendar name the commit; the data say so by a key; nothing in a subject is HTML or turns words."""
    repository(tmp_path, HISTORY, CONFIG)
    built = sound(build(tmp_path, "--strict"))
    shown = "Aus dem Commit: Lengthen <b onclick=x()>periods</b> & more \\u202e(#12)"
    for address in ("", "a/", "a/2018-06-01/", "a/history/", "a/compare/2018-02-01/2018-06-01/"):
        assert shown in built.words(address), address
        assert "<b onclick" not in built.text(address)
    assert "Aus dem Commit: Lengthen &lt;b onclick" in built.text("a/feed.xml").replace("&amp;", "&")
    assert "Aus dem Commit" in built.text("calendar.ics")
    assert "Aus dem Commit: As before." not in built.words("a/history/")
    sources = [(r["change_note"][:8], r["change_note_source"]) for r in built.history("a")["revisions"]]
    assert sources == [("As befor", "front_matter"), ("Lengthen", "commit"), ("Lengthen", "commit")]
    monkeypatch.chdir(tmp_path)
    assert "2018-06-01  From the commit: Lengthen" in inforce("history", "a").out
    assert inforce("check").code == 0


def test_what_is_not_committed_needs_no_note_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> None:
    """The subject comes with the commit, so that nothing is missing before."""
    repository(tmp_path, HISTORY[:1], CONFIG)
    (tmp_path / "policies/a.md").write_text("---\ntitle: A\neffective_date: 2027-02-01\n---\nNew.\n")
    monkeypatch.chdir(tmp_path)
    said = inforce("check", "--base", "main")
    assert (said.code, "change_note" in said.out, "not committed yet" in said.out) == (0, False, False)
    comment = inforce("redline", "--base", "main", "--format", "markdown").out
    assert "Note for readers: the subject of the commit that publishes this." in comment
