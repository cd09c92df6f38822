"""Brackets of a Markdown text that end nowhere, or far away: without this, each was read to the end of its paragraph."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.footnote.index import footnote_ref

LONGEST = 999  # characters of the name of a note, as CommonMark has it for the names of links
_LAST = -1  # where the place of the last closing bracket of a paragraph is kept: no place of a text


def bound(parser: MarkdownIt) -> None:
    """Let a parser take a bracket that cannot end as the sign that it is; what a text is read as stays the same."""
    parser.inline.ruler.before("link", "unclosed", _unclosed)
    parser.inline.ruler.at("footnote_ref", _footnote_ref)


def _unclosed(state: StateInline, silent: bool) -> bool:
    """A `[`, or the `!` before one, that no `]` follows."""
    at, text = state.pos, state.src
    if text[at] != "[" and not text.startswith("![", at):
        return False
    if _LAST not in state.cache:
        state.cache[_LAST] = text.rfind("]")
    if at < state.cache[_LAST]:
        return False
    if not silent:
        state.pending += text[at]
    state.pos += 1
    return True


def _footnote_ref(state: StateInline, silent: bool) -> bool:
    """A reference to a note that the text has."""
    if not state.src.startswith("[^", state.pos):
        return False
    start = state.pos + 2
    end = state.src.find("]", start, start + LONGEST + 1)
    if end < 0 or ":" + state.src[start:end] not in state.env.get("footnotes", {}).get("refs", {}):
        return False
    return footnote_ref(state, silent)
