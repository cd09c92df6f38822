"""Two folders of files, compared byte for byte: what differs, where, and what is missing or too much."""

from __future__ import annotations

import stat
import zlib
from collections.abc import Iterator
from pathlib import Path

from inforce.render.data.manifest import FILE, files_of

_LARGEST = 2**30  # bytes that are unpacked
_AROUND = 25  # signs before the first that differs
_SHOWN = 60  # signs of a line that are shown


def differences(found: Path, made: Path) -> Iterator[tuple[str, str]]:
    """Each file of a folder that is not as it was made again, by its address, with where it first differs."""
    there, here = dict(files_of(found)), dict(files_of(made))
    for address in sorted(there.keys() | here.keys()):
        if address == FILE or (address == ".nojekyll" and not there[address].st_size):
            continue
        if address not in there:
            yield address, "is missing."
        elif not stat.S_ISREG(there[address].st_mode):
            yield address, "is a link, or else no file."
        elif address not in here:
            yield address, "is too much: nothing in the commit makes it."
        else:
            with (found / address).open("rb") as file:
                new, old = file.read(here[address].st_size + 2**20), (made / address).read_bytes()  # more says no more
            if not address.endswith(".gz") or _unpacked(new) != _unpacked(old):
                yield from ((address, fault) for fault in [difference(new, old)] if fault)


def difference(new: bytes, old: bytes) -> str:
    """Where a content first differs from what it should be; "" where it does not."""
    if new == old:
        return ""
    if b"\0" in old[:1024]:
        return "is another file."
    place = next((k for k, (a, b) in enumerate(zip(new, old, strict=False)) if a != b), min(len(new), len(old)))
    line = old.count(b"\n", 0, place) + 1
    return f"line {line}: {_excerpt(new, place)} and not {_excerpt(old, place)}."


def _excerpt(content: bytes, place: int) -> str:
    """The words around a place, on one line, with no sign that a terminal would obey."""
    start = max(content.rfind(b"\n", 0, place) + 1, place - _AROUND)
    words = content[start : start + 4 * _SHOWN].decode("utf-8", "replace").partition("\n")[0][:_SHOWN].strip("\ufffd").strip()
    return f"“{harmless(words)}”" if words else "nothing"


def harmless(words: str) -> str:
    """Words without the signs that a terminal would obey."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in words)


def _unpacked(content: bytes) -> bytes:
    """What was packed, as far as it can be read: who packs it, and when, is of no matter."""
    try:
        return zlib.decompressobj(31).decompress(content, _LARGEST)
    except zlib.error:
        return content
