"""The headers and footers of a Word file, which are not read: what was changed in them is named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from lxml import etree

from inforce.word.provenance import Origin
from inforce.word.read.package import RELATION, WORD, Package
from inforce.word.read.unread import DELETED, INSERTED, quoted, words_in

_KINDS = {"first": "header of the first page", "even": "header of even pages"}
_PAGES = re.compile(r"\W*(?:\d{1,4}\W*){0,2}")  # the number of a page, and of how many


def unread_margins(package: Package, origin: Origin | None, titles: Iterable[str]) -> Iterator[str]:
    """A sentence for each header and footer in which somebody changed something; of a file that was not made here, where nobody
    can tell that, for each that says something. `titles` are those that the policy has had: our own headers begin with them."""
    own = {" ".join(f"{title} {origin.compared}".split()) for title in titles} if origin else set()
    for name, part in _margins(package):
        tracked = ", ".join(_told(part))
        if tracked:
            yield f"tracked changes in the {name} were not read: {tracked}"
        before = words_in(part, without=INSERTED)
        if before not in own and not _PAGES.fullmatch(before):
            what = f"untracked changes in the {name} were" if origin else f"the {name} was"
            yield f"{what} not read: {quoted(before)}"


def _told(part: etree._Element) -> Iterator[str]:
    """The words of tracked changes; those that follow each other as one."""
    for deleted, changes in groupby(_changes(part), key=lambda element: element.tag in DELETED):
        words = " ".join(filter(None, (words_in(element, without=()) for element in changes)))
        if words:
            yield f"{'deleted ' if deleted else ''}{quoted(words)}"


def _changes(part: etree._Element) -> Iterator[etree._Element]:
    """Tracked changes that are in no other one."""
    for element in part.iter(*INSERTED, *DELETED):
        if not any(around.tag in (*INSERTED, *DELETED) for around in element.iterancestors()):
            yield element


def _margins(package: Package) -> Iterator[tuple[str, etree._Element]]:
    """Headers and footers with what they are called, each once."""
    seen: set[str] = set()
    for reference in package.document.iter(f"{WORD}headerReference", f"{WORD}footerReference"):
        identity = str(reference.get(f"{RELATION}id"))
        if identity in package.margins and identity not in seen:
            seen.add(identity)
            name = _KINDS.get(str(reference.get(f"{WORD}type")), "page header")
            yield name if "header" in str(reference.tag) else name.replace("header", "footer"), package.margins[identity]
