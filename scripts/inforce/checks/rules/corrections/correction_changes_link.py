"""Corrections that lead a link to another page, host or heading, and not to what was meant all along; and other pictures."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from inforce.checks.finding import Found
from inforce.checks.inputs.edits import Passage
from inforce.checks.inputs.state import Compared, State, View
from inforce.checks.rule import Rule
from inforce.checks.rules.corrections import corrected
from inforce.checks.rules.corrections.corrected import Correction
from inforce.checks.rules.links import targets
from inforce.record import dead_links
from inforce.redline.sequences import changed
from inforce.source.policy_file import Content
from inforce.text import markdown
from inforce.text.repository_links import LINK, asked

RULE = Rule(
    id="correction-changes-link",
    title="A correction changes where a link leads, or which picture is shown.",
    explains="What a text refers to is part of it. Another page, site or heading may say something else, and so may another "
    "picture: no rule can read it. A link that led nowhere may be put right. Links to other sites are not followed.",
    mend="If the old address was dead, the new one has the same text, or the picture says the same, you need not do "
    "anything. Otherwise give the text a new effective_date: and change_note:.",
    default="warning",
    compares=True,
)
_LANGUAGE = re.compile(r"^/[a-z]{2}(?:-[A-Za-z]{2})?(?=/)")


def on_changes(compared: Compared) -> Iterator[Found]:
    """Each such link and picture of a correction."""
    for correction in corrected.of(compared):
        for message in _elsewhere(correction, compared):
            yield RULE.found(correction.path, correction.line, message)


def _elsewhere(correction: Correction, compared: Compared) -> Iterator[str]:
    """What to say of each link that leads elsewhere, though where it led is still there, and of pictures."""
    _, _, old, new, passages = correction
    if any(passage.old_images != passage.new_images for passage in passages):
        yield "this correction adds, removes or replaces a picture, which no rule can read."
    views = [View(state=state, context=compared.context) for state in (compared.before, compared.after)]
    for was, now in dict.fromkeys(pair for passage in passages for pair in _replaced(passage)):
        same = _is_same(was, now) or _is_itself(was, now, old) or _is_itself(now, was, new)
        if not same and all(_is_there(was, text, view) for text, view in zip((old, new), views, strict=True)):
            yield f"this correction makes a link lead to {_named(now)}; before, it led to {_named(was)}."


def _replaced(passage: Passage) -> Iterator[tuple[str, str]]:
    """The targets that gave way to others in a passage, each with the one in its place: first those behind the same words, then
    what is left, where as many went as came. Else links came or went, and none can be said to lead elsewhere."""
    old, new = ([target for target, _ in links] for links in (passage.old_links, passage.new_links))
    for a, b, c, d in changed(old, new):
        if a == b or c == d:
            continue
        gone, come = list(passage.old_links[a:b]), list(passage.new_links[c:d])
        for link in tuple(gone):
            other = next((candidate for candidate in come if candidate[1].casefold() == link[1].casefold()), None)
            if other:
                gone.remove(link)
                come.remove(other)
                yield link[0], other[0]
        if len(gone) == len(come):
            yield from zip((target for target, _ in gone), (target for target, _ in come), strict=True)


def _is_itself(short: str, full: str, text: Content) -> bool:
    """Whether a link to a heading of its own text is the same as one by the address of that text's page."""
    parts = _split(full)
    if parts is None or not short.startswith("#") or asked(parts.fragment) != asked(short[1:]):
        return False
    page, name = (posixpath.splitext(posixpath.basename(path.rstrip("/")))[0] for path in (parts.path, text.path))
    return page != "" and f"-{name}".endswith(f"-{page}")


def _is_same(was: str, now: str) -> bool:
    """Whether two targets are one page: with or without www, a slash at the end, a language or the host, in capitals or not, by
    http or https."""
    old, new = _split(was), _split(now)
    if not old or not new or any(parts.scheme not in ("", "http", "https") for parts in (old, new)):
        return was == now
    hosts = {parts.netloc.casefold().removeprefix("www.") for parts in (old, new)} - {""}
    return len(hosts) < 2 and _page(old) == _page(new)


def _page(parts: SplitResult) -> tuple[str, str, str]:
    return _LANGUAGE.sub("", parts.path).rstrip("/").casefold(), parts.query, asked(parts.fragment)


def _split(target: str) -> SplitResult | None:
    try:
        return urlsplit(target)
    except ValueError:
        return None


def _is_there(target: str, text: Content, view: View) -> bool:
    """Whether a link leads to something, as far as anyone here can tell."""
    if _split(target) is None:
        return False
    page, anchor = dead_links.aim(target, text.path)
    if page.startswith(LINK):
        return _has(view.state, f"{page.removeprefix(LINK)}.md", anchor)
    if not page:
        return not anchor or anchor in markdown.ids(text.html)
    return not targets.is_dead(target, text, view)


def _has(state: State, path: str, anchor: str) -> bool:
    text, page = state.texts.get(path), state.pages.get(path)
    if not anchor or path not in state.paths:
        return path in state.paths
    return (text is not None and anchor in markdown.ids(text.html)) or (page is not None and anchor in page.ids)


def _named(target: str) -> str:
    """A target as its author would write it."""
    if not target.startswith(LINK):
        return target
    file, hash_, anchor = target.removeprefix(LINK).partition("#")
    return f"{posixpath.basename(file)}.md{hash_}{anchor}"
