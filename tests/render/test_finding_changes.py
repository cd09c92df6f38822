"""Finding what changed: between two days, and since one agreed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browsing import tab
from finding import HISTORY, REFUNDS, RESULT, compared_site, result, rows
from playwright.sync_api import Browser, Page, expect
from sites import Built, served

# ---- two days


def test_collection_on_a_day(page: Page) -> None:
    """Of a collection, one line for each document."""
    page.goto("privacy/?on=2019-01-01")
    result(page)
    assert rows(page) == [
        ["Privacy Policy", "July 11, 2018 – June 30, 2027"],
        ["Privacy Shield Policy", "June 28, 2017 – September 29, 2020"],
    ]


def test_collection_tells_of_what_was_published_later(page: Page) -> None:
    """On a day, the text that counts for it now, with the day on which it came; between two, what readers were shown then."""
    page.goto("?on=2016-01-01")
    result(page)
    refunds = page.locator(f"{RESULT} tr", has_text="Refund Policy").locator("td")
    expect(refunds.nth(1)).to_have_text(
        re.compile("^March 24, 2015 – .*This text was published later, on March 24, 2016, and applies from March 24, 2015.$")
    )
    counting = "The revision of March 24, 2015, published later on March 24, 2016, now applies to that day."
    for address in ("?since=2016-01-01", "terms/?from=2016-01-01&to=2016-06-01"):
        page.goto(address)
        result(page)
        expect(refunds.nth(1)).to_have_text(f"August 24, 2015 {counting}")
        expect(refunds.nth(2)).not_to_contain_text("counts")
    assert refunds.nth(4).get_by_role("link").get_attribute("href") == "refund-policy/compare/2015-03-24/2015-08-24/"
    expect(refunds.nth(4)).to_have_text("redline")


def test_collection_between_two_days(page: Page, demo_site: Built) -> None:
    """Two days: what of each document was in force on either, the words added and removed, and the redline."""
    page.goto("terms/")
    page.get_by_label("What changed between").fill("2016-01-01")
    page.get_by_label("and", exact=True).fill("2018-07-11")
    page.get_by_role("button", name="Compare").click()
    assert page.url.endswith("?from=2016-01-01&to=2018-07-11")
    assert "Changed: 2 of 5." in result(page)
    sizes = demo_site.data(f"{HISTORY}sizes.json")["words"]["2015-08-24"]["2018-05-15"]
    expect(page.locator(f"{RESULT} tr", has_text="Refund Policy").locator("td").nth(3)).to_have_text(f"+{sizes[0]} −{sizes[1]}")
    redline = demo_site.words(f"{REFUNDS}compare/2015-08-24/2018-05-15/")
    assert f"+ {sizes[0]}" in redline
    assert f"− {sizes[1]}" in redline
    found = {row[0]: (row[1], row[2], row[4]) for row in rows(page)}
    assert found["Refund Policy"] == (
        "August 24, 2015 The revision of March 24, 2015, published later on March 24, 2016, now applies to that day.",
        "May 15, 2018",
        "redline",
    )
    assert found["Honor Code"] == ("April 3, 2015", "April 3, 2015", "unchanged")
    page.locator(f"{RESULT} tr", has_text="Refund Policy").get_by_role("link", name="redline").click()
    assert page.url.endswith("/terms/refund-policy/compare/2015-08-24/2018-05-15/")


def test_collection_came_and_went(page: Page) -> None:
    """A document that did not exist yet, one that is new, and one that was retired in between say so."""
    page.goto("privacy/?from=2012-01-01&to=2017-01-01")
    result(page)
    assert [(row[1], row[4]) for row in rows(page)] == [("did not exist yet", "new")] * 2
    page.goto("privacy/?from=2018-01-01&to=2021-01-01")
    result(page)
    assert rows(page)[1] == ["Privacy Shield Policy", "June 28, 2017", "retired", "–", "no longer applies"]


def test_collection_since_one_agreed(page: Page) -> None:
    """`?since=` on a collection compares that day with today; days the wrong way round are turned."""
    page.goto("terms/?since=2018-06-01")
    assert "Changed: 1 of 5." in result(page)
    expect(page.locator(f"{RESULT} caption")).to_have_text("What changed between June 1, 2018 and November 23, 2026")
    page.goto("terms/?from=2018-06-01&to=2018-01-01")
    assert result(page).startswith("The second day was earlier than the first, so they have been swapped. What changed between")
    assert "Changed: 2 of 5." in result(page)
    page.goto("terms/?from=2018-06-01&to=2018-06-01")
    assert result(page) == "These are the same day. Choose two different days."


def test_all_redlines_in_one(page: Page) -> None:
    """The button brings all redlines into the page: each under its title, with ids of its own and links that hold."""
    page.goto("terms/?from=2016-01-01&to=2018-07-11")
    page.get_by_role("button", name="Show all redlines here").press("Enter")
    expect(page.locator(f"{RESULT} [role=status]")).to_have_text("All redlines are shown below: 2.")
    titles = page.locator(".inforce-loaded__part > h3").all_inner_texts()
    assert titles == [
        "Terms of Use: August 24, 2015 → July 11, 2018",
        "Refund Policy: August 24, 2015 → May 15, 2018",
    ]
    expect(page.locator(".inforce-loaded .inforce-redline")).to_have_count(2)
    assert page.locator(".inforce-loaded ins").count() > 5
    assert page.evaluate(
        """() => {
            const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
            const twice = ids.filter((id, k) => ids.indexOf(id) !== k);
            const lost = [...document.querySelectorAll('.inforce-loaded a[href^="#"]')]
                .map((link) => link.getAttribute("href").slice(1)).filter((id) => !document.getElementById(id));
            return [twice, lost];
        }"""
    ) == [[], []]
    answers = page.evaluate(
        """() => Promise.all([...new Set([...document.querySelectorAll(".inforce-loaded .inforce-redline a[href]")]
            .map((link) => link.href.split("#")[0]))].filter((link) => link.startsWith(location.origin))
            .map(async (link) => [link, (await fetch(link)).status]))"""
    )
    assert answers
    assert [link for link, status in answers if status != 200] == []


# ---- since you agreed


def test_only_what_was_asked_for_is_printed(page: Page) -> None:
    """On paper an answer stands alone, without the lists around it; where nothing was asked, the lists are printed."""
    page.emulate_media(media="print")
    lists = page.locator(".inforce-policies, .inforce-revisions")
    page.goto("terms/")
    assert all(one.is_visible() for one in lists.all())
    page.goto("terms/?from=2017-01-01&to=2017-12-31")
    expect(page.locator(".inforce-days .inforce-result")).to_contain_text("Refund Policy")
    assert not any(one.is_visible() for one in lists.all())
    page.emulate_media(media="screen")


def test_since_by_address(page: Page) -> None:
    """A link in an e-mail: from what was in force then to now, in one redline that says so."""
    page.goto("contact/")
    page.goto(f"{REFUNDS}?since=2017-05-01")
    page.wait_for_url("**/terms/refund-policy/compare/2017-04-11/2018-05-15/?since=2017-05-01")
    banner = page.locator(".inforce-agreed")
    expect(banner).to_contain_text("You agreed on May 1, 2017 to the revision of April 11, 2017.")
    expect(banner).to_contain_text("Revisions that have taken effect since: 5.")
    expect(page.get_by_role("button", name="Changes only")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".inforce-redline ins").first).to_be_in_viewport()
    page.get_by_role("button", name="Changes only").click()
    assert page.url.endswith("?since=2017-05-01&view=")
    page.reload()
    expect(page.get_by_role("button", name="Changes only")).to_have_attribute("aria-pressed", "false")
    page.get_by_text("5 revisions and their notes").click()
    for note in ("New product: Mentored Projects.", "Rearranged by kind of product"):
        expect(page.get_by_text(note).first).to_be_visible()
    page.get_by_label("I agreed on").fill("2017-08-22")
    page.get_by_label("I agreed on").press("Enter")
    page.wait_for_url("**/compare/2017-08-22/2018-05-15/?since=2017-08-22")
    page.go_back()
    page.go_back()
    assert page.url.endswith("/contact/")


def test_since_goes_by_what_was_published_by_then(page: Page) -> None:
    """Who agreed before a retroactive text was published agreed to the one shown then; that another counts now is said."""
    page.goto(f"{REFUNDS}?since=2016-01-01")
    page.wait_for_url("**/compare/2015-08-24/2018-05-15/?since=2016-01-01")
    banner = page.locator(".inforce-agreed p:last-of-type")
    expect(banner).to_have_text(
        "You agreed on January 1, 2016 to the revision of August 24, 2015. Revisions that have taken effect since: 10. "
        "The revision of March 24, 2015, published later on March 24, 2016, now applies to that day."
    )
    page.goto(f"{REFUNDS}?since=2016-03-24")
    page.wait_for_url("**/compare/2015-03-24/2018-05-15/?since=2016-03-24")
    expect(banner).to_contain_text("You agreed on March 24, 2016 to the revision of March 24, 2015.")
    expect(banner).not_to_contain_text("counts for that day")
    page.goto(f"{REFUNDS}?since=2015-03-30")
    expect(banner).to_contain_text(
        "The revision of March 24, 2015 applies to March 30, 2015. It was published later, on March 24, 2016."
    )


def test_since_tells_of_what_is_to_come(page: Page) -> None:
    """The redline since one agreed says that a further revision takes effect, until its day has come."""
    page.goto("privacy/privacy-policy/?since=2018-03-03")
    page.wait_for_url("**/compare/2016-09-29/2018-07-11/?since=2018-03-03")
    banner = page.locator(".inforce-agreed p:last-of-type")
    expect(banner).to_contain_text("A revision takes effect on July 1, 2027: what will change.")
    banner.get_by_role("link", name="what will change").click()
    page.wait_for_url("**/compare/2018-07-11/2027-07-01/")
    page.clock.set_fixed_time("2027-07-02T12:00:00Z")
    page.goto("privacy/privacy-policy/compare/2016-09-29/2018-07-11/?since=2018-03-03")
    expect(banner).to_be_visible()
    expect(banner).not_to_contain_text("A revision takes effect")
    page.clock.set_fixed_time("2026-11-23T12:00:00Z")


def test_since_by_form(page: Page) -> None:
    """The same by the form on the policy's page, with the keyboard; the way back leads to the policy."""
    page.goto(REFUNDS)
    page.get_by_role("link", name="What changed since I agreed").focus()
    page.keyboard.press("Enter")
    page.get_by_label("I agreed on").fill("2018-05-14")
    page.get_by_label("I agreed on").press("Enter")
    page.wait_for_url("**/compare/2018-03-26/2018-05-15/?since=2018-05-14")
    expect(page.locator(".inforce-agreed")).to_contain_text("Revisions that have taken effect since: 1.")
    page.go_back()
    expect(page.locator(".inforce-since")).to_be_attached()


