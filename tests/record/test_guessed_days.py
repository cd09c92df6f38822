"""Every order of texts that state a day or none: no text is lost for a day that was guessed, and none beats a stated one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import product

from inforce.cache import Cache
from inforce.record import timeline
from inforce.record.model import Policy
from inforce.record.timeline import Step, Timeline
from inforce.settings import DateSource
from inforce.source import policy_file
from inforce.source.commits import Commit
from inforce.source.ledger import Ledger
from inforce.source.lineage import Snapshot
from inforce.text.rendering import rendering

_FIRST = date(2018, 1, 1)
_LATER = date(2030, 1, 1)
_PUBLISHED = [(0, 40, 80), (0, 0, 40), (0, 40, 20)]  # days after the first: one by one, two of one day, a clock that went back
_STATED = [None, *(_FIRST + timedelta(days=days) for days in (-10, 0, 35, 75, 130))]  # long past, past, to come
_RENDER = rendering(Cache(None))


@cache
def _step(number: int, day: date, stated: date | None, words: str) -> Step:
    when = datetime(day.year, day.month, day.day, 12, number, tzinfo=UTC)
    commit = Commit(id=f"{number:040x}", index=number, published=when, author="Ann", subject="change")
    snapshot = Snapshot(commit=commit, path="policies/a.md", blob=f"{number}")
    text = f"# Rules\n\n{f'Effective {stated}' if stated else ''}\n\n{words}\n"
    dates: tuple[DateSource, ...] = ("front_matter", "text", "commit")
    said = policy_file.read(text.encode(), snapshot.path, snapshot.blob, dates, _RENDER, lambda _: "", published=day)
    return Step(snapshot=snapshot, version=said.content and said.content.at(commit), problems=said.problems)


def _build(steps: Sequence[Step]) -> tuple[Timeline, Policy]:
    found = timeline.build(steps, Ledger(path="ledger.yml"), frozenset({"a"}), "a")
    policy = Policy(
        address="a",
        path="policies/a.md",
        former_addresses=(),
        revisions=found.revisions,
        absences=(),
        last_reviewed=None,
        ledger=(),
    )
    return found, policy


def test_every_order() -> None:
    """The newest text is what readers get, at once or from the day that is announced; it is left out only where another text
    stated a day against it. A day that the text states is that of its revision, or there is a problem."""
    for orders, days in product(product(product(_STATED, ("One.", "Two.")), repeat=3), _PUBLISHED):
        published = [_FIRST + timedelta(days=after) for after in days]
        steps = [_step(k, day, *text) for k, (day, text) in enumerate(zip(published, orders, strict=True))]
        found, policy = _build(steps)
        told = f"{[(str(day), str(stated), words) for day, (stated, words) in zip(published, orders, strict=True)]}"
        names = [revision.id for revision in found.revisions]
        assert len(names) == len(set(names)), told
        newest = steps[-1].version
        assert newest
        if any(text.newest for text in found.unpublished):
            _, before = _build(steps[:-1])
            standing = before.in_force(published[-1])
            assert newest.stated_by == "text", told
            assert (standing or before.newest).date_source == "text", told
            continue
        shown = policy.in_force(_LATER)
        assert shown, told
        assert shown.text.identity == newest.identity, told
        stated, _ = orders[-1]
        if stated and not found.problems:
            assert shown.date == stated, told
