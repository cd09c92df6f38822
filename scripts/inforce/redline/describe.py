"""Says what happened: the kind, section and size of every change, and a summary by section."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from inforce.blocks import TAG
from inforce.redline.items import Label

EXCERPT = 160  # characters of old and new text that a change keeps
_WORD = re.compile(
    r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)
_BLOCK_EDGE = re.compile(r"</?(?:p|li|h[1-6]|t[dhr]|d[dt]|br|pre)\b[^>]*>")
# Kinds that change no word.
WORDLESS = frozenset(["formatting", "link target", "heading level", "split", "joined"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change. section is the heading it is under ("" before the first); old and new are bounded excerpts."""

    number: int
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
    """What changed under one heading. state: changed, added (the heading is new) or removed (it is gone)."""

    title: str
    id: str
    added: int
    removed: int
    changes: int
    state: str


@dataclass(slots=True)
class _Open:
    number: int
    label: Label
    section: tuple[str, str, str]  # title, id, state
    old: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    reached: list[str] = field(default_factory=list)  # of a move: its ends, as they came
    edited: list[tuple[str, str]] = field(default_factory=list)  # of a move: (side, text) edited inside it


@dataclass(slots=True)
class Ledger:
    """Numbers changes as the redline is written, and keeps what they hold."""

    live: tuple[str, str, str] = ("", "", "changed")  # heading that the new revision has
    gone: tuple[str, str, str] | None = None  # heading that only the old one has, if it came last
    changes: dict[Label, _Open] = field(default_factory=dict)

    def heading(self, html: str, identity: str, state: str) -> None:
        """A heading was reached; state is changed (both have it), added or removed."""
        title = " ".join(plain(html).split())
        if state == "removed":
            self.gone = (title, "", state)
        else:
            self.live, self.gone = (title, identity, state), None

    def number(self, label: Label, side: str) -> tuple[int, bool]:
        """The number of a change, and whether this is its first piece."""
        found = self.changes.get(label)
        if found:
            return found.number, False
        section = self.gone if side == "old" and self.gone else self.live
        self.changes[label] = _Open(len(self.changes) + 1, label, section)
        return len(self.changes), True

    def ends(self, label: Label, side: str) -> tuple[str, str]:
        """Of one end of a move: the id of the other end ("" if this piece is not the first of its end) and its own."""
        found = self.changes[label]
        if side in found.reached:
            return "", ""
        found.reached.append(side)
        names = f"change-{found.number}", f"change-{found.number}-end"
        return (names[1], names[0]) if len(found.reached) == 1 else names

    def text(self, label: Label, side: str, html: str) -> None:
        """Content of a change on one side ("old" or "new")."""
        found = self.changes[label]
        (found.old if side == "old" else found.new).append(plain(html))

    def edit(self, label: Label, side: str, html: str) -> None:
        """Words edited inside a moved block."""
        self.changes[label].edited.append((side, plain(html)))

    def finish(self) -> tuple[tuple[Change, ...], tuple[SectionChange, ...]]:
        """All changes in order, and their sections in order."""
        changes: list[Change] = []
        sections: dict[tuple[str, str, str], list[Change]] = {}
        for found in self.changes.values():
            change = _change(found)
            changes.append(change)
            sections.setdefault(found.section, []).append(change)
        summary = tuple(
            SectionChange(
                title=title,
                id=identity,
                added=sum(change.added for change in held),
                removed=sum(change.removed for change in held),
                changes=len(held),
                state=state,
            )
            for (title, identity, state), held in sections.items()
        )
        return tuple(changes), summary


def plain(html: str) -> str:
    """The text of a piece of HTML; blocks are separated by a space."""
    return unescape(TAG.sub("", _BLOCK_EDGE.sub(" ", html)) if "<" in html else html)


def count_words(text: str) -> int:
    """Words of a text; in scripts without spaces, characters."""
    return len(_WORD.findall(text))


def _change(found: _Open) -> Change:
    old, new = " ".join("".join(found.old).split()), " ".join("".join(found.new).split())
    label = found.label
    kind = label.kind or ("replaced" if old and new else "inserted" if found.new or not found.old else "deleted")
    counted = {"old": old, "new": new}
    if kind == "moved":
        counted = {side: " ".join(text for own, text in found.edited if own == side) for side in counted}
    elif kind in WORDLESS:
        counted = {"old": "", "new": ""}
    return Change(
        number=found.number,
        kind=kind,
        section=found.section[0],
        section_id=found.section[1],
        added=count_words(counted["new"]),
        removed=count_words(counted["old"]),
        old=_excerpt(old),
        new=_excerpt(new),
        note=label.note,
    )


def _excerpt(text: str) -> str:
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1].rstrip() + "\u2026"
