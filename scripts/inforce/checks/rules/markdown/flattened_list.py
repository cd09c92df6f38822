"""Lists that Markdown flattens or runs together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it.token import Token

from inforce.checks.finding import Found
from inforce.checks.inputs import markdown_passages
from inforce.checks.inputs.markdown_passages import Passage
from inforce.checks.inputs.state import View
from inforce.checks.rule import Rule
from inforce.checks.rules.markdown import indented_text, site_lists
from inforce.source.policy_file import Content

RULE = Rule(
    id="flattened-list",
    title="A list will be shown flattened, or run together into one paragraph.",
    explains="Which conditions belong together may decide what a clause means. Markdown needs an empty line before most "
    "lists, and four spaces before an item inside another.",
    mend="Indent inner items by four spaces, put an empty line before the list, and begin each line with -, * or 1.",
    default="warning",
)
_LETTERED = re.compile(r"[ \t]*(?:\(?(?:[a-z]|[ivx]{1,5}|\d{1,2})\)|[a-z]\.)[ \t]+\S")
_DOTTED = re.compile(r"[ \t]*[•◦▪●‣·][ \t]*\S")
_FIRST = re.compile(r"[ \t]*(?:(?P<dotted>[ai]\.(?![ \t]+[em]\.))|\(?[ai1]\))[ \t]+\S")  # of a list: no time, a. m.
_PAUSE = re.compile(r"[.:;,][*_]*\s*$")
_NUMBERED = re.compile(r"[ \t]*\d{1,2}[.)][ \t]+\S")
_DASHED = re.compile(r"[ \t]{4,}[-*+][ \t]+\S|[ \t]*-[^\W\d_]")
_BREAKS = re.compile(r"(?:\\|<br\s*/?>)$")


def on_texts(view: View) -> Iterator[Found]:
    """Lists that will not be shown as such."""
    for path, text in view.texts.items():
        for passage in indented_text.without_boxes(markdown_passages.of(text)):
            for line, message, mend in _in_passage(passage):
                yield RULE.found(path, line, message, mend)
        for line, message, mend in site_lists.faults(text):
            yield RULE.found(path, line, message, mend)
        for line in _too_shallow(text):
            message = "this item is not indented enough to be inside the item above it, and will be shown beside it."
            yield RULE.found(path, line, message, "Indent it by four spaces.")


def _is_kept(line: str) -> bool:
    """Whether readers see where a line ends."""
    words = line.rstrip()
    return "  " in line[len(words) :] or bool(_BREAKS.search(words))


def _in_passage(passage: Passage) -> Iterator[tuple[int, str, str]]:
    lines = passage.source.split("\n")
    if indented_text.is_list(passage):
        yield passage.line, "this list is indented so far that it will be shown as code.", "Indent it by less than four spaces."
    if passage.kind != "paragraph":
        return
    mend = "Put an empty line before the list, and begin each line with a hyphen and a space, or with 1., 2. ..."
    for pattern in (_LETTERED, _DOTTED, _DASHED):
        run = _run(lines, pattern)
        if run is not None:
            yield passage.line + run, "these lines will run together into one paragraph.", mend
            return
    lone = _lone(lines)
    if lone is not None:
        yield passage.line + lone, "this line will run into the one above it.", mend
        return
    numbered = [k for k, line in enumerate(lines) if k and _NUMBERED.match(line) and not _is_kept(lines[k - 1])]
    if numbered and (len(numbered) > 1 or lines[numbered[0] - 1].rstrip().endswith(":")):
        message = "this list does not begin with 1, and will run together with the paragraph above it."
        yield passage.line + numbered[0], message, "Put an empty line before the list."


def _run(lines: Sequence[str], pattern: re.Pattern[str]) -> int | None:
    """The first of two lines of a paragraph that each begin like an item, where nothing keeps them apart."""
    items = [k for k, line in enumerate(lines) if pattern.match(line)]
    for one, other in pairwise(items):
        if not _is_kept(lines[other - 1]):
            return one
    return None


def _lone(lines: Sequence[str]) -> int | None:
    """A line below others that begins as the first item of a list does; not a wrapped reference, section 2 (a)."""
    for k, line in enumerate(lines[1:], 1):
        first = _FIRST.match(line)
        if first and not _is_kept(lines[k - 1]) and (first["dotted"] or _PAUSE.search(lines[k - 1])):
            return k
    return None


def _too_shallow(text: Content) -> Iterator[int]:
    """The lines of items that are indented deeper than those before them, and yet lie no deeper."""
    found, lines = markdown_passages.tokens(text.prose), text.prose.split("\n")
    for k, token in enumerate(found):
        if token.type in site_lists.LISTS and token.map:
            before = _list_before(found, k)
            if before and before.map and _indent(lines, token) > _indent(lines, before):
                yield text.body_line + token.map[0]
            yield from _deeper_items(found, k, text, lines)


def _list_before(found: Sequence[Token], place: int) -> Token | None:
    """The list that ends right where another one begins."""
    closed = found[place - 1] if place else None
    if not closed or not closed.type.endswith("_list_close"):
        return None
    opened = closed.type.replace("close", "open")
    return next(t for k in range(place - 1, -1, -1) if (t := found[k]).type == opened and t.level == closed.level)


def _deeper_items(found: Sequence[Token], place: int, text: Content, lines: Sequence[str]) -> Iterator[int]:
    """Items of one list that are indented deeper than the one before them, except numbers that go on."""
    level, last = found[place].level, None
    for k in range(place + 1, len(found)):
        token = found[k]
        if token.level == level:
            return
        if token.type == "list_item_open" and token.level == level + 1 and token.map:
            goes_on = last is not None and last.info.isdigit() and int(last.info) + 1 == int(token.info or 0)
            if last and not goes_on and _indent(lines, token) > _indent(lines, last):
                yield text.body_line + token.map[0]
            last = token


def _indent(lines: Sequence[str], token: Token) -> int:
    line = lines[token.map[0]].expandtabs(4) if token.map else ""
    return len(line) - len(line.lstrip())
