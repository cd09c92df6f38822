"""Days to come on which something is said to have been done."""

from __future__ import annotations

from collections.abc import Iterator

from inforce.checks.finding import Found
from inforce.checks.inputs.state import View
from inforce.checks.rule import Rule
from inforce.checks.rules.dates import named_days

RULE = Rule(
    id="future-day",
    title="A correction or a review has a date in the future.",
    explains="Both tell readers what was done. With a date in the future, they would read of what nobody has done yet.",
    mend="Write the day on which it was done: today or earlier.",
    default="warning",
)
_DONE = ("last_reviewed", "corrections")  # keys whose days tell what was done


def on_texts(view: View) -> Iterator[Found]:
    """Each such day of the front matter."""
    for path, text in view.texts.items():
        for key, day in named_days.of(text):
            if key in _DONE and day > view.context.today:
                message = f"{key}: {day} is in the future."
                yield RULE.found(path, text.meta.line(key), message)
