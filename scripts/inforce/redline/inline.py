"""Writes one run of inline content: kept words once, changed words in <ins> and <del>, marks nested around them.

Spaces stand outside the changes wherever both revisions have one there (browsers collapse doubled ones); where only one
has, the space is inside that side's mark, so that each revision comes back with its own words and spaces.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from inforce.redline.formats import OURS
from inforce.redline.items import Words
from inforce.text.tokens import Mark

_ID = re.compile(r' (?:id|name)="[^"]*"')
_NUMBER = re.compile(r' data-n="[^"]*"')
_PLACE = re.compile("\0([0-9]+)([+]?)\0")


def without_ids(html: str) -> str:
    """HTML of the deleted side: its ids are given up, so that anchors lead to what is there now."""
    return _ID.sub("", html) if " id=" in html or " name=" in html else html


def write(words: tuple[Words, ...], attrs: Sequence[str]) -> str:
    """The inline HTML of some words in order, each with the attributes of its <ins> or <del>; those of kept words are for the
    first element that says how they looked."""
    parts = list(_template(words))
    for k in range(1, len(parts), 3):
        given = attrs[int(parts[k])]
        again = _NUMBER.match(given) if parts[k + 1] else None  # only the first piece has the rest
        parts[k], parts[k + 1] = again[0] if again else given, ""
    return "".join(parts)


@lru_cache(maxsize=4096)
def _template(words: tuple[Words, ...]) -> tuple[str, ...]:
    """The HTML of some words, cut where attributes go, with whose and how: the pairs of a policy share it."""
    writer = _Writer()
    k = 0
    while k < len(words):
        last = k
        while last < len(words) and words[last].side:
            last += 1
        if last == k:
            writer.keep(words[k], k)
            last += 1
        else:
            writer.change(words[k:last], k, words[last] if last < len(words) else None)
        k = last
    writer.close_to(0)
    return tuple(_PLACE.split("".join(writer.out)))


@dataclass(slots=True)
class _Open:
    """An open inline element; it may stand for one of the old revision and one of the new."""

    tag: str
    meaning: str
    marks: dict[str, Mark]  # by side: "old", "new"

    def takes(self, mark: Mark, side: str) -> bool:
        return self.tag == mark.tag and self.meaning == mark.meaning and self.marks.get(side, mark) == mark


class _Writer:
    def __init__(self) -> None:
        self.out: list[str] = []
        self.open: list[_Open] = []
        self.ids: set[str] = set()
        self.attrs = ""  # for the next element that says how its words looked
        self.muted = False  # the space before the next kept token is settled already

    def keep(self, words: Words, k: int) -> None:
        self.attrs = f"\0{k}\0"
        for token in words.tokens:
            depth = self.depth(token.chain, "new")
            self.close_to(depth)
            if token.space and not self.muted:
                self.out.append(token.space)
            self.muted = False
            self.enter(token.chain, depth, "new")
            self.out.append(token.html)

    def change(self, parts: Sequence[Words], first: int, following: Words | None) -> None:
        """Write all changes between two kept stretches; first: the place of the first of them."""
        after = {"ins": True, "del": True}  # at the end of the block a space does no harm
        if following:
            after = {"ins": bool(following.tokens[0].space), "del": following.old_space}
        spaced = {"ins": False, "del": False}
        for k, part in enumerate(parts):
            other = "del" if part.side == "ins" else "ins"
            lead = bool(part.tokens[0].space)
            rest = parts[k + 1 :]
            other_lead = next((bool(p.tokens[0].space) for p in rest if p.side == other), after[other])
            outer = self._outer(part, following)
            if lead and other_lead:
                self.out.append(" ")
                spaced = {"ins": True, "del": True}
            final = following is not None and all(p.side == other for p in rest)
            trail = final and after[part.side] and not after[other]
            self._wrap(part, first + k, outer, lead and not spaced[part.side], trail)
            spaced[part.side] = trail
        if following is None or after["ins"] == after["del"]:
            return
        self.muted = True  # the space before the words that follow is settled here, since only one side has it
        side = "ins" if after["ins"] else "del"
        if not spaced[side]:
            self.out.append(f"<{side}\0{first}+\0> </{side}>")

    def _outer(self, part: Words, following: Words | None) -> int:
        """Open what the change has in common with its surroundings; the number of elements that stay open around it."""
        side = "new" if part.side == "ins" else "old"
        common = part.tokens[0].chain
        for token in part.tokens:
            common = _alike(common, token.chain)
        depth = self.depth(common, side)
        ahead = following.tokens[0].chain if following else ()
        shared = _alike(common, ahead)
        self.close_to(depth)
        if len(shared) > depth and self.depth(ahead, "new") == depth:
            self.enter(ahead[: len(shared)], depth, "new")
            depth = len(shared)
        for k in range(depth):
            self.open[k].marks.setdefault(side, common[k])
        return depth

    def _wrap(self, part: Words, place: int, outer: int, lead: bool, trail: bool) -> None:
        side = "new" if part.side == "ins" else "old"
        self.out.append(f"<{part.side}\0{place}\0>")
        for k, token in enumerate(part.tokens):
            depth = max(outer, self.depth(token.chain, side))
            self.close_to(depth)
            if token.space if k else lead:
                self.out.append(token.space or " ")
            self.enter(token.chain, depth, side)
            self.out.append(token.html if side == "new" else without_ids(token.html))
        self.close_to(outer)
        self.out.append(f"{' ' if trail else ''}</{part.side}>")

    def depth(self, chain: tuple[Mark, ...], side: str) -> int:
        """How many of the open elements a token's chain goes on with."""
        k = 0
        while k < len(chain) and k < len(self.open) and self.open[k].takes(chain[k], side):
            k += 1
        return k

    def close_to(self, depth: int) -> None:
        while len(self.open) > depth:
            self.out.append(f"</{self.open.pop().tag}>")

    def enter(self, chain: tuple[Mark, ...], depth: int, side: str) -> None:
        for mark in chain[depth:]:
            ids = _ID.findall(mark.html)
            html = without_ids(mark.html) if side == "old" or not self.ids.isdisjoint(ids) else mark.html
            if side == "new":
                self.ids.update(ids)
            if self.attrs and mark.meaning[:1] in OURS:
                html = f"{html[:-1]}{self.attrs}>"
                self.attrs = self.attrs[:-1].rstrip("+") + "+\0"
            self.out.append(html)
            self.open.append(_Open(mark.tag, mark.meaning, {side: mark}))
        if side == "new":
            for k in range(depth):
                self.open[k].marks.setdefault(side, chain[k])


def _alike(a: tuple[Mark, ...], b: tuple[Mark, ...]) -> tuple[Mark, ...]:
    k = 0
    while k < len(a) and k < len(b) and a[k].tag == b[k].tag and a[k].meaning == b[k].meaning:
        k += 1
    return a[:k]
