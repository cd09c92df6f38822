"""A policy among the pages of a site, in its Markdown: the same with and without Inforce, for all that reads it."""

from __future__ import annotations

import json
import re
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

import pytest
from drafting import Served
from histories import git
from inforce import cli
from selectolax.lexbor import LexborHTMLParser
from sites import Built, build, policy, repository

POLICY = "docs/legal/terms.md"
TEXT = """\
[TOC]

## Refunds & fees {: #refunds .wide }

!!! warning "No *refund*"
    Sale items are not taken back. See [fees](fees.md#costs).

??? note "Exceptions"

    1. Gift cards.

        - Cards of others.

    2. Downloads.

=== "Consumers"

    You have 30 days.

=== "Businesses"

    You have 14 days.

- [x] I have read the terms.
- [ ] I agree.

The DPA applies, ==always==, H~2~O, m^2^, ~~never~~[^1]; press ++ctrl+c++, $r_1$. "Quoted" -- (c).

Term
:   Its meaning.

<div markdown="1">
You **must** ask.
</div>

| a | b |
|---|--:|
| 1 | 2 |

```{ .python }
x = "{{ y }}"
```

*[DPA]: Data Protection Act
[^1]: In writing only.
"""
EXTENSIONS = """
markdown_extensions:
  - abbr
  - admonition
  - attr_list
  - def_list
  - footnotes
  - md_in_html
  - toc: {permalink: true}
  - pymdownx.arithmatex: {generic: true}
  - pymdownx.caret
  - pymdownx.details
  - pymdownx.highlight
  - pymdownx.keys
  - pymdownx.mark
  - pymdownx.snippets
  - pymdownx.superfences:
      custom_fences:
        - {name: mermaid, class: mermaid, format: !!python/name:pymdownx.superfences.fence_code_format }
  - pymdownx.tabbed: {alternate_style: true, slugify: !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}}
  - pymdownx.tasklist
  - pymdownx.tilde
"""
CONFIG = "site_name: A\nsite_url: https://a.example/\ntheme: {name: mkdocs}\n"


@dataclass(frozen=True)
class Both:
    """A site without Inforce and with it, and its repository."""

    folder: Path
    before: Built
    now: Built


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Both:
    """Built once: nothing changes it."""
    folder = tmp_path_factory.mktemp("site")
    config = CONFIG + EXTENSIONS
    history = [
        {
            "on": "2018-01-10",
            "write": {
                POLICY: policy("2018-02-01", TEXT, title="Terms", change_note="There are terms."),
                "docs/legal/fees.md": policy("2018-02-01", "## Costs\n\nNone.", title="Fees", change_note="Fees are listed."),
            },
        },
        {
            "on": "2018-05-10",
            "change": {
                POLICY: {
                    "effective_date": "2018-06-01",
                    "text": TEXT.replace("30 days", "31 days"),
                    "change_note": "Consumers have 31 days.",
                }
            },
        },
    ]
    repository(folder, history, config + "plugins: [search]\n", {"docs/index.md": "# Home"})
    before = build(folder, "-d", str(folder / "before"))
    before = Built(code=before.code, said=before.said, folder=folder / "before")
    (folder / "mkdocs.yml").write_text(config + "plugins: [search, {inforce: {policies: docs/legal}}]\n")
    (folder / ".gitignore").write_text("site/\nbefore/\n.cache/\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Pages")
    return Both(folder=folder, before=before, now=build(folder, "--strict"))


def text_of(built: Built, address: str, within: str) -> str:
    """The text of a policy on a page of its own, below its title."""
    (found,) = LexborHTMLParser(built.text(address)).css(within)
    return re.sub(r"(?s)^.*?</h1>", "", found.inner_html or "")


def words(html: str) -> list[str]:
    """What readers see, boxes to tick as signs."""
    html = re.sub(r'<input type="checkbox"[^>]*checked[^>]*>', "☑", html)
    html = re.sub(r'<input type="checkbox"[^>]*>', "☐", html)
    html = re.sub(r'(?s)<a class="headerlink".*?</a>|<aside.*?</aside>|[↩\ufe0e]', "", html)
    tree = LexborHTMLParser(html)
    return sorted((tree.body.text(separator=" ") if tree.body else "").split())


def test_the_page_reads_as_the_site_itself_renders_it(both: Both) -> None:
    """Word for word, with the same boxes, lists, rows, terms, short forms and code, and the same anchors of headings."""
    assert both.now.code == 0, both.now.said
    was = text_of(both.before, "legal/terms/", "div[role=main]")
    now = text_of(both.now, "legal/terms/2018-06-01/text.html", "main")
    assert words(now) == words(was)
    for tag in ("li", "td", "th", "dt", "dd", "details", "summary", "abbr", "strong", "mark", "sub", "sup", "kbd", "pre", "h2"):
        assert now.count(f"<{tag}") == was.count(f"<{tag}"), tag
    assert 'id="refunds"' in now
    assert 'class="admonition warning"' in now


def test_the_commands_read_what_the_pages_show(both: Both, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is wrong with it, every page is proved, and the redline has the words of a tab."""
    with chdir(both.folder):
        code, said = cli.main(["check"]), capsys.readouterr()
        assert code == 0, said.out
        assert "0 warnings" in said.err, said.out
        assert cli.main(["prove"]) == 0
        capsys.readouterr()
        assert cli.main(["redline", "terms", "2018-02-01", "2018-06-01", "--format", "json"]) == 0
        made = json.loads(capsys.readouterr().out)
    shown = both.now.data("legal/terms/compare/2018-02-01/2018-06-01/redline.json")
    assert made["changes"] == shown["changes"]
    assert [(change["old"], change["new"]) for change in made["changes"]] == [("30 days", "31 days")]
    redline = both.now.text("legal/terms/compare/2018-02-01/2018-06-01/")
    assert re.search(r"<del[^>]*>30 days</del>", redline)
    assert "!!!" not in redline


def test_drafts_are_read_alike(both: Both, tmp_path: Path) -> None:
    """By the server, and by the command line; other extensions in mkdocs.yml count from the next build on."""
    folder = tmp_path / "copy"
    git(tmp_path, "clone", "-q", str(both.folder), str(folder))
    with Served(folder, tmp_path / "served") as served:
        file = folder / POLICY
        file.write_text(file.read_text().replace("31 days", "32 days").replace("2018-06-01", "2027-01-01"))
        draft = served.saved().text("legal/terms/draft/")
        assert "admonition warning" in draft
        assert "!!!" not in draft
        config = folder / "mkdocs.yml"
        config.write_text(config.read_text().replace("  - admonition\n", ""))
        served.rebuild()
        assert "!!! warning" in served.saved().text("legal/terms/draft/")
