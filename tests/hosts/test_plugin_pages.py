"""The plugin on other people's sites: every state of a policy, any name, any title, any setting of MkDocs."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from companies import CONFIG, COOKIES, HISTORY, MATERIAL, PAGES, REFUNDS, WILD, options, sound
from selectolax.lexbor import LexborHTMLParser
from sites import build, policy, repository


@pytest.mark.parametrize("compare", ["all", "adjacent"])
@pytest.mark.parametrize("theme", ["material", "readthedocs"])
def test_everything_at_once(tmp_path: Path, compare: str, theme: str) -> None:
    """Renamed, withdrawn, rescheduled, corrected, taken out, reissued, retroactive, deleted, retired, upcoming: links hold."""
    repository(tmp_path, WILD, options(compare=compare) + f"theme: {{name: {theme}}}\n")
    built = sound(build(tmp_path, "--strict"))
    states = {item["policy"]: item["state"] for item in built.data("policies.json")["policies"]}
    assert states == {
        "gone": "deleted",
        "soon": "upcoming",
        "terms/leaving": "in force",
        "terms/new-name": "in force",
        "terms/twice": "in force",
    }
    revisions = {r["id"]: r for r in built.history("terms/twice")["revisions"]}
    assert list(revisions) == ["2018-02-01", "2019-02-01", "2019-04-15", "2019-06-01", "2019-05-15", "2027-04-01"]
    assert len(revisions["2018-02-01"]["corrections"]) == 2
    assert revisions["2019-06-01"]["reissued_without_change"]
    assert revisions["2019-05-15"]["retroactive"]
    assert [step["date"] for step in revisions["2027-04-01"]["rescheduled_from"]] == ["2027-03-01"]
    for address in ("terms/twice/2019-02-01.1/", "terms/twice/2027-03-01/", "terms/old-name/", "terms/old-name/2018-02-01/"):
        assert 'http-equiv="refresh"' in built.text(address)
    assert built.words("terms/new-name/2018-09-01/").count("Withdrawn") > 0
    assert built.words("terms/new-name/2018-11-01/").count("Rescheduled") > 0
    assert "Will be retired" in built.words("terms/leaving/")
    assert "No longer offered" in built.words("gone/")
    assert "Not in force yet" in built.words("soon/")
    assert built.searched() >= {"terms/leaving/", "terms/new-name/", "terms/twice/"}
    assert not built.searched() & {"gone/", "soon/"}


@pytest.mark.parametrize("credit", [True, False])
def test_credit(tmp_path: Path, credit: bool) -> None:
    """Each page of a policy says at its foot what published it, once; the operator can turn that off."""
    repository(tmp_path, HISTORY, options() if credit else options(credit=False))
    built = sound(build(tmp_path, "--strict"))
    first, *_, last = built.revisions("terms/refunds")
    of_policy = (
        "terms/refunds/",
        f"terms/refunds/{first}/",
        "terms/refunds/history/",
        f"terms/refunds/compare/{first}/{last}/",
    )
    for address in (*of_policy, "terms/", ""):
        assert built.text(address).count("Published with Inforce") == credit, address


def test_brought_back(tmp_path: Path) -> None:
    """A text that was in force and counts again for the past says since when, and so does the one that it superseded."""
    first = HISTORY[0]["write"][REFUNDS]
    history = [
        HISTORY[0],
        {
            "on": "2018-03-10",
            "change": {REFUNDS: {"effective_date": "2018-04-01", "text": "Fourteen.", "change_note": "Longer."}},
        },
        {"on": "2018-05-10", "write": {REFUNDS: {**first, "retroactive": True, "change_note": "As before."}}},
    ]
    repository(tmp_path, history, options())
    built = sound(build(tmp_path, "--strict"))
    assert "Brought back on May 10, 2018" in built.words("terms/refunds/")
    assert "revision brought back on May 10, 2018" in built.words("terms/refunds/2018-04-01/")


def test_compare_adjacent(tmp_path: Path) -> None:
    """`compare: adjacent` makes the redlines between neighbours alone, and offers no others."""
    history = [HISTORY[0]] + [
        {"on": f"2018-0{k}-10", "change": {REFUNDS: {"effective_date": f"2018-0{k}-20", "text": f"You have {k} days."}}}
        for k in (3, 4, 5)
    ]
    repository(tmp_path, history, options(compare="adjacent"))
    built = sound(build(tmp_path, "--strict"))
    days = ["2018-02-01", "2018-03-20", "2018-04-20", "2018-05-20"]
    assert {address for address in built.addresses() if "/compare/" in address} == {
        f"terms/refunds/compare/{old}/{new}/" for old, new in pairwise(days)
    }
    assert 'type="radio"' not in built.text("terms/refunds/history/")


@pytest.mark.parametrize(
    ("name", "revisions"),
    [
        ("q&a.md", "terms/q&a"),
        ("Refund Policy.md", "terms/Refund Policy"),
        ("datenschutzerklärung.md", "terms/datenschutzerklärung"),
        ("100%.md", "terms/100%"),
        ("c#.md", "terms/c#"),
        ("what?.md", "terms/what?"),
        ("index.md", "terms/index"),
        ("search.md", "terms/search"),
    ],
)
def test_names_of_files(tmp_path: Path, name: str, revisions: str) -> None:
    """Whatever a policy's file is called, its pages are there and all links to them hold."""
    path = f"policies/terms/{name}"
    history = [
        {"on": "2018-01-10", "write": {path: policy("2018-02-01", "One.", title="A"), COOKIES: policy("2018-02-01", "Two.")}},
        {"on": "2018-05-10", "change": {path: {"effective_date": "2018-06-01", "text": "Three."}}},
    ]
    repository(tmp_path, history, MATERIAL)
    built = sound(build(tmp_path, "--strict"))
    assert built.revisions(revisions) == ["2018-02-01", "2018-06-01"]
    assert f"{revisions}/compare/2018-02-01/2018-06-01/" in built.addresses()


