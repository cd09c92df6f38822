"""Notes that say that something changed, and not what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from inforce.checks.finding import Found
from inforce.checks.inputs.state import View
from inforce.checks.rule import Rule
from inforce.checks.rules.notes import note_words

RULE = Rule(
    id="note-empty",
    title="The change note says that something changed, not what.",
    explains="“Updated the policy” is true of every revision. Readers then have to compare the texts themselves.",
    mend="Say what is different for readers: change_note: The refund period is 14 days.",
    default="warning",
)


class Fault(NamedTuple):
    """What is wrong with a note, and the mend."""

    message: str
    mend: str


def on_texts(view: View) -> Iterator[Found]:
    """Each note of the front matter that tells readers nothing."""
    for path, text in view.texts.items():
        notes = [("change_note", of_change(text.meta.change_note))] if text.meta.change_note else []
        notes += [("corrections", of_correction(entry.note)) for entry in text.meta.corrections]
        yield from (RULE.found(path, text.meta.line(key), *fault) for key, fault in notes if fault)


def of_change(note: str) -> Fault | None:
    """What is wrong with the note of a revision, None where it tells readers something."""
    if not note_words.say_nothing(note, least=2):
        return None
    return Fault(f"“{note}” does not tell readers what changed.", RULE.mend)


def of_correction(note: str) -> Fault | None:
    """What is wrong with the note of a correction, None where it tells readers something."""
    if not note_words.say_nothing(note, least=1):
        return None
    mend = "Say it: {date: 2018-03-28, note: Fixed a typo in “Refunds”.}"
    return Fault(f"“{note}” does not tell readers what was put right.", mend)
