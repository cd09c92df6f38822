"""Where the Markdown of a site reads a text otherwise than the reading that edits are carried over by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from inforce.text.dialect import COMMONMARK, Dialect, DialectError
from inforce.text.html_tree import Leaf, Node, read_document
from inforce.text.markdown import plain
from inforce.text.rich_text import Block

_AROUND = re.compile(r"ul|ol|li|dl|dt|dd|h[1-6]|table|tr|t[hd]|pre|blockquote")  # what a passage is by the elements around it
_BARE = re.compile(r'<a href="(?:http://|mailto:)?([^"]*)">\1</a>')  # a link that leads where its words say: not all make one
_SHOWN = 60  # signs of a passage that a message quotes
Span = Sequence[int]
_Passage = tuple[tuple[str, str], str]  # the elements around it and what it says, and its words


def other_than_before(old: str, new: str, path: str, dialect: Dialect) -> Sequence[str]:
    """The first words of passages that an edit makes read otherwise in a dialect than in the reading by which it was proved;
    what read otherwise before is left as it was."""
    if dialect == COMMONMARK:
        return ()
    before, after = _apart(old, path, dialect), _apart(new, path, dialect)
    return [" ".join(words.split())[:_SHOWN] for words in dict.fromkeys(after) if words not in before] or (
        ["a passage that only the site reads"] if len(after) != len(before) else ()
    )


def apart(shown: Sequence[Block], origin: Sequence[Block]) -> list[Span]:
    """Where a text as the site shows it and as its Markdown was read here differ: the places in both, the last ones first."""
    codes = SequenceMatcher(None, _keys(shown), _keys(origin), autojunk=False).get_opcodes()
    return [span for kind, *span in reversed(codes) if kind != "equal"]


def told_back(read: Sequence[Block], shown: Sequence[Block], origin: Sequence[Block], spans: Sequence[Span]) -> list[Block]:
    """Blocks of a Word file, in which those that are as the site shows them are told as their Markdown was read."""
    same = SequenceMatcher(None, _keys(shown), _keys(read), autojunk=False).get_matching_blocks()
    place = {i + k: j + k for i, j, size in same for k in range(size)}
    out = list(read)
    for first, last, begin, end in spans:
        found = [place.get(k, -1) for k in range(first, last)]
        at = found[0] if found else place.get(first, place.get(first - 1, len(read)) + 1 if first else 0)
        if found == [*range(at, at + len(found))] and at >= 0:
            out[at : at + len(found)] = origin[begin:end]
    return out


def _keys(blocks: Sequence[Block]) -> list[str]:
    return [block.key for block in blocks]


def _apart(body: str, path: str, dialect: Dialect) -> list[str]:
    """What the two readings of a text do not have in common: the words of each place."""
    try:
        site = list(_read(dialect.render(body, path=path).html))
    except DialectError as error:
        return [str(error)]
    proved = list(_read(COMMONMARK.render(dialect.as_commonmark(body), path=path).html))
    one, other = ([key for key, _ in passages] for passages in (site, proved))
    codes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return [" ".join(words for _, words in (*site[a0:a1], *proved[b0:b1])) for kind, a0, a1, b0, b1 in codes if kind != "equal"]


def _read(html: str) -> Iterator[_Passage]:
    """The passages of a text."""
    return _passages(read_document(_BARE.sub(r"\1", html)).nodes, "")


def _passages(nodes: Sequence[Node], around: str) -> Iterator[_Passage]:
    for node in nodes:
        if isinstance(node, Leaf):
            yield (around, node.key), plain(node.inner)
        else:
            inside = f"{around}/{node.tag}" if _AROUND.fullmatch(node.tag) else around
            yield from _passages(node.children, inside)
