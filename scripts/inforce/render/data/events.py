"""What happened to policies, as those who follow them are to be told: one event for one piece of news, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Literal, TypedDict
from zoneinfo import ZoneInfo

from inforce.record.model import Policy
from inforce.record.revision import Absence, Correction, Rescheduled, Revision

Kind = Literal["revision", "correction", "rescheduled", "withdrawn", "in force", "absent", "gone", "returned"]


class _Times(TypedDict):
    moment: datetime
    changed: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One piece of news.

    `name` never changes, not even when the policy is renamed or the revision rescheduled: it is made of the commit that
    brought the news and of the path that the file had then. `changed` is when what is told of it last became different.
    """

    kind: Kind
    name: tuple[str, ...]
    policy: Policy
    moment: datetime
    changed: datetime
    revision: Revision | None = None
    correction: Correction | None = None
    move: Rescheduled | None = None
    absence: Absence | None = None


def events(policy: Policy, today: date, zone: str) -> list[Event]:
    """Everything that happened to a policy until a day, newest first."""
    found = [
        *(event for revision in policy.revisions for event in _of_revision(policy, revision, today, ZoneInfo(zone))),
        *(event for absence in policy.absences for event in _of_absence(policy, absence, today, ZoneInfo(zone))),
    ]
    return sorted(found, key=newest_first)


def newest_first(event: Event) -> tuple[float, tuple[str, ...]]:
    """The order of news; what happened at once stands in the order of names."""
    return -event.moment.timestamp(), event.name


def _of_revision(policy: Policy, revision: Revision, today: date, zone: ZoneInfo) -> Iterator[Event]:
    published = revision.published.published
    later = [
        *(correction.version.commit.published for correction in revision.corrections),
        *(step.commit.published for step in revision.rescheduled),
        *([revision.withdrawn.published] if revision.withdrawn else []),
    ]
    own: tuple[str, ...] = (revision.published.id, revision.first.path)
    first = Event(
        kind="revision",
        name=(*own, "text"),
        policy=policy,
        moment=published,
        changed=max([published, *later]),
        revision=revision,
    )
    yield first
    for correction in revision.corrections:
        commit = correction.version.commit
        as_text = (commit.id, correction.version.path, "text")  # lasts if the correction becomes a revision (rule 5)
        yield replace(first, kind="correction", name=as_text, correction=correction, **_at(commit.published))
    for step in revision.rescheduled:
        name = (*own, "rescheduled", step.commit.id)
        yield replace(first, kind="rescheduled", name=name, move=step, **_at(step.commit.published))
    if revision.withdrawn:
        name = (*own, "withdrawn", revision.withdrawn.id)
        yield replace(first, kind="withdrawn", name=name, **_at(revision.withdrawn.published))
    start = next((interval.start for interval in policy.intervals(revision)), None)
    if start is not None and revision.published.day < start <= today:
        yield replace(first, kind="in force", name=(*own, "in force"), **_at(begin(start, zone)))


def _of_absence(policy: Policy, absence: Absence, today: date, zone: ZoneInfo) -> Iterator[Event]:
    own = (absence.commit.id, policy.revisions[0].first.path, absence.kind)
    told = Event(kind="absent", name=own, policy=policy, absence=absence, **_at(absence.commit.published))
    yield told
    if absence.commit.day < absence.since <= today:
        yield replace(told, kind="gone", name=(*own, "since"), **_at(begin(absence.since, zone)))
    if absence.until and absence.until <= today:
        yield replace(told, kind="returned", name=(*own, "until"), **_at(begin(absence.until, zone)))


def _at(moment: datetime) -> _Times:
    """News that is told once and for all."""
    return {"moment": moment, "changed": moment}


def begin(day: date, zone: ZoneInfo) -> datetime:
    """The moment in which a day begins in the site's time zone, in UTC."""
    try:
        return datetime.combine(day, time(), zone).astimezone(UTC)
    except OverflowError:  # the first day that there is began before all time in the east
        return datetime.combine(day, time(), UTC)
