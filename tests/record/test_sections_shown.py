"""The history of a section as pages show it: on the demo and in other themes, proved, opened by click and by key."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsing import NARROW, tab
from inforce import settings as options
from inforce.cache import Cache
from inforce.cli import record_proof
from inforce.record.workspace import Workspace
from inforce.source.repository import open_repository
from inforce.text.rendering import rendering
from playwright.sync_api import Browser, Locator, Page, expect
from selectolax.lexbor import LexborHTMLParser, LexborNode
from sites import Built, Crawl, build, policy, repository

TERMS = "terms/terms-of-use"
PRIVACY = "privacy/privacy-policy"
REFUNDS = (
    "You can return a course within fourteen days of the purchase, unless you have earned a certificate in it. "
    "We then pay back the price by the means by which you paid it."
)
LAW = "The laws of Iceland govern these rules. The courts of Akureyri decide every dispute that the parties cannot settle."
CONFIG = "site_name: S\ndocs_dir: docs\ntheme: {name: %s}\nplugins: [search, {inforce: {compare: %s}}]\n"


# The demo, as read by hand from `git log -p`.


def beside(site: Built, address: str, anchor: str) -> LexborNode:
    """The line below a heading."""
    heading = LexborHTMLParser(site.text(address)).css_first(f".inforce-text [id='{anchor}']")
    assert heading is not None
    found = heading.next
    assert found is not None
    assert found.attributes["class"] == "inforce-wordings"
    return found


def shown(element: LexborNode) -> str:
    """The words of an element, without those that are hidden."""
    for hidden in element.css("[hidden]"):
        hidden.decompose()
    return " ".join(element.text().split())


def line(site: Built, address: str, anchor: str) -> str:
    """The words of the line below a heading."""
    return shown(beside(site, address, anchor))


def summary(site: Built, address: str, anchor: str) -> str:
    """What the line below a heading says before it is opened."""
    found = beside(site, address, anchor).css_first("summary")
    assert found is not None
    return shown(found)


def lines(site: Built, address: str) -> list[str]:
    """The summaries of all lines of a page."""
    found = LexborHTMLParser(site.text(address)).css(".inforce-text .inforce-wordings > summary")
    return [shown(summary) for summary in found]


def test_demo_links_lead_to_what_they_name(demo_site: Built) -> None:
    """Every link of a line leads to a section that is there, in the text of its revision or in the redline."""
    broken = [fault for fault in Crawl(demo_site.folder).broken() if TERMS in fault or PRIVACY in fault]
    assert broken == []


def test_demo_one_revision(demo_site: Built) -> None:
    """Where a policy has one text only, nothing is said."""
    assert lines(demo_site, "terms/honor-code/") == []


@pytest.mark.parametrize(
    ("address", "anchor", "says"),
    [
        (TERMS, "governing-law", "In force since April 3, 2015 · 2 earlier wordings"),
        (TERMS, "courses", "In force since November 1, 2016 · 1 earlier wording"),
        (f"{TERMS}/2013-04-30", "3-accounts", "In force April 30, 2013 – April 2, 2015 · 2 earlier wordings"),
        (PRIVACY, "forums", "In force since January 2, 2014"),
        (PRIVACY, "retention", "In force since March 16, 2018 · 1 earlier wording · changes on July 1, 2027"),
        (PRIVACY, "california-residents", "In force since January 2, 2014"),
        (f"{PRIVACY}/2027-07-01", "california-residents", "In force since January 2, 2014"),
    ],
)
def test_demo_lines(demo_site: Built, address: str, anchor: str, says: str) -> None:
    """What the lines of the demo say is what `git log -p` shows."""
    assert summary(demo_site, f"{address}/", anchor) == says


def test_demo_what_the_page_says_already(demo_site: Built) -> None:
    """A section whose words are as old as the page's has no line: the page has said it."""
    for address, anchor in ((TERMS, "fees"), (f"{PRIVACY}/2027-07-01", "automated-recommendations")):
        page = LexborHTMLParser(demo_site.text(f"{address}/"))
        assert len(page.css(f"#{anchor}")) == 1
        assert page.css(f"#{anchor} + .inforce-wordings") == []


def test_demo_history_of_a_section(demo_site: Built) -> None:
    """Accounts of 2012 became Security in 2015, and is told from then to now."""
    assert line(demo_site, f"{TERMS}/", "security").partition("wordings")[2].strip() == (
        "since April 3, 2015 Words changed · Renamed from “3. Accounts” What changed "
        "April 30, 2013 – April 2, 2015 Words changed What changed "
        "August 28, 2012 – April 29, 2013 Words changed What changed "
        "August 2, 2012 – August 27, 2012 In the first text"
    )


def test_demo_headings_without_words(demo_site: Built) -> None:
    """Where a heading is followed by a subheading at once, nothing is said: its subsections are of days of their own."""
    page = LexborHTMLParser(demo_site.text(f"{PRIVACY}/"))
    assert len(page.css("#what-we-collect")) == 1
    assert page.css("#what-we-collect + .inforce-wordings") == []
    assert len(page.css("#account-registration + .inforce-wordings")) == 1


