"""What tests of accessibility ask of a tab: axe-core, a walk by keyboard, reflow, and the reader's own spacing of text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from checkers import checker
from playwright.sync_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")

# Elements that the Tab key can reach and a reader can see. Of radio buttons with one name only one is reached.
_REACHED = """() => {
    const tabbable = "a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary, [tabindex]";
    const groups = new Set();
    for (const marked of document.querySelectorAll("[data-walk]")) delete marked.dataset.walk;  // by a walk at another width
    let count = 0;
    for (const element of document.querySelectorAll(tabbable)) {
        const seen = element.checkVisibility({ visibilityProperty: true }) && !element.closest("[inert], [hidden]");
        if (!seen || element.tabIndex < 0 || element.type === "hidden") continue;
        if (element.localName === "summary" && element !== element.parentElement.querySelector(":scope > summary")) continue;
        if (element.type === "radio") {
            if (groups.has(element.name)) continue;
            groups.add(element.name);
        }
        count += 1;
        element.dataset.walk = element.type === "radio" ? `radio ${element.name}` : `${count}`;
    }
    for (const radio of document.querySelectorAll("input[type=radio]")) radio.dataset.walk = `radio ${radio.name}`;
    const looks = (element) => {
        const found = [];
        for (const one of [element, element.labels?.[0], element.nextElementSibling].filter(Boolean)) {
            const style = getComputedStyle(one);
            found.push(style.outlineStyle === "none" ? "" : style.outline, style.boxShadow, style.backgroundColor);
        }
        return found.join("|");
    };
    const before = new Map([...document.querySelectorAll("[data-walk]")].map((element) => [element, looks(element)]));
    window.inforceWalk = { looks, before };
    return [...new Set([...before.keys()].map((element) => element.dataset.walk))];
}"""

# The focused element: its mark, whether the focus shows, and whether anything fixed lies over all of it.
_FOCUSED = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const { looks, before } = window.inforceWalk;
    const beside = element.nextElementSibling;
    const stands = element.localName === "input" && beside?.localName === "label";  // a label for what is not to be seen
    const shown = stands ? beside : element;
    const box = [...shown.getClientRects()].find((rect) => rect.width && rect.height) ?? shown.getBoundingClientRect();
    const parts = [0.1, 0.5, 0.9];
    const points = parts.flatMap((x) => parts.map((y) => [box.left + box.width * x, box.top + box.height * y]));
    const search = element.matches(".md-search__input");  // Material opens it over the page when it gets the focus
    const gone = element.hidden;  // Material's button to the top, once one scrolls on
    const open = search || gone || points.some(([x, y]) => {
        const top = document.elementFromPoint(x, y);
        return top && (shown.contains(top) || top.contains(shown));
    });
    const name = element.outerHTML.replace(/ data-walk="[^"]*"/, "").slice(0, 120);
    const typed = element.matches("input:is([type=text], [type=search]), textarea");  // the caret stands in it
    return { mark: element.dataset.walk ?? null, name, shown: typed || looks(element) !== before.get(element), open };
}"""

_SPACED = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
        p { margin-bottom: 2em !important }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""

# Of rows, items and paragraphs that are alike beside each other, in elements and what their start tags say of their looks, two
# stand for all.
_THIN = """() => {
    const said = (element) => ["class", "style", "role", "type", "hidden", "open"].map((name) => element.getAttribute(name));
    const shape = (element) => [element.localName, ...said(element),
        Boolean(element.firstElementChild || element.textContent.trim()),
        ...new Set([...element.children].map(shape))].join("|") + ";";
    for (const element of [...document.querySelectorAll("li, tr, p, dt, dd, details, blockquote")].reverse()) {
        const own = shape(element);
        let alike = 0;
        for (let other = element.previousElementSibling; other; other = other.previousElementSibling)
            alike += shape(other) === own;
        if (alike > 1 && !element.contains(document.activeElement)) element.remove();
    }
}"""

# Elements with words of their own that are cut off at an edge, or lie in a box that cuts them off.
_CUT = """(within) => {
    const found = [];
    for (const element of document.querySelectorAll(`${within}, ${within} *`)) {
        const style = getComputedStyle(element);
        if (!element.checkVisibility({ visibilityProperty: true }) || !element.innerText?.trim()) continue;
        if (element.clientWidth <= 1 || element.clientHeight <= 1) continue;  // words for screen readers only
        const cuts = (overflow) => ["hidden", "clip"].includes(overflow);
        const wide = cuts(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
        const high = cuts(style.overflowY) && element.scrollHeight > element.clientHeight + 1;
        if (wide || high) found.push(element.outerHTML.slice(0, 120));
    }
    return found;
}"""

