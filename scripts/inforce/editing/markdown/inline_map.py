"""The inline content of Markdown -> signs, each with its place in the file, where that can be told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from markdown_it.helpers import parseLinkDestination, parseLinkTitle
from markdown_it.token import Token

from inforce.text import bare_links, markdown
from inforce.text.rich_text import BREAK, IMAGE, LINK, NOTE, Element, Sign

_ESCAPABLE = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_ENTITY = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_HREF = re.compile(r"""\shref\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.I)
_OPENS = {"autolink": "<", bare_links.MARKUP: ""}  # how a link begins that is made of its address, and how it ends
_CLOSES = {"autolink": ">", bare_links.MARKUP: ""}
_MARKS = {"strong_open": "strong", "em_open": "em", "s_open": "s"}
_HTML = {
    "b": "strong",
    "strong": "strong",
    "i": "em",
    "em": "em",
    "s": "s",
    "del": "s",
    "strike": "s",
    "code": "code",
    "sup": "sup",
    "sub": "sub",
}


class Positions:
    """Where each sign of an inline token's content begins and ends in the file; empty where that cannot be told."""

    def __init__(self, text: str) -> None:
        self.text = text  # the file
        self.starts: list[int] = []
        self.stops: list[int] = []

    def add(self, start: int, size: int) -> None:
        """Signs that follow each other in the file."""
        self.starts += range(start, start + size)
        self.stops += range(start + 1, start + size + 1)

    def add_wide(self, start: int, stop: int) -> None:
        """One sign that the file writes as several."""
        self.starts.append(start)
        self.stops.append(stop)

    def raw(self, first: int, last: int) -> str:
        """What the file has for content[first:last]."""
        return self.text[self.starts[first] : self.stops[last - 1]] if first < last else ""


