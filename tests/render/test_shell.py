"""The demo without a generator, in the shell that we bring: the data of the plugin's, proved, and to be read by everyone."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from access import Axe, spilt
from browsing import Watched, leave, tab
from checkers import errors
from histories import clean_environment, git
from playwright.sync_api import Browser, expect
from sites import Built, Crawl, demo_copy, served
from static import built, command

CONFIG = """site_name: Quillhaven Policies
site_description: The policies of Quillhaven, what changed in them and when.
timezone: America/Los_Angeles
compare: adjacent
security_policy: all
collections: {privacy: Privacy, cookies: Cookies, terms: Terms and rules}
links: {Quillhaven: 'https://quillhaven.example/', All policies: ./}
footer: Quillhaven, Inc.
"""
REDLINE = "terms/refund-policy/compare/2018-03-26/2018-05-15/"
KINDS = (
    "",
    "terms/",
    "terms/refund-policy/",
    "terms/refund-policy/2018-03-26/",
    "terms/refund-policy/history/",
    "privacy/privacy-policy/2027-07-01/",
    REDLINE,
    f"{REDLINE}?view=side",
    "assets/inforce/search/?q=trial",
)


@pytest.fixture(scope="module")
def alone(demo_built: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The demo with a redline between neighbours each, built from its policies alone."""
    folder = demo_copy(demo_built, tmp_path_factory.mktemp("alone"))
    git(folder, "rm", "-rq", "mkdocs.yml", "site_src")
    (folder / "inforce.yml").write_text(CONFIG, "utf-8")
    git(folder, "add", "--force", "inforce.yml")
    git(folder, "commit", "-q", "-m", "Build without a generator")
    return built(folder, "--strict")


@pytest.fixture(scope="module")
def shown(alone: Built, browser: Browser) -> Iterator[Watched]:
    """A tab on it."""
    with served(alone.folder) as url, tab(browser, url) as watched:
        yield watched


def test_the_demo_alone(alone: Built, demo_site: Built) -> None:
    """It builds strictly, its links hold, and of redlines the data and documents are those of the plugin in bytes."""
    assert (alone.code, "WARNING" in alone.said) == (0, False), alone.said
    crawl = Crawl(alone.folder)
    assert (crawl.broken(), crawl.doubled()) == ([], [])
    ours, theirs = alone.hashes(), demo_site.hashes()
    same = [name for name in theirs if name.endswith(("redline.json", "text.md", "words.json")) and name in ours]
    assert len(same) > 90 and [name for name in same if ours[name] != theirs[name]] == []
    assert len(ours[f"{REDLINE}index.html"]) <= 0.6 * len(theirs[f"{REDLINE}index.html"])


def test_the_demo_is_proved(alone: Built) -> None:
    """Every byte is made again."""
    done = subprocess.run(
        command("prove"),
        cwd=alone.folder.parent,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_html(alone: Built) -> None:
    """The Nu checker finds nothing."""
    assert errors(alone.folder, [alone.path(kind.partition("?")[0]) for kind in KINDS] + [alone.path("404.html")]) == []


@pytest.mark.parametrize("kind", KINDS)
def test_everyone_can_read_it(shown: Watched, kind: str) -> None:
    """By axe-core, in light and dark, on a wide screen and the smallest; nothing is wider than the screen."""
    page = shown.page
    faults = []
    shown.faults.clear()
    for width in (1400, 320):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            leave(page)
            page.goto(kind or "./")
            rules = () if scheme == "light" else ("color-contrast",)
            faults += [f"{width} px, {scheme}: {fault}" for fault in [*Axe(page).faults(rules), *spilt(page)]]
    assert [*faults, *shown.faults] == []


def test_light_and_dark(shown: Watched) -> None:
    """A reader's own choice stays, whatever the system has; the first Tab leads past what is at the top."""
    page = shown.page
    page.emulate_media(color_scheme="light")
    leave(page)
    page.goto("terms/refund-policy/")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    switch = page.get_by_role("button", name="Dark mode")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    page.goto("terms/")
    assert page.evaluate(ground) == "rgb(20, 24, 29)"
    page.get_by_role("button", name="Dark mode").click()
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    page.reload()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inforce-main"


def test_texts_in_force_are_found(shown: Watched) -> None:
    """From the top of any page, by words of their text alone, under the policy of what may run; a link leads there."""
    page = shown.page
    page.set_viewport_size({"width": 1400, "height": 900})
    shown.faults.clear()
    leave(page)
    page.goto(REDLINE)
    page.get_by_role("searchbox", name="Search").fill("free trial")
    page.keyboard.press("Enter")
    results = page.locator(".inforce-search__found > li > a")
    expect(results.filter(has_text="Refund Policy")).to_be_visible()
    expect(page.locator(".inforce-search__found mark").first).to_be_visible()
    assert not [link for link in results.evaluate_all("links => links.map(link => link.href)") if "/20" in link]
    results.filter(has_text="Refund Policy").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Refund Policy")
    page.goto("assets/inforce/search/")
    page.get_by_label("Words of a text in force").fill('"Published with Inforce"')  # which stands on every page, but in no text
    expect(page.get_by_role("status").filter(has_text="Nothing was found.")).to_be_visible()
    assert shown.faults == []
