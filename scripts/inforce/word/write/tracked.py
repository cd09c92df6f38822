"""Paragraphs and tables of a redline -> the body of a Word document with tracked changes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby

from lxml import etree

from inforce.languages import LETTERS, RIGHT_TO_LEFT
from inforce.redline import revealed
from inforce.redline.revealed import Naming
from inforce.word.bookmarks import bookmark
from inforce.word.write.lines import Held, Line, closing, in_cell, lines_of, moves_of, with_ends, with_moves, would_run_on
from inforce.word.write.runs import BOTH, NEW, OLD, Look, Number, Run, Shape
from inforce.word.write.sides import Block, Cell, Row, Table

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WIDTH = 9360  # of the text, in twentieths of a point
STEP = 567  # the same, by which lists and quotations are set in
_RTL_PART = re.compile(rf"([{LETTERS}](?:[^A-Za-z\u00c0-\u058f]*[{LETTERS}])?)")
_EAST = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
_TEXT = re.compile(r"([\n\t])")
# LibreOffice takes changes of the same minute for one, across the mark between two paragraphs that is none of it.
_APART = timedelta(minutes=2)
_MARKS = {OLD: "del", NEW: "ins"}
BY_US = "[]"  # the initials beside a comment that names what nobody sees


@dataclass(slots=True)
class Parts:
    """What the other parts of the file have to hold: how paragraphs are numbered, and where links lead. And what is counted."""

    author: str
    moment: datetime
    apart: bool = False  # the next changes are dated two minutes later
    numbers: dict[tuple[Number, int], int] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    anchors: set[str] = field(default_factory=set)  # to which links in the text lead, and that stand nowhere yet
    naming: Naming | None = None  # what nobody sees, and is said in a comment beside it
    comments: list[str] = field(default_factory=list)
    changes: int = 0

    def change(self, parent: etree._Element, name: str) -> etree._Element:
        """An element that says who changed something and when."""
        self.changes += 1
        moment = self.moment + _APART if self.apart else self.moment
        return add(parent, name, id=self.changes, author=self.author, date=stamp(moment))

    def number(self, number: Number, level: int) -> int:
        """The numbering of an item."""
        return self.numbers.setdefault((number, level), len(self.numbers) + 1)

    def link(self, target: str) -> str:
        """The relationship of a link."""
        return self.links.setdefault(target, f"link{len(self.links) + 1}")


def stamp(moment: datetime) -> str:
    """A moment as Word files write it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def add(parent: etree._Element, name: str, **attributes: object) -> etree._Element:
    """A new element of WordprocessingML."""
    held = {f"{{{W}}}{key}": str(value) for key, value in attributes.items()}
    return etree.SubElement(parent, f"{{{W}}}{name}", held)


def write_body(body: etree._Element, blocks: Sequence[Block], parts: Parts) -> None:
    """Write paragraphs and tables with their changes into the body of a document."""
    writer = _Writer(parts)
    parts.anchors = {href[1:] for href in _hrefs(blocks) if href.startswith("#")}
    held = with_moves(lines_of(blocks))
    writer.moves = moves_of(held)
    if not held or isinstance(held[-1], Table) or held[-1].mark != BOTH:
        held.append(closing(Shape()))
    writer.blocks(body, with_ends(held))


def _hrefs(blocks: Sequence[Block]) -> Iterator[str]:
    """Where all links lead."""
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from _hrefs(cell.blocks)
        else:
            yield from (run.look.href for run in block.runs)


