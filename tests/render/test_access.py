"""Everyone can read every kind of page: axe-core in light and dark at three widths, keyboard, reflow, spacing of text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import pytest
from access import Axe, cut, spaced_out, spilt, thin, walk
from browsing import leave, tab
from playwright.sync_api import Browser, Page, expect

COLOURS = ("color-contrast", "link-in-text-block")  # the rules of axe-core on what a colour scheme changes
LAYOUT = ("target-size", "scrollable-region-focusable")  # and on where things are
WIDTHS = (1400, 390, 320)
Open = Callable[[str], Page]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of page: an address, and what a reader does there first."""

    address: str
    act: Callable[[Page], object] | None = None


def _search(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("refund", delay=5)
    expect(page.locator(".md-search-result__link").first).to_be_visible()


KINDS = {
    "home": Kind(address=""),
    "collection": Kind(address="terms/"),
    "text": Kind(address="privacy/privacy-policy/"),
    "text to come": Kind(address="privacy/privacy-policy/2027-07-01/"),
    "retired": Kind(address="privacy/privacy-shield-policy/"),
    "history": Kind(address="terms/refund-policy/history/"),
    "revision": Kind(address="terms/refund-policy/2017-06-28/"),
    "redline": Kind(address="terms/refund-policy/compare/2017-04-11/2018-05-15/"),
    "side by side": Kind(address="terms/refund-policy/compare/2017-04-11/2018-05-15/?view=side"),
    "changes only": Kind(address="terms/refund-policy/compare/2017-04-11/2018-05-15/?view=changes"),
    "since you agreed": Kind(address="terms/refund-policy/?since=2016-05-01"),
    "nothing new since": Kind(address="terms/refund-policy/?since=2019-05-01"),
    "two days": Kind(address="terms/?from=2016-01-01&to=2018-07-11"),
    "words in revisions": Kind(address="terms/refund-policy/history/?words=refund"),
    "search": Kind(address="contact/", act=_search),
    "hand-written": Kind(address="redlines/"),
}
# Not walked: the search, which holds the focus until it is closed, and answers, which take it, so that a walk begins there.
_FOCUSED = {"search", "since you agreed", "nothing new since", "two days", "words in revisions"}

_WALKED_WHOLE = {"home", "history", "redline"}  # on a wide screen from top to bottom, however long they are


@pytest.fixture(scope="module")
def opened(browser: Browser, demo_url: str) -> Iterator[Open]:
    """Opens a kind of page, light and wide, in a tab which all tests here share."""
    with tab(browser, demo_url) as watched:
        page = watched.page

        def open_kind(kind: str) -> Page:
            page.emulate_media(color_scheme="light", reduced_motion="reduce")  # nothing is looked at half-way
            page.set_viewport_size({"width": WIDTHS[0], "height": 900})
            leave(page)
            address = KINDS[kind].address
            page.goto(address, wait_until="networkidle" if "?" in address else "load")  # an answer is fetched
            return page

        yield open_kind


def resized(page: Page, width: int) -> None:
    """Give the tab a width, and let what listens to it have its say."""
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def coloured(page: Page, scheme: Literal["light", "dark"]) -> None:
    """Let the reader's system turn dark or light, and the page do what the theme's own script does when it is loaded then."""
    page.emulate_media(color_scheme=scheme)
    page.evaluate("(name) => { document.body.dataset.mdColorScheme = name }", {"light": "default", "dark": "slate"}[scheme])


def walked(page: Page, width: int) -> list[str]:
    """What is wrong for a keyboard; the focus is nowhere afterwards."""
    came = walk(page)
    page.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0); }")
    wrong = {"not reached": came.missed, "does not show the focus": came.unseen, "is covered": came.covered}
    return [f"{width} px, {what}: {name}" for what, names in wrong.items() for name in names]


@pytest.mark.parametrize("kind", KINDS)
def test_everyone_can_read(opened: Open, kind: str) -> None:
    """At each width nothing is wrong by WCAG 2.0 to 2.2, A and AA, and by the best practices that axe-core knows, in light and
    dark; and nobody has to scroll sideways (WCAG 1.4.10), with the reader's own spacing of text either, which cuts nothing off
    (WCAG 1.4.12). The page is loaded once for all of these, and what is alike in it is looked at once in every way and in one
    light and width as a whole.

    On a wide screen and on the smallest, the Tab key reaches everything that can be used, is caught nowhere, and always shows
    where it is."""
    page = opened(kind)
    axe = Axe(page)
    act = KINDS[kind].act
    faults = []
    for width in WIDTHS[1:]:
        resized(page, width)
        faults += [f"{width} px, to be scrolled to: {element}" for element in spilt(page)]
    with spaced_out(page):
        faults += [f"spaced out, to be scrolled to: {element}" for element in spilt(page)]
        faults += [f"spaced out, cut off: {element}" for element in cut(page, ".md-content")]
    for width in WIDTHS:
        resized(page, width)
        if act:
            act(page)
        if width == 390:  # what is shown, and in which colours, is the same as at 320 px, and takes long
            faults += [f"{width} px: {violation}" for violation in axe.faults(LAYOUT)]
        else:
            faults += [f"{width} px: {violation}" for violation in axe.faults()]
            whole = kind in _WALKED_WHOLE and width == WIDTHS[0]
            faults += walked(page, width) if whole else []
            thin(page)  # all of the page has been looked at once
            coloured(page, "dark")
            faults += [f"{width} px, dark: {violation}" for violation in axe.faults(COLOURS)]
            coloured(page, "light")
            faults += walked(page, width) if not whole and kind not in _FOCUSED else []
        if act:
            page.keyboard.press("Escape")
    assert not faults, "\n".join(faults)


def test_faults_are_found(opened: Open) -> None:
    """Each check notices what it is there to notice."""
    page = opened("hand-written")
    axe = Axe(page)
    page.evaluate(
        """() => {
            const content = document.querySelector("article");
            content.insertAdjacentHTML("beforeend", `<p id="pale">pale words</p><button id="mute"></button>
                <p id="wide">${"w".repeat(400)}</p><p id="low">one line of words</p><a href="#trap" id="trap">trap</a>`);
            for (const [id, style] of Object.entries({
                pale: { color: "#aaa", background: "#fff" }, wide: { overflowWrap: "normal", whiteSpace: "nowrap" },
                low: { width: "9em", whiteSpace: "nowrap", overflow: "hidden" }, trap: { outline: "0", transition: "none" },
            })) for (const [name, value] of Object.entries(style)) document.getElementById(id).style.setProperty(
                name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), value, "important");
            document.getElementById("trap").addEventListener("keydown", (event) => event.preventDefault());
        }"""
    )
    assert "#pale" in "\n".join(axe.faults(COLOURS))
    said = "\n".join(axe.faults())
    assert "color-contrast (" in said and "#pale" in said
    assert "button-name (" in said and "#mute" in said
    came = walk(page)
    assert [name for name in came.unseen if 'id="trap"' in name]
    assert came.missed  # the foot of the page lies behind the trap
    resized(page, 320)
    assert any('id="wide"' in element for element in spilt(page))
    before = cut(page)
    with spaced_out(page):
        assert [element for element in cut(page) if element not in before and 'id="low"' in element]
    assert cut(page) == before
    page.locator("article p").first.evaluate("one => one.after(...Array.from({ length: 9 }, () => one.cloneNode(true)))")
    many = page.locator("article p").count()
    thin(page)
    assert page.locator("#pale").count() == 1 and page.locator("article p").count() <= many - 8
