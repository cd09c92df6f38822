"""Edits of Word files come back as the Markdown lines that they change, and as no others."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from counsel import W, package, word_file
from inforce import cli
from inforce.editing.from_word.import_edits import Text, bring_in
from inforce.problems import UserError
from inforce.source import front_matter
from inforce.text import markdown
from inforce.word.read.file import WordFile
from sites import ROOT, epoch, policy, repository

DEMO = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "policies").glob("*/*.md"))
PATH = "policies/terms/rules.md"
HEAD = "---\ntitle: Rules\neffective_date: 2018-02-01 # first\n---\n\n"


def html_of(data: bytes, path: str = PATH) -> str:
    """A policy file as its page shows it."""
    read = front_matter.read(data, path)
    return markdown.render(read.body, path=path, title=read.meta.title).html


def imported(data: bytes, word: bytes, path: str = PATH, **texts: bytes) -> bytes:
    """A policy file with the edits of a Word file in it; fails where they are refused."""
    found = bring_in(WordFile(word, "counsel.docx"), data, path, known(texts))
    assert not found.refused, found.refused
    return found.data


def known(texts: dict[str, bytes]) -> dict[str, Text]:
    """Revisions by name."""
    read = {name: front_matter.read(data, PATH) for name, data in texts.items()}
    return {name: Text(body=source.body, title=source.meta.title) for name, source in read.items()}


def changed(old: bytes, new: bytes) -> list[tuple[bytes, bytes]]:
    """The lines that differ, where none came or went."""
    before, after = old.split(b"\n"), new.split(b"\n")
    assert len(before) == len(after)
    return [(a, b) for a, b in zip(before, after, strict=True) if a != b]


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


def file(*lines: str) -> bytes:
    """A policy file."""
    return (HEAD + "\n".join(lines) + "\n").encode()


def after(old: bytes, *edits: tuple[str, str]) -> bytes:
    """A policy file with edits that were made in its Word file, as if in the page's HTML."""
    html = html_of(old)
    for before, now in edits:
        assert html.count(before) == 1, html
        html = html.replace(before, now)
    return imported(old, word_file(html))


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


# tracked changes and their starting point

MARK = 'w:id="7" w:author="Counsel" w:date="2026-11-20T10:00:00Z"'


def test_tracked_paragraphs_rows_and_shapes() -> None:
    """A paragraph split, one joined, a row and a heading's level: tracked changes of every kind count as accepted."""
    old = file("One. Two.", "", "Three.", "", "Four.", "", "Title", "", "| a |", "|---|", "| b |")
    paragraph = "<w:p><w:pPr>{}</w:pPr><w:r><w:t>{}</w:t></w:r></w:p>"
    row = "<w:tr>{}<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc></w:tr>"
    body = (
        paragraph.format(f"<w:rPr><w:ins {MARK}/></w:rPr>", "One.")
        + paragraph.format("", "Two.")
        + paragraph.format(f"<w:rPr><w:del {MARK}/></w:rPr>", "Three.")
        + paragraph.format("", "Four.")
        + paragraph.format(f'<w:pStyle w:val="Heading2"/><w:pPrChange {MARK}><w:pPr/></w:pPrChange>', "Title")
        + f"<w:tbl>{row.format('', 'a')}{row.format(f'<w:trPr><w:del {MARK}/></w:trPr>', 'b')}"
        + f"{row.format(f'<w:trPr><w:ins {MARK}/></w:trPr>', 'c')}</w:tbl>"
    )
    new = imported(old, package(body))
    assert new == file("One.", "", "Two.", "", "Three.Four.", "", "## Title", "", "| a |", "|---|", "| c |")


