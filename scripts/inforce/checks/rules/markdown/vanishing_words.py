"""Words that are left out of what is published: cells without a column, and footnotes that nothing cites."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it.token import Token

from inforce.checks.finding import Found
from inforce.checks.inputs import markdown_passages
from inforce.checks.inputs.state import View
from inforce.checks.rule import Rule
from inforce.checks.rules.markdown import footnotes, tables
from inforce.source.policy_file import Content
from inforce.text import markdown
from inforce.text.dialect import COMMONMARK, Opening

RULE = Rule(
    id="vanishing-words",
    title="The file has words that readers will not see.",
    explains="The site does not show a table cell that has no column, nor a footnote that nothing cites. If you read the file, "
    "you believe that these words bind; if you read the page, you do not know that they exist.",
    mend="Delete the extra |, cite the footnote where it belongs, or delete the words.",
    default="error",
)
UNCITED = Opening("a\n\n[^b]: Some words", "Some words")  # some Markdown shows a footnote that nothing cites
_WORD = re.compile(r"[^\W_]+")  # without the signs of emphasis
_SHOWN = 60  # characters of a cell that a finding names
_DEFINED = re.compile(r"[ ]{0,3}\[\^([^\]\s]+)\]:")


def on_texts(view: View) -> Iterator[Found]:
    """Each cell and each footnote that readers will not see."""
    for path, text in view.texts.items():
        for line, message, mend in (*_cells(text), *_footnotes(text), *_unshown(text)):
            yield RULE.found(path, line, message, mend)


def _cells(text: Content) -> Iterator[tuple[int, str, str]]:
    """Rows with more cells than their table has columns."""
    for row in tables.rows(text):
        more = " ".join(cell.strip() for cell in row.cells[row.columns :] if cell.strip())
        if more:
            shown = textwrap.shorten(more, _SHOWN, placeholder=" …")
            message = f"“{shown}” stands in a cell more than the table has columns ({row.columns}), and will not be shown."
            mend = "Delete the extra |, write \\| if you mean the character, or add a cell to the first two rows."
            yield row.line, message, mend


def _footnotes(text: Content) -> Iterator[tuple[int, str, str]]:
    """Footnotes that are there and not cited, or are there twice."""
    cited = footnotes.cited(text)
    defined = list(_definitions(text.prose.split("\n"), markdown_passages.tokens(text.prose)))
    counts = Counter(name for _, name in defined)
    for k, name in defined:
        if name not in cited and text.dialect.reads(UNCITED):
            message = f"nothing in the text cites the footnote [^{name}], so its words will not be shown."
            yield text.body_line + k, message, f"Write [^{name}] where it belongs, or delete the footnote."
        elif name in cited and counts[name] > 1:
            counts[name] = 0
            message = f"there are several footnotes [^{name}], of which only one will be shown."
            yield text.body_line + k, message, "Give each a name of its own, and cite it by that name."


def _unshown(text: Content) -> Iterator[tuple[int, str, str]]:
    """Passages that the Markdown of a site takes for something else than words of the text."""
    if text.dialect == COMMONMARK:
        return
    shown = set(pairwise(_words(markdown.plain(text.html.replace("<", " <")))))
    for passage in markdown_passages.of(text):
        found = list(pairwise(_words(passage.words))) if passage.kind in ("paragraph", "heading") else []
        if found and shown.isdisjoint(found):
            said = textwrap.shorten(passage.words, _SHOWN, placeholder=" …")
            message = f"“{said}” is taken for something else than text by the Markdown of the site, and will not be shown."
            yield passage.line, message, "Write it in another way, or take out the extension in mkdocs.yml that reads it."


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _definitions(lines: Sequence[str], found: Sequence[Token]) -> Iterator[tuple[int, str]]:
    code = {k for t in found if t.type in ("fence", "code_block", "html_block") and t.map for k in range(*t.map)}
    for k, line in enumerate(lines):
        match = _DEFINED.match(line)
        if match and k not in code:
            yield k, match[1]
