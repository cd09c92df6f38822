"""Markdown to HTML: nothing that runs or reaches another host, permanent anchors, links, lists, every script."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given, settings
from hypothesis import strategies as st
from inforce.text.headings import slug
from inforce.text.markdown import plain, render
from inforce.text.repository_links import with_images

PATH = "policies/terms/terms-of-use.md"
FETCHED = set("src srcset poster data background action formaction ping manifest xlink:href lowsrc".split())
NEVER = set("script style iframe object embed link meta base form input button video audio source svg math".split())
LINKS = {"", "http", "https", "mailto", "tel", "policy"}


def html(markdown: str) -> str:
    """The rendered text of a policy without a title."""
    return render(markdown, path=PATH).html


def soup(markdown: str) -> BeautifulSoup:
    """The rendered text as a browser reads it."""
    return BeautifulSoup(html(markdown), "html5lib")


def as_browsers_read(url: str) -> str:
    """A URL after what the URL standard does first: strip, drop tabs and newlines, backslashes are slashes."""
    url = re.sub(r"[\t\r\n]", "", url.strip("".join(map(chr, range(33)))))
    return url.replace("\\", "/").lower()


def dangers(markdown: str) -> list[str]:
    """What in the rendered text would run, or would ask another host without a click."""
    found = []
    for tag in soup(markdown).find_all(True):
        if tag.name in NEVER:
            found.append(f"<{tag.name}>")
        for name, value in tag.attrs.items():
            url = as_browsers_read(" ".join(value) if isinstance(value, list) else value)
            scheme = re.match(r"([a-z][a-z0-9+.-]*):", url)
            if name.startswith("on") or name == "style":
                found.append(name)
            if name in FETCHED and (url.startswith("//") or (scheme and scheme[1] != "asset")):
                found.append(f"{name}={value}")
            if name == "href" and scheme and scheme[1] not in LINKS:
                found.append(f"{name}={value}")
            if name == "href" and tag.name not in ("a", "area"):
                found.append(f"{tag.name} {name}={value}")
    return found


NASTY = [
    "<script>alert(1)</script>",
    "<script src=//evil.example></script>",
    "<style>@import '//evil.example'</style>",
    "<img src=x onerror=alert(1)>",
    '<img src="https://evil.example/x.png">',
    '<img src="HTTPS://EVIL.EXAMPLE/x.png">',
    '<img src="//evil.example/x.png">',
    '<img src=" //evil.example/x.png">',
    '<img src="&#10;//evil.example/x.png">',
    '<img src="/&#9;/evil.example/x.png">',
    '<img src="\\\\evil.example\\x.png">',
    '<img src="/\\evil.example/x.png">',
    '<img src="ht\ntps://evil.example/x.png">',
    '<img src="https:/evil.example/x.png">',
    '<img src="https:evil.example/x.png">',
    '<img alt=">" src="https://evil.example/x.png">',
    '<img title="a>b" src="//evil.example/x.png">',
    '<img src="//[bad">',
    '<img src="asset:abc.png" srcset="//evil.example 2x">',
    '<img srcset="//evil.example 2x" src=a.png>',
    "![x](https://evil.example/x.png)",
    "![x](HTTPS://EVIL.EXAMPLE/x.png)",
    "![x](//evil.example/x.png)",
    "![x][e]\n\n[e]: Http://evil.example/x.png",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml,x)",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java\nscript:alert(1)">x</a>',
    '<a href="&#1;javascript:alert(1)">x</a>',
    '<a href="vbscript:x" ping="//evil.example">x</a>',
    "[x](JavaScript:alert(1))",
    "[x](data:text/html,x)",
    "[x]: <javascript:alert(1)>\n\n[x]",
    "<javascript:alert(1)>",
    '<p style="background:url(//evil.example)">x</p>',
    "<p onclick=alert(1)>x</p>",
    "<details ontoggle=alert(1) open>x</details>",
    "<svg><script>alert(1)</script><image href=//evil.example /></svg>",
    '<math><a href="javascript:alert(1)">x</a></math>',
    "<iframe src=//evil.example></iframe>",
    "<object data=//evil.example></object><embed src=//evil.example>",
    "<video src=//evil.example poster=//evil.example><source src=//evil.example></video>",
    "<form action=//evil.example><input type=image src=//evil.example><button>x</button></form>",
    "<link rel=stylesheet href=//evil.example>",
    '<meta http-equiv=refresh content="0;url=//evil.example">',
    "<base href=//evil.example>",
    "<table background=//evil.example><tr><td background=//evil.example>x</table>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    "<!--><img src=x onerror=alert(1)>-->",
    "## <img src=x onerror=alert(1)> {#x}",
    "a[^1]\n\n[^1]: <script>alert(1)</script>",
    "| <script>alert(1)</script> |\n|---|\n| <img src=//evil.example> |",
]


@pytest.mark.parametrize("markdown", NASTY)
def test_nothing_runs_or_reaches_out(markdown: str) -> None:
    """Raw HTML and links that would run or tell another host who reads are dropped."""
    assert dangers(markdown) == []


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(NASTY) | st.text("<>\"'=/\\ \n#[](){}:*_`|-!&;^abi", max_size=20), max_size=6))
def test_nothing_runs_however_mixed(parts: list[str]) -> None:
    """Nor do their mixtures; and no text raises."""
    for glue in ("", "\n\n"):
        assert dangers(glue.join(parts)) == []


def test_title_runs_nothing() -> None:
    """A title is text, whatever signs it holds."""
    title = "<script>alert(1)</script> & *Terms* [x](javascript:1) `a` \\ _b_ #1 {#x} ![i](//evil.example)"
    rendered = render("Text.", path=PATH, title=title)
    assert plain(rendered.html) == f"{title} Text."
    assert [heading.title for heading in rendered.headings] == [title]


def test_own_images_stay() -> None:
    """Images of the site itself, and links that a reader may click, stay."""
    text = soup("![Seal](../img/seal.png) [site](https://www.ftc.gov/) <b>bold</b> [mail](mailto:a@b.example)")
    image = text.find("img")
    assert isinstance(image, Tag)
    assert (image["src"], image["alt"]) == ("asset:policies/img/seal.png", "Seal")
    assert [link["href"] for link in text.find_all("a")] == ["https://www.ftc.gov/", "mailto:a@b.example"]
    assert text.find("b")


@pytest.mark.parametrize("words", ["The seal", "1 > 0", "A “seal” & <more>", "https://seal.example/a.png"])
def test_remote_image_becomes_a_link(words: str) -> None:
    """An image on another host is a link to it with the image's words, so that nothing is lost."""
    text = soup(f"![{words}](https://seal.example/a.png)")
    (link,) = text.find_all("a")
    assert (link["href"], text.get_text().strip()) == ("https://seal.example/a.png", words)


