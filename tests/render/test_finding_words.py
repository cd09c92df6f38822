"""Finding words in any revision, and the passages that hold them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browsing import Watched, tab
from finding import HISTORY, REFUNDS, RESULT, compared_site, result
from inforce.render.data.search_index import passages
from playwright.sync_api import Browser, Page, expect
from selectolax.lexbor import LexborHTMLParser
from sites import Built, served

# ---- words in any revision


def test_words_by_form(page: Page) -> None:
    """Which revisions have these words, first and last, with passages; the table shows those revisions alone."""
    page.goto(HISTORY)
    page.get_by_text("Find a day, words or a section").click()
    page.get_by_label("Words in any revision").fill('"VERIFIED certificates"')
    page.get_by_role("button", name="Search", exact=True).click()
    assert result(page) == "No revision has all these words in one passage."
    expect(page.locator(".inforce-filter [role=status]")).to_contain_text("Showing 0 of 12. No revision matches.")
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
        ("afé", "No revision has all these words in one passage."),
        ('"you pa"', "No revision has all these words in one passage."),
        ('""', "Enter at least one word."),
    ],
)
def test_words_are_folded(folded: Watched, words: str, said: str) -> None:
    """Case and accents do not matter, words begin where words begin, a phrase ends where it ends, CJK needs no spaces."""
    page = folded.page
    page.goto("terms/rules/history/")
    page.get_by_text("Find a day, words or a section").click()
    page.get_by_label("Words in any revision").fill(words)
    page.get_by_label("Words in any revision").press("Enter")
    assert result(page).startswith(said)


@pytest.fixture(scope="module")
def folded(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """A tab on a small site with words that fold."""
    with served(compared_site(tmp_path_factory.mktemp("folded"), "all").folder) as url, tab(browser, url) as watched:
        yield watched


def test_words_are_fetched_when_used(browser: Browser, demo_url: str) -> None:
    """The texts of all revisions are loaded by a search only, and once."""
    with tab(browser, demo_url) as watched:
        asked: list[str] = []
        watched.page.on("request", lambda request: asked.append(request.url))
        watched.page.goto(HISTORY, wait_until="networkidle")
        assert not [url for url in asked if "words.json" in url]
        watched.page.get_by_text("Find a day, words or a section").click()
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
