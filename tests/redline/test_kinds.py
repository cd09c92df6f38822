"""Texts that stay and become another kind of block: their words are not marked, and a note says what they were."""

from __future__ import annotations

import re

import pytest
from documents import words
from helpers import kinds, marks, redline
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inforce.record.destinations import Links
from inforce.redline import compare
from inforce.redline.places import place
from inforce.redline.proof import prove
from inforce.render import site_links
from inforce.render.redline_text import as_marked
from inforce.text.html_tree import read_document

A = "We may keep your data for thirty days after the account ends."
B = "You may ask us to delete it at any time in writing."
C = "We answer within two weeks of the day on which you ask."


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def listed(*texts: str, tag: str = "ul") -> str:
    return f"<{tag}>" + "".join(f"<li>{text}</li>" for text in texts) + f"</{tag}>"


def loose(*texts: str) -> str:
    return listed(*(f"<p>{text}</p>" for text in texts))


def quoted(*texts: str) -> str:
    return f"<blockquote>{paragraphs(*texts)}</blockquote>"


NESTED = listed(A, B + listed(C))
TERMS = f"<dl><dt>Your data</dt><dd>{A}</dd><dt>Your rights</dt><dd>{B}</dd></dl>"
FOLDED = f"<details><summary>More</summary><p>{A}</p></details>"
BOXED = f'<div class="admonition note"><p class="admonition-title">More</p><p>{A}</p></div>'
HEADED = f"<h3>Your data</h3><p>{A}</p><h3>Your rights</h3><p>{B}</p>"


@pytest.mark.parametrize(
    ("old", "new", "now", "was"),
    [
        (paragraphs(A, B, C), listed(A, B, C), ["list item, was paragraph"], ["paragraph, was list item"]),
        (paragraphs(A, B), loose(A, B), ["list item, was paragraph"], ["paragraph, was list item"]),
        (paragraphs(A, B, C), quoted(A, B, C), ["quotation, was paragraph"], ["paragraph, was quotation"]),
        (listed(A, B), quoted(A, B), ["quotation, was list item"], ["list item, was quotation"]),
        (paragraphs(A), f"<h2>{A}</h2>", ["heading level 2, was paragraph"], ["paragraph, was heading level 2"]),
        (listed(A, tag="ol"), f"<h3>{A}</h3>", ["heading level 3, was list item"], ["list item, was heading level 3"]),
        (f"<h2>{A}</h2>", f"<h4>{A}</h4>", ["heading level 4, was 2"], ["heading level 2, was 4"]),
        (
            listed(A, B),
            listed(A, B, tag="ol"),
            ["numbered list, was bulleted list"],
            ["bulleted list, was numbered list"],
        ),
        (listed(A, B, C), NESTED, ["bulleted list added"], ["bulleted list removed"]),
        (paragraphs(A), FOLDED, ["folded part added"], ["folded part removed"]),
        (paragraphs(A), BOXED, ["box added"], ["box removed"]),
        (
            TERMS,
            HEADED,
            ["heading level 3, was defined term", "paragraph, was definition"],
            ["defined term, was heading level 3", "definition, was paragraph"],
        ),
        (
            f"<p>They should: Be given this. {A} Know.</p>",
            "<p>They should:</p>" + listed("Be given this.", A, "Know."),
            ["list item, was paragraph"],
            ["paragraph, was list item"],
        ),
        (
            f"<p>Fees {A}</p>",
            f"<h2>Fees</h2><p>{A}</p>",
            ["heading level 2, was paragraph"],
            ["paragraph, was heading level 2"],
        ),
    ],
)
@pytest.mark.parametrize("around", ["", "<p>Nobody touched this.</p>"])
def test_no_word_is_marked(old: str, new: str, now: list[str], was: list[str], around: str) -> None:
    for before, after, notes in ((old, new, now), (new, old, was)):
        found = redline(around + before + around, around + after + around)
        assert {text for _, text in marks(found.html)} <= {"More"}
        assert [note for note in notes if note not in [change.note for change in found.changes]] == []
        assert found.words_added + found.words_removed == len(marks(found.html))


def test_what_was_edited_in_it_is_marked_alone() -> None:
    found = redline(paragraphs(A, B, C), listed(A.replace("thirty", "sixty"), B, tag="ol") + quoted(C + " Always."))
    assert marks(found.html) == [("del", "thirty"), ("ins", "sixty"), ("ins", "Always.")]


