"""Dates that lie too many years ahead, or further back than anybody publishes policies."""

from __future__ import annotations

from collections.abc import Iterator

from inforce.checks.finding import Found
from inforce.checks.inputs.state import View
from inforce.checks.rule import Option, Rule
from inforce.checks.rules.dates import named_days
from inforce.i18n import count

RULE = Rule(
    id="far-date",
    title="A date is more than ten years in the future, or more than ninety in the past.",
    explains="This is almost always a typo. With 2081 for 2018, the revision would not take effect for decades; "
    "with 1018, it would have been in force for a thousand years.",
    mend="Correct the year.",
    default="error",
    options=(Option(name="years", default=10, explains="how many years ahead a date may lie"),),
)
_GENERATIONS = 90  # years back that no text in use has been in force: a year in which a digit is wrong


def on_texts(view: View) -> Iterator[Found]:
    """Each such date of the front matter."""
    today = view.context.today
    for path, text in view.texts.items():
        years = RULE.switched(view.context.checks, text.meta.checks).options["years"]
        for key, day in named_days.of(text):
            ahead = day.year - today.year
            if ahead > years or (ahead == years and (day.month, day.day) > (today.month, today.day)):
                message = f"{key}: {day} is more than {count(years, 'year')} ahead."
            elif ahead < -_GENERATIONS:
                message = f"{key}: {day} is more than {count(_GENERATIONS, 'year')} ago."
            else:
                continue
            yield RULE.found(path, text.meta.line(key), message)
