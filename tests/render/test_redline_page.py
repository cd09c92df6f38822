"""The page of a redline in a real browser: from change to change, folded, side by side, in reverse; and its laws."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Literal

import pytest
from browsing import NARROW, Watched, leave, tab
from inforce.i18n import words
from inforce.redline.proof import accept, reject, signature, verify
from inforce.render import redline_html
from playwright.sync_api import Browser, Page, expect
from selectolax.lexbor import LexborHTMLParser
from sites import Built, build, policy, repository, served

REFUNDS = "terms/refund-policy/compare/2017-04-11/2018-05-15/"
HISTORY = "terms/refund-policy/history/"
DEMO = [
    REFUNDS,
    "terms/refund-policy/compare/2017-04-11/2017-06-28/",
    "privacy/privacy-policy/compare/2018-07-11/2027-07-01/",
    "terms/terms-of-use/compare/2013-01-14/2013-02-28/",
]
_ROWS = "\n".join(f"| item {k} | {k} days of waiting |" for k in range(12))
OLD = f"""\
# Rules

## Moved and edited

Every reader may bring two friends to the reading room on any day except the first Monday of a month.

We keep the records of your courses for as long as you study. You can ask us to delete them at any time.

First of a pair of paragraphs that will be one.

Second of a pair of paragraphs that will be one.

## Lists

3. one thing that stays
4. another thing that stays
5. a thing with a list inside
    - an inner thing
    - an inner thing that goes
6. the last thing
7. a thing after the last
8. the end

| Name | Days |
|---|---|
{_ROWS}

## Kinds

(a) prices and other terms of sale of every member;

(b) costs and margins of profit of every member.

We can change this agreement, and then we tell you so.

- an item that becomes a paragraph of its own
- another item that becomes a paragraph too

You should: Be given written information. Have your role explained. Know the next stages.

## Left alone

One paragraph that nobody touched.

Two paragraphs that nobody touched.

Three paragraphs that nobody touched.

## Scripts

我们收集您的个人信息。

אנחנו שומרים את המידע שלכם שבע שנים.

