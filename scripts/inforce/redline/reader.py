"""A finished redline -> its innermost blocks in order, each with its words by side and look."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from inforce.redline import revealed
from inforce.text import markdown

SIDES = {"inserted": "ins", "deleted": "del"}
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_INSIDE = frozenset(
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q s samp small span strong sub sup u var".split()
)
_STYLES = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "code": "code", "sub": "sub", "sup": "sup"}
_SAME_WORDS = re.compile(r'<(?:ins|del) data-n="(\d+)"[^>]* data-kind="(?:formatting|link target|title)"')
_ONE_SIDE = re.compile(r'<(ins|del) data-n="(\d+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text: its side ("ins", "del", or "" where both texts have it), and what it is set in. A line break in it is
    one that readers see."""

    text: str
    side: str = ""
    styles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, heading, item or row. `path` names the list items that it lies in, from the outermost."""

    kind: str
    cells: tuple[tuple[Piece, ...], ...]  # one, but for rows
    level: int = 0
    path: tuple[int, ...] = ()
    number: str = ""  # of an item in a numbered list
    table: int = 0
    moved: str = ""
    broken: str = ""
    notes: tuple[str, ...] = ()
    new: bool = False  # of a text that is new as a whole, so that nothing in it is marked, and nothing left out

    @property
    def changed(self) -> bool:
        """Whether readers are to see it."""
        if self.new:
            return True
        pieces = (piece for cell in self.cells for piece in cell)
        return bool(self.moved or self.broken or self.notes) or any(piece.side and piece.text.strip(" ") for piece in pieces)


def blocks(redline: str, *, new: bool = False) -> Iterator[Block]:
    """The innermost blocks of a redline, or of a text that is `new`, in order, each with its own text. What nobody sees is
    named in it."""
    redline = revealed.told(redline, new=new)
    root = LexborHTMLParser(redline).body
    if not root:
        return iter(())
    sides = set(_ONE_SIDE.findall(redline))
    twice = {number for number in _SAME_WORDS.findall(redline) if {("ins", number), ("del", number)} <= sides}
    return _Walk(frozenset(twice)).inside(root, "", ())


class _Walk:
    """One walk through a redline; `same_words` are the numbers of changes of words that only look or lead otherwise. Such words
    are shown once, as they are in the newer text; what happened to them is told behind them."""

    def __init__(self, same_words: frozenset[str]) -> None:
        self._same_words = same_words
        self._old_targets: list[Piece] = []
        self._items = 0
        self._tables = 0

    def inside(self, node: LexborNode, side: str, path: tuple[int, ...]) -> Iterator[Block]:
        """The blocks of an element that holds blocks, or text, or both."""
        run: list[Piece] = []
        notes: list[str] = []
        numbers = {"ins": _start(node), "del": _start(node)}
        for child in node.iter(include_text=True):
            tag = child.tag or ""
            if tag == "-text" or tag in _INSIDE:
                run += self._pieces(child, side, (), pre=node.tag == "pre")
                notes += _notes(child)
                continue
            if tag.startswith("-"):
                continue
            if _has_text(run):
                yield Block(kind="p", cells=(tuple(run),), path=path, notes=tuple(notes))
            run, notes = [], []
            own = SIDES.get(child.attributes.get("data-change") or "", side)
            numbered = node.tag == "ol" and tag == "li"
            yield from self._element(child, own, path, str(numbers["del" if own == "del" else "ins"]) if numbered else "")
            numbers = {side: number + (own in ("", side)) for side, number in numbers.items()} if numbered else numbers
        if _has_text(run):
            yield Block(kind="p", cells=(tuple(run),), path=path, notes=tuple(notes))

    def _element(self, node: LexborNode, side: str, path: tuple[int, ...], number: str) -> Iterator[Block]:
        tag = node.tag or ""
        if tag == "table":
            yield from self._rows(node, side)
            return
        if tag == "li":
            self._items += 1
            path = (*path, self._items)
        found = self.inside(node, side, path)
        first = next(found, None)
        if tag == "li" and (first is None or first.path != path or first.kind != "p"):
            head = Block(kind="item", cells=((),), path=path, number=number)
        elif first is None:
            return
        else:
            head, first = first, None
            kind = "item" if tag == "li" else "heading" if tag in _HEADINGS else head.kind
            level = int(tag[1]) if tag in _HEADINGS else head.level
            head = replace(head, kind=kind, level=level, number=number or head.number)
        yield replace(
            head,
            moved=head.moved or node.attributes.get("data-move") or "",
            broken=head.broken or SIDES.get(node.attributes.get("data-break") or "", ""),
            notes=(*head.notes, *([node.attributes["data-note"] or ""] if node.attributes.get("data-note") else [])),
        )
        if first:
            yield first
        yield from found

    def _rows(self, table: LexborNode, side: str) -> Iterator[Block]:
        self._tables += 1
        number = self._tables
        for row in _own_rows(table):
            own = inherited(row, table) or side
            cells = [cell for cell in row.iter() if cell.tag in ("td", "th")]
            kind = "head" if cells and all(cell.tag == "th" for cell in cells) else "row"
            notes = tuple(dict.fromkeys(note for cell in cells for note in _notes(cell)))
            yield Block(kind=kind, cells=tuple(tuple(self._cell(cell, own)) for cell in cells), table=number, notes=notes)

    def _cell(self, cell: LexborNode, side: str) -> Iterator[Piece]:
        own = SIDES.get(cell.attributes.get("data-change") or "", side)
        for k, block in enumerate(self.inside(cell, own, ())):
            if k:
                yield Piece(text="\n")
            yield from (piece for inner in block.cells for piece in inner)

    def _pieces(self, node: LexborNode, side: str, styles: tuple[str, ...], *, pre: bool) -> Iterator[Piece]:
        tag = node.tag or ""
        attributes = node.attributes
        if tag == "-text":
            text = node.text_content or ""
            text = text.replace("  ", "\u00a0 ") if pre else re.sub(r"[ \t\r\n\f]+", " ", text)
            yield Piece(text=text, side=side, styles=styles)
            return
        if tag.startswith("-") or "data-link" in attributes:
            return
        side = tag if tag in ("ins", "del") and "data-as" not in attributes else side
        side = SIDES.get(attributes.get("data-change") or "", side)
        if side and attributes.get("data-n") in self._same_words:
            yield from self._shown_once(node, side, styles, pre=pre)
            return
        if tag == "br":
            yield Piece(text="\n", side=side)
        if tag == "img":
            yield Piece(text=f"[image: {attributes.get('alt') or ''}]", side=side)
        if tag in _STYLES and _STYLES[tag] not in styles:
            styles = (*styles, _STYLES[tag])
        for child in node.iter(include_text=True):
            yield from self._pieces(child, side, styles, pre=pre or tag == "pre")
        if tag == "a" and "data-was-href" in attributes:
            targets = {"del": attributes["data-was-href"], "ins": attributes.get("href")}
            yield from (Piece(text=f" (to {(to or '').removeprefix(markdown.LINK)})", side=own) for own, to in targets.items())

    def _shown_once(self, node: LexborNode, side: str, styles: tuple[str, ...], *, pre: bool) -> Iterator[Piece]:
        targets = [(link.attributes.get("href") or "").removeprefix(markdown.LINK) for link in node.css("a[href]")]
        pieces = [Piece(text=f" (to {target})", side=side) for target in dict.fromkeys(targets)]
        if side == "del":
            self._old_targets = pieces
            return
        for child in node.iter(include_text=True):
            yield from self._pieces(child, "", styles, pre=pre)
        if [piece.text for piece in pieces] != [piece.text for piece in self._old_targets]:
            yield from (*self._old_targets, *pieces)
        self._old_targets = []


def _start(node: LexborNode) -> int:
    """The number of the first item of a numbered list."""
    start = node.attributes.get("start") or "1"
    return int(start) if start.isdecimal() else 1


def _own_rows(table: LexborNode) -> Iterator[LexborNode]:
    """The rows of a table, without those of a table in one of its cells: that is read with the cell."""
    for part in table.iter():
        yield from [part] if part.tag == "tr" else (row for row in part.iter() if row.tag == "tr")


def _notes(node: LexborNode) -> list[str]:
    """What the engine notes of changes inside a block. The new target of a link is shown beside it."""
    if (node.tag or "").startswith("-"):
        return []
    noted = [node, *node.css("[data-note]")]
    return list(dict.fromkeys(filter(None, map(_note, noted))))


def _note(node: LexborNode) -> str:
    note = node.attributes.get("data-note") or ""
    return note.partition("; ")[2] if node.attributes.get("data-kind") == "link target" else note


def _has_text(run: Sequence[Piece]) -> bool:
    return any(piece.text.strip(" ") for piece in run)


def inherited(node: LexborNode, top: LexborNode | None = None) -> str:
    """The change that a whole element lies in."""
    found: LexborNode | None = node
    end = top.mem_id if top else 0  # two nodes are compared by all that they hold
    while found is not None and found.mem_id != end:
        side = SIDES.get(found.attributes.get("data-change") or "", "")
        if side:
            return side
        found = found.parent
    return ""
