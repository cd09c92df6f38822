"""The demo in a real browser, under a prefix: what loads, what readers see, what works with and without scripts."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

import pytest
from browsing import NARROW, tab
from playwright.sync_api import Browser, Error, Page, expect
from sites import PREFIX, Built

PAGES = {
    "home": "",
    "collection": "terms/",
    "policy": "privacy/privacy-policy/",
    "history": "terms/refund-policy/history/",
    "revision": "terms/refund-policy/2017-06-28/",
    "redline": "terms/refund-policy/compare/2017-04-11/2018-05-15/",
    "hand-written": "contact/",
    "table by hand": "front-matter/",
    "retired": "privacy/privacy-shield-policy/",
}


def banners(page: Page) -> list[str]:
    """The titles of the banners that a reader sees."""
    page.wait_for_load_state()
    found = page.locator(".inforce-banner:visible > :is(.admonition-title, strong)")
    return [" ".join(title.split()) for title in found.all_inner_texts()]


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_loads_cleanly(page: Page, address: str) -> None:
    """No error of a script, no failed request, none to another host or outside the prefix; the tab has a title."""
    page.goto(address, wait_until="networkidle")
    expect(page.locator("h1").first).to_be_visible()
    assert page.title()


def test_a_fault_in_a_page_is_seen(browser: Browser, demo_url: str) -> None:
    """The watch over a tab notices what it is there to notice."""
    with pytest.raises(AssertionError), tab(browser, demo_url) as watched:
        watched.page.goto("contact/")
        watched.page.evaluate(
            """async () => {
                console.error("one"); setTimeout(() => { throw Error("two") });
                await fetch("three").catch(() => 0); await fetch("http://localhost:9/").catch(() => 0);
                await fetch("/four").catch(() => 0); await new Promise((go) => setTimeout(go, 50))
            }"""
        )
        with pytest.raises(Error):  # a page cannot fetch from there: its policy refuses it
            watched.page.goto("http://localhost:9/")
    said = "\n".join(watched.faults)
    refused = "violation of connect-src by http://localhost:9/"
    for part in ("console: one", "two", "404: ", refused, "another host: http://localhost:9/", "not under the prefix"):
        assert part in said


def test_upcoming_is_announced(page: Page) -> None:
    """The policy in force announces the revision to come, with its text and with what will change."""
    page.goto(PAGES["policy"])
    assert banners(page) == ["A new revision takes effect on July 1, 2027"]
    banner = page.locator(".inforce-banner:visible")
    banner.get_by_role("link", name="what will change").click()
    assert page.url.endswith("/privacy/privacy-policy/compare/2018-07-11/2027-07-01/")
    expect(page.locator(".inforce-redline ins").first).to_be_visible()


def test_upcoming_text(page: Page) -> None:
    """The text to come says since when it will apply and leads to the one in force."""
    page.goto("privacy/privacy-policy/2027-07-01/")
    assert banners(page) == ["Upcoming: takes effect on July 1, 2027"]
    page.locator(".inforce-banner:visible").get_by_role("link", name="the text in force since July 11, 2018").click()
    assert page.url.endswith("/privacy/privacy-policy/")


def test_superseded(page: Page) -> None:
    """An older text says from when to when it was in force, and leads to the one that is and to what changed since."""
    page.goto(PAGES["revision"])
    assert banners(page) == ["Old version: no longer applies"]
    banner = page.locator(".inforce-banner:visible")
    expect(banner).to_contain_text("June 28, 2017 – August 7, 2017")
    expect(banner.get_by_role("link", name="The text in force since May 15, 2018")).to_have_attribute("href", "../")
    banner.get_by_role("link", name="what has changed since").click()
    assert page.url.endswith("/compare/2017-06-28/2018-05-15/")


def test_retroactive(page: Page) -> None:
    """A retroactive text says that it is, and when it was published."""
    page.goto("terms/refund-policy/2015-03-24/")
    assert banners(page) == ["Old version: no longer applies", "Retroactive"]
    expect(page.locator(".inforce-banner:visible").last).to_contain_text("Published on March 24, 2016")


def test_superseded_retroactively(page: Page) -> None:
    """A text whose whole time a later one covers says so, and leads to that one."""
    page.goto("terms/refund-policy/2015-08-24/")
    assert banners(page) == ["Replaced retroactively"]
    page.locator(".inforce-banner:visible").get_by_role("link", name="March 24, 2016").click()
    assert page.url.endswith("/terms/refund-policy/2015-03-24/")


def test_reissued(page: Page) -> None:
    """A revision that changed nothing but its date says so, and its redline shows no change."""
    page.goto("terms/terms-of-use/2013-02-28/")
    assert banners(page) == ["Old version: no longer applies", "Reissued without change"]
    page.get_by_role("link", name="What changed").first.click()
    assert page.url.endswith("/compare/2013-01-14/2013-02-28/")
    expect(page.locator(".inforce-redline ins, .inforce-redline del")).to_have_count(0)


@pytest.mark.parametrize("address", ["privacy/privacy-shield-policy/", "privacy/privacy-shield-policy/2017-06-28/"])
def test_retired(page: Page, address: str) -> None:
    """A retired policy says since when, and leads to the policy that took its place."""
    page.goto(address)
    assert banners(page) == ["Retired since September 30, 2020"]
    page.locator(".inforce-banner:visible").get_by_role("link", name="Privacy Policy").click()
    assert page.url.endswith("/privacy/privacy-policy/")


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("privacy/privacy-policy/2018-05-16.0/", "As first published, before it was corrected"),
        ("privacy/privacy-policy/2018-05-16.1/", "Correction 1"),
    ],
)
def test_corrected(page: Page, address: str, title: str) -> None:
    """A text before its last correction says which one it is, and leads to the corrected one."""
    page.goto(address)
    assert banners(page)[0] == title
    banner = page.locator(".inforce-banner:visible").first
    first = title != "Correction 1"
    whose = (
        "before it was corrected on May 18, 2018" if first else "as corrected on May 18, 2018. It was corrected again on May 29"
    )
    expect(banner).to_contain_text(f"This is the text {whose}")
    days = "May 16, 2018 – May 17, 2018" if first else "May 18, 2018 – May 28, 2018"
    expect(banner).to_contain_text(f"This wording no longer applies. It was in force {days}.")
    expect(banner.get_by_role("link", name="The text in force since July 11, 2018")).to_be_visible()
    expect(page.locator(".inforce-dates")).not_to_contain_text("May 29, 2018")
    page.get_by_role("link", name="the corrected text").click()
    assert page.url.endswith("/privacy/privacy-policy/2018-05-16/")
    assert banners(page)[0] != title
    expect(page.locator(".inforce-dates")).to_contain_text("May 18, 2018, May 29, 2018")
    page.goto("privacy/privacy-policy/compare/2018-05-16.0/2018-05-16.1/")
    expect(page.get_by_role("button", name="Changes only")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".inforce-redline [data-n]").first).to_be_in_viewport()


def test_an_old_address_keeps_what_was_asked(page: Page) -> None:
    """From an address that a policy had before, readers come to the same question, section and page as they asked for."""
    page.goto("terms/terms-of-service/?since=2018-07-12")
    page.wait_for_url("**/terms/terms-of-use/?since=2018-07-12")
    page.goto("terms/terms-of-service/#fees")
    page.wait_for_url("**/terms/terms-of-use/#fees")


def test_an_old_address_without_scripts(browser: Browser, demo_url: str) -> None:
    """Without scripts an old address leads to the new one all the same."""
    with tab(browser, demo_url, scripts=False) as watched:
        watched.page.goto("terms/terms-of-service/")
        watched.page.wait_for_url("**/terms/terms-of-use/")


def test_a_way_on_where_nothing_is(demo_site: Built) -> None:
    """The page for addresses that do not exist leads to all policies and names the search."""
    assert "All policies . Or use the search" in demo_site.words("404.html")


def test_what_was_put_right_is_said_in_plain_words(demo_site: Built) -> None:
    """What the ledger passes over is told without the house's own name for it, and nothing is said twice over."""
    said = demo_site.words("terms/refund-policy/history/")
    assert "Not counted as a revision: Straight quotation marks replaced by typographic ones. (commit 37fcabc94b)" in said
    assert "Ledger" not in said
    assert "Terms of Use in Terms of Use" not in demo_site.words("terms/terms-of-use/history/")
    assert "All of: Privacy Policy" not in demo_site.words("privacy/privacy-policy/")


