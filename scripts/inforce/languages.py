"""Languages as HTML names them (BCP 47): which tags there are, and in which direction each is written."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale
from babel.core import get_global
from markupsafe import Markup

TAG = r"([A-Za-z]{2,3})(?:-([A-Za-z]{4}))?(?:-([A-Za-z]{2}|\d{3}))?((?:-[A-Za-z0-9]{5,8})*)"  # what a tag looks like
_TAG = re.compile(TAG)
LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"  # that are written from right to left
RIGHT_TO_LEFT = re.compile(f"[{LETTERS}]")
_RIGHT_TO_LEFT = {"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"}  # scripts


def tag(text: str) -> str:
    """A language's tag in its usual form, as zh-Hant or pt-BR; "" if there is no such language."""
    match = _TAG.fullmatch(text)
    if not match or match[1].lower() not in Locale("en").languages:
        return ""
    script, region = (match[2] or "").title(), (match[3] or "").upper()
    return "-".join(part for part in (match[1].lower(), script, region) if part) + match[4].lower()


@cache
def direction(language: str) -> str:
    """`ltr` or `rtl`, by the script in which a language is written; `auto`, by the text itself, where that is not known."""
    match = _TAG.fullmatch(language)
    if not match:
        return "auto"
    code, script, region = match[1], match[2], match[3]
    if not script:
        likely = get_global("likely_subtags")
        found = likely.get(f"{code}_{region}") or likely.get(code) or ""
        script = next((part for part in found.split("_") if len(part) == 4), "")
    if not script:
        return "auto"
    return "rtl" if script in _RIGHT_TO_LEFT else "ltr"


def attributes(language: str) -> Markup:
    """What an element that holds a text in a language says of it; "" is a text that does not state its language."""
    if not language:
        return Markup(' dir="auto"')
    return Markup(' lang="{}" dir="{}"').format(language, direction(language))
