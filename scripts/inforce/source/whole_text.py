"""Why the text of a file cannot be published as a whole: a merge that was not finished, more than is read in seconds."""

from __future__ import annotations

import re
from itertools import islice

from inforce.problems import Problem

MOST_PIECES = 10_000  # more than twice as many as the longest policies that we know
MOST_TAGS = 40_000  # of the HTML, into which a reference to a footnote alone puts six
_PIECE = re.compile(r"^(?=.*\S)|<(?=[a-zA-Z])|\||\]\(", re.M)
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


def oversize(body: str, path: str, first: int) -> Problem | None:
    """What is wrong with a text, which begins on the line `first`, of more lines, tags, cells and links than are read and
    compared in some seconds; None for any other."""
    beyond = next(islice(_PIECE.finditer(body), MOST_PIECES, None), None)
    line = first + body.count("\n", 0, beyond.start()) if beyond else 0
    return _too_long(f"has more than {MOST_PIECES:,} lines, tags, cells and links", path, line) if beyond else None


def overgrown(html: str, path: str, first: int) -> Problem | None:
    """The same of a text, which begins on the line `first`, whose HTML has more tags than that, however short it is itself."""
    mend = "Part it into several policies, or use fewer marks, links and footnotes."
    return _too_long(f"needs more than {MOST_TAGS:,} tags of HTML", path, first, mend) if html.count("<") > MOST_TAGS else None


def _too_long(what: str, path: str, line: int, mend: str = "Part it into several policies.") -> Problem:
    return Problem(
        path=path,
        line=line,
        message=f"the text {what}: to read and compare them would take too long.",
        mend=mend,
    )
