"""What a revision owes its readers once its history is read: a note, a date that can be meant, lines that still hold for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from inforce.problems import Problem
from inforce.record.model import Revision
from inforce.source.lineage import Snapshot
from inforce.source.repository import WORK_TREE

_FAR = 10  # years that a policy is announced ahead at most, unless the year is mistyped
_STATED = ("front_matter", "ledger")  # where somebody wrote the date for readers, and owes them a note


@dataclass(slots=True, kw_only=True)
class Unfinished:
    """A revision while its history is still being read."""

    revision: Revision
    created: str  # the commit that stated its date
    precedence: int = 0
    stood: list[tuple[date, int]] = field(default_factory=list)  # days on which it was published, and its precedence then
    too_late: bool = False  # the file that began it said that the policy is retired by then
    wrong_replaces: tuple[str, str] = ("", "")  # what is wrong with `replaces`, and the mend

    @property
    def date(self) -> date:
        """Its effective date."""
        return self.revision.date

    def change(self, **values: object) -> None:
        """Give the revision other values."""
        self.revision = replace(self.revision, **values)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """The faults of one policy's revisions; `tip` is its newest file, and `ledger` the path of what can put old ones right."""

    tip: Snapshot
    address: str
    ledger: str

    def faults(self, unfinished: Unfinished, *, first: bool, newest: bool) -> Iterator[Problem]:
        """What the revision lacks; `first` of the policy, `newest`: of the file that can still be mended."""
        revision = unfinished.revision
        if not first and not revision.note and revision.date_source in _STATED:
            mend = "Add, for example: change_note: Clarified course purchases."
            message = "a revision needs a line that tells readers what changed."
            yield self._fault(unfinished, newest, "change_note", message, mend)
        if (
            revision.date.year > revision.published.day.year + _FAR
            and revision.date_source == "front_matter"
            and not revision.withdrawn
            and unfinished.created != WORK_TREE  # the check's rule far-date says it of what is not committed
        ):
            entry = f"effective_date: {revision.date}"
            line = f"{self.address}: {{{unfinished.created[:10]}: {{{entry}}}}}"
            mend = f"Correct the date, or, once this is published, confirm it in {self.ledger} with the line {line}"
            message = f"is the year right? {revision.date} is more than {_FAR} years after the day of publication."
            yield self._fault(unfinished, newest, "effective_date", message, mend, entry)
        if newest:
            yield from self._idle_lines(unfinished, first)
        message, mend = unfinished.wrong_replaces
        if message:
            yield self._fault(unfinished, newest, "replaces", message, mend)

    def _idle_lines(self, unfinished: Unfinished, first: bool) -> Iterator[Problem]:
        """Lines of the newest file that do not go with its date (rules 6 and 8)."""
        revision, meta = unfinished.revision, unfinished.revision.text.meta
        if meta.retroactive and revision.date > self.tip.commit.day:
            message = f"true says nothing here: {revision.date} was still to come on the day of publication."
            yield self._fault(unfinished, True, "retroactive", message, "Delete the line, or correct effective_date:.")
        if meta.retired and unfinished.too_late and revision.date >= meta.retired and not first:
            message = f"the policy is retired from {meta.retired} on, so that the revision of {revision.date} would never be "
            message += "in force."
            mend = "Delete the line, with superseded_by: and retired_note:, to offer the policy again, or correct the date."
            yield self._fault(unfinished, True, "retired", message, mend)

    def _fault(
        self, unfinished: Unfinished, newest: bool, key: str, message: str, mend: str, entry: str = "note: ..."
    ) -> Problem:
        """In the newest file, or in an old commit, which only an `entry` of the ledger can put right."""
        version = unfinished.revision.text
        if not newest:
            line = f"{self.address}: {{{unfinished.created[:10]}: {{{entry}}}}}"
            mend = f"An old commit cannot be mended; put it right in {self.ledger}, with the line {line}"
        return Problem(
            path=self.tip.path if newest else version.path,
            line=version.meta.line(key),
            field=version.meta.keys.called(key),
            message=message,
            mend=version.meta.keys.said(mend),
            key=key,
            commit="" if newest else unfinished.created,
            rule="note-missing" if key == "change_note" else "record",
        )
