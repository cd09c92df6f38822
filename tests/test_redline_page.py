"""The page of a redline in a real browser: from change to change, folded, side by side, in reverse; and its laws."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import NARROW, Watched, tab
from inforce.redline.prove import accept, reject, signature, verify
from playwright.sync_api import Browser, Page, expect
from selectolax.lexbor import LexborHTMLParser
from sites import Built, build, policy, repository, served

REFUNDS = "terms/refund-policy/compare/2017-04-11/2018-05-15/"
DEMO = [
    REFUNDS,
    "terms/refund-policy/compare/2017-04-11/2017-06-28/",
    "privacy/privacy-policy/compare/2018-07-11/2027-07-01/",
    "terms/terms-of-use/compare/2013-01-14/2013-02-28/",
]
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
    .replace("个人信息", "信息和密码")
    .replace("שבע", "עשר")
    .replace("org/a)", "org/b)")
    .replace("**more**", "more")
    + "\nEvery reader may bring three friends to the reading room on any day except the first Monday of a month.\n"
)
MADE = "rules/compare/2020-01-01/2021-01-01/"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site with one redline that holds everything: moves, splits, joins, lists in lists, a long table, Chinese, Hebrew."""
    folder = tmp_path_factory.mktemp("made") / "site"
    history = [
        {"on": "2020-01-01", "write": {"policies/rules.md": policy("2020-01-01", OLD)}},
        {"on": "2021-01-01", "write": {"policies/rules.md": policy("2021-01-01", NEW)}},
    ]
    config = (
        "site_name: Rules\nsite_url: https://example.org/\ntheme: {name: material, font: false}\nplugins: [search, inforce]\n"
    )
    repository(folder, history, config)
    built = build(folder)
    assert built.code == 0, built.said
    return built


@pytest.fixture(scope="module")
def made_url(made: Built) -> Iterator[str]:
    """That site behind a server."""
    with served(made.folder) as url:
        yield url


@pytest.fixture(scope="module")
def wide(browser: Browser, demo_url: str) -> Iterator[Watched]:
    """A wide tab on the demo."""
    with tab(browser, demo_url) as watched:
        yield watched


@pytest.fixture
def page(wide: Watched) -> Iterator[Page]:
    """The redline of the refund policy, as a reader sees it who comes for the first time."""
    wide.page.goto(REFUNDS)
    wide.page.evaluate("localStorage.clear()")
    wide.page.goto("about:blank")
    wide.page.goto(REFUNDS)
    yield wide.page
    assert wide.faults == []


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


# Laws: the views show the redline, all of it and nothing else.


@pytest.mark.parametrize("address", [*DEMO, MADE])
def test_laws(browser: Browser, demo_url: str, made_url: str, address: str) -> None:
    """Each column reads as its text; the reverse is proved as a redline is; folds and swaps give the page back; ids once."""
    home = made_url if address == MADE else demo_url
    with tab(browser, home) as watched:
        page = watched.page
        page.goto(f"{address}?view=")
        if not page.locator(".inforce-toolbar").count():
            assert "2013-01-14" in address  # reissued without change: there is nothing to switch
            return
        page.wait_for_load_state("networkidle")
        plain = inside(page)
        old, new = reject(plain), accept(plain)
        press(page, "reverse")
        assert verify(inside(page), signature(new), signature(old)) == []
        press(page, "reverse")
        assert inside(page) == plain
        press(page, "side")
        assert column(page, "old") == letters(old)
        assert column(page, "new") == letters(new)
        doubled = "ids => ids.filter((id, k) => ids.indexOf(id) !== k)"
        assert page.evaluate(f"({doubled})([...document.querySelectorAll('[id]')].map(e => e.id))") == []
        press(page, "side")
        press(page, "changes")
        while page.locator(".inforce-folded button").count():
            page.locator(".inforce-folded button").first.click()
        page.evaluate("document.activeElement.blur()")
        assert inside(page) == plain


def test_everything_is_in_the_made_redline(made: Built) -> None:
    """The laws above are tried on what is hard: else they would say little."""
    tree = LexborHTMLParser(made.text(MADE))
    kinds = {element.attributes["data-kind"] for element in tree.css(".inforce-redline [data-kind]")}
    assert {"moved", "split", "joined", "renumbered", "formatting", "table row"} <= kinds
    assert tree.css('.inforce-redline [dir="auto"]')


# From change to change


