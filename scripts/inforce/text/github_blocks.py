"""GitHub's tasks and alerts, as its preview shows them: a box as the sign ☐ or ☑, and `> [!NOTE]` as a box with a title."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from inforce.text.extension_forms import CHECKED, UNCHECKED

TITLE = "admonition-title"  # the class of the title of a box
WRITTEN = "written"  # among what a token says of its content: how the file writes it
BOXES = {UNCHECKED: "[ ]", CHECKED: "[x]"}
BOX = re.compile(r"\[([ xX])\](?=[ \t]+\S)")  # before the words of a task
_ALERT = re.compile(r"[ \t]*\[!(note|tip|important|warning|caution)\][ \t]*(?:\n|\Z)", re.I)
# The kinds of box of Material and others, which know no important one and no caution.
_KINDS = {"important": "important info", "caution": "caution danger"}


def read_by(parser: MarkdownIt) -> None:
    """Let a parser read both."""
    parser.core.ruler.before("inline", "tasks", _tasks)
    parser.core.ruler.before("inline", "alerts", _alerts)


def _tasks(state: StateCore) -> None:
    """The box of a list item that begins with one."""
    for item, opened, inline in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if item.type == "list_item_open" and opened.type == "paragraph_open" and (box := BOX.match(inline.content)):
            inline.meta[WRITTEN] = inline.content
            inline.content = (UNCHECKED if box[1] == " " else CHECKED) + inline.content[box.end() :]
            item.attrJoin("class", "task-list-item")


def _alerts(state: StateCore) -> None:
    """Quotations whose first line is the name of an alert, and that say something below it."""
    made: list[Token] = []
    tokens, k = state.tokens, 0
    is_alert = False
    while k < len(tokens):
        token = tokens[k]
        made.append(token)
        k += 1
        if token.type == "blockquote_close" and token.level == 0 and is_alert:
            token.tag = "div"
        if token.type == "blockquote_open" and token.level == 0:
            name = _ALERT.match(tokens[k + 1].content) if tokens[k].type == "paragraph_open" else None
            is_alone = bool(name and name.end() == len(tokens[k + 1].content))
            is_alert = bool(name and not (is_alone and tokens[k + 3].type == "blockquote_close"))
            if name and is_alert:
                made += _begun(token, name[1].lower(), tokens[k], tokens[k + 1], name.end())
                k += 3 * is_alone
    state.tokens = made


def _begun(quotation: Token, kind: str, paragraph: Token, inline: Token, end: int) -> list[Token]:
    """The title of an alert, which is taken out of its first paragraph."""
    quotation.tag, quotation.attrs["class"] = "div", f"admonition {_KINDS.get(kind, kind)}"
    first, last = inline.map or [0, 1]
    written = inline.content[:end].strip()
    inline.content = inline.content[end:]
    inline.map = paragraph.map = [first + 1, last]
    return _title(kind.capitalize(), written, first)


def _title(words: str, written: str, line: int) -> list[Token]:
    place = [line, line + 1]
    return [
        Token("paragraph_open", "p", 1, attrs={"class": TITLE}, map=place, level=1, block=True),
        Token("inline", "", 0, map=place, level=2, content=words, children=[], meta={WRITTEN: written}, block=True),
        Token("paragraph_close", "p", -1, level=1, block=True),
    ]
