"""One register of addresses: which file of a site is whose. What was claimed first stays, and nothing is claimed twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Literal

_DAY = r"\d{4}-\d{2}-\d{2}(?:\.\d+)?"
# The names below the address of a policy that its pages have, or will have.
_OF_POLICIES = re.compile(rf"(?:index\.html|feed\.xml|calendar\.ics|timemap\.link|history|compare|{_DAY})(?:/|$)")
# The files that it has there, and those that would lie in the place of their folders.
_FILES_OF_POLICIES = re.compile(
    r"index\.html|feed\.xml|calendar\.ics|timemap\.link|history(?:/(?:index\.html|(?:history|sizes|words)\.json))?"
    rf"|{_DAY}(?:/(?:index\.html|text\.(?:md|html)))?|compare(?:/{_DAY}(?:/{_DAY}(?:/(?:index\.html|redline\.json))?)?)?"
)
_DATA = re.compile(r"(?:policies\.json|feed\.xml|calendar\.ics|schemas/[^/]+\.json)")
_OF_SITE = re.compile(
    rf"(?:{_DATA.pattern}|index\.html|404\.html|sitemap\.xml(?:\.gz)?|robots\.txt|manifest\.json|_headers|inforce-headers\.[a-z.]+"
    r"|search/(?:search_index\.json|(?:main|worker|lunr[\w.]*)\.js)"
    r"|assets/(?:inforce|policies|images|javascripts|stylesheets|fonts|external))(?:/|$)"
    r"|(?:[^/]+/)+(?:index\.html|feed\.xml|calendar\.ics)/",  # a folder with the name of a file that each folder may have
    re.I,
)
_NO_UTF_8 = re.compile("[\ud800-\udfff]")  # how bytes are read that are no text
_LONGEST_NAME = 255  # bytes of a name, as file systems take it
_LONGEST_PATH = 3500  # bytes of an address: 4096 is the most for the folder of the site, and for what lies below, too


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose a file is: the site's, the operator's own, that of a policy, or of the list of a collection. `name` is the address
    of a policy or collection, or the file; `path` is where it comes from in the repository, `since` the index of the commit
    that brought it there, None for what no commit has."""

    kind: Literal["site", "own", "policy", "list"]
    name: str = field(default="", compare=False)
    path: str
    since: int | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return {"site": "the site's own files", "list": f"the list of {self.name}/"}.get(self.kind, self.path)


_SITE = Owner(kind="site", path="")


@dataclass(frozen=True, slots=True)
class Register:
    """Every address that is claimed, in letters that no file system takes for others."""

    _files: dict[str, Owner] = field(default_factory=dict)
    _policies: dict[str, Owner] = field(default_factory=dict)
    _folders: dict[str, Owner] = field(default_factory=dict)  # all on the way to these, by who came first

    def holder(self, file: str) -> Owner | None:
        """Who has a file, lies on the way to it, or has a folder in its place; None where nobody does."""
        wanted = folded(file)
        found = next((self._files[part] for part in _way(wanted) if part in self._files), None)
        found = found or next((o for part in _way(wanted) if (o := self._policies.get(part)) and _is_page(wanted, part)), None)
        return found or (_SITE if _OF_SITE.match(wanted) else self._folders.get(wanted))

    def own(self, file: str) -> str:
        """The file of the operator's own that stands in the way of one, "" if none does."""
        found = self.holder(file)
        return found.path if found and found.kind == "own" else ""

    def claim(self, file: str, owner: Owner) -> Owner | None:
        """Give a file to an owner, unless another has it, who is returned. The site makes none that the operator has."""
        wanted = folded(file)
        found = self.holder(file)
        if found and owner.kind == "own" and found.kind == "policy" and not _is_file(wanted, folded(found.name)):
            found = None  # a file of the operator's beside those of a policy
        if found and not (found.kind == "site" and owner.kind == "own"):
            return found
        self._enter(wanted, owner)
        return None

    def claim_policy(self, address: str, owner: Owner) -> tuple[str, Owner] | None:
        """Give an address and all of a policy's pages below it to an owner, unless another has one, who is returned with the
        address that is his."""
        wanted = folded(address)
        if found := self.holder(f"{address}/index.html"):
            return f"{address}/", found
        for other, at in self._below(wanted):
            if (_is_file if other.kind == "own" else _is_page)(at, wanted):
                return at.removesuffix("index.html"), other
        self._policies[wanted] = owner
        self._folders.setdefault(wanted, owner)
        for folder in _way(wanted):
            self._folders.setdefault(folder, owner)
        return None

    def with_own(self, files: Mapping[str, str]) -> Register:
        """The same with files of the operator's own that no commit has, each with where it comes from: they stay, since nobody
        can say how long they have been there."""
        made = Register(dict(self._files), dict(self._policies), dict(self._folders))
        for file, path in files.items():
            if file and not made.own(file):
                made._enter(folded(file), Owner(kind="own", path=path))
        return made

    def _enter(self, file: str, owner: Owner) -> None:
        self._files[file] = owner
        for folder in _way(file.rpartition("/")[0]):
            self._folders.setdefault(folder, owner)

    def _below(self, address: str) -> Iterable[tuple[Owner, str]]:
        if address in self._folders:
            yield from ((owner, file) for file, owner in self._files.items() if file.startswith(f"{address}/"))
            yield from ((o, f"{other}/index.html") for other, o in self._policies.items() if other.startswith(f"{address}/"))


def file_of(address: str) -> str:
    """The file that is shown at an address."""
    return f"{address}index.html" if address.endswith("/") or not address else address


def folded(file: str) -> str:
    """A path in the letters that it shares with all that some file system takes for the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", file).casefold())


def is_data(file: str) -> bool:
    """Whether a file is one of the data that every site has."""
    return _DATA.fullmatch(file) is not None


def is_among_pages(address: str) -> bool:
    """Whether an address is one of the pages that a policy one folder above would have."""
    wanted = folded(address)
    return _is_page(wanted, wanted.rpartition("/")[0])


def unfit(address: str) -> str:
    """Why no files can lie at an address, "" where they can."""
    names = address.split("/")
    if not address.isascii() and _NO_UTF_8.search(address):
        return "has a part that is not UTF-8"
    if any(len(name.encode("utf-8", "surrogateescape")) > _LONGEST_NAME for name in names):
        return f"has a name of more than {_LONGEST_NAME} bytes"
    if len(address.encode("utf-8", "surrogateescape")) > _LONGEST_PATH:
        return f"has more than {_LONGEST_PATH} bytes"
    return "has a part that is no name" if any(name.strip() in ("", ".", "..") for name in names) else ""


def _way(path: str) -> Iterable[str]:
    """A path and all folders on the way to it, the outermost first."""
    return accumulate(path.split("/"), lambda folder, name: f"{folder}/{name}") if path else ()


def _is_page(file: str, address: str) -> bool:
    return file.startswith(f"{address}/") and _OF_POLICIES.match(file.removeprefix(f"{address}/")) is not None


def _is_file(file: str, address: str) -> bool:
    return file.startswith(f"{address}/") and _FILES_OF_POLICIES.fullmatch(file.removeprefix(f"{address}/")) is not None
