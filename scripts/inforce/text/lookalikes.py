"""Letters that look like others: which a word mixes, and whether two words look the same."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from inforce.hidden_signs import HIDDEN

WORD = re.compile(r"[^\W_]{2,}")
# Letters that look like Latin ones. Of the small Greek ones only where Latin letters stand around them: TNFα is none.
_CYRILLIC = dict(zip("аеорсхуіјѕһԁԛԝАВЕКМНОРСТХУІЈЅԚԜ", "aeopcxyijshdqwABEKMHOPCTXYIJSQW", strict=True))
_GREEK = dict(zip("οαινκρτυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "oaivkptuABEZHIKMNOPTYX", strict=True))
_ALIKE = {"CYRILLIC": _CYRILLIC.keys(), "GREEK": _GREEK.keys()}
_LATIN_ALIKE = {"CYRILLIC": frozenset("aeopcxyiABEKMHOPCTXI"), "GREEK": frozenset("ovABEZHIKMNOPTYX")}
_ALWAYS = frozenset({"ARMENIAN", "CHEROKEE", "COPTIC", "LISU", "DESERET", "GOTHIC"})
_LOOKS = {**_CYRILLIC, **_GREEK, "\u2010": "-"}


@lru_cache(maxsize=4096)
def odd(word: str) -> str:
    """The first sign of a word that is of another script than those around it, and looks like one of theirs; "" for none."""
    return "" if word.isascii() else _odd(word) or _odd_digit(word)


def script(letter: str) -> str:
    """What a letter is of: Cyrillic, Latin."""
    return unicodedata.name(letter, "unknown").split(" ")[0].capitalize()


@lru_cache(maxsize=4096)
def look(text: str) -> str:
    """A text as readers see it: the same for two that differ only by signs that nobody sees, or that look alike."""
    return text if text.isascii() else "".join(map(_look, unicodedata.normalize("NFD", HIDDEN.sub("", text))))


@lru_cache(maxsize=2048)
def _look(sign: str) -> str:
    kind = unicodedata.decomposition(sign).split(" ")[0]
    same = kind in ("<font>", "<noBreak>") or (kind == "<compat>" and (sign.isalpha() or sign.isnumeric() or sign.isspace()))
    plain = unicodedata.normalize("NFKC", sign) if same else sign
    return "".join(_LOOKS.get(part, part) for part in plain)


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
