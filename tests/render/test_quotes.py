"""Quoting a redline in a real browser: addresses of changes, what is copied from it, and the wording of one change."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from browsing import Watched, leave, tab
from playwright.sync_api import Browser, Locator, Page, expect
from sites import Built, build, policy, repository, served

OLD = """\
# Rules

Gifts are welcome. You can return a gift within 30 days after you got it. Ask us first.

Every reader may bring two friends to the reading room on any day except the first Monday of a month.

- We keep your name for a year.
- We keep your card for a month.

| Plan | Days |
|---|---|
| Gold | 10 days |
| Tin | 10 days |

A paragraph that goes as a whole.

This agreement ends when you close the account.

## Change 5

Nobody touched this.

Nobody touched that.

The last words stay.
"""
NEW = (
    OLD.replace("30 days after you", "60 days after you")
    .replace("Every reader may bring two friends", "")
    .replace(" to the reading room on any day except the first Monday of a month.\n\n", "")
    .replace("your card for a month.\n", "your card for two months.\n- We keep your address.\n")
    .replace("Tin | 10", "Tin | 20")
    .replace("A paragraph that goes as a whole.\n\n", "")
    .replace("This agreement", "However, this agreement")
    .replace("The last words", "Ask the [desk](../a.md).\n\nThe last words")
    + "\nEvery reader may bring three friends to the reading room on any day except the first Monday of a month.\n"
)
MADE = "rules/compare/2020-01-01/2021-01-01/"
TEXT = """\
Rules

Gifts are welcome. You can return a gift within [-30 days-]{+60 days+} after you got it. Ask us first.

[-Every reader may bring two friends to the reading room on any day except the first Monday of a month.-]

We keep your name for a year.
We keep your card for [-a month-]{+two months+}.
{+We keep your address.+}

Plan\tDays
Gold\t10 days
Tin\t[-10 days-]{+20 days+}

[-A paragraph that goes as a whole.-]

[-This-]{+However, this+} agreement ends when you close the account.

Change 5

Nobody touched this.

Nobody touched that.

{+Ask the desk.+}

The last words stay.

{+Every reader may bring+} [-two-]{+three friends to the reading room on any day except the first Monday of a month.+}"""
ADDRESS = re.compile(r"#change-x[0-9a-f]{8}$")


@pytest.fixture(scope="module")
def quoted(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site with one redline."""
    folder = tmp_path_factory.mktemp("quoted") / "site"
    history = [
        {"on": "2020-01-01", "write": {"policies/rules.md": policy("2020-01-01", OLD, title="House rules")}},
        {"on": "2021-01-01", "write": {"policies/rules.md": policy("2021-01-01", NEW, title="Rules of the house")}},
    ]
    config = "site_name: R\nsite_url: https://example.org/\ntheme: {name: material, font: false}\nplugins: [inforce]\n"
    repository(folder, history, config)
    built = build(folder)
    assert built.code == 0, built.said
    return built


@pytest.fixture(scope="module")
def watched(browser: Browser, quoted: Built) -> Iterator[Watched]:
    """A tab on that site."""
    with served(quoted.folder) as url, tab(browser, url) as made:
        made.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield made


@pytest.fixture
def page(watched: Watched) -> Iterator[Page]:
    """The redline, as a reader sees it who comes for the first time."""
    leave(watched.page)
    watched.page.goto(MADE)
    watched.page.evaluate("localStorage.clear()")
    watched.page.goto(MADE)
    watched.faults.clear()
    yield watched.page
    assert not watched.faults


def chosen(page: Page, first: str, last: str = "") -> None:
    """Select all from one element to the end of another."""
    page.evaluate(
        """([first, last]) => {
            const range = document.createRange();
            range.setStartBefore(document.querySelector(first));
            range.setEndAfter(document.querySelector(last));
            getSelection().removeAllRanges();
            getSelection().addRange(range);
        }""",
        [f".inforce-redline {first}", f".inforce-redline {last or first}"],
    )


def copied(page: Page) -> tuple[str, str]:
    """What the clipboard gets, as text and as HTML, when the selection is copied; "" where the browser is left to it."""
    text, html = page.evaluate("""() => {
        const data = new DataTransfer();
        const event = new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true });
        const ours = !getSelection().focusNode.dispatchEvent(event);
        return ours ? [data.getData("text/plain"), data.getData("text/html")] : ["", ""];
    }""")
    return text, html


def card(page: Page) -> Locator:
    """What is said of the change that was chosen."""
    return page.get_by_role("complementary", name="This change")


