"""What can be wrong: authors' faults that are collected and listed, and broken surroundings that stop the work."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

from inforce.hidden_signs import on_one_line, printable


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault of an author, with the place and the mend.

    `path` is relative to the repository; `line` counts from 1, 0 means the file as a whole; `field` is the front-matter
    key or "" for the text; `commit` is the full id of an older commit in which the fault stands, "" for the newest text;
    `rule` is the rule of `inforce check` that it falls under; `left_out`: as long as it stands, the newest text is not
    published; `key`: what Inforce calls the field, where that is a key of its own; `since`: the full id of the commit in which
    a fault of the newest text will stand once there is a newer one, where it then stays a fault.
    """

    path: str
    line: int = 0
    field: str = ""
    message: str
    mend: str
    commit: str = ""
    rule: str = "record"
    left_out: bool = dataclasses.field(default=False, compare=False)
    key: str = dataclasses.field(default="", compare=False)
    since: str = dataclasses.field(default="", compare=False)

    def __str__(self) -> str:
        place = on_one_line(self.path) + (f":{self.line}" if self.line else "")
        where = f" (in commit {self.commit[:10]})" if self.commit else ""
        field = f"{self.field}: " if self.field else ""
        return f"{place}{where}: {field}{self.message} {self.mend}"

    def as_data(self) -> dict[str, str | int]:
        """The problem as plain values, for JSON."""
        return {
            "path": self.path,
            "line": self.line,
            "field": self.field,
            "message": self.message,
            "mend": self.mend,
            "commit": self.commit,
        }


class UserError(Exception):
    """The work cannot go on (no git, a shallow clone, a wrong setting); the text names the remedy.

    What git and files say in it is shown on terminals and in logs, also by MkDocs.
    """

    def __str__(self) -> str:
        return printable(super().__str__())


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems once each, by file and line; those of the newest text before those of old commits."""
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda p: (bool(p.commit), p.path, p.line, p.field, p.message)))
