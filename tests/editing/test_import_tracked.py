"""Tracked changes of a Word file, and the text from which they start."""

from __future__ import annotations

import re

import pytest
from counsel import package, word_file
from importing import MARK, PATH, TEXT, edit, file, html_of, imported, known
from inforce.editing.from_word.import_edits import bring_in
from inforce.word.read.file import WordFile


def test_tracked_paragraphs_rows_and_shapes() -> None:
    """A paragraph split, one joined, a row and a heading's level: tracked changes of every kind count as accepted."""
    old = file("One. Two.", "", "Three.", "", "Four.", "", "Title", "", "| a |", "|---|", "| b |")
    paragraph = "<w:p><w:pPr>{}</w:pPr><w:r><w:t>{}</w:t></w:r></w:p>"
    row = "<w:tr>{}<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc></w:tr>"
    body = (
        paragraph.format(f"<w:rPr><w:ins {MARK}/></w:rPr>", "One.")
        + paragraph.format("", "Two.")
        + paragraph.format(f"<w:rPr><w:del {MARK}/></w:rPr>", "Three.")
        + paragraph.format("", "Four.")
        + paragraph.format(f'<w:pStyle w:val="Heading2"/><w:pPrChange {MARK}><w:pPr/></w:pPrChange>', "Title")
        + f"<w:tbl>{row.format('', 'a')}{row.format(f'<w:trPr><w:del {MARK}/></w:trPr>', 'b')}"
        + f"{row.format(f'<w:trPr><w:ins {MARK}/></w:trPr>', 'c')}</w:tbl>"
    )
    new = imported(old, package(body))
    assert new == file("One.", "", "Two.", "", "Three.Four.", "", "## Title", "", "| a |", "|---|", "| c |")


def test_edits_of_an_older_text_are_carried_over() -> None:
    """Counsel started from a revision, and the policy went on: both edits are there, and the starting point is said."""
    base = file("Fees are due in 14 days.", "", "Ask the store.", "", "End.")
    present = file("Fees are due in 14 days.", "", "Ask the store first, please.", "", "More.", "", "End.")
    html = html_of(base).replace("14 days", "<del>14</del><ins>30</ins> days").replace("End.", "<ins>The </ins>End.")
    found = bring_in(WordFile(word_file(html), "a.docx"), present, PATH, known({"the revision 2018-02-01": base}))
    assert found.data == present.replace(b"14 days", b"30 days").replace(b"End.", b"The End.")
    assert found.notes == (
        "The edits started from the revision 2018-02-01, not from the policy as it lies here; they are carried over to that.",
    )


def test_a_passage_changed_on_both_sides_is_refused() -> None:
    """The passage is named as it was, as it is and as counsel has it; nothing is written."""
    base = file("Fees are due in 14 days.", "", "End.")
    present = file("Fees are due in 7 days.", "", "End.")
    html = html_of(base).replace("14", "<del>14</del><ins>30</ins>")
    found = bring_in(WordFile(word_file(html), "a.docx"), present, PATH, known({"the revision 2018-02-01": base}))
    assert found.data == present
    assert found.refused == (
        "Changed on both sides: “Fees are due in 14 days.” is “Fees are due in 7 days.” in the policy, "
        "“Fees are due in 30 days.” in the file.",
    )


def test_a_plain_file_is_carried_over_from_the_base_that_is_named() -> None:
    """A file without tracked changes does not tell where it started: the user does."""
    base = file("One.", "", "Two.")
    present = file("One.", "", "Two.", "", "Three.")
    word = WordFile(word_file(html_of(base).replace("One", "First")), "a.docx")
    assert bring_in(word, present, PATH, {}).data == file("First.", "", "Two.")
    text = known({"base": base})["base"]
    assert bring_in(word, present, PATH, {}, base=text).data == file("First.", "", "Two.", "", "Three.")


def test_an_unknown_starting_point_is_said() -> None:
    """The rejected state is no text that is known: the nearest one is taken, and the user is told."""
    present = file("One thing.", "", "Two things.", "", "Three.")
    html = html_of(present).replace("Two things", "Two objects").replace("Three", "<del>Three</del><ins>Three things</ins>")
    found = bring_in(WordFile(word_file(html), "a.docx"), present, PATH, known({"the revision 2018-02-01": file("Other.")}))
    assert found.data == file("One thing.", "", "Two objects.", "", "Three things.")
    assert "neither the policy as it lies here nor a revision" in found.notes[0]


