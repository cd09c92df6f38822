"""Notes of published revisions that were rewritten."""

from __future__ import annotations

from collections.abc import Iterator

from inforce.checks.finding import Found
from inforce.checks.inputs.state import Compared
from inforce.checks.rule import Rule

RULE = Rule(
    id="note-edited",
    title="The note of a published revision was rewritten.",
    explains="The note is in the history and in feeds. If you rewrite it, you change what readers were told and leave no "
    "trace, or the new note has no effect, because the history keeps the old one.",
    mend="Put the old note back. If it was wrong, put it right in the ledger, where readers see it: note: ... If the new "
    "note is about this edit, write it in corrections:, or with a new effective_date:.",
    default="warning",
    compares=True,
)


def on_changes(compared: Compared) -> Iterator[Found]:
    """Each such note, and what comes of it."""
    for pair, old, new in compared.both():
        was, now = old.meta.change_note, new.meta.change_note
        if not was or was == now or old.stated != new.stated:
            continue
        policy = compared.after.policy(pair.path)
        if not policy or policy.newest.text.stated != new.stated:
            continue  # the file states no revision of the record
        shown = policy.newest.note
        if shown == now:
            effect = f"readers will see it in the place of “{was}”, and no trace of that"
        else:
            effect = f"readers still see “{shown}”, and the edit has no effect"
        message = f"the change note of {policy.newest.id}, which is published, was rewritten: {effect}."
        yield RULE.found(pair.path, new.meta.line("change_note"), message)
