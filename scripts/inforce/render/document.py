"""A redline as one HTML document that needs nothing else: to mail, to file, to print."""

from __future__ import annotations

from importlib.resources import files

from markupsafe import Markup

from inforce import languages, site
from inforce.policy import Policy, Revision
from inforce.redline import Redline
from inforce.render import kinds
from inforce.render.frame import environment
from inforce.render.shown import shown
from inforce.words import Words, words


def redline(policy: Policy, old: str, new: str, made: Redline, language: Words | None = None) -> str:
    """The document of a redline between two texts of a policy, by their names."""
    spoken = language or words("en")
    body = site.with_links(made.html, "", site.Links(policies={}, docs_dir=""))  # there is no site to lead to
    return (
        environment(spoken)
        .get_template("document.html")
        .render(
            title=policy.newest.text.title,
            old=old,
            new=new,
            redline=made,
            between=_between(policy, old, new),
            occurring={change.kind for change in made.changes},
            legend=kinds.legend(spoken),
            language=spoken.language,
            direction=languages.direction(spoken.language),
            body=Markup(shown(spoken, body)),
            style=Markup(files("inforce").joinpath("assets", "document.css").read_text("utf-8")),
        )
    )


def _between(policy: Policy, old: str, new: str) -> list[Revision]:
    """The revisions that lead from one text to the other, where both are revisions."""
    order = {revision.id: revision.order for revision in policy.revisions}
    if old not in order or new not in order:
        return []
    return [revision for revision in policy.revisions if order[old] < revision.order <= order[new]]
