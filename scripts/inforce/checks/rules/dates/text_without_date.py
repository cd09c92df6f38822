"""Texts that change under their old date, without a correction that says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from inforce.checks.finding import Found
from inforce.checks.inputs.state import Compared, Context
from inforce.checks.rule import EXAMPLE_DAY, Rule
from inforce.checks.rules.corrections.declared import is_declared
from inforce.checks.rules.corrections.typos import Known, Vocabulary
from inforce.checks.rules.dates import moved_dates
from inforce.source.policy_file import Content

RULE = Rule(
    id="text-without-date",
    title="The text changed, but its effective date did not, and no correction is declared.",
    explains="People who agreed to a text must be able to rely on it. A new text needs a date of its own. You may fix a typo "
    "under the old date if you tell readers so.",
    mend="Write a new effective_date: and change_note:, or declare a correction: corrections: [{date: 2018-03-28, "
    "note: Fixed a typo.}]",
    default="error",
    compares=True,
)


def on_changes(compared: Compared) -> Iterator[Found]:
    """Changes that are neither dated nor declared; nor what the ledger passes over."""
    known, today = Vocabulary(compared).has, compared.context.today
    for pair, old, new in moved_dates.stating(compared):
        same = any(text and old.same_text(text) for text in (new, compared.after.accepted(pair.path)))
        if old.stated == new.stated and not same and not is_declared(old, new, today):
            message = f"the text changed, but its date is still {new.stated}, and no correction is declared."
            mend = _mend(old, new, compared.context, known)
            yield RULE.found(pair.path, new.meta.line("effective_date"), message, mend)


def _mend(old: Content, new: Content, context: Context, known: Known) -> str:
    """The mend; where the change is more than a correction may put right, only a date is offered."""
    from inforce.checks.rules.corrections import correction_changes_meaning  # here, as it asks whether this rule is on

    if not correction_changes_meaning.changes_more(old, new, context, known):
        return RULE.mend.replace(EXAMPLE_DAY, context.today.isoformat())
    day = context.today + timedelta(days=context.notice(new))
    day += timedelta(days=day == new.stated)
    return f"Write a new effective_date: ({day} or later) and change_note:. This changes too much for a correction."