def test_images_by_content() -> None:
    """An image of the repository is named by its content; one that is missing or may hold scripts gives its words."""
    blobs = {"policies/img/seal.png": "abc123", "policies/img/seal.svg": "def456"}
    written = html("![Seal](../img/seal.png) ![Drawing](../img/seal.svg) ![1 > 0](gone.png) ![](none.png)")
    made, missing = with_images(written, lambda path: blobs.get(path, ""))
    text = BeautifulSoup(made, "html5lib")
    assert [(image["src"], image["alt"]) for image in text.find_all("img")] == [("asset:abc123.png", "Seal")]
    assert text.get_text().split() == ["Drawing", "1", ">", "0"]
    assert missing == ["policies/img/seal.svg", "policies/terms/gone.png", "policies/terms/none.png"]


@pytest.mark.parametrize(
    "markdown",
    [
        "# A\n\n## A\n\n## A\n\n## A-1\n\n### A\n",
        "## One {#x}\n\n## Two {#x}\n\n## X\n",
        "## X\n\n## Other {#x}\n",
        "## ---\n\n## ***\n\n## !?\n\n## …\n",
        "## fn1\n\n## fnref1\n\nText[^1].\n\n[^1]: Note.\n",
        '<p id="scope">Raw.</p>\n\n## Scope\n',
        '## Scope\n\n<h2 id="scope">Raw</h2>\n',
        'Text <span id="a">one</span> <span id="a">two</span>.\n',
        "Text[^1] and[^1] again[^2].\n\n[^1]: Note[^2].\n\n[^2]: Other[^1].\n",
        "> ## A\n\n## A\n\n- ## A\n",
    ],
)
def test_ids_occur_once(markdown: str) -> None:
    """Every id of a text occurs once, and each heading of the contents can be reached."""
    ids = [str(tag["id"]) for tag in soup(markdown).find_all(id=True)]
    assert [name for name, count in Counter(ids).items() if count > 1] == []
    assert {heading.id for heading in render(markdown, path=PATH).headings} <= set(ids)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.text("ab-1 #*_É第ع", max_size=6), max_size=8))
