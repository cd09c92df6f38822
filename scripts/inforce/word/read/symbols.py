"""The signs that symbol fonts show in the place of letters: Symbol, Wingdings, Webdings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_FIRST = 0x20  # the code of the first sign in each row of the table
_PRIVATE = 0xF000  # to which Word moves the codes of these fonts
_UNKNOWN = "\ufffd"
_MAKER = re.compile(r"[- ]?(?:mt|regular)$")


@cache
def _table() -> Mapping[str, str]:
    """The signs of each font in the order of their codes, the nearest that common fonts have."""
    rows = files("inforce").joinpath("word", "parts", "symbols.txt").read_text("utf-8").split("\n")
    return {name.casefold(): signs for name, _, signs in (row.partition("\t") for row in rows if row)}


def is_symbol_font(name: str) -> bool:
    """Whether a font shows signs in the place of letters."""
    return _known(name) in _table()


def sign_of(font: str, code: int) -> str:
    """The sign that a font shows for a code; "" where that is not known."""
    signs = _table().get(_known(font))
    if signs is None:
        return "" if _is_private(code) or not chr(code).isprintable() else chr(code)
    at = (code - _PRIVATE if code >= _PRIVATE else code) - _FIRST
    return signs[at].replace(_UNKNOWN, "") if 0 <= at < len(signs) else ""


def _known(font: str) -> str:
    return _MAKER.sub("", font.strip().casefold())


def _is_private(code: int) -> bool:
    return 0xE000 <= code <= 0xF8FF or code >= 0xF0000