@pytest.mark.parametrize("theme", ["material", "mkdocs"])
def test_headings_named_like_ours(tmp_path: Path, theme: str) -> None:
    """Headings that are called like parts of our own pages double no id, and deleted ones give theirs up."""
    words = ["Redline", "Revisions", "History", "Change 1", "Contents", "R 2018-02-01", "Fn1", "Summary"]
    text = "\n\n".join(f"## {word}\n\nText of {word}.[^1]" for word in words) + "\n\n[^1]: Note."
    history = [
        {
            "on": "2018-01-10",
            "write": {
                REFUNDS: policy(
                    "2018-02-01", text, title="Refunds", summary="|\n  ## Contents\n  In short.[^1]\n\n  [^1]: A note."
                )
            },
        },
        {"on": "2018-05-10", "change": {REFUNDS: {"effective_date": "2018-06-01", "text": text.replace("Text", "Words")}}},
        {
            "on": "2018-07-10",
            "change": {REFUNDS: {"effective_date": "2018-08-01", "text": "## Fn1\n\nAll new.[^1]\n\n[^1]: A note."}},
        },
    ]
    repository(tmp_path, history, CONFIG + f"theme: {{name: {theme}}}\n")
    sound(build(tmp_path, "--strict"))


def test_titles_are_escaped(tmp_path: Path) -> None:
    """A title is text, whatever signs it holds, in the tab, in the navigation and in the headings of every page."""
    title = r'A \d "quoted" & <b>bold</b> title: {{ x }}'
    history = [{"on": "2018-01-10", "write": {REFUNDS: policy("2018-02-01", "One.", title=f"'{title}'")}}]
    repository(tmp_path, history, MATERIAL)
    built = sound(build(tmp_path, "--strict"))
    for address in ("terms/refunds/", "terms/refunds/2018-02-01/", "terms/refunds/history/", "terms/", ""):
        tree = LexborHTMLParser(built.text(address))
        assert not tree.css("b"), f"/{address} takes the title for HTML"
        if address.startswith("terms/r"):
            assert title in " ".join(element.text() for element in tree.css("title"))
    navigation = LexborHTMLParser(built.text("")).css("nav a")
    assert title in {" ".join(link.text().split()) for link in navigation}


def test_use_directory_urls_off(tmp_path: Path) -> None:
    """With `use_directory_urls: false` the policies keep their permanent addresses, and all links hold."""
    files = {
        "docs/index.md": "# Welcome\n\n[Refunds](terms/refunds.md)\n\n<!-- inforce: policies -->",
        "docs/about.md": "# About",
    }
    repository(tmp_path, HISTORY, MATERIAL + "use_directory_urls: false\n", files)
    built = sound(build(tmp_path, "--strict"))
    assert built.addresses() >= PAGES
    assert (built.folder / "about.html").is_file()


def test_site_in_a_folder_of_the_repository(tmp_path: Path) -> None:
    """A site that is not at the root of its repository: `policies` counts from its mkdocs.yml."""
    history = [
        {
            "on": "2018-01-10",
            "write": {"web/policies/refunds.md": policy("2018-02-01", "Ten days."), COOKIES: policy("2018-02-01", "No.")},
        }
    ]
    repository(tmp_path, history, files={"web/mkdocs.yml": CONFIG, "web/docs/about.md": "# About"})
    built = sound(build(tmp_path / "web", "--strict"))
    assert [item["policy"] for item in built.data("policies.json")["policies"]] == ["refunds"]


def test_language_of_the_site(tmp_path: Path) -> None:
    """Dates are written in the language of the theme."""
    repository(tmp_path, HISTORY, CONFIG + "theme: {name: material, language: de}\n")
    assert "1. Juni 2018" in sound(build(tmp_path, "--strict")).words("terms/refunds/")


def test_the_day_turns_with_the_time_zone(tmp_path: Path) -> None:
    """A text takes effect when its day begins in the site's time zone."""
    repository(tmp_path, HISTORY, options(timezone="Asia/Tokyo"))
    assert "14 days" not in sound(build(tmp_path, today="2018-05-31T14:59")).words("terms/refunds/")
    assert "14 days" in sound(build(tmp_path, today="2018-05-31T15:00")).words("terms/refunds/")
