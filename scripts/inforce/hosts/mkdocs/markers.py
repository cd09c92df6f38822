"""What the site's own pages ask for by a marker: the list of policies, an example of a redline and how it was made."""

from __future__ import annotations

import re
from dataclasses import dataclass

from inforce.hosts import site_pages
from inforce.hosts.log import log
from inforce.record import texts
from inforce.record.redlines import Redlines
from inforce.render.context import Frame
from inforce.render.data import head_links
from inforce.render.pages import engine_steps, example, lists

_HERE = re.compile(r"<!--\s*inforce:\s*policies\s*-->")
_EXAMPLE = re.compile(r"<!--\s*inforce:\s*example\s*-->")
_STEPS = re.compile(r"<!--\s*inforce:\s*engine\s*-->")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The body of a page with what it asked for, and what its head holds for that. `concerned` says which drafts concern it, as
    `drafting.Built.places` does; None where it lists no policies."""

    html: str
    head: str = ""
    concerned: str | None = None


def asked(frame: Frame, html: str, file: str, redlines: Redlines) -> Asked:
    """A body with the list of policies and the example where it asks for them, for the page that becomes the file `file`.

    On the index page of a collection the list is that of the collection, elsewhere that of all policies.
    """
    html = _EXAMPLE.sub(lambda _: example.figure(frame.words), html)
    html = _STEPS.sub(lambda _: engine_steps.figure(frame.words), html)
    folder, _, name = file.rpartition("/")
    policies = frame.collections().get(folder) if name == "index.html" else None
    if not _HERE.search(html):
        if policies:
            log.info(f"{folder}/ is your own page, and does not list its policies. Where it shall: <!-- inforce: policies -->")
        return Asked(html=html)
    if policies:
        sizes = {policy.address: site_pages.sizes_of(policy, redlines) for policy in policies}
        listed, head = lists.listing(frame, folder, sizes), head_links.of_collection(frame, folder)
        concerned = texts.collection_address(folder)
    else:
        start = f"{folder}/" if folder else ""
        listed, head, concerned = lists.home(frame, start), head_links.of_site(frame, start), ""
    return Asked(html=_HERE.sub(lambda _: listed, html), head=head, concerned=concerned)
