"""New files that begin like policies, and are read as none."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable

MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
ENDINGS = (*MARKDOWN, ".txt", "")  # of files that may be meant as policies, in small letters


def dated(names: Iterable[str]) -> re.Pattern[str]:
    """How a file begins like a policy: with front matter that has an effective date, which may have these names."""
    return re.compile(rf"\ufeff?-{{3,}}[ \t]*\r?\n(?:(?!---).*\n)*?[ \t]*(?:{'|'.join(map(re.escape, names))})[ \t]*:")


def meant(path: str) -> str:
    """The path under which such a file would be a policy, if its folder is one of policies."""
    stem, _ = posixpath.splitext(path)
    return posixpath.join(posixpath.dirname(path), "other-name.md") if is_readme(path) else f"{stem}.md"


def is_readme(path: str) -> bool:
    """Whether a file describes its folder, which hosts show, and is no policy by its name."""
    return posixpath.splitext(posixpath.basename(path))[0].lower() == "readme"
