"""A finished redline -> text or Markdown with signs in it, for terminals, e-mails and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Literal

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

Format = Literal["text", "markdown"]
Side = Literal["", "ins", "del"]
_Piece = tuple[str, Side, str]  # words, their side, and how words that both texts have look or lead otherwise in the newer one
_BLOCKS = frozenset("p h1 h2 h3 h4 h5 h6 li dt dd pre blockquote div section tr figcaption summary".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_SIDES: dict[str, Side] = {"inserted": "ins", "deleted": "del"}
_SIGNS: dict[Format, dict[Side, tuple[str, str]]] = {
    "text": {"ins": ("{+", "+}"), "del": ("[-", "-]"), "": ("", "")},
    "markdown": {"ins": ("<ins>", "</ins>"), "del": ("<del>", "</del>"), "": ("", "")},
}
_SAME_WORDS = frozenset(["formatting", "link target", "heading level"])  # kinds of change
_MARKDOWN = re.compile(r"([\\`*_~\[\]<>#|@])")
_ESCAPED = r"\\\1"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    kind: str
    level: int
    pieces: tuple[_Piece, ...]
    moved: str

    @property
    def changed(self) -> bool:
        return bool(self.moved) or any((side or how) and text.strip() for text, side, how in self.pieces)


def as_marked(html: str, form: Format) -> str:
    """The changed blocks of a redline under their headings, with what was left out shown as an ellipsis.

    text: {+inserted+}, [-deleted-], and {~the same words~ bold added} where they only look or lead otherwise; markdown:
    <ins>inserted</ins>, <del>deleted</del>, the same words *(bold added)*, everything else escaped.
    """
    lines: list[str] = []
    headings: list[_Block] = []
    skipped = False
    for block in _blocks(BeautifulSoup(html, "html.parser")):
        if block.kind in _HEADINGS:
            headings = [h for h in headings if h.level < block.level] + [block]
        if not block.changed:
            skipped = skipped or block.kind not in _HEADINGS
            continue
        lines += [_line(h, form) for h in headings if h is not block and not h.changed]
        headings = []
        if skipped:
            lines.append("[…]" if form == "text" else "…")
        lines.append(_line(block, form))
        skipped = False
    if skipped and lines:
        lines.append("[…]" if form == "text" else "…")
    return "\n\n".join(lines) + "\n" if lines else ""


def _blocks(root: Tag) -> Iterator[_Block]:
    """The innermost blocks in order, each with its text in pieces of one side."""
    how = _how(root)
    for element in root.find_all(list(_BLOCKS)):
        pieces = tuple(_without_doubles(_pieces(element, *_inherited(element)), how))
        if any(text.strip() for text, _, _ in pieces):
            level = int(element.name[1]) if element.name in _HEADINGS else 0
            yield _Block(kind=element.name, level=level, pieces=pieces, moved=_attribute(element, "data-move"))


def _how(root: Tag) -> Mapping[str, str]:
    """What happened to words that stay the same, by the number of the change."""
    found = {}
    for element in root.select("[data-kind]"):
        kind, note = _attribute(element, "data-kind"), _attribute(element, "data-note")
        if kind in _SAME_WORDS:
            found[_attribute(element, "data-n")] = f"formatting: {note}" if kind == "formatting" else note or kind
    return found


def _without_doubles(pieces: Iterator[_Piece], how: Mapping[str, str]) -> Iterator[_Piece]:
    """Words of which only the look or the target changed stand there once, as in the newer text, and say what changed."""
    for text, side, number in pieces:
        if not side or number not in how:
            yield text, side, ""
        elif side == "ins":
            yield text, "", how[number]


def _pieces(element: Tag, side: Side, number: str) -> Iterator[_Piece]:
    """Text below an element with the number of its change, without that of blocks inside it; a bar between cells of a row."""
    for k, child in enumerate(_cells(element) if element.name == "tr" else element.children):
        if element.name == "tr" and k:
            yield " · ", side, number
        if isinstance(child, Tag):
            own = (_side(child), _attribute(child, "data-n")) if _side(child) else (side, number)
            if child.name == "img":
                yield f"[image: {_attribute(child, 'alt')}]", *own
            elif child.name not in _BLOCKS:
                yield from _pieces(child, *own)
        elif type(child) is NavigableString:
            yield str(child), side, number


def _cells(row: Tag) -> list[Tag]:
    return [child for child in row.children if isinstance(child, Tag)]


def _inherited(element: Tag) -> tuple[Side, str]:
    for ancestor in (element, *element.parents):
        side = _side(ancestor)
        if side:
            return side, _attribute(ancestor, "data-n")
    return "", ""


def _side(element: Tag) -> Side:
    if element.name in ("ins", "del"):
        return "ins" if element.name == "ins" else "del"
    return _SIDES.get(_attribute(element, "data-change"), "")


def _attribute(element: Tag, name: str) -> str:
    value = element.attrs.get(name, "") if element.attrs else ""
    return value if isinstance(value, str) else ""


def _line(block: _Block, form: Format) -> str:
    text = "".join(_signed(words, side, how, form) for words, side, how in _merged(block.pieces)).strip()
    text = re.sub(r"\s+", " ", text)
    if block.moved:
        text = f"({'moved away' if block.moved == 'from' else 'moved here'}) {text}"
    if block.level:
        return f"{'#' * block.level} {text}"
    return f"- {text}" if block.kind == "li" else text


def _merged(pieces: tuple[_Piece, ...]) -> Iterator[_Piece]:
    for (side, how), run in groupby(pieces, key=itemgetter(1, 2)):
        yield "".join(text for text, _, _ in run), side, how


def _signed(text: str, side: Side, how: str, form: Format) -> str:
    words = text.strip()
    if form == "markdown":
        words = _MARKDOWN.sub(_ESCAPED, words)
    if not words:
        return " " if text else ""
    start, end = _SIGNS[form][side]
    if how:
        start, end = ("{~", f"~ {how}}}") if form == "text" else ("", f" *({_MARKDOWN.sub(_ESCAPED, how)})*")
    lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{' ' if lead else ''}{start}{words}{end}{' ' if tail else ''}"
