"""Edits of Word files come back as the Markdown lines that they change, and as no others."""

from __future__ import annotations

import re

import pytest
from counsel import W, package, word_file
from importing import DEMO, PATH, after, changed, file, html_of, imported
from inforce.editing.from_word.import_edits import bring_in
from inforce.word.read.file import WordFile
from sites import ROOT


@pytest.mark.parametrize("path", DEMO)
def test_unedited_file_changes_no_byte(path: str) -> None:
    """A policy that comes back as it went out stays as it is."""
    data = (ROOT / path).read_bytes()
    assert imported(data, word_file(html_of(data, path)), path) == data


@pytest.mark.parametrize("path", DEMO)
def test_two_tracked_words_change_their_lines(path: str) -> None:
    """Two words replaced with tracked changes change these words in the Markdown, and nothing else."""
    data = (ROOT / path).read_bytes()
    html = html_of(data, path)
    spots = list(re.finditer(r"(?<=<p>)[A-Z][\w ,]*?\b([a-z]{4,})\b(?! ?[<’-])", html))
    first, last = spots[0], spots[-1]
    edited = html
    for spot, word in ((last, "vermilion"), (first, "cerulean")):
        tracked = f"<del>{spot[1]}</del><ins>{word}</ins>"
        edited = edited[: spot.start(1)] + tracked + edited[spot.end(1) :]
    lines = changed(data, imported(data, word_file(edited), path))
    assert len(lines) == (1 if first is last else 2)
    for (old, new), spot, word in zip(lines, (first, last), (b"cerulean", b"vermilion"), strict=False):
        assert new.replace(word, spot[1].encode(), 1) == old


def test_only_the_words_that_changed_are_written_anew() -> None:
    """Emphasis signs, escapes, entities, reference links, titles of links, comments and line ends around an edit stay."""
    old = file(
        "Fees\\* are __due__ on [day one][terms]; see",
        "_all_ &sect;&nbsp;4 <!-- check --> terms  ",
        "and [ours](terms.md 'Our terms') in a line that is not wrapped as the others are.   ",
        "",
        "[terms]: https://a.example/x",
    ).replace(b"\n", b"\r\n")
    new = after(old, ("day one", "day <ins>twenty</ins><del>one</del>"), ("and <a", "or <a"))
    assert new == old.replace(b"[day one]", b"[day twenty]").replace(b"\nand [", b"\nor [")


BASE = file("One cafe\u0301 here.", "", "Two things.", "", "Three nai\u0308ve.")
BYTES = {
    "byte order mark": b"\xef\xbb\xbf" + BASE,
    "mark on the edited line": b"\xef\xbb\xbf# Two things.\n\nText.\n",
    "no line end at the end": BASE.rstrip(b"\n"),
    "old line ends": BASE.replace(b"\n", b"\r"),
    "blank lines at the end": BASE + b"\n\n",
}


@pytest.mark.parametrize("name", BYTES)
def test_the_bytes_around_an_edit_stay(name: str) -> None:
    """However a file is encoded and ended."""
    old = BYTES[name]
    assert after(old, ("Two things", "Two objects")) == old.replace(b"Two things", b"Two objects")


def test_new_words_have_the_emphasis_and_links_of_word() -> None:
    """Bold, italic, struck out, code and links that counsel adds are written in the file's own signs."""
    old = file("_Due_ fees are __payable__.", "", "Write to us.")
    new = after(
        old, ("Write to us.", "Write to <em>us</em> and <strong>them</strong> at <a href='https://a.example/b'>our desk</a>.")
    )
    assert new == old.replace(b"Write to us.", b"Write to _us_ and __them__ at [our desk](https://a.example/b).")
    new = after(old, ("<em>Due</em> fees", "<s>Due</s> <code>fees</code>"))
    assert new == old.replace(b"_Due_ fees", b"~~Due~~ `fees`")


