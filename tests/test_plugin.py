"""The plugin on other people's sites: small repositories, each built as their owner would."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from histories import git
from selectolax.lexbor import LexborHTMLParser
from sites import Built, Crawl, build, build_apart, epoch, policy, repository

CONFIG = "site_name: Company\nplugins: [search, inforce]\n"
MATERIAL = CONFIG + "theme: {name: material, font: false}\n"
REFUNDS = "policies/terms/refunds.md"
COOKIES = "policies/cookies.md"
HISTORY: list[dict[str, Any]] = [
    {
        "on": "2018-01-10",
        "write": {
            REFUNDS: policy(
                "2018-02-01", "## Periods\n\nYou have **10 days**. See [cookies](../cookies.md#choices).", title="Refunds"
            ),
            COOKIES: policy("2018-02-01", "## Choices\n\nYou can refuse cookies.", title="Cookies"),
        },
    },
    {
        "on": "2018-02-10",
        "change": {REFUNDS: {"text": "## Periods\n\nYou have **ten days**. See [cookies](../cookies.md#choices)."}},
    },
    {
        "on": "2018-05-10",
        "change": {
            REFUNDS: {"effective_date": "2018-06-01", "text": "## Periods\n\nYou have **14 days**."},
        },
    },
]
IN_FORCE = {"terms/refunds/", "cookies/"}
PAGES = {
    *("", "terms/", "terms/refunds/", "terms/refunds/history/", "terms/refunds/2018-02-01/", "terms/refunds/2018-06-01/"),
    *("terms/refunds/2018-02-01.0/", "terms/refunds/2018-02-01.1/", "terms/refunds/compare/2018-02-01/2018-06-01/"),
    *("terms/refunds/compare/2018-02-01.0/2018-02-01.1/", "cookies/", "cookies/history/", "cookies/2018-02-01/"),
}


def options(**values: Any) -> str:
    """A mkdocs.yml with options of the plugin."""
    return f"site_name: Company\nplugins:\n- search\n- inforce: {json.dumps(values)}\n"


def sound(built: Built) -> Built:
    """A build that went well, without a warning; all links hold and no id is doubled."""
    assert built.code == 0, built.said
    assert "WARNING" not in built.said
    return linked(built)


def linked(built: Built) -> Built:
    """A site on which all links hold and no id is doubled."""
    crawl = Crawl(built.folder)
    assert crawl.broken() + [f"id twice: {fault}" for fault in crawl.doubled()] == []
    return built


@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
def test_outside_docs_dir(tmp_path: Path, theme: str) -> None:
    """Policies beside the docs_dir, two lines of configuration, any theme: every page is there and is found."""
    repository(tmp_path, HISTORY, CONFIG + f"theme: {{name: {theme}}}\n")
    built = sound(build(tmp_path, "--strict"))
    assert built.addresses() == PAGES
    assert "14 days" in built.words("terms/refunds/")
    assert "ten days" in built.words("terms/refunds/2018-02-01/")
    assert "10 days" in built.words("terms/refunds/2018-02-01.0/")
    redline = LexborHTMLParser(built.text("terms/refunds/compare/2018-02-01/2018-06-01/"))
    assert "14" in " ".join(element.text() for element in redline.css("ins"))
    assert "ten" in " ".join(element.text() for element in redline.css("del"))
    assert "policies 2, revisions 3, corrections 1, redlines 2, problems 0" in built.said


@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
def test_search_in_any_theme(tmp_path: Path, theme: str) -> None:
    """Only texts in force and pages written by hand are in the search index, whichever theme brings the search."""
    files = {"docs/index.md": "# Welcome", "docs/about.md": "# About"}
    repository(tmp_path, HISTORY, CONFIG + f"theme: {{name: {theme}}}\n", files)
    assert sound(build(tmp_path, "--strict")).searched() == {"", "about/", *IN_FORCE}


def test_docs_dir_is_the_policies_folder(tmp_path: Path) -> None:
    """`docs_dir: policies`: the folder is both, and gives the same addresses."""
    repository(tmp_path, HISTORY, MATERIAL + "docs_dir: policies\n")
    assert sound(build(tmp_path, "--strict")).addresses() == PAGES


def test_inside_docs_dir(tmp_path: Path) -> None:
    """Policies among other pages keep their addresses and gain history in place; the other pages are left as they are."""
    text = "See the [guide](../guide.md)."
    history = [
        {
            "on": "2018-01-10",
            "write": {
                "docs/index.md": "# Home\n\nRead the [refunds](legal/refunds.md#periods).",
                "docs/guide.md": "# Guide\n\n--8<--",
                "docs/legal/refunds.md": policy("2018-02-01", f"## Periods\n\nTen days. {text}", title="Refunds"),
            },
        },
        {
            "on": "2018-05-10",
            "change": {"docs/legal/refunds.md": {"effective_date": "2018-06-01", "text": f"## Periods\n\n14 days. {text}"}},
        },
    ]
    plain = MATERIAL.replace("[search, inforce]", "[search]")
    repository(tmp_path, history, plain)
    before = build(tmp_path)
    (tmp_path / "mkdocs.yml").write_text(MATERIAL.replace("inforce]", "{inforce: {policies: docs/legal}}]"))
    guide = before.words("guide/", "article")
    addresses = before.addresses()
    built = build(tmp_path, "--strict")
    assert built.code == 0, built.said
    assert addresses <= built.addresses()
    assert "legal/refunds/" in addresses
    assert built.addresses() - addresses >= {
        "legal/refunds/history/",
        "legal/refunds/2018-02-01/",
        "legal/refunds/compare/2018-02-01/2018-06-01/",
    }
    assert built.words("guide/", "article") == guide
    assert "14 days" in built.words("legal/refunds/")
    linked(built)
    link = LexborHTMLParser(built.text("legal/refunds/")).css_first('article a[href$="guide/"]')
    assert link, "a link of a policy to a page that is written by hand must lead there"


def test_globs(tmp_path: Path) -> None:
    """`policies` takes globs: what they match is a policy, what lies beside it is not."""
    history = [
        {
            "on": "2018-01-10",
            "write": {
                "legal/terms/public/refunds.md": policy("2018-02-01", "Ten days."),
                "legal/terms/drafts/ideas.md": policy("2018-02-01", "Perhaps."),
                "handbook/cookies.md": policy("2018-02-01", "Cookies."),
                "handbook/notes.md": "# Notes",
            },
        }
    ]
    repository(tmp_path, history, options(policies=["legal/**/public", "handbook/cook*.md"]))
    built = sound(build(tmp_path, "--strict"))
    found = {item["path"] for item in built.data("policies.json")["policies"]}
    assert found == {"legal/terms/public/refunds.md", "handbook/cookies.md"}
    assert "Perhaps." not in "".join(file.read_text() for file in built.folder.rglob("*.html"))


def test_home_page_is_made(tmp_path: Path) -> None:
    """Without a home page of its own, a site has one that lists all policies."""
    repository(tmp_path, HISTORY, CONFIG)
    built = sound(build(tmp_path, "--strict"))
    assert {"terms/refunds/", "cookies/"} <= set(links(built, "", ".inforce-policies"))


def test_home_page_with_the_marker(tmp_path: Path) -> None:
    """Where a hand-written page says so, the list of all policies stands in it, between its own words."""
    page = "# Welcome\n\nBefore.\n\n<!-- inforce: policies -->\n\nAfter."
    repository(tmp_path, HISTORY, CONFIG, {"docs/index.md": page, "docs/about/us.md": page})
    built = sound(build(tmp_path, "--strict"))
    for address, up in {"": "", "about/us/": "../../"}.items():
        words = built.words(address).partition("Before.")[2].rpartition("After.")[0]
        assert "Refunds" in words
        assert "Cookies" in words
        assert {f"{up}terms/refunds/", f"{up}cookies/"} <= set(links(built, address, ".inforce-policies"))


def test_a_policy_of_its_own_is_listed_once(tmp_path: Path) -> None:
    """A policy that lies in no collection has no heading of the same words above it."""
    repository(tmp_path, HISTORY, CONFIG)
    built = sound(build(tmp_path, "--strict"))
    page = LexborHTMLParser(built.text(""))
    said = [link.text() for link in page.css(".inforce-policies a") if link.attributes["href"] == "cookies/"]
    assert len(said) == 1
    assert said[0] not in [heading.text() for heading in page.css(".inforce-home h2")]


def test_home_page_without_the_marker(tmp_path: Path) -> None:
    """A hand-written home page without the marker is left as it is."""
    repository(tmp_path, HISTORY, CONFIG, {"docs/index.md": "# Welcome\n\nOnly this."})
    built = sound(build(tmp_path, "--strict"))
    assert "Only this." in built.words("")
    assert links(built, "", ".inforce-policies") == []


def links(built: Built, address: str, within: str) -> list[str]:
    """Where the links in a part of a page lead."""
    return [str(a.attributes["href"]) for a in LexborHTMLParser(built.text(address)).css(f"{within} a")]


def test_hand_written_links_and_nav(tmp_path: Path) -> None:
    """A hand-written page links a policy by the path of its file, and the navigation orders policies and names their tab."""
    config = MATERIAL + "nav:\n- Home: index.md\n- Our terms:\n  - terms/index.md\n  - Money: terms/refunds.md\n- cookies.md\n"
    config += "validation: {links: {anchors: warn, not_found: warn}}\n"
    page = "# Welcome\n\nSee [periods](terms/refunds.md#periods) and [its history](terms/refunds/history.md)."
    repository(tmp_path, HISTORY, config, {"docs/index.md": page})
    built = sound(build(tmp_path, "--strict"))
    assert {"terms/refunds/#periods", "terms/refunds/history/"} <= set(links(built, "", "article"))
    assert built.words("terms/", "h1").startswith("Our terms")


def test_nested_collections(tmp_path: Path) -> None:
    """A policy two folders down belongs to the collection of its folder, which has a page of its own."""
    history = [
        {
            "on": "2018-01-10",
            "write": {
                "policies/eu/terms/refunds.md": policy("2018-02-01", "Fourteen days.", title="Refunds in Europe"),
                "policies/us/terms/refunds.md": policy("2018-02-01", "Ten days.", title="Refunds in America"),
                "policies/us/conduct.md": policy("2018-02-01", "Be kind.", title="Conduct"),
            },
        }
    ]
    repository(tmp_path, history, MATERIAL)
    built = sound(build(tmp_path, "--strict"))
    assert {"eu/terms/", "us/terms/", "us/", "us/terms/refunds/", "us/conduct/"} <= built.addresses()
    assert "Refunds in Europe" in built.words("eu/terms/", "article")
    assert "Refunds in America" not in built.words("eu/terms/", "article")


def test_introduction_of_a_collection(tmp_path: Path) -> None:
    """A hand-written index.md keeps its words on the page of its collection."""
    repository(tmp_path, HISTORY, CONFIG, {"docs/terms/index.md": "# All our terms\n\nRead them well."})
    built = sound(build(tmp_path, "--strict"))
    assert "Read them well." in built.words("terms/")


def test_dates_from_text_and_commit(tmp_path: Path) -> None:
    """A date that was read from the text, or is that of the commit, is never passed off as stated by the policy."""
    history = [
        {
            "on": "2018-01-10",
            "write": {
                "policies/stated.md": policy("2018-02-01", "One."),
                "policies/said.md": policy("", "*Last updated: April 20, 2017*\n\nTwo."),
                "policies/silent.md": policy("", "Three."),
            },
        }
    ]
    repository(tmp_path, history, options(dates=["front_matter", "text", "commit"]))
    built = sound(build(tmp_path, "--strict"))
    sources = {}
    for name in ("stated", "said", "silent"):
        (revision,) = built.history(name)["revisions"]
        sources[name] = (revision["id"], revision["date_source"])
    assert sources == {
        "stated": ("2018-02-01", "front_matter"),
        "said": ("2017-04-20", "text"),
        "silent": ("2018-01-10", "commit"),
    }
    for page in ("", "history/", "{}/"):
        shown = {name: built.words(f"{name}/{page.format(id)}") for name, (id, _) in sources.items()}
        assert "as its text says" in shown["said"]
        assert "states no date" in shown["silent"]
        assert "text says" not in shown["stated"] + shown["silent"]
        assert "states no date" not in shown["stated"] + shown["said"]


def test_dates_only_from_front_matter(tmp_path: Path) -> None:
    """Where dates come from front matter alone, a text without one is left out and reported."""
    repository(
        tmp_path, [{"on": "2018-01-10", "write": {"policies/said.md": policy("", "*Last updated: April 20, 2017*")}}], CONFIG
    )
    built = build(tmp_path)
    assert built.code == 0
    assert "policies/said.md" in built.said
    assert built.data("policies.json")["policies"] == []
    assert "said/" not in built.addresses()


WILD: list[dict[str, Any]] = [
    {
        "on": "2018-01-10",
        "write": {
            "policies/terms/old-name.md": policy(
                "2018-02-01", "# Terms\n\n## One\n\nText one. [Two](#two)\n\n## Two\n\nText two.", title="Terms"
            ),
            "policies/gone.md": policy("2018-02-01", "Gone soon.", title="Gone"),
            "policies/terms/leaving.md": policy("2018-02-01", "On its way out.", title="Leaving"),
            "policies/soon.md": policy("2028-01-01", "Not yet.", title="Soon"),
            "policies/terms/twice.md": policy("2018-02-01", "First.", title='Said "twice" & <more>'),
        },
    },
    {"on": "2018-02-05", "change": {"policies/terms/twice.md": {"text": "First, corrected."}}},
    {"on": "2018-02-06", "change": {"policies/terms/twice.md": {"text": "First, corrected twice."}}},
    {"on": "2018-03-01", "move": {"policies/terms/old-name.md": "policies/terms/new-name.md"}},
    {
        "on": "2018-04-01",
        "change": {
            "policies/terms/new-name.md": {
                "effective_date": "2018-09-01",
                "text": "# Terms\n\n## One\n\nText one, announced. [Two](#two)\n\n## Two\n\nText two.",
            }
        },
    },
    {
        "on": "2018-05-01",
        "change": {
            "policies/terms/new-name.md": {
                "effective_date": "2018-10-01",
                "replaces": "2018-09-01",
                "text": "# Terms\n\n## One\n\nText one, replaced.\n\n## Three\n\nText three.",
            }
        },
    },
    {"on": "2018-06-01", "change": {"policies/terms/new-name.md": {"effective_date": "2018-11-01", "replaces": ""}}},
    {"on": "2019-01-10", "change": {"policies/terms/twice.md": {"effective_date": "2019-02-01", "text": "Second."}}},
    {"on": "2019-03-01", "change": {"policies/terms/twice.md": {"text": "Third, whose date comes later."}}},
    {"on": "2019-04-01", "change": {"policies/terms/twice.md": {"effective_date": "2019-04-15"}}},
    {"on": "2019-05-01", "change": {"policies/terms/twice.md": {"effective_date": "2019-06-01"}}},
    {
        "on": "2019-07-01",
        "change": {
            "policies/terms/twice.md": {"effective_date": "2019-05-15", "retroactive": "true", "text": "Fifth, from May."}
        },
    },
    {"on": "2019-08-01", "delete": ["policies/gone.md"]},
    {
        "on": "2019-08-02",
        "change": {"policies/terms/leaving.md": {"retired": "2027-01-01", "superseded_by": "terms/new-name"}},
    },
    {
        "on": "2026-10-01",
        "change": {"policies/terms/twice.md": {"effective_date": "2027-03-01", "retroactive": "", "text": "Sixth."}},
    },
    {"on": "2026-10-02", "change": {"policies/terms/twice.md": {"effective_date": "2027-04-01"}}},
]


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
    assert "To be retired" in built.words("terms/leaving/")
    assert "No longer offered" in built.words("gone/")
    assert "Not in force yet" in built.words("soon/")
    assert built.searched() >= {"terms/leaving/", "terms/new-name/", "terms/twice/"}
    assert not built.searched() & {"gone/", "soon/"}


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


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"compare": "some"}, ["compare", "some", "adjacent"]),
        ({"dates": ["moon"]}, ["dates", "moon", "front_matter"]),
        ({"dates": "moon"}, ["dates"]),
        ({"timezone": "Mars/Olympus"}, ["timezone", "Mars/Olympus", "Europe/Berlin"]),
        ({"policies": 5}, ["policies"]),
        ({"policies": []}, ["policies"]),
        ({"branch": ["main"]}, ["branch"]),
    ],
    ids=lambda value: json.dumps(value) if isinstance(value, dict) else "",
)
def test_wrong_options(tmp_path: Path, values: Mapping[str, Any], named: list[str]) -> None:
    """A wrong option stops the build with its name and what it may be; never with a traceback."""
    repository(tmp_path, HISTORY, options(**values))
    built = build(tmp_path)
    assert built.code == 1
    assert all(word in built.said for word in ("inforce", *named))
    assert "Traceback" not in built.said


def test_unknown_option(tmp_path: Path) -> None:
    """A mistyped option is a warning with its name, and fails a strict build."""
    repository(tmp_path, HISTORY, options(polices="terms"))
    built = build(tmp_path, "--strict")
    assert built.code == 1
    assert "polices" in built.said


def test_problems(tmp_path: Path) -> None:
    """Each fault is a warning with its file, line and field; what is sound is published; a strict build fails."""
    faults = {
        "policies/terms/undated.md": policy("", "No date."),
        "policies/terms/mistyped.md": policy("2018-13-45", "No such day."),
        "policies/terms/unknown.md": policy("2018-02-01", "An unknown key.", efective="2018-02-01"),
    }
    history = [*HISTORY, {"on": "2018-08-10", "write": faults}]
    repository(tmp_path, history, CONFIG)
    built = build(tmp_path)
    assert built.code == 0
    assert linked(built).addresses() >= PAGES
    warnings = [line for line in built.said.splitlines() if "WARNING" in line]
    assert len(warnings) == 3
    for line, words in zip(
        sorted(warnings),
        (("mistyped.md:4", "effective_date"), ("undated.md:", "effective_date"), ("unknown.md:5", "efective")),
        strict=True,
    ):
        assert all(word in line for word in words)
    assert "problems 3" in built.said
    assert "terms/undated/" not in built.addresses()
    assert len(built.data("policies.json")["problems"]) == 3
    strict = build(tmp_path, "--strict")
    assert strict.code == 1
    assert "3 warnings" in strict.said


def test_no_policy_yet(tmp_path: Path) -> None:
    """A site without a policy builds, and its home page says what to do; that no file was found is a problem."""
    repository(tmp_path, [{"on": "2018-01-10", "write": {"README.md": "Read me."}}], CONFIG)
    built = linked(build(tmp_path))
    assert built.code == 0
    assert "no policy was ever committed in policies" in built.said
    assert "effective date" in built.words("")
    assert build(tmp_path, "--strict").code == 1


def test_damaged_files(tmp_path: Path) -> None:
    """Files that no program should write are reported, and do not stop the rest."""
    repository(tmp_path, HISTORY, CONFIG)
    for name, data in {
        "utf16": "Rules".encode("utf-16"),
        "latin": b"---\ntitle: \xe9\n---\n",
        "open": b"---\ntitle: x\n",
        "nul": b"\0",
    }.items():
        (tmp_path / "policies" / f"{name}.md").write_bytes(data)
    git(tmp_path, "add", "policies")
    git(tmp_path, "commit", "-qm", "damage")
    built = build(tmp_path)
    assert built.code == 0
    assert linked(built).addresses() == PAGES
    for name in ("utf16", "latin", "open", "nul"):
        assert f"policies/{name}.md" in built.said


def test_uncommitted_edits_are_not_published(tmp_path: Path) -> None:
    """The site holds what is committed, whatever lies in the work tree."""
    repository(tmp_path, HISTORY, CONFIG)
    (tmp_path / REFUNDS).write_text("---\ntitle: Refunds\neffective_date: 2018-09-01\nchange_note: x\n---\nNot yet.\n")
    (tmp_path / COOKIES).unlink()
    built = sound(build(tmp_path, "--strict"))
    assert built.addresses() == PAGES
    assert "Not yet." not in built.words("terms/refunds/")


def test_detached_head(tmp_path: Path) -> None:
    """A CI checkout of one commit without the branch is built as it is; with the branch, the branch counts."""
    builder = repository(tmp_path, HISTORY, CONFIG)
    git(tmp_path, "checkout", "-q", "--detach", builder.ids["c2"])
    assert sound(build(tmp_path, "--strict")).addresses() == PAGES
    git(tmp_path, "branch", "-qD", "main")
    assert sound(build(tmp_path, "--strict")).revisions("terms/refunds") == ["2018-02-01"]


def test_other_branch(tmp_path: Path) -> None:
    """`branch` names the published branch; others do not count, checked out or not."""
    builder = repository(tmp_path, HISTORY, options(branch="published"))
    git(tmp_path, "branch", "published", builder.ids["c2"])
    assert sound(build(tmp_path, "--strict")).revisions("terms/refunds") == ["2018-02-01"]


def test_work_tree_of_git(tmp_path: Path) -> None:
    """A second work tree of a repository is built like the first."""
    repository(tmp_path / "first", HISTORY)
    git(tmp_path / "first", "worktree", "add", "-q", "--detach", str(tmp_path / "second"))
    (tmp_path / "second" / "mkdocs.yml").write_text(CONFIG)
    (tmp_path / "second" / "docs").mkdir()
    assert sound(build(tmp_path / "second", "--strict")).addresses() == PAGES


def test_shallow_clone(tmp_path: Path) -> None:
    """A shallow clone is refused with the remedy, which helps."""
    repository(tmp_path / "origin", HISTORY)
    git(tmp_path, "clone", "-q", "--depth", "1", (tmp_path / "origin").as_uri(), "clone")
    clone = tmp_path / "clone"
    (clone / "mkdocs.yml").write_text(CONFIG)
    (clone / "docs").mkdir()
    built = build(clone)
    assert built.code == 1
    assert "git fetch --unshallow" in built.said
    git(clone, "fetch", "-q", "--unshallow")
    assert sound(build(clone, "--strict")).addresses() == PAGES


def test_no_repository(tmp_path: Path) -> None:
    """Outside a git repository, and in one without a commit, the error says what to do."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text(CONFIG)
    outside = build(tmp_path)
    assert outside.code == 1
    assert "git init" in outside.said
    git(tmp_path, "init", "-q")
    empty = build(tmp_path)
    assert empty.code == 1
    assert "git commit" in empty.said


