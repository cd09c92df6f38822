"""Atom feeds (RFC 4287) of the site, its collections and its policies."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from heapq import merge
from itertools import islice
from urllib.parse import urljoin

from markupsafe import Markup, escape

from inforce.record import texts as record_texts
from inforce.record.model import Policy
from inforce.redline import Redline
from inforce.render import redline_html, site_links
from inforce.render.context import Frame, in_words
from inforce.render.data import addresses
from inforce.render.data.events import Event, events, newest_first
from inforce.render.data.feed_passages import passages

MOST = 30  # entries of a feed
FULL = 256_000  # characters of content after which the older entries of a feed go without their passages
STYLE = "assets/inforce/feed.css"  # browsers show a feed as raw XML without one
_ATOM = "http://www.w3.org/2005/Atom"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ROOT = "http://root.invalid/"  # stands for the root of the site while links are resolved
_HERE = "<!--passages-->"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry: `content` is its HTML, `short` the same without the passages of the redline."""

    event: Event
    id: str
    title: str
    address: str
    content: str
    short: str


Compared = Callable[[record_texts.Pair], Redline]


def entries(frame: Frame, policy: Policy, compared: Compared) -> list[Entry]:
    """The entries of a policy's own feed, newest first; `compared` gives the redline of a pair."""
    return [_entry(frame, event, compared) for event in events(policy, frame.today, frame.timezone)[:MOST]]


def feed(frame: Frame, place: str, title: str, found: Sequence[Entry]) -> str:
    """The feed of the site (""), of a collection or of a policy, from its entries, newest first."""
    own, page = addresses.feed(place), f"{place}/" if place else ""
    base = frame.url or site_links.relative("", page)
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": frame.words.language, "xml:base": base})
    _text(root, "id", f"urn:uuid:{addresses.lasting(frame, 'feed', place)}")
    _text(root, "title", title)
    _text(root, "subtitle", frame.words.gettext("New revisions, corrections, and what is announced or withdrawn."))
    begun = frame.record.root.published if frame.record.root else _NEVER
    _text(root, "updated", _time(max((entry.event.changed for entry in found[:MOST]), default=begun)))
    author = ET.SubElement(root, "author")
    _text(author, "name", frame.name or title)
    _link(root, "self", addresses.full(frame, own), "application/atom+xml")
    _link(root, "alternate", addresses.full(frame, page), "text/html")
    _text(root, "generator", "Inforce")
    size = 0
    for entry in found[:MOST]:
        size += len(entry.content)
        root.append(_element(frame, entry, entry.content if size <= FULL else entry.short))
    ET.indent(root, "")
    style = escape(site_links.relative(STYLE, page))
    head = f'<?xml version="1.0" encoding="utf-8"?>\n<?xml-stylesheet type="text/css" href="{style}"?>\n'
    return head + ET.tostring(root, encoding="unicode") + "\n"


def _element(frame: Frame, entry: Entry, content: str) -> ET.Element:
    event = entry.event
    root = ET.Element("entry")
    _text(root, "id", entry.id)
    _text(root, "title", entry.title)
    _text(root, "updated", _time(event.changed))
    _text(root, "published", _time(event.moment))
    _link(root, "alternate", addresses.full(frame, entry.address), "text/html")
    ET.SubElement(root, "category", {"term": event.kind.replace(" ", "-")})
    _text(root, "content", content).set("type", "html")
    return root


def _text(parent: ET.Element, tag: str, text: str) -> ET.Element:
    made = ET.SubElement(parent, tag)
    made.text = _NO_XML.sub("\ufffd", text)
    return made


def _link(parent: ET.Element, relation: str, href: str, kind: str) -> None:
    ET.SubElement(parent, "link", {"rel": relation, "type": kind, "href": href})


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _entry(frame: Frame, event: Event, compared: Compared) -> Entry:
    pair = _pair(event)
    made = compared(pair) if pair else None
    address = pair.address if pair else record_texts.policy_address(event.policy)
    if not pair and event.revision:
        address = record_texts.text(event.revision, event.policy).address
    html = _around(frame, event, pair, made)
    shown, pointed = _shown(frame, pair, made) if pair and made else ("", "")
    return Entry(
        event=event,
        id=f"urn:uuid:{addresses.lasting(frame, *event.name)}",
        title=_title(frame, event),
        address=address,
        content=html.replace(_HERE, shown),
        short=html.replace(_HERE, pointed),
    )


