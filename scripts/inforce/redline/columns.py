"""Which rows and columns of two tables belong together by name, and the empty cells that keep every value under its head."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from inforce.redline.items import Item, Plan
from inforce.redline.merge import Piece
from inforce.redline.sequences import equal_matches, heaviest_chain
from inforce.redline.units import Unit, bag, text_of
from inforce.text.html_tree import Element, Node

_WORD = re.compile(r"[^\W\d_]{2}")

Cells = list[tuple[int | None, int | None]]


def cells(old: tuple[Node, ...], new: tuple[Node, ...]) -> Cells:
    """Which cells of two rows belong together, in order; None where one row has none."""
    here, there = [node.key for node in old], [node.key for node in new]
    span = (0, len(old), 0, len(new))
    return _side_by_side([] if len(old) == len(new) else equal_matches(here, there, span, lambda i: 1.0), len(old), len(new))


def named_rows(old: Sequence[Unit], new: Sequence[Unit]) -> tuple[dict[int, str], dict[int, str]]:
    """The names of the rows of either side that the other has, too: what the first cell says, once on both sides."""
    names = [{k: name for k, unit in enumerate(side) if (name := _name(unit))} for side in (old, new)]
    here, there = (Counter(side.values()) for side in names)
    both = {name for name, count in here.items() if count == there[name] == 1}
    found = [{k: name for k, name in side.items() if name in both} for side in names]
    return found[0], found[1]


def _name(unit: Unit) -> str:
    """What the first cell of a row says; "" of anything else, and of numbers, which name a place and no thing."""
    if not isinstance(unit.node, Element) or unit.node.tag != "tr" or not unit.node.children:
        return ""
    said = " ".join(text_of(unit.node.children[0]).split())
    return said if _WORD.search(said) else ""


def columns(old: Element, new: Element, old_size: int, new_size: int) -> Cells:
    """Which columns of two tables belong together, for rows of so many cells: those with the same head, and what is between
    them as it stands; or, if one row has more cells, those with the same words in them, too.

    Columns with the same head, and then the first ones, are preferred.
    """
    here, there = (_columns(table, size) for table, size in ((old, old_size), (new, new_size)))
    found = _same_heads(here, there) if old_size == new_size else _shared_words(here, there)
    return _side_by_side(heaviest_chain(found, new_size), old_size, new_size)


Column = list[Node]


def _columns(table: Element, size: int) -> list[Column]:
    return list(map(list, zip(*(row for row in _rows(table) if len(row) == size), strict=True)))


def _rows(node: Element) -> Iterator[tuple[Node, ...]]:
    if node.tag == "tr":
        yield node.children
        return
    for child in node.children:
        if isinstance(child, Element):
            yield from _rows(child)


def _same_heads(here: list[Column], there: list[Column]) -> list[tuple[int, int, float]]:
    heads = [
        [column[0].key if isinstance(column[0], Element) and column[0].tag == "th" else None for column in side]
        for side in (here, there)
    ]
    return [(i, j, 1.0) for i, a in enumerate(heads[0]) for j, b in enumerate(heads[1]) if a == b is not None]


def _shared_words(here: list[Column], there: list[Column]) -> list[tuple[int, int, float]]:
    """How much of the words of two columns is shared, from 0 to 1; one more for the same first cell. None where nothing is."""
    words = [[Counter(word for cell in column for word in bag(cell).words) for column in side] for side in (here, there)]
    found = []
    for i, a in enumerate(words[0]):
        for j, b in enumerate(words[1]):
            size = a.total() + b.total()
            found.append((i, j, 2 * (a & b).total() / max(size, 1) + (here[i][0].key == there[j][0].key)))
    return [pair for pair in found if pair[2]]


def _side_by_side(matches: list[tuple[int, int]], old_size: int, new_size: int) -> Cells:
    """The matches, and what is between them: side by side as far as it goes, then the rest of either side."""
    out: Cells = []
    a = b = 0
    for i, j in [*matches, (old_size, new_size)]:
        both = min(i - a, j - b)
        out += [(a + k, b + k) for k in range(both)]
        out += [(k, None) for k in range(a + both, i)]
        out += [(None, k) for k in range(b + both, j)]
        if i < old_size and j < new_size:
            out.append((i, j))
        a, b = i + 1, j + 1
    return out


PAD = '<td data-pad=""></td>'
_EMPTY = Item(None, None, PAD)


def pad_rows(table: Piece, plan: Plan) -> None:
    """Put an empty cell, which is in neither revision, where a row has none for a column that only the other revision has.

    Tables with cells over several columns or rows are left as they are: what stands under what is not known there.
    """
    if table.old is None or table.new is None:
        return
    sides = plan.old.elements[table.old], plan.new.elements[table.new]
    rows = [row for side in sides for row in _rows(side)]
    if any(isinstance(cell, Element) and "span=" in cell.meaning for row in rows for cell in row):
        return
    old, new = (max(map(len, _rows(side)), default=0) for side in sides)
    if not old or not new:
        return
    places = columns(*sides, old, new)
    if len(places) > min(old, new):
        for row in _row_pieces(table, plan):
            _pad(row, places)


def _row_pieces(piece: Piece, plan: Plan) -> Iterator[Piece]:
    for child in piece.children:
        if isinstance(child, Piece):
            yield from [child] if plan.element(child.old, child.new).tag == "tr" else _row_pieces(child, plan)


def _pad(row: Piece, places: Cells) -> None:
    """Put the cells of a row where they belong, with empty ones between, and after them where they cannot be missed."""
    at_old = {a: at for at, (a, _) in enumerate(places) if a is not None}
    at_new = {b: at for at, (_, b) in enumerate(places) if b is not None}
    padded: list[Piece | Item] = []
    a = b = at = 0
    for cell in row.children:
        if not isinstance(cell, Piece):
            return
        place = at_old.get(a) if cell.old is not None else at_new.get(b)
        if place is None or place < at or (cell.new is not None and at_new.get(b) != place):
            return  # a row whose cells were paired in another way than the columns
        padded += [_EMPTY] * (place - at)
        padded.append(cell)
        a, b, at = a + (cell.old is not None), b + (cell.new is not None), place + 1
    for left, right in places[at:]:
        if (row.old is not None and left is not None) or (row.new is not None and right is not None):
            break  # the revision's own row is a short one
        padded.append(_EMPTY)
    row.children[:] = padded
