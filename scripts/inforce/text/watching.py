"""What code asks of the world while it runs: files, programs, hosts. It is not let have them, and it is told of."""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PROGRAMS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile")
_HOSTS = ("socket.connect", "socket.getaddrinfo", "urllib.Request")
_CODE = (".py", ".pyc", ".so", ".pyd", ".dll", ".dylib")
_seen: list[list[str]] = []  # of whoever watches now, the innermost last
_hooks: list[object] = []


class RefusedError(Exception):
    """Something that was asked for while somebody watched."""


@contextmanager
def watched() -> Iterator[list[str]]:
    """What is asked for in the meantime, as it is told: files but those of what is installed, programs and hosts."""
    if not _hooks:
        sys.addaudithook(_hook)
        _hooks.append(_hook)
    _seen.append([])
    try:
        yield _seen[-1]
    finally:
        _seen.pop()


def _hook(event: str, given: tuple[object, ...]) -> None:
    if not _seen:
        return
    said = ""
    if event == "open" and isinstance(given[0], (str, bytes)) and not _is_installed(str(given[0])):
        said = f"the file {given[0]!s}"
    elif event in _PROGRAMS:
        said = "another program"
    elif event in _HOSTS:
        said = "another host"
    if said:
        _seen[-1].append(said)
        raise RefusedError(said)


def _is_installed(path: str) -> bool:
    """Whether a file belongs to Python or to a package."""
    file = Path(path)
    folders = (sys.prefix, sys.base_prefix, *sysconfig.get_paths().values())
    return file.suffix in _CODE or any(file.is_relative_to(folder) for folder in folders)
