"""The signs of a redline: the legend, other themes, forced colours, and that nothing moves."""

from __future__ import annotations

from importlib.resources import files
from typing import Literal

import pytest
from browsing import tab
from inforce.i18n import words
from inforce.render import redline_html
from playwright.sync_api import Browser, Page, expect
from redline_pages import HISTORY, MADE, REFUNDS
from selectolax.lexbor import LexborHTMLParser
from sites import Built, served

SIGNED = """<div class="md-typeset"><div class="inforce-redline"><table><thead {0}><tr><th>A</th><th>B</th></tr></thead>
<tbody><tr><td>one</td><td>two</td></tr><tr {0}><td>three</td><td>four</td></tr></tbody>
<tbody {0}><tr><td>five</td><td>six</td></tr></tbody></table></div></div>"""
SIGNS = [
    'data-move="from" data-change="deleted"',
    'data-move="to" data-change="inserted"',
    'data-break="inserted"',
    'data-break="deleted"',
    'data-kind="formatting" data-note="start 5, was start 2" data-change="inserted"',
]


@pytest.fixture
def page(redline_page: Page) -> Page:
    """The redline of the refund policy."""
    return redline_page


@pytest.mark.parametrize("media", ["screen", "print"])
@pytest.mark.parametrize("sheet", ["document.css", "styles/2-redline.css"])
def test_signs_move_no_cell(browser: Browser, sheet: str, media: Literal["screen", "print"]) -> None:
    """What stands before a row or after it is no cell of its own: on the page, in the saved file, on paper."""
    style = files("inforce").joinpath("assets", sheet).read_text("utf-8")
    alone = browser.new_page()
    alone.emulate_media(media=media)
    for sign in SIGNS:
        alone.set_content(f"<style>{style}</style>{SIGNED.format(sign)}")
        columns = alone.locator("tr").evaluate_all(
            "rows => rows.map(r => [...r.cells].map(c => c.getBoundingClientRect().left))"
        )
        assert len({tuple(map(round, row)) for row in columns}) == 1, sign
        assert alone.locator("tr").evaluate_all("rows => rows.map(r => r.cells.length)") == [2, 2, 2, 2]
    alone.close()


def test_legend_shows_every_kind(page: Page) -> None:
    """Each entry has a sample that is marked as the text is; what screen readers hear is the name."""
    entries = page.locator(".inforce-legend li:visible")
    assert entries.count() >= 5
    for entry in entries.all():
        assert entry.locator("ins, del, .inforce-sign").count(), entry.inner_text()
    replaced = page.locator('.inforce-legend [data-kind="replaced"]')
    assert "line-through" in replaced.locator("del").evaluate("e => getComputedStyle(e).textDecoration")
    assert replaced.inner_text().split() == ["old", "new", "Replaced"]
    expect(replaced).to_match_aria_snapshot("- listitem: Replaced")
    rows = page.locator('.inforce-legend [data-kind="table row"] .inforce-block')
    assert [block.evaluate("e => getComputedStyle(e).boxShadow") != "none" for block in rows.all()] == [True, True]


def test_every_kind_has_a_sample() -> None:
    spoken = words("de")
    legend = redline_html.legend(spoken)
    assert list(legend) == list(redline_html.names(spoken))
    for kind, entry in legend.items():
        assert entry.endswith((f"<span>{redline_html.names(spoken)[kind]}</span>", "</ins>", "</del>"))
        assert "<del>" in entry or "<ins>" in entry or "inforce-sign" in entry


def test_replaced_words_stand_apart(page: Page) -> None:
    """Also where the text has no space between what was deleted and what came in its place; where it has, that is enough."""
    gaps = """redline => [...redline.querySelectorAll("ins, del")].flatMap((second) => {
        const space = second.previousSibling?.nodeType === Node.TEXT_NODE ? second.previousSibling : null;
        const first = space ? space.previousSibling : second.previousSibling;
        if ((space && space.data !== " ") || !/^(INS|DEL)$/.test(first?.nodeName ?? "")) return [];
        const [before, after] = [[...first.getClientRects()].at(-1), second.getClientRects()[0]];
        return before.top < after.bottom && after.left > before.left ? [[Boolean(space), after.left - before.right]] : [];
    })"""
    for address in (REFUNDS, f"{REFUNDS}?view=reverse"):
        page.goto(address)
        found = page.locator(".inforce-redline").evaluate(gaps)
        spaced = [gap for space, gap in found if space]
        apart = [gap for space, gap in found if not space]
        assert spaced
        assert apart
        assert min(apart) >= 2
        assert max(spaced) < 6  # one space of the text, and nothing besides


