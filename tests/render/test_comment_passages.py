"""Passages of a comment on a pull request: each change is told, in GitHub's Markdown, and any text is only text."""

from __future__ import annotations

import re
from html import escape
from unittest.mock import patch

import pytest
from commented import OURS, clean, elements, rendered, words
from hypothesis import given, settings
from hypothesis import strategies as st
from inforce import hidden_signs, redline_html
from inforce.redline.reader import Block
from inforce.render.pull_request import escape as pull_request_escape
from inforce.render.pull_request import passages
from inforce.render.pull_request.escape import JOINER
from selectolax.lexbor import LexborNode

A = '<p>See <a href="https://a.example/">our site</a>.</p>'


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        (
            A,
            A.replace("a.ex", "b.ex"),
            "> See our site <del>(to https:+//a.example/)</del> <ins>(to https:+//b.example/)</ins>.",
        ),
        ("<p>Some words.</p>", "<p>Some <strong>words</strong>.</p>", "> Some <strong>words</strong>. <em>(bold added)</em>"),
        (
            "<p>One sentence here. Another one there.</p>",
            "<p>One sentence here.</p><p>Another one there.</p>",
            "> …\n>\n> <ins>¶</ins> Another one there.",
        ),
        ("<pre>a\n  b\n</pre>", "<pre>a\n  c\n</pre>", "> a<br>\u00a0 <del>b</del><ins>c</ins>"),
        ('<p><img src="asset:1.png" alt="x|y"></p>', "<p>z</p>", "> <del>\\[image: x\\|y\\]</del><ins>z</ins>"),
        (
            "<ol start='3'><li>one</li><li>two</li><li>three</li></ol>",
            "<ol start='3'><li>one</li><li>three and more</li></ol>",
            "> …\n>\n> 4. <del>two</del>\n> 4) three <ins>and more</ins>",
        ),
        (
            "<p>می\u200cخواهم</p><p>x</p>",
            "<p>می\u200cخواهم</p><p>x\u200by</p>",
            "> …\n>\n> x<ins>\\[zero width space\\]y</ins>",
        ),
    ],
    ids=["link", "formatting", "split", "code", "image", "numbers", "invisible"],
)
def test_passages(old: str, new: str, shown: str) -> None:
    """What is not words is told in words; where only the look or the target changes, the words stand there once."""
    found = passages.joined(passages.passages(redline_html(old, new)))
    assert found.replace(JOINER, "+") == shown


def test_items_have_their_own_numbers() -> None:
    """As hosts render them: behind what is left out, in both texts, and in a list inside another one."""
    inner = "<ol start='9'><li>same</li><li>ten {0}</li><li>eleven {0}</li></ol>"
    nested = f"<ul><li>bullet<p>more {{0}}</p>{inner}</li></ul>"
    text = f"<ol><li>one {{0}}</li><li>two</li><li>three{nested}</li><li>four {{0}}</li></ol>"
    body = rendered(passages.joined(passages.passages(redline_html(text.format("old"), text.format("new")))))
    assert numbers(body) == [("one", 1), ("three", 3), ("ten", 10), ("eleven", 11), ("four", 4)]
    old = "<ol><li>one</li><li>two</li><li>three</li></ol>"
    new = "<ol start='2'><li>other words</li><li>all of them</li></ol>"
    body = rendered(passages.joined(passages.passages(redline_html(old, new))))
    assert numbers(body) == [("one", 1), ("two", 2), ("three", 3), ("other", 2), ("all", 3)]


def numbers(body: LexborNode) -> list[tuple[str, int]]:
    """The number that a browser gives each item, with its first word."""
    found = []
    for item in body.css("ol > li"):
        assert item.parent
        first = int(item.parent.attributes.get("start") or 1)
        before = [other for other in item.parent.iter() if other.tag == "li"].index(item)
        found.append(((item.text() or "").split()[0], first + before))
    return found


# laws

