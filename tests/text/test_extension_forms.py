"""What the usual extensions of Markdown write is published with all its words, and with nothing to operate or to run."""

from __future__ import annotations

import re

import markdown
import pytest
from inforce.text.clean_html import clean
from inforce.text.markdown import plain

EXTENSIONS = (
    "admonition attr_list abbr md_in_html footnotes def_list tables pymdownx.details pymdownx.superfences pymdownx.tasklist "
    "pymdownx.critic pymdownx.tabbed pymdownx.mark pymdownx.caret pymdownx.tilde pymdownx.keys pymdownx.emoji "
    "pymdownx.arithmatex pymdownx.smartsymbols"
).split()


def made(text: str, **options: dict[str, object]) -> str:
    """A text by Python-Markdown, cleaned; options by the last word of an extension's name."""
    configs = {name: options.get(name.rpartition(".")[2], {}) for name in EXTENSIONS}
    return clean(markdown.markdown(text, extensions=EXTENSIONS, extension_configs=configs), "policies/terms.md")


def folded(html: str) -> str:
    return re.sub(r">\n+<", "><", html).strip()


@pytest.mark.parametrize("alternate", [True, False])
def test_tabs(alternate: bool) -> None:
    """Each tab is a block headed by its label, those inside others too."""
    text = '=== "Consumers"\n\n    30 days.\n\n    === "By *post*"\n\n        More.\n\n=== "Businesses"\n\n    14 days.\n'
    title = '<p class="admonition-title">'
    assert folded(made(text, tabbed={"alternate_style": alternate})) == (
        f'<div class="admonition tab">{title}Consumers</p><p>30 days.</p>'
        f'<div class="admonition tab">{title}By <em>post</em></p><p>More.</p></div></div>'
        f'<div class="admonition tab">{title}Businesses</p><p>14 days.</p></div>'
    )


def test_tabs_keep_the_places_that_links_lead_to() -> None:
    """A tab that has a name of its own keeps it."""
    text = '=== "For firms"\n\n    14 days.\n\n[There](#for-firms)'
    html = made(text, tabbed={"alternate_style": True, "slugify": lambda words, sep: words.lower().replace(" ", sep)})
    assert '<div class="admonition tab" id="for-firms">' in html


@pytest.mark.parametrize("custom", [True, False])
def test_tasks(custom: bool) -> None:
    """A box to tick is a sign, which is a word for a redline, a Word file and a terminal."""
    html = made(
        "- [x] I have *read*\n- [ ] I agree\n\n    More.\n", tasklist={"custom_checkbox": custom, "clickable_checkbox": True}
    )
    assert plain(html) == "☑ I have read ☐ I agree More."
    assert "<input" not in html
    assert "<label" not in html


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("<p><input type=checkbox>Agree</p>", "☐ Agree"),
        ("<p><INPUT CHECKED TYPE='CheckBox'>Agree</p>", "☑ Agree"),
        ("<label><input type=checkbox> Agree</label>", "☐ Agree"),
        ("<p><input type=text value=x>Agree</p>", "Agree"),
    ],
)
def test_boxes_of_raw_html(raw: str, words: str) -> None:
    """The same for boxes that are written as HTML; other fields to fill in are none of the text."""
    assert plain(clean(raw, "a.md")) == words


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("!!! note\n    Text.", '<div class="admonition note"><p class="admonition-title">Note</p><p>Text.</p></div>'),
        ('!!! danger ""\n    Text.', '<div class="admonition danger"><p>Text.</p></div>'),
        ("???+ tip\n    Text.", '<details class="tip" open="open"><summary>Tip</summary><p>Text.</p></details>'),
        ("*[DPA]: The Act\n\nDPA", '<p><abbr title="The Act">DPA</abbr></p>'),
        (
            "[out](https://x.example){target=_blank}",
            '<p><a href="https://x.example" target="_blank" rel="noopener">out</a></p>',
        ),
        ("[out](https://x.example){target=_top rel=opener}", '<p><a href="https://x.example">out</a></p>'),
        ("# A {: #here .big data-x=1 onclick=x() style=color:red}", '<h1 class="big" id="here">A</h1>'),
        ("H~2~O ==m== ^^u^^ ~~s~~", "<p>H<sub>2</sub>O <mark>m</mark> <u>u</u> <s>s</s></p>"),
        ("{++new++} {--old--}", '<p><u class="critic">new</u> <s class="critic">old</s></p>'),
        (
            "++ctrl+c++",
            '<p><span class="keys"><kbd class="key-control">Ctrl</kbd><span>+</span><kbd class="key-c">C</kbd></span></p>',
        ),
        ("A\n:   B", "<dl><dt>A</dt><dd>B</dd></dl>"),
        (":smile: :x:", "<p>😄 ❌</p>"),
        ('<div markdown="1" class="grid">\n*A*\n</div>', '<div class="grid"><p><em>A</em></p></div>'),
    ],
)
def test_kinds(text: str, html: str) -> None:
    """What an extension writes comes through, with what belongs to it."""
    assert folded(made(text)) == html


