"""What is in force on a day: of the revisions that have begun, the one published last (rule 6)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date

from inforce.record.revision import Absence, Revision


def days_of(absences: Iterable[Absence]) -> Iterable[date]:
    """The days on which absences begin and end."""
    for absence in absences:
        yield absence.since
        if absence.until:
            yield absence.until


def by_what_was_known(revisions: Iterable[Revision]) -> Iterable[tuple[date, int, Revision]]:
    """Revisions with each precedence that they had, and the first day on which readers were under them by it."""
    for revision in revisions:
        # Moved before it came: until then it had not.
        least = max([revision.date, *(step.commit.day for step in revision.rescheduled)])
        if not revision.withdrawn:
            yield from ((max(published, least), precedence, revision) for published, precedence in revision.stood)


def highest(known: Iterable[tuple[date, int, Revision]]) -> list[tuple[date, Revision]]:
    """The revision of the highest precedence from each day on, where that is another than before."""
    found: list[tuple[date, Revision]] = []
    top: tuple[int, int] | None = None
    for day, precedence, revision in sorted(known, key=lambda item: item[0]):
        rank = (precedence, -revision.order)
        if top is None or rank > top:
            top = rank
            found.append((day, revision))
    return found


def on(found: Sequence[tuple[date, Revision]], day: date) -> Revision | None:
    """What holds on a day, by the last that began."""
    place = bisect_right(found, day, key=lambda item: item[0])
    return found[place - 1][1] if place else None


def days_of_change(revisions: Iterable[Revision]) -> Iterable[date]:
    """The days on which what is shown of revisions can change."""
    for revision in revisions:
        yield revision.date
        yield from (day for day, _ in revision.stood)
        yield from (step.commit.day for step in revision.rescheduled)
