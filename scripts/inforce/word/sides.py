"""A finished redline -> paragraphs and tables, each with what either revision has of it.

In a redline an element is on both sides, or with everything in it on one; text inside what is on both sides may be on one
(`site_src/redline-engine.md`). So each paragraph that both revisions have stands in the same place in both, and only its
numbering, the breaks around it and the spans of its cells can differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from inforce.blocks import BLOCKS, HEADINGS, SEALED

OLD, NEW, BOTH = 1, 2, 3  # sides, as bits

_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LETTER = re.compile(r"[^\W\d_]")
_SPACES = re.compile(r"([ \t\r\n\f]+)")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # no XML may hold them
_CHANGE = {"inserted": NEW, "deleted": OLD}
_EDITS = {"ins": NEW, "del": OLD}
_LISTS = frozenset(["ul", "ol", "menu", "dir"])
_STYLES = {
    **{tag: f"Heading{tag[1]}" for tag in HEADINGS},
    "pre": "Code",
    "dt": "DefinitionTerm",
    "caption": "Caption",
    "figcaption": "Caption",
}
_OUTSIDE = ("https://", "http://", "mailto:")  # where links may lead; others are no more than their words
_NUMBERS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_BREAK = "\v"  # a line break inside a paragraph, until white space is settled; no text holds it
_FOOTNOTE_BACK = "footnote-backref"  # an arrow that leads back to a place on the page; on paper it leads nowhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How characters look, and where they lead."""

    bold: bool = False
    italic: bool = False
    code: bool = False
    underline: bool = False
    strike: bool = False
    marked: bool = False
    raised: str = ""  # superscript or subscript
    href: str = ""


PLAIN = Look()
_LOOKS = {
    **dict.fromkeys(("strong", "b"), replace(PLAIN, bold=True)),
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), replace(PLAIN, italic=True)),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), replace(PLAIN, code=True)),
    **dict.fromkeys(("s", "strike"), replace(PLAIN, strike=True)),
    "u": replace(PLAIN, underline=True),
    "mark": replace(PLAIN, marked=True),
    "sup": replace(PLAIN, raised="superscript"),
    "sub": replace(PLAIN, raised="subscript"),
}


class Run(NamedTuple):
    """Characters of one look; was: their look in the old revision, where only that differs."""

    text: str
    look: Look
    sides: int
    was: Look | None = None


