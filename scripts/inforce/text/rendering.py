"""Markdown rendered once, each text in its dialect, by way of the cache."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import lru_cache

from inforce import cache as caches
from inforce.cache import Cache
from inforce.text.dialect import COMMONMARK, Dialect
from inforce.text.markdown import Rendered


class Render:
    """Renders texts, and looks into the cache first. `dialect` gives the Markdown in which the file at a path is written."""

    def __init__(self, cache: Cache, dialect: Callable[[str], Dialect] = lambda path: COMMONMARK) -> None:
        self.dialect = dialect
        self._cache = cache
        self._render = lru_cache(maxsize=1024)(self._made)  # a check reads the same history up to three times

    def __call__(self, text: str, path: str, title: str = "", name: str = "") -> Rendered:
        """The text of the file at a path as sanitised HTML, as `markdown.render` says it."""
        return self._render(text, path, title, name)

    def _made(self, text: str, path: str, title: str, name: str) -> Rendered:
        dialect = self.dialect(path)
        made_from = caches.key("markup", dialect.identity, text, path, title, name)
        if kept := caches.read(Rendered, self._cache.get(made_from)):
            return kept
        rendered = dialect.render(text, path=path, title=title, name=name)
        self._cache.put(made_from, json.dumps(asdict(rendered)).encode())
        return rendered


rendering = Render
