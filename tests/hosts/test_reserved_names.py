"""Places of a policy never take the name of one that the theme or a script looks for: whoever names a thing `__config` would
give the theme its settings."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from inforce.text import markdown
from inforce.text.headings import own_name

PATH = "policies/terms/refunds.md"
_LOOKED_UP = re.compile(
    r"""(?:getElementById\(|querySelector(?:All)?\(|\b\w{1,2}\()["'`]#([\w$-]+)|getElementById\(["'`]([\w$-]+)"""
)
_ID = re.compile(r"""\b(?:id|for)="([^"{}\s]+)""")
_STREAMS = re.compile(r"\bwindow\.([\w]*\$)")  # what Material gives to other scripts


def _texts(folder: Path, pattern: str) -> str:
    return "\n".join(file.read_text("utf-8") for file in sorted(folder.rglob(pattern)))


def _names() -> set[str]:
    """Every name that a theme's templates and scripts use for a place, and those that ours use: but for words that any text may
    have as a heading, which Material leaves to it."""
    theme, ours = Path(str(files("material"))) / "templates", Path(str(files("inforce")))
    scripts = _texts(theme / "assets/javascripts", "bundle*.js") + _texts(ours / "assets/scripts", "*.js")
    found = {name for pair in _LOOKED_UP.findall(scripts) for name in pair if name} | set(_STREAMS.findall(scripts))
    found |= set(_ID.findall(_texts(theme, "*.html"))) | set(_ID.findall(_texts(ours / "templates", "*.html")))
    return {name for name in found if "_" in name or "$" in name or name.startswith("inforce-")}


def _names_of(theme: str) -> set[str]:
    """Every name that a theme of MkDocs uses for a place, in its templates or in its own scripts."""
    folder = Path(str(files("mkdocs"))) / "themes" / theme
    own = [
        file
        for file in sorted(folder.rglob("*.js"))
        if not re.search(r"\.min\.js|jquery|bootstrap|modernizr|html5shiv", file.name)
    ]
    scripts = "\n".join(file.read_text("utf-8") for file in own)
    found = {name for pair in _LOOKED_UP.findall(scripts) for name in pair if name}
    return found | set(_ID.findall(_texts(folder, "*.html")))


def _reserved(html: str) -> list[str]:
    return [name for name in markdown.ids(html) if own_name(name) != name and not name.startswith("text-")]


def test_names_of_the_theme_and_of_our_scripts() -> None:
    """The shape that is reserved holds all that they use today."""
    names = _names()
    assert {"__config", "__search", "__drawer", "__toc", "target$", "inforce-since"} <= names
    assert {name for name in names if own_name(name) == name} == set()


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs"])
def test_names_of_the_themes_of_mkdocs(theme: str) -> None:
    """The same for these, but for words that a heading of any text may consist of, and whose anchors stay."""
    names = _names_of(theme)
    assert {"mkdocs-search-query", "mkdocs-search-results"} <= names
    assert {name for name in names if own_name(name) == name} <= {"404-page-not-found", "main-content", "search"}


@pytest.mark.parametrize(
    "name",
    ["__config", "__palette_0", "__md_scope", "document$", "inforce-since", "searchform", "toc-collapse", "searchModalLabel"],
)
@pytest.mark.parametrize(
    "written",
    [
        '<div id="{}">x</div>',
        '<a name="{}">x</a>',
        '<p><img name="{0}" id="{0}" src="a.png" alt="x"></p>',
        '<form name="{0}" id="{0}"><input name="{0}"></form>\n\n<span id="{0}">x</span>',
        "## Rules {{#{}}}",
        '<h2 id="{}">Rules</h2>',
        "<section id={}>x</section>",
        '<div id="&#95;{}">x</div>',
    ],
)
def test_reserved_names_get_another(written: str, name: str) -> None:
    """However a place is named, it is another than the page's; links to it follow."""
    made = markdown.render(f"{written.format(name)}\n\n[There](#{name}).", path=PATH, title="Refunds")
    assert _reserved(made.html) == []
    assert not re.search(r"<(form|input)|\sname=", made.html)
    assert f'href="#{name}"' not in made.html


@pytest.mark.parametrize("title", ["__config", "__Search", "Rules {#__toc}"])
def test_titles(title: str) -> None:
    """The anchor of a title is made of its words, and so is that of a heading."""
    made = markdown.render(f"Text.\n\n## \\_\\_drawer\n\n<h3>{title}</h3>", path=PATH, title=title)
    assert _reserved(made.html) == []
    assert [heading.id for heading in made.headings] == markdown.ids(made.html)[: len(made.headings)]


@pytest.mark.parametrize("name", ["config", "search", "_definitions", "fn1", "toc", "r-2018", "documents", "übersicht"])
def test_all_others_stay(name: str) -> None:
    """Published anchors stay as they are."""
    made = markdown.render(f'<p id="{name}">x</p>\n\n[There](#{name})', path=PATH)
    assert f'id="{name}"' in made.html


def test_links_between_policies_follow() -> None:
    """A link from another policy leads to the same name."""
    made = markdown.render("[There](privacy.md#__config)", path=PATH)
    assert 'href="policy:policies/terms/privacy#text-__config"' in made.html
