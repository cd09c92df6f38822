"""Each block of a text in its own direction: Hebrew on an English site, English on an Arabic one."""

from __future__ import annotations

import re

from inforce.text.languages import direction

_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\b([^>\"]*(?:\"[^\"]*\"[^>\"]*)*)>")
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_BLOCKS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre div".split())


def with_direction(html: str, language: str) -> str:
    """HTML whose outermost blocks find their own direction, where any may differ from the site's."""
    if direction(language) == "ltr" and not _RIGHT_TO_LEFT.search(html):
        return html
    depth = 0

    def tag(match: re.Match[str]) -> str:
        nonlocal depth
        if match[1]:
            depth -= 1
            return match[0]
        if match[2] in _VOID:
            return match[0]
        depth += 1
        if depth > 1 or match[2] not in _BLOCKS or " dir=" in match[3]:
            return match[0]
        return f'<{match[2]} dir="auto"{match[3]}>'

    return _TAG.sub(tag, html)
