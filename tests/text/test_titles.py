"""Titles and headings: what a text without a title is called, which heading is the page's, and where each chapter is found."""

from __future__ import annotations

import re

import pytest
from companies import MATERIAL, linked
from inforce import cli
from inforce.text import titles
from inforce.text.markdown import render
from inforce.text.sections import without_title
from selectolax.lexbor import LexborHTMLParser
from sites import TODAY, Built, build, epoch, policy, repository

PATH = "policies/practice-statement.md"
CHAPTERS = "# 1. Introduction\n\n## 1.1 Overview\n\nWords.\n\n# 2. Fees\n\n## 2.1 Amount\n\nTen.\n\n# 3. End\n\nWords.\n"


@pytest.mark.parametrize(
    ("markdown", "called"),
    [
        ("# Privacy Policy\n\n## Scope\n\n## End", "Privacy Policy"),
        ("Privacy Policy\n===\n\nScope\n---\n\nEnd\n---", "Privacy Policy"),
        ("## Privacy\n\n### Scope\n\n### End", "Privacy"),
        ("Effective May 1.\n\n# Privacy\n\n## Scope", "Privacy"),
        ("<h1>Privacy &amp; You</h1>\n\n## Scope", "Privacy & You"),
        ('<div align="center">\n<h1>Privacy</h1>\n</div>\n\n## Scope', "Privacy"),
        ('# <span class="x">Notes Plus</span> <span class="y">Privacy</span>', "Notes Plus Privacy"),
        ("# **Notes** _Plus_ `code` ~~old~~", "Notes Plus code old"),
        ("# [Notes](https://a.example)<br>Plus &copy; &lt;A&gt;", "Notes Plus © <A>"),
        ("# ![Notes](logo.png) Plus[^1]\n\n[^1]: A note.", "Notes Plus"),
        ("# Privacy <!-- draft --> {#top}", "Privacy"),
        (CHAPTERS, "Practice Statement"),
        ("## Scope\n\n## End", "Practice Statement"),
        ("### Deep\n\n## Scope", "Practice Statement"),
        ("<h1>One</h1>\n\nText.\n\n<h1>Two</h1>", "Practice Statement"),
        ("# ![](logo.png)\n\n## Scope", "Practice Statement"),
        ("> # Quoted\n\nText.", "Practice Statement"),
        ("```\n# a comment\n```\n\nText.", "Practice Statement"),
        ("Text.", "Practice Statement"),
    ],
)
def test_a_text_without_a_title(markdown: str, called: str) -> None:
    """It is called by its first heading, if that is the only one of its level, without its markup; else by its file."""
    rendered = render(markdown, path=PATH, name=titles.of_file(PATH))
    assert rendered.title == called
    assert rendered.headings[0].level == 1
    assert "<" not in re.sub(r"<[^>]*>", "", without_title(rendered.html))


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("policies/terms_of-use.md", "Terms Of Use"),
        ("policies/GDPR-notice.md", "GDPR Notice"),
        ("policies/privacy/index.md", "Privacy"),
        ("policies/datenschutz erklärung.md", "Datenschutz Erklärung"),
    ],
)
def test_names_of_files(path: str, name: str) -> None:
    """The name of a file is made readable."""
    assert titles.of_file(path) == name


def test_a_title_in_the_front_matter_is_plain_text() -> None:
    """Markup in it is shown as it is written."""
    rendered = render("Text.", path=PATH, title="<b>Terms</b> & **conditions**")
    assert rendered.title == "<b>Terms</b> & **conditions**"
    assert "&lt;b&gt;Terms&lt;/b&gt; &amp; **conditions**</h1>" in rendered.html


@pytest.mark.parametrize(
    ("markdown", "title", "heading", "chapters"),
    [
        (CHAPTERS, "Certificates", "Certificates", ["1. Introduction", "2. Fees", "3. End"]),
        ("# Certificates\n\n# 1. Fees\n\n# 2. End", "Certificates", "Certificates", ["1. Fees", "2. End"]),
        ("<h1>Certificates</h1>\n\n# 1. Fees\n\n<h1>2. End</h1>", "certificates", "Certificates", ["1. Fees", "2. End"]),
        ("<!-- Legal -->\n# Certificates\n\n## Fees", "Rules", "Certificates", []),
        ("<h1>Certificates</h1>\n\n## Fees", "Rules", "Certificates", []),
        ("Fees\n===\n\nEnd\n===", "Certificates", "Certificates", ["Fees", "End"]),
        ("Since May.\n\n# Certificates\n\n## Fees", "Certificates", "Certificates", []),
        ("Since May.\n\n# Fees\n\n## Fees", "Certificates", "Certificates", ["Fees"]),
    ],
)
def test_the_heading_of_a_page(markdown: str, title: str, heading: str, chapters: list[str]) -> None:
    """It is the text's own, if that is its only one of level 1 or has the words of the title; a title is not shown twice."""
    rendered = render(markdown, path=PATH, title=title)
    body = without_title(rendered.html)
    assert rendered.html.startswith("<h1")
    assert LexborHTMLParser(rendered.html).css_first("h1").text() == heading
    assert [node.text() for node in LexborHTMLParser(body).css("h1")] == chapters
    assert [found.title for found in rendered.headings if found.level == 1] == [heading, *chapters]