hostile_text = st.text(
    st.one_of(
        st.sampled_from(list("\\`*_~[]()<>#|@!$%&^:;{}+-=.\"'/ \n\t1a")),
        st.sampled_from("\u202e\u200b\u2066\u00a0\u2028é字ب"),
    ),
    max_size=40,
)
hostile_phrase = st.lists(
    st.one_of(
        hostile_text,
        st.sampled_from(
            (
                "@all #1 !2 https://e.example/ www.e.example a@e.example ~~x~~ **b** <b>x</b> </details> <!-- --> --> ``` $x$ "
                "| :x: [a](b) ![a](b) &amp; &#60; 1. - + > === --- [ ] [^1] <ins> </ins> <del> {+ +} deadbeef1 GH-1 <?x?> ]]>"
            ).split()
        ),
    ),
    max_size=6,
).map(" ".join)


@given(hostile_phrase)
@settings(max_examples=400, deadline=None)
def test_any_text_is_text(text: str) -> None:
    """In a paragraph, in an item, in a cell and in a heading: any text is shown as it is, and nothing else comes of it."""
    shown = pull_request_escape.line(text)
    visible = clean(pull_request_escape.visible(text, changed=False))
    for frame, allowed in {
        "{}": {"p"},
        "> {}": {"blockquote", "p"},
        "- {}": {"ul", "li"},
        "## {}": {"h2"},
        "| {} | b |\n|---|---|\n| c | {} |": set("table thead tbody tr th td".split()),
    }.items():
        body = rendered(frame.replace("{}", shown))
        assert elements(body) <= allowed
        first = body.css_first("p, li, h2, th")
        assert (words(first) if first else "") == visible


@given(st.lists(st.tuples(hostile_phrase, hostile_phrase), min_size=1, max_size=5), st.sampled_from(["p", "li", "td", "h3"]))
@settings(max_examples=150, deadline=None)
def test_any_redline_is_told(pairs: list[tuple[str, str]], kind: str) -> None:
    """Whatever two texts say, but for the names of what nobody sees: what is read of a redline is the new text without what is
    deleted and the old one without what is inserted; and what is shown of a changed block, without what is deleted, is what it
    says in the new text."""
    with patch("inforce.redline.reader.revealed.told", lambda html, *_, **__: html):
        _is_told(pairs, kind)


def _is_told(pairs: list[tuple[str, str]], kind: str) -> None:
    texts = ["".join(pair[side] for pair in pairs) for side in (0, 1)]
    made = redline_html(*(document([pair[side] for pair in pairs], kind) for side in (0, 1)))
    blocks = list(passages.blocks(made))
    assert [packed(said(blocks, without)) for without in ("ins", "del")] == [packed(text) for text in texts]
    body = rendered(passages.joined(passages.passages(made)))
    assert elements(body) <= OURS
    for other in (*body.css("em"), *body.css("del"), *(node for node in body.css("ins") if node.text() == "¶")):
        other.decompose()
    assert packed(body.text() or "").replace("…", "") == packed(said(list(filter(passages.is_changed, blocks)), "del"))


def said(blocks: list[Block], without: str) -> str:
    """The text of blocks but for one side; what a moved block lost stands where it came from, and counts there."""
    lost = {"to": "del"}
    return "".join(
        run.text for block in blocks for run in block.runs if run.side != without and run.side != lost.get(block.moved)
    )


def document(texts: list[str], kind: str) -> str:
    inside = [f"<{kind}>{escape(text)}</{kind}>" for text in texts]
    if kind == "li":
        return f"<ul>{''.join(inside)}</ul>"
    if kind == "td":
        return f"<table><tbody>{''.join(f'<tr>{cell}</tr>' for cell in inside)}</tbody></table>"
    return "".join(inside)


def packed(text: str) -> str:
    """A text without space and without what nobody sees, named or not: its neighbours decide on that."""
    shown = re.sub(rf"\s|[{hidden_signs.ANY}]", "", pull_request_escape.visible(text.replace(JOINER, ""), changed=True))
    return re.sub(r"\[[a-z,-]+(?:U\+[0-9A-F]{4})?\]", "", shown)
