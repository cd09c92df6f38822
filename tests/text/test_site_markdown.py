"""Policies inside docs_dir in the Markdown of the site: rendered as its pages are, sanitised, with links and anchors."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from inforce.cache import Cache
from inforce.hosts.mkdocs import site_dialects
from inforce.problems import UserError
from inforce.settings import Settings
from inforce.text import site_markdown
from inforce.text.dialect import BLOCK, BOX, COMMONMARK, DETAILS, TAB, Dialect, DialectError
from inforce.text.rendering import rendering
from selectolax.lexbor import LexborHTMLParser

BUILTIN = ["toc", "tables", "fenced_code"]
USUAL = "admonition attr_list abbr md_in_html pymdownx.details pymdownx.superfences pymdownx.tabbed".split()
PATH = "docs/legal/terms.md"


def dialect(*names: str, **options: Any) -> Dialect:
    """The dialect of a site with these extensions."""
    return site_markdown.of([*BUILTIN, *names], {name.replace("__", "."): value for name, value in options.items()})


def words(html: str) -> str:
    """What readers see."""
    body = LexborHTMLParser(html).body
    return " ".join((body.text(separator=" ") if body else "").split())


def site(tmp_path: Path, config: str, **options: Any) -> Dialect:
    """The dialect of docs/ in a site with this mkdocs.yml."""
    (tmp_path / "mkdocs.yml").write_text(config)
    return site_dialects.of(tmp_path / "mkdocs.yml", Settings(**options))(PATH)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('!!! warning "No refund"\n    Sale items.', "No refund Sale items."),
        ('??? note "Exceptions"\n\n    1. Gift cards.', "Exceptions Gift cards."),
        ('<div markdown="1">\nYou **must** ask.\n</div>', "You must ask."),
        ("The DPA applies.\n\n*[DPA]: Data Protection Act", "The DPA applies."),
        ("Refunds\n{: .important }", "Refunds"),
    ],
)
def test_what_the_extensions_of_the_site_read(text: str, shown: str) -> None:
    """It is rendered as the site renders it; without them it stands as it was typed."""
    assert words(dialect(*USUAL).render(text, path=PATH).html) == shown
    assert words(dialect().render(text, path=PATH).html) != shown


def test_which_openings_are_read() -> None:
    """Each is tried, so that it makes no difference which extension reads it."""
    assert [dialect(*USUAL).reads(opening) for opening in (BOX, DETAILS, TAB, BLOCK)] == [True, True, True, False]
    assert dialect("pymdownx.blocks.admonition").reads(BLOCK)
    assert not any(COMMONMARK.reads(opening) for opening in (BOX, DETAILS, TAB, BLOCK))


def test_links_images_and_what_could_run() -> None:
    """As in CommonMark: by the path in the repository, and nothing that runs or asks another host."""
    text = "[f](fees.md#a) [r][r] ![i](i.png) ![o](https://a.example/o.png) <me@a.example>\n\n"
    text += "<script>alert(1)</script>\n\n[x](javascript:alert) <b onclick='x'>b</b>\n\n[r]: ../about.md"
    made = dialect(*USUAL).render(text, path=PATH).html
    assert 'href="policy:docs/legal/fees#a"' in made
    assert 'href="policy:docs/about"' in made
    assert 'src="asset:docs/legal/i.png"' in made
    assert 'href="mailto:me@a.example"' in made
    assert not re.search(r"alert|onclick|<img[^>]*https", made)


def test_anchors_are_those_of_the_site_and_those_of_previews() -> None:
    """A heading is found by what `toc` calls it, and by what hosts of repositories call it, unless it states an anchor."""
    made = dialect("attr_list", toc={"permalink": True, "anchorlink": True}).render(
        "## A & B\n\n## 条件\n\n## Fees {#costs}\n\n## Fees\n\n## Fees", path=PATH, title="Terms"
    )
    assert [(heading.id, heading.title) for heading in made.headings] == [
        ("terms", "Terms"),
        ("a-b", "A & B"),
        ("_1", "条件"),
        ("costs", "Fees"),
        ("fees", "Fees"),
        ("fees_1", "Fees"),
    ]
    assert re.findall(r'<span id="([^"]*)"', made.html) == ["a--b", "条件", "fees-1"]
    assert "<a" not in made.html


@pytest.mark.parametrize(
    ("text", "title", "headings"),
    [
        ("# Terms\n\n## A", "Terms", ["Terms", "A"]),
        ("Text.", "Terms & more", ["Terms & more"]),
        ("# Other\n\n# Third", "Terms", ["Terms", "Other", "Third"]),
        ("<!-- x -->\n\n# Terms of Use\n\nA.", "", ["Terms of Use"]),
        ("Text.", "", ["Name"]),
    ],
)
def test_titles(text: str, title: str, headings: list[str]) -> None:
    """The same as in CommonMark."""
    for each in (dialect(), COMMONMARK):
        made = each.render(text, path=PATH, title=title, name="Name")
        assert [heading.title for heading in made.headings] == headings
        assert made.title == headings[0]


def test_blank_lines_in_a_list_change_nothing() -> None:
    """Rule 4, unless an item holds two paragraphs."""
    renders = dialect("attr_list").render
    tight, loose = renders("1. **A** b\n2. B", path=PATH).html, renders("1. **A** b\n\n2. B", path=PATH).html
    assert "".join(tight.split()) == "".join(loose.split())
    assert renders("1. A\n\n    More.\n\n2. B", path=PATH).html.count("<p>") == 3


def test_cells_are_aligned_by_a_class() -> None:
    """A strict Content-Security-Policy has no style attributes."""
    made = dialect().render("| a | b |\n|---|--:|\n| 1 | 2 |", path=PATH).html
    assert '<td class="align-right">2</td>' in made
    assert "style" not in made


def test_what_is_in_no_revision_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other files and programs, by whatever extension, and below another one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.txt").write_text("Not in git.")
    made = dialect("pymdownx.snippets").render('--8<-- "secret.txt"', path=PATH).html
    assert "secret.txt" in made
    assert "Not in git" not in made
    ran = {"custom_fences": [{"name": "run", "class": "x", "format": lambda *_, **__: Path("secret.txt").read_text()}]}
    made = dialect("pymdownx.superfences", pymdownx__superfences=ran).render("```run\nx\n```", path=PATH).html
    assert "Not in git" not in made


def test_the_configuration_is_read_as_mkdocs_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With INHERIT, !ENV and names of Python; extensions as a list or as a mapping."""
    monkeypatch.setenv("BASE_LEVEL", "3")
    (tmp_path / "base.yml").write_text(
        "markdown_extensions:\n  admonition:\n  toc:\n    baselevel: !ENV [BASE_LEVEL, 1]\n"
        "    slugify: !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}\n"
    )
    made = site(tmp_path, "INHERIT: base.yml\nsite_name: A\n").render("# A Ä\n\n!!! note\n    B", path=PATH)
    assert [(heading.level, heading.id) for heading in made.headings] == [(3, "a-ä")]
    assert "!!!" not in made.html
    emoji = "markdown_extensions:\n- pymdownx.emoji:\n    emoji_index: !!python/name:material.extensions.emoji.twemoji\n"
    assert "admonition" not in site(tmp_path, emoji).identity
    snippets = "markdown_extensions:\n- pymdownx.snippets:\n    base_path: !relative $config_dir\n"
    assert "8<" in words(site(tmp_path, snippets).render('--8<-- "mkdocs.yml"', path=PATH).html)


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ("markdown_extensions: [not_there]", "not_there is not installed here"),
        ("markdown_extensions: [{admonition: {colour: red}}]", "admonition cannot be used"),
        ("markdown_extensions: admonition", "must be a list of names"),
        ("markdown_extensions: [{toc: [a]}]", "must be a list of names"),
        ("markdown_extensions: [{toc: {slugify: !!python/name:pymdownx.slugs.not_there }}]", "not_there"),
        ("INHERIT: nowhere.yml", "nowhere.yml"),
    ],
)
def test_extensions_that_cannot_be_used(tmp_path: Path, config: str, says: str) -> None:
    """One sentence that names the file and the extension."""
    with pytest.raises(UserError) as told:
        site(tmp_path, config)
    assert says in str(told.value)
    assert ".yml" in str(told.value)
    assert "\n" not in str(told.value)


