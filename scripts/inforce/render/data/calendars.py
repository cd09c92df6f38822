"""Calendars (RFC 5545) of the days to come: revisions that take effect and policies that are retired."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneStandard

from inforce.record import texts
from inforce.record.model import Policy
from inforce.record.revision import Absence, Revision
from inforce.render.context import Frame
from inforce.render.data import addresses
from inforce.render.notes import noted


def calendar(frame: Frame, title: str, policies: Sequence[Policy]) -> str:
    """The calendar of some policies. Never without a component, which RFC 5545 forbids: an empty one states its time zone."""
    made = Calendar()
    made.add("prodid", "-//Inforce//Effective dates//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    name = frame.words.gettext("%(title)s: effective dates", title=title)
    made.add("x-wr-calname", name)
    made.add("name", name)
    made.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    found = [event for policy in policies for event in _events(frame, policy)]
    for event in sorted(found, key=lambda event: (event.start, str(event.uid))):
        made.add_component(event)
    if not found:
        made.add_component(_universal_time())
    return str(made.to_ical(), "utf-8")


def _events(frame: Frame, policy: Policy) -> list[Event]:
    """What is to come of a policy; a withdrawn revision stays until its day would have come, as cancelled."""
    upcoming = policy.upcoming(frame.today)
    shown = [r for r in policy.revisions if r in upcoming or (r.withdrawn and r.date > frame.today)]
    gone = [absence for absence in policy.absences if absence.since > frame.today]
    return [*(_effective(frame, policy, r) for r in shown), *(_retired(frame, policy, a) for a in gone)]


def _effective(frame: Frame, policy: Policy, revision: Revision) -> Event:
    _ = frame.words.gettext
    title = revision.text.title
    names = (revision.published.id, revision.first.path, "in force")
    steps = [revision.published, *(step.commit for step in revision.rescheduled)]
    steps += [revision.withdrawn] if revision.withdrawn else []
    change = texts.change_of(policy, revision)
    address = change.address if change else texts.text(revision, policy).address
    what = _("%(policy)s: new revision takes effect", policy=title) if change else _("%(policy)s takes effect", policy=title)
    newest = max(step.published for step in steps)
    made = _event(frame, names, revision.date, newest, what, noted(frame.words, revision), address)
    made.add("sequence", len(steps) - 1)
    made.add("status", "CANCELLED" if revision.withdrawn else "CONFIRMED")
    return made


def _retired(frame: Frame, policy: Policy, absence: Absence) -> Event:
    title = policy.title(frame.today)
    names = (absence.commit.id, policy.revisions[0].first.path, absence.kind, "since")
    what = frame.words.gettext("%(policy)s: no longer applies", policy=title)
    other = frame.successor(policy) if absence.successor else None
    note = frame.words.gettext("See instead: %(policy)s", policy=other.title(frame.today)) if other else ""
    made = _event(frame, names, absence.since, absence.commit.published, what, note, texts.policy_address(policy))
    made.add("sequence", 0)
    made.add("status", "CONFIRMED")
    return made


def _event(frame: Frame, names: Sequence[str], day: date, changed: datetime, what: str, note: str, address: str) -> Event:
    """An event that lasts all day and keeps nobody busy. A URL needs the site's own address."""
    made = Event()
    made.add("uid", f"{addresses.lasting(frame, *names)}")
    made.add("dtstamp", changed.astimezone(UTC))
    made.add("last-modified", changed.astimezone(UTC))
    made.add("dtstart", day)
    if day < date.max:  # the last day that there is has none after it; an event without an end lasts that one day
        made.add("dtend", day + timedelta(days=1))
    made.add("summary", what)
    if note:
        made.add("description", note)
    if frame.url:
        made.add("url", addresses.full(frame, address))
    made.add("transp", "TRANSPARENT")
    return made


def _universal_time() -> Timezone:
    made, standard = Timezone(), TimezoneStandard()
    made.add("tzid", "UTC")
    standard.add("dtstart", datetime(1970, 1, 1))  # local time, as RFC 5545 asks
    standard.add("tzoffsetfrom", timedelta())
    standard.add("tzoffsetto", timedelta())
    made.add_component(standard)
    return made
