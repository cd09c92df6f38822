"""The page of a text: what readers take away of it, link to and suggest, and the day on which it turns."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from browsing import tab
from histories import clean_environment, file_text, git
from playwright.sync_api import Browser, expect
from selectolax.lexbor import LexborHTMLParser
from sites import Built, build, policy, repository

CONFIG = "site_name: Company\nplugins: [search, inforce]\n"
ADDRESSED = CONFIG + "site_url: https://policies.example/legal/\n"
IN_FORCE = "privacy/privacy-policy/"


def _record(site: Built, address: str) -> dict[str, str]:
    """The record at the end of a text's page: names and values."""
    rows = LexborHTMLParser(site.text(address)).css(".inforce-record dl > div")
    return {row.css_first("dt").text(): row.css_first("dd").text(strip=True) for row in rows}


@pytest.mark.parametrize("policy", ["privacy/privacy-policy", "terms/refund-policy", "privacy/privacy-shield-policy"])
def test_markdown_is_the_file_in_git(demo_site: Built, demo_folder: Path, policy: str) -> None:
    """The Markdown of each revision is the file of the commit that its page names, and its hash is the one stated there."""
    for revision in demo_site.revisions(policy):
        address = f"{policy}/{revision}/"
        stated = _record(demo_site, address)
        taken = (demo_site.folder / address / "text.md").read_bytes()
        assert taken.decode().strip() == git(demo_folder, "show", f"{stated['Commit']}:{stated['File']}")
        assert stated["SHA-256 of the Markdown"] == hashlib.sha256(taken).hexdigest()


def test_file_of_a_moved_date(tmp_path: Path) -> None:
    """Where only the date moved (before it came, or after the text), the file states the date that holds, the commit that is
    named holds that file, and the day of publication stays that of the words. A new name alone changes none of it."""
    file, other = "policies/rules.md", "policies/late.md"
    moved = "policies/names.md"
    history = [
        {"on": "2018-01-10", "write": {name: policy("2018-02-01", "One.") for name in (file, other)}},
        {"on": "2018-01-11", "write": {moved: policy("2018-02-01", "So.")}},
        {"on": "2018-03-10", "change": {other: {"text": "Two."}}},
        {"on": "2018-03-12", "change": {other: {"effective_date": "2018-03-10"}}},
        {"on": "2026-10-01", "change": {file: {"effective_date": "2027-01-01", "text": "Two."}}},
        {"on": "2026-10-05", "change": {file: {"effective_date": "2027-02-28"}}},
        {"on": "2026-10-06", "move": {moved: "policies/named.md"}},
    ]
    builder = repository(tmp_path, history, CONFIG)
    site = build(tmp_path)
    assert _proved(tmp_path, site)
    for address, published, commit, effective in (
        ("rules/2027-02-28", "c5", "c6", "2027-02-28"),
        ("late/2018-03-10", "c3", "c4", "2018-03-10"),
        ("named/2018-02-01", "c2", "c2", "2018-02-01"),
    ):
        name, _, day = address.partition("/")
        (revision,) = [item for item in site.history(name)["revisions"] if item["id"] == day]
        taken = (site.folder / address / "text.md").read_bytes()
        stated = _record(site, address + "/")
        assert f"effective_date: {effective}\n" in taken.decode()
        assert stated["Commit"] == revision["markdown_commit"] == builder.ids[commit]
        assert git(tmp_path, "rev-parse", f"{stated['Commit']}:{stated['File']}") == revision["blob"]
        assert revision["path"] == stated["File"]
        assert hashlib.sha256(taken).hexdigest() == revision["markdown_sha256"] == stated["SHA-256 of the Markdown"]
        assert revision["published"]["commit"] == builder.ids[published]
        page = LexborHTMLParser((site.folder / address / "text.html").read_text("utf-8")).css_first("header")
        assert f"Published: {site_words(builder.days[published])}" in page.text()


