"""`inforce build`: the whole site, without a generator."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inforce import config_files, settings
from inforce.cli import progress
from inforce.cli.site import FINE, PROBLEMS, Site
from inforce.hosts.log import log
from inforce.hosts.static.build import Building, build
from inforce.problems import UserError
from inforce.record.drafts import Desk

_HELP = """\
Builds the whole site from inforce.yml, without a generator. The new site takes the place of the old one in one step at the
end. Readers see the old site or the new one, even if you stop this command."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    command = commands.add_parser("build", help="build the site without a generator", description=_HELP)
    arguments(command)
    command.add_argument("--site-dir", "-d", type=Path, metavar="FOLDER", help="where to; default: the site_dir of inforce.yml")
    command.add_argument("--strict", action="store_true", help="end with exit code 1 if there is a warning")
    command.set_defaults(run=_run)


def arguments(command: argparse.ArgumentParser) -> None:
    """What `inforce build` and `inforce serve` may be told."""
    command.add_argument("--config-file", "-f", type=Path, metavar="FILE", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    command.add_argument("--shell", metavar="PAGE", help="the page around policies; default: the shell of inforce.yml")
    command.add_argument("--quiet", "-q", action="store_true", help="only say what is wrong")


class Counted(logging.StreamHandler):  # type: ignore[type-arg]
    """Says on standard error what a build tells, and counts the warnings."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self.warnings = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Say one line."""
        self.warnings += record.levelno >= logging.WARNING
        if sys.stderr.isatty():
            self.stream.write("\r\x1b[K")  # over what is said while it lasts
        super().emit(record)


def given(site: Site, options: argparse.Namespace, out: Path) -> Building:
    """What a build is made from. Raises UserError where the site is not one that can be built so."""
    if not settings.is_own(site.config_file):
        raise UserError(
            f"{site.config_file.name} is the configuration of a site that MkDocs builds: mkdocs build. For a site without a "
            f"generator, write its options into a file {settings.OWN_FILE} beside it."
        )
    config = config_files.read(site.config_file) if site.config_file.exists() else {}
    if options.shell:
        config["shell"] = os.path.relpath(options.shell, site.root)
    return Building(
        desk=Desk(site.workspace),
        cache=site.cache,
        config_file=site.config_file,
        config=config,
        out=out,
        began=int(os.environ.get("SOURCE_DATE_EPOCH") or time.time()),
    )


@contextmanager
def told(quiet: bool) -> Iterator[Counted]:
    """Says for the while what a build tells; with `quiet`, only what is wrong."""
    counted, before = Counted(), log.logger.level
    log.logger.addHandler(counted)
    log.logger.setLevel(logging.WARNING if quiet else logging.INFO)
    try:
        yield counted
    finally:
        log.logger.removeHandler(counted)
        log.logger.setLevel(before)


def _run(site: Site, options: argparse.Namespace) -> int:
    out = options.site_dir.absolute() if options.site_dir else site.root / site.site_dir
    with told(options.quiet) as counted, progress.shown("Building the site"):
        build(given(site, options, out), site.today)
    return PROBLEMS if options.strict and counted.warnings else FINE
