"""What a reader takes away of a redline: saved as a document, printed, and read without scripts."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsing import NARROW, tab
from playwright.sync_api import Browser, Page, expect
from redline_pages import MADE, REFUNDS, inside, letters
from selectolax.lexbor import LexborHTMLParser
from sites import Built


@pytest.fixture
def page(redline_page: Page) -> Page:
    """The redline of the refund policy."""
    return redline_page


def saved(page: Page, folder: Path) -> str:
    """What the reader has after saving the redline; the file is saved.html in the folder."""
    with page.expect_download() as download:
        page.get_by_text("Save as one HTML file").click()
    download.value.save_as(folder / "saved.html")
    return (folder / "saved.html").read_text("utf-8")


def test_save(page: Page, browser: Browser, tmp_path: Path) -> None:
    """The saved file is a document of its own with the whole redline, and asks for nothing."""
    plain = inside(page)
    html = saved(page, tmp_path)
    tree = LexborHTMLParser(html)
    assert html.startswith("<!doctype html>")
    assert not tree.css("script, link, button, img")
    main = tree.css_first("main")
    assert main
    assert letters(main.inner_html or "") == letters(plain)
    assert "April 11, 2017" in tree.css_first("header").text()  # type: ignore[union-attr]
    alone = browser.new_page(offline=True)
    alone.goto((tmp_path / "saved.html").as_uri())
    assert "underline" in alone.locator("main ins").first.evaluate("e => getComputedStyle(e).textDecoration")
    alone.close()


def test_without_scripts(browser: Browser, demo_url: str) -> None:
    """The redline, its legend, its changed sections and the links to changes are there and fit; the switches are not."""
    for size in ({"width": 1400, "height": 900}, NARROW):
        with tab(browser, demo_url, size=size, scripts=False) as watched:
            page = watched.page
            page.goto(REFUNDS)
            assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
            expect(page.locator(".inforce-toolbar")).to_be_hidden()
            expect(page.locator(".inforce-here")).to_be_hidden()
            expect(page.locator(".inforce-legend")).to_contain_text("Moved")
            page.locator(".inforce-sections summary").click()
            page.locator(".inforce-sections a").last.click()
            number = page.url.partition("#")[2]
            expect(page.locator(f"#{number}")).to_be_in_viewport()


def test_what_the_reader_agreed_to_is_saved(browser: Browser, demo_url: str, tmp_path: Path) -> None:
    """Where the page says what was agreed to and what has changed since, the saved file says it too."""
    with tab(browser, demo_url) as watched:
        watched.page.goto(f"{REFUNDS}?since=2017-05-01")
        said = watched.page.locator(".inforce-agreed p").all_inner_texts()
        html = saved(watched.page, tmp_path)
    header = LexborHTMLParser(html).css_first("header")
    assert header
    assert [paragraph.text() for paragraph in header.css(".inforce-agreed p")] == said
    assert "You agreed on May 1, 2017 to the revision of April 11, 2017." in said[0]
    assert "You agreed" not in html.partition("</header>")[2]


def test_nothing_that_was_not_shown_is_saved(page: Page, tmp_path: Path) -> None:
    assert "agreed" not in saved(page, tmp_path).partition("</style>")[2]


def test_print(page: Page) -> None:
    """On paper there are signs in the place of colours, and no switches."""
    page.emulate_media(media="print")
    expect(page.locator(".inforce-toolbar")).to_be_hidden()
    said = "e => getComputedStyle(e, '::before').content"
    assert page.locator(".inforce-redline ins").first.evaluate(said) == '"[+"'
    assert page.locator(".inforce-redline del").first.evaluate(said) == '"[−"'
    for sign in ("::before", "::after"):  # an inline block is not struck through with the words around it
        struck = f"e => getComputedStyle(e, '{sign}').display + getComputedStyle(e, '{sign}').textDecorationLine"
        assert page.locator(".inforce-redline del:not([data-note])").first.evaluate(struck) == "inline-blocknone"
    page.emulate_media(media="screen")


def test_paper_says_where_it_comes_from(page: Page, themed: Built) -> None:
    """At the top: whose site, the address where there is one, and the day of printing."""
    page.emulate_media(media="print")
    for address in (REFUNDS, "terms/refund-policy/"):
        page.goto(address)
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        expect(page.locator(".inforce-printed")).to_be_visible()
        expect(page.locator(".inforce-printed")).to_have_text("Quillhaven Policies Printed on November 23, 2026")
    for gone in (
        ".inforce-actions a >> nth=0",
        ".inforce-contents",
        ".inforce-since__ask",
        ".inforce-record dt:text('Permanent address')",
    ):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.locator(".inforce-actions")).to_have_text("In force since May 15, 2018", use_inner_text=True)
    page.emulate_media(media="screen")
    expect(page.locator(".inforce-printed")).to_be_hidden()
    url = "https://policies.of-a-company-with-a-long-name.example/legal/documents/"
    assert themed.words(MADE, ".inforce-printed").startswith(f"Rules · {url}{MADE}")
    assert f"Rules · {url}rules/2021-01-01/" in themed.words("rules/", ".inforce-printed")


def test_notes_stand_apart_from_the_words(page: Page) -> None:
    """What a mark says of formatting and links has a space before it."""
    page.goto("redlines/")
    notes = page.locator(".inforce-example [data-note]")
    assert notes.count() >= 2
    for note in notes.all():
        assert float(note.evaluate("e => parseFloat(getComputedStyle(e, '::after').marginInlineStart)")) >= 3