def test_in_force(page: Page) -> None:
    """The text in force has no banner where nothing is announced; at its permanent address it says that it is in force."""
    page.goto("terms/refund-policy/")
    assert banners(page) == []
    page.locator(".inforce-record").get_by_role("link", name="2018-05-15").click()
    assert page.url.endswith("/terms/refund-policy/2018-05-15/")
    assert banners(page) == ["In force since May 15, 2018"]


def test_former_address(page: Page) -> None:
    """An address under the old name of a policy leads on by itself."""
    page.goto("terms/terms-of-service/2013-08-17/")
    page.wait_for_url("**/terms/terms-of-use/2013-08-17/")


@pytest.mark.parametrize(
    ("chosen", "landed"),
    [
        (("2016-11-01", "2017-08-22"), "2016-11-01/2017-08-22"),
        (("2015-08-24", "2015-03-24"), "2015-08-24/2015-03-24"),
    ],
    ids=["in order", "by publication, not by date"],
)
def test_pick_two(page: Page, chosen: tuple[str, str], landed: str) -> None:
    """Two revisions chosen on the history page lead to their redline."""
    page.goto(PAGES["history"])
    page.get_by_label(f"Compare from {chosen[0]}").check()
    page.get_by_label(f"Compare to {chosen[1]}").check()
    page.get_by_role("button", name="Compare the two chosen revisions").click()
    page.wait_for_url(f"**/terms/refund-policy/compare/{landed}/")
    expect(page.locator(".inforce-title")).to_have_text("Refund Policy: what changed")
    expect(page.locator(".inforce-redline")).to_be_visible()


