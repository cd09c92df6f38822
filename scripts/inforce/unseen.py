"""Signs that nobody sees: which they are, what they are called, and a text in which they can do nothing to a terminal."""

from __future__ import annotations

import re
import unicodedata

DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # reorder what stands around them
ANY = (  # of a class of signs: without form, or with that of a space
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
)
_CONTROLS = re.compile(r"\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """A text for a terminal or a log: what could move the cursor, hide words or reorder them is written as \\u001b, which JSON
    reads as the same; and so is a byte of a file's name that is not UTF-8."""
    return _CONTROLS.sub(_escape, text)


def on_one_line(path: str) -> str:
    """A path as a part of such a line."""
    return printable(path).replace("\n", "\\u000a").replace("\t", "\\u0009")


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def name(sign: str) -> str:
    """What a sign is called: U+202E right-to-left override."""
    return f"U+{ord(sign):04X} {unicodedata.name(sign, 'control character').lower()}"
