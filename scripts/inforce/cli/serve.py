"""`inforce serve`: the site with its drafts on this machine, made again as files change."""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from inforce import config_files, settings
from inforce.cli import build as building
from inforce.cli.site import FINE, Site, site_of
from inforce.hosts import live_drafts
from inforce.hosts.static.build import build
from inforce.problems import UserError

_HELP = """\
Shows the site of an inforce.yml on this machine, with the drafts that lie here, and follows every change of a file. Nothing is
written into the folder of the site."""
_PAUSE = 0.5  # seconds between one look at the files and the next


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    command = commands.add_parser("serve", help="show the site with its drafts, without a generator", description=_HELP)
    building.arguments(command)
    command.add_argument("--host", default="127.0.0.1", metavar="HOST", help="who may see it; default: this machine alone")
    command.add_argument("--port", type=int, default=8000, metavar="PORT", help="default: %(default)s")
    command.set_defaults(run=_run)


@dataclass(slots=True)
class _Shown:
    """The folder that is shown, which each build changes."""

    folder: Path


class _Handler(SimpleHTTPRequestHandler):
    """Answers with the files of the folder that is shown now, and with the site's own page where there is none."""

    def __init__(self, *given: object, shown: _Shown) -> None:
        self.error_message_format = _page(shown.folder / "404.html")
        super().__init__(*given, directory=str(shown.folder))  # type: ignore[arg-type]

    def end_headers(self) -> None:
        """Nothing is kept by a browser: the next build may have changed it."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of what is asked for."""


def _page(file: Path) -> str:
    try:
        return file.read_text("utf-8").replace("%", "%%")
    except OSError:
        return str(HTTPStatus.NOT_FOUND.phrase)


@contextmanager
def _serving(options: argparse.Namespace, shown: _Shown) -> Iterator[str]:
    """A server for the while; gives its address. Raises UserError where the port is taken."""
    try:
        server = ThreadingHTTPServer((options.host, options.port), partial(_Handler, shown=shown))
    except OSError as error:
        raise UserError(f"port {options.port} of {options.host}: {error.strerror}. Name another: --port 8001") from error
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://{options.host}:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


@dataclass(slots=True)
class _Watch:
    """Builds and shows drafts as far as files have changed."""

    site: Site
    options: argparse.Namespace
    place: Path
    shown: _Shown
    url: str
    _files: object = None
    _state: object = None
    _number: int = 0
    _drafting: live_drafts.Drafting | None = None
    _built: live_drafts.Built | None = field(default=None)

    def look(self) -> None:
        """Look once. What cannot be built is said, and tried again when something has changed."""
        known, repository = self.site.settings, self.site.repository
        own = live_drafts.stamps(map(str, self._own()), lambda _: False)
        files = own, live_drafts.stamps(live_drafts.watched(repository, known), lambda _: False), settings.today(known)
        if files == self._files:
            return
        first, self._files = self._files is None, files
        try:
            if not first and self._state and own != self._state[0]:  # type: ignore[index]
                self.site = site_of(repository, self.site.config_file, cached=True)
            today = settings.today(self.site.settings)
            state = own, repository.published_revision(self.site.settings.branch), today
            if state != self._state:
                self._state = state
                self._build()
            if self._drafting and self._built:
                self._drafting.show(self._built, settings.noon(self.site.settings, today))
        except UserError as error:
            print(f"inforce: {error}", file=sys.stderr)

    def _own(self) -> list[Path]:
        """What the operator wrote."""
        try:
            config = config_files.read(self.site.config_file)
        except UserError:  # which is said when the site is read again
            config = {}
        named = [self.options.shell or config.get("shell"), config.get("logo")]
        return [self.site.config_file, *(self.site.root / name for name in named if isinstance(name, str))]

    def _build(self) -> None:
        old, self._number = self.shown.folder, self._number + 1
        given = building.given(self.site, self.options, self.place / str(self._number))
        given = replace(given, config={**given.config, "site_url": self.url})
        self._built = build(given, settings.today(self.site.settings), serving=True)
        self._drafting = live_drafts.Drafting(given.desk)
        self.shown.folder = given.out
        shutil.rmtree(old, ignore_errors=True)


def _run(site: Site, options: argparse.Namespace) -> int:
    with TemporaryDirectory(prefix="inforce-") as folder, building.told(options.quiet):
        shown = _Shown(Path(folder) / "0")
        with _serving(options, shown) as url:
            watch = _Watch(site, options, Path(folder), shown, url)
            watch.look()
            print(f"The site is at {url} Stop with Ctrl-C.", file=sys.stderr, flush=True)
            try:
                while True:
                    time.sleep(_PAUSE)
                    watch.look()
            except KeyboardInterrupt:
                return FINE
