"""Headings that other pages link to, and that were renamed or deleted."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from inforce.checks.finding import Found
from inforce.checks.inputs.state import Compared, View
from inforce.checks.rule import Rule
from inforce.record import dead_links
from inforce.text import markdown, repository_links

RULE = Rule(
    id="anchor-lost",
    title="A heading that other pages link to was renamed or deleted.",
    explains="Other people link to the section by the name of its heading, in e-mails and contracts, too.",
    mend="Keep the old name after the new heading: ## New heading {#old-name}",
    default="error",
    compares=True,
)
_MOST = 5  # places that a finding names


def on_changes(compared: Compared) -> Iterator[Found]:
    """Anchors that a change takes from a policy, though other policies or pages lead to them."""
    cited: Mapping[str, list[str]] | None = None
    for pair, old, new in compared.both():
        kept = set(markdown.ids(new.html))
        lost = [name for name in dict.fromkeys(markdown.ids(old.html)) if name not in kept]
        cited = _citations(View(state=compared.after, context=compared.context)) if cited is None else cited
        names = {pair.path.removesuffix(".md"), pair.old_path.removesuffix(".md")}
        for anchor in lost:
            found = {place for name in names for place in cited.get(f"{name}#{anchor}", ())}
            places = sorted(place for place in found if not place.startswith(f"{pair.path}:"))
            if places:
                more = f" and {len(places) - _MOST} more" if len(places) > _MOST else ""
                lead = "leads" if len(places) == 1 else "lead"
                message = f"the heading #{anchor} is gone, but {', '.join(places[:_MOST])}{more} {lead} to it."
                mend = f"Keep the name after the new heading: ## New heading {{#{anchor}}}"
                yield RULE.found(pair.path, 0, message, mend)


def _citations(view: View) -> Mapping[str, list[str]]:
    """Every link to an anchor of a policy, by its path without .md and the anchor: where it stands."""
    found: dict[str, list[str]] = {}
    for path, text in view.state.texts.items():
        for target in dict.fromkeys(dead_links.aims(text)):
            name, anchor = target
            if name.startswith(repository_links.LINK) and anchor:
                known = f"{name.removeprefix(repository_links.LINK)}#{anchor}"
                found.setdefault(known, []).append(f"{path}:{dead_links.line(text, target)}")
    by_address = {
        posixpath.join(view.context.docs_dir, policy.address): policy.path.removesuffix(".md")
        for policy in view.state.record.policies
    }
    for page in view.state.pages.values():
        for place, written in dead_links.sources(page.body):
            aimed, anchor = dead_links.aim(written, page.path)
            name, line = aimed.removeprefix(repository_links.LINK), page.body.count("\n", 0, place) + 1
            if anchor:
                found.setdefault(f"{by_address.get(name, name)}#{anchor}", []).append(f"{page.path}:{line}")
    return found
