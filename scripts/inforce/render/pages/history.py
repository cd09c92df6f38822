"""The page of a policy's history: all revisions, any two of them to compare, and what was in force on a day."""

from __future__ import annotations

from collections.abc import Mapping

from inforce.record import texts
from inforce.record.model import Policy
from inforce.render import day_lookup
from inforce.render.context import Frame, Page, skip_link
from inforce.render.data import head_links
from inforce.render.day_lookup import Size


def history(frame: Frame, policy: Policy, sizes: Mapping[str, Size]) -> Page:
    """All revisions of a policy, newest first by publication; `sizes` holds that of each revision's redline by its id."""
    address = texts.history_address(policy)
    title = frame.words.gettext("%(policy)s: history", policy=policy.title(frame.today))
    skip = skip_link("inforce-revisions", frame.words.gettext("Skip to the table"))
    html = frame.render(
        "history",
        address,
        policy=policy,
        sizes=sizes,
        largest=max((size.words for size in sizes.values()), default=1) or 1,
        bar=day_lookup.bar,
        touched=day_lookup.touched(sizes),
        title=title,
    )
    return Page(address=address, title=title, html=html, head=head_links.of_history(frame, policy), skip=skip)