class Number(NamedTuple):
    """What an item of a list counts with: items with the same go on counting."""

    key: tuple[int, ...]
    kind: str  # as Word names it: bullet, decimal, lowerLetter ...
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What Word keeps with the mark at the end of a paragraph."""

    style: str = "Normal"
    lists: int = 0  # around it
    number: Number | None = None
    indent: int = 0  # quotations and definitions around it
    align: str = ""
    rtl: bool = False


@dataclass(slots=True, kw_only=True)
class Paragraph:
    """One paragraph; old and new: its shape in a revision, None where that has none of it."""

    runs: list[Run]
    old: Shape | None = None
    new: Shape | None = None
    joined: int = 0  # the sides on which it goes on from the paragraph before
    tight: bool = False  # and without a space there
    move: tuple[str, str] | None = None  # an end of a move ("from", "to") and its number

    @property
    def sides(self) -> int:
        """The revisions that have it."""
        return (OLD if self.old else 0) | (NEW if self.new else 0)

    def shape(self, side: int) -> Shape | None:
        """Its shape in one revision."""
        return self.old if side == OLD else self.new


@dataclass(slots=True, kw_only=True)
class Cell:
    """A cell of a table: how many columns and rows it spans in the old and in the new revision."""

    blocks: list[Block]
    sides: int
    header: bool
    spans: tuple[tuple[int, int], tuple[int, int]]


@dataclass(slots=True, kw_only=True)
class Row:
    """A row of a table."""

    cells: list[Cell]
    sides: int
    header: bool


@dataclass(slots=True, kw_only=True)
class Table:
    """A table; joined: the sides on which its rows go on from the table before."""

    rows: list[Row]
    joined: int = 0

    @property
    def sides(self) -> int:
        """The revisions that have it."""
        return _any(row.sides for row in self.rows)


Block = Paragraph | Table


def read(html: str) -> list[Block]:
    """The paragraphs and tables of a redline in order."""
    body = LexborHTMLParser("<!doctype html><html><head></head><body>" + html.replace("\0", "") + "</body></html>").body
    root = _Box("body", {}, BOTH, _grouped(_content(body, BOTH, PLAIN, None, False)) if body else [])
    for side in (OLD, NEW):
        _Walk(side).inside(root, _Place())
    return list(_blocks(root.children))


class _Raw(NamedTuple):
    text: str
    look: Look
    sides: int
    move: tuple[str, str] | None
    verbatim: bool


@dataclass(slots=True, eq=False)
class _Leaf:
    """A run of inline content, to be one paragraph; seen: the sides on which it has text."""

    raw: list[_Raw]
    sides: int
    seen: int
    shapes: dict[int, Shape] = field(default_factory=dict)
    joined: int = 0
    tight: bool = False


@dataclass(slots=True, eq=False)
class _Box:
    """A block element; sides: those on which it has content."""

    tag: str
    attributes: dict[str, str]
    sides: int
    children: list[_Box | _Leaf]
    move: tuple[str, str] | None = None
    joined: int = 0

    def number(self, name: str, side: int, default: int) -> int:
        """A number among its attributes as one side has it."""
        value = self.attribute(name, side)[:9]
        return int(value) if re.fullmatch(r"-?\d+", value) else default

    def attribute(self, name: str, side: int) -> str:
        """An attribute of numbering or spans as one side has it."""
        if side == OLD and "data-was" in self.attributes:
            was = dict(pair.partition("=")[::2] for pair in self.attributes["data-was"].split())
            return was.get(name, "").strip()
        return self.attributes.get(name, "").strip()


def _content(node: LexborNode, sides: int, look: Look, move: tuple[str, str] | None, verbatim: bool) -> Iterator[_Raw | _Box]:
    """What is in an element: inline elements dissolve into how their characters look."""
    for child in node.iter(include_text=True):
        tag = child.tag or ""
        if tag == "-text":
            yield _Raw(_UNWRITABLE.sub("", child.text_content or ""), look, sides, move, verbatim)
            continue
        attributes = {name: value or "" for name, value in child.attributes.items()}
        held = sides & _CHANGE.get(attributes.get("data-change", ""), BOTH) & _EDITS.get(tag, BOTH)
        if not held or "data-link" in attributes or _FOOTNOTE_BACK in attributes.get("class", ""):
            continue
        if tag not in BLOCKS and tag not in _EDITS:
            yield _Raw("", look, held, move, True)  # that something stands here, though it may show nothing
        if tag in SEALED:
            continue
        moved = (attributes["data-move"], attributes.get("data-n", "")) if "data-move" in attributes else move
        if tag in BLOCKS:
            inner = _grouped(_content(child, held, look, moved, verbatim or tag == "pre"))
            # An item with a footnote's arrow alone counts, too.
            alone = tag in ("hr", "td", "th") or "footnote-item" in attributes.get("class", "")
            has = held if alone else _any(part.sides for part in inner)
            if has:
                yield _Box(tag, attributes, has, inner, moved)
        elif tag == "br":
            yield _Raw(_BREAK, look, held, moved, True)
        elif tag == "img":
            yield _Raw(f"[{attributes.get('alt', '').strip() or 'image'}]", look, held, moved, False)
        else:
            yield from _content(child, held, _seen(look, tag, attributes), moved, verbatim)


def _seen(look: Look, tag: str, attributes: dict[str, str]) -> Look:
    if tag == "a" and attributes.get("href", "").lower().startswith(_OUTSIDE):
        return replace(look, href=attributes["href"])
    if "data-as" in attributes:
        tag = "u" if attributes["data-as"] == "ins" else "s"
    return _both(look, _LOOKS[tag]) if tag in _LOOKS else look


def _both(look: Look, more: Look) -> Look:
    """A look on top of another."""
    values = {name: getattr(more, name) or getattr(look, name) for name in Look.__slots__}
    return Look(**values)


def _grouped(parts: Iterable[_Raw | _Box]) -> list[_Box | _Leaf]:
    out: list[_Box | _Leaf] = []
    run: list[_Raw] = []
    for part in [*parts, None]:
        if isinstance(part, _Raw):
            run.append(part)
            continue
        seen = _any(raw.sides for raw in run if raw.text and not raw.text.isspace())
        sides = seen | _any(raw.sides for raw in run if not raw.text)
        if sides:
            out.append(_Leaf(run, sides, seen))
        run = []
        if part is not None:
            out.append(part)
    return out


def _any(sides: Iterable[int]) -> int:
    out = 0
    for side in sides:
        out |= side
    return out


@dataclass(slots=True)
class _List:
    """A list while its items are counted on one side."""

    key: int
    kind: str
    next: int
    step: int
    level: int
    start: int
    last: _Item | None = None
    counted: tuple[int, ...] | None = None  # what its items count with
    expected: int = 0  # the number that would come by itself


@dataclass(slots=True, eq=False)
class _Item:
    """An item of a list; shown: its number stands before a paragraph already."""

    list: _List
    key: int
    number: int
    shown: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """What is around a paragraph."""

    style: str = ""
    base: str = "Normal"
    lists: int = 0
    item: _Item | None = None
    indent: int = 0
    quoted: bool = False
    align: str = ""
    direction: str = ""


class _Walk:
    """Goes through one side of the redline and gives each paragraph its shape there."""

    def __init__(self, side: int) -> None:
        self.side = side
        self.key = 0  # the same for an element on both sides: counts every box
        self.closed: list[str] = []  # elements closed since the last paragraph, which a removed break may open again
        self.fresh = True  # a block began since
        self.tight = False
        self.shape: Shape | None = None  # of the last paragraph, None where nothing is seen of it
        self.lists: list[_List] = []  # closed ones, the last at the end

    def inside(self, box: _Box, place: _Place) -> None:
        """Everything in a box."""
        for child in box.children:
            if isinstance(child, _Box):
                self.key += 1
                key = self.key
                if child.sides & self.side:
                    self.box(child, place, key)
                else:
                    self.key += _size(child)
            elif child.seen & self.side:
                self.leaf(child, place)
            elif child.sides & self.side:
                self.closed, self.fresh, self.shape = [], False, None

    def box(self, box: _Box, place: _Place, key: int) -> None:
        """One box, which this side has."""
        joined = self._joins(box)
        if joined:
            box.joined |= self.side
        else:
            self.fresh = True
        if box.tag in _LISTS:
            listed = self.lists.pop() if joined and self.lists else self._list(box, place, key)
            self.inside(box, replace(place, lists=place.lists + 1, item=listed.last or _Item(listed, key, 0, True)))
            self.lists.append(listed)
        elif box.tag == "li" and place.item:
            self.inside(box, replace(place, item=self._item(box, place.item.list, key, joined), style=""))
        else:
            self.inside(box, _within(place, box))
        self.closed.append(box.tag)

    def leaf(self, leaf: _Leaf, place: _Place) -> None:
        """One paragraph."""
        if self.shape and not self.closed and not self.fresh:
            leaf.joined |= self.side
            leaf.tight |= self.tight
        else:
            self.shape = self._shape(leaf, place)
        leaf.shapes[self.side] = self.shape
        self.closed, self.fresh, self.tight = [], False, False

    def _joins(self, box: _Box) -> bool:
        """Whether the break before a box is none on this side: the element before it goes on."""
        lost = {"inserted": OLD, "deleted": NEW}.get(box.attributes.get("data-break", ""))
        if lost != self.side or self.fresh or not self.closed or self.closed[-1] != box.tag:
            return False
        self.closed.pop()
        self.tight = "data-tight" in box.attributes
        return True

    def _list(self, box: _Box, place: _Place, key: int) -> _List:
        kind = _NUMBERS.get(box.attribute("type", self.side), "decimal") if box.tag == "ol" else "bullet"
        down = "reversed" in box.attributes
        count = sum(isinstance(child, _Box) and bool(child.sides & self.side) for child in box.children)
        start = box.number("start", self.side, count if down else 1)
        return _List(key, kind, start, -1 if down else 1, place.lists, start)

    def _item(self, box: _Box, listed: _List, key: int, joined: bool) -> _Item:
        if joined and listed.last:
            return listed.last
        number = box.number("value", self.side, listed.next)
        listed.next = number + listed.step
        listed.last = _Item(listed, key, number)
        return listed.last

    def _shape(self, leaf: _Leaf, place: _Place) -> Shape:
        item = place.item
        number = None
        if item and not item.shown:
            number = _number(item)
            item.shown = True
        style = place.style or ("Quote" if place.quoted else "ListParagraph" if place.lists else place.base)
        rtl = place.direction == "rtl"
        if place.direction in ("", "auto"):
            text = "".join(raw.text for raw in leaf.raw if raw.sides & self.side)
            letter = _LETTER.search(text)
            rtl = letter is not None and _RIGHT_TO_LEFT.match(letter[0]) is not None
        return Shape(style=style, lists=place.lists, number=number, indent=place.indent, align=place.align, rtl=rtl)


def _number(item: _Item) -> Number:
    """What an item counts with: the list, as long as the numbers come by themselves."""
    listed = item.list
    if listed.kind == "bullet":
        return Number((listed.key,), "bullet", 1)
    if listed.counted is None and item.number == listed.start:
        listed.counted = (listed.key, listed.start)
    elif listed.counted is None or item.number != listed.expected:
        listed.counted = (listed.key, item.key, item.number)
    listed.expected = item.number + 1
    return Number(listed.counted, listed.kind, max(listed.counted[-1], 0))


def _within(place: _Place, box: _Box) -> _Place:
    """The place inside a box."""
    tag = box.tag
    if tag in _STYLES:
        place = replace(place, style=_STYLES[tag])
    elif tag in ("blockquote", "dd"):
        place = replace(place, indent=place.indent + 1, quoted=place.quoted or tag == "blockquote")
    elif tag in ("td", "th"):
        base = "TableHeading" if tag == "th" else "TableText"
        place = _Place(base=base, align=_align(box), direction=place.direction)
    elif tag == "hr":
        place = replace(place, style="HorizontalLine", item=None)
    if box.attributes.get("dir"):
        place = replace(place, direction=box.attributes["dir"].lower())
    return place


def _align(box: _Box) -> str:
    found = re.search(r"\balign-(left|center|right)\b", box.attributes.get("class", ""))
    align = found[1] if found else box.attributes.get("align", "")
    return align if align in ("left", "center", "right") else ""


def _size(box: _Box) -> int:
    """How many boxes are in a box."""
    return sum(1 + _size(child) for child in box.children if isinstance(child, _Box))


def _blocks(parts: Iterable[_Box | _Leaf]) -> Iterator[Block]:
    for part in parts:
        if isinstance(part, _Leaf):
            if part.seen:
                yield _paragraph(part)
        elif part.tag == "table":
            yield from _table(part)
        elif part.tag == "hr":
            rule = Shape(style="HorizontalLine")
            old, new = (rule if part.sides & side else None for side in (OLD, NEW))
            yield Paragraph(runs=[], old=old, new=new, move=part.move)
        else:
            yield from _blocks(part.children)


def _paragraph(leaf: _Leaf) -> Paragraph:
    moves = {raw.move for raw in leaf.raw if raw.text.strip()}
    return Paragraph(
        runs=formatted(_settled(leaf.raw)),
        old=leaf.shapes.get(OLD),
        new=leaf.shapes.get(NEW),
        joined=leaf.joined,
        tight=leaf.tight,
        move=moves.pop() if len(moves) == 1 else None,
    )


def _table(box: _Box) -> Iterator[Block]:
    """A table, after its caption."""
    rows: list[Row] = []
    for row, header in _rows(box, False):
        cells = [_cell(cell) for cell in row.children if isinstance(cell, _Box) and cell.tag in ("td", "th")]
        if cells:
            rows.append(Row(cells=cells, sides=_any(cell.sides for cell in cells), header=header))
    for part in box.children:
        if isinstance(part, _Box) and part.tag == "caption":
            yield from _blocks(part.children)
    if rows:
        yield Table(rows=rows, joined=box.joined)


def _rows(box: _Box, header: bool) -> Iterator[tuple[_Box, bool]]:
    for part in box.children:
        if isinstance(part, _Box) and part.tag == "tr":
            yield part, header
        elif isinstance(part, _Box) and part.tag in ("thead", "tbody", "tfoot"):
            yield from _rows(part, part.tag == "thead")


def _cell(box: _Box) -> Cell:
    spans = [(max(1, box.number("colspan", side, 1)), max(1, box.number("rowspan", side, 1))) for side in (OLD, NEW)]
    return Cell(blocks=list(_blocks(box.children)), sides=box.sides, header=box.tag == "th", spans=(spans[0], spans[1]))


def _settled(raw: list[_Raw]) -> list[Run]:
    """The runs of a paragraph with its white space as a browser shows it, on either side for itself."""
    out: list[Run] = []
    blank = BOTH  # the sides on which white space would be the first, or the second in a row
    for text, look, sides, _, verbatim in raw:
        if not text:
            continue
        if verbatim:
            if text == _BREAK:
                _trim(out, sides)
            out.append(Run(text.replace(_BREAK, "\n"), look, sides))
            blank = blank | sides if text == _BREAK else blank & ~sides
            continue
        for piece in _SPACES.split(text):
            if not piece:
                continue
            held = sides
            if piece.isspace() and not piece.strip(" \t\r\n\f"):
                held, piece = sides & ~blank, " "
                blank |= sides
            else:
                blank &= ~sides
            if held:
                out.append(Run(piece, look, held))
    _trim(out, BOTH)
    return _merged(out)


def _trim(runs: list[Run], sides: int) -> None:
    """Take white space (and the last line break of a block of code) from the end of the given sides."""
    for side in (OLD, NEW):
        k = len(runs) - 1
        while sides & side and k >= 0:
            run = runs[k]
            if run.sides & side:
                rest = run.text.rstrip(" \t\r\n\f")
                if rest == run.text:
                    break
                runs[k : k + 1] = [
                    part
                    for part in (
                        Run(rest, run.look, run.sides),
                        Run(run.text[len(rest) :], run.look, run.sides & ~side),
                    )
                    if part.text and part.sides
                ]
                if rest:
                    break
            k -= 1


def _merged(runs: Iterable[Run]) -> list[Run]:
    out: list[Run] = []
    for run in runs:
        if out and out[-1][1:] == run[1:]:
            out[-1] = run._replace(text=out[-1].text + run.text)
        else:
            out.append(run)
    return out


def formatted(runs: list[Run]) -> list[Run]:
    """Characters that were deleted and inserted again with another look are kept, with the look that they had."""
    out: list[Run] = []
    k = 0
    while k < len(runs):
        last = k
        while last < len(runs) and runs[last].sides != BOTH:
            last += 1
        out += _changes(runs[k:last])
        if last < len(runs):
            out.append(runs[last])
        k = last + 1
    return _merged(out)


def _changes(runs: list[Run]) -> list[Run]:
    """The changes between two kept runs: what reads the same as what comes after it, or all of them."""
    whole = _same(*([run for run in runs if run.sides == side] for side in (OLD, NEW)))
    if whole:
        return whole
    groups = [list(group) for _, group in groupby(runs, lambda run: run.sides)]
    out: list[Run] = []
    k = 0
    while k < len(groups):
        pair = groups[k : k + 2] if groups[k][0].sides == OLD else groups[k : k + 2][::-1]
        same = _same(*pair) if len(pair) == 2 else []
        out += same or groups[k]
        k += 2 if same else 1
    return out


def _same(old: list[Run], new: list[Run]) -> list[Run]:
    """What was deleted and inserted again, as kept; nothing where the words or links differ."""
    text = "".join(run.text for run in old)
    if not old or text != "".join(run.text for run in new):
        return []
    out: list[Run] = []
    a = b = 0
    for run in old:
        a += len(run.text)
        while b < a:
            there = _at(new, b)
            size = min(a, b + len(there.text)) - b
            same = run.look == there.look
            if run.look.href != there.look.href or (run.look.code and not same):
                return []  # LibreOffice does not bring the letters of code back
            out.append(Run(text[b : b + size], there.look, BOTH, None if same else run.look))
            b += size
    return out


def _at(runs: list[Run], at: int) -> Run:
    """What is left of the run in which a place lies."""
    for run in runs:
        if at < len(run.text):
            return run._replace(text=run.text[at:])
        at -= len(run.text)
    raise IndexError(at)
