"""Links that lead nowhere: to a file that is not there, to a heading that a text does not have, or to one that it loses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from inforce import markup, nearest
from inforce.policy import Policy
from inforce.problems import Problem
from inforce.version import Version

_HREF = re.compile(r'\bhref="([^"]*)"')
_SOURCE = re.compile(r"""(?:\]\(\s*<?|^\[[^\]]+\]:\s*<?|href=["'])([^)\s>"']+)""", re.M)  # a link in Markdown
_ID = re.compile(r'\sid="([^"]*)"')
_MOST = 12  # headings that a mend names


def dangling(policies: Sequence[Policy], files: Mapping[str, Version], exists: Callable[[str], bool]) -> Iterator[Problem]:
    """A Problem for each dead link between Markdown files in the newest text of each policy that is still there.

    `files` are the newest ones by path, whose lines count; `exists` tells whether a path is in the repository now.
    """
    newest = {policy.path.removesuffix(".md"): policy.newest.text for policy in policies}
    for policy in policies:
        if not exists(policy.path):
            continue
        text = policy.newest.text
        for target in dict.fromkeys(_HREF.findall(text.html)):
            fault = _fault(target, text, newest, exists)
            if fault:
                yield _problem(files.get(policy.path, text), target, *fault)


def _fault(target: str, text: Version, newest: Mapping[str, Version], exists: Callable[[str], bool]) -> tuple[str, str] | None:
    """What is wrong with a link, and the mend."""
    path, _, anchor = target.removeprefix(markup.LINK).partition("#")
    if target.startswith(markup.LINK) and not exists(f"{path}.md"):
        meant = nearest.file(path, (name for name in newest if exists(f"{name}.md")), text.path)
        written = _written(text, target)
        where = f"{path}.md" if written in ("", f"{path}.md") else f"{written} ({path}.md)"
        return f"the link leads to {where}, which is not there.", f"{meant}Correct the path, or delete the link."
    if not target.startswith((markup.LINK, "#")):
        return None
    aim = newest.get(path) if path else text
    there = _ID.findall(aim.html) if aim else []
    if not anchor or aim is None or anchor in there:
        return None
    message = f"the link leads to #{anchor}, but there is no such heading."
    near = nearest.name(anchor, there)
    if near:
        return message, f"Did you mean #{near}?"
    names = [f"#{heading.id}" for heading in aim.headings if heading.level > 1]
    more = f", and {len(names) - _MOST} more" if len(names) > _MOST + 1 else ""
    known = ", ".join(names[: _MOST if more else None]) or "none"
    return message, f"The headings there: {known}{more}."


def cut_off(old: Version, new: Version, others: Iterable[Version]) -> Iterator[str]:
    """What to say of each heading that a change of a text takes away or renames, though links lead to it: in the new text
    itself, or in others."""
    there = set(_ID.findall(new.html))
    name = markup.LINK + new.path.removesuffix(".md")
    others = list(others)
    for heading in old.headings:
        if heading.id in there:
            continue
        places = [f"{text.path}:{_line(text, target)}" for text, target in _leading_to(heading.id, name, new, others)]
        if places:
            yield (
                f"The heading “{heading.title}” is not there any more under this name, but links lead to #{heading.id}: "
                f"{', '.join(places)}. Correct these, or keep the name behind the heading that took its place: "
                f"## New heading {{#{heading.id}}}"
            )


def _leading_to(anchor: str, name: str, own: Version, others: Sequence[Version]) -> Iterator[tuple[Version, str]]:
    for text in (own, *others):
        for target in (*([f"#{anchor}"] if text is own else []), f"{name}#{anchor}"):
            if target in _HREF.findall(text.html):
                yield text, target


def _problem(text: Version, target: str, message: str, mend: str) -> Problem:
    rule = "dead-anchor" if "#" in message else "dead-link"
    lines = _lines(text, target)
    if len(lines) > 1:
        message = f"{message.removesuffix('.')} (and in line {', '.join(map(str, lines[1:]))})."
    return Problem(path=text.path, line=lines[0] if lines else 0, message=message, mend=mend, rule=rule)


def _line(text: Version, target: str) -> int:
    """The line of the file on which a link stands first, 0 where it cannot be told."""
    return next(iter(_lines(text, target)), 0)


def _lines(text: Version, target: str) -> list[int]:
    """The lines of the file on which a link stands."""
    places = (match.start(1) for match in _sources(text, target))
    return list(dict.fromkeys(text.body_line + text.body.count("\n", 0, place) for place in places))


def _written(text: Version, target: str) -> str:
    """A link as its author wrote it, without its heading; "" where that cannot be told."""
    first = next(_sources(text, target), None)
    return first[1].partition("#")[0] if first else ""


def _sources(text: Version, target: str) -> Iterator[re.Match[str]]:
    return (match for match in _SOURCE.finditer(text.body) if markup.resolve_link(match[1], text.path) == target)
