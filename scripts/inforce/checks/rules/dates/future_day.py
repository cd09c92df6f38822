"""Days to come on which something is said to have been done."""

from __future__ import annotations

from collections.abc import Iterator

from inforce.checks.finding import Found
from inforce.checks.inputs.state import View
from inforce.checks.rule import Rule
from inforce.checks.rules.dates import named_days

RULE = Rule(
    id="future-day",
    title="A correction or a review is dated to a day to come.",
    explains="Both tell what was done. On a day that has not come, readers would be told of what nobody has done yet.",
    mend="Write the day on which it was done, today at the latest.",
    default="warning",
)
_DONE = ("last_reviewed", "corrections")  # keys whose days tell what was done


def on_texts(view: View) -> Iterator[Found]:
    """Each such day of the front matter."""
    for path, text in view.texts.items():
        for key, day in named_days.of(text):
            if key in _DONE and day > view.context.today:
                message = f"{key}: {day} is a day to come."
                yield RULE.found(path, text.meta.line(key), message)