def _pair(event: Event) -> record_texts.Pair | None:
    """The redline that shows the news."""
    policy, revision = event.policy, event.revision
    if revision and event.kind == "revision":
        return record_texts.change_of(policy, revision)
    if revision and event.correction:
        number = event.correction.number
        old, new = record_texts.states(revision, policy)[number - 1 : number + 1]
        return record_texts.Pair(old=old, new=new)
    return None


def _shown(frame: Frame, pair: record_texts.Pair, made: Redline) -> tuple[str, str]:
    """The changed passages as HTML, and the sentence that may stand in their place."""
    words = frame.words
    if not made.changes:
        return "", ""
    if made.fallback:
        said = words.gettext(
            "The changes between these two texts could not be marked reliably. The redline shows both in full."
        )
        return f"<p>{escape(said)}</p>", f"<p>{escape(said)}</p>"
    pointing = words.gettext("The redline shows the changed passages.")
    pointed = f"<p>{escape(pointing)}</p>"
    html = redline_html.in_language(words, site_links.with_links(made.html, pair.address, frame.links, pair.versions))
    found = passages(html, lambda href: _led(frame, pair, href), words.gettext, redline_html.signs(words))
    if not found.html:
        return pointed, pointed
    more = ""
    if found.left_out:
        more = words.ngettext(
            "%(num)s more changed passage is shown in the redline.",
            "%(num)s more changed passages are shown in the redline.",
            found.left_out,
        )
    return f"<hr>\n{found.html}\n{f'<p>{escape(more)}</p>' if more else ''}<hr>", pointed


def _led(frame: Frame, pair: record_texts.Pair, href: str) -> str:
    """Where a link on the page of a redline leads."""
    if href.startswith(("http:", "https:", "mailto:", "//")):
        return href
    whole = urljoin(f"{_ROOT}{site_links.relative(pair.address, '')}", href).removeprefix(_ROOT)
    return f"{frame.url}{whole}" if frame.url else whole or "./"


def _around(frame: Frame, event: Event, pair: record_texts.Pair | None, made: Redline | None) -> str:
    """What an entry says, with a mark where the passages go."""
    return frame.render(
        "entry",
        "",
        href=lambda address: addresses.full(frame, address),
        words_of=lambda day: in_words(day, frame.words.locale),
        event=event,
        policy=event.policy,
        revision=event.revision,
        pair=pair,
        redline=made,
        here=Markup(_HERE),
    ).strip()


def _title(frame: Frame, event: Event) -> str:
    """What happened, in a line that stays true."""
    _ = frame.words.gettext

    def day(of: date) -> str:
        return in_words(of, frame.words.locale)

    title = (event.revision or event.policy.last_in_force(frame.today)).text.title
    if event.absence:
        absence = event.absence
        if event.kind == "returned":
            return _("%(policy)s: offered again from %(day)s", policy=title, day=day(absence.until or absence.since))
        if event.kind == "gone":
            return (
                _("%(policy)s has been retired", policy=title)
                if absence.kind == "retired"
                else _("%(policy)s is no longer offered", policy=title)
            )
        if absence.kind == "retired":
            return _("%(policy)s: retired from %(day)s", policy=title, day=day(absence.since))
        return _("%(policy)s: no longer offered from %(day)s", policy=title, day=day(absence.since))
    assert event.revision, "all other news is about a revision"
    effective = day(event.revision.date)
    if event.move:
        moved = event.revision.rescheduled
        place = moved.index(event.move)
        new = day(moved[place + 1].was) if place + 1 < len(moved) else effective
        return _("%(policy)s: moved from %(was)s to %(day)s", policy=title, was=day(event.move.was), day=new)
    if event.correction:
        return _("%(policy)s: correction of the revision of %(day)s", policy=title, day=effective)
    if event.kind == "withdrawn":
        return _("%(policy)s: the revision announced for %(day)s is withdrawn", policy=title, day=effective)
    if event.kind == "in force":
        return _("%(policy)s: the revision of %(day)s has taken effect", policy=title, day=effective)
    if record_texts.change_of(event.policy, event.revision) and event.revision.published.day < event.revision.date:
        return _("%(policy)s: revision announced for %(day)s", policy=title, day=effective)
    if record_texts.change_of(event.policy, event.revision):
        return _("%(policy)s: revision of %(day)s", policy=title, day=effective)
    return _("%(policy)s: first published, effective %(day)s", policy=title, day=effective)


def merged(of_policies: Iterable[Sequence[Entry]]) -> list[Entry]:
    """The entries of several policies, newest first, as many as a feed holds."""
    return list(islice(merge(*of_policies, key=lambda entry: newest_first(entry.event)), MOST))
