"""A hook of MkDocs: the manual stands in the menu of its own pages only, and the search finds policies before any help."""

from __future__ import annotations

from typing import Any

from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

_APART = "Manual"
_HELP = ("Help", _APART)


def on_page_markdown(_markdown: str, page: Page, **_: Any) -> None:
    """What the home page and the help count in the search: a heading there less than any word of a policy's text."""
    if page.is_homepage or any(above.title in _HELP for above in page.ancestors):
        page.meta.setdefault("search", {"boost": 0.00002})


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
