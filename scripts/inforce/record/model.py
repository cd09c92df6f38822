"""What a policy is: its address, its revisions and absences, and what readers ask of them for a day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import zip_longest

from inforce.later import Later
from inforce.record import in_force
from inforce.record.revision import Absence, Agreed, Interval, Period, Revision, State, Unpublished
from inforce.source.ledger import LedgerEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy(Later):
    """One policy: its permanent address, everything published of it in order of publication, and its absences."""

    address: str  # path of its pages, without slashes at the ends: "terms/refund-policy"
    path: str  # of the newest file in the repository
    former_addresses: tuple[str, ...]
    revisions: tuple[Revision, ...]
    absences: tuple[Absence, ...]
    last_reviewed: date | None
    ledger: tuple[LedgerEntry, ...]  # entries that concern no single revision any more
    unpublished: tuple[Unpublished, ...] = ()
    paths: frozenset[str] = field(default=frozenset(), compare=False)  # every one at which its files lay, if that is known
    # Pages ask for these again and again; a policy never changes, so that each is found once.
    _due: list[tuple[date, Revision]] = field(default_factory=list, init=False, repr=False, compare=False)
    _periods: list[Period] = field(default_factory=list, init=False, repr=False, compare=False)
    _intervals: dict[int, list[Interval]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _agreed: list[Agreed] = field(default_factory=list, init=False, repr=False, compare=False)
    _agreed_to: dict[int, tuple[Agreed, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _upcoming: dict[date, tuple[Revision, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def collection(self) -> str:
        """The address of its collection; a policy directly in the policies' folder is a collection of its own."""
        return self.address.rpartition("/")[0] or self.address

    @property
    def name(self) -> str:
        """The last part of the address."""
        return self.address.rpartition("/")[2]

    @property
    def newest(self) -> Revision:
        """The revision published last, of those not withdrawn if there are any."""
        standing = [revision for revision in self.revisions if not revision.withdrawn]
        return (standing or list(self.revisions))[-1]

    def in_force(self, day: date) -> Revision | None:
        """Rule 6: the last published revision, not withdrawn, whose date is not after the day; None if none or absent."""
        return None if self.absence(day) else self._last_by(day)

    def _last_by(self, day: date) -> Revision | None:
        if not self._due:
            standing = ((r.date, r.precedence, r) for r in self.revisions if not r.withdrawn)
            self._due.extend(in_force.highest(standing))
        return in_force.on(self._due, day)

    def absence(self, day: date) -> Absence | None:
        """Why the policy is not offered on that day, None if it is."""
        return next((absence for absence in reversed(self.absences) if absence.covers(day)), None)

    def upcoming(self, day: date) -> tuple[Revision, ...]:
        """The revisions that will be in force later as things stand (rule 7), by date."""
        if day not in self._upcoming:
            later = {revision.date for revision in self.revisions if revision.date > day and not revision.withdrawn}
            found = tuple(r for due in sorted(later) if (r := self.in_force(due)) is not None and r.date == due)
            self._upcoming[day] = found
        return self._upcoming[day]

    def last_in_force(self, day: date) -> Revision:
        """The revision in force, or the one that was last, or the first to come: what the policy's page shows."""
        return self.in_force(day) or self._last_by(day) or next(iter(self.upcoming(day)), self.newest)

    def title(self, day: date) -> str:
        """What the policy's page calls it on that day."""
        return self.last_in_force(day).text.title

    def state(self, day: date) -> State:
        """What the policy is on that day."""
        absence = self.absence(day)
        if absence:
            return absence.kind
        if self.in_force(day):
            return "in force"
        return "upcoming" if self.upcoming(day) else "not in force"

    def revision(self, name: str) -> Revision | None:
        """The revision of that date, also by a date that it had before."""
        by_id = {revision.id: revision for revision in self.revisions}
        return by_id.get(name) or by_id.get(self.moved_dates().get(name, "").partition(".")[0])

    def moved_dates(self) -> dict[str, str]:
        """Dates that revisions had before (rules 5 and 9) -> the name of their text now; their addresses redirect."""
        taken = {revision.id for revision in self.revisions}
        moved = {}
        for revision in self.revisions:
            for step in revision.rescheduled:
                if step.was.isoformat() not in taken:
                    moved[step.was.isoformat()] = revision.id
            for day, number in revision.guessed:
                if day.isoformat() not in taken:
                    moved[day.isoformat()] = f"{revision.id}.{number}" if number else revision.id
        return moved

    def periods(self) -> tuple[Period, ...]:
        """All days from the first on which anything of the policy was due, in order and without a gap, by what is known now."""
        if not self._periods:
            days = sorted({r.date for r in self.revisions} | set(in_force.days_of(self.absences)))
            for start, end in zip_longest(days, days[1:]):
                revision, absence = self.in_force(start), self.absence(start)
                last = self._periods[-1] if self._periods else None
                if last and last.revision is revision and last.absence is absence:
                    self._periods[-1] = replace(last, end=end)
                else:
                    self._periods.append(Period(start=start, end=end, revision=revision, absence=absence))
        return tuple(self._periods)

    def ahead(self, day: date) -> tuple[Period, ...]:
        """The period that holds on a day, and all that are to follow by what is known now."""
        later = tuple(p for p in self.periods() if p.end is None or p.end > day)
        if later and later[0].start <= day:
            return later
        first = later[0].start if later else None
        return (Period(start=day, end=first, revision=None, absence=None), *later)

    def intervals(self, revision: Revision) -> tuple[Interval, ...]:
        """The days on which a revision is in force, by all that is known now; none for one that never is."""
        if not self._intervals:
            for period in self.periods():
                if period.revision:
                    found = self._intervals.setdefault(period.revision.order, [])
                    found.append(Interval(start=period.start, end=period.end))
        return tuple(self._intervals.get(revision.order, ()))

    def worded(self, revision: Revision, number: int) -> tuple[Interval, ...]:
        """The days on which a revision is in force in the words of its correction `number`, 0 for those first published."""
        days = [date.min, *(correction.version.commit.day for correction in revision.corrections), date.max]
        first, after = days[number], days[number + 1]
        cut = [(max(part.start, first), min(part.end or date.max, after)) for part in self.intervals(revision)]
        return tuple(Interval(start=start, end=None if end == date.max else end) for start, end in cut if start < end)

    def agreed(self) -> tuple[Agreed, ...]:
        """What readers were shown as the text in force, day by day, by what had been published by then (rule 6).

        Where nothing had been published yet, it is the revision that counts for the day: there is no other to go by.
        """
        if not self._agreed and self.revisions:
            days = sorted(
                set(in_force.days_of(self.absences))
                | {a.commit.day for a in self.absences}
                | set(in_force.days_of_change(self.revisions))
            )
            known = in_force.highest(in_force.by_what_was_known(self.revisions))
            edges = sorted(days)
            for start, end in zip_longest(edges, edges[1:]):
                counting = self.in_force(start)
                absent = any(absence.covers(start) and absence.commit.day <= start for absence in self.absences)
                revision = (None if absent else in_force.on(known, start)) or counting
                if not revision:
                    continue
                found = Agreed(start=start, end=end, revision=revision, counting=None if counting is revision else counting)
                last = self._agreed[-1] if self._agreed else None
                if last and (last.end, last.revision, last.counting) == (start, found.revision, found.counting):
                    self._agreed[-1] = replace(last, end=end)
                else:
                    self._agreed.append(found)
        return tuple(self._agreed)

    def agreed_to(self, revision: Revision) -> tuple[Agreed, ...]:
        """The days on which who agreed to the policy agreed to a revision."""
        if not self._agreed_to:
            for agreed in self.agreed():
                self._agreed_to[agreed.revision.order] = (*self._agreed_to.get(agreed.revision.order, ()), agreed)
        return self._agreed_to.get(revision.order, ())

    def superseded_retroactively(self, revision: Revision) -> Revision | None:
        """The retroactive revision that took the place of one for all its time; None for one that has days of its own."""
        if revision.withdrawn or self.intervals(revision):
            return None
        later = [r for r in self.revisions if r.retroactive and r.precedence > revision.precedence]
        return next((r for r in later if r.date <= revision.date < (r.brought_back or r.published.day)), None)

    def predecessor(self, revision: Revision) -> Revision | None:
        """What the changes of a revision are shown against: the revision that was published before it and stands. One whose
        day would only come later is passed over, since readers would not have been under it yet (rule 6)."""
        begins = max(revision.date, revision.published.day)
        newest: Revision | None = None
        for found in reversed(self.revisions[: revision.order]):
            if found.withdrawn and not revision.withdrawn:
                continue
            if found.date <= begins:
                return found
            newest = newest or found
        return newest


def find(policies: Sequence[Policy], name: str, fold: Callable[[str], str] = str) -> list[Policy]:
    """The policies that a name may mean: an address, a path, a former address, or a last name where that is unique.

    Names are the same if what `fold` makes of them is.
    """
    wanted = fold(name.strip("/").removesuffix(".md"))
    exact = [p for p in policies if wanted in map(fold, (p.address, p.path.removesuffix(".md")))]
    former = [p for p in policies if wanted in map(fold, p.former_addresses)]
    return exact or former or [p for p in policies if wanted in map(fold, (p.name, p.collection))]


def successor(policy: Policy, absence: Absence | None, policies: Sequence[Policy]) -> Policy | None:
    """The policy that takes the place of one that is no longer offered, where another one is named."""
    found = find(policies, absence.successor) if absence and absence.successor else []
    return found[0] if len(found) == 1 and found[0].address != policy.address else None
