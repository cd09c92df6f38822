"""The Nu HTML checker, as validator.w3.org runs it, finds no error on any kind of page."""

from __future__ import annotations

from pathlib import Path

from checkers import errors
from sites import Built, build

KINDS = (
    "",
    "terms/",
    "privacy/privacy-policy/",
    "privacy/privacy-policy/history/",
    "privacy/privacy-policy/2018-05-16.0/",
    "privacy/privacy-policy/2027-07-01/",
    "privacy/privacy-shield-policy/",
    "terms/refund-policy/2015-03-24/",
    "terms/refund-policy/2018-05-15/text.html",
    "terms/terms-of-service/2013-08-17/",
    "contact/",
    "machines/",
    "redlines/",
    "rules/",
    "operators/",
    "404.html",
)
REDLINES = 10

# Errors of the theme that stay: their messages, and the elements that they are about. Without this attribute, which HTML
# allows on fields for text only, Firefox opens the menu or the search again when the page is loaded anew.
LEFT = tuple(
    (
        "Attribute “autocomplete” is only allowed when the input type is “color”, “date”, “datetime-local”, “email”, “hidden”, "
        "“month”, “number”, “password”, “range”, “search”, “tel”, “text”, “time”, “url”, or “week”.",
        f'<input class="md-toggle" data-md-toggle="{name}" type="checkbox" id="__{name}" autocomplete="off">',
    )
    for name in ("drawer", "search")
)


def left(message: str, extract: str) -> bool:
    """Whether an error is one of the theme that stays."""
    return any(message == known and element in extract for known, element in LEFT)


def test_no_errors(demo_site: Built) -> None:
    """No error on one page of each kind and on ten redlines, from the largest to the smallest."""
    redlines = sorted(demo_site.folder.rglob("compare/*/*/index.html"), key=lambda file: (file.stat().st_size, str(file)))
    step = (len(redlines) - 1) / (REDLINES - 1)
    chosen = [redlines[round(k * step)] for k in range(REDLINES)]
    found = errors(demo_site.folder, [*map(demo_site.path, KINDS), *chosen])
    assert [f"{where}: {message} {extract}" for where, message, extract in found if not left(message, extract)] == []


def test_what_is_left_is_the_themes(tmp_path: Path) -> None:
    """The errors that stay are those of a page of Material without Inforce: each of them, so that the list cannot grow old."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Plain\n", "utf-8")
    (tmp_path / "mkdocs.yml").write_text("site_name: Plain\ntheme: {name: material, font: false}\nplugins: [search]\n", "utf-8")
    site = build(tmp_path)
    found = errors(site.folder, [site.path("")])
    assert len(found) == len(LEFT)
    assert all(left(message, extract) for _, message, extract in found)


def test_an_error_is_found(tmp_path: Path) -> None:
    """The checker notices what it is there to notice."""
    page = tmp_path / "index.html"
    page.write_text('<!doctype html><html lang="en"><title>A page</title><ul><p id="a">one<p id="a">two</ul></html>', "utf-8")
    said = " ".join(message for _, message, _ in errors(tmp_path, [page]))
    assert "Duplicate ID “a”" in said
    assert "not allowed as child of element “ul”" in said
