"""The headings of a rendered text, those of raw HTML too: their levels, their words, and the anchors that they keep."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape, unescape

_FOOTNOTE_ID = re.compile(r"fn(ref)?\d+(:\d+)?")
_PART = re.compile(r'<(/?)(blockquote|li|dd|td|th|h[1-6])\b((?:"[^"]*"|[^">])*)>')
_ID = re.compile(r'\sid="([^"]*)"')
_MARK = re.compile(r'<sup\b[^>]* class="footnote-ref"[^>]*>.*?</sup>', re.S)
_ALT = re.compile(r'<img\b[^>]*?\balt="([^"]*)"[^>]*>')
CHANGE = r"change-x[0-9a-f]{8}(?:-\d+)?(?:-end)?"  # the address of a change in a redline, or of the other end of a move
# Names that themes, other programs around a text or our own scripts look places up by, or that window would know as theirs. A
# test holds these forms against what the templates and scripts name.
_RESERVED = re.compile(
    r"__.*|.*\$.*|(inforce|mkdocs|rtd|hljs)[-_].*|callout-\d+|searchform|(keyboard|search)ModalLabel|(navbar|toc)-collapse"
    rf"|theme-menu|content_search|{CHANGE}",
    re.S,
)
_OURS = "text-"  # before a name that is reserved
_BREAK = re.compile(r"<br\b[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading of a rendered text: its level 1 to 6, its permanent anchor and its text."""

    level: int
    id: str
    title: str


def slug(text: str) -> str:
    """The anchor of a heading, as GitHub makes it: lower case, signs dropped, spaces as hyphens."""
    folded = unicodedata.normalize("NFC", text).strip().lower()
    return "".join(sign for sign in folded if _in_anchor(sign)).replace(" ", "-")


def _in_anchor(sign: str) -> bool:
    return sign.isalnum() or sign in "-_ " or unicodedata.category(sign)[0] == "M"


class Anchors(set[str]):
    """The anchors that a document has already."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        super().__init__(names)
        self._tried: dict[str, int] = {}  # the last number behind a name: 10,000 headings of the same words ask one by one

    def is_free(self, name: str) -> bool:
        """Whether a heading can have an anchor."""
        return bool(name) and name not in self and not _FOOTNOTE_ID.fullmatch(name)

    def free(self, wanted: str) -> str:
        """An anchor that no heading has yet: the wanted one, else the first free one with a number behind it."""
        name = wanted
        while not self.is_free(name):
            k = self._tried[wanted] = self._tried.get(wanted, 0) + 1
            name = f"{wanted}-{k}"
        return name


def own_name(name: str) -> str:
    """The name of a place in a text: one that the page around it may use gets another."""
    return f"{_OURS}{name}" if _RESERVED.fullmatch(name) else name


def named(html: str, first: str = "") -> tuple[str, list[Heading]]:
    """Sanitised HTML whose headings all have an anchor, and these in order; not those in lists, quotations and tables.

    `first`: the anchor that the first one must have; where it has another, that stays too.
    """
    first = own_name(first)
    used = Anchors([first, *map(unescape, _ID.findall(html))])
    found: list[Heading] = []
    parts, done = [], 0
    for start, begin, level, attributes in _outer(html):
        end = html.find(f"</h{level}>", begin)
        if end < 0:
            continue
        words, own = text_of(html[begin:end]), _ID.search(attributes)
        name = unescape(own[1]) if own else ""
        anchor = first if first and not found else name or used.free(own_name(slug(words)) or "section")
        also = f'<span id="{escape(name)}"></span>' if name and name != anchor else ""
        used.add(anchor)
        found.append(Heading(level=level, id=anchor, title=words))
        rest = attributes.replace(own[0], "", 1) if own else attributes
        parts += [html[done:start], f'<h{level} id="{escape(anchor)}"{rest}>{also}']
        done = begin
    return "".join([*parts, html[done:]]), found


def _outer(html: str) -> Iterator[tuple[int, int, int, str]]:
    """Where each heading begins that stands in no list, quotation or table, and its content; its level and its attributes."""
    depth = 0
    for match in _PART.finditer(html):
        closes, tag = bool(match[1]), match[2]
        if tag[0] != "h" or tag == "html":
            depth += -1 if closes else 1
        elif not closes and not depth:
            yield match.start(), match.end(), int(tag[1]), match[3]


def text_of(html: str) -> str:
    """The words of a heading: without marks, footnotes and addresses; an image by what is said of it."""
    words = _BREAK.sub(" ", _ALT.sub(r"\1", _MARK.sub("", html)))
    return " ".join(unescape(re.sub(r"<[^>]*>", "", words)).split())
