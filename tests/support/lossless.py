"""A site with the plugin held against the same without it, page by page: what was lost, and figures of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode
from sites import Built

_MATTER = ("article.md-content__inner", "[role=main]", "main")  # of Material, mkdocs, others
_BARS = "nav.md-nav--primary, .md-tabs, .navbar-nav"
_HEAD = ('meta[name="description"]', 'meta[name="author"]', 'meta[name="robots"]')
_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> Counter[str]:
    """The words of a text, each as often as it stands there."""
    return Counter(_WORD.findall(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a page says: its matter as HTML, its words, where its links lead, its ids, the navigation, and its head."""

    html: str
    said: Counter[str]
    links: Counter[tuple[str, str]]
    ids: frozenset[str]
    nav: list[tuple[str, str]]
    hidden: frozenset[str]
    head: list[str]
    canonical: list[str]


def read(folder: Path, name: str, moved: Mapping[str, str] = MappingProxyType({})) -> Read:
    """A page of a built site, by its file; links to pages that were `moved` since as they must lead now."""
    tree = LexborHTMLParser((folder / name).read_text("utf-8"))
    matter = next(filter(None, map(tree.css_first, _MATTER)), tree.body)
    assert matter, f"{name} has no matter"
    bars = [bar for bar in tree.css(_BARS) if not bar.css_matches(".md-nav--secondary")]
    title = tree.css_first("title")
    return Read(
        html=_resolved(matter, name, moved),
        said=words(matter.text(separator=" ")),
        links=Counter(_links(matter, name, moved)),
        ids=frozenset(element.attributes["id"] or "" for element in matter.css("[id]")),
        nav=[link for bar in bars for link in _links(bar, name, moved, but=".md-nav--secondary")],
        hidden=frozenset(bar for bar in ("primary", "secondary") if tree.css_first(f".md-sidebar--{bar}[hidden]")),
        head=[title.text() if title else "", *(element.html or "" for rule in _HEAD for element in tree.css(rule))],
        canonical=[
            led("", urlsplit(link.attributes["href"] or "").path[1:], moved) for link in tree.css("link[rel=canonical]")
        ],
    )


def _links(matter: LexborNode, name: str, moved: Mapping[str, str], but: str = "") -> Iterator[tuple[str, str]]:
    skipped = {link.mem_id for part in (matter.css(but) if but else ()) for link in part.css("a[href]")}
    for link in matter.css("a[href]"):
        if link.mem_id not in skipped and not {"headerlink", "md-content__button"} & {
            *(link.attributes.get("class") or "").split()
        }:
            yield " ".join(link.text().split()), led(name, link.attributes["href"] or "", moved)


def led(name: str, href: str, moved: Mapping[str, str] = MappingProxyType({})) -> str:
    """Where a link on a page leads: a file of the site with an anchor."""
    target, sign, anchor = urljoin(f"http://site/{name}", href).removeprefix("http://site/").partition("#")
    file = f"{target}index.html" if target.endswith("/") or not target else target
    return f"{moved.get(unquote(file), unquote(file))}{sign}{anchor}"


def _resolved(matter: LexborNode, name: str, moved: Mapping[str, str]) -> str:
    """The HTML of the matter with the links as they lead."""
    return re.sub(r'href="?([^">\s]*)"?', lambda match: f'href="{led(name, match[1], moved)}"', matter.html or "")


def lost(before: Built, after: Built, ours: Mapping[str, str]) -> list[str]:
    """What a site lost or what changed on it when the plugin came, a line each. `ours` are the files of policies' pages, each
    with its text in Markdown; all others are the site's own."""
    found = [f"{name}: gone" for name in _names(before.folder) if not (after.folder / name).is_file()]
    moved = {name: f"{name.removesuffix('.html')}/index.html" for name in ours if not name.endswith("/index.html")}
    for name in _pages(before.folder):
        if (after.folder / name).is_file():
            was, now = read(before.folder, name, moved), read(after.folder, moved.get(name, name))
            fault = _policy(was, now) if name in ours or name == "404.html" else _own(was, now)
            found += [f"{name}: {line}" for line in [*fault, *_beside(was, now)]]
    for name, text in ours.items():
        if missing := _plain(text) - read(after.folder, moved.get(name, name)).said:
            found.append(f"{name}: words of its own lost: {dict(missing)}")
    return found + _found(before, after, ours, moved)