def test_edits_of_an_older_text_are_carried_over() -> None:
    """Counsel started from a revision, and the policy went on: both edits are there, and the starting point is said."""
    base = file("Fees are due in 14 days.", "", "Ask the store.", "", "End.")
    present = file("Fees are due in 14 days.", "", "Ask the store first, please.", "", "More.", "", "End.")
    html = html_of(base).replace("14 days", "<del>14</del><ins>30</ins> days").replace("End.", "<ins>The </ins>End.")
    found = bring_in(WordFile(word_file(html), "a.docx"), present, PATH, known({"the revision 2018-02-01": base}))
    assert found.data == present.replace(b"14 days", b"30 days").replace(b"End.", b"The End.")
    assert found.notes == (
        "The edits started from the revision 2018-02-01, not from the policy as it lies here; they are carried over to that.",
    )


def test_a_passage_changed_on_both_sides_is_refused() -> None:
    """The passage is named as it was, as it is and as counsel has it; nothing is written."""
    base = file("Fees are due in 14 days.", "", "End.")
    present = file("Fees are due in 7 days.", "", "End.")
    html = html_of(base).replace("14", "<del>14</del><ins>30</ins>")
    found = bring_in(WordFile(word_file(html), "a.docx"), present, PATH, known({"the revision 2018-02-01": base}))
    assert found.data == present
    assert found.refused == (
        "Changed on both sides: “Fees are due in 14 days.” is “Fees are due in 7 days.” in the policy, "
        "“Fees are due in 30 days.” in the file.",
    )


def test_a_plain_file_is_carried_over_from_the_base_that_is_named() -> None:
    """A file without tracked changes does not tell where it started: the user does."""
    base = file("One.", "", "Two.")
    present = file("One.", "", "Two.", "", "Three.")
    word = WordFile(word_file(html_of(base).replace("One", "First")), "a.docx")
    assert bring_in(word, present, PATH, {}).data == file("First.", "", "Two.")
    text = known({"base": base})["base"]
    assert bring_in(word, present, PATH, {}, base=text).data == file("First.", "", "Two.", "", "Three.")


def test_an_unknown_starting_point_is_said() -> None:
    """The rejected state is no text that is known: the nearest one is taken, and the user is told."""
    present = file("One thing.", "", "Two things.", "", "Three.")
    html = html_of(present).replace("Two things", "Two objects").replace("Three", "<del>Three</del><ins>Three things</ins>")
    found = bring_in(WordFile(word_file(html), "a.docx"), present, PATH, known({"the revision 2018-02-01": file("Other.")}))
    assert found.data == file("One thing.", "", "Two objects.", "", "Three things.")
    assert "neither the policy as it lies here nor a revision" in found.notes[0]


def test_a_redline_that_counsel_edits_is_held_against_its_newer_text() -> None:
    """In a redline that was sent out, its own tracked changes are those of the policy; counsel's are the edits."""
    older, present = file("Pay in 14 days.", "", "End."), file("Pay in 30 days.", "", "End.")
    html = html_of(older).replace("14", "<del>14</del><ins>30</ins>")
    redline = word_file(html, author="Quillhaven")
    typed = f'<w:ins {MARK}><w:r><w:t xml:space="preserve">The </w:t></w:r></w:ins>'
    last = '<w:r><w:t xml:space="preserve">End.'
    counsel = edit(redline, last, typed + last)
    found = bring_in(WordFile(counsel, "a.docx"), present, PATH, known({"the revision 2018-02-01": older}))
    assert (found.refused, found.notes) == ((), ())
    assert found.data == present.replace(b"End.", b"The End.")


def test_a_style_that_a_program_lost_is_no_edit() -> None:
    """Where the starting point has all words of the policy, another kind of block in it is not what counsel meant."""
    old = file("## Scope", "", "Pay in 14 days.")
    html = html_of(old).replace("h2", "p").replace("14", "<del>14</del><ins>30</ins>")
    assert imported(old, word_file(html)) == old.replace(b"14", b"30")
    by_hand = html.replace("<del>14</del><ins>30</ins>", "30")  # without tracked changes it may be meant
    assert imported(old, word_file(by_hand)) == file("Scope", "", "Pay in 30 days.")


