"""Finding what applied on a day; and lists, badges and words that turn when the day comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from browsing import tab
from finding import HISTORY, result
from inforce import settings
from inforce.cache import Cache
from inforce.record.workspace import Workspace
from inforce.source.repository import open_repository
from inforce.text.rendering import rendering
from playwright.sync_api import Browser, Page, expect
from sites import build, policy, repository, served

# ---- on a day


def test_on_a_day_by_form(page: Page) -> None:
    """A day typed and sent with the Enter key: which revision applied, its days, its text, what has changed since."""
    page.goto(HISTORY)
    page.get_by_text("Find a day, words or a section").click()
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
            "This text was published later, on March 24, 2016, and applies from March 24, 2015. "
            "Read the text · What has changed since",
        ),
        (
            f"{HISTORY}?on=2020-01-01",
            "On January 1, 2020, the revision of May 15, 2018 was in force. It still is (since May 15, 2018). Read the text",
        ),
        (f"{HISTORY}?on=2026-11-23", "Today, November 23, 2026, the revision of May 15, 2018 is in force (since May 15, 2018). "
         "Read the text"),
        (
            f"{HISTORY}?on=2010-01-01",
            "On January 1, 2010, no text of this policy was in force yet. The first took effect on March 24, 2015.",
        ),
        (
            "privacy/privacy-policy/history/?on=2028-01-01",
            "As things stand today, the revision of July 1, 2027 will be in force on January 1, 2028 (from July 1, 2027). "
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
        ("2026-12-31", "Upcoming from January 1, 2027", "Will be retired on January 1, 2028.", []),
        ("2027-01-01", "In force since January 1, 2027", "Will be retired on January 1, 2028.", ["2027-01-01"]),
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
