"""Proves a redline from its finished HTML alone; knows nothing of the engine that wrote it.

Rejecting all changes has to give the old document, accepting them the new one: words and the spaces between them,
blocks, marks, link targets, images, list numbering and spans of cells. Classes, ids and comments do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from html import unescape

from selectolax.lexbor import LexborHTMLParser

_TAG = re.compile(r'(<[^">]*(?:"[^"]*"[^">]*)*>)')
_NAME = re.compile(r"</?([^\s/>]+)")
_ATTRIBUTE = re.compile(r' ([^\s="]+)="([^"]*)"')
_OURS = re.compile(r' (?:data-(?:change|break|move|n|kind|note|was|link|part|tight)="[^"]*"|id="change-\d[^"]*")')
_SIMPLE = re.compile(r'<(p|h[1-6])(?: [^\s="]+="[^"]*")*>([^<]*)</\1>')
_UNSEEN = re.compile(r"<!--.*?-->|<(script|style|template)\b[^>]*>.*?</\1>", re.S)
_INLINE_MARKS = frozenset("strong b em i code a span sub sup u s small abbr cite q mark kbd".split())
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_NO_CONTENT = frozenset("area base col embed link meta source track wbr".split())
_EMBEDDED = frozenset(
    "svg math iframe object video audio select textarea button canvas noembed noframes xmp map picture".split()
)
_FLOW = frozenset(
    (
        "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption "
        "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre search section summary "
        "table tbody td tfoot th thead tr ul"
    ).split()
)
_NUMBERING = ("start", "value", "type", "reversed", "colspan", "rowspan")
_CJK = "\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_CJK_SPACE = re.compile(rf"(?<=[{_CJK}]) ((?:\x01[^\x02]*\x02)?)(?=[{_CJK}])")


def accept(html: str) -> str:
    """The new document: what is deleted left out, what is inserted kept. A body fragment in, a body fragment out."""
    return "".join(_sides(_pieces(html), "new"))


def reject(html: str) -> str:
    """The old document: what is inserted left out, what is deleted kept. A body fragment in, a body fragment out."""
    return "".join(_sides(_pieces(html), "old"))


def signature(html: str) -> str:
    """Digest of a plain document (a body fragment): equal for documents that read the same."""
    return signature_of(_pieces(html))


def signature_of(pieces: Iterable[str]) -> str:
    """As `signature`, for a document that is parsed: the canonical HTML of its top-level nodes, inline runs as one."""
    return _signature(pieces, True)


def prove(html: str, old_html: str, new_html: str) -> list[str]:
    """What is wrong with a redline of two documents, in words; empty if it is proved."""
    return verify(html, signature(old_html), signature(new_html))


def verify(html: str, old: str, new: str) -> list[str]:
    """As `prove`, for documents whose signatures are known."""
    pieces = _pieces(html)
    problems = []
    if _signature(_sides(pieces, "old"), False) != old:
        problems.append("rejecting all changes does not give the old document")
    if _signature(_sides(pieces, "new"), False) != new:
        problems.append("accepting all changes does not give the new document")
    ids = [found for piece in pieces if ' id="' in piece for found in re.findall(r' id="([^"]*)"', piece)]
    if len(ids) != len(set(ids)):
        problems.append(f"an id occurs twice: {next(k for k in ids if ids.count(k) > 1)}")
    return problems


def _pieces(html: str) -> list[str]:
    """Canonical HTML of the top-level blocks of a body fragment, runs of inline nodes as one."""
    body = LexborHTMLParser("<!doctype html><html><head></head><body>" + html.replace("\0", "") + "</body></html>").body
    out: list[str] = []
    run = ""
    for node in body.iter(include_text=True) if body else ():
        piece = node.html or ""
        name = _NAME.match(piece)
        if name and name[1] in _FLOW:
            if run and not run.isspace():
                out.append(run)
            run = ""
            out.append(piece)
        else:
            run += piece
    return [*out, run] if run and not run.isspace() else out


def _signature(pieces: Iterable[str], plain: bool) -> str:
    text = "\n".join(filter(None, [_digest(piece, plain or not _has_edits(piece)) for piece in pieces]))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _sides(pieces: list[str], side: str) -> Iterator[str]:
    """The pieces of one side. Pieces with changes are taken together with the one before: they may be joined to it."""
    held: list[str] = []
    changed = False
    for piece in pieces:
        marked = _is_marked(piece)
        if held and not marked:
            yield from [_side("".join(held), side)] if changed else held
            held, changed = [], False
        held.append(piece)
        changed = changed or marked
    if held:
        yield from [_side("".join(held), side)] if changed else held


def _is_marked(piece: str) -> bool:
    """Whether a piece may hold changes (plain text searches: they are the fastest, and run on every piece)."""
    return "<ins" in piece or "<del" in piece or " data-" in piece


def _has_edits(piece: str) -> bool:
    """Whether a piece may hold what the author wrote as <ins> or <del>."""
    return "<ins" in piece or "<del" in piece or " data-as=" in piece


def _side(html: str, side: str) -> str:
    """One side of a stretch of a redline, as plain HTML."""
    drop, keep = ("del", "ins") if side == "new" else ("ins", "del")
    gone = {"new": "deleted", "old": "inserted"}[side]
    out: list[str] = []
    stack: list[tuple[str, int, str]] = []  # tag, where its content starts in out, its close tag
    parts = _TAG.split(html)
    k, end = 0, len(parts)
    while k < end:
        part = parts[k]
        if k % 2 == 0:
            if part:
                out.append(part)
        elif part[1] == "/":
            _close(out, stack)
        else:
            name = _NAME.match(part)
            tag = name[1] if name else ""
            attributes = dict(_ATTRIBUTE.findall(part)) if " data-" in part else {}
            if tag == drop or attributes.get("data-change") == gone or "data-link" in attributes:
                k = _end_of(parts, k, tag)
            elif tag in _VOID:
                out.append(_OURS.sub("", part))
            elif tag == keep or "data-part" in attributes:
                stack.append((tag, len(out), ""))
            else:
                _open(out, stack, part, tag, attributes, side)
        k += 1
    while stack:
        _close(out, stack)
    return "".join(out)


def _open(
    out: list[str], stack: list[tuple[str, int, str]], part: str, tag: str, attributes: dict[str, str], side: str
) -> None:
    joined = attributes.get("data-break") == ("inserted" if side == "old" else "deleted")
    if joined:
        last = next((k for k in range(len(out) - 1, -1, -1) if not out[k].isspace()), -1)
        if last >= 0 and out[last] == f"</{tag}>":
            out[last:] = [" "]  # the block before goes on
            if "data-tight" in attributes:
                out[last:] = []
                out[-1] = out[-1].rstrip()
            stack.append((tag, -1, f"</{tag}>"))
            return
    text = _OURS.sub("", part) if attributes else part
    if "data-was" in attributes and side == "old":
        for name in _NUMBERING:
            text = re.sub(rf' {name}="[^"]*"', "", text)
        was = "".join(f' {pair[0]}="{pair[2]}"' for pair in (x.partition("=") for x in attributes["data-was"].split()))
        text = f"{text[:-1]}{was}>"
    out.append(text)
    stack.append((tag, len(out), f"</{tag}>"))


def _close(out: list[str], stack: list[tuple[str, int, str]]) -> None:
    if not stack:
        return
    tag, start, close = stack.pop()
    if not close:
        return
    if start == len(out) and tag in _FLOW and tag not in ("td", "th"):
        out.pop()  # nothing of this side is in it
    else:
        out.append(close)


def _end_of(parts: list[str], k: int, tag: str) -> int:
    """Index of the tag that closes the element opened at k."""
    if tag in _VOID:
        return k
    depth = 0
    for at in range(k, len(parts), 2):
        name = _NAME.match(parts[at])
        if name and name[1] == tag:
            depth += -1 if parts[at][1] == "/" else 1
            if not depth:
                return at
    return len(parts) - 1


@lru_cache(maxsize=32768)
def _digest(piece: str, plain: bool) -> str:
    """One line for each block edge and run of text; plain: not from a redline, where data-as stands for ins and del."""
    if "<!" in piece or "<s" in piece or "<t" in piece:
        piece = _UNSEEN.sub("", piece)
    simple = _SIMPLE.fullmatch(piece)
    if simple:  # only text in it: most pieces are so
        text = _settled(unescape(simple[2]))
        return f"<{simple[1]}>\n\x03{text}\n</{simple[1]}>" if text else ""
    reader = _Digest(plain)
    parts = _TAG.split(piece)
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
            self.verbatim += tag == "pre"
        elif kind == "void":
            self._line(value)
        elif kind == "embedded":
            last = _end_of(parts, k, tag)
            self._line(_clean("".join(parts[k : last + 1])))
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
        if content == self.content and tag not in ("td", "th"):
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
    name = _NAME.match(part)
    tag = name[1] if name else ""
    attributes = dict(_ATTRIBUTE.findall(part)) if "=" in part else {}
    edit = "" if plain else attributes.get("data-as", "")
    if tag in _VOID:
        kind = "" if tag in _NO_CONTENT else "void"
        return kind, tag, _clean(part) if tag in ("img", "input") else f"<{tag}>"
    if tag in _EMBEDDED:
        return "embedded", tag, ""
    if tag in ("ins", "del") and plain:
        return "mark", tag, f"edit {tag}"
    if tag in ("span", "plaintext") or (tag == "div" and edit):
        return "mark", tag, f"edit {edit}" if edit else ""
    if tag in _INLINE_MARKS:
        target = attributes.get("href") or attributes.get("src") or ""
        return "mark", tag, f"{tag}:{target}" if target else tag
    numbering = " ".join(f"{name}={attributes[name]}" for name in _NUMBERING if name in attributes)
    return "block", tag, f"<{tag} {numbering}>" if numbering else f"<{tag}>"


def _settled(text: str) -> str:
    """White space as a reader sees it."""
    text = " ".join(text.split())
    return text if text.isascii() else _CJK_SPACE.sub(r"\1", text)


def _clean(part: str) -> str:
    """An image or embedded thing without ids and classes."""
    return re.sub(r' (?:id|class|style)="[^"]*"', "", part)
