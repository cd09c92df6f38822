"""The former name of `text.markdown`, which others import."""

from inforce.text.markdown import Rendered, render

__all__ = ["Rendered", "render"]
