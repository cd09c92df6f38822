"""New effective dates in the past."""

from __future__ import annotations

from collections.abc import Iterator

from inforce.checks.finding import Found
from inforce.checks.inputs.state import Compared
from inforce.checks.rule import Rule
from inforce.checks.rules.dates import moved_dates
from inforce.i18n import count

RULE = Rule(
    id="past-date",
    title="The new effective date lies in the past.",
    explains="Nobody can comply with a text before it is published. Terms that count from an earlier day are void in many "
    "places, and must at least say that they do.",
    mend="Write a date from today on, or, if the text really is to count from then on, add retroactive: true.",
    default="error",
    compares=True,
)


def on_changes(compared: Compared) -> Iterator[Found]:
    """New dates before today that nobody says are meant; not those of which the record tells."""
    today = compared.context.today
    told = {problem.path for problem in compared.after.record.problems if problem.rule == RULE.id and not problem.commit}
    for pair, old, new in moved_dates.moved(compared):
        day, was_retroactive = new.stated, old.meta.retroactive
        if pair.path in told or not day or day >= today or (new.meta.retroactive and not was_retroactive):
            continue
        message, mend = f"effective_date: {day} is {count((today - day).days, 'day')} ago", RULE.mend
        if was_retroactive:
            message += f", and retroactive: true was there before, for {old.stated}"
            mend = (
                "Write a date from today on, and delete retroactive:. If this text is to count from then on, too, add the line "
                "checks: {past-date: warning}"
            )
        yield RULE.found(new.path, new.meta.line("effective_date"), f"{message}.", mend)
