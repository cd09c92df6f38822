"""Says in words what changed where no word did: marks, link targets, the kind of block."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape

from inforce.redline.items import Label
from inforce.text.sameness import ATTRIBUTE, HEADINGS, TAG
from inforce.text.tokens import Token

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
    "dfn": "defined term",
    "samp": "code",
    "tt": "code",
    "var": "italics",
    "bdo": "right-to-left text",
    "dir=rtl": "right-to-left text",
}
# What attributes say beside words, in the words of a note.
_BESIDE = {"title": "title", "summary": "summary of the table", "datetime": "machine-readable date"}
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
_AROUND = {
    "ol": "numbered list",
    "ul": "bulleted list",
    "dl": "list of definitions",
    "blockquote": "quotation",
    "table": "table",
    "details": "folded part",
    "div": "box",
}


def restyling(old: Sequence[Token], new: Sequence[Token]) -> Label:
    """The label of words that are the same and whose marks are not."""
    before, after = _meanings(old), _meanings(new)
    told = [*_told_of(*({name: _values(side, name) for name in _BESIDE} for side in (before, after)))]
    before, after = ({meaning for meaning in side if meaning.partition("=")[0] not in _BESIDE} for side in (before, after))
    links = [meaning for meaning in before if meaning.startswith("a:")]
    targets = [meaning for meaning in after if meaning.startswith("a:")]
    others = {meaning for meaning in before ^ after if not meaning.startswith("a:")}
    former = _former_targets(old, new) if links and targets and not others else []
    if former:
        return Label("link target", "; ".join(["link was " + " and ".join(former), *told]))
    notes = [f"{_name(meaning)} removed" for meaning in sorted(before - after)]
    notes += [f"{_name(meaning)} added" for meaning in sorted(after - before)]
    if told and not notes:
        return Label("title", "; ".join(told))
    return Label("formatting", "; ".join([", ".join(dict.fromkeys(notes)) or "formatting changed", *told]))


def _values(meanings: Iterable[str], name: str) -> str:
    """What an attribute says in some marks."""
    return " and ".join(meaning.partition("=")[2] for meaning in sorted(meanings) if meaning.startswith(f"{name}="))


def _told_of(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    """How what attributes say beside the words changed."""
    for name, thing in _BESIDE.items():
        yield from _told(thing, *(unescape(side.get(name, "")) for side in (before, after)))


def _told(thing: str, old: str, new: str) -> Iterator[str]:
    """How a text beside the words changed, if it did."""
    if old and new and old != new:
        yield f'{thing} "{new}", was "{old}"'
    elif old != new:
        yield f'{thing} "{new or old}" {"added" if new else "removed"}'


def picturing(old: Sequence[Token], new: Sequence[Token]) -> Label:
    """The label of a change that has no words where it is one of images; where it is not, one that says nothing."""
    if not all(token.html.startswith("<img") for token in (*old, *new)):
        return _beside(old, new)
    if not old or not new:
        return Label("", "image added" if new else "image removed")
    was, now = ([dict(ATTRIBUTE.findall(token.html)) for token in side] for side in (old, new))
    notes = ["image replaced"] if [image.get("src") for image in was] != [image.get("src") for image in now] else []
    for name, thing in (("alt", "text of the image"), ("title", "title")):
        notes += _told(thing, *(" and ".join(unescape(image.get(name, "")) for image in side) for side in (was, now)))
    return Label("replaced", "; ".join(notes) or "size of the image changed")


def _beside(old: Sequence[Token], new: Sequence[Token]) -> Label:
    """The label of things read as one, such as words with a reading aid, that differ in what is said beside them alone."""
    was, now = ("".join(token.html for token in side) for side in (old, new))
    if len(old) != 1 or len(new) != 1 or TAG.sub("", was) != TAG.sub("", now):
        return Label()
    note = "; ".join(_told_of(*(dict(ATTRIBUTE.findall((TAG.match(html) or [""])[0])) for html in (was, now))))
    return Label("replaced" if note else "", note)


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


def reshaping(old: Sequence[str], new: Sequence[str]) -> Label:
    """The label of a text that stays and has other blocks around it; old and new are their tags, outermost first."""
    before, after = _kind(old), _kind(new)
    if before in HEADINGS and after in HEADINGS and before != after:
        return Label("heading level", f"heading level {after[1]}, was {before[1]}")
    if before != after:
        return Label("formatting", f"{_block(after)}, was {_block(before)}")
    if [*old, "p"] == [*new] or [*new, "p"] == [*old]:  # blank lines between items came or went: nothing else is seen
        return Label("formatting", "spacing only")
    counts = Counter(old), Counter(new)
    gone, come = ([_AROUND[tag] for tag in a - b if tag in _AROUND] for a, b in (counts, counts[::-1]))
    if len(gone) == len(come) == 1:
        return Label("formatting", f"{come[0]}, was {gone[0]}")
    notes = [*(f"{name} removed" for name in gone), *(f"{name} added" for name in come)]
    return Label("formatting", ", ".join(notes) or "formatting changed")


def _kind(tags: Sequence[str]) -> str:
    """The tag by which a reader calls a text with these blocks around it: a paragraph in an item is the item."""
    inner = tags[-1] if tags else ""
    return tags[-2] if inner == "p" and len(tags) > 1 and tags[-2] in _BLOCKS else inner


def _block(tag: str) -> str:
    return f"heading level {tag[1]}" if tag in HEADINGS else _BLOCKS.get(tag, "text")


def restating(tag: str, old: str, new: str) -> Label:
    """The label of a block that both have and whose numbering, span, alignment or title is another one, by what
    `inforce.text.sameness.said` gives for both.
    """
    before, after = (dict(ATTRIBUTE.findall(side)) for side in (old, new))
    beside = [{name: side.pop(name, "") for name in _BESIDE} for side in (before, after)]
    aligned = [f"aligned {side.pop('align', 'left')}" for side in (before, after)]
    notes = [f"{aligned[1]}, was {aligned[0]}"] if aligned[0] != aligned[1] else []
    turned = [side.pop("dir", "") for side in (before, after)]
    notes += ["right-to-left text added" if turned[1] else "right-to-left text removed"] if turned[0] != turned[1] else []
    if before != after:
        was, now = (" ".join(f"{name} {value}" for name, value in side.items()) or "default" for side in (before, after))
        notes.insert(0, f"{now}, was {was}")
    kind = "renumbered" if before != after and tag in ("ol", "li") else "formatting" if notes else "title"
    return Label(kind, "; ".join([*notes, *_told_of(*beside)]))