def test_nothing_that_a_configuration_names_is_run(tmp_path: Path) -> None:
    """A branch may bring any mkdocs.yml along."""
    run = f"!!python/object/apply:os.mkdir ['{tmp_path}/made']"
    made = site(tmp_path, f"hooks: {run}\nmarkdown_extensions:\n- toc:\n    slugify: {run}\n").render("# A B", path=PATH)
    assert made.headings[0].id == "a-b"
    assert not (tmp_path / "made").exists()
    with pytest.raises(UserError, match="antigravity"):
        site(tmp_path, "markdown_extensions: [antigravity]")


def test_where_the_dialect_of_the_site_counts(tmp_path: Path) -> None:
    """Inside docs_dir, unless the option says otherwise; what is not needed is not read."""
    (tmp_path / "mkdocs.yml").write_text("markdown_extensions: [admonition]")
    of = site_dialects.of(tmp_path / "mkdocs.yml", Settings())
    assert of("docs/legal/terms.md").reads(BOX)
    assert of("policies/terms.md") is of("docs-of-others/terms.md") is COMMONMARK
    assert site_dialects.of(tmp_path / "mkdocs.yml", Settings(docs_dir=""))("terms.md").reads(BOX)
    broken = "markdown_extensions: [not_there]"
    assert site(tmp_path, broken, markdown="commonmark") is COMMONMARK
    assert site(tmp_path, broken, docs_dir="elsewhere") is COMMONMARK


