"""Makes a site again: from its commit, as of its moment, in a folder of its own, by the generator that made it."""

from __future__ import annotations

import os
import runpy
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen
from tempfile import TemporaryDirectory
from threading import Thread

from inforce import settings
from inforce.problems import UserError
from inforce.render.data.manifest import Manifest
from inforce.settings import Settings
from inforce.source.repository import Repository

_LINES = 8  # of what the generator said, where it failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """A commit in a folder of its own. `outside` are the files that the site is made of and the commit does not hold: they are
    there as they lie in the repository that was asked."""

    folder: Path
    config_file: Path
    settings: Settings
    outside: frozenset[str]

    def build(self, made: Manifest) -> Path:
        """The folder of the site, made as the one of that manifest was. Raises UserError where it cannot be made."""
        out, log = self.folder.parent / "site", self.folder.parent / "log"
        given = (made.generator, str(self.config_file), str(out), str(int(made.built.timestamp())))
        command = [sys.executable, "-P", "-m", __name__, *given]
        with (
            log.open("wb") as file,
            Popen(command, cwd=self.config_file.parent, stdin=PIPE, stdout=file, stderr=file) as building,
        ):
            try:
                code = building.wait()
            except BaseException:
                building.kill()
                raise
        if code:
            said = " ".join(log.read_text("utf-8", "replace").replace(f"{self.folder}{os.sep}", "").splitlines()[-_LINES:])
            raise UserError(f"the site cannot be made again from the commit {made.commit}: {said}")
        return out


@contextmanager
def checked_out(repository: Repository, commit: str, branch: str, config_file: Path) -> Iterator[Checkout]:
    """A commit, as the branch of that name, for the while. Raises UserError where it has no configuration that can be read."""
    root = repository.root.resolve()
    with TemporaryDirectory(prefix="inforce-") as place:
        folder = Path(place).resolve() / "repository"
        repository.copy(commit, branch, folder)
        own = folder / config_file.relative_to(root)
        outside = _added(config_file, root, folder)
        known, config = settings.read(own, folder)
        for path in _parts(config):
            outside |= _added(config_file.parent / path, root, folder)
        yield Checkout(folder=folder, config_file=own, settings=known, outside=outside)


def _parts(config: Mapping[str, object]) -> Iterator[str]:
    """The files and folders that a configuration names, from its own folder."""
    theme, hooks = config.get("theme"), config.get("hooks")
    named = [config.get("docs_dir", "docs"), theme.get("custom_dir") if isinstance(theme, dict) else None]
    named += [config.get("logo"), config.get("shell")]  # of a site without a generator
    yield from (path for path in [*named, *(hooks if isinstance(hooks, list) else [])] if isinstance(path, str))


def _added(path: Path, root: Path, folder: Path) -> frozenset[str]:
    """Copy a file, or all below a folder, of a repository into the checkout as far as it is not there; returns their paths."""
    path = Path(os.path.normpath(path))
    if not path.is_relative_to(root):
        return frozenset()
    found = set()
    if path.is_dir():
        (folder / path.relative_to(root)).mkdir(parents=True, exist_ok=True)  # git knows no folder without a file
    for file in [path, *path.rglob("*")] if path.is_dir() else [path]:
        inside = file.relative_to(root)
        if file.is_file() and not file.is_symlink() and not os.path.lexists(folder / inside):
            (folder / inside).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, folder / inside)
            found.add(inside.as_posix())
    return frozenset(found)


def _build(generator: str, config_file: str, out: str, moment: str) -> None:
    """Run the generator as its command does, in a process of its own that ends with the one that started it."""
    Thread(target=_end_together, daemon=True).start()
    os.environ |= {"SOURCE_DATE_EPOCH": moment, "NO_MKDOCS_2_WARNING": "1"}
    sys.argv = [generator, "build", "--quiet", "--config-file", config_file, "--site-dir", out]
    runpy.run_module("inforce.cli" if generator == "inforce" else generator, run_name="__main__", alter_sys=True)


def _end_together() -> None:
    """A process that is killed can tell nobody, but the system closes its end of a pipe."""
    os.read(0, 1)
    os._exit(1)


if __name__ == "__main__":
    _build(*sys.argv[1:])
