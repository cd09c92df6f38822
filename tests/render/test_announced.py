"""Several revisions of a policy that are announced at once: each place that names what is coming names them all, in order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from commanding import Inforce
from selectolax.lexbor import LexborHTMLParser
from sites import Built, build, policy, repository

FILE = "policies/terms/refunds.md"
ADDRESS = "terms/refunds/"
CONFIG = "site_name: Company\nsite_url: https://policies.example/\nplugins: [search, inforce: {compare: %s}]\n"
FIRST = {"on": "2018-01-10", "write": {FILE: policy("2018-02-01", "Ten days. We pay.", change_note="As it was.")}}
ANNOUNCED: list[dict[str, Any]] = [
    {
        "on": "2026-10-01",
        "change": {FILE: {"effective_date": "2027-01-01", "text": "Twenty days. We pay.", "change_note": "A."}},
    },
    {
        "on": "2026-10-02",
        "change": {FILE: {"effective_date": "2027-03-01", "text": "Twenty days. You pay.", "change_note": "B."}},
    },
    {"on": "2026-10-03", "change": {FILE: {"effective_date": "2027-06-01", "text": "No days. You pay.", "change_note": "C."}}},
]
DAYS = ["2027-01-01", "2027-03-01", "2027-06-01"]
_New = list[tuple[str, list[str]]]


def _built(folder: Path, history: list[dict[str, Any]], compare: str = "all") -> Built:
    repository(folder, history, CONFIG % compare)
    site = build(folder, "--strict")
    assert site.code == 0, site.said
    return site


def _banners(site: Built, address: str) -> _New:
    """What a page says of days to come: the title of each banner that shows, with where its links lead."""
    found = LexborHTMLParser(site.text(address)).css(".inforce-banner:is(.info, .inforce-coming):not([hidden])")
    return [
        (banner.css_first(".admonition-title, strong").text(), [str(link.attributes["href"]) for link in banner.css("a")])
        for banner in found
    ]


@pytest.mark.parametrize("many", [1, 2, 3])
def test_the_page_in_force_names_each(tmp_path: Path, many: int) -> None:
    """By date, each with its text, with all that will change until then, and with what it adds to the one before it."""
    site = _built(tmp_path, [FIRST, *ANNOUNCED[:many]])
    titles = ("January 1", "March 1", "June 1")
    before = ["2018-02-01", *DAYS]
    wanted = [
        (
            f"A new revision takes effect on {titles[k]}, 2027",
            [f"{day}/", *(f"compare/{old}/{day}/" for old in dict.fromkeys(("2018-02-01", before[k])))],
        )
        for k, day in enumerate(DAYS[:many])
    ]
    assert _banners(site, ADDRESS) == wanted


def test_only_neighbours_are_compared(tmp_path: Path) -> None:
    """Where the site has no redline against the text in force, the one against the revision before is offered as that."""
    site = _built(tmp_path, [FIRST, *ANNOUNCED], compare="adjacent")
    assert [links for _, links in _banners(site, ADDRESS)] == [
        ["2027-01-01/", "compare/2018-02-01/2027-01-01/"],
        ["2027-03-01/", "compare/2027-01-01/2027-03-01/"],
        ["2027-06-01/", "compare/2027-03-01/2027-06-01/"],
    ]
    assert "what will change since the revision of January 1, 2027" in site.words(ADDRESS, ".inforce-banner")


def test_pages_of_announced_revisions(tmp_path: Path) -> None:
    """Each says what applies until its day, what comes before it, and which revision follows."""
    site = _built(tmp_path, [FIRST, *ANNOUNCED])
    said = {day: site.words(f"{ADDRESS}{day}/", ".inforce-banner.info") for day in DAYS}
    assert "Until then the text in force since February 1, 2018 applies." in said["2027-01-01"]
    assert "Before it" not in said["2027-01-01"]
    assert "Until January 1, 2027 the text in force since February 1, 2018 applies." in said["2027-03-01"]
    assert "Before that, the revision of January 1, 2027 takes effect." in said["2027-03-01"]
    assert "Before that, the revision of March 1, 2027 takes effect." in said["2027-06-01"]
    for day, after in zip(DAYS, [*DAYS[1:], None], strict=True):
        found = LexborHTMLParser(site.text(f"{ADDRESS}{day}/")).css_first("a[rel=next]")
        assert (found and found.attributes["href"]) == (f"../{after}/" if after else None)


def test_a_new_policy_announced_twice(tmp_path: Path) -> None:
    """Where none is in force yet, the policy's page shows the text that comes first, and announces the other."""
    history = [{"on": "2026-10-01", "write": {FILE: policy("2027-01-01", "Ten days.")}}, ANNOUNCED[1]]
    site = _built(tmp_path, history)
    assert "Ten days." in site.words(ADDRESS, ".inforce-text")
    titles = [title for title, _ in _banners(site, ADDRESS)]
    assert titles == ["Not in force yet", "A new revision takes effect on March 1, 2027"]
    words = site.words(f"{ADDRESS}2027-03-01/", ".inforce-banner.info")
    assert "Until January 1, 2027 no text of this policy is in force." in words


def test_lists_and_data(tmp_path: Path, inforce: Inforce, monkeypatch: pytest.MonkeyPatch) -> None:
    """Home page, collection, data, feed, calendar and terminal name all of them."""
    site = _built(tmp_path, [FIRST, *ANNOUNCED])
    for address in ("", "terms/"):
        listed = LexborHTMLParser(site.text(address)).css_first(".inforce-policies li")
        links = [str(link.attributes["href"]) for link in listed.css("a")] if listed else []
        assert [link.rstrip("/")[-10:] for link in links if link.rstrip("/")[-10:] in DAYS] == DAYS
    (known,) = site.data("policies.json")["policies"]
    assert known["upcoming"] == DAYS
    calendar = site.text("terms/calendar.ics")
    assert [f"DTSTART;VALUE=DATE:{day.replace('-', '')}" in calendar for day in DAYS] == [True] * 3
    feed = site.text(f"{ADDRESS}feed.xml")
    assert all(f"compare/{old}/{new}/" in feed for old, new in zip(["2018-02-01", *DAYS], DAYS, strict=False))
    monkeypatch.chdir(tmp_path)
    assert f"in force since 2018-02-01, upcoming {', '.join(DAYS)}" in inforce("history").out


def test_revise_before_several(tmp_path: Path, inforce: Inforce, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command names each announced revision whose place an earlier one takes, and none that stays."""
    repository(tmp_path, [FIRST, *ANNOUNCED], CONFIG % "all")
    monkeypatch.chdir(tmp_path)
    said = inforce("revise", "refunds", "--effective", "2027-02-01", "--note", "Sooner.").out
    assert "takes their place: those of 2027-03-01 and 2027-06-01 will never be in force." in said
    assert "2027-01-01" not in said