@pytest.mark.parametrize(("address", "label"), [(REFUNDS, "Skip to the redline"), (HISTORY, "Skip to the table")])
def test_skip_link(browser: Browser, demo_url: str, address: str, label: str) -> None:
    """The first stop of the keyboard leads past the theme's header and what else comes first; it shows when it is reached."""
    with tab(browser, demo_url) as watched:
        page = watched.page
        page.goto(address)
        link = page.get_by_text(label)
        assert (link.bounding_box() or {})["width"] <= 1
        page.keyboard.press("Tab")
        expect(link).to_be_focused()
        assert (link.bounding_box() or {})["height"] >= 24
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        if address == REFUNDS:
            expect(page.locator('.inforce-toolbar [data-do="previous"]')).to_be_focused()
            expect(page.locator('.inforce-toolbar [data-do="previous"]')).to_be_in_viewport()
        else:
            assert page.evaluate("document.activeElement.closest('.inforce-history') !== null")


def test_marks_in_other_themes(browser: Browser, themed: Built) -> None:
    """Without colours too, a line tells what came and what went, in the text and in the legend; no page needs scrolling
    sideways, and no frame is empty."""
    with served(themed.folder) as url:
        context = browser.new_context(viewport={"width": 360, "height": 800}, base_url=url, forced_colors="active")
        page = context.new_page()
        page.goto(MADE)
        lines = {"ins": "underline", "del": "line-through"}
        for place in (".inforce-redline", ".inforce-legend", ".inforce-dates"):
            for tag, line in lines.items():
                for words in page.locator(f"{place} {tag}").all():
                    assert words.evaluate("e => getComputedStyle(e).textDecorationLine") == line, place
        for address in (MADE, "rules/", "rules/2020-01-01/"):
            page.goto(address)
            assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0, address
        page.set_viewport_size({"width": 1400, "height": 800})
        page.goto(MADE)
        for frame in page.locator(".card:not(:has(li))").all():
            expect(frame).to_be_hidden()
        context.close()


def test_skip_link_in_other_themes(themed: Built) -> None:
    """Where the theme has no place for it, it is the first thing of the page."""
    for address in (MADE, "rules/history/"):
        body = LexborHTMLParser(themed.text(address)).body
        first = next(node for node in body.iter() if node.tag != "-text") if body else None
        assert first is not None
        assert first.attributes["class"] == "inforce-skip"
        assert f'id="{(first.attributes["href"] or "").removeprefix("#")}"' in themed.text(address)
    assert "inforce-skip" not in themed.text("rules/")


def test_sizes_in_forced_colours(browser: Browser, demo_url: str) -> None:
    """What was added and what was removed look different in a history without colours of its own."""
    context = browser.new_context(base_url=demo_url, forced_colors="active")
    page = context.new_page()
    page.goto(HISTORY)
    added, removed = (
        page.locator(f".inforce-size__{side}").first.evaluate("e => getComputedStyle(e).fill") for side in ("added", "removed")
    )
    assert added != removed
    stroke = page.locator(".inforce-size__removed").first.evaluate("e => getComputedStyle(e).stroke")
    assert stroke == added
    context.close()


def test_frames_in_forced_colours(browser: Browser, demo_url: str) -> None:
    """What is framed by a ground of another colour shows that without it too."""
    context = browser.new_context(base_url=demo_url, forced_colors="active")
    page = context.new_page()
    page.goto("terms/refund-policy/")
    page.get_by_text("In plain language").click()
    style = page.locator(".inforce-summary").evaluate_handle("e => getComputedStyle(e)")
    frame = style.evaluate("style => style.borderTopStyle + style.borderTopWidth")
    assert frame == "solid1px"
    context.close()
