"""What may come in a Word file: what may harm is refused, and nonsense is read as far as it makes sense."""

from __future__ import annotations

import re

import pytest
from counsel import W, package
from importing import PATH, TEXT, edit, file
from inforce.editing.from_word.import_edits import bring_in
from inforce.problems import UserError
from inforce.word.read.file import WordFile


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
