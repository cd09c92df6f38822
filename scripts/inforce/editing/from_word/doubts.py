"""Why a Word file may be no edit of the policy's text at all: a part of it, bare of its styles, or made from an older text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from inforce.editing.excerpts import named
from inforce.editing.from_word.dialect import pairs
from inforce.editing.from_word.untracked import AWAY, HEADINGS, HERE, INSIDE, LISTS, Left
from inforce.text.heading_numbers import split
from inforce.text.rich_text import LISTED, Block, folded

_PART = 3  # a file that lacks one word in three without saying that they were deleted
_SECTION = 50  # words: less is a clause that somebody deleted
_RESHAPED = 2  # blocks: one heading that became a paragraph may be meant
_BULLET = re.compile(r"^\W+")


def of_shape(told: Sequence[Block], start: Sequence[Block], path: str) -> Iterator[str]:
    """Where headings and lists of the text that the edits started from are plain paragraphs now: no tracked change did that,
    `told` being the file without these, and nobody edits so. `path` of the policy's file."""
    there: dict[str, list[str]] = {}
    for made in told:
        there.setdefault(_bare(made), []).append(made.kind)
    known = [b for b in start[1:] if b.level or b.kind in LISTED]
    found = [(b, there[_bare(b)]) for b in known if _bare(b) in there]
    lost = [b for b, kinds in found if set(kinds) == {"p"}]
    if len(lost) >= _RESHAPED and 2 * len(lost) >= len(found):
        yield (
            f"Headings and lists of the policy are plain paragraphs in the file, {lost[0].shown} for one: it lost its styles, "
            "as a text does that is pasted without its formatting. Give them the styles of headings and lists again, or make "
            f"the edits in a file from inforce redline. If they are to be paragraphs, name what it started from: --base {path}"
        )


def of_origin(told: Sequence[Block], start: Sequence[Block], texts: Mapping[str, Sequence[Block]], path: str) -> Iterator[str]:
    """Where much of what the edits seem to have started from is missing, and no tracked change tells that it was deleted; or
    where a file is nearer to another text of the policy. `told` as `of_shape` has it; `texts` are others by name, whose last
    word is what the command line calls them."""
    least, shared = distance(told, start), _shared(told, start)
    others = {name: text for name, text in texts.items() if _shared(told, text) >= shared}  # less: it is short, not near
    distances = {name: distance(told, text) for name, text in others.items()}
    nearest = min(distances, key=distances.__getitem__, default="")
    nearest = nearest if nearest and distances[nearest] < least else ""
    if _is_part(*_missing(told, texts[nearest] if nearest else start)):
        missing, total = _missing(told, start)
        yield (
            f"{missing} of the {total} words of the policy stand in passages that the file does not have, and no tracked "
            "change deletes them: it may hold only a part of the policy. Make the edits in a file of the whole text. If these "
            f"passages are to go, name the text that the file started from: --base {path}"
        )
    elif nearest:
        yield (
            f"The file is nearer to {nearest} than to the policy as it lies here, and would undo what the policy changed since "
            f"then. If it was made from that text, say so, and its edits are carried over: --base {nearest.rpartition(' ')[2]}"
        )


_SAID = {
    HEADINGS: "Headings of the policy are no headings",
    LISTS: "Items of lists of the policy are plain paragraphs",
    "strong": "Bold words of the policy are not bold",
    "em": "Italic words of the policy are not italic",
    "s": "Words that the policy strikes out are not struck out",
    "code": "Code of the policy is plain text",
    "sup": "Superscripts of the policy stand on the line",
    "sub": "Subscripts of the policy stand on the line",
    HERE: "Links to headings of the policy are missing",
    AWAY: "Links of the policy are missing",
    INSIDE: "Links of the policy to other pages of the site are missing",
}


def of_look(found: Left) -> Iterator[str]:
    """What differs in a file without being tracked, and may be a program's doing: the policy keeps it."""
    for name, shown in found.lost.items():
        yield (
            f"{_SAID[name]} in the file, {shown.shown} for one: the program that saved it may have lost that, so the policy "
            "keeps it. If it is to go, take it out of the Markdown file."
        )
    for own, told in found.lent:
        kind, other = (named(made).replace("the ", "a ", 1) for made in (own, told))
        yield (
            f"{own.shown} is {kind} in the policy and {other} in the file, below a paragraph that was deleted or moved: the "
            "program that saved it may have done that, so the policy keeps it. If it is meant, change it in the Markdown file."
        )


def _missing(told: Sequence[Block], text: Sequence[Block]) -> tuple[int, int]:
    """How many words of a text stand in blocks that a file does not have, and how many it has in all."""
    stayed = {i for i, _ in pairs(text, told)}
    return sum(_length(b) for i, b in enumerate(text) if i not in stayed), sum(map(_length, text))


def _is_part(missing: int, total: int) -> bool:
    return missing >= max(_SECTION, total / _PART)


def distance(a: Sequence[Block], b: Sequence[Block]) -> int:
    """How many blocks one of two texts has and the other has not; of one whose form is lent, only the words count."""
    forms = {folded(made.text): made.key for made in b}
    here = Counter(forms.get(folded(made.text), made.key) if made.lent else made.key for made in a)
    there = Counter(made.key for made in b)
    return ((here - there) + (there - here)).total()


def _shared(a: Sequence[Block], b: Sequence[Block]) -> int:
    return (Counter(made.key for made in a) & Counter(made.key for made in b)).total()


def _bare(made: Block) -> str:
    """The words, without a number or a bullet that is typed before them."""
    return _BULLET.sub("", split(folded(made.text)).title)


def _length(made: Block) -> int:
    return len(made.text.split())