# What lies beyond the edge of the window, and in no box that can be scrolled. Material hides it, so that nobody could reach it.
_SPILT = """() => {
    const width = document.documentElement.clientWidth;
    const scrolls = (element) => element && (["auto", "scroll"].includes(getComputedStyle(element).overflowX)
        || (element !== document.body && scrolls(element.parentElement)));
    const beyond = (element) => {
        const box = element.getBoundingClientRect();
        const right = Math.max(box.right, box.left + element.scrollWidth);  // words may stand out of their box
        return (right > width + 1 || box.left < -1) && box.width > 1 && element.checkVisibility({ visibilityProperty: true });
    };
    const all = [...document.querySelectorAll(".md-content *, .md-footer *")];
    const wide = all.filter((one) => beyond(one) && !scrolls(one));
    const found = wide.map((element) => element.outerHTML.slice(0, 120));
    const needs = document.documentElement.scrollWidth;
    return needs > width ? [`${needs} px in ${width} px`, ...found] : found;
}"""


class Axe:
    """Asks axe-core about a page for as long as it is there.

    It runs in a world of its own beside the page's scripts, where no Content-Security-Policy of the page holds it back.
    """

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        frame = self._session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        made = self._session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "axe"})
        self._world = made["executionContextId"]
        self._run(checker("axe-core/axe.min.js").read_text("utf-8") + "; 0")

    def faults(self, rules: Sequence[str] = ()) -> list[str]:
        """What it finds against the page as it stands, by all rules or by some: rule, help, and for each element its selector
        and what is wrong."""
        run = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": TAGS}
        options = {"runOnly": run, "resultTypes": ["violations"], "preload": False}  # there are no recordings to load before
        result = self._run(f"axe.run(document, {json.dumps(options)}).then((found) => found.violations)")
        return [
            f"{rule['id']} ({rule['help']}): {' '.join(map(str, node['target']))}: {' '.join(node['failureSummary'].split())}"
            for rule in result
            for node in rule["nodes"]
        ]

    def _run(self, script: str) -> Any:
        asked = {"expression": script, "contextId": self._world, "awaitPromise": True, "returnByValue": True}
        answer = self._session.send("Runtime.evaluate", asked)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """What a walk through a page with the Tab key came to."""

    missed: list[str]
    unseen: list[str]
    covered: list[str]


def walk(page: Page) -> Walk:
    """Press Tab from the top of a page until the focus leaves it or comes back; fails where it is caught in between."""
    wanted = set(page.evaluate(_REACHED))
    page.evaluate("() => { document.activeElement?.blur(); getSelection().removeAllRanges(); scrollTo(0, 0); }")
    visited: list[str] = []
    unseen, covered = [], []
    for _ in range(2 * len(wanted) + 10):
        page.keyboard.press("Tab")
        focused = page.evaluate(_FOCUSED)
        if focused is None or focused["mark"] in visited[:1]:
            break
        if focused["mark"] is not None:  # what only shows once it has the focus, as a link that skips to the text
            visited.append(focused["mark"])
        if not focused["shown"]:
            unseen.append(focused["name"])
        if not focused["open"]:
            covered.append(focused["name"])
    names = [
        page.locator(f'[data-walk="{mark}"]').first.evaluate("one => one.outerHTML") for mark in sorted(wanted - set(visited))
    ]
    return Walk(missed=[name[:120] for name in names], unseen=unseen, covered=covered)


def spilt(page: Page) -> list[str]:
    """The elements for which a page would have to be scrolled sideways."""
    found: list[str] = page.evaluate(_SPILT)
    return found


def cut(page: Page, within: str = "body") -> list[str]:
    """The elements whose words are cut off."""
    found: list[str] = page.evaluate(_CUT, within)
    return found


def thin(page: Page) -> None:
    """Leave two of each kind of row, item and paragraph beside each other: what takes long then takes half as long."""
    page.evaluate(_THIN)


@contextmanager
def spaced_out(page: Page) -> Iterator[None]:
    """Give the text the spacing that readers may ask for themselves (WCAG 1.4.12)."""
    page.evaluate(_SPACED)
    yield
    page.evaluate("() => { document.adoptedStyleSheets = document.adoptedStyleSheets.slice(0, -1) }")
