"""What a rule found, before the switches say how much it weighs."""

from __future__ import annotations

from typing import NamedTuple


class Found(NamedTuple):
    """What is wrong at a place, and the mend."""

    rule: str
    path: str
    line: int
    message: str
    mend: str
