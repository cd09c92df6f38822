"""Revisions without a change note; the record finds them."""

from __future__ import annotations

from inforce.checks.rule import Rule

RULE = Rule(
    id="note-missing",
    title="The revision has no change note.",
    explains="Most readers read only the note: it is in the history, in the feed and above the redline. "
    "A revision does not need one if its date was read from the text or taken from the commit.",
    mend="Add a line: change_note: The refund period is 14 days.",
    default="error",
)