def test_anchors_occur_once(titles: list[str]) -> None:
    """Whatever the headings say, their anchors differ and are not empty."""
    anchors = [heading.id for heading in render("\n\n".join(f"## {title}" for title in titles), path=PATH).headings]
    assert len(set(anchors)) == len(anchors)
    assert all(anchors)


def test_anchors_do_not_depend_on_what_follows() -> None:
    """An anchor is permanent: what is added behind a heading leaves its anchor alone."""
    before = render("## Scope\n\n## Fees\n", path=PATH).headings
    after = render("## Scope\n\n## Fees\n\n## Scope\n\n## Fees {#scope}\n", path=PATH).headings
    assert [heading.id for heading in after[:2]] == [heading.id for heading in before] == ["scope", "fees"]


@pytest.mark.parametrize(
    ("title", "anchor"),
    [
        ("Your choices", "your-choices"),
        ("4. Paid services (fees)", "4-paid-services-fees"),
        ("  What's “new”?  ", "whats-new"),
        ("A - B", "a---b"),
        ("snake_case", "snake_case"),
        ("Préférences", "préférences"),
        ("Pre\u0301fe\u0301rences", "préférences"),
        ("ΟΡΟΙ", "οροι"),
        ("第一条　总则", "第一条总则"),
        ("الشروط والأحكام", "الشروط-والأحكام"),
        ("गोपनीयता नीति", "गोपनीयता-नीति"),
    ],
)
def test_anchors_as_on_github(title: str, anchor: str) -> None:
    """An anchor is the one that a host's preview gives, so that links in the text work in both."""
    assert slug(title) == anchor


@pytest.mark.parametrize(
    ("target", "href"),
    [
        ("privacy-policy.md", "policy:policies/terms/privacy-policy"),
        ("./privacy-policy.md", "policy:policies/terms/privacy-policy"),
        ("../cookies/cookies-policy.md#your-choices", "policy:policies/cookies/cookies-policy#your-choices"),
        ("../cookies/cookies-policy.md#%C3%A9t%C3%A9", "policy:policies/cookies/cookies-policy#%C3%A9t%C3%A9"),
        ("<b c.md>", "policy:policies/terms/b c"),
        ("b%20c.md", "policy:policies/terms/b c"),
        ("#fees", "#fees"),
        ("https://x.example/b.md", "https://x.example/b.md"),
        ("//x.example/b.md", "//x.example/b.md"),
        ("/b.md", "/b.md"),
        ("form.pdf", "form.pdf"),
        ("mailto:a@b.example", "mailto:a@b.example"),
    ],
)
def test_links(target: str, href: str) -> None:
    """A relative link to a Markdown file names the policy wherever the file lies; other links stay as they are."""
    for markdown in (f"[See *there*]({target})", f"[See *there*][t]\n\n[t]: {target}", f"- > [See *there*]({target})"):
        (link,) = soup(markdown).find_all("a")
        assert (link["href"], link.get_text()) == (href, "See there")


