"""A finished redline -> its changed passages as plain HTML for feed readers: no style, no script, no ids, bounded in size."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from inforce.redline.reader import SIDES, inherited

LIMIT = 12_000  # characters of HTML that the passages of one redline may take
_AROUND = 120  # characters of unchanged text that stay on each side of a change
_LONGEST = 1_500  # characters of one inserted or deleted stretch
_GAP = "<p>…</p>"
_BLOCKS = frozenset("p h1 h2 h3 h4 h5 h6 li dt dd pre blockquote div section tr figcaption summary caption".split())
_CONTAINERS = frozenset("ul ol dl table thead tbody tfoot figure details td th".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_KEPT = frozenset("em strong code sub sup b i".split())
_SCHEME = re.compile(r"(?!https?:|mailto:)[a-z][a-z0-9+.-]*:", re.I)

Lead = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passages:
    """Changed blocks under their headings as HTML, and how many more did not fit."""

    html: str
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    kind: str
    level: int
    html: str
    changed: bool


def passages(redline: str, lead: Lead, gettext: Callable[[str], str], limit: int = LIMIT) -> Passages:
    """The changed blocks of a redline under their headings, with an ellipsis where something was left out, and its notes.

    `lead` gives the address that a link of the redline has for the reader, `gettext` puts our own words into his language.
    Sanitised by construction: only the elements and attributes that are written here come out.
    """
    parts: list[tuple[str, str]] = []
    size, left_out = 0, 0
    for group in _groups(_blocks(redline, lead, gettext)):
        taken = sum(len(html) for _, html in group)
        if left_out or (size + taken > limit and parts):
            left_out += 1
            continue
        parts += group
        size += taken
    if left_out:
        parts.append(("p", _GAP))
    return Passages(html=_listed(parts), left_out=left_out)


def _groups(blocks: Iterator[_Block]) -> Iterator[list[tuple[str, str]]]:
    """Each changed block with the headings above it that were not shown yet, and an ellipsis where blocks lie between."""
    headings: list[_Block] = []
    title: _Block | None = None
    skipped = False
    found = False
    for block in blocks:
        title = title or block
        if block.level:
            headings = [h for h in headings if h.level < block.level] + [block]
        if not block.changed:
            skipped = skipped or not block.level
            continue
        group = [(h.kind, h.html) for h in headings if h is not block and h is not title and not h.changed]
        headings = [block] if block.level else []
        if skipped:
            group.append(("p", _GAP))
        yield [*group, (block.kind, block.html)]
        skipped, found = False, True
    if skipped and found:
        yield [("p", _GAP)]


def _listed(parts: list[tuple[str, str]]) -> str:
    """The blocks in order, items of lists inside a list."""
    lines: list[str] = []
    inside = False
    for kind, html in parts:
        if (kind == "li") != inside:
            lines.append("</ul>" if inside else "<ul>")
            inside = not inside
        lines.append(html)
    return "\n".join([*lines, "</ul>"] if inside else lines)


def _blocks(redline: str, lead: Lead, gettext: Callable[[str], str]) -> Iterator[_Block]:
    """The innermost blocks in order, each with its own content alone."""
    root = LexborHTMLParser(redline).body
    told: set[int] = set()
    for node in root.traverse(include_text=False) if root else ():
        tag = node.tag or ""
        if tag not in _BLOCKS:
            continue
        html = _cells(node, lead, gettext) if tag == "tr" else _inline(node, "", lead, gettext)
        moved, broken = node.attributes.get("data-move"), SIDES.get(node.attributes.get("data-break") or "")
        if not html.strip() and not broken:
            continue
        side = inherited(node)
        if side and f"<{side}>" not in html:
            html = f"<{side}>{html}</{side}>"
        if broken:
            html = f"<{broken}>¶</{broken}> {html}"
        if moved:
            said = gettext("moved away") if moved == "from" else gettext("moved here")
            html = f"<em>({said})</em> {html}"
        notes = _notes(node, told) if not side else ""
        html += notes
        changed = bool(moved or notes) or _has_notes(node) or "<ins>" in html or "<del>" in html
        level = int(tag[1]) if tag in _HEADINGS else 0
        own = tag if tag in ("li", "pre") or level > 1 else "h2" if level else "p"
        yield _Block(kind=own, level=level, html=f"<{own}>{html.strip()}</{own}>", changed=changed)


def _notes(block: LexborNode, told: set[int]) -> str:
    """What the redline says of a block that both texts have, of cells of a row, and of a list or table with its first block."""
    noted = [*reversed(_around(block, told)), *(cell for cell in block.iter() if block.tag == "tr")]
    told.update(node.mem_id for node in noted)
    found = dict.fromkeys(node.attributes.get("data-note") or "" for node in noted if not inherited(node))
    return "".join(_note(note) for note in found if note)


def _around(block: LexborNode, told: set[int]) -> list[LexborNode]:
    """A block and what is around it, innermost first, as far as nothing was told of it."""
    found = [block]
    while found[-1].parent is not None and found[-1].parent.mem_id not in told:
        found.append(found[-1].parent)
    return found


def _has_notes(block: LexborNode) -> bool:
    """Whether something is noted of words of a block itself."""
    for noted in block.css("[data-note]"):
        found: LexborNode | None = noted
        while found is not None and found.tag not in _BLOCKS:
            found = found.parent
        if found == block and not inherited(noted):
            return True
    return False


def _note(note: str) -> str:
    return f" <em>({escape(note, quote=False)})</em>"


def _cells(row: LexborNode, lead: Lead, gettext: Callable[[str], str]) -> str:
    """The cells of a row, with a sign between them."""
    cells = [_inline(cell, inherited(cell, row), lead, gettext).strip() for cell in row.iter()]
    return " · ".join(cell for cell in cells if cell)


def _inline(node: LexborNode, side: str, lead: Lead, gettext: Callable[[str], str]) -> str:
    """What a block holds besides other blocks; `side` is the change that it lies in, and that its text is to be marked with."""
    return "".join(_piece(child, side, lead, gettext) for child in node.iter(include_text=True))


def _piece(node: LexborNode, side: str, lead: Lead, gettext: Callable[[str], str], marked: bool = False) -> str:
    tag = node.tag or ""
    if tag == "-text":
        text = escape(_shortened(node.text_content or "", bool(side)), quote=False)
        return f"<{side}>{text}</{side}>" if side and not marked and text.strip() else text
    if tag in _BLOCKS | _CONTAINERS or tag.startswith("-"):
        return ""
    attributes = node.attributes
    own = side
    if tag in ("ins", "del") and "data-as" not in attributes:
        own = tag
    inner = "".join(_piece(child, own, lead, gettext, marked or own != side) for child in node.iter(include_text=True))
    if tag == "img":
        said = gettext("[image: %(description)s]") % {"description": attributes.get("alt") or ""}
        image = escape(said, quote=False)
        change = SIDES.get(attributes.get("data-change") or "", "")
        return f"<{change}>{image}</{change}>" if change and not marked else image
    told = attributes.get("data-note") if inner else ""
    note = f"{_note(told)} " if told else ""
    if own != side:
        return f"<{own}>{inner}</{own}>{note}" if inner.strip() else inner
    if tag == "br":
        return "<br>"
    if tag in _KEPT and inner:
        return f"<{tag}>{inner}</{tag}>{note}"
    href = attributes.get("href") if tag == "a" and "data-link" not in attributes else None
    if href and inner and not _SCHEME.match(href):
        return f'<a href="{escape(lead(href))}">{inner}</a>{note}'
    return inner + note


def _shortened(text: str, changed: bool) -> str:
    """A stretch of text without its middle where that is long."""
    if changed:
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} …"
    if len(text) <= 3 * _AROUND:
        return text
    head, tail = text[:_AROUND].rpartition(" ")[0] or text[:_AROUND], text[-_AROUND:].partition(" ")[2] or text[-_AROUND:]
    return f"{head} … {tail}"
