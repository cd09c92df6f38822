"""Two steps of the redline engine on the example's texts, as pictures: which blocks it pairs, and the words of one pair."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from inforce.i18n import Words
from inforce.redline.items import Plan
from inforce.redline.paragraphs import compared
from inforce.redline.plan import Entry, steps_between, with_moves
from inforce.redline.units import Unit, text_of
from inforce.redline.words import CHANGED
from inforce.render.context import environment
from inforce.render.pages import example
from inforce.text.html_tree import Leaf
from inforce.text.tokens import Token, letters

_LONG = 60  # characters of a block that are shown


class Step(NamedTuple):
    """A line of the picture of blocks: what either text has, and the sign and words for what they are to each other."""

    old: str
    sign: str
    said: str
    new: str


class Stretch(NamedTuple):
    """Words of a pair in the order of the redline, behind a space or not; side: "" where both texts have them, ins or del."""

    side: str
    space: str
    text: str


def figure(words: Words) -> str:
    """The pictures as one <figure>; no translation, since the page that shows them has none."""
    old, new = example.documents()
    entries = with_moves(list(steps_between(Plan(), old.nodes, new.nodes, (), ())))
    pair = next(entry for entry in entries if _is_edited(entry))
    return environment(words).get_template("engine-steps.html").render(steps=map(_step, entries), stretches=_stretches(pair))


def _is_edited(entry: Entry) -> bool:
    return len(entry.old) == len(entry.new) == 1 and entry.old[0].key != entry.new[0].key


def _step(entry: Entry) -> Step:
    if entry.move:
        sign, said = ("\u2198", "moved away") if entry.old else ("\u2199", "moved here")
    elif not entry.old or not entry.new:
        sign, said = ("\u2212", "gone") if entry.old else ("+", "new")
    elif len(entry.new) > 1 or len(entry.old) > 1:
        sign, said = "\xb6", "split" if len(entry.new) > 1 else "joined"
    else:
        sign, said = ("\u2248", "alike") if _is_edited(entry) else ("=", "the same")
    return Step(_shown(entry.old), sign, said, _shown(entry.new))


def _shown(units: tuple[Unit, ...]) -> str:
    """The beginning of each block."""
    texts = [" ".join(text_of(unit.node).split()) for unit in units]
    return " \u00b6 ".join(text if len(text) <= _LONG else f"{text[:_LONG].rsplit(' ', 1)[0]} \u2026" for text in texts)


def _stretches(pair: Entry) -> Iterator[Stretch]:
    here, there = pair.old[0].node, pair.new[0].node
    assert isinstance(here, Leaf) and isinstance(there, Leaf)
    for kind, old, new in compared(here, there):
        for side, tokens in (("del", old), ("ins", new)) if kind == CHANGED else (("", new),):
            if tokens:
                yield Stretch(side, tokens[0].space, _written(tokens))


def _written(tokens: tuple[Token, ...]) -> str:
    return "".join(f"{token.space}{letters(token)}" for token in tokens).strip()
