"""Writes the merged tree as the redline's HTML, numbering the changes as it goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape, unescape
from urllib.parse import quote

from inforce.redline.columns import PAD, pad_rows
from inforce.redline.describe import Ledger, address_of
from inforce.redline.inline import without_ids, write
from inforce.redline.items import Item, Label, Plan, Words
from inforce.redline.merge import Piece
from inforce.redline.naming import restating
from inforce.redline.places import STRICT
from inforce.text.html_tree import Element
from inforce.text.sameness import ATTRIBUTE, BLOCKS, HEADINGS

_ID = re.compile(r' id="([^"]*)"')
_BLOCK_TAGS = tuple(f"<{tag}{end}" for tag in sorted(BLOCKS) for end in " >")
_START = re.compile(r' start="\s*(-?\d*)[^"]*"')
_VALUE = re.compile(r' value="\s*(-?\d*)[^"]*"')
_HEADING = re.compile(r"<(h[1-6])\b([^>]*)>(.*?)</\1>", re.S)
_STATE = {"old": "deleted", "new": "inserted"}
_WRAP = {"old": "del", "new": "ins"}
_LAST = 12  # tokens of kept words: enough to tell what follows from other changes
# Blocks whose first child may not be a span that carries an anchor.
_ROWS = frozenset("thead tbody tfoot tr".split())
_STRICT = frozenset("ul ol dl table thead tbody tfoot tr menu hr".split())


def compose_html(plan: Plan, root: Piece, ledger: Ledger) -> str:
    """The redline of a merged tree, without the addresses of its changes; what happened goes to the ledger."""
    writer = _Writer(plan, ledger)
    writer.children(root, None, "")
    return "".join(writer.out)


class _Writer:
    def __init__(self, plan: Plan, ledger: Ledger) -> None:
        self.plan, self.ledger = plan, ledger
        self.out: list[str] = []
        self.numbers: dict[int, int] = {}  # the number of the next item of each numbered list of the new revision
        self.verbatim = 0  # how many <pre> are open: white space counts in them
        self.cells: dict[tuple[str, str], Label] | None = None  # in a table: what happened to cells alike
        self.waiting = ""  # an anchor or link for the next element that may hold one

    def children(self, piece: Piece, around: Label | None, tag: str) -> None:
        """Everything inside a piece that is written as a tag; around: the change that the whole of it belongs to."""
        held = piece.children
        k = 0
        while k < len(held):
            child = held[k]
            if k and self.plan.spaced and not self.verbatim and (self._is_block(child) or self._is_block(held[k - 1])):
                self.out.append("\n")  # for readers of the HTML to whom a <div> is no edge: its words do not run on
            if isinstance(child, Piece):
                self.piece(child, around, tag)
                k += 1
            elif isinstance(child.content, Words):
                items: list[Item] = []
                while k < len(held):
                    item = held[k]
                    if isinstance(item, Piece) or not isinstance(item.content, Words):
                        break
                    items.append(item)
                    k += 1
                self.words(items, around)
            else:
                self.whole(child, around, bare=around is not None and tag in _STRICT)
                k += 1

    def whole(self, item: Item, around: Label | None, bare: bool) -> None:
        """Content that is kept, inserted or deleted as it is; bare: stray text where no <ins> or <del> may stand."""
        content, label = item.content, item.label
        if content is None:
            return
        assert isinstance(content, str)
        if content is PAD:
            self.out.append(content)
            return
        if label is None:
            self.out.append(content)
            if "<h" in content and item.new == ():
                for _, attrs, inner in _HEADING.findall(content):
                    self._heading(attrs, inner, "")
            self.ledger.kept(f" {content} ") if item.new else self.ledger.block("")
            return
        side = "old" if item.new is None else "new"
        html = without_ids(content) if side == "old" else content
        wrap, attrs = _WRAP[side], self.mark(label, side, around)
        self.ledger.text(label, side, f" {content} ")
        if around is label and (bare or (label.kind == "moved" and side == "new")):
            self.out.append(html)  # it is no new text: the block says that it came from elsewhere
        else:
            self.out.append(f"<{wrap}{attrs}>{self._take()}{html}</{wrap}>")

    def words(self, items: list[Item], around: Label | None) -> None:
        """A run of inline content in which words are kept, inserted and deleted."""
        attrs: list[str] = []
        held: list[Words] = []
        moved = items[0].label if items[0].label and items[0].label.kind == "moved" else None
        start = f"<ins{self.mark(moved, 'new', around)}>" if moved and around is not moved else ""
        self.ledger.is_kept = any(item.label is None for item in items)
        for item in items:
            words, label = item.content, item.label
            assert isinstance(words, Words)
            html = _html(words, label is None)
            html = html if held else " " + html  # the words of another block do not run on
            own = ""
            if label is None:
                self.ledger.kept(html)
            else:
                side = "old" if words.side == "del" else "new"
                if moved:
                    self.ledger.edit(label, side, html) if words.side else None
                    own = f' data-n="{self.ledger.number(label, side)[0]}"'
                else:
                    named = not words.side and any(" id=" in mark.html for token in words.tokens for mark in token.chain)
                    own = self.mark(label, side, around, not named)
                    self.ledger.text(label, "old", html) if not words.side else None
                if not moved or words.side != "del":
                    self.ledger.text(label, side, html)
            held.append(words)
            attrs.append(own)
        self.ledger.is_kept = False
        self.out.append(start + self._take() + write(tuple(held), attrs) + ("</ins>" if start else ""))

    def mark(self, label: Label, side: str, around: Label | None = None, own_id: bool = True) -> str:
        """Attributes of one piece of a change."""
        number, first = self.ledger.number(label, side)
        attrs = f' data-n="{number}"'
        name = address_of(number) if first else ""
        if label.kind == "moved" and around is not label:
            attrs += f' data-move="{"from" if side == "old" else "to"}"'
            other, self_name = self.ledger.ends(label, side)
            name = self_name
            if other:
                words = "moved somewhere else" if side == "old" else "moved here from somewhere else"
                self.waiting += f'<a href="#{other}" data-link="" aria-label="{words}"></a>'
        if name and own_id:
            attrs += f' id="{name}"'
        elif name:
            self.waiting += f'<span id="{name}" data-link="" data-n="{number}"></span>'
        if first:
            attrs += f' data-kind="{label.kind}"' if label.kind else ""
            attrs += f' data-note="{escape(label.note)}"' if label.note else ""
        return attrs

    def _take(self) -> str:
        waiting, self.waiting = self.waiting, ""
        return waiting

    def piece(self, piece: Piece, around: Label | None, outer: str) -> None:
        """A block with its marks, and everything inside; outer: the tag of the element that it is written in."""
        tag, attrs = self._tag(piece, outer)
        if tag == "ol" and piece.new is not None:
            attrs = self._numbered(piece, piece.new, attrs)
        named = _ID.search(attrs) is not None
        side = piece.side
        sole = _sole_label(piece) if side else None
        if tag in BLOCKS and tag not in ("td", "th"):  # what stands in the other cells of a row tells values apart
            for each, number, joined in (("old", piece.old, "inserted"), ("new", piece.new, "deleted")):
                self.ledger.block(each) if number is not None and piece.broken != joined else None
        if tag in HEADINGS:
            was = "" if side else _text(piece, "old")
            self._heading(attrs, _text(piece, "old" if side == "old" else "new"), side, sole, was)
        if side and (around is None or sole is not around):
            label = sole or next(_labels(piece), None)
            attrs += f' data-change="{_STATE[side]}"'
            if label and (sole or label.kind != "moved"):
                attrs += self.mark(label, side, around, not named)
            elif label:
                attrs += f' data-n="{self.ledger.number(label, side)[0]}"'
        if piece.broken:
            attrs += f' data-break="{piece.broken}"' + (' data-tight=""' if _is_tight(piece) else "")
        if not side:
            attrs += self._meaning(piece, named)
        if tag == "hr":
            self.out.append(f"<hr{attrs}>")
            return
        self.out.append(f"<{tag}{attrs}>")
        if self.waiting and tag not in _STRICT:
            self.out.append(self._take())
        at = len(self.out)
        self.verbatim += tag == "pre"
        if tag == "table":
            pad_rows(piece, self.plan)
        cells, self.cells = self.cells, {} if tag == "table" else self.cells if tag in _ROWS else None
        self.children(piece, sole if side else None, tag)
        self.cells = cells
        self.verbatim -= tag == "pre"
        if tag in HEADINGS:
            self.ledger.heading_ends(side, sole)
        if tag == "pre" and "".join(self.out[at : at + 2]).startswith("\n"):
            self.out.insert(at, "\n")
        self.out.append(f"</{tag}>")

    def _tag(self, piece: Piece, outer: str) -> tuple[str, str]:
        """The tag of a piece, and its attributes so far. A <div> stands for what only the old revision has, where that could
        not stand."""
        element = self._element(piece)
        if piece.new is None and (piece.format or (element.tag in STRICT and outer == "div")):
            was = f' data-was-tag="{element.tag}"'
            return "div", f' data-format="removed"{was}' if piece.format else was
        attrs = element.attrs if piece.new is not None else without_ids(element.attrs)
        if piece.format:
            return element.tag, f'{attrs} data-format="added"'
        was = self.plan.old.elements[piece.old].tag if piece.old is not None else element.tag
        return element.tag, attrs if was == element.tag else f'{attrs} data-was-tag="{was}"'

    def _numbered(self, piece: Piece, new: int, attrs: str) -> str:
        """The attributes of a numbered list; where it goes on after a break, its numbers go on."""
        if " reversed=" in attrs:
            return attrs
        items = [child for child in piece.children if isinstance(child, Piece) and child.new is not None]
        first = self.numbers.get(new, _number(_START, attrs, 1))
        number = first - (bool(items) and items[0].broken == "deleted")
        if piece.broken == "deleted":
            attrs = f'{_START.sub("", attrs)} start="{number}"'
        for item in items:
            number = _number(_VALUE, self._element(item).attrs, number) + 1
        self.numbers[new] = number
        return attrs

    def _element(self, piece: Piece) -> Element:
        return self.plan.element(piece.old, piece.new)

    def _meaning(self, piece: Piece, named: bool) -> str:
        """A break before a block that both have, numbering or spans of cells that differ, and what happened to its kind."""
        old = self.plan.old.elements[piece.old].meaning if piece.old is not None else ""
        new = self.plan.new.elements[piece.new].meaning if piece.new is not None else ""
        goes_on = piece.broken == "deleted" and self._element(piece).tag == "ol"  # and has a number of its own to start with
        was = ""
        if piece.old is not None and (old != new or goes_on):
            told = (f"{name}={quote(unescape(value))}" for name, value in ATTRIBUTE.findall(old))
            was = f' data-was="{" ".join(told)}"'
        if piece.label:
            label = piece.label
        elif piece.broken and not piece.format and piece.joins_text:
            label = Label("split" if piece.broken == "inserted" else "joined")
        elif old == new or piece.broken or None in (piece.old, piece.new) or self.plan.reshapes((piece.old, piece.new)):
            return was
        else:
            label = self._alike(restating(self._element(piece).tag, old, new))
        is_known = label in self.ledger.changes
        attrs = self.mark(label, "new", None, not named)
        if not is_known:
            self.ledger.about(label, _text(piece, "new"))
        return was + attrs

    def _alike(self, label: Label) -> Label:
        """The label of cells of this table that changed in the same way: a column that is aligned anew is one change."""
        return label if self.cells is None else self.cells.setdefault((label.kind, label.note), label)

    def _is_block(self, child: Piece | Item) -> bool:
        """Whether white space beside it is seen by nobody: a block, or top-level HTML that both revisions have."""
        if isinstance(child, Piece):
            return self._element(child).tag in BLOCKS
        return isinstance(child.content, str) and child.new == () == child.old and child.content.startswith(_BLOCK_TAGS)

    def _heading(self, attrs: str, html: str, side: str, label: Label | None = None, was: str = "") -> None:
        found = _ID.search(attrs)
        self.ledger.heading(html, found[1] if found else "", side, label, was)


@lru_cache(maxsize=1 << 14)
def _html(words: Words, is_kept: bool) -> str:
    """The HTML of words without what is around them; of kept ones the last, which tell what follows from other changes."""
    return "".join([token.space + token.html for token in words.tokens[-_LAST if is_kept else 0 :]])


def _is_tight(piece: Piece) -> bool:
    """Whether the text that a break cuts has no space there (it never has in Chinese)."""
    side, without = ("old", "added") if piece.broken == "inserted" else ("new", "removed")
    inside = piece
    while True:
        child = next((child for child in inside.children if isinstance(child, Piece) or getattr(child, side) is not None), None)
        if isinstance(child, Piece) and child.format == without:
            inside = child  # it is not there on that side
            continue
        if child is None or isinstance(child, Piece) or not isinstance(child.content, Words):
            return False
        words = child.content
        return not (words.old_space if side == "old" and not words.side else words.tokens[0].space)


def _number(pattern: re.Pattern[str], attrs: str, default: int) -> int:
    found = pattern.search(attrs)
    return int(found[1][:9]) if found and found[1].strip("-") else default  # browsers cut longer ones off, too


def _sole_label(piece: Piece) -> Label | None:
    """The change that everything inside a piece belongs to, if it is one."""
    found = set(_labels(piece))
    return found.pop() if len(found) == 1 else None


def _labels(piece: Piece) -> Iterator[Label]:
    for child in piece.children:
        if isinstance(child, Piece):
            yield from _labels(child)
        elif child.label:
            yield child.label


def _text(piece: Piece, side: str) -> str:
    """The HTML inside a piece that one side has."""
    out: list[str] = []
    for child in piece.children:
        if isinstance(child, Piece):
            out.append(_text(child, side))
        elif getattr(child, side) is not None:
            content = child.content
            if isinstance(content, Words):
                out += [token.space + token.html for token in content.tokens]
            else:
                out.append(content or "")
    return "".join(out)
