"""What tests of the page of a redline share: addresses, and what is in the page."""

from __future__ import annotations

from playwright.sync_api import Page
from selectolax.lexbor import LexborHTMLParser

REFUNDS = "terms/refund-policy/compare/2017-04-11/2018-05-15/"
HISTORY = "terms/refund-policy/history/"
_ROWS = "\n".join(f"| item {k} | {k} days of waiting |" for k in range(12))
OLD = f"""\
# Rules

## Moved and edited

Every reader may bring two friends to the reading room on any day except the first Monday of a month.

We keep the records of your courses for as long as you study. You can ask us to delete them at any time.

First of a pair of paragraphs that will be one.

Second of a pair of paragraphs that will be one.

## Lists

3. one thing that stays
4. another thing that stays
5. a thing with a list inside
    - an inner thing
    - an inner thing that goes
6. the last thing
7. a thing after the last
8. the end

| Name | Days |
|---|---|
{_ROWS}

## Kinds

(a) prices and other terms of sale of every member;

(b) costs and margins of profit of every member.

We can change this agreement, and then we tell you so.

- an item that becomes a paragraph of its own
- another item that becomes a paragraph too

You should: Be given written information. Have your role explained. Know the next stages.

## Left alone

One paragraph that nobody touched.

Two paragraphs that nobody touched.

Three paragraphs that nobody touched.

## Scripts

我们收集您的个人信息。

אנחנו שומרים את המידע שלכם שבע שנים.

See [the desk](https://example.org/a) for **more** help.
"""
NEW = (
    OLD.replace("Every reader may bring two friends", "")
    .replace(" to the reading room on any day except the first Monday of a month.\n\n", "")
    .replace("as you study. You can", "as you study.\n\nYou can")
    .replace("will be one.\n\nSecond", "will be one. Second")
    .replace("3. one thing", "2. one thing")
    .replace("    - an inner thing that goes\n", "")
    .replace("4. another thing that stays\n", "4. another thing that stays\n5. a new thing\n")
    .replace("| item 7 | 7 days", "| item 7 | 70 days")
    .replace("| item 9 | 9 days of waiting |\n", "")
    .replace("(a) prices", "1. prices")
    .replace("(b) costs", "2. costs")
    .replace("We can change", "> We can change")
    .replace("- an item that becomes", "An item that becomes")
    .replace("- another item", "\nAnother item")
    .replace("You should: Be given", "You should:\n\n- Be given")
    .replace(". Have your", ".\n- Have your")
    .replace(". Know the", ".\n- Know the")
    .replace("个人信息", "信息和密码")
    .replace("שבע", "עשר")
    .replace("org/a)", "org/b)")
    .replace("**more**", "more")
    + "\nEvery reader may bring three friends to the reading room on any day except the first Monday of a month.\n"
)
MADE = "rules/compare/2020-01-01/2021-01-01/"


def inside(page: Page) -> str:
    """The redline as it is in the page now."""
    return page.locator("#inforce-redline").inner_html()


def press(page: Page, name: str) -> None:
    """Press a button of the toolbar."""
    page.locator(f'.inforce-toolbar [data-do="{name}"]').click()


def letters(html: str) -> str:
    """The text without its white space."""
    body = LexborHTMLParser(f"<body>{html}</body>").body
    assert body
    return "".join(body.text().split())


def column(page: Page, side: str) -> str:
    """What stands in a column, without the labels of a narrow screen."""
    own = "[...cell.children].filter(e => e.className !== 'inforce-cell__label').map(e => e.outerHTML).join('')"
    return letters(str(page.locator(f".inforce-cell--{side}").evaluate_all(f"cells => cells.map(cell => {own}).join('')")))