def test_the_question_is_asked_at_the_top(page: Page) -> None:
    """A link in the first row brings the form, ready for the day; so does its address."""
    day = page.get_by_label("I agreed on")
    page.goto(REFUNDS)
    expect(day).to_be_hidden()
    page.locator(".inforce-actions").get_by_role("link", name="What changed since I agreed").press("Enter")
    expect(day).to_be_focused()
    expect(day).to_be_in_viewport()
    page.goto("contact/")
    page.goto(f"{REFUNDS}#inforce-since")
    expect(day).to_be_in_viewport()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            f"{REFUNDS}?since=2019-01-01",
            "Nothing has changed since January 1, 2019: the revision of May 15, 2018, which was in force then, still applies.",
        ),
        (
            "privacy/privacy-policy/?since=2019-01-01",
            "Nothing has changed since January 1, 2019: the revision of July 11, 2018, which was in force then, still applies. "
            "A revision takes effect on July 1, 2027: what will change.",
        ),
        (
            f"{REFUNDS}?since=2001-01-01",
            "On January 1, 2001, no text of this policy was in force yet. The first took effect on March 24, 2015. "
            "The whole text in force is new since then; see also the first text.",
        ),
        (f"{REFUNDS}?since=2027-01-01", "January 1, 2027 is still to come. Enter the day on which you agreed."),
        (
            "privacy/privacy-shield-policy/?since=2021-05-01",
            "On May 1, 2021, this policy was retired and did not apply (since September 30, 2020). "
            "There was no text to agree to on May 1, 2021. See the history.",
        ),
        (
            "privacy/privacy-shield-policy/?since=2018-05-01",
            "This policy no longer applies (since September 30, 2020). "
            "Nothing changed before that: the revision of June 28, 2017 was the last one.",
        ),
    ],
    ids=["unchanged", "upcoming", "before the first", "future", "agreed while retired", "retired since"],
)
def test_since_in_sentences(page: Page, address: str, said: str) -> None:
    """Where there is no redline to go to, the policy's page says why."""
    page.goto(address)
    assert result(page) == said


