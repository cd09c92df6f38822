"""Says what happened: the kind, section and size of every change, and a summary by section."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape

from inforce.redline.change_addresses import Identified, Place, Reading, addresses
from inforce.redline.items import Label
from inforce.text.sameness import TAG

EXCERPT = 160  # characters of old and new text that a change keeps
_WORD = re.compile(
    r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)
_UNKNOWN = re.compile("\0([0-9]+)\0")
_BLOCK_EDGE = re.compile(r"</?(?:p|li|h[1-6]|t[dhr]|d[dt]|br|pre)\b[^>]*>")
# Kinds that change no word.
WORDLESS = frozenset(["formatting", "link target", "title", "heading level", "split", "joined"])
_STATES = {"old": "removed", "new": "added"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change. section is the heading it is under ("" before the first); old and new are bounded excerpts.

    number: its place among all; id: its address on the page, which stays when others are counted otherwise.
    """

    number: int
    id: str
    kind: str
    section: str
    section_id: str
    added: int
    removed: int
    old: str
    new: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionChange:
    """What changed under one heading. state: changed, added (the heading is new) or removed (it is gone).

    A section that moved, or whose heading got another level, is changed.
    """

    title: str
    id: str
    added: int
    removed: int
    changes: int
    state: str


@dataclass(eq=False, slots=True)
class _Section:
    title: str = ""
    id: str = ""
    state: str = "changed"


@dataclass(slots=True)
class _Open:
    number: int
    label: Label
    section: _Section
    passed: int  # headings before its first piece
    old: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    reached: list[str] = field(default_factory=list)  # of a move: its ends, as they came
    edited: list[tuple[str, str]] = field(default_factory=list)  # of a move: (side, text) edited inside it
    places: dict[str, Place] = field(default_factory=dict)  # where its first piece of each side stands
    about: str = ""  # of one without words: the text of the block that it happened to