class _Writer:
    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.moves: set[str] = set()

    def blocks(self, parent: etree._Element, held: Sequence[Held]) -> None:
        """Paragraphs and tables in order."""
        moving: tuple[str, str] | None = None
        identity = 0
        for k, line in enumerate(held):
            if k and would_run_on(held[k - 1], line):
                self.parts.apart = not self.parts.apart
            move = line.move if isinstance(line, Line) and line.move and line.move[1] in self.moves else None
            if moving and move != moving:
                add(parent, self._range(moving, "End"), id=identity)
                moving = None
            if isinstance(line, Table):
                self.table(parent, line)
                following = held[k + 1] if k + 1 < len(held) else None
                if isinstance(following, Table):
                    add(parent, "p")  # without it Word takes both for one
                continue
            paragraph = self.paragraph(parent, line, move)
            if move and not moving:
                moving = move
                start = self.parts.change(paragraph, self._range(move, "Start"))
                start.set(f"{{{W}}}name", f"move{move[1]}")
                identity = self.parts.changes
                paragraph.insert(1 if paragraph[0].tag == f"{{{W}}}pPr" else 0, start)
        if moving:
            add(parent, self._range(moving, "End"), id=identity)

    def _range(self, move: tuple[str, str], end: str) -> str:
        return f"move{move[0].title()}Range{end}"

    def paragraph(self, parent: etree._Element, line: Line, move: tuple[str, str] | None = None) -> etree._Element:
        """One paragraph."""
        paragraph = add(parent, "p")
        names = {side: f"move{move[0].title()}" if move and line.mark == side else name for side, name in _MARKS.items()}
        self.shape(paragraph, line, names)
        for anchor in line.anchors:
            if anchor in self.parts.anchors:
                self.parts.anchors.remove(anchor)
                self.parts.changes += 1
                add(paragraph, "bookmarkStart", id=self.parts.changes).set(f"{{{W}}}name", bookmark(anchor))
                add(paragraph, "bookmarkEnd", id=self.parts.changes)
        for href, runs in groupby(line.runs, lambda run: run.look.href):
            inner = paragraph
            if href:
                inner = add(paragraph, "hyperlink")
                if href.startswith("#"):
                    inner.set(f"{{{W}}}anchor", bookmark(href[1:]))
                else:
                    inner.set(f"{{{R}}}id", self.parts.link(href))
            for sides, same in groupby(runs, lambda run: run.sides):
                around = inner if sides == BOTH else self.parts.change(inner, names[sides])
                for run in same:
                    self.run(around, run, deleted=sides == OLD and not move, linked=inner is not paragraph)
        return paragraph

    def shape(self, paragraph: etree._Element, line: Line, names: dict[int, str]) -> None:
        """The properties of a paragraph, in the order that the schema asks for."""
        properties = add(paragraph, "pPr")
        self.kind(properties, line.shape)
        if line.mark != BOTH:
            self.parts.change(add(properties, "rPr"), names[line.mark])
        if line.was:
            self.kind(add(self.parts.change(properties, "pPrChange"), "pPr"), line.was)
        if not len(properties):
            paragraph.remove(properties)

    def kind(self, properties: etree._Element, shape: Shape) -> None:
        """What kind of paragraph it is."""
        if shape.style != "Normal":
            add(properties, "pStyle", val=shape.style)
        level = min(max(shape.lists - 1, 0), 8)
        if shape.number:
            numbering = add(properties, "numPr")
            add(numbering, "ilvl", val=level)
            add(numbering, "numId", val=self.parts.number(shape.number, level))
        if shape.rtl:
            add(properties, "bidi")
        left = STEP * (shape.lists + shape.indent)
        if left and not (shape.number and not shape.indent and shape.lists <= 9):
            hanging = {"hanging": STEP} if shape.number else {}
            add(properties, "ind", left=left, **hanging)
        if shape.align and shape.align != "left":
            add(properties, "jc", val="end" if shape.align == "right" and shape.rtl else shape.align)

    def run(self, parent: etree._Element, run: Run, *, deleted: bool, linked: bool) -> None:
        """Characters of one look, with a comment beside what nobody sees in them."""
        naming, end = self.parts.naming, 0
        for place, (size, names) in (naming.places(run.text, _MARKS.get(run.sides, "")) if naming else {}).items():
            self.characters(parent, run._replace(text=run.text[end : place + size]), deleted=deleted, linked=linked)
            add(add(parent, "r"), "commentReference", id=len(self.parts.comments))
            self.parts.comments.append(revealed.said(names, str))
            end = place + size
        self.characters(parent, run._replace(text=run.text[end:]), deleted=deleted, linked=linked)

    def characters(self, parent: etree._Element, run: Run, *, deleted: bool, linked: bool) -> None:
        """Characters of one look, those of right-to-left scripts apart."""
        pieces = _RTL_PART.split(run.text) if RIGHT_TO_LEFT.search(run.text) else [run.text]
        for k, piece in enumerate(pieces):
            if not piece:
                continue
            element = add(parent, "r")
            self.look(element, run, rtl=k % 2 == 1, linked=linked, east=_EAST.search(piece) is not None)
            for text in _TEXT.split(piece):
                if text in ("\n", "\t"):
                    add(element, "br" if text == "\n" else "tab")
                elif text:
                    held = add(element, "delText" if deleted else "t")
                    held.text = text
                    if text != text.strip() or "  " in text:
                        held.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def look(self, parent: etree._Element, run: Run, *, rtl: bool, linked: bool, east: bool) -> None:
        """The properties of a run."""
        properties = add(parent, "rPr")
        _characters(properties, run.look, rtl=rtl, linked=linked, east=east)
        if run.was is not None:
            before = add(self.parts.change(properties, "rPrChange"), "rPr")
            _characters(before, run.was, rtl=rtl, linked=linked, east=east)
        if not len(properties):
            parent.remove(properties)

    def table(self, parent: etree._Element, table: Table) -> None:
        """A table with its rows and cells."""
        element = add(parent, "tbl")
        properties = add(element, "tblPr")
        add(properties, "tblStyle", val="PolicyTable")
        add(properties, "tblW", w=5000, type="pct")
        headed = all(cell.header for cell in table.rows[0].cells)
        look = {"firstRow": int(headed), "lastRow": 0, "firstColumn": 0, "lastColumn": 0, "noHBand": 0, "noVBand": 1}
        add(properties, "tblLook", val="0420" if headed else "0400", **look)
        count = max(sum(cell.spans[1][0] for cell in row.cells) for row in table.rows)
        grid = add(element, "tblGrid")
        for _ in range(count):
            add(grid, "gridCol", w=WIDTH // count)
        for cells, row in zip(_grid(table), table.rows, strict=True):
            self.row(element, row, cells, WIDTH // count)

    def row(self, parent: etree._Element, row: Row, cells: list[_Placed], width: int) -> None:
        """A row, inserted or deleted as a whole where one revision lacks it."""
        element = add(parent, "tr")
        properties = add(element, "trPr")
        add(properties, "cantSplit")
        if row.header:
            add(properties, "tblHeader")
        if row.sides != BOTH:
            self.parts.change(properties, _MARKS[row.sides])
        for placed in cells:
            held = add(element, "tc")
            inner = add(held, "tcPr")
            add(inner, "tcW", w=width * placed.columns, type="dxa")
            if placed.columns > 1:
                add(inner, "gridSpan", val=placed.columns)
            if placed.rows > 1 or placed.goes_on:
                add(inner, "vMerge", **({} if placed.goes_on else {"val": "restart"}))
            cell = placed.cell
            shape = Shape(style="TableHeading" if cell.header else "TableText")
            blocks = lines_of(cell.blocks) if not placed.goes_on else []
            self.blocks(held, in_cell(blocks, shape, row.sides))


@dataclass(frozen=True, slots=True)
class _Placed:
    """A place in the grid of a table; goes_on: it belongs to the cell above."""

    cell: Cell
    columns: int
    rows: int
    goes_on: bool = False


def _grid(table: Table) -> Iterator[list[_Placed]]:
    """Each row's cells with those that reach into it from above, as Word wants them."""
    above: dict[int, tuple[Cell, int, int]] = {}  # by column: the cell, its width, for how many rows more
    for row in table.rows:
        out: list[_Placed] = []
        column = 0
        waiting = list(row.cells)
        while waiting or column in above:
            if column in above:
                cell, width, left = above.pop(column)
                out.append(_Placed(cell, width, 1, goes_on=True))
                if left > 1:
                    above[column] = (cell, width, left - 1)
                column += width
                continue
            cell = waiting.pop(0)
            width, rows = cell.spans[1]
            out.append(_Placed(cell, width, rows))
            if rows > 1:
                above[column] = (cell, width, rows - 1)
            column += width
        yield out


def _characters(properties: etree._Element, look: Look, *, rtl: bool, linked: bool, east: bool) -> None:
    """Character properties, in the order that the schema asks for."""
    style = "Hyperlink" if linked else "CodeCharacter" if look.code else ""
    if style:
        add(properties, "rStyle", val=style)
    if look.code:  # beside its style, as LibreOffice forgets that of the old revision
        add(properties, "rFonts", ascii="Courier New", hAnsi="Courier New", cs="Courier New")
    elif east:
        add(properties, "rFonts", hint="eastAsia")
    if look.bold:
        add(properties, "b")
        add(properties, "bCs")
    if look.italic:
        add(properties, "i")
        add(properties, "iCs")
    if look.strike:
        add(properties, "strike")
    if look.marked:
        add(properties, "highlight", val="yellow")
    if look.underline:
        add(properties, "u", val="single")
    if look.raised:
        add(properties, "vertAlign", val=look.raised)
    if rtl:
        add(properties, "rtl")
