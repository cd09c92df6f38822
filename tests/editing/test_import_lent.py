"""LibreOffice gives a paragraph the form of one that was deleted or moved away before it: that is no edit of anybody."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from counsel import package
from inforce import redline_html
from inforce.editing.from_word.import_edits import Text, bring_in
from inforce.source import front_matter
from inforce.text import markdown
from inforce.word.provenance import Origin, digest
from inforce.word.read.file import WordFile
from inforce.word.write.file import Facts, write

PATH = "policies/terms/rules.md"
HEAD = "---\ntitle: Rules\neffective_date: 2018-02-01\n---\n\n## Scope\n\nFirst words stay.\n\n"
KEPT = "If you end it before the month is over, we refund the part of the price that falls on what remains."
GOES = "A passage of some length that goes away."
# What stood there and what is left of it; KEPT is edited afterwards.
FORMS = {
    "a heading before a paragraph": (f"## B\n\n{KEPT}\n\nEnd.\n", f"{KEPT}\n\nEnd.\n"),
    "a heading before a heading": (f"## B\n\n### {KEPT}\n\nEnd.\n", f"### {KEPT}\n\nEnd.\n"),
    "a heading before an item": (f"## B\n\n- {KEPT}\n- two\n\nEnd.\n", f"- {KEPT}\n- two\n\nEnd.\n"),
    "a paragraph before a heading": (f"{GOES}\n\n## {KEPT}\n\nEnd.\n", f"## {KEPT}\n\nEnd.\n"),
    "an item before a paragraph": (f"- one\n- two\n\n{KEPT}\n\nEnd.\n", f"- one\n\n{KEPT}\n\nEnd.\n"),
    "a quotation before a paragraph": (f"> {GOES}\n\n{KEPT}\n\nEnd.\n", f"{KEPT}\n\nEnd.\n"),
    "several before a paragraph": (f"## B\n\n{GOES}\n\n- item\n\n{KEPT}\n\nEnd.\n", f"{KEPT}\n\nEnd.\n"),
    "a heading that another text replaces": (f"## B\n\n{KEPT}\n\nEnd.\n", f"Quite another paragraph.\n\n{KEPT}\n\nEnd.\n"),
    "a heading that moves away": (
        f"## A heading that moves\n\n{GOES}\n\n{KEPT}\n\nEnd.\n",
        f"{KEPT}\n\nEnd.\n\n## A heading that moves\n\n{GOES}\n",
    ),
    "lines of a cell": (f"| a | b |\n|---|---|\n| x<br>y<br>{KEPT} | z |\n", f"| a | b |\n|---|---|\n| x<br>{KEPT} | z |\n"),
    "a row of a table": (f"| a | b |\n|---|---|\n| {GOES} | y |\n| {KEPT} | z |\n", f"| a | b |\n|---|---|\n| {KEPT} | z |\n"),
}


def sent(old: str, new: str) -> bytes:
    """Our own Word file of the redline between two texts below the same head."""
    bodies = [front_matter.read((HEAD + text).encode(), PATH).body for text in (old, new)]
    html = [markdown.render(body, path=PATH, title="Rules").html for body in bodies]
    marks = [digest(body) for body in bodies]
    origin = Origin(policy="terms/rules", older="1", newer="2", older_text=marks[0], newer_text=marks[1])
    facts = Facts(title="Rules", author="Acme", moment=datetime(2018, 2, 1, tzinfo=UTC), origin=origin)
    return write(redline_html(*html), facts)


def changed(word: bytes, before: str, now: str) -> bytes:
    """A Word file with other text in its document."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(before.encode(), now.encode()) if name == "word/document.xml" else data)
    return out.getvalue()


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Word file of each form, opened and saved by LibreOffice."""
    folder = tmp_path_factory.mktemp("office")
    for k, (old, new) in enumerate(FORMS.values()):
        (folder / f"{k}.docx").write_bytes(sent(old, new))
    office = os.environ.get("INFORCE_OFFICE") or shutil.which("soffice") or "soffice"
    command = [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to"]
    files = [str(file) for file in sorted(folder.glob("*.docx"))]
    done = subprocess.run(
        [*command, "docx:MS Word 2007 XML", "--outdir", str(folder / "out"), *files], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder / "out"


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("now", ["before the month", "after the month"])
def test_an_edited_paragraph_keeps_its_form_after_libreoffice(saved: Path, name: str, now: str) -> None:
    """The edited words change, and nothing else; without an edit nothing changes."""
    new = (HEAD + FORMS[name][1]).encode()
    data = changed((saved / f"{list(FORMS).index(name)}.docx").read_bytes(), "before the month", now)
    word = WordFile(data, "a.docx")
    text = Text(body=front_matter.read(new, PATH).body, title="Rules")
    found = bring_in(word, new, PATH, {}, base=text, sure=False, maker="Acme")
    assert (found.refused, found.doubted) == ((), ())
    assert found.data == new.replace(b"before the month", now.encode())


def test_a_form_that_somebody_changed_there_is_an_edit() -> None:
    """Word lends no form, and tracks it where one is changed: also below a heading that was deleted."""
    mark = 'w:id="7" w:author="Counsel" w:date="2026-11-20T10:00:00Z"'
    heading = '<w:pStyle w:val="Heading2"/>'
    body = (
        f"<w:p><w:pPr>{heading}</w:pPr><w:r><w:t>Scope</w:t></w:r></w:p>"
        f"<w:p><w:pPr>{heading}<w:rPr><w:del {mark}/></w:rPr></w:pPr><w:del {mark}><w:r><w:delText>Gone</w:delText></w:r>"
        f"</w:del></w:p><w:p><w:pPr>{heading}<w:pPrChange {mark}><w:pPr/></w:pPrChange></w:pPr><w:r><w:t>Now one</w:t></w:r>"
        "</w:p><w:p><w:r><w:t>End.</w:t></w:r></w:p>"
    )
    head = HEAD.partition("## Scope")[0]
    old = f"{head}## Scope\n\n## Gone\n\nNow one\n\nEnd.\n".encode()
    found = bring_in(WordFile(package(body), "a.docx"), old, PATH, {})
    assert (found.refused, found.notes) == ((), ())
    assert found.data == f"{head}## Scope\n\n## Now one\n\nEnd.\n".encode()
