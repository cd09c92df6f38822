"""A redline as one HTML document that needs nothing else: to mail, to file, to print."""

from __future__ import annotations

from importlib.resources import files

from markupsafe import Markup

from inforce import site
from inforce.policy import Policy
from inforce.redline import Redline
from inforce.render.frame import environment
from inforce.render.text import count


def redline(policy: Policy, old: str, new: str, made: Redline) -> str:
    """The document of a redline between two texts of a policy, by their names."""
    style = files("inforce").joinpath("assets", "document.css").read_text("utf-8")
    body = site.with_links(made.html, "", site.Links(policies={}, docs_dir=""))  # there is no site to lead to
    template = environment().get_template("document.html")
    title = policy.newest.text.title
    return template.render(title=title, old=old, new=new, redline=made, count=count, body=Markup(body), style=Markup(style))
