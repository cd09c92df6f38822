"""Corrections that change more than a slip of the pen."""

from __future__ import annotations

from collections.abc import Iterator

from inforce.checks.finding import Found
from inforce.checks.inputs import edits
from inforce.checks.inputs.state import Compared, Context
from inforce.checks.rule import Option, Rule
from inforce.checks.rules.corrections import corrected, meaning
from inforce.checks.rules.corrections.typos import Known, Vocabulary
from inforce.source.policy_file import Content

RULE = Rule(
    id="correction-changes-meaning",
    title="A correction changes more than a typo.",
    explains="A correction keeps the date, so it would bind readers who agreed to the text to words that they never saw. "
    "A correction must not change, add, delete or move any of these: numbers, dates, amounts, words such as must, may and "
    "not, who does something, defined terms, single words that matter (seven business days, in writing), or whole "
    "passages, even if they are struck through.",
    mend="Give the text a new effective_date: and change_note:, or undo the changes that are more than a correction.",
    default="error",
    compares=True,
    options=(Option(name="words", default=10, explains="how many words a correction may change"),),
)


def on_changes(compared: Compared) -> Iterator[Found]:
    """Each such correction, with what it changes and where."""
    known = Vocabulary(compared).has
    for path, line, old, new, passages in corrected.of(compared):
        faults = list(meaning.changed(passages, old, new, _most(new, compared.context), known))
        if faults:
            yield RULE.found(path, line, f"this correction changes {'; '.join(faults)}.")


def changes_more(old: Content, new: Content, context: Context, known: Known) -> bool:
    """Whether a change is more than a correction may be."""
    return any(meaning.changed(edits.passages(old, new), old, new, _most(new, context), known))


def _most(text: Content, context: Context) -> int:
    return RULE.switched(context.checks, text.meta.checks).options["words"]