def test_new_words_never_become_markup() -> None:
    """What counsel types is text, whatever it would mean to Markdown."""
    old = file("Pay us.", "", "| a | b |", "|---|---|", "| c | d |")
    new = after(old, ("Pay us.", "# 1. *Pay* &lt;script&gt; [us](x) `now` _a_ \\* &amp;amp;"), (">c<", ">c | e<"))
    assert html_of(new).count("<p># 1. *Pay* &lt;script&gt; [us](x) `now` _a_ \\* &amp;amp;</p>") == 1
    assert "<td>c | e</td>" in html_of(new)


def test_blocks_come_and_go_in_the_ways_of_the_file() -> None:
    """New items, paragraphs, headings and rows are written as their neighbours are; what goes takes its blank line along."""
    old = file(
        "## Scope", "", "* one", "* two", "", "Text.", "", "1)  first", "", "2)  second", "", "| a | b |", "|:--|--:|",
        "| c | d |", "", "End."
    )  # fmt: skip
    new = after(
        old,
        ("<li>two</li>", "<li>two<ul><li>below</li></ul></li><li>three</li>"),
        ("<p>Text.</p>", ""),
        ("<li>second</li>", "<li>second</li><li>third</li>"),
        ("<p>End.</p>", "<h3>Last</h3><p>New.</p><p>End.</p>"),
        ("</tbody>", "<tr><td>e</td><td>f</td></tr></tbody>"),
    )
    assert new == file(
        "## Scope", "", "* one", "* two", "  * below", "* three", "", "1)  first", "", "2)  second", "", "3)  third", "",
        "| a | b |", "|:--|--:|", "| c | d |", "| e | f |", "", "### Last", "", "New.", "", "End.",
    )  # fmt: skip


def test_only_new_lines_are_wrapped() -> None:
    """In a file that is wrapped, a line that grows too long is broken; those around it stay as they are."""
    lines = ["Fees are due on the first day of every", "month, and are charged to the card that", "you gave us."]
    item = ["- An item that is so long that it has to", "  be wrapped."]
    old = file(*lines, "", *item)
    new = after(old, ("and are", "and, unless we have agreed otherwise in writing, they are"))
    changed_line = ["month, and, unless we have agreed", "otherwise in writing, they are charged", "to the card that"]
    assert new == file(lines[0], *changed_line, lines[2], "", *item)
    assert after(old, ("be wrapped", "be wrapped, as it grows in Word")) == file(
        *lines, "", item[0], "  be wrapped, as it grows in Word."
    )
    new = after(old, ("be wrapped", "be wrapped, as it grows by many words in Word"))
    assert new == file(*lines, "", item[0], "  be wrapped, as it grows by many words", "  in Word.")


def test_a_list_keeps_its_first_number() -> None:
    """A numbered list whose first item goes still begins where it began."""
    old = file("3. three", "4. four", "5. five")
    assert after(old, ("<li>three</li>", "")) == file("3. four", "5. five")


def test_columns_come_and_go() -> None:
    """A column that counsel adds or deletes changes the rows of its table, and leaves the alignment of the others."""
    old = file("| a | b |", "|:--|--:|", "| *c* | d |")
    html = html_of(old)
    html = re.sub(r"(<t[hd][^>]*>)(?=[bd])", r"\1new</td>\1", html)
    assert imported(old, word_file(html)) == file("| a | new | b |", "|:--|---|--:|", "| *c* | new | d |")


def test_what_word_does_by_itself_is_no_edit() -> None:
    """Curly quotes, spaces that do not break and soft hyphens in words that are otherwise the same change nothing."""
    old = file('Our "terms" don\'t apply for 14 days.', "", "Other words.")
    html = html_of(old).replace('"terms"', "“te\u00adrms”").replace("don't", "don’t").replace("14 days", "14\u00a0days")
    assert "“" in html
    assert imported(old, word_file(html)) == old
    edited = imported(old, word_file(html.replace("apply", "count")))
    assert edited == old.replace(b"apply", b"count")


def test_another_spelling_of_an_address_is_no_edit() -> None:
    """As Word and browsers write it: of the host, of a path without anything in it, of letters that are not ASCII."""
    old = file("See [a](https://A.example?b=C), [d](https://d.example) and [e](https://e.example/ü).")
    html = html_of(old).replace("https://A.example?b", "https://a.example/?b").replace("d.example", "d.example/")
    assert imported(old, word_file(html.replace("%C3%BC", "ü"))) == old


