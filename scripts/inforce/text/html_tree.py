"""HTML -> Document: the tree of blocks that a browser would build, each revision read once.

The parser is lexbor (through selectolax), which builds the tree of the HTML standard. Its serialisation is canonical
(every element closed, every attribute quoted), so that one pass over tags gives the blocks. Nodes are immutable and are
memoised by their HTML: revisions of one policy share what they have in common.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from inforce.text.headings import CHANGE
from inforce.text.sameness import (
    BARE,
    BLOCKS,
    MARKS,
    NAME,
    SEALED,
    TAG,
    UNSEEN,
    VOID,
    bare,
    canonical,
    end_of,
    said,
    signature_of,
)

DEEPEST = 160  # blocks nested deeper are read as part of the one around them

_RESERVED = re.compile(r' data-(?:change|break|move|format|n|kind|note|was|was-tag|was-href|as|link|pad|part|tight)="[^"]*"')
_PLAIN = frozenset("h1 h2 h3 h4 h5 h6 p ul ol dl table blockquote div section".split())  # as they are, when kept
_SIMPLE = re.compile(r'<(p|h[1-6])((?: [^\s="]+="[^"]*")*)>(.*)</\1>', re.S)
_KNOWN_INLINE = MARKS | {"br", "img"}
_OUR_ID = re.compile(rf' id="{CHANGE}"')
_EDIT = re.compile(r"<(/?)(ins|del)\b")
_ID = re.compile(r' id="([^"]*)"')
_SPACED = re.compile(r">\s")


# eq=False: nodes are told apart by identity (equal content is shared through the memo), which makes them cheap keys.
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Leaf:
    """A run of inline content: inner is canonical HTML; key is equal for leaves that read the same."""

    inner: str
    key: str
    verbatim: bool  # white space counts (pre)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Element:
    """A block (or an inline element around blocks): attrs is its canonical attribute text, with a space before each."""

    tag: str
    attrs: str
    meaning: str  # the attributes that say something
    children: tuple[Node, ...]
    key: str


Node = Leaf | Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One revision: its blocks, and the canonical HTML of each (the same length)."""

    nodes: tuple[Node, ...]
    html: tuple[str, ...]
    doubled_ids: bool
    spaced: bool  # there is white space between its elements
    signature: str  # what `inforce.text.sameness.signature` gives for it


def read_document(html: str) -> Document:
    """The body fragment as blocks. Never raises: any text is some HTML."""
    pieces = canonical(html)
    nodes: list[Node] = []
    texts: list[str] = []
    for piece in pieces:
        held, as_html = read_piece(piece)
        nodes += held
        texts += as_html
    ids = [found for text in texts if ' id="' in text for found in _ID.findall(text)]
    return Document(
        nodes=tuple(nodes),
        html=tuple(texts),
        doubled_ids=len(ids) != len(set(ids)),
        spaced=_SPACED.search(html) is not None,
        signature=signature_of(pieces),
    )


@lru_cache(maxsize=4096)
def read_piece(piece: str) -> tuple[tuple[Node, ...], tuple[str, ...]]:
    """The nodes of one piece of canonical HTML, and the HTML of each."""
    text = _clean(piece)
    simple = _simple(text)
    if simple:
        return (simple,), (text,)
    nodes = _Reader().read(text)
    if len(nodes) == 1 and isinstance(nodes[0], Element) and nodes[0].tag in _PLAIN:
        return nodes, (text,)
    return nodes, tuple(html_of(node) for node in nodes)


def _simple(piece: str) -> Element | None:
    """A paragraph or heading with nothing but words and marks in it, as most pieces are: no reading tag by tag."""
    match = _SIMPLE.fullmatch(piece)
    if match is None:
        return None
    tag, attrs, inner = match.groups()
    if "<" in inner and not _KNOWN_INLINE.issuperset(NAME.findall(inner)):
        return None
    inner = inner.strip(" \t\r\n\f")
    key = key_of(inner, False)
    children = (Leaf(inner=inner, key=key, verbatim=False),) if inner else ()
    meaning = said(tag, attrs)
    return Element(tag=tag, attrs=attrs, meaning=meaning, children=children, key=f"<{tag}{meaning}>{key}</{tag}>")


def _clean(piece: str) -> str:
    """Leave out what no reader sees, and rename what would be read as the redline's own markup."""
    if "<s" in piece or "<!" in piece or "<t" in piece:
        piece = UNSEEN.sub("", piece)
    if "<plaintext" in piece:  # it would swallow the rest of the page
        piece = piece.replace("<plaintext", "<span").replace("</plaintext>", "</span>")
    if "data-" in piece:
        piece = TAG.sub(lambda tag: _RESERVED.sub("", tag[0]), piece)
    if 'id="change-x' in piece:
        piece = TAG.sub(lambda tag: _OUR_ID.sub("", tag[0]), piece)
    if "<ins" in piece or "<del" in piece:
        piece = _EDIT.sub(lambda m: "</span" if m[1] else f'<span data-as="{m[2]}"', piece)
    return piece


class _Frame:
    """An element that is being read."""

    __slots__ = ("attrs", "children", "inline", "open", "tag")

    def __init__(self, tag: str, attrs: str) -> None:
        self.tag, self.attrs = tag, attrs
        self.children: list[Node] = []
        self.inline: list[str] = []  # inline HTML not yet made a leaf
        self.open: list[tuple[int, str, str]] = []  # inline elements open in it: where, tag, attrs


