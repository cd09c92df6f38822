"""Finding, for everyone: hostile addresses, filters, without scripts, on a phone."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from browsing import NARROW, tab
from finding import HISTORY, REFUNDS, RESULT, result
from playwright.sync_api import Browser, Page, expect

HOSTILE = ['<img src=x onerror="document.title=1">', "2016-02-31", "2016-5-1", "'\"><b>", "", "{day}", "9999999-01-01"]

# Another address of the same page, and what its scripts do then, as when Material's instant navigation brings a page.
_AGAIN = "(asked) => { document.activeElement.blur(); history.replaceState(null, '', `?${asked}`); document$.next(document); }"


@pytest.mark.parametrize(
    ("place", "hostile"),
    [
        (f"{HISTORY}?on=", HOSTILE),
        (f"{REFUNDS}?since=", HOSTILE),
        ("terms/?to=2018-01-01&from=", HOSTILE),
        ("terms/?on=", HOSTILE[:2]),  # the script is that of the line before; so is the home page's
        ("?on=", HOSTILE[:2]),
        (f"{HISTORY}?words=", HOSTILE),
    ],
)
def test_nothing_in_an_address_becomes_markup(page: Page, place: str, hostile: list[str]) -> None:
    """Whatever an address holds is text: it is said back as it is, or searched for, and never run."""
    page.goto(place + quote(hostile[0], safe=""))
    for given in hostile:
        page.evaluate(_AGAIN, place.partition("?")[2] + quote(given, safe=""))
        said = result(page)
        if "words=" not in place:
            assert said == f"“{' '.join(given.split())}” is not a date. Write it like 2016-05-01."
        assert page.locator(f"{RESULT} :is(img, b, script)").count() == 0, given
        assert page.title() != "1", given


# ---- filters


def test_filters(page: Page) -> None:
    """The table by section, by words of the note, with and without corrections; how many are shown; nothing; reset."""
    page.goto(HISTORY)
    status = page.locator(".inforce-filter [role=status]")
    expect(status).to_have_text("Showing 12 of 12.")
    page.get_by_text("Find a day, words or a section").click()
    page.get_by_label("Section that changed").select_option(label="Third-party marketplaces")
    found = page.locator(".inforce-history tbody tr:visible")
    shown = found.evaluate_all("rows => rows.map((row) => row.dataset.revision)")
    assert "2017-08-08" in shown
    assert len(shown) < 12
    page.get_by_label("Section that changed").select_option(label="all")
    page.get_by_label("Words in the note").press_sequentially("typo 6-moth")
    expect(found).to_have_count(1)
    page.get_by_label("Corrections").uncheck()
    expect(status).to_have_text("Showing 0 of 12. No revision matches. Change your choice, or reset it.")
    page.get_by_role("button", name="Reset").press("Enter")
    expect(status).to_have_text("Showing 12 of 12.")
    expect(page.locator("[data-correction]")).to_be_visible()


def test_collection_filters(page: Page) -> None:
    """The list of a collection by document and by words of the note."""
    page.goto("terms/")
    status = page.locator(".inforce-filter [role=status]")
    page.get_by_role("combobox", name="Policy").select_option(label="Refund Policy")
    expect(status).to_contain_text("Showing 12 of ")
    expect(page.locator(".inforce-revision:visible").get_by_role("link", name="Terms of Use", exact=True)).to_have_count(0)
    page.get_by_label("Words in the note").fill("pathways sale")
    expect(page.locator(".inforce-revisions > li:visible")).to_have_count(1)


# ---- for everyone


def test_without_scripts(browser: Browser, demo_url: str) -> None:
    """Forms that need scripts are not shown; the table, its intervals and links are; a link with a day leads to the history."""
    with tab(browser, demo_url, scripts=False) as watched:
        page = watched.page
        for address in ("", "terms/", HISTORY):
            page.goto(address)
            for form in page.locator(".inforce-ask, .inforce-filter").all():
                expect(form).to_be_hidden()
        row = page.locator("#r-2017-06-28")
        row.get_by_text("More").click()
        for text in ("June 28, 2017 – August 7, 2017", "7 days before", "If we cancel"):
            expect(row).to_contain_text(text)
        row.get_by_role("link", name="Refund periods").click()
        assert page.url.endswith("/compare/2017-04-11/2017-06-28/#refund-periods")
        page.goto(f"{REFUNDS}?since=2017-05-01")
        page.locator(".inforce-since").get_by_role("link", name="history").click()
        assert page.url.endswith(HISTORY)


def test_answers_fit_a_phone(browser: Browser, demo_url: str) -> None:
    """No answer makes a page scroll sideways, down to 320 pixels."""
    with tab(browser, demo_url, size=NARROW) as watched:
        page = watched.page
        wide = {}
        for address in (
            f"{HISTORY}?on=2015-09-01", f"{HISTORY}?words=refund", "terms/?from=2016-01-01&to=2018-07-11", "?on=2016-01-01",
            f"{REFUNDS}?since=2019-01-01", f"{REFUNDS}compare/2017-04-11/2018-05-15/?since=2017-05-01",
            "terms/terms-of-use/history/", "privacy/privacy-policy/history/",
        ):  # fmt: skip
            page.goto(address, wait_until="networkidle")
            for width in (320, 390):
                page.set_viewport_size(NARROW | {"width": width})
                over = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
                if over > 0:
                    wide[address, width] = over
        assert wide == {}
