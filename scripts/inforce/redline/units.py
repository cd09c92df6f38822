"""Units: what alignment pairs up. Each leaf with the blocks around it; a table row is one unit."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from itertools import pairwise
from typing import NamedTuple

from inforce.redline.places import may_share
from inforce.text.html_tree import Element, Leaf, Node
from inforce.text.sameness import HEADINGS, MARKS, TAG

_WORD = re.compile(r"\w+")
_ENUMERATOR = re.compile(r"^\s*(?:[(\[]?(?:\d+(?:\.\d+)*|[a-zA-Z]|[ivxlcIVXLC]+)[.)\]:]+|(?:\d+\.)+\d+|\u00a7+\s*[\d.]+)\s+")


class Unit(NamedTuple):
    """A leaf, an empty block or a table row. path holds the numbers of the blocks around it, outermost first."""

    node: Node
    path: tuple[int, ...]
    shape: str  # the tags of the path: units are merged only when their shapes agree
    key: str  # equal for units that read the same


def is_heading(shape: str) -> bool:
    """Whether it is that of the text of a heading."""
    return shape.rpartition("/")[2] in HEADINGS


@dataclass(slots=True)
class Side:
    """One revision in a comparison: gives every block that is met a number."""

    elements: list[Element] = field(default_factory=list)

    def number(self, element: Element) -> int:
        """The number of a block, from 0 in the order of meeting."""
        self.elements.append(element)
        return len(self.elements) - 1


def units(side: Side, nodes: tuple[Node, ...], path: tuple[int, ...] = (), shape: str = "") -> list[Unit]:
    """The units of some sibling nodes, in document order."""
    out: list[Unit] = []
    _collect(side, nodes, path, shape, out)
    return out


def whole_unit(node: Node) -> Unit:
    """A top-level node as one unit, whatever is inside."""
    return Unit(node, (), node.tag if isinstance(node, Element) else "", node.key)


def may_pair(a: Unit, b: Unit) -> bool:
    """Whether two units may be written as one, in spite of their shapes: texts, or rows."""
    if a.shape == b.shape:
        return True
    if not isinstance(a.node, Leaf) or not isinstance(b.node, Leaf):
        if isinstance(a.node, Leaf) or isinstance(b.node, Leaf) or a.node.tag != b.node.tag:
            return False
    elif a.node.verbatim != b.node.verbatim:
        return False
    return may_share(a.shape, b.shape)


def _collect(side: Side, nodes: tuple[Node, ...], path: tuple[int, ...], shape: str, out: list[Unit]) -> None:
    for node in nodes:
        if isinstance(node, Leaf):
            out.append(Unit(node, path, shape, node.key))
            continue
        inner, tags = (*path, side.number(node)), f"{shape}/{_shape(node)}"
        if node.tag == "tr" or not node.children:
            out.append(Unit(node, inner, tags, node.key))
        else:
            _collect(side, node.children, inner, tags, out)


def _shape(element: Element) -> str:
    return element.tag + element.meaning if element.tag in MARKS else element.tag


class Bag(NamedTuple):
    """The words of a unit, without its number, for a quick measure of likeness."""

    words: frozenset[str]
    size: int  # how many words, repeated ones too


@lru_cache(maxsize=4096)
def bag(node: Node) -> Bag:
    """The words of a node: case does not matter, an enumerator before the text is no part of it."""
    text = text_of(node)
    found = _WORD.findall(_ENUMERATOR.sub("", text, count=1).lower())
    return Bag(frozenset(found), len(found))


@lru_cache(maxsize=4096)
def word_pairs(node: Node) -> frozenset[tuple[str, str]]:
    """The pairs of neighbouring words of a node: says more than its words about whether one text is part of another."""
    found = _WORD.findall(text_of(node).lower())
    return frozenset(pairwise(found))


@lru_cache(maxsize=4096)
def counted_pairs(node: Node) -> Counter[tuple[str, str]]:
    """The pairs of neighbouring words of a node and how often each occurs; not to be changed."""
    return Counter(pairwise(_WORD.findall(text_of(node).lower())))


@lru_cache(maxsize=4096)
def spoken(node: Node) -> tuple[str, ...]:
    """The words of a node in order, whatever their case."""
    return tuple(_WORD.findall(text_of(node).lower()))


def text_of(node: Node) -> str:
    """The plain text of a node, blocks separated by spaces."""
    if isinstance(node, Leaf):
        return unescape(TAG.sub("", node.inner) if "<" in node.inner else node.inner)
    return " ".join(text_of(child) for child in node.children)
