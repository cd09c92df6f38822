"""Which sections of two texts are the same section: one to one, across new words, new names, new numbers and new places."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from inforce.text.sections import Section

# Shared part of the words of two sections, each counting the more the fewer sections have it, that makes them one section.
ALIKE = 0.45
# What a shared title, and a shared place below the same section, weigh besides: two sections with both need hardly a word
# in common, as a clause that is rewritten under its heading is the same clause.
TITLE, PLACE, NAME = 0.3, 0.12, 0.05
SOME = 0.05
ENOUGH = 8  # words; fewer that are the same elsewhere may be anything ("Reserved.", "See above.")
SURE = 4  # words that sections of another name have to share
RARE, RAREST = 12, 8  # sections that share one of their eight rarest words, where twelve or fewer have it, are compared
# Of a section's pairs of words, the share that has to come from the section that it was split off from, or be in the one that
# it went into (by measurements on real policies: below, splits are still true ones and joins are not).
SPLIT_OFF, JOINED_IN = 0.5, 0.6
PART_LEAST = 12  # pairs of words
_WORD = re.compile(r"\w")
_DENSE = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f"  # scripts that are written without spaces between words
_SPLIT = re.compile(rf"[{_DENSE}]|[^\W{_DENSE}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """`pairs` leads from places in the newer text to places in the older one. `parts` leads from a section that is new to the
    older one that its words stood in, `joined` from a section that is gone to the newer one that its words stand in."""

    pairs: dict[int, int]
    parts: dict[int, int] = field(default_factory=dict)
    joined: dict[int, int] = field(default_factory=dict)


def pair(old: Sequence[Section], new: Sequence[Section]) -> Pairing:
    """Pair the sections of two texts. The same texts give the same pairs; the work grows with their length."""
    match = _Match(old, new)
    match.alike(lambda texts, k: (_path(texts, k), texts[k].fingerprint))
    match.alike(lambda texts, k: (fold(texts[k].title), texts[k].fingerprint) if texts[k].title else None)
    match.alike(lambda texts, k: texts[k].words if long_enough(texts[k]) else None)
    match.most_alike()
    return Pairing(pairs=match.pairs, parts=match.parts(), joined=match.joined())


def likeness(old: Section, new: Section) -> float:
    """How alike the words of two sections are by themselves, from 0 to 1."""
    here, there = words(old), words(new)
    shared = len(here & there)
    return 2 * shared / (len(here) + len(there)) if shared else 0.0


def long_enough(section: Section) -> bool:
    """Whether a section's own words are more than boilerplate."""
    return len(_SPLIT.findall(section.words[:400])) >= ENOUGH


def fold(title: str) -> str:
    """A title as it is compared: without case, signs and white space."""
    return "".join(_WORD.findall(title.casefold()))


@lru_cache(maxsize=1024)
def words(section: Section) -> frozenset[str]:
    """The words of a section, those of its title too; of scripts without spaces, the signs."""
    return frozenset(_SPLIT.findall(f"{section.title} {section.words}".casefold()))


def _phrases(section: Section) -> set[tuple[str, str]]:
    return set(pairwise(_SPLIT.findall(section.words.casefold())))


def _path(texts: Sequence[Section], k: int) -> tuple[str, ...]:
    """The titles that a section stands under, and its own."""
    path: list[str] = []
    while k >= 0:
        path.append(fold(texts[k].title or texts[k].heading) if texts[k].level else "\0")
        k = texts[k].parent
    return tuple(path)


