"""Redlines between texts of the record, made once: parsed per text, compared per pair, kept by content."""

from __future__ import annotations

import json
import os
from collections import OrderedDict, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import asdict

from inforce import cache as caches
from inforce import redline as engine
from inforce.cache import Cache
from inforce.containment import contained
from inforce.problems import Problem
from inforce.processes import processes
from inforce.record.texts import Pair
from inforce.redline import Redline
from inforce.source.policy_file import Content
from inforce.text.html_tree import Document, read_document

# Whatever a redline depends on besides its two texts: another engine makes all of them anew.
_MADE_BY = caches.made_by(
    "text/sameness.py", "text/html_tree.py", "text/tokens.py", "redline", libraries=("selectolax", "diff-match-patch")
)
_KEPT_DOCUMENTS = 64  # the texts of one policy: enough for most to be parsed once
_WORTH_PROCESSES = 64  # redlines to make: for fewer, starting other processes takes longer than it saves
_AHEAD = 16  # chunks under way: enough for every processor, few enough to fit in memory
_CHUNK = 16  # redlines that a process makes at a time

_Texts = tuple[bytes, str, str]  # the key of a redline, the older and the newer HTML
_Made = dict[bytes, bytes]  # redlines as JSON, by key


class Redlines:
    """Compares texts through a cache."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._documents = _Documents()
        self._ready: _Made = {}

    def of(self, pair: Pair) -> Redline:
        """The proved redline of a pair."""
        return self.between(pair.old.version, pair.new.version)

    def apart(self) -> Redlines:
        """The same for another process."""
        return Redlines(self._cache.apart())

    def between(self, old: Content, new: Content) -> Redline:
        """The proved redline of two texts."""
        key = _key(old, new)
        if kept := caches.read(Redline, self._ready.get(key) or self._cache.get(key)):
            return kept
        made = self._documents.compare(old.html, new.html)
        if isinstance(made, Problem):
            return self._documents.in_full(old.html, new.html, made.message)
        self._cache.put(key, _packed(made))
        return made

    def ahead(self, groups: Sequence[Sequence[Pair]]) -> Iterator[Sequence[Pair]]:
        """The groups in order, each once its redlines are made: on all processors, while the caller writes earlier groups."""
        missing = [list(self._missing(group)) for group in groups]
        if sum(map(len, missing)) < _WORTH_PROCESSES or (os.cpu_count() or 1) == 1:
            yield from groups
            return
        with processes() as pool:
            under_way: deque[list[Future[_Made]]] = deque()
            waiting = deque(missing)
            for group in groups:
                while waiting and (not under_way or sum(map(len, under_way)) < _AHEAD):
                    under_way.append([pool.submit(_compare_all, chunk) for chunk in _chunks(waiting.popleft())])
                for done in under_way.popleft():
                    self._ready |= done.result()
                for key, made in self._ready.items():
                    self._cache.put(key, made)
                yield group
                self._ready.clear()

    def _missing(self, group: Sequence[Pair]) -> Iterator[_Texts]:
        for pair in group:
            old, new = pair.old.version, pair.new.version
            key = _key(old, new)
            if not self._cache.has(key):
                yield key, old.html, new.html


class _Documents:
    """Compares texts, and keeps those of the last comparisons parsed."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Document] = OrderedDict()

    def compare(self, old: str, new: str) -> Redline | Problem:
        """The redline of two texts, or what went wrong with it."""
        return contained(lambda: engine.compare(self._read(old), self._read(new)), "", "the comparison broke off")

    def in_full(self, old: str, new: str, why: str) -> Redline:
        """Both texts, the older one as deleted."""
        return engine.in_full(self._read(old), self._read(new), why)

    def _read(self, html: str) -> Document:
        if html not in self._kept:
            self._kept[html] = read_document(html)
            if len(self._kept) > _KEPT_DOCUMENTS:
                self._kept.popitem(last=False)
        self._kept.move_to_end(html)
        return self._kept[html]


def _compare_all(chunk: Sequence[_Texts]) -> _Made:
    """What a process of the pool does."""
    documents = _Documents()
    made = {key: documents.compare(old, new) for key, old, new in chunk}
    return {key: _packed(redline) for key, redline in made.items() if not isinstance(redline, Problem)}


def _chunks(texts: Sequence[_Texts]) -> Iterator[Sequence[_Texts]]:
    for start in range(0, len(texts), _CHUNK):
        yield texts[start : start + _CHUNK]


def _key(old: Content, new: Content) -> bytes:
    return caches.key("redline", _MADE_BY, old.html, new.html)


def _packed(redline: Redline) -> bytes:
    return json.dumps(asdict(redline)).encode()
