"""Days that were taken from commits for want of others: one that a text states puts them right and never gives way (rule 9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest

from inforce.keys import CorrectionNote
from inforce.record.faults import Unfinished
from inforce.record.revision import Correction, Revision
from inforce.source.policy_file import Version


def ends_of_days(versions: Sequence[Version | None], named: Sequence[bool]) -> Iterator[bool]:
    """For each version whether it counts: one that is dated by its commit gives way to the next text of that day, since both
    would be the revision of it. One that the ledger names stays."""
    for version, after, kept, last in zip_longest(versions, versions[1:], named, named[1:]):
        gone = version and after and version.stated_by == "commit" and version.stated == after.stated == after.commit.day
        yield not gone or kept or last


@dataclass(frozen=True, slots=True, kw_only=True)
class Guessed:
    """The revisions published last whose days are taken from commits and lie after another day; `before` them came that one."""

    revisions: tuple[Unfinished, ...]
    before: Unfinished | None
    taken: Unfinished | None  # another that has that day already

    def contradicts(self, day: date) -> Unfinished | None:
        """The revision with a stated day that keeps a day from being that of these texts."""
        return self.before if self.before and self.before.date > day else self.taken

    def join(self, day: date) -> Unfinished:
        """Give a day to the oldest of them, or to the one before if it is of that day, and make corrections of the others: they
        are texts of one day. Returns that revision."""
        before = self.before if self.before and self.before.date == day else None
        base, others = (before, self.revisions) if before else (self.revisions[0], self.revisions[1:])
        if not before:
            base.change(date=day, guessed=(*base.revision.guessed, (base.date, 0)))
        for other in others:
            _absorb(base, other.revision)
        return base


def since(begun: Sequence[Unfinished], day: date, today: date) -> Guessed:
    """The revisions whose days are guesses after `day`, published last until `today`; one still to come is passed by."""
    guessed: list[Unfinished] = []
    before = None
    for unfinished in sorted(begun, key=lambda u: u.precedence, reverse=True):
        if unfinished.revision.withdrawn:
            continue
        if unfinished.revision.date_source == "commit" and unfinished.date > day:
            guessed.insert(0, unfinished)
        elif guessed or unfinished.date <= today:
            before = unfinished
            break
    others = (u for u in begun if u.date == day and u is not before)
    return Guessed(revisions=tuple(guessed), before=before, taken=next(others, None))


def announced(current: Unfinished, standing: Unfinished | None, version: Version) -> Unfinished | None:
    """The revision that a text without a day belongs to while another is announced, as a stated day beats that of a commit. It
    is the one in force if the text is back at its words, else the announced one; None if none is announced."""
    if current.date <= version.commit.day or current.revision.date_source == "commit" or current.revision.withdrawn:
        return None
    return standing if standing and standing.revision.text.same_text(version) else current


def _absorb(base: Unfinished, other: Revision) -> None:
    """Make a revision, with its corrections, a correction of the one that it turned out to belong to."""
    known = base.revision.corrections
    number = len(known) + 1
    notes = (CorrectionNote(date=other.published.day, note=other.note),) if other.note else ()
    first = Correction(number=number, version=other.first, notes=notes)
    more = tuple(replace(made, number=made.number + number) for made in other.corrections)
    base.change(
        corrections=(*known, first, *more),
        text=other.text,
        passed_over=other.passed_over,
        ledger=(*base.revision.ledger, *other.ledger),
        guessed=(*base.revision.guessed, (other.date, number), *((day, k + number) for day, k in other.guessed)),
    )