def test_next_and_previous(page: Page) -> None:
    """Buttons and keys lead from change to change, round at both ends; the count and the outline follow."""
    count = page.locator(".inforce-toolbar output")
    expect(count).to_have_text("– of 31")
    press(page, "next")
    expect(count).to_have_text("1 of 31")
    page.keyboard.press("n")
    expect(count).to_have_text("2 of 31")
    assert page.evaluate("document.activeElement.dataset.n") == "2"
    page.keyboard.press("p")
    page.keyboard.press("p")
    expect(count).to_have_text("31 of 31")
    expect(page.locator(".inforce-current-change").first).to_be_in_viewport()
    press(page, "previous")
    expect(count).to_have_text("30 of 31")
    assert page.url.split("?")[0].endswith(REFUNDS)  # n and p are the theme's keys for other pages


def test_keys_are_letters_where_one_types(page: Page) -> None:
    """In the search field, and with a modifier, n and p do nothing here."""
    page.locator("input.md-search__input").focus()
    page.keyboard.type("nn")
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+n")
    expect(page.locator(".inforce-toolbar output")).to_have_text("– of 31")


def test_link_to_a_change(page: Page) -> None:
    """A change says what happened, in which section, and gives its link; the link leads back to it."""
    page.locator('.inforce-redline ins[data-n="1"]').dispatch_event("click")
    here = page.locator(".inforce-here")
    expect(here).to_contain_text("Inserted")
    expect(here).to_contain_text("Refund Policy")
    link = here.get_by_text("Link to this change")
    assert (link.get_attribute("href") or "").endswith("#change-1")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    here.get_by_text("Copy link").click()
    expect(here).to_contain_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    page.keyboard.press("Escape")
    expect(here).to_be_hidden()
    page.goto("about:blank")
    page.goto(copied.replace("#change-1", "#change-20"))
    expect(page.locator(".inforce-toolbar output")).to_have_text("20 of 31")
    expect(page.locator("#change-20")).to_be_in_viewport()


def test_sections_beside_the_text(page: Page) -> None:
    """On a wide screen the changed sections stand beside the text; each leads to its first change."""
    sections = page.locator(".inforce-sections")
    expect(sections.locator("li").first).to_be_visible()
    text = page.locator(".inforce-redline").bounding_box()
    aside = sections.bounding_box()
    assert text and aside
    assert aside["x"] >= text["x"] + text["width"]
    sections.locator("a").nth(2).click()
    target = (sections.locator("a").nth(2).get_attribute("href") or "").removeprefix("#change-")
    expect(page.locator(".inforce-toolbar output")).to_have_text(f"{target} of 31")


# Views


def test_changes_only(page: Page) -> None:
    """What did not change is folded, the headings of changed sections are kept, and a link into a fold opens it."""
    quiet = page.locator(".inforce-redline > p:not([data-n]):not(:has([data-n]))")
    assert quiet.count()
    press(page, "changes")
    folds = page.locator(".inforce-folded")
    assert folds.count()
    expect(folds.first).to_contain_text("unchanged")
    folded = page.locator(".inforce-redline [hidden]")
    before = folded.count()
    folds.locator("button").first.click()
    assert folded.count() < before
    assert page.evaluate("document.activeElement.tagName") != "BODY"
    assert "view=changes" in page.url
    page.goto(f"{REFUNDS.partition('compare')[0]}history/")
    page.goto(REFUNDS)
    assert page.locator(".inforce-folded").count()  # the choice is kept


def test_a_link_into_a_fold(browser: Browser, made_url: str) -> None:
    """The place that an address names is shown, folded or not."""
    with tab(browser, made_url) as watched:
        watched.page.goto(f"{MADE}?view=changes")
        expect(watched.page.get_by_text("Two paragraphs that nobody")).to_be_hidden()
        watched.page.goto("about:blank")
        watched.page.goto(f"{MADE}?view=changes#left-alone")
        expect(watched.page.locator("#left-alone")).to_be_in_viewport()
        expect(watched.page.get_by_text("Two paragraphs that nobody")).to_be_visible()


def test_folds_in_lists_and_tables(browser: Browser, made_url: str) -> None:
    """Of a long table in which one row changed, the others are folded; its head is kept."""
    with tab(browser, made_url) as watched:
        watched.page.goto(f"{MADE}?view=changes")
        expect(watched.page.locator("tr.inforce-folded").first).to_contain_text("7 unchanged items")
        expect(watched.page.locator(".inforce-redline th").first).to_be_visible()


