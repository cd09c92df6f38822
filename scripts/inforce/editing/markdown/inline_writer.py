"""Writes inline content anew: what stays is copied from the file sign by sign, only what is new is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from inforce.editing.markdown.source_map import Source, Written
from inforce.redline.sequences import longest_common
from inforce.text.github_blocks import BOXES
from inforce.text.rich_text import BREAK, IMAGE, LINK, NOTE, Element, Sign, Signs, words

_ORDER = ("strong", "em", "s", LINK, "sup", "sub", "code")  # from the outside to the inside
_HTML = {
    "strong": ("<strong>", "</strong>"),
    "em": ("<em>", "</em>"),
    "s": ("<s>", "</s>"),
    "sup": ("<sup>", "</sup>"),
    "sub": ("<sub>", "</sub>"),
}
_ENTITY = re.compile(r"&(?:#[xX]?[0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")
_BLOCK_START = re.compile(r"(?:(\d{1,9})(?=[.)](?:\s|$))|(?=(?:#{1,6}|[-+*])(?:\s|$)|>|[-_*]{2,}\s*$|=+\s*$|\{:|\||:\s))")
_SEALED = re.compile(r"`[^`]*`|\]\([^)]*\)|<[^>]*>")  # in which no line is broken
_WIDEST = 140  # longer lines are no wrapping
_ALWAYS = frozenset("\\`*_~[]<>&|!#")


class UnwrittenError(Exception):
    """A passage that Markdown, or this program, has no writing for; says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a file writes what is new. `plainly`: escape every sign that could mean something; `html`: emphasis as tags."""

    em: str = "*"
    strong: str = "**"
    line_break: str = "\\\n"
    references: bool = False  # the file has link references, so that brackets may mean something
    plainly: bool = False
    html: bool = False
    cell: bool = False
    heading: bool = False
    lead: str = ""
    width: int = 0  # at which the file wraps its paragraphs, 0 where it does not


def habits(source: Source) -> Style:
    """The style of a file."""
    openings = [
        element.opening
        for place in source.places
        for cell in place.cells
        if cell
        for sign in cell.signs
        for element in sign.chain
    ]
    return Style(
        em="_" if openings.count("_") > openings.count("*") else "*",
        strong="__" if openings.count("__") > openings.count("**") else "**",
        line_break="  \n" if re.search(r"\S {2,}\n", source.text) else "\\\n",
        width=_width(source),
        references=re.search(r"^ {0,3}\[[^\]]+\]:", source.text, re.M) is not None,
    )


def _width(source: Source) -> int:
    """The longest line of paragraphs on several lines, where nearly each line ends as the next word had no room in it."""
    kinds = ("p", "quote", "ul", "ol")
    texts = [source.lines[p.first : p.last] for p in source.places if p.block.kind in kinds and not p.fixed]
    texts = [lines for lines in texts if len(lines) > 1]
    widest = max((len(line.rstrip()) for lines in texts for line in lines), default=0)
    ends = [
        len(a.rstrip()) + 1 + len(b.split(maxsplit=1)[0]) > widest for lines in texts for a, b in pairwise(lines) if b.strip()
    ]
    return widest if widest <= _WIDEST and sum(ends) > 0.8 * len(ends) else 0


def wrapped(made: str, old: str, column: int, style: Style) -> str:
    """Content with those lines wrapped that are new and longer than the file's; it begins in that column."""
    kept = set(old.split("\n"))
    out: list[str] = []
    for line in made.split("\n"):
        out += [line] if line in kept else _broken(line, style.width - (0 if out else column), style)
    return "\n".join(out)


def _broken(line: str, room: int, style: Style) -> list[str]:
    out, begin, last = [], 0, -1
    sealed = [found.span() for found in _SEALED.finditer(line)]
    for space in [found.start() for found in re.finditer(r"(?<=\S) (?=\S)", line)] + [len(line)]:
        if space - begin > room and last > begin:
            out.append(line[begin:last])
            begin, room = last + 1, style.width - len(style.lead)
        if not any(start < space < stop for start, stop in sealed) and not _BLOCK_START.match(line, space + 1):
            last = space
    return [*out[:1], *(style.lead + part for part in [*out[1:], line[begin:]])] if out else [line]


