"""Turns an alignment into items: what stands in the redline, in order, each with its place in either revision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

from inforce.redline import numbering
from inforce.redline.align import ANCHOR, Step, align, outweighed
from inforce.redline.columns import Cells, cells, columns
from inforce.redline.items import Item, Label, Path, Plan, Words
from inforce.redline.moves import find_moves, is_known
from inforce.redline.paragraphs import Stranger, compare_leaves, compare_texts, compared, text_of_parts
from inforce.redline.sequences import heaviest_equal, without_weak
from inforce.redline.units import Side, Unit, is_heading, units, whole_unit
from inforce.redline.words import CHANGED
from inforce.text.html_tree import Document, Element, Leaf, Node, html_of
from inforce.text.tokens import tokenize


class Entry(NamedTuple):
    """A step with its units, before labels are given."""

    old: tuple[Unit, ...]
    new: tuple[Unit, ...]
    html: str = ""  # of a top-level node that is the same in both
    before_old: tuple[tuple[Unit, ...], ...] = ()  # of a split or join: what stands before each of its parts
    before_new: tuple[tuple[Unit, ...], ...] = ()
    move: Label | None = None  # of a lone unit that has gone elsewhere, or come from there
    origin: Unit | None = None  # where a unit that has come was

    def units(self, side: str) -> tuple[Unit, ...]:
        """The units of one side: old or new."""
        return self.old if side == "old" else self.new


def make_plan(old: Document, new: Document, careful: bool = False) -> Plan:
    """Items for every node of both documents; careful: without splits and joins of paragraphs, each of its own kind."""
    plan = Plan(careful=careful, spaced=old.spaced or new.spaced, kept=_once(old.nodes) & _once(new.nodes))
    entries = with_moves(list(_entries(plan, old, new)))
    _Planner(plan).add(entries)
    numbering.settle(plan)
    return plan


def _entries(plan: Plan, old: Document, new: Document) -> Iterator[Entry]:
    here, there = [node.key for node in old.nodes], [node.key for node in new.nodes]
    span = (0, len(here), 0, len(there))
    matches = heaviest_equal(here, there, span, lambda i: len(here[i]))
    matches = without_weak(matches, lambda i: len(here[i]), ANCHOR)
    matches = outweighed(matches, [whole_unit(node) for node in old.nodes], [whole_unit(node) for node in new.nodes])
    a = b = 0
    for i, j in [*matches, (len(here), len(there))]:
        if i > a or j > b:
            yield from steps_between(plan, old.nodes[a:i], new.nodes[b:j], (), ())
        if j < len(there):
            yield Entry((), (), new.html[j])
        a, b = i + 1, j + 1


def steps_between(plan: Plan, old: tuple[Node, ...], new: tuple[Node, ...], old_path: Path, new_path: Path) -> Iterator[Entry]:
    """The aligned units of some siblings."""
    here, there = units(plan.old, old, old_path), units(plan.new, new, new_path)
    kept = frozenset() if old_path else plan.kept.intersection([unit.key for unit in (*here, *there)])
    for step in _aligned(old, new, bool(old_path), not plan.careful, kept):
        old_parts, before_old = _parts(here, step.old, step.old_strangers)
        new_parts, before_new = _parts(there, step.new, step.new_strangers)
        yield Entry(old_parts, new_parts, "", before_old, before_new)


@lru_cache(maxsize=4096)
def _aligned(old: tuple[Node, ...], new: tuple[Node, ...], inside: bool, widen: bool, kept: frozenset[str]) -> tuple[Step, ...]:
    """The steps of some siblings: the revisions of a policy share most of them, and its pairs so many comparisons."""
    around = (0,) if inside else ()
    return tuple(align(units(Side(), old, around), units(Side(), new, around), widen=widen, kept=kept))


@lru_cache(maxsize=256)
def _once(nodes: tuple[Node, ...]) -> frozenset[str]:
    """The keys of a revision's units that it has once and that are long enough to be known again elsewhere."""
    found = Counter(unit.key for node in nodes for unit in _known(node))
    return frozenset(key for key, count in found.items() if count == 1)


@lru_cache(maxsize=4096)
def _known(node: Node) -> list[Unit]:
    return [unit for unit in units(Side(), (node,)) if is_known(unit)]


def _parts(
    found: list[Unit], group: tuple[int, ...], strangers: frozenset[int]
) -> tuple[tuple[Unit, ...], tuple[tuple[Unit, ...], ...]]:
    """The parts of a group, and the strangers before each."""
    if not strangers:
        return tuple(found[k] for k in group), ((),) * len(group)
    parts: list[Unit] = []
    before: list[tuple[Unit, ...]] = []
    waiting: list[Unit] = []
    for k in group:
        if k in strangers:
            waiting.append(found[k])
        else:
            parts.append(found[k])
            before.append(tuple(waiting))
            waiting = []
    return tuple(parts), tuple(before)


