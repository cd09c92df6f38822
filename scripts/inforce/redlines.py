"""Redlines between texts of the record, made once: parsed per text, compared per pair, kept by content."""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import asdict

from inforce import cache as caches
from inforce import redline as engine
from inforce.blocks import Document, read_document
from inforce.cache import Cache
from inforce.redline import Change, Redline, SectionChange
from inforce.site import Pair
from inforce.version import Version

# Whatever a redline depends on besides its two texts: another engine makes all of them anew.
_MADE_BY = caches.made_by("blocks.py", "tokens.py", "redline", libraries=("selectolax", "diff-match-patch"))
_KEPT_DOCUMENTS = 64  # the texts of one policy: enough for most to be parsed once


class Redlines:
    """Compares texts through a cache. `made` and `fallbacks` count what was asked for and what could not be proved."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._documents: OrderedDict[str, Document] = OrderedDict()
        self.fallbacks: list[Pair] = []

    def of(self, pair: Pair) -> Redline:
        """The proved redline of a pair."""
        made = self.between(pair.old.version, pair.new.version)
        if made.fallback:
            self.fallbacks.append(pair)
        return made

    def between(self, old: Version, new: Version) -> Redline:
        """The proved redline of two versions."""
        key = caches.key("redline", _MADE_BY, old.html, new.html)
        kept = self._cache.get(key)
        if kept is not None:
            return _from_json(kept)
        made = engine.compare(self._document(old), self._document(new))
        self._cache.put(key, json.dumps(asdict(made)).encode())
        return made

    def _document(self, version: Version) -> Document:
        key = version.html
        if key not in self._documents:
            self._documents[key] = read_document(version.html)
            if len(self._documents) > _KEPT_DOCUMENTS:
                self._documents.popitem(last=False)
        self._documents.move_to_end(key)
        return self._documents[key]


def _from_json(data: bytes) -> Redline:
    values = json.loads(data)
    values["changes"] = tuple(Change(**change) for change in values["changes"])
    values["sections"] = tuple(SectionChange(**section) for section in values["sections"])
    return Redline(**values)
