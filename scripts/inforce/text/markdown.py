"""Markdown -> sanitised HTML: the one path for pages, redlines, command line and exports.

CommonMark with GitHub's tables, strike-through and footnotes, definition lists, and `{#id}` behind a heading: what a legal
editor sees in a host's preview is what is published. (Of 83 real policies, Python-Markdown loses list items in 21.)
"""

from __future__ import annotations

import html
import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from urllib.parse import SplitResult, quote, unquote, urlsplit

import nh3
from markdown_it.token import Token

from inforce.text import headings, parsing, titles
from inforce.text.headings import Anchors, Heading, slug

LINK = "policy:"  # scheme of a link to another policy file, followed by its path in the repository without .md (see _SIGNS)
_ID = re.compile(r'\sid="([^"]*)"')
_SIGNS = str.maketrans({"%": "%25", "#": "%23", "?": "%3F"})  # which would end the path of a link, or begin an escape
_WITH_ID = re.compile(r'(<[a-z][a-z0-9]*(?:\s[^>]*?)?)\sid="([^"]*)"')
IMAGE = "asset:"  # scheme of an image: before `with_images` its path in the repository, then its blob and ending
_OWN_IMAGE = re.compile(rf'(<img\b[^>]*?\bsrc="){IMAGE}([^"]*)("[^>]*>)')
IMAGE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")  # not .svg, which may hold scripts
_STATED_ID = re.compile(r"(?<!\s)\s*\{:?\s*#((?:[\w-]|[^\x00-\x7f\s])+)\s*\}\s*$")  # vowel signs of many scripts are no \w
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_BEGINS = re.compile(r"\s*<h1\b", re.I)
_RAW_HEADING = re.compile(r"<(?:h([1-6])\b[^<>]*>|/h([1-6])\s*>)", re.I)
_RAW_ID = re.compile(r"""\b(?:id|name)\s*=\s*["']?([^"'\s>]+)""", re.I)
_FRAGMENT = re.compile(rf'(\shref="(?:{LINK})?[^"#:]*#)([^"]*)"')  # of a link inside the site
_IMAGE = re.compile(r'<img\b[^>]*?\bsrc="([^"]*)"[^>]*>')
_ALT = re.compile(r'\balt="([^"]*)"')
_NAMED = re.compile(r"<a\b([^<>]*?)\sname\s*=", re.I)  # an anchor as it was written before HTML 5
_EDITS = re.compile(r"<(/?)(ins|del|strike)\b", re.I)
_TAG = re.compile(r"(<[^<>]*>)")
_VOID = ("<br", "<hr", "<img", "<wbr", "<col>", "<col ", "<area")
_DEEPEST = 100  # elements inside each other
_SCHEMES = {"http", "https", "mailto", "tel", LINK.rstrip(":")}
_GLOBAL = {"id", "lang", "dir", "title"}
_TAGS = (nh3.ALLOWED_TAGS | {"section", "details", "summary", "figure", "figcaption"}) - {
    "ins",
    "del",
    "strike",
    "center",
}
_MORE_ATTRIBUTES = {
    "time": {"datetime"},
    "details": {"open"},
    "li": {"value"},
    "ol": {"start", "type", "reversed"},
}
_CLASSES = {
    "sup": {"footnote-ref"},
    "a": {"footnote-backref"},
    "li": {"footnote-item"},
    "ol": {"footnotes-list"},
    "section": {"footnotes"},
    "hr": {"footnotes-sep"},
    "th": {"align-left", "align-center", "align-right"},
    "td": {"align-left", "align-center", "align-right"},
}


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


def asked(fragment: str) -> str:
    """The name of the place that a fragment asks for, however its letters are written."""
    return unicodedata.normalize("NFC", unquote(html.unescape(fragment)))


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
        if "style" in token.attrs:  # a strict Content-Security-Policy has no style attributes
            attributes = {name: value for name, value in token.attrs.items() if name != "style"}
            style = str(token.attrs["style"])
            if style.startswith("text-align:"):
                attributes["class"] = "align-" + style.removeprefix("text-align:")
            tokens[k] = replace(token, attrs=attributes)


def resolve_link(target: str, path: str) -> str:
    """`policy:` and the path of the file (without .md) that a relative link in the file at `path` names; else the link."""
    parts = _relative(target)
    if not parts or not parts.path.endswith(".md"):
        return target
    file = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
    query, fragment = (f"?{parts.query}" if parts.query else ""), (f"#{parts.fragment}" if parts.fragment else "")
    return f"{link_to(file.removesuffix('.md'))}{query}{fragment}"


def link_to(file: str) -> str:
    """`policy:` and the path of a file in the repository without .md."""
    return LINK + file.translate(_SIGNS)