def with_moves(entries: list[Entry]) -> list[Entry]:
    """The entries, with those told apart that are the two ends of a move."""
    (old, old_at), (new, new_at) = _lone(entries, "old"), _lone(entries, "new")
    out = list(entries)
    for run in find_moves(old, new):
        label = Label("moved")
        for i, j in run:
            origin = entries[old_at[i]].old[0]
            out[old_at[i]] = entries[old_at[i]]._replace(move=label)
            out[new_at[j]] = entries[new_at[j]]._replace(move=label, origin=origin)
    return out


def _lone(entries: list[Entry], side: str) -> tuple[list[Unit | None], list[int]]:
    """Units that one side has alone, None where others are in between; and for each the index of its entry."""
    found: list[Unit | None] = []
    at: list[int] = []
    other = "new" if side == "old" else "old"
    for k, entry in enumerate(entries):
        own = entry.units(side)
        if own and not entry.units(other):
            found.append(own[0])
            at.append(k)
        elif (entry.html or own) and found and found[-1] is not None:
            found.append(None)
            at.append(k)
    return found, at


def replacing_plan(old: Document, new: Document) -> Plan:
    """The old document in full, then the new one in full: right whatever the documents are."""
    plan = Plan(spaced=old.spaced or new.spaced)
    for side, nodes in ((plan.old, old.nodes), (plan.new, new.nodes)):
        label = Label()
        for path, content in _explode_all(side, nodes, ()):
            plan.items.append(Item(path if side is plan.old else None, path if side is plan.new else None, content, label))
    return plan


