"""The site's own pages stay as they were: home pages, the index pages of collections, and what they ask for."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from companies import CONFIG, HISTORY, MATERIAL, PAGES, links, sound
from histories import git
from selectolax.lexbor import LexborHTMLParser
from sites import Built, build, policy, repository

OWN = """\
---
title: Welcome to {place}
hide: [navigation]
template: own.html
---

# Welcome

!!! note "Read this"
    Words of {place}.
"""
EXTENSIONS = "docs_dir: policies\nmarkdown_extensions: [admonition]\n"
WITH = MATERIAL.replace("font: false", "font: false, custom_dir: overrides") + EXTENSIONS
WITHOUT = WITH.replace(", inforce]", "]")
LIST = "<!-- inforce: policies -->"


def site(folder: Path, pages: dict[str, str], config: str = WITH) -> None:
    """A repository of policies with committed pages of its own among them."""
    files = {**pages, "overrides/own.html": '{% extends "main.html" %}{% block footer %}<p id="own">Own.</p>{% endblock %}'}
    repository(folder, HISTORY, config, files)
    (folder / ".gitignore").write_text("site/\n.cache/\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Pages")


def body(built: Built, address: str) -> str:
    """The matter of a page as it is written."""
    found = LexborHTMLParser(built.text(address)).css_first("article")
    assert found, f"/{address} has no matter"
    return found.html or ""


@pytest.mark.parametrize("name", ["index.md", "README.md"])
def test_index_pages_stay(tmp_path: Path, name: str) -> None:
    """A committed home page and the index of a collection are the site's: its Markdown, its template, and nothing added."""
    places = {"": "policies", "terms/": "policies/terms"}
    site(tmp_path, {f"{folder}/{name}": OWN.format(place=folder) for folder in places.values()}, WITHOUT)
    before = build(tmp_path)
    bodies = {address: body(before, address) for address in places}
    (tmp_path / "mkdocs.yml").write_text(WITH)
    built = sound(build(tmp_path, "--strict"))
    assert {address: body(built, address) for address in places} == bodies
    for address, folder in places.items():
        page = LexborHTMLParser(built.text(address))
        assert page.css_first(".admonition-title"), "the Markdown is that of the site"
        assert page.css_first("#own"), "the template is that which the page names"
        assert f"Words of {folder}." in page.html if page.html else False


@pytest.mark.parametrize("name", ["index.md", "README.md"])
def test_index_pages_list_what_they_ask_for(tmp_path: Path, name: str) -> None:
    """Where it asks for it, the home page lists all policies, and the index of a collection those of the collection."""
    pages = {f"{folder}/{name}": f"# Own\n\nBefore.\n\n{LIST}\n\nAfter." for folder in ("policies", "policies/terms")}
    site(tmp_path, pages)
    built = sound(build(tmp_path, "--strict"))
    assert set(links(built, "", ".inforce-policies")) >= {"terms/refunds/", "cookies/"}
    assert set(links(built, "terms/", ".inforce-policies")) >= {"refunds/"}
    assert not [link for link in links(built, "terms/", "article") if "cookies" in link]
    listed = built.words("terms/", "article").partition("Before.")[2].partition("After.")[0]
    assert "June 1, 2018" in listed, "with its revisions"
    assert 'href="feed.xml"' in built.text("terms/").partition("</head>")[0]
    found = {entry["location"]: entry["text"] for entry in built.data("search/search_index.json")["docs"]}
    assert "Before." in found["terms/"]
    assert "Refunds" not in found["terms/"], "what is listed is found on its own pages"


def test_index_pages_come_where_there_is_none(tmp_path: Path) -> None:
    """Outside docs_dir, where it is no page of the site, an index.md introduces the page of its folder, the home page too."""
    pages = {
        "policies/index.md": "# Our policies\n\nAll that holds. See [refunds](terms/refunds.md).",
        "policies/terms/index.md": "# Our terms\n\nRead them well.",
    }
    site(tmp_path, pages, CONFIG)
    built = sound(build(tmp_path, "--strict"))
    for address, title, words in (("", "Our policies", "All that holds."), ("terms/", "Our terms", "Read them well.")):
        assert built.words(address, "h1").startswith(title)
        assert words in built.words(address)
        assert set(links(built, address, ".inforce-policies"))


def test_the_page_of_a_section_beside_its_folder(tmp_path: Path) -> None:
    """Where terms.md is the page of the folder terms, the list of its policies gives way without a word of blame."""
    named = WITH.replace("inforce]", "{inforce: {policies: policies/terms}}]")
    site(tmp_path, {"policies/terms.md": f"# Our terms\n\nOwn words.\n\n{LIST}"}, named)
    built = sound(build(tmp_path, "--strict"))
    assert "Own words." in built.words("terms/", "article")
    assert set(links(built, "terms/", ".inforce-policies")) >= {"refunds/"}


