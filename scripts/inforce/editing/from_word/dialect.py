"""Which blocks of two texts belong together, and the blocks of a Word file as the Markdown of a policy tells them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from urllib.parse import unquote

from inforce.redline.sequences import Match, Span, gaps, heaviest_chain, heaviest_equal, longest_common
from inforce.text.repository_links import LINK as POLICY
from inforce.text.repository_links import resolve_link
from inforce.text.rich_text import IMAGE, LINK, PLAIN, Block, Sign, Signs, Word, block, folded_mark, from_text, words
from inforce.word.bookmarks import bookmark, is_bookmark, likely_anchor

_OUTSIDE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
_HOST = re.compile(r"^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//[^/]*|^policy:")
_ALIKE = 0.4  # shared part of the words of two blocks of one kind that makes them a pair
_RESHAPED = 0.7  # the same where their kinds differ
_COMPARED = 20_000  # possible pairs in a gap; beyond that only blocks at the same place are


def pairs(old: Sequence[Block], new: Sequence[Block]) -> list[Match]:
    """Blocks that are the same one, edited or not, in order."""
    span = (0, len(old), 0, len(new))
    same = heaviest_equal([b.key for b in old], [b.key for b in new], span, lambda i: 1.0 + len(old[i].key))
    found = list(same)
    for gap in list(gaps(same, span)):
        found += _alike(old, new, gap)
    return sorted(found)


def _alike(old: Sequence[Block], new: Sequence[Block], span: Span) -> list[Match]:
    a0, a1, b0, b1 = span
    chain: list[Match] = []
    if (a1 - a0) * (b1 - b0) <= _COMPARED:
        here = [_bag(b) for b in old[a0:a1]]
        there = [_bag(b) for b in new[b0:b1]]
        candidates = [
            (a0 + i, j, weight)
            for i in range(a1 - a0)
            for j in range(b1 - b0)
            if (weight := _likeness(old[a0 + i], new[b0 + j], here[i], there[j])) > 0
        ]
        chain = [(i, j + b0) for i, j in heaviest_chain(candidates, b1 - b0)]
    return chain + [match for gap in gaps(chain, span) for match in _same_place(old, new, gap)]


def _bag(made: Block) -> Counter[str]:
    return Counter(word.text.casefold() for cell in made.cells for word in words(cell) if not word.text.isspace())


def _likeness(a: Block, b: Block, here: Counter[str], there: Counter[str]) -> float:
    total = here.total() + there.total()
    shared = 2 * (here & there).total() / total if total else 0.0
    same = (a.kind == b.kind and a.depth == b.depth) or a.lent or b.lent
    if shared < (_ALIKE if same else _RESHAPED):
        return 0.0
    return shared * (1.0 if same else 0.5) * (1 + total)


def _same_place(old: Sequence[Block], new: Sequence[Block], span: Span) -> Iterator[Match]:
    """Blocks between two pairs, as many on both sides and of the same kinds, are pairs however they read."""
    a0, a1, b0, b1 = span
    kinds = [(b.kind, b.depth) for b in old[a0:a1]]
    if kinds and kinds == [(b.kind, b.depth) for b in new[b0:b1]]:
        yield from zip(range(a0, a1), range(b0, b1), strict=True)


# links


def with_targets(read: Sequence[Block], known: Sequence[str], path: str, addresses: Mapping[str, str]) -> list[Block]:
    """Blocks of a Word file with the targets of their links as the Markdown of the file at `path` writes them; `addresses` are
    those of policies, by their file's path without .md.
    """
    names: dict[str, str] = {}

    def named(mark: str) -> str:
        if not mark.startswith(LINK):
            return mark
        if mark not in names:
            target = mark.removeprefix(LINK)
            names[mark] = LINK + (
                target
                if target in known
                else next((o for o in known if same_target(o, target, path, addresses)), _unknown(target))
            )
        return names[mark]

    def led(cell: Signs) -> Signs:
        return tuple(s._replace(marks=frozenset(map(named, s.marks))) if s.marks else s for s in cell)

    return [b.with_cells(map(led, b.cells)) if any(s.marks for cell in b.cells for s in cell) else b for b in read]


def _unknown(target: str) -> str:
    """A target that no text has."""
    return f"#{likely_anchor(target[1:])}" if target[:1] == "#" and is_bookmark(target[1:]) else target


def uncarried(read: Sequence[Block], present: Sequence[Block], ours: Sequence[Block], *, made_here: bool) -> set[str]:
    """The targets of links of the Markdown that a Word file did not carry: those that our own one of it, `ours`, does not have.

    Programs of others may lose those to headings, or know no files. Where most of a kind are missing in a file that was not
    `made_here`, it did not carry them; else one that is missing was taken away.
    """
    carried, there = set(targets(ours)), set(targets(read))
    missing = {target for target in targets(present) if target not in carried}
    inside = [] if made_here else [target for target in targets(present) if not is_outside(target)]
    for kind in (True, False):
        own = [target for target in inside if target.startswith("#") is kind]
        absent = [target for target in own if target not in there]
        if 2 * len(absent) > len(own):
            missing.update(absent)
    return missing


def is_outside(target: str) -> bool:
    """Whether a link leads out of the site."""
    return _OUTSIDE.match(target) is not None


def with_own_links(read: Sequence[Block], present: Sequence[Block], uncarried: set[str]) -> list[Block]:
    """Blocks of a Word file with the links that it did not carry, given by their targets, on the words that stayed."""
    missing = {LINK + target for target in uncarried}
    if not missing:
        return list(read)
    out = list(read)
    for i, j in pairs(present, read):
        linked = any(sign.marks & missing for cell in present[i].cells for sign in cell)
        if linked and len(present[i].cells) == len(read[j].cells):
            cells = [_linked(old, new, missing) for old, new in zip(present[i].cells, read[j].cells, strict=True)]
            out[j] = read[j].with_cells(cells)
    return out


def _linked(old: Signs, new: Signs, missing: set[str]) -> list[Sign]:
    """The signs of a Word file, with a link on the words that have it in the old text."""
    before, after = words(old), words(new)
    bare = [_without_links(word) for word in before], [_without_links(word) for word in after]
    marks: dict[int, frozenset[str]] = {}
    for i, j, size in longest_common(*bare, (0, len(before), 0, len(after))):
        for k in range(size):
            marks[j + k] = before[i + k].signs[0].marks & missing
    return [
        sign if _is_linked(sign) else sign._replace(marks=sign.marks | marks.get(k, PLAIN))
        for k, word in enumerate(after)
        for sign in word.signs
    ]


def _is_linked(sign: Sign) -> bool:
    return any(mark.startswith(LINK) for mark in sign.marks)


def _without_links(word: Word) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((text, frozenset(mark for mark in marks if not mark.startswith(LINK))) for text, marks in word.key)


def with_images(read: Sequence[Block], names: Sequence[str], origin: Sequence[Block]) -> list[Block]:
    """Blocks of a Word file with images where our own Word files have their words in brackets; or only their words, where the
    repository lacks the image: such a block is told by being the same as in the origin otherwise."""
    shown = [f"[{' '.join(name.split()) or 'image'}]" for name in names]
    read = [_with_images(b, shown) if any(name in b.text for name in shown) else b for b in read]
    lacking = _lacking(names, origin)
    return [replace(b, cells=meant.cells, key=meant.key) if (meant := lacking.get(_spaced(b.text))) else b for b in read]


def _lacking(names: Sequence[str], origin: Sequence[Block]) -> dict[str, Block]:
    """Blocks with images by what they say where none of these is there; only those that say it alone."""
    in_order = iter(names)
    said = {_spaced(re.sub(IMAGE, lambda _: next(in_order, ""), b.text)): b for b in origin if IMAGE in b.text}
    others = {_spaced(b.text) for b in origin if IMAGE not in b.text}
    return {text: b for text, b in said.items() if text and text not in others}


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _with_images(made: Block, shown: Sequence[str]) -> Block:
    cells = []
    for cell in made.cells:
        signs = list(cell)
        for name in shown:
            while (at := "".join(sign.text for sign in signs).find(name)) >= 0:
                signs[at : at + len(name)] = [Sign(IMAGE)]
        cells.append(signs)
    return made.with_cells(cells)


def with_code_parted(read: Sequence[Block], present: Sequence[Block]) -> list[Block]:
    """Blocks of a Word file with pieces of code apart that follow each other in the Markdown: in Word they are one."""
    runs = [list(run) for code, run in groupby(present, key=lambda b: b.kind == "code") if code]
    joined = {_code_key("\n".join(b.text for b in run)): run for run in runs if len(run) > 1}
    return [part for b in read for part in (joined.get(b.key, [b]) if b.kind == "code" else [b])]


def _code_key(text: str) -> str:
    return block("code", [from_text(text)]).key


def targets(blocks: Sequence[Block]) -> list[str]:
    """The targets of all links, each once."""
    marks = (mark for b in blocks for cell in b.cells for sign in cell for mark in sign.marks)
    return list(dict.fromkeys(mark.removeprefix(LINK) for mark in marks if mark.startswith(LINK)))


def same_target(markdown: str, word: str, path: str, addresses: Mapping[str, str]) -> bool:
    """Whether a link of a Word file leads where a link of the Markdown does: files are pages there, and headings bookmarks."""
    if folded_mark(LINK + markdown) == folded_mark(LINK + word):
        return True
    outside = "://" in markdown or markdown.startswith("mailto:")
    if outside:
        return False
    file, _, anchor = markdown.partition("#")
    other, _, other_anchor = word.partition("#")
    if bookmark(unquote(anchor)) != other_anchor and _letters(anchor) != _letters(other_anchor):
        return False
    if not file or not other:
        return file == other
    address = addresses.get(resolve_link(file, path).removeprefix(POLICY))
    if address and other.rstrip("/").endswith(f"/{address}"):
        return True
    return _tail(file) == _tail(other) or _tail(resolve_link(file, path)) == _tail(other)


def _letters(text: str) -> str:
    """What a bookmark keeps of an anchor: no signs, forty letters at most."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())[:36]


def _tail(path: str) -> str:
    """The last name of a path: of a file without .md, of a page its folder."""
    parts = [part for part in _HOST.sub("", path).replace("\\", "/").split("/") if part not in ("", ".", "..")]
    if len(parts) > 1 and parts[-1] in ("index", "index.html", "index.md"):
        parts.pop()
    return _letters(parts[-1].removesuffix(".md").removesuffix(".html")) if parts else "the site"
