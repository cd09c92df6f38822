"""Tabs of a real browser that are watched: errors of scripts, failed requests, other hosts, violations of the policy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, Response
from sites import EMPTY, PREFIX

WIDE = {"width": 1400, "height": 900}
NARROW = {"width": 390, "height": 844}


_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) =>
    console.error("violation of", event.violatedDirective, "by", event.blockedURI || event.sample));"""


@dataclass
class Watched:
    """A tab, and everything that went wrong in it."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def watch(self, home: str) -> None:
        """Note errors of scripts, failed requests and requests to other hosts."""
        host = urlsplit(home).netloc
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)
        self.page.on("request", lambda request: self._asked(request.url, host))

    def _said(self, message: ConsoleMessage) -> None:
        asked = message.location["url"]
        if message.type == "error" and not asked.endswith("/favicon.ico"):  # browsers ask where a page names no icon: redirects
            self.faults.append(f"console: {message.text} {asked}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the reader went on before it was there
            self.faults.append(f"failed: {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"{response.status}: {response.url}")

    def _asked(self, url: str, host: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("data", "blob"):
            return
        if parts.netloc != host:
            self.faults.append(f"another host: {url}")
        elif not parts.path.startswith(PREFIX):
            self.faults.append(f"not under the prefix: {url}")


_LOADED = """async () => {
    const entry = document.querySelector('script[src*="assets/inforce/inforce.js"]');
    if (entry) await (await import(entry.src)).loaded;
}"""


def _has_loaded(page: Page) -> bool:
    """Whether the scripts of a page have run; not if they lead on to another one."""
    try:
        page.evaluate(_LOADED)
    except Error as error:
        if "navigation" not in error.message:
            raise
        return False
    return True


def settled(page: Page) -> Page:
    """A tab in which an address is shown only once the scripts that its page uses have run."""
    show = page.goto

    def goto(*args: Any, **options: Any) -> Response | None:
        answer = show(*args, **options)
        while not _has_loaded(page):
            page.wait_for_load_state("load")
        return answer

    page.goto = goto  # type: ignore[method-assign]
    return page


@contextmanager
def tab(
    browser: Browser,
    home: str,
    *,
    size: dict[str, int] = WIDE,
    scheme: Literal["light", "dark"] = "light",
    scripts: bool = True,
    zone: str = "UTC",
    now: str = "2026-11-23T12:00:00Z",
) -> Iterator[Watched]:
    """A fresh tab that is watched; fails at the end if anything went wrong in it. The reader's clock begins at `now`."""
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        color_scheme=scheme,
        java_script_enabled=scripts,
        base_url=home,
        timezone_id=zone,
    )
    context.clock.install(time=now)
    context.set_default_timeout(10_000)
    context.add_init_script(_VIOLATIONS)
    page = context.new_page()
    watched = Watched(settled(page) if scripts else page)
    watched.watch(home)
    yield watched
    context.close()
    assert watched.faults == []


def leave(page: Page) -> None:
    """Have the next address loaded anew, whatever is shown: one that differs only behind its # would not be. What is shown goes
    on beside its own address, for to show an empty page takes a third of the time of the page that comes next."""
    if page.url.startswith("http"):
        page.evaluate("history.replaceState(null, '', '?left')")
    else:
        page.goto(EMPTY)
