"""A finished redline -> text or Markdown with signs in it, for terminals, e-mails and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Literal, NamedTuple

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from inforce.redline import revealed

Format = Literal["text", "markdown"]
Side = Literal["", "ins", "del"]
_Piece = tuple[str, Side, str]  # words, their side, and how words that both texts have look or lead otherwise in the newer one
_BLOCKS = frozenset("p h1 h2 h3 h4 h5 h6 li dt dd pre blockquote div section tr figcaption summary caption".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_SIDES: dict[str, Side] = {"inserted": "ins", "deleted": "del"}
_SIGNS: dict[Format, dict[Side, tuple[str, str]]] = {
    "text": {"ins": ("{+", "+}"), "del": ("[-", "-]"), "": ("", "")},
    "markdown": {"ins": ("<ins>", "</ins>"), "del": ("<del>", "</del>"), "": ("", "")},
}
_SAME_WORDS = frozenset(["formatting", "link target", "title", "heading level"])  # kinds of change
_MARKDOWN = re.compile(r"([\\`*_~\[\]<>#|@])")
_ESCAPED = r"\\\1"


class _Item(NamedTuple):
    """A list item: what tells it from others, and the sign or number before it."""

    key: int
    marker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """`items` are the list items around it, outermost first; it `leads` the last of them if it is the first block in it."""

    kind: str
    level: int
    pieces: tuple[_Piece, ...]
    moved: str
    items: tuple[_Item, ...]
    leads: bool
    notes: tuple[str, ...]  # what happened to the block itself

    @property
    def changed(self) -> bool:
        return bool(self.moved or self.notes) or any((side or how) and text.strip() for text, side, how in self.pieces)

    @property
    def around(self) -> tuple[_Item, ...]:
        """The items whose own line is another one than the block's."""
        return self.items[:-1] if self.leads else self.items


def as_marked(html: str, form: Format) -> str:
    """The changed blocks of a redline under their headings and in their list items; an ellipsis for what was left out.

    text: {+inserted+}, [-deleted-], and {~the same words~ bold added} where they only look or lead otherwise; markdown:
    <ins>inserted</ins>, <del>deleted</del>, the same words *(bold added)*, everything else escaped. Items are indented and
    have the numbers of the newer text, deleted ones those of the older one. What nobody sees is named: [zero width space].
    """
    lines: list[str] = []
    headings: list[_Block] = []
    skipped: list[_Item | None] = []  # of each block that was left out the item that it leads
    begun: set[_Item] = set()
    left_out = "[…]" if form == "text" else "…"
    for block in _blocks(BeautifulSoup(revealed.told(html), "html.parser")):
        if block.kind in _HEADINGS:
            headings = [h for h in headings if h.level < block.level] + [block]
        if not block.changed:
            skipped += [block.items[-1] if block.leads else None] if block.kind not in _HEADINGS else []
            continue
        lines += [_line(h, form) for h in headings if h is not block and not h.changed]
        headings = []
        bare = [k for k, item in enumerate(block.around) if item not in begun]
        first = bare[0] if bare else len(block.around)
        if any(item not in [block.around[k] for k in bare] for item in skipped):
            lines.append(_indent(block.items[:first]) + left_out)
        lines += [_indent(block.items[:k]) + block.items[k].marker + left_out for k in bare]
        lines.append(_line(block, form))
        begun.update(block.items)
        skipped = []
    if skipped and lines:
        lines.append(left_out)
    return "\n\n".join(lines) + "\n" if lines else ""


def _indent(items: Sequence[_Item]) -> str:
    return " " * sum(len(item.marker) for item in items)


def _blocks(root: Tag) -> Iterator[_Block]:
    """The innermost blocks in order, each with its text in pieces of one side."""
    how = _how(root)
    twice = _numbers(root, "ins") & _numbers(root, "del")
    items: dict[int, tuple[_Item, ...]] = {}  # those around an item, and itself
    led: set[_Item] = set()
    told: set[int] = set()
    for element in root.find_all(list(_BLOCKS)):
        inner = next((parent for parent in (element, *element.parents) if parent.name == "li"), None)
        around = _items(inner, items) if inner else ()
        pieces = tuple(_without_doubles(_pieces(element, *_inherited(element)), how, twice))
        if any(text.strip() for text, _, _ in pieces):
            level = int(element.name[1]) if element.name in _HEADINGS else 0
            moved = _attribute(element, "data-move")
            leads = bool(around) and around[-1] not in led
            led.update(around)
            notes = _notes(element, told)
            yield _Block(kind=element.name, level=level, pieces=pieces, moved=moved, items=around, leads=leads, notes=notes)


def _notes(block: Tag, told: set[int]) -> tuple[str, ...]:
    """What the redline says of a block that both texts have, how it is aligned or what it was; of the cells of a row, and of a
    list or table with its first block.
    """
    around = [each for each in block.parents if id(each) not in told]
    told.update(map(id, (block, *around)))
    held = (*reversed(around), block, *(_cells(block) if block.name == "tr" else ()))
    noted = (_attribute(each, "data-note") for each in held if not _side(each))
    return tuple(dict.fromkeys(filter(None, noted)))


