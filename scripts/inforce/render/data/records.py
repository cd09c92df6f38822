"""The record as plain values for JSON: policies.json, history.json and the commands' --format json."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import quote

from inforce.problems import Problem
from inforce.record import texts
from inforce.record.load import Record
from inforce.record.model import Policy
from inforce.record.proposal import Happening, Proposal
from inforce.record.revision import Absence, Correction, Interval, Revision, Unpublished
from inforce.redline import Redline
from inforce.render import site_links
from inforce.render.data import addresses
from inforce.source.commits import Commit
from inforce.source.ledger import LedgerEntry

Json = dict[str, object]
SCHEMA_VERSION = 1
MOST_CHANGES = 40  # that a redline.json lists: thousands of them would weigh more than the pages


def dump(value: object) -> str:
    """JSON text: the same bytes for the same values."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def dump_small(value: object) -> str:
    """The same in as few bytes as possible, for what there are thousands of."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def schema(name: str) -> str:
    """Where the schema of a kind of file is published: "policies", "front-matter" and others."""
    return f"schemas/{name}-{SCHEMA_VERSION}.json"


def record(known: Record, day: date, *, timezone: str, edit: str) -> Json:
    """policies.json: every policy in short, as of a day; `edit` is `Frame.edit`."""
    return {
        "$schema": schema("policies"),
        "version": SCHEMA_VERSION,
        "as_of": day.isoformat(),
        "timezone": timezone,
        "commit": known.head,
        "feed": addresses.feed(""),
        "calendar": addresses.calendar(""),
        "collections": [
            {
                "collection": name,
                "address": texts.collection_address(name),
                "feed": addresses.feed(name),
                "calendar": addresses.calendar(name),
            }
            for name in known.collections()
        ],
        "policies": [policy_in_short(policy, day, edit) for policy in known.policies],
        "problems": problems(known.problems),
    }


def policy_in_short(policy: Policy, day: date, edit: str) -> Json:
    """What a policy is on a day, without its revisions."""
    in_force = policy.in_force(day)
    absence = policy.absence(day)
    shown = policy.last_in_force(day)
    return {
        "policy": policy.address,
        "collection": policy.collection,
        "title": shown.text.title,
        "path": policy.path,
        "state": policy.state(day),
        "in_force": in_force.id if in_force else None,
        "upcoming": [revision.id for revision in policy.upcoming(day)],
        "successor": absence.successor if absence else "",
        "revisions": len(policy.revisions),
        "shown": shown.id,
        "hash": f"sha256:{shown.text.fingerprint}",
        "address": texts.policy_address(policy),
        "history": texts.history_address(policy) + "history.json",
        "feed": addresses.feed(policy.address),
        "edit": edit.replace("{path}", quote(policy.path)) if edit else None,
    }


def history(policy: Policy, day: date, compared: Callable[[texts.Pair], Redline], *, edit: str) -> Json:
    """history.json: a policy with everything that was ever published of it.

    `compared` gives the redline of a pair, `edit` is `Frame.edit`.
    """
    short = policy_in_short(policy, day, edit)
    return {
        "$schema": site_links.relative(schema("history"), texts.history_address(policy)),
        "version": SCHEMA_VERSION,
        "as_of": day.isoformat(),
        **short,
        "former_addresses": [f"{address}/" for address in policy.former_addresses],
        "last_reviewed": _day(policy.last_reviewed),
        "revisions": [{**revision(policy, item, day), "change": _change(policy, item, compared)} for item in policy.revisions],
        "absences": [_absence(absence) for absence in policy.absences],
        "ledger": [_ledger(entry) for entry in policy.ledger],
        "unpublished": [_unpublished(text) for text in policy.unpublished],
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
        "change_note_source": item.note_source if item.note else None,
        "published": commit(item.published),
        "notice_days": (item.date - item.published.day).days,
        "in_force": [_interval(interval) for interval in policy.intervals(item)],
        "is_in_force": policy.in_force(day) is item,
        "retroactive": item.retroactive,
        "brought_forward": item.brought_forward,
        "reissued_without_change": item.reissue,
        "rescheduled_from": [{"date": step.was.isoformat(), "commit": step.commit.id} for step in item.rescheduled],
        "former_ids": [{"id": was, "now": now} for was, now in policy.moved_dates().items() if was in _guessed(item)],
        "withdrawn": commit(item.withdrawn) if item.withdrawn else None,
        "replaced_by": _day(item.replaced_by),
        "corrections": [_correction(policy, item, correction) for correction in item.corrections],
        "ledger": [_ledger(entry) for entry in item.ledger],
        "path": text.path,
        "blob": text.blob,
        "hash": f"sha256:{text.fingerprint}",
        "address": texts.text(item, policy).address,
        "as_first_published": f"{policy.address}/{item.texts[0][0]}/",
        "markdown": f"{texts.text(item, policy).address}text.md",
        "markdown_sha256": text.sha256,
        "markdown_commit": text.commit.id,
    }


def _guessed(item: Revision) -> set[str]:
    return {day.isoformat() for day, _ in item.guessed}


def _unpublished(text: Unpublished) -> Json:
    return {"commit": commit(text.commit), "reason": text.reason, "effective_date": _day(text.day), "newest": text.newest}


def redline(pair: texts.Pair, made: Redline) -> Json:
    """redline.json: what the redline of two texts says, and where it is."""
    found = comparison(replace(made, changes=made.changes[:MOST_CHANGES]))
    del found["html"]
    return {
        "$schema": site_links.relative(schema("redline"), pair.address),
        "version": SCHEMA_VERSION,
        "policy": pair.new.policy.address,
        "address": pair.address,
        "old": _text(pair.old),
        "new": _text(pair.new),
        "changes_in_all": len(made.changes),
        **found,
    }


def _text(item: texts.Text) -> Json:
    """A side of a redline; `hash` is that of the text that was compared."""
    return {
        "name": item.name,
        "address": item.address,
        "hash": f"sha256:{item.version.fingerprint}",
        "left_out": [
            {"commit": passed.commit.id, "date": passed.commit.day.isoformat(), "note": passed.note} for passed in item.left_out
        ],
    }


def _change(policy: Policy, item: Revision, compared: Callable[[texts.Pair], Redline]) -> Json | None:
    """What a revision changed; None for the first."""
    pair = texts.change_of(policy, item)
    if not pair:
        return None
    made = compared(pair)
    return {
        "since": pair.old.name,
        "address": pair.address,
        "data": addresses.redline_data(pair),
        "words_added": made.words_added,
        "words_removed": made.words_removed,
        "sections": _sections(made),
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
        "sections": _sections(made),
        "changes": [
            {
                "number": c.number,
                "id": c.id,
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


def proposal(proposed: Proposal, compared: Callable[[texts.Pair], Redline]) -> Json:
    """What merging a branch would do to each policy."""
    return {
        "version": SCHEMA_VERSION,
        "as_of": proposed.day.isoformat(),
        "policies": [
            {
                "policy": item.policy.address,
                "path": item.policy.path,
                "title": item.policy.newest.text.title,
                "happenings": [_happening(happening, compared) for happening in item.happenings],
            }
            for item in proposed.policies
        ],
        "unpublished": list(proposed.unpublished),
        "problems": problems(proposed.problems),
    }


def _happening(happening: Happening, compared: Callable[[texts.Pair], Redline]) -> Json:
    pair = happening.pair
    made = compared(pair) if pair else None
    return {
        "kind": happening.kind,
        "revision": happening.revision.id if happening.revision else None,
        "old": pair.old.name if pair else None,
        "new": pair.new.name if pair else None,
        "redline": pair.address if pair else None,
        "words_added": made.words_added if made else None,
        "words_removed": made.words_removed if made else None,
    }


def _sections(made: Redline) -> list[Json]:
    """The sections that a redline touches, in order."""
    return [
        {"title": s.title, "id": s.id, "state": s.state, "changes": s.changes, "added": s.added, "removed": s.removed}
        for s in made.sections
    ]


def problems(items: Sequence[Problem]) -> list[dict[str, str | int]]:
    """Problems in order."""
    return [item.as_data() for item in items]


def _correction(policy: Policy, item: Revision, correction: Correction) -> Json:
    before, own = (item.texts[correction.number - k][0] for k in (1, 0))
    address = texts.compare_address(policy, before, own)
    return {
        "number": correction.number,
        "name": f"{item.id}.{correction.number}",
        "note": correction.note,
        "dates": [note.date.isoformat() for note in correction.notes],
        "published": commit(correction.version.commit),
        "hash": f"sha256:{correction.version.fingerprint}",
        "address": f"{policy.address}/{own}/",
        "redline": address,
        "data": f"{address}redline.json",
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
        "note": absence.note,
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
