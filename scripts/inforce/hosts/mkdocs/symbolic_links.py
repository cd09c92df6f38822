"""Symbolic links that lead out of the repository: what lies behind them is no part of the site."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from inforce.hosts.log import log
from inforce.source.repository import Repository

_MOST = 40  # links that one path may go through


def leave_out(files: Files, config: MkDocsConfig, repository: Repository) -> None:
    """Take the files of the site and of its theme that lead out, with a warning for each link."""
    named = set()
    for folder in filter(None, (config.docs_dir, config.theme.custom_dir)):
        out = _Out(repository, config, folder)
        for file in [file for file in files if file.src_dir and Path(file.src_dir) == Path(folder)]:
            if link := out.link(file.src_uri):
                files.remove(file)
                named.add(link)
    for link in sorted(named):
        log.warning(_told(link))


def guard(env: jinja2.Environment, config: MkDocsConfig, repository: Repository) -> None:
    """Let the theme's own template stand in the place of one that leads out."""
    if config.theme.custom_dir and isinstance(env.loader, jinja2.FileSystemLoader):
        env.loader = jinja2.ChoiceLoader(
            [
                _Inside(str(folder), config, repository)
                if Path(folder) == Path(config.theme.custom_dir)
                else jinja2.FileSystemLoader(folder)
                for folder in env.loader.searchpath
            ]
        )


class _Inside(jinja2.FileSystemLoader):
    """The templates of one folder that do not lead out."""

    def __init__(self, folder: str, config: MkDocsConfig, repository: Repository) -> None:
        super().__init__(folder)
        self._out = _Out(repository, config, folder)

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """As Jinja asks for it. Raises TemplateNotFound also for one that leads out."""
        if link := self._out.link(template):
            log.warning(_told(link))
            raise jinja2.TemplateNotFound(template)
        return super().get_source(environment, template)


class _Out:
    """Which files below a folder stand behind a symbolic link to what git does not hold."""

    def __init__(self, repository: Repository, config: MkDocsConfig, folder: str) -> None:
        self._repository = repository
        self._root = Path(os.path.realpath(repository.root))
        here = Path(config.config_file_path or "mkdocs.yml").absolute().parent
        inside = os.path.relpath(Path(os.path.realpath(here), os.path.relpath(folder, here)), self._root).replace(os.sep, "/")
        self._inside = "" if inside == ".." or inside.startswith("../") else inside  # one elsewhere is the operator's choice
        self._safe: dict[str, bool] = {"": False}

    def link(self, file: str) -> str:
        """The link that leads a file out; "" where none does."""
        target, link = _followed(self._root, f"{self._inside}/{file}") if self._inside else ("", "")
        if link and target not in self._safe:
            self._safe[target] = target in self._repository.tracked(target)
        return link if link and not self._safe[target] else ""


def _followed(root: Path, path: str) -> tuple[str, str]:
    """Where a path inside a folder leads, "" for out of it, and the first link on the way. A link that names a place of this
    machine leads out: in another copy it would lead elsewhere."""
    waiting, done, first, count = path.split("/"), list[str](), "", 0
    while waiting:
        part = waiting.pop(0)
        here = root.joinpath(*done, part)
        if part == ".." and not done:
            return "", first
        if part == "..":
            done.pop()
        elif part not in ("", ".") and here.is_symlink():
            first, count, target = first or "/".join([*done, part]), count + 1, here.readlink().as_posix()
            if count > _MOST or target.startswith("/"):
                return "", first
            waiting = target.split("/") + waiting
        elif part not in ("", "."):
            done.append(part)
    return "/".join(done), first


def _told(link: str) -> str:
    """What is said of a link that leads out."""
    return (
        f"{link}: this is a symbolic link to something that is not in the repository, and so it is left out of the site. "
        "Put the file itself there."
    )
