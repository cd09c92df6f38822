"""A policy that exists as a Word file only: an empty one takes its text, in the forms in which people write."""

from __future__ import annotations

import pytest
from counsel import W, package
from inforce.editing.from_word.import_edits import Edits, bring_in
from inforce.word.read.file import WordFile

PATH = "policies/terms/loyalty.md"
EMPTY = "---\ntitle: Loyalty Terms\neffective_date: 2027-01-01\n---\n"
STYLES = {
    "Title": "Title",
    "Titel": "Titel",
    "Heading1": "heading 1",
    "Heading2": "heading 2",
    "berschrift1": "Überschrift 1",
    "Titre1": "Titre 1",
    "Own": "Clause",
}
TEXT, MORE = "One point for each pound.", "Points end after two years."


def came_in(*paragraphs: tuple[str, str], old: str = EMPTY, styles: str = "", properties: str = "") -> Edits:
    """What a Word file with these paragraphs, each with the id of its style, makes of a policy."""
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties if style == "Own" else ""}</w:pPr>'
        f'<w:r>{"<w:rPr><w:b/></w:rPr>" if style == "Bold" else ""}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
        for style, text in paragraphs
    )
    made = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{called}"/></w:style>'
        for name, called in STYLES.items()
    )
    parts = {"word/styles.xml": f'<w:styles xmlns:w="{W}">{styles or made}</w:styles>'}
    return bring_in(WordFile(package(body, parts=parts), "a.docx"), old.encode(), PATH, {})


def text(found: Edits) -> str:
    assert found.refused == found.doubted == ()
    return found.data.decode().removeprefix(EMPTY).strip()


SECTIONS = f"## Points\n\n{TEXT}\n\n## Use\n\n{MORE}"
TITLES = {
    "a title in its style": [("Title", "Loyalty Terms")],
    "a title in its German style": [("Titel", "Loyalty Terms")],
    "a title as a heading": [("Heading1", "Loyalty Terms")],
    "a title in capitals": [("Title", "LOYALTY TERMS")],
    "a title as a paragraph": [("Bold", "Loyalty Terms")],
    "no title": [],
}


@pytest.mark.parametrize("style", ["Heading1", "berschrift1", "Titre1"])
@pytest.mark.parametrize("name", TITLES)
def test_sections_stand_below_the_title(name: str, style: str) -> None:
    """On its own level, as Word has them, or one below it."""
    assert text(came_in(*TITLES[name], (style, "Points"), ("", TEXT), (style, "Use"), ("", MORE))) == SECTIONS
    if TITLES[name]:
        assert text(came_in(*TITLES[name], ("Heading2", "Points"), ("", TEXT), ("Heading2", "Use"), ("", MORE))) == SECTIONS


def test_styles_are_known_by_their_id_and_by_their_level() -> None:
    """Where a file does not describe them, or they have names of their own."""
    sections = (("Heading1", "Points"), ("", TEXT), ("Heading1", "Use"), ("", MORE))
    assert text(came_in(("Title", "Loyalty Terms"), *sections, styles="<w:docDefaults/>")) == SECTIONS
    own = [("Own" if style else "", words) for style, words in sections]
    assert text(came_in(("Title", "Loyalty Terms"), *own, properties='<w:outlineLvl w:val="0"/>')) == SECTIONS


def test_what_stands_above_the_title_stands_below_it() -> None:
    """A policy begins with its title."""
    found = came_in(("", "Blue Kettle Ltd"), ("Title", "Loyalty Terms"), ("Heading1", "Points"), ("", TEXT), ("Title", "Annex"))
    assert text(found) == f"Blue Kettle Ltd\n\n## Points\n\n{TEXT}\n\n## Annex"


@pytest.mark.parametrize(
    "paragraphs",
    [
        [("Title", "Rules of the Programme"), ("Heading1", "Points"), ("", TEXT), ("Heading1", "Use"), ("", MORE)],
        [("Heading1", "Rules of the Programme"), ("Heading2", "Points"), ("", TEXT)],
        [("Heading1", "Rules of the Programme"), ("Heading1", "Points"), ("", TEXT)],
    ],
)
def test_another_title_is_refused_as_that(paragraphs: list[tuple[str, str]]) -> None:
    """The cause and the mend are named."""
    (reason,) = came_in(*paragraphs).refused
    assert reason.startswith("The title of the Word file is “Rules of the Programme”, that of the policy is “Loyalty Terms”.")
    assert "(title: ...)" in reason


def test_typed_numbers_and_bold_lines_are_left_as_they_are() -> None:
    """They are words, and no list or heading of Markdown."""
    lines = [
        "1. Orders",
        "1.1 You order online.",
        "1.2\tWe confirm.",
        "(a) by e-mail;",
        "2) Price",
        "- a dash",
        "# a hash",
        "5.",
    ]
    found = came_in(("Title", "Loyalty Terms"), *(("", line) for line in lines), ("Bold", "Use"), ("", MORE))
    told = ["1\\. Orders", "1.1 You order online.", "1.2 We confirm.", "(a) by e-mail;", "2\\) Price", "\\- a dash"]
    assert text(found).split("\n\n") == [*told, "\\# a hash", "5\\.", "**Use**", MORE]


def test_numbers_that_word_makes_for_headings_are_named() -> None:
    """They are not in the text; items of a list are numbered by Markdown as well."""
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr>'
    items = came_in(("Own", "Orders"), ("Own", "Price"), properties=number)
    assert (text(items), items.notes) == ("1. Orders\n2. Price", ())
    found = came_in(("Own", "Orders"), ("", TEXT), properties=f'{number}<w:outlineLvl w:val="1"/>')
    assert text(found) == f"## Orders\n\n{TEXT}"
    assert [note.partition(":")[0] for note in found.notes] == ["Word numbers headings of the file by itself"]


def test_chapters_of_a_policy_stay_on_their_level() -> None:
    """A text with several headings of the first level has chapters, and no sections below its title."""
    old = f"{EMPTY}\n# Points\n\n{TEXT}\n\n# Use\n\n{MORE}\n"
    sections = (("Heading1", "Points"), ("", TEXT.replace("One", "Two")), ("Heading1", "Use"), ("", MORE))
    assert came_in(*sections, old=old).data.decode() == old.replace("One point", "Two point")