def _names(folder: Path) -> Iterable[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())


def _pages(folder: Path) -> Iterable[str]:
    return (name for name in _names(folder) if name.endswith(".html"))


def _own(was: Read, now: Read) -> Iterator[str]:
    """A page of the site's own is the same, letter by letter."""
    if was.html != now.html:
        yield f"words lost {dict(was.said - now.said)}, added {dict(now.said - was.said)}"
        yield f"links lost {was.links - now.links}, added {now.links - was.links}"
    if was.head != now.head:
        yield f"head was {was.head}, is {now.head}"


def _policy(was: Read, now: Read) -> Iterator[str]:
    """The page of a policy has more, and all that it had."""
    if missing := was.said - now.said:
        yield f"words lost: {dict(missing)}"
    if missing := was.links.keys() - now.links.keys():
        yield f"links lost: {missing}; there are {now.links.keys() - was.links.keys()}"
    if missing := {name for name in was.ids - now.ids if not name.startswith("__")}:  # of tabs, which stand open here
        yield f"ids lost: {missing}"
    if missing := [tag for tag in was.head if tag not in now.head]:
        yield f"head lost {missing}; there is {now.head}"


def _beside(was: Read, now: Read) -> Iterator[str]:
    """The navigation has all that it had, in the order in which it was; what is hidden is hidden."""
    if [link for link in now.nav if link in was.nav] != was.nav:
        yield f"navigation was {was.nav}, is {now.nav}"
    if was.canonical != now.canonical:
        yield f"its address was {was.canonical}, is {now.canonical}"
    if was.hidden != now.hidden:
        yield f"hidden were {set(was.hidden)}, are {set(now.hidden)}"


def _found(before: Built, after: Built, ours: Mapping[str, str], moved: Mapping[str, str]) -> list[str]:
    """The search and the sitemap lead to each page that they led to, the search with the same words."""
    known = [{each["location"]: each for each in built.data("search/search_index.json")["docs"]} for built in (before, after)]
    known = [{led("", address, moved): entry for address, entry in entries.items()} for entries in known]
    found = [f"search: {address} lost" for address in known[0].keys() - known[1].keys()]
    pages = [{address.partition("#")[0] for address in entries} for entries in known]
    found += [
        f"search: {name} is found now"
        for name in {moved.get(name, name) for name in _pages(before.folder)} & pages[1] - pages[0]
    ]
    for address in known[0].keys() & known[1].keys():
        was, now = known[0][address], known[1][address]
        if address.partition("#")[0] not in {*ours, *moved.values()} and was["text"] != now["text"]:
            found.append(f"search: {was} became {now}")
        elif was.get("boost") != now.get("boost") or was.get("tags") != now.get("tags"):
            found.append(f"search: {was} is found by {now}")
    maps = [
        {led("", loc, moved) for loc in re.findall("<loc>[a-z]+://[^/]*/([^<]*)", built.text("sitemap.xml"))}
        for built in (before, after)
    ]
    return found + [f"sitemap: {address} lost" for address in maps[0] - maps[1]]


def _plain(text: str) -> Counter[str]:
    """The words of a text in Markdown without what stands for something else: addresses, tags, front matter."""
    body = text.partition("\n---\n")[2] if text.startswith("---\n") else text
    body = re.sub(
        r"\]\([^)]*\)|\{[^}]*\}|<[^>]*>|^\[[^]]*\]:.*$|^(?:!!!|\?\?\?).*$|^\*\[.*$|\[x\]|^\s*\|[-:| ]*$", " ", body, flags=re.M
    )
    return words(re.sub(r"^ *(?:\d+\.) ", " ", body, flags=re.M))
