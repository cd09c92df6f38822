"""The record as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from inforce.i18n import Words, count
from inforce.problems import Problem
from inforce.record.load import Record
from inforce.record.model import Policy
from inforce.record.revision import Absence, Interval, Revision
from inforce.redline import Redline
from inforce.render.notes import noted


def record(known: Record, day: date) -> str:
    """All policies, a line each."""
    if not known.policies:
        return "No policy has been published yet.\n"
    width = max(len(policy.address) for policy in known.policies)
    counted = ((p, count(len(p.revisions), "revision")) for p in known.policies)
    return "".join(f"{p.address:<{width}}  {_state(p, day)}  ({revisions})\n" for p, revisions in counted)


def history(policy: Policy, day: date) -> str:
    """A policy with its revisions, newest first."""
    lines = [f"{policy.title(day)}  ({policy.address})", _state(policy, day)]
    lines += [*(absence.note for absence in policy.absences if absence.note and absence.until is None), ""]
    for revision in reversed(policy.revisions):
        lines += _revision(policy, revision, day)
    lines += [f"ledger, commit {entry.commit[:10]}: {entry.note or 'counts for nothing'}" for entry in policy.ledger]
    return "\n".join(lines) + "\n"


def on(policies: Sequence[Policy], day: date) -> str:
    """What was in force on a day, a line a policy."""
    return "".join(f"{policy.address}: {_on(policy, day)}\n" for policy in policies)


def redline(what: str, made: Redline, body: str) -> str:
    """A redline below a line that says what is compared and one that sums it up."""
    if not made.changes:
        return f"{what}\nNo change.\n"
    size = f"{count(len(made.changes), 'change')}, {count(made.words_added, 'word')} added, {made.words_removed} removed"
    return f"{what}\n{size}\n\n{body}"


def problems(items: Iterable[Problem]) -> str:
    """Problems, a line each."""
    return "".join(f"{item}\n" for item in items)


def _state(policy: Policy, day: date) -> str:
    absence = policy.absence(day)
    in_force = policy.in_force(day)
    if absence:
        what = _absent(absence)
        what += f", superseded by {absence.successor}" if absence.successor else ""
    else:
        what = f"in force since {in_force.date}" if in_force else "not in force"
    upcoming = policy.upcoming(day)
    return what + (f", upcoming {', '.join(r.id for r in upcoming)}" if upcoming else "")


def _absent(absence: Absence) -> str:
    return f"{'retired' if absence.kind == 'retired' else 'no longer offered'} since {absence.since}"


def _on(policy: Policy, day: date) -> str:
    revision = policy.in_force(day)
    absence = policy.absence(day)
    if absence:
        return _absent(absence)
    if not revision:
        first = min((r.date for r in policy.revisions if not r.withdrawn), default=None)
        return "nothing in force" + (f" before {first}" if first and first > day else "")
    corrections = [c for c in revision.corrections if c.version.commit.day > day]
    later = f", corrected since ({len(corrections)})" if corrections else ""
    late = f", published only on {revision.published.day}" if revision.published.day > day else ""
    return f"{revision.id}{late}{later}  {revision.text.title}"


def _revision(policy: Policy, revision: Revision, day: date) -> Iterable[str]:
    marks = [
        ("in force" if policy.in_force(day) is revision else ""),
        ("upcoming" if revision in policy.upcoming(day) else ""),
        ("retroactive" if revision.retroactive else ""),
        ("brought forward" if revision.brought_forward else ""),
        ("reissued without change" if revision.reissue else ""),
        (f"withdrawn {revision.withdrawn.day}" if revision.withdrawn else ""),
        ("" if revision.date_source == "front_matter" else f"date from {revision.date_source}"),
        *(f"rescheduled from {step.was}" for step in revision.rescheduled),
    ]
    named = ", ".join(mark for mark in marks if mark)
    told = noted(Words(), revision) or ("no note" if policy.predecessor(revision) else "first version")
    yield f"{revision.id}  {told}" + (f"  [{named}]" if named else "")
    never = "replaced retroactively" if policy.superseded_retroactively(revision) else "never in force"
    spans = ", ".join(_span(interval, day) for interval in policy.intervals(revision)) or never
    yield f"            {spans}; published {revision.published.day} ({revision.published.id[:10]})"
    for correction in revision.corrections:
        note = f": {correction.note}" if correction.note else ""
        yield f"            correction {correction.number}, {correction.version.commit.day}{note}"
    for entry in revision.ledger:
        yield f"            ledger, commit {entry.commit[:10]}: {entry.note or 'passed over'}"


def _span(interval: Interval, day: date) -> str:
    if interval.end:
        return f"{interval.start} to {interval.end - timedelta(days=1)}"
    return f"{'since' if interval.start <= day else 'from'} {interval.start}"
