"""What tests of imports from Word share: a policy's file, what is brought in, and the lines that change."""

from __future__ import annotations

import io
import zipfile

from counsel import package, word_file
from inforce.editing.from_word.import_edits import Text, bring_in
from inforce.source import front_matter
from inforce.text import markdown
from inforce.word.read.file import WordFile
from sites import ROOT

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


# tracked changes and their starting point

MARK = 'w:id="7" w:author="Counsel" w:date="2026-11-20T10:00:00Z"'


# what may come in a file


def edit(word: bytes, before: str, now: str, part: str = "word/document.xml") -> bytes:
    """A Word file with other text in one of its parts."""
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert before.encode() in parts[part]
    parts[part] = parts[part].replace(before.encode(), now.encode())
    return package("", parts=parts)


TEXT = "<w:p><w:r><w:t>Text.</w:t></w:r></w:p>"
