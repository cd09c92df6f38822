"""Addresses as readers outside the site's pages need them, and names that last wherever the site lies."""

from __future__ import annotations

import uuid
from urllib.parse import quote

from inforce.record import texts
from inforce.record.model import Policy
from inforce.render import site_links
from inforce.render.context import Frame

_NAMES = uuid.UUID("6ae8c4b2-8d3e-5f6f-9a55-2f1f6a3c9e11")  # never changes: every name below is made from it

SITE_FEED = "feed.xml"
SITE_CALENDAR = "calendar.ics"


def full(frame: Frame, address: str) -> str:
    """The whole URL of an address; where the operator states no `site_url`, the link from the root of the site."""
    return frame.url + quote(address) if frame.url else site_links.relative(address, "")


def feed(place: str) -> str:
    """The feed of the site (""), of a collection or of a policy."""
    return f"{place}/{SITE_FEED}" if place else SITE_FEED


def calendar(place: str) -> str:
    """The calendar of the site ("") or of a collection."""
    return f"{place}/{SITE_CALENDAR}" if place else SITE_CALENDAR


def time_map(policy: Policy) -> str:
    """The TimeMap of a policy (RFC 7089)."""
    return f"{policy.address}/timemap.link"


def redline_data(pair: texts.Pair) -> str:
    """The redline as JSON."""
    return f"{pair.address}redline.json"


def lasting(frame: Frame, *parts: str) -> uuid.UUID:
    """A name (RFC 9562, version 5) that depends on the repository's first commit and on these parts alone."""
    root = frame.record.root
    own = uuid.uuid5(_NAMES, root.id if root else "")
    return uuid.uuid5(own, "\n".join(parts).encode("utf-8", "backslashreplace").decode("utf-8"))
