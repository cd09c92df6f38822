"""The title and the levels of headings of a Word file, as the Markdown of the policy has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from inforce.text.rich_text import Block, block, folded

_TOP = 5  # blocks among which the title of a file stands: a name or a day may be above it


def with_title(read: Sequence[Block], known: Sequence[Block]) -> list[Block]:
    """Blocks of a Word file with the title at their beginning, if the Markdown begins with one: a file may have it in another
    place or form, or not at all."""
    title = known[0] if known and known[0].kind == "h1" else None
    if not title:
        return list(read)
    at = _place_of(title, read, {made.key for made in known[1:]})
    if at is not None:
        found = read[at] if read[at].level and not read[at].text.isupper() else title
        return [found, *read[:at], *read[at + 1 :]]
    return list(read) if _has_title(read) else [title, *read]


def _place_of(title: Block, read: Sequence[Block], kept: set[str]) -> int | None:
    """Where a file has the title; not in a paragraph that the text itself has."""
    for k, made in enumerate(read[:_TOP]):
        if _is(made, title) and (made.level == 1 or (made.kind == "p" and made.key not in kept)):
            return k
        if made.kind != "p":
            break
    return None


def _is(made: Block, title: Block) -> bool:
    """Whether a block has the words of the title, or its letters in capitals, as titles in Word often are."""
    here, there = folded(made.text), folded(title.text)
    return here == there or (here.isupper() and here.casefold() == there.casefold())


def _has_title(read: Sequence[Block]) -> bool:
    """Whether the first block is a title, and no heading of a section: of these there are several, each with a text."""
    if not read or read[0].kind != "h1":
        return False
    return read[0].title or sum(made.level == 1 for made in read) == 1 or read[1].level == 1


def with_levels(read: Sequence[Block], known: Sequence[Block]) -> list[Block]:
    """Blocks of a Word file, title first, with headings on the levels of the Markdown: those that both have tell by how much
    all differ; without any, sections on the level of the title are one below it, as Word has a style for titles."""
    first = read[:1] if read and known and known[0].kind == read[0].kind == "h1" else []
    rest = read[len(first) :]
    levels: dict[str, int] = {_words(b): b.level for b in known if b.level}
    shifts = Counter(levels[_words(b)] - b.level for b in rest if b.level and levels.get(_words(b), 0) > 1)
    shift, count = max(shifts.items(), key=lambda item: (item[1], -abs(item[0])), default=(0, 0))
    if 2 * count <= shifts.total():
        several = sum(b.level == 1 for b in known) > 1
        shift = 1 if first and not shifts and not several and any(b.level == 1 for b in rest) else 0
    return [*first, *(_lower(b, shift, levels) if b.level and shift else b for b in rest)]


def _words(made: Block) -> str:
    return made.key.partition("\x1d")[2]


def _lower(heading: Block, shift: int, levels: Mapping[str, int]) -> Block:
    level = 1 if levels.get(_words(heading)) == 1 else min(max(heading.level + shift, 1), 6)
    return replace(block(f"h{level}", heading.cells), lent=heading.lent, title=heading.title)
