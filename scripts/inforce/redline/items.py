"""Items: what stands in a redline, in order, each with its place in either revision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from inforce.redline.units import Side
from inforce.tokens import Token

Path = tuple[int, ...]


@dataclass(eq=False, slots=True)
class Label:
    """One change: all items that carry the same label have the same number."""

    kind: str = ""  # "" until it is known which sides it has
    note: str = ""


class Words(NamedTuple):
    """Words of one side of a change, or kept words (side "")."""

    side: str
    tokens: Sequence[Token]
    old_space: bool = False


class Item(NamedTuple):
    """Content and the blocks around it in the old and the new revision (None: not there)."""

    old: Path | None
    new: Path | None
    content: str | Words | None  # HTML as it is; words; None for an empty cell or rule
    label: Label | None = None


@dataclass(slots=True)
class Plan:
    """Items in order, and the blocks that their paths number."""

    careful: bool = False
    spaced: bool = True  # blocks stand on lines of their own, as in either revision
    old: Side = field(default_factory=Side)
    new: Side = field(default_factory=Side)
    items: list[Item] = field(default_factory=list)
    pairs: set[tuple[int, int]] = field(default_factory=set)  # blocks that may be written as one, beside those of items

    def pair(self, old: Path, new: Path) -> None:
        """Let the blocks of two paths be written as one even if their words all differ."""
        self.pairs.update(zip(old, new, strict=True))
