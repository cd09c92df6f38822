"""What two sides did alike to the same words: one edit, however each side's comparison with these words tells it.

Of one edit there are many tellings: where "a, b" became "a, a, b" a word came in before the comma or behind it, and words that
a sentence shares with the one in its place may be kept or written anew. Which of them a comparison gives depends on all else
that a side changed. So what counts is what the words between two places became.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from inforce.redline.sequences import common_ends
from inforce.text.rich_text import Word

Hunk = tuple[int, int, tuple[Word, ...]]  # old words from, up to; and those in their place


def agreed(old: Sequence[Word], here: Sequence[Hunk], there: Sequence[Hunk]) -> tuple[list[Hunk], list[Hunk]]:
    """The edits of both sides, with those that come to the same as one and the same edit of each. Words that came in or went
    stand as far to the front as they may, so that the same place is told alike."""
    here, there = _to_the_front(old, here), _to_the_front(old, there)
    mine, other = list[Hunk](), list[Hunk]()
    i = j = 0
    while i < len(here) and j < len(there):
        first, second = here[i], there[j]
        parted = (not mine or mine[-1][1] <= second[0]) and (not other or other[-1][1] <= first[0])
        ends = _same_end(old, here[i:], there[j:]) if parted else None
        if ends:
            shared = _as_one(old, here[i : i + ends[0]], there[j : j + ends[1]])
            mine.append(shared)
            other.append(shared)
            i, j = i + ends[0], j + ends[1]
        elif first[:2] <= second[:2]:
            mine.append(first)
            i += 1
        else:
            other.append(second)
            j += 1
    return [*mine, *here[i:]], [*other, *there[j:]]


def _to_the_front(old: Sequence[Word], hunks: Sequence[Hunk]) -> list[Hunk]:
    out: list[Hunk] = []
    for start, stop, new in hunks:
        least = out[-1][1] + 1 if out else 0  # edits that met would be one
        while start > least and _may_move(old, start, stop, new):
            start, stop, new = start - 1, stop - 1, (*new[-1:], *new[:-1])
        out.append((start, stop, new))
    return out


def _may_move(old: Sequence[Word], start: int, stop: int, new: Sequence[Word]) -> bool:
    """Whether words that came in or went, not both, may as well have done so one word further to the front."""
    if start == stop:
        return new[-1].key == old[start - 1].key
    return not new and old[stop - 1].key == old[start - 1].key


def _same_end(old: Sequence[Word], here: Sequence[Hunk], there: Sequence[Hunk]) -> tuple[int, int] | None:
    """How many edits of each side come to the same, the fewest from the first ones on; None where no number does."""
    a = b = grown = end = 0
    while a < len(here) or b < len(there):
        mine = b == len(there) or (a < len(here) and here[a][:2] <= there[b][:2])
        start, stop, new = here[a] if mine else there[b]
        grown += (len(new) - stop + start) * (1 if mine else -1)
        a, b, end = a + mine, b + (not mine), max(end, stop)
        cut = any(rest and rest[0][0] < end for rest in (here[a : a + 1], there[b : b + 1]))
        if (
            a
            and b
            and not grown
            and not cut
            and _keys(_as_one(old, here[:a], there[:b])) == _keys(_as_one(old, there[:b], here[:a]))
        ):
            return a, b
    return None


def _as_one(old: Sequence[Word], hunks: Sequence[Hunk], beside: Sequence[Hunk]) -> Hunk:
    """Edits as one, of all words that they or those beside them are about."""
    start, stop = min(hunks[0][0], beside[0][0]), max(hunks[-1][1], beside[-1][1])
    return start, stop, tuple(with_hunks(old, hunks, (start, stop)))


def _keys(hunk: Hunk) -> list[object]:
    return [word.key for word in hunk[2]]


def settled(old: Sequence[Word], mine: Sequence[Word], other: Sequence[Word]) -> Sequence[Word] | None:
    """What a stretch of words became on both sides, where one side did all that the other one did, and more: what both have
    alike at their ends is in the place of the same old words, and between these one of them still has the old words. None
    where both went ways of their own."""
    told, here, there = ([word.key for word in made] for made in (old, mine, other))
    if here == there:
        return mine
    first, last = common_ends(here, there, (0, len(here), 0, len(there)))
    for made, instead in ((mine, other), (other, mine)):
        before, kept, after = made[:first], made[first : len(made) - last], made[len(made) - last :]
        if _reads(kept) and _keeps(told, [word.key for word in kept], _reads(before), _reads(after)):
            return instead
    return None


def _reads(made: Sequence[Word]) -> bool:
    return any(word.text.isalnum() for word in made)


def _keeps(old: Sequence[object], kept: Sequence[object], before: bool, after: bool) -> bool:
    """Whether old words were kept, and those before and after them have others in their place, not none."""
    last = len(old) - len(kept)
    places = (k for k in range(last + 1) if old[k : k + len(kept)] == kept)
    return any((not k or before) and (k == last or after) for k in places)


def with_hunks(old: Sequence[Word], hunks: Iterable[Hunk], span: tuple[int, int]) -> list[Word]:
    """A stretch of the old words with the edits in it."""
    at, end = span
    out: list[Word] = []
    for start, stop, new in sorted(hunks, key=lambda hunk: hunk[:2]):
        if at <= start and stop <= end:
            out += [*old[at:start], *new]
            at = stop
    return [*out, *old[at:end]]
