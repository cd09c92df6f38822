"""Rules on dates: text and date that change apart, dates in the past, notice that is too short, dates that are far away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from inforce.checks.catalogue import BY_ID, EXAMPLE_DAY
from inforce.checks.finding import Found
from inforce.checks.inputs.state import Compared, Context, Pair, View
from inforce.checks.rules import entries
from inforce.checks.rules.corrections import meaning
from inforce.checks.rules.corrections.typos import Known, Vocabulary
from inforce.checks.switches import switched
from inforce.i18n import count
from inforce.source.policy_file import Version
from inforce.source.repository import WORK_TREE

_GENERATIONS = 90  # years back that no text in use has been in force: a year in which a digit is wrong
_DONE = ("last_reviewed", "corrections")  # keys whose days tell what was done


def changed(compared: Compared) -> Iterator[Found]:
    """What a change does to the dates of each policy that was there compared.before."""
    known = Vocabulary(compared).has
    told = {problem.path for problem in compared.after.record.problems if problem.rule == "past-date" and not problem.commit}
    for pair in compared.pairs:
        if pair.old and pair.new and pair.new.stated_by != "commit" and pair.old.stated and pair.new.stated:
            hidden = {*_hidden(pair, pair.new, compared), *(("past-date",) if pair.path in told else ())}
            if compared.after.accepted.get(pair.path) == pair.old.identity:
                hidden.add("text-without-date")  # the ledger passes over the change
            found = _of_pair(pair, pair.old, pair.new, compared.context, known)
            yield from (item for item in found if item.rule not in hidden)


def _hidden(pair: Pair, new: Version, compared: Compared) -> Iterator[str]:
    """What need not be said of a date: `becomes` tells where the text came first (rule 5), and one that the record has already,
    since the ledger put it right, is no other date."""
    before, after = (
        next((policy for policy in state.record.policies if policy.path == path), None)
        for state, path in ((compared.before, pair.old_path), (compared.after, pair.path))
    )
    newest = after.newest if after else None
    is_late = newest is not None and newest.taken_out != "" and newest.first.commit.id == WORK_TREE
    was_there = newest is not None and newest.date == new.stated and before is not None and before.newest.date == newest.date
    if is_late or was_there:
        yield from ("past-date", "date-without-text")


def _of_pair(pair: Pair, old: Version, new: Version, context: Context, known: Known) -> Iterator[Found]:
    same_text = old.identity == new.identity
    if old.stated == new.stated:
        if not same_text and not entries.declared(old, new, context.today):
            yield _undated(pair, old, new, context, known)
        return
    line = new.meta.line("effective_date")
    if same_text and not _moved(old, new, context.today):
        message = f"the effective date moved from {old.stated} to {new.stated}, but the text is the same."
        yield Found("date-without-text", new.path, line, message, BY_ID["date-without-text"].mend)
    day = new.stated
    if day and day < context.today and (not new.meta.retroactive or old.meta.retroactive):
        message = f"effective_date: {day} is {count((context.today - day).days, 'day')} ago."
        mend = BY_ID["past-date"].mend
        if old.meta.retroactive:
            message = f"{message[:-1]}, and retroactive: true was there before, for {old.stated}."
            mend = (
                "Write a date from today on, and delete retroactive:. If this text is to count from then on, too, add the line "
                "checks: {past-date: warning}"
            )
        yield Found("past-date", new.path, line, message, mend)
    elif day and day >= context.today and not (same_text and old.stated and old.stated <= context.today):
        yield from _notice(new, day, line, context)


def _moved(old: Version, new: Version, today: date) -> bool:
    """Whether an announced revision only moves to another day to come."""
    return bool(old.stated and new.stated and min(old.stated, new.stated) > today)


def _undated(pair: Pair, old: Version, new: Version, context: Context, known: Known) -> Found:
    today = context.today
    message = f"the text changed, but its date is still {new.stated}, and no correction is declared."
    mend = BY_ID["text-without-date"].mend.replace(EXAMPLE_DAY, today.isoformat())
    if meaning.changes_more(old, new, context, known):
        day = today + timedelta(days=_asked(new, context))
        day += timedelta(days=day == new.stated)
        mend = f"Write a new effective_date: ({day} or later) and change_note:; this is more than a correction may put right."
    return Found("text-without-date", pair.path, new.meta.line("effective_date"), message, mend)


def _notice(new: Version, day: date, line: int, context: Context) -> Iterator[Found]:
    asked = _asked(new, context)
    given = (day - context.today).days
    if given < asked:
        message = f"effective_date: {day} gives {count(given, 'day')} of notice if it is published today; {asked} are promised."
        yield Found("short-notice", new.path, line, message, BY_ID["short-notice"].mend)


def _asked(text: Version, context: Context) -> int:
    return context.notice_days if text.meta.notice_days is None else text.meta.notice_days


def far(view: View) -> Iterator[Found]:
    """Dates that lie too many years ahead, or further back than anybody publishes policies."""
    today = view.context.today
    for path, text in view.state.texts.items():
        years = switched(BY_ID["far-date"], view.context.checks, text.meta.checks).options["years"]
        for key, day in _dates(text):
            ahead = day.year - today.year
            if ahead > years or (ahead == years and (day.month, day.day) > (today.month, today.day)):
                message = f"{key}: {day} is more than {count(years, 'year')} ahead."
            elif ahead < -_GENERATIONS:
                message = f"{key}: {day} is more than {count(_GENERATIONS, 'year')} ago."
            else:
                continue
            yield Found("far-date", path, text.meta.line(key), message, BY_ID["far-date"].mend)


def ahead(view: View) -> Iterator[Found]:
    """Days to come on which something is said to have been done."""
    for path, text in view.state.texts.items():
        for key, day in _dates(text):
            if key in _DONE and day > view.context.today:
                message = f"{key}: {day} is a day to come."
                yield Found("future-day", path, text.meta.line(key), message, BY_ID["future-day"].mend)


def _dates(text: Version) -> Iterator[tuple[str, date]]:
    meta = text.meta
    named = (
        ("effective_date", text.stated if text.stated_by == "text" else meta.effective_date),
        ("retired", meta.retired),
        ("replaces", meta.replaces),
        ("last_reviewed", meta.last_reviewed),
        *(("corrections", note.date) for note in meta.corrections),
    )
    yield from ((key, day) for key, day in named if day)
