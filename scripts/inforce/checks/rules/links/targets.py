"""What the links of a policy can lead to, and whether one leads to nothing."""

from __future__ import annotations

from inforce.checks.inputs.state import View
from inforce.record import destinations
from inforce.record.destinations import Links
from inforce.source.policy_file import Content


def is_dead(target: str, text: Content, view: View) -> bool:
    """Whether such a link of a text leads to nothing."""
    return destinations.fault_of(target, text, known(view), view.state.paths, ()) is not None


def known(view: View) -> Links:
    """The addresses of the site."""
    context = view.context
    own = context.site_pages(view.state.paths)
    return destinations.of(view.state.record, own, docs_dir=context.docs_dir, root=context.site_path)
