"""Edits of Word files come back as the Markdown lines that they change, and as no others."""

from __future__ import annotations

import re

import pytest
from counsel import word_file
from inforce import frontmatter, markup
from inforce.word.edits import Text, bring_in
from inforce.word.reading import WordFile
from sites import ROOT

DEMO = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "policies").glob("*/*.md"))
PATH = "policies/terms/rules.md"
HEAD = "---\ntitle: Rules\neffective_date: 2018-02-01 # first\n---\n\n"


def html_of(data: bytes, path: str = PATH) -> str:
    """A policy file as its page shows it."""
    read = frontmatter.read(data, path)
    return markup.render(read.body, path=path, title=read.meta.title).html


def imported(data: bytes, word: bytes, path: str = PATH, **texts: bytes) -> bytes:
    """A policy file with the edits of a Word file in it; fails where they are refused."""
    found = bring_in(WordFile(word, "counsel.docx"), data, path, known(texts))
    assert not found.refused, found.refused
    return found.data


def known(texts: dict[str, bytes]) -> dict[str, Text]:
    """Revisions by name."""
    read = {name: frontmatter.read(data, PATH) for name, data in texts.items()}
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