def test_cache_cannot_be_written(tmp_path: Path) -> None:
    """Losing the cache only costs time: a build goes well where it cannot be kept, or is damaged."""
    repository(tmp_path, HISTORY, CONFIG)
    build(tmp_path)
    for file in (tmp_path / ".cache").rglob("*.sqlite*"):
        file.write_bytes(b"damaged" * 1000)
    assert sound(build(tmp_path, "--strict")).addresses() == PAGES
    shutil.rmtree(tmp_path / ".cache")
    (tmp_path / ".cache").write_text("in the way")
    assert sound(build(tmp_path, "--strict")).addresses() == PAGES


def test_properdocs(tmp_path: Path) -> None:
    """ProperDocs, which carries MkDocs 1 on, builds the same site from the same configuration."""
    repository(tmp_path, HISTORY, MATERIAL)
    command = [sys.executable, "-m", "properdocs", "build", "--strict", "-f", "mkdocs.yml"]
    built = sound(build_apart(command, tmp_path, tmp_path / "proper"))
    other = sound(build(tmp_path, "--strict"))
    assert built.addresses() == PAGES
    assert built.searched() == other.searched()
    for address in PAGES:
        assert built.words(address, "article") == other.words(address, "article")
    assert built.text("policies.json") == other.text("policies.json")


def test_properdocs_with_its_own_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command finds the site's options also in a properdocs.yml."""
    from inforce import cli

    repository(tmp_path, [{"on": "2018-01-10", "write": {"legal/refunds.md": policy("2018-02-01", "Ten days.")}}])
    (tmp_path / "properdocs.yml").write_text(options(policies="legal"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch())
    assert cli.main(["history"]) == 0
    assert "refunds" in capsys.readouterr().out
