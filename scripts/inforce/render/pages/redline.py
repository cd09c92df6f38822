"""The page of a redline, and the page at an address that has moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from inforce.i18n import Words
from inforce.record import redirects, texts
from inforce.record.model import Policy
from inforce.record.revision import Revision
from inforce.redline import Redline, SectionChange
from inforce.render import redline_html, site_links
from inforce.render.context import Frame, Page, asset, environment, skip_link
from inforce.render.data import head_links
from inforce.render.redline_html import shown

MOVED = "moved.js"  # what pages at old addresses run: the same for all of them, so that their policy allows it by one hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What changed under one heading, and the address of its first change."""

    change: SectionChange
    first: str


def redline(frame: Frame, pair: texts.Pair, made: Redline) -> Page:
    """The page of a comparison."""
    old, new = frame.name_of(pair.old), frame.name_of(pair.new)
    title = f"{pair.new.version.title}: {old} → {new}"
    between = pair.new.policy.revisions[pair.old.revision.order + 1 : pair.new.revision.order + 1]
    html = frame.render(
        "compare",
        pair.address,
        policy=pair.new.policy,
        between=between,
        note=lambda revision: _note(frame, pair.new.policy, revision),
        neighbours=_neighbours(pair),
        **matter(frame, pair, made),
    )
    skip = skip_link("inforce-start", frame.words.gettext("Skip to the redline"))
    return Page(address=pair.address, title=title, html=html, head=head_links.of_redline(frame, pair), skip=skip)


def matter(frame: Frame, pair: texts.Pair, made: Redline) -> Mapping[str, object]:
    """What the templates of a redline and its legend ask for."""
    return {
        "pair": pair,
        "redline": made,
        "body": Markup(_body(frame, pair, made)),
        "sections": sections(made),
        "occurring": {change.kind for change in made.changes},
        "legend": redline_html.legend(frame.words),
        "toolbar": _same(frame.words, "toolbar"),
        "here": _same(frame.words, "here"),
    }


def not_here(frame: Frame, redirect: redirects.Redirect, *, index: str = "") -> str:
    """A whole document that leads from an old address to the one that holds now, with the name of its file behind it."""
    target = site_links.relative(redirect.target + index, redirect.address.rpartition("/")[0])
    template = environment(frame.words).get_template("redirect.html")
    return template.render(target=target, language=frame.words.language, script=Markup(asset(MOVED)))


def sections(made: Redline) -> Sequence[Section]:
    """The changed sections in order."""
    first: dict[tuple[str, str], str] = {}
    for change in made.changes:
        first.setdefault((change.section, change.section_id), change.id)
    return [Section(change=section, first=first[section.title, section.id]) for section in made.sections]


@cache
def _same(words: Words, name: str) -> Markup:
    """What is the same on the page of every redline, so that it is rendered once."""
    return Markup(environment(words).get_template(f"redline-{name}.html").render())


def _note(frame: Frame, policy: Policy, revision: Revision) -> Markup:
    key = ("note", policy.address, revision.id)
    if key not in frame.pieces:
        anywhere = texts.compare_address(policy, "old", "new")  # all redlines of a policy lie as deep as this
        frame.pieces[key] = frame.render("note", anywhere, policy=policy, revision=revision).strip()
    return Markup(frame.pieces[key])


def _body(frame: Frame, pair: texts.Pair, made: Redline) -> str:
    """The redline with its links, its words and its directions as they are on this site, below the heading of the page."""
    html = site_links.with_anchors(site_links.with_links(made.html, pair.address, frame.links, pair.versions), pair)
    return shown(frame.words, html.replace("<h1", '<h1 aria-level="2"'))


def _neighbours(pair: texts.Pair) -> tuple[texts.Pair | None, texts.Pair | None]:
    """The redline that brought the older text, and the one that follows the newer text."""
    policy, old, new = pair.old.policy, pair.old.revision, pair.new.revision
    if pair.new.correction is not None:
        return None, None
    follows = next((r for r in policy.revisions[new.order + 1 :] if policy.predecessor(r) is new), None)
    return texts.change_of(policy, old), texts.change_of(policy, follows) if follows else None
