"""Rules on what front matter says of a change: entries of corrections, notes and summaries that do not go with the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from inforce.checks.catalogue import BY_ID
from inforce.checks.finding import Found
from inforce.checks.inputs.legal_words import NUMBER, is_number
from inforce.checks.inputs.state import Compared, Pair, State
from inforce.record.model import Policy, Revision
from inforce.source.policy_file import Version


def idle(compared: Compared) -> Iterator[Found]:
    """Entries of corrections beside a new date, or without any change of the text that they could tell of."""
    for pair, old, new in _both(compared):
        added = [note for note in new.meta.corrections if note not in old.meta.corrections]
        if not added:
            continue
        day = added[-1].date
        if old.stated != new.stated:
            message = f"the entry of {day} stands beside a new date, {new.stated}: the text is a revision, and no correction."
            mend = "Delete the entry, and say it in change_note:, or put the old effective_date: back."
        elif old.identity == new.identity and not _told(added[-1].note, _policy(compared.after, pair.path)):
            message = f"the entry of {day} tells of a correction, but the text is the same."
            mend = BY_ID["correction-idle"].mend
        else:
            continue
        yield Found("correction-idle", pair.path, new.meta.line("corrections"), message, mend)


def edited_notes(compared: Compared) -> Iterator[Found]:
    """Notes of published revisions that were rewritten, and what comes of it."""
    for pair, old, new in _both(compared):
        was, now = old.meta.change_note, new.meta.change_note
        if not was or was == now or old.stated != new.stated:
            continue
        revision = _revision(_policy(compared.after, pair.path), new.stated)
        if not revision:
            continue
        shown = revision.note
        if shown == now:
            effect = f"readers will see it in the place of “{was}”, and no trace of that"
        else:
            effect = f"readers still see “{shown}”, and the edit has no effect"
        message = f"the change note of {revision.id}, which is published, was rewritten: {effect}."
        yield Found("note-edited", pair.path, new.meta.line("change_note"), message, BY_ID["note-edited"].mend)


def summaries(compared: Compared) -> Iterator[Found]:
    """Summaries that still name a number which the edit takes out of the text, or change without a date or a correction that
    says so."""
    today = compared.context.today
    for pair, old, new in _both(compared):
        was, now = (text.meta.summary.split() for text in (old, new))
        if not was or not now:
            continue
        gone = _numbers(old.body) - _numbers(new.body)
        stale = next((number for number in _numbers(new.meta.summary) if number in gone), "")
        if stale and old.stated != new.stated and was == now:
            message = f"the summary still says “{stale}”, which the edit takes out of the text."
            mend = BY_ID["summary-apart"].mend
        elif old.stated == new.stated and was != now and old.identity == new.identity and not declared(old, new, today):
            message = f"the summary changed, but neither the date, {new.stated}, nor a correction says so."
            mend = (
                "If it says another thing, write a new effective_date: or declare a correction; else nothing needs to be done."
            )
        else:
            continue
        yield Found("summary-apart", pair.path, new.meta.line("summary"), message, mend)


def declared(old: Version, new: Version, today: date) -> bool:
    """Whether a change under the same date is declared as a correction: its entry is new, and not older than the last one or
    than the text in force that it corrects, as one that was copied would be."""
    days = [note.date for note in old.meta.corrections]
    begun = max([*days, *([old.stated] if old.stated and old.stated <= today else [])], default=date.min)
    return any(note not in old.meta.corrections and note.date >= begun for note in new.meta.corrections)


def _numbers(text: str) -> Counter[str]:
    """The numbers of a text, in digits or written out, with how often each stands there."""
    return Counter(word.casefold() for word in re.findall(rf"{NUMBER}|[^\W\d_]+", text) if is_number(word))


def _both(compared: Compared) -> Iterator[tuple[Pair, Version, Version]]:
    """The pairs of which both texts are there."""
    for pair in compared.pairs:
        if pair.old and pair.new:
            yield pair, pair.old, pair.new


def _policy(state: State, path: str) -> Policy | None:
    return next((policy for policy in state.record.policies if policy.path == path), None)


def _revision(policy: Policy | None, day: date | None) -> Revision | None:
    """The revision that the newest file states, if its date is that of the file."""
    return policy.newest if policy and policy.newest.text.stated == day else None


def _told(note: str, policy: Policy | None) -> bool:
    """Whether a correction of the record bears the note: one that had none when it was published."""
    corrections = (c for revision in policy.revisions for c in revision.corrections) if policy else ()
    return any(note == entry.note for correction in corrections for entry in correction.notes)
