"""Links that lead nowhere: to a file that is not there, to a heading that a text does not have, or to one that it loses."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

from inforce import did_you_mean
from inforce.containment import contained
from inforce.problems import Problem
from inforce.record.model import Policy
from inforce.source.policy_file import Content
from inforce.text import markdown, repository_links

Aim = tuple[str, str]
_HREF = re.compile(r'\bhref="([^"]*)"')
_BARE = r"(?:[^\s()<>]|\([^\s()<>]*\))+"
_SOURCE = re.compile(  # a link in Markdown: behind its words, behind a label, or in HTML
    rf"""(?:\]\(\s*|^[ \t]*(?:>[ \t]*)*\[[^\[\]]+\]:\s*)(?:<([^<>\n]*)>|({_BARE}))"""
    r"""|\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""",
    re.M | re.I,
)
RULES = ("dead-link", "dead-anchor")
_CANNOT = "the links of this text cannot be followed"
_MOST = 12  # headings that a mend names


def dangling(
    looked_at: Sequence[Policy],
    policies: Sequence[Policy],
    file: Callable[[str], Content | None],
    exists: Callable[[str], bool],
) -> Iterator[Problem]:
    """A Problem for each dead link between Markdown files in the newest text of each policy `looked_at` that is still there.

    They may lead to all `policies`; `file` gives the newest file at a path, whose lines count; `exists` tells whether a path is
    in the repository now.
    """
    known = {policy.path.removesuffix(".md"): policy for policy in policies}
    for policy in looked_at:
        if not exists(policy.path):
            continue
        found = contained(lambda: list(_dangling(policy, known, file, exists)), policy.path, _CANNOT)  # noqa: B023
        yield from [found] if isinstance(found, Problem) else found


def _dangling(
    policy: Policy, known: Mapping[str, Policy], file: Callable[[str], Content | None], exists: Callable[[str], bool]
) -> Iterator[Problem]:
    text = policy.newest.text
    for target in dict.fromkeys(aims(text)):
        fault = _fault(target, text, known, exists)
        if fault:
            yield problem(file(policy.path) or text, target, *fault)


def targets(text: Content) -> list[str]:
    """The links of a text as they stand in its HTML."""
    return [unescape(target) for target in _HREF.findall(text.html)]


def aims(text: Content) -> list[Aim]:
    """What the links of a text lead to."""
    return [aim(target, text.path) for target in _HREF.findall(text.html)]


def aim(target: str, path: str) -> Aim:
    """What a link in the file at `path` leads to, however its letters are written: a page, "" for that of the link itself, and
    the name of a place in it, "" for none."""
    page, _, fragment = repository_links.resolve_link(unescape(target), path).partition("#")
    if page.startswith(repository_links.LINK):
        page = unquote(page.partition("?")[0])
    return page, repository_links.asked(fragment)


def file_of(target: str, path: str) -> str:
    """The path in the repository of the file that a link in the file at `path` names."""
    page, _ = aim(target, path)
    if page.startswith(repository_links.LINK):
        return f"{page.removeprefix(repository_links.LINK)}.md"
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(page.partition("?")[0])))


def _fault(target: Aim, text: Content, known: Mapping[str, Policy], exists: Callable[[str], bool]) -> tuple[str, str] | None:
    """What is wrong with a link, and the mend."""
    page, anchor = target
    path = page.removeprefix(repository_links.LINK)
    if page.startswith(repository_links.LINK) and not exists(f"{path}.md"):
        meant = did_you_mean.file(path, (name for name in known if exists(f"{name}.md")), text.path)
        written = _written(text, target)
        where = f"{path}.md" if written in ("", f"{path}.md") else f"{written} ({path}.md)"
        return f"the link leads to {where}, which is not there.", f"{meant}Correct the path, or delete the link."
    if page and not page.startswith(repository_links.LINK):
        return None
    if not anchor or (path and path not in known):
        return None
    aimed = known[path].newest.text if path else text
    there = markdown.ids(aimed.html)
    if anchor in there:
        return None
    message = f"the link leads to #{anchor}, but there is no such heading."
    near = did_you_mean.name(anchor, there)
    if near:
        return message, f"Did you mean #{near}?"
    names = [f"#{heading.id}" for heading in aimed.headings[1:]]
    more = f", and {len(names) - _MOST} more" if len(names) > _MOST + 1 else ""
    listed = ", ".join(names[: _MOST if more else None]) or "none"
    return message, f"The headings there: {listed}{more}."


def cut_off(old: Content, new: Content, others: Iterable[Content]) -> Iterator[str]:
    """What to say of each heading that a change of a text takes away or renames, though links lead to it: in the new text
    itself, or in others."""
    there = set(markdown.ids(new.html))
    page = repository_links.LINK + new.path.removesuffix(".md")
    places: dict[str, list[str]] = {}
    for text in (new, *others):
        for target in dict.fromkeys(aims(text)):
            if target[0] == page or (text is new and not target[0]):
                places.setdefault(target[1], []).append(f"{text.path}:{line(text, target)}")
    for heading in old.headings:
        if heading.id not in there and heading.id in places:
            yield (
                f"The heading “{heading.title}” is not there any more under this name, but links lead to #{heading.id}: "
                f"{', '.join(places[heading.id])}. Correct these, or keep the name behind the heading that took its place: "
                f"## New heading {{#{heading.id}}}"
            )


def problem(text: Content, target: Aim, message: str, mend: str) -> Problem:
    """The Problem of a link in a file, with every line on which it stands."""
    rule = RULES["leads to #" in message]
    lines = _lines(text, target)
    if len(lines) > 1:
        message = f"{message.removesuffix('.')} (and in line {', '.join(map(str, lines[1:]))})."
    return Problem(path=text.path, line=lines[0] if lines else 0, message=message, mend=mend, rule=rule)


def line(text: Content, target: Aim) -> int:
    """The line of the file on which a link stands first, 0 where it cannot be told."""
    return next(iter(_lines(text, target)), 0)


def _lines(text: Content, target: Aim) -> list[int]:
    """The lines of the file on which a link stands."""
    places = (place for place, _ in _sources(text.body, text.path).get(target, ()))
    return list(dict.fromkeys(text.body_line + text.body.count("\n", 0, place) for place in places))


def _written(text: Content, target: Aim) -> str:
    """A link as its author wrote it, without its heading; "" where that cannot be told."""
    return next((written.partition("#")[0] for _, written in _sources(text.body, text.path).get(target, ())), "")


@lru_cache(maxsize=64)  # each dead link of a text asks
def _sources(body: str, path: str) -> Mapping[Aim, Sequence[tuple[int, str]]]:
    """Where the links of a text stand, and what they are written as, by what they lead to."""
    found: dict[Aim, list[tuple[int, str]]] = {}
    for place, written in sources(body):
        found.setdefault(aim(written, path), []).append((place, written))
    return found


def sources(body: str) -> Iterator[tuple[int, str]]:
    """Where the links of a Markdown text stand, and what they are written as."""
    for match in _SOURCE.finditer(body):
        yield match.start(match.lastindex or 0), match[match.lastindex or 0]
