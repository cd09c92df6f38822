"""Markdown rendered once: `markdown.render` by way of the cache."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache
from typing import Protocol

from inforce import cache as caches
from inforce.cache import Cache
from inforce.text import markdown


class Render(Protocol):
    """`markup.render`, as it is called here."""

    def __call__(self, text: str, path: str, title: str = "", name: str = "") -> markdown.Rendered:
        """The text as sanitised HTML."""


def rendering(cache: Cache) -> Render:
    """`markup.render` that looks into the cache first."""

    sources = tuple(f"text/{name}.py" for name in ("markdown", "parsing", "brackets", "headings", "titles"))
    renderer = caches.made_by(*sources, libraries=("markdown-it-py", "mdit-py-plugins", "nh3"))

    @lru_cache(maxsize=1024)  # a check reads the same history up to three times
    def render(text: str, path: str, title: str = "", name: str = "") -> markdown.Rendered:
        made_from = caches.key("markup", renderer, text, path, title, name)
        if kept := caches.read(markdown.Rendered, cache.get(made_from)):
            return kept
        rendered = markdown.render(text, path=path, title=title, name=name)
        cache.put(made_from, json.dumps(asdict(rendered)).encode())
        return rendered

    return render
