"""The page of a redline, and the page at an address that has moved."""

from __future__ import annotations

from collections import Counter

from markupsafe import Markup

from inforce import site
from inforce.redline import Redline
from inforce.render.frame import Frame, Page, environment


def redline(frame: Frame, pair: site.Pair, made: Redline) -> Page:
    """The page of a comparison."""
    old, new = frame.name_of(pair.old), frame.name_of(pair.new)
    title = f"{pair.new.version.title}: {old} → {new}"
    between = [
        revision
        for revision in pair.new.policy.revisions
        if pair.old.revision.order < revision.order <= pair.new.revision.order
    ]
    html = frame.render(
        "compare",
        pair.address,
        policy=pair.new.policy,
        pair=pair,
        redline=made,
        body=Markup(site.with_links(site.with_anchors(made.html, pair), pair.address, frame.links)),
        between=between,
        kinds=[_kinds(made, section.title, section.id) for section in made.sections],
        neighbours=_neighbours(pair),
    )
    return Page(address=pair.address, title=title, html=html)


def not_here(frame: Frame, redirect: site.Redirect) -> str:
    """A whole document that leads from an old address to the one that holds now."""
    target = site.relative(redirect.target, redirect.address)
    return (
        environment(frame.words)
        .get_template("redirect.html")
        .render(target=target, locale=frame.words.locale.replace("_", "-"))
    )


def _kinds(made: Redline, title: str, anchor: str) -> str:
    """What happened in a section: 2 replaced, 1 moved."""
    found = Counter(c.kind for c in made.changes if (c.section, c.section_id) == (title, anchor))
    return ", ".join(f"{count} {kind}" for kind, count in found.items())


def _neighbours(pair: site.Pair) -> tuple[site.Pair | None, site.Pair | None]:
    """The redline that brought the older text, and the one that follows the newer text."""
    policy, old, new = pair.old.policy, pair.old.revision, pair.new.revision
    if pair.new.correction is not None:
        return None, None
    follows = next((r for r in policy.revisions[new.order + 1 :] if policy.predecessor(r) is new), None)
    return site.change_of(policy, old), site.change_of(policy, follows) if follows else None
