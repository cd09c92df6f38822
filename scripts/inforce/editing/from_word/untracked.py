"""What differs from the text that a Word file was made from without being tracked: edits, but for what a program lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from inforce.editing.from_word.dialect import is_outside, pairs
from inforce.redline.sequences import longest_common
from inforce.text.rich_text import LINK, LISTED, PLAIN, Block, Sign, Signs, block, folded, words

HEADINGS, LISTS = "headings", "lists"  # names of what a program may lose, beside those of marks
STRONG = "strong"
_EMPHASIS = (STRONG, "em", "s")
LINKS = (HERE, AWAY, INSIDE) = ("link #", "link ://", "link")  # to headings, to other sites, within the site
# What a program loses together: one that knows links to headings knows others, too, though not the other way round.
_TOGETHER = {**dict.fromkeys(_EMPHASIS, _EMPHASIS), AWAY: LINKS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A text as programs left it that a Word file went through, before anybody edited it.

    `lost`: names of what most is gone of, each with the first words that had it. `lent`: paragraphs as they are in the text
    and in the file, where they may be the latter only because of another that was deleted or moved away before them.
    """

    blocks: Sequence[Block]
    lost: Mapping[str, Block]
    lent: Sequence[tuple[Block, Block]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Thing:
    """What a program may lose: its name, the words that have it, and whether they lack it in the file."""

    name: str
    shown: Block
    gone: bool


def left(own: Sequence[Block], told: Sequence[Block], *, tracked: bool) -> Left:
    """What programs made of a text before anybody edited it: `own` is how our own Word file of it reads, `told` how the file
    reads before its tracked changes.

    A program loses all of what it does not know; counsel takes away one thing here and there. So what most is gone of was
    lost. In a file that has nothing `tracked` this goes only for links that are not known everywhere: the rest may be meant.
    """
    beside = dict(pairs(own, told))
    same = {i: j for i, j in beside.items() if _texts(own[i]) == _texts(told[j])}
    things = [thing for i, j in same.items() for thing in _things(own[i], told[j], first=i == 0)]
    things = [thing for thing in things if tracked or thing.name in (HERE, INSIDE)]
    had, gone = Counter(thing.name for thing in things), Counter(thing.name for thing in things if thing.gone)
    lost: dict[str, Block] = {}
    for thing in things:
        together = _TOGETHER.get(thing.name, (thing.name,))
        if thing.gone and 2 * sum(gone[name] for name in together) > sum(had[name] for name in together):
            lost.setdefault(thing.name, thing.shown)
    lent = [(own[i], told[j]) for i, j in beside.items() if _is_lent(own[i], told[j])]
    blocks = [_left(made, told[beside[i]], lost) if i in beside else made for i, made in enumerate(own)]
    return Left(blocks=blocks, lost=lost, lent=lent)


def _texts(made: Block) -> list[str]:
    return [folded("".join(sign.text for sign in cell)) for cell in made.cells]


def _is_lent(own: Block, told: Block) -> bool:
    return told.lent and told.form != own.form


def _things(own: Block, told: Block, *, first: bool) -> Iterator[_Thing]:
    """`first`: of the block that may be the title."""
    if (name := _form(own)) and not first:
        yield _Thing(name=name, shown=own, gone=told.kind == "p" and not told.lent)
    for mine, other in zip(own.cells, told.cells, strict=True):
        beside = _beside(mine, other)
        for mark in sorted({mark for sign, _ in beside for mark in sign.marks}):
            for run in _runs(beside, mark):
                gone = not any(_has(there, mark) for _, there in run)
                yield _Thing(name=_name(mark), shown=block("p", [[sign for sign, _ in run]]), gone=gone)


def _form(own: Block) -> str:
    """The name of what a program may lose of a block as a whole, "" for nothing."""
    return HEADINGS if own.level else LISTS if own.kind in LISTED else ""


def _beside(mine: Signs, other: Signs) -> list[tuple[Sign, Sign]]:
    """The signs of two cells that read the same, side by side; none where one of them is spelled otherwise."""
    here, there = ([sign for sign in cell if folded(sign.text)] for cell in (mine, other))
    return list(zip(here, there, strict=True)) if len(here) == len(there) else []


def _runs(beside: Sequence[tuple[Sign, Sign]], mark: str) -> Iterator[list[tuple[Sign, Sign]]]:
    for has, run in groupby(beside, key=lambda both: mark in both[0].marks):
        if has:
            yield list(run)


def _name(mark: str) -> str:
    if not mark.startswith(LINK):
        return mark
    target = mark.removeprefix(LINK)
    return HERE if target.startswith("#") else AWAY if is_outside(target) else INSIDE


def _has(sign: Sign, mark: str) -> bool:
    """Whether a sign has a mark; of links any one, which may lead elsewhere."""
    return mark in sign.marks or (mark.startswith(LINK) and any(other.startswith(LINK) for other in sign.marks))


def _left(own: Block, told: Block, lost: Mapping[str, Block]) -> Block:
    """A block with what a program lost of it, and nothing else that differs in the file."""
    if len(own.cells) != len(told.cells):
        return own
    unshaped = _form(own) in lost and told.kind == "p"
    shape = told if unshaped or _is_lent(own, told) else own
    by_place = PLAIN if shape is own else frozenset([STRONG])  # which headings need not say

    def marks(mine: Sign, other: Sign) -> frozenset[str]:
        kept = (mark for mark in mine.marks if _name(mark) not in lost or _has(other, mark))
        return frozenset(kept) | (other.marks & by_place)

    cells = [
        [mine._replace(marks=marks(mine, other)) for mine, other in _beside(*both)] or both[0]
        for both in zip(own.cells, told.cells, strict=True)
    ]
    return block(shape.kind, cells, depth=shape.depth, indented=shape.indented)


def told_back(edited: Sequence[Block], made: Sequence[Block], meant: Sequence[Block]) -> list[Block]:
    """An edited text with what nobody edited as the Markdown has it: `made` is what Word files make of the text `meant`."""
    owners = dict(pairs(made, meant))
    out = list(edited)
    for i, j in pairs(made, edited):
        if i in owners and made[i].key != meant[owners[i]].key:
            out[j] = _told_back(edited[j], made[i], meant[owners[i]])
    return out


def _told_back(edited: Block, made: Block, meant: Block) -> Block:
    if edited.key == made.key:
        return meant
    cells: Sequence[Signs] = edited.cells
    if len(edited.cells) == len(made.cells) == len(meant.cells):
        cells = [_words_back(*three) for three in zip(edited.cells, made.cells, meant.cells, strict=True)]
    shape = meant if edited.form == made.form else edited
    return replace(block(shape.kind, cells, depth=shape.depth, indented=edited.indented), lent=edited.lent)


def _words_back(edited: Signs, made: Signs, meant: Signs) -> Signs:
    """Words that nobody edited with the marks that they are meant to have."""
    after, before, instead = words(edited), words(made), words(meant)
    if [word.text for word in before] != [word.text for word in instead]:
        return edited
    stretches = longest_common([w.key for w in before], [w.key for w in after], (0, len(before), 0, len(after)))
    back = {j + k: instead[i + k] for i, j, size in stretches for k in range(size)}
    return tuple(Sign(sign.text, sign.marks) for k, word in enumerate(after) for sign in back.get(k, word).signs)
