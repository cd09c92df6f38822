"""The views of a redline in a real browser: changes only, side by side, in reverse, on a phone."""

from __future__ import annotations

import pytest
from browsing import NARROW, leave, tab
from playwright.sync_api import Browser, Page, expect
from redline_pages import MADE, REFUNDS, press


@pytest.fixture
def page(redline_page: Page) -> Page:
    """The redline of the refund policy."""
    return redline_page


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
        leave(watched.page)
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
    page.get_by_text("Show it the usual way round").click()
    expect(page.locator(".inforce-reversed")).to_be_hidden()
    assert page.locator(".inforce-compare .inforce-words").inner_text() == words


def test_link_to_a_change_side_by_side(browser: Browser, demo_url: str) -> None:
    """The row that a link names stands below the dates that stay in sight."""
    with tab(browser, demo_url, size={"width": 1400, "height": 500}) as watched:
        page = watched.page
        page.goto(f"{REFUNDS}?view=side#change-20")
        piece, heads = page.locator('.inforce-redline [id][data-n="20"]').first, page.locator(".inforce-heads")
        expect(piece).to_be_in_viewport()
        piece.evaluate("(piece) => piece.scrollIntoView({behavior: 'instant'})")  # as browsers do last
        top, bottom = (piece.bounding_box() or {})["y"], heads.bounding_box() or {}
        assert top >= bottom["y"] + bottom["height"]


@pytest.mark.parametrize("width", [390, 320])
def test_switches_on_a_phone(browser: Browser, demo_url: str, width: int) -> None:
    """Words in the place of icons, large enough for a finger, in one row where there is room."""
    with tab(browser, demo_url, size={"width": width, "height": 800}) as watched:
        page = watched.page
        page.goto(REFUNDS)
        buttons = page.locator(".inforce-toolbar button")
        boxes = [box for button in buttons.all() if (box := button.bounding_box())]
        assert len(boxes) == 5
        assert all(box["height"] >= 44 and box["width"] >= 44 for box in boxes)
        for name in ("Changes only", "Side by side", "Swap"):
            assert name.split() == page.get_by_role("button", name=name, exact=True).first.inner_text().split()
        if width == 390:
            assert len({box["y"] for box in boxes}) == 1
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0


def test_the_way_to_the_top_covers_no_switch(browser: Browser, demo_url: str) -> None:
    with tab(browser, demo_url, size={"width": 320, "height": 800}) as watched:
        page = watched.page
        page.goto(REFUNDS, wait_until="networkidle")
        top = page.locator(".md-top")
        page.mouse.wheel(0, 3000)
        page.wait_for_function("scrollY > 1000")
        page.mouse.wheel(0, -300)
        expect(top).to_be_visible()
        button, switches = top.bounding_box() or {}, page.locator(".inforce-toolbar").bounding_box() or {}
        assert button["height"] < 60
        assert button["y"] >= switches["y"] + switches["height"]


def test_the_text_does_not_move_when_the_switches_come(browser: Browser, demo_url: str) -> None:
    """On a phone, what the script shows has its room before: the text begins where it began without the script."""
    tops = []
    for script in (True, False):
        context = browser.new_context(viewport={"width": 412, "height": 823}, base_url=demo_url)
        page = context.new_page()
        if not script:
            page.route("**/inforce.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
        page.goto(REFUNDS)
        page.wait_for_load_state("networkidle")
        tops.append(page.locator("#inforce-redline").evaluate("element => element.getBoundingClientRect().top"))
        context.close()
    assert tops[0] == tops[1]
