"""The former name of `text.html_tree`, which others import."""

from inforce.text.html_tree import Document, read_document

__all__ = ["Document", "read_document"]
