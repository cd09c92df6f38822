"""Links and images that lead to files of the repository: other policies, and images by their content."""

from __future__ import annotations

import html
import posixpath
import re
import unicodedata
from collections.abc import Callable
from urllib.parse import SplitResult, unquote, urlsplit

LINK = "policy:"  # scheme of a link to another policy file, followed by its path in the repository without .md (see _SIGNS)
_SIGNS = str.maketrans({"%": "%25", "#": "%23", "?": "%3F"})  # which would end the path of a link, or begin an escape
IMAGE = "asset:"  # scheme of an image: before `with_images` its path in the repository, then its blob and ending
_OWN_IMAGE = re.compile(rf'(<img\b[^>]*?\bsrc="){IMAGE}([^"]*)("[^>]*>)')
IMAGE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")  # not .svg, which may hold scripts
ALT = re.compile(r'\balt="([^"]*)"')


def asked(fragment: str) -> str:
    """The name of the place that a fragment asks for, however its letters are written."""
    return unicodedata.normalize("NFC", unquote(html.unescape(fragment)))


def resolve_link(target: str, path: str) -> str:
    """`policy:` and the path of the file (without .md) that a relative link in the file at `path` names; else the link."""
    parts = relative(target)
    if not parts or not parts.path.endswith(".md"):
        return target
    file = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
    query, fragment = (f"?{parts.query}" if parts.query else ""), (f"#{parts.fragment}" if parts.fragment else "")
    return f"{link_to(file.removesuffix('.md'))}{query}{fragment}"


def link_to(file: str) -> str:
    """`policy:` and the path of a file in the repository without .md."""
    return LINK + file.translate(_SIGNS)


def relative(target: str) -> SplitResult | None:
    """A link taken apart, if it leads to a file beside the one it stands in."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    outside = parts.scheme or parts.netloc or parts.path.startswith(("/", "\\")) or not parts.path
    return None if outside else parts


def with_images(markup: str, blob_of: Callable[[str], str]) -> tuple[str, list[str]]:
    """HTML whose images are named by content: `asset:` and the blob's id with the file's ending.

    `blob_of` gives the blob of a path in the repository, "" where it is not there. Returns the HTML and the paths that
    cannot be shown: their words stand in their place.
    """
    missing: list[str] = []

    def name(match: re.Match[str]) -> str:
        path = html.unescape(match[2])
        ending = posixpath.splitext(path)[1].lower()
        blob = blob_of(path) if ending in IMAGE_ENDINGS else ""
        if blob:
            return f"{match[1]}{IMAGE}{blob}{ending}{match[3]}"
        missing.append(path)
        alt = ALT.search(match[0])
        return alt[1] if alt else ""

    return (_OWN_IMAGE.sub(name, markup) if f'src="{IMAGE}' in markup else markup), missing