class _Planner:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.columns: dict[tuple[int, int, int, int], Cells] = {}
        self.labels: dict[tuple[int, int, int | None, int | None], Label] = {}

    def put(self, old: Path | None, new: Path | None, content: str | Words | None, label: Label | None = None) -> None:
        self.plan.items.append(Item(old, new, content, label))

    def add(self, entries: list[Entry]) -> None:
        """Items of some entries; entries with one side only are gathered between the others."""
        loose_old: list[Entry] = []
        loose_new: list[Entry] = []
        for entry in entries:
            if not entry.html and (not entry.old or not entry.new):
                loose_old += [entry] if entry.old else []
                loose_new += [entry] if entry.new else []
                continue
            if loose_old or loose_new:
                self._loose(loose_old, loose_new)
                loose_old, loose_new = [], []
            if entry.html:
                self.put((), (), entry.html)
            else:
                self._pair(entry)
        self._loose(loose_old, loose_new)

    def _loose(self, old: list[Entry], new: list[Entry]) -> None:
        """Units that one side has: one change in the section that they stand in, and one for each of their own sections, of
        which the old ones come whole and then the new ones; what moved has its own."""
        here, there = _by_heading(old, "old"), _by_heading(new, "new")
        labels = [_label([*gone, *come]) for gone, come in zip_longest(here, there, fillvalue=())]
        for parts in (slice(0, 1), slice(1, None)):
            for label, part in zip(labels[parts], here[parts], strict=False):
                for entry in part:
                    self._whole(entry.old[0], "old", entry.move or label)
            for label, part in zip(labels[parts], there[parts], strict=False):
                for entry in part:
                    self._come(entry, label)

    def _come(self, entry: Entry, label: Label) -> None:
        if entry.move and entry.origin:
            self._arrived(entry.origin, entry.new[0], entry.move)
        else:
            self._whole(entry.new[0], "new", label)

    def _arrived(self, origin: Unit, unit: Unit, label: Label) -> None:
        """A block that came from elsewhere, with what was edited in it."""
        if origin.key == unit.key:
            self._whole(unit, "new", label)
        elif isinstance(origin.node, Leaf) and isinstance(unit.node, Leaf):
            self._edited(origin.node, unit.node, unit.path, label)
        elif isinstance(origin.node, Element) and isinstance(unit.node, Element):
            self._edited_inside(origin.node.children, unit.node.children, unit.path, label)
        else:
            self._whole(unit, "new", label)

    def _edited_inside(self, old: tuple[Node, ...], new: tuple[Node, ...], path: Path, label: Label) -> None:
        """The cells of a row that came from elsewhere, or what is in one of them. What is gone is seen where it was."""
        for a, b in cells(old, new):
            node, was = new[b] if b is not None else None, old[a] if a is not None else None
            if isinstance(node, Leaf):
                self._edited(was if isinstance(was, Leaf) else None, node, path, label)
            elif isinstance(node, Element):
                inner = (*path, self.plan.new.number(node))
                if not node.children:
                    self.put(None, inner, None, label)
                self._edited_inside(was.children if isinstance(was, Element) else (), node.children, inner, label)

    def _edited(self, origin: Leaf | None, leaf: Leaf, path: Path, label: Label) -> None:
        """A text that came from elsewhere; origin: None if it is new there."""
        if not tokenize(leaf) or (origin and origin.key == leaf.key):
            self.put(None, path, leaf.inner, label)
            return
        for kind, gone, come in compared(origin, leaf) if origin else [(CHANGED, (), tokenize(leaf))]:
            if kind != CHANGED:
                self.put(None, path, Words("", come, bool(gone[0].space)), label)
                continue
            if gone:
                self.put(None, path, Words("del", gone), label)
            if come:
                self.put(None, path, Words("ins", come), label)

    def _whole(self, unit: Unit, side: str, label: Label) -> None:
        numbers = self.plan.old if side == "old" else self.plan.new
        for path, content in _explode(numbers, unit.node, unit.path):
            self.put(path if side == "old" else None, path if side == "new" else None, content, label)

    def _pair(self, entry: Entry) -> None:
        old, new = entry.old[0], entry.new[0]
        self.plan.pair(old.path, new.path)
        if len(entry.old) == len(entry.new) == 1 and old.key == new.key:
            node = new.node
            inner = node.inner if isinstance(node, Leaf) else "".join(html_of(child) for child in node.children)
            self.put(old.path, new.path, inner if inner or not isinstance(node, Element) else None)
        elif isinstance(old.node, Leaf) and isinstance(new.node, Leaf):
            self._words(entry)
        elif isinstance(old.node, Element) and isinstance(new.node, Element) and new.node.tag == "tr":
            self._row(old, new, old.node, new.node)
        else:
            self.put(old.path, new.path, None)

    def _row(self, old: Unit, new: Unit, here: Element, there: Element) -> None:
        """The cells of a row that both have. All rows of one table pair their cells alike."""
        tables = (self._table(self.plan.old, old), self._table(self.plan.new, new))
        key = (*tables, len(here.children), len(there.children))
        if key not in self.columns:
            around = (
                (self.plan.old.elements[tables[0]], self.plan.new.elements[tables[1]]) if min(tables) >= 0 else (here, there)
            )
            self.columns[key] = columns(*around, *key[2:])
        for a, b in self.columns[key]:
            left = here.children[a] if a is not None else None
            right = there.children[b] if b is not None else None
            if isinstance(left, Element) and isinstance(right, Element) and {left.tag, right.tag} <= {"td", "th"}:
                old_path = (*old.path, self.plan.old.number(left))
                new_path = (*new.path, self.plan.new.number(right))
                self.plan.pair(old_path, new_path)
                self.put(old_path, new_path, None)
                self.add(list(steps_between(self.plan, left.children, right.children, old_path, new_path)))
                continue
            label = Label() if left and right else self._column((*tables, a, b))
            for node, unit, side in ((left, old, "old"), (right, new, "new")):
                if node is not None:
                    self._cell(node, unit.path, side, label)

    def _table(self, side: Side, unit: Unit) -> int:
        """The number of the table that a row is in."""
        return next((k for k in reversed(unit.path) if side.elements[k].tag == "table"), -1)

    def _column(self, key: tuple[int, int, int | None, int | None]) -> Label:
        """The change of one column: a cell alone is inserted or deleted, with a second one it is a column."""
        label = self.labels.get(key)
        if label:
            label.kind = "table column"
        return label or self.labels.setdefault(key, Label())

    def _cell(self, node: Node, path: Path, side: str, label: Label) -> None:
        numbers = self.plan.old if side == "old" else self.plan.new
        for inner, content in _explode_all(numbers, (node,), path):
            self.put(inner if side == "old" else None, inner if side == "new" else None, content, label)

    def _words(self, entry: Entry) -> None:
        if len(entry.old) == len(entry.new) == 1:
            self.plan.items += compare_leaves(entry.old[0], entry.new[0])
            return
        here, there = text_of_parts(entry.old, entry.before_old), text_of_parts(entry.new, entry.before_new)
        for found in compare_texts(here, there):
            if isinstance(found, Stranger):
                self._whole(found.unit, found.side, Label())
            else:
                self.plan.items.append(found)


def _label(part: list[Entry]) -> Label:
    return Label("table row" if all((entry.old or entry.new)[0].shape.endswith("/tr") for entry in part) else "")


def _by_heading(parts: list[Entry], side: str) -> list[list[Entry]]:
    """What stands before the first heading, and each heading with what is under it."""
    out: list[list[Entry]] = [[]]
    for part in parts:
        if is_heading(part.units(side)[0].shape):
            out.append([])
        out[-1].append(part)
    return out


def _explode(side: Side, node: Node, path: Path) -> Iterator[tuple[Path, str | None]]:
    """The leaves of a unit of one side, with their paths; its own number ends the path already."""
    if isinstance(node, Leaf):
        yield path, node.inner
    elif not node.children:
        yield path, None
    else:
        yield from _explode_all(side, node.children, path)


def _explode_all(side: Side, nodes: tuple[Node, ...], path: Path) -> Iterator[tuple[Path, str | None]]:
    for node in nodes:
        yield from _explode(side, node, path if isinstance(node, Leaf) else (*path, side.number(node)))
