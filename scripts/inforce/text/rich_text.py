"""What a text reads like, told in the same way of a Word file and of Markdown: blocks of signs with their marks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple
from urllib.parse import unquote

NOTE = "\ufffc"  # the sign of a footnote, in the place of its number
IMAGE = "\ufffb"  # the sign of an image
BREAK = "\n"  # a line break inside a block
LINK = "link:"  # a mark that begins so is a link, followed by its target
PLAIN: frozenset[str] = frozenset()
_THINGS = frozenset([NOTE, IMAGE])  # signs that have no emphasis
ROWS = ("head", "row")  # kinds: the first row of a table, and the others
LISTED = ("ul", "ol")  # kinds: items of lists
_SHAPES = {"quote": "p", "note": "ol"}  # kinds that a Word file may have as others: footnotes as a numbered list
# What Word puts in by itself, or shows in the same way: quotes, spaces and hyphens that do not break, unseen hyphens.
_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛", "'"),
        **dict.fromkeys("“”„‟", '"'),
        **dict.fromkeys("\u00a0\u2007\u202f\u2009\t", " "),
        "\u2011": "-",
        **dict.fromkeys("\u00ad\u200b\ufeff\u2060"),
    }
)
_IDEOGRAPH = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_IDEOGRAPH}]|(?:(?![{_IDEOGRAPH}])[\w\u00ad\u200b\u2060\ufeff])+|\s|.", re.S)
_HOST = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#]*(?:/(?=[?#]))?")
_SHOWN = 60  # signs of a passage that a message quotes


@dataclass(slots=True, eq=False)
class Element:
    """Emphasis or a link around signs: its mark, and how the Markdown writes its beginning and its end."""

    mark: str
    opening: str
    closing: str = ""


class Sign(NamedTuple):
    """One sign of a text. In Markdown it has a place in the file, and may hold what is not seen (a comment, an image)."""

    text: str
    marks: frozenset[str] = PLAIN
    start: int = -1
    stop: int = -1
    chain: tuple[Element, ...] = ()
    held: str = ""


Signs = tuple[Sign, ...]


class Word(NamedTuple):
    """A word, a space or a punctuation mark: what it is compared by, and its signs."""

    key: tuple[tuple[str, frozenset[str]], ...]
    signs: Signs

    @property
    def text(self) -> str:
        """The word as it is read."""
        return "".join(text for text, _ in self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A heading (h1 to h6), paragraph (p), quotation, list item (ul, ol), footnote, piece of code or table's row (head, row).

    Only rows have several cells. `depth` counts the lists around an item's own. Two blocks with the same `key` read the same.
    """

    kind: str
    cells: tuple[Signs, ...]
    depth: int = 0
    indented: bool = False  # a paragraph that may belong to the list item before it
    lent: bool = False  # of the form of a paragraph right before it in a Word file that was deleted or moved away
    title: bool = False  # in the style that Word has for titles
    key: str = ""

    @property
    def text(self) -> str:
        """The words, cells parted by a bar."""
        return " | ".join("".join(sign.text for sign in cell) for cell in self.cells)

    @property
    def form(self) -> tuple[str, int]:
        """The kind that it is compared by, and its depth."""
        return shape(self.kind), self.depth

    @property
    def level(self) -> int:
        """The level of a heading, 0 for other blocks."""
        return int(self.kind[1]) if self.kind[0] == "h" and self.kind != "head" else 0

    @property
    def shown(self) -> str:
        """The beginning of the words, as a message quotes them."""
        text = " ".join(self.text.replace(NOTE, "").replace(IMAGE, "[image]").split())
        return f"“{text if len(text) <= _SHOWN else text[:_SHOWN].rsplit(' ', 1)[0] + ' …'}”"

    def with_cells(self, cells: Iterable[Iterable[Sign]]) -> Block:
        """The same with other words."""
        return replace(block(self.kind, cells, depth=self.depth, indented=self.indented), lent=self.lent, title=self.title)


def block(kind: str, cells: Iterable[Iterable[Sign]], *, depth: int = 0, indented: bool = False, bold: bool = False) -> Block:
    """A block with its white space settled. `bold`: its words are strong by their place, whatever their own marks say, as
    those of headings and of a table's head are.
    """
    verbatim = kind == "code"
    held = tuple(tuple(cell) if verbatim else settled(_without_bare(cell), bold or kind[0] == "h") for cell in cells)
    key = "\x1d".join([f"{shape(kind)}{depth}", *("".join(_keys(_text(cell, verbatim))) for cell in held)])
    return Block(kind=kind, cells=held, depth=depth, indented=indented, key=key)


