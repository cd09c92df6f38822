"""Merges items into one tree in which each revision's blocks come back when the other's content is left out.

A block of the tree stands for a block of the old revision, of the new one, or of both. A block of one revision may have
to be cut in two (a list into whose middle a paragraph was put); the second piece then says that the break is new.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from inforce.redline.items import Item, Path, Plan


@dataclass(eq=False, slots=True)
class Piece:
    """A block: the number of the old and new block it stands for, its children in order."""

    tag: str
    old: int | None = None
    new: int | None = None
    broken: str = ""  # "inserted" | "deleted": the break before it
    children: list[Piece | Item] = field(default_factory=list)

    @property
    def side(self) -> str:
        """ "" if both revisions have it, else "old" or "new"."""
        return "old" if self.new is None else "new" if self.old is None else ""


def merge_items(plan: Plan) -> Piece:
    """The tree of a plan; its root stands for the body."""
    pairs = set(plan.pairs)
    for item in plan.items:
        if item.old is not None and item.new is not None:
            pairs.update(zip(item.old, item.new, strict=True))
    root = Piece("", None, None)
    builder = _Builder(plan, pairs, root)
    for item in plan.items:
        builder.add(item)
    return root


class _Builder:
    def __init__(self, plan: Plan, pairs: set[tuple[int, int]], root: Piece) -> None:
        self.plan, self.pairs = plan, pairs
        self.stack = [root]
        self.seen_old: set[int] = set()
        self.seen_new: set[int] = set()

    def add(self, item: Item) -> None:
        path: Sequence[object] = item.new if item.new is not None else item.old or ()
        depth = 0
        while depth < len(path) and depth + 1 < len(self.stack) and self._fits(item, depth):
            depth += 1
        del self.stack[depth + 1 :]
        for k in range(depth):
            self._claim(self.stack[k + 1], _at(item.old, k), _at(item.new, k))
        for k in range(depth, len(path)):
            self._open(_at(item.old, k), _at(item.new, k))
        self.stack[-1].children.append(item)

    def _fits(self, item: Item, k: int) -> bool:
        """Whether the open piece at a depth may take an item's block at that depth."""
        piece, old, new = self.stack[k + 1], _at(item.old, k), _at(item.new, k)
        if (old is not None and piece.old not in (None, old)) or (new is not None and piece.new not in (None, new)):
            return False
        if (old is not None and new is not None) or old == piece.old is not None or new == piece.new is not None:
            return True
        pair = (piece.old, new) if old is None else (old, piece.new)
        return pair in self.pairs

    def _open(self, old: int | None, new: int | None) -> None:
        elements = self.plan.new.elements if new is not None else self.plan.old.elements
        number = new if new is not None else old
        assert number is not None
        piece = Piece(elements[number].tag)
        self.stack[-1].children.append(piece)
        self.stack.append(piece)
        self._claim(piece, old, new)

    def _claim(self, piece: Piece, old: int | None, new: int | None) -> None:
        """Let a piece stand for a block; a block that had a piece before is broken here."""
        if old is not None and piece.old is None:
            piece.old = old
            if old in self.seen_old:
                piece.broken = "inserted"
            self.seen_old.add(old)
        if new is not None and piece.new is None:
            piece.new = new
            if new in self.seen_new:
                piece.broken = "deleted"
            self.seen_new.add(new)


def _at(path: Path | None, k: int) -> int | None:
    return path[k] if path is not None else None
