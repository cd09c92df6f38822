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
    title="The new effective date is in the past.",
    explains="Nobody can comply with a text before it is published. In many places, terms that apply from an earlier day "
    "are void; at the least they must say so.",
    mend="Write today's date or a later one. If the text really applies from that earlier day, add retroactive: true.",
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
                "Write today's date or a later one, and delete retroactive:. If this text, too, applies from that earlier day, "
                "add the line checks: {past-date: warning}"
            )
        yield RULE.found(new.path, new.meta.line("effective_date"), f"{message}.", mend)