def test_what_one_revision_has_between_such_texts() -> None:
    gone = "Something that nobody will ever miss."
    for new in (listed(A, B), quoted(A, B), loose(A, B)):
        assert marks(redline(paragraphs(A, gone, B), new).html) == [("del", gone)]
        assert marks(redline(new, paragraphs(A, gone, B)).html) == [("ins", gone)]
    assert marks(redline(listed(A, gone, B), paragraphs(A, B)).html) == [("del", gone)]
    assert marks(redline(paragraphs(A, B), listed(A, gone, B)).html) == [("ins", gone)]
    assert marks(redline(listed(gone, A), quoted(A)).html) == [("del", gone)]


@pytest.mark.parametrize("number", ["(a)", "1)", "1.", "iv.", "\u2022", "\u2013", "\u00a7 3"])
def test_a_number_that_was_typed_and_comes_from_the_list_is_no_change_of_words(number: str) -> None:
    typed = paragraphs(f"{number} {A}", B)
    said = number.replace(" ", "")
    found = redline(typed, listed(A, B, tag="ol"))
    assert marks(found.html) == [("del", number)]
    assert [(change.kind, change.note) for change in found.changes][1:] == [("formatting", f"was typed as {said}")]
    assert (found.words_added, found.words_removed) == (0, 0)
    back = redline(listed(A, B, tag="ol"), typed)
    assert [change.note for change in back.changes][1:] == [f"typed as {said}"]


def test_a_text_of_many_parts_is_known_though_some_were_edited() -> None:
    """A list and its heading that lost their line breaks: the words around an edited item are no more marked than before."""
    parts = [f"Part {k} says what we do with data of kind {k}, and why we may." for k in range(12)]
    edited = [part.replace("why we may", "for how long we do") if k in (3, 4, 9) else part for k, part in enumerate(parts)]
    old = f"<p>{' '.join(parts[:5])}<br>{' '.join(parts[5:])}</p>"
    new = f"<h2>{edited[0]}</h2><p>{edited[1]}</p><hr><h3>{edited[2]}</h3>{paragraphs(*edited[3:6])}{listed(*edited[6:])}"
    for before, after in ((old, new), (new, old)):
        assert {text for _, text in marks(redline(before, after).html)} <= {"why we may", "for how long we do", ""}


def test_a_value_before_a_text_is_no_number_of_a_list() -> None:
    found = redline(paragraphs("30 days are enough for us to answer you."), listed("Days are enough for us to answer you."))
    assert [change.note for change in found.changes if "typed" in change.note] == []
    assert found.words_removed == 2


def test_a_text_in_a_list_that_both_have_has_its_number_still() -> None:
    found = redline(listed(f"(a) {A}", B), listed(A, B))
    assert "typed" not in "".join(change.note for change in found.changes)


def test_blocks_that_differ_in_a_row_are_one_change() -> None:
    assert kinds(redline(paragraphs(A, B, C), listed(A, B, C))) == ["formatting"]
    assert len(redline(paragraphs(A, B, C), quoted(A) + paragraphs(B) + quoted(C)).changes) == 2


def test_cells_that_became_heads() -> None:
    rows = "<table><tr><td>Name</td><td>Use</td></tr><tr><td>Card</td><td>Payment</td></tr></table>"
    found = redline(rows, rows.replace("<td>Name</td><td>Use</td>", "<th>Name</th><th>Use</th>"))
    assert marks(found.html) == [] and found.changes[0].note == "table heading, was table cell"


def test_readers_see_the_words_once_and_the_note() -> None:
    html = redline(paragraphs(f"(a) {A}", B), listed(A, B, tag="ol")).html
    said = as_marked(html, "text")
    assert said.count(A) == 1 and B not in said  # what is the same again after the first is left out, as what did not change
    assert "(list item, was paragraph)" in said and "[-(a)-] (formatting: was typed as (a))" in said


def test_a_div_may_not_stand_in_a_list_or_paragraph() -> None:
    assert place(["ul", "li", "ul", "li"], ["ul", "li"]) == [(0, 0), (1, 1), (2, None), (3, None)]
    assert place(["blockquote", "p"], ["ul", "li"]) == [(0, None), (None, 0), (1, 1)]
    assert place(["ul", "li", "p"], ["p"]) == [(0, None), (1, None), (2, 0)]


