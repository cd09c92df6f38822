"""The rules on tables: cells that will not be shown, and rows that will be shown as something else."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence

from markdown_it.rules_block.table import escapedSplit

from inforce.checks.finding import Found
from inforce.checks.inputs import markdown_passages
from inforce.checks.inputs.state import View
from inforce.source.policy_file import Version

_SHOWN = 60  # characters of a cell that a finding names
_VANISHES, _LOST = "vanishing-words", "lost-markdown"
_ROW = re.compile(r"\|.*\|")
_DELIMITERS = re.compile(r"\|?[ ]*:?-{3,}:?[ ]*(?:\|[ ]*:?-{3,}:?[ ]*)*\|?")
_QUOTE = re.compile(r"(?:[ \t]*>)*")
_ATTRIBUTES = re.compile(r"\{:.*\}")  # a line of other dialects, which is not shown
_ITEM = r"[*_]*\(?(?:\d+(?:\.\d+)*|\w{1,5}(?=[.):]))[.):]*[*_]*\t|[^\w\s]\t"  # a number or a bullet before a tab
_TABBED = re.compile(rf"(?!{_ITEM})[^\t]+(?:\t+[^\t]+)+")


def lost(view: View) -> Iterator[Found]:
    """Tables that readers will see without some of their words, or not as tables."""
    for path, text in view.state.texts.items():
        for rule, line, message, mend in (*_rows(text), *_no_tables(text)):
            yield Found(rule, path, line, message, mend)


_Fault = tuple[str, int, str, str]
_PARAGRAPH = "these rows will be shown as a paragraph with | in it, not as a table."
_REJOIN = "Delete the empty line above, which ends the table."
_DELIMIT = "Write a line with as many cells of hyphens below the first row: |---|---|"
_RUN_TOGETHER = "there are tabs between words, as in a table that was pasted; readers will see spaces, and no columns."
_MEND = "Write a table: | Product | Fee |, below it |---|---|, and then each row on a line, with | in the place of tabs."


def _rows(text: Version) -> Iterator[_Fault]:
    """Rows of tables that have other cells than their table has columns."""
    lines = text.body.split("\n")
    columns, in_body = 0, False
    for token in markdown_passages.tokens(text.body):
        if token.type == "table_open":
            columns, in_body = 0, False
        elif token.type == "th_open":
            columns += 1
        elif token.type == "tbody_open":
            in_body = True
        elif token.type == "tr_open" and in_body and token.map:
            fault = _in_row(_QUOTE.sub("", lines[token.map[0]], count=1).strip(), columns)
            if fault:
                yield fault[0], text.body_line + token.map[0], *fault[1:]


def _in_row(line: str, columns: int) -> tuple[str, str, str] | None:
    if _ATTRIBUTES.fullmatch(line):
        return None
    if "|" not in line:
        message = "this line stands right below a table, and will be shown as a row of it."
        return _LOST, message, "Put an empty line before it."
    cells = _cells(line)
    more = " ".join(cell.strip() for cell in cells[columns:] if cell.strip())
    if more:
        shown = textwrap.shorten(more, _SHOWN, placeholder=" …")
        message = f"“{shown}” stands in a cell more than the table has columns ({columns}), and will not be shown."
        mend = "Delete the | too many, write \\| where the sign itself is meant, or give its first two rows another cell."
        return _VANISHES, message, mend
    is_group = len(cells) == 1 and (columns > 2 or cells[0].strip().startswith(("*", "_")))  # a heading of the rows below it
    if len(cells) < columns and not is_group:
        message = f"this row has fewer cells ({len(cells)}) than its table has columns ({columns}): some may be in a wrong one."
        return _LOST, message, "Write the cell that is missing; one without words is | |."
    return None


def _cells(line: str) -> Sequence[str]:
    cells = escapedSplit(line)
    return cells[not cells[0].strip() : len(cells) - (len(cells) > 1 and not cells[-1].strip())]


def _no_tables(text: Version) -> Iterator[_Fault]:
    """Paragraphs that look like rows: below an empty line in a table, without the second row of a table, or with tabs."""
    found = markdown_passages.tokens(text.body)
    columns = 0  # of the table that ends above
    tabbed: list[int] = []  # the lines of rows with tabs in the paragraphs that follow each other
    for k, token in enumerate(found):
        if token.type in ("table_open", "th_open"):
            columns = columns + 1 if token.type == "th_open" else 0
        if token.type != "inline" or not token.map or found[k - 1].type != "paragraph_open":
            continue
        rows = [row.strip() for row in token.content.split("\n")]
        line = text.body_line + token.map[0]
        is_below = k > 1 and found[k - 2].type == "table_close"
        is_row = any(_ROW.fullmatch(row) or ("|" in row and _DELIMITERS.fullmatch(row)) for row in rows)
        if is_row or (is_below and all(len(_cells(row)) == columns > 1 for row in rows)):
            goes_on = is_below and not any(_DELIMITERS.fullmatch(row) for row in rows)
            yield _LOST, line, _PARAGRAPH, _REJOIN if goes_on else _DELIMIT
        tabbed = [] if k > 1 and found[k - 2].type != "paragraph_close" else tabbed
        before = len(tabbed)
        tabbed += [line + j for j, row in enumerate(rows) if _TABBED.fullmatch(row)]
        if before < 2 <= len(tabbed):
            yield _LOST, tabbed[0], _RUN_TOGETHER, _MEND
