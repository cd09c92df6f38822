"""The Markdown of a site as CommonMark reads the same words, line for line: for rules that look at the source of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from inforce.text import parsing
from inforce.text.dialect import ABBREVIATION, ATTRIBUTE, BLOCK, BOX, CONTENTS, DETAILS, INSIDE_HTML, TAB, Dialect, Opening

_TITLED = r'(?:[ \t]+(?P<kind>[\w][\w -]*))?(?:[ \t]+"(?P<title>[^"\n]*)")?[ \t]*'
_BODIED: Sequence[tuple[Opening, re.Pattern[str]]] = (  # with their text indented below them
    (BOX, re.compile(rf"!!!{_TITLED}")),
    (DETAILS, re.compile(rf"\?\?\?\+?{_TITLED}")),
    (TAB, re.compile(r'===[!+]{0,2}[ \t]+"(?P<title>[^"\n]*)"[ \t]*')),
)
_FENCE = re.compile(r"(`{3,}|~{3,})[^`]*")
_BLOCK = re.compile(r"/{3,}[ \t]+(?P<kind>[\w-]+)(?:[ \t]*\|[ \t]*(?P<title>.*))?")
_UNTITLED = ("html", "define", "definition", "caption", "figure-caption", "table-caption")  # blocks that are no boxes
_BLOCK_ENDS = re.compile(r"/{3,}[ \t]*")
_OPENS = re.compile(r"<(?P<tag>[a-zA-Z][\w-]*)\b[^<>\n]*\bmarkdown\b[^<>\n]*>[ \t]*")
_VALUE = r"(?:[#.][^\s{}]+|[\w:-]+=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s{}\"']+))"
_BRACES = rf"\{{:?[ \t]*{_VALUE}(?:[ \t]+{_VALUE})*[ \t]*\}}"
_ATTRIBUTES = re.compile(rf"(?<=[^\sa-zA-Z0-9]){_BRACES}|{_BRACES}(?=[ \t]*(?:\||$))")  # behind an element, or what holds it
_ABBREVIATION = re.compile(r"[ ]{0,3}\*\[[^\]\n]+\]:.*")
_CONTENTS = re.compile(r"[ ]{0,3}\[TOC\][ \t]*")
_INDENT = 4


@lru_cache(maxsize=1024)  # each rule reads every text
def as_commonmark(body: str, dialect: Dialect) -> str:
    """A text with as many lines, in which the bodies of boxes and tabs that a dialect reads stand without their indent, their
    titles as words, and what is no word of the text is left out."""
    return "\n".join(_Prose(dialect).lines(body.split("\n")))


class _Prose:
    """Takes out, line by line, what a dialect reads and CommonMark does not."""

    def __init__(self, dialect: Dialect) -> None:
        self.bodied = [pattern for opening, pattern in _BODIED if dialect.reads(opening)]
        self.attributes, self.blocks = dialect.reads(ATTRIBUTE), dialect.reads(BLOCK)
        self.contents, self.short = dialect.reads(CONTENTS), dialect.reads(ABBREVIATION)
        self.html = dialect.reads(INSIDE_HTML)

    def lines(self, lines: Sequence[str]) -> Iterator[str]:
        """The lines, those of boxes inside each other too."""
        fence, tags, k = "", list[str](), 0
        while k < len(lines):
            line = lines[k]
            k += 1
            bare = line.lstrip(" ")
            begun = _FENCE.fullmatch(bare)
            if fence or begun:
                ends = bare.startswith(fence) and not bare.strip().strip(fence[:1])
                fence = begun[1] if begun and not fence else "" if ends else fence
                yield line
            elif opened := self._opened(bare):
                yield _titled(opened)
                body = _body(lines, k, len(line) - len(bare))
                yield from self.lines(body)
                k += len(body)
            elif self.html and (opened := _OPENS.fullmatch(bare)):
                tags.append(opened["tag"])
                yield ""
            elif tags and bare.rstrip() == f"</{tags[-1]}>":
                tags.pop()
                yield ""
            else:
                yield self._plain(line, bare)

    def _opened(self, bare: str) -> re.Match[str] | None:
        """How a line opens a box or a tab, if it does."""
        return next((match for pattern in self.bodied if (match := pattern.fullmatch(bare))), None)

    def _plain(self, line: str, bare: str) -> str:
        """A line without what is no word of it."""
        if self.blocks and (match := _BLOCK.fullmatch(bare)):
            return _titled(match)
        if (self.blocks and _BLOCK_ENDS.fullmatch(bare)) or (self.contents and _CONTENTS.fullmatch(line)):
            return ""
        if self.short and _ABBREVIATION.fullmatch(line):
            return ""
        if self.attributes and "{" in line:
            return _ATTRIBUTES.sub(lambda match: " " * len(match[0]), line)
        return line


def _titled(opened: re.Match[str]) -> str:
    """The title of a box as a line of its own: where it states none, that is its kind."""
    kind, title = opened.groupdict().get("kind") or "", opened["title"]
    if title is None:
        title = kind.split()[0].capitalize() if kind else ""
    return f"{parsing.TITLE}{title}" if title and kind not in _UNTITLED else ""


def _body(lines: Sequence[str], first: int, indent: int) -> Sequence[str]:
    """The lines from one on that stand four spaces further in than what opened them, without these."""
    found: list[str] = []
    width = indent + _INDENT
    for line in lines[first:]:
        wide = line.expandtabs(_INDENT)
        if wide.strip() and len(wide) - len(wide.lstrip(" ")) < width:
            break
        found.append(wide[width:])
    while found and not found[-1]:
        found.pop()  # the empty lines between it and what follows
    return found
