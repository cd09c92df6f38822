"""A finished redline -> its blocks as boxes, and the inline content between their edges as leaves, with their sides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from inforce.text.sameness import BLOCKS, SEALED
from inforce.word.write.runs import BOTH, BREAK, NEW, OLD, PLAIN, Look, Raw, Shape, any_of

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # no XML may hold them
_CHANGE = {"inserted": NEW, "deleted": OLD}
_EDITS = {"ins": NEW, "del": OLD}
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
    move: tuple[str, str] | None = None
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
    body = LexborHTMLParser("<!doctype html><html><head></head><body>" + html.replace("\0", "") + "</body></html>").body
    return Box("body", {}, BOTH, _grouped(_content(body, BOTH, PLAIN, None, False)) if body else [])


def _content(node: LexborNode, sides: int, look: Look, move: tuple[str, str] | None, verbatim: bool) -> Iterator[Raw | Box]:
    """What is in an element: inline elements dissolve into how their characters look."""
    open_elements = [(node.iter(include_text=True), sides, look, move)]  # no recursion: policies may nest them by the thousand
    while open_elements:
        children, sides, look, move = open_elements[-1]
        child = next(children, None)
        if child is None:
            open_elements.pop()
            continue
        tag = child.tag or ""
        if tag == "-text":
            yield Raw(_UNWRITABLE.sub("", child.text_content or ""), look, sides, move, verbatim)
            continue
        attributes = {name: value or "" for name, value in child.attributes.items()}
        held = sides & _CHANGE.get(attributes.get("data-change", ""), BOTH) & _EDITS.get(tag, BOTH)
        if not held or "data-link" in attributes or _FOOTNOTE_BACK in attributes.get("class", ""):
            continue
        if tag not in BLOCKS and tag not in _EDITS:
            # That something stands here, though it may show nothing.
            yield Raw("", look, held, move, True, attributes.get("id", ""))
        if tag in SEALED:
            continue
        moved = (attributes["data-move"], attributes.get("data-n", "")) if "data-move" in attributes else move
        if tag in BLOCKS:
            inner = _grouped(_content(child, held, look, moved, verbatim or tag == "pre"))
            # An item with a footnote's arrow alone counts, too.
            alone = tag in ("hr", "td", "th") or "footnote-item" in attributes.get("class", "")
            has = held if alone else any_of(part.sides for part in inner)
            if has:
                yield Box(tag, attributes, has, inner, moved)
        elif held == BOTH and _INLINE_WAS.intersection(attributes):
            # Words that look or lead otherwise: the old ones are deleted, and the new ones inserted.
            now = look if attributes.get("data-format") == "removed" else _seen(look, tag, attributes)
            old = look if attributes.get("data-format") == "added" else _seen(look, *_old(tag, attributes))
            open_elements.append((child.iter(include_text=True), NEW, now, moved))
            open_elements.append((child.iter(include_text=True), OLD, old, moved))
        elif tag == "br":
            yield Raw(BREAK, look, held, moved, True)
        elif tag == "img":
            shown = replace(look, beside=_beside(attributes, "src", "title"))
            yield Raw(f"[{attributes.get('alt', '').strip() or 'image'}]", shown, held, moved, False)
        else:
            open_elements.append((child.iter(include_text=True), held, _seen(look, tag, attributes), moved))


def _old(tag: str, attributes: dict[str, str]) -> tuple[str, dict[str, str]]:
    """An inline element as the old revision has it."""
    return attributes.get("data-was-tag", tag), attributes | {
        "href": attributes.get("data-was-href", attributes.get("href", ""))
    }


def _seen(look: Look, tag: str, attributes: dict[str, str]) -> Look:
    href = attributes.get("href", "") if tag == "a" else ""
    look = replace(look, beside=_beside(attributes, "title", "datetime") or look.beside)
    if len(href) > 1 and href.lower().startswith(_LEADS):
        return replace(look, href=unquote(href) if href[0] == "#" else href)
    if "data-as" in attributes:
        tag = "u" if attributes["data-as"] == "ins" else "s"
    return _both(look, _LOOKS[tag]) if tag in _LOOKS else look


def _beside(attributes: dict[str, str], *names: str) -> str:
    return "\n".join(filter(None, map(attributes.get, names)))


def _both(look: Look, more: Look) -> Look:
    """A look on top of another."""
    values = {name: getattr(more, name) or getattr(look, name) for name in Look.__slots__}
    return Look(**values)


def _grouped(parts: Iterable[Raw | Box]) -> list[Box | Leaf]:
    out: list[Box | Leaf] = []
    run: list[Raw] = []
    for part in [*parts, None]:
        if isinstance(part, Raw):
            run.append(part)
            continue
        seen = any_of(raw.sides for raw in run if raw.text and not raw.text.isspace())
        sides = seen | any_of(raw.sides for raw in run if not raw.text)
        if sides:
            out.append(Leaf(run, sides, seen))
        run = []
        if part is not None:
            out.append(part)
    return out
