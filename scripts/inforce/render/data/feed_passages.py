"""A finished redline -> its changed passages as plain HTML for feed readers: no style, no script, no ids, bounded in size."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from inforce.redline.reader import Block, Finished, Line, Mark, Run, seen

LIMIT = 12_000  # characters of HTML that the passages of one redline may take
_AROUND = 120  # characters of unchanged text that stay on each side of a change
_LONGEST = 1_500  # characters of one inserted or deleted stretch
_GAP = "<p>…</p>"
_KEPT = frozenset("em strong code sub sup b i".split())
_EDITS = ("ins", "del")
_SCHEME = re.compile(r"(?!https?:|mailto:)[a-z][a-z0-9+.-]*:", re.I)

Lead = Callable[[str], str]
Say = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passages:
    """Changed blocks under their headings as HTML, and how many more did not fit."""

    html: str
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    kind: str
    level: int
    html: str
    changed: bool


def passages(redline: str, lead: Lead, gettext: Say, say: Say = str, limit: int = LIMIT) -> Passages:
    """The changed blocks of a redline under their headings, with an ellipsis where something was left out, and its notes.

    `lead` gives the address that a link of the redline has for the reader, `gettext` puts our own words into his language,
    `say` the names of what nobody sees.
    Sanitised by construction: only the elements and attributes that are written here come out.
    """
    parts: list[tuple[str, str]] = []
    size, left_out = 0, 0
    for group in _groups(_Writer(lead, gettext).blocks(seen(redline, say))):
        taken = sum(len(html) for _, html in group)
        if left_out or (size + taken > limit and parts):
            left_out += 1
            continue
        parts += group
        size += taken
    if left_out:
        parts.append(("p", _GAP))
    return Passages(html=_listed(parts), left_out=left_out)


def _groups(blocks: Iterator[_Block]) -> Iterator[list[tuple[str, str]]]:
    """Each changed block with the headings above it that were not shown yet, and an ellipsis where blocks lie between."""
    headings: list[_Block] = []
    title: _Block | None = None
    skipped = False
    found = False
    for block in blocks:
        title = title or block
        if block.level:
            headings = [h for h in headings if h.level < block.level] + [block]
        if not block.changed:
            skipped = skipped or not block.level
            continue
        group = [(h.kind, h.html) for h in headings if h is not block and h is not title and not h.changed]
        headings = [block] if block.level else []
        if skipped:
            group.append(("p", _GAP))
        yield [*group, (block.kind, block.html)]
        skipped, found = False, True
    if skipped and found:
        yield [("p", _GAP)]


def _listed(parts: list[tuple[str, str]]) -> str:
    """The blocks in order, items of lists inside a list."""
    lines: list[str] = []
    inside = False
    for kind, html in parts:
        if (kind == "li") != inside:
            lines.append("</ul>" if inside else "<ul>")
            inside = not inside
        lines.append(html)
    return "\n".join([*lines, "</ul>"] if inside else lines)


class _Writer:
    """Writes the blocks of a redline as HTML."""

    def __init__(self, lead: Lead, gettext: Say) -> None:
        self._lead = lead
        self._gettext = gettext

    def blocks(self, redline: Finished) -> Iterator[_Block]:
        """The blocks in order."""
        for block in redline.blocks():
            html = self._content(block)
            if not html.strip() and not block.broken:
                continue
            if block.broken:
                html = f"<{block.broken}>¶</{block.broken}> {html}"
            if block.moved:
                said = self._gettext("moved away") if block.moved == "from" else self._gettext("moved here")
                html = f"<em>({said})</em> {html}"
            notes = "".join(dict.fromkeys(_note(mark) for mark in block.begins if not mark.side))
            html += notes
            is_noted = any(mark.note for run in block.runs for mark in run.marks)
            changed = bool(block.moved or notes or is_noted) or "<ins>" in html or "<del>" in html
            own = block.tag if block.tag in ("li", "pre") or block.level > 1 else "h2" if block.level else "p"
            yield _Block(kind=own, level=block.level, html=f"<{own}>{html.strip()}</{own}>", changed=changed)

    def _content(self, block: Block) -> str:
        """What a block holds; of a row the cells, with a sign between them."""
        if block.tag != "tr":
            return _sided(self._inline(block.cells[0]), block.side)
        cells = [self._inline(cell).strip() for cell in block.cells]
        if not block.side:
            cells = [_sided(html, _side(cell)) for html, cell in zip(cells, block.cells, strict=True)]
        return _sided(" · ".join(filter(None, cells)), block.side)

    def _inline(self, runs: Sequence[Run], depth: int = 0) -> str:
        """Words, with the elements around them from this depth on."""
        out = ""
        for mark, group in groupby(runs, key=lambda run: run.marks[depth] if depth < len(run.marks) else None):
            held = list(group)
            out += self._marked(mark, held, depth) if mark else "".join(map(_text, held))
        return out

    def _marked(self, mark: Mark, runs: Sequence[Run], depth: int) -> str:
        around = [outer.tag for outer in runs[0].marks[:depth]]
        if mark.tag == "br":
            return "<br>"
        if mark.tag == "img":
            image = escape(self._gettext("[image: %(description)s]") % {"description": mark["alt"]}, quote=False)
            return _sided(image, mark.side) if mark["data-change"] and mark.side not in around else image
        inner = self._inline(runs, depth + 1)
        note = f"{_note(mark)} " if inner and mark.note else ""
        if mark.tag in _EDITS and mark.tag not in around:
            return f"<{mark.tag}>{inner}</{mark.tag}>{note}" if inner.strip() else inner
        if mark.tag in _KEPT and inner:
            return f"<{mark.tag}>{inner}</{mark.tag}>{note}"
        if mark.tag == "a" and inner and mark["href"] and not _SCHEME.match(mark["href"]):
            return f'<a href="{escape(self._lead(mark["href"]))}">{inner}</a>{note}'
        return inner + note


def _side(line: Line) -> str:
    """The side that alone has a line."""
    sides = {run.side for run in line}
    return sides.pop() if len(sides) == 1 else ""


def _sided(html: str, side: str) -> str:
    """What one text alone has, if nothing in it says so."""
    return f"<{side}>{html}</{side}>" if side and html.strip() and f"<{side}>" not in html else html


def _note(mark: Mark) -> str:
    return f" <em>({escape(mark.note, quote=False)})</em>" if mark.note else ""


def _text(run: Run) -> str:
    return escape(_shortened(run.text, any(mark.tag in _EDITS for mark in run.marks)), quote=False)


def _shortened(text: str, changed: bool) -> str:
    """A stretch of text without its middle where that is long."""
    if changed:
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} …"
    if len(text) <= 3 * _AROUND:
        return text
    head, tail = text[:_AROUND].rpartition(" ")[0] or text[:_AROUND], text[-_AROUND:].partition(" ")[2] or text[-_AROUND:]
    return f"{head} … {tail}"
