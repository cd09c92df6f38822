"""A finished redline -> its changed passages as Markdown for the comment on a pull request, passage by passage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, groupby, takewhile

from selectolax.lexbor import LexborHTMLParser, LexborNode

from inforce import markup
from inforce.render import harmless

_AROUND = 160  # characters of unchanged text that stay on each side of a change
_LEAD = 80  # characters of an unchanged beginning, and of an item that stands above a changed one
_LONGEST = 6_000  # characters of one inserted or deleted stretch
_MOST_ROWS = 60  # changed rows of one table
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_INSIDE = frozenset(
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q s samp small span strong sub sup u var".split()
)
_STYLES = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "code": "code", "sub": "sub", "sup": "sup"}
_SIDES = {"inserted": "ins", "deleted": "del"}
_MOVES = {"from": "moved away", "to": "moved here"}
_SAME_WORDS = re.compile(r'<(?:ins|del) data-n="(\d+)"[^>]* data-kind="(?:formatting|link target)"')
_GAP = "…"
_WIDEST = len("99. ")  # a marker that is not known, where a passage is measured alone


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line of Markdown, inside of as many list items as `depth` says; an item itself has its number, if it has one."""

    text: str
    depth: int = 0
    item: bool = False
    number: str = ""


Passage = tuple[_Line, ...]


def passages(redline: str, *, new: bool = False) -> list[Passage]:
    """Each changed block, or table with changes, of a redline, with the headings and items above it that were not shown yet and
    an ellipsis where something is left out; each block of a text that is `new`."""
    found: list[Passage] = []
    above: list[Block] = []  # headings and items that the place lies below
    shown: list[Block] = []  # those of them that were shown
    skipped = False
    alone = count(-1, -1)
    for _, group in groupby(blocks(redline), key=lambda block: block.table or next(alone)):
        rows = [replace(row, new=new) for row in group]
        block = rows[0]
        if block.kind == "heading" and skipped:
            found[-1:] = [_with_gap(passage) for passage in found[-1:]]
            skipped = False
        above = [other for other in above if _is_above(other, block)]
        shown = [other for other in shown if _is_above(other, block)]
        if any(row.changed for row in rows):
            missing = [other for other in above if other not in shown]
            found.append(tuple(_passage(rows, missing, shown, skipped)))
            shown, skipped = list(above), False
        elif block.kind != "heading":
            skipped = True
        if block.kind in ("heading", "item"):
            above.append(block)
            shown += [block] if block.changed else []
    return [*found[:-1], _with_gap(found[-1])] if skipped and found else found


def headed(title: str, found: Sequence[Passage]) -> list[Passage]:
    """Passages with a line above the first one that says what they are, in Markdown."""
    return [(_Line(text=title), *found[0]), *found[1:]] if found else []


def _with_gap(passage: Passage) -> Passage:
    return passage if passage[-1].text == _GAP else (*passage, _Line(text=_GAP))


def joined(passages: Sequence[Passage]) -> str:
    """Passages as a quotation."""
    lines = [line for passage in passages for line in passage]
    markers = _Markers()
    text = ""
    for k, line in enumerate(lines):
        if k:
            text += "\n" if _follows(line, lines[k - 1]) else "\n>\n"
        text += f"> {markers.before(line)}{line.text.replace(chr(10), chr(10) + '> ')}"
    return text


def _follows(line: _Line, before: _Line) -> bool:
    """Whether no empty line is between two items. Without it, Markdown takes the first item of a list inside another one for
    more words of that, unless its number is 1."""
    begins = line.depth > before.depth and line.number not in ("", "1")
    return line.item and before.item and not begins