class _Match:
    """Pairs what is surely the same first, then what is most alike."""

    def __init__(self, old: Sequence[Section], new: Sequence[Section]) -> None:
        self.old, self.new = old, new
        self.pairs: dict[int, int] = {}
        self.taken: set[int] = set()

    def _join(self, i: int, j: int) -> None:
        self.pairs[j] = i
        self.taken.add(i)

    def _lone(self) -> tuple[list[int], list[int]]:
        here = [i for i in range(len(self.old)) if i not in self.taken]
        return here, [j for j in range(len(self.new)) if j not in self.pairs]

    def alike(self, key: Callable[[Sequence[Section], int], Hashable | None]) -> None:
        """Pair lone sections with equal keys, those that occur more than once in their order."""
        here, there = self._lone()
        places: dict[Hashable, list[int]] = defaultdict(list)
        for i in reversed(here):
            found = key(self.old, i)
            if found is not None:
                places[found].append(i)
        for j in there:
            found = key(self.new, j)
            if found is not None and places.get(found):
                self._join(places[found].pop(), j)

    def most_alike(self) -> None:
        """Pair lone sections by what they share, the most alike first, of equals those at the nearest place."""
        here, there = self._lone()
        if not here or not there:
            return
        if 0 in here and 0 in there and _both_alike(self.old[0], self.new[0]):
            self._join(0, 0)
        bags_old = {i: words(self.old[i]) for i in here}
        bags_new = {j: words(self.new[j]) for j in there}
        weight = self._weights()  # summed exactly: the order of a set is another one in every process
        mass_old = {i: math.fsum(weight[word] for word in bag) for i, bag in bags_old.items()}
        mass_new = {j: math.fsum(weight[word] for word in bag) for j, bag in bags_new.items()}
        ranked = []
        for i, j in sorted(self._candidates(bags_old, bags_new)):
            common = bags_old[i] & bags_new[j]
            share = 2 * math.fsum(weight[word] for word in common) / ((mass_old[i] + mass_new[j]) or 1)
            if len(common) < SURE and not self._speaks(i, j):
                continue
            score = share + self._besides(i, j)
            if score >= ALIKE and share >= SOME:
                apart = abs(i / len(self.old) - j / len(self.new))
                ranked.append((-score, apart, j, i))
        for _, _, j, i in sorted(ranked):
            if i not in self.taken and j not in self.pairs:
                self._join(i, j)

    def _speaks(self, i: int, j: int) -> bool:
        """Whether two sections have anything but few words to know them by: a title or id, or no words but the title's."""
        old, new = self.old[i], self.new[j]
        return bool({*_names(old)} & {*_names(new)}) or not (old.words or new.words)

    def _weights(self) -> dict[str, float]:
        """A word that every section has says nothing, one that a single section has most."""
        counted = Counter(word for side in (self.old, self.new) for section in side for word in words(section))
        size = len(self.old) + len(self.new)
        return {word: math.log(1 + size / count) for word, count in counted.items()}

    def _candidates(self, old: dict[int, frozenset[str]], new: dict[int, frozenset[str]]) -> set[tuple[int, int]]:
        """Pairs with the same title or id, or that share one of the rarest words."""
        keys: dict[Hashable, list[int]] = defaultdict(list)
        for i, bag in old.items():
            for key in (*bag, *_names(self.old[i])):
                keys[key].append(i)
        found: set[tuple[int, int]] = set()
        for j, bag in new.items():
            known = sorted((len(keys[word]), word) for word in bag if word in keys)
            rare = [word for count, word in known[:RAREST] if count <= RARE]
            for key in (*rare, *_names(self.new[j])):
                found.update((i, j) for i in keys.get(key, ())[:RARE])
        return found

    def _besides(self, i: int, j: int) -> float:
        old, new = self.old[i], self.new[j]
        score = 0.0
        if old.title and fold(old.title) == fold(new.title):
            score += TITLE
        if old.id and old.id == new.id:
            score += NAME
        if (self.pairs.get(new.parent) if new.parent >= 0 else -1) == old.parent or (
            _path(self.old, i)[1:] == _path(self.new, j)[1:]
        ):
            score += PLACE
        return score

    def parts(self) -> dict[int, int]:
        """New sections whose words came out of an older section that goes on without them."""
        _, there = self._lone()
        changed = {i: j for j, i in self.pairs.items() if self.old[i].words != self.new[j].words}
        return dict(_homes({j: self.new[j] for j in there}, {i: self.old[i] for i in changed}, SPLIT_OFF))

    def joined(self) -> dict[int, int]:
        """Sections that are gone whose words went into a newer section that was there before."""
        here, _ = self._lone()
        changed = {j for j, i in self.pairs.items() if self.old[i].words != self.new[j].words}
        return dict(_homes({i: self.old[i] for i in here}, {j: self.new[j] for j in changed}, JOINED_IN))


def _names(section: Section) -> Iterator[tuple[str, str]]:
    if section.title:
        yield "title", fold(section.title)
    if section.id:
        yield "id", section.id


def _both_alike(old: Section, new: Section) -> bool:
    return bool(old.words and new.words) and likeness(old, new) >= ALIKE


def _homes(lone: dict[int, Section], homes: dict[int, Section], part: float) -> Iterator[tuple[int, int]]:
    """For each lone section that is long enough the home that holds most of its pairs of words, if it holds enough."""
    if not lone or not homes:
        return
    where: dict[tuple[str, str], list[int]] = defaultdict(list)
    for home, section in homes.items():
        for phrase in _phrases(section):
            where[phrase].append(home)
    for place, section in lone.items():
        phrases = _phrases(section)
        held = Counter(home for phrase in phrases if len(where.get(phrase, ())) <= RARE for home in where.get(phrase, ()))
        if held and len(phrases) >= PART_LEAST:
            home, count = max(held.items(), key=lambda item: (item[1], -item[0]))
            if count >= part * len(phrases):
                yield place, home
