"""A finished redline -> values: its elements and words, each with its side, and its blocks in reading order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from inforce.redline import revealed
from inforce.text.sameness import BLOCKS, HEADINGS

_SIDES = {"inserted": "ins", "deleted": "del"}
_WHITE = " \t\r\n\f"  # what a browser folds: not the no-break space
_ALONE = ("br", "img")
_WRITTEN = {"ins": "u", "del": "s"}  # what an author's own <ins> and <del> look like


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """An element as the redline has it. An <ins> or <del> that the author wrote is a <u> or <s>; any other is of the redline.

    side: "ins", "del", or "" where both texts have it.
    """

    tag: str
    attributes: dict[str, str]
    side: str

    def __getitem__(self, name: str) -> str:
        """An attribute; "" if there is none."""
        return self.attributes.get(name, "")

    @property
    def number(self) -> str:
        """That of its change."""
        return self["data-n"]

    @property
    def note(self) -> str:
        """What happened to it, in words."""
        return self["data-note"]

    @property
    def broken(self) -> str:
        """The side that alone has the break before it."""
        return _SIDES.get(self["data-break"], "")


class Run(NamedTuple):
    """Words in one element, with all that are around them in their block. Each element begins with a run without words, but
    for an image, whose words are those that stand for it, and for a line break."""

    text: str
    side: str
    marks: tuple[Mark, ...]  # from the outermost
    number: str  # of the change that is nearest around them
    verbatim: bool

    @property
    def alone(self) -> str:
        """Which element it is that holds no words: br, img, "" for any other."""
        return self.marks[-1].tag if self.marks and self.marks[-1].tag in _ALONE else ""


Line = tuple[Run, ...]  # what is between two edges of blocks
_END: Line = (Run("\n", "", (Mark("br", {}, ""),), "", False),)


@dataclass(frozen=True, slots=True, eq=False)
class Box(Mark):
    """A block element with what is in it."""

    parts: list[Box | Line] = field(default_factory=list)

    def inside(self) -> Iterator[Box | Line]:
        """Everything in it, each block before what it holds."""
        for part in self.parts:
            yield part
            if isinstance(part, Box):
                yield from part.inside()


@dataclass(slots=True)
class MarkedChange:
    """What the redline says of a change, and which of <ins> and <del> it has."""

    kind: str = ""
    note: str = ""
    sides: set[str] = field(default_factory=set)


class ListItem(NamedTuple):
    """An item of a list, told apart by its key; its number in the newer text, or in the older one if that alone has it."""

    key: int
    number: str  # "" in lists without


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stretch of words without a block in it, or a row of a table with all that its cells hold.

    begins: the elements that begin with it, from the outermost, so that what happened to each is told once.
    """

    tag: str  # of the element that it is the words of
    cells: tuple[Line, ...]  # one, but for rows
    side: str = ""
    items: tuple[ListItem, ...] = ()  # the items that it lies in, from the outermost
    leads: bool = False  # the last of these
    table: int = 0
    head: bool = False  # a row of column heads
    begins: tuple[Mark, ...] = ()

    @property
    def moved(self) -> str:
        """Which end of a move it is: from, to."""
        return next((mark["data-move"] for mark in reversed(self.begins) if mark["data-move"]), "")

    @property
    def broken(self) -> str:
        """The side that alone has the break before it."""
        return next((mark.broken for mark in reversed(self.begins) if mark.broken), "")

    @property
    def level(self) -> int:
        """Of a heading; 0 of any other."""
        return int(self.tag[1]) if self.tag in HEADINGS else 0

    @property
    def runs(self) -> Iterator[Run]:
        """All words in order."""
        return (run for cell in self.cells for run in cell)


@dataclass(frozen=True, slots=True)
class Finished:
    """A redline that was read; `changes` by number."""

    body: Box
    changes: dict[str, MarkedChange]

    def blocks(self) -> Iterator[Block]:
        """The blocks in order; those without words are left out, but for items and rows."""
        return _Walk().inside(self.body, ())


def read(html: str) -> Finished:
    """A redline as it is, for who accepts or rejects its changes. A text is a redline without any."""
    body = LexborHTMLParser("<!doctype html><html><head></head><body>" + html.replace("\0", "") + "</body></html>").body
    changes: dict[str, MarkedChange] = {}
    return Finished(Box("body", {}, "", _parts(body, (), "", "", False, changes) if body else []), changes)


def seen(html: str, say: Callable[[str], str] = str, *, new: bool = False) -> Finished:
    """A redline as it is shown to readers: what nobody sees is named in it; `new`: of a text that is new as a whole."""
    return read(revealed.told(html, say, new=new))