def _relative(target: str) -> SplitResult | None:
    """A link taken apart, if it leads to a file beside the one it stands in."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    outside = parts.scheme or parts.netloc or parts.path.startswith(("/", "\\")) or not parts.path
    return None if outside else parts


def clean(dirty: str, path: str) -> str:
    """HTML of the file at `path` without what could run, reach another host or mix with a redline; its images by their path."""
    cleaned = _flattened(
        nh3.clean(
            _NAMED.sub(r"<a\1 id=", _EDITS.sub(_without_edits, dirty)),
            tags=_TAGS,
            attributes=_allowed_attributes(),
            allowed_classes=_CLASSES,
            url_schemes=_SCHEMES,
            link_rel=None,
            strip_comments=True,
        )
    )
    if "<img" in cleaned:
        cleaned = _IMAGE.sub(lambda match: _image(match, path), cleaned)
    return _with_single_ids(_with_own_names(_composed(cleaned)))


def _with_own_names(clean: str) -> str:
    """Places of the text, and links to them, under names that nothing around the text looks for."""
    clean = _WITH_ID.sub(_own_id, clean)
    return _FRAGMENT.sub(_own_fragment, clean)


def _own_id(match: re.Match[str]) -> str:
    name = html.unescape(match[2])
    own = headings.own_name(name)
    return match[0] if own == name else f'{match[1]} id="{html.escape(own)}"'


def _own_fragment(match: re.Match[str]) -> str:
    name = asked(match[2])
    own = headings.own_name(name)
    return match[0] if own == name else f'{match[1]}{quote(own)}"'


def _flattened(clean: str) -> str:
    """Sanitised HTML without the tags of elements that lie deeper than any text has them: what they hold stays."""
    parts = _TAG.split(clean)
    depth = 0
    for k in range(1, len(parts), 2):
        tag = parts[k]
        if tag.startswith(_VOID):
            continue
        closes = tag[1] == "/"
        depth += not closes
        if depth > _DEEPEST:
            parts[k] = ""
        depth -= closes
    return "".join(parts)


def _composed(clean: str) -> str:
    """Names of places and links to them with their letters in one form: for a browser, ü and u with two dots are two names."""
    if unicodedata.is_normalized("NFC", clean) and "%" not in clean:
        return clean
    clean = _WITH_ID.sub(lambda match: f'{match[1]} id="{unicodedata.normalize("NFC", match[2])}"', clean)
    return _FRAGMENT.sub(_composed_fragment, clean)


def _composed_fragment(match: re.Match[str]) -> str:
    name = unquote(html.unescape(match[2]))
    return match[0] if unicodedata.is_normalized("NFC", name) else f'{match[1]}{quote(asked(name))}"'


def _with_single_ids(clean: str) -> str:
    """Each id once, so that links and redlines lead to one place: of raw HTML that repeats one, the first keeps it."""
    seen: set[str] = set()

    def once(match: re.Match[str]) -> str:
        if match[2] in seen:
            return match[1]
        seen.add(match[2])
        return match[0]

    return _WITH_ID.sub(once, clean)


def _without_edits(match: re.Match[str]) -> str:
    """`ins` and `del` belong to redlines; a policy's own become the elements that look the same."""
    return f"<{match[1]}{'u' if match[2].lower() == 'ins' else 's'}"


def _image(match: re.Match[str], path: str) -> str:
    """An image of the repository, or a link in the place of one on another host, which would tell that host who reads."""
    parts = _relative(html.unescape(match[1]))
    if not parts:
        alt = _ALT.search(match[0])
        return f'<a href="{match[1]}">{(alt and alt[1]) or match[1]}</a>'
    file = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
    return match[0].replace(f'src="{match[1]}"', f'src="{IMAGE}{html.escape(file)}"')


def with_images(markup: str, blob_of: Callable[[str], str]) -> tuple[str, list[str]]:
    """HTML whose images are named by content: `asset:` and the blob's id with the file's ending.

    `blob_of` gives the blob of a path in the repository, "" where it is not there. Returns the HTML and the paths that
    cannot be shown: their words stand in their place.
    """
    missing: list[str] = []

    def name(match: re.Match[str]) -> str:
        path = html.unescape(match[2])
        ending = posixpath.splitext(path)[1].lower()
        blob = blob_of(path) if ending in IMAGE_ENDINGS else ""
        if blob:
            return f"{match[1]}{IMAGE}{blob}{ending}{match[3]}"
        missing.append(path)
        alt = _ALT.search(match[0])
        return alt[1] if alt else ""

    return (_OWN_IMAGE.sub(name, markup) if f'src="{IMAGE}' in markup else markup), missing


@cache
def _allowed_attributes() -> dict[str, set[str]]:
    allowed = {tag: _GLOBAL | _MORE_ATTRIBUTES.get(tag, set()) for tag in _TAGS}
    for tag, names in nh3.ALLOWED_ATTRIBUTES.items():
        if tag in allowed:
            allowed[tag] = allowed[tag] | set(names)
    return allowed
