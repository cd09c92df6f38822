"""Tasks, alerts and bare links are read as GitHub's preview shows them; its own parser is the judge where it knows them."""

from __future__ import annotations

import cmarkgfm
import pytest
from bs4 import BeautifulSoup
from cmarkgfm.cmark import Options
from hypothesis import given, settings
from hypothesis import strategies as st
from inforce.text import parsing
from inforce.text.markdown import plain, render

PARTS = (
    "https://example.org http://a.b www.example.org www.x ftp://f.org/x a@b.co privacy@example.org kim.o_x+y@sub.example-a.org "
    ". , ! ? : * ** _ ~~ ( ) ; &amp; &copy; & < / /a_b /x*y* - word [ ] (b.md) ` ' \" = ?q=1&r=2 #frag é ü.de "
    "http:// https:// www. localhost _a.b a_b.c 1 // @ | <b> </b> <https://q.org> HTTPS://UP.org WWW.up.org … – “ ”"
).split()
PARTS += [" ", " ", "  ", "\n", "\n- [ ] q", "\n- [x] q", "\n\n", " mailto:a@b.co"]


def read(html: str) -> tuple[list[str], str]:
    """The words of links, and all words."""
    text = BeautifulSoup(html, "html.parser")
    for box in text.find_all("input"):
        box.replace_with("☑" if box.has_attr("checked") else "☐")
    return [link.get_text() for link in text.find_all("a")], " ".join(text.get_text().split())


@settings(max_examples=250, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=8))
def test_links_and_tasks_as_on_github(parts: list[str]) -> None:
    """The same words are links, and the same items tasks."""
    text = "".join(parts)
    theirs = cmarkgfm.github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE)
    assert read(parsing.html(parsing.tokens(text))) == read(theirs)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        (
            "See https://example.org/a_b, or (www.example.org/x).",
            {"https://example.org/a_b": "", "www.example.org/x": "http://"},
        ),
        ("Write to privacy@example.org.", {"privacy@example.org": "mailto:"}),
        ("`https://a.example` ![https://a.example](a.png) <b title='https://a.example'>x</b>", {}),
        ("<a href='/x'>a@b.example https://b.example</a>", {"a@b.example https://b.example": "/x"}),
        ("    https://a.example\n\n```\nwww.a.example\n```", {}),
        ("| https://a.example |\n|---|\n| a@b.example |", {"https://a.example": "", "a@b.example": "mailto:"}),
        ("javascript://example.org/%0Aalert(1)", {}),
    ],
)
def test_bare_links(text: str, links: dict[str, str]) -> None:
    """An address leads where it says; not in code, images, links and attributes."""
    found = BeautifulSoup(render(text, path="a.md").html, "html5lib").find_all("a")
    expected = {words: lead if lead.startswith("/") else lead + words for words, lead in links.items()}
    assert {link.get_text(): link["href"] for link in found} == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- [x] read\n- [ ] agreed\n- [X] *both*", "☑ read ☐ agreed ☑ both"),
        ("1. [ ] first\n\n   more\n2. [x] second", "☐ first more ☑ second"),
        ("- [x]no\n- [y] no\n- `[x]` no\n- \\[x] no", "[x]no [y] no [x] no [x] no"),
        ("[x] no task", "[x] no task"),
    ],
)
def test_tasks(text: str, words: str) -> None:
    """A box is a sign."""
    assert plain(render(text, path="a.md").html) == words


def alert(kind: str, title: str, inside: str) -> str:
    return f'<div class="admonition {kind}"><p class="admonition-title">{title}</p>{inside}</div>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("> [!NOTE]\n> Pay *now*.", alert("note", "Note", "<p>Pay <em>now</em>.</p>")),
        ("> [!tip] \n>\n> - one", alert("tip", "Tip", "<ul><li>one</li></ul>")),
        ("> [!IMPORTANT]\n> a\n>\n> b", alert("important info", "Important", "<p>a</p><p>b</p>")),
        ("> [!CAUTION]\n> a\n> > b", alert("caution danger", "Caution", "<p>a</p><blockquote><p>b</p></blockquote>")),
        ("> [!NOTE]", "<blockquote><p>[!NOTE]</p></blockquote>"),
        ("> [!NOTE] a", "<blockquote><p>[!NOTE] a</p></blockquote>"),
        ("> [!WHY]\n> a", "<blockquote><p>[!WHY] a</p></blockquote>"),
        ("- > [!NOTE]\n  > a", "<ul><li><blockquote><p>[!NOTE] a</p></blockquote></li></ul>"),
        ("> [!NOTE]\n> a\n\n> b", alert("note", "Note", "<p>a</p>") + "<blockquote><p>b</p></blockquote>"),
    ],
)
def test_alerts(text: str, html: str) -> None:
    """An alert is a box with a title, as an extension of Python-Markdown makes it; what GitHub shows as a quotation is one."""
    assert render(text, path="a.md").html.replace(">\n", ">").replace("\n", " ") == html


@pytest.mark.parametrize(
    "unit", ["www.a.b ", "https://a.b/", "a@b.c ", "[www.a.b ", "www.", "a@", "(www.a.b)", "- [x] a\n", "> [!NOTE]\n> a\n\n"]
)
def test_many(unit: str) -> None:
    """Thousands of them take no longer than as many words."""
    assert render(unit * 2000, path="a.md").html
