"""Rules on links: those that lead to nothing, and headings that others link to and that are gone."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote, urlsplit

from inforce import links, markup, nearest
from inforce.checks.found import Found
from inforce.checks.rules import BY_ID
from inforce.checks.state import Compared, Context, State, View
from inforce.version import Version

_HREF = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"')
_MOST = 5  # places that a finding names


@dataclass(frozen=True, slots=True)
class _Addresses:
    """What the site publishes, by address without a slash at the end, and the files of its folder; of the pages, those of
    policies that are still `offered`."""

    pages: frozenset[str]
    offered: Sequence[str]
    context: Context

    def has(self, address: str) -> bool:
        name = address.strip("/").removesuffix("index.html").rstrip("/")
        return name in self.pages


def dead_links(view: View) -> Iterator[Found]:
    """Links other than those between Markdown files: relative ones and those from the root of the server."""
    known = _addresses(view)
    for path, text in view.living():
        for target in dict.fromkeys(_HREF.findall(text.html)):
            aim = links.aim(target, path)
            fault = None if aim[0].startswith(markup.LINK) else _fault(unescape(target), text, view.state, known)
            if fault:
                yield Found("dead-link", path, links.line(text, aim), *fault)


def is_dead(target: str, text: Version, view: View) -> bool:
    """Whether such a link of a text leads to nothing."""
    return _fault(target, text, view.state, _addresses(view)) is not None


def _addresses(view: View) -> _Addresses:
    living = dict(view.living())
    offered = [policy.address for policy in view.state.record.policies if policy.path in living]
    return _Addresses(_published(view), offered, view.context)


def _published(view: View) -> frozenset[str]:
    found = {"", "policies.json", "feed.xml", "calendar.ics"}
    for policy in view.state.record.policies:
        for address in (policy.address, *policy.former_addresses):
            found |= {address, f"{address}/history", policy.collection}
            found |= {f"{address}/{revision.id}" for revision in policy.revisions}
    inside = f"{view.context.docs_dir}/" if view.context.docs_dir else ""
    for path in view.state.paths:
        if path.startswith(inside):
            name = path.removeprefix(inside)
            found.add(name)
            if name.endswith(".md"):
                found.add(re.sub(r"(^|/)(index|README)$", "", name.removesuffix(".md")))
    return frozenset(found)


def _fault(target: str, text: Version, state: State, known: _Addresses) -> tuple[str, str] | None:
    """What is wrong with a link, and the mend; None where nothing is, or nobody here can tell."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return f"the link {target} cannot be read.", BY_ID["dead-link"].mend
    if parts.scheme or parts.netloc or not parts.path:
        return None
    asked = unquote(parts.path)
    if asked.startswith("/"):
        return _from_root(asked, known)
    file = posixpath.normpath(posixpath.join(posixpath.dirname(text.path), asked))
    seen = posixpath.normpath(posixpath.join(known.context.address(text.path), asked))
    if known.has(seen):
        return None
    near = next((path for path in state.paths if path.casefold() in (file.casefold(), f"{file}.md".casefold())), "")
    if near.endswith(".md"):
        mend = f"Write it as {posixpath.relpath(near, posixpath.dirname(text.path) or '.')}"
        return f"the link leads to {target}, which is no file.", mend
    if file in state.paths:
        folder = known.context.docs_dir or "the folder of the site"
        mend = f"Put the file into {folder}, and link to it from the root of the site, as /{posixpath.basename(file)}"
        return f"{file} is there, but on the site the link leads to {seen}, which is not.", mend
    stem, ending = posixpath.splitext(file)
    policies = (name.removesuffix(".md") for name in state.texts) if ending in ("", ".html") else ()
    meant = nearest.file(stem, policies, text.path)
    return f"the link leads to {asked}, which is not there.", meant + BY_ID["dead-link"].mend


def _from_root(asked: str, known: _Addresses) -> tuple[str, str] | None:
    root = known.context.site_path or "/"
    if not asked.startswith(root):
        if not asked.strip("/") or not known.has(asked):
            return None  # another part of the server
        mend = f"Write {root.rstrip('/')}{asked}, or the name of the file: [Terms](../terms/terms-of-use.md)"
        return f"the link leads to {asked} on the server, but the site begins at {root}.", mend
    if known.has(asked.removeprefix(root)):
        return None
    near = nearest.path(asked.strip("/"), known.offered)
    meant = f"Did you mean {root}{near}/? " if near else ""
    mend = f"{meant}Correct the link, or delete it. If the site is only a part of that server, say so in mkdocs.yml: site_url:"
    return f"the link leads to {asked} on the server of the site, which has no such page.", mend


def lost_anchors(compared: Compared) -> Iterator[Found]:
    """Anchors that a change takes from a policy, though other policies or pages lead to them."""
    cited: Mapping[str, list[str]] | None = None
    for pair in compared.pairs:
        if not pair.old or not pair.new:
            continue
        kept = set(markup.ids(pair.new.html))
        lost = [name for name in dict.fromkeys(markup.ids(pair.old.html)) if name not in kept]
        cited = _citations(View(state=compared.after, context=compared.context)) if cited is None else cited
        names = {pair.path.removesuffix(".md"), pair.old_path.removesuffix(".md")}
        for anchor in lost:
            found = {place for name in names for place in cited.get(f"{name}#{anchor}", ())}
            places = sorted(place for place in found if not place.startswith(f"{pair.path}:"))
            if places:
                more = f" and {len(places) - _MOST} more" if len(places) > _MOST else ""
                lead = "leads" if len(places) == 1 else "lead"
                message = f"the heading #{anchor} is gone, but {', '.join(places[:_MOST])}{more} {lead} to it."
                mend = f"Keep the name behind the heading that took its place: ## New heading {{#{anchor}}}"
                yield Found("anchor-lost", pair.path, 0, message, mend)


def _citations(view: View) -> Mapping[str, list[str]]:
    """Every link to an anchor of a policy, by its path without .md and the anchor: where it stands."""
    found: dict[str, list[str]] = {}
    for path, text in view.state.texts.items():
        for target in dict.fromkeys(links.aims(text)):
            name, anchor = target
            if name.startswith(markup.LINK) and anchor:
                known = f"{name.removeprefix(markup.LINK)}#{anchor}"
                found.setdefault(known, []).append(f"{path}:{links.line(text, target)}")
    by_address = {
        posixpath.join(view.context.docs_dir, policy.address): policy.path.removesuffix(".md")
        for policy in view.state.record.policies
    }
    for page in view.state.pages.values():
        for place, written in links.sources(page.body):
            aimed, anchor = links.aim(written, page.path)
            name, line = aimed.removeprefix(markup.LINK), page.body.count("\n", 0, place) + 1
            if anchor:
                found.setdefault(f"{by_address.get(name, name)}#{anchor}", []).append(f"{page.path}:{line}")
    return found
