"""The record as plain values for JSON: policies.json, history.json and the commands' --format json."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta

from inforce import site
from inforce.history import Commit
from inforce.ledger import LedgerEntry
from inforce.policy import Absence, Correction, Interval, Policy, Revision
from inforce.problems import Problem
from inforce.record import Record
from inforce.redline import Redline

Json = dict[str, object]
SCHEMA_VERSION = 1


def dump(value: object) -> str:
    """JSON text: the same bytes for the same values."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def compact(value: object) -> str:
    """JSON text on one line, for data that only scripts read."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def record(known: Record, day: date) -> Json:
    """policies.json: every policy in short, as of a day."""
    return {
        "version": SCHEMA_VERSION,
        "as_of": day.isoformat(),
        "commit": known.head,
        "policies": [policy_in_short(policy, day) for policy in known.policies],
        "problems": problems(known.problems),
    }


def policy_in_short(policy: Policy, day: date) -> Json:
    """What a policy is on a day, without its revisions."""
    in_force = policy.in_force(day)
    absence = policy.absence(day)
    return {
        "policy": policy.address,
        "collection": policy.collection,
        "title": policy.last_in_force(day).text.title,
        "path": policy.path,
        "state": policy.state(day),
        "in_force": in_force.id if in_force else None,
        "upcoming": [revision.id for revision in policy.upcoming(day)],
        "successor": absence.successor if absence else "",
        "revisions": len(policy.revisions),
        "address": site.policy_address(policy),
        "history": site.history_address(policy) + "history.json",
    }


def history(policy: Policy, day: date) -> Json:
    """history.json: a policy with everything that was ever published of it."""
    return {
        "version": SCHEMA_VERSION,
        "as_of": day.isoformat(),
        **policy_in_short(policy, day),
        "former_addresses": [f"{address}/" for address in policy.former_addresses],
        "last_reviewed": _day(policy.last_reviewed),
        "revisions": [revision(policy, item, day) for item in policy.revisions],
        "absences": [_absence(absence) for absence in policy.absences],
        "ledger": [_ledger(entry) for entry in policy.ledger],
    }


def revision(policy: Policy, item: Revision, day: date) -> Json:
    """One revision of a policy."""
    text = item.text
    return {
        "id": item.id,
        "effective_date": item.id,
        "date_source": item.date_source,
        "title": text.title,
        "change_note": item.note,
        "published": commit(item.published),
        "notice_days": (item.date - item.published.day).days,
        "in_force": [_interval(interval) for interval in policy.intervals(item)],
        "is_in_force": policy.in_force(day) is item,
        "retroactive": item.retroactive,
        "brought_forward": item.brought_forward,
        "reissued_without_change": item.reissue,
        "rescheduled_from": [{"date": step.was.isoformat(), "commit": step.commit.id} for step in item.rescheduled],
        "withdrawn": commit(item.withdrawn) if item.withdrawn else None,
        "replaced_by": _day(item.replaced_by),
        "corrections": [_correction(item, correction) for correction in item.corrections],
        "ledger": [_ledger(entry) for entry in item.ledger],
        "path": text.path,
        "blob": text.blob,
        "hash": f"sha256:{text.fingerprint}",
        "address": site.text(item, policy).address,
    }


def commit(item: Commit) -> Json:
    """A commit: when it came to the branch, and whose it is."""
    return {
        "commit": item.id,
        "date": item.day.isoformat(),
        "time": item.published.isoformat(),
        "author": item.author,
        "subject": item.subject,
    }


def on(policies: Sequence[Policy], day: date) -> Json:
    """What was in force on a day, by all that is known now."""
    return {
        "version": SCHEMA_VERSION,
        "date": day.isoformat(),
        "policies": [
            {
                "policy": policy.address,
                "state": policy.state(day),
                "revision": revision(policy, in_force, day) if (in_force := policy.in_force(day)) else None,
            }
            for policy in policies
        ],
    }


def comparison(made: Redline) -> Json:
    """What a comparison found, whatever was compared."""
    return {
        "words_added": made.words_added,
        "words_removed": made.words_removed,
        "sections": [
            {
                "title": s.title,
                "id": s.id,
                "state": s.state,
                "changes": s.changes,
                "added": s.added,
                "removed": s.removed,
            }
            for s in made.sections
        ],
        "changes": [
            {
                "number": c.number,
                "kind": c.kind,
                "section": c.section,
                "added": c.added,
                "removed": c.removed,
                "note": c.note,
                "old": c.old,
                "new": c.new,
            }
            for c in made.changes
        ],
        "shown_in_full": made.fallback,
        "html": made.html,
    }


def problems(items: Sequence[Problem]) -> list[dict[str, str | int]]:
    """Problems in order."""
    return [item.as_data() for item in items]


def _correction(item: Revision, correction: Correction) -> Json:
    return {
        "number": correction.number,
        "name": f"{item.id}.{correction.number}",
        "note": correction.note,
        "dates": [note.date.isoformat() for note in correction.notes],
        "published": commit(correction.version.commit),
        "hash": f"sha256:{correction.version.fingerprint}",
    }


def _interval(interval: Interval) -> Json:
    last = interval.end - timedelta(days=1) if interval.end else None
    return {"from": interval.start.isoformat(), "to": _day(last)}


def _absence(absence: Absence) -> Json:
    return {
        "kind": absence.kind,
        "since": absence.since.isoformat(),
        "until": _day(absence.until),
        "successor": absence.successor,
        "commit": absence.commit.id,
    }


def _ledger(entry: LedgerEntry) -> Json:
    return {
        "commit": entry.commit,
        "effective_date": _day(entry.effective_date),
        "note": entry.note,
        "ignore": entry.ignore,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
