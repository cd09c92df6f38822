"""The marks that git leaves in a file where a merge was not finished."""

from __future__ import annotations

import re

from inforce.problems import Problem

_MARK = re.compile(r"^(?:<{7}|\|{7}|>{7})(?: .*)?$|^={7}$")


def unfinished(text: str, path: str) -> Problem | None:
    """What is wrong with a file that holds two texts and the marks between them; None for any other.

    A row of = alone underlines a heading.
    """
    found = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if _MARK.match(line)]
    if not any(line[0] == "<" for _, line in found) or not any(line[0] == ">" for _, line in found):
        return None
    (line, words), *others = found
    more = f" (and in line {', '.join(str(number) for number, _ in others)})"
    return Problem(
        path=path,
        line=line,
        message=f"“{words}” is a mark of a merge that was not finished{more}: two texts stand here for one.",
        mend="Keep one of the two texts, and delete the marks.",
    )
