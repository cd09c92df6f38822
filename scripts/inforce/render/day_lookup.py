"""What scripts need to find the text of a day: who was in force when, and which redlines lead from one text to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from inforce.i18n import Words
from inforce.record import texts
from inforce.record.model import Policy
from inforce.record.revision import Revision
from inforce.redline import Redline, SectionChange
from inforce.render import site_links
from inforce.render.notes import noted

Json = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much a revision changed of the one before it, and where."""

    added: int
    removed: int
    sections: tuple[SectionChange, ...]

    @property
    def words(self) -> int:
        """The words added and removed."""
        return self.added + self.removed


def size(made: Redline) -> Size:
    """The size of a redline, without the redline."""
    return Size(added=made.words_added, removed=made.words_removed, sections=made.sections)


def bar(words: int, largest: int) -> float:
    """The length, of 100, of a bar that stands for a number of words; what is there can be seen."""
    return max(2.0, round(100 * words / largest, 1)) if words else 0.0


def touched(sizes: Mapping[str, Size]) -> list[str]:
    """The titles of all sections that were ever changed, in order of the alphabet."""
    titles = {section.title for found in sizes.values() for section in found.sections}
    return sorted(titles, key=lambda title: (title.casefold(), title))  # the same whatever order the set has


def timeline(policy: Policy, start: str, words: Words, *, every_pair: bool, today: date) -> Json:
    """A policy's days for the scripts of the page at `start`. `every_pair` says that any two revisions have a redline."""
    return {
        "title": policy.title(today),
        "at": site_links.relative(texts.policy_address(policy), start),
        "all": every_pair,
        "periods": [[p.start.isoformat(), p.revision.id if p.revision else "", p.state] for p in policy.periods()],
        "shown": shown_instead(policy),
        "revisions": {revision.id: _revision(policy, revision, words, every_pair) for revision in policy.revisions},
    }


def shown_instead(policy: Policy, *revisions: Revision) -> list[list[str]]:
    """The days on which readers were shown another revision than the one that counts for them now, since that was published

    later: the first day, the one after the last, the revision shown, the one that counts and the day of its publication;
    with `revisions`, only of days on which one of those was shown.
    """
    return [
        [a.start.isoformat(), a.end.isoformat() if a.end else "", a.revision.id, a.counting.id, f"{a.counting.published.day}"]
        for a in policy.agreed()
        if a.counting and (not revisions or a.revision in revisions)
    ]


def upcoming(policy: Policy, start: str, *, compare: str, today: date) -> list[list[str]]:
    """The days to come and, from the page at `start`, what will change on each: the redline against the text in force now, or

    against the revision before where the site has no other.
    """
    now, later = policy.in_force(today), policy.upcoming(today)
    pairs = {r.id: texts.redline_of(policy, now, r, compare) or texts.change_of(policy, r) for r in later}
    return [[day, site_links.relative(pair.address, start)] for day, pair in pairs.items() if pair]


def _revision(policy: Policy, revision: Revision, words: Words, every_pair: bool) -> Json:
    """What scripts ask for of a revision; no more, since a page may hold hundreds of them."""
    known: Json = {}
    if revision.published.day > revision.date:
        known["late"] = revision.published.day.isoformat()
    if revision.corrections:
        names = [name for name, _ in revision.texts]
        known["corrected"] = [
            [names[c.number - 1], names[c.number], c.version.commit.day.isoformat()] for c in revision.corrections
        ]
    if not every_pair:  # a chain of redlines has no page of its own that would list the notes
        before = policy.predecessor(revision)
        known |= {"before": before.id if before else "", "note": noted(words, revision)}
    return known


@dataclass(slots=True)
class Sizes:
    """Collects the sizes of a policy's redlines while they are written."""

    words: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)

    def add(self, pair: texts.Pair, made: Redline) -> None:
        """Note a redline between two revisions; corrections are not asked for."""
        if pair.new.correction is None:
            self.words.setdefault(pair.old.name, {})[pair.new.name] = (made.words_added, made.words_removed)

    def data(self) -> Json:
        """sizes.json: words added and removed, by the names of the older and the newer revision."""
        return {"version": 1, "words": self.words}
