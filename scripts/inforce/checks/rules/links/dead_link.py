"""Links that lead to a page or file that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from inforce.checks.finding import Found
from inforce.checks.inputs.state import View
from inforce.checks.rule import Rule
from inforce.checks.rules.links import targets
from inforce.record import dead_links, destinations

RULE = Rule(
    id="dead-link",
    title="A link leads to a page or file that is not there.",
    explains="What a text refers to is part of it. If it cannot be read, the text is incomplete.",
    mend="Correct the link, or delete it. Link to a policy by its file: [Terms](../terms/terms-of-use.md)",
    default="error",
)


def on_texts(view: View) -> Iterator[Found]:
    """Links that lead to nothing on the site, but for those to Markdown files that are not there (`links.dangling`)."""
    known, living = targets.known(view), dict(view.living())
    offered = [policy.address for policy in view.state.record.policies if policy.path in living]
    for path, text in living.items():
        for aim, message, mend in destinations.astray(text, known, view.state.paths, offered):
            yield RULE.found(path, dead_links.line(text, aim), message, mend)
