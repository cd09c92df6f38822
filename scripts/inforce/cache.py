"""What was rendered or compared before, kept by the hash of what it was made from; losing it only costs time."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import sqlite3
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import is_dataclass
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

FILE = Path(".cache") / "inforce" / "made.sqlite"  # beside mkdocs.yml
_TABLE = "CREATE TABLE made (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID"
_Kind = TypeVar("_Kind")
_LARGEST = 2**28  # bytes of a value: nothing that is made of one text, or of two, is as large


class Cache:
    """Values by key in one file; without a file, nothing is kept. A file that is damaged or another's is begun anew."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._base = self._open(file) if file else None

    def _open(self, file: Path) -> sqlite3.Connection | None:
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            with (file.parent / ".gitignore").open("x") as ignored:  # never through a link that lies there
                ignored.write("*\n")
        for _ in range(2):
            base: sqlite3.Connection | None = None
            with suppress(sqlite3.Error):
                if not os.path.lexists(file) or (file.is_file() and not file.is_symlink()):
                    base = sqlite3.connect(file, timeout=10, isolation_level=None)
                    # Each value is written at once: whoever held a lock meanwhile would keep other processes waiting.
                    create = _TABLE.replace("TABLE", "TABLE IF NOT EXISTS", 1)
                    base.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; {create}")
                    if base.execute("SELECT sql FROM sqlite_master").fetchall() == [(_TABLE,)]:
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
        with suppress(sqlite3.Error, zlib.error, TypeError, OverflowError):
            row = self._base.execute("SELECT value FROM made WHERE key = ?", (key,)).fetchone()
            if row:
                unpacking = zlib.decompressobj()
                value = unpacking.decompress(row[0], _LARGEST)
                return value if unpacking.eof else None
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


@functools.cache  # a process has loaded these files already
def made_by(*sources: str, libraries: tuple[str, ...]) -> str:
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


def read(kind: type[_Kind], kept: bytes | None) -> _Kind | None:
    """A value that was kept as JSON; None where nothing was, or it has not the shape of its kind and is to be made again."""
    with suppress(ValueError, RecursionError):
        return cast("_Kind", _shaped(kind, json.loads(kept or b"")))
    return None


def _shaped(kind: Any, value: object) -> object:
    """A value of JSON as one of a kind: a text, a number, several of one kind, or a class of named values of these. Raises
    ValueError for any other."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal and value in arguments:
        return value
    if origin is tuple and isinstance(value, list):
        return tuple(_shaped(arguments[0], item) for item in value)
    if is_dataclass(kind) and isinstance(kind, type):
        kinds = _kinds(kind)
        if isinstance(value, dict) and value.keys() == kinds.keys():
            return kind(**{name: _shaped(kinds[name], value[name]) for name in kinds})
    elif kind in (str, int) and type(value) is kind:
        return value
    raise ValueError


@lru_cache
def _kinds(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)