@pytest.mark.parametrize("narrow", [False, True])
def test_side_by_side(browser: Browser, made_url: str, narrow: bool) -> None:
    """Rows of two cells; on a phone one above the other, named, and what did not change once."""
    with tab(browser, made_url, size=NARROW if narrow else {"width": 1400, "height": 900}) as watched:
        page = watched.page
        page.goto(f"{MADE}?view=side")
        row = page.locator(".inforce-row--changed", has_text="我们").first
        old, new = (row.locator(f".inforce-cell--{side}").bounding_box() for side in ("old", "new"))
        assert old and new
        if narrow:
            assert new["y"] >= old["y"] + old["height"]
            expect(row.get_by_text("Before")).to_be_visible()
        else:
            assert old["y"] == new["y"]
            assert old["x"] < new["x"]
        same = page.get_by_text("One paragraph that nobody touched.")
        assert [same.nth(k).is_visible() for k in range(same.count())] == [not narrow, True]
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0


def test_swap(page: Page) -> None:
    """In reverse the dates, the counts and the signs change places, and the page says so."""
    ends = page.locator(".inforce-dates [data-end]")
    assert [text.strip() for text in ends.all_inner_texts()] == ["April 11, 2017", "May 15, 2018"]
    words = page.locator(".inforce-compare .inforce-words").inner_text()
    press(page, "reverse")
    expect(page.locator(".inforce-reversed")).to_contain_text("Shown in reverse")
    assert [text.strip() for text in ends.all_inner_texts()] == ["May 15, 2018", "April 11, 2017"]
    assert page.locator(".inforce-compare .inforce-words").inner_text() != words
    page.get_by_text("Show it in order of time").click()
    expect(page.locator(".inforce-reversed")).to_be_hidden()
    assert page.locator(".inforce-compare .inforce-words").inner_text() == words


def test_save(page: Page, browser: Browser, tmp_path: Path) -> None:
    """The saved file is a document of its own with the whole redline, and asks for nothing."""
    plain = inside(page)
    with page.expect_download() as download:
        page.get_by_text("Save as one HTML file").click()
    out = tmp_path / "saved.html"
    download.value.save_as(out)
    html = out.read_text("utf-8")
    tree = LexborHTMLParser(html)
    assert html.startswith("<!doctype html>")
    assert not tree.css("script, link, button, img")
    main = tree.css_first("main")
    assert main
    assert letters(main.inner_html or "") == letters(plain)
    assert "April 11, 2017" in tree.css_first("header").text()  # type: ignore[union-attr]
    alone = browser.new_page(offline=True)
    alone.goto(out.as_uri())
    assert "underline" in alone.locator("main ins").first.evaluate("e => getComputedStyle(e).textDecoration")
    alone.close()


def test_without_scripts(browser: Browser, demo_url: str) -> None:
    """The redline, its legend, its changed sections and the links to changes are there; the switches are not."""
    for size in ({"width": 1400, "height": 900}, NARROW):
        with tab(browser, demo_url, size=size, scripts=False) as watched:
            page = watched.page
            page.goto(REFUNDS)
            expect(page.locator(".inforce-toolbar")).to_be_hidden()
            expect(page.locator(".inforce-here")).to_be_hidden()
            expect(page.locator(".inforce-legend")).to_contain_text("Moved")
            page.locator(".inforce-sections summary").click()
            page.locator(".inforce-sections a").last.click()
            number = page.url.partition("#")[2]
            expect(page.locator(f"#{number}")).to_be_in_viewport()


def test_print(page: Page) -> None:
    """On paper there are signs in the place of colours, and no switches."""
    page.emulate_media(media="print")
    expect(page.locator(".inforce-toolbar")).to_be_hidden()
    said = "e => getComputedStyle(e, '::before').content"
    assert page.locator(".inforce-redline ins").first.evaluate(said) == '"[+"'
    assert page.locator(".inforce-redline del").first.evaluate(said) == '"[−"'
    page.emulate_media(media="screen")


def test_one_heading_of_the_page(page: Page) -> None:
    """The text's own title is the page's only heading of the first level."""
    expect(page.locator("h1:visible")).to_have_count(1)


def test_example(browser: Browser, demo_url: str) -> None:
    """How to read a redline is shown by one that the engine made; each number leads to what it means, on a phone too."""
    with tab(browser, demo_url, size={"width": 320, "height": 700}, scripts=False) as watched:
        page = watched.page
        page.goto("redlines/")
        calls = page.locator(".inforce-example .inforce-callout")
        targets = {call.get_attribute("href") for call in calls.all()}
        assert len(targets) == page.locator(".inforce-example figcaption li").count() == 8
        for target in targets:
            expect(page.locator(str(target))).to_be_visible()
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
