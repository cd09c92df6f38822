"""Paragraphs and tables of a redline -> what is written, in order, each with what becomes of its mark.

What Word cannot track is deleted and inserted again: a table whose columns changed, paragraphs joined to others of another
kind. The mark at the end of a paragraph is tracked like a character; it is what keeps a paragraph apart from the next.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from inforce.word.write.runs import BOTH, NEW, OLD, Look, Run, Shape, formatted
from inforce.word.write.sides import Block, Cell, Paragraph, Row, Table

_SPACE = re.compile(r"\s")


@dataclass(slots=True, kw_only=True)
class Line:
    """A paragraph as it is written: its mark is kept (BOTH), deleted (OLD) or inserted (NEW)."""

    runs: list[Run]
    shape: Shape
    mark: int
    sides: int  # the revisions that have it
    was: Shape | None = None  # its shape in the old revision, where only that differs
    move: tuple[str, str] | None = None
    anchors: tuple[str, ...] = ()


Held = Line | Table


def lines_of(blocks: Sequence[Block]) -> list[Held]:
    """What is written, in order: each paragraph once where its changes can be tracked, else deleted and inserted."""
    out: list[Held] = []
    for alone, held in groupby(_written(blocks), _is_alone):
        lines = list(held)
        out += _paired([line for line in lines if isinstance(line, Line)]) if alone else lines
    return out


def _is_alone(held: Held) -> bool:
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
    if not runs or any(run.sides != BOTH for run in runs) or not _comes_back(old.shape, new.shape):
        return None
    was = old.shape if old.shape != new.shape else None
    return Line(runs=runs, shape=new.shape, mark=BOTH, sides=BOTH, was=was, anchors=old.anchors + new.anchors)


def _comes_back(old: Shape | None, new: Shape | None) -> bool:
    """Whether a change of shape can be taken back: LibreOffice brings items back on the first level only."""
    if not old or not new or old == new or not old.number:
        return True
    return old.lists == 1 and (not new.number or new.lists == 1)


def _written(blocks: Sequence[Block]) -> Iterator[Held]:
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
            if not _comes_back(block.old, block.new):
                return False
            shapes |= {block.old, block.new} if len(group) > 1 else {block.new}
        elif block.joined:
            return False
    return len(shapes) <= 1


def _tracked(group: Sequence[Block]) -> Iterator[Held]:
    lines: list[Held] = []
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
            sides = block.sides
            lines.append(
                Line(
                    runs=list(block.runs),
                    shape=shape,
                    mark=sides,
                    sides=sides,
                    was=was,
                    move=block.move,
                    anchors=block.anchors,
                )
            )
    yield from lines


def _side(group: Iterable[Block], side: int) -> Iterator[Held]:
    """What one revision has, as all deleted or all inserted."""
    held: Held | None = None
    for block in group:
        if not block.sides & side:
            continue
        if isinstance(held, Line) and isinstance(block, Paragraph) and block.joined & side:
            held.runs += [] if block.tight else [Run(" ", Look(), side)]
            held.runs += _runs_of(block, side)
            continue
        if isinstance(held, Table) and isinstance(block, Table) and block.joined & side:
            held.rows += _table_of(block, side).rows
            continue
        if held:
            yield held
        if isinstance(block, Table):
            held = _table_of(block, side)
        elif shape := block.shape(side):
            move = block.move if block.sides == side else None
            anchors = block.anchors if side == NEW or block.sides == OLD else ()  # no bookmark is there twice
            held = Line(runs=_runs_of(block, side), shape=shape, mark=side, sides=side, move=move, anchors=anchors)
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


def _table_of(table: Table, side: int) -> Table:
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
            blocks.append(Paragraph(runs=held.runs, old=shapes[0], new=shapes[1], anchors=held.anchors))
    spans = cell.spans[side == NEW]
    return Cell(blocks=blocks, sides=side, header=cell.header, spans=(spans, spans))


def closing(shape: Shape) -> Line:
    """A paragraph for the last mark, which cannot go, of a document or a cell.

    With a space in it, as LibreOffice would give an empty one the shape of what goes before it.
    """
    return Line(runs=[Run(" ", Look(), BOTH)], shape=shape, mark=BOTH, sides=BOTH)


def with_ends(held: Sequence[Held], *, in_cell: bool = False) -> Sequence[Held]:
    """The same, with a space behind links that one revision lacks, where LibreOffice would lay them on other words: at the end
    of a cell's paragraph that stays on those before, at the end of one that comes or goes on those of the next that stays.
    """
    for k, line in enumerate(held):
        if isinstance(line, Line) and line.runs and line.runs[-1].sides != BOTH and line.runs[-1].look.href:
            following = held[k + 1] if k + 1 < len(held) else None
            if line.mark == BOTH and in_cell:
                line.runs.append(Run(" ", Look(), BOTH))
            elif line.mark != BOTH and isinstance(following, Line) and following.mark == BOTH:
                line.runs.append(Run(" ", Look(), line.runs[-1].sides))
    return held


def in_cell(held: list[Held], shape: Shape, sides: int) -> Sequence[Held]:
    """What a cell holds, so that its last mark, which stays with the cell, need not be tracked."""
    return with_ends(_with_last_mark(held, shape, sides), in_cell=sides == BOTH)


def _with_last_mark(held: list[Held], shape: Shape, sides: int) -> list[Held]:
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
        rest: list[Held] = [line for line in tail if line is not old and line is not new]
        both = replace(new, runs=[*old.runs, *new.runs], mark=BOTH, sides=BOTH, move=None, anchors=old.anchors + new.anchors)
        return [*held[:start], *rest, both]
    if not before and len(tail) == 1:
        return [replace(tail[0], mark=BOTH, sides=BOTH, was=None, move=None)]
    if isinstance(before, Line) and not (old and new) and before.shape == tail[-1].shape:
        marks = [*(line.mark for line in tail), BOTH]
        lines = [before, *tail]
        moved = [replace(line, mark=mark, move=None) for line, mark in zip(lines, marks, strict=True)]
        return [*held[: start - 1], *moved]
    return [*held, closing(shape)]


def with_moves(held: Sequence[Held]) -> list[Held]:
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


def moves_of(held: Sequence[Held]) -> set[str]:
    """The moves whose two ends are one stretch of whole paragraphs each; Word can show these."""
    ends: dict[str, list[str]] = {}
    for move, _ in groupby(held, lambda line: line.move if isinstance(line, Line) else None):
        if move:
            ends.setdefault(move[1], []).append(move[0])
    return {name for name, found in ends.items() if sorted(found) == ["from", "to"]}


def would_run_on(before: Held, line: Held) -> bool:
    """Whether a change before a mark and one of the same kind after it are two, as the mark is not of it."""
    if isinstance(before, Table) or isinstance(line, Table):
        return False
    ending = before.runs[-1].sides if before.runs else before.mark
    beginning = line.runs[0].sides if line.runs else line.mark
    return ending == beginning != BOTH and before.mark != ending
