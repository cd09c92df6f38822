"""The rows of tables with their cells, and paragraphs that look like rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markdown_it.rules_block.table import escapedSplit

from inforce.checks.inputs import markdown_passages
from inforce.source.policy_file import Content

_ROW = re.compile(r"\|.*\|")
_DELIMITERS = re.compile(r"\|?[ ]*:?-{3,}:?[ ]*(?:\|[ ]*:?-{3,}:?[ ]*)*\|?")
_QUOTE = re.compile(r"(?:[ \t]*>)*")
_ATTRIBUTES = re.compile(r"\{:.*\}")  # a line of other dialects, which is not shown
_ITEM = r"[*_]*\(?(?:\d+(?:\.\d+)*|\w{1,5}(?=[.):]))[.):]*[*_]*\t|[^\w\s]\t"  # a number or a bullet before a tab
_TABBED = re.compile(rf"(?!{_ITEM})[^\t]+(?:\t+[^\t]+)+")
_PARAGRAPH = "these rows will be shown as a paragraph with | in it, not as a table."
_REJOIN = "Delete the empty line above, which ends the table."
_DELIMIT = "Write a line with as many cells of hyphens below the first row: |---|---|"
_RUN_TOGETHER = "there are tabs between words, as in a table that was pasted; readers will see spaces, and no columns."
_MEND = "Write a table: | Product | Fee |, below it |---|---|, and then each row on a line, with | in the place of tabs."


class Row(NamedTuple):
    """A row below the head of a table that has so many columns, with its line in the file."""

    line: int
    source: str
    cells: Sequence[str]
    columns: int


def rows(text: Content) -> Iterator[Row]:
    """The rows of the tables of a text, but for lines of attributes."""
    lines = text.prose.split("\n")
    columns, in_body = 0, False
    for token in markdown_passages.tokens(text.prose):
        if token.type == "table_open":
            columns, in_body = 0, False
        elif token.type == "th_open":
            columns += 1
        elif token.type == "tbody_open":
            in_body = True
        elif token.type == "tr_open" and in_body and token.map:
            source = _QUOTE.sub("", lines[token.map[0]], count=1).strip()
            if not _ATTRIBUTES.fullmatch(source):
                yield Row(text.body_line + token.map[0], source, _cells(source), columns)


def _cells(line: str) -> Sequence[str]:
    cells = escapedSplit(line)
    return cells[not cells[0].strip() : len(cells) - (len(cells) > 1 and not cells[-1].strip())]


def no_tables(text: Content) -> Iterator[tuple[int, str, str]]:
    """Paragraphs that look like rows: below an empty line in a table, without the second row of a table, or with tabs."""
    found = markdown_passages.tokens(text.prose)
    columns = 0  # of the table that ends above
    tabbed: list[int] = []  # the lines of rows with tabs in the paragraphs that follow each other
    for k, token in enumerate(found):
        if token.type in ("table_open", "th_open"):
            columns = columns + 1 if token.type == "th_open" else 0
        if token.type != "inline" or not token.map or found[k - 1].type != "paragraph_open":
            continue
        lines = [line.strip() for line in token.content.split("\n")]
        line = text.body_line + token.map[0]
        is_below = k > 1 and found[k - 2].type == "table_close"
        is_row = any(_ROW.fullmatch(row) or ("|" in row and _DELIMITERS.fullmatch(row)) for row in lines)
        if is_row or (is_below and all(len(_cells(row)) == columns > 1 for row in lines)):
            goes_on = is_below and not any(_DELIMITERS.fullmatch(row) for row in lines)
            yield line, _PARAGRAPH, _REJOIN if goes_on else _DELIMIT
        tabbed = [] if k > 1 and found[k - 2].type != "paragraph_close" else tabbed
        before = len(tabbed)
        tabbed += [line + j for j, row in enumerate(lines) if _TABBED.fullmatch(row)]
        if before < 2 <= len(tabbed):
            yield tabbed[0], _RUN_TOGETHER, _MEND
