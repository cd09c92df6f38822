"""Items: what stands in a redline, in order, each with its place in either revision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from inforce.redline.places import place
from inforce.redline.units import Side
from inforce.text.html_tree import Element
from inforce.text.tokens import Token

Path = tuple[int, ...]
Pair = tuple[int | None, int | None]  # the numbers of one block in either revision; None: it is not there


@dataclass(eq=False, slots=True)
class Label:
    """One change: all items that carry the same label have the same number."""

    kind: str = ""  # "" until it is known which sides it has
    note: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class Words:
    """Words of one side of a change, or kept words (side ""). The pairs of a policy share them."""

    side: str  # "" kept, "ins" or "del"
    tokens: Sequence[Token]
    old_space: bool = False  # kept: whether the old revision has a space before it (tokens tell of the new one)
    was: Sequence[Token] = ()  # kept words as the old revision has them, where they look or lead otherwise

    def on(self, side: str) -> Sequence[Token]:
        """The tokens as the old or the new revision has them."""
        return self.was or self.tokens if side == "old" else self.tokens


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
    kept: frozenset[str] = frozenset()  # the keys of units that stand once in either revision, word for word
    spaced: bool = True  # blocks stand on lines of their own, as in either revision
    old: Side = field(default_factory=Side)
    new: Side = field(default_factory=Side)
    items: list[Item] = field(default_factory=list)
    paired: list[tuple[Path, Path]] = field(default_factory=list)  # may be written as one, beside the paths of items
    pairs: set[Pair] = field(default_factory=set)
    places: dict[tuple[Path, Path], tuple[Pair, ...]] = field(default_factory=dict)

    def pair(self, old: Path, new: Path) -> None:
        """Let the blocks of two paths be written as one even if their words all differ."""
        self.paired.append((old, new))
        self.pairs.update(self.place(old, new))

    def place(self, old: Path, new: Path) -> tuple[Pair, ...]:
        """The blocks around what two paths lead to, in pairs where one stands for both."""
        found = self.places.get((old, new))
        if found is None:
            found = self.places[old, new] = self._place(old, new)
        return found

    def _place(self, old: Path, new: Path) -> tuple[Pair, ...]:
        here, there = self._tags(self.old, old), self._tags(self.new, new)
        steps = None if here == there else place(here, there, lambda i, j: (old[i], new[j]) in self.pairs)
        if steps is None:
            return tuple(zip(old, new, strict=True))
        return tuple((None if i is None else old[i], None if j is None else new[j]) for i, j in steps)

    def _tags(self, side: Side, path: Path) -> list[str]:
        return [side.elements[number].tag for number in path]

    def element(self, old: int | None, new: int | None) -> Element:
        """The block of a pair of numbers, as the new revision has it if it does."""
        if new is not None:
            return self.new.elements[new]
        assert old is not None
        return self.old.elements[old]

    def around(self, place: Iterable[Pair]) -> tuple[list[Element], list[Element]]:
        """The blocks of a place that the old and the new revision have."""
        held = list(place)
        return [self.old.elements[old] for old, _ in held if old is not None], [
            self.new.elements[new] for _, new in held if new is not None
        ]

    def reshapes(self, pair: Pair) -> bool:
        """Whether a block is of another kind now, or only one revision has it around what stays."""
        old, new = pair
        return old is None or new is None or self.old.elements[old].tag != self.new.elements[new].tag
