"""The address of each change on its page: made of its words and place, so that it stays when changes are counted otherwise."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from html import unescape
from typing import NamedTuple

from inforce.text.sameness import TAG

_BEFORE = 6  # words before a change that tell it from others
_KEPT = 400  # characters of HTML that hold them
_CUT = re.compile(r"^[^<>]*>")  # what is left of a tag that was cut
_SPACELESS = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_SPACELESS}]|[^\W{_SPACELESS}]+|[^\w\s]")


class Place(NamedTuple):
    """Where a change stands in one of the texts: under which heading, and behind which words of its block or row."""

    heading: str
    before: str


class Identified(NamedTuple):
    """What tells a change from others: its words in the older and the newer text, and its place in each that has it."""

    old: str
    new: str
    places: Mapping[str, Place]


@dataclass(slots=True)
class Reading:
    """How far one of the two texts was read."""

    heading: str = ""
    before: str = ""  # the last HTML of the block

    def read(self, html: str) -> None:
        """More of the block was read."""
        self.before = (self.before + html)[-_KEPT:]

    @property
    def place(self) -> Place:
        """Where the reading stands."""
        whole = _CUT.sub("", self.before) if len(self.before) == _KEPT else self.before
        return Place(self.heading, unescape(TAG.sub("", whole)))


def addresses(changes: Iterable[Identified]) -> Sequence[str]:
    """The address of each change, in order; of those that are alike all but the first have a number behind it."""
    alike: Counter[str] = Counter()
    made = []
    for change in changes:
        name = _address(change)
        alike[name] += 1
        made.append(name if alike[name] == 1 else f"{name}-{alike[name]}")
    return made


def _address(change: Identified) -> str:
    """Words that both sides have at the ends of a change count as before or behind it, since where a change begins and ends
    depends on who compares; what one text says at a place does not."""
    old, new = _words(change.old), _words(change.new)
    ahead: Sequence[str] = ()
    if old != new:
        start = next((k for k, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
        ahead, old, new = new[:start], old[start:], new[start:]
        end = next((k for k, (a, b) in enumerate(zip(old[::-1], new[::-1], strict=False)) if a != b), min(len(old), len(new)))
        old, new = old[: len(old) - end], new[: len(new) - end]
    side = "new" if ((new or not old) and "new" in change.places) or "old" not in change.places else "old"
    place = change.places[side]
    before = [*_words(place.before), *ahead][-_BEFORE:]
    text = "\n".join(map(" ".join, (_words(place.heading), before, old, new)))
    return f"change-x{sha256(text.encode()).hexdigest()[:8]}"


@lru_cache(maxsize=1 << 13)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(unicodedata.normalize("NFC", text)))
