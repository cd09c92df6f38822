"""Compares the words of paragraphs that belong together: a pair, or one and what it was split into or joined from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from inforce.redline import numbering
from inforce.redline.characters import UNSPACED, point_out
from inforce.redline.formats import both, same_parts
from inforce.redline.items import Item, Label, Path, Words
from inforce.redline.naming import picturing, restyling
from inforce.redline.readable import regroup
from inforce.redline.units import Unit
from inforce.redline.words import BREAK, CHANGED, KEPT, RESTYLED, Run, diff_words
from inforce.text import heading_numbers
from inforce.text.html_tree import Leaf
from inforce.text.tokens import Token, shared, tokenize

_BULLETS = frozenset("-\u2013\u2014*\u2022\u00b7\u2023\u25e6\u25aa\u25cf\u25cb")
_LONGEST_NUMBER = 8  # tokens
_CJK = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")


class Text(NamedTuple):
    """Some paragraphs as one text with a BREAK between two: each token's path, and what else stands at a break."""

    leaves: tuple[Leaf, ...]
    tokens: list[Token]
    paths: list[Path]
    strangers: dict[int, tuple[Unit, ...]]
    lists: dict[Path, int]  # how many lists are around a path: the innermost gives its texts a number or sign


class Stranger(NamedTuple):
    """A unit of one side between the parts of a split or join."""

    unit: Unit
    side: str


def text_of_parts(parts: Sequence[Unit], before: Sequence[tuple[Unit, ...]] = ()) -> Text:
    """The text of some leaves; before: the strangers in front of each."""
    leaves = tuple(part.node for part in parts if isinstance(part.node, Leaf))
    text = Text(leaves, _tokens(leaves), [], {}, {part.path: part.shape.count("/li") for part in parts})
    for k, part in enumerate(parts):
        if k:
            if before and before[k]:
                text.strangers[len(text.paths)] = before[k]
            text.paths.append(part.path)
        text.paths.extend([part.path] * len(tokenize(leaves[k])))
    return text


def _tokens(leaves: tuple[Leaf, ...]) -> list[Token]:
    tokens = [*tokenize(leaves[0])]
    for leaf in leaves[1:]:
        tokens += [BREAK, *tokenize(leaf)]
    return tokens


@lru_cache(maxsize=4096)
def _runs(old: tuple[Leaf, ...], new: tuple[Leaf, ...]) -> tuple[Run, ...]:
    """The runs of two texts as readers want them: the pairs of a policy compare the same texts again and again."""
    here, there = _tokens(old), _tokens(new)
    return tuple(regroup(diff_words(here, there), here, there))


def compared(old: Leaf, new: Leaf) -> Iterator[tuple[str, tuple[Token, ...], tuple[Token, ...]]]:
    """The words of two texts, run by run: kept, changed or restyled, the old ones and the new ones."""
    here, there = tokenize(old), tokenize(new)
    for run in _runs((old,), (new,)):
        yield run.kind, here[run.a0 : run.a1], there[run.b0 : run.b1]


def compare_leaves(old: Unit, new: Unit) -> Iterator[Item]:
    """The items of two texts that are a pair: as others of the policy have them, with paths and changes of their own."""
    assert isinstance(old.node, Leaf) and isinstance(new.node, Leaf)
    labels: dict[Label, Label] = {}
    for item in _items(old.node, new.node, old.shape.count("/li"), new.shape.count("/li")):
        label = item.label
        if label:
            label = labels.setdefault(label, Label(label.kind, label.note))
        yield Item(None if item.old is None else old.path, None if item.new is None else new.path, item.content, label)


@lru_cache(maxsize=4096)
def _items(old: Leaf, new: Leaf, old_lists: int, new_lists: int) -> tuple[Item, ...]:
    here, there = (
        Text((leaf,), list(tokenize(leaf)), [()] * len(tokenize(leaf)), {}, {(): lists})
        for leaf, lists in ((old, old_lists), (new, new_lists))
    )
    return tuple(item for item in compare_texts(here, there) if isinstance(item, Item))  # there are no strangers


