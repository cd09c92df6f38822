"""Headers and footers of a Word file are not read: what was changed in them is named, and what was not is no matter."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime

import pytest
from counsel import R, W, package
from inforce.editing.from_word.import_edits import bring_in
from inforce.source import front_matter
from inforce.text import markdown
from inforce.word.provenance import Origin, digest
from inforce.word.read.file import WordFile
from inforce.word.write.file import Facts, write

PATH = "policies/rules.md"
OLD = b"---\ntitle: Rules\neffective_date: 2018-02-01\n---\n\nPay now.\n"
MARK = 'w:id="7" w:author="Kim" w:date="2026-11-20T10:00:00Z"'
RUN = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
NEW = f"<w:ins {MARK}>{RUN.format(' Effective ')}</w:ins><w:ins {MARK}>{RUN.format('June 1, 2027')}</w:ins></w:p>"
SAID = "tracked changes in the page {} were not read: {}"
CHANGES = {
    "nothing": ("header", "", "", ()),
    "words more": ("header", "</w:p>", NEW, (SAID.format("header", "“Effective June 1, 2027”"),)),
    "words more in the footer": ("footer", "</w:p>", NEW, (SAID.format("footer", "“Effective June 1, 2027”"),)),
    "words less": (
        "header",
        "<w:t>Rules</w:t>",
        f"<w:t/></w:r><w:del {MARK}><w:r><w:delText>Rules</w:delText></w:r></w:del>"
        f"<w:ins {MARK}>{RUN.format('Terms')}</w:ins><w:r>",
        (SAID.format("header", "deleted “Rules”, “Terms”"),),
    ),
    "words that are not tracked": (
        "header",
        ">Rules<",
        ">Draft of the Rules<",
        ("untracked changes in the page header were not read: “Draft of the Rules 2018 → draft”",),
    ),
    "a day in the footer": (
        "footer",
        "</w:p>",
        f"{RUN.format(' 01/06/2027')}</w:p>",
        ("untracked changes in the page footer were not read: “1 / 1 01/06/2027”",),
    ),
    "another page's number": ("footer", "<w:t>1</w:t>", "<w:t>12</w:t>", ()),
}


def sent() -> dict[str, bytes]:
    """The parts of our own Word file of the policy."""
    read = front_matter.read(OLD, PATH)
    origin = Origin(policy="rules", older="2018", newer="draft", older_text="x", newer_text=digest(read.body))
    facts = Facts(title="Rules", author="Acme", moment=datetime(2018, 2, 1, tzinfo=UTC), origin=origin)
    with zipfile.ZipFile(io.BytesIO(write(markdown.render(read.body, path=PATH, title="Rules").html, facts))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def said(parts: dict[str, bytes]) -> tuple[str, ...]:
    """What an import says of a Word file with these parts, which changes nothing."""
    found = bring_in(WordFile(package("", parts=dict(parts)), "a.docx"), OLD, PATH, {})
    assert (found.data, found.refused) == (OLD, ())
    return found.notes


@pytest.mark.parametrize("name", CHANGES)
def test_what_changed_in_a_header_is_named(name: str) -> None:
    """Tracked or not, in one sentence; but for what we wrote there ourselves."""
    part, before, now, notes = CHANGES[name]
    parts = sent()
    text = parts[f"word/{part}.xml"].decode()
    assert before in text
    parts[f"word/{part}.xml"] = (
        text.replace(before, now) if name == "another page's number" else text.replace(before, now, 1)
    ).encode()
    assert said(parts) == notes


def test_headers_of_first_and_even_pages_are_named_as_such() -> None:
    """Each once, however many sections refer to it."""
    parts = sent()
    kinds = {"first": "First", "even": "Even"}
    document, relations = "word/document.xml", "word/_rels/document.xml.rels"
    references = "".join(f'<w:headerReference w:type="{kind}" r:id="h{kind}"/>' for kind in kinds)
    parts[document] = re.sub(rb"(<w:sectPr>)", rb"\1" + references.encode(), parts[document])
    related = "".join(f'<Relationship Id="h{kind}" Type="{R}/header" Target="{kind}.xml"/>' for kind in kinds)
    parts[relations] = parts[relations].replace(b"</Relationships>", f"{related}</Relationships>".encode())
    for kind, words in kinds.items():
        parts[f"word/{kind}.xml"] = f'<w:hdr xmlns:w="{W}"><w:p>{RUN.format(words)}</w:p></w:hdr>'.encode()
    assert said(parts) == (
        "untracked changes in the header of the first page were not read: “First”",
        "untracked changes in the header of even pages were not read: “Even”",
    )


def test_the_header_of_a_file_from_elsewhere_is_quoted() -> None:
    """Nobody can tell whether it was there before."""
    parts = sent()
    del parts["docProps/custom.xml"]
    parts["_rels/.rels"] = re.sub(rb"<Relationship [^>]*custom[^>]*/>", b"", parts["_rels/.rels"])
    assert said(parts) == ("the page header was not read: “Rules 2018 → draft”",)
