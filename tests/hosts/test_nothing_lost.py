"""Nothing is lost when the plugin comes to a site: three sites, built without it and with it, and held against each other."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from histories import git
from lossless import lost
from sites import Built, build, policy, repository

TEXT = """\
Words before any heading. See the [fees](fees.md#amounts), the [guide](../guide/start.md), and the [form](forms/form.pdf).

## What you may do

1. Read it.
2. Share it with **friends**.

- One point
- Another point with `code`

| Plan | Price |
|------|-------|
| Basic | 9 |

## What you may not do

> Quoted words.

Go [back](#what-you-may-not-do), or [home](../index.md).
"""
FEES = "## Amounts\n\nTen euros. See [use](use.md).\n"

OWN = {
    "docs/index.md": "---\ntitle: Welcome\nhide: [navigation, toc]\ntemplate: own.html\ndescription: Our own words.\n---\n\n"
    "# Welcome here\n\nHand-written words. [Use](legal/use.md#what-you-may-not-do), [guide](guide/start.md).\n",
    "docs/guide/index.md": "# The guide\n\nAn index of its own: [start](start.md), [terms](../legal/index.md).\n",
    "docs/guide/start.md": "---\ntitle: Begin here\nsearch:\n  exclude: true\n---\n\n# Start\n\nFirst words.\n\n## Step\n",
    "docs/legal/index.md": "---\ntitle: Legal things\nhide: [toc]\n---\n\n# Legal\n\nOur own index of [use](use.md).\n",
    "docs/legal/forms/form.pdf": "%PDF-1.4",
    "docs/zoo.md": "---\nstatus: new\nicon: material/home\nowner: Ann\n---\n\n# Zoo\n\nAnimals.\n",
}
DIALECT = """\

!!! note "Mind this"
    Words of a note.

??? tip "Folded"
    Folded words.

=== "One"
    First tab.

=== "Two"
    Second tab.

Term
:   Its meaning.

HTML and a footnote[^1], ==marked==, ^^put in^^, H~2~O, [a button](../zoo.md){ .md-button }, (c).

- [x] done

[^1]: The footnote.

*[HTML]: Markup
"""
MATERIAL = """\
site_name: Company
site_url: https://company.example/
repo_url: https://github.com/company/site
theme: {name: material, font: false, custom_dir: overrides, features: [navigation.indexes, navigation.tabs]}
markdown_extensions:
- admonition
- attr_list
- abbr
- def_list
- footnotes
- md_in_html
- tables
- toc: {permalink: true}
- pymdownx.details
- pymdownx.superfences
- pymdownx.tabbed: {alternate_style: true}
- pymdownx.tasklist
- pymdownx.mark
- pymdownx.caret
- pymdownx.tilde
plugins:
- search
- tags
- blog
- awesome-nav
- macros
- redirects: {redirect_maps: {old.md: legal/use.md}}
- minify: {minify_html: true}
- git-revision-date-localized: {enable_creation_date: true, fallback_to_build_date: false}
- inforce: {policies: docs/legal}
"""
MKDOCS = """\
site_name: Company
site_url: https://company.example/
theme: {name: mkdocs}
use_directory_urls: false
nav:
- Start: index.md
- Guide:
  - guide/index.md
  - The beginning: guide/start.md
- Law:
  - Overview: legal/index.md
  - Terms: legal/use.md
  - legal/fees.md
- zoo.md
plugins:
- search
- inforce: {policies: docs/legal}
"""
ROOT = "site_name: Company\nsite_url: https://company.example/\ntheme: {name: material, font: false}\nplugins:\n- search\n"


def held(folder: Path, config: str, files: dict[str, str], policies: dict[str, object], ours: dict[str, str]) -> Built:
    """A site with these files, built strictly without the plugin and with it; nothing is lost of it. Figures where it is."""
    repository(folder, [{"on": "2018-01-10", "write": policies}], config, files)
    (folder / ".gitignore").write_text("site/\nwithout/\n.cache/\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Pages")
    (folder / "without.yml").write_text("\n".join(line for line in config.splitlines() if not line.startswith("- inforce")))
    without = build(folder, file="without.yml")
    without.folder.rename(folder / "without")
    started = time.monotonic()
    built = build(folder)
    seconds = time.monotonic() - started
    before = Built(code=without.code, said=without.said, folder=folder / "without")
    texts = {name: (folder / path).read_text("utf-8") for name, path in ours.items()}
    faults = lost(before, built, texts)
    warnings = [line for line in built.said.splitlines() if line.startswith("WARNING") and line not in without.said]
    figures = f"pages {len(before.addresses())}, lost {len(faults)}, warnings {len(warnings)}, seconds {seconds:.1f}"
    assert not [*faults, *warnings], "\n".join([figures, *faults, *warnings])
    assert (without.code, built.code) == (0, 0)
    return built


def test_material_with_many_extensions_and_plugins(tmp_path: Path) -> None:
    """Fifteen extensions of Markdown, eight plugins, templates of its own, and policies among the pages."""
    own = {
        **OWN,
        "docs/guide/start.md": OWN["docs/guide/start.md"] + DIALECT,
        "docs/tags.md": "# Tags\n\n<!-- material/tags -->\n",
    }
    own |= {
        "docs/legal/.nav.yml": "title: Law\nnav:\n- index.md\n- fees.md\n- '*'\n",
        "docs/blog/index.md": "# News\n",
        "docs/blog/posts/first.md": "---\ndate: 2018-01-05\n---\n\n# A post\n\nNews of [use](../../legal/use.md).\n",
        "overrides/own.html": '{% extends "main.html" %}{% block footer %}<p id="own">Own.</p>{% endblock %}',
    }
    keys = {
        "hide": ["navigation"],
        "tags": ["money"],
        "search": {"boost": 2},
        "icon": "material/scale-balance",
        "status": "new",
    }
    policies = {
        "docs/legal/use.md": policy("2018-02-01", TEXT + DIALECT, title="Use", description="What to do", owner="Ann", **keys),
        "docs/legal/fees.md": policy("2018-02-01", FEES, title="Fees", template="own.html", search={"exclude": True}),
    }
    ours = {"legal/use/index.html": "docs/legal/use.md", "legal/fees/index.html": "docs/legal/fees.md"}
    built = held(tmp_path, MATERIAL, own, policies, ours)
    assert "id=own" in built.text("legal/fees/"), "the template that a policy names"


def test_the_theme_of_mkdocs(tmp_path: Path) -> None:
    """A navigation written out, a site in a folder of its host, and pages that are no folders."""
    own = {path: text.replace("template: own.html\n", "") for path, text in OWN.items()}
    policies = {
        "docs/legal/use.md": policy("2018-02-01", TEXT),
        "docs/legal/fees.md": policy("2018-02-01", FEES, title="Fees"),
    }
    built = held(
        tmp_path, MKDOCS, own, policies, {"legal/use.html": "docs/legal/use.md", "legal/fees.html": "docs/legal/fees.md"}
    )
    assert "url=use/index.html" in built.text("legal/use.html"), "where it was leads on"


@pytest.mark.parametrize(
    ("docs_dir", "options", "policies"),
    [
        ("pages", "{policies: .}", {"PRIVACY.md": "PRIVACY/", "legal/use.md": "legal/use/"}),
        ("docs", "{policies: [PRIVACY.md, TERMS.md]}", {"PRIVACY.md": "PRIVACY/", "TERMS.md": "TERMS/"}),
    ],
)
def test_policies_at_the_root(tmp_path: Path, docs_dir: str, options: str, policies: dict[str, str]) -> None:
    """Beside a folder of pages, all of them or those that are named."""
    own = {f"{docs_dir}/index.md": "# Home\n\nOwn words.", f"{docs_dir}/about.md": "---\nhide: [toc]\n---\n\n# About\n\nUs."}
    text = TEXT.replace("fees.md#amounts", f"{docs_dir}/about.md").replace("../guide/start.md", f"{docs_dir}/about.md")
    text = text.replace("[form](forms/form.pdf)", "form").replace("../index.md", f"{docs_dir}/index.md")
    written = {path: policy("2018-02-01", text) for path in policies}
    written = {
        path: {**content, "text": str(content["text"]).replace(docs_dir, "../" * path.count("/") + docs_dir)}
        for path, content in written.items()
    }
    others = {"README.md": "# Read me", "CONTRIBUTING.md": "---\nlayout: page\n---\n\n# Help us"}
    ours = {f"{address}index.html": path for path, address in policies.items()}
    held(tmp_path, f"{ROOT}- inforce: {options}\ndocs_dir: {docs_dir}\n", {**own, **others}, written, ours)


PAGE = """<html><head><title>{title}</title></head>
<body><nav class="md-nav--primary"><a href="../a/">A</a><a href="../b/">B</a></nav>
<article class="md-content__inner"><h1 id="use">Use</h1><p>Some words, and <a href="../b/">a link</a>.</p></article>
</body></html>"""


@pytest.mark.parametrize(
    ("was", "now", "own", "ours"),
    [
        ("Some words", "Some", "words lost {'words': 1}", "words lost: {'words': 1}"),
        ("Some words", "More. Some words", "added {'More': 1", ""),
        ('<a href="../b/">a link', '<a href="../c/">a link', "links lost", "links lost"),
        (' id="use"', "", "links lost Counter()", "ids lost"),
        (
            '<a href="../a/">A</a><a href="../b/">B</a>',
            '<a href="../b/">B</a><a href="../a/">A</a>',
            "navigation",
            "navigation",
        ),
        (">A</a>", ">Other</a>", "navigation", "navigation"),
        ("{title}", "Other", "head was ['Use']", "head lost ['Use']"),
    ],
)
@pytest.mark.parametrize("is_ours", [False, True])
def test_what_is_lost_is_seen(tmp_path: Path, was: str, now: str, own: str, ours: str, is_ours: bool) -> None:
    """On a page of the site's own any change, on that of a policy what it no longer has."""
    built = []
    for name, html in (("before", PAGE), ("after", PAGE.replace(was, now))):
        folder = tmp_path / name
        (folder / "use").mkdir(parents=True)
        (folder / "search").mkdir()
        (folder / "search/search_index.json").write_text('{"docs": []}')
        (folder / "sitemap.xml").write_text("")
        (folder / "use/index.html").write_text(html.format(title="Use"))
        built.append(Built(code=0, said="", folder=folder))
    found = lost(built[0], built[1], {"use/index.html": "Use"} if is_ours else {})
    wanted = ours if is_ours else own
    assert any(wanted in line for line in found) if wanted else found == []
    (tmp_path / "after/use/index.html").unlink()
    assert is_ours or lost(built[0], built[1], {}) == ["use/index.html: gone"]
