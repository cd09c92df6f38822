"""The text of a Word file -> blocks, with the tracked changes of some authors accepted and those of the others rejected."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from itertools import groupby

from lxml import etree

from inforce.text.rich_text import BREAK, PLAIN, Block, Sign, block, from_text
from inforce.word.read.inline import CHOICES, FORMULAS, THROUGH, Changes, Phrases, anchors_of, chosen
from inforce.word.read.package import WORD, Package
from inforce.word.read.styles import Style, number_of, style_of, value_of
from inforce.word.read.unread import DELETED, INSERTED

_CONTENTS = "The table of contents was not read."
_NUMBERED = (
    "Word numbers headings of the file by itself: these numbers are no part of the text and were not read. "
    "If they count, type them."
)


@dataclass(slots=True)
class _Paragraph:
    """A paragraph that is being read."""

    signs: list[Sign] = field(default_factory=list)
    properties: etree._Element | None = None
    lent: bool = False


def read(
    package: Package,
    styles: Mapping[str, Style],
    numbering: Mapping[tuple[str, int], str],
    accepts: Callable[[str], bool],
    left_out: dict[str, None],
) -> list[Block]:
    """All blocks of a file in one state, footnotes last; `accepts` says whether the changes of an author are accepted, and
    `left_out` gains sentences on what was not read.
    """
    changes, anchors = Changes(accepts), anchors_of(package.document)
    phrases = Phrases(changes, styles, package.relations["document"], anchors, left_out)
    body = package.document.find(f"{WORD}body")
    out = _Story(phrases, numbering).read(body if body is not None else package.document)
    for part, number in phrases.footnotes:
        root = package.parts.get(part)
        for note in [held for held in root if held.get(f"{WORD}id") == number] if root is not None else []:
            within = Phrases(changes, styles, package.relations.get(part, {}), anchors, left_out)
            blocks = _Story(within, numbering).read(note)
            out += [replace(made, kind="note", key=block("note", made.cells).key) for made in blocks]
    return _joined_code(out)


class _Story:
    """Paragraphs and tables that follow each other: the body of a document, a cell or a footnote."""

    def __init__(self, phrases: Phrases, numbering: Mapping[tuple[str, int], str]) -> None:
        self._phrases, self._numbering = phrases, numbering
        self._changes = phrases.changes
        self._pending: _Paragraph | None = None  # whose end is not there in this state
        self._gone: set[tuple[str, int]] = set()  # the forms of the paragraphs right before that were deleted or moved away
        self._out: list[Block] = []

    def read(self, parent: etree._Element) -> list[Block]:
        """The blocks in an element."""
        self._blocks(parent)
        self._end_pending()
        return self._out

    def _blocks(self, parent: etree._Element) -> None:
        for child in parent:
            tag = child.tag
            if tag == f"{WORD}p":
                self._paragraph(child)
            elif tag == f"{WORD}tbl":
                self._end_pending()
                self._table(child)
            elif tag == f"{WORD}sdt" and _is_contents(child):
                self._phrases.left_out[_CONTENTS] = None
            elif tag in THROUGH or tag == CHOICES or tag in INSERTED or tag in DELETED:
                if not self._changes.gone(child):
                    self._blocks(chosen(child) if tag == CHOICES else child)
            elif tag in FORMULAS:
                self._paragraph(_around(child))
            elif isinstance(tag, str):
                self._phrases.name(child)

    def _paragraph(self, element: etree._Element) -> None:
        properties = element.find(f"{WORD}pPr")
        signs = self._phrases.paragraph(element)
        before = self._pending
        form = self._block(_Paragraph(properties=properties)).form
        paragraph = _Paragraph(signs=signs, properties=properties, lent=form in self._gone)
        self._gone = self._gone | {form} if _is_taken_away(properties) else set()
        if before:
            paragraph.signs = before.signs + signs
            if not signs and before.signs:  # a paragraph emptied at its end keeps what it was
                paragraph.properties, paragraph.lent = before.properties, before.lent
        self._pending = paragraph
        if self._ends(properties):
            self._end_pending()

    def _ends(self, properties: etree._Element | None) -> bool:
        """Whether the end of a paragraph is there in this state."""
        mark = properties.find(f"{WORD}rPr") if properties is not None else None
        if mark is None:
            return True
        return not any(map(self._changes.gone, mark))

    def _end_pending(self) -> None:
        paragraph, self._pending = self._pending, None
        if paragraph is not None:
            made = self._made(paragraph)
            if made is not None:
                self._out.append(made)

    def _made(self, paragraph: _Paragraph) -> Block | None:
        style = self._style(self._properties(paragraph))
        if style.contents:
            self._phrases.left_out[_CONTENTS] = None
        if not style.code and (style.contents or all(sign.text.isspace() for sign in paragraph.signs)):
            return None
        made = replace(self._block(paragraph), lent=paragraph.lent)
        if made.level and (self._list(self._properties(paragraph), style) or ("", 0))[0] == "ol":
            self._phrases.left_out[_NUMBERED] = None
        return made

    def _block(self, paragraph: _Paragraph) -> Block:
        properties = self._properties(paragraph)
        style = self._style(properties)
        if style.code:
            return block("code", [[sign._replace(marks=PLAIN) for sign in paragraph.signs]])
        heading = number_of(properties, "outlineLvl", style.level - 1) + 1
        if 1 <= heading <= 6:
            return replace(block(f"h{heading}", [paragraph.signs]), title=style.title and heading == 1)
        listed = self._list(properties, style)
        if listed:
            return block(listed[0], [paragraph.signs], depth=listed[1])
        return block("quote" if style.quote else "p", [paragraph.signs], indented=_indented(properties))

    def _properties(self, paragraph: _Paragraph) -> etree._Element | None:
        return self._changes.current(paragraph.properties, "pPrChange", "pPr")

    def _style(self, properties: etree._Element | None) -> Style:
        return style_of(value_of(properties, "pStyle"), self._phrases.styles)

    def _list(self, properties: etree._Element | None, style: Style) -> tuple[str, int] | None:
        own = properties.find(f"{WORD}numPr") if properties is not None else None
        number, depth = style.list or ("0", 0)
        if own is not None:
            number = value_of(own, "numId") or number
            depth = min(number_of(own, "ilvl", depth), 8)
        form = self._numbering.get((number, depth), "") if number != "0" else ""
        return (("ul" if form == "bullet" else "ol"), depth) if form and form != "none" else None

    def _table(self, table: etree._Element) -> None:
        kind = "head"
        for row in self._rows(table):
            properties = row.find(f"{WORD}trPr")
            if properties is not None and any(map(self._changes.gone, properties)):
                continue
            cells = list(self._cells(row))
            made = block(kind, cells)
            if any(made.cells):
                self._out.append(made)
                kind = "row"

    def _rows(self, table: etree._Element) -> Iterator[etree._Element]:
        for child in table:
            if child.tag == f"{WORD}tr":
                yield child
            elif child.tag in THROUGH or child.tag in (*INSERTED, *DELETED):
                yield from self._rows(child) if not self._changes.gone(child) else ()
            elif isinstance(child.tag, str):
                self._phrases.name(child)

    def _cells(self, row: etree._Element) -> Iterator[list[Sign]]:
        for cell in row.iter(f"{WORD}tc"):
            if cell.getparent() is not row and cell.getparent().tag not in THROUGH:
                continue  # of a table inside a cell
            properties = cell.find(f"{WORD}tcPr")
            inserted = properties.find(f"{WORD}cellIns") if properties is not None else None
            deleted = properties.find(f"{WORD}cellDel") if properties is not None else None
            if (inserted is not None and not self._changes.accepted(inserted)) or (
                deleted is not None and self._changes.accepted(deleted)
            ):
                continue
            yield self._cell(cell)
            for _ in range(min(number_of(properties, "gridSpan", 1), 60) - 1):
                yield []

    def _cell(self, cell: etree._Element) -> list[Sign]:
        """The words of a cell, its paragraphs on lines of their own."""
        signs: list[Sign] = []
        for made in _Story(self._phrases.within(), self._numbering).read(cell):
            signs += ([Sign(BREAK)] if signs else []) + [sign for part in made.cells for sign in part]
        return signs


def _joined_code(blocks: Iterable[Block]) -> list[Block]:
    """Lines of code that follow each other are one piece, without empty lines at its ends."""
    out: list[Block] = []
    for code, run in groupby(blocks, key=lambda made: made.kind == "code"):
        if not code:
            out += run
            continue
        lines = ["".join(sign.text for sign in made.cells[0]).rstrip() for made in run]
        text = "\n".join(lines).strip("\n")
        out += [block("code", [from_text(text)])] if text else []
    return out


def _around(formula: etree._Element) -> etree._Element:
    """A paragraph with a formula that stands outside of any."""
    paragraph = etree.Element(f"{WORD}p")
    paragraph.append(deepcopy(formula))
    return paragraph


def _is_taken_away(properties: etree._Element | None) -> bool:
    """Whether a paragraph was deleted or moved away, accepted or not. LibreOffice gives its shape to the one after it."""
    mark = properties.find(f"{WORD}rPr") if properties is not None else None
    return mark is not None and any(child.tag in DELETED for child in mark)


def _indented(properties: etree._Element | None) -> bool:
    found = properties.find(f"{WORD}ind") if properties is not None else None
    left = str(found.get(f"{WORD}left") or found.get(f"{WORD}start") or "0") if found is not None else "0"
    return re.fullmatch(r"[1-9]\d*", left) is not None


def _is_contents(element: etree._Element) -> bool:
    gallery = element.find(f"{WORD}sdtPr/{WORD}docPartObj/{WORD}docPartGallery")
    return gallery is not None and str(gallery.get(f"{WORD}val")) == "Table of Contents"
