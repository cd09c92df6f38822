"""Revisions that take effect sooner than the promised notice allows."""

from __future__ import annotations

from collections.abc import Iterator

from inforce.checks.finding import Found
from inforce.checks.inputs.state import Compared
from inforce.checks.rule import Rule
from inforce.checks.rules.dates import moved_dates
from inforce.i18n import count

RULE = Rule(
    id="short-notice",
    title="The revision takes effect sooner than the promised notice allows.",
    explains="Contracts and laws ask for notice: 15 days for terms of online platforms towards businesses (Regulation (EU) "
    "2019/1150, Article 3(2)). The rule does nothing until you set notice_days: for the site in mkdocs.yml, or for "
    "a policy in its front matter.",
    mend="Write a later effective_date:, or a smaller notice_days: for this policy. If you only fix typos, keep "
    "the old date, and declare a correction.",
    default="error",
    compares=True,
)


def on_changes(compared: Compared) -> Iterator[Found]:
    """New dates from today on that lie too near, unless a text that is in force only gets another date."""
    today = compared.context.today
    for _, old, new in moved_dates.stating(compared):
        is_in_force = old.same_text(new) and old.stated is not None and old.stated <= today
        if old.stated == new.stated or not new.stated or new.stated < today or is_in_force:
            continue
        given, asked = (new.stated - today).days, compared.context.notice(new)
        if given < asked:
            days = count(given, "day")
            message = f"effective_date: {new.stated} gives {days} of notice if it is published today, but {asked} are promised."
            yield RULE.found(new.path, new.meta.line("effective_date"), message)