def _parts(
    node: LexborNode, marks: tuple[Mark, ...], side: str, number: str, verbatim: bool, changes: dict[str, MarkedChange]
) -> list[Box | Line]:
    """What is in an element. `number` is that of the change that made the side."""
    out: list[Box | Line] = []
    line: list[Run] = []
    inside = [(node.iter(include_text=True), marks, side, number)]  # no recursion: policies may nest marks by the thousand
    while inside:
        children, marks, side, number = inside[-1]
        child = next(children, None)
        if child is None:
            inside.pop()
            continue
        tag = child.tag or ""
        if tag == "-text":
            line.append(Run(child.text_content or "", side, marks, number, verbatim))
            continue
        attributes = {name: value or "" for name, value in child.attributes.items()}
        if tag.startswith("-") or "data-link" in attributes:
            continue
        tag = _WRITTEN.get(attributes.get("data-as", ""), tag)
        own = _SIDES.get(attributes.get("data-change", ""), tag if tag in _WRITTEN else "")
        if "data-n" in attributes:
            _note(changes.setdefault(attributes["data-n"], MarkedChange()), tag, attributes)
        if tag in BLOCKS:
            out += [tuple(line)] if line else []
            line = []
            there = attributes.get("data-n", "") if own else number if side else ""
            inner = _parts(child, marks, own or side, there, verbatim or tag == "pre", changes)
            out.append(Box(tag, attributes, own or side, inner))
            continue
        mark = Mark(tag, attributes, own or side)
        marks, number = (*marks, mark), mark.number or number
        line.append(Run("\n" if tag == "br" else mark["alt"], mark.side, marks, number, verbatim))
        inside.append((child.iter(include_text=True), marks, mark.side, number))
    return [*out, tuple(line)] if line else out


def _note(change: MarkedChange, tag: str, attributes: dict[str, str]) -> None:
    if tag in _WRITTEN:
        change.sides.add(tag)
    if "data-kind" in attributes:
        change.kind, change.note = attributes["data-kind"], attributes.get("data-note", "")


class _Walk:
    """One walk through the boxes of a redline."""

    def __init__(self) -> None:
        self._open: list[Box] = []
        self._told = 0  # of the open boxes, those that a block told of already
        self._items = 0
        self._led = 0  # the last item that has a block
        self._tables = 0

    def inside(self, box: Box, items: tuple[ListItem, ...], table: int = 0) -> Iterator[Block]:
        """The blocks in a box."""
        self._open.append(box)
        numbers = _numbers(box)
        for part in box.parts:
            if isinstance(part, tuple):
                if any(run.text.strip(_WHITE) or run.alone for run in part):
                    yield self._block(box, (part,), items)
            elif part.tag == "tr":
                yield self._row(part, items, table)
            elif part.tag == "li":
                self._items += 1
                yield from self.inside(part, (*items, ListItem(self._items, next(numbers))))
            elif part.tag == "table":
                self._tables += 1
                yield from self.inside(part, items, self._tables)
            else:
                yield from self.inside(part, items, table)
        if box.tag == "li" and items[-1].key > self._led:
            yield self._block(box, ((),), items)
        self._close()

    def _close(self) -> None:
        self._open.pop()
        self._told = min(self._told, len(self._open))

    def _block(self, box: Box, cells: tuple[Line, ...], items: tuple[ListItem, ...]) -> Block:
        begins, self._told = self._open[self._told :], len(self._open)
        leads = bool(items) and items[-1].key > self._led
        self._led = items[-1].key if leads else self._led
        return Block(
            tag=box.tag,
            cells=cells,
            side=box.side,
            items=items,
            leads=leads,
            begins=tuple(begins),
        )

    def _row(self, row: Box, items: tuple[ListItem, ...], table: int) -> Block:
        """A row with the blocks in each cell as its lines."""
        self._open.append(row)
        made = self._block(row, (), items)
        boxes = [part for part in row.parts if isinstance(part, Box)]
        cells, begins = [], [*made.begins]
        for box in boxes:
            held = list(self.inside(box, ()))
            cells.append(tuple(run for k, block in enumerate(held) for run in (*_END[: k and 1], *block.runs)))
            begins += [mark for block in held for mark in block.begins] or [box]
        self._close()
        head = bool(boxes) and all(box.tag == "th" for box in boxes)
        return replace(made, cells=tuple(cells), table=table, head=head, begins=tuple(begins))


def _numbers(box: Box) -> Iterator[str]:
    """The number of each item of a list."""
    start = box["start"] if box.tag == "ol" else ""
    old = new = int(start) if re.fullmatch(r"\d{1,9}", start) else 1
    for item in box.parts:
        if isinstance(item, Box) and item.tag == "li":
            sides = {item.side, item.broken}  # an item may be cut from or added to another
            yield str(old if "del" in sides else new) if box.tag == "ol" else ""
            old, new = old + ("ins" not in sides), new + ("del" not in sides)