def _shaped(text: str) -> st.SearchStrategy[str]:
    shapes = [paragraphs(text), listed(text), loose(text), quoted(text), listed(text, tag="ol"), listed(quoted(text))]
    return st.sampled_from([*shapes, f"<h2>{text}</h2>"])


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.data(), st.lists(words, min_size=1, max_size=5))
def test_the_same_texts_in_other_shapes_are_proved(data: st.DataObject, texts: list[str]) -> None:
    """Whatever the kinds: what is right of two documents is right of these, without the fallback."""
    old, new = ("".join(data.draw(_shaped(text)) for text in texts) for _ in range(2))
    found = compare(read_document(old), read_document(new))
    assert prove(found.html, old, new) == [] and found.fallback == ""


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_the_same_texts_in_other_shapes_keep_their_words(data: st.DataObject) -> None:
    old, new = ("".join(data.draw(_shaped(text)) for text in (A, B, C)) for _ in range(2))
    assert marks(redline(old, new).html) == []


MARKED = f"<p>{A}</p>"


@pytest.mark.parametrize(
    ("old", "new", "note"),
    [
        ("thirty days", "<b>thirty days</b>", "bold added"),
        ("<em>thirty</em> days", "thirty days", "italics removed"),
        ("thirty days", '<a href="/days" id="days">thirty</a> days', "link added"),
        ("thirty days", '<b>thirty <a href="/days">days</a></b>', "link added, bold added"),
        ('<a href="/a">thirty</a> days', '<a href="/b">thirty</a> days', "link was /a"),
        ('<a href="/a">thirty</a> days', "thirty <b>days</b>", "link removed, bold added"),
        ("<b>thirty</b> days", "<b>thirty days</b>", "bold added"),
        ("<b><i>thirty</i></b> days", "<code>thirty</code> days", "bold removed, italics removed, code added"),
        # In a part of a word, and where two links touch.
        ("<b>thir</b>ty days", "thirty days", "bold removed"),
        ("<b>thir</b>ty days", "<b>thirty</b> days", "bold added"),
        ("<i>th</i>irty days", "thir<b>ty</b> days", "italics removed, bold added"),
        (
            '<a href="/a">days</a><a href="/b">thirty</a> of them',
            '<a href="/a">days</a><a href="/c">thirty</a> of them',
            "link was /b",
        ),
        ('<a href="/a">thirty</a><sup>th</sup> day', '<a href="/b">thirty</a><sup>th</sup> day', "link was /a"),
    ],
)
def test_words_that_look_or_lead_otherwise_stand_there_once(old: str, new: str, note: str) -> None:
    found = redline(MARKED.replace("thirty days", old), MARKED.replace("thirty days", new))
    assert marks(found.html) == [] and (found.words_added, found.words_removed) == (0, 0)
    assert found.changes[0].note == note
    assert redline(MARKED.replace("thirty days", new), MARKED.replace("thirty days", old)).changes != ()
    assert re.sub(r"\{~(.*?)~ [^}]*\}", r"\1", as_marked(found.html, "text")).count("thirty") == 1


def test_what_an_attribute_says_beside_a_word_is_restored_too() -> None:
    old = '<p>See <a href="/a" title="One">this list</a> of us.</p>'
    for new in (
        old.replace("One", "Two"),
        old.replace("/a", "/b"),
        old.replace(' title="One"', ""),
        old.replace(' href="/a"', ""),
    ):
        redline(old, new)
        redline(new, old)


def test_a_sentence_that_is_new_as_well_is_marked_apart() -> None:
    found = redline(MARKED, MARKED.replace("thirty days", "<b>thirty days</b>").replace("ends.", "ends. Ask us."))
    assert marks(found.html) == [("ins", "Ask us.")]


@pytest.mark.parametrize("old", ["", "policy:policies/gone", "policy:policies/use", "https://company.example/"])
@pytest.mark.parametrize("new", ["", "policy:policies/gone", "policy:policies/refunds", "https://company.example/new"])
def test_a_link_that_leads_elsewhere_leads_there_on_the_site(old: str, new: str) -> None:
    """Both targets as they are on the site, also one that is not there; and the note names no address of ours within."""
    links = Links(policies={"policies/use": "use/", "policies/refunds": "refunds/"})
    texts = [f'<p>Please <a href="{target}">ask our office</a> about it.</p>' for target in (old, new)]
    made = redline(*texts)
    led = [site_links.with_links(html, "terms/compare/a/b/", links) for html in (made.html, *texts)]
    assert prove(*led) == []
    assert "policy:" not in led[0]
    assert "<ins" not in made.html and "<del" not in made.html
