"""Which Chromium shows pages, and a built site behind a server that says nothing: for measurements, pictures and tests."""

from __future__ import annotations

import functools
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SHELL = "chromium-headless-shell"  # shows a page as Chromium does, in half its time
WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def named(variable: str = "INFORCE_CHROMIUM", names: tuple[str, ...] = (SHELL, *WHOLE)) -> str | None:
    """The browser that a variable names, else the first of these that is installed; None where there is none."""
    return os.environ.get(variable) or next(filter(None, map(shutil.which, names)), None)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(site: Path, handler: type[BaseHTTPRequestHandler] | None = None) -> Iterator[str]:
    """The address of a site behind a server on this machine; `handler` answers in the place of one that sends files."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler or functools.partial(_Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
