"""HTML of texts for a place on the site: where its links, images and anchors lead, from a page, a disk or anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape, unescape
from urllib.parse import quote

from inforce.record.destinations import Links
from inforce.record.load import Record
from inforce.record.texts import Pair
from inforce.source.policy_file import Content
from inforce.text import markdown, repository_links

_LINK = re.compile(r'\b(data-was-)?href="(?!#|https?:)([^"]*)"')
_NOTED = re.compile(r'(\sdata-note="[^"]*?)\bpolicy:')
_PAGE = re.compile(r'(<a\b[^>]*?\shref=")([^":?#]+)(?=["?#])')
_ANCHORS = re.compile(r'\bhref="#([^"]+)"')
_IMAGE = re.compile(rf'\bsrc="{repository_links.IMAGE}([0-9a-f]+\.[a-z]+)"')


def relative(target: str, start: str) -> str:
    """The link from the page at `start` to `target`, both from the root of the site; it holds under any prefix."""
    # By hand, since posixpath.relpath takes ten times as long and there are hundreds of thousands of links.
    here, there = [part for part in start.split("/") if part], target.split("/")
    shared = next((k for k, (a, b) in enumerate(zip(here, there[:-1], strict=False)) if a != b), min(len(here), len(there) - 1))
    link = "../" * (len(here) - shared) + "/".join(there[shared:])
    return quote(link) or "./"


def image_names(record: Record) -> set[str]:
    """The images that any text shows: a blob's id with an ending."""
    versions = (v for p in record.policies for r in p.revisions for v in (r.text, *(v for _, v in r.texts)))
    return {name for version in versions for name in images(version.html)}


def image_address(name: str) -> str:
    """Where an image is published: by its content, so that older texts keep theirs."""
    return f"assets/policies/{name}"


def with_anchors(html: str, pair: Pair) -> str:
    """A redline in which a link to a heading that only one of the two texts has leads to that text's own page."""
    there = set(markdown.ids(html))
    if not (gone := {name for name in _ANCHORS.findall(html) if repository_links.asked(name) not in there}):
        return html
    home = {text.address: set(markdown.ids(text.version.html)) for text in (pair.new, pair.old)}

    def lead(match: re.Match[str]) -> str:
        if match[1] not in gone:
            return match[0]
        address = next((address for address, ids in home.items() if repository_links.asked(match[1]) in ids), "")
        return f'href="{relative(address, pair.address)}#{match[1]}"' if address else match[0]

    return _ANCHORS.sub(lead, html)


def without_anchors(html: str, pair: Pair) -> str:
    """A redline with the links that it had before `with_anchors`."""
    for text in (pair.old, pair.new):
        html = html.replace(f'href="{relative(text.address, pair.address)}#', 'href="#')
    return html


def images(html: str) -> list[str]:
    """The images that a text shows, as `image_address` takes them."""
    return _IMAGE.findall(html) if f'"{repository_links.IMAGE}' in html else []


def with_images(html: str, address: Callable[[str], str]) -> str:
    """HTML whose images lead to the address that their name is given."""
    return _IMAGE.sub(lambda match: f'src="{address(match[1])}"', html) if f'"{repository_links.IMAGE}' in html else html


def with_links(html: str, start: str, links: Links, texts: Iterable[Content] = (), *, base: str = "") -> str:
    """HTML of texts whose links lead to where these lead on the site, for the page at `start`; with a `base`, the site's
    address, from anywhere.

    A link to a file that is not on the site keeps its words and leads nowhere. Images lead to where they are published.
    """
    html = with_images(html, lambda name: relative(image_address(name), start))
    paths = tuple(dict.fromkeys(version.path for version in texts))

    def led(match: re.Match[str]) -> str:
        was, link = match[1] or "", match[2]
        lead = links.lead(unescape(link), paths)
        if lead is None:
            return match[0]
        if lead.address is None:
            return 'data-was-dead-link="true"' if was else 'data-dead-link="true"'
        rest = escape(lead.rest, quote=False).replace('"', "&quot;")
        if base:
            return f'{was}href="{base}{quote(lead.address)}{rest}"'
        is_here = rest.startswith("#") and lead.address == start
        return f'{was}href="{"" if is_here else relative(lead.address, start)}{rest}"'

    return _NOTED.sub(r"\1", _LINK.sub(led, html))  # a note names a file as people do


def with_files(html: str) -> str:
    """HTML whose links to pages name their files, so that they lead there from a disk, too."""

    def named(match: re.Match[str]) -> str:
        before, path = match.groups()
        is_page = not path.startswith("/") and path.rpartition("/")[2] in ("", ".", "..")
        return f"{before}{path.rstrip('/')}/index.html" if is_page else match[0]

    return _PAGE.sub(named, html)


def without_files(html: str) -> str:
    """HTML whose links to pages are those that a server takes."""

    def bare(match: re.Match[str]) -> str:
        before, path = match.groups()
        is_page = path.rpartition("/")[2] == "index.html"
        return before + (path.removesuffix("index.html") or "./") if is_page else match[0]

    return _PAGE.sub(bare, html)
