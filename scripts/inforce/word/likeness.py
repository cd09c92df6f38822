"""Which policy a Word file looks like, told by the runs of words that it shares with each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from inforce.text.rich_text import folded, from_text, words

_RUN = 4  # words; policies of one organisation share many words, and few runs of them
_ENOUGH = 0.5  # the part of a file's runs that makes it a text of a policy; heavy edits leave more


def other_policy(text: str, own: Iterable[str], others: Mapping[str, str]) -> str:
    """The name of the text that a file's text looks like, and twice as much as like any of its policy's own; "" for none."""
    runs = _runs(text)
    if not runs:
        return ""
    mine = 0.0
    for known in own:
        mine = max(mine, _share(runs, known))
        if mine >= _ENOUGH:  # mostly the first text: the others need not be read then
            return ""
    shares = {name: _share(runs, known) for name, known in others.items()}
    nearest = max(shares, key=shares.__getitem__, default="")
    return nearest if nearest and shares[nearest] >= max(_ENOUGH, 2 * mine) else ""


def _share(runs: frozenset[tuple[str, ...]], text: str) -> float:
    return len(runs & _runs(text)) / len(runs)


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    told = [found for word in words(tuple(from_text(text))) if (found := folded(word.text).casefold()).isalnum()]
    return frozenset(zip(*(told[k:] for k in range(_RUN)), strict=False))