class _Markers:
    """What stands before lines so that each item has its own number. Markdown counts the items of a list by itself; where that
    would give another number, the sign behind the number changes (1. or 1), which look alike), and with it the list."""

    def __init__(self) -> None:
        self._widths: dict[int, int] = {}  # of the markers of items that are open, by depth
        self._last: dict[int, tuple[int, str]] = {}  # the number and the sign that were written last, by depth

    def before(self, line: _Line) -> str:
        """The indentation of a line, and its marker."""
        indent = " " * sum(self._widths.get(depth, _WIDEST) for depth in range(line.depth))
        marker = self._marker(line) if line.item else ""
        if marker:
            self._widths[line.depth] = len(marker)
        return indent + marker

    def _marker(self, line: _Line) -> str:
        self._last = {depth: last for depth, last in self._last.items() if depth <= line.depth}
        if not line.number:
            return "- "
        number = int(line.number)
        last, sign = self._last.get(line.depth, (number - 1, "."))
        if number != last + 1:
            sign = ")" if sign == "." else "."
        self._last[line.depth] = number, sign
        return f"{number}{sign} "


def _is_above(other: Block, block: Block) -> bool:
    if other.kind == "item":
        return block.path[: len(other.path)] == other.path
    return block.kind != "heading" or other.level < block.level


def _passage(rows: Sequence[Block], missing: Sequence[Block], shown: Sequence[Block], skipped: bool) -> Iterator[_Line]:
    block = rows[0]
    depth = sum(other.kind == "item" for other in shown)
    for heading in missing:
        if heading.kind == "heading" and heading.level > 1:
            yield _Line(text=_said(replace(heading, notes=())))
    if skipped:
        yield _Line(text=_GAP, depth=depth, item=depth > 0)
    for item in missing:
        if item.kind == "item":
            yield _item(item, harmless.line(_text(item), _LEAD))
    if block.table:
        yield _Line(text=_table(rows))
    elif block.kind == "item":
        yield _item(block, _said(block))
    else:
        yield _Line(text=_said(block), depth=len(block.path))


def _item(block: Block, text: str) -> _Line:
    return _Line(text=text, depth=len(block.path) - 1, item=True, number=block.number)


def _text(block: Block) -> str:
    return "".join(piece.text for cell in block.cells for piece in cell)


def _said(block: Block) -> str:
    """A block in one line."""
    pieces = list(_merged(block.cells[0]))
    if block.moved == "from":
        text = harmless.cut(" ".join(_text(block).split()), _LEAD)
        pieces = [Piece(text=text, side="del")]
    line = _marked(pieces if block.new else _shortened(pieces)) or "&nbsp;"
    line = line if line.startswith("<") else harmless.at_start(line)
    if block.kind == "heading":
        line = f"<strong>{line}</strong>"
    if block.broken:
        line = f"<{block.broken}>¶</{block.broken}> {line}"
    notes = [*([_MOVES[block.moved]] if block.moved in _MOVES else []), *map(harmless.shown, block.notes)]
    return f"{line} <em>({', '.join(notes)})</em>" if notes else line


def _table(rows: Sequence[Block]) -> str:
    """A table with its head and its changed rows."""
    width = max(len(row.cells) for row in rows)
    heads = list(takewhile(lambda row: row.kind == "head", rows))[:1]
    lines = [_row(heads[0], width) if heads else "|" + "   |" * width, "|" + "---|" * width]
    gap = f"| {_GAP} |" + " |" * (width - 1)
    skipped = False
    changed = 0
    for row in rows[len(heads) :]:
        changed += row.changed
        if not row.changed or changed > _MOST_ROWS:
            skipped = True
            continue
        lines += [gap] if skipped else []
        lines.append(_row(row, width))
        skipped = False
    return "\n".join([*lines, gap] if skipped else lines)


def _row(row: Block, width: int) -> str:
    merged = [list(_merged(cell)) for cell in row.cells]
    cells = [_marked(pieces if row.new else _shortened(pieces)) for pieces in merged]
    if row.notes and cells:
        cells[-1] += f" <em>({', '.join(map(harmless.shown, row.notes))})</em>"
    return "| " + " | ".join(cells + [""] * (width - len(cells))) + " |"


