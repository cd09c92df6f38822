"""What a policy is: its revisions, corrections and absences, and what of it is in force on a day (rule 6)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import zip_longest
from typing import Literal

from inforce.keys import CorrectionNote
from inforce.settings import DateSource
from inforce.source.ledger import LedgerEntry
from inforce.source.policy_file import Version
from inforce.source.repository import Commit

_Date = date  # for classes with a field of that name
Reason = Literal["earlier", "taken", "undated", "unreadable"]  # why a text is not published: its date, or its file
State = Literal["in force", "upcoming", "retired", "deleted", "not in force"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The text of a revision changed under the same date (rule 3); numbered from 1."""

    number: int
    version: Version
    notes: tuple[CorrectionNote, ...]

    @property
    def note(self) -> str:
        """What readers are told about the correction; "" if nothing was."""
        return " ".join(note.note for note in self.notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescheduled:
    """A revision's date moved before it arrived (rule 5): the date before, and the commit that moved it."""

    was: date
    commit: Commit


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOver:
    """A commit whose change of a text the ledger counts as none (rule 10), and the ledger's note, "" if it has none."""

    commit: Commit
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One dated text of a policy.

    `order` is its place in the order of first publication within its policy, from 0; it never changes. `precedence` is that of
    the last commit that published it, which a revert can raise: of two that could be in force, the higher one is (rule 6).
    `stood` holds the day of each commit that published it and its precedence from then on. `guessed` holds the days of commits
    by which it was known until the policy stated its day, each with the number of the correction that was known by it, or 0.
    `published` is the commit that brought its text to the branch. `withdrawn` is the commit that took it back
    before it was in force, `replaced_by` the date of the revision that said `replaces`.
    """

    date: _Date
    date_source: DateSource
    order: int
    precedence: int
    published: Commit
    stood: tuple[tuple[_Date, int], ...] = ()
    first: Version
    corrections: tuple[Correction, ...] = ()
    note: str = ""
    retroactive: bool = False
    brought_forward: bool = False
    reissue: bool = False
    taken_out: str = ""  # the name that its text had as a correction before its date came (rule 5)
    rescheduled: tuple[Rescheduled, ...] = ()
    guessed: tuple[tuple[_Date, int], ...] = ()
    given_way: int = 0  # texts of its day before it, whose names as its corrections lead to it
    withdrawn: Commit | None = None
    replaced_by: _Date | None = None
    ledger: tuple[LedgerEntry, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()  # since its last correction
    text: Version  # with its corrections and with what the ledger passes over

    @property
    def id(self) -> str:
        """The revision's permanent name: its effective date (rule 2)."""
        return self.date.isoformat()

    @property
    def brought_back(self) -> _Date | None:
        """The day on which a revision that another had superseded was published again, to count for the past too (rule 6)."""
        again = self.retroactive and not self.rescheduled and len(self.stood) > 1
        return self.stood[-1][0] if again else None

    @property
    def own(self) -> Version:
        """Its text with its corrections, but without what the ledger passes over: what it is compared by as the newer one."""
        return self.corrections[-1].version if self.corrections else self.first

    @property
    def left_out(self) -> tuple[PassedOver, ...]:
        """What `text` has and `own` has not."""
        return self.passed_over if self.own.identity != self.text.identity else ()

    @property
    def texts(self) -> tuple[tuple[str, Version], ...]:
        """Every text with its permanent name: only the revision's own, or `.0` (as first published), `.1`, `.2` ..."""
        if not self.corrections:
            return ((self.id, self.text),)
        first = ((f"{self.id}.0", self.first),)
        return first + tuple((f"{self.id}.{c.number}", c.version) for c in self.corrections)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A time in which the policy is not offered (rule 8): from `since` to the day before `until`, None while it lasts; the
    policy that takes its place as the file names it, and why in the file's words, "" for none."""

    since: date
    until: date | None
    kind: Literal["retired", "deleted"]
    commit: Commit
    successor: str = ""
    note: str = ""

    def covers(self, day: date) -> bool:
        """Whether the policy is absent on that day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpublished:
    """A text that is in the repository and was left out of the record; `day` is the date that it states, if one can be read.

    `newest`: no text came after it, so that the one that is shown is not what the file says.
    """

    commit: Commit
    reason: Reason
    day: date | None = None
    newest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Days on which a text is in force: from `start` to the day before `end`, None while no end is known."""

    start: date
    end: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days from `start` to the day before `end` (None while no end is known) on which the same holds: a revision is in force,
    or the policy is absent, or neither."""

    start: date
    end: date | None
    revision: Revision | None
    absence: Absence | None

    @property
    def state(self) -> State:
        """What the policy is on these days."""
        return self.absence.kind if self.absence else "in force" if self.revision else "not in force"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """Days from `start` to the day before `end` on which who agreed to the policy agreed to the same revision.

    `counting` is the revision that counts for these days by what was published since, None if it is the same one.
    """

    start: date
    end: date | None
    revision: Revision
    counting: Revision | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One policy: its permanent address, everything published of it in order of publication, and its absences."""

    address: str  # path of its pages, without slashes at the ends: "terms/refund-policy"
    path: str  # of the newest file in the repository
    former_addresses: tuple[str, ...]
    revisions: tuple[Revision, ...]
    absences: tuple[Absence, ...]
    last_reviewed: date | None
    ledger: tuple[LedgerEntry, ...]  # entries that concern no single revision any more
    unpublished: tuple[Unpublished, ...] = ()
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
            self._due.extend(_highest(standing))
        return _by(self._due, day)

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
            days = sorted({r.date for r in self.revisions} | set(_edges(self.absences)))
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
            days = sorted(set(_edges(self.absences)) | {a.commit.day for a in self.absences} | set(_stood(self.revisions)))
            known = _highest(_known(self.revisions))
            for start, end in zip_longest(days, days[1:]):
                counting = self.in_force(start)
                absent = any(absence.covers(start) and absence.commit.day <= start for absence in self.absences)
                revision = (None if absent else _by(known, start)) or counting
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


def _edges(absences: Iterable[Absence]) -> Iterable[date]:
    for absence in absences:
        yield absence.since
        if absence.until:
            yield absence.until


def _known(revisions: Iterable[Revision]) -> Iterable[tuple[date, int, Revision]]:
    """Revisions with each precedence that they had, and the first day on which readers were under them by it."""
    for revision in revisions:
        # Moved before it came: until then it had not.
        least = max([revision.date, *(step.commit.day for step in revision.rescheduled)])
        if not revision.withdrawn:
            yield from ((max(published, least), precedence, revision) for published, precedence in revision.stood)


def _highest(known: Iterable[tuple[date, int, Revision]]) -> list[tuple[date, Revision]]:
    """The revision of the highest precedence from each day on, where that is another than before."""
    found: list[tuple[date, Revision]] = []
    top: tuple[int, int] | None = None
    for day, precedence, revision in sorted(known, key=lambda item: item[0]):
        rank = (precedence, -revision.order)
        if top is None or rank > top:
            top = rank
            found.append((day, revision))
    return found


def _by(found: Sequence[tuple[date, Revision]], day: date) -> Revision | None:
    """What holds on a day, by the last that began."""
    place = bisect_right(found, day, key=lambda item: item[0])
    return found[place - 1][1] if place else None


def _stood(revisions: Iterable[Revision]) -> Iterable[date]:
    """The days on which what is shown of revisions can change."""
    for revision in revisions:
        yield revision.date
        yield from (day for day, _ in revision.stood)
        yield from (step.commit.day for step in revision.rescheduled)


def find(policies: Sequence[Policy], name: str) -> list[Policy]:
    """The policies that a name may mean: an address, a path, a former address, or a last name where that is unique."""
    wanted = name.strip("/").removesuffix(".md")
    exact = [p for p in policies if wanted in (p.address, p.path.removesuffix(".md"))]
    former = [p for p in policies if wanted in p.former_addresses]
    return exact or former or [p for p in policies if wanted in (p.name, p.collection)]


def successor(policy: Policy, absence: Absence | None, policies: Sequence[Policy]) -> Policy | None:
    """The policy that takes the place of one that is no longer offered, where another one is named."""
    found = find(policies, absence.successor) if absence and absence.successor else []
    return found[0] if len(found) == 1 and found[0].address != policy.address else None
