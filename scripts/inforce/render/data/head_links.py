"""What the head of a page says to machines: how texts follow each other (RFC 5829, RFC 7089), feeds, data, schema.org.

Links in pages are relative, as HTML allows, so that they hold under any prefix. What leaves the site (feeds, TimeMaps, JSON-LD)
carries whole URLs where the operator states a `site_url`.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from email.utils import format_datetime
from html import escape
from zoneinfo import ZoneInfo

from inforce.record import texts
from inforce.record.model import Policy
from inforce.record.revision import Revision
from inforce.render import site_links
from inforce.render.context import Frame
from inforce.render.data import addresses
from inforce.render.data.events import begin
from inforce.render.notes import noted

# The space is not meant for readers of HTML: Material takes a link whose rel is this word alone for the site in another
# language, and asks for a sitemap beside it.
_ALTERNATE = "alternate "
_ATOM = "application/atom+xml"
_JSON = "application/json"
_LINKS = "application/link-format"


def of_site(frame: Frame, address: str = "") -> str:
    """The head of a page that lists all policies."""
    return _Head(frame, address).feed("", frame.name).data("policies.json").html


def of_collection(frame: Frame, collection: str) -> str:
    """The head of a collection's page."""
    return _Head(frame, texts.collection_address(collection)).feed(collection, frame.title_of(collection)).html


def of_policy(frame: Frame, policy: Policy, before: Revision | None, after: Revision | None) -> str:
    """The head of a policy's own page, with the revisions before and after the shown one that stand."""
    revision = policy.last_in_force(frame.today)
    head = _Head(frame, texts.policy_address(policy))
    head.link("version-history", texts.history_address(policy))
    head.neighbours(policy, before, after).time_map(policy).feed(policy.address, revision.text.title)
    head.data(texts.history_address(policy) + "history.json")
    return head.html + _document(frame, texts.text(revision, policy), texts.policy_address(policy))


def of_text(frame: Frame, item: texts.Text, before: Revision | None, after: Revision | None) -> str:
    """The head of a revision, or of one of its states, with the revisions before and after it that stand."""
    policy = item.policy
    head = _Head(frame, item.address)
    head.link("latest-version", texts.policy_address(policy)).link("version-history", texts.history_address(policy))
    if item.correction is None:
        head.neighbours(policy, before, after)
        spans = policy.intervals(item.revision)
        if spans and spans[0].start <= frame.today:
            head.original(policy)
    return head.html + _document(frame, item, item.address)


def of_history(frame: Frame, policy: Policy) -> str:
    """The head of a policy's history."""
    address = texts.history_address(policy)
    head = _Head(frame, address).link("latest-version", texts.policy_address(policy)).time_map(policy)
    return head.feed(policy.address, policy.title(frame.today)).data(address + "history.json").html


def of_redline(frame: Frame, pair: texts.Pair) -> str:
    """The head of a redline."""
    head = _Head(frame, pair.address).link("version-history", texts.history_address(pair.new.policy))
    return head.data(addresses.redline_data(pair)).html


class _Head:
    """The links of one page, in order."""

    def __init__(self, frame: Frame, address: str) -> None:
        self._frame = frame
        self._address = address
        self.html = ""

    def link(self, relation: str, target: str, kind: str = "", title: str = "") -> _Head:
        """One link; `kind` is the media type of what it leads to."""
        more = (f' type="{kind}"' if kind else "") + (f' title="{escape(title)}"' if title else "")
        self.html += f'<link rel="{relation}" href="{escape(site_links.relative(target, self._address))}"{more}>'
        return self

    def feed(self, place: str, title: str) -> _Head:
        """The feed to follow."""
        return self.link(_ALTERNATE, addresses.feed(place), _ATOM, title)

    def data(self, target: str) -> _Head:
        """The same for programs."""
        return self.link(_ALTERNATE, target, _JSON)

    def neighbours(self, policy: Policy, before: Revision | None, after: Revision | None) -> _Head:
        """The revisions before and after one, of those that were, are or will be in force."""
        if before:
            self.link("predecessor-version", texts.text(before, policy).address)
        return self.link("successor-version", texts.text(after, policy).address) if after else self

    def time_map(self, policy: Policy) -> _Head:
        """The TimeMap, which there is where the site knows its address."""
        return self.link("timemap", addresses.time_map(policy), _LINKS) if self._frame.url else self

    def original(self, policy: Policy) -> _Head:
        """Of a Memento: what it is a state of."""
        return self.link("original", texts.policy_address(policy)).time_map(policy)