@pytest.mark.parametrize(
    ("markdown", "title", "anchors"),
    [
        (CHAPTERS, "", "1-introduction 11-overview 2-fees 21-amount 3-end"),
        (CHAPTERS, "2. Fees", "1-introduction 11-overview 2-fees 21-amount 3-end"),
        ("## Scope\n\n## End", "", "scope scope-1 end"),
        ("## Scope {#all}\n\n## End", "", "all scope end"),
        ("Since May.\n\n# Terms\n\n## Terms", "", "terms terms-1 terms-2"),
        ('<h1 id="top">Terms</h1>\n\n## Terms', "Rules", "rules top terms"),
        ('<h1 id="top">Terms</h1>\n\n## Fees', "", "fees top fees-1"),
        ("<!-- Legal -->\n# Terms", "Terms", "terms terms-1"),
        ("Text.", "", "practice-statement"),
        ('<h2 name="x" id="fees">Fees</h2>\n\n## Fees', "Rules", "rules fees"),
    ],
)
def test_anchors_stay(markdown: str, title: str, anchors: str) -> None:
    """The anchors that a text has had, those of its title too, lead into it for good, whatever it is called now."""
    html = render(markdown, path=PATH, title=title, name=titles.of_file(PATH)).html
    ids = re.findall(r'\sid="([^"]*)"', html)
    assert set(anchors.split()) <= set(ids)
    assert len(ids) == len(set(ids))


def test_headings_of_html() -> None:
    """They have anchors and count as others do; not those in quotations, lists and tables."""
    raw = "<h2 class='a' id=x>One</h2>\n\n<section><h2 align=\"left\">Two</h2></section>\n\n"
    raw += "> <h2>Quoted</h2>\n\n- <h2>Item</h2>\n"
    rendered = render(raw, path=PATH, title="Rules")
    assert [(found.level, found.id, found.title) for found in rendered.headings] == [
        (1, "rules", "Rules"),
        (2, "x", "One"),
        (2, "two", "Two"),
    ]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A text of several chapters, called by its file, in two revisions, and one whose only heading holds markup."""
    folder = tmp_path_factory.mktemp("titles")
    notes = {"title": "", "text": '# <span class="x">Notes Plus</span> **Privacy** & more\n\nWords.'}
    front = "---\neffective_date: {}\nchange_note: {}\n---\n"
    raw = "<h2 id='pay'>Payment</h2>\n\nPay by card.\n"
    history = [
        {
            "on": "2018-01-10",
            "write": {
                PATH: front.format("2018-02-01", "First.") + CHAPTERS + raw,
                "policies/notes.md": front.format("2018-02-01", "First.") + notes["text"] + "\n",
                "policies/titled.md": policy("2018-02-01", CHAPTERS, title="Certificates"),
            },
        },
        {
            "on": "2018-05-10",
            "write": {PATH: front.format("2018-06-01", "Twelve.") + CHAPTERS.replace("Ten.", "Twelve.") + raw},
        },
    ]
    repository(folder, history, MATERIAL)
    built = build(folder)
    assert built.code == 0, built.said
    return linked(built)


@pytest.mark.parametrize(("page", "title"), [("practice-statement/", "Practice Statement"), ("titled/", "Certificates")])
def test_chapters_of_level_one(site: Built, page: str, title: str) -> None:
    """All of them are in the table of contents of the theme and of the page, each with its own link, below the title."""
    tree = LexborHTMLParser(site.text(page))
    assert tree.css_first("article h1").text(strip=True).removesuffix("¶") == title
    chapters = ["1. Introduction", "1.1 Overview", "2. Fees", "2.1 Amount", "3. End"]
    listed = [" ".join(link.text().split()) for link in tree.css(".md-sidebar--secondary .md-nav__link[href^='#']")]
    assert listed[: len(chapters)] == chapters
    own = [link.text() for link in tree.css(".inforce-contents a")]
    assert own[: len(chapters)] == chapters
    linked_to = {link.attributes["href"] for link in tree.css("article .headerlink")}
    assert {"#1-introduction", "#11-overview", "#2-fees", "#21-amount", "#3-end"} <= linked_to
    assert "Payment" in listed if "practice" in page else "Payment" not in listed


def test_chapters_have_their_history(site: Built) -> None:
    """Sections that are older than the page say since when they stand; of the one that changed the page has said it. The
    redline names it, and the feed shows it under its chapter."""
    tree = LexborHTMLParser(site.text("practice-statement/"))
    lines = {heading.attributes["id"] for heading in tree.css("article h1[id], article h2[id]") if _line_below(heading)}
    assert {"3-end", "pay"} <= lines
    assert "21-amount" not in lines
    redline = site.data("practice-statement/compare/2018-02-01/2018-06-01/redline.json")
    assert [section["title"] for section in redline["sections"]] == ["2.1 Amount"]
    feed = site.text("practice-statement/feed.xml")
    assert feed.index("2. Fees") < feed.index("2.1 Amount")


def _line_below(heading: object) -> bool:
    following = getattr(heading, "next", None)
    while following is not None and following.tag == "-text":
        following = following.next
    return following is not None and "inforce-wordings" in (following.attributes.get("class") or "")


def test_no_markup_in_titles(site: Built, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists, navigation, feeds, data and the head of the page have the words of the heading alone."""
    wanted, escaped = "Notes Plus Privacy & more", "Notes Plus Privacy &amp; more"
    assert site.history("notes")["title"] == wanted
    assert {item["policy"]: item["title"] for item in site.data("policies.json")["policies"]}["notes"] == wanted
    for page in ("", "notes/", "notes/history/", "titled/"):
        assert escaped in site.text(page)
        assert "&lt;span" not in site.text(page)
        assert "**Privacy" not in site.text(page)
    assert f"<title>{escaped}" in site.text("notes/")
    assert f"<title>{escaped}" in site.text("notes/feed.xml")
    monkeypatch.chdir(site.folder.parent)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch(TODAY))
    assert cli.main(["history", "notes"]) == 0
    assert capsys.readouterr().out.startswith(f"{wanted}  (notes)")
