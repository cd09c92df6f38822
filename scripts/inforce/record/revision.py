"""What a revision is, with its corrections; the absences and periods of its policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from inforce.keys import CorrectionNote
from inforce.settings import DateSource, NoteSource
from inforce.source.commits import Commit
from inforce.source.ledger import LedgerEntry
from inforce.source.policy_file import Version

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
    note_source: NoteSource = "front_matter"
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
        return self.passed_over if not self.own.same_text(self.text) else ()

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
