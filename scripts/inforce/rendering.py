"""Markdown rendered once: `markup.render` by way of the cache."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache
from typing import Protocol

from inforce import cache as caches
from inforce import markup
from inforce.cache import Cache


class Render(Protocol):
    """`markup.render`, as it is called here."""

    def __call__(self, text: str, path: str, title: str = "", name: str = "") -> markup.Rendered:
        """The text as sanitised HTML."""


def rendering(cache: Cache) -> Render:
    """`markup.render` that looks into the cache first."""

    sources = ("markup.py", "parsing.py", "brackets.py", "headings.py", "titles.py")
    renderer = caches.made_by(*sources, libraries=("markdown-it-py", "mdit-py-plugins", "nh3"))

    @lru_cache(maxsize=1024)  # a check reads the same history up to three times
    def render(text: str, path: str, title: str = "", name: str = "") -> markup.Rendered:
        made_from = caches.key("markup", renderer, text, path, title, name)
        if kept := caches.read(markup.Rendered, cache.get(made_from)):
            return kept
        rendered = markup.render(text, path=path, title=title, name=name)
        cache.put(made_from, json.dumps(asdict(rendered)).encode())
        return rendered

    return render
