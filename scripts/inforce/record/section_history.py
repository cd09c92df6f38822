"""The history of each section of a policy: every wording that it had in force, the revisions that brought them, and how."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from inforce.record.model import Policy
from inforce.record.revision import Interval, Revision
from inforce.record.section_matching import ALIKE, Pairing, fold, likeness, long_enough, pair
from inforce.text import sections as reading
from inforce.text.sections import Section

# first: in the first text in force; quiet ones (moved, links) leave the words as they were.
Kind = Literal["first", "added", "returned", "split", "words", "heading", "joined", "moved", "links"]
_QUIET: frozenset[Kind] = frozenset({"moved", "links"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened to a section; `title` is its heading before, that which it stood under, or the section it came from."""

    kind: Kind
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A section as it stood in the texts in force from `revision` on, until the next wording.

    `before` is the revision that was in force before, None for the first. `section` is the section in the revision's text;
    `anchor` its id as the revision brought it, for the redline. `intervals` are the days on which it was, or will be, in force.
    """

    revision: Revision
    before: Revision | None
    section: Section
    anchor: str
    events: tuple[Event, ...]
    intervals: tuple[Interval, ...]

    @property
    def same_words(self) -> bool:
        """Whether the words are those of the wording before: the section only moved, or only links lead elsewhere."""
        return all(event.kind in _QUIET for event in self.events)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A section of one text with all its wordings, newest first, later ones too; `place` is that of the text's own."""

    section: Section
    wordings: tuple[Wording, ...]
    place: int

    @property
    def wording(self) -> Wording:
        """The wording that the text has."""
        return self.wordings[self.place]

    @property
    def days(self) -> tuple[Interval, ...]:
        """The days on which the words of this text were, are or will be in force."""
        first = last = self.place
        while first < len(self.wordings) - 1 and self.wordings[first].same_words:
            first += 1
        while last > 0 and self.wordings[last - 1].same_words:
            last -= 1
        return merged(interval for wording in reversed(self.wordings[last : first + 1]) for interval in wording.intervals)


@dataclass(slots=True)
class _Chain:
    """A section while it is being followed, oldest wording first."""

    wordings: list[Wording] = field(default_factory=list)
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Descent:
    """The sections of a policy's texts in force; `texts` holds for each revision the chain and place of every section."""

    revisions: tuple[Revision, ...]
    texts: dict[str, tuple[Past, ...]]

    def of(self, revision: Revision) -> tuple[Past, ...]:
        """The sections of a revision's text in order; none for a revision that never is in force."""
        return self.texts.get(revision.id, ())


def follow(policy: Policy) -> Descent:
    """Follow the sections of a policy through its texts in the order in which they are in force, upcoming ones too.

    A revision is compared as its redline is: as it was published and corrected, with the text before it as it stands, so
    that what the ledger passes over is no change. A revision that never is in force has no part in it.
    """
    spans = {revision.id: policy.intervals(revision) for revision in policy.revisions}
    standing = sorted((r for r in policy.revisions if spans[r.id]), key=lambda r: (spans[r.id][0].start, r.order))
    return _Follower(spans).run(standing)


