"""What a rule found, before the switches say how much it weighs."""

from __future__ import annotations

from typing import NamedTuple


class Found(NamedTuple):
    """What is wrong at a place, and the mend; `left_out`: it keeps the text from being published; `mild`: it is a warning at
    most, though its rule tells of errors."""

    rule: str
    path: str
    line: int
    message: str
    mend: str
    left_out: bool = False
    mild: bool = False
