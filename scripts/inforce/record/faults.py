"""What is wrong with a policy when its history is read: what revisions owe their readers, days and commits left out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from inforce.keys import OF_OTHERS
from inforce.problems import Problem
from inforce.record.revision import Revision, Unpublished
from inforce.settings import NoteSource
from inforce.source.commits import WORK_TREE
from inforce.source.lineage import Snapshot
from inforce.source.policy_file import Version
from inforce.text import stated_dates

_MEANT = "Correct the date. If the text really applies from that earlier day, add retroactive: true."
_FAR = 10  # years that a policy is announced ahead at most, unless the year is mistyped
_STATED = ("front_matter", "ledger")  # where there is a file for the note; others need no front matter


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
    notes: NoteSource

    def faults(self, unfinished: Unfinished, *, first: bool, newest: bool) -> Iterator[Problem]:
        """What the revision lacks; `first` of the policy, `newest`: of the file that can still be mended."""
        revision = unfinished.revision
        told = revision.note or self.notes == "commit"  # what is not committed has no subject yet
        if not first and not told and revision.date_source in _STATED:
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
            line = self._entry(unfinished, entry)
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
            message = f"this is not needed: {revision.date} was still to come on the day of publication."
            yield self._fault(unfinished, True, "retroactive", message, "Delete the line, or correct effective_date:.")
        if meta.retired and unfinished.too_late and revision.date >= meta.retired and not first:
            message = f"the policy is retired from {meta.retired} on, so that the revision of {revision.date} would never be "
            message += "in force."
            mend = "Delete the line, with superseded_by: and retired_note:, to offer the policy again, or correct the date."
            yield self._fault(unfinished, True, "retired", message, mend)

    def _entry(self, unfinished: Unfinished, entry: str) -> str:
        """The line of the ledger with an entry for the commit that brought a revision."""
        return f"{self.address}: {{{unfinished.created[:10]}: {{{entry}}}}}"

    def _fault(
        self, unfinished: Unfinished, newest: bool, key: str, message: str, mend: str, entry: str = "note: ..."
    ) -> Problem:
        """In the newest file, or in an old commit, which only an `entry` of the ledger can put right."""
        version = unfinished.revision.text
        if not newest:
            line = self._entry(unfinished, entry)
            mend = f"You cannot change an old commit; put it right in {self.ledger}, with the line {line}"
        return Problem(
            path=self.tip.path if newest else version.path,
            line=version.meta.line(key),
            field=version.meta.keys.called(key),
            message=message,
            mend=version.meta.keys.said(mend),
            key=key,
            commit="" if newest else unfinished.created,
            since=unfinished.created if unfinished.created != WORK_TREE else "",
            rule="note-missing" if key == "change_note" else "record",
        )


@dataclass(slots=True)
class Broken:
    """The broken commits of one policy, in order of publication."""

    found: list[tuple[Snapshot, tuple[Problem, ...]]] = field(default_factory=list)
    texts: list[Unpublished] = field(default_factory=list)  # those with words that were not published before

    def add(self, snapshot: Snapshot, problems: tuple[Problem, ...], text: Unpublished | None) -> None:
        """Keep what is wrong in a commit, and the text that is left out for it."""
        self.found.append((snapshot, problems))
        self.texts += [text] if text else []

    def clear(self, commits: Collection[str]) -> None:
        """Nothing was wrong in these commits after all."""
        self.found = [(snapshot, problems) for snapshot, problems in self.found if snapshot.commit.id not in commits]
        self.texts = [text for text in self.texts if text.commit.id not in commits]

    def problems(self, tip: Snapshot, address: str, ledger: str) -> Iterator[Problem]:
        """The faults of the newest file, `tip`, as they are; those of old commits once each, with the line that settles them in
        the file `ledger`."""
        seen: set[tuple[str, str]] = set()
        for problem in (problem for snapshot, problems in self.found if snapshot == tip for problem in problems):
            seen.add((problem.field, problem.message))
            yield replace(problem, left_out=problem.rule not in OF_OTHERS)
        alike: dict[tuple[str, str], list[str]] = {}  # field and message -> the commits in which the fault stands
        for snapshot, problems in self.found:
            for problem in problems:
                alike.setdefault((problem.field, problem.message), []).append(snapshot.commit.id)
        for snapshot, problems in self.found:
            for problem in problems if snapshot != tip else ():
                if problem.rule not in OF_OTHERS and (problem.field, problem.message) not in seen:
                    seen.add((problem.field, problem.message))
                    commits = alike[problem.field, problem.message]
                    yield replace(problem, commit=snapshot.commit.id, mend=_acceptance(problem, commits, address, ledger))


def _acceptance(problem: Problem, commits: Sequence[str], address: str, ledger: str) -> str:
    """How the ledger settles a fault of old commits: with just the record that is shown without it."""
    them = ", ".join(f"{commit[:10]}: {{ignore: true}}" for commit in dict.fromkeys(commits))
    what = "This commit was left out, and its text is not published."
    if len(commits) > 1:
        what = f"{len(commits)} commits were left out for this, and their texts are not published."
    mend = f"{what} To accept that, add to {ledger} the line {address}: {{{them}}}"
    if problem.key == "effective_date":
        mend += " (or, where the text was to count, effective_date with the date that was meant)"
    return mend


def early(version: Version, day: date, standing: date) -> Problem:
    """A date before that of the revision in force, which neither the file nor the ledger calls meant."""
    message = f"{day} is before {standing}, the date of the revision that was in force when this was published."
    return _problem(version, message, _MEANT)


def taken(version: Version, known: Revision) -> Problem:
    """The date of a revision that has another text, though another took its place or it was withdrawn. As a correction of that
    one, the text would have its note and its day of publication."""
    what = ", which was withdrawn" if known.withdrawn else ""
    message = f"there is a revision of {known.id} already, with another text{what}."
    mend = "Write a date that no revision has, from the day of publication on, or put the text of that revision back."
    return _problem(version, message, mend)


def contradicted(version: Version, day: date, stated: date, guess: date) -> Problem:
    """A date before that of an earlier text which stated its own, while the newest was dated by its commit: the text counts
    under that day."""
    message = f"{day} is not after {stated}, which an earlier text stated, so that the text counts as a correction of {guess}."
    return _problem(version, message, _MEANT)


def _problem(version: Version, message: str, mend: str) -> Problem:
    found = stated_dates.find(version.body) if version.stated_by == "text" else None
    return Problem(
        path=version.path,
        line=version.body_line + found.line if found else version.meta.line("effective_date"),
        field=version.meta.keys.called("effective_date"),
        message=message,
        mend=version.meta.keys.said(mend),
        key="effective_date",
        rule="past-date",
    )
