"""The edits that lead from one text to another, carried over to a third one; and where that cannot be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inforce.editing.excerpts import apart, excerpt, named
from inforce.editing.from_word.dialect import pairs
from inforce.editing.same_edits import Hunk, agreed, settled, with_hunks
from inforce.redline.sequences import longest_common
from inforce.text.rich_text import Block, Signs, Word, words

_PASSAGE = 9  # words, spaces and signs: five words in a row


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A passage that both sides changed, in different ways: as it was, as it is now, and as the Word file has it; all as
    quotations of what differs. `base` is "" for what is new on both sides.
    """

    base: str
    present: str
    edited: str


@dataclass(frozen=True, slots=True)
class _Side:
    """What one side did to the base: the block that each became (None: deleted), and what stands new before each."""

    became: tuple[Block | None, ...]
    added: tuple[tuple[Block, ...], ...]


def carried(base: Sequence[Block], present: Sequence[Block], edited: Sequence[Block]) -> tuple[list[Block], list[Conflict]]:
    """The present text with the edits that lead from the base to the edited text; and where the two cannot be joined."""
    here, there = _side(base, present), _side(base, edited)
    out: list[Block] = []
    conflicts: list[Conflict] = []
    for k in range(len(base) + 1):
        mine, other = here.added[k], there.added[k]
        if mine and other and [b.key for b in mine] != [b.key for b in other]:
            quoted = apart([_joined_text(mine), _joined_text(other)])
            conflicts.append(Conflict(base="", present=quoted[0], edited=quoted[1]))
        out += mine or other
        if k < len(base):
            joined = _joined(base[k], here.became[k], there.became[k])
            if isinstance(joined, list):
                conflicts += joined
            elif joined is not None:
                out.append(joined)
    return out, conflicts


def _joined_text(blocks: Sequence[Block]) -> str:
    return " ".join(b.text for b in blocks)


def _side(base: Sequence[Block], other: Sequence[Block]) -> _Side:
    found = dict(pairs(base, other))
    taken = set(found.values())
    added: list[list[Block]] = [[] for _ in range(len(base) + 1)]
    before = 0  # the base's block before which what is new stands
    owners = {j: i for i, j in found.items()}
    for j, made in enumerate(other):
        if j in taken:
            before = owners[j] + 1
        else:
            added[before].append(made)
    return _Side(tuple(other[found[i]] if i in found else None for i in range(len(base))), tuple(map(tuple, added)))


def _joined(base: Block, present: Block | None, edited: Block | None) -> Block | list[Conflict] | None:
    if edited is None and present is None:
        return None
    if edited is not None and edited.key == base.key:
        return present
    if present is not None and present.key == base.key:
        return edited
    if present is None or edited is None:
        return [_deleted(base, present, edited)]
    if present.key == edited.key:
        return present
    return _words_joined(base, present, edited)


def _deleted(base: Block, present: Block | None, edited: Block | None) -> Conflict:
    """One side deleted what the other one changed."""
    quoted = apart([base.text, (present or edited or base).text])
    return Conflict(
        base=quoted[0], present="deleted" if present is None else quoted[1], edited="deleted" if edited is None else quoted[1]
    )


def _words_joined(base: Block, present: Block, edited: Block) -> Block | list[Conflict]:
    """Both sides' edits of one block, if they are at different words; a side that kept the kind takes the other's."""
    sizes = {len(base.cells), len(present.cells), len(edited.cells)}
    shapes = {(b.kind, b.depth) for b in (base, present, edited)}
    if len(sizes) != 1 or (
        len(shapes) == 3 or (len(shapes) == 2 and (present.kind, present.depth) == (edited.kind, edited.depth))
    ):
        quoted = apart([base.text, present.text, edited.text])
        kinds = [named(b) for b in (base, present, edited)] if len(set(shapes)) > 1 else ["", "", ""]
        told = [f"{kind} {text}".lstrip() for kind, text in zip(kinds, quoted, strict=True)]
        return [Conflict(base=told[0], present=told[1], edited=told[2])]
    cells: list[Signs] = []
    conflicts: list[Conflict] = []
    for old, mine, other in zip(base.cells, present.cells, edited.cells, strict=True):
        joined = _three(words(old), words(mine), words(other))
        if isinstance(joined, list):
            conflicts += joined
        else:
            cells.append(joined)
    shape = edited if (present.kind, present.depth) == (base.kind, base.depth) else present
    return conflicts or shape.with_cells(cells)


def _three(old: Sequence[Word], mine: Sequence[Word], other: Sequence[Word]) -> Signs | list[Conflict]:
    here, there = agreed(old, _hunks(old, mine), _hunks(old, other))
    my_own, their_own = [h for h in here if h not in there], [h for h in there if h not in here]
    clashing = [_around(a, b) for a in my_own for b in their_own if _touch(a, b) or _share(a, b)]
    clashes: list[Conflict] = []
    hunks = [*here, *their_own]
    for span in _spans(clashing):
        told = [with_hunks(old, made, span) for made in ((), here, there)]
        made = settled(*told)
        if made is None:
            quoted = excerpt(old, span, told)
            clashes.append(Conflict(base=quoted[0], present=quoted[1], edited=quoted[2]))
        else:
            hunks = [h for h in hunks if not (span[0] <= h[0] and h[1] <= span[1])]
            hunks.append((*span, tuple(made)))
    return clashes or tuple(sign for word in with_hunks(old, hunks, (0, len(old))) for sign in word.signs)


def _hunks(old: Sequence[Word], new: Sequence[Word]) -> list[Hunk]:
    """What differs: words of the old text, and those in their place."""
    a = b = 0
    out: list[Hunk] = []
    stretches = longest_common([w.key for w in old], [w.key for w in new], (0, len(old), 0, len(new)))
    for i, j, size in [*stretches, (len(old), len(new), 0)]:
        if i > a or j > b:
            out.append((a, i, tuple(_replaced(word) for word in new[b:j])))
        a, b = i + size, j + size
    return out


def _replaced(word: Word) -> Word:
    """A word without a place in a file."""
    return word._replace(signs=tuple(sign._replace(start=-1, stop=-1, chain=(), held="") for sign in word.signs))


def _touch(a: Hunk, b: Hunk) -> bool:
    """Whether two edits are at the same words, or at neighbouring ones: they may not fit together."""
    return a[0] <= b[1] + 1 and b[0] <= a[1] + 1


def _share(a: Hunk, b: Hunk) -> bool:
    """Whether two edits bring in the same passage, which would be there twice: it is one that each side went on with."""
    mine, other = ([word.key for word in made] for _, _, made in (a, b))
    common = longest_common(mine, other, (0, len(mine), 0, len(other)))
    return any(size >= _PASSAGE for _, _, size in common)


def _around(a: Hunk, b: Hunk) -> tuple[int, int]:
    return min(a[0], b[0]), max(a[1], b[1])


def _spans(clashing: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches of old words at which both sides have edits that do not fit together."""
    out: list[tuple[int, int]] = []
    for start, stop in sorted(set(clashing)):
        if out and start <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(out[-1][1], stop))
        else:
            out.append((start, stop))
    return out
