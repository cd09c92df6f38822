"""Aligns the units of two revisions: equal ones first, then the most alike between them, then splits and joins."""

from __future__ import annotations

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from inforce.redline.columns import named_rows
from inforce.redline.sequences import Match, Span, gaps, heaviest_chain, heaviest_equal, longest_common, without_weak
from inforce.redline.units import Unit, bag, counted_pairs, is_heading, may_pair, spoken, word_pairs
from inforce.text.html_tree import Leaf, Node

RESHAPED = 0.9  # what is kept in a pair of two shapes, over what is kept in one of one shape
CONTAINED = 0.85  # of the words of a unit: it is a pair with a longer one that holds so many, whatever was added
# So are units of one shape that share so many pairs of neighbouring words, and so many for each word of the shorter.
PHRASES, SHARED = 4, 0.15
LETTERS = 6  # of a word, about
# Above so many possible pairs only units that share a rare word are compared.
COMPARED_ALL = 3000
REPEATED = 5  # words; shorter units that read the same in a big gap may be anything
PART = 0.5  # of a neighbour's pairs of words that have to come from the unit that it was split from
STRANGERS = 1000  # units that may stand between two parts
SURE = 3  # pairs of words; a shorter neighbour has to be the next one
# Pairs of words that have to come from there, however long a neighbour is: first those are found that come from one
# unit for the most part, then those that share a sentence with one.
ENOUGH = (1_000_000, 8)
# A unit of so many words is cut up into others if they hold so much of it; a word that begins more of them says nothing.
WHOLE_LEAST, WHOLE, FIRST = 5, 0.6, 6
# Behind a part that was edited the next one of so many words is looked for; so many may be edited in a row.
LED, MISSED = 4, 3
ANCHOR = 60  # characters; equal units that are fewer together are matched with the alike ones
SHORT = 12  # words; shorter units at the same place are a pair even if they share none


class Kin(NamedTuple):
    """What makes two units of some kinds a pair: the shared part of their words (true pairs of policy blocks lie above 0.45),
    how many words the shorter one needs to be contained in the other, and what pairing them is worth."""

    alike: float
    least: float
    worth: float


SAME, ROWS, RESHAPEN = Kin(0.4, 5, 1.0), Kin(0.3, 1, 1.0), Kin(0.4, 5, RESHAPED)
# A heading says in short what its text says, too: it is a pair with a text only if it became one.
TURNED = Kin(0.5, float("inf"), 0.5)


@dataclass(frozen=True, slots=True)
class Step:
    """Old and new units that belong together: one pair, a split, a join, or (one side empty) what only one side has.

    A pair need not be of one shape (a paragraph made a list item). A split or join may have strangers between its parts
    (a heading put into the middle of a paragraph).
    """

    old: tuple[int, ...]
    new: tuple[int, ...]
    old_strangers: frozenset[int] = frozenset()
    new_strangers: frozenset[int] = frozenset()


def align(old: list[Unit], new: list[Unit], *, widen: bool = True, kept: frozenset[str] = frozenset()) -> list[Step]:
    """Steps that cover both lists in order. Steps with one side empty come old first between two pairs.

    widen: look for splits and joins, and for pairs of other shapes; kept: the keys of units that stand word for word in both
    revisions, so that one without a pair here has gone elsewhere, or come from there, and belongs to nothing else.
    """
    span = (0, len(old), 0, len(new))
    old_keys = [(unit.shape, unit.key) for unit in old]
    new_keys = [(unit.shape, unit.key) for unit in new]
    matches = heaviest_equal(old_keys, new_keys, span, lambda i: 1 + len(old[i].key))
    matches = outweighed(without_weak(matches, lambda i: len(old[i].key), ANCHOR), old, new)
    found: list[Match] = list(matches)
    lone = Lone(
        {i for i, unit in enumerate(old) if unit.key not in kept} - {i for i, _ in matches},
        {j for j, unit in enumerate(new) if unit.key not in kept} - {j for _, j in matches},
        *named_rows(old, new),
    )
    for gap in gaps(matches, span):
        if gap[0] < gap[1] and gap[2] < gap[3]:
            found += _match_gap(old, new, gap, lone)
    found = sorted(found if widen else [(i, j) for i, j in found if old[i].shape == new[j].shape])
    return list(_steps(old, new, found, lone if widen else None))