@pytest.mark.parametrize(
    ("markdown", "name"),
    [
        ("[x](#ku\u0308ndigung)\n\n## Kündigung", "kündigung"),
        ("[x](#ku%CC%88ndigung)\n\n## Kündigung", "kündigung"),
        ("[x](#KÜ)\n\n## Kündigung {#KU\u0308}", "KÜ"),
        ("<a href='#zuru\u0308ck'>x</a>\n\n<a id='zurück'></a>", "zurück"),
        ("[x](#zurück)\n\n<a name='zuru\u0308ck'></a>", "zurück"),
        ("[x](#नाम)\n\n## Name {#नाम}", "नाम"),
    ],
)
def test_links_in_a_text_lead_to_their_places(markdown: str, name: str) -> None:
    """A browser finds the place, which compares letters as they are written."""
    tree = soup(markdown)
    assert unquote(str(tree.find("a", href=True)["href"])) == f"#{name}"
    assert [element for element in tree.find_all(id=True) if element["id"] == name]


def test_links_to_other_hosts_keep_their_letters() -> None:
    """What another host calls its places is its own matter."""
    (link,) = soup("[x](https://x.example/#ku%CC%88r)").find_all("a")
    assert link["href"] == "https://x.example/#ku%CC%88r"


@pytest.mark.parametrize("target", ["http://[bad", "//[bad/a.md", "http://a℀b/c.md", "a.md%zz", "http://x:port/", "%FF.md"])
def test_links_that_are_no_addresses(target: str) -> None:
    """A link that cannot be read as an address keeps its text and raises nothing."""
    assert "See there" in plain(html(f"[See there]({target})"))


@pytest.mark.parametrize(
    ("markdown", "depths"),
    [
        ("- a\n  - b\n    - c\n- d\n", {"a": 1, "b": 2, "c": 3, "d": 1}),
        ("- a\n   - b\n      - c\n", {"a": 1, "b": 2, "c": 3}),
        ("1. a\n   - b\n   - c\n2. d\n", {"a": 1, "b": 2, "c": 2, "d": 1}),
        ("1. a\n\n   1. b\n\n      1. c\n", {"a": 1, "b": 2, "c": 3}),
        ("- a\n    - b\n        - c\n", {"a": 1, "b": 2, "c": 3}),
        ("* a\n\n  b\n  * c\n", {"a": 1, "c": 2}),
    ],
)
def test_nested_lists(markdown: str, depths: dict[str, int]) -> None:
    """Lists nested by two, three or four spaces keep their levels."""
    found = {}
    for item in soup(markdown).find_all("li"):
        text = item.get_text(" ", strip=True).split(" ")[0]
        found[text] = len(item.find_parents("li")) + 1
    assert found == depths


def test_list_that_starts_elsewhere() -> None:
    """A list that goes on after a paragraph keeps its numbers."""
    lists = soup("1. a\n2. b\n\nBetween.\n\n3. c\n").find_all("ol")
    assert [item.get("start") for item in lists] == [None, "3"]


def test_footnote_in_a_footnote() -> None:
    """A footnote that is first named in another footnote is shown, linked there and back."""
    text = soup("Text[^a].\n\n[^a]: One[^b].\n\n[^b]: Two.\n")
    notes = [item.get_text(" ", strip=True) for item in text.select("li.footnote-item")]
    assert [note.split(" ")[0].rstrip(".") for note in notes] == ["One", "Two"]
    targets = [str(link["href"]).removeprefix("#") for link in text.find_all("a")]
    assert len(targets) == 4
    assert all(text.find(id=target) for target in targets)


