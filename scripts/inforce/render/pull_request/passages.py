"""A finished redline -> its changed passages as Markdown for the comment on a pull request, passage by passage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, groupby, takewhile

from inforce.redline.reader import Block, Piece, blocks
from inforce.render.pull_request import escape

_AROUND = 160  # characters of unchanged text that stay on each side of a change
_LEAD = 80  # characters of an unchanged beginning, and of an item that stands above a changed one
_LONGEST = 6_000  # characters of one inserted or deleted stretch
_MOST_ROWS = 60  # changed rows of one table
_MOVES = {"from": "moved away", "to": "moved here"}
_GAP = "…"
_WIDEST = len("99. ")  # a marker that is not known, where a passage is measured alone


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
    for _, group in groupby(blocks(redline, new=new), key=lambda block: block.table or next(alone)):
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
            yield _item(item, escape.line(_text(item), _LEAD))
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
        text = escape.cut(" ".join(_text(block).split()), _LEAD)
        pieces = [Piece(text=text, side="del")]
    line = _marked(pieces if block.new else _shortened(pieces)) or "&nbsp;"
    line = line if line.startswith("<") else escape.at_start(line)
    if block.kind == "heading":
        line = f"<strong>{line}</strong>"
    if block.broken:
        line = f"<{block.broken}>¶</{block.broken}> {line}"
    notes = [*([_MOVES[block.moved]] if block.moved in _MOVES else []), *map(escape.shown, block.notes)]
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
        cells[-1] += f" <em>({', '.join(map(escape.shown, row.notes))})</em>"
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
            yield replace(piece, text=escape.cut(piece.text, _LONGEST))
        elif len(piece.text) <= 3 * _AROUND or last == 0:
            yield piece
        else:
            head = escape.cut(piece.text, _AROUND if k else _LEAD)
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
    text = "<br>".join(escape.shown(line, changed=bool(piece.side)) for line in piece.text.split("\n"))
    if not text.strip():
        return text
    starts = "".join(f"<{style}>" for style in piece.styles)
    ends = "".join(f"</{style}>" for style in reversed(piece.styles))
    words = text.strip(" ")
    lead, tail = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
    return f"{lead}{starts}{words}{ends}{tail}"
