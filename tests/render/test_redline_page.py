"""The page of a redline in a real browser: from change to change, folded, side by side, in reverse; and its laws."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from browsing import leave, tab
from inforce.redline.proof import accept, reject, signature, verify
from playwright.sync_api import Browser, Page, expect
from redline_pages import MADE, REFUNDS, column, inside, letters, press
from selectolax.lexbor import LexborHTMLParser
from sites import Built, build, policy, repository

DEMO = [
    REFUNDS,
    "terms/refund-policy/compare/2015-03-24/2018-03-26/",  # rows without a cell for a column that is new
    "terms/refund-policy/compare/2017-04-11/2017-06-28/",
    "privacy/privacy-policy/compare/2018-07-11/2027-07-01/",
    "terms/terms-of-use/compare/2013-01-14/2013-02-28/",
]


@pytest.fixture
def page(redline_page: Page) -> Page:
    """The redline of the refund policy."""
    return redline_page


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
    assert all(tree.css(f".inforce-redline [data-{name}]") for name in ('format="added"', 'format="removed"', "was-tag"))


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
    expect(page.locator(".inforce-redline [data-current]").first).to_be_in_viewport()
    press(page, "previous")
    expect(count).to_have_text("30 of 31")
    assert page.url.split("?")[0].endswith(REFUNDS)  # n and p are the theme's keys for other pages


def test_going_on_from_a_change_that_was_closed(page: Page) -> None:
    """After the card of a change was closed, the next one is the one behind it, as long as it is still to be seen."""
    count = page.locator(".inforce-toolbar output")
    for _ in range(8):
        page.keyboard.press("n")
    shown = page.locator(".inforce-redline [data-current]").first
    expect(shown).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(count).to_have_text("– of 31")
    page.keyboard.press("n")
    expect(count).to_have_text("9 of 31")
    expect(shown).to_be_in_viewport()
    page.keyboard.press("Escape")
    page.evaluate("scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })")
    page.keyboard.press("n")
    expect(count).not_to_have_text("10 of 31")


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
    address = page.locator('.inforce-redline [id][data-n="1"]').get_attribute("id") or ""
    assert (link.get_attribute("href") or "").endswith(f"#{address}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    here.get_by_text("Copy link").click()
    expect(here).to_contain_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    page.keyboard.press("Escape")
    expect(here).to_be_hidden()
    other = page.locator('.inforce-redline [id][data-n="19"]').first.get_attribute("id") or ""
    leave(page)
    page.goto(copied.replace(address, other))
    expect(page.locator(".inforce-toolbar output")).to_have_text("19 of 31")
    expect(page.locator(f"#{other}")).to_be_in_viewport()


def test_sections_beside_the_text(page: Page) -> None:
    """On a wide screen the changed sections stand beside the text; each leads to its first change."""
    sections = page.locator(".inforce-sections")
    expect(sections.locator("li").first).to_be_visible()
    text = page.locator(".inforce-redline").bounding_box()
    aside = sections.bounding_box()
    assert text and aside
    assert aside["x"] >= text["x"] + text["width"]
    sections.locator("a").nth(2).click()
    target = page.locator(sections.locator("a").nth(2).get_attribute("href") or "").get_attribute("data-n")
    expect(page.locator(".inforce-toolbar output")).to_have_text(f"{target} of 31")


def test_neighbours_name_both_ends(demo_site: Built) -> None:
    """The redline before ends where this one begins, so that one day would not tell them apart."""
    said = demo_site.words("terms/refund-policy/compare/2017-08-08/2017-08-22/", ".inforce-between")
    assert "Earlier redline June 28, 2017 → August 8, 2017" in said
    assert "August 22, 2017 → March 26, 2018" in said


def test_one_heading_of_the_page(page: Page) -> None:
    """It says what the page is; the text's own title stands a level below it."""
    expect(page.locator("h1:visible:not([aria-level])")).to_have_text(["Refund Policy: what changed"])
    expect(page.locator('h1:visible[aria-level="2"]')).to_have_text(["Refund Policy"])


def test_what_the_ledger_passes_over_is_named(tmp_path: Path) -> None:
    """Where the page at a link shows another form of the text, the redline says so; a correction brings it into the next."""
    plain, typographic = 'We call it a "fee" here.', "We call it a “fee” here."
    later = {"effective_date": "2022-01-01", "text": f"{typographic} More."}
    history = [
        {"on": "2020-01-01", "write": {"policies/rules.md": policy("2020-01-01", "It is free.")}},
        {"on": "2021-01-01", "write": {"policies/rules.md": policy("2021-01-01", plain)}},
        {"on": "2021-05-01", "change": {"policies/rules.md": {"text": typographic}}},
        {"on": "2022-01-01", "change": {"policies/rules.md": later}},
        {"on": "2022-02-01", "change": {"policies/rules.md": {"text": f"{typographic} *More.*"}}},
        {"on": "2022-03-01", "change": {"policies/rules.md": {"text": f"{typographic} *Even more.*"}}},
        {
            "on": "2022-04-01",
            "write": {
                "policies/ledger.yml": "rules:\n  <c3>: {ignore: true, note: Quotation marks & such.}\n  <c5>: {ignore: true}\n"
            },
        },
    ]
    repository(tmp_path / "site", history, "site_name: Rules\nplugins: [inforce]\n")
    built = build(tmp_path / "site")
    said = {
        address: built.words(f"rules/compare/{address}/", ".inforce-left-out")
        for address in ("2020-01-01/2021-01-01", "2021-01-01/2022-01-01", "2020-01-01/2022-01-01", "2022-01-01.0/2022-01-01.1")
    }
    assert said.pop("2020-01-01/2021-01-01") == (
        "The page of January 1, 2021 shows this text as it was reformatted on May 1, 2021 . That changed no word, "
        "so this redline leaves it out: Quotation marks & such."
    )
    assert not any(said.values())  # what was passed over is in the older text, and in the correction
    sides = built.data("rules/compare/2020-01-01/2021-01-01/redline.json")
    assert sides["old"]["left_out"] == []
    assert [(found["date"], found["note"]) for found in sides["new"]["left_out"]] == [("2021-05-01", "Quotation marks & such.")]
    hashes = {revision["id"]: revision["hash"] for revision in built.history("rules")["revisions"]}
    for pair in built.folder.glob("rules/compare/*/*/redline.json"):
        data = json.loads(pair.read_text("utf-8"))
        for side in (data["old"], data["new"]):
            assert (side["hash"] != hashes.get(side["name"], side["hash"])) == bool(side["left_out"]), data["address"]


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


def test_steps_of_the_engine(browser: Browser, demo_url: str) -> None:
    """How a redline is made is shown by what the engine found in the example's texts."""
    with tab(browser, demo_url, size={"width": 320, "height": 700}, scripts=False) as watched:
        page = watched.page
        page.goto("redline-engine/")
        rows = page.locator(".inforce-steps tbody tr")
        found = {" ".join(row.locator("td").nth(1).inner_text().split()[1:]): row.inner_text() for row in rows.all()}
        assert set(found) == {"the same", "alike", "split", "moved away", "moved here", "new"}
        assert "bring your card" in found["moved away"] and "bring your card" in found["moved here"]
        words = page.locator(".inforce-steps p.inforce-redline")
        assert words.locator("ins").all_inner_texts() == [", and one coin for each week after that"]
        assert (
            words.inner_text()
            == "You pay nothing for a late book during the first week, and one coin for each week after that."
        )
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
