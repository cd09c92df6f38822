"""Says which blocks around a text belong together in two revisions, where its kind or what it lies in changed.

A paragraph that becomes a list item stays a text with one block around it, which is of another kind now; the list around
it is new. What only the old revision has around a text is written as a <div>, which may stand nearly everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from inforce.text.sameness import HEADINGS

Place = list[tuple[int | None, int | None]]  # for each block around a text, outermost first: its index in either revision

LONGEST = 400  # pairs of blocks that are compared; texts that lie deeper are not paired
_LISTS = frozenset("ul ol menu dir dl".split())
_ITEMS = frozenset("li dt dd".split())
_BOXES = frozenset("div section article aside main header footer nav figure details blockquote".split())
_PARTS = frozenset("thead tbody tfoot".split())
_TEXTS = HEADINGS | _ITEMS | _BOXES | frozenset("p pre td th summary figcaption address".split())  # may hold a text
_KINDS = (_LISTS, _ITEMS, _BOXES, _PARTS, frozenset(["td", "th"]), HEADINGS)
# Elements that stand only in their own parents: no <div> can come between.
STRICT = frozenset("li dt dd tr td th thead tbody tfoot caption summary figcaption legend".split())
_PARENTS = frozenset("ul ol menu dir dl table thead tbody tfoot tr".split())
_PHRASING = HEADINGS | frozenset("p pre dt summary caption".split())  # hold no blocks
_KNOWN, _SAME, _TEXT, _LIKE = 10.0, 4.0, 3.5, 2.0


def _never(_: int, __: int) -> bool:
    return False


def place(old: Sequence[str], new: Sequence[str], known: Callable[[int, int], bool] = _never) -> Place | None:
    """The blocks around a text, in pairs where they belong together; None if no HTML can hold both.

    known: whether two blocks are a pair already.
    """
    rows, columns = len(old), len(new)
    if rows * columns > LONGEST:
        return None
    best: dict[tuple[int, int], tuple[float, str]] = {}  # of what is left from there: what it is worth, and the first step
    for i in range(rows, -1, -1):
        for j in range(columns, -1, -1):
            found = (0.0, "") if (i, j) == (rows, columns) else None
            worth = _worth(old, new, i, j) if i < rows and j < columns else 0.0
            if worth and (i + 1, j + 1) in best:
                found = (best[i + 1, j + 1][0] + worth + (_KNOWN if known(i, j) else 0.0), "both")
            if i < rows and (i + 1, j) in best and _may_stand(new, j) and (not found or best[i + 1, j][0] > found[0]):
                found = (best[i + 1, j][0], "old")
            if j < columns and (i, j + 1) in best and (not found or best[i, j + 1][0] > found[0]):
                found = (best[i, j + 1][0], "new")
            if found:
                best[i, j] = found
    return _steps(best) if (0, 0) in best else None


def _steps(best: dict[tuple[int, int], tuple[float, str]]) -> Place:
    out: Place = []
    i = j = 0
    while step := best[i, j][1]:
        out.append((i if step != "new" else None, j if step != "old" else None))
        i, j = i + (step != "new"), j + (step != "old")
    return out


def _worth(old: Sequence[str], new: Sequence[str], i: int, j: int) -> float:
    """How well two blocks go together; 0.0: not at all."""
    a, b = old[i], new[j]
    if a == b:
        return _SAME
    if i == len(old) - 1 and j == len(new) - 1 and a in _TEXTS and b in _TEXTS:
        return _TEXT
    return _LIKE if any(a in kinds and b in kinds for kinds in _KINDS) else 0.0


def _may_stand(new: Sequence[str], j: int) -> bool:
    """Whether a <div> may stand before new[j], in what is around it."""
    if j == len(new):
        return not new or (new[-1] not in _PHRASING and new[-1] not in _PARENTS)
    return new[j] not in STRICT and (j == 0 or new[j - 1] not in _PARENTS)


@lru_cache(maxsize=4096)
def may_share(old: str, new: str) -> bool:
    """Whether a text may be kept that has blocks of one shape around it in the old revision, and of another in the new."""
    if '"' in old or '"' in new:  # of inline elements around blocks, which lead somewhere or say something
        return False
    return place(tags(old), tags(new)) is not None


def tags(shape: str) -> list[str]:
    """The tags of a shape."""
    return shape.split("/")[1:]
