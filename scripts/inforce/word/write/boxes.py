"""A redline that was read -> its blocks as boxes, and the words between their edges as leaves, as Word takes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import groupby
from operator import and_
from urllib.parse import unquote

from inforce.redline import reader
from inforce.redline.reader import Line, Mark, Run
from inforce.text.sameness import SEALED
from inforce.word.write.runs import BOTH, BREAK, NEW, OLD, PLAIN, Look, Raw, Shape, any_of

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # no XML may hold them
_EDITS = ("ins", "del")
_SIDES = {"": BOTH, "ins": NEW, "del": OLD}
_LEADS = ("https://", "http://", "mailto:", "#")  # where links may lead; others are no more than their words
_INLINE_WAS = frozenset(["data-format", "data-was-tag", "data-was-href"])
_FOOTNOTE_BACK = "footnote-backref"  # an arrow that leads back to a place on the page; on paper it leads nowhere
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

Move = tuple[str, str] | None  # an end of a move and its number


@dataclass(slots=True, eq=False)
class Leaf:
    """A run of inline content, to be one paragraph; seen: the sides on which it has text."""

    raw: list[Raw]
    sides: int
    seen: int
    shapes: dict[int, Shape] = field(default_factory=dict)
    joined: int = 0
    tight: bool = False


@dataclass(slots=True, eq=False)
class Box:
    """A block element; sides: those on which it has content."""

    tag: str
    attributes: dict[str, str]
    sides: int
    children: list[Box | Leaf]
    move: Move = None
    joined: int = 0

    def tag_on(self, side: int) -> str:
        """Its tag in one revision; "" if that has its content without it."""
        if self.attributes.get("data-format") == ("added" if side == OLD else "removed"):
            return ""
        return self.attributes.get("data-was-tag", self.tag) if side == OLD else self.tag

    def number(self, name: str, side: int, default: int) -> int:
        """A number among its attributes as one side has it."""
        value = self.attribute(name, side)[:9]
        return int(value) if re.fullmatch(r"-?\d+", value) else default

    def is_former(self, side: int) -> bool:
        """Whether a side has other attributes than those that are written."""
        return side == OLD and "data-was" in self.attributes

    def attribute(self, name: str, side: int) -> str:
        """An attribute of numbering or spans as one side has it."""
        if self.is_former(side):
            was = dict(pair.partition("=")[::2] for pair in self.attributes["data-was"].split())
            return unquote(was.get(name, "")).strip()
        return self.attributes.get(name, "").strip()


def read_boxes(html: str) -> Box:
    """The whole of a redline."""
    return Box("body", {}, BOTH, _children(reader.read(html).body, BOTH, None))


def _children(box: reader.Box, sides: int, move: Move) -> list[Box | Leaf]:
    """What is in a block, as far as anything is there. What was deleted inside of what was inserted is in neither revision."""
    found = (_box(part, sides, move) if isinstance(part, reader.Box) else _leaf(part, sides, move) for part in box.parts)
    return [child for child in found if child and child.sides]


def _box(box: reader.Box, sides: int, move: Move) -> Box | None:
    if _is_left_out(box):
        return None
    sides, move = sides & _SIDES[box.side], _move(box, move)
    children = _children(box, sides, move)
    # An item with a footnote's arrow alone counts, too.
    alone = box.tag in ("hr", "td", "th") or "footnote-item" in box["class"]
    return Box(box.tag, box.attributes, sides if alone else any_of(child.sides for child in children), children, move)


def _leaf(line: Line, sides: int, move: Move) -> Leaf:
    raw = list(_raws(line, sides, move))
    seen = any_of(each.sides for each in raw if each.text and not each.text.isspace())
    return Leaf(raw, seen | any_of(each.sides for each in raw if not each.text), seen)


def _raws(line: Line, sides: int, move: Move) -> Iterator[Raw]:
    """The words of a line. Those that look or lead otherwise are deleted as they were, and inserted as they are."""
    for turned, group in groupby((run for run in line if not any(map(_is_left_out, run.marks))), _turned):
        runs = list(group)
        for side in (OLD, NEW) if turned else (sides,):
            for run in runs:
                if held := reduce(and_, (_SIDES[mark.side] for mark in run.marks), side):
                    yield from _raw(run, held, move)


def _turned(run: Run) -> Mark | None:
    """The outermost element around words of both revisions that is another one in each."""
    return next((mark for mark in run.marks if not mark.side and _INLINE_WAS.intersection(mark.attributes)), None)


def _raw(run: Run, sides: int, move: Move) -> Iterator[Raw]:
    for mark in run.marks:
        move = _move(mark, move)
    look = _look(run.marks, sides)
    if run.marks and run.marks[-1].tag not in _EDITS and (run.alone or not run.text):
        # That something stands here, though it may show nothing.
        yield Raw("", look, sides, move, True, run.marks[-1]["id"])
    if any(mark.tag in SEALED for mark in run.marks):
        return
    if run.alone == "br":
        yield Raw(BREAK, look, sides, move, True)
    elif run.alone:
        yield Raw(f"[{run.text.strip() or 'image'}]", look, sides, move, False)
    elif run.text:
        yield Raw(_UNWRITABLE.sub("", run.text), look, sides, move, run.verbatim)


def _move(mark: Mark, around: Move) -> Move:
    return (mark["data-move"], mark.number) if mark["data-move"] else around


def _is_left_out(mark: Mark) -> bool:
    return _FOOTNOTE_BACK in mark["class"] or "data-pad" in mark.attributes


def _look(marks: Sequence[Mark], sides: int) -> Look:
    """How words look in these elements, on the old side as they were there."""
    look = PLAIN
    for mark in marks:
        tag, href = mark.tag, mark["href"]
        if sides == OLD and not mark.side:
            tag, href = mark.attributes.get("data-was-tag", tag), mark.attributes.get("data-was-href", href)
        if mark["data-format"] != ("added" if sides == OLD else "removed"):
            look = _seen(look, mark, tag, href)
    return look


def _seen(look: Look, mark: Mark, tag: str, href: str) -> Look:
    beside = ("src", "title") if tag == "img" else ("title", "datetime")
    look = replace(look, beside="\n".join(filter(None, map(mark.attributes.get, beside))) or look.beside)
    if tag == "a" and len(href) > 1 and href.lower().startswith(_LEADS):
        return replace(look, href=unquote(href) if href[0] == "#" else href)
    return _both(look, _LOOKS[tag]) if tag in _LOOKS else look


def _both(look: Look, more: Look) -> Look:
    """A look on top of another."""
    values = {name: getattr(more, name) or getattr(look, name) for name in Look.__slots__}
    return Look(**values)
