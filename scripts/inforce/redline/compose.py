"""Writes the merged tree as the redline's HTML, numbering the changes as it goes."""

from __future__ import annotations

import re

from inforce.blocks import HEADINGS, Element
from inforce.redline.describe import Ledger
from inforce.redline.inline import Stretch, without_ids, write
from inforce.redline.merge import Piece
from inforce.redline.plan import Item, Label, Plan, Words

_ID = re.compile(r' id="([^"]*)"')
_HEADING = re.compile(r"<(h[1-6])\b([^>]*)>(.*?)</\1>", re.S)
_STATE = {"old": "deleted", "new": "inserted"}
_WRAP = {"old": "del", "new": "ins"}
# Blocks whose first child may not be a span that carries an anchor.
_STRICT = frozenset("ul ol dl table thead tbody tfoot tr menu hr".split())


def compose(plan: Plan, root: Piece, ledger: Ledger) -> str:
    """The redline of a merged tree; what happened goes to the ledger."""
    writer = _Writer(plan, ledger)
    writer.children(root, "")
    return "".join(writer.out)


class _Writer:
    def __init__(self, plan: Plan, ledger: Ledger) -> None:
        self.plan, self.ledger = plan, ledger
        self.out: list[str] = []
        self.anchor = ""  # an id that waits for an element that can take it

    def children(self, piece: Piece, side: str) -> None:
        """Everything inside a piece; side tells that the whole of it is of one revision."""
        held = piece.children
        k = 0
        while k < len(held):
            child = held[k]
            if isinstance(child, Piece):
                self.piece(child, side)
                k += 1
            elif isinstance(child.content, Words):
                last = k
                while last < len(held) and isinstance(held[last], Item) and isinstance(held[last].content, Words):
                    last += 1
                self.words([item for item in held[k:last] if isinstance(item, Item)])
                k = last
            else:
                self.whole(child)
                k += 1

    def whole(self, item: Item) -> None:
        """Content that is kept, inserted or deleted as it is."""
        content = item.content
        if content is None:
            return
        assert isinstance(content, str)
        if item.label is None:
            self.out.append(content)
            if "<h" in content and item.new == ():
                for _, attrs, inner in _HEADING.findall(content):
                    self._heading(attrs, inner, "changed")
            return
        side = "old" if item.new is None else "new"
        attrs = self.mark(item.label, side)
        self.ledger.text(item.label, side, content)
        html = without_ids(content) if side == "old" else content
        self.out.append(f"<{_WRAP[side]}{attrs}>{html}</{_WRAP[side]}>")

    def words(self, items: list[Item]) -> None:
        stretches: list[Stretch] = []
        for item in items:
            words = item.content
            assert isinstance(words, Words)
            attrs = ""
            if item.label:
                side = "old" if words.side == "del" else "new"
                attrs = self.mark(item.label, side)
                self.ledger.text(item.label, side, "".join((t.space or "") + t.html for t in words.tokens) + " ")
            stretches.append(Stretch(words.side, words.tokens, attrs, words.old_space))
        self.out.append(write(stretches))

    def mark(self, label: Label, side: str, own_id: bool = True) -> str:
        """Attributes of one piece of a change."""
        number, first = self.ledger.number(label, side)
        attrs = f' data-n="{number}"'
        if first:
            if own_id:
                attrs += f' id="change-{number}"'
            else:
                self.anchor = f"change-{number}"
            if label.kind:
                attrs += f' data-kind="{label.kind}"'
            if label.note:
                attrs += f' data-note="{label.note}"'
        elif self.anchor and own_id:
            attrs += f' id="{self.anchor}"'
            self.anchor = ""
        return attrs

    def piece(self, piece: Piece, outer: str) -> None:
        element = self._element(piece)
        attrs = element.attrs if piece.new is not None else without_ids(element.attrs)
        named = _ID.search(attrs) is not None
        side = piece.side
        if side and side != outer:
            label = _first_label(piece)
            attrs += f' data-change="{_STATE[side]}"' + (self.mark(label, side, not named) if label else "")
        if piece.broken:
            attrs += f' data-break="{piece.broken}"'
        if piece.broken and not side:
            attrs += self.mark(Label("split" if piece.broken == "inserted" else "joined"), "new", not named)
        elif not side:
            attrs += self._meaning(piece, named)
        if piece.tag in HEADINGS:
            self._heading(attrs, _text(piece, "old" if side == "old" else "new"), _heading_state(piece))
        if piece.tag == "hr":
            self.out.append(f"<hr{attrs}>")
            return
        self.out.append(f"<{piece.tag}{attrs}>")
        if self.anchor and piece.tag not in _STRICT:
            self.out.append(f'<span id="{self.anchor}"></span>')
            self.anchor = ""
        at = len(self.out)
        self.children(piece, side or outer)
        if piece.tag == "pre" and "".join(self.out[at : at + 2]).startswith("\n"):
            self.out.insert(at, "\n")
        self.out.append(f"</{piece.tag}>")

    def _element(self, piece: Piece) -> Element:
        if piece.new is not None:
            return self.plan.new.elements[piece.new]
        assert piece.old is not None
        return self.plan.old.elements[piece.old]

    def _meaning(self, piece: Piece, named: bool) -> str:
        """Numbering or spans of cells that differ are said beside the block that has them."""
        assert piece.old is not None and piece.new is not None
        old, new = self.plan.old.elements[piece.old], self.plan.new.elements[piece.new]
        if old.meaning == new.meaning:
            return ""
        before, after = (element.meaning.strip().replace('"', "") or "none" for element in (old, new))
        label = Label("renumbered" if piece.tag in ("ol", "li") else "formatting", f"{after}, was {before}")
        return f" data-was=\"{old.meaning.strip().replace(chr(34), '')}\"" + self.mark(label, "new", not named)

    def _heading(self, attrs: str, html: str, state: str) -> None:
        found = _ID.search(attrs)
        identity = found[1] if found and not found[1].startswith("change-") else ""
        self.ledger.heading(html, identity, state)


def _first_label(piece: Piece) -> Label | None:
    for child in piece.children:
        label = _first_label(child) if isinstance(child, Piece) else child.label
        if label:
            return label
    return None


def _heading_state(piece: Piece) -> str:
    return {"old": "removed", "new": "added"}.get(piece.side, "changed")


def _text(piece: Piece, side: str) -> str:
    """The HTML inside a piece that one side has."""
    out: list[str] = []
    for child in piece.children:
        if isinstance(child, Piece):
            out.append(_text(child, side))
        elif getattr(child, side) is not None:
            content = child.content
            if isinstance(content, Words):
                out += [(token.space or "") + token.html for token in content.tokens]
            else:
                out.append(content or "")
    return "".join(out)
