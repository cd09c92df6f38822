"""What a mistyped name most likely means: the nearest of those that there are."""

from __future__ import annotations

import difflib
import posixpath
from collections.abc import Iterable
from functools import lru_cache

_ALIKE = 0.7  # of the letters of a name: enough for a slip of the pen, too much for another word


def name(wanted: str, known: Iterable[str]) -> str:
    """The name that is nearest to one that is not there; capitals count for nothing. "" where none is near."""
    by_fold = {own.casefold(): own for own in known}
    close = _nearest(wanted.casefold(), tuple(by_fold))
    return by_fold[close] if close else ""


@lru_cache(maxsize=4096)  # a site has the same wrong link in many texts, and a branch has most of them on both sides
def _nearest(wanted: str, known: tuple[str, ...]) -> str:
    return next(iter(difflib.get_close_matches(wanted, known, n=1, cutoff=_ALIKE)), "")


def path(wanted: str, known: Iterable[str]) -> str:
    """The path whose last name is nearest to that of one that is not there, and of these the one in the nearest folder.

    Paths without endings; an index is called as its folder. "" where none is near: that they lie in one folder makes no two
    names alike.
    """
    by_name: dict[str, list[str]] = {}
    for own in known:
        by_name.setdefault(_called(own), []).append(own)
    near = name(_called(wanted), by_name) or _ends(_called(wanted), by_name)
    found = sorted(by_name[near]) if near else [""]
    return found[0] if len(found) == 1 else max(found, key=lambda own: difflib.SequenceMatcher(None, wanted, own).ratio())


def _ends(wanted: str, known: Iterable[str]) -> str:
    """The shortest name that ends in one which is not there, or in which that ends: terms-of-use, our-terms-of-use."""
    pairs = ((own, *sorted((f"-{own}".casefold(), f"-{wanted}".casefold()), key=len)) for own in known)
    found = [own for own, short, long in pairs if short != "-" and long.endswith(short)]
    return min(found, key=lambda own: (len(own), own), default="")


def _called(path: str) -> str:
    folder, _, last = path.rpartition("/")
    return posixpath.basename(folder) if folder and last.casefold() in ("index", "readme") else last


def file(wanted: str, known: Iterable[str], source: str) -> str:
    """The question whether another Markdown file was meant, as a link from the file `source`, and a space; "" for none.

    Paths without .md, but for that of `source`.
    """
    near = path(wanted, known)
    return f"Did you mean {posixpath.relpath(f'{near}.md', posixpath.dirname(source) or '.')}? " if near else ""
