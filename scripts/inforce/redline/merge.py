"""Merges items into one tree in which each revision's blocks come back when the other's content is left out.

A block of the tree stands for a block of the old revision, of the new one, or of both. A block of one revision may have
to be cut in two (a list into whose middle a paragraph was put); the second piece then says that the break is new.
A block that only one revision has may lie around content that stays (a quotation around a paragraph); the other revision
has its content without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

from inforce.redline.items import Item, Label, Pair, Path, Plan, Words
from inforce.redline.naming import reshaping
from inforce.redline.places import STRICT


@dataclass(eq=False, slots=True)
class Piece:
    """A block: the number of the old and new block it stands for, its children in order."""

    old: int | None = None
    new: int | None = None
    broken: str = ""  # "inserted" | "deleted": the break before it
    format: str = ""  # "added" | "removed": only one revision has it, and both have content in it
    label: Label | None = None  # what happened to the kind of the block, or to what lies around it
    children: list[Piece | Item] = field(default_factory=list)

    @property
    def joins_text(self) -> bool:
        """Whether the break before it is one between two texts: what it begins with goes on from the piece before, too."""
        first = self.children[0] if self.children else None
        if not isinstance(first, Piece) or first.format != {"inserted": "removed", "deleted": "added"}[self.broken]:
            return True
        return first.broken == self.broken and first.joins_text

    @property
    def side(self) -> str:
        """ "" if both revisions have it or what is in it, else "old" or "new"."""
        if self.format:
            return ""
        return "old" if self.new is None else "new" if self.old is None else ""


def merge_items(plan: Plan) -> Piece:
    """The tree of a plan; its root stands for the body."""
    builder = _Builder(plan)
    for item in plan.items:
        builder.add(item)
    return builder.stack[0]


class _Builder:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.pairs = set(plan.pairs)
        self.homes_old: dict[Path, tuple[Pair, ...]] = {}  # where the blocks of a path stand first
        self.homes_new: dict[Path, tuple[Pair, ...]] = {}
        both = [(item.old, item.new) for item in plan.items if item.old is not None and item.new is not None]
        for old, new in [*plan.paired, *both]:
            place = plan.place(old, new)
            self.pairs.update(place)
            self.homes_old.setdefault(old, place)
            self.homes_new.setdefault(new, place)
        self.stack = [Piece()]
        self.seen_old: set[int] = set()
        self.seen_new: set[int] = set()
        self.apart: set[Pair] = set()
        self.reshaped: dict[str, Label] = {}  # by note: of the last blocks in a row that are of another kind

    def add(self, item: Item) -> None:
        place, whole = self._place(item)
        depth, at = self._fitting(place, whole)
        if at == len(place) and not whole and isinstance(item.content, Words):
            other = "removed" if item.old is None else "added"
            if all(piece.format == other for piece in self.stack[depth:]):
                depth = len(self.stack)  # it goes on in what only the other revision has around the text
        del self.stack[depth:]
        for pair in place[at:]:
            self._open(pair, whole)
        self.stack[-1].children.append(item)
        if item.old is not None and item.new is not None:
            self._name(place)

    def _open(self, pair: Pair, whole: bool) -> None:
        old, new = pair
        if old in self.seen_old and new in self.seen_new and self.plan.new.elements[new or 0].tag not in STRICT:
            self.apart.add(pair)  # both go on here, and one piece tells of one break
            self._open((old, None), whole)
            self._open((None, new), whole)
            return
        piece = Piece()
        self.stack[-1].children.append(piece)
        self.stack.append(piece)
        self._claim(piece, pair, whole)

    def _pairs(self, old: Path, new: Path) -> tuple[Pair, ...]:
        """The place of what both revisions have; the blocks of some pairs are written as two, one in the other."""
        place = self.plan.place(old, new)
        if self.apart.isdisjoint(place):
            return place
        return tuple(chain.from_iterable([(a, None), (None, b)] if (a, b) in self.apart else [(a, b)] for a, b in place))

    def _place(self, item: Item) -> tuple[Sequence[Pair], bool]:
        """The blocks around an item, and whether they tell of both revisions.

        What only one revision has stands where its block begins in both, if nothing of that came before.
        """
        if item.old is not None and item.new is not None:
            return self._pairs(item.old, item.new), True
        if item.old is not None:
            path, home, seen = item.old, self.homes_old.get(item.old, ()), self.seen_old
        else:
            path = item.new or ()
            home, seen = self.homes_new.get(path, ()), self.seen_new
        if path and path[-1] not in seen and any(None in pair for pair in home):
            return home, True
        return [(number, None) if item.old is not None else (None, number) for number in path], False

    def _fitting(self, place: Sequence[Pair], whole: bool) -> tuple[int, int]:
        """How many open pieces an item goes on in, and how many of its blocks they stand for."""
        depth, at, found = 1, 0, (1, 0)
        while depth < len(self.stack) and at < len(place):
            piece, pair = self.stack[depth], place[at]
            if self._fits(piece, pair, whole):
                self._claim(piece, pair, whole)
                at += 1
                found = (depth + 1, at)
            elif whole or piece.format != ("added" if pair[1] is None else "removed"):
                break  # what lies only in blocks of the other revision is looked for in them
            depth += 1
        return found

    def _fits(self, piece: Piece, pair: Pair, whole: bool) -> bool:
        """Whether an open piece may stand for a block; whole: a revision that the pair leaves out does not have it."""
        old, new = pair
        if whole and (old is None or new is None):
            return (piece.old, piece.new) == pair
        if piece.format:
            return not whole and (old == piece.old is not None or new == piece.new is not None)
        if (old is not None and piece.old not in (None, old)) or (new is not None and piece.new not in (None, new)):
            return False
        if whole or old == piece.old is not None or new == piece.new is not None:
            return True
        return ((piece.old, new) if old is None else (old, piece.new)) in self.pairs

    def _claim(self, piece: Piece, pair: Pair, whole: bool) -> None:
        """Let a piece stand for a block; a block that had a piece before is broken here."""
        old, new = pair
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
        if whole and None in pair:
            piece.format = "added" if old is None else "removed"

    def _name(self, place: Sequence[Pair]) -> None:
        """Say what happened to the blocks around a text that stays; where it happened to some in a row, it is one change."""
        if not any(map(self.plan.reshapes, place)):
            self.reshaped.clear()
            return
        label = reshaping(*([element.tag for element in side] for side in self.plan.around(place)))
        if not self.stack[-1].label:
            self.stack[-1].label = self.reshaped.setdefault(label.note, label)
