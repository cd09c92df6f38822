"""Edits from Word in the Markdown of a site: written into its boxes, proved by how the site reads them."""

from __future__ import annotations

import pytest
from counsel import word_file
from importing import PATH, file
from inforce.editing.from_word.import_edits import Edits, bring_in
from inforce.source import front_matter
from inforce.text import site_markdown
from inforce.word.read.file import WordFile

SITE = site_markdown.of("toc tables fenced_code admonition attr_list abbr md_in_html pymdownx.details".split(), {})
POLICY = file(
    "First words.",
    "",
    '!!! warning "No refund"',
    "    Sale items are not taken back.",
    "",
    "    1. Gift cards.",
    "    2. Downloads.",
    "",
    "??? note",
    "",
    "    You have 30 days.",
    "",
    "## Fees {: #costs .wide }",
    "",
    '<div markdown="1">',
    "None are *taken*.",
    "</div>",
    "",
    "[Ask](https://a.example/){ .md-button } us. The DPA applies.",
    "",
    "*[DPA]: Data Protection Act",
)


def html_of(data: bytes) -> str:
    """A policy as the site shows it."""
    read = front_matter.read(data, PATH)
    return SITE.render(read.body, path=PATH, title=read.meta.title).html


def edited(*edits: tuple[str, str], old: bytes = POLICY) -> Edits:
    """What comes of edits that were made in the Word file of a policy, as if in the page's HTML."""
    html = html_of(old)
    for before, now in edits:
        assert html.count(before) == 1, html
        html = html.replace(before, now)
    return bring_in(WordFile(word_file(html), "counsel.docx"), old, PATH, {}, dialect=SITE)


def test_what_nobody_edited_stays() -> None:
    """Byte for byte, with boxes, attributes and abbreviations."""
    found = edited()
    assert found.refused == found.doubted == ()
    assert found.data == POLICY


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("First words", "The first words"),
        ("No refund", "No refunds"),
        ("Sale items", "Items of the sale"),
        ("Gift cards", "Cards"),
        ("30 days", "14 days"),
        ("Fees", "Costs and fees"),
        ("None are", "Some are"),
    ],
)
def test_words_are_changed_where_they_stand(before: str, now: str) -> None:
    """In a box, in its title, in a list in it, in what folds, in HTML, in a heading with attributes; nothing else changes."""
    found = edited((before, now))
    assert found.refused == found.doubted == ()
    assert found.data == POLICY.replace(before.encode(), now.encode())


def test_a_new_paragraph_in_a_box_stands_in_it() -> None:
    """With the indent of the box."""
    found = edited(("not taken back.</p>", "not taken back.</p><p>Ever.</p>"))
    assert found.refused == ()
    assert b"    Sale items are not taken back.\n\n    Ever.\n\n    1. Gift" in found.data


@pytest.mark.parametrize(("before", "now"), [(">Note<", ">Remark<"), ("us. The", "us all. The")])
def test_what_has_no_place_is_refused(before: str, now: str) -> None:
    """The title that a box has of itself, and words around attributes: no word and no attribute is lost."""
    found = edited((before, now))
    assert found.refused
    assert found.data == POLICY


OTHERWISE = file(
    "Zero.",
    "",
    "One[^1].",
    "",
    "[^1]: Two words.",
    "",
    "- Three.",
    "  - Four.",
    "",
    "Five:",
    "- six",
    "- seven",
    "",
    "Eight ~~nine~~ :smile:.",
)


@pytest.mark.parametrize("word", ["Zero", "Three", ""])
def test_what_the_site_reads_otherwise_stays(word: str) -> None:
    """Footnotes and lists of which this site makes plain words; edits go in beside them."""
    found = edited(*([(word, "Ten")] if word else []), old=OTHERWISE)
    assert (found.refused, found.doubted) == ((), ())
    assert found.data == (OTHERWISE.replace(word.encode(), b"Ten") if word else OTHERWISE)


@pytest.mark.parametrize("edit", [("One[", "Ten["), ("Two words", "Ten words"), ("- seven", "- ten"), ("Eight", "Ten")])
def test_an_edit_of_what_the_site_reads_otherwise_is_refused(edit: tuple[str, str]) -> None:
    """It has no place in the Markdown that can be proved: no word is lost, and none written where it means something else."""
    found = edited(edit, old=OTHERWISE)
    assert found.refused or found.doubted
    assert found.data == OTHERWISE


def test_addresses_of_which_the_site_makes_no_links() -> None:
    """Words beside them can be edited, though CommonMark makes links of them."""
    old = file("See https://a.example/x and www.b.example or me@b.example.")
    found = edited(("See", "Look at"), old=old)
    assert found.refused == ()
    assert found.data == old.replace(b"See", b"Look at")