See [the desk](https://example.org/a) for **more** help.
"""
NEW = (
    OLD.replace("Every reader may bring two friends", "")
    .replace(" to the reading room on any day except the first Monday of a month.\n\n", "")
    .replace("as you study. You can", "as you study.\n\nYou can")
    .replace("will be one.\n\nSecond", "will be one. Second")
    .replace("3. one thing", "2. one thing")
    .replace("    - an inner thing that goes\n", "")
    .replace("4. another thing that stays\n", "4. another thing that stays\n5. a new thing\n")
    .replace("| item 7 | 7 days", "| item 7 | 70 days")
    .replace("| item 9 | 9 days of waiting |\n", "")
    .replace("(a) prices", "1. prices")
    .replace("(b) costs", "2. costs")
    .replace("We can change", "> We can change")
    .replace("- an item that becomes", "An item that becomes")
    .replace("- another item", "\nAnother item")
    .replace("You should: Be given", "You should:\n\n- Be given")
    .replace(". Have your", ".\n- Have your")
    .replace(". Know the", ".\n- Know the")
    .replace("个人信息", "信息和密码")
    .replace("שבע", "עשר")
    .replace("org/a)", "org/b)")
    .replace("**more**", "more")
    + "\nEvery reader may bring three friends to the reading room on any day except the first Monday of a month.\n"
)
MADE = "rules/compare/2020-01-01/2021-01-01/"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site with one redline that holds everything: moves, splits, joins, lists in lists, a long table, Chinese, Hebrew."""
    folder = tmp_path_factory.mktemp("made") / "site"
    history = [
        {"on": "2020-01-01", "write": {"policies/rules.md": policy("2020-01-01", OLD)}},
        {"on": "2021-01-01", "write": {"policies/rules.md": policy("2021-01-01", NEW)}},
    ]
    config = (
        "site_name: Rules\nsite_url: https://example.org/\ntheme: {name: material, font: false}\nplugins: [search, inforce]\n"
    )
    repository(folder, history, config)
    built = build(folder)
    assert built.code == 0, built.said
    return built


@pytest.fixture(scope="module")
def made_url(made: Built) -> Iterator[str]:
    """That site behind a server."""
    with served(made.folder) as url:
        yield url


@pytest.fixture
def page(wide: Watched) -> Iterator[Page]:
    """The redline of the refund policy, as a reader sees it who comes for the first time."""
    leave(wide.page)
    wide.page.evaluate("localStorage.clear()")
    wide.page.goto(REFUNDS)
    yield wide.page
    assert wide.faults == []


def inside(page: Page) -> str:
    """The redline as it is in the page now."""
    return page.locator("#inforce-redline").inner_html()


def press(page: Page, name: str) -> None:
    """Press a button of the toolbar."""
    page.locator(f'.inforce-toolbar [data-do="{name}"]').click()


def letters(html: str) -> str:
    """The text without its white space."""
    body = LexborHTMLParser(f"<body>{html}</body>").body
    assert body
    return "".join(body.text().split())


def column(page: Page, side: str) -> str:
    """What stands in a column, without the labels of a narrow screen."""
    own = "[...cell.children].filter(e => e.className !== 'inforce-cell__label').map(e => e.outerHTML).join('')"
    return letters(str(page.locator(f".inforce-cell--{side}").evaluate_all(f"cells => cells.map(cell => {own}).join('')")))


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
    expect(count).to_have_text("– of 32")
    press(page, "next")
    expect(count).to_have_text("1 of 32")
    page.keyboard.press("n")
    expect(count).to_have_text("2 of 32")
    assert page.evaluate("document.activeElement.dataset.n") == "2"
    page.keyboard.press("p")
    page.keyboard.press("p")
    expect(count).to_have_text("32 of 32")
    expect(page.locator(".inforce-current-change").first).to_be_in_viewport()
    press(page, "previous")
    expect(count).to_have_text("31 of 32")
    assert page.url.split("?")[0].endswith(REFUNDS)  # n and p are the theme's keys for other pages


def test_keys_are_letters_where_one_types(page: Page) -> None:
    """In the search field, and with a modifier, n and p do nothing here."""
    page.locator("input.md-search__input").focus()
    page.keyboard.type("nn")
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+n")
    expect(page.locator(".inforce-toolbar output")).to_have_text("– of 32")


def test_link_to_a_change(page: Page) -> None:
    """A change says what happened, in which section, and gives its link; the link leads back to it."""
    page.locator('.inforce-redline ins[data-n="1"]').dispatch_event("click")
    here = page.locator(".inforce-here")
    expect(here).to_contain_text("Inserted")
    expect(here).to_contain_text("Refund Policy")
    link = here.get_by_text("Link to this change")
    assert (link.get_attribute("href") or "").endswith("#change-1")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    here.get_by_text("Copy link").click()
    expect(here).to_contain_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    page.keyboard.press("Escape")
    expect(here).to_be_hidden()
    leave(page)
    page.goto(copied.replace("#change-1", "#change-20"))
    expect(page.locator(".inforce-toolbar output")).to_have_text("20 of 32")
    expect(page.locator("#change-20")).to_be_in_viewport()


def test_sections_beside_the_text(page: Page) -> None:
    """On a wide screen the changed sections stand beside the text; each leads to its first change."""
    sections = page.locator(".inforce-sections")
    expect(sections.locator("li").first).to_be_visible()
    text = page.locator(".inforce-redline").bounding_box()
    aside = sections.bounding_box()
    assert text and aside
    assert aside["x"] >= text["x"] + text["width"]
    sections.locator("a").nth(2).click()
    target = (sections.locator("a").nth(2).get_attribute("href") or "").removeprefix("#change-")
    expect(page.locator(".inforce-toolbar output")).to_have_text(f"{target} of 32")


# Views


def test_changes_only(page: Page) -> None:
    """What did not change is folded, the headings of changed sections are kept, and a link into a fold opens it."""
    quiet = page.locator(".inforce-redline > p:not([data-n]):not(:has([data-n]))")
    assert quiet.count()
    press(page, "changes")
    folds = page.locator(".inforce-folded")
    assert folds.count()
    expect(folds.first).to_contain_text("unchanged")
    folded = page.locator(".inforce-redline [hidden]")
    before = folded.count()
    folds.locator("button").first.click()
    assert folded.count() < before
    assert page.evaluate("document.activeElement.tagName") != "BODY"
    assert "view=changes" in page.url
    page.goto(f"{REFUNDS.partition('compare')[0]}history/")
    page.goto(REFUNDS)
    assert page.locator(".inforce-folded").count()  # the choice is kept


def test_a_link_into_a_fold(browser: Browser, made_url: str) -> None:
    """The place that an address names is shown, folded or not."""
    with tab(browser, made_url) as watched:
        watched.page.goto(f"{MADE}?view=changes")
        expect(watched.page.get_by_text("Two paragraphs that nobody")).to_be_hidden()
        leave(watched.page)
        watched.page.goto(f"{MADE}?view=changes#left-alone")
        expect(watched.page.locator("#left-alone")).to_be_in_viewport()
        expect(watched.page.get_by_text("Two paragraphs that nobody")).to_be_visible()


def test_folds_in_lists_and_tables(browser: Browser, made_url: str) -> None:
    """Of a long table in which one row changed, the others are folded; its head is kept."""
    with tab(browser, made_url) as watched:
        watched.page.goto(f"{MADE}?view=changes")
        expect(watched.page.locator("tr.inforce-folded").first).to_contain_text("7 unchanged items")
        expect(watched.page.locator(".inforce-redline th").first).to_be_visible()


@pytest.mark.parametrize("narrow", [False, True])
def test_side_by_side(browser: Browser, made_url: str, narrow: bool) -> None:
    """Rows of two cells; on a phone one above the other, named, and what did not change once."""
    with tab(browser, made_url, size=NARROW if narrow else {"width": 1400, "height": 900}) as watched:
        page = watched.page
        page.goto(f"{MADE}?view=side")
        row = page.locator(".inforce-row--changed", has_text="我们").first
        old, new = (row.locator(f".inforce-cell--{side}").bounding_box() for side in ("old", "new"))
        assert old and new
        if narrow:
            assert new["y"] >= old["y"] + old["height"]
            expect(row.get_by_text("Before")).to_be_visible()
        else:
            assert old["y"] == new["y"]
            assert old["x"] < new["x"]
        same = page.get_by_text("One paragraph that nobody touched.")
        assert [same.nth(k).is_visible() for k in range(same.count())] == [not narrow, True]
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0


def test_swap(page: Page) -> None:
    """In reverse the dates, the counts and the signs change places, and the page says so."""
    ends = page.locator(".inforce-dates [data-end]")
    assert [text.strip() for text in ends.all_inner_texts()] == ["April 11, 2017", "May 15, 2018"]
    words = page.locator(".inforce-compare .inforce-words").inner_text()
    press(page, "reverse")
    expect(page.locator(".inforce-reversed")).to_contain_text("Shown in reverse")
    assert [text.strip() for text in ends.all_inner_texts()] == ["May 15, 2018", "April 11, 2017"]
    assert page.locator(".inforce-compare .inforce-words").inner_text() != words
    page.get_by_text("Show it in order of time").click()
    expect(page.locator(".inforce-reversed")).to_be_hidden()
    assert page.locator(".inforce-compare .inforce-words").inner_text() == words


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
    assert "You agreed on May 1, 2017 to the revision of April 11, 2017." in said[1]
    assert "You agreed" not in html.partition("</header>")[2]


def test_nothing_that_was_not_shown_is_saved(page: Page, tmp_path: Path) -> None:
    assert "agreed" not in saved(page, tmp_path).partition("</style>")[2]


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


def test_neighbours_name_both_ends(demo_site: Built) -> None:
    """The redline before ends where this one begins, so that one day would not tell them apart."""
    said = demo_site.words("terms/refund-policy/compare/2017-08-08/2017-08-22/", ".inforce-between")
    assert "Previous change June 28, 2017 → August 8, 2017" in said
    assert "August 22, 2017 → March 26, 2018" in said


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


@pytest.fixture(scope="module", params=["mkdocs", "readthedocs"])
def themed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site in another theme than Material, at a long address."""
    folder = tmp_path_factory.mktemp("themed")
    history = [
        {"on": "2020-01-01", "write": {"policies/rules.md": policy("2020-01-01", OLD)}},
        {"on": "2021-01-01", "write": {"policies/rules.md": policy("2021-01-01", NEW)}},
    ]
    url = "https://policies.of-a-company-with-a-long-name.example/legal/documents/"
    repository(folder, history, f"site_name: Rules\nsite_url: {url}\ntheme: {request.param}\nplugins: [inforce]\n")
    return build(folder)


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


def test_link_to_a_change_side_by_side(browser: Browser, demo_url: str) -> None:
    """The row that a link names stands below the dates that stay in sight."""
    with tab(browser, demo_url, size={"width": 1400, "height": 500}) as watched:
        page = watched.page
        page.goto(f"{REFUNDS}?view=side#change-20")
        piece, heads = page.locator("#change-20"), page.locator(".inforce-heads")
        expect(piece).to_be_in_viewport()
        page.evaluate("document.getElementById('change-20').scrollIntoView({behavior: 'instant'})")  # as browsers do last
        top, bottom = (piece.bounding_box() or {})["y"], heads.bounding_box() or {}
        assert top >= bottom["y"] + bottom["height"]


@pytest.mark.parametrize("width", [390, 320])
def test_switches_on_a_phone(browser: Browser, demo_url: str, width: int) -> None:
    """Words in the place of icons, large enough for a finger, in one row where there is room."""
    with tab(browser, demo_url, size={"width": width, "height": 800}) as watched:
        page = watched.page
        page.goto(REFUNDS)
        buttons = page.locator(".inforce-toolbar button")
        boxes = [box for button in buttons.all() if (box := button.bounding_box())]
        assert len(boxes) == 5
        assert all(box["height"] >= 44 and box["width"] >= 44 for box in boxes)
        for name in ("Changes only", "Side by side", "Swap"):
            assert name.split() == page.get_by_role("button", name=name, exact=True).first.inner_text().split()
        if width == 390:
            assert len({box["y"] for box in boxes}) == 1
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0


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
        ".inforce-actions",
        ".inforce-contents",
        ".inforce-since__ask",
        ".inforce-record dt:text('Permanent address')",
    ):
        expect(page.locator(gone)).to_be_hidden()
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


def test_the_way_to_the_top_covers_no_switch(browser: Browser, demo_url: str) -> None:
    with tab(browser, demo_url, size={"width": 320, "height": 800}) as watched:
        page = watched.page
        page.goto(REFUNDS, wait_until="networkidle")
        top = page.locator(".md-top")
        page.mouse.wheel(0, 3000)
        page.wait_for_function("scrollY > 1000")
        page.mouse.wheel(0, -300)
        expect(top).to_be_visible()
        button, switches = top.bounding_box() or {}, page.locator(".inforce-toolbar").bounding_box() or {}
        assert button["height"] < 60
        assert button["y"] >= switches["y"] + switches["height"]


def test_frames_and_arrows_in_forced_colours(browser: Browser, demo_url: str) -> None:
    """What is framed or folded by a ground of another colour shows that without it too."""
    context = browser.new_context(base_url=demo_url, forced_colors="active")
    page = context.new_page()
    page.goto("terms/refund-policy/")
    for name in (".inforce-summary", ".inforce-since__ask"):
        assert (
            page.locator(name).evaluate("e => getComputedStyle(e).borderTopStyle + getComputedStyle(e).borderTopWidth")
            == "solid1px"
        )
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    arrow = page.locator(".inforce-since__ask summary").evaluate("e => getComputedStyle(e, '::after').backgroundColor")
    assert arrow != ground
    context.close()


def test_one_heading_of_the_page(page: Page) -> None:
    """The text's own title is the page's only heading of the first level."""
    expect(page.locator("h1:visible")).to_have_count(1)


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
        "The page of January 1, 2021 shows this text as it was reformatted on May 1, 2021 . The ledger counts that as no "
        "change of the policy, and this comparison leaves it out: Quotation marks & such."
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


def test_the_text_does_not_move_when_the_switches_come(browser: Browser, demo_url: str) -> None:
    """On a phone, what the script shows has its room before: the text begins where it began without the script."""
    tops = []
    for script in (True, False):
        context = browser.new_context(viewport={"width": 412, "height": 823}, base_url=demo_url)
        page = context.new_page()
        if not script:
            page.route("**/inforce.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
        page.goto(REFUNDS)
        page.wait_for_load_state("networkidle")
        tops.append(page.locator("#inforce-redline").evaluate("element => element.getBoundingClientRect().top"))
        context.close()
    assert tops[0] == tops[1]
