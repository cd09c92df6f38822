"""The interface of the engine: values, fallback, and what it does with markup that looks like its own."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys

import inforce.redline as engine
import pytest
from helpers import marks, redline
from inforce import redline_html
from inforce.redline import compare, proof
from inforce.text.html_tree import read_document

LAW = '<h2 id="law">Law</h2><p>The law of Ireland applies.</p>'
OLD = '<h2 id="data">Data</h2><p>We keep your data for 30 days.</p>' + LAW
NEW = OLD.replace("30 days", "60 days").replace(LAW, "<h2>Fees</h2>")


def test_values_are_frozen() -> None:
    found = compare(read_document(OLD), read_document(NEW))
    for value in (found, found.changes[0], found.sections[0], read_document(OLD)):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(value, dataclasses.fields(value)[0].name, None)


def test_changes_and_sections_say_what_happened() -> None:
    found = redline(OLD, NEW)
    first = found.changes[0]
    assert (first.number, first.kind, first.section, first.section_id) == (1, "replaced", "Data", "data")
    assert (first.old, first.new, first.added, first.removed) == ("30 days", "60 days", 2, 2)
    states = [(section.title, section.id, section.state) for section in found.sections]
    assert states == [("Data", "data", "changed"), ("Law", "", "removed"), ("Fees", "", "added")]
    assert found.words_added == 3 and found.words_removed == 8


def sections(old: str, new: str) -> list[tuple[str, str, str, int, int]]:
    """Title, id, state, words added and removed of each changed section."""
    return [(s.title, s.id, s.state, s.added, s.removed) for s in redline(old, new).sections]


FIRST = '<h2 id="first">First</h2><p>You can ask for a refund within two weeks after you have paid the fee.</p>'
LAST = '<h2 id="last">Last</h2><p>Disputes are settled by the courts of the place where we have our seat.</p>'
SHORT = '<h2 id="cards">Cards</h2><p>We keep the number of your card for as long as you study with us.</p>'


def test_what_is_inserted_after_a_new_heading_is_in_its_section() -> None:
    """Even where it begins in the section before: the change ends at the heading, and another begins."""
    more = "<p>This holds for gifts too.</p>"
    added = [("First", "first", "changed", 5, 0), ("Cards", "cards", "added", 16, 0)]
    assert sections(FIRST + LAST, FIRST + more + SHORT + LAST) == added
    law = "<p><em>This limits no right.</em></p>"
    replaced = [("First", "first", "changed", 0, 4), ("Cards", "cards", "added", 16, 0)]
    assert sections(FIRST + law + LAST, FIRST + SHORT + LAST) == replaced


def test_what_is_deleted_after_a_deleted_heading_is_in_its_section() -> None:
    more = "<p>This holds for gifts too.</p>"
    removed = [("First", "first", "changed", 0, 5), ("Cards", "", "removed", 0, 16)]
    assert sections(FIRST + more + SHORT + LAST, FIRST + LAST) == removed


def test_what_was_edited_after_a_deleted_heading_is_in_the_section_that_it_came_to() -> None:
    new = FIRST + SHORT.partition("</h2>")[2].replace("your card", "the card") + LAST
    assert sections(FIRST + SHORT + LAST, new) == [("Cards", "", "removed", 0, 1), ("First", "first", "changed", 1, 1)]


def test_a_section_that_moved_is_not_removed() -> None:
    for old, new in ((SHORT + FIRST + LAST, FIRST + LAST + SHORT), (FIRST + LAST + SHORT, SHORT + FIRST + LAST)):
        assert [(title, state) for title, _, state, *_ in sections(old, new)] == [("Cards", "changed")]
    edited = SHORT + "<p>We never sell it.</p>" + FIRST + LAST, FIRST + LAST + SHORT
    assert sections(*edited) == [("Cards", "cards", "changed", 0, 4)]


def test_a_heading_that_changed_is_in_its_own_section() -> None:
    level = LAST.replace("h2", "h3")
    assert sections(FIRST + LAST, FIRST + level) == [("Last", "last", "changed", 0, 0)]
    reworded = LAST.replace('id="last">Last', 'id="courts">Last: the courts').replace("h2", "h3")
    assert sections(FIRST + LAST, FIRST + reworded) == [("Last: the courts", "courts", "changed", 2, 0)]


def test_a_redline_that_cannot_be_proved_shows_the_old_and_then_the_new(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "verify", lambda *_: ["accepting all changes does not give the new document"])
    found = compare(read_document(OLD), read_document(NEW))
    assert found.fallback == "accepting all changes does not give the new document"
    assert proof.prove(found.html, OLD, NEW) == []
    assert [side for side, _ in marks(found.html)] == ["del"] * 4 + ["ins"] * 3


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_the_same_bytes_whatever_the_hash_seed(seed: str) -> None:
    code = "import sys; from inforce import redline_html; sys.stdout.write(redline_html(sys.argv[1], sys.argv[2]))"
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
    out = subprocess.run([sys.executable, "-c", code, OLD * 3, NEW + OLD], capture_output=True, env=environment, check=True)
    assert out.stdout.decode() == redline_html(OLD * 3, NEW + OLD)


def test_insertions_and_deletions_that_the_author_wrote_are_emphasis() -> None:
    text = "<p>The fee is <del>10</del> <ins>20</ins> dollars.</p>"
    assert "<ins" not in redline_html(text, text) and "<del" not in redline_html(text, text)
    found = redline(text, text.replace("<del>10</del>", "10"))
    assert [change.note for change in found.changes] == ["strikethrough removed"]


def test_attributes_of_the_contract_in_a_source_are_no_marks() -> None:
    text = '<p data-change="deleted" data-n="1">Kept.</p><p data-break="inserted" id="change-x0123abcd">Kept too.</p>'
    html = redline_html(text, text)
    assert "data-" not in html and "change-" not in html
    redline(text, text.replace("too", "as well"))


def test_scripts_styles_and_comments_are_left_out() -> None:
    html = redline_html("<p>a</p><script>x()</script>", "<p>a<!-- c --></p><style>p{}</style><script>y()</script>")
    assert html == "<p>a</p>"


def test_ids_stay_with_the_new_side() -> None:
    html = redline('<h2 id="a">Old title here</h2>', '<h3 id="a">Old title here</h3>').html
    assert html.count('id="a"') == 1 and '<h3 id="a"' in html


def test_doubled_ids_of_a_source_are_mended() -> None:
    text = '<p id="a">One.</p><p id="a">Two.</p>'
    assert redline(text, text + "<p>Three.</p>").html.count('id="a"') == 1


@pytest.mark.parametrize("html", ["", " ", "\0", "<", "</p>", "<!-- -->", "<p></p>", "<ul></ul>", "<table></table>", "&nbsp;"])
def test_empty_and_broken_fragments(html: str) -> None:
    for old, new in ((html, html), (html, OLD), (OLD, html)):
        assert proof.prove(redline_html(old, new), old, new) == []


def test_space_that_only_one_side_has_is_a_change_that_marks_no_word() -> None:
    found = redline("<p>Write to us(by post).</p>", "<p>Write to us (by post).</p>")
    assert [(change.kind, change.note) for change in found.changes] == [("formatting", "space added")]
    assert marks(found.html) == [("ins", "")]


def test_heading_replaced_in_a_list_of_terms() -> None:
    old = "<dl><dt>Fee</dt><dd>What you pay.</dd><dt>Term</dt><dd>How long it lasts.</dd></dl>"
    found = redline(old, old.replace("<dt>Term", "<dt>Tax</dt><dd>What the state takes.</dd><dt>Term"))
    assert marks(found.html) == [("ins", "Tax"), ("ins", "What the state takes.")]


def test_list_cut_in_two_by_a_paragraph_marks_the_paragraph_only() -> None:
    old = "<ul><li>Keep your password safe.</li><li>Do not share it with anybody.</li></ul>"
    found = redline(old, old.replace("</li><li>", "</li></ul><p>Moreover:</p><ul><li>"))
    assert marks(found.html) == [("ins", "Moreover:")]


def test_numbering_that_starts_elsewhere_is_said() -> None:
    old = '<ol start="2"><li>One.</li><li>Two.</li></ol>'
    found = redline(old, old.replace("2", "5"))
    assert [(change.kind, change.note) for change in found.changes] == [("renumbered", "start 5, was start 2")]


def test_excerpts_read_as_the_text_does() -> None:
    old = "<p>Companies (such as Meta Ireland) may see it.</p><p>One, two and three.</p>"
    found = redline(old, old.replace("Meta Ireland)", "Meta Platforms, Inc.)").replace("two and three", "2 and 3"))
    assert [(change.old, change.new) for change in found.changes] == [
        ("Ireland", "Platforms, Inc."),
        ("two and three", "2 and 3"),
    ]


def test_addresses_in_notes_are_text() -> None:
    old = '<p>See <a href="/a?b=1&amp;c=2">here</a>.</p>'
    assert redline(old, old.replace("c=2", "c=3")).changes[0].note == "link was /a?b=1&c=2"


def test_lists_that_were_joined_come_back_with_their_own_numbering() -> None:
    old = '<ol><li>Keep your password safe.</li></ol><p>Moreover:</p><ol start="2"><li>Do not share it.</li></ol>'
    found = redline(old, old.replace('</ol><p>Moreover:</p><ol start="2">', ""))
    assert marks(found.html) == [("del", "Moreover:")]