def test_footnote_of_itself() -> None:
    """A footnote that names itself, and one that nobody defined, stop nothing."""
    assert "Loop" in plain(html("Text[^1] and[^2].\n\n[^1]: Loop[^1].\n"))
    assert "[^2]" in plain(html("Text[^1] and[^2].\n\n[^1]: Loop[^1].\n"))


@pytest.mark.parametrize(
    "text",
    [
        "本条款适用于所有用户。我们可能会更新这些条款。",
        "この規約は、すべての利用者に適用されます。",
        "이 약관은 모든 이용자에게 적용됩니다.",
        "تسري هذه الشروط على جميع المستخدمين (بما في ذلك 2018-03-26).",
        "תנאים אלה חלים על כל המשתמשים; ראו סעיף 3.",
        "नीति सभी पर लागू होती है।",
        "A\u200fB \u2067C\u2069 e\u0301",
    ],
)
def test_every_script(text: str) -> None:
    """Text of any script comes through letter by letter, in paragraphs, headings, lists and tables."""
    assert plain(html(text)) == text
    for markdown in (f"## {text}", f"- {text}", f"| {text} |\n|---|\n", f"**{text}**", f"> {text}"):
        assert plain(html(markdown)) == text
    assert render(f"## {text}", path=PATH).headings[0].title == text


def test_emphasis_without_spaces() -> None:
    """Emphasis inside a line without spaces works."""
    assert [tag.get_text() for tag in soup("本条款**适用于**所有用户。").find_all("strong")] == ["适用于"]


def test_direction_stays() -> None:
    """A stated language and direction stay."""
    (part,) = soup('<p lang="ar" dir="rtl">تسري</p>').find_all("p")
    assert (part["lang"], part["dir"]) == ("ar", "rtl")


def test_edits_are_for_redlines() -> None:
    """A policy's own marks of edits become elements that look the same, so that a redline's stay unmistakable."""
    text = soup("<ins>new</ins> <del>old</del> ~~struck~~ <INS>new</INS>")
    assert text.find_all(["ins", "del"]) == []
    assert [tag.get_text() for tag in text.find_all(["u", "s"])] == ["new", "old", "struck", "new"]


def test_title_once() -> None:
    """The title heads the text unless the text brings its own heading of level 1."""
    for body in ("Text.", "# Terms\n\nText.", "Terms\n=====\n\nText."):
        rendered = render(body, path=PATH, title="Terms")
        assert plain(rendered.html) == "Terms Text."
        assert [(heading.level, heading.id) for heading in rendered.headings] == [(1, "terms")]


def test_same_text_same_html() -> None:
    """Rendering has no memory."""
    text = "# A\n\n## A\n\nText[^1] [x](b.md).\n\n[^1]: Note.\n"
    assert render(text, path=PATH) == render(text, path=PATH)


@pytest.mark.parametrize("unit", ["> ", "- ", "[", "*a ", "<div>", "`", "![", "| a ", "[^1]"])
def test_depth_stops_nothing(unit: str) -> None:
    """Thousands of levels are shown as far as they go; they raise nothing."""
    assert html(unit * 3000 + "x")


@pytest.mark.parametrize(
    ("loose", "tight"),
    [
        ("- one\n\n- two\n\n- three", "- one\n- two\n- three"),
        ("1. one\n\n   - inner\n\n   - more\n\n2. two", "1. one\n   - inner\n   - more\n2. two"),
        ("- one\n\n  > quoted\n\n- two", "- one\n  > quoted\n- two"),
    ],
)
def test_blank_lines_between_items_are_white_space(loose: str, tight: str) -> None:
    """Whether items are set apart by blank lines makes no other text (rule 4)."""
    assert render(loose, path="a.md") == render(tight, path="a.md")


def test_items_of_two_paragraphs_keep_them() -> None:
    """Where an item holds two paragraphs, its list is written with paragraphs."""
    made = render("- one\n\n  more\n\n- two", path="a.md").html
    assert made.count("<p>") == 3
    assert made != render("- one\n  more\n- two", path="a.md").html
