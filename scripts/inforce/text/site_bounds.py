"""Which texts Python-Markdown would read for minutes: it looks at all that follows for each sign that nothing closes."""

from __future__ import annotations

import re

_UNCLOSED = 300  # signs; no policy that we know has ten
_BEGUN = 300  # headings and the like without an empty line between them
_BLOCK = re.compile(r"\n[ \t]*\n")
_SIGN = re.compile(r"[\[\]()<>]")
_PAIRS = {"]": "[", ")": "(", ">": "<"}
_BEGINS = re.compile(r"^[ ]{0,3}(?:#|(?:=+|-+|[*+])[ \t]*$|:|`{3}|~{3})", re.M)


def fault(text: str) -> str:
    """Why a text is not read; "" for one that is."""
    unclosed = 0
    for block in _BLOCK.split(text):
        if len(_BEGINS.findall(block)) > _BEGUN:
            return f"has more than {_BEGUN} headings, fences or terms without an empty line between them"
        open_now = dict.fromkeys(_PAIRS.values(), 0)
        for match in _SIGN.finditer(block):
            sign = match[0]
            if sign in open_now:
                open_now[sign] += 1
            elif open_now[_PAIRS[sign]]:
                open_now[_PAIRS[sign]] -= 1
        unclosed += sum(open_now.values())
    return f"has more than {_UNCLOSED} brackets that nothing closes" if unclosed > _UNCLOSED else ""