def compare_texts(old: Text, new: Text) -> Iterator[Item | Stranger]:
    """The items of two texts: kept words with both paths, changed ones with one."""
    for run, typed in _typed_apart(_runs(old.leaves, new.leaves), old, new):
        if run.kind == KEPT:
            yield from _kept(run, old, new)
            continue
        label = typed or _label(run, old.tokens, new.tokens)
        formatted = _formatted(run, old, new) if run.kind == RESTYLED else None
        if formatted:
            yield from _kept(*formatted, label)
            continue
        here, there = _pointed_out(run, old, new)
        gone = list(_one_side(here, run.a0, run.a1, "old", label))
        come = list(_one_side(there, run.b0, run.b1, "new", label))
        # Deleted words come first; but where the paragraph is split inside the change, and the next kept word follows
        # the deleted ones without a space, they have to be in the same paragraph as that word.
        glued = len(gone) == 1 and len(come) > 1 and run.a1 < len(old.tokens) and not old.tokens[run.a1].space
        yield from [*come, *gone] if glued else [*gone, *come]


def _typed_apart(runs: Sequence[Run], old: Text, new: Text) -> Iterator[tuple[Run, Label | None]]:
    """The runs; a number before a text that is typed in one revision, and the list's in the other, is one of its own."""
    for run in runs:
        starts = run.kind == CHANGED and _starts(old, run.a0) and _starts(new, run.b0)
        more = new.lists[new.paths[run.b0]] - old.lists[old.paths[run.a0]] if starts else 0
        number = _number(old.tokens[run.a0 : run.a1]) if more > 0 else _number(new.tokens[run.b0 : run.b1]) if more < 0 else ""
        if not number:
            yield run, None
            continue
        a = run.a0 + len(number.split("\0")) * (more > 0)
        b = run.b0 + len(number.split("\0")) * (more < 0)
        note = f"{'was ' if more > 0 else ''}typed as {number.replace(chr(0), '')}"
        yield Run(CHANGED, run.a0, a, run.b0, b), Label("formatting", note)
        if a < run.a1 or b < run.b1:
            yield Run(CHANGED, a, run.a1, b, run.b1), None


def _starts(text: Text, k: int) -> bool:
    """Whether a token is the first of its paragraph."""
    return k < len(text.tokens) and text.tokens[k] is not BREAK and (k == 0 or text.tokens[k - 1] is BREAK)


def _number(tokens: Sequence[Token]) -> str:
    """The tokens that a text begins with and that are a list's number or sign, with \\0 between them; "" if there are none."""
    texts = [token.text for token in tokens[:_LONGEST_NUMBER]]
    if texts and texts[0] in _BULLETS:
        return texts[0]
    spaced = "".join(f" {token.text}" if token.space else token.text for token in tokens[:_LONGEST_NUMBER])
    number = heading_numbers.split(f"{spaced} x").enumerator.replace(" ", "")
    for k in range(1, len(texts) + 1):
        if number and "".join(texts[:k]) == number:
            return "\0".join(texts[:k])
    return ""


def _formatted(run: Run, old: Text, new: Text) -> tuple[Run, Text, Text] | None:
    """The texts of a run, in which the new words tell how they looked or led in the old one; None if they cannot."""
    here, there = Text((), [], [], {}, old.lists), Text((), [], [], {}, new.lists)
    for i, j in zip(range(run.a0, run.a1), range(run.b0, run.b1), strict=True):
        parts = same_parts(old.tokens[i], new.tokens[j])
        told = [both(before, after) for before, after in parts]
        for text, whole, k, tokens in ((here, old, i, [before for before, _ in parts]), (there, new, j, told)):
            if k in whole.strangers:
                text.strangers[len(text.tokens)] = whole.strangers[k]
            text.tokens.extend(token for token in tokens if token)
            text.paths.extend([whole.paths[k]] * len(tokens))
    if len(there.tokens) < len(here.tokens):
        return None
    return Run(RESTYLED, 0, len(here.tokens), 0, len(there.tokens)), here, there


