"""Word diffs: tokens as code points through diff-match-patch, with the work bounded by size and never by time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from inforce.redline.sequences import Span, common_ends, gaps, longest_common, unique_matches
from inforce.text.tokens import Token

# Products of token counts up to this are compared exactly (about 0.1 s at the very worst); above, anchors come first.
EXACT = 16_000_000
BREAK = Token("\u2029", "", "", (), "", 0)  # the edge between two paragraphs that are compared as one text

KEPT, CHANGED, RESTYLED = "=", "!", "~"


class Run(NamedTuple):
    """Old tokens a0:a1 beside new tokens b0:b1: kept, changed, or the same words with other marks (restyled)."""

    kind: str
    a0: int
    a1: int
    b0: int
    b1: int


def diff_words(old: Sequence[Token], new: Sequence[Token]) -> list[Run]:
    """Kept and changed runs in turn, covering both sides; near the fewest words changed."""
    here, there = [token.text for token in old], [token.text for token in new]
    matches = list(_kept(here, there, (0, len(here), 0, len(there))))
    return runs_of(matches, len(here), len(there))


def runs_of(matches: list[tuple[int, int, int]], old_size: int, new_size: int) -> list[Run]:
    """Runs from stretches (old start, new start, length) that are kept."""
    out: list[Run] = []
    a = b = 0
    for i, j, size in [*sorted(matches), (old_size, new_size, 0)]:
        if i > a or j > b:
            out.append(Run(CHANGED, a, i, b, j))
        if size and out and out[-1].kind == KEPT:
            out[-1] = out[-1]._replace(a1=i + size, b1=j + size)
        elif size:
            out.append(Run(KEPT, i, i + size, j, j + size))
        a, b = i + size, j + size
    return out


def _kept(old: list[str], new: list[str], span: Span) -> list[tuple[int, int, int]]:
    out: list[tuple[int, int, int]] = []
    work = [span]
    while work:
        a0, a1, b0, b1 = work.pop()
        start, end = common_ends(old, new, (a0, a1, b0, b1))
        if start:
            out.append((a0, b0, start))
        if end:
            out.append((a1 - end, b1 - end, end))
        inner = (a0 + start, a1 - end, b0 + start, b1 - end)
        wide, high = inner[1] - inner[0], inner[3] - inner[2]
        if not wide or not high:
            continue
        if wide * high <= EXACT:
            out += longest_common(old, new, inner)
            continue
        anchors = unique_matches(old, new, inner, lambda i: 1.0)
        out += [(i, j, 1) for i, j in anchors]
        if anchors:  # without any, so long a stretch is replaced as a whole
            work += gaps(anchors, inner)
    return out
