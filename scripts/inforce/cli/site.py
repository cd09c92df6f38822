"""What the commands share: the site that they work on, their arguments and their exit codes."""

from __future__ import annotations

import argparse
import difflib
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from inforce import edit_links, settings
from inforce.cache import FILE as CACHE_FILE
from inforce.cache import Cache
from inforce.checks import switches
from inforce.hosts.mkdocs import site_dialects
from inforce.problems import UserError
from inforce.record.load import Record
from inforce.record.model import Policy, find
from inforce.record.workspace import Workspace
from inforce.render import terminal
from inforce.settings import Settings
from inforce.source.clone_check import refuse_tracked_cache
from inforce.source.repository import Repository, open_repository
from inforce.text.rendering import rendering

FINE, PROBLEMS, CANNOT_RUN = 0, 1, 2
INTERRUPTED = 130  # as shells say it of Ctrl-C


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What a command works on."""

    root: Path
    config_file: Path
    workspace: Workspace
    cache: Cache
    today: date
    site_dir: str
    name: str
    url: str
    edit: str

    @property
    def repository(self) -> Repository:
        """The repository around the site."""
        return self.workspace.repository

    @property
    def settings(self) -> Settings:
        """What its operator chose."""
        return self.workspace.settings

    def record(self) -> Record:
        """What is published."""
        return self.workspace.published()

    def draft(self) -> Record:
        """What would be, with the files as they lie here."""
        now = datetime.now(UTC).astimezone(settings.zone(self.settings))
        return self.workspace.draft(now)


def open_site(config_file: Path | None, *, whole: bool = True, cached: bool = True) -> Site:
    """The site of an mkdocs.yml, else of the nearest one; raises UserError where there is none.

    `whole` as `open_repository` has it; without `cached`, everything is made anew: what was kept is no evidence.
    """
    if config_file and not config_file.is_file():
        raise UserError(f"{config_file}: there is no such file. Give the site's mkdocs.yml: --config-file site/mkdocs.yml")
    folder = (config_file.parent if config_file else Path.cwd()).resolve()
    repository = open_repository(folder, whole=whole)
    file = (config_file or nearest(folder, repository.root)).resolve()
    return site_of(repository, file, cached=cached)


def site_of(repository: Repository, file: Path, *, cached: bool, text: str | None = None) -> Site:
    """The site of a mkdocs.yml in a repository, or as it would be if that file held this text."""
    known, config = settings.read(file, repository.root.resolve(), text)
    switches.check(known)
    refuse_tracked_cache(repository, file.parent)
    cache = Cache(file.parent / CACHE_FILE if cached else None)
    return Site(
        root=file.parent,
        config_file=file,
        workspace=Workspace(repository, known, rendering(cache, site_dialects.of(file, known))),
        cache=cache,
        today=settings.today(known),
        site_dir=str(config.get("site_dir", "site")),
        name=str(config.get("site_name") or ""),
        url=str(config.get("site_url") or ""),
        edit=edit_links.edit_address(str(config.get("repo_url") or ""), str(config.get("edit_uri") or ""), known),
    )


def nearest(folder: Path, root: Path) -> Path:
    """The mkdocs.yml of this folder or of the nearest one above it inside the repository."""
    for place in (folder, *folder.parents):
        for name in settings.CONFIG_FILES:
            if (place / name).is_file():
                return place / name
        if place == root.resolve():
            break
    return root / settings.CONFIG_FILE


def meant(known: Record, name: str) -> list[Policy]:
    """The policies that somebody may mean by a name, in capitals or not where none is written that way."""
    return find(known.policies, name) or find(known.policies, name, str.casefold)


def policy_of(known: Record, name: str) -> Policy:
    """The policy that a name means; raises UserError where that is none or not one."""
    found = meant(known, name)
    if len(found) == 1:
        return found[0]
    if not found:
        addresses = ", ".join(policy.address for policy in known.policies) or "none is published yet"
        raise UserError(f"there is no policy {name}. {_near(known, name) or f'The policies: {addresses}'}")
    raise UserError(f"{name} may be {' or '.join(policy.address for policy in found)}. Give the whole address.")


def _near(known: Record, name: str) -> str:
    """The policies whose names are like one that was mistyped, as a question; "" for none."""
    names = [(own, policy.address) for policy in known.policies for own in (policy.name, policy.address, policy.path)]
    close = difflib.get_close_matches(name.lower(), dict.fromkeys(own for own, _ in names), n=3, cutoff=0.6)
    near = dict.fromkeys(address for found in close for own, address in names if own == found)
    return f"Did you mean {' or '.join(near)}? All of them: inforce history" if near else ""


def left(site: Site, base: str) -> str:
    """The commit at which the branch that is checked out left another; raises UserError where there is none."""
    commit = site.repository.resolve(base)
    if not commit:
        raise UserError(f"there is no branch, tag or commit {base} here. Fetch it: git fetch origin {base}")
    found = site.repository.merge_base(commit, site.repository.published_revision(""))
    if not found:
        raise UserError(
            f"{base} and what is checked out have no commit in common. Name the branch that this one was made from."
        )
    return found


def report(known: Record) -> int:
    """Problems do not hide what is sound, and are not hidden either."""
    print(terminal.problems(known.problems), end="", file=sys.stderr)
    return PROBLEMS if known.problems else FINE


def day(value: str) -> date:
    """An argument that is a day."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{value} is not a day; write one as 2018-03-26") from None


def formats(command: argparse.ArgumentParser, *names: str) -> None:
    """The option --format; the first name is the default."""
    command.add_argument("--format", choices=names, default=names[0], help=f"default: {names[0]}")