def _pointed_out(run: Run, old: Text, new: Text) -> tuple[Text, Text]:
    """The texts, in which a change of a script without spaces tells what differs in it."""
    if run.kind != CHANGED or not UNSPACED.search("".join([token.text for token in new.tokens[run.b0 : run.b1]])):
        return old, new
    here, there = point_out(old.tokens[run.a0 : run.a1], new.tokens[run.b0 : run.b1])
    return (
        old._replace(tokens=[*old.tokens[: run.a0], *here, *old.tokens[run.a1 :]]),
        new._replace(tokens=[*new.tokens[: run.b0], *there, *new.tokens[run.b1 :]]),
    )


def _one_side(text: Text, start: int, end: int, side: str, label: Label) -> Iterator[Item | Stranger]:
    first = start
    for k in range(start, end + 1):
        if k < end and text.tokens[k] is not BREAK:
            continue
        if k > first:
            path, tokens = text.paths[first], text.tokens[first:k]
            if side == "old":
                yield Item(path, None, Words("del", tokens), label)
            else:
                yield Item(None, path, Words("ins", tokens), label)
        if k < end:
            yield from (Stranger(unit, side) for unit in text.strangers.get(k, ()))
        first = k + 1


def _kept(run: Run, old: Text, new: Text, label: Label | None = None) -> Iterator[Item | Stranger]:
    """Kept words, cut where a paragraph ends and where only one side has a space; label: what happened to how they look."""
    shift = run.a0 - run.b0
    first = run.b0
    fresh = True  # nothing of this run stands before the next word
    for k in range(run.b0, run.b1 + 1):
        ends = k == run.b1 or new.tokens[k] is BREAK
        if not ends and (k == first or not _respaced(old.tokens, new.tokens, k + shift, k)):
            continue
        if k > first:
            yield _kept_item(old, new, first + shift, first, k, fresh, label)
        if k < run.b1 and ends:
            yield from (Stranger(unit, "old") for unit in old.strangers.get(k + shift, ()))
            yield from (Stranger(unit, "new") for unit in new.strangers.get(k, ()))
            first, fresh = k + 1, True
        elif k < run.b1:
            yield _space(old.paths[k + shift], new.paths[k], new.tokens[k - 1], new.tokens[k])
            first, fresh = k, False


def _kept_item(old: Text, new: Text, i: int, j: int, end: int, fresh: bool, label: Label | None) -> Item:
    """Kept words new[j:end]; not fresh: the space before them is a change of its own; label: what happened to their look."""
    tokens: Sequence[Token] = new.tokens[j:end]
    if not fresh:
        tokens = [tokens[0]._replace(space=""), *tokens[1:]]
    was = old.tokens[i : i + end - j] if label else ()
    return Item(old.paths[i], new.paths[j], Words("", tokens, fresh and bool(old.tokens[i].space), was), label)


def _space(old: Path, new: Path, before: Token, after: Token) -> Item:
    """A space that only one side has between two kept words."""
    space = Token("", "", "", shared(before.chain, after.chain), " ", 0)
    if after.space:
        return Item(None, new, Words("ins", [space]), Label("formatting", "space added"))
    return Item(old, None, Words("del", [space]), Label("formatting", "space removed"))


def _respaced(old: Sequence[Token], new: Sequence[Token], i: int, j: int) -> bool:
    """Whether only one side has a space before a kept token; between CJK characters it is only a wrapped line."""
    if bool(old[i].space) == bool(new[j].space):
        return False
    return not (_CJK.match(new[j].text) and _CJK.match(new[j - 1].text[-1:]))


def _label(run: Run, old: Sequence[Token], new: Sequence[Token]) -> Label:
    here, there = old[run.a0 : run.a1], new[run.b0 : run.b1]
    if run.kind == RESTYLED:
        pairs = [pair for words in zip(here, there, strict=True) for pair in same_parts(*words)]
        differing = [(a, b) for a, b in pairs if a.marks != b.marks]
        return restyling([a for a, _ in differing], [b for _, b in differing])
    pictured = picturing(here, there)
    return Label(numbering.KIND) if not pictured.note and numbering.may_be(run, old, new) else pictured
