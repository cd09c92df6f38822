"""When a policy is not offered: the steps of its history -> the times of its absence (rule 8)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from inforce.record.revision import Absence
from inforce.source.commits import Commit
from inforce.source.policy_file import Version


@dataclass(slots=True)
class Absences:
    """Grows step by step, in order of publication."""

    found: list[Absence] = field(default_factory=list)

    def present(self, version: Version, day: date) -> None:
        """Rule 8: there is a text, in effect from `day`, so a deletion ends; `retired` begins, moves or ends."""
        commit = version.commit
        meta = version.meta
        open_one = self._open
        if meta.retired:
            absence = Absence(
                since=meta.retired,
                until=None,
                kind="retired",
                commit=commit,
                successor=meta.superseded_by,
                note=meta.retired_note,
            )
            if not open_one:
                self.found.append(absence)
            elif open_one.kind == "retired" and not open_one.since <= commit.day < meta.retired:
                self.found[-1] = replace(absence, commit=open_one.commit)
            else:
                self._close(max(commit.day, open_one.since))
                self.found.append(absence)
        elif open_one:  # called off before its day, or over when the text that is there takes effect
            self._close(commit.day if commit.day <= open_one.since else max(commit.day, day))

    def deleted(self, commit: Commit) -> None:
        """Rule 8: a deletion counts from its commit on, unless the policy had retired before."""
        if self._open:
            if self._open.since <= commit.day:
                return
            self.found.pop()  # gone before the day on which it was to retire
        self.found.append(Absence(since=commit.day, until=None, kind="deleted", commit=commit))

    @property
    def _open(self) -> Absence | None:
        return self.found[-1] if self.found and self.found[-1].until is None else None

    def _close(self, day: date) -> None:
        absence = self.found.pop()
        if day > absence.since:
            self.found.append(replace(absence, until=day))
