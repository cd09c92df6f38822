"""Gives each paragraph of a redline the shape that it has in one revision: its style, its lists and its number."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from inforce.languages import RIGHT_TO_LEFT
from inforce.text.sameness import HEADINGS
from inforce.word.write.boxes import Box, Leaf
from inforce.word.write.runs import NEW, OLD, Number, Shape

_LETTER = re.compile(r"[^\W\d_]")
_LISTS = frozenset(["ul", "ol", "menu", "dir"])
_STYLES = {
    **{tag: f"Heading{tag[1]}" for tag in HEADINGS},
    "pre": "Code",
    "dt": "DefinitionTerm",
    "caption": "Caption",
    "figcaption": "Caption",
    "summary": "BoxTitle",
}
_NUMBERS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


def give_shapes(root: Box, side: int) -> None:
    """Write the shapes of one side into the leaves of a redline, and where it joins them."""
    _Walk(side).inside(root, _Place())


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

    def inside(self, box: Box, place: _Place) -> None:
        """Everything in a box."""
        for child in box.children:
            if isinstance(child, Box):
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

    def box(self, box: Box, place: _Place, key: int) -> None:
        """One box, of which this side has something."""
        tag = box.tag_on(self.side)
        if not tag:
            self.inside(box, place)
            return
        joined = self._joins(box)
        if joined:
            box.joined |= self.side
        else:
            self.fresh = True
        if tag in _LISTS:
            listed = self.lists.pop() if joined and self.lists else self._list(box, place, key)
            self.inside(box, replace(place, lists=place.lists + 1, item=listed.last or _Item(listed, key, 0, True)))
            self.lists.append(listed)
        elif tag == "li" and place.item:
            self.inside(box, replace(place, item=self._item(box, place.item.list, key, joined), style=""))
        else:
            self.inside(box, _within(place, box, tag, self.side))
        self.closed.append(tag)

    def leaf(self, leaf: Leaf, place: _Place) -> None:
        """One paragraph."""
        if self.shape and not self.closed and not self.fresh:
            leaf.joined |= self.side
            leaf.tight |= self.tight
        else:
            self.shape = self._shape(leaf, place)
        leaf.shapes[self.side] = self.shape
        self.closed, self.fresh, self.tight = [], False, False

    def _joins(self, box: Box) -> bool:
        """Whether the break before a box is none on this side: the element before it goes on."""
        lost = {"inserted": OLD, "deleted": NEW}.get(box.attributes.get("data-break", ""))
        if lost != self.side or self.fresh or not self.closed or self.closed[-1] != box.tag_on(self.side):
            return False
        self.closed.pop()
        self.tight = "data-tight" in box.attributes
        return True

    def _list(self, box: Box, place: _Place, key: int) -> _List:
        kind = _NUMBERS.get(box.attribute("type", self.side), "decimal") if box.tag_on(self.side) == "ol" else "bullet"
        down = "reversed" in box.attributes
        count = sum(isinstance(child, Box) and bool(child.sides & self.side) for child in box.children)
        start = box.number("start", self.side, count if down else 1)
        return _List(key, kind, start, -1 if down else 1, place.lists, start)

    def _item(self, box: Box, listed: _List, key: int, joined: bool) -> _Item:
        if joined and listed.last:
            return listed.last
        number = box.number("value", self.side, listed.next)
        listed.next = number + listed.step
        listed.last = _Item(listed, key, number)
        return listed.last

    def _shape(self, leaf: Leaf, place: _Place) -> Shape:
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
            rtl = letter is not None and RIGHT_TO_LEFT.match(letter[0]) is not None
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


def _within(place: _Place, box: Box, tag: str, side: int) -> _Place:
    """The place inside a box that has this tag in the revision."""
    classes = box.attributes.get("class", "").split() if tag == box.tag else ()  # those that it had as another are not known
    if tag == "details" or "admonition" in classes:
        place = replace(place, base="Box", indent=place.indent + 1)
    elif "admonition-title" in classes:
        place = replace(place, style="BoxTitle")
    elif tag in _STYLES:
        place = replace(place, style=_STYLES[tag])
    elif tag in ("blockquote", "dd"):
        place = replace(place, indent=place.indent + 1, quoted=place.quoted or tag == "blockquote")
    elif tag in ("td", "th"):
        base = "TableHeading" if tag == "th" else "TableText"
        place = _Place(base=base, align=_align(box, side), direction=place.direction)
    elif tag == "hr":
        place = replace(place, style="HorizontalLine", item=None)
    if box.attribute("dir", side):
        place = replace(place, direction=box.attribute("dir", side).lower())
    return place


def _align(box: Box, side: int) -> str:
    found = re.search(r"\balign-(left|center|right)\b", box.attributes.get("class", ""))
    align = box.attribute("align", side) or (found[1] if found and not box.is_former(side) else "")
    return align if align in ("left", "center", "right") else ""


def _size(box: Box) -> int:
    """How many boxes are in a box."""
    return sum(1 + _size(child) for child in box.children if isinstance(child, Box))