def test_a_redline_that_counsel_edits_is_held_against_its_newer_text() -> None:
    """In a redline that was sent out, its own tracked changes are those of the policy; counsel's are the edits."""
    older, present = file("Pay in 14 days.", "", "End."), file("Pay in 30 days.", "", "End.")
    html = html_of(older).replace("14", "<del>14</del><ins>30</ins>")
    redline = word_file(html, author="Quillhaven")
    typed = f'<w:ins {MARK}><w:r><w:t xml:space="preserve">The </w:t></w:r></w:ins>'
    last = '<w:r><w:t xml:space="preserve">End.'
    counsel = edit(redline, last, typed + last)
    found = bring_in(WordFile(counsel, "a.docx"), present, PATH, known({"the revision 2018-02-01": older}))
    assert (found.refused, found.notes) == ((), ())
    assert found.data == present.replace(b"End.", b"The End.")


def test_a_style_that_a_program_lost_is_no_edit() -> None:
    """Where the starting point has all words of the policy, another kind of block in it is not what counsel meant."""
    old = file("## Scope", "", "Pay in 14 days.")
    html = html_of(old).replace("h2", "p").replace("14", "<del>14</del><ins>30</ins>")
    assert imported(old, word_file(html)) == old.replace(b"14", b"30")
    by_hand = html.replace("<del>14</del><ins>30</ins>", "30")  # without tracked changes it may be meant
    assert imported(old, word_file(by_hand)) == file("Scope", "", "Pay in 30 days.")


LOOKS = file(
    "## Scope",
    "",
    "See [ours](https://a.example/x) or [theirs](https://b.example/y), and **pay** us *soon*, in 14 days.",
    "",
    "### Fees",
    "",
    "- One",
    "",
    "## End",
)
UNTRACKED = {
    "a link that leads elsewhere": ("https://a.example/x", "https://a.example/new", "", ""),
    "a link that is gone": (r'<a href="https://a[^>]*>ours</a>', "ours", "[ours](https://a.example/x)", "ours"),
    "a new link": ("us <em>", '<a href="https://c.example/">us</a> <em>', "us *", "[us](https://c.example/) *"),
    "bold": ("in <del>", "<strong>in</strong> <del>", "in 14", "**in** 14"),
    "bold taken away": ("<strong>pay</strong>", "pay", "**pay**", "pay"),
    "the level of a heading": ("(</?)h3", r"\1h2", "### Fees", "## Fees"),
    "a heading more": ("<ul>.*?</ul>", "<h3>One</h3>", "- One", "### One"),
}


@pytest.mark.parametrize("name", UNTRACKED)
def test_what_is_not_tracked_counts_beside_tracked_changes(name: str) -> None:
    """Word cannot track where a link leads, and nobody has to track bold: a tracked word in the same text hides neither."""
    before, now, old, new = UNTRACKED[name]
    html = html_of(LOOKS).replace("14", "<del>14</del><ins>30</ins>")
    edited = re.sub(before, now, html, flags=re.S)
    assert edited != html
    found = bring_in(WordFile(word_file(edited), "a.docx"), LOOKS, PATH, {})
    assert (found.refused, found.notes) == ((), ())
    assert found.data == LOOKS.replace((old or before).encode(), (new or now).encode()).replace(b"14", b"30")


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ("</?strong>|</?em>", "", "Bold words of the policy are not bold in the file, “pay” for one: the program"),
        ("<a .*?>(.*?)</a>", r"\1", "Links of the policy are missing in the file, “ours” for one: the program"),
        ("<ul>\\s*<li>One</li>\\s*</ul>", "<p>One</p>", "Items of lists of the policy are plain paragraphs in the file, “One”"),
    ],
)
def test_what_a_program_may_have_lost_stays_and_is_said(before: str, now: str, said: str) -> None:
    """Where most of a kind is gone from a file with tracked changes, nobody can tell whether that was meant."""
    html = re.sub(before, now, html_of(LOOKS), flags=re.S).replace("14", "<del>14</del><ins>30</ins>")
    found = bring_in(WordFile(word_file(html), "a.docx"), LOOKS, PATH, {})
    assert found.data == LOOKS.replace(b"14", b"30")
    assert any(note.startswith(said) and note.endswith("take it out of the Markdown file.") for note in found.notes)


def test_the_form_of_a_paragraph_that_went_before_is_no_edit() -> None:
    """LibreOffice gives it to the next one. It is said, as somebody may have meant it."""
    old = file("## Scope", "", "Text.", "", "End.")
    paragraph = '<w:p><w:pPr><w:pStyle w:val="Heading2"/>{}</w:pPr><w:r><w:t>{}</w:t></w:r></w:p>'
    gone = paragraph.format(f"<w:rPr><w:del {MARK}/></w:rPr>", "Gone").replace("<w:r><w:t>", f"<w:del {MARK}><w:r><w:t>")
    gone = gone.replace("</w:r></w:p>", "</w:r></w:del></w:p>")
    body = paragraph.format("", "Scope") + TEXT + gone + paragraph.format("", "End.")
    found = bring_in(WordFile(package(body), "a.docx"), old, PATH, {}, base=known({"": old})[""])
    assert (found.data, found.refused) == (old, ())
    assert found.notes[0].startswith("“End.” is a paragraph in the policy and a heading of level 2 in the file, below")
