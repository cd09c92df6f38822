"""The footnotes of a text: which it cites."""

from __future__ import annotations

from inforce.checks.inputs import markdown_passages
from inforce.source.policy_file import Content


def cited(text: Content) -> frozenset[str]:
    """The names of the footnotes that are there and cited."""
    children = (child for token in markdown_passages.tokens(text.prose) for child in token.children or ())
    return frozenset(str(child.meta["label"]) for child in children if child.type == "footnote_ref")
