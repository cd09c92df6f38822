"""Signs that nobody sees: which they are, where scripts need them, and a text in which they can do nothing to a terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # reorder what stands around them
ANY = (  # of a class of signs: without form, or with that of a space
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
)
HIDDEN = re.compile(f"[{ANY}]")
MARKS = "\u200e\u200f\u061c"  # of direction, which turn nothing by themselves
_CONTROLS = re.compile(r"\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")  # of a part of a country
_OTHER_SCRIPTS = 0x590  # Latin, Greek and Cyrillic end before
_UNSPACED = 0xE00  # Thai, Khmer, Chinese and others that do not part their words
_EAST = 0x2E80


def printable(text: str) -> str:
    """A text for a terminal or a log: what could move the cursor, hide words or reorder them is written as \\u001b, which JSON
    reads as the same; and so is a byte of a file's name that is not UTF-8."""
    return _CONTROLS.sub(_escape, text)


def on_one_line(path: str) -> str:
    """A path as a part of such a line."""
    return printable(path).replace("\n", "\\u000a").replace("\t", "\\u0009")


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def called(sign: str) -> str:
    """What a sign is called: right-to-left override. Control characters have no names but their numbers."""
    return unicodedata.name(sign, "").lower() or f"control character U+{ord(sign):04X}"


def name(sign: str) -> str:
    """The same with its number: U+202E right-to-left override."""
    return f"U+{ord(sign):04X} {called(sign).partition(' U+')[0]}"


def runs_right_to_left(text: str) -> bool:
    """Whether any letter of a text is one of those scripts, which use marks of direction."""
    return any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in text if sign.isalpha())


def needless(text: str, before: str = " ", behind: str = " ", *, right_to_left: bool = False) -> Iterator[tuple[int, str]]:
    """The signs of a text that nobody sees and no script or emoji needs, each with its place; `before` and `behind` are the
    signs around the text, and `right_to_left` is that of the whole document."""
    if not HIDDEN.search(text):
        return
    flags = [match.span() for match in _FLAG.finditer(text)]
    for match in HIDDEN.finditer(text):
        k = match.start()
        around = text[k - 1] if k else before, text[k + 1] if k + 1 < len(text) else behind
        if not any(start < k < end for start, end in flags) and not _is_needed(match[0], *around, right_to_left):
            yield k, match[0]


def _is_needed(sign: str, before: str, behind: str, right_to_left: bool) -> bool:
    """Whether scripts or emoji need a sign where it stands, or it does nothing there."""
    if sign in MARKS:
        return right_to_left and not (before.isascii() and before.isalnum() and behind.isascii() and behind.isalnum())
    if sign == "\u00ad":
        return not (before.isalnum() and behind.isalnum())
    if sign in "\u200c\u200d\u034f":
        joined = sign == "\u200d" and _is_picture(before) and _is_picture(behind)
        return joined or _spells(before, _OTHER_SCRIPTS) or (sign == "\u200c" and _spells(behind, _OTHER_SCRIPTS))
    if sign == "\u200b":
        return _spells(before, _UNSPACED) or _spells(behind, _UNSPACED)
    if "\ufe00" <= sign <= "\ufe0f":
        if before in "0123456789#*":
            return behind == "\u20e3"
        return _is_picture(before) or ord(before) >= _UNSPACED or not (before.isalnum() or before.isspace())
    if "\U000e0100" <= sign <= "\U000e01ef":
        return ord(before) >= _EAST
    blocks = (("\u180b\u180c\u180d\u180e\u180f", 0x1800, 0x18AF), ("\u17b4\u17b5", 0x1780, 0x17FF), ("\u2800", 0x2800, 0x28FF))
    if any(sign in signs and any(first <= ord(near) <= last for near in (before, behind)) for signs, first, last in blocks):
        return True
    return sign in "\u115f\u1160" and any(0x1100 <= ord(near) <= 0x11FF for near in (before, behind))


def _spells(sign: str, first: int) -> bool:
    return ord(sign) >= first and unicodedata.category(sign)[0] in "LM"


def _is_picture(sign: str) -> bool:
    return unicodedata.category(sign) in ("So", "Sk", "Sm") or sign in "\ufe0f\u2139\u203c\u2049\u3030"
