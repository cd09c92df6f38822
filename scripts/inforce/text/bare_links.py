"""Addresses that a Markdown text states as they are, as links: https://..., www. ... and e-mail, as GitHub reads them.

That is section 6.9 of the specification of GitHub's Markdown, in the way its parser keeps it. linkify-it, which markdown-it
would take, reads other ones: it knows names of hosts by a list of endings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

MARKUP = "bare"  # of the tokens of a link that is written without signs
_BEGINS = re.compile(r"(?:(?<![A-Za-z])(?i:https?|ftp)://|(?:(?<=[\s*_~(])|\A)www\.)")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]|\\.)*|[^\W_]")
_STOPS = re.compile(r"[\s<]")
_ENTITY = re.compile(r"&[A-Za-z]+;\Z")
_TRAILING = "?!.,:*_~'\""
_RAW_OPEN, _RAW_CLOSE = re.compile(r"<a[\s>]", re.I), re.compile(r"</a\s*>", re.I)
_MAIL = re.compile(r"(?:(?<![A-Za-z0-9.+_-])mailto:)?[A-Za-z0-9.+_-]+@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9][A-Za-z0-9_-]*)+")
_BRACKET = re.compile(r"[\[\]]")
# Where is kept how many tokens of a paragraph were looked at for brackets, how many are open, and if there is an address.
_DONE, _DEPTH, _MAY = -2, -3, -4
_DEEPEST_NAME = 10  # points in the name of a host, from which on no sign in it is looked at


def read_by(parser: MarkdownIt) -> None:
    """Let a parser read bare addresses as links."""
    parser.inline.ruler.at("text", _text)
    parser.inline.ruler.before("text", "bare_link", _link)
    parser.core.ruler.push("bare_mail", _mail)


def _text(state: StateInline, silent: bool) -> bool:
    """Plain words, up to the next sign that may mean something, or to where an address may begin."""
    found = state.md.inline.terminator_re.search(state.src, state.pos)
    end = found.start() if found else state.posMax
    address = _BEGINS.search(state.src, state.pos + 1, min(end + 3, state.posMax)) if _may_link(state) else None
    end = min(end, address.start()) if address else end
    if end == state.pos:
        return False
    if not silent:
        state.append_pending(state.src[state.pos : end])
    state.pos = end
    return True


def _link(state: StateInline, silent: bool) -> bool:
    """An address that begins with its scheme or with www."""
    begun = _BEGINS.match(state.src, state.pos) if state.src[state.pos] in "hHfFw" and _may_link(state) else None
    if not begun or state.linkLevel or silent or _in_bracket(state):
        return False
    is_web = begun[0] == "www."
    text = state.src[: state.posMax]
    host = _host(text, state.pos if is_web else begun.end(), is_web)
    if not host:
        return False
    stop = _STOPS.search(text, host)
    end = _without_trailing(text, state.pos, stop.start() if stop else len(text))
    words = text[state.pos : end]
    target = state.md.normalizeLink(f"http://{words}" if is_web else words)
    if end <= state.pos or not state.md.validateLink(target):
        return False
    for token in _linked(words, target, state.level):
        made = state.push(token.type, token.tag, token.nesting)
        made.attrs, made.markup, made.info, made.content = token.attrs, token.markup, token.info, token.content
    state.pos = end
    return True


def _may_link(state: StateInline) -> bool:
    """Whether a paragraph has such an address at all, as few have."""
    if _MAY not in state.cache:
        state.cache[_MAY] = "://" in state.src or "www." in state.src
    return bool(state.cache[_MAY])


def _in_bracket(state: StateInline) -> bool:
    """Whether a bracket is open that could become a link: GitHub then waits for its end."""
    done, depth = state.cache.get(_DONE, 0), state.cache.get(_DEPTH, 0)
    for token in state.tokens[done:]:
        depth = _depth(depth, token.content) if token.type == "text" and token.markup != MARKUP else depth
    state.cache[_DONE], state.cache[_DEPTH] = len(state.tokens), depth
    return _depth(depth, state.pending) > 0


def _depth(depth: int, words: str) -> int:
    for sign in _BRACKET.findall(words):
        depth = depth + 1 if sign == "[" else max(depth - 1, 0)
    return depth


def _host(text: str, begin: int, dotted: bool) -> int:
    """Where the name of a host ends that begins here; 0 if it is none."""
    found = _DOMAIN.match(text, begin, max(begin + 1, len(text) - 1))  # the last sign of all is not looked at
    if not found:
        return 0
    parts = found[0].split(".")
    if len(parts) - 1 <= _DEEPEST_NAME and any("_" in part for part in parts[-2:]):
        return 0
    return found.end() if len(parts) > 1 or not dotted else 0


def _without_trailing(text: str, begin: int, end: int) -> int:
    """Where an address ends: signs of the sentence behind it, and a bracket that is closed but not opened, are none of it."""
    opened, closed = text.count("(", begin, end), text.count(")", begin, end)
    while end > begin:
        last = text[end - 1]
        if last in _TRAILING:
            end -= 1
        elif last == ")" and closed > opened:
            closed -= 1
            end -= 1
        elif last == ";":
            entity = _ENTITY.search(text, begin, end)
            end = entity.start() if entity else end - 1
        else:
            break
    return end


def _linked(words: str, target: str, level: int) -> Iterator[Token]:
    shown = Token("text", "", 0, content=words, markup=MARKUP, level=level + 1)
    yield Token("link_open", "a", 1, attrs={"href": target}, markup=MARKUP, info="auto", level=level)
    yield shown
    yield Token("link_close", "a", -1, markup=MARKUP, info="auto", level=level)


def _mail(state: StateCore) -> None:
    """Addresses of e-mail in words that are in no link."""
    for token in state.tokens:
        if token.children and "@" in token.content:
            token.children = list(_with_mail(token.children))


def _with_mail(children: Sequence[Token]) -> Iterator[Token]:
    depth = 0
    for child in children:
        depth += child.nesting if child.type in ("link_open", "link_close") else 0
        depth += (
            bool(_RAW_OPEN.match(child.content)) - bool(_RAW_CLOSE.match(child.content)) if child.type == "html_inline" else 0
        )
        done = 0
        for first, last in _mails(child.content) if child.type == "text" and not depth else ():
            words = child.content[first:last]
            yield from _said(child, done, first)
            yield from _linked(words, words if ":" in words else f"mailto:{words}", child.level)
            done = last
        yield from _said(child, done, len(child.content)) if done else [child]


def _mails(text: str) -> Iterator[tuple[int, int]]:
    """Where each address of e-mail stands in plain words."""
    at = 0
    while found := _MAIL.search(text, at):
        end = _without_trailing(text, found.start(), found.end())
        at = found.end()
        if not text[at - 1].isalpha():
            continue
        if text[at : at + 1] == "@":  # no address has two: the first one ends none
            at = text.index("@", found.start()) + 1
            continue
        yield found.start(), end


def _said(child: Token, first: int, last: int) -> list[Token]:
    return [replace(child, content=child.content[first:last])] if first < last else []
