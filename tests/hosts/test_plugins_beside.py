"""Plugins and hooks beside ours: what they ask of a page holds for the pages of policies, too, in either order."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from companies import linked
from selectolax.lexbor import LexborHTMLParser
from sites import Built, Crawl, build, policy, repository

HISTORY: list[dict[str, Any]] = [
    {
        "on": "2018-01-10",
        "write": {
            "docs/index.md": "# Home\n\nSee the [refunds](legal/refunds.md).",
            "docs/index.de.md": "# Heim\n\nSiehe [Refunds](legal/refunds.md).",
            "docs/tags.md": "# Tags\n\n<!-- material/tags -->",
            "docs/legal/refunds.md": policy("2018-02-01", "Ten days.", title="'Refunds: \\ and {{ x }}'", tags=["money"]),
            "docs/legal/gone.md": policy("2018-02-01", "Gone soon.", title="Gone"),
        },
    },
    {"on": "2018-05-10", "change": {"docs/legal/refunds.md": {"effective_date": "2018-06-01", "text": "14 days."}}},
    {"on": "2018-07-10", "delete": ["docs/legal/gone.md"]},
]
OURS = {
    *("legal/", "legal/refunds/", "legal/refunds/history/", "legal/refunds/2018-02-01/", "legal/refunds/2018-06-01/"),
    *("legal/refunds/compare/2018-02-01/2018-06-01/", "legal/gone/", "legal/gone/history/", "legal/gone/2018-02-01/"),
}
INFORCE = {"inforce": {"policies": "docs/legal"}}


def site(folder: Path, plugins: Sequence[object], *arguments: str, hook: str = "") -> Built:
    """A site with policies among other pages, with these plugins and a hook, built."""
    repository(folder, HISTORY)
    config = {
        "site_name": "Company",
        "site_url": "https://policies.example/",
        "theme": {"name": "material", "font": False},
        "plugins": ["search", *plugins],
    }
    if hook:
        (folder / "hook.py").write_text(hook)
        config["hooks"] = ["hook.py"]
    (folder / "mkdocs.yml").write_text(json.dumps(config))
    return build(folder, *arguments)


def either(*others: object) -> list[list[object]]:
    """Plugins before ours, and behind it."""
    return [[*others, INFORCE], [INFORCE, *others]]


@pytest.mark.parametrize(
    "plugins",
    either(
        {"git-revision-date-localized": {"enable_creation_date": True, "fallback_to_build_date": False}},
        {"redirects": {"redirect_maps": {"old.md": "legal/refunds.md"}}},
        {"minify": {"minify_html": True}},
        *("tags", "awesome-nav", "macros"),
    ),
    ids=("before", "behind"),
)
def test_common_plugins(tmp_path: Path, plugins: list[object]) -> None:
    """A site with many plugins builds without a warning, and they do for policies what they do for any page."""
    built = site(tmp_path, plugins, "--strict")
    assert built.code == 0, built.said
    linked(built)
    assert built.addresses() >= OURS
    assert "14 days" in built.words("legal/refunds/")
    assert "Refunds: \\ and {{ x }}" in built.words("legal/refunds/", "h1")
    assert "legal/refunds/" in built.text("old/")
    assert "../legal/refunds/" in [a.attributes["href"] for a in LexborHTMLParser(built.text("tags/")).css("article a")]
    days = {address: re.findall(r'localized-plugin-date"? title="?(\w+ \d+, \d+)', built.text(address)) for address in OURS}
    days = {address: found for address, found in days.items() if found}
    assert days == {key: ["May 10, 2018", "January 10, 2018"] for key in ("legal/", "legal/refunds/", "legal/refunds/history/")}


@pytest.mark.parametrize("structure", ["suffix", "folder"])
@pytest.mark.parametrize("position", [0, 1], ids=("before", "behind"))
def test_several_languages(tmp_path: Path, structure: str, position: int) -> None:
    """Policies are published once, in the default language, and pages of every language lead to them."""
    languages = [{"locale": "en", "default": True, "name": "English"}, {"locale": "de", "name": "Deutsch"}]
    i18n = {"i18n": {"docs_structure": structure, "languages": languages}}
    built = site(tmp_path, either(i18n)[position], "--strict")
    assert built.code == 0, built.said
    assert built.addresses() >= OURS | {"de/"}
    moved = {address for address in built.addresses() if address.startswith("de/legal/")}
    assert moved == {"de/legal/refunds/", "de/legal/gone/"}, "where copies of policies were lead on"
    assert all('http-equiv="refresh"' in built.text(address) for address in moved)
    assert 'href="../../../legal/refunds/"' in built.text("de/legal/refunds/")
    assert 'href="legal/refunds/"' in built.text("")
    assert 'href="../legal/refunds/"' in built.text("de/")
    for address in ("legal/refunds/", "legal/refunds/2018-02-01/"):
        assert LexborHTMLParser(built.text(address)).css_first("html").attributes["lang"] == "en"
    listed = re.findall("<loc>https://policies.example/(legal/[^<]*)", built.text("sitemap.xml"))
    assert listed == ["legal/refunds/"]
    found = [entry["location"] for entry in built.data("search/search_index.json")["docs"]]
    assert found.count("legal/refunds/") == 1
    assert not (tmp_path / "inforce-other-languages").exists()


@pytest.mark.parametrize("structure", ["folder", "suffix"])
def test_policies_in_several_languages(tmp_path: Path, structure: str) -> None:
    """The home page stays the site's own, and each address that a policy had among its pages leads to it."""
    places = {
        "folder": ("en/legal/use", "de/legal/use", "docs/{locale}/{name}.md"),
        "suffix": ("legal/use", "legal/use.de", "docs/{name}{end}.md"),
    }
    english, german, own = places[structure]
    write: dict[str, Any] = {
        f"docs/{english}.md": policy("2018-02-01", "Ten days.", title="Use"),
        f"docs/{german}.md": policy("2018-02-01", "Zehn Tage.", title="Nutzung"),
    }
    for locale, end in (("en", ""), ("de", ".de")):
        for name in ("index", "legal/index"):
            write[own.format(locale=locale, end=end, name=name)] = f"# Own {locale} {name}\n\nHand-written words."
    repository(tmp_path, [{"on": "2018-01-10", "write": write}])
    languages = [{"locale": "en", "default": True, "name": "English"}, {"locale": "de", "name": "Deutsch"}]
    i18n = {"i18n": {"docs_structure": structure, "languages": languages}}
    policies = ["docs/en/legal", "docs/de/legal"] if structure == "folder" else ["docs/legal"]
    config = {"site_name": "Company", "theme": {"name": "material", "font": False}}
    config["plugins"] = ["search", i18n, {"inforce": {"policies": policies}}]
    (tmp_path / "mkdocs.yml").write_text(json.dumps(config))
    built = build(tmp_path, "--strict")
    assert built.code == 0, built.said
    for address, words in (
        ("", "Own en index"),
        ("de/", "Own de index"),
        ("legal/", "Own en legal"),
        ("de/legal/", "Own de legal"),
    ):
        assert words in built.words(address, "article")
    led = {"legal/use/": "Ten days.", "de/legal/use/": "Zehn Tage."}
    for address, words in led.items():
        link = LexborHTMLParser(built.text(address)).css_first("link[rel=canonical]")
        moved = 'http-equiv="refresh"' in built.text(address)
        target = posixpath.normpath(posixpath.join(address, link.attributes["href"] or "")) if moved and link else address
        assert words in built.words(f"{target.strip('/')}/")
    assert [fault for fault in Crawl(built.folder).broken() if "root of a server" not in fault] == []


