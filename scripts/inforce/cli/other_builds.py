"""A built folder in which the plugin had no part: that it is one, and what has made it instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from inforce.cli import folders
from inforce.problems import UserError
from inforce.render.context import ZONE
from inforce.render.data import manifest
from inforce.render.data.manifest import Manifest

_HEAD = 64 * 1024  # bytes of a page, which hold its head
_LONGEST = 80  # letters of a generator's name


def refuse_without_manifest(folder: Path) -> None:
    """Raise UserError where a folder holds a site, and none that the plugin made: so many faults would hide the one."""
    if (folder / manifest.FILE).exists():
        return
    pages = dict(_pages(folder, sorted(folder.rglob("*.html"), key=lambda file: (len(file.parts), file))))
    if pages and not any(_is_ours(page) for page in pages.values()):
        raise UserError(_told(folder, pages, f"there is no {manifest.FILE}, and "))


def refuse_written_over(folder: Path, made: Manifest) -> None:
    """Raise UserError where something else has written its pages over those that the plugin made."""
    files = [folder / address for address, entry in sorted(made.files.items()) if entry.permanent and address.endswith(".html")]
    pages = dict(_pages(folder, files))
    others = {name: page for name, page in pages.items() if not _is_ours(page) and _generator(page)}
    if others:
        raise UserError(_told(folder, others, f"of {len(pages)} pages of policies, {len(others)} are not its own: "))


def _pages(folder: Path, files: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """The beginnings of pages by their addresses."""
    for file in files:
        if file.is_file() and not file.is_symlink():
            with file.open("rb") as page:
                yield file.relative_to(folder).as_posix(), page.read(_HEAD)


def _is_ours(page: bytes) -> bool:
    return f'name="{ZONE}"'.encode() in page


def _generator(page: bytes) -> str:
    found = LexborHTMLParser(page).css_first('meta[name="generator" i]')
    return folders.harmless((found and found.attributes.get("content")) or "").strip()[:_LONGEST]


def _told(folder: Path, pages: Mapping[str, bytes], what: str) -> str:
    name, by = next(((name, by) for name, page in pages.items() if (by := _generator(page))), (next(iter(pages)), ""))
    said = f"{folders.harmless(name)} says that {by} made it" if by else f"{folders.harmless(name)} does not say what made it"
    mend = (
        "Name inforce among the plugins in mkdocs.yml, without enabled: false, and build the site again: mkdocs build"
        if by.startswith("mkdocs")
        else "Build it with what runs plugins of MkDocs 1: mkdocs build, or properdocs build"
    )
    return f"{folder} was built without the plugin inforce, so that it is not the record ({what}{said}). {mend}"