def test_since_says_what_was_corrected(browser: Browser, tmp_path: Path) -> None:
    """A text corrected since one agreed to it is no new revision, but the correction is shown."""
    with served(compared_site(tmp_path, "all").folder) as url, tab(browser, url) as watched:
        page = watched.page
        page.goto("terms/rules/?since=2020-06-05")
        assert result(page).endswith("still applies. It was corrected on June 10, 2020: what was corrected.")
        page.goto("terms/?from=2020-06-05&to=2020-07-01")
        assert "Changed: 1 of 1." in result(page)
        page.get_by_role("link", name="June 10, 2020").click()
        assert page.url.endswith("/compare/2020-06-01.0/2020-06-01.1/")


def test_a_banner_for_another_day_is_not_shown(page: Page) -> None:
    """A redline does not claim that one agreed to its older text on a day on which that was not in force."""
    for given in ("2016-12-01", "2018-05-15", "x", "2099-01-01"):
        page.goto(f"{REFUNDS}compare/2017-04-11/2018-05-15/?since={given}")
        expect(page.locator(".inforce-agreed")).to_be_hidden()
    page.goto(f"{REFUNDS}compare/2017-04-11/2017-06-28/?since=2017-05-01")
    page.get_by_role("link", name="what has changed to this day").click()
    page.wait_for_url("**/compare/2017-04-11/2018-05-15/?since=2017-05-01")


