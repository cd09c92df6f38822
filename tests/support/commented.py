"""Comments for tests: made in real repositories, and rendered as hosts render them (GitHub-flavoured Markdown)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import cmarkgfm
from cmarkgfm.cmark import Options
from histories import git
from inforce.render.pull_request.escape import JOINER
from selectolax.lexbor import LexborHTMLParser, LexborNode
from sites import policy, repository

TODAY = date(2026, 11, 23)
CONFIG = "site_name: Company\nplugins: [inforce]\n"
# The elements of which a comment is made.
OURS = set("h2 h3 p a strong em sub sup ins del code br blockquote ul ol li table thead tbody tr th td details summary".split())
TEXT = """\
## Periods

| Product | Free trial | Refund |
|---|---|---|
| Course | none | 14 days |
| Monthly subscription | 7 days | none |
| Yearly subscription | none | 30 days |

A refund goes to the card that was charged.

## How to ask

1. Open your account.
2. Choose the course:
   - one that you began,
   - one that you did not begin.
3. Choose *Refund*.

## Stores

If you bought in a store, ask the store; its own rules say whether and when it pays back what you paid there, and we have no
part in them. We cannot see what you paid, when you paid it, with which card you paid it, or in which currency, and so we can
neither confirm a payment nor send anything back. Please ask them, and keep the receipt that they sent you by e-mail until the
money has arrived on your account, which can take up to ten days in some countries and up to a month in a few.
"""
BASE: list[dict[str, Any]] = [
    {
        "on": "2018-01-10",
        "write": {
            "policies/terms/refunds.md": policy("2018-02-01", TEXT, title="Refund Policy"),
            "policies/terms/use.md": policy("2018-02-01", "You may use it.", title="Terms of Use"),
            "policies/cookies.md": policy("2018-02-01", "We set one cookie.", title="Cookies"),
            "policies/old.md": policy("2018-02-01", "The shield.", title="Privacy Shield"),
        },
    },
]


def branch(folder: Path, changes: Mapping[str, str | None], history: Sequence[Mapping[str, Any]] = BASE) -> Path:
    """A repository whose branch `edit` changes files of `main` in one commit; None deletes one."""
    repository(folder, history, CONFIG)
    git(folder, "checkout", "-qb", "edit")
    for path, text in changes.items():
        file = folder / path
        if text is None:
            git(folder, "rm", "-q", path)
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
    git(folder, "add", "policies")
    git(folder, "commit", "-qm", "edit", "--allow-empty")
    return folder


def rendered(markdown: str) -> LexborNode:
    """What a host shows for a comment: raw HTML stays, as hosts let the elements through that they allow."""
    html = cmarkgfm.github_flavored_markdown_to_html(markdown, options=Options.CMARK_OPT_UNSAFE)
    body = LexborHTMLParser(html).body
    assert body
    return body


def elements(body: LexborNode) -> set[str]:
    """The names of the elements in it."""
    return {node.tag or "" for node in body.traverse(include_text=False)} - {"body", "-comment", "!--", "_comment"}


def words(node: LexborNode) -> str:
    """Its text, without what keeps hosts from finding references in it."""
    return clean(node.text() or "")


def clean(text: str) -> str:
    """A text with one space where there is white space, and without joiners."""
    return re.sub(r"[ \t\r\n\f\v\u2028\u2029]+", " ", text.replace(JOINER, "")).strip()
