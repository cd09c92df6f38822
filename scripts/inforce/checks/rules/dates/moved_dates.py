"""Changes of policies whose files state their dates, and what the record tells of a date by itself."""

from __future__ import annotations

from collections.abc import Iterator

from inforce.checks.inputs.state import Compared, Pair
from inforce.source.commits import WORK_TREE
from inforce.source.policy_file import Content

Change = tuple[Pair, Content, Content]


def stating(compared: Compared) -> Iterator[Change]:
    """The changes of which both texts state a date, and the new one one of its own, not that of its commit."""
    for pair, old, new in compared.both():
        if new.stated_by != "commit" and old.stated and new.stated:
            yield pair, old, new


def moved(compared: Compared) -> Iterator[Change]:
    """Those with another date than before, unless it needs no word: `becomes` tells where the text came first (rule 5), and one
    that the record has already, since the ledger put it right, is no other date."""
    for pair, old, new in stating(compared):
        was, now = (
            policy and policy.newest for policy in (compared.before.policy(pair.old_path), compared.after.policy(pair.path))
        )
        is_late = now and now.taken_out and now.first.commit.id == WORK_TREE
        was_there = was and now and was.date == now.date == new.stated
        if old.stated != new.stated and not is_late and not was_there:
            yield pair, old, new
