"""What happens to policies when a pull request is merged, in plain words: sentences in Markdown, and a headline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from inforce.i18n import ENGLISH, Words, count
from inforce.record.proposal import Happening, Proposal, Proposed
from inforce.render.context import in_words
from inforce.render.notes import noted
from inforce.render.pull_request import escape

_TITLE = 120  # characters of a title
_NOTE = 600  # characters of a change note
_MOST_DATES = 3  # that a headline names


def title(item: Proposed) -> str:
    """The policy's title as Markdown."""
    return escape.line(item.policy.newest.text.title, _TITLE)


def headline(proposal: Proposal) -> str:
    """What the pull request does, in one line."""
    if len(proposal.policies) == 1 and not proposal.unpublished:
        item = proposal.policies[0]
        return f"{title(item)}: {'; '.join(_one(happening, proposal.day) for happening in item.happenings)}"
    said = [*_revisions(proposal), *_others(proposal)]
    if not said:
        return "No policy changes"
    policies = len(proposal.policies) + len(proposal.unpublished)
    return f"{count(policies, 'policy', 'policies')}: {'; '.join(said)}"


def label(happening: Happening) -> str:
    """What happens, in as few words as a table has room for."""
    revision = happening.revision
    if happening.kind == "revision" and revision:
        if revision.retroactive:
            return "New revision, dated back"
        return "Reissued, same words" if revision.reissue else "New revision"
    if happening.kind == "absent" and happening.absence:
        return "Retired" if happening.absence.kind == "retired" else "Deleted"
    return {
        "first": "First published",
        "correction": "Correction",
        "rescheduled": "New date, same words",
        "withdrawn": "Announcement withdrawn",
        "restored": "Stands again",
        "returned": "Offered again",
        "kept": "Retirement called off",
        "moved": "New address",
        "ledger": "History explained",
    }.get(happening.kind, "No change of words")


def start(happening: Happening) -> date | None:
    """The day from which it counts, None where that is the merge."""
    if happening.kind in ("first", "revision", "rescheduled") and happening.revision:
        return happening.revision.date
    if happening.kind == "absent" and happening.absence and happening.absence.kind == "retired":
        return happening.absence.since
    if happening.kind == "returned" and happening.absence:
        return happening.absence.until
    return None


def note(happening: Happening) -> str:
    """What readers are told of it; "" where nothing is asked for."""
    if happening.kind in ("revision", "first") and happening.revision:
        text = noted(Words(), happening.revision)
        if not text and happening.revision.note_source == "commit":
            return "Note for readers: the subject of the commit that publishes this."
    elif happening.kind == "correction" and happening.correction:
        text = happening.correction.note
    elif happening.kind == "absent" and happening.absence and happening.absence.note:
        text = happening.absence.note
    else:
        return ""
    if not text:
        return "" if happening.kind == "first" else "Note for readers: none."
    return f"Note for readers: {escape.shown(escape.cut(' '.join(text.split()), _NOTE))}"


def sentence(item: Proposed, happening: Happening, day: date) -> str:
    """What happens, in one sentence or two."""
    revision, absence = happening.revision, happening.absence
    if happening.kind in ("first", "revision") and revision:
        return _revision(happening, day)
    if happening.kind == "correction" and revision:
        return f"**Correction** of the revision of {on(revision.date)}: its date stays, and readers see the corrected words."
    if happening.kind == "rescheduled" and revision and happening.move:
        was, now = on(happening.move.was), on(revision.date)
        return f"**Moved** from {was} to **{now}**, {_distance(revision.date, day)}. The words stay."
    if happening.kind == "withdrawn" and revision:
        return f"**Withdrawn**: the revision announced for {on(revision.date)} will not take effect."
    if happening.kind == "restored" and revision:
        return f"The revision of {on(revision.date)} **stands again**."
    if happening.kind == "absent" and absence:
        instead = happening.successor.newest.text.title if happening.successor else ""  # one that is none is a problem
        named = f" In its place: {escape.shown(escape.cut(instead, _TITLE))}." if instead else ""
        if absence.kind == "retired":
            return f"**Retired** from **{on(absence.since)}**, {_distance(absence.since, day)}.{named}"
        return f"**Deleted**: no longer offered, from the merge on. Its pages stay.{named}"
    if happening.kind == "returned" and absence:
        return f"**Offered again** from {on(absence.until or day)}."
    if happening.kind == "kept":
        return "**Retirement called off**: the policy stays."
    if happening.kind == "moved":
        old, new = (escape.shown(escape.cut(address, _TITLE)) for address in (item.was, item.policy.address))
        return f"**New address**: {old}/ becomes {new}/. The old one leads there."
    if happening.kind == "ledger":
        return "**Its history is explained anew** in the ledger."
    return "**No change of words or date**: only of its summary, its notes, its layout or the like."