class Scanner:
    """Walks the children of an inline token beside its content; `lost` once the two could not be held together."""

    def __init__(self, content: str, positions: Positions, *, heading: bool) -> None:
        self.content, self.positions, self.heading = content, positions, heading
        self.signs: list[Sign] = []
        self.lost = len(positions.starts) != len(content)
        self._at = 0
        self._open: list[tuple[Element, int, int, str]] = []  # with content and sign numbers at its beginning, HTML tag
        self._pending: tuple[int, int] | None = None  # what is not seen and has no sign before it yet
        self._after_sign = False
        self._last: Element | None = None  # closed last

    def scan(self, children: Sequence[Token]) -> list[Sign]:
        """The signs in order."""
        for k, child in enumerate(children):
            self._child(child, last=k == len(children) - 1)
        if self._open or self.content[self._at :].strip():
            self.lost = True
        if self._pending and self.signs and self._last and not self.lost:
            self._last.closing += self.positions.raw(*self._pending)
        elif self._pending and self.signs:
            self.lost = True
        return self.signs

    def _child(self, child: Token, *, last: bool) -> None:
        kind = child.type
        if kind == "text":
            self._text(child.content, last)
        elif kind in ("softbreak", "hardbreak"):
            self._break(BREAK if kind == "hardbreak" else " ")
        elif kind == "code_inline":
            self._code(child)
        elif kind in _MARKS:
            self._opened(_MARKS[kind], child.markup)
        elif kind in ("strong_close", "em_close", "s_close"):
            self._closed(child.markup)
        elif kind == "link_open":
            self._opened(LINK + str(child.attrs.get("href") or ""), _OPENS.get(child.markup, "["))
        elif kind == "link_close":
            self._closed(_CLOSES[child.markup] if child.markup in _CLOSES else self._target())
        elif kind == "html_inline":
            self._html(child.content)
        elif kind == "image":
            self._image(child)
        elif kind == "footnote_ref":
            found = re.compile(r"\[\^[^\]\s]+\]").match(self.content, self._at)
            self._sign(NOTE, found.end() if found else self._fail())

    def _image(self, child: Token) -> None:
        """An image of the repository; one on another host is shown as a link."""
        target = str(child.attrs.get("src") or "")
        if not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", target):
            self._sign(IMAGE, self._end_of_image())
            return
        self.lost = True
        marks = frozenset({LINK + target, *(element.mark for element, *_ in self._open)})
        self.signs += [Sign(sign, marks) for sign in child.content or target]

    def _fail(self) -> int:
        self.lost = True
        return self._at

    def _sign(self, text: str, end: int) -> None:
        """A sign that is written as content up to `end`; white space around a line break goes to the next sign's beginning."""
        chain = tuple(element for element, *_ in self._open)
        marks = frozenset(element.mark for element in chain)
        first, self._at = self._at, end
        if self.lost or end <= first:
            self.lost = True
            self.signs.append(Sign(text, marks))
            return
        held = ""
        if self._pending:
            first, held = self._pending[0], self.positions.raw(*self._pending)
            self._pending = None
        stop = self.positions.starts[end] if text.isspace() and end < len(self.content) else self.positions.stops[end - 1]
        self.signs.append(Sign(text, marks, self.positions.starts[first], stop, chain, held))
        self._after_sign = True

    def _atom(self, end: int) -> None:
        """What is not seen stays with the sign before it, else with what comes next."""
        first, self._at = self._at, end
        if self.lost or end <= first:
            self.lost = True
        elif self._after_sign and self.signs[-1].stop == self.positions.starts[first]:
            last, raw = self.signs[-1], self.positions.raw(first, end)
            self.signs[-1] = last._replace(stop=self.positions.stops[end - 1], held=last.held + raw)
        else:
            self._pending = (self._pending[0] if self._pending else first, end)

    def _text(self, text: str, last: bool) -> None:
        found = markdown.stated_id(text) if self.heading and last else None
        shown = text[: found.start()] if found else text
        k = 0
        while k < len(shown):
            end, size = self._written(shown, k)
            for extra in range(size):
                if extra and not self.lost:  # an entity that stands for several signs: none of them can be told apart
                    self.lost = True
                self._sign(shown[k + extra], end)
            k += size
        if found:
            self._atom(len(self.content))

    def _written(self, text: str, k: int) -> tuple[int, int]:
        """Where the writing of text[k] ends in the content, and how many signs it stands for."""
        at, sign = self._at, text[k]
        here = self.content[at : at + 2]
        if here[:1] == "\\" and here[1:] in _ESCAPABLE and here[1:] == sign:
            return at + 2, 1
        if here[:1] == "&" and (entity := _ENTITY.match(self.content, at)):
            meant = unescape(entity[0])
            if meant and text.startswith(meant, k) and meant != entity[0]:
                return entity.end(), len(meant)
        if here[:1] == sign:
            return at + 1, 1
        return self._fail(), 1

    def _break(self, sign: str) -> None:
        found = re.compile(r"[ \t]*\\?\n[ \t]*").match(self.content, self._at)
        self._sign(sign, found.end() if found else self._fail())

    def _code(self, child: Token) -> None:
        size = len(child.markup)
        begin = self._at + size
        found = re.compile(rf"(?<!`)`{{{size}}}(?!`)").search(self.content, begin)
        inner = self.content[begin : found.start()] if found else ""
        shown = inner.replace("\n", " ")
        pad = int(len(shown) > 2 and shown[0] == shown[-1] == " " and bool(shown.strip()))
        if not found or shown[pad : len(shown) - pad] != child.content or self.content[self._at : begin] != child.markup:
            self.lost = True
        self._opened("code", self.content[self._at : begin + pad])
        for sign in child.content:
            self._sign(sign, self._at + 1)
        self._closed(inner[len(inner) - pad :] + child.markup if pad else child.markup)

    def _opened(self, mark: str, writing: str, tag: str = "") -> None:
        first = self._at
        if not self.content.startswith(writing, first):
            self.lost = True
        opening = writing
        if self._pending and not self.lost:
            first = self._pending[0]
            opening = self.positions.raw(*self._pending) + writing
            self._pending = None
        self._open.append((Element(mark, opening), first, len(self.signs), tag))
        self._at += len(writing)
        self._after_sign = False

    def _closed(self, writing: str) -> None:
        if not self._open or not self.content.startswith(writing, self._at):
            self.lost = True
        if not self._open:
            return
        element, first, count, _ = self._open.pop()
        end = self._at + len(writing)
        if len(self.signs) == count and not self.lost:  # nothing to be seen in it: a link around an image
            self._pending = None
            self._at = first
            self._after_sign = bool(self.signs) and self.signs[-1].stop == self.positions.starts[first]
            self._atom(end)
            return
        held = self.positions.raw(*self._pending) if self._pending and not self.lost else ""
        self._pending = None
        raw = writing if self.lost else self.positions.raw(self._at, end)
        element.closing = held + raw
        self._at, self._last, self._after_sign = end, element, False

    def _html(self, tag: str) -> None:
        found = _TAG.match(tag)
        name = found[2].lower() if found else ""
        closing = bool(found and found[1])
        href = _HREF.search(tag) if name == "a" and not closing else None
        if name in ("br", "img"):
            end = self._at + len(tag) if self.content.startswith(tag, self._at) else self._fail()
            self._sign(BREAK if name == "br" else IMAGE, end)
        elif not closing and (name in _HTML or href):
            mark = LINK + unescape(href[1] or href[2] or "") if href else _HTML[name]
            self._opened(mark, tag, name)
        elif closing and self._open and self._open[-1][3] == name:
            self._closed(tag)
        elif self.content.startswith(tag, self._at):
            self._atom(self._at + len(tag))
        else:
            self.lost = True

    def _target(self) -> str:
        """How a link ends whose words end here: `](target "title")`, `][reference]` or `]`."""
        return self.content[self._at : self._after_label(self._at)]

    def _after_label(self, at: int) -> int:
        """Behind the target of a link or an image, given where its label's bracket closes."""
        content, end = self.content, len(self.content)
        if content[at : at + 1] != "]":
            return self._fail()
        after = content[at + 1 : at + 2]
        if after == "(" and (found := _inline_target(content, at + 2, end)):
            return found
        if after == "[" and (closing := content.find("]", at + 2)) > 0:
            return closing + 1
        return at + 1

    def _end_of_image(self) -> int:
        depth, at = 0, self._at + 1
        while at < len(self.content):
            sign = self.content[at]
            if sign == "\\":
                at += 1
            elif sign == "[":
                depth += 1
            elif sign == "]":
                depth -= 1
                if not depth:
                    return self._after_label(at)
            at += 1
        return self._fail()


def _inline_target(content: str, at: int, end: int) -> int:
    """Behind `target "title")`, or 0 if that does not stand here."""
    at = _past_space(content, at)
    target = parseLinkDestination(content, at, end)
    if target.ok:
        at = _past_space(content, target.pos)
        if content[at : at + 1] != ")":
            title = parseLinkTitle(content, at, end)
            at = _past_space(content, title.pos) if title.ok else at
    return at + 1 if content[at : at + 1] == ")" else 0


def _past_space(content: str, at: int) -> int:
    while at < len(content) and content[at] in " \t\n":
        at += 1
    return at