def rewritten(text: str, old: Written | None, new: Signs, style: Style) -> str:
    """The Markdown of `new`, with what it shares with `old` as the file writes it."""
    pieces = list(_pieces(old.signs if old else (), new))
    _chain(pieces, style)
    guarded = set() if style.cell or style.heading else set(_guarded(text, old, pieces))
    out: list[str] = []
    open_now: tuple[Element, ...] = ()
    for k, piece in enumerate(pieces):
        same = _common(open_now, piece.chain)
        out += [element.closing for element in reversed(open_now[same:])]
        out += [element.opening for element in piece.chain[same:]]
        open_now = piece.chain
        made = text[piece.sign.start : piece.sign.stop] if piece.kept else _fresh(pieces, k, style)
        if not k and made in BOXES and old and text.startswith("[", old.start) and old.signs[0].text in BOXES:
            made = BOXES[made]
        out.append(piece.held + ("\\" if k in guarded and made[:1] != "\\" else "") + made)
    out += [element.closing for element in reversed(open_now)]
    return "".join(out)


def _guarded(text: str, old: Written | None, pieces: Sequence[_Piece]) -> Iterator[int]:
    """The signs that would make a line begin a list, a heading or a quotation, where it did not before."""
    begins = True
    for k, piece in enumerate(pieces):
        before = pieces[k - 1].sign.stop if k else old.start if old else -1
        if begins and not piece.chain and not (piece.kept and piece.sign.start == before):
            found = _BLOCK_START.match("".join(other.sign.text for other in pieces[k : k + 200]))
            if found:
                yield k + len(found[1] or "")
        begins = piece.sign.text == BREAK or (piece.kept and "\n" in text[piece.sign.start : piece.sign.stop])


@dataclass(slots=True)
class _Piece:
    """A sign of the new text: copied from the old one, or new. `held`: what was not seen in words deleted before it."""

    sign: Sign
    kept: bool
    chain: tuple[Element, ...] = ()
    held: str = ""


def _pieces(old: Signs, new: Signs) -> Iterator[_Piece]:
    before, after = words(old), words(new)
    keys_old, keys_new = [word.key for word in before], [word.key for word in after]
    a = b = 0
    held = ""
    stretches = longest_common(keys_old, keys_new, (0, len(before), 0, len(after)))
    for i, j, size in [*stretches, (len(before), len(after), 0)]:
        held += "".join(sign.held for word in before[a:i] for sign in word.signs)
        for word in after[b:j]:
            for sign in word.signs:
                yield _Piece(sign, kept=False, held=held)
                held = ""
        for word in before[i : i + size]:
            for sign in word.signs:
                yield _Piece(sign, kept=True, chain=sign.chain, held=held)
                held = ""
        a, b = i + size, j + size
    if held.strip():
        raise UnwrittenError("what is not seen (a comment, an image) would be lost with the words around it")


def _common(a: Sequence[Element], b: Sequence[Element]) -> int:
    k = 0
    while k < len(a) and k < len(b) and a[k] is b[k]:
        k += 1
    return k


def _chain(pieces: list[_Piece], style: Style) -> None:
    """Give new signs the elements around them: those of a neighbour, as far as they have the marks, and new ones."""
    following: list[tuple[Element, ...]] = [()] * (len(pieces) + 1)
    for k in range(len(pieces) - 1, -1, -1):
        following[k] = pieces[k].chain if pieces[k].kept else following[k + 1]
    for k, piece in enumerate(pieces):
        if piece.kept:
            continue
        wanted = piece.sign.marks
        choices = [pieces[k - 1].chain if k else (), following[k + 1]]
        fitting = [_fitting(chain, wanted) for chain in choices]
        best = max(fitting, key=len)
        missing = wanted - {element.mark for element in best}
        piece.chain = (*best, *(_element(mark, pieces, k, style) for mark in sorted(missing, key=_rank)))
    _part_spaces(pieces)


def _part_spaces(pieces: list[_Piece]) -> None:
    """White space between two elements is in neither: emphasis cannot end behind a space."""
    before: tuple[Element, ...] = ()
    waiting: list[_Piece] = []
    for piece in pieces:
        if piece.sign.text.isspace():
            waiting.append(piece)
            continue
        for space in waiting:
            space.chain = before[: _common(before, piece.chain)]
        before, waiting = piece.chain, []


def _fitting(chain: tuple[Element, ...], wanted: frozenset[str]) -> tuple[Element, ...]:
    k = 0
    while k < len(chain) and chain[k].mark in wanted:
        k += 1
    return chain[:k]


