"""Markdown -> sanitised HTML: the one path for pages, redlines, command line and exports.

CommonMark with GitHub's tables, strike-through and footnotes, definition lists, and `{#id}` behind a heading: what a legal
editor sees in a host's preview is what is published. (Of 83 real policies, Python-Markdown loses list items in 21.)
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from markdown_it.token import Token

from inforce.text import headings, parsing, titles
from inforce.text.clean_html import clean
from inforce.text.headings import Anchors, Heading, slug
from inforce.text.repository_links import resolve_link

_ID = re.compile(r'\sid="([^"]*)"')
_STATED_ID = re.compile(r"(?<!\s)\s*\{:?\s*#((?:[\w-]|[^\x00-\x7f\s])+)\s*\}\s*$")  # vowel signs of many scripts are no \w
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_BEGINS = re.compile(r"\s*<h1\b", re.I)
_RAW_HEADING = re.compile(r"<(?:h([1-6])\b[^<>]*>|/h([1-6])\s*>)", re.I)
_RAW_ID = re.compile(r"""\b(?:id|name)\s*=\s*["']?([^"'\s>]+)""", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A rendered text: sanitised HTML, its headings in order, and its title, if one was asked for: the first heading."""

    html: str
    headings: tuple[Heading, ...]
    title: str = ""


def render(markdown: str, *, path: str, title: str = "", name: str = "") -> Rendered:
    """Render the Markdown of the policy file at `path` (which its relative links start from).

    `title` becomes the first heading unless the text begins with its own; without one, the text is called by its headings,
    else by `name`. Without either no heading is added. The same text gives the same HTML on every machine; raw HTML that
    could run or reach another host is dropped.
    """
    tokens = list(parsing.tokens(parsing.without_attributes(markdown)))
    if not title and not name:
        _anchor(tokens, "")
        return _rendered(tokens, path)
    called = title or titles.of_headings(_levels(tokens)) or name
    begins = begins_with_title(tokens, called)
    # A text that begins with a heading of its own keeps all its anchors; else that of the title has always been the first.
    former = "" if tokens and tokens[0].tag == "h1" else title or titles.former(markdown, path)
    anchor = _anchor_of(former) if former else ""
    used = _anchor(tokens, anchor)
    if not begins:
        tokens = _headed(tokens, called, anchor or used.free(slug(called) or "section"))
    made = _rendered(tokens, path, anchor)
    below = made.headings[1:]
    if below and not begins and titles.is_repeated(below[0].level, below[0].title, called):
        below = below[1:]
    return replace(made, headings=(*made.headings[:1], *below), title=called)


def _rendered(tokens: list[Token], path: str, first: str = "") -> Rendered:
    """Tokens as HTML, whose first heading has the anchor `first`."""
    _tighten(tokens)
    _resolve(tokens, path)
    html, found = headings.named(clean(parsing.html(tokens), path).lstrip(), first)
    return Rendered(html=html, headings=tuple(found))


def _headed(tokens: list[Token], title: str, anchor: str) -> list[Token]:
    """A text below its title as a heading."""
    opened, *heading = parsing.tokens("# " + _escaped(title))
    return [_with_attributes(opened, id=anchor), *heading, *tokens]


def _anchor_of(title: str) -> str:
    """The anchor of a title above a text."""
    stated = _STATED_ID.search(title)
    words = " ".join(title.split())
    return Anchors().free(unicodedata.normalize("NFC", stated[1]) if stated else slug(words) or "section")


def stated_id(heading: str) -> re.Match[str] | None:
    """Where the words of a heading end that states its own id: `## Heading {#id}`."""
    return _STATED_ID.search(heading)


def plain(markup: str) -> str:
    """The text of an HTML fragment, white space folded."""
    return " ".join(html.unescape(re.sub(r"<[^<>]*>", "", markup)).split())


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>()#+.!|~&-])", r"\\\1", text)


def begins_with_title(tokens: Sequence[Token], title: str) -> bool:
    """Whether a text begins with a heading of level 1 that is its title: its only one, or one with the same words."""
    first = next((token for token in tokens if token.type != "html_block" or _COMMENT.sub("", token.content).strip()), None)
    raw = _COMMENT.sub("", first.content) if first and first.type == "html_block" else ""
    if first is None or not (first.tag == "h1" or _BEGINS.match(raw)):
        return False
    return titles.is_title(_levels(tokens), title)


def _levels(tokens: Sequence[Token]) -> list[titles.Level]:
    """The headings of a text, those of raw HTML too, but none in a list or a quotation."""
    found = []
    for k, token in enumerate(tokens):
        if token.type == "heading_open" and not token.level:
            inline = _STATED_ID.sub("", plain_inline(tokens[k + 1], " "))
            found.append((int(token.tag[1]), inline))
        elif token.type == "html_block" and not token.level:
            found += _raw_levels(_COMMENT.sub("", token.content))
    return found


def _raw_levels(raw: str) -> Iterator[titles.Level]:
    """The headings of raw HTML: each from where it opens to the first end of its level."""
    opened: re.Match[str] | None = None
    for edge in _RAW_HEADING.finditer(raw):
        if not opened and edge[1]:
            opened = edge
        elif opened and edge[2] == opened[1]:
            yield int(edge[2]), headings.text_of(raw[opened.end() : edge.start()])
            opened = None


def ids(rendered: str) -> list[str]:
    """The places of a rendered text that a link can lead to, by name."""
    return [html.unescape(name) for name in _ID.findall(rendered)]


def _anchor(tokens: list[Token], title: str) -> Anchors:
    """Give every heading an id that occurs once in the document, and is not that of the title above it; gives all that occur,
    those of raw HTML too."""
    used = Anchors([title])
    for k, token in enumerate(tokens):
        if token.type != "heading_open" or token.level:
            continue
        tokens[k + 1], stated_id = _without_stated_id(tokens[k + 1])
        text = plain_inline(tokens[k + 1])
        anchor = stated_id if used.is_free(stated_id) else used.free(slug(text) or "section")
        used.add(anchor)
        tokens[k] = _with_attributes(token, id=anchor)
    raw = (part.content for token in tokens for part in (token, *(token.children or ())) if part.type.startswith("html_"))
    used.update(html.unescape(name) for part in raw for name in _RAW_ID.findall(part))
    return used


def _with_attributes(token: Token, **attributes: str) -> Token:
    """The same token with some attributes: others read the one that was parsed."""
    return replace(token, attrs={**token.attrs, **attributes})


def _tighten(tokens: list[Token]) -> None:
    """A list in which no item holds two paragraphs is written without any: blank lines between its items are white space, which
    changes nothing (rule 4)."""
    around: list[list[int]] = []  # of each open list where its items and the paragraphs in it are
    for k, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            around.append([])
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            _hide(tokens, around.pop(), token.level + 1)
        elif around and token.type in ("list_item_open", "paragraph_open", "paragraph_close"):
            around[-1].append(k)


def _hide(tokens: list[Token], pieces: list[int], level: int) -> None:
    """Take the paragraphs of a list's items away, if no item holds two; `level` is that of the items."""
    direct = [k for k in pieces if tokens[k].type == "list_item_open" or tokens[k].level == level + 1]
    kinds = [tokens[k].type for k in direct if tokens[k].type != "paragraph_close"]
    if ("paragraph_open", "paragraph_open") not in pairwise(kinds):
        for k in direct:
            if tokens[k].type != "list_item_open" and not tokens[k].hidden:
                tokens[k] = replace(tokens[k], hidden=True)


def _without_stated_id(inline: Token) -> tuple[Token, str]:
    """The words of `## Heading {#id}`, and its id."""
    last = inline.children[-1] if inline.children else None
    match = _STATED_ID.search(last.content) if last and last.type == "text" else None
    if not last or not match:
        return inline, ""
    rest = replace(last, content=last.content[: match.start()])
    named = replace(inline, children=[*(inline.children or [])[:-1], rest])
    return named, unicodedata.normalize("NFC", match[1])


def plain_inline(token: Token, line_break: str = "") -> str:
    """The text of an inline token without its marks; `line_break` stands for a <br>."""
    parts = []
    for child in token.children or []:
        if child.type in ("text", "code_inline") or child.type == "image":
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type == "html_inline" and child.content.startswith("<br"):
            parts.append(line_break)
    return " ".join("".join(parts).split())


def _resolve(tokens: list[Token], path: str) -> None:
    """Links to Markdown files become `policy:` and the path in the repository, wherever the file lies."""
    for k, token in enumerate(tokens):
        if any(child.type == "link_open" for child in token.children or ()):
            children = list(token.children or ())
            _resolve(children, path)
            tokens[k] = token = replace(token, children=children)
        target = str(token.attrs.get("href") or "")
        if token.type == "link_open" and target:
            tokens[k] = token = _with_attributes(token, href=resolve_link(target, path))
