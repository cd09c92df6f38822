"""A Word file: its text with the tracked changes of some authors accepted, their names, comments, and where it came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from lxml import etree

from inforce.text.rich_text import Block
from inforce.word.provenance import Origin, read_origin
from inforce.word.read.blocks import read
from inforce.word.read.inline import author_of
from inforce.word.read.margins import unread_margins
from inforce.word.read.package import WORD, Package, open_package
from inforce.word.read.styles import read_numbering, read_styles
from inforce.word.read.unread import word_of, words_in
from inforce.word.write.tracked import BY_US

_CHANGES = frozenset(
    WORD + name
    for name in "ins del moveFrom moveTo pPrChange rPrChange cellIns cellDel tblPrChange trPrChange tcPrChange".split()
)

_NOTES = ("footnotes", "endnotes")  # parts that are read with the text


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A remark in the margin: who made it, what it says, and the words that it is about."""

    author: str
    text: str
    passage: str


class WordFile:
    """An opened Word file. `notes` are sentences on what was left out; `origin`: what it says of where it came from."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open a file; raises UserError as `open_package` does."""
        self._package: Package = open_package(data, name)
        self._styles = read_styles(self._package.parts.get("styles"))
        self._numbering = read_numbering(self._package.parts.get("numbering"))
        self._left_out: dict[str, None] = dict.fromkeys(self._package.notes)
        self.name = name
        self.origin: Origin | None = read_origin(self._package.parts.get("custom"))

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out, known once the text was read."""
        return tuple(self._left_out)

    def margins(self, titles: Iterable[str]) -> tuple[str, ...]:
        """What was changed in its headers and footers, as sentences; `titles` are those that the policy has had."""
        return tuple(unread_margins(self._package, self.origin, titles))

    @property
    def authors(self) -> tuple[str, ...]:
        """Who made tracked changes."""
        roots = (self._package.document, *(self._package.parts[name] for name in _NOTES if name in self._package.parts))
        return tuple(sorted({author_of(element) for root in roots for element in root.iter() if element.tag in _CHANGES}))

    @property
    def comments(self) -> tuple[Comment, ...]:
        """The remarks in the margin, in order."""
        part = self._package.parts.get("comments")
        if part is None:
            return ()
        passages = _passages(self._package.document)
        return tuple(
            Comment(
                author=str(item.get(f"{WORD}author") or "somebody"),
                text=words_in(item),
                passage=passages.get(str(item.get(f"{WORD}id")), ""),
            )
            for item in part.iter(f"{WORD}comment")
            if item.get(f"{WORD}initials") != BY_US  # which names what nobody sees, and says nothing of counsel's
        )

    @property
    def text(self) -> str:
        """All its words, tracked changes accepted."""
        return "\n".join(made.text for made in self.blocks(lambda _: True))

    def blocks(self, accepts: Callable[[str], bool]) -> list[Block]:
        """The text in one state: `accepts` says whether the changes of an author are accepted."""
        return read(self._package, self._styles, self._numbering, accepts, self._left_out)


def _passages(document: etree._Element) -> Mapping[str, str]:
    """The words that each comment is about."""
    open_now: dict[str, list[str]] = {}
    found: dict[str, list[str]] = {}
    for element in document.iter():
        number = str(element.get(f"{WORD}id"))
        if element.tag == f"{WORD}commentRangeStart":
            open_now[number] = found[number] = []
        elif element.tag == f"{WORD}commentRangeEnd":
            open_now.pop(number, None)
        else:
            for words in open_now.values():
                words.append(word_of(element) if element.tag != f"{WORD}delText" else "")
    return {number: " ".join("".join(words).split()) for number, words in found.items()}
