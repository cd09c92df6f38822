"""The pages that list policies: all of them, those of a collection, and what changed last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import escape

from inforce.record import texts
from inforce.record.model import Policy
from inforce.record.revision import Absence, Revision
from inforce.render import site_links
from inforce.render.context import Frame, Page
from inforce.render.data import head_links
from inforce.render.day_lookup import Size
from inforce.source.commits import Commit
from inforce.text.sections import TITLE, without_title

_LATEST = 8  # changes that the home page lists


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One publication: the revisions of one date that one commit brought, and the absences that it began on that date."""

    date: date
    revisions: list[tuple[Policy, Revision]]
    absences: list[tuple[Policy, Absence]]


def front(frame: Frame) -> Page:
    """The home page of a site that has none of its own: what the policies' folder says of itself, and all policies."""
    introduction = frame.introduction("")
    title = introduction.title if introduction else frame.words.gettext("Policies")
    html = f"{_introduced(frame, '', title, '')}{home(frame)}"
    return Page(address="", title=title, html=html, head=head_links.of_site(frame, ""))


def home(frame: Frame, address: str = "") -> str:
    """The body of the list of all policies: in force since, upcoming, latest changes."""
    found = frame.record.collections(frame.order)
    alone = {name for name, policies in found.items() if len(policies) == 1}  # a collection of one goes to its text
    return frame.render(
        "home",
        address,
        alone=[policy for name in found if name in alone for policy in found[name]],
        collections=[(name, frame.title_of(name), policies) for name, policies in found.items() if name not in alone],
        policies=[policy for policies in found.values() for policy in policies],
        latest=changes(frame.record.policies)[:_LATEST],
    )


def collection(frame: Frame, name: str, sizes: Mapping[str, Mapping[str, Size]]) -> Page:
    """The page of a collection: what its folder says of itself, and its list; `sizes` as `listing` has it."""
    address, title = texts.collection_address(name), frame.title_of(name)
    html = f"{_introduced(frame, name, title, address)}\n{listing(frame, name, sizes)}"
    return Page(address=address, title=title, html=html, head=head_links.of_collection(frame, name))


def listing(frame: Frame, name: str, sizes: Mapping[str, Mapping[str, Size]]) -> str:
    """A collection's policies and its one list of revisions, by effective date, which heads each of them, newest first.

    `sizes` holds, by a policy's address and a revision's id, the size of that revision's redline.
    """
    policies = frame.record.collections(frame.order)[name]
    address = texts.collection_address(name)
    return frame.render("collection", address, policies=policies, changes=changes(policies), sizes=sizes)


def _introduced(frame: Frame, name: str, title: str, address: str) -> str:
    """The heading of a list, and what the index.md of the folder says, where that is no page of the site's own: under its own
    heading."""
    version = frame.introduction(name)
    heading = TITLE.match(version.html) if version else None
    said = site_links.with_links(without_title(version.html), address, frame.links, [version]) if version else ""
    return f"{heading[0] if heading else f'<h1>{escape(title)}</h1>'}\n{said}"


def changes(policies: Sequence[Policy]) -> list[Change]:
    """What was published, newest first: one entry for what one commit brought for one date."""
    entries: dict[tuple[int, date], Change] = {}

    def entry(commit: Commit, day: date) -> Change:
        return entries.setdefault((commit.index, day), Change(date=day, revisions=[], absences=[]))

    for policy in policies:
        for revision in policy.revisions:
            entry(revision.published, revision.date).revisions.append((policy, revision))
        for absence in policy.absences:
            entry(absence.commit, absence.since).absences.append((policy, absence))
    return [entries[key] for key in sorted(entries, reverse=True)]
