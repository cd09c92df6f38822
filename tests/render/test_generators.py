"""Where MkDocs and Material end: ProperDocs and the theme materialx make a site that can be proved, read by all, and searched.

That ProperDocs with Material makes the same bytes as MkDocs does is in hosts/test_plugin_faults.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from types import ModuleType

import pytest
from access import Axe, spilt, thin
from browsing import Watched, leave, tab
from checkers import errors, with_materialx
from histories import clean_environment, git
from inforce.hosts.mkdocs import refusals
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.contrib.search import SearchPlugin
from mkdocs.plugins import PluginCollection
from playwright.sync_api import Browser, expect
from sites import Built, Crawl, build_apart, demo, served

CHANGES = {
    "name: material": "name: materialx",
    "- search\n": "- search: {provider: lunr}\n",
    "policies: policies\n": "policies: policies\n      compare: adjacent\n",
}
KINDS = (
    "",
    "terms/refund-policy/",
    "terms/refund-policy/history/",
    "privacy/privacy-policy/2027-07-01/",
    "terms/refund-policy/compare/2018-03-26/2018-05-15/",
    "contact/",
)


@pytest.fixture(scope="module")
def successors(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The demo, with a redline between neighbours each, built by ProperDocs in the theme materialx."""
    folder = demo(tmp_path_factory.mktemp("successors") / "checkout")
    config = (folder / "mkdocs.yml").read_text("utf-8")
    for was, now in CHANGES.items():
        assert config.count(was) == 1, was
        config = config.replace(was, now)
    (folder / "mkdocs.yml").write_text(config, "utf-8")
    (folder / ".gitignore").write_text("site/\n.cache/\n")
    git(folder, "add", "--force", "mkdocs.yml", ".gitignore")
    git(folder, "commit", "-q", "-m", "Site")
    command = with_materialx(sys.executable, "-m", "properdocs", "build", "--strict", "-f", "mkdocs.yml")
    return build_apart(command, folder, folder / "site")


@pytest.fixture(scope="module")
def shown(successors: Built, browser: Browser) -> Iterator[Watched]:
    """A tab on it, in which nothing may go wrong."""
    with served(successors.folder) as url, tab(browser, url) as watched:
        yield watched


def test_successors_build_and_prove(successors: Built) -> None:
    """Strictly, with links that hold; and every byte can be made again, by the generator that made it."""
    assert (successors.code, "WARNING" in successors.said) == (0, False), successors.said
    crawl = Crawl(successors.folder)
    assert crawl.broken() == []
    assert not [fault for fault in crawl.doubled() if not fault.endswith(": __toc")]  # the theme's, on a page by hand, too
    assert successors.data("manifest.json")["generator"] == "properdocs"
    assert "mkdocs-ProperDocs" in successors.text("") and "mkdocs-materialx" in successors.text("")
    assert successors.searched() >= {"terms/refund-policy/", "contact/"}
    assert not [address for address in successors.searched() if "compare" in address or "/20" in address]
    command = with_materialx(sys.executable, "-m", "inforce.cli", "prove")
    environment = clean_environment() | {"NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=successors.folder.parent, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_successors_html(successors: Built) -> None:
    """The Nu checker finds nothing on our pages that is not on a page by hand, too, and so the theme's."""
    found = {kind: set[tuple[str, ...]]() for kind in KINDS}
    for where, message, extract in errors(successors.folder, [successors.path(kind) for kind in KINDS]):
        found[where.lstrip("/").partition("index.html")[0]].add((message, *re.findall(r'id="[^"]*"', extract)))
    themes = found.pop("contact/")
    assert [(kind, fault) for kind, faults in found.items() for fault in faults - themes] == []


@pytest.mark.parametrize("kind", KINDS[:-1])
def test_successors_can_be_read(shown: Watched, kind: str) -> None:
    """By axe-core, in light and dark, on a wide screen and the smallest."""
    page = shown.page
    faults = []
    for width in (1400, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        leave(page)
        page.goto(kind or "./")
        axe = Axe(page)
        faults += [f"{width} px: {fault}" for fault in [*axe.faults(), *spilt(page)]]
        thin(page)
        page.evaluate("() => { document.body.dataset.mdColorScheme = 'slate' }")
        faults += [f"{width} px, dark: {fault}" for fault in axe.faults(("color-contrast",))]
    assert faults == []


def test_successors_can_be_searched(shown: Watched) -> None:
    """Its own search, as it is set here, finds the text in force under the policy of what may run."""
    page = shown.page
    page.set_viewport_size({"width": 1400, "height": 900})
    leave(page)
    page.goto("contact/")
    page.keyboard.press("/")
    page.keyboard.type("refund", delay=5)
    expect(page.locator(".md-search-result__link").first).to_be_visible()


@pytest.mark.parametrize(("provider", "told"), [("pagefind", True), ("lunr", False), ("", False)])
def test_a_search_that_cannot_run_is_told(caplog: pytest.LogCaptureFixture, provider: str, told: bool) -> None:
    """The one which materialx has unless another is set, with the mend; neither its other one nor Material's."""
    config = MkDocsConfig()
    config.plugins = PluginCollection()
    config.plugins["search"] = SearchPlugin()
    config.plugins["search"].config = {"provider": provider} if provider else {}
    config.plugins["a hook"] = ModuleType("hook")
    refusals.pagefind(config)
    assert ("search: {provider: lunr}" in caplog.text) == told
