"""What the tests of the redline share: comparing two fragments and reading the marks out of the result."""

from __future__ import annotations

import re

from inforce.redline import Redline, compare, proof
from inforce.text.html_tree import read_document

_MARK = re.compile(r"<(ins|del)\b[^>]*>(.*?)</\1>", re.S)


def redline(old: str, new: str) -> Redline:
    """The redline of two fragments; it has to be proved, without the fallback."""
    found = compare(read_document(old), read_document(new))
    assert found.fallback == ""
    assert proof.prove(found.html, old, new) == []
    return found


def marks(html: str) -> list[tuple[str, str]]:
    """("ins" | "del", text) of every mark, in order."""
    return [(mark[1], " ".join(re.sub("<[^>]*>", "", mark[2]).split())) for mark in _MARK.finditer(html)]


def kinds(found: Redline) -> list[str]:
    """The kinds of all changes, in order."""
    return [change.kind for change in found.changes]
