"""A finding: what one rule says of one place, before and after the switches say how much it weighs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from inforce.hidden_signs import on_one_line
from inforce.problems import Problem

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule says of a place in the policies. `path` is relative to the repository; `line` counts from 1, 0 means the file
    as a whole; `left_out`: it keeps the text from being published; `known_by`: what tells it from others, where neither its
    line nor its message does."""

    rule: str
    path: str
    line: int
    message: str
    mend: str
    severity: Severity
    left_out: bool = False
    known_by: str = ""

    def __str__(self) -> str:
        place = on_one_line(self.path) + (f":{self.line}" if self.line else "")
        return f"{place}: {self.severity} {self.rule}: {self.message} {self.mend}"

    def as_data(self) -> dict[str, str | int]:
        """The finding as plain values, for JSON."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "path": self.path,
            "line": self.line,
            "message": self.message,
            "mend": self.mend,
        }


class Found(NamedTuple):
    """What is wrong at a place, and the mend; `left_out`: it keeps the text from being published; `mild`: it is a warning at
    most, though its rule tells of errors; `known_by` as above."""

    rule: str
    path: str
    line: int
    message: str
    mend: str
    left_out: bool = False
    mild: bool = False
    known_by: str = ""


def of_problem(problem: Problem) -> Found:
    """A fault of the record under the rule that it breaks."""
    field = f"{problem.field}: " if problem.field else ""
    said = f"{field}{problem.message}"
    as_old = f"{said} (in commit {(problem.commit or problem.since)[:10]})"
    line = 0 if problem.commit else problem.line  # the line is that of an older file
    return Found(
        problem.rule,
        problem.path,
        line,
        as_old if problem.commit else said,
        problem.mend,
        problem.left_out,
        known_by=as_old if problem.since else "",
    )
