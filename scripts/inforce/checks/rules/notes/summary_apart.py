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
    title="The text and its summary change apart.",
    explains="The summary is what most readers rely on. Left as it was, it may promise what no longer holds: the rule "
    "looks for numbers in it that the edit takes out of the text. Rewritten without a new date or a correction, it changes "
    "what readers were told without a trace.",
    mend="Bring the summary up to date together with the text; if it still holds, nothing needs to be done.",
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
            message = f"the summary still says “{stale}”, which the edit takes out of the text."
            mend = RULE.mend
        elif old.stated == new.stated and was != now and old.same_text(new) and not is_declared(old, new, today):
            message = f"the summary changed, but neither the date, {new.stated}, nor a correction says so."
            mend = (
                "If it says another thing, write a new effective_date: or declare a correction; else nothing needs to be done."
            )
        else:
            continue
        yield RULE.found(pair.path, new.meta.line("summary"), message, mend)


def _numbers(text: str) -> Counter[str]:
    """The numbers of a text, in digits or written out, with how often each stands there."""
    return Counter(word.casefold() for word in re.findall(rf"{NUMBER}|[^\W\d_]+", text) if is_number(word))
