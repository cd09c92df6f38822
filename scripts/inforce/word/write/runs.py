"""What a paragraph is made of: runs of characters with one look, white space as a reader sees it, and its shape."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

OLD, NEW, BOTH = 1, 2, 3  # sides, as bits
BREAK = "\v"  # a line break inside a paragraph, until white space is settled; no text holds it
_WHITE = " \t\r\n\f"  # what a browser folds: not the no-break space
_SPACES = re.compile(f"[{_WHITE}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How characters look, and where they lead: to an address, or to a place in the text (#anchor)."""

    bold: bool = False
    italic: bool = False
    code: bool = False
    underline: bool = False
    strike: bool = False
    marked: bool = False
    raised: str = ""  # superscript or subscript
    href: str = ""
    beside: str = ""  # what is said beside them, or the address of an image: Word has no change of these


PLAIN = Look()


class Run(NamedTuple):
    """Characters of one look; was: their look in the old revision, where only that differs."""

    text: str
    look: Look
    sides: int
    was: Look | None = None


class Raw(NamedTuple):
    """Characters as they stand in the HTML, before white space is settled; none for something that shows nothing.

    anchor: the id of an element that begins here.
    """

    text: str
    look: Look
    sides: int
    move: tuple[str, str] | None
    verbatim: bool
    anchor: str = ""


class Number(NamedTuple):
    """What an item of a list counts with: items with the same go on counting."""

    key: tuple[int, ...]
    kind: str  # as Word names it: bullet, decimal, lowerLetter ...
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What Word keeps with the mark at the end of a paragraph."""

    style: str = "Normal"
    lists: int = 0  # around it
    number: Number | None = None
    indent: int = 0  # quotations and definitions around it
    align: str = ""
    rtl: bool = False


def any_of(sides: Iterable[int]) -> int:
    """The sides that are among any of these."""
    out = 0
    for side in sides:
        out |= side
    return out


def settled(raw: list[Raw]) -> list[Run]:
    """The runs of a paragraph with its white space as a browser shows it, on either side for itself."""
    out: list[Run] = []
    blank = BOTH  # the sides on which white space would be the first, or the second in a row
    for text, look, sides, _, verbatim, _ in raw:
        if not text:
            continue
        if verbatim:
            if text == BREAK:
                _trim(out, sides)
            out.append(Run(text.replace(BREAK, "\n"), look, sides))
            blank = blank | sides if text == BREAK else blank & ~sides
            continue
        words = _SPACES.sub(" ", text.strip(_WHITE))
        if text[0] in _WHITE:
            out += [Run(" ", look, held)] if (held := sides & ~blank) else []
            blank |= sides
        if words:
            out.append(Run(words, look, sides))
            blank &= ~sides
        if words and text[-1] in _WHITE:
            out.append(Run(" ", look, sides))
            blank |= sides
    _trim(out, BOTH)
    return _merged(out)


def _trim(runs: list[Run], sides: int) -> None:
    """Take white space (and the last line break of a block of code) from the end of the given sides."""
    for side in (OLD, NEW):
        k = len(runs) - 1
        while sides & side and k >= 0:
            run = runs[k]
            if run.sides & side:
                rest = run.text.rstrip(_WHITE)
                if rest == run.text:
                    break
                runs[k : k + 1] = [
                    part
                    for part in (
                        Run(rest, run.look, run.sides),
                        Run(run.text[len(rest) :], run.look, run.sides & ~side),
                    )
                    if part.text and part.sides
                ]
                if rest:
                    break
            k -= 1


def _merged(runs: Iterable[Run]) -> list[Run]:
    out: list[Run] = []
    for run in runs:
        if out and out[-1][1:] == run[1:]:
            out[-1] = run._replace(text=out[-1].text + run.text)
        else:
            out.append(run)
    return out


def formatted(runs: list[Run]) -> list[Run]:
    """Characters that were deleted and inserted again with another look are kept, with the look that they had."""
    out: list[Run] = []
    k = 0
    while k < len(runs):
        last = k
        while last < len(runs) and runs[last].sides != BOTH:
            last += 1
        out += _changes(runs[k:last])
        if last < len(runs):
            out.append(runs[last])
        k = last + 1
    return _merged(out)


def _changes(runs: list[Run]) -> list[Run]:
    """The changes between two kept runs: what reads the same as what comes after it, or all of them."""
    whole = _same(*([run for run in runs if run.sides == side] for side in (OLD, NEW)))
    if whole:
        return whole
    groups = [list(group) for _, group in groupby(runs, lambda run: run.sides)]
    out: list[Run] = []
    k = 0
    while k < len(groups):
        pair = groups[k : k + 2] if groups[k][0].sides == OLD else groups[k : k + 2][::-1]
        same = _same(*pair) if len(pair) == 2 else []
        out += same or groups[k]
        k += 2 if same else 1
    return out


def _same(old: list[Run], new: list[Run]) -> list[Run]:
    """What was deleted and inserted again, as kept; nothing where the words or links differ."""
    text = "".join(run.text for run in old)
    if not old or text != "".join(run.text for run in new):
        return []
    out: list[Run] = []
    a = b = 0
    for run in old:
        a += len(run.text)
        while b < a:
            there = _at(new, b)
            size = min(a, b + len(there.text)) - b
            same = run.look == there.look
            if (run.look.href, run.look.beside) != (there.look.href, there.look.beside) or (run.look.code and not same):
                return []  # LibreOffice does not bring the letters of code back
            out.append(Run(text[b : b + size], there.look, BOTH, None if same else run.look))
            b += size
    return out


def _at(runs: list[Run], at: int) -> Run:
    """What is left of the run in which a place lies."""
    for run in runs:
        if at < len(run.text):
            return run._replace(text=run.text[at:])
        at -= len(run.text)
    raise IndexError(at)
