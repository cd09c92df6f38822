"""Makes a correct word diff readable; it may only regroup: what it joins or shifts stays a correct diff."""

from __future__ import annotations

from collections.abc import Sequence

from inforce.redline.words import BREAK, CHANGED, KEPT, RESTYLED, Run
from inforce.tokens import Token

ISLAND = 2  # so few kept words between two changes are no kept words


def regroup(runs: list[Run], old: Sequence[Token], new: Sequence[Token]) -> list[Run]:
    """The runs as a reader wants them: no confetti, changes of marks told apart from changes of words."""
    runs = _restyled(runs, old, new)
    return _absorb(runs, new)


def _restyled(runs: list[Run], old: Sequence[Token], new: Sequence[Token]) -> list[Run]:
    """Cut kept runs where the marks of a word differ."""
    out: list[Run] = []
    for run in runs:
        if run.kind != KEPT:
            out.append(run)
            continue
        start = 0
        size = run.a1 - run.a0
        for k in range(1, size + 1):
            if k == size or _same(run, k, old, new) != _same(run, start, old, new):
                kind = KEPT if _same(run, start, old, new) else RESTYLED
                out.append(Run(kind, run.a0 + start, run.a0 + k, run.b0 + start, run.b0 + k))
                start = k
    return out


def _same(run: Run, k: int, old: Sequence[Token], new: Sequence[Token]) -> bool:
    return old[run.a0 + k].marks == new[run.b0 + k].marks


def _absorb(runs: list[Run], new: Sequence[Token]) -> list[Run]:
    out: list[Run] = []
    for k, run in enumerate(runs):
        if run.kind == KEPT and 0 < k < len(runs) - 1 and _is_island(run, new):
            run = run._replace(kind=RESTYLED if out[-1].kind == RESTYLED else CHANGED)
        if out and out[-1].kind == run.kind:
            last = out[-1]
            out[-1] = Run(run.kind, last.a0, run.a1, last.b0, run.b1)
        else:
            out.append(run)
    return out


def _is_island(run: Run, new: Sequence[Token]) -> bool:
    tokens = new[run.b0 : run.b1]
    return sum(token.count for token in tokens) <= ISLAND and all(t is not BREAK and t.text != "\n" for t in tokens)
