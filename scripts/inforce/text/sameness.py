"""What is read of a document, and whether two read the same: one notion for rule 4, for redlines and for their proof.

Words and the spaces between them, blocks, marks and images count, and of attributes those that say or show something. What
is not in the table below says nothing: an id or a class (no reader sees it), a language (the words stay; another voice reads
them), the source of a quotation (no browser shows it), whether a part stands open (its words are there, one click away), what
a cell belongs to (its place says so), where an image or a table stands beside the text. Comments do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from html import unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

# Elements that end a line of text. What is not among them is inline, unless a block is found inside it.
BLOCKS = frozenset(
    (
        "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption "
        "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre search section summary "
        "table tbody td tfoot th thead tr ul"
    ).split()
)
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
# Inline elements that mark the words inside them; a word carries the set of its marks.
MARKS = frozenset(
    "strong b em i code a span sub sup u s small abbr cite q mark kbd time dfn var samp tt bdi bdo acronym data".split()
)
# Of these, those that are seen by their attributes alone.
BARE = frozenset("span abbr acronym time bdi bdo data".split())
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
# Taken whole, as one thing: their insides are no text of the document, or not HTML.
SEALED = frozenset(
    "svg math iframe object video audio select textarea button canvas noembed noframes xmp map picture colgroup".split()
)

TAG = re.compile(r'(<[^">]*(?:"[^"]*"[^">]*)*>)')
NAME = re.compile(r"</?([^\s/>]+)")
ATTRIBUTE = re.compile(r' ([^\s="]+)="([^"]*)"')
UNSEEN = re.compile(r"<!--.*?-->|<(script|style|template)\b[^>]*>.*?</\1>", re.S)
# Attributes that say or show something, in the order in which they are told, and of which elements they do.
SAYING: dict[str, frozenset[str]] = {
    "href": frozenset(["a"]),  # where the words lead
    "src": frozenset(["img"]),  # what picture is seen
    "alt": frozenset(["img"]),  # what is read where it is not seen
    "title": frozenset(),  # of all: shown on pointing, as what a short form stands for
    "summary": frozenset(["table"]),  # read before the table to those who hear it
    "datetime": frozenset(["time"]),  # the day that words such as "next Monday" mean
    "dir": frozenset(),  # of all: from right to left, "10 - 20" is seen as "20 - 10"
    "start": frozenset(["ol"]),  # the numbers of items, which others refer to; so are the next
    "value": frozenset(["li", "input"]),
    "type": frozenset(["ol", "li", "input"]),
    "reversed": frozenset(["ol"]),
    "checked": frozenset(["input"]),  # a cross in a box
    "colspan": frozenset(["td", "th"]),  # under which head, and in which row, a value stands
    "rowspan": frozenset(["td", "th"]),
    "width": frozenset(["img"]),  # a picture can be too small to be read
    "height": frozenset(["img"]),
}
_NOTHING = frozenset(["alt", "title", "summary", "datetime"])  # where these are empty, it is as if they were not there
_LINES = frozenset(["hr", "br", "wbr"])  # there is nothing in them to point at
_CELLS = frozenset("td th tr thead tbody tfoot".split())  # a value on the right is read as a number, or of another column
ALIGNED = re.compile(r"\balign-(center|right)\b")
_SIMPLE = re.compile(r'<(p|h[1-6])(?: (?!title=|dir=)[^\s="]+="[^"]*")*>([^<]*)</\1>')
_EDIT = re.compile(r' data-as="([^"]*)"')
_NO_CONTENT = frozenset("area base col embed link meta source track wbr".split())
_CJK = "\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_CJK_SPACE = re.compile(rf"([{_CJK}]) ((?:\x01[^\x02]*\x02)?)(?=([{_CJK}]))")


def canonical(html: str) -> tuple[str, ...]:
    """A body fragment as a browser reads it: canonical HTML of each top-level block, a run of inline nodes as one."""
    body = LexborHTMLParser("<!doctype html><html><head></head><body>" + html.replace("\0", "") + "</body></html>").body
    if body is None:
        return ()
    return tuple(piece for piece in _top_level(body) if not piece.isspace())


def _top_level(body: LexborNode) -> Iterator[str]:
    run = ""
    for node in body.iter(include_text=True):
        piece = node.html or ""
        name = NAME.match(piece)
        if name and name[1] in BLOCKS:
            if run:
                yield run
            run = ""
            yield piece
        else:
            run += piece
    if run:
        yield run


@lru_cache(maxsize=8192)
def said(tag: str, attributes: str) -> str:
    """Of an element's attributes (as text, a space before each), those that say or show something."""
    if "=" not in attributes or tag in _LINES:
        return ""
    found = dict(ATTRIBUTE.findall(attributes))
    names = [name for name, tags in SAYING.items() if name in found and (not tags or tag in tags)]
    told = "".join(f' {name}="{found[name]}"' for name in names if not _is_nothing(name, found[name]))
    aligned = ALIGNED.search(found.get("class", "") or f"align-{found.get('align', '')}") if tag in _CELLS else None
    return f'{told} align="{aligned[1]}"' if aligned else told


