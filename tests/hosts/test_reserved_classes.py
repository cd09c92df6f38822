"""Classes of a policy are none by which a theme or a script knows a part of the page, or which would hide words or lay them
over others."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from inforce.text.clean_html import clean, own_class

_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_NAME = re.compile(r"\.(-?[_a-zA-Z][\w-]*)")
_PARTS = re.compile(r"[\s>+~]+")
_HIDES = re.compile(
    r"(?<![\w-])(?:display:\s*none|visibility:\s*hidden|opacity:\s*0(?![.\d])|position:\s*(?:fixed|absolute|sticky)|clip:"
    r"|font-size:\s*0(?![.\d])|(?:max-)?(?:height|width):\s*0(?![.\d])|pointer-events:\s*none)"
)
FOLDERS = {
    "material": Path(str(files("material"))) / "templates/assets/stylesheets",
    "mkdocs": Path(str(files("mkdocs"))) / "themes/mkdocs/css",
    "readthedocs": Path(str(files("mkdocs"))) / "themes/readthedocs/css",
    "ours": Path(str(files("inforce"))) / "assets",
}
# What hides nothing by itself: states and parts of things of which one name is reserved, and what stands beside words.
_HARMLESS = frozenset(
    "footnote-backref active disabled show badge btn gp fa-book icon-book is-valid is-invalid focusable fn-bracket "
    "classifier-delimiter viewcode-back col-md-3 linenos".split()
)


def _hiding(folder: Path) -> set[str]:
    found: set[str] = set()
    for file in sorted(folder.rglob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", file.read_text("utf-8"), flags=re.S)
        for selectors, rules in _RULE.findall(text):
            if _HIDES.search(rules):
                parts = (
                    _PARTS.split(one.strip())[-1] for one in selectors.split(",") if "::" not in one and ":before" not in one
                )
                found |= {name for part in parts for name in _NAME.findall(part)}
    return found


@pytest.mark.parametrize("theme", FOLDERS)
def test_classes_of_themes(theme: str) -> None:
    """The forms that are reserved hold all with which the styles of today hide words or lay them over others."""
    hiding = _hiding(FOLDERS[theme])
    assert hiding
    assert {name for name in hiding if own_class(name)} - _HARMLESS == set()


@pytest.mark.parametrize(
    "name", ["inforce-banner", "md-header", "MD-overlay", "js-x", "d-none", "d-md-none", "modal", "fixed-top", "hidden"]
)
@pytest.mark.parametrize(
    "written", ['<div class="{}">x</div>', "<b class={}>x</b>", '<p title=">" class="a {} b">x</p>', "<td class=&#32;{}>x"]
)
def test_reserved_classes_go(written: str, name: str) -> None:
    """However a class is written, one that is the page's own does not reach it; its words and other classes stay."""
    made = clean(f"<table><tr>{written.format(name)}", "a.md")
    assert name.lower() not in made.lower()
    assert "x<" in made
    assert ('class="a b"' in made) == ("a {} b" in written)


@pytest.mark.parametrize(
    "name", ["admonition", "note", "md-button", "md-button--primary", "important", "highlight", "grid", "Fristen"]
)
def test_other_classes_stay(name: str) -> None:
    """A class of an extension, or of a style of the site's own, stays."""
    assert clean(f'<p class="{name}">x</p>', "a.md") == f'<p class="{name}">x</p>'