def test_neighbours_only(browser: Browser, tmp_path: Path) -> None:
    """Where only neighbours are compared, the chain of their redlines is offered, and no address that does not exist."""
    with served(compared_site(tmp_path, "adjacent").folder) as url, tab(browser, url) as watched:
        page = watched.page
        page.goto("terms/rules/history/?on=2018-05-01")
        assert "What has changed since, one revision at a time: January 1, 2019: what changed. Changed. June 1, 2020" in result(
            page
        )
        expect(page.get_by_role("button", name="Compare the two chosen revisions")).to_have_count(0)
        page.goto("terms/rules/?since=2018-05-01")
        result(page)
        links = page.locator(f"{RESULT} li a")
        assert [a.get_attribute("href") for a in links.all()] == [
            "./compare/2018-01-01/2019-01-01/",
            "./compare/2019-01-01/2020-06-01/",
        ]
        page.goto("terms/rules/?since=2019-05-01")
        page.wait_for_url("**/compare/2019-01-01/2020-06-01/?since=2019-05-01")
        page.goto("terms/?from=2018-05-01&to=2021-01-01")
        result(page)
        chain = page.locator(f"{RESULT} td").last.locator("a")
        heights = chain.evaluate_all("all => all.map((a) => a.getBoundingClientRect().height)")
        assert len(heights) == 2 and min(heights) >= 24  # for a finger
        page.get_by_role("button", name="Show all redlines here").click()
        expect(page.locator(".inforce-loaded .inforce-redline")).to_have_count(2)