class _Follower:
    """Goes through the texts in force, oldest first."""

    def __init__(self, spans: dict[str, tuple[Interval, ...]]) -> None:
        self.spans = spans
        self.chains: list[_Chain] = []

    def run(self, standing: Sequence[Revision]) -> Descent:
        before: Revision | None = None
        old: tuple[Section, ...] = ()
        held: list[_Chain] = []
        seen: list[tuple[Revision, tuple[Section, ...], list[tuple[_Chain, int]]]] = []
        for revision in standing:
            own = reading.read(revision.own.html)
            text = own if revision.own.html == revision.text.html else reading.read(revision.text.html)
            placed = self._step(before, revision, old, own, held)
            held = placed if text is own else self._reread(own, text, placed, revision)
            seen.append((revision, text, [(chain, len(chain.wordings) - 1) for chain in held]))
            before, old = revision, text
        return _finish(standing, seen)

    def _step(
        self,
        before: Revision | None,
        revision: Revision,
        old: tuple[Section, ...],
        new: tuple[Section, ...],
        held: list[_Chain],
    ) -> list[_Chain]:
        """The chain of every section of a text, after the revision brought it."""
        found = pair(old, new)
        _end(held, found)
        placed: list[_Chain] = []
        for j, section in enumerate(new):
            if j in found.pairs:
                chain = held[found.pairs[j]]
                events = self._changed(old, new, found, j, held, placed)
            else:
                chain, events = self._begun(before, section, found, j, old)
            chain.ended = False
            placed.append(chain)
            if not events and chain.wordings:
                last = chain.wordings[-1]
                chain.wordings[-1] = replace(last, intervals=merged((*last.intervals, *self.spans[revision.id])))
                continue
            chain.wordings.append(
                Wording(
                    revision=revision,
                    before=before,
                    section=section,
                    anchor=section.id,
                    events=events,
                    intervals=self.spans[revision.id],
                )
            )
        return placed

    def _begun(
        self, before: Revision | None, section: Section, found: Pairing, j: int, old: tuple[Section, ...]
    ) -> tuple[_Chain, tuple[Event, ...]]:
        """The chain of a section that the text before did not have: an earlier one that it takes up again, or a new one."""
        chain = self._ended(section) if before and j not in found.parts else None
        if chain:
            last = chain.wordings[-1].section
            changed = (Event(kind="words"),) if last.words != section.words else ()
            return chain, (Event(kind="returned"), *changed)
        chain = _Chain()
        self.chains.append(chain)
        if before is None:
            return chain, (Event(kind="first"),)
        if j in found.parts:
            return chain, (Event(kind="split", title=old[found.parts[j]].heading),)
        return chain, (Event(kind="added"),)

    def _ended(self, section: Section) -> _Chain | None:
        """The last section that is gone with the same words, or the same title and alike words."""
        for chain in reversed(self.chains):
            last = chain.wordings[-1].section
            if not chain.ended or not (last.level and section.level):
                continue
            same_title = bool(section.title) and fold(section.title) == fold(last.title)
            if long_enough(section) and last.words == section.words:
                return chain
            if same_title and (last.words == section.words or likeness(last, section) >= ALIKE):
                return chain
        return None

    def _changed(
        self,
        old: tuple[Section, ...],
        new: tuple[Section, ...],
        found: Pairing,
        j: int,
        held: list[_Chain],
        placed: list[_Chain],
    ) -> tuple[Event, ...]:
        """What happened to a section between two texts; nothing where only its number, its emphasis or its wrapping did."""
        was, now = old[found.pairs[j]], new[j]
        events: list[Event] = []
        if was.words != now.words:
            events.append(Event(kind="words"))
        if was.title != now.title:
            events.append(Event(kind="heading", title=was.heading))
        events += [Event(kind="joined", title=old[i].heading) for i, home in sorted(found.joined.items()) if home == j]
        above = placed[now.parent] if now.parent >= 0 else None
        if above is not (held[was.parent] if was.parent >= 0 else None):
            events.append(Event(kind="moved", title=old[was.parent].heading if was.parent >= 0 else ""))
        if was.targets != now.targets and was.words == now.words:
            events.append(Event(kind="links"))
        return tuple(events)

    def _reread(
        self, own: tuple[Section, ...], text: tuple[Section, ...], placed: list[_Chain], revision: Revision
    ) -> list[_Chain]:
        """The chains of a text as it stands, by those of the text as published: the ledger passes over what lies between."""
        found = pair(own, text)
        result = []
        for j, section in enumerate(text):
            chain = placed[found.pairs[j]] if j in found.pairs else _Chain()
            if chain.wordings and chain.wordings[-1].revision is revision:
                chain.wordings[-1] = replace(chain.wordings[-1], section=section)
            elif not chain.wordings:
                self.chains.append(chain)
                made = Wording(
                    revision=revision,
                    before=None,
                    section=section,
                    anchor="",
                    events=(Event(kind="added"),),
                    intervals=self.spans[revision.id],
                )
                chain.wordings.append(made)
            result.append(chain)
        _end(placed, found)
        return result


def _end(held: Sequence[_Chain], found: Pairing) -> None:
    """Mark the chains whose sections the next text does not have."""
    going_on = set(found.pairs.values())
    for place, chain in enumerate(held):
        chain.ended = place not in going_on


def _finish(
    standing: Sequence[Revision], seen: list[tuple[Revision, tuple[Section, ...], list[tuple[_Chain, int]]]]
) -> Descent:
    whole: dict[int, tuple[Wording, ...]] = {}
    texts = {}
    for revision, text, chains in seen:
        pasts = []
        for section, (chain, at) in zip(text, chains, strict=True):
            wordings = whole.setdefault(id(chain), tuple(reversed(chain.wordings)))
            pasts.append(Past(section=section, wordings=wordings, place=len(wordings) - 1 - at))
        texts[revision.id] = tuple(pasts)
    return Descent(revisions=tuple(standing), texts=texts)


@dataclass(frozen=True, slots=True)
class Descents:
    """The descent of each policy of one record, followed once."""

    _known: dict[str, Descent] = field(default_factory=dict)

    def of(self, policy: Policy) -> Descent:
        """The sections of a policy's texts."""
        if policy.address not in self._known:
            self._known[policy.address] = follow(policy)
        return self._known[policy.address]


def merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Intervals in order, those that touch as one."""
    found: list[Interval] = []
    for interval in sorted(intervals, key=lambda each: each.start):
        if found and found[-1].end == interval.start:
            found[-1] = Interval(start=found[-1].start, end=interval.end)
        else:
            found.append(interval)
    return tuple(found)