def _rank(mark: str) -> tuple[int, str]:
    return _ORDER.index(LINK if mark.startswith(LINK) else mark), mark


def _element(mark: str, pieces: list[_Piece], k: int, style: Style) -> Element:
    """A new element, written as the file writes others."""
    run = _run(pieces, k, mark)
    if mark.startswith(LINK):
        return _link(mark, run, style)
    if mark == "code":
        fence = "`" * (1 + max((len(found) for found in re.findall("`+", run)), default=0))
        pad = " " if run[:1] == "`" or run[-1:] == "`" else ""
        return Element(mark, fence + pad, pad + fence)
    if style.html or mark in ("sup", "sub"):
        return Element(mark, *_HTML[mark])
    if mark == "s":
        return Element(mark, "~~", "~~")
    sign = style.em if mark == "em" else style.strong
    before = pieces[k - 1].sign.text if k else ""
    after = pieces[k + len(run)].sign.text if k + len(run) < len(pieces) else ""
    if before.isalnum() or after.isalnum():
        sign = sign.replace("_", "*")
    return Element(mark, sign, sign)


def _run(pieces: list[_Piece], k: int, mark: str) -> str:
    """The text from piece k on that has a mark."""
    end = k
    while end < len(pieces) and mark in pieces[end].sign.marks:
        end += 1
    return "".join(piece.sign.text for piece in pieces[k:end])


def _link(mark: str, run: str, style: Style) -> Element:
    target = mark.removeprefix(LINK)
    if target in (run, f"mailto:{run}") and re.match(r"[a-zA-Z][a-zA-Z0-9+.-]+:[^\s<>]+$|[^\s<>@]+@[^\s<>@]+$", run):
        return Element(mark, "<", ">")
    if re.search(r"[\s()<>]", target) or not target:
        target = "<" + target.replace("<", "%3C").replace(">", "%3E") + ">"
    if style.cell:
        target = target.replace("|", "%7C")
    return Element(mark, "[", f"]({target})")


def _fresh(pieces: list[_Piece], k: int, style: Style) -> str:
    """The writing of a new sign."""
    piece = pieces[k]
    sign = piece.sign.text
    if sign == NOTE:
        raise UnwrittenError("a new footnote: write it in the Markdown file as [^name], and import the rest")
    if sign == IMAGE:
        raise UnwrittenError("a new picture: add it in the Markdown file, and import the rest")
    if sign == BREAK:
        return "<br>" if style.cell or style.heading else style.line_break + style.lead
    if "code" in piece.sign.marks:
        return "\\|" if sign == "|" and style.cell else sign
    if sign.isalnum() or sign.isspace() or any(element.opening.endswith("<") for element in piece.chain):
        return sign
    before = pieces[k - 1].sign.text if k else " "
    rest = "".join(other.sign.text for other in pieces[k : k + 200])
    linked = any(mark.startswith(LINK) for mark in piece.sign.marks)
    return "\\" + sign if _means(sign, before, rest, style, linked) else sign


def _means(sign: str, before: str, rest: str, style: Style, linked: bool) -> bool:
    """Whether a sign would mean something to Markdown."""
    after = rest[1:2] or " "
    if sign == "|" and style.cell:
        return True
    if style.plainly:
        return sign in _ALWAYS
    if sign == "*":
        return not (before.isspace() and after.isspace())
    if sign == "_":
        return not (before.isalnum() and after.isalnum()) and not (before.isspace() and after.isspace())
    if sign == "~":
        return "~" in (before, after)
    if sign == "<":
        return after.isalpha() or after in "/!?"
    if sign == "&":
        return _ENTITY.match(rest) is not None
    if sign in "[]":
        return linked or style.references or (sign == "[" and (after == "^" or "](" in rest or "][" in rest))
    return sign == "`" or (sign == "\\" and not after.isalnum() and not after.isspace())


def flat(made: str) -> str:
    """Content on one line: its line breaks, but for hard ones, and what stood before further lines become one space."""
    return re.sub(r"(?<![\\ ])\n[ \t>]*", " ", made)


def plainer(style: Style) -> Iterator[Style]:
    """Styles to try in turn, where what was written does not read as it should."""
    yield style
    yield replace(style, plainly=True)
    yield replace(style, plainly=True, html=True)
    yield replace(style, plainly=True, html=True, width=0)