def wording(page: Page, side: str) -> str:
    """What its button puts on the clipboard."""
    card(page).get_by_role("button", name=f"Copy {side} wording").click()
    expect(card(page).get_by_role("status")).to_have_text("Copied")
    return str(page.evaluate("navigator.clipboard.readText()"))


# Addresses


def test_addresses_lead_to_changes(page: Page) -> None:
    """That of a change, and the old form of it, by its number; a number that there is not, and a heading, lead to none."""
    count = page.locator(".inforce-toolbar output")
    names = page.evaluate("[...document.querySelectorAll('.inforce-redline [data-n][id]')].map((each) => each.id)")
    third = next(name for name in names if page.locator(f"#{name}").get_attribute("data-n") == "3")
    for hash_, number in ((f"#{third}", "3"), ("#change-2", "2"), ("#change-8", "8"), ("#change-9", "–"), ("#change-5", "–")):
        leave(page)
        page.goto(MADE + hash_)
        expect(count).to_have_text(f"{number} of 8")
    expect(page.get_by_role("heading", name="Change 5")).to_be_in_viewport()
    page.goto(f"{MADE}#change-2")
    expect(count).to_have_text("2 of 8")
    assert ADDRESS.search(card(page).get_by_text("Link to this change").get_attribute("href") or "")


@pytest.mark.parametrize("view", ["side", "reverse", "side,reverse", "changes"])
def test_addresses_in_every_view(page: Page, view: str) -> None:
    """Each is there once, and leads to its change whichever way the redline is read."""
    names = page.evaluate("[...document.querySelectorAll('.inforce-redline [data-n][id]')].map((each) => each.id)")
    assert len(names) == 9  # a move has one at its other end
    page.goto(f"{MADE}?view={view}")
    for name in names:
        assert page.locator(f"[id='{name}']").count() == 1
    last = next(name for name in reversed(names) if not name.endswith("-end"))
    leave(page)
    page.goto(f"{MADE}?view={view}#{last}")
    expect(page.locator(".inforce-toolbar output")).to_contain_text(" of 8")
    href = card(page).get_by_text("Link to this change").get_attribute("href") or ""
    assert href.endswith(f"#{last}")


# Copying


def test_copying_across_blocks(page: Page) -> None:
    """Marks become signs, paragraphs stand apart, items and rows on lines of their own."""
    chosen(page, "h1", "[data-move=to]")
    text, html = copied(page)
    assert text == TEXT
    assert not re.search(
        r"<(?!/?(?:[hu]l?\d?|p|li|ins|del|table|t[rhd]|thead|tbody|div)\b)| (?:id|class|data-\w+|style)=", html
    )
    assert "within <del>30 days</del> <ins>60 days</ins> after" in html
    assert "<li><ins>We keep your address.</ins></li>" in html


def test_copying_with_the_keyboard(page: Page) -> None:
    """The clipboard itself has both forms."""
    chosen(page, "[data-n='1']", "ins[data-n='1']")
    page.keyboard.press("Control+c")
    assert page.evaluate("navigator.clipboard.readText()") == "[-30 days-]{+60 days+}"
    read = "navigator.clipboard.read().then(([item]) => item.getType('text/html')).then((blob) => blob.text())"
    assert "<del>30 days</del> <ins>60 days</ins>" in page.evaluate(read)


@pytest.mark.parametrize(
    ("choose", "text", "html"),
    [
        (
            "const words = at('ins[data-n=\"1\"]').firstChild; range.setStart(words, 0); range.setEnd(words, 2)",
            "{+60+}",
            "<ins>60</ins>",
        ),
        (
            "const words = at('[data-move=to]').lastChild; range.setStart(words, 1); range.setEnd(words, 8)",
            "{+friends+}",
            "<ins>friends</ins>",
        ),
        (
            "range.selectNodeContents(at('tbody tr:last-child td:last-child'))",
            "[-10 days-]{+20 days+}",
            "<del>10 days</del><ins>20 days</ins>",
        ),
        (
            "range.selectNode(at('tbody tr:last-child'))",
            "Tin\t[-10 days-]{+20 days+}",
            "<table><tbody><tr><td>Tin</td>\n<td><del>10 days</del><ins>20 days</ins></td></tr></tbody></table>",
        ),
        (
            "range.setStart(at('li:nth-child(2)').firstChild, 8); range.setEnd(at('li:nth-child(3) ins').firstChild, 7)",
            "your card for [-a month-]{+two months+}.\n{+We keep+}",
            "<ul><li>your card for <del>a month</del><ins>two months</ins>.</li>\n<li><ins>We keep</ins></li></ul>",
        ),
    ],
)
def test_copying_a_part(page: Page, choose: str, text: str, html: str) -> None:
    """What begins or ends inside a change, an item or a cell keeps its marks; a row stays a row."""
    page.evaluate(f"""() => {{
        const [at, range] = [(name) => document.querySelector(`.inforce-redline ${{name}}`), document.createRange()];
        {choose};
        getSelection().removeAllRanges();
        getSelection().addRange(range);
    }}""")
    assert copied(page) == (text, html)


