"""A finished redline -> text or Markdown with signs in it, for terminals, e-mails and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

Format = Literal["text", "markdown"]
Side = Literal["", "ins", "del"]
_BLOCKS = frozenset("p h1 h2 h3 h4 h5 h6 li dt dd pre blockquote div section tr figcaption summary".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_SIDES: dict[str, Side] = {"inserted": "ins", "deleted": "del"}
_SIGNS: dict[Format, dict[Side, tuple[str, str]]] = {
    "text": {"ins": ("{+", "+}"), "del": ("[-", "-]"), "": ("", "")},
    "markdown": {"ins": ("<ins>", "</ins>"), "del": ("<del>", "</del>"), "": ("", "")},
}
_MARKDOWN = re.compile(r"([\\`*_~\[\]<>#|@])")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    kind: str
    level: int
    pieces: tuple[tuple[str, Side], ...]
    moved: str

    @property
    def changed(self) -> bool:
        return bool(self.moved) or any(side and text.strip() for text, side in self.pieces)


def as_marked(html: str, form: Format) -> str:
    """The changed blocks of a redline under their headings, with what was left out shown as an ellipsis.

    text: {+inserted+} and [-deleted-]; markdown: <ins>inserted</ins> and <del>deleted</del>, everything else escaped.
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
    for element in root.find_all(list(_BLOCKS)):
        pieces = tuple(_pieces(element, _inherited(element)))
        if any(text.strip() for text, _ in pieces):
            level = int(element.name[1]) if element.name in _HEADINGS else 0
            yield _Block(kind=element.name, level=level, pieces=pieces, moved=_attribute(element, "data-move"))


def _pieces(element: Tag, side: Side) -> Iterator[tuple[str, Side]]:
    """Text below an element, without that of blocks inside it; the cells of a row with a bar between them."""
    for k, child in enumerate(_cells(element) if element.name == "tr" else element.children):
        if element.name == "tr" and k:
            yield " · ", side
        if isinstance(child, Tag):
            if child.name == "img":
                yield f"[image: {_attribute(child, 'alt')}]", _side(child) or side
            elif child.name not in _BLOCKS:
                yield from _pieces(child, _side(child) or side)
        elif type(child) is NavigableString:
            yield str(child), side


def _cells(row: Tag) -> list[Tag]:
    return [child for child in row.children if isinstance(child, Tag)]


def _inherited(element: Tag) -> Side:
    for ancestor in (element, *element.parents):
        side = _side(ancestor)
        if side:
            return side
    return ""


def _side(element: Tag) -> Side:
    if element.name in ("ins", "del"):
        return "ins" if element.name == "ins" else "del"
    return _SIDES.get(_attribute(element, "data-change"), "")


def _attribute(element: Tag, name: str) -> str:
    value = element.attrs.get(name, "") if element.attrs else ""
    return value if isinstance(value, str) else ""


def _line(block: _Block, form: Format) -> str:
    text = "".join(_signed(words, side, form) for words, side in _merged(block.pieces)).strip()
    text = re.sub(r"\s+", " ", text)
    if block.moved:
        text = f"({'moved away' if block.moved == 'from' else 'moved here'}) {text}"
    if block.level:
        return f"{'#' * block.level} {text}"
    return f"- {text}" if block.kind == "li" else text


def _merged(pieces: tuple[tuple[str, Side], ...]) -> Iterator[tuple[str, Side]]:
    run, before = "", None
    for text, side in pieces:
        if before is not None and side != before:
            yield run, before
            run = ""
        run, before = run + text, side
    if before is not None:
        yield run, before


def _signed(text: str, side: Side, form: Format) -> str:
    words = text.strip()
    if form == "markdown":
        words = _MARKDOWN.sub(r"\\\1", words)
    if not words:
        return " " if text else ""
    start, end = _SIGNS[form][side]
    lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{' ' if lead else ''}{start}{words}{end}{' ' if tail else ''}"