class _Reader:
    """Reads canonical HTML tag by tag, keeping the blocks that are open."""

    def __init__(self) -> None:
        self.stack = [_Frame("", "")]
        self.skipped: list[str] = []  # open blocks beyond the depth that is read

    def read(self, piece: str) -> tuple[Node, ...]:
        parts = TAG.split(piece)
        k, end = 0, len(parts)
        while k < end:
            part = parts[k]
            if k % 2 == 0:
                if part:
                    self.stack[-1].inline.append(part)
            elif part[1] == "/":
                self._close(part)
            else:
                k = self._open(parts, k)
            k += 1
        while len(self.stack) > 1:
            self._finish()
        self._flush()
        return tuple(self.stack[0].children)

    def _open(self, parts: list[str], k: int) -> int:
        part = parts[k]
        match = NAME.match(part)
        if match is None:
            return k
        tag = match[1]
        attrs = part[match.end() : -1]
        if tag == "hr":
            self._surface()
            self._flush()
            self.stack[-1].children.append(Element(tag=tag, attrs=attrs, meaning="", children=(), key="<hr>"))
        elif tag in BLOCKS and len(self.stack) > DEEPEST:
            self.skipped.append(tag)
        elif tag in BLOCKS:
            self._surface()
            self._flush()
            self.stack.append(_Frame(tag, attrs))
        elif tag in VOID:
            if tag in ("img", "br", "input", "wbr"):
                self.stack[-1].inline.append(part)
        elif tag in SEALED:
            last = end_of(parts, k, tag)
            if tag != "colgroup":
                self.stack[-1].inline.append("".join(parts[k : last + 1]))
            return last
        else:
            frame = self.stack[-1]
            frame.open.append((len(frame.inline), tag, attrs))
            frame.inline.append(part)
        return k

    def _close(self, part: str) -> None:
        tag = part[2:-1]
        if self.skipped and self.skipped[-1] == tag:
            self.skipped.pop()
            return
        frame = self.stack[-1]
        if frame.open and frame.open[-1][1] == tag:
            frame.open.pop()
            frame.inline.append(part)
        elif frame.tag == tag and len(self.stack) > 1:
            self._finish()

    def _surface(self) -> None:
        """A block begins inside inline elements: make them containers."""
        while self.stack[-1].open:
            frame = self.stack[-1]
            at, tag, attrs = frame.open[0]
            inside = frame.inline[at + 1 :]
            deeper = [(where - at - 1, name, text) for where, name, text in frame.open[1:]]
            frame.inline, frame.open = frame.inline[:at], []
            self._flush()
            inner = _Frame(tag, attrs)
            inner.inline, inner.open = inside, deeper
            self.stack.append(inner)

    def _flush(self) -> None:
        frame = self.stack[-1]
        text = "".join(frame.inline)
        frame.inline = []
        if text and not text.isspace():
            verbatim = any(outer.tag == "pre" for outer in self.stack)
            text = text if verbatim else text.strip(" \t\r\n\f")
            frame.children.append(Leaf(inner=text, key=key_of(text, verbatim), verbatim=verbatim))

    def _finish(self) -> None:
        self._flush()
        frame = self.stack.pop()
        tag = frame.tag
        if tag == "span" and "data-as" in frame.attrs:
            tag = "div"  # an edit around blocks: a span cannot hold them
        meaning = said(tag, frame.attrs)
        key = f"<{tag}{meaning}>" + "".join([child.key for child in frame.children]) + f"</{tag}>"
        node = Element(tag=tag, attrs=frame.attrs, meaning=meaning, children=tuple(frame.children), key=key)
        self.stack[-1].children.append(node)


def key_of(inner: str, verbatim: bool) -> str:
    """Equal for inline content that reads the same: words, marks, link targets; not white space, classes and ids."""
    if not verbatim:
        inner = " ".join(inner.replace("&nbsp;", " ").split())
    if "<" not in inner:
        return inner
    parts = TAG.split(inner)
    k = 1
    while k < len(parts):
        match = NAME.match(parts[k])
        name = match[1] if match else ""
        last = end_of(parts, k, name) if name in SEALED and parts[k][1] != "/" else k
        parts[k : last + 1] = [_key_tag(name, parts[k]) if last == k else bare("".join(parts[k : last + 1]))]
        k += 2
    return "".join(parts)


def _key_tag(name: str, tag: str) -> str:
    told = said(name, tag[len(name) + 1 : -1])
    if name in BARE:
        edit = "" if "data-as" not in tag else "del" if 'data-as="del"' in tag else "ins"
        return f"<{edit or name}{told}>" if edit or told else ""
    if told.startswith(' href="'):
        told = f" {told[7:-1]}"  # the length of keys weighs what is paired: as little as may be that is no word
    return tag if tag[1] == "/" else f"<{name}{told}>"


def html_of(node: Node) -> str:
    """Canonical HTML of a node, valid to be read again."""
    if isinstance(node, Leaf):
        return node.inner
    if node.tag == "hr":
        return f"<hr{node.attrs}>"
    inside = "".join([html_of(child) for child in node.children])
    # The parser swallows a line break right after <pre>: one that is content has to be doubled.
    guard = "\n" if node.tag == "pre" and inside.startswith("\n") else ""
    return f"<{node.tag}{node.attrs}>{guard}{inside}</{node.tag}>"
