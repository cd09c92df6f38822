"""Markdown -> tokens, the same for pages and for the rules that look at the source; and tokens -> HTML, not sanitised yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from inforce.text import bare_links, brackets, github_blocks

_ATTRIBUTE_LINE = re.compile(r"^[ ]{0,3}\{:[^}\n]*\}[ \t]*(?:\n|\Z)", re.M)  # of other dialects: for a machine, no text
TITLE = "###### \ufdd0"  # before the title of a box that only other Markdown has: a paragraph of one line
_SHORT = 200  # signs of a text that drives no long one out of the memory
_DEEPEST = 100  # elements inside each other


def tokens(markdown: str) -> tuple[Token, ...]:
    """A text as it is parsed, with the lines that each block stands on. Whoever would change a token changes a copy."""
    return (_short if len(markdown) < _SHORT else _long)(markdown)


def _parsed(markdown: str) -> tuple[Token, ...]:
    found = _parser().parse(markdown)
    return tuple(_titles(found) if TITLE in markdown else found)


_short = lru_cache(maxsize=256)(_parsed)
_long = lru_cache(maxsize=8)(_parsed)  # a text that was rendered just now is read by rules next; many would fill the memory


def _titles(found: Sequence[Token]) -> Iterator[Token]:
    """Tokens in which lines that stand for the title of a box are paragraphs."""
    ends = False
    for k, token in enumerate(found):
        if token.type == "heading_open" and found[k + 1].content.startswith(TITLE[-1]):
            ends = True
            yield replace(token, type="paragraph_open", tag="p", markup="")
        elif token.type == "heading_close" and ends:
            ends = False
            yield replace(token, type="paragraph_close", tag="p", markup="")
        elif ends:
            yield replace(token, content=token.content[1:], children=_parser().parseInline(token.content[1:])[0].children)
        else:
            yield token


def without_attributes(markdown: str) -> str:
    """A text without the lines that hold nothing but attributes for other programs, as it is rendered."""
    return _ATTRIBUTE_LINE.sub("", markdown)


def rendered(markdown: str) -> tuple[tuple[Token, ...], list[int]]:
    """The tokens of a text as they are rendered, and for each line that they count the line of the text (from 0)."""
    lines = [k for k, line in enumerate(markdown.split("\n")) if not is_attributes(line)]
    return tokens(without_attributes(markdown)), lines


def is_attributes(line: str) -> bool:
    """Whether a line holds nothing but attributes for other programs, and is left out."""
    return bool(_ATTRIBUTE_LINE.fullmatch(line))


def html(found: Sequence[Token]) -> str:
    """Tokens as HTML."""
    made: str = _parser().renderer.render(found, _parser().options, {})
    return made


class _Blocks(ParserBlock):
    """Blocks inside each other as deep as no text has them, and deeper ones as a paragraph: markdown-it leaves these out."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, outTokens: list[Token]) -> list[Token] | None:  # noqa: N803
        """Parse the blocks of a text, with a bound of their own."""
        inline, md.options["maxNesting"] = md.options["maxNesting"], _DEEPEST + 1
        try:
            return super().parse(src, md, env, outTokens)
        finally:
            md.options["maxNesting"] = inline

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803
        """Parse the blocks of some lines."""
        if state.level < _DEEPEST:
            super().tokenize(state, startLine, endLine)
            return
        words = state.getLines(startLine, endLine, 0, False).strip()
        if words:
            state.push("paragraph_open", "p", 1).map = [startLine, endLine]
            inline = state.push("inline", "", 0)
            inline.content, inline.map, inline.children = words, [startLine, endLine], []
            state.push("paragraph_close", "p", -1)
        state.line = endLine


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True})
    blocks = _Blocks()
    blocks.ruler = parser.block.ruler
    parser.block = blocks
    parser.enable(["table", "strikethrough"])
    parser.use(footnote_plugin, inline=False).use(deflist_plugin)
    brackets.bound(parser)
    bare_links.read_by(parser)
    github_blocks.read_by(parser)
    return parser
