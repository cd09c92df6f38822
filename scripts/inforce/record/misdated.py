"""Dates that most likely were not meant, by which a text is left out (rule 6), or counts under another day (rule 9)."""

from __future__ import annotations

from datetime import date

from inforce.problems import Problem
from inforce.record.model import Revision
from inforce.source.policy_file import Version
from inforce.text import stated_dates


def early(version: Version, day: date, standing: date) -> Problem:
    """A date before that of the revision in force, which neither the file nor the ledger calls meant."""
    message = f"{day} is before {standing}, the date of the revision that was in force when this was published."
    return _problem(version, message, "Correct the date; if the text really is to count from then on, add retroactive: true.")


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
    return _problem(version, message, "Correct the date; if the text really is to count from then on, add retroactive: true.")


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
