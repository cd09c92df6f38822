"""What was rendered or compared before, kept by the hash of what it was made from; losing it only costs time."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Sequence
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Protocol

from inforce import markup
from inforce.headings import Heading

_SCHEMA = "CREATE TABLE IF NOT EXISTS made (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID"


class Cache:
    """Values by key in one file; without a file, nothing is kept. A damaged file is begun anew."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._base = self._open(file) if file else None

    def _open(self, file: Path) -> sqlite3.Connection | None:
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            (file.parent / ".gitignore").write_text("*\n")
        for _ in range(2):
            base: sqlite3.Connection | None = None
            with suppress(sqlite3.Error):
                base = sqlite3.connect(file, timeout=10, isolation_level=None)
                # Each value is written at once: whoever held a lock meanwhile would keep other processes waiting.
                base.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; {_SCHEMA}")
                return base
            if base:
                base.close()
            with suppress(OSError):
                file.unlink()
        return None

    def get(self, key: bytes) -> bytes | None:
        """The value kept under a key."""
        if not self._base:
            return None
        with suppress(sqlite3.Error, zlib.error):
            row = self._base.execute("SELECT value FROM made WHERE key = ?", (key,)).fetchone()
            return zlib.decompress(row[0]) if row else None
        return None

    def has(self, key: bytes) -> bool:
        """Whether a value is kept under a key."""
        if not self._base:
            return False
        with suppress(sqlite3.Error):
            return self._base.execute("SELECT 1 FROM made WHERE key = ?", (key,)).fetchone() is not None
        return False

    def put(self, key: bytes, value: bytes) -> None:
        """Keep a value; failing to is no error."""
        if self._base:
            with suppress(sqlite3.Error):
                self._base.execute("INSERT OR REPLACE INTO made VALUES (?, ?)", (key, zlib.compress(value, 1)))

    def apart(self) -> Cache:
        """The same values for another process, which must not use the connection of this one."""
        return Cache(self._file)

    def close(self) -> None:
        """Let go of the file."""
        if self._base:
            with suppress(sqlite3.Error):
                self._base.close()
            self._base = None


def key(*parts: str) -> bytes:
    """A key from texts, whatever they hold."""
    made = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        made.update(len(data).to_bytes(8, "big") + data)
    return made.digest()


def made_by(*sources: str, libraries: Sequence[str]) -> str:
    """A hash of the package's own files or folders and of the versions of libraries: part of the key of what they make."""
    made = hashlib.sha256()
    folder = Path(__file__).parent
    for source in sources:
        path = folder / source
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            made.update(file.read_bytes())
    for library in libraries:
        made.update(metadata.version(library).encode())
    return made.hexdigest()


class Render(Protocol):
    """`markup.render`, as it is called here."""

    def __call__(self, text: str, path: str, title: str = "", name: str = "") -> markup.Rendered:
        """The text as sanitised HTML."""


def rendering(cache: Cache) -> Render:
    """`markup.render` that looks into the cache first."""

    renderer = made_by("markup.py", "headings.py", "titles.py", libraries=("markdown-it-py", "mdit-py-plugins", "nh3"))

    def render(text: str, path: str, title: str = "", name: str = "") -> markup.Rendered:
        made_from = key("markup", renderer, text, path, title, name)
        kept = cache.get(made_from)
        if kept is not None:
            html, headings, called = json.loads(kept)
            found = tuple(Heading(level=level, id=anchor, title=words) for level, anchor, words in headings)
            return markup.Rendered(html=html, headings=found, title=called)
        rendered = markup.render(text, path=path, title=title, name=name)
        headings = [(h.level, h.id, h.title) for h in rendered.headings]
        cache.put(made_from, json.dumps([rendered.html, headings, rendered.title]).encode())
        return rendered

    return render
