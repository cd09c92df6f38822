"""Says in words what changed where no word did: marks, link targets, the kind of block."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import unescape

from inforce.redline.items import Label
from inforce.redline.units import Unit, text_of
from inforce.tokens import Token

_MARKS = {
    "strong": "bold",
    "b": "bold",
    "em": "italics",
    "i": "italics",
    "code": "code",
    "kbd": "code",
    "u": "underline",
    "s": "strikethrough",
    "del": "strikethrough",
    "ins": "underline",
    "sub": "subscript",
    "sup": "superscript",
    "small": "small print",
    "mark": "highlight",
    "q": "quotation",
    "cite": "citation",
    "abbr": "abbreviation",
}
_BLOCKS = {
    "p": "paragraph",
    "li": "list item",
    "blockquote": "quotation",
    "pre": "code block",
    "td": "table cell",
    "th": "table heading",
    "dt": "defined term",
    "dd": "definition",
}


def restyling(old: Sequence[Token], new: Sequence[Token]) -> Label:
    """The label of words that are the same and whose marks are not."""
    before, after = _meanings(old), _meanings(new)
    links = [meaning for meaning in before if meaning.startswith("a:")]
    targets = [meaning for meaning in after if meaning.startswith("a:")]
    others = {meaning for meaning in before ^ after if not meaning.startswith("a:")}
    former = _former_targets(old, new) if links and targets and not others else []
    if former:
        return Label("link target", "link was " + " and ".join(former))
    notes = [f"{_name(meaning)} removed" for meaning in sorted(before - after)]
    notes += [f"{_name(meaning)} added" for meaning in sorted(after - before)]
    return Label("formatting", ", ".join(dict.fromkeys(notes)) or "formatting changed")


def _former_targets(old: Sequence[Token], new: Sequence[Token]) -> list[str]:
    """Where the links of words led that lead elsewhere now, in order; two links may have changed places."""
    pairs = [(_meanings([a]), _meanings([b])) for a, b in zip(old, new, strict=True)]
    found = dict.fromkeys(meaning for before, after in pairs for meaning in sorted(before - after))
    return [unescape(meaning[2:]) or "#" for meaning in found if meaning.startswith("a:")]


def _meanings(tokens: Iterable[Token]) -> set[str]:
    """All marks of some tokens; those inside a word count too."""
    found = re.split("[\x1e\x1f]", "\x1f".join({token.marks for token in tokens}))
    return {part.rpartition("\x1d")[2] for part in found} - {""}


def _name(meaning: str) -> str:
    return "link" if meaning.startswith("a:") or meaning == "a" else _MARKS.get(meaning, meaning)


def reshaping(old: Unit, new: Unit) -> Label:
    """The label of a block that is of another kind now. Where its words differ too, it is more than formatting."""
    before, after = (unit.shape.rsplit("/", 1)[-1] for unit in (old, new))
    same = text_of(old.node).split() == text_of(new.node).split()
    if re.fullmatch("h[1-6]", before) and re.fullmatch("h[1-6]", after):
        return Label("heading level" if same else "", f"heading level {after[1]}, was {before[1]}")
    shorter, longer = sorted((old.shape, new.shape), key=len)
    if same and longer == shorter + "/p":  # blank lines between the items of a list came or went: nothing else is seen
        return Label("formatting", "spacing only")
    return Label("formatting" if same else "", f"{_block(after)}, was {_block(before)}")


def _block(tag: str) -> str:
    if re.fullmatch("h[1-6]", tag):
        return f"heading level {tag[1]}"
    return _BLOCKS.get(tag, tag or "text")


def renumbering(tag: str, old: str, new: str) -> Label:
    """The label of a list or cell whose numbering or span is another one; old and new are attributes as text."""
    before, after = (text.strip().replace('"', "").replace("=", " ") or "default" for text in (old, new))
    return Label("renumbered" if tag in ("ol", "li") else "formatting", f"{after}, was {before}")
