"""Writes one run of inline content: kept words once, changed words in <ins> and <del>, marks nested around them.

Spaces stand outside the changes wherever both revisions have one there (browsers collapse doubled ones); where only one
has, the space is inside that side's mark, so that each revision comes back with its own words and spaces.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from inforce.redline.formats import OURS
from inforce.text.tokens import Mark, Token

_ID = re.compile(r' (?:id|name)="[^"]*"')


_NUMBER = re.compile(r' data-n="[^"]*"')


class Stretch(NamedTuple):
    """Tokens of one side, or of both (kept)."""

    side: str  # "" kept, "ins" or "del"
    tokens: Sequence[Token]
    attrs: str = ""  # of the <ins> or <del>; kept: of the first element that says how its words looked
    old_space: bool = False  # kept: whether the old revision has a space before it (tokens tell of the new one)


def without_ids(html: str) -> str:
    """HTML of the deleted side: its ids are given up, so that anchors lead to what is there now."""
    return _ID.sub("", html) if " id=" in html or " name=" in html else html


def write(stretches: Sequence[Stretch]) -> str:
    """The inline HTML of some stretches in order."""
    writer = _Writer()
    k = 0
    while k < len(stretches):
        if not stretches[k].side:
            writer.keep(stretches[k])
            k += 1
            continue
        last = k
        while last < len(stretches) and stretches[last].side:
            last += 1
        writer.change(stretches[k:last], stretches[last] if last < len(stretches) else None)
        k = last
    writer.close_to(0)
    return "".join(writer.out)


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

    def keep(self, stretch: Stretch) -> None:
        self.attrs = stretch.attrs
        for token in stretch.tokens:
            depth = self.depth(token.chain, "new")
            self.close_to(depth)
            if token.space and not self.muted:
                self.out.append(token.space)
            self.muted = False
            self.enter(token.chain, depth, "new")
            self.out.append(token.html)

    def change(self, parts: Sequence[Stretch], following: Stretch | None) -> None:
        """Write all changes between two kept stretches."""
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
            self._wrap(part, outer, lead and not spaced[part.side], trail)
            spaced[part.side] = trail
        self._settle(parts, following, after, spaced)

    def _settle(
        self, parts: Sequence[Stretch], following: Stretch | None, after: dict[str, bool], spaced: dict[str, bool]
    ) -> None:
        """The space before the kept words that follow, if only one side has it."""
        if following is None or after["ins"] == after["del"]:
            return
        self.muted = True
        side = "ins" if after["ins"] else "del"
        if not spaced[side]:
            self.out.append(f"<{side}{without_ids(parts[0].attrs)}> </{side}>")

    def _outer(self, part: Stretch, following: Stretch | None) -> int:
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

    def _wrap(self, part: Stretch, outer: int, lead: bool, trail: bool) -> None:
        side = "new" if part.side == "ins" else "old"
        self.out.append(f"<{part.side}{part.attrs}>")
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
                self.attrs = _NUMBER.findall(self.attrs)[0]
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
