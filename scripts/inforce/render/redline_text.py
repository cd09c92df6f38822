"""A finished redline -> text or Markdown with signs in it, for terminals, e-mails and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Literal

from inforce.redline.reader import Block, Line, ListItem, MarkedChange, seen

Format = Literal["text", "markdown"]
_Piece = tuple[str, str, str]  # words, their side, and how words that both texts have look or lead otherwise in the newer one
_SIGNS: dict[Format, dict[str, tuple[str, str]]] = {
    "text": {"ins": ("{+", "+}"), "del": ("[-", "-]"), "": ("", "")},
    "markdown": {"ins": ("<ins>", "</ins>"), "del": ("<del>", "</del>"), "": ("", "")},
}
_SAME_WORDS = frozenset(["formatting", "link target", "title", "heading level"])  # kinds of change
_MARKDOWN = re.compile(r"([\\`*_~\[\]<>#|@])")
_ESCAPED = r"\\\1"


def as_marked(html: str, form: Format) -> str:
    """The changed blocks of a redline under their headings and in their list items; an ellipsis for what was left out.

    text: {+inserted+}, [-deleted-], and {~the same words~ bold added} where they only look or lead otherwise; markdown:
    <ins>inserted</ins>, <del>deleted</del>, the same words *(bold added)*, everything else escaped. Items are indented and
    have the numbers of the newer text, deleted ones those of the older one. What nobody sees is named: [zero width space].
    """
    lines: list[str] = []
    headings: list[str] = []  # by level, those that are not written
    skipped: list[ListItem | None] = []  # of each block that was left out the item that it leads
    begun: set[ListItem] = set()
    left_out = "[…]" if form == "text" else "…"
    redline = seen(html)
    for block in redline.blocks():
        pieces = list(_pieces(block, redline.changes))
        if not any(text.strip() for text, _, _ in pieces):
            continue
        notes = list(dict.fromkeys(mark.note for mark in block.begins if mark.note and not mark.side))
        changed = block.moved or notes or any((side or how) and text.strip() for text, side, how in pieces)
        line = _line(block, pieces, notes, form)
        if block.level:
            headings = [*headings[: block.level - 1], *[""] * (block.level - 1 - len(headings)), "" if changed else line]
        if not changed:
            skipped += [] if block.level else [block.items[-1] if block.leads else None]
            continue
        lines += filter(None, headings)
        headings = []
        around = _around(block)
        bare = [k for k, item in enumerate(around) if item not in begun]
        first = bare[0] if bare else len(around)
        if any(item not in [around[k] for k in bare] for item in skipped):
            lines.append(_indent(block.items[:first]) + left_out)
        lines += [_indent(block.items[:k]) + _marker(block.items[k]) + left_out for k in bare]
        lines.append(line)
        begun.update(block.items)
        skipped = []
    if skipped and lines:
        lines.append(left_out)
    return "\n\n".join(lines) + "\n" if lines else ""


def _around(block: Block) -> Sequence[ListItem]:
    """The items whose own line is another one than the block's."""
    return block.items[:-1] if block.leads else block.items


def _marker(item: ListItem) -> str:
    return f"{item.number}. " if item.number else "- "


def _indent(items: Sequence[ListItem]) -> str:
    return " " * sum(len(_marker(item)) for item in items)


def _pieces(block: Block, changes: Mapping[str, MarkedChange]) -> Iterator[_Piece]:
    """The words of a block; a point between cells of a row. Words of which only the look or the target changed stand there
    once, as in the newer text, and say what changed."""
    for k, cell in enumerate(block.cells):
        if k:
            yield " · ", block.side, ""
        yield from _of_line(cell, changes)


def _of_line(line: Line, changes: Mapping[str, MarkedChange]) -> Iterator[_Piece]:
    for run in line:
        text = f"[image: {run.text}]" if run.alone == "img" else run.text
        change = changes.get(run.number, MarkedChange())
        how = _how(change)
        if not how or not run.side or (text.strip() and len(change.sides) < 2):
            yield text, run.side, how
        elif run.side == "ins":
            yield text, "", how


def _how(change: MarkedChange) -> str:
    """What happened to words that stay the same."""
    if change.kind in _SAME_WORDS:
        return f"formatting: {change.note}" if change.kind == "formatting" else change.note or change.kind
    return change.note if change.kind == "replaced" else ""  # of images; they say the same where only the picture is new


def _line(block: Block, pieces: Sequence[_Piece], notes: Sequence[str], form: Format) -> str:
    text = "".join(_signed(words, side, how, form) for words, side, how in _merged(pieces)).strip()
    text = re.sub(r"\s+", " ", text)
    if block.moved:
        text = f"({'moved away' if block.moved == 'from' else 'moved here'}) {text}"
    if notes:
        text = f"{text} ({_escaped('; '.join(notes), form)})"
    own = _marker(block.items[-1]) if block.leads else ""
    return f"{_indent(_around(block))}{own}{'#' * block.level + ' ' if block.level else ''}{text}"


def _escaped(text: str, form: Format) -> str:
    return _MARKDOWN.sub(_ESCAPED, text) if form == "markdown" else text


def _merged(pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    for (side, how), run in groupby(pieces, key=itemgetter(1, 2)):
        yield "".join(text for text, _, _ in run), side, how


def _signed(text: str, side: str, how: str, form: Format) -> str:
    words = _escaped(text.strip(), form)
    if not words:
        return " " if text else ""
    start, end = _SIGNS[form][side]
    if how:
        said = _escaped(how, form)
        if side:
            end += f" ({said})" if form == "text" else f" *({said})*"
        else:
            start, end = ("{~", f"~ {said}}}") if form == "text" else ("", f" *({said})*")
    lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{' ' if lead else ''}{start}{words}{end}{' ' if tail else ''}"