def _is_nothing(name: str, value: str) -> bool:
    """Whether an attribute has the value that is the same as none; from left to right is how text runs by itself."""
    return value.lower() != "rtl" if name == "dir" else not value and name in _NOTHING


def signature(html: str) -> str:
    """Digest of a document (a body fragment): equal for documents that read the same."""
    return signature_of(canonical(html))


def signature_of(pieces: Iterable[str], plain: bool = True) -> str:
    """As `signature`, for canonical HTML of the top-level nodes, inline runs as one.

    plain: not one side of a redline, in which `data-as` stands for what an author wrote as <ins> and <del>.
    """
    text = "\n".join(filter(None, [_digest(piece, plain or not _has_edits(piece)) for piece in pieces]))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _has_edits(piece: str) -> bool:
    """Whether a piece may hold what the author wrote as <ins> or <del>."""
    return "<ins" in piece or "<del" in piece or " data-as=" in piece


def end_of(parts: list[str], k: int, tag: str) -> int:
    """Index in parts (as TAG.split gives them) of the tag that closes the element opened at k."""
    if tag in VOID:
        return k
    depth = 0
    for at in range(k, len(parts), 2):
        name = NAME.match(parts[at])
        if name and name[1] == tag:
            depth += -1 if parts[at][1] == "/" else 1
            if not depth:
                return at
    return len(parts) - 1


@lru_cache(maxsize=32768)
def _digest(piece: str, plain: bool) -> str:
    """One line for each block edge and run of text; plain: not from a redline, where data-as stands for ins and del."""
    if "<!" in piece or "<s" in piece or "<t" in piece:
        piece = UNSEEN.sub("", piece)
    simple = _SIMPLE.fullmatch(piece)
    if simple:  # only text in it: most pieces are so
        text = _settled(unescape(simple[2]))
        return f"<{simple[1]}>\n\x03{text}\n</{simple[1]}>" if text else ""
    reader = _Digest(plain)
    parts = TAG.split(piece)
    k = 0
    while k < len(parts):
        if k % 2:
            k = reader.tag(parts, k)
        elif parts[k]:
            reader.text(unescape(parts[k]))
        k += 1
    return reader.finish()