def mementos(frame: Frame, policy: Policy) -> list[tuple[date, Revision]]:
    """The revisions that are or were in force, each with the first day on which it was, in the order of these days."""
    found = [(spans[0].start, r) for r in policy.revisions if (spans := policy.intervals(r)) and spans[0].start <= frame.today]
    return sorted(found, key=lambda item: (item[0], item[1].order))


def time_map(frame: Frame, policy: Policy) -> str:
    """The TimeMap of a policy in application/link-format (RFC 6690): every text that was in force, and since when."""
    found = [(begin(day, ZoneInfo(frame.timezone)), revision) for day, revision in mementos(frame, policy)]
    own = f'<{addresses.full(frame, addresses.time_map(policy))}>; rel="self"; type="{_LINKS}"'
    if found:
        first, last = (format_datetime(found[k][0], usegmt=True) for k in (0, -1))
        own += f'; from="{first}"; until="{last}"'
    lines = [f'<{addresses.full(frame, texts.policy_address(policy))}>; rel="original"', own]
    for k, (moment, revision) in enumerate(found):
        relation = ("first " if k == 0 else "") + ("last " if k == len(found) - 1 else "") + "memento"
        address = addresses.full(frame, texts.text(revision, policy).address)
        lines.append(f'<{address}>; rel="{relation}"; datetime="{format_datetime(moment, usegmt=True)}"')
    return ",\n".join(lines) + "\n"


def _document(frame: Frame, item: texts.Text, address: str) -> str:
    """schema.org's words for a text."""
    policy, revision, version = item.policy, item.revision, item.version
    spans = policy.intervals(revision)
    known: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "DigitalDocument",
        "@id": _url(frame, address, address),
        "url": _url(frame, address, address),
        "name": version.title,
        "version": item.name,
        "datePublished": revision.published.published.isoformat(),
        "dateModified": version.commit.published.isoformat(),
        "temporalCoverage": [_covered(span.start, span.end) for span in spans],
        "creativeWorkStatus": _status(frame, policy, revision),
        "identifier": f"sha256:{version.fingerprint}",
        "publisher": {"@type": "Organization", "name": frame.name} if frame.name else None,
        "isPartOf": {"@type": "Collection", "name": frame.title_of(policy.collection)},
    }
    if address != texts.policy_address(policy):
        known["exampleOfWork"] = {"@type": "DigitalDocument", "@id": _url(frame, texts.policy_address(policy), address)}
    if item.correction is None and revision.note:
        known["description"] = noted(frame.words, revision)
    made = json.dumps({key: value for key, value in known.items() if value}, ensure_ascii=False)
    made = made.replace("<", "\\u003c")  # nothing in it can end the script
    return f'<script type="application/ld+json">{made}</script>'


def _url(frame: Frame, target: str, start: str) -> str:
    """Relative to the page where the operator states no `site_url`, as JSON-LD allows."""
    return addresses.full(frame, target) if frame.url else site_links.relative(target, start)


def _covered(start: date, end: date | None) -> str:
    """ISO 8601: the first and the last day, or no last one."""
    return f"{start}/{end - timedelta(days=1) if end else '..'}"


def _status(frame: Frame, policy: Policy, revision: Revision) -> str:
    """What a revision is on the day of the build, in English for programs."""
    if revision.withdrawn:
        return "Withdrawn"
    if revision is policy.in_force(frame.today):
        return "In force"
    return "Upcoming" if revision in policy.upcoming(frame.today) else "Not in force"