LOOKS = file(
    "## Scope",
    "",
    "See [ours](https://a.example/x) or [theirs](https://b.example/y), and **pay** us *soon*, in 14 days.",
    "",
    "### Fees",
    "",
    "- One",
    "",
    "## End",
)
UNTRACKED = {
    "a link that leads elsewhere": ("https://a.example/x", "https://a.example/new", "", ""),
    "a link that is gone": (r'<a href="https://a[^>]*>ours</a>', "ours", "[ours](https://a.example/x)", "ours"),
    "a new link": ("us <em>", '<a href="https://c.example/">us</a> <em>', "us *", "[us](https://c.example/) *"),
    "bold": ("in <del>", "<strong>in</strong> <del>", "in 14", "**in** 14"),
    "bold taken away": ("<strong>pay</strong>", "pay", "**pay**", "pay"),
    "the level of a heading": ("(</?)h3", r"\1h2", "### Fees", "## Fees"),
    "a heading more": ("<ul>.*?</ul>", "<h3>One</h3>", "- One", "### One"),
}


@pytest.mark.parametrize("name", UNTRACKED)
def test_what_is_not_tracked_counts_beside_tracked_changes(name: str) -> None:
    """Word cannot track where a link leads, and nobody has to track bold: a tracked word in the same text hides neither."""
    before, now, old, new = UNTRACKED[name]
    html = html_of(LOOKS).replace("14", "<del>14</del><ins>30</ins>")
    edited = re.sub(before, now, html, flags=re.S)
    assert edited != html
    found = bring_in(WordFile(word_file(edited), "a.docx"), LOOKS, PATH, {})
    assert (found.refused, found.notes) == ((), ())
    assert found.data == LOOKS.replace((old or before).encode(), (new or now).encode()).replace(b"14", b"30")


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ("</?strong>|</?em>", "", "Bold words of the policy are not bold in the file, “pay” for one: the program"),
        ("<a .*?>(.*?)</a>", r"\1", "Links of the policy are missing in the file, “ours” for one: the program"),
        ("<ul>\\s*<li>One</li>\\s*</ul>", "<p>One</p>", "Items of lists of the policy are plain paragraphs in the file, “One”"),
    ],
)
def test_what_a_program_may_have_lost_stays_and_is_said(before: str, now: str, said: str) -> None:
    """Where most of a kind is gone from a file with tracked changes, nobody can tell whether that was meant."""
    html = re.sub(before, now, html_of(LOOKS), flags=re.S).replace("14", "<del>14</del><ins>30</ins>")
    found = bring_in(WordFile(word_file(html), "a.docx"), LOOKS, PATH, {})
    assert found.data == LOOKS.replace(b"14", b"30")
    assert any(note.startswith(said) and note.endswith("take it out of the Markdown file.") for note in found.notes)


def test_the_form_of_a_paragraph_that_went_before_is_no_edit() -> None:
    """LibreOffice gives it to the next one. It is said, as somebody may have meant it."""
    old = file("## Scope", "", "Text.", "", "End.")
    paragraph = '<w:p><w:pPr><w:pStyle w:val="Heading2"/>{}</w:pPr><w:r><w:t>{}</w:t></w:r></w:p>'
    gone = paragraph.format(f"<w:rPr><w:del {MARK}/></w:rPr>", "Gone").replace("<w:r><w:t>", f"<w:del {MARK}><w:r><w:t>")
    gone = gone.replace("</w:r></w:p>", "</w:r></w:del></w:p>")
    body = paragraph.format("", "Scope") + TEXT + gone + paragraph.format("", "End.")
    found = bring_in(WordFile(package(body), "a.docx"), old, PATH, {}, base=known({"": old})[""])
    assert (found.data, found.refused) == (old, ())
    assert found.notes[0].startswith("“End.” is a paragraph in the policy and a heading of level 2 in the file, below")


# what may come in a file


def edit(word: bytes, before: str, now: str, part: str = "word/document.xml") -> bytes:
    """A Word file with other text in one of its parts."""
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert before.encode() in parts[part]
    parts[part] = parts[part].replace(before.encode(), now.encode())
    return package("", parts=parts)