def test_columns() -> None:
    """A column stands as its table says, without a style that a strict policy for contents would refuse."""
    html = made("| a | b |\n|:-:|---|\n| 1 | 2 |")
    assert '<th class="align-center">a</th>' in html
    assert '<td class="align-center">1</td>' in html
    assert "style" not in html


@pytest.mark.parametrize("generic", [True, False])
def test_formulas(generic: bool) -> None:
    """A formula for a script is shown in the signs that it was written with, once."""
    text = r"At $r_1$ <b>a</b>" + "\n\n$$\nE = mc\n$$\n"
    assert plain(made(text, arithmatex={"generic": generic, "preview": False})) == r"At \(r_1\) a \[ E = mc \]"


def test_footnotes_as_those_of_commonmark() -> None:
    """The notes of both dialects have one form; the number of a note is no part of what is said."""
    html = folded(made("One[^a] two[^b].\n\n[^a]: Note.\n[^b]: Other."))
    assert '<sup id="fnref:a" class="footnote-ref"><a class="footnote-ref" href="#fn:a">1</a></sup>' in html
    assert (
        '<hr class="footnotes-sep"><section class="footnotes"><ol class="footnotes-list"><li id="fn:a" class="footnote-item">'
        in html
    )
    assert "title=" not in html


@pytest.mark.parametrize(
    "raw",
    [
        "<div class=tabbed-set><label>A</label> words</div>",
        "<div class=tabbed-set><input><label>A</label><div class=tabbed-content></div><p>words</p></div>",
        "<div class=footnote><p>words</p></div>",
        "<a class=headerlink href=#x>words</a>",
        "<svg><text>words</text></svg>",
        "<p><svg aria-label=words></svg></p>",
        "<img class=twemoji alt=words src=https://evil.example/x.png>",
    ],
)
def test_no_word_is_lost(raw: str) -> None:
    """What only looks like the work of an extension keeps its words."""
    html = clean(raw, "a.md")
    assert "words" in plain(html)
    assert "evil" not in html


@pytest.mark.parametrize(
    "raw",
    [
        "<img class=twemoji alt='<script>alert(1)</script>' src=x>",
        "<svg aria-label='<img src=x onerror=alert(1)>'></svg>",
        "<script type='math/tex'><img src=x onerror=alert(1)></script>",
        "<div class=tabbed-set><input id=x onclick=x><label onclick=x>A</label><div class=tabbed-content style=x>b</div></div>",
        "<a target=_blank rel=opener onclick=alert(1) href='javascript:alert(1)'>x</a>",
        "<td style='text-align:center;background:url(//evil.example)'>x",
    ],
)
def test_nothing_runs(raw: str) -> None:
    """Nor do hostile forms of them come to run: what they become is cleaned as all else."""
    html = clean(raw, "a.md")
    assert not re.search(r"<(?:script|img|svg|input|label)|<[^>]*\s(?:on\w+|style|rel=.opener)|javascript:|evil", html)