def test_demo_where_it_says_nothing(demo_site: Built) -> None:
    """A text before its last correction, and one that never was in force, are no part of any section's history."""
    for address in (f"{PRIVACY}/2018-05-16.0/", "terms/refund-policy/2015-08-24/"):
        assert lines(demo_site, address) == []


def test_demo_stays_out_of_search_contents_and_names(demo_site: Built) -> None:
    """The lines are in no search index, no heading and no table of contents."""
    assert "In force since" not in demo_site.text("search/search_index.json")
    tree = LexborHTMLParser(demo_site.text(f"{TERMS}/"))
    assert tree.css("h2 .inforce-wordings, h3 .inforce-wordings, .md-nav .inforce-wordings") == []
    assert lines(demo_site, f"{TERMS}/")


def law(text: str) -> str:
    """A text with two sections."""
    return f"# Rules\n\n## Money\n\n{REFUNDS}\n\n## Law\n\n{text}\n"


HISTORY = [
    {"on": "2011-01-01", "write": {"policies/rules.md": policy("2011-01-01", law(LAW))}},
    {"on": "2012-01-01", "write": {"policies/rules.md": policy("2012-01-01", law(f"{LAW} B."))}},
    {"on": "2013-01-01", "write": {"policies/rules.md": policy("2013-01-01", law(f"{LAW} C."), retroactive=True)}},
    {
        "on": "2014-01-01",
        "write": {"policies/rules.md": policy("2014-01-01", law(f"{LAW} C.").replace(REFUNDS, f"{REFUNDS} At once."))},
    },
]


@pytest.mark.parametrize("theme", ["material", "mkdocs"])
def test_other_themes(tmp_path: Path, theme: str) -> None:
    """The lines are there in any theme, and out of MkDocs' own search as of Material's."""
    repository(tmp_path, HISTORY, CONFIG % (theme, "all"))
    site = build(tmp_path)
    assert site.code == 0, site.said
    assert lines(site, "rules/") == ["In force since January 1, 2013 · 2 earlier wordings"]
    found = site.text("search/search_index.json")
    assert "earlier wording" not in found
    assert "Akureyri" in found
    assert Crawl(site.folder).broken() == []


def test_every_heading_has_its_line(tmp_path: Path) -> None:
    """Headings with images, in raw HTML and with the same words as others have lines of their own; summaries hold none."""
    text = (
        "# Rules\n\n## ![Coins](coins.png) Money\n\nA.\n\n## Same\n\nB.\n\n## Same\n\nC.\n\n"
        "<details><summary><h3>Inside</h3></summary><p>D.</p></details>\n\n<div><h3>Raw</h3><p>{}</p></div>"
        "\n\n## [Last](#money)\n\nE.\n"
    )
    history = [
        {
            "on": f"201{k}-01-01",
            "write": {"policies/rules.md": policy(f"201{k}-01-01", text.format(f"F {k}.")), "policies/coins.png": "x"},
        }
        for k in (1, 2)
    ]
    repository(tmp_path, history, CONFIG % ("material", "all"))
    site = build(tmp_path)
    assert site.code == 0, site.said
    assert lines(site, "rules/") == ["In force since January 1, 2011"] * 4  # of five; the raw one is as old as the page
    assert [check.fault for check in prove(site) if check.fault] == []


def test_adjacent(tmp_path: Path) -> None:
    """Where only neighbours are compared, a wording leads to its redline only if that is one of them."""
    back = policy("2011-07-01", law(f"{LAW} D."), retroactive=True)
    between = {"on": "2012-06-01", "write": {"policies/rules.md": back}}
    repository(tmp_path, [*HISTORY[:2], between, *HISTORY[2:]], CONFIG % ("material", "adjacent"))
    site = build(tmp_path)
    assert site.code == 0, site.said
    links = [a.attributes["href"] for a in LexborHTMLParser(site.text("rules/")).css(".inforce-wordings li a")]
    assert "compare/2011-07-01/2013-01-01/#law" in links
    assert "compare/2011-01-01/2011-07-01/#law" not in links
    assert (site.folder / "rules/compare/2012-01-01/2011-07-01/index.html").is_file()
    assert Crawl(site.folder).broken() == []