@dataclass(slots=True)
class Ledger:
    """Numbers changes as the redline is written, and keeps what they hold."""

    live: _Section = field(default_factory=_Section)  # under the last heading that the new revision has
    gone: _Section | None = None  # under a heading that only the old one has here, if it came last
    passed: int = 0  # headings so far
    replaced: _Open | None = None  # the change of a deleted heading that was written last
    is_kept: bool = False  # whether a block that both have is being written: it is in a section that both have
    all: list[_Open] = field(default_factory=list)
    changes: dict[Label, _Open] = field(default_factory=dict)  # the newest change of each label
    carried: dict[tuple[Label, int], _Section] = field(default_factory=dict)  # sections that a label names on both sides
    reached: dict[tuple[Label, str], int] = field(default_factory=dict)  # how many of them a side has named
    reading: dict[str, Reading] = field(default_factory=lambda: {"old": Reading(), "new": Reading()})

    def heading(self, html: str, identity: str, side: str, label: Label | None = None, was: str = "") -> None:
        """A heading was reached that one side has, or both (side ""); label: what the whole of it belongs to; was: its text
        in the older revision, if that is another."""
        title = " ".join(plain(html).split())
        for each in self._of(side):
            self.reading[each].heading = plain(was) if was and each == "old" else title
        replaced, self.replaced = self.replaced, None
        if side == "new" and replaced and replaced.label is label:
            self.live, self.gone = replaced.section, None
            self.live.title, self.live.id, self.live.state = title, identity, "changed"
            return
        if label and label.kind == "moved":
            section = self._carried(label, side)
            if side != "old":
                section.title, section.id = title, identity
            section.title = section.title or title
        else:
            section = _Section(title, "" if side == "old" else identity, _STATES.get(side, "changed"))
        self.passed += 1
        if side == "old":
            self.gone = section
        else:
            self.live, self.gone = section, None

    def heading_ends(self, side: str, label: Label | None) -> None:
        """A heading was written. One that is deleted, and another inserted in its place, are one heading that changed."""
        self.replaced = self.changes.get(label) if label and side == "old" and label.kind != "moved" else None

    def _carried(self, label: Label, side: str) -> _Section:
        """The section of a heading that moved: the same one on either side."""
        count = self.reached[label, side] = self.reached.get((label, side), 0) + 1
        return self.carried.setdefault((label, count), _Section())

    def block(self, side: str) -> None:
        """A block begins that one side has, or both (side "")."""
        for each in self._of(side):
            self.reading[each].before = ""

    def kept(self, html: str) -> None:
        """Content that both sides have."""
        for reading in self.reading.values():
            reading.read(html)

    def _of(self, side: str) -> tuple[str, ...]:
        return (side,) if side else ("old", "new")

    def number(self, label: Label, side: str) -> tuple[int, bool]:
        """The number of a change, and whether this is its first piece.

        What is inserted or deleted on both sides of a heading is a change in each of the two sections.
        """
        found = self.changes.get(label)
        if found and (label.kind or found.passed == self.passed):
            if side not in found.places:
                found.places[side] = self.reading[side].place
            return found.number, False
        section = self.gone if side == "old" and self.gone and not self.is_kept else self.live
        made = _Open(len(self.all) + 1, label, section, self.passed, places={side: self.reading[side].place})
        self.all.append(made)
        self.changes[label] = made
        return made.number, True

    def ends(self, label: Label, side: str) -> tuple[str, str]:
        """Of one end of a move: the id of the other end ("" if this piece is not the first of its end) and its own."""
        found = self.changes[label]
        if side in found.reached:
            return "", ""
        found.reached.append(side)
        names = address_of(found.number), f"{address_of(found.number)}-end"
        return (names[1], names[0]) if len(found.reached) == 1 else names

    def text(self, label: Label, side: str, html: str) -> None:
        """Content of a change on one side ("old" or "new")."""
        found, self.replaced = self.changes[label], None
        (found.old if side == "old" else found.new).append(plain(html))
        self.reading[side].read(html)

    def edit(self, label: Label, side: str, html: str) -> None:
        """Words edited inside a moved block."""
        self.changes[label].edited.append((side, plain(html)))

    def about(self, label: Label, html: str) -> None:
        """What a change happened to that may have no words of its own."""
        self.changes[label].about = plain(html)

    def finish(self) -> tuple[tuple[Change, ...], tuple[SectionChange, ...]]:
        """All changes in order, and their sections in order."""
        names = addresses(map(_identified, self.all))
        changes = tuple(_change(found, name) for found, name in zip(self.all, names, strict=True))
        sections: dict[tuple[str, str], list[Change]] = {}
        states: dict[tuple[str, str], str] = {}
        for found, change in zip(self.all, changes, strict=True):
            key = (change.section, change.section_id)
            sections.setdefault(key, []).append(change)
            states.setdefault(key, found.section.state)
        summary = tuple(
            SectionChange(
                title=title,
                id=identity,
                added=sum(change.added for change in held),
                removed=sum(change.removed for change in held),
                changes=len(held),
                state=states[title, identity],
            )
            for (title, identity), held in sections.items()
        )
        return changes, summary


def address_of(number: int) -> str:
    """What stands for the address of a change while its words are not known: no text has such signs."""
    return f"\0{number}\0"


def with_addresses(html: str, changes: Sequence[Change]) -> str:
    """A redline in which the addresses of its changes stand."""
    return _UNKNOWN.sub(lambda match: changes[int(match[1]) - 1].id, html) if changes else html


def plain(html: str) -> str:
    """The text of a piece of HTML; blocks are separated by a space."""
    return unescape(TAG.sub("", _BLOCK_EDGE.sub(" ", html)) if "<" in html else html)


@lru_cache(maxsize=1 << 13)
def count_words(text: str) -> int:
    """Words of a text; in scripts without spaces, characters."""
    return len(_WORD.findall(text))


def _identified(found: _Open) -> Identified:
    old, new = "".join(found.old), "".join(found.new)
    return Identified(old, new if (old + new).strip() else found.about, found.places)


def _change(found: _Open, name: str) -> Change:
    old, new = " ".join("".join(found.old).split()), " ".join("".join(found.new).split())
    label = found.label
    both = bool(old and new) or bool(found.old and found.new and not old and not new)  # images have no words
    kind = label.kind or ("replaced" if both else "inserted" if found.new or not found.old else "deleted")
    counted = {"old": old, "new": new}
    if kind == "moved":
        counted = {side: " ".join(text for own, text in found.edited if own == side) for side in counted}
    elif kind in WORDLESS:
        counted = {"old": "", "new": ""}
    return Change(
        number=found.number,
        id=name,
        kind=kind,
        section=found.section.title,
        section_id=found.section.id,
        added=count_words(counted["new"]),
        removed=count_words(counted["old"]),
        old=_excerpt(old),
        new=_excerpt(new),
        note=label.note,
    )


def _excerpt(text: str) -> str:
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1].rstrip() + "\u2026"