class Lone(NamedTuple):
    """The units of either side without an equal one, that may belong to another, and the names of rows among all of them."""

    old: set[int]
    new: set[int]
    old_names: dict[int, str]
    new_names: dict[int, str]

    def may(self, i: int, j: int) -> bool:
        """Whether two of them may be a pair. A row that the other side has by its name belongs to no other one."""
        return i in self.old and j in self.new and self.old_names.get(i) == self.new_names.get(j)

    def namesakes(self, span: Span) -> Iterator[Match]:
        """Rows of a span with the same name, whatever their other cells say."""
        a0, a1, b0, b1 = span
        there = {self.new_names[j]: j for j in range(b0, b1) if j in self.new_names}
        named = ((i, there.get(self.old_names[i], -1)) for i in range(a0, a1) if i in self.old_names)
        yield from ((i, j) for i, j in named if j >= 0)


def outweighed(matches: list[Match], old: list[Unit], new: list[Unit]) -> list[Match]:
    """The matches of equal units without those that keep more words apart, in units that are alike, than they hold."""
    here = sorted(set(range(len(old))) - {i for i, _ in matches})
    there = sorted(set(range(len(new))) - {j for _, j in matches})
    lone_old, lone_new = [old[i] for i in here], [new[j] for j in there]
    starts, ends = [i for i, _ in matches], [j for _, j in matches]
    if {bisect(starts, i) for i in here} == {bisect(ends, j) for j in there} and len({bisect(starts, i) for i in here}) < 2:
        return matches  # they all lie between the same two matches
    pairs = _share_rare_words(lone_old, lone_new, (0, len(here), 0, len(there)))
    across = ((a, b) for a, b in pairs if bisect(starts, here[a]) != bisect(ends, there[b]))
    if not any(likeness(lone_old[a], lone_new[b]) * LETTERS > ANCHOR for a, b in across):
        return matches
    alike = [(here[a], there[b], likeness(lone_old[a], lone_new[b])) for a, b in pairs]
    equal = [(i, j, len(old[i].key) / LETTERS) for i, j in matches]
    chain = heaviest_chain([*equal, *(found for found in alike if found[2] > 0)], len(new))
    return sorted(set(matches) & set(chain))


def _match_gap(old: list[Unit], new: list[Unit], span: Span, lone: Lone) -> list[Match]:
    same = _repeated(old, new, span) if (span[1] - span[0]) * (span[3] - span[2]) > COMPARED_ALL else []
    out = list(same)
    for gap in list(gaps(same, span)):
        candidates = [
            (i, j, weight)
            for i, j, weight in _candidates(old, new, gap)
            if lone.may(i, j + gap[2]) or old[i].key == new[j + gap[2]].key
        ]
        known = {(i, j) for i, j, _ in candidates}
        candidates += [(i, j - gap[2], 1.0) for i, j in lone.namesakes(gap) if (i, j - gap[2]) not in known and lone.may(i, j)]
        chain = [(i, j + gap[2]) for i, j in heaviest_chain(candidates, gap[3] - gap[2])]
        out += chain
        out += [match for inner in gaps(chain, gap) for match in _same_place(old, new, inner) if lone.may(*match)]
    return out


def _repeated(old: list[Unit], new: list[Unit], span: Span) -> list[Match]:
    """Equal units of a big gap that occur more than once: the longest common subsequence of those of some length."""
    here = [(unit.shape, unit.key) if bag(unit.node).size >= REPEATED else k for k, unit in enumerate(old)]
    there = [(unit.shape, unit.key) if bag(unit.node).size >= REPEATED else -1 - k for k, unit in enumerate(new)]
    return [(i + k, j + k) for i, j, size in longest_common(here, there, span) for k in range(size)]


def _candidates(old: list[Unit], new: list[Unit], span: Span) -> Iterator[tuple[int, int, float]]:
    """Pairs that may belong together, with the words that pairing keeps; new indices count from the span's start."""
    a0, a1, b0, b1 = span
    if (a1 - a0) * (b1 - b0) <= COMPARED_ALL:
        pairs: Iterable[Match] = ((i, j) for i in range(a0, a1) for j in range(b0, b1))
    else:
        pairs = _share_rare_words(old, new, span)
    yield from ((i, j - b0, weight) for i, j, weight in _cut_up(old, new, span))
    yield from ((i, j - b0, weight) for j, i, weight in _cut_up(new, old, (b0, b1, a0, a1)))
    for i, j in pairs:
        weight = likeness(old[i], new[j])
        if weight > 0:
            yield i, j - b0, weight


