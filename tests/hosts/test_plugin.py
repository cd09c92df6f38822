"""The plugin on other people's sites: where policies lie, their pages among others, and where dates come from."""

from __future__ import annotations

from pathlib import Path

import pytest
from companies import CONFIG, HISTORY, IN_FORCE, MATERIAL, PAGES, linked, links, options, sound
from selectolax.lexbor import LexborHTMLParser
from sites import build, policy, repository


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
        assert "as the text says" in shown["said"]
        assert "gives no date" in shown["silent"]
        assert "text says" not in shown["stated"] + shown["silent"]
        assert "gives no date" not in shown["stated"] + shown["said"]


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