def bomb() -> bytes:
    """A file whose text is a thousand times larger unpacked."""
    return package("<w:p><w:r><w:t>" + "a" * 30_000_000 + "</w:t></w:r></w:p>")


def lying_bomb() -> bytes:
    """The same, with a size in its directory that is not true."""
    data = bytearray(bomb())
    sizes = [m.start() for m in re.finditer(b"PK\x01\x02", data)]
    for at in sizes:
        if data[at + 46 :].startswith(b"word/document.xml"):
            data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


DOCTYPE = '<!DOCTYPE w:document [<!ENTITY a "{}">]><w:document'
TEXT = "<w:p><w:r><w:t>Text.</w:t></w:r></w:p>"
HOSTILE = {
    "not a zip": (b"Dear all, please find attached", "this is no Word file. Save it as .docx"),
    "empty": (b"", "this is no Word file"),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an old Word (.doc). Save it as .docx"),
    "password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "protected by a password. Save it without one.",
    ),
    "rich text": (b"{\\rtf1 Text.}", "Rich Text Format (.rtf). Save it as .docx"),
    "pdf": (b"%PDF-1.7", "a PDF file"),
    "cut off": (package(TEXT)[:900], "damaged"),
    "another zip": (
        package("", parts={"[Content_Types].xml": ""}).replace(b"[Content_Types].xml", b"[Cantent_Types].xml"),
        "no Word",
    ),
    "bomb": (bomb(), "a zip bomb"),
    "lying bomb": (lying_bomb(), "damaged"),
    "many parts": (package(TEXT, parts={f"word/{k}.xml": "" for k in range(4100)}), "larger than any policy"),
    "path": (package(TEXT, parts={"../../etc/passwd": "x"}), "outside of it"),
    "twice": (package(TEXT, parts={"Word/document.xml": "x"}), "there twice"),
    "entities": (edit(package(TEXT), "<w:document", DOCTYPE.format("b" * 9)), "declares a DTD"),
    "foreign entity": (
        edit(package(TEXT), "<w:document", '<!DOCTYPE w:document [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document'),
        "declares a DTD",
    ),
    "no xml": (edit(package(TEXT), "</w:body>", "</w:bod>"), "is damaged"),
    "deep": (package("<w:sdt><w:sdtContent>" * 300 + "</w:sdtContent></w:sdt>" * 300), "damaged|deeper"),
    "many paragraphs": (package("".join(f'<w:p w:rsidR="{k:08X}"/>' for k in range(10_001))), "10,001 paragraphs and cells"),
    "many pieces": (
        package("<w:p>" + "".join(f'<w:r><w:rPr><w:sz w:val="{k}"/></w:rPr></w:r>' for k in range(50_001)) + "</w:p>"),
        "50,001 pieces of text",
    ),
    "much text": (
        package(f"<w:p><w:r><w:t>{' '.join(map(str, range(90_000)))}</w:t></w:r></w:p>"),
        "more than 500,000 are not read. Delete what is no part of the policy",
    ),
    "macros": (
        edit(package(TEXT), "wordprocessingml.document.main", "macroEnabled", "[Content_Types].xml"),
        "may run macros",
    ),
    "spreadsheet": (edit(package(TEXT), "w:document", "w:workbook"), "no text of Word"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_may_harm_is_refused(name: str) -> None:
    """With a sentence that says why, and what to do; never with a traceback."""
    data, reason = HOSTILE[name]
    with pytest.raises(UserError, match=re.escape(reason) if "|" not in reason else reason):
        WordFile(data, "a.docx")


def test_what_lies_elsewhere_is_named_and_not_fetched() -> None:
    """Linked pictures, templates, macros, text boxes and hidden words are left out, and said to be."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    outside = "".join(
        f'<Relationship Id="{name}" Type="{kind}{name}" Target="https://evil.example/{name}" TargetMode="External"/>'
        for name in ("image", "attachedTemplate")
    )
    body = TEXT + (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Hidden.</w:t></w:r><w:r><w:pict><w:txbxContent>"
        "<w:p><w:r><w:t>Boxed.</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
    )
    word = WordFile(package(body, parts={"word/vbaProject.bin": b"x"}, relations=outside), "a.docx")
    found = bring_in(word, file("Text."), PATH, {})
    assert (found.data, found.refused) == (file("Text."), ())
    assert found.notes == (
        "The file holds macros; they were not read.",
        "The file names a picture that lies elsewhere (https://evil.example/image); it was not fetched.",
        "The file names a template that lies elsewhere (https://evil.example/attachedTemplate); it was not fetched.",
        "A text box in the file was not read: “Boxed.”",
        "Hidden text in the file was not read: “Hidden.”",
    )


def test_comments_are_listed() -> None:
    """Each with its author and the words that it is about, both in one line however many paragraphs and lines they have."""
    more = TEXT.replace("Text", "More")
    body = TEXT.replace("<w:r>", '<w:commentRangeStart w:id="1"/><w:r>') + more.replace(
        "</w:r>", '</w:r><w:commentRangeEnd w:id="1"/>'
    )
    comments = (
        f'<w:comments xmlns:w="{W}"><w:comment w:id="1" w:author="Ann"><w:p><w:r><w:t>Is this </w:t></w:r>'
        "<w:r><w:t>enough?</w:t></w:r></w:p><w:p><w:r><w:t>Please</w:t><w:br/><w:t>tell.</w:t></w:r></w:p></w:comment></w:comments>"
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
    relation = f'<Relationship Id="c" Type="{kind}" Target="comments.xml"/>'
    word = WordFile(package(body, parts={"word/comments.xml": comments}, relations=relation), "a.docx")
    said = "Comment of Ann on “Text. More.”: Is this enough? Please tell."
    assert bring_in(word, file("Text.", "", "More."), PATH, {}).notes == (said,)


# LibreOffice


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Word files of three policies of the demo, opened and saved by LibreOffice."""
    folder = tmp_path_factory.mktemp("office")
    for path in OFFICE:
        (folder / f"{Path(path).stem}.docx").write_bytes(word_file(html_of((ROOT / path).read_bytes(), path)))
    command = [
        "soffice",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "docx:MS Word 2007 XML",
    ]
    done = subprocess.run(
        [*command, "--outdir", str(folder / "out"), *map(str, sorted(folder.glob("*.docx")))], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder / "out"


OFFICE = ("policies/terms/refund-policy.md", "policies/cookies/cookies-policy.md", "policies/privacy/privacy-policy.md")


@pytest.mark.parametrize("path", OFFICE)
def test_a_file_saved_by_libreoffice_changes_nothing(saved: Path, path: str) -> None:
    """Tables, lists, footnotes and links come back from another program as they went out."""
    data = (ROOT / path).read_bytes()
    assert imported(data, (saved / f"{Path(path).stem}.docx").read_bytes(), path) == data


# the command

RULES = "policies/rules.md"
RULES_HISTORY = [{"on": "2018-01-10", "write": {RULES: policy("2018-02-01", "## Fees\n\nPay in *14* days.\n\nAsk us.")}}]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one policy, and the Word file of its edited text."""
    folder = tmp_path / "company"
    repository(folder, RULES_HISTORY, "site_name: Company\nplugins: [inforce]\n")
    html = html_of((folder / RULES).read_bytes(), RULES).replace("14", "<del>14</del><ins>30</ins>")
    (folder / "counsel.docx").write_bytes(word_file(html))
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch())
    return folder


REDLINE = "rules: as it lies here -> counsel.docx\n1 change, 2 words added, 2 removed\n\n# Rules\n\n## Fees\n\n"


def test_command_writes_after_yes(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The redline is shown, one line of the file is changed, and what is left to do is said."""
    old = (site / RULES).read_bytes()
    assert cli.main(["import", "counsel.docx", "rules", "--yes"]) == 0
    said = capsys.readouterr()
    assert said.out == REDLINE + "Pay in [-14 days-]{+30 days+}.\n\n[…]\n"
    assert said.err == f"{RULES}: written. Give it a new effective date and a change note before you commit it.\n"
    assert (site / RULES).read_bytes() == old.replace(b"*14*", b"*30*")
    assert cli.main(["import", "counsel.docx", "rules", "--yes"]) == 0
    assert capsys.readouterr().out == f"{RULES}: the file changes nothing.\n"


@pytest.mark.parametrize(("arguments", "code"), [(["--dry-run"], 0), (["--dry-run", "--yes"], 0), ([], 1)])
def test_command_writes_nothing_unasked(
    site: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int
) -> None:
    """With --dry-run, or where nobody can be asked, the redline and the lines are shown, and nothing is written."""
    old = (site / RULES).read_bytes()
    assert cli.main(["import", "counsel.docx", "rules", *arguments]) == code
    said = capsys.readouterr()
    assert said.out.startswith(REDLINE)
    assert said.out.endswith("-Pay in *14* days.\n+Pay in *30* days.\n")
    assert "nothing was written" in said.err
    assert (site / RULES).read_bytes() == old


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("", 1), ("no", 1)])
def test_command_asks_on_a_terminal(site: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int) -> None:
    """What is not agreed to is not written."""
    asked: list[str] = []
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or answer)
    old = (site / RULES).read_bytes()
    assert cli.main(["import", "counsel.docx", "rules"]) == code
    assert asked == [f"Write this to {RULES}? [y/N] "]
    assert ((site / RULES).read_bytes() != old) is (code == 0)