KEEPS = """
known = {}
def on_files(files, config):
    for file in files:
        assert open(file.abs_src_path, 'rb'), file
def on_page_markdown(markdown, page, config, files):
    known[page.file.src_uri] = page.meta['title'] if 'title' in page.meta else ''
def on_page_content(html, page, config, files):
    page.meta['git_revision_date_localized'] = 'the clock' if page.file.generated_by else 'git'
    open(page.file.abs_src_path, 'rb')
    return html + '<p>A line.</p>'
def on_page_context(context, page, config, nav):
    context['about'] = known[page.file.src_uri]
    assert 'draft' not in page.meta
    return context
def on_post_page(output, page, config):
    return output.replace('</body>', '<i>kept ' + str(len(known[page.file.src_uri]) > 0) + '</i></body>')
"""


def test_what_is_kept_by_page(tmp_path: Path) -> None:
    """A hook that opens each page's file, and keeps something for each page from one event to the next, finds it on all."""
    built = site(tmp_path, [INFORCE], "--strict", hook=KEEPS)
    assert built.code == 0, built.said
    for address in OURS:
        assert "kept True" in built.words(address)
        assert "A line." in built.words(address)
        assert "the clock" not in built.text(address)
    assert "14 days" in built.words("legal/refunds/2018-06-01/")


FAILS = "def {event}:\n    if 'legal' in page.url or 'shell' in page.file.src_uri:\n        raise KeyError(page.file.src_uri)\n"


@pytest.mark.parametrize(
    "event",
    [
        "on_page_markdown(markdown, page, config, files)",
        "on_page_content(html, page, config, files)",
        "on_page_context(context, page, config, nav)",
        "on_post_page(output, page, config)",
    ],
)
@pytest.mark.parametrize("where", ["legal", "shell"])
def test_a_plugin_that_fails_is_named(tmp_path: Path, event: str, where: str) -> None:
    """What fails at the page of a policy, or at the page around redlines, is named in one sentence."""
    hook = FAILS.format(event=event).replace("'legal' in page.url or ", "" if where == "shell" else "'legal' in page.url or ")
    built = site(tmp_path, [INFORCE], hook=hook)
    assert built.code == 1
    assert "the plugin hook.py failed at a page of a policy (KeyError" in built.said
    assert "Traceback" not in built.said


def test_a_plugin_that_fails_elsewhere(tmp_path: Path) -> None:
    """What fails at a page that is no policy's is not laid at our door."""
    hook = "def on_page_markdown(markdown, page, config, files):\n    raise KeyError(page.url)\n"
    with pytest.raises(AssertionError, match="traceback"):
        site(tmp_path, [INFORCE], hook=hook)
