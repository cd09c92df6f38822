"""The page of a policy's history: all revisions, and any two of them to compare."""

from __future__ import annotations

from collections.abc import Mapping

from inforce import site
from inforce.policy import Policy
from inforce.redline import Redline
from inforce.render.frame import Frame, Page


def history(frame: Frame, policy: Policy, sizes: Mapping[str, Redline]) -> Page:
    """All revisions of a policy, newest first by publication; `sizes` holds each revision's redline by its id."""
    address = site.history_address(policy)
    title = frame.words.gettext("%(policy)s: history", policy=policy.last_in_force(frame.today).text.title)
    largest = max((made.words_added + made.words_removed for made in sizes.values()), default=1) or 1
    html = frame.render("history", address, policy=policy, sizes=sizes, largest=largest, title=title)
    return Page(address=address, title=title, html=html)