def test_a_link_to_a_policy_may_name_its_page() -> None:
    """A Word file names pages of the site, also those of policies whose address is not the path of their file."""
    old = file("See [fees](fees.md) and [more](../other.md#a-b).")
    html = html_of(old).replace("policy:policies/terms/fees", "https://a.example/site/charges/")
    word = WordFile(word_file(html), "a.docx")
    assert bring_in(word, old, PATH, {}, addresses={"policies/terms/fees": "charges"}).data == old
    assert bring_in(word, old, PATH, {}).data == old.replace(b"fees.md", b"https://a.example/site/charges/")


def test_title_and_raw_html_are_refused_by_name() -> None:
    """What stands in the front matter or as HTML is not edited: the passage is named, and nothing is written."""
    old = file("<div>Raw words.</div>", "", "Text.")
    html = html_of(old)
    for before, now, reason in (("Rules", "Principles", "title: ..."), ("Raw words", "Raw sentences", "as HTML")):
        found = bring_in(WordFile(word_file(html.replace(before, now)), "a.docx"), old, PATH, {})
        assert found.data == old
        assert len(found.refused) == 1 and reason in found.refused[0] and now in found.refused[0]


def test_files_of_others_are_read_by_what_they_mean() -> None:
    """Headings by outline level or in French, a title above them, lists by their numbering, merged runs, links as fields."""
    old = file("## Scope", "", "See [our terms](https://a.example/terms) and **all** rules.", "", "- one", "- two")
    body = (
        '<w:p><w:pPr><w:pStyle w:val="Titre"/></w:pPr><w:r><w:t>Rules</w:t></w:r></w:p>'
        '<w:p><w:pPr><w:pStyle w:val="Titre1"/></w:pPr><w:r><w:t>Scope</w:t></w:r></w:p>'
        '<w:p><w:r><w:t xml:space="preserve">See </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText> HYPERLINK "https://a.example/terms" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        '<w:r><w:t>our te</w:t></w:r><w:r><w:t>rms</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        '<w:r><w:t xml:space="preserve"> and </w:t></w:r><w:r><w:rPr><w:rStyle w:val="Strong"/></w:rPr><w:t>all</w:t></w:r>'
        '<w:r><w:t xml:space="preserve"> rules.</w:t></w:r></w:p><w:p/>'
        '<w:p><w:pPr><w:pStyle w:val="Puces"/></w:pPr><w:r><w:t>one</w:t></w:r></w:p>'
        '<w:p><w:pPr><w:pStyle w:val="Puces"/></w:pPr><w:r><w:t>two</w:t></w:r></w:p>'
    )
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="Titre"><w:name w:val="Title"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Titre1"><w:name w:val="Titre 1"/></w:style>'
        '<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Liste"><w:name w:val="x"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Puces"><w:name w:val="y"/><w:basedOn w:val="Liste"/></w:style></w:styles>'
    )
    assert imported(old, package(body, parts={"word/styles.xml": styles})) == old
    by_level = body.replace('<w:pStyle w:val="Titre1"/>', '<w:outlineLvl w:val="1"/>')
    assert imported(old, package(by_level, parts={"word/styles.xml": styles})) == old


def test_links_inside_the_site_stay_where_word_has_none() -> None:
    """Our Word files write links to files and headings as words: these stay linked, and may be led elsewhere."""
    old = file("See [fees](fees.md#due), [below](#rules) and [us](https://a.example/).")
    html = re.sub(r'<a href="(?:policy:|#)[^"]*">(.*?)</a>', r"\1", html_of(old))
    assert imported(old, word_file(html)) == old
    assert imported(old, word_file(html.replace("See", "Read"))) == old.replace(b"See", b"Read")
    led = imported(old, word_file(html.replace("fees", '<a href="https://b.example/f">fees</a>')))
    assert led == old.replace(b"fees.md#due", b"https://b.example/f")