def _merged(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, neighbours of one kind as one."""
    for (side, styles), run in groupby(pieces, key=lambda piece: (piece.side, piece.styles)):
        yield Piece(text="".join(piece.text for piece in run), side=side, styles=styles)


def _shortened(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces without the middle of long ones."""
    last = len(pieces) - 1
    for k, piece in enumerate(pieces):
        if piece.side:
            yield replace(piece, text=harmless.cut(piece.text, _LONGEST))
        elif len(piece.text) <= 3 * _AROUND or last == 0:
            yield piece
        else:
            head = harmless.cut(piece.text, _AROUND if k else _LEAD)
            tail = piece.text[-_AROUND:]
            yield replace(piece, text=head if k == last else f"{head} {tail[tail.find(' ') + 1 :]}")


def _marked(pieces: Iterable[Piece]) -> str:
    """Pieces as Markdown, with what changed between tags that hosts let through."""
    out = ""
    for side, run in groupby(pieces, key=lambda piece: piece.side):
        inside = "".join(_styled(piece) for piece in run)
        words = inside.strip(" ")
        if not side or not words:
            out += inside or ""
            continue
        lead, tail = inside[: len(inside) - len(inside.lstrip(" "))], inside[len(inside.rstrip(" ")) :]
        words = words if words.replace("<br>", "").strip() else words.replace("<br>", "↵<br>")
        out += f"{lead}<{side}>{words}</{side}>{tail}"
    return re.sub(r"(?:<br>)+((?:</\w+>)*)$", r"\1", out.strip())


def _styled(piece: Piece) -> str:
    text = "<br>".join(harmless.shown(line, changed=bool(piece.side)) for line in piece.text.split("\n"))
    if not text.strip():
        return text
    starts = "".join(f"<{style}>" for style in piece.styles)
    ends = "".join(f"</{style}>" for style in reversed(piece.styles))
    words = text.strip(" ")
    lead, tail = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
    return f"{lead}{starts}{words}{ends}{tail}"


def blocks(redline: str) -> Iterator[Block]:
    """The innermost blocks of a redline in order, each with its own text."""
    root = LexborHTMLParser(redline).body
    return _Walk(frozenset(_SAME_WORDS.findall(redline))).inside(root, "", ()) if root else iter(())


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
            own = _SIDES.get(child.attributes.get("data-change") or "", side)
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
            broken=head.broken or _SIDES.get(node.attributes.get("data-break") or "", ""),
            notes=(*head.notes, *([node.attributes["data-note"] or ""] if node.attributes.get("data-note") else [])),
        )
        if first:
            yield first
        yield from found

    def _rows(self, table: LexborNode, side: str) -> Iterator[Block]:
        self._tables += 1
        number = self._tables
        for row in table.css("tr"):
            own = _inherited(row, table) or side
            cells = [cell for cell in row.iter() if cell.tag in ("td", "th")]
            kind = "head" if cells and all(cell.tag == "th" for cell in cells) else "row"
            notes = tuple(dict.fromkeys(note for cell in cells for note in _notes(cell)))
            yield Block(kind=kind, cells=tuple(tuple(self._cell(cell, own)) for cell in cells), table=number, notes=notes)

    def _cell(self, cell: LexborNode, side: str) -> Iterator[Piece]:
        own = _SIDES.get(cell.attributes.get("data-change") or "", side)
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
        side = _SIDES.get(attributes.get("data-change") or "", side)
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

    def _shown_once(self, node: LexborNode, side: str, styles: tuple[str, ...], *, pre: bool) -> Iterator[Piece]:
        targets = [(link.attributes.get("href") or "").removeprefix(markup.LINK) for link in node.css("a[href]")]
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


def _notes(node: LexborNode) -> list[str]:
    """What the engine notes of changes inside a block. The new target of a link is shown beside it."""
    if (node.tag or "").startswith("-"):
        return []
    noted = [node, *node.css("[data-note]")]
    return list(dict.fromkeys(n.attributes["data-note"] or "" for n in noted if _is_told(n)))


def _is_told(node: LexborNode) -> bool:
    return bool(node.attributes.get("data-note")) and node.attributes.get("data-kind") != "link target"


def _inherited(node: LexborNode, top: LexborNode) -> str:
    found: LexborNode | None = node
    while found is not None and found != top:
        side = _SIDES.get(found.attributes.get("data-change") or "", "")
        if side:
            return side
        found = found.parent
    return ""


def _has_text(run: Sequence[Piece]) -> bool:
    return any(piece.text.strip(" ") for piece in run)