def test_copying_what_is_no_change(page: Page) -> None:
    """Kept words, what stands around the redline, and both at once are left to the browser; so are fields."""
    for first, last in (("li", "li"), ("h1", "h1")):
        chosen(page, first, last)
        assert copied(page) == ("", "")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.inforce-dates'))")
    assert copied(page) == ("", "")
    page.evaluate("getSelection().selectAllChildren(document.body)")
    assert copied(page) == ("", "")


@pytest.mark.parametrize(
    ("view", "text"),
    [
        ("reverse", "within [-60 days-]{+30 days+} after"),
        (
            "side",
            "within [-30 days-] after you got it. Ask us first.\n\nGifts are welcome. You can return a gift within {+60 days+}",
        ),
        ("changes", "within [-30 days-]{+60 days+} after"),
    ],
)
def test_copying_in_other_views(page: Page, view: str, text: str) -> None:
    """What is shown is copied, in its direction and order; what is folded, and our own words, are not."""
    page.goto(f"{MADE}?view={view}")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.inforce-redline'))")
    found, html = copied(page)
    assert text in found
    assert "unchanged" not in found and "Before" not in found and "<button" not in html
    assert ("Nobody touched this" in found) == (view != "changes")


# The wording of one change


@pytest.mark.parametrize("view", ["", "?view=reverse", "?view=side,changes"])
def test_wording_of_a_change(page: Page, view: str) -> None:
    """The sentence before and after, with the title, the date and the address, however the redline is read."""
    leave(page)
    page.goto(f"{MADE}{view}#change-1")
    link = page.evaluate("document.querySelector('[data-say=link]').href")
    told = {
        "new": (60, "Rules of the house, new wording (January 1, 2021)"),
        "old": (30, "House rules, old wording (January 1, 2020)"),
    }
    for side, (days, source) in told.items():
        assert wording(page, side) == f"You can return a gift within {days} days after you got it.\n\n{source}\n{link}\n"


def test_wording_is_offered_where_there_is_one(page: Page) -> None:
    """An insertion has no old wording, a deletion no new one; a cell is read in its row, a move at either end."""
    found = []
    for _ in range(8):
        page.keyboard.press("n")
        sides = [side for side in ("old", "new") if page.get_by_role("button", name=f"Copy {side} wording").is_visible()]
        found.append({side: wording(page, side).partition("\n\n")[0] for side in sides})
    bring = "Every reader may bring {} friends to the reading room on any day except the first Monday of a month."
    assert found == [
        {side: f"You can return a gift within {days} days after you got it." for side, days in (("old", 30), ("new", 60))},
        {"old": bring.format("two"), "new": bring.format("three")},
        {"old": "We keep your card for a month.", "new": "We keep your card for two months."},
        {"new": "We keep your address."},
        {"old": "Tin\t10 days", "new": "Tin\t20 days"},
        {"old": "A paragraph that goes as a whole."},
        {
            "old": "This agreement ends when you close the account.",
            "new": "However, this agreement ends when you close the account.",
        },
        {"new": "Ask the desk."},
    ]


def test_the_card_is_for_the_keyboard(page: Page) -> None:
    """Its buttons are reached one after the other, say what they did, and forget it with the next change."""
    page.keyboard.press("n")
    card(page).get_by_text("Link to this change").focus()
    names = []
    for _ in range(4):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.textContent"))
    assert names == ["Copy link", "Copy new wording", "Copy old wording", "Close"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(card(page).get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("document.activeElement.textContent") == "Copy old wording"
    page.keyboard.press("n")
    expect(card(page).get_by_role("status")).to_be_empty()


def test_copying_that_is_not_allowed(page: Page) -> None:
    """Where pages have no clipboard, the old way is tried, and what came of it is said."""
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })")
    page.keyboard.press("n")
    with page.expect_event("console") as caught:
        page.evaluate("""() => {
            document.execCommand = (name) => console.log(name, document.activeElement.value.slice(0, 20));
        }""")
        card(page).get_by_role("button", name="Copy new wording").click()
    assert caught.value.text == "copy You can return a gif"
    expect(card(page).get_by_role("status")).to_have_text("Your browser did not let this page copy.")
