"""The rule on signs that nobody sees, and on letters of another script that look like those around them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html import unescape

from inforce import unseen
from inforce.checks.found import Found
from inforce.checks.state import View

_RULE = "hidden-characters"
_HIDDEN = re.compile(f"[{unseen.ANY}]")
_WRITTEN = re.compile(r"(?P<code>(`+)(?!`).*?(?<!`)\2(?!`))|&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]\w{1,31});", re.I)
_ESCAPED = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(e))")  # in quotes of front matter
_FLAG = re.compile("(?<=\U0001f3f4)[\U000e0020-\U000e007e]+\U000e007f")  # of a part of a country
_WORD = re.compile(r"[^\W_]{2,}")
_AROUND = 12  # characters of the line beside what is named
_OTHER_SCRIPTS = 0x590  # Latin, Greek and Cyrillic end before
_UNSPACED = 0xE00  # Thai, Khmer, Chinese and others that do not part their words
_EAST = 0x2E80
_MEND = "Delete it: mostly it came along when text was pasted."
_MARKS = "\u200e\u200f\u061c"
_OPERATORS = frozenset("\u2061\u2062\u2063\u2064")
# Letters that look like Latin ones. Of the small Greek ones only where Latin letters stand around them: TNFα is none.
_ALIKE = {
    "CYRILLIC": frozenset("аеорсхуіјѕһԁԛԝАВЕКМНОРСТХУІЈЅԚԜ"),
    "GREEK": frozenset("οαινκρτυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"),
}
_LATIN_ALIKE = {"CYRILLIC": frozenset("aeopcxyiABEKMHOPCTXI"), "GREEK": frozenset("ovABEZHIKMNOPTYX")}
_ALWAYS = frozenset({"ARMENIAN", "CHEROKEE", "COPTIC", "LISU", "DESERET", "GOTHIC"})


def signs(view: View) -> Iterator[Found]:
    """Signs that nobody sees, where no script or emoji needs them, and words that mix letters that look alike."""
    for path, lines in view.state.lines.items():
        text = view.state.texts.get(path)
        front = text.body_line - 1 if text else 0
        right_to_left: bool | None = None
        for number, line in enumerate(lines, start=1):
            if line.isascii() and "&" not in line and "\\" not in line and line.isprintable():
                continue
            shown = _FLAG.sub("", _WRITTEN.sub(_decoded, line.rstrip("\r")))
            shown = _ESCAPED.sub(_unescaped, shown) if number <= front and '"' in shown else shown
            if right_to_left is None and any(mark in shown for mark in _MARKS):
                right_to_left = any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in "".join(lines) if sign.isalpha())
            for message, mend, mild in (*_unseen(shown, bool(right_to_left)), *_mixed(shown)):
                yield Found(_RULE, path, number, message, mend, mild=mild)


def _decoded(match: re.Match[str]) -> str:
    return match[0] if match["code"] else unescape(match[0])


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1] or match[2] or match[3] or "1b", 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else match[0]


def _unseen(line: str, right_to_left: bool) -> Iterator[tuple[str, str, bool]]:
    """What a line holds that nobody sees: first what turns the direction, then all else, each with its first place."""
    found = [
        match
        for match in _HIDDEN.finditer(line)
        if not _is_needed(match[0], line[: match.start()][-1:] or " ", line[match.end() :][:1] or " ", right_to_left)
    ]
    for serious in (True, False):
        places = {match[0]: match.start() for match in reversed(found) if (match[0] in unseen.DIRECTIONS) == serious}
        if places:
            first = min(places.values())
            around = line[max(0, first - _AROUND) : first + _AROUND + 1]
            where = _HIDDEN.sub(lambda sign: f"[U+{ord(sign[0]):04X}]", around).strip()
            what = "what shows words in another order than they are written" if serious else "what nobody sees"
            names = ", ".join(map(unseen.name, sorted(places, key=places.__getitem__)))
            yield f"“{where}” holds {what}: {names}.", _MEND, not serious


def _is_needed(sign: str, before: str, behind: str, right_to_left: bool) -> bool:
    """Whether scripts or emoji need a sign where it stands, or it does nothing there."""
    if sign in _MARKS:
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


def _mixed(line: str) -> Iterator[tuple[str, str, bool]]:
    """Words with a letter that looks like those beside it and is of another script, and numbers with a digit of another."""
    for match in _WORD.finditer(line) if not line.isascii() else ():
        word = match[0]
        odd = "" if word.isascii() else _odd(word) or _odd_digit(word)
        if odd:
            kind = unicodedata.name(odd).split()[0].capitalize()
            message = f"“{word}” mixes signs of several scripts: its {odd} is {kind} (U+{ord(odd):04X})."
            yield message, "Write the word anew, with letters and digits of one script.", True


def _odd(word: str) -> str:
    """The first letter that looks like one of the script that most of the word is in; "" for none."""
    scripts = [unicodedata.name(sign, "").split(" ")[0] if sign.isalpha() else "" for sign in word]
    latin = [sign for sign, script in zip(word, scripts, strict=True) if script == "LATIN"]
    for name in dict.fromkeys(scripts):
        others = [k for k, script in enumerate(scripts) if script == name]
        if name in _ALWAYS and latin:
            return word[others[0]]
        if name not in _ALIKE or not latin:
            continue
        if len(others) >= len(latin) and set(latin) <= _LATIN_ALIKE[name]:
            return latin[0]
        alike = [k for k in others if word[k] in _ALIKE[name] and (name != "GREEK" or _hides(word, scripts, k))]
        if alike and (name == "GREEK" or len(alike) == len(others)):
            return word[alike[0]]
    return ""


def _hides(word: str, scripts: list[str], place: int) -> bool:
    """Whether a Greek letter is no symbol: it looks just like a Latin one, or stands among these."""
    around = scripts[place - 1 : place] + scripts[place + 1 : place + 2]
    return word[place].isupper() or word[place] == "ο" or around == ["LATIN", "LATIN"]


def _odd_digit(word: str) -> str:
    """The first digit of another script than the first one's."""
    digits = [sign for sign in word if sign.isdecimal()]
    zeros = [ord(sign) - unicodedata.decimal(sign) for sign in digits]
    return next((sign for sign, zero in zip(digits, zeros, strict=True) if zero != zeros[0]), "")