def _proved(folder: Path, site: Built) -> bool:
    """Whether `inforce prove` finds the site sound."""
    command = [sys.executable, "-m", "inforce.cli", "prove", str(site.folder)]
    return subprocess.run(command, cwd=folder, env=clean_environment(), check=False).returncode == 0


def site_words(day: str) -> str:
    """A day as the site writes it."""
    found = date.fromisoformat(day)
    return f"{found:%B} {found.day}, {found.year}"


def test_one_page_of_html_needs_nothing_else(tmp_path: Path) -> None:
    """The page to take away holds the text, its date and its images, and asks for no other file."""
    pixel = bytes.fromhex("47494638396101000100800000000000ffffff2c00000000010001000002024401003b")
    repository(tmp_path, [{"on": "2020-01-01", "write": {"policies/privacy.md": policy("2020-01-01", "## X")}}], ADDRESSED)
    (tmp_path / "policies/dot.gif").write_bytes(pixel)
    text = "A [rule](privacy.md#x) with ![a dot](dot.gif).\n\n## Y\n\nSee [above](#y)."
    (tmp_path / "policies/rules.md").write_text(file_text(policy("2020-01-01", text)), "utf-8")
    git(tmp_path, "add", "policies")
    git(tmp_path, "commit", "-q", "-m", "Add rules", on="2020-01-02T12:00:00+0000")
    site = build(tmp_path)
    page = (site.folder / "rules/2020-01-01/text.html").read_text("utf-8")
    assert "January 1, 2020" in page
    assert "https://policies.example/legal/rules/" in page
    assert 'href="https://policies.example/legal/privacy/#x"' in page
    assert not re.search(r'(?:src|href)="(?!https://policies\.example/|data:|#)', page)


def test_one_page_of_html_says_where_it_comes_from(demo_site: Built) -> None:
    """Without an address of the site, the page to take away names the site and the page, not a path alone."""
    page = demo_site.text("terms/refund-policy/2018-05-15/text.html")
    assert "is on the site Quillhaven Policies, on the page terms/refund-policy/" in page


def _stated(site: Built, address: str) -> tuple[str | None, str | None]:
    """The days of publication and of the last correction that a page of HTML to take away states."""
    head = LexborHTMLParser(site.text(f"{address}text.html")).css_first("header").text()
    found = [re.search(rf"{name}: (\w+ \d+, \d+)", head) for name in ("Published", "Corrected")]
    return found[0] and found[0][1], found[1] and found[1][1]


def test_one_page_of_html_states_the_days_of_the_page(demo_site: Built) -> None:
    """The page to take away says when its revision was published and corrected last, as the page of the revision does."""
    wrong = {}
    for address in (
        "terms/copyright-and-trademark-policy",
        "terms/refund-policy",
        "privacy/privacy-policy",
        "terms/terms-of-use",
    ):
        for revision in demo_site.revisions(address):
            rows = LexborHTMLParser(demo_site.text(f"{address}/{revision}/")).css(".inforce-dates > div")
            shown = {row.css_first("dt").text(): [time.text() for time in row.css("dd time")] for row in rows}
            days = shown["Published"][0], shown.get("Corrected", [None])[-1]
            if (stated := _stated(demo_site, f"{address}/{revision}/")) != days:
                wrong[address, revision] = stated
    assert wrong == {}
    assert _stated(demo_site, "terms/copyright-and-trademark-policy/2015-04-03/") == ("March 20, 2015", None)
    assert _stated(demo_site, "terms/refund-policy/2017-04-11.0/") == ("April 11, 2017", None)
    assert _stated(demo_site, "terms/refund-policy/2017-04-11.1/") == ("April 11, 2017", "April 19, 2017")


