"""Entries of corrections that fit nothing that changed."""

from __future__ import annotations

from collections.abc import Iterator

from inforce.checks.finding import Found
from inforce.checks.inputs.state import Compared
from inforce.checks.rule import Rule
from inforce.record.model import Policy

RULE = Rule(
    id="correction-idle",
    title="A correction is declared, but the text does not show one.",
    explains="An entry in corrections tells readers what was put right under the same date. If the date is new, or the text "
    "did not change, the entry is not shown.",
    mend="Delete the entry, or correct the text under its old date.",
    default="warning",
    compares=True,
)


def on_changes(compared: Compared) -> Iterator[Found]:
    """Entries of corrections beside a new date, or without any change of the text that they could tell of."""
    for pair, old, new in compared.both():
        added = [note for note in new.meta.corrections if note not in old.meta.corrections]
        if not added:
            continue
        day = added[-1].date
        if old.stated != new.stated:
            message = f"there is an entry of {day}, but the date is new, {new.stated}: this is a revision, not a correction."
            mend = "Delete the entry, and say it in change_note:, or put the old effective_date: back."
        elif old.same_text(new) and not _told(added[-1].note, compared.after.policy(pair.path)):
            message = f"the entry of {day} declares a correction, but the text is the same."
            mend = RULE.mend
        else:
            continue
        yield RULE.found(pair.path, new.meta.line("corrections"), message, mend)


def _told(note: str, policy: Policy | None) -> bool:
    """Whether a correction of the record bears the note: one that had none when it was published."""
    corrections = (c for revision in policy.revisions for c in revision.corrections) if policy else ()
    return any(note == entry.note for correction in corrections for entry in correction.notes)
