"""What a text is called that does not say so: by the heading that is its title, else by the name of its file."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

Level = tuple[int, str]  # of a heading, 1 to 6, and its words
_FIRST = re.compile(r"^#{1,2}[ \t]+(.+?)[ \t#]*$", re.M)
_WORD = re.compile(r"\w+")


def of_file(path: str) -> str:
    """The name of a file as people read it; that of its folder where it is called index."""
    folder, _, name = path.removesuffix(".md").rpartition("/")
    name = posixpath.basename(folder) if name == "index" and folder else name
    return " ".join(word[:1].upper() + word[1:] for word in re.split(r"[-_\s]+", name) if word)


def of_headings(headings: Sequence[Level]) -> str:
    """The words of the first heading, if no other stands on its level or above it; else ""."""
    return headings[0][1] if headings and _is_alone(headings) else ""


def is_title(headings: Sequence[Level], title: str) -> bool:
    """Whether a heading of level 1 that a text begins with is its title: the only one, or one with the words of that."""
    return _is_alone(headings) or same(headings[0][1], title)


def is_repeated(level: int, words: str, title: str) -> bool:
    """Whether the first heading below a title is that title once more."""
    return level == 1 and same(words, title)


def same(one: str, other: str) -> bool:
    """Whether two titles have the same words."""
    return _WORD.findall(one.casefold()) == _WORD.findall(other.casefold())


def former(markdown: str, path: str) -> str:
    """What a text without a title was called once, by its Markdown: the anchor of its title stays what it was then."""
    match = _FIRST.search(markdown)
    return match[1] if match else re.sub("[-_]", " ", posixpath.basename(path).removesuffix(".md"))


def _is_alone(headings: Sequence[Level]) -> bool:
    return all(level > headings[0][0] for level, _ in headings[1:])