def test_a_page_that_becomes_a_policy_is_not_published_before_its_commit(tmp_path: Path) -> None:
    """An index.md that states a date and is not committed is no page of the site."""
    site(tmp_path, {})
    (tmp_path / "policies/terms/index.md").write_text("---\ntitle: New\neffective_date: 2030-01-01\n---\n\nStill secret.\n")
    built = build(tmp_path)
    assert "Still secret." not in "".join(file.read_text() for file in built.folder.rglob("*.html"))


def test_a_page_that_is_left_out_stands_in_no_way(tmp_path: Path) -> None:
    """Where the site leaves its own home page out, the list of all policies takes its place."""
    site(tmp_path, {"policies/index.md": "# Own"}, WITH + "exclude_docs: /index.md\n")
    built = sound(build(tmp_path, "--strict"))
    assert set(links(built, "", ".inforce-policies"))


@pytest.mark.parametrize("option", ["exclude_docs", "draft_docs", "not_in_nav"])
def test_what_leaves_files_out_means_bare_markdown(tmp_path: Path, option: str) -> None:
    """Every page of policies is there, whatever pattern their files match: without the plugin, MkDocs then publishes none."""
    config = MATERIAL + f"docs_dir: policies\n{option}: |\n  *.md\n  !index.md\n"
    repository(tmp_path, HISTORY, config, {"policies/index.md": "# Welcome"})
    built = sound(build(tmp_path, "--strict"))
    assert built.addresses() == PAGES
    assert built.words("", "h1").startswith("Welcome")
    assert built.path("assets/inforce/inforce.css").is_file()
    (tmp_path / "mkdocs.yml").write_text(config.replace(", inforce]", "]"))
    bare = build(tmp_path)
    assert bare.code == 0
    assert (bare.addresses() == {""}) == (option != "not_in_nav")


def test_another_page_at_the_address_of_a_policy_is_told(tmp_path: Path) -> None:
    """It stays, whatever its file is called, and the build says so."""
    history = [{"on": "2018-01-10", "write": {"policies/a.md": policy("2018-02-01", "One.")}}]
    repository(tmp_path, history, CONFIG, {"docs/a/README.md": "# Own words"})
    built = build(tmp_path)
    assert "a/ is a page of your own (a/README.md)" in " ".join(built.said.split())
    assert "Own words" in built.words("a/")


@pytest.mark.parametrize("docs_dir", ["docs", "policies"])
def test_an_index_with_a_date_introduces_its_folder(tmp_path: Path, docs_dir: str) -> None:
    """It is a policy, and no word of it is gone from where MkDocs had it: its text in force stands above the list."""
    later = {"effective_date": "2027-01-01", "text": "# Our rules\n\nFuture words."}
    write = {
        "policies/index.md": policy("2018-02-01", "# All of our rules\n\nRead [these](terms/index.md).", title="All rules"),
        "policies/terms/index.md": policy("2018-02-01", "# Our rules\n\n## Use\n\nHand-written words.", title="Our rules"),
        "policies/terms/fees.md": policy("2018-02-01", "None.", title="Fees"),
    }
    history = [{"on": "2018-01-10", "write": write}, {"on": "2018-05-10", "change": {"policies/terms/index.md": later}}]
    nav = f"docs_dir: {docs_dir}\nnav: [index.md, {{Law: [terms/index.md, terms/fees.md, terms/index/index.md]}}]\n"
    repository(tmp_path, history, MATERIAL + "site_url: https://company.example/\n" + nav)
    built = sound(build(tmp_path, "--strict"))
    assert built.words("", "h1").startswith("All of our rules"), "as it stands in the text"
    assert "Read these ." in built.words("", "article")
    assert built.words("terms/", "h1").startswith("Our rules")
    assert "Hand-written words." in built.words("terms/", "article")
    found = {entry["location"]: entry["text"] for entry in built.data("search/search_index.json")["docs"]}
    assert "Hand-written words." in found["terms/#use"]
    assert "Fees" not in found["terms/"] + found["terms/#use"], "what is listed is found on its own pages"
    assert "<loc>https://company.example/terms/</loc>" in built.text("sitemap.xml")
    assert "Future words." not in built.words("terms/") + built.words("terms/index/", ".inforce-text")
    assert set(links(built, "terms/", ".inforce-policies")) >= {"index/", "fees/"}
    assert "Hand-written words." in built.words("terms/index/", ".inforce-text")
    assert built.words("terms/index/history/", "article").count("Our rules") > 0


def test_pages_without_policies_keep_their_looks() -> None:
    """The style sheet, which is in the head of every page, says nothing of what no part of ours is in."""
    styles = files("inforce").joinpath("assets", "styles")
    text = "\n".join(part.read_text("utf-8") for part in styles.iterdir())
    selectors = re.findall(r"([^{}]+)\{", re.sub(r"/\*.*?\*/", "", text, flags=re.S))
    named = {" ".join(selector.split()) for selector in selectors}
    others = {selector for selector in named if not selector.startswith("@") and "inforce" not in selector}
    variables = {":root", ":root:has(.md-grid)", '[data-md-color-scheme="slate"]'}  # each is called --inforce-...
    assert others == variables | {"[hidden]:is([data-from], [data-until])"}