def _cut_up(wholes: list[Unit], parts: list[Unit], span: Span) -> Iterator[tuple[int, int, float]]:
    """Units that are the text of others, one behind the other (a heading and its paragraph, the items of a list), each with
    the first of them, however short; some of them may have been edited."""
    a0, a1, b0, b1 = span
    starts: dict[str, list[int]] = defaultdict(list)
    for j in range(b0, b1):
        if spoken(parts[j].node):
            starts[spoken(parts[j].node)[0]].append(j)
    for i in range(a0, a1):
        text = spoken(wholes[i].node)
        for j in starts.get(text[0], ())[:FIRST] if len(text) >= WHOLE_LEAST else ():
            held = _held(wholes[i], parts[j:b1])
            if held >= WHOLE * len(text):
                yield i, j, float(held)
                break


def _held(whole: Unit, parts: Sequence[Unit]) -> int:
    """How many words of a text are those of the parts that follow each other in it, the first at its start, more than one."""
    text, at = f" {' '.join(spoken(whole.node))} ", 0
    held = found = missed = 0
    for part in parts:
        words = spoken(part.node)
        if not words:
            continue
        spaced = f" {' '.join(words)} "
        start = next(
            (k for k in (at, text.find(" ", at + 1)) if text.startswith(spaced, k)), -1
        )  # it may stand behind a number
        if start < 0 and found and len(words) >= LED:
            start = text.find(spaced, at)
        if start >= 0 and not _same_or_may(whole, part):
            return 0
        if start >= 0:
            at, held, found, missed = start + len(spaced) - 1, held + len(words), found + 1, 0
        elif len(words) >= LED:
            missed += 1
        if missed > MISSED or not found or at == len(text) - 1:
            break
    return held if found > 1 else 0


def _same_or_may(a: Unit, b: Unit) -> bool:
    return may_pair(a, b) and isinstance(a.node, Leaf)


def likeness(a: Unit, b: Unit) -> float:
    """About how many words pairing two units keeps; 0.0 if they do not belong together."""
    same_shape = a.shape == b.shape
    if not same_shape and not may_pair(a, b):
        return 0.0
    if a.key == b.key:
        return len(bag(a.node).words) * (1.1 if same_shape else RESHAPED) + (0.5 if same_shape else 0.1)
    return _alike(a.node, b.node, _kin(a.shape, b.shape))


@lru_cache(maxsize=4096)
def _kin(a: str, b: str) -> Kin:
    if a == b:
        return ROWS if a.endswith("/tr") else SAME
    return RESHAPEN if is_heading(a) == is_heading(b) else TURNED


@lru_cache(maxsize=1 << 16)
def _alike(a: Node, b: Node, kin: Kin) -> float:
    here, there = bag(a), bag(b)
    small, large = sorted((len(here.words), len(there.words)))
    if not small or (2 * small < kin.alike * (small + large) and small < kin.least):
        return 0.0
    kept = len(here.words & there.words)
    paired = 2 * kept >= kin.alike * (small + large) or (kept >= CONTAINED * small and small >= kin.least)
    if not paired and (kept < PHRASES or kin.worth < 1):
        return 0.0
    phrases = len(word_pairs(a) & word_pairs(b))
    if not paired and phrases < max(PHRASES, SHARED * small):
        return 0.0
    return (phrases + 0.3 * kept) * kin.worth


def _share_rare_words(old: list[Unit], new: list[Unit], span: Span) -> list[Match]:
    """Pairs that share one of their rarest words: bounded work for big gaps."""
    a0, a1, b0, b1 = span
    where: dict[str, list[int]] = defaultdict(list)
    for j in range(b0, b1):
        for word in bag(new[j].node).words:
            where[word].append(j)
        where["=" + new[j].key].append(j)
    pairs: set[Match] = set()
    for i in range(a0, a1):
        known = ((len(where[word]), word) for word in bag(old[i].node).words if word in where)
        rare = [word for _, word in sorted(found for found in known if found[0] <= 12)[:8]]
        for key in [*rare, *(["=" + old[i].key] if len(where.get("=" + old[i].key, ())) <= 12 else [])]:
            pairs.update((i, j) for j in where.get(key, ()))
    return sorted(pairs)


def _same_place(old: list[Unit], new: list[Unit], span: Span) -> Iterator[Match]:
    """Short units that stand at the same place between two pairs, as many on both sides, are pairs.

    A heading without a word of the other is another name for the same section only if the text behind it stays.
    """
    a0, a1, b0, b1 = span
    if a1 - a0 != b1 - b0:
        return
    stays = True
    for i, j in zip(range(a1 - 1, a0 - 1, -1), range(b1 - 1, b0 - 1, -1), strict=True):
        a, b = old[i], new[j]
        stays = (
            a.shape == b.shape
            and max(bag(a.node).size, bag(b.node).size) <= SHORT
            and (stays or not is_heading(a.shape) or not bag(a.node).words.isdisjoint(bag(b.node).words))
        )
        if stays:
            yield i, j


