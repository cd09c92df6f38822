"""Lists that hosts of repositories show as such, and the Markdown of a site does not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it.token import Token
from selectolax.lexbor import LexborHTMLParser

from inforce.checks.inputs import edits, markdown_passages
from inforce.source.policy_file import Content
from inforce.text.dialect import COMMONMARK, Opening

LISTS = ("bullet_list_open", "ordered_list_open")
_BLOCKS = ("paragraph_open", "blockquote_open", "fence", "code_block", "table_open")
_STEP = 4  # spaces before an inner item that every Markdown reads
_BELOW = Opening("A\n- b", "- b")
_INNER = Opening("- a\n  - b", "<li>a</li>")
_WITHIN = Opening("- a\n\n  b\n\n- c", "</ul>\n<p>b")
_SHALLOW = "this item is not indented enough to be inside the item above it, and will be shown beside it."
_FALLS_OUT = "this is not indented enough to be inside the item above it: the list ends there, and its numbers may begin anew."
_INDENT = "Indent it by four spaces."
_SIGNS = 60  # by which an item is found again
_Fault = tuple[int, str, str]


def faults(text: Content) -> Iterator[_Fault]:
    """What becomes of lists in a text, each place with its line; nothing in CommonMark."""
    if text.dialect == COMMONMARK:
        return
    found = (*_below_paragraphs(text), *_too_shallow(text))
    yield from found
    if not found:
        yield from _missing(text)


def _below_paragraphs(text: Content) -> Iterator[_Fault]:
    """Lists that no empty line parts from the paragraph above them."""
    if text.dialect.reads(_BELOW):
        return
    lines = text.prose.split("\n")
    for before, token in pairwise(markdown_passages.tokens(text.prose)):
        is_below = before.type == "paragraph_close" and not before.hidden and token.type in LISTS
        if is_below and token.map and lines[token.map[0] - 1].strip():
            message = "this list will run into the paragraph above it."
            yield text.body_line + token.map[0], message, "Put an empty line before it."


def _too_shallow(text: Content) -> Iterator[_Fault]:
    """Lists and passages inside an item with less than four spaces more than it has; the first passage of a list only."""
    inner, within = not text.dialect.reads(_INNER), not text.dialect.reads(_WITHIN)
    lines = text.prose.split("\n")
    items: list[Token] = []  # around a token
    told = whole = -1  # the line up to which a list was told of, and that up to which the outermost one goes
    previous: Token | None = None
    for token in markdown_passages.tokens(text.prose):
        if token.type in LISTS and not items:
            whole = (token.map or [0, 0])[1]
        if token.type == "list_item_open":
            items.append(token)
        elif token.type == "list_item_close":
            items.pop()
        elif items and token.map and _indent(lines, token) < _indent(lines, items[-1]) + _STEP:
            is_direct = token.level == items[-1].level + 1 and token.map[0] > told
            if token.type in LISTS and inner:
                yield text.body_line + token.map[0], _SHALLOW, _INDENT
            elif token.type in _BLOCKS and within and is_direct and previous and previous.type != "list_item_open":
                told = whole
                yield text.body_line + token.map[0], _FALLS_OUT, _INDENT
        previous = token


def _indent(lines: Sequence[str], token: Token) -> int:
    line = lines[token.map[0]].expandtabs(_STEP) if token.map else ""
    return len(line) - len(line.lstrip())


def _missing(text: Content) -> Iterator[_Fault]:
    """The first item that is none on the site, for whatever reason."""
    shown, wanted = _items(text.html), _items(COMMONMARK.render(text.prose, path=text.path).html)
    if len(shown) >= len(wanted):
        return
    lost = next((item for item in wanted if not any(other.startswith(item) for other in shown)), "")
    if lost:
        line = markdown_passages.Lines(text).of(list(edits.words(lost)))
        message = f"“{lost}” will not be shown as an item of a list by the Markdown of the site."
        yield line, message, "Put an empty line before the list, and indent inner items by four spaces."


def _items(html: str) -> list[str]:
    """How each item of a text begins."""
    found = LexborHTMLParser(html).css("li:not(.footnote-item)")
    return [re.sub(r"\s+", " ", item.text()).strip()[:_SIGNS].rstrip() for item in found]