class _Digest:
    """Reads canonical HTML tag by tag. A line of text starts with a control character: no text looks like a tag."""

    def __init__(self, plain: bool) -> None:
        self.plain = plain
        self.lines: list[str] = []
        self.run: list[str] = []  # text of the block so far, with the marks where they change
        self.current = ""  # marks of the last character
        self.marks: list[str] = []
        self.around = ""  # the marks as one text, whatever their order
        self.stack: list[tuple[str, int, int]] = []  # tag; number of lines and of those with content before it, or -1
        self.content = 0  # lines that a reader sees
        self.verbatim = 0

    def text(self, text: str) -> None:
        if self.around != self.current and not text.isspace():
            bare = text if self.verbatim else text.lstrip()
            self.run.append(f"{text[: len(text) - len(bare)]}\x01{self.around}\x02{bare}")
            self.current = self.around
        else:
            self.run.append(text)

    def tag(self, parts: list[str], k: int) -> int:
        """Read the tag parts[k]; the index of the last part that belongs to it."""
        part = parts[k]
        if part[1] == "/":
            self._leave(part[2:-1])
            return k
        kind, tag, value = _open_tag(part, self.plain)
        if kind == "mark":
            self.stack.append((tag, -1, -1))
            self.marks.append(value)
            self._surround()
        elif kind == "block":
            self.flush()
            self.stack.append((tag, len(self.lines), self.content))
            self.lines.append(value)
            self.content += tag in ("td", "th")  # an empty cell is seen
            self.verbatim += tag == "pre"
        elif kind == "void":
            self._line(value)
        elif kind == "embedded":
            last = end_of(parts, k, tag)
            self._line(bare("".join(parts[k : last + 1])))
            return last
        return k

    def _surround(self) -> None:
        self.around = "\x1f".join(sorted({mark for mark in self.marks if mark}))

    def _line(self, line: str) -> None:
        self.flush()
        self.lines.append(line)
        self.content += 1

    def _leave(self, tag: str) -> None:
        if not self.stack or self.stack[-1][0] != tag:
            return
        _, start, content = self.stack.pop()
        if start < 0:
            self.marks.pop()
            self._surround()
            return
        self.flush()
        self.verbatim -= tag == "pre"
        if content == self.content:
            del self.lines[start:]
        else:
            self.lines.append(f"</{tag}>")

    def flush(self) -> None:
        """End a run of text."""
        if not self.run:
            return
        text = "".join(self.run)
        if not self.verbatim:
            text = _settled(text)
        elif not text.strip():
            text = ""
        if text:
            self.lines.append("\x03" + text.replace("\n", "\x04"))
            self.content += 1
        self.run.clear()
        self.current = ""

    def finish(self) -> str:
        self.flush()
        return "\n".join(self.lines)


@lru_cache(maxsize=8192)
def _open_tag(part: str, plain: bool) -> tuple[str, str, str]:
    """An open tag: its kind (mark, block, void, embedded or nothing), its name, and what it says in a digest."""
    name = NAME.match(part)
    tag = name[1] if name else ""
    told = said(tag, part[len(tag) + 1 : -1])
    found = _EDIT.search(part) if not plain else None
    edit = found[1] if found else ""
    if tag in VOID:
        return "" if tag in _NO_CONTENT else "void", tag, f"<{tag}{told}>"
    if tag in SEALED and tag != "colgroup":
        return "embedded", tag, ""
    if tag in ("ins", "del") and plain:
        return "mark", tag, f"edit {tag}"
    if tag in ("span", "plaintext") or (tag == "div" and edit):
        return "mark", tag, f"edit {edit}{told}" if edit else told
    if tag in BARE:
        return "mark", tag, tag + told if told and tag == "bdo" else told
    if tag in MARKS:
        return "mark", tag, tag + told
    return "block", tag, f"<{tag}{told}>"


def _settled(text: str) -> str:
    """White space as a reader sees it."""
    text = " ".join(text.split())
    return text if text.isascii() else _CJK_SPACE.sub(_closed_up, text)


def _closed_up(space: re.Match[str]) -> str:
    """No space beside a sign of Chinese or Japanese, which brings its own: there, a line was wrapped."""
    before, mark, after = space.groups()
    return space[0] if before.isalnum() and after.isalnum() else before + mark


def bare(html: str) -> str:
    """An embedded thing without what says nothing."""
    return re.sub(r' (?:id|class|style|lang)="[^"]*"', "", html)