def test_pick_the_last_two(page: Page) -> None:
    """Pressed at once, the button compares the two newest revisions."""
    page.goto(PAGES["history"])
    page.get_by_role("button", name="Compare the two chosen revisions").click()
    page.wait_for_url("**/compare/2018-03-26/2018-05-15/")


def test_pick_the_wrong_way_round(page: Page) -> None:
    """The older one cannot be the newer one, nor one revision both: such choices are not offered, and keys pass over them."""
    page.goto(PAGES["history"])
    page.get_by_label("Compare from 2017-08-08").check()
    for day in ("2017-08-08", "2017-06-28"):
        expect(page.get_by_label(f"Compare to {day}")).to_be_disabled()
    page.get_by_label("Compare to 2017-08-22").check()
    expect(page.get_by_label("Compare from 2018-03-26")).to_be_disabled()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Compare to 2018-05-15")).to_be_checked()
    expect(page.locator(".inforce-pick__chosen")).to_have_text("August 8, 2017 → May 15, 2018")


def test_search(page: Page) -> None:
    """The search finds texts in force, and no older ones."""
    page.goto("")
    page.keyboard.press("/")
    page.keyboard.type("Refund Policy", delay=5)
    expect(page.locator(".md-search-result__link").first).to_be_visible()
    found = page.locator(".md-search-result__link").evaluate_all("links => links.map((link) => link.href)")
    paths = {urlsplit(link).path.removeprefix(PREFIX) for link in found}
    assert "terms/refund-policy/" in paths
    assert not [path for path in paths if "compare/" in path or path[-11:-10].isdigit() or "history/" in path]


@pytest.mark.parametrize("word", ["cookies", "notice", "date"])
def test_search_finds_policies_before_the_help(page: Page, word: str) -> None:
    """A word that both have, in headings too, is found in all texts in force first."""
    page.goto("")
    page.keyboard.press("/")
    page.keyboard.type(word, delay=5)
    links = page.locator(".md-search-result__item > a")
    expect(links.first).to_be_visible()
    found = links.evaluate_all("links => links.map((link) => link.pathname)")
    ours = [any(f"/{name}/" in path for name in ("terms", "privacy", "cookies")) for path in found]
    assert ours[0] and ours == sorted(ours, reverse=True), found


def test_search_leads_on_by_keyboard(page: Page) -> None:
    """Enter follows what leads on to earlier versions, as it follows the best of what is found."""
    page.goto("contact/")
    page.keyboard.press("/")
    page.keyboard.type("classic", delay=5)
    expect(page.locator(".inforce-offer a")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".inforce-days .inforce-result").get_by_role("listitem")).to_have_count(2)
    assert page.url.endswith("/?words=classic")


def test_search_puts_texts_first_and_leads_on(page: Page) -> None:
    """Texts in force come before the help; where nothing is found, the words can be looked for in earlier versions."""
    page.goto("terms/refund-policy/compare/2018-03-26/2018-05-15/")
    field, found, offer = (
        page.locator(f".{name}") for name in ("md-search__input", "md-search-result__link", "inforce-offer a")
    )
    field.click()
    page.keyboard.type("cookies", delay=5)
    expect(found.first).to_have_attribute("href", re.compile(r"cookies/cookies-policy/"))
    expect(offer).to_have_count(0)
    page.keyboard.press("Control+A")
    page.keyboard.type("Classic", delay=5)
    expect(offer).to_have_text("Search earlier versions for “Classic”")
    offer.click()
    answer = page.locator(".inforce-days .inforce-result")
    expect(answer.get_by_role("listitem")).to_have_count(2)
    expect(answer).to_contain_text("Refund Policy: In 3 of 12 revisions: first March 24, 2015, last August 24, 2015.")
    answer.get_by_role("link", name="Refund Policy").click()
    expect(page.locator(".inforce-find .inforce-result")).to_contain_text("In 3 of 12 revisions")
    page.goto("?words=nowherewords")
    expect(answer).to_have_text("No revision has all these words in one passage.")


