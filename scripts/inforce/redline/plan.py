"""Turns an alignment into items: what stands in the redline, in order, each with its place in either revision."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from inforce.blocks import Document, Element, Leaf, Node, html_of
from inforce.redline.align import align
from inforce.redline.readable import regroup
from inforce.redline.sequences import equal_matches
from inforce.redline.units import Side, Unit, units
from inforce.redline.words import BREAK, CHANGED, KEPT, RESTYLED, Run, diff_words
from inforce.tokens import Token, shared, tokenize

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

    old: Side = field(default_factory=Side)
    new: Side = field(default_factory=Side)
    items: list[Item] = field(default_factory=list)
    pairs: set[tuple[int, int]] = field(default_factory=set)  # blocks that may be written as one, beside those of items

    def pair(self, old: Path, new: Path) -> None:
        """Let the blocks of two paths be written as one even if their words all differ."""
        self.pairs.update(zip(old, new, strict=True))


class Entry(NamedTuple):
    """A step with its units, before labels are given."""

    old: tuple[Unit, ...]
    new: tuple[Unit, ...]
    reshaped: bool
    html: str  # of a top-level node that is the same in both


def make_plan(old: Document, new: Document) -> Plan:
    """Items for every node of both documents."""
    plan = Plan()
    entries = list(_entries(plan, old, new))
    _Planner(plan).add(entries)
    return plan


def _entries(plan: Plan, old: Document, new: Document) -> Iterator[Entry]:
    here, there = [node.key for node in old.nodes], [node.key for node in new.nodes]
    span = (0, len(here), 0, len(there))
    matches = equal_matches(here, there, span, lambda i: 40 + len(here[i]))
    a = b = 0
    for i, j in [*matches, (len(here), len(there))]:
        if i > a or j > b:
            yield from steps_between(plan, old.nodes[a:i], new.nodes[b:j], (), ())
        if j < len(there):
            yield Entry((), (), False, new.html[j])
        a, b = i + 1, j + 1


def steps_between(
    plan: Plan, old: tuple[Node, ...], new: tuple[Node, ...], old_path: Path, new_path: Path
) -> Iterator[Entry]:
    """The aligned units of some siblings."""
    here, there = units(plan.old, old, old_path), units(plan.new, new, new_path)
    for step in align(here, there):
        yield Entry(tuple(here[i] for i in step.old), tuple(there[j] for j in step.new), step.reshaped, "")


def replacing_plan(old: Document, new: Document) -> Plan:
    """The old document in full, then the new one in full: right whatever the documents are."""
    plan = Plan()
    for side, nodes in ((plan.old, old.nodes), (plan.new, new.nodes)):
        label = Label()
        for path, content in _explode_all(side, nodes, ()):
            plan.items.append(Item(path if side is plan.old else None, path if side is plan.new else None, content, label))
    return plan


_HEADING = re.compile(r"/h[1-6]$")
_NUMBER = re.compile(r"[(\[]?(?:\d+(?:\.\d+)*|[a-zA-Z]|[ivxlcIVXLC]+)(?:\([a-z0-9]+\))*[.):\]]*")
_CJK = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")


class _Planner:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def put(self, old: Path | None, new: Path | None, content: str | Words | None, label: Label | None = None) -> None:
        self.plan.items.append(Item(old, new, content, label))

    def add(self, entries: list[Entry]) -> None:
        """Items of some entries; entries with one side only are gathered between the others."""
        loose_old: list[Unit] = []
        loose_new: list[Unit] = []
        for entry in entries:
            if not entry.html and (not entry.old or not entry.new or entry.reshaped and not _in_place(entry)):
                loose_old += entry.old
                loose_new += entry.new
                continue
            self._loose(loose_old, loose_new)
            loose_old, loose_new = [], []
            if entry.html:
                self.put((), (), entry.html)
            elif entry.reshaped:
                label = Label(*_reshaping(entry.old[0], entry.new[0]))
                self._whole(entry.old[0], "old", label)
                self._whole(entry.new[0], "new", label)
            else:
                self._pair(entry)
        self._loose(loose_old, loose_new)

    def _loose(self, old: list[Unit], new: list[Unit]) -> None:
        """Units that one side has: one change, or one for each heading among them."""
        here, there = _by_heading(old), _by_heading(new)
        for k in range(max(len(here), len(there))):
            label = Label()
            for unit in here[k] if k < len(here) else ():
                self._whole(unit, "old", label)
            for unit in there[k] if k < len(there) else ():
                self._whole(unit, "new", label)

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
            self._words(entry.old, entry.new)
        elif isinstance(old.node, Element) and isinstance(new.node, Element) and new.node.tag == "tr":
            self._row(old, new, old.node, new.node)
        else:
            self.put(old.path, new.path, None)

    def _row(self, old: Unit, new: Unit, here: Element, there: Element) -> None:
        """Cells of a row that both have, by their place or by what they say."""
        for a, b in cells(here.children, there.children):
            left = here.children[a] if a is not None else None
            right = there.children[b] if b is not None else None
            if isinstance(left, Element) and isinstance(right, Element) and left.tag == right.tag:
                old_path = (*old.path, self.plan.old.number(left))
                new_path = (*new.path, self.plan.new.number(right))
                self.put(old_path, new_path, None)
                self.add(list(steps_between(self.plan, left.children, right.children, old_path, new_path)))
                continue
            label = Label("table column" if left is None or right is None else "")
            for node, unit, side in ((left, old, "old"), (right, new, "new")):
                if node is not None:
                    self._cell(node, unit.path, side, label)

    def _cell(self, node: Node, path: Path, side: str, label: Label) -> None:
        numbers = self.plan.old if side == "old" else self.plan.new
        for inner, content in _explode_all(numbers, (node,), path):
            self.put(inner if side == "old" else None, inner if side == "new" else None, content, label)

    def _words(self, old: tuple[Unit, ...], new: tuple[Unit, ...]) -> None:
        here, there = _joined(old), _joined(new)
        runs = regroup(diff_words(here.tokens, there.tokens), here.tokens, there.tokens)
        for run in runs:
            if run.kind == KEPT:
                self._kept(run, here, there)
                continue
            label = _label(run, here.tokens, there.tokens)
            for start, end in _cut(here.tokens, run.a0, run.a1):
                self.put(here.paths[start], None, Words("del", here.tokens[start:end]), label)
            for start, end in _cut(there.tokens, run.b0, run.b1):
                self.put(None, there.paths[start], Words("ins", there.tokens[start:end]), label)

    def _kept(self, run: Run, here: _Joined, there: _Joined) -> None:
        for start, end in _cut(there.tokens, run.b0, run.b1):
            first = start
            shift = run.a0 - run.b0
            for k in range(start + 1, end + 1):
                if k < end and not _respaced(here.tokens, there.tokens, k + shift, k):
                    continue
                paths = here.paths[first + shift], there.paths[first]
                old_space = bool(here.tokens[first + shift].space) if first == start else False
                tokens = there.tokens[first:k]
                if first != start:
                    tokens = [tokens[0]._replace(space=""), *tokens[1:]]
                self.put(*paths, Words("", tokens, old_space))
                if k < end:
                    self._space(paths, there.tokens[k - 1], there.tokens[k])
                first = k

    def _space(self, paths: tuple[Path, Path], before: Token, after: Token) -> None:
        """A space that only one side has between two kept words."""
        space = Token("", "", "", shared(before.chain, after.chain), " ", 0)
        if after.space:
            self.put(None, paths[1], Words("ins", [space]), Label("formatting", "space added"))
        else:
            self.put(paths[0], None, Words("del", [space]), Label("formatting", "space removed"))


class _Joined(NamedTuple):
    """The tokens of some leaves as one text, a BREAK between two, with each token's path."""

    tokens: list[Token]
    paths: list[Path]


