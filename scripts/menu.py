"""A hook of MkDocs: the manual stands in the menu of its own pages only, so that customers see what is meant for them."""

from __future__ import annotations

from typing import Any

from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

_APART = "Manual"


def on_page_context(context: Any, page: Page, **_: Any) -> Any:
    """What a page of a policy, or of the help, is rendered with: the menu without the manual."""
    return context if any(above.title == _APART for above in page.ancestors) else _without_manual(context)


def on_template_context(context: Any, **_: Any) -> Any:
    """The same for pages that no Markdown is behind, such as that of a missing address."""
    return _without_manual(context)


def _without_manual(context: Any) -> Any:
    nav = context["nav"]
    context["nav"] = Navigation([item for item in nav if item.title != _APART], nav.pages)
    return context