def test_without_scripts(browser: Browser, demo_url: str) -> None:
    """Everything that there is to read is there without scripts, and what would need them is not shown."""
    with tab(browser, demo_url, scripts=False) as watched:
        page = watched.page
        page.goto(PAGES["home"])
        expect(page.get_by_role("link", name="Refund Policy", exact=True).locator("visible=true").first).to_be_visible()
        page.goto(PAGES["collection"])
        expect(page.get_by_text("New product: Quillhaven Plus for 6 months.")).to_be_visible()
        page.goto(PAGES["policy"])
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator(".inforce-banner:visible")).to_be_visible()
        expect(page.locator("#questions-and-complaints, article h2").last).to_be_visible()
        page.goto(PAGES["history"])
        expect(page.get_by_text("Added Quillhaven Pathways, with effect from the first day of its sale.")).to_be_visible()
        expect(page.get_by_role("button", name="Compare the two chosen revisions")).to_be_hidden()
        expect(page.get_by_label("Compare from 2017-08-22")).to_be_hidden()
        page.get_by_role("link", name="words").first.click()
        assert page.url.endswith("/compare/2018-03-26/2018-05-15/")
        for side in ("ins", "del"):
            expect(page.locator(f".inforce-redline {side}").first).to_be_visible()
        page.locator(".inforce-contents summary").click()
        page.locator(".inforce-contents a").first.click()
        assert "#" in page.url
        page.get_by_role("link", name="Text in force").click()
        assert page.url.endswith("/terms/refund-policy/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_changes_are_told_by_more_than_colour(browser: Browser, demo_url: str, scheme: Literal["light", "dark"]) -> None:
    """Inserted words are underlined and deleted ones struck through, and both can be told from their ground."""
    with tab(browser, demo_url, scheme=scheme) as watched:
        page = watched.page
        page.goto(PAGES["redline"], wait_until="networkidle")
        for side, line in {"ins": "underline", "del": "line-through"}.items():
            word = page.locator(f".inforce-redline p {side}").first
            assert line in word.evaluate("word => getComputedStyle(word).textDecorationLine")


def test_nothing_jumps_between_the_pages_of_a_policy(page: Page) -> None:
    """The text in force, an old one, the history and a redline stand in one column, beside the menu of their section."""
    page.set_viewport_size({"width": 1400, "height": 900})
    places = set()
    for address in ("", "2016-11-01/", "history/", "compare/2018-03-26/2018-05-15/"):
        page.goto(f"terms/refund-policy/{address}")
        places.add(page.evaluate("Math.round(document.querySelector('h1').getBoundingClientRect().x)"))
        expect(page.locator(".md-sidebar--primary").get_by_role("link", name="Honor Code")).to_be_visible()
        expect(page.locator(".md-tabs__item--active")).to_have_text("Terms and rules")
    assert len(places) == 1


def test_fits_a_phone(browser: Browser, demo_url: str) -> None:
    """At 390 pixels no page scrolls sideways."""
    wide = {}
    more = ["terms/terms-of-use/", "terms/terms-of-use/history/", "privacy/privacy-policy/compare/2018-07-11/2027-07-01/"]
    with tab(browser, demo_url, size=NARROW) as watched:
        page = watched.page
        for address in (*PAGES.values(), *more):
            page.goto(address, wait_until="load")
            over = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
            if over > 0:
                wide[address] = over
    assert wide == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_are_those_that_the_system_asks_for(browser: Browser, demo_url: str, scheme: Literal["light", "dark"]) -> None:
    """On pages of policies, and on those of MkDocs itself."""
    with tab(browser, demo_url, size=NARROW, scheme=scheme) as watched:
        for address in ("", PAGES["redline"], "contact/"):
            watched.page.goto(address)
            shown = watched.page.evaluate("document.body.dataset.mdColorScheme")
            assert shown == {"light": "default", "dark": "slate"}[scheme]
