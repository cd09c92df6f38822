"""What a place in a policy's text is called in a Word file: the bookmark of a heading's anchor."""

from __future__ import annotations

import hashlib
import re

_BEGINS = "to_"  # so that the bookmarks of our own files can be told from others
_LONGEST = 40  # characters of a bookmark's name
_PLAIN = re.compile(r"(?:[^\W_]|-)+")


def bookmark(anchor: str) -> str:
    """The bookmark of an anchor: letters, digits and underscores, forty at most. Different anchors have different ones."""
    plain = _BEGINS + anchor.replace("-", "_")
    if _PLAIN.fullmatch(anchor) and len(plain) <= _LONGEST:
        return plain
    told = "_" + hashlib.sha256(anchor.encode("utf-8", "replace")).hexdigest()[:12]
    return (_BEGINS + re.sub(r"\W", "_", anchor))[: _LONGEST - len(told)] + told


def is_bookmark(name: str) -> bool:
    """Whether a bookmark is one of our own files."""
    return name.startswith(_BEGINS)


def likely_anchor(name: str) -> str:
    """An anchor that may have a bookmark of our own files, where none that is known has it."""
    return name.removeprefix(_BEGINS).replace("_", "-")