def shape(kind: str) -> str:
    """The kind that a block is compared by."""
    return _SHAPES.get(kind, kind)


def _text(cell: Signs, verbatim: bool) -> Signs:
    return cell if not verbatim else tuple(sign._replace(marks=PLAIN) for sign in cell)


def folded(text: str) -> str:
    """Text without the differences that Word makes by itself."""
    return unicodedata.normalize("NFC", text.translate(_SAME))


def folded_mark(mark: str) -> str:
    """A mark without what a browser or Word adds to the target of a link."""
    if not mark.startswith(LINK):
        return mark
    target = unquote(mark.removeprefix(LINK))
    return LINK + _HOST.sub(lambda host: host[0].lower().rstrip("/"), target).rstrip("/")


def _keys(signs: Sequence[Sign]) -> Iterator[str]:
    for marks, run in groupby(signs, key=lambda sign: sign.marks):
        text = folded("".join(sign.text for sign in run))
        if text:
            yield f"\x1e{'+'.join(sorted(map(folded_mark, marks)))}\x1f{text}"


def _without_bare(signs: Iterable[Sign]) -> Iterator[Sign]:
    """Signs without links that lead where their own words say: an address is a link by itself, in Word and in a preview."""
    for mark, run in groupby(signs, key=lambda sign: next((mark for mark in sign.marks if mark.startswith(LINK)), "")):
        held = list(run)
        text = "".join(sign.text for sign in held)
        if mark and folded_mark(mark) in {folded_mark(f"{LINK}{begins}{text}") for begins in ("", "http://", "mailto:")}:
            held = [sign._replace(marks=sign.marks - {mark}) for sign in held]
        yield from held


def settled(signs: Iterable[Sign], bold: bool = False) -> Signs:
    """One space for any run of white space, none at the ends; white space has the marks that both of its neighbours have."""
    out: list[Sign] = []
    for sign in signs:
        marks = PLAIN if sign.text in _THINGS else sign.marks - {"strong"} if bold else sign.marks
        _append(out, sign if marks == sign.marks else sign._replace(marks=marks))
    said = [k for k, sign in enumerate(out) if not sign.text.isspace()]
    out = out[said[0] : said[-1] + 1] if said else []
    before, after = _nearest(out), reversed(_nearest(reversed(out)))
    return tuple(
        sign._replace(marks=one & other) if sign.text.isspace() else sign
        for sign, one, other in zip(out, before, after, strict=True)
    )


def _append(out: list[Sign], sign: Sign) -> None:
    if not sign.text.isspace():
        out.append(sign)
        return
    last = out[-1] if out else None
    if last and last.text.isspace() and not (last.text == sign.text == BREAK):
        text = BREAK if BREAK in (last.text, sign.text) else last.text
        out[-1] = last._replace(text=text, stop=max(last.stop, sign.stop), held=last.held + sign.held)
    elif sign.text != BREAK and sign.text not in "\u00a0\u2007\u202f":
        out.append(sign._replace(text=" "))
    else:
        out.append(sign)


def _nearest(signs: Iterable[Sign]) -> list[frozenset[str]]:
    """For each sign the marks of the last one before it that is no white space, footnote or image."""
    found, marks = [], PLAIN
    for sign in signs:
        found.append(marks)
        if not sign.text.isspace() and sign.text not in _THINGS:
            marks = sign.marks
    return found


def words(signs: Sequence[Sign]) -> list[Word]:
    """The words of signs in order, spaces and punctuation among them."""
    text = "".join(sign.text for sign in signs)
    found = []
    for match in _WORD.finditer(text):
        own = tuple(signs[match.start() : match.end()])
        runs = groupby(own, key=lambda sign: sign.marks)
        key = tuple((folded("".join(s.text for s in run)), frozenset(map(folded_mark, marks))) for marks, run in runs)
        found.append(Word(key, own))
    return found


def from_text(text: str, marks: frozenset[str] = PLAIN) -> Iterator[Sign]:
    """The signs of a text without a place."""
    return (Sign(sign, marks) for sign in text)
