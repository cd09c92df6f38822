"""Effective dates that move while the text stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from inforce.checks.finding import Found
from inforce.checks.inputs.state import Compared
from inforce.checks.rule import Rule
from inforce.checks.rules.dates import moved_dates
from inforce.source.policy_file import Content

RULE = Rule(
    id="date-without-text",
    title="The effective date moved, but the text is the same.",
    explains="You can move an upcoming revision to another day in the future. Once a revision is in force, a new date makes "
    "another revision in which nothing changed. You may want that, but often someone forgot the new text.",
    mend="If you want that, you need not do anything. Otherwise commit the new text with its date, or put the old date back.",
    default="warning",
    compares=True,
)


def on_changes(compared: Compared) -> Iterator[Found]:
    """New dates of texts that are the same, unless it is an announced one that moves to another day to come."""
    for _, old, new in moved_dates.moved(compared):
        if old.same_text(new) and not _is_put_off(old, new, compared.context.today):
            message = f"the effective date moved from {old.stated} to {new.stated}, but the text is the same."
            yield RULE.found(new.path, new.meta.line("effective_date"), message)


def _is_put_off(old: Content, new: Content, today: date) -> bool:
    """Whether an announced revision only moves to another day to come."""
    return bool(old.stated and new.stated and min(old.stated, new.stated) > today)
