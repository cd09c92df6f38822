"""Paragraphs and tables of a redline -> the body of a Word document with tracked changes.

What Word cannot track is deleted and inserted again: a paragraph whose kind or numbering changed, a table whose columns
changed. The mark at the end of a paragraph is tracked like a character; it is what keeps a paragraph apart from the next.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby

from lxml import etree

from inforce.word.sides import BOTH, NEW, OLD, Block, Cell, Look, Number, Paragraph, Row, Run, Shape, Table, formatted

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WIDTH = 9360  # of the text, in twentieths of a point
STEP = 567  # the same, by which lists and quotations are set in

_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_RTL_PART = re.compile(rf"([{_RTL}](?:[^A-Za-z\u00c0-\u058f]*[{_RTL}])?)")
_EAST = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
_SPACE = re.compile(r"\s")
_TEXT = re.compile(r"([\n\t])")
# LibreOffice takes changes of the same minute for one, across the mark between two paragraphs that is none of it.
_APART = timedelta(minutes=2)
_MARKS = {OLD: "del", NEW: "ins"}


@dataclass(slots=True, kw_only=True)
class Line:
    """A paragraph as it is written: its mark is kept (BOTH), deleted (OLD) or inserted (NEW)."""

    runs: list[Run]
    shape: Shape
    mark: int
    sides: int  # the revisions that have it
    was: Shape | None = None  # its shape in the old revision, where only that differs
    move: tuple[str, str] | None = None


@dataclass(slots=True)
class Parts:
    """What the other parts of the file have to hold: how paragraphs are numbered, and where links lead."""

    author: str
    moment: datetime
    apart: bool = False  # the next changes are dated two minutes later
    numbers: dict[tuple[Number, int], int] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
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
    held = _with_moves(_lines(blocks))
    writer.moves = _moves(held)
    if not held or isinstance(held[-1], Table) or held[-1].mark != BOTH:
        held.append(_closing(Shape()))
    writer.blocks(body, held)


def _closing(shape: Shape) -> Line:
    """A paragraph for the last mark, which cannot go, of a document or a cell.

    With a space in it, as LibreOffice would give an empty one the shape of what goes before it.
    """
    return Line(runs=[Run(" ", Look(), BOTH)], shape=shape, mark=BOTH, sides=BOTH)


_Held = Line | Table


def _lines(blocks: Sequence[Block]) -> list[_Held]:
    """What is written, in order: each paragraph once where its changes can be tracked, else deleted and inserted."""
    out: list[_Held] = []
    for alone, held in groupby(_settled(blocks), _is_alone):
        lines = list(held)
        out += _paired([line for line in lines if isinstance(line, Line)]) if alone else lines
    return out


def _is_alone(held: _Held) -> bool:
    """Whether one revision has a paragraph and the other has nothing of it."""
    return isinstance(held, Line) and held.sides == held.mark != BOTH and not held.move


def _paired(lines: Sequence[Line]) -> Iterator[Line]:
    """Paragraphs that were deleted and inserted again with the same words, as another kind of paragraph, are kept.

    LibreOffice would take them for moved, and give the paragraph after them a shape that is not its own.
    """
    places: dict[str, list[int]] = {}
    for k, line in enumerate(lines):
        if line.mark == OLD:
            places.setdefault(_words(line), []).append(k)
    waiting = 0  # lines before it are written, or paired
    done: set[int] = set()
    last = -1
    for k, line in enumerate(lines):
        if line.mark != NEW:
            continue
        found = places.get(_words(line), [])
        at = bisect(found, last)
        both = _kept(lines[found[at]], line) if at < len(found) else None
        if both:
            last = found[at]
            before = [i for i in range(waiting, max(k, last)) if i not in done]
            here = [i for i in before if i < (last if lines[i].mark == OLD else k)]
            yield from (lines[i] for i in here)
            yield both
            done |= {*here, k, last}
            while waiting in done:
                waiting += 1
    yield from (line for k, line in enumerate(lines) if k not in done)


def _words(line: Line) -> str:
    return "".join(run.text for run in line.runs)


def _kept(old: Line, new: Line) -> Line | None:
    """One paragraph for two with the same words; None where their links differ."""
    runs = formatted([*old.runs, *new.runs])
    if not runs or any(run.sides != BOTH for run in runs):
        return None
    return Line(runs=runs, shape=new.shape, mark=BOTH, sides=BOTH, was=old.shape if old.shape != new.shape else None)


def _settled(blocks: Sequence[Block]) -> Iterator[_Held]:
    for group in _groups(blocks):
        if _can_track(group):
            yield from _tracked(group)
        else:
            yield from _side(group, OLD)
            yield from _side(group, NEW)


def _groups(blocks: Sequence[Block]) -> Iterator[Sequence[Block]]:
    """The blocks one by one, those together between which a break was added or removed."""
    starts = list(range(len(blocks)))
    for k, block in enumerate(blocks):
        for side in (OLD, NEW):
            if block.joined & side:
                first = next(i for i in range(k - 1, -1, -1) if blocks[i].sides & side)
                starts[k] = min(starts[k], starts[first])
    k = len(blocks)
    groups = []
    while k:
        first, at = starts[k - 1], k - 1
        while at > first:
            at -= 1
            first = min(first, starts[at])
        groups.append(blocks[first:k])
        k = first
    yield from reversed(groups)


def _can_track(group: Sequence[Block]) -> bool:
    """Whether Word can track the changes in some blocks: what is joined somewhere has to have one shape."""
    if len(group) == 1 and isinstance(group[0], Table):
        return _is_trackable(group[0])
    shapes: set[Shape | None] = set()
    for block in group:
        if isinstance(block, Table):
            return False
        if block.sides == BOTH:
            shapes |= {block.old, block.new} if len(group) > 1 else {block.new}
        elif block.joined:
            return False
    return len(shapes) <= 1


def _tracked(group: Sequence[Block]) -> Iterator[_Held]:
    lines: list[_Held] = []
    for block in group:
        if isinstance(block, Table):
            lines.append(block)
            continue
        for side in (OLD, NEW):
            if block.joined & side:
                before = next(line for line in reversed(lines) if isinstance(line, Line) and line.sides & side)
                before.mark &= ~side
                before.runs += [] if block.tight else [Run(" ", Look(), side)]
        if shape := block.new or block.old:
            was = block.old if block.old != shape else None
            line = Line(runs=list(block.runs), shape=shape, mark=block.sides, sides=block.sides, was=was, move=block.move)
            lines.append(line)
    yield from lines


def _side(group: Iterable[Block], side: int) -> Iterator[_Held]:
    """What one revision has, as all deleted or all inserted."""
    held: _Held | None = None
    for block in group:
        if not block.sides & side:
            continue
        if isinstance(held, Line) and isinstance(block, Paragraph) and block.joined & side:
            held.runs += [] if block.tight else [Run(" ", Look(), side)]
            held.runs += _runs_of(block, side)
            continue
        if isinstance(held, Table) and isinstance(block, Table) and block.joined & side:
            held.rows += _alone(block, side).rows
            continue
        if held:
            yield held
        if isinstance(block, Table):
            held = _alone(block, side)
        elif shape := block.shape(side):
            move = block.move if block.sides == side else None
            held = Line(runs=_runs_of(block, side), shape=shape, mark=side, sides=side, move=move)
    if held:
        yield held


def _runs_of(paragraph: Paragraph, side: int) -> list[Run]:
    return [Run(run.text, run.was if run.was and side == OLD else run.look, side) for run in paragraph.runs if run.sides & side]


def _is_trackable(table: Table) -> bool:
    """Whether Word can track what changed in a table: whole rows, and what is in its cells."""
    for row in table.rows:
        if any(cell.sides != row.sides or cell.spans[0] != cell.spans[1] for cell in row.cells):
            return False
    sides = {row.sides for row in table.rows}
    return len(sides) == 1 or all(cell.spans[0][1] == 1 for row in table.rows for cell in row.cells)


def _alone(table: Table, side: int) -> Table:
    """A table as one revision has it, as all deleted or all inserted."""
    return Table(
        rows=[
            Row(cells=[_cell_alone(cell, side) for cell in row.cells if cell.sides & side], sides=side, header=row.header)
            for row in table.rows
            if row.sides & side
        ]
    )


def _cell_alone(cell: Cell, side: int) -> Cell:
    blocks: list[Block] = []
    for held in _side(cell.blocks, side):
        if isinstance(held, Table):
            blocks.append(held)
        else:
            shapes = (held.shape, None) if side == OLD else (None, held.shape)
            blocks.append(Paragraph(runs=held.runs, old=shapes[0], new=shapes[1]))
    spans = cell.spans[side == NEW]
    return Cell(blocks=blocks, sides=side, header=cell.header, spans=(spans, spans))


def _in_cell(held: list[_Held], shape: Shape, sides: int) -> list[_Held]:
    """What a cell holds, so that its last mark, which stays with the cell, need not be tracked."""
    if not held or isinstance(held[-1], Table):
        return [*held, Line(runs=[], shape=shape, mark=sides, sides=sides)]
    if sides != BOTH or held[-1].mark == BOTH:
        return held
    start = len(held)
    while start and isinstance(held[start - 1], Line) and held[start - 1].mark != BOTH:  # type: ignore[union-attr]
        start -= 1
    tail = [line for line in held[start:] if isinstance(line, Line)]
    last = {side: next((line for line in reversed(tail) if line.mark == side), None) for side in (OLD, NEW)}
    old, new = last[OLD], last[NEW]
    before = held[start - 1] if start else None
    if old and new and old.shape == new.shape:
        rest: list[_Held] = [line for line in tail if line is not old and line is not new]
        return [*held[:start], *rest, Line(runs=[*old.runs, *new.runs], shape=new.shape, mark=BOTH, sides=BOTH)]
    if not before and len(tail) == 1:
        return [Line(runs=tail[0].runs, shape=tail[0].shape, mark=BOTH, sides=BOTH)]
    if isinstance(before, Line) and not (old and new) and before.shape == tail[-1].shape:
        marks = [*(line.mark for line in tail), BOTH]
        lines = [before, *tail]
        moved = [replace(line, mark=mark, move=None) for line, mark in zip(lines, marks, strict=True)]
        return [*held[: start - 1], *moved]
    return [*held, _closing(shape)]


def _with_moves(held: Sequence[_Held]) -> list[_Held]:
    """The same, with what was deleted here and inserted there as moved, however short it is.

    LibreOffice sees moves in these by itself, and then gives the paragraph after them a shape that is not its own.
    """
    out = list(held)
    places: dict[str, deque[int]] = {}
    for k, line in enumerate(held):
        if isinstance(line, Line) and _is_alone(line) and line.mark == OLD and _SPACE.search(_words(line).strip()):
            places.setdefault(_words(line), deque()).append(k)
    name, before = 0, (-1, -1)
    for k, line in enumerate(held):
        if isinstance(line, Line) and _is_alone(line) and line.mark == NEW and places.get(_words(line)):
            place = places[_words(line)].popleft()
            name += before != (place - 1, k - 1)
            before = (place, k)
            for at, end in ((place, "from"), (k, "to")):
                found = held[at]
                assert isinstance(found, Line)
                out[at] = replace(found, move=(end, f"s{name}"))
    return out


def _moves(held: Sequence[_Held]) -> set[str]:
    """The moves whose two ends are one stretch of whole paragraphs each; Word can show these."""
    ends: dict[str, list[str]] = {}
    for move, _ in groupby(held, lambda line: line.move if isinstance(line, Line) else None):
        if move:
            ends.setdefault(move[1], []).append(move[0])
    return {name for name, found in ends.items() if sorted(found) == ["from", "to"]}


def _would_run_on(before: _Held, line: _Held) -> bool:
    """Whether a change before a mark and one of the same kind after it are two, as the mark is not of it."""
    if isinstance(before, Table) or isinstance(line, Table):
        return False
    ending = before.runs[-1].sides if before.runs else before.mark
    beginning = line.runs[0].sides if line.runs else line.mark
    return ending == beginning != BOTH and before.mark != ending


class _Writer:
    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.moves: set[str] = set()

    def blocks(self, parent: etree._Element, held: Sequence[_Held]) -> None:
        """Paragraphs and tables in order."""
        moving: tuple[str, str] | None = None
        identity = 0
        for k, line in enumerate(held):
            if k and _would_run_on(held[k - 1], line):
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
        for href, runs in groupby(line.runs, lambda run: run.look.href):
            inner = paragraph
            if href:
                inner = add(paragraph, "hyperlink")
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
        """Characters of one look, those of right-to-left scripts apart."""
        pieces = _RTL_PART.split(run.text) if re.search(f"[{_RTL}]", run.text) else [run.text]
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
        add(properties, "tblLook", val="0420", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=0, noVBand=1)
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
            blocks = _lines(cell.blocks) if not placed.goes_on else []
            self.blocks(held, _in_cell(blocks, shape, row.sides))


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