def test_sections_are_linked_by_copy(browser: Browser, demo_url: str) -> None:
    """The sign beside a heading copies its link; a second step copies the link to this wording for good."""
    with tab(browser, demo_url) as watched:
        page = watched.page
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(IN_FORCE)
        heading = page.locator("h2#retention")
        heading.hover()
        heading.locator(".headerlink").click()
        expect(page.get_by_role("status").filter(has_text="Link copied.")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == f"{demo_url}{IN_FORCE}#retention"
        page.get_by_role("button", name="Copy the permanent link to this wording").click()
        expect(page.get_by_role("button", name="Copy the permanent link")).to_have_count(0)
        assert page.evaluate("navigator.clipboard.readText()") == f"{demo_url}{IN_FORCE}2018-07-11/#retention"


@pytest.mark.parametrize(
    ("repo_url", "more", "edit"),
    [
        ("https://github.com/acme/legal", "", "https://github.com/acme/legal/edit/main/policies/rules.md"),
        ("https://gitlab.com/acme/legal/", "", "https://gitlab.com/acme/legal/-/edit/main/policies/rules.md"),
        (
            "https://git.acme.example/legal",
            "edit_uri: change/main/docs/",
            "https://git.acme.example/legal/change/main/policies/rules.md",
        ),
        ("https://git.acme.example/legal", "", None),
    ],
)
def test_a_change_can_be_suggested(tmp_path: Path, repo_url: str, more: str, edit: str | None) -> None:
    """Where the repository is named, the text in force leads to where its file is edited; older texts do not."""
    repository(
        tmp_path,
        [{"on": "2020-01-01", "write": {"policies/rules.md": policy("2020-01-01", "A rule.")}}],
        CONFIG + f"repo_url: {repo_url}\n{more}\n",
    )
    site = build(tmp_path)

    def links(address: str) -> list[str | None]:
        found = LexborHTMLParser(site.text(address)).css(".inforce-record a")
        return [link.attributes["href"] for link in found if "Suggest" in link.text()]

    assert links("rules/") == ([edit] if edit else [])
    assert links("rules/2020-01-01/") == []


@pytest.mark.parametrize(
    ("moment", "address", "titles", "said"),
    [
        # The demo's days turn in Los Angeles, seven hours behind UTC in summer.
        ("2027-07-01T06:59", IN_FORCE, ["A new revision takes effect on July 1, 2027"], "Read it or see what will change"),
        ("2027-07-01T07:01", IN_FORCE, ["A newer text has been in force since July 1, 2027"], "Read the text in force"),
        ("2027-07-01T06:59", f"{IN_FORCE}2027-07-01/", ["Upcoming: takes effect on July 1, 2027"], "Until then"),
        (
            "2027-07-01T07:01",
            f"{IN_FORCE}2027-07-01/",
            ["In force since July 1, 2027"],
            "This address always shows this revision",
        ),
        (
            "2027-07-01T06:59",
            f"{IN_FORCE}2018-07-11/",
            ["In force since July 11, 2018"],
            "This address always shows this revision",
        ),
        ("2027-07-01T07:01", f"{IN_FORCE}2018-07-11/", ["Old version: no longer applies"], "June 30, 2027"),
        (
            "2027-07-01T07:01",
            f"{IN_FORCE}2018-05-16/",
            ["Old version: no longer applies"],
            "The text in force since July 1, 2027",
        ),
    ],
)
def test_the_day_turns_without_a_build(
    browser: Browser, demo_url: str, moment: str, address: str, titles: list[str], said: str
) -> None:
    """By the reader's clock and the site's time zone, pages say what holds once the day of a revision has come."""
    with tab(browser, demo_url) as watched:
        page = watched.page
        page.clock.set_fixed_time(datetime.fromisoformat(moment).replace(tzinfo=UTC))
        page.goto(address)
        come = moment == "2027-07-01T07:01"
        if "2027-07-01/" in address:
            expect(page.locator(".inforce-actions__first")).to_have_text(
                "What changed" if come else "What will change", use_inner_text=True
            )
            said_first = "In force since July 1, 2027" if come else "Effective July 1, 2027"
            expect(page.locator(".inforce-actions li").first).to_have_text(said_first, use_inner_text=True)
        banner = page.locator(".inforce-banner:visible")
        expect(page.locator(".inforce-banner:visible > :is(.admonition-title, strong)")).to_have_text(titles)
        expect(banner.first).to_contain_text(said)
