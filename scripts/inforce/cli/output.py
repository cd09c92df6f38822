"""Where text leaves for a terminal or a log: in what policies and git say, nothing is a command to either."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator
from typing import Any, TextIO, cast

from inforce.hidden_signs import printable


class Printed:
    """A stream that writes control characters as what they are. One \\r before all else goes back over a line of progress; no
    text of a policy covers anything from there."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text; gives the number of its characters."""
        start = "\r" if text.startswith("\r") else ""
        self._stream.write(start + printable(text[len(start) :]))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextlib.contextmanager
def guarded() -> Iterator[None]:
    """Both standard streams as they can be shown to anyone, while it lasts."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that lacks a sign still shows the rest
    out, err = (cast(TextIO, Printed(stream)) for stream in (sys.stdout, sys.stderr))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        yield
