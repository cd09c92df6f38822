"""A redline as one HTML document that needs nothing else: to mail, to file, to print."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from inforce import languages
from inforce.i18n import Words, words
from inforce.record.destinations import Links
from inforce.record.revision import Revision
from inforce.redline import Redline
from inforce.render import redline_html, site_links
from inforce.render.context import DOCUMENT_STYLE, asset, environment
from inforce.render.redline_html import shown


def redline(
    title: str, old: str, new: str, made: Redline, *, between: Sequence[Revision] = (), language: Words | None = None
) -> str:
    """The document of a redline between two texts, by their names, with the notes of the revisions `between` them."""
    spoken = language or words("en")
    body = site_links.with_links(made.html, "", Links())  # there is no site to lead to
    return (
        environment(spoken)
        .get_template("document.html")
        .render(
            title=title,
            old=old,
            new=new,
            redline=made,
            between=between,
            occurring={change.kind for change in made.changes},
            legend=redline_html.legend(spoken),
            language=spoken.language,
            direction=languages.direction(spoken.language),
            body=Markup(shown(spoken, body)),
            style=Markup(asset(DOCUMENT_STYLE)),
        )
    )
