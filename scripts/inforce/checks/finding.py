"""A finding: what one rule says of one place, before and after the switches say how much it weighs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from inforce.hidden_signs import on_one_line

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule says of a place in the policies. `path` is relative to the repository; `line` counts from 1, 0 means the file
    as a whole; `left_out`: it keeps the text from being published."""

    rule: str
    path: str
    line: int
    message: str
    mend: str
    severity: Severity
    left_out: bool = False

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
    most, though its rule tells of errors."""

    rule: str
    path: str
    line: int
    message: str
    mend: str
    left_out: bool = False
    mild: bool = False