def test_what_never_came_into_force_is_passed_over(tmp_path: Path) -> None:
    """An urgent text takes the place of an announced one: its changes are those to the text that was in force until then."""
    coming = {"on": "2011-02-01", "write": {"policies/rules.md": policy("2011-06-01", law(f"{LAW} Announced."))}}
    urgent = {"on": "2011-03-01", "write": {"policies/rules.md": policy("2011-05-01", law(f"{LAW} Announced. Urgent."))}}
    repository(tmp_path, [HISTORY[0], coming, urgent], CONFIG % ("material", "adjacent"))
    site = build(tmp_path)
    assert site.code == 0, site.said
    assert "compare/2011-01-01/2011-05-01/" in site.text("rules/")
    assert "Announced. Urgent." in site.text("rules/compare/2011-01-01/2011-05-01/")
    assert not (site.folder / "rules/compare/2011-06-01/2011-05-01").exists()


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("Words changed", "Words changed, and nobody noticed"),
        ("</summary>", " · you owe us money</summary>"),
        ('<details class="inforce-wordings"', '<details class="inforce-wordings" title="more"'),
        ("since <time", "since 2001 <time"),
        ("../2011-01-01/#law", "../2013-01-01/#law"),
        ("</details>", "</details><details><summary>One more</summary>rule</details>"),
    ],
)
def test_nothing_hides_in_a_line(
    proved: tuple[Built, list[record_proof.Check]], was: str, becomes: str, tmp_path: Path
) -> None:
    """`inforce prove` passes the lines over as they were written, and no other words, links or elements with them."""
    site, checks = proved
    assert [check.fault for check in checks if check.fault] == []
    path = site.path("rules/2013-01-01/")
    whole = path.read_text("utf-8")
    head, mark, body = whole.partition('<div class="inforce-text"')
    assert was in body
    try:
        path.write_text(head + mark + body.replace(was, becomes, 1), "utf-8")
        faults = [check.fault for check in prove(site) if check.fault]
    finally:
        path.write_text(whole, "utf-8")
    assert faults == ["the text is not that of the revision in git."]


def prove(site: Built) -> list[record_proof.Check]:
    """What `inforce prove` finds."""
    folder = site.folder.parent
    known = options.of({}, folder="", docs_dir="docs")
    record = Workspace(open_repository(folder), known, rendering(Cache(None))).published()
    return list(record_proof.checks(site.folder, record_proof.frame(site.folder, record, known)))


@pytest.fixture(scope="module")
def proved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Built, list[record_proof.Check]]:
    """A small site, and what proving it finds."""
    folder = tmp_path_factory.mktemp("proved")
    repository(folder, HISTORY, CONFIG % ("material", "all"))
    site = build(folder)
    return site, prove(site)


def reach(page: Page, heading: str) -> Locator:
    """The line below a heading."""
    return page.locator(f"#{heading} + .inforce-wordings")


def test_open_by_click(browser: Browser, demo_url: str) -> None:
    """A click on the line shows all wordings; each is one step away, at the section, and so is its redline."""
    with tab(browser, demo_url) as watched:
        page = watched.page
        page.goto(f"{TERMS}/")
        found = reach(page, "security")
        expect(found.get_by_role("link").first).to_be_hidden()
        found.locator("summary").click()
        expect(found.get_by_role("listitem")).to_have_count(4)
        found.get_by_role("link", name="August 28, 2012 – April 29, 2013").click()
        page.wait_for_url("**/terms/terms-of-use/2012-08-28/#3-accounts")
        page.go_back()
        found.locator("summary").click()
        found.get_by_role("link", name="What changed").first.click()
        page.wait_for_url("**/compare/2014-09-12/2015-04-03/#security")
        expect(page.locator("#security")).to_be_in_viewport()


def test_open_by_key_on_a_phone(browser: Browser, demo_url: str) -> None:
    """The same with the keyboard, on a narrow screen, where nothing scrolls sideways."""
    with tab(browser, demo_url, size=NARROW) as watched:
        page = watched.page
        page.goto(f"{TERMS}/")
        found = reach(page, "how-we-and-others-may-use-it")
        found.locator("summary").focus()
        page.keyboard.press("Enter")
        expect(found.get_by_role("listitem")).to_have_count(5)
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/compare/2014-09-12/2015-04-03/#how-we-and-others-may-use-it")


def test_open_without_scripts(browser: Browser, demo_url: str) -> None:
    """And without scripts."""
    with tab(browser, demo_url, scripts=False) as watched:
        page = watched.page
        page.goto(f"{PRIVACY}/")
        found = reach(page, "retention")
        found.locator("summary").click()
        found.get_by_role("link", name="from July 1, 2027").click()
        assert page.url.endswith(f"{PRIVACY}/2027-07-01/#retention")


def test_no_part_of_copies_headings_and_print(browser: Browser, demo_url: str) -> None:
    """Who copies or prints the text gets the text; a heading is called what it is called."""
    with tab(browser, demo_url) as watched:
        page = watched.page
        page.goto(f"{TERMS}/")
        copied = page.evaluate(
            "getSelection().selectAllChildren(document.querySelector('.inforce-text')), getSelection().toString()"
        )
        assert "Governing law" in copied
        assert "In force since" not in copied
        name = page.locator("#security").evaluate("heading => heading.textContent")
        assert name.removesuffix("¶") == "Security"
        page.emulate_media(media="print")
        expect(reach(page, "security")).to_be_hidden()


def test_the_day_flips(browser: Browser, demo_url: str) -> None:
    """On the day on which other words take effect, the line says so without a rebuild."""
    with tab(browser, demo_url) as watched:
        page = watched.page
        page.clock.set_fixed_time("2027-07-01T12:00:00-07:00")
        page.goto(f"{PRIVACY}/")
        summary = reach(page, "retention").locator("summary")
        summary.scroll_into_view_if_needed()  # out of sight it is not laid out, and its text is all that could be said
        expect(summary).to_have_text("In force March 16, 2018 – June 30, 2027 · 1 earlier wording", use_inner_text=True)