def _items(item: Tag, known: dict[int, tuple[_Item, ...]]) -> tuple[_Item, ...]:
    """The list items around one, and itself; numbers are told for the whole list at once."""
    if id(item) not in known:
        outer = next((parent for parent in item.parents if parent.name == "li"), None)
        around = _items(outer, known) if outer else ()
        siblings = item.parent.find_all("li", recursive=False) if item.parent else [item]
        for own, marker in zip(siblings, _markers(siblings), strict=True):
            known[id(own)] = (*around, _Item(id(own), marker))
    return known[id(item)]


def _markers(items: Sequence[Tag]) -> Iterator[str]:
    """What stands before each item of a list."""
    parent = items[0].parent
    start = _attribute(parent, "start") if parent else ""
    old = new = int(start) if re.fullmatch(r"\d{1,9}", start) else 1
    for item in items:
        sides = {_side(item), _SIDES.get(_attribute(item, "data-break"), "")}  # an item may be cut from or added to another
        number = new if "del" not in sides else old
        old, new = old + ("ins" not in sides), new + ("del" not in sides)
        yield f"{number}. " if parent and parent.name == "ol" else "- "


def _how(root: Tag) -> Mapping[str, str]:
    """What happened to words that stay the same, by the number of the change."""
    found = {}
    for element in root.select("[data-kind]"):
        kind, note = _attribute(element, "data-kind"), _attribute(element, "data-note")
        if kind in _SAME_WORDS or (kind == "replaced" and note):  # of images; they say the same where only the picture is new
            found[_attribute(element, "data-n")] = f"formatting: {note}" if kind == "formatting" else note or kind
    return found


def _numbers(root: Tag, name: str) -> set[str]:
    """The numbers of the changes that have something in elements of a name."""
    return {_attribute(element, "data-n") for element in root.find_all(name)}


def _without_doubles(pieces: Iterator[_Piece], how: Mapping[str, str], twice: Set[str]) -> Iterator[_Piece]:
    """Words of which only the look or the target changed stand there once, as in the newer text, and say what changed."""
    for text, side, number in pieces:
        if not side or number not in how or (text.strip() and number not in twice):
            yield text, side, how.get(number, "")
        elif side == "ins":
            yield text, "", how[number]


def _pieces(element: Tag, side: Side, number: str) -> Iterator[_Piece]:
    """Text below an element with the number of its change, without that of blocks inside it; a bar between cells of a row."""
    for k, child in enumerate(_cells(element) if element.name == "tr" else element.children):
        if element.name == "tr" and k:
            yield " · ", side, number
        if isinstance(child, Tag):
            is_own = _side(child) or child.name not in ("td", "th")
            own = _side(child) or side, (is_own and _attribute(child, "data-n")) or number
            if child.name == "img":
                yield f"[image: {_attribute(child, 'alt')}]", *own
            elif child.name not in _BLOCKS:
                yield from _pieces(child, *own)
        elif type(child) is NavigableString:
            yield str(child), side, number


def _cells(row: Tag) -> list[Tag]:
    return [child for child in row.children if isinstance(child, Tag)]


def _inherited(element: Tag) -> tuple[Side, str]:
    for ancestor in (element, *element.parents):
        side = _side(ancestor)
        if side:
            return side, _attribute(ancestor, "data-n")
    return "", ""


def _side(element: Tag) -> Side:
    if element.name in ("ins", "del"):
        return "ins" if element.name == "ins" else "del"
    return _SIDES.get(_attribute(element, "data-change"), "")


def _attribute(element: Tag, name: str) -> str:
    value = element.attrs.get(name, "") if element.attrs else ""
    return value if isinstance(value, str) else ""


def _line(block: _Block, form: Format) -> str:
    text = "".join(_signed(words, side, how, form) for words, side, how in _merged(block.pieces)).strip()
    text = re.sub(r"\s+", " ", text)
    if block.moved:
        text = f"({'moved away' if block.moved == 'from' else 'moved here'}) {text}"
    if block.notes:
        text = f"{text} ({_escaped('; '.join(block.notes), form)})"
    own = block.items[-1].marker if block.leads else ""
    return f"{_indent(block.around)}{own}{'#' * block.level + ' ' if block.level else ''}{text}"


def _escaped(text: str, form: Format) -> str:
    return _MARKDOWN.sub(_ESCAPED, text) if form == "markdown" else text


def _merged(pieces: tuple[_Piece, ...]) -> Iterator[_Piece]:
    for (side, how), run in groupby(pieces, key=itemgetter(1, 2)):
        yield "".join(text for text, _, _ in run), side, how


def _signed(text: str, side: Side, how: str, form: Format) -> str:
    words = _escaped(text.strip(), form)
    if not words:
        return " " if text else ""
    start, end = _SIGNS[form][side]
    if how:
        said = _escaped(how, form)
        if side:
            end += f" ({said})" if form == "text" else f" *({said})*"
        else:
            start, end = ("{~", f"~ {said}}}") if form == "text" else ("", f" *({said})*")
    lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{' ' if lead else ''}{start}{words}{end}{' ' if tail else ''}"