def test_what_was_kept_is_of_one_dialect(tmp_path: Path) -> None:
    """Other extensions, or other options of the same, render anew; the same ones do not."""
    dialects = [COMMONMARK, dialect(), dialect("admonition"), dialect(toc={"baselevel": 2}), dialect("admonition", "attr_list")]
    assert len({each.identity for each in dialects}) == len(dialects)
    assert dialect("admonition", toc={"slugify": re.sub}) == dialect("admonition", toc={"slugify": re.sub})
    text = '# A\n\n!!! note "B"\n    *C*{ title=D }'
    cache = Cache(tmp_path / "made.sqlite")
    made = [rendering(cache, lambda path, each=each: each)(text, PATH).html for each in dialects]  # type: ignore[misc]
    assert len(set(made)) == len(made)
    assert rendering(cache, lambda path: dialects[2])(text, PATH).html == made[2]
    cache.close()


def test_a_text_that_an_extension_fails_on() -> None:
    """The text is named, whatever was raised."""

    def fails(*_: object, **__: object) -> str:
        raise ZeroDivisionError

    with pytest.raises(DialectError, match="ZeroDivisionError"):
        dialect(toc={"slugify": fails}).render("# A", path=PATH)


@pytest.mark.parametrize("fragment", ["[", "[a](", "<a ", "\n## a", "a\n===\n", "\n- ", "\n# {#", "[company ", "\\(a_a"])
def test_what_would_take_minutes_is_not_read(fragment: str) -> None:
    """Signs that nothing closes, and headings without a line between them, in numbers that no policy has."""
    text = fragment * (20_000 // len(fragment))
    with pytest.raises(DialectError, match="would take too long"):
        dialect(*USUAL).render(text, path=PATH)
    assert dialect(*USUAL).render(fragment * 200, path=PATH).html
    assert dialect(*USUAL).render(f"{fragment}b\n\n" * 200, path=PATH).html


def test_an_extension_that_asks_for_more_than_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody knows it: what it asks for, it does not get, and it is not used for that text; for others it is."""
    (tmp_path / "reading_extension.py").write_text(
        "import re, subprocess\nfrom pathlib import Path\nfrom markdown import Extension\n"
        "from markdown.preprocessors import Preprocessor\n\n"
        "class Reads(Preprocessor):\n    def run(self, lines):\n        return [self.read(line) for line in lines]\n\n"
        "    def read(self, line):\n        if line.startswith('@run'):\n            subprocess.run(['true'])\n"
        "        if line.startswith('@@'):\n            try:\n                return Path(line[2:]).read_text()\n"
        "            except Exception:\n                return 'Nothing.'\n        return line.replace('%%', '**')\n\n"
        "class Made(Extension):\n    def extendMarkdown(self, md):\n"
        "        md.preprocessors.register(Reads(md), 'reads', 50)\n\n"
        "def makeExtension(**options):\n    return Made(**options)\n"
    )
    (tmp_path / "secret.txt").write_text("Not in git.")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    made = dialect("reading_extension", "admonition")
    assert "<strong>A</strong>" in made.render("%%A%%", path=PATH).html
    assert made.asks("%%A%%", PATH) == ""
    text = '!!! note "A"\n    B\n\n@@secret.txt\n\n%%C%%'
    shown = made.render(text, path=PATH).html
    assert words(shown) == "A B @@secret.txt %%C%%"
    assert made.asks(text, PATH) == "the file secret.txt"
    assert made.asks("@run", PATH) == "another program"
    assert words(made.render("@run", path=PATH).html) == "@run"
