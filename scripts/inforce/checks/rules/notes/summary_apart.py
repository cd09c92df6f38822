"""Summaries that do not go with the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from inforce.checks.finding import Found
from inforce.checks.inputs.legal_words import NUMBER, is_number
from inforce.checks.inputs.state import Compared
from inforce.checks.rule import Rule
from inforce.checks.rules.corrections.declared import is_declared

RULE = Rule(
    id="summary-apart",
    title="The text changed without its summary, or the summary without the text.",
    explains="Most readers rely on the summary. If you leave it as it was, it may promise what is no longer true: the rule "
    "looks for numbers in it that the edit takes out of the text. If you rewrite it without a new date or a correction, you "
    "change what readers were told and leave no trace.",
    mend="Change the summary together with the text. If it is still true, you need not do anything.",
    default="warning",
    compares=True,
)


def on_changes(compared: Compared) -> Iterator[Found]:
    """Summaries that still name a number which the edit takes out of the text, or change without a date or a correction that
    says so."""
    today = compared.context.today
    for pair, old, new in compared.both():
        was, now = (text.meta.summary.split() for text in (old, new))
        if not was or not now:
            continue
        gone = _numbers(old.body) - _numbers(new.body)
        stale = next((number for number in _numbers(new.meta.summary) if number in gone), "")
        if stale and old.stated != new.stated and was == now:
            message = f"the summary still says “{stale}”, but the edit takes that out of the text."
            mend = RULE.mend
        elif old.stated == new.stated and was != now and old.same_text(new) and not is_declared(old, new, today):
            message = f"the summary changed, but its date is still {new.stated}, and no correction is declared."
            mend = "If it means something else now, write a new effective_date: or declare a correction. Otherwise, leave it."
        else:
            continue
        yield RULE.found(pair.path, new.meta.line("summary"), message, mend)


def _numbers(text: str) -> Counter[str]:
    """The numbers of a text, in digits or written out, with how often each stands there."""
    return Counter(word.casefold() for word in re.findall(rf"{NUMBER}|[^\W\d_]+", text) if is_number(word))