def _steps(old: list[Unit], new: list[Unit], matches: list[Match], lone: Lone | None) -> Iterator[Step]:
    """lone: those that may be part of a split or join; None: none may."""
    groups = _grow(old, new, dict(matches), lone) if lone else [((i,), (j,)) for i, j in matches]
    a = b = 0
    for old_group, new_group in [*groups, ((len(old),), (len(new),))]:
        yield from (Step((i,), ()) for i in range(a, old_group[0]))
        yield from (Step((), (j,)) for j in range(b, new_group[0]))
        if old_group[0] == len(old):
            return
        here, there = _filled(old_group), _filled(new_group)
        yield Step(here, there, frozenset(here) - set(old_group), frozenset(there) - set(new_group))
        a, b = old_group[-1] + 1, new_group[-1] + 1


Group = tuple[tuple[int, ...], tuple[int, ...]]


def _grow(old: list[Unit], new: list[Unit], pairs: dict[int, int], lone: Lone) -> list[Group]:
    """Pairs, widened by unmatched neighbours that were split off or joined in."""
    lone_old, lone_new = lone.old - pairs.keys(), lone.new - set(pairs.values())
    groups = [([i], [j]) for i, j in sorted(pairs.items())]
    for enough in ENOUGH:
        for a, b in groups:
            i, j = a[0], b[0]
            if old[i].key != new[j].key and may_pair(old[i], new[j]):
                _widen(old, new, a, b, lone_new, enough)
                _widen(new, old, b, a, lone_old, enough)
    return [(tuple(a), tuple(b)) for a, b in groups]


def _filled(group: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(range(group[0], group[-1] + 1))


def _widen(whole: list[Unit], parts: list[Unit], a: list[int], b: list[int], lone: set[int], enough: int) -> None:
    """Add to b the lone neighbours that hold text which a has and b lacks: siblings, or what is cut off from it."""
    wanted: Counter[tuple[str, str]] | None = None
    first = parts[b[0]]
    for step in (1, -1):
        k, strangers = b[-1] if step == 1 else b[0], 0
        while strangers <= STRANGERS:
            k += step
            if k not in lone:
                break
            if not spoken(parts[k].node):
                continue  # a line between two parts
            strangers += 1
            beside = parts[b[-1 if step == 1 else 0]]
            siblings = _siblings(parts[k], first)
            if not siblings and strangers == 1 and all(_is_cut_off(whole[i], parts[k], beside, step) for i in a):
                strangers = 0
                b.insert(len(b) if step == 1 else 0, k)
                continue
            siblings = siblings or _siblings(parts[k], beside)
            if not siblings and (strangers > 1 or not all(_same_or_may(whole[i], parts[k]) for i in a)):
                continue
            if wanted is None:
                wanted = sum((counted_pairs(whole[i].node) for i in a), Counter())
                wanted.subtract(sum((counted_pairs(parts[j].node) for j in b), Counter()))
            extra = counted_pairs(parts[k].node)
            size = extra.total()
            if not size or (size < SURE and (strangers > 1 or not siblings)):
                continue
            fresh = sum([min(count, max(0, wanted[pair])) for pair, count in extra.items()])
            if fresh < min(max(PART * size, 2), size, enough if siblings else size):
                continue
            wanted.subtract(extra)
            strangers = 0
            b.insert(len(b) if step == 1 else 0, k)
    lone.difference_update(_filled(tuple(b)))


def _is_cut_off(whole: Unit, part: Unit, beside: Unit, step: int) -> bool:
    """Whether a text holds that of another unit, all its words in a row, and then the next words of the unit beside that.

    A number may stand between the two.
    """
    if not may_pair(whole, part) or not isinstance(part.node, Leaf):
        return False
    words, others = spoken(part.node), spoken(beside.node)
    if not words or not others:
        return False
    before, after = (others[-2:], words) if step == 1 else (words, others[:2])
    text, first, then = f" {' '.join(spoken(whole.node))} ", f" {' '.join(before)} ", f"{' '.join(after)} "
    at = text.find(first)
    while at >= 0:
        rest = at + len(first)
        if text.startswith(then, rest) or text.startswith(then, text.find(" ", rest) + 1):
            return True
        at = text.find(first, at + 1)
    return False


def _siblings(a: Unit, b: Unit) -> bool:
    same = len(a.path) > 0 and a.shape == b.shape and a.path[:-1] == b.path[:-1] and a.path != b.path
    return same and not a.shape.endswith("/tr")
