"""Rules on links: those that lead to nothing, and headings that others link to and that are gone."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from inforce.checks.finding import Found
from inforce.checks.inputs.state import Compared, View
from inforce.record import dead_links as record_dead_links
from inforce.record import destinations
from inforce.record.destinations import Links
from inforce.source.policy_file import Version
from inforce.text import markdown

_HREF = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"')
_MOST = 5  # places that a finding names


def dead_links(view: View) -> Iterator[Found]:
    """Links that lead to nothing on the site, but for those to Markdown files that are not there (`links.dangling`)."""
    known, offered = _known(view), _offered(view)
    for path, text in view.living():
        for aim, message, mend in destinations.astray(text, known, view.state.paths, offered):
            yield Found("dead-link", path, record_dead_links.line(text, aim), message, mend)


def is_dead(target: str, text: Version, view: View) -> bool:
    """Whether such a link of a text leads to nothing."""
    return destinations.fault_of(target, text, _known(view), view.state.paths, ()) is not None


def _known(view: View) -> Links:
    context = view.context
    own = context.site_pages(view.state.paths)
    return destinations.of(view.state.record, own, docs_dir=context.docs_dir, root=context.site_path)


def _offered(view: View) -> list[str]:
    living = dict(view.living())
    return [policy.address for policy in view.state.record.policies if policy.path in living]


def lost_anchors(compared: Compared) -> Iterator[Found]:
    """Anchors that a change takes from a policy, though other policies or pages lead to them."""
    cited: Mapping[str, list[str]] | None = None
    for pair in compared.pairs:
        if not pair.old or not pair.new:
            continue
        kept = set(markdown.ids(pair.new.html))
        lost = [name for name in dict.fromkeys(markdown.ids(pair.old.html)) if name not in kept]
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
        for target in dict.fromkeys(record_dead_links.aims(text)):
            name, anchor = target
            if name.startswith(markdown.LINK) and anchor:
                known = f"{name.removeprefix(markdown.LINK)}#{anchor}"
                found.setdefault(known, []).append(f"{path}:{record_dead_links.line(text, target)}")
    by_address = {
        posixpath.join(view.context.docs_dir, policy.address): policy.path.removesuffix(".md")
        for policy in view.state.record.policies
    }
    for page in view.state.pages.values():
        for place, written in record_dead_links.sources(page.body):
            aimed, anchor = record_dead_links.aim(written, page.path)
            name, line = aimed.removeprefix(markdown.LINK), page.body.count("\n", 0, place) + 1
            if anchor:
                found.setdefault(f"{by_address.get(name, name)}#{anchor}", []).append(f"{page.path}:{line}")
    return found
