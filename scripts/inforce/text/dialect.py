"""How Markdown is written: one value that renders a text, and says which signs of other Markdown it reads."""

from __future__ import annotations

import html
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import lru_cache

from inforce import cache as caches
from inforce.text import markdown
from inforce.text.markdown import Rendered

# What has a part in the HTML of every dialect.
MADE_BY = tuple(
    f"text/{name}.py" for name in ("markdown", "headings", "titles", "clean_html", "extension_forms", "repository_links")
)
LIBRARIES = ("nh3", "selectolax")
_MADE_BY = tuple(f"text/{name}.py" for name in ("parsing", "brackets", "bare_links", "github_blocks"))
_LIBRARIES = ("markdown-it-py", "mdit-py-plugins")


@dataclass(frozen=True)
class Opening:
    """A sign of some Markdown: a small text with it, and the `mark` that readers see where it is not read."""

    sample: str
    mark: str


BOX = Opening('!!! note "A"\n\n    B', "!!!")
DETAILS = Opening('??? note "A"\n\n    B', "???")
TAB = Opening('=== "A"\n\n    B', "===")
BLOCK = Opening("/// note | A\nB\n///", "///")
ATTRIBUTE = Opening("A *b*{ .c }", "{")
ATTRIBUTES = Opening("A\n{: .c }\n\nB", "{:")
ANCHOR = Opening("## A {#b}", "{#b}")
CONTENTS = Opening("[TOC]\n\n# A", "[TOC]")
ABBREVIATION = Opening("*[A]: B\n\nA", "*[A]")
INSIDE_HTML = Opening('<div markdown="1">\n\n**a**\n\n</div>\n<div markdown="1">\n**a**\n</div>', "**")


class Dialect(ABC):
    """What the Markdown of a text means. Two dialects are the same if they render every text in the same way."""

    @property
    @abstractmethod
    def identity(self) -> str:
        """What tells it from others: what it is made of, with the versions of all that."""

    @abstractmethod
    def render(self, text: str, *, path: str, title: str = "", name: str = "") -> Rendered:
        """Render a text, as `markdown.render` says it. Raises DialectError where the text makes an extension fail."""

    def as_commonmark(self, body: str) -> str:
        """A text line for line as CommonMark reads the same words: what CommonMark does not read is taken out."""
        return body

    def asks(self, text: str, path: str) -> str:
        """What an extension wanted beside a text: a file, a program, a host. It was not used for the text then."""
        return ""

    def reads(self, opening: Opening) -> bool:
        """Whether a sign has its meaning here, and is not shown as it stands."""
        return _reads(self, opening)


class DialectError(Exception):
    """What an extension of Markdown could not do with a text."""


@lru_cache(maxsize=256)
def _reads(dialect: Dialect, opening: Opening) -> bool:
    try:
        return opening.mark not in html.unescape(dialect.render(opening.sample, path="").html)
    except DialectError:
        return False


class _CommonMark(Dialect):
    """Markdown as hosts of repositories preview it."""

    @property
    def identity(self) -> str:
        return caches.made_by(*MADE_BY, *_MADE_BY, libraries=(*LIBRARIES, *_LIBRARIES))

    def render(self, text: str, *, path: str, title: str = "", name: str = "") -> Rendered:
        return markdown.render(text, path=path, title=title, name=name)


COMMONMARK: Dialect = _CommonMark()
