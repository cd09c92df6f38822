"""Where the links of a correction led and lead: to another page, host or heading, or to what was meant all along."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from urllib.parse import SplitResult, unquote, urlsplit

from inforce import markup
from inforce.checks import targets
from inforce.checks.edits import Passage
from inforce.checks.state import Compared, State, View
from inforce.version import Version

RULE = "correction-changes-link"
_LANGUAGE = re.compile(r"^/[a-z]{2}(?:-[A-Za-z]{2})?(?=/)")
_ID = re.compile(r'\sid="([^"]*)"')


def elsewhere(changed: Sequence[Passage], old: Version, new: Version, compared: Compared) -> Iterator[str]:
    """What to say of each link that leads elsewhere, though where it led is still there."""
    views = [View(state=state, context=compared.context) for state in (compared.before, compared.after)]
    for was, now in dict.fromkeys(pair for passage in changed for pair in _replaced(passage)):
        if not _is_same(was, now) and all(_is_there(was, text, view) for text, view in zip((old, new), views, strict=True)):
            yield f"this correction leads a link to {_named(now)}, which led to {_named(was)}."


def _replaced(passage: Passage) -> Iterator[tuple[str, str]]:
    """The targets that gave way to others in a passage, each with the one in its place."""
    old, new = ([target for target, _ in links] for links in (passage.old_links, passage.new_links))
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "replace":
            yield from zip(old[a:b], new[c:d], strict=False)


def _is_same(was: str, now: str) -> bool:
    """Whether two targets are one page: with or without www, a slash at the end, a language or the host, by http or https."""
    old, new = _split(was), _split(now)
    if not old or not new or any(parts.scheme not in ("", "http", "https") for parts in (old, new)):
        return was == now
    hosts = {parts.netloc.casefold().removeprefix("www.") for parts in (old, new)} - {""}
    one, other = ((_LANGUAGE.sub("", parts.path).rstrip("/"), parts.query, parts.fragment) for parts in (old, new))
    return len(hosts) < 2 and one == other


def _split(target: str) -> SplitResult | None:
    try:
        return urlsplit(target)
    except ValueError:
        return None


def _is_there(target: str, text: Version, view: View) -> bool:
    """Whether a link leads to something, as far as anyone here can tell."""
    parts = _split(target)
    if parts is None:
        return False
    if target.startswith(markup.LINK):
        file, _, anchor = target.removeprefix(markup.LINK).partition("#")
        return _has(view.state, f"{file}.md", anchor)
    if not parts.scheme and not parts.netloc and not parts.path:
        return not parts.fragment or unquote(parts.fragment) in _ID.findall(text.html)
    return not targets.is_dead(target, text, view)


def _has(state: State, path: str, anchor: str) -> bool:
    text, page = state.texts.get(path), state.pages.get(path)
    if not anchor or path not in state.paths:
        return path in state.paths
    return (text is not None and anchor in _ID.findall(text.html)) or (page is not None and anchor in page.ids)


def _named(target: str) -> str:
    """A target as its author would write it."""
    if not target.startswith(markup.LINK):
        return target
    file, hash_, anchor = target.removeprefix(markup.LINK).partition("#")
    return f"{posixpath.basename(file)}.md{hash_}{anchor}"
