"""A finished redline -> its changed passages as Markdown for the comment on a pull request, passage by passage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, groupby, takewhile, zip_longest

from inforce.redline.reader import Block, Line, ListItem, MarkedChange, Run, seen
from inforce.render.pull_request import escape
from inforce.text import repository_links

_AROUND = 160  # characters of unchanged text that stay on each side of a change
_LEAD = 80  # characters of an unchanged beginning, and of an item that stands above a changed one
_LONGEST = 6_000  # characters of one inserted or deleted stretch
_MOST_ROWS = 60  # changed rows of one table
_MOVES = {"from": "moved away", "to": "moved here"}
_GAP = "…"
_STYLES = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "code": "code", "sub": "sub", "sup": "sup"}
_SAME_WORDS = frozenset(["formatting", "link target", "title"])  # kinds of change
_SPACES = re.compile(r"[ \t\r\n\f]+")
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
        rows = list(group)
        block = rows[0]
        if block.level and skipped:
            found[-1:] = [_with_gap(passage) for passage in found[-1:]]
            skipped = False
        above = [other for other in above if _is_above(other, block)]
        shown = [other for other in shown if _is_above(other, block)]
        if new or any(map(is_changed, rows)):
            missing = [other for other in above if other not in shown]
            found.append(tuple(_passage(rows, missing, shown, skipped, new)))
            shown, skipped = list(above), False
        elif not block.level:
            skipped = True
        if block.level or _is_item(block):
            above.append(block)
            shown += [block] if new or is_changed(block) else []
    return [*found[:-1], _with_gap(found[-1])] if skipped and found else found


def blocks(redline: str, *, new: bool = False) -> Iterator[Block]:
    """The blocks of a redline, or of a text that is `new`, as the comment shows them: an item that begins with a block of its
    own is one before it. What nobody sees is named."""
    read = seen(redline, new=new)
    begun: set[ListItem] = set()
    targets: list[str] = []
    for block in read.blocks():
        for k, item in enumerate(block.items[:-1] if _is_item(block) else block.items, 1):
            if item not in begun:
                own = [mark.tag for mark in block.begins].index("li") + 1
                yield Block(tag="li", cells=((),), items=block.items[:k], leads=True, begins=block.begins[:own])
                block = replace(block, begins=block.begins[own:])
        begun.update(block.items)
        yield replace(block, cells=tuple(tuple(_shown(line, read.changes, targets)) for line in block.cells))


def is_changed(block: Block) -> bool:
    """Whether readers are to see a block of a redline."""
    words = any(run.side and run.text.strip(" ") for run in block.runs)
    return words or bool(block.moved or block.broken) or any(_notes(block))


def _is_item(block: Block) -> bool:
    """Whether it stands behind the sign or number of an item."""
    return block.leads and not block.level and not block.table


def _notes(block: Block) -> Iterator[str]:
    """What the engine notes of a block, and of changes inside it. The new target of a link is shown beside it."""
    for mark in (*dict.fromkeys(mark for run in block.runs for mark in run.marks), *reversed(block.begins)):
        note = mark.note.partition("; ")[2] if mark["data-kind"] == "link target" else mark.note
        if note:
            yield note


def _shown(line: Line, changes: Mapping[str, MarkedChange], was: list[str]) -> Iterator[Run]:
    """Words as they are shown. Those that only look or lead otherwise are shown once, as they are in the newer text, with both
    targets behind them; `was` are the older targets that wait for the newer ones."""
    targets: list[str] = []
    for run, following in zip_longest(line, line[1:]):
        change = changes.get(run.number, MarkedChange())
        twice = run.side if change.kind in _SAME_WORDS and len(change.sides) > 1 else ""
        yield run._replace(text="" if twice == "del" else _text_of(run), side="" if twice else run.side)
        links = [mark for mark in run.marks if mark.tag == "a" and "href" in mark.attributes]
        if twice:
            targets += [mark["href"] for mark in links if mark["href"] not in targets]
        if twice and (not following or (following.side, following.number) != (run.side, run.number)):
            if twice == "ins":
                yield from (_target(run, href, "del") for href in was if was != targets)
                yield from (_target(run, href, "ins") for href in targets if was != targets)
            was[:], targets = targets if twice == "del" else [], []
        for mark in links:
            if "data-was-href" in mark.attributes and not (following and mark in following.marks):
                yield _target(run, mark["data-was-href"], "del")
                yield _target(run, mark["href"], "ins")


def _target(run: Run, href: str, side: str) -> Run:
    return run._replace(text=f" (to {href.removeprefix(repository_links.LINK)})", side=side, marks=())


def _text_of(run: Run) -> str:
    if run.alone:
        return "\n" if run.alone == "br" else f"[image: {run.text}]"
    return run.text.replace("  ", "\u00a0 ") if run.verbatim else _SPACES.sub(" ", run.text)


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
    if _is_item(other):
        return block.items[: len(other.items)] == other.items
    return not block.level or other.level < block.level


def _passage(
    rows: Sequence[Block], missing: Sequence[Block], shown: Sequence[Block], skipped: bool, new: bool
) -> Iterator[_Line]:
    block = rows[0]
    depth = sum(map(_is_item, shown))
    yield from (_Line(text=_said(heading, new)) for heading in missing if heading.level > 1)
    if skipped:
        yield _Line(text=_GAP, depth=depth, item=depth > 0)
    yield from (_item(item, escape.line(_text(item), _LEAD)) for item in missing if _is_item(item))
    if block.table:
        yield _Line(text=_table(rows, new))
    elif _is_item(block):
        yield _item(block, _said(block, new))
    else:
        yield _Line(text=_said(block, new), depth=len(block.items))


def _item(block: Block, text: str) -> _Line:
    return _Line(text=text, depth=len(block.items) - 1, item=True, number=block.items[-1].number)


def _text(block: Block) -> str:
    return "".join(run.text for run in block.runs)


def _said(block: Block, new: bool) -> str:
    """A block in one line."""
    runs = block.cells[0]
    if block.moved == "from":
        runs = (Run(escape.cut(" ".join(_text(block).split()), _LEAD), "del", (), "", False),)
    line = _marked(runs, new) or "&nbsp;"
    line = line if line.startswith("<") else escape.at_start(line)
    if block.level:
        line = f"<strong>{line}</strong>"
    if block.broken:
        line = f"<{block.broken}>¶</{block.broken}> {line}"
    notes = [*([_MOVES[block.moved]] if block.moved in _MOVES else []), *map(escape.shown, _notes(block))]
    return f"{line} <em>({', '.join(notes)})</em>" if notes else line


def _table(rows: Sequence[Block], new: bool) -> str:
    """A table with its head and its changed rows."""
    width = max(len(row.cells) for row in rows)
    heads = list(takewhile(lambda row: row.head, rows))[:1]
    lines = [_row(heads[0], width, new) if heads else "|" + "   |" * width, "|" + "---|" * width]
    gap = f"| {_GAP} |" + " |" * (width - 1)
    skipped = False
    changed = 0
    for row in rows[len(heads) :]:
        is_shown = new or is_changed(row)
        changed += is_shown
        if not is_shown or changed > _MOST_ROWS:
            skipped = True
            continue
        lines += [gap] if skipped else []
        lines.append(_row(row, width, new))
        skipped = False
    return "\n".join([*lines, gap] if skipped else lines)


def _row(row: Block, width: int, new: bool) -> str:
    cells = [_marked(cell, new) for cell in row.cells]
    notes = [*map(escape.shown, _notes(row))]
    if notes and cells:
        cells[-1] += f" <em>({', '.join(notes)})</em>"
    return "| " + " | ".join(cells + [""] * (width - len(cells))) + " |"


def _merged(line: Line) -> Iterator[Run]:
    """The words, neighbours of one kind as one."""
    for _, group in groupby((run for run in line if run.text), key=lambda run: (run.side, _styles(run))):
        runs = list(group)
        yield runs[0]._replace(text="".join(run.text for run in runs))


def _shortened(runs: Sequence[Run]) -> Iterator[Run]:
    """The words without the middle of long stretches."""
    last = len(runs) - 1
    for k, run in enumerate(runs):
        if run.side:
            yield run._replace(text=escape.cut(run.text, _LONGEST))
        elif len(run.text) <= 3 * _AROUND or last == 0:
            yield run
        else:
            head = escape.cut(run.text, _AROUND if k else _LEAD)
            tail = run.text[-_AROUND:]
            yield run._replace(text=head if k == last else f"{head} {tail[tail.find(' ') + 1 :]}")


def _marked(line: Line, new: bool) -> str:
    """Words as Markdown, with what changed between tags that hosts let through."""
    out = ""
    merged = list(_merged(line))
    for side, group in groupby(merged if new else _shortened(merged), key=lambda run: run.side):
        inside = "".join(map(_styled, group))
        words = inside.strip(" ")
        if not side or not words:
            out += inside
            continue
        words = words if words.replace("<br>", "").strip() else words.replace("<br>", "↵<br>")
        out += _around(inside, f"<{side}>{words}</{side}>")
    return re.sub(r"(?:<br>)+((?:</\w+>)*)$", r"\1", out.strip())


def _styled(run: Run) -> str:
    text = "<br>".join(escape.shown(line, changed=bool(run.side)) for line in run.text.split("\n"))
    if not text.strip():
        return text
    styles = _styles(run)
    starts = "".join(f"<{style}>" for style in styles)
    ends = "".join(f"</{style}>" for style in reversed(styles))
    return _around(text, f"{starts}{text.strip(' ')}{ends}")


def _styles(run: Run) -> tuple[str, ...]:
    """What words are set in."""
    return () if run.alone else tuple(dict.fromkeys(_STYLES[mark.tag] for mark in run.marks if mark.tag in _STYLES))


def _around(text: str, words: str) -> str:
    """The spaces around a text, with other words between them."""
    return f"{text[: len(text) - len(text.lstrip(' '))]}{words}{text[len(text.rstrip(' ')) :]}"
