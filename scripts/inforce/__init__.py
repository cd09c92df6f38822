"""Inforce: policies from git, with a redline between every two revisions."""

from __future__ import annotations

__all__ = ["redline_html"]


def redline_html(old_html: str, new_html: str) -> str:
    """The redline of two revisions, each a body fragment. See `inforce.redline.compare` for more than its HTML."""
    from inforce.redline import compare
    from inforce.text.html_tree import read_document

    return compare(read_document(old_html), read_document(new_html)).html
