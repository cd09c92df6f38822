"""A small client of the site: link relations of pages (RFC 8288, 5829), and TimeMaps by their grammar (RFC 6690, 7089)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote, urljoin

from selectolax.lexbor import LexborHTMLParser
from sites import Built

_TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_PARAMETER = re.compile(rf'\s*;\s*({_TOKEN})\s*=\s*("(?:[^"\\]|\\.)*"|{_TOKEN})')
_TARGET = re.compile(r"\s*<([^<>\s\"]*)>")
_COMMA = re.compile(r"\s*(,|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link value: where it leads, its relations, and what else is said of it."""

    target: str
    relations: tuple[str, ...]
    parameters: dict[str, str]

    @property
    def moment(self) -> datetime:
        """The datetime of a Memento, which must be written as HTTP writes dates, in GMT."""
        found = self.parameters["datetime"]
        assert re.fullmatch(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", found), found
        return parsedate_to_datetime(found)


def parse(text: str) -> list[Link]:
    """Link values as the grammar has them. Raises ValueError where the text is none."""
    found, place = [], 0
    while True:
        target = _TARGET.match(text, place)
        if not target:
            raise ValueError(f"no target at {text[place : place + 40]!r}")
        place, parameters = target.end(), {}
        while match := _PARAMETER.match(text, place):
            if match[1] not in parameters:
                parameters[match[1]] = re.sub(r"\\(.)", r"\1", match[2][1:-1]) if match[2].startswith('"') else match[2]
            place = match.end()
        if "rel" not in parameters:
            raise ValueError(f"a link without relation: {target[1]}")
        found.append(Link(target=target[1], relations=tuple(parameters["rel"].split()), parameters=parameters))
        comma = _COMMA.match(text, place)
        if not comma:
            raise ValueError(f"neither a parameter nor a comma at {text[place : place + 40]!r}")
        if not comma[1] or not text[comma.end() :].strip():
            if comma[1]:
                raise ValueError("a comma at the end")
            return found
        place = comma.end()


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Reads a built site as if it were at its address."""

    site: Built
    root: str

    def text(self, url: str) -> str:
        """What the server answers."""
        assert url.startswith(self.root), url
        return self.site.text(unquote(url.removeprefix(self.root).partition("#")[0]))

    def relations(self, url: str) -> dict[str, list[str]]:
        """The relations of a page to whole URLs."""
        found: dict[str, list[str]] = {}
        for link in LexborHTMLParser(self.text(url)).css("head link[rel]"):
            for relation in str(link.attributes["rel"]).split():
                found.setdefault(relation, []).append(urljoin(url, str(link.attributes["href"])))
        return found

    def one(self, url: str, relation: str) -> str:
        """Where the only link with a relation leads, "" where there is none."""
        found = self.relations(url).get(relation, [])
        assert len(found) < 2, (url, relation, found)
        return found[0] if found else ""

    def along(self, url: str, relation: str) -> Iterator[str]:
        """The pages that one reaches by following a relation on and on."""
        seen = {url}
        while url := self.one(url, relation):
            assert url not in seen, f"{url} is in a ring"
            seen.add(url)
            yield url
