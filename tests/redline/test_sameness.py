"""What is read of a document is one notion: for rule 4, for what a redline shows, and for its proof."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
from documents import documents, revisions
from helpers import kinds, marks, redline
from hypothesis import HealthCheck, given, settings
from inforce.i18n import words
from inforce.redline import compare
from inforce.redline.proof import accept, reject
from inforce.render import redline_html as told
from inforce.render.data.feed_passages import passages
from inforce.render.redline_text import as_marked
from inforce.text.html_tree import read_document
from inforce.text.sameness import signature
from inforce.word.write.file import plain

calm = settings(deadline=None, suppress_health_check=list(HealthCheck))
IMAGE = '<p><img src="a.png" alt="Fees"></p>'
TABLE = "<table><tr><th{0}>Fee</th></tr><tr><td{0}>10</td></tr><tr><td{0}>20</td></tr></table>"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<details><summary>More</summary>Words.</details>", "<details open><summary>More</summary>Words.</details>"),
        ('<p lang="en">chat</p>', '<p lang="fr">chat</p>'),
        ('<p>a <em lang="en">chat</em></p>', "<p>a <em>chat</em></p>"),
        ('<p>a <span lang="en">chat</span> <dfn lang="en">b</dfn></p>', '<p>a chat <dfn hreflang="fr">b</dfn></p>'),
        ('<p dir="ltr">x</p>', '<p dir="auto">x</p>'),
        ("<p>On <time>Monday</time></p>", "<p>On Monday</p>"),
        ('<p>a <q cite="/a">b</q> <bdi>c</bdi></p>', '<p>a <q cite="/b">b</q> c</p>'),
        ('<table summary=""><tr><td headers="a">1</td></tr></table>', "<table><tr><td>1</td></tr></table>"),
        ('<blockquote cite="/a">Said.</blockquote>', '<blockquote cite="/b">Said.</blockquote>'),
        ('<p><span id="one">y</span> z</p>', '<p><span id="two">y</span> z</p>'),
        ('<p><a id="one"></a>y</p>', "<p>y</p>"),
        ('<p>a</p><hr title="x"><p>b<br title="y">c</p>', "<p>a</p><hr><p>b<br>c</p>"),
        ('<h2 id="a">Title</h2>', '<h2 id="b">Title</h2>'),
        ('<p><a href="/x" hreflang="en">y</a></p>', '<p><a href="/x">y</a></p>'),
        ('<p>a <abbr title="">DPA</abbr></p>', "<p>a <abbr>DPA</abbr></p>"),
        ('<p><img src="a.png" alt="" class="x"></p>', '<p><img src="a.png"></p>'),
        ("<p>a <dfn id='x'>b</dfn></p>", "<p>a <dfn>b</dfn></p>"),
        (TABLE.format(""), TABLE.format(' class="align-left"')),
        (TABLE.format(' scope="col"'), TABLE.format("")),
    ],
)
def test_an_attribute_that_says_nothing_is_nothing(old: str, new: str) -> None:
    assert signature(old) == signature(new)
    for pair in ((old, new), (new, old), (old + "<p>One.</p>", new + "<p>Two.</p>")):
        found = redline(*pair)
        assert marks(found.html) == ([("del", "One"), ("ins", "Two")] if "One" in pair[0] else [])


@pytest.mark.parametrize(
    ("old", "new", "kind", "note"),
    [
        (
            '<p>the <abbr title="Act 1998">DPA</abbr></p>',
            '<p>the <abbr title="Act 2018">DPA</abbr></p>',
            "title",
            'title "Act 2018", was "Act 1998"',
        ),
        ('<p><a href="/a" title="Old">terms</a></p>', '<p><a href="/a">terms</a></p>', "title", 'title "Old" removed'),
        ("<p>a <span>b</span></p>", '<p>a <span title="x &amp; y">b</span></p>', "title", 'title "x & y" added'),
        (
            '<p><a href="/a" title="Old">terms</a></p>',
            '<p><a href="/b" title="New">terms</a></p>',
            "link target",
            'link was /a; title "New", was "Old"',
        ),
        ('<p title="Old one">a</p>', '<p title="New one">a</p>', "title", 'title "New one", was "Old one"'),
        ('<ul><li title="x">a</li></ul>', "<ul><li>a</li></ul>", "title", 'title "x" removed'),
        (IMAGE, IMAGE.replace("a.png", "b.png"), "replaced", "image replaced"),
        (IMAGE, IMAGE.replace("Fees", "Costs"), "replaced", 'text of the image "Costs", was "Fees"'),
        (IMAGE, IMAGE.replace("<img", '<img width="9"'), "replaced", "size of the image changed"),
        (
            IMAGE,
            IMAGE.replace("a.png", "b.png").replace("Fees", "C"),
            "replaced",
            'image replaced; text of the image "C", was "Fees"',
        ),
        (IMAGE, IMAGE.replace("<img", '<img title="x"'), "replaced", 'title "x" added'),
        (
            '<p>by <time datetime="2024-01-01">Monday</time></p>',
            '<p>by <time datetime="2025-01-01">Monday</time></p>',
            "title",
            'machine-readable date "2025-01-01", was "2024-01-01"',
        ),
        ("<p>the <dfn>DPA</dfn></p>", '<p>the <dfn title="Act">DPA</dfn></p>', "title", 'title "Act" added'),
        ('<p dir="ltr">10 - 20</p>', '<p dir="rtl">10 - 20</p>', "formatting", "right-to-left text added"),
        ("<p>at 14</p>", '<p>at <bdo dir="rtl">14</bdo></p>', "formatting", "right-to-left text added"),
        ("<p><ruby>a<rt>b</rt></ruby></p>", '<p><ruby title="c">a<rt>b</rt></ruby></p>', "replaced", 'title "c" added'),
        (
            "<table><caption>b</caption><tr><td>1</td></tr></table>",
            '<table><caption title="c">b</caption><tr><td>1</td></tr></table>',
            "title",
            'title "c" added',
        ),
        ('<h2 title="a">b</h2>', '<h2 title="c">b</h2>', "title", 'title "c", was "a"'),
        (
            "<table><tr><td>1</td></tr></table>",
            '<table summary="Fees"><tr><td>1</td></tr></table>',
            "title",
            'summary of the table "Fees" added',
        ),
        ("<p>a</p>" + IMAGE, "<p>a</p>" + IMAGE.replace("<p>", "<p>See "), "inserted", ""),
        ("<p>a b</p>", '<p>a <img src="a.png" alt="x"> b</p>', "inserted", "image added"),
        (TABLE.format(""), TABLE.format(' class="align-right"'), "formatting", "aligned right, was aligned left"),
        (TABLE.format(' align="center"'), TABLE.format(""), "formatting", "aligned left, was aligned center"),
    ],
)
def test_what_shows_and_has_no_words_is_named(old: str, new: str, kind: str, note: str) -> None:
    assert signature(old) != signature(new)
    found = redline(old, new)
    assert [(change.kind, change.note) for change in found.changes] == [(kind, note)]
    assert kind == "inserted" or note in as_marked(found.html, "text")
    assert kind == "inserted" or note in unescape(passages(found.html, str, str).html)
    assert signature(reject(found.html)) == signature(old) and signature(accept(found.html)) == signature(new)


def test_the_alignment_of_each_table_is_a_change_of_its_own() -> None:
    pair = [TABLE.format(align) + "<p>Between.</p>" + TABLE.format(align) for align in ("", ' class="align-right"')]
    found = redline(*pair)
    assert kinds(found) == ["formatting"] * 2
    assert (found.words_added, found.words_removed) == (0, 0)


@pytest.mark.parametrize(
    ("note", "german"),
    [
        ('title "Act 2018", was "Act 1998"', 'beim Zeigen erscheinender Text "Act 2018", bisher: "Act 1998"'),
        ("link was /a; image replaced", "Linkziel bisher: /a; Bild ersetzt"),
        ("aligned right, was aligned left", "rechtsbündig, bisher: linksbündig"),
        ("image added", "Bild hinzugefügt"),
        ('link was /a; title "a; b" removed', 'Linkziel bisher: /a; beim Zeigen erscheinender Text "a; b" entfernt'),
        ("right-to-left text added", "von rechts nach links laufender Text hinzugefügt"),
        ('title "a, b" removed', 'beim Zeigen erscheinender Text "a, b" entfernt'),
    ],
)
def test_what_is_named_is_named_in_the_language_of_the_site(note: str, german: str) -> None:
    assert told.note(words("de"), note) == german


@calm
@given(revisions())
def test_a_redline_has_changes_where_what_is_read_differs(pair: tuple[str, str]) -> None:
    """Rule 4: what makes a correction is shown in its redline, and what is shown makes one."""
    found = compare(*map(read_document, pair))
    assert bool(found.changes) == (signature(pair[0]) != signature(pair[1]))


@calm
@given(documents)
def test_ids_and_languages_change_nothing(html: str) -> None:
    other = re.sub(r"<(p|h2|li|td|em)>", r'<\1 lang="fr" class="x">', html)
    found = compare(read_document(html), read_document(other))
    assert found.changes == () and signature(html) == signature(other)


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ('<p>a <abbr title="b">c</abbr></p>', '<p>a <abbr title="d">c</abbr></p>', "w:del "),
        ('<p>by <time datetime="2024">May</time></p>', '<p>by <time datetime="2025">May</time></p>', "w:del "),
        (IMAGE, IMAGE.replace("a.png", "b.png"), "w:del "),
        ("<p>10 - 20</p>", '<p dir="rtl">10 - 20</p>', "w:pPrChange "),
        ('<p dir="rtl">10 - 20</p>', "<p>10 - 20</p>", "w:pPrChange "),
        (TABLE.format(' class="align-right"'), TABLE.format(""), "w:pPrChange "),
    ],
)
def test_word_tracks_what_has_no_words(old: str, new: str, changed: str) -> None:
    with ZipFile(BytesIO(plain(redline(old, new).html))) as file:
        assert f"<{changed}" in file.read("word/document.xml").decode()
