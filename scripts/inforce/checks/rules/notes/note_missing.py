"""Revisions without a change note; the record finds them."""

from __future__ import annotations

from inforce.checks.rule import Rule

RULE = Rule(
    id="note-missing",
    title="The revision has no change note.",
    explains="The note is what most readers read: it stands in the history, in the feed and above the redline. "
    "A revision whose date was read from the text, or taken from the commit, may do without.",
    mend="Add a line: change_note: The refund period is 14 days.",
    default="error",
)