def _joined(parts: tuple[Unit, ...]) -> _Joined:
    tokens: list[Token] = []
    paths: list[Path] = []
    for part in parts:
        if tokens:
            tokens.append(BREAK)
            paths.append(part.path)
        assert isinstance(part.node, Leaf)
        found = tokenize(part.node)
        tokens += found
        paths += [part.path] * len(found)
    return _Joined(tokens, paths)


def _cut(tokens: Sequence[Token], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Stretches of start:end without the breaks between paragraphs."""
    first = start
    for k in range(start, end + 1):
        if k == end or tokens[k] is BREAK:
            if k > first:
                yield first, k
            first = k + 1


def _respaced(old: Sequence[Token], new: Sequence[Token], i: int, j: int) -> bool:
    """Whether only one side has a space before a kept token; between CJK characters it is only a wrapped line."""
    if bool(old[i].space) == bool(new[j].space):
        return False
    return not (_CJK.match(new[j].text) and _CJK.match(new[j - 1].text[-1:]))


def _by_heading(parts: list[Unit]) -> list[list[Unit]]:
    out: list[list[Unit]] = []
    for part in parts:
        if not out or _HEADING.search(part.shape):
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


def cells(old: tuple[Node, ...], new: tuple[Node, ...]) -> list[tuple[int | None, int | None]]:
    """Which cells of two rows belong together, in order; None where one row has none."""
    if len(old) == len(new):
        return [(k, k) for k in range(len(old))]
    here, there = [node.key for node in old], [node.key for node in new]
    matches = equal_matches(here, there, (0, len(old), 0, len(new)), lambda i: 1.0)
    out: list[tuple[int | None, int | None]] = []
    a = b = 0
    for i, j in [*matches, (len(old), len(new))]:
        both = min(i - a, j - b)
        out += [(a + k, b + k) for k in range(both)]
        out += [(k, None) for k in range(a + both, i)]
        out += [(None, k) for k in range(b + both, j)]
        if i < len(old) and j < len(new):
            out.append((i, j))
        a, b = i + 1, j + 1
    return out


def _in_place(entry: Entry) -> bool:
    """Whether only the innermost block of a reshaped pair is another one (h2 made h3)."""
    old, new = entry.old[0].shape, entry.new[0].shape
    return old.count("/") == new.count("/") and old.rpartition("/")[0] == new.rpartition("/")[0]


def _reshaping(old: Unit, new: Unit) -> tuple[str, str]:
    before, after = old.shape.rsplit("/", 1)[-1], new.shape.rsplit("/", 1)[-1]
    if re.fullmatch("h[1-6]", before) and re.fullmatch("h[1-6]", after):
        return "heading level", f"heading level {after[1]}, was {before[1]}"
    return "formatting", f"{after or 'text'}, was {before or 'text'}"


def _label(run: Run, old: Sequence[Token], new: Sequence[Token]) -> Label:
    here, there = old[run.a0 : run.a1], new[run.b0 : run.b1]
    if run.kind == RESTYLED:
        return Label("formatting")
    first = (run.a0 == 0 or old[run.a0 - 1] is BREAK) and (run.b0 == 0 or new[run.b0 - 1] is BREAK)
    if first and run.kind == CHANGED and here and there:
        texts = ["".join(token.text for token in part) for part in (here, there)]
        if all(_NUMBER.fullmatch(text) for text in texts):
            return Label("renumbered")
    return Label()
