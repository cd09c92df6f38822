"""Finding: what applied on a day, what changed between two days and since one agreed, words in any revision, days that turn."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from browsing import NARROW, Watched, tab
from inforce import settings
from inforce.cache import Cache
from inforce.record.workspace import Workspace
from inforce.render.data.search_index import passages
from inforce.source.repository import open_repository
from inforce.text.rendering import rendering
from playwright.sync_api import Browser, Page, expect
from selectolax.lexbor import LexborHTMLParser
from sites import Built, build, policy, repository, served

REFUNDS = "terms/refund-policy/"
HISTORY = f"{REFUNDS}history/"
RESULT = ".inforce-result"
HOSTILE = ['<img src=x onerror="document.title=1">', "2016-02-31", "2016-5-1", "'\"><b>", "", "{day}", "9999999-01-01"]


def result(page: Page) -> str:
    """What the answer says, once it is there and has the focus."""
    expect(page.locator(RESULT)).to_be_focused()
    return " ".join(page.locator(RESULT).inner_text().split())


def rows(page: Page, table: str = f"{RESULT} table") -> list[list[str]]:
    """The cells of a table that are seen."""
    found = page.locator(f"{table} tbody tr:visible").all()
    return [[" ".join(cell.split()) for cell in row.locator("td").all_inner_texts()] for row in found]


# ---- on a day


def test_on_a_day_by_form(page: Page) -> None:
    """A day typed and sent with the Enter key: which revision applied, its days, its text, what has changed since."""
    page.goto(HISTORY)
    page.get_by_label("What applied on").fill("2017-05-01")
    page.get_by_label("What applied on").press("Enter")
    said = "On May 1, 2017, the revision of April 11, 2017 was in force (April 11, 2017 – June 27, 2017)."
    assert result(page) == f"{said} Read the text · What has changed since"
    assert page.url.endswith("?on=2017-05-01")
    page.get_by_role("link", name="What has changed since").click()
    assert page.url.endswith("/compare/2017-04-11/2018-05-15/")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            f"{HISTORY}?on=2015-09-01",
            "On September 1, 2015, the revision of March 24, 2015 was in force (March 24, 2015 – October 31, 2016). "
            "This text was published later, on March 24, 2016, and counts from March 24, 2015. "
            "Read the text · What has changed since",
        ),
        (
            f"{HISTORY}?on=2020-01-01",
            "On January 1, 2020, the revision of May 15, 2018 was in force; it still is (since May 15, 2018). Read the text",
        ),
        (f"{HISTORY}?on=2026-11-23", "Today, November 23, 2026, the revision of May 15, 2018 is in force (since May 15, 2018). "
         "Read the text"),
        (
            f"{HISTORY}?on=2010-01-01",
            "On January 1, 2010, no text of this policy was in force yet. The first took effect on March 24, 2015.",
        ),
        (
            "privacy/privacy-policy/history/?on=2028-01-01",
            "By what is known today, the revision of July 1, 2027 will be in force on January 1, 2028 (from July 1, 2027). "
            "Read the text",
        ),
        (
            "privacy/privacy-shield-policy/history/?on=2021-01-01",
            "On January 1, 2021, this policy was retired and did not apply (since September 30, 2020).",
        ),
        (
            "privacy/privacy-shield-policy/history/?on=2018-01-01",
            "On January 1, 2018, the revision of June 28, 2017 was in force (June 28, 2017 – September 29, 2020). "
            "Read the text This policy no longer applies (since September 30, 2020).",
        ),
    ],
    ids=["retroactive", "still", "today", "before the first", "upcoming", "retired", "before it was retired"],
)  # fmt: skip
def test_on_a_day_by_address(page: Page, address: str, said: str) -> None:
    """A linked day is answered in plain sentences, whatever held on it."""
    page.goto(address)
    assert result(page) == said


def test_every_day_is_that_of_the_record(page: Page, demo_folder: Path) -> None:
    """On 200 days over the life of the demo, the page says of every policy what `inforce on DAY` says."""
    chosen = settings.of({"policies": "policies"}, folder=".", docs_dir="site_src")
    known = Workspace(open_repository(demo_folder), chosen, rendering(Cache(None))).published()
    days = [date(2012, 6, 1) + timedelta(days=28 * k) for k in range(198)] + [date(2027, 6, 30), date(2027, 7, 1)]
    wanted = {}
    for day in days:
        found = {p.address: (p.in_force(day), p.state(day)) for p in known.policies}
        wanted[day.isoformat()] = {
            address: revision.id if revision else "" if state in ("upcoming", "not in force") else state
            for address, (revision, state) in found.items()
        }
    page.goto("")
    answered = page.evaluate(
        """days => Object.fromEntries(days.map((day) => {
            const form = document.querySelector(".inforce-ask--on");
            form.elements.on.value = day;
            form.requestSubmit();
            const rows = [...document.querySelectorAll(".inforce-result tbody tr")].map((row) => {
                const [title, text] = row.querySelectorAll("td");
                const id = text.querySelector("a")?.getAttribute("href").split("/").at(-2);
                const said = { "did not exist yet": "", "no text in force": "", "not offered": "deleted", retired: "retired" };
                return [title.querySelector("a").getAttribute("href").replace(/[/]$/, ""), id ?? said[text.innerText]];
            });
            return [day, Object.fromEntries(rows)];
        }))""",
        [day.isoformat() for day in days],
    )
    assert answered == wanted


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
    for given in hostile:
        page.goto(place + quote(given, safe=""))
        said = result(page)
        if "words=" not in place:
            assert said == f"“{' '.join(given.split())}” is not a date. Write it like 2016-05-01."
        assert page.locator(f"{RESULT} :is(img, b, script)").count() == 0, given
        assert page.title() != "1", given


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
        re.compile("^March 24, 2015 – .*This text was published later, on March 24, 2016, and counts from March 24, 2015.$")
    )
    counting = "The revision of March 24, 2015, published later on March 24, 2016, counts for that day now."
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
        "August 24, 2015 The revision of March 24, 2015, published later on March 24, 2016, counts for that day now.",
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
    assert result(page).startswith(
        "The second day was before the first; they are taken the other way round. What changed between"
    )
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


def test_since_by_address(page: Page) -> None:
    """A link in an e-mail: from what was in force then to now, in one redline that says so."""
    page.goto("contact/")
    page.goto(f"{REFUNDS}?since=2017-05-01")
    page.wait_for_url("**/terms/refund-policy/compare/2017-04-11/2018-05-15/?since=2017-05-01")
    banner = page.locator(".inforce-agreed")
    expect(banner).to_contain_text("You agreed on May 1, 2017 to the revision of April 11, 2017.")
    expect(banner).to_contain_text("Revisions that have taken effect since: 5.")
    for note in ("New product: Mentored Projects.", "Rearranged by kind of product"):
        expect(page.get_by_text(note).first).to_be_visible()
    page.go_back()
    assert page.url.endswith("/contact/")


def test_since_goes_by_what_was_published_by_then(page: Page) -> None:
    """Who agreed before a retroactive text was published agreed to the one shown then; that another counts now is said."""
    page.goto(f"{REFUNDS}?since=2016-01-01")
    page.wait_for_url("**/compare/2015-08-24/2018-05-15/?since=2016-01-01")
    banner = page.locator(".inforce-agreed p:last-of-type")
    expect(banner).to_have_text(
        "You agreed on January 1, 2016 to the revision of August 24, 2015. Revisions that have taken effect since: 10. "
        "Their notes are listed below. "
        "The revision of March 24, 2015, published later on March 24, 2016, counts for that day now."
    )
    page.goto(f"{REFUNDS}?since=2016-03-24")
    page.wait_for_url("**/compare/2015-03-24/2018-05-15/?since=2016-03-24")
    expect(banner).to_contain_text("You agreed on March 24, 2016 to the revision of March 24, 2015.")
    expect(banner).not_to_contain_text("counts for that day")
    page.goto(f"{REFUNDS}?since=2015-03-30")
    expect(banner).to_contain_text(
        "For March 30, 2015 the revision of March 24, 2015 counts; it was published later, on March 24, 2016."
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
    page.locator(".inforce-since summary").focus()
    page.keyboard.press("Enter")
    page.get_by_label("I agreed on").fill("2018-05-14")
    page.get_by_label("I agreed on").press("Enter")
    page.wait_for_url("**/compare/2018-03-26/2018-05-15/?since=2018-05-14")
    expect(page.locator(".inforce-agreed")).to_contain_text("Revisions that have taken effect since: 1.")
    page.go_back()
    expect(page.locator(".inforce-since")).to_be_attached()


def test_the_question_is_asked_at_the_top(page: Page) -> None:
    """A link in the first row leads to the form, open and ready for the day; so does its address."""
    day = page.get_by_label("I agreed on")
    page.goto(REFUNDS)
    expect(day).to_be_hidden()
    page.locator(".inforce-actions").get_by_role("link", name="What changed since you agreed?").press("Enter")
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
        (f"{REFUNDS}?since=2027-01-01", "January 1, 2027 has not come yet. Give the day on which you agreed."),
        (
            "privacy/privacy-shield-policy/?since=2021-05-01",
            "On May 1, 2021, this policy was retired and did not apply (since September 30, 2020). "
            "There was no text to agree to on May 1, 2021. See the history.",
        ),
        (
            "privacy/privacy-shield-policy/?since=2018-05-01",
            "This policy no longer applies (since September 30, 2020). "
            "Until then nothing had changed: the revision of June 28, 2017 was its last.",
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
    with served(_site(tmp_path, "all").folder) as url, tab(browser, url) as watched:
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


# ---- neighbours only


def _site(folder: Path, compare: str) -> Built:
    """Three revisions of one policy, the last with a correction, under an option."""
    rules = "policies/terms/rules.md"
    history: list[dict[str, Any]] = [
        {"on": "2018-01-01", "write": {rules: policy("2018-01-01", "## Ways\n\nA café on the Straße.")}},
        {"on": "2019-01-01", "write": {rules: policy("2019-01-01", "## Ways\n\n契約は本人確認のうえ締結。")}},
        {"on": "2020-01-01", "write": {rules: policy("2020-06-01", "## Ways\n\nYou part with an art of it.")}},
        {"on": "2020-06-10", "change": {rules: {"text": "## Ways\n\nYou part with the art of it."}}},
    ]
    options = json.dumps({"compare": compare})
    config = f"site_name: Company\ntheme: {{name: material, font: false}}\nplugins:\n- search\n- inforce: {options}\n"
    repository(folder, history, config)
    built = build(folder, "--strict")
    assert built.code == 0, built.said
    return built


def test_neighbours_only(browser: Browser, tmp_path: Path) -> None:
    """Where only neighbours are compared, the chain of their redlines is offered, and no address that does not exist."""
    with served(_site(tmp_path, "adjacent").folder) as url, tab(browser, url) as watched:
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
        page.get_by_role("button", name="Show all redlines here").click()
        expect(page.locator(".inforce-loaded .inforce-redline")).to_have_count(2)


# ---- words in any revision


def test_words_by_form(page: Page) -> None:
    """Which revisions have these words, first and last, with passages; the table shows those revisions alone."""
    page.goto(HISTORY)
    page.get_by_label("Words in any revision").fill('"VERIFIED certificates"')
    page.get_by_role("button", name="Search", exact=True).click()
    assert result(page) == "No revision has these words in one passage."
    expect(page.locator(".inforce-filter [role=status]")).to_contain_text("Shown: 0 of 12. No revision is like this.")
    page.get_by_label("Words in any revision").fill('"VERIFIED certificate"')
    page.get_by_label("Words in any revision").press("Enter")
    expect(page.locator(f"{RESULT} mark").first).to_have_text("Verified Certificate")
    assert result(page).startswith("Only in the revision of April 3, 2015, of 12. The text in force does not have them.")
    expect(page.locator(".inforce-history tbody tr:visible")).to_have_count(1)
    expect(page.locator("#r-2015-04-03 .inforce-found")).to_be_visible()
    page.get_by_role("button", name="Reset").click()
    expect(page.locator(".inforce-history tbody tr:visible")).to_have_count(12)
    assert "?" not in page.url


def test_words_by_address(page: Page, demo_site: Built) -> None:
    """A linked search is right: the revisions counted are those whose text has the phrase."""
    page.goto(f"{HISTORY}?words=%22free+trial%22")
    said = result(page)
    having = [id for id in demo_site.revisions("terms/refund-policy") if "free trial" in demo_site.words(
        f"{REFUNDS}{id}/", ".inforce-text").casefold()]  # fmt: skip
    assert said.startswith(f"In {len(having)} of 12 revisions: first March 13, 2017, last May 15, 2018.")
    shown = page.locator(".inforce-history tbody tr:visible").evaluate_all("rows => rows.map((row) => row.dataset.revision)")
    assert sorted(shown) == sorted(having)
    link = page.locator(".inforce-passages a").first
    expect(link).to_have_text("since March 13, 2017")
    anchor = (link.get_attribute("href") or "").partition("#")[2]
    link.click()
    expect(page.locator(f"[id='{anchor}']")).to_be_visible()


def test_words_say_when_they_were_in_force(page: Page) -> None:
    """Beside a passage stand the days on which it was in force, to the last; a text never in force has none."""
    page.goto("terms/honor-code/history/?words=honor")
    result(page)
    assert set(page.locator(".inforce-passages a").all_inner_texts()) == {"since April 3, 2015"}
    page.goto(f'{HISTORY}?words="30+days+after+payment"')
    result(page)
    days = page.locator(".inforce-passages a").all_inner_texts()
    assert {"March 24, 2015 – March 25, 2018", "March 24, 2015 – October 31, 2016"} <= set(days)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("cafe strasse", "Only in the revision of January 1, 2018, of 3. The text in force does not have them."),
        ("CAFÉ", "Only in the revision of January 1, 2018, of 3. The text in force does not have them."),
        ("本人確認", "Only in the revision of January 1, 2019, of 3. The text in force does not have them."),
        ('"the art"', "Only in the revision of June 1, 2020, of 3. The text in force has these words."),
        ("ways", "In all 3 revisions, first January 1, 2018. The text in force has these words."),
        ("afé", "No revision has these words in one passage."),
        ('"you pa"', "No revision has these words in one passage."),
        ('""', "Give at least one word."),
    ],
)
def test_words_are_folded(folded: Watched, words: str, said: str) -> None:
    """Case and accents do not matter, words begin where words begin, a phrase ends where it ends, CJK needs no spaces."""
    page = folded.page
    page.goto("terms/rules/history/")
    page.get_by_label("Words in any revision").fill(words)
    page.get_by_label("Words in any revision").press("Enter")
    assert result(page).startswith(said)


@pytest.fixture(scope="module")
def folded(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """A tab on a small site with words that fold."""
    with served(_site(tmp_path_factory.mktemp("folded"), "all").folder) as url, tab(browser, url) as watched:
        yield watched


def test_words_are_fetched_when_used(browser: Browser, demo_url: str) -> None:
    """The texts of all revisions are loaded by a search only, and once."""
    with tab(browser, demo_url) as watched:
        asked: list[str] = []
        watched.page.on("request", lambda request: asked.append(request.url))
        watched.page.goto(HISTORY, wait_until="networkidle")
        assert not [url for url in asked if "words.json" in url]
        for word in ("refund", "course"):
            watched.page.get_by_label("Words in any revision").fill(word)
            watched.page.get_by_label("Words in any revision").press("Enter")
            expect(watched.page.locator(f"{RESULT} mark").first).to_have_text(word, ignore_case=True)
        assert len([url for url in asked if "words.json" in url]) == 1


def test_passages_hold_the_text(demo_site: Built) -> None:
    """Every word of every revision is in a passage of that revision, and each passage is kept once."""
    data = demo_site.data(f"{HISTORY}words.json")
    kept = [(anchor, words) for anchor, words, *_ in data["passages"]]
    assert len(kept) == len(set(kept))
    for number, id in enumerate(data["revisions"]):
        held = {
            words
            for _, words, *runs in data["passages"]
            if any(first <= number <= last for first, last in zip(runs[::2], runs[1::2], strict=True))
        }
        page = LexborHTMLParser(demo_site.text(f"{REFUNDS}{id}/"))
        assert {" ".join(block.text().split()) for block in page.css(".inforce-text :is(p, td)")} <= held


def test_passages_know_their_heading() -> None:
    """Blocks are told apart; what stands in one line stays together."""
    html = '<p>One <em>tw</em>o<br>three</p><h2 id="a">Four &amp; five</h2><ul><li>six<ul><li>seven</li></ul></li></ul>'
    assert list(passages(html)) == [("", "One two three"), ("a", "Four & five"), ("a", "six"), ("a", "seven")]


# ---- filters


def test_filters(page: Page) -> None:
    """The table by section, by words of the note, with and without corrections; how many are shown; nothing; reset."""
    page.goto(HISTORY)
    status = page.locator(".inforce-filter [role=status]")
    expect(status).to_have_text("Shown: 12 of 12.")
    page.get_by_label("Section touched").select_option(label="Third-party marketplaces")
    found = page.locator(".inforce-history tbody tr:visible")
    shown = found.evaluate_all("rows => rows.map((row) => row.dataset.revision)")
    assert "2017-08-08" in shown
    assert len(shown) < 12
    page.get_by_label("Section touched").select_option(label="all")
    page.get_by_label("Words in the note").press_sequentially("typo 6-moth")
    expect(found).to_have_count(1)
    page.get_by_label("Corrections").uncheck()
    expect(status).to_have_text("Shown: 0 of 12. No revision is like this. Change or reset the choice.")
    page.get_by_role("button", name="Reset").press("Enter")
    expect(status).to_have_text("Shown: 12 of 12.")
    expect(page.locator("[data-correction]")).to_be_visible()


def test_collection_filters(page: Page) -> None:
    """The list of a collection by document and by words of the note."""
    page.goto("terms/")
    status = page.locator(".inforce-filter [role=status]")
    page.get_by_role("combobox", name="Policy").select_option(label="Refund Policy")
    expect(status).to_contain_text("Shown: 12 of ")
    expect(page.locator(".inforce-revision:visible").get_by_role("link", name="Terms of Use", exact=True)).to_have_count(0)
    page.get_by_label("Words in the note").fill("pathways sale")
    expect(page.locator(".inforce-revisions > li:visible")).to_have_count(1)


# ---- the day turns


@pytest.mark.parametrize(
    ("now", "zone", "turned"),
    [
        ("2027-07-01T06:59:00Z", "Asia/Tokyo", False),  # 23:59 of the day before in Los Angeles, afternoon in Tokyo
        ("2027-07-01T07:01:00Z", "Asia/Tokyo", True),
        ("2027-07-01T07:01:00Z", "Pacific/Honolulu", True),  # still the day before where the reader is
        ("2027-06-30T20:00:00Z", "Pacific/Kiritimati", False),
    ],
)
def test_the_day_turns(browser: Browser, demo_url: str, now: str, zone: str, turned: bool) -> None:
    """Lists, badges, the current row and words turn on the effective date in the site's zone, whatever the reader's is."""
    with tab(browser, demo_url, now=now, zone=zone) as watched:
        page = watched.page
        for address in ("", "privacy/"):
            page.goto(address)
            listed = page.locator(".inforce-policies li", has_text="Privacy Policy").first
            said = " ".join(listed.inner_text().split())
            since = "since July 1, 2027" if turned else "since July 11, 2018"
            assert said.startswith(f"Privacy Policy In force {since}")
            assert ("upcoming:" in said) is not turned
        revision = page.locator(".inforce-revision").first
        expect(revision.get_by_role("link", name="What changed" if turned else "What will change")).to_be_visible()
        expect(revision.get_by_text("Upcoming", exact=True)).to_be_visible(visible=not turned)
        expect(revision.get_by_text("since July 1, 2027")).to_be_visible(visible=turned)
        page.goto("privacy/privacy-policy/history/")
        current = page.locator("tr:has(.inforce-now:visible)")
        assert [row.get_attribute("data-revision") for row in current.all()] == ["2027-07-01" if turned else "2018-07-11"]
        page.goto("privacy/privacy-policy/?since=2019-01-01")
        if turned:
            page.wait_for_url("**/compare/2018-07-11/2027-07-01/?since=2019-01-01")
            expect(page.locator(".inforce-agreed")).to_contain_text("Revisions that have taken effect since: 1.")
        else:
            assert "A revision takes effect on July 1, 2027" in result(page)


@pytest.mark.parametrize(
    ("now", "listed", "banner", "marked"),
    [
        ("2026-12-31", "Upcoming from January 1, 2027", "To be retired on January 1, 2028.", []),
        ("2027-01-01", "In force since January 1, 2027", "To be retired on January 1, 2028.", ["2027-01-01"]),
        ("2028-01-01", "Retired since January 1, 2028", "Retired since January 1, 2028.", []),
    ],
)
def test_a_policy_comes_and_goes(
    browser: Browser, coming_url: str, now: str, listed: str, banner: str, marked: list[str]
) -> None:
    """A policy announced with its first revision comes into force and is retired, each on its day, without a rebuild."""
    with tab(browser, coming_url, now=f"{now}T12:00:00Z") as watched:
        page = watched.page
        page.goto("terms/")
        assert " ".join(page.locator(".inforce-policies li").inner_text().split()) == f"Rules {listed} · history"
        page.goto("terms/rules/history/")
        expect(page.get_by_text(banner)).to_be_visible()
        current = page.locator("tr:has(.inforce-now:visible)")
        assert [row.get_attribute("data-revision") for row in current.all()] == marked


@pytest.fixture(scope="module")
def coming_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site whose only policy is announced, and its retirement too."""
    folder = tmp_path_factory.mktemp("coming")
    text = policy("2027-01-01", "## Ways\n\nOne.", retired="2028-01-01")
    config = "site_name: Company\ntheme: {name: material, font: false}\nplugins: [search, inforce]\n"
    repository(folder, [{"on": "2026-11-01", "write": {"policies/terms/rules.md": text}}], config)
    with served(build(folder).folder) as url:
        yield url


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
