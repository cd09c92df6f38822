"""The Markdown of a text, taken apart into what rules read: paragraphs, headings, cells, code, each with its line."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from markdown_it.token import Token

from inforce.checks.inputs import edits, markdown_passages
from inforce.source.policy_file import Content
from inforce.text import parsing
from inforce.text.github_blocks import WRITTEN

Kind = Literal["paragraph", "heading", "cell", "code", "indented", "html"]  # indented: code by its indentation
_CODE = r"(`+)(?!`).*?(?<!`)\1(?!`)"
_AIM = r"(?<=\])\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)|(?<=\])\[[^\]]*\]"
_TAG = r"https?://[^\s)>\]]+|<!--(?:(?!<!--).)*?-->|</?[a-zA-Z][^<>]*>|&[a-z]+;"
_BLANKED = re.compile(rf"{_CODE}|{_AIM}|{_TAG}", re.S)
_UNSAID = re.compile(rf"{_CODE}|<?https?://[^\s)>\]]+>?|<!--(?:(?!<!--).)*?-->", re.S)
_INLINE: Mapping[str, Kind] = {"heading_open": "heading", "td_open": "cell", "th_open": "cell"}
_KINDS: Mapping[str, Kind] = {"fence": "code", "code_block": "indented", "html_block": "html"}
_SPAN = re.compile(_CODE, re.S)
_SIGN = re.compile(r"[^\n]")
_LINE_END = re.compile("\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A block of a text. `source` is its Markdown, `words` the same with code, tags and targets of links blanked, so that
    places in both are the same. `line` is that of the file, `level` that of a heading."""

    kind: Kind
    line: int
    source: str
    words: str
    level: int = 0

    def line_of(self, place: int) -> int:
        """The line of the file that a place in the source stands on."""
        return self.line + bisect(_ends(self.source), place - 1)


@lru_cache(maxsize=64)  # a rule asks for each of its findings
def _ends(source: str) -> Sequence[int]:
    """Where the lines of a text end."""
    return [match.start() for match in _LINE_END.finditer(source)]


def of(text: Content) -> tuple[Passage, ...]:
    """The passages of a text in order."""
    return read(text.prose, text.body_line)


@lru_cache(maxsize=1024)  # each rule reads every text
def read(body: str, body_line: int) -> tuple[Passage, ...]:
    """The passages of the Markdown that begins on a line of a file."""
    return tuple(_passages(tokens(body), body_line))


@lru_cache(maxsize=1024)
def tokens(body: str) -> tuple[Token, ...]:
    """The tokens of a text, as CommonMark reads it."""
    return parsing.tokens(body)


def _passages(found: tuple[Token, ...], body_line: int) -> Iterator[Passage]:
    line = 0
    for k, token in enumerate(found):
        line = token.map[0] if token.map else line
        if token.type == "inline":
            opener = found[k - 1]
            kind = _INLINE.get(opener.type, "paragraph")
            level = int(opener.tag[1]) if kind == "heading" else 0
            source = token.meta.get(WRITTEN, token.content)
            yield Passage(kind=kind, line=body_line + line, source=source, words=blanked(source), level=level)
        elif token.type in ("fence", "code_block", "html_block"):
            kind = _KINDS[token.type]
            words = blanked(token.content) if kind == "html" else _SIGN.sub(" ", token.content)
            first = body_line + line + (kind == "code")
            yield Passage(kind=kind, line=first, source=token.content, words=words)


def blanked(source: str) -> str:
    """Markdown with spaces in the place of code, tags, addresses and targets of links."""
    return _BLANKED.sub(lambda match: _SIGN.sub(" ", match[0]), source)


def without_code(source: str) -> str:
    """Markdown with spaces in the place of code and of addresses."""
    return _UNSAID.sub(lambda match: _SIGN.sub(" ", match[0]), source)


def without_spans(source: str) -> str:
    """Markdown with spaces in the place of code."""
    return _SPAN.sub(lambda match: _SIGN.sub(" ", match[0]), source)


def words(text: Content) -> str:
    """All that readers see of a text, in one piece."""
    return _joined(text.prose, text.body_line)


@lru_cache(maxsize=1024)
def _joined(body: str, body_line: int) -> str:
    return "\n".join(passage.words for passage in read(body, body_line))


_ENOUGH = 6  # words by which a passage is found, where it runs through marks that break it


class Lines:
    """The words of a text in order, each with its line in the file."""

    def __init__(self, text: Content) -> None:
        self._lines: list[int] = []
        found: list[str] = []
        for passage in markdown_passages.of(text):
            for offset, source in enumerate(passage.words.split("\n")):
                words = [*edits.words(source)]
                found += words
                self._lines += [passage.line + offset] * len(words)
        self._text = f" {' '.join(found)} "

    def of(self, words: Sequence[str]) -> int:
        """The line on which these words begin, 0 where they stand nowhere, or in several places."""
        for part in (words, words[:_ENOUGH], words[-_ENOUGH:]):
            sought = f" {' '.join(part)} "
            start = self._text.find(sought)
            if part and start >= 0:
                alone = self._text.find(sought, start + 1) < 0
                return self._lines[self._text.count(" ", 0, start + 1) - 1] if alone else 0
        return 0