def on(day: date) -> str:
    """A day in words."""
    return in_words(day, ENGLISH)


def notice(happening: Happening, day: date) -> str:
    """The days until it counts."""
    begins = start(happening)
    if begins is None:
        return ""
    return count((begins - day).days, "day") if begins > day else "none"


def _revision(happening: Happening, day: date) -> str:
    revision = happening.revision
    assert revision, "a revision that is published"
    what = "**First published**" if happening.kind == "first" else "**New revision**"
    if revision.reissue:
        what = "**Reissued without a change of words**"
    if revision.taken_out:
        what = f"**New revision**, until now a correction ({revision.taken_out})"
    if revision.retroactive:
        return f"{what}, **dated back** to **{on(revision.date)}**, {_distance(revision.date, day)}."
    if revision.date < day:
        late = count((day - revision.date).days, "day")
        return f"{what}, in force **as soon as it is merged**: its date, {on(revision.date)}, is {late} past."
    return f"{what}, in force from **{on(revision.date)}**, {_distance(revision.date, day)}."


def _distance(to: date, day: date) -> str:
    days = (to - day).days
    if days == 0:
        return "which is today"
    return f"in {count(days, 'day')}" if days > 0 else f"{count(-days, 'day')} ago"


def _one(happening: Happening, day: date) -> str:
    """A happening at the end of the headline of a single policy."""
    begins = start(happening)
    what = label(happening)[0].lower() + label(happening)[1:]
    if happening.kind == "correction":
        return "a correction; its date stays"
    if begins is None:
        return what
    if happening.revision and happening.revision.retroactive:
        return f"{what} to {on(begins)}"
    if begins < day and happening.revision:
        return f"{what}, in force as soon as it is merged"
    return f"{what}, from {on(begins)}{_soon(begins, day)}"


def _soon(begins: date, day: date) -> str:
    days = (begins - day).days
    return f", in {count(days, 'day')}" if days > 0 else ", today" if days == 0 else ""


def _revisions(proposal: Proposal) -> Iterator[str]:
    """How many revisions take effect on each day."""
    dates = Counter(
        happening.revision.date
        for item in proposal.policies
        for happening in item.happenings
        if happening.kind in ("first", "revision") and happening.revision
    )
    for day in sorted(dates)[:_MOST_DATES]:
        takes = "takes" if dates[day] == 1 else "take"
        yield f"{dates[day]} {takes} effect on {on(day)}{_soon(day, proposal.day)}"
    rest = sum(dates[day] for day in sorted(dates)[_MOST_DATES:])
    if rest:
        yield f"{rest} on other days"


def _others(proposal: Proposal) -> Iterator[str]:
    """How many times anything else happens."""
    found = Counter(
        label(happening)
        for item in proposal.policies
        for happening in item.happenings
        if happening.kind not in ("first", "revision")
    )
    said = {
        "Correction": "corrected",
        "New date, same words": "moved to another date",
        "Announcement withdrawn": "announced revision withdrawn",
        "Stands again": "stands again",
        "Retired": "retired",
        "Deleted": "deleted",
        "Offered again": "offered again",
        "New address": "at a new address",
        "History explained": "explained in the ledger",
        "No change of words": "without a change of words",
    }
    yield from (f"{found[name]} {words}" for name, words in said.items() if found[name])
    if proposal.unpublished:
        yield f"{len(proposal.unpublished)} cannot be published"