def test_command_refuses_a_conflict_and_takes_a_base(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The policy went on meanwhile: other passages are joined, the same one is a problem."""
    old = (site / RULES).read_bytes()
    (site / RULES).write_bytes(old.replace(b"Ask us", b"Ask the store"))
    assert cli.main(["import", "counsel.docx", "rules", "--yes"]) == 0
    assert (site / RULES).read_bytes() == old.replace(b"Ask us", b"Ask the store").replace(b"14", b"30")
    assert "started from the revision 2018-02-01" in capsys.readouterr().err
    (site / RULES).write_bytes(old.replace(b"14", b"7"))
    for arguments in ([], ["--base", "2018-02-01"], ["--base", "HEAD"]):
        assert cli.main(["import", "counsel.docx", "rules", "--yes", *arguments]) == 1
        assert capsys.readouterr().out.startswith("Changed on both sides: “Pay in 14 days.” is “Pay in 7 days.”")
    assert (site / RULES).read_bytes() == old.replace(b"14", b"7")
    assert cli.main(["import", "counsel.docx", "rules", "--base", "2017-01-01"]) == 2
    assert cli.main(["import", "none.docx", "rules"]) == 2
    assert "none.docx: cannot be read" in capsys.readouterr().err


def test_nonsense_in_a_file_is_read_as_far_as_it_makes_sense() -> None:
    """Styles that are based on themselves, levels that are no numbers, signs that steer a terminal: no traceback, no harm."""
    chain = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{k}"><w:name w:val="n"/><w:basedOn w:val="s{k + 1}"/></w:style>'
        for k in range(3000)
    )
    styles = f'<w:styles xmlns:w="{W}"><w:style w:styleId="s3000"><w:basedOn w:val="s0"/></w:style>{chain}</w:styles>'
    body = (
        '<w:p><w:pPr><w:pStyle w:val="s0"/><w:outlineLvl w:val="²"/><w:numPr><w:ilvl w:val="x"/><w:numId w:val="-"/></w:numPr>'
        "</w:pPr><w:r><w:fldChar/><w:t>Te\u009bxt.\ufffc</w:t><w:footnoteReference/></w:r></w:p>"
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999999999"/></w:tcPr></w:tc></w:tr></w:tbl>'
    )
    word = WordFile(package(body, parts={"word/styles.xml": styles}), "a.docx")
    assert [made.text for made in word.blocks(lambda author: True)] == ["Text.\ufffc"]
