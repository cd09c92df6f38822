"""List items that are put into a policy's Markdown: beside which ones they stand, and with which sign or number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from inforce.editing.markdown.source_map import Item, Place, Source
from inforce.text.rich_text import Block


def new_item(source: Source, new: Block, path: tuple[Item, ...], after: Place | None) -> tuple[Item, bool]:
    """A list item beside or below those around (`path`), before the block `after`; and whether it follows what is before it
    without a blank line.
    """
    beside = path[new.depth] if len(path) > new.depth else None
    if beside and beside.kind == new.kind:
        marker = _next_marker(beside.marker, _counts(source, beside.list))
        return _item(beside.list, new, beside.indent, marker), is_tight(source, beside.list)
    if after and len(after.items) == new.depth + 1 and after.items[-1].kind == new.kind and after.block.kind == new.kind:
        first = after.items[-1]
        return _item(first.list, new, first.indent, first.marker), bool(path) and is_tight(source, path[-1].list)
    marker = _habit(source, new.kind, beside.marker if beside else "")
    indent = beside.indent if beside else path[-1].lead if path and new.depth else ""
    nested = bool(path) and new.depth > 0
    return _item(-1, new, indent, marker), nested and is_tight(source, path[-1].list)


def _habit(source: Source, kind: str, other: str) -> str:
    """The marker that the file uses most for a kind of list; not the one of a list beside it, which it would join."""
    markers = Counter(item.marker.strip() for item in _items(source) if item.kind == kind and item.marker)
    if kind == "ol":
        return "1" + (")" if any(m.endswith(")") for m in markers) else ".") + " "
    best = [m for m, _ in markers.most_common() if m != other.strip()] or [m for m in "-*" if m != other.strip()]
    return best[0] + " "


def _items(source: Source) -> Iterator[Item]:
    """The items of all lists, each once, in order."""
    seen: set[int] = set()
    for place in source.places:
        for item in place.items:
            if id(item) not in seen:
                seen.add(id(item))
                yield item


def _counts(source: Source, number: int) -> bool:
    """Whether the items of a list are numbered in turn, not all alike."""
    numbers = [item.marker.strip() for item in _items(source) if item.list == number]
    return len(numbers) < 2 or numbers[0] != numbers[1]


def is_tight(source: Source, number: int) -> bool:
    """Whether the items of a list follow each other without a blank line."""
    begun: set[int] = set()
    gaps = []
    for place in source.places:
        for item in place.items:
            if item.list == number and id(item) not in begun:
                if begun:
                    gaps.append(not source.lines[place.first - 1].strip(" \t>"))
                begun.add(id(item))
    return not all(gaps) if gaps else True


def renumbered(source: Source, found: Mapping[int, int]) -> Iterator[tuple[int, int, str]]:
    """The edits (start, stop, new text) by which a list whose first item was deleted still begins with its number; `found` has
    the blocks that stay."""
    first: dict[int, tuple[Item, bool]] = {}
    for i, place in enumerate(source.places):
        item = place.items[-1] if place.items and place.block.kind == "ol" else None
        if item is None or item.number is None:
            continue
        known = first.get(item.list)
        if known is None:
            first[item.list] = (item, i in found)
        elif not known[1] and i in found:
            start, stop = known[0].number or item.number
            if source.text[start:stop] != source.text[slice(*item.number)]:
                yield (*item.number, source.text[start:stop])
            first[item.list] = (item, True)


def _item(number: int, new: Block, indent: str, marker: str) -> Item:
    return Item(list=number, kind=new.kind, depth=new.depth, indent=indent, marker=marker, lead=indent + " " * len(marker))


def _next_marker(marker: str, counts: bool) -> str:
    found = re.match(r"(\d+)", marker)
    return str(int(found[1]) + 1) + marker[found.end() :] if found and counts else marker
