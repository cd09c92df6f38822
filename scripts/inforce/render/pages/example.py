"""The example on the page about redlines: two small texts of ours, compared by the engine, its changes explained."""

from __future__ import annotations

import re
from collections.abc import Mapping

from markupsafe import Markup

from inforce import redline
from inforce.i18n import Words
from inforce.render import redline_html
from inforce.render.context import environment
from inforce.text import markdown
from inforce.text.html_tree import Document, read_document

_PATH = "example.md"
_OLD = """\
## Borrowing books

You can borrow up to four books at a time. If you need more, [ask us](https://example.org/desk). A loan lasts three \
weeks and can be extended once, unless another reader waits for the book.

Please bring your card whenever you visit.

You pay nothing for a late book during the first week.

| What you borrow | Days |
|---|---|
| Book | 21 |
| Map | 7 |

Tell us by letter when your address changes.
"""
_NEW = """\
## Borrowing books

You can borrow up to six books at a time. If you need more, [ask us](https://example.org/help).

A loan lasts three weeks and can be extended once, unless another reader waits for the book.

You pay **nothing** for a late book during the first week, and one coin for each week after that.

| What you borrow | Days |
|---|---|
| Book | 21 |
| Film | 3 |
| Map | 7 |

Tell us when your address changes.

Please bring your card whenever you visit.
"""
# Where a change begins; of a row of a table, its first cell.
_FIRST = re.compile(r'<(\w+)\b[^>]*? data-n="(\d+)"[^>]*? id="change-x[^>]*>(?:<td>)?(<a [^>]*data-link[^>]*></a>)?')


def documents() -> tuple[Document, Document]:
    """Its two texts."""
    old, new = (read_document(markdown.render(text, path=_PATH, title="").html) for text in (_OLD, _NEW))
    return old, new


def figure(words: Words) -> str:
    """The example as a <figure>, in English with its explanations in the site's language."""
    made = redline.compare(*documents())
    said = _explanations(words)
    body = _FIRST.sub(_called, redline_html.in_language(words, made.html))
    explained = [said[change.kind] for change in made.changes]
    return environment(words).get_template("example.html").render(body=Markup(body), explained=explained)


def _called(match: re.Match[str]) -> str:
    """A change with its number in front, which leads to what is said about it."""
    tag, number, link = match.groups("")
    call = f'<a class="inforce-callout" href="#callout-{number}" data-link="">{number}</a>'
    if tag in ("ins", "del", "a"):  # a link holds no other
        return call + match[0]
    return f"{match[0].removesuffix(link)}{call}{link}"


def _explanations(words: Words) -> Mapping[str, str]:
    _ = words.gettext
    return {
        "replaced": _("Replaced: the old words are struck out, the new ones follow and are underlined."),
        "inserted": _("Inserted: these words are new."),
        "deleted": _("Deleted: these words are gone."),
        "link target": _("The words stayed. The link behind them leads elsewhere; the old address stands in brackets."),
        "split": _("One paragraph became two: a new one begins at ¶+. Its words are the same."),
        "formatting": _("The words stayed. They became bold, as the brackets say."),
        "moved": _("Moved: the paragraph stands at both places, and each leads to the other. Its words are the same."),
        "table row": _("A row of the table is new. The other rows carry no mark."),
    }
