"""A redline as pages and documents show it: in the site's language, each block in its own direction, its marks told apart."""

from __future__ import annotations

import re

from inforce.i18n import Words
from inforce.redline import revealed
from inforce.render import redline_html
from inforce.render.direction import with_direction

_NEXT = re.compile(r"(</(?:del|ins)>)<(del|ins)\b")


def shown(words: Words, html: str) -> str:
    """The engine's HTML for readers.

    `data-apart` marks words that follow others' mark without a space: style sheets, which cannot see spaces, part them.
    """
    html = with_direction(redline_html.in_language(words, html), words.language)
    return revealed.marked(_NEXT.sub(r'\1<\2 data-apart=""', html), redline_html.signs(words))
