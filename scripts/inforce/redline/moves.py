"""Finds blocks that moved: among what only one revision has, one to one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from inforce.redline.units import Unit, bag, is_heading

LEAST = 8  # words; shorter blocks that read the same elsewhere are a coincidence, unless a neighbour moved with them
LEAST_ONCE = 4  # words of a block that each revision has once among what only it has
LEAST_ROW = 2  # the same of a table row, whose cells say together what it is
ALIKE = 0.6
RARE = 6  # a word in more blocks than this says nothing about where a block went


def is_known(unit: Unit) -> bool:
    """Whether it is long enough to be the same one where it reads the same elsewhere."""
    return bag(unit.node).size >= (LEAST_ROW if unit.shape.endswith("/tr") else LEAST)


def find_moves(old: Sequence[Unit | None], new: Sequence[Unit | None]) -> list[list[tuple[int, int]]]:
    """Moves, each a run of (old index, new index) that went together.

    The sequences hold what only one revision has; None stands where other content is in between.
    """
    taken: dict[int, int] = {}
    used: set[int] = set()
    for i, j in [*_equal(old, new), *_alike(old, new)]:
        if i not in taken and j not in used:
            taken[i] = j
            used.add(j)
    for step in (1, -1):
        for i in sorted(taken, reverse=step < 0):
            _extend(old, new, i, step, taken, used)
    return _runs(taken)


def _equal(old: Sequence[Unit | None], new: Sequence[Unit | None]) -> Iterator[tuple[int, int]]:
    where: dict[str, list[int]] = defaultdict(list)
    for j, unit in enumerate(new):
        if unit and bag(unit.node).size >= (LEAST_ROW if unit.shape.endswith("/tr") else LEAST_ONCE):
            where[unit.key].append(j)
    here = Counter(unit.key for unit in old if unit)
    once = {key for key, found in where.items() if len(found) == here[key] == 1}
    for i, unit in enumerate(old):
        if unit and where.get(unit.key) and (unit.key in once or bag(unit.node).size >= LEAST):
            yield i, where[unit.key].pop(0)


def _alike(old: Sequence[Unit | None], new: Sequence[Unit | None]) -> list[tuple[int, int]]:
    where: dict[str, list[int]] = defaultdict(list)
    for j, unit in enumerate(new):
        if unit and bag(unit.node).size >= LEAST:
            for word in bag(unit.node).words:
                where[word].append(j)
    found: list[tuple[float, int, int]] = []
    for i, unit in enumerate(old):
        if not unit or bag(unit.node).size < LEAST:
            continue
        for j in sorted({j for word in bag(unit.node).words if len(where.get(word, ())) <= RARE for j in where.get(word, ())}):
            other = new[j]
            assert other is not None
            likeness = _likeness(unit, other)
            if likeness >= ALIKE:
                found.append((-likeness, i, j))
    return [(i, j) for _, i, j in sorted(found)]


def _likeness(a: Unit, b: Unit) -> float:
    """The shared part of their words."""
    here, there = bag(a.node).words, bag(b.node).words
    return 2 * len(here & there) / max(1, len(here) + len(there))


def _extend(
    old: Sequence[Unit | None], new: Sequence[Unit | None], i: int, step: int, taken: dict[int, int], used: set[int]
) -> None:
    """Neighbours that read the same went along, however short; so did a heading that is much the same."""
    j = taken[i]
    while True:
        i, j = i + step, j + step
        if not (0 <= i < len(old) and 0 <= j < len(new)) or i in taken or j in used:
            return
        a, b = old[i], new[j]
        if (
            a is None
            or b is None
            or (a.key != b.key and not (is_heading(a.shape) and is_heading(b.shape) and _likeness(a, b) >= ALIKE))
        ):
            return
        taken[i] = j
        used.add(j)


def _runs(taken: dict[int, int]) -> list[list[tuple[int, int]]]:
    out: list[list[tuple[int, int]]] = []
    for i, j in sorted(taken.items()):
        if out and out[-1][-1] == (i - 1, j - 1):
            out[-1].append((i, j))
        else:
            out.append([(i, j)])
    return out
