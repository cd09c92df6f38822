"""Notes that were left from the revision before."""

from __future__ import annotations

from collections.abc import Iterator

from inforce.checks.finding import Found
from inforce.checks.inputs.state import View
from inforce.checks.rule import Rule
from inforce.checks.rules.notes import note_words

RULE = Rule(
    id="note-repeated",
    title="The change note is that of the revision before.",
    explains="It was probably left over, and tells readers about another change.",
    mend="Write what this revision changes.",
    default="error",
)


def on_texts(view: View) -> Iterator[Found]:
    """The newest revision's note, if the one before it says the same."""
    for policy in view.state.record.policies:
        text = view.texts.get(policy.path)
        if not text:
            continue
        newest = policy.newest
        before = policy.predecessor(newest)
        if not before or newest.date_source not in ("front_matter", "ledger") or not newest.note:
            continue
        if note_words.of(newest.note) == note_words.of(before.note) == note_words.of(text.meta.change_note):
            message = f"“{newest.note}” is also the note of the revision {before.id}."
            yield RULE.found(policy.path, text.meta.line("change_note"), message)
