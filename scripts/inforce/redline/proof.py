"""Proves a redline from its finished HTML alone; knows nothing of the engine that wrote it.

Rejecting all changes has to give the old document, accepting them the new one: words and the spaces between them,
blocks, marks, link targets, images, list numbering and spans of cells. Classes, ids and comments do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from urllib.parse import unquote

from inforce.text.headings import CHANGE
from inforce.text.sameness import ATTRIBUTE, BLOCKS, NAME, SAYING, TAG, VOID, canonical, end_of, signature, signature_of

__all__ = ["accept", "prove", "reject", "signature", "verify"]

_OURS = re.compile(
    r' (?:data-(?:change|break|move|format|n|kind|note|was(?:-(?:tag|href|dead-link))?|link|part|tight)="[^"]*"'
    rf'|id="{CHANGE}")'
)
_ALIGNED = re.compile(r"\balign-(?:left|center|right)\b")


def accept(html: str) -> str:
    """The new document: what is deleted left out, what is inserted kept. A body fragment in, a body fragment out."""
    return "".join(_sides(canonical(html), "new"))


def reject(html: str) -> str:
    """The old document: what is inserted left out, what is deleted kept. A body fragment in, a body fragment out."""
    return "".join(_sides(canonical(html), "old"))


def prove(html: str, old_html: str, new_html: str) -> list[str]:
    """What is wrong with a redline of two documents, in words; empty if it is proved."""
    return verify(html, signature(old_html), signature(new_html))


def verify(html: str, old: str, new: str) -> list[str]:
    """As `prove`, for documents whose signatures are known."""
    pieces = canonical(html)
    problems = []
    if signature_of(_sides(pieces, "old"), False) != old:
        problems.append("rejecting all changes does not give the old document")
    if signature_of(_sides(pieces, "new"), False) != new:
        problems.append("accepting all changes does not give the new document")
    ids = [found for piece in pieces if ' id="' in piece for found in re.findall(r' id="([^"]*)"', piece)]
    if len(ids) != len(set(ids)):
        problems.append(f"an id occurs twice: {next(k for k in ids if ids.count(k) > 1)}")
    return problems


def _sides(pieces: Iterable[str], side: str) -> Iterator[str]:
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


def _side(html: str, side: str) -> str:
    """One side of a stretch of a redline, as plain HTML."""
    drop, keep = ("del", "ins") if side == "new" else ("ins", "del")
    gone, without = {"new": ("deleted", "removed"), "old": ("inserted", "added")}[side]
    out: list[str] = []
    stack: list[tuple[str, int, str]] = []  # tag, where its content starts in out, its close tag
    parts = TAG.split(html)
    k, end = 0, len(parts)
    while k < end:
        part = parts[k]
        if k % 2 == 0:
            if part:
                out.append(part)
        elif part[1] == "/":
            _close(out, stack)
        else:
            name = NAME.match(part)
            tag = name[1] if name else ""
            attributes = dict(ATTRIBUTE.findall(part)) if " data-" in part else {}
            if tag == drop or attributes.get("data-change") == gone or "data-link" in attributes or "data-pad" in attributes:
                k = end_of(parts, k, tag)
            elif tag in VOID:
                out.append(_OURS.sub("", part))
            elif tag == keep or "data-part" in attributes or attributes.get("data-format") == without:
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
    was = attributes.get("data-was-tag", tag) if side == "old" else tag
    if was != tag:
        part, tag = f"<{was}{part[len(tag) + 1 :]}", was
    if side == "old" and ("data-was-href" in attributes or "data-was-dead-link" in attributes):
        target = attributes.get("data-was-href")  # none where it led to what is not on the site
        part = re.sub(r' (?:href|data-dead-link)="[^"]*"', "", part)
        part = f'{part[:-1]} data-dead-link="true">' if target is None else f'{part[:-1]} href="{target}">'
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
        text = _as_it_was(text, attributes["data-was"])
    out.append(text)
    stack.append((tag, len(out), f"</{tag}>"))


def _as_it_was(tag: str, was: str) -> str:
    """An open tag with what the old revision's attributes said: name=value, percent-encoded."""
    for name in (*SAYING, "align"):
        tag = re.sub(rf' {name}="[^"]*"', "", tag)
    told = "".join(f' {name}="{escape(unquote(value))}"' for name, _, value in (pair.partition("=") for pair in was.split()))
    return f"{_ALIGNED.sub('', tag)[:-1]}{told}>"


def _close(out: list[str], stack: list[tuple[str, int, str]]) -> None:
    if not stack:
        return
    tag, start, close = stack.pop()
    if not close:
        return
    if start == len(out) and tag in BLOCKS and tag not in ("td", "th"):
        out.pop()  # nothing of this side is in it
    else:
        out.append(close)
