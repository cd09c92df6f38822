"""A new site in the place of an old one: made beside it, and put there in one step, so that readers see the one or the other.

Files that have not changed are the same files as before (hard links). What somebody else has put into the folder stays.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from inforce.hosts.output import Disk
from inforce.problems import UserError
from inforce.record.address_register import Register
from inforce.render.data import manifest

GENERATOR = "inforce"
_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of renameat2(2)
_SWAP = 2  # RENAME_SWAP of renamex_np(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """The folder of a site as it was: the files that we made, and those of others."""

    ours: frozenset[str]
    others: frozenset[str]


def before(out: Path) -> Before:
    """What lies in the folder of the site. Raises UserError where another generator has made it."""
    if out.exists() and not out.is_dir():
        raise UserError(f"{out} is a file, and the folder of the site would lie there. Rename it.")
    found = frozenset(name for name, _ in manifest.files_of(out)) if out.is_dir() else frozenset()
    if not found:
        return Before(ours=found, others=found)
    file = out / manifest.FILE
    if manifest.FILE not in found:
        return Before(ours=frozenset(), others=found)
    try:
        made = manifest.read(file)
    except UserError as error:
        mend = f"Give the site another folder (site_dir), or rename that file: {error}"
        raise UserError(f"{file} is no file of a site of policies, and would be written over. {mend}") from error
    if made.generator != GENERATOR:
        raise UserError(
            f"{out} holds a site that {made.generator} has built. Remove it, or give this one another folder (site_dir)."
        )
    ours = found & {*made.files, manifest.FILE}
    return Before(ours=ours, others=found - ours)


class Stage(Disk):
    """Writes the files of a new site into a folder of their own; those that are as before are not written again."""

    def __init__(self, folder: Path, old: Path, register: Register) -> None:
        super().__init__(folder, register)
        self._old = old

    def store(self, path: Path, address: str, content: bytes) -> None:
        """Write a file, unless it is there as it is to be."""
        there = self._old / address
        if not (_same(there, content) and _linked(there, path)):
            path.write_bytes(content)


def _same(file: Path, content: bytes) -> bool:
    try:
        return file.stat().st_size == len(content) and not file.is_symlink() and file.read_bytes() == content
    except OSError:
        return False


def _linked(file: Path, place: Path) -> bool:
    """Whether a file could be given a second name; where a disk knows none, a copy of the same age does as well."""
    try:
        os.link(file, place, follow_symlinks=False)
    except OSError:
        try:
            shutil.copy2(file, place, follow_symlinks=False)
        except OSError:
            return False
    return True


@contextmanager
def staged(out: Path) -> Iterator[Path]:
    """A folder beside that of the site, which is gone afterwards; those of builds that were killed are, too."""
    out.parent.mkdir(parents=True, exist_ok=True)
    for left in out.parent.glob(f".{out.name}.*.inforce"):
        if not _is_running(left.name.split(".")[-2]):
            shutil.rmtree(left, ignore_errors=True)
    place = out.with_name(f".{out.name}.{os.getpid()}.inforce")
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _is_running(number: str) -> bool:
    if not number.isdigit() or sys.platform == "win32":
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def publish(stage: Path, out: Path, others: Collection[str], ours: Collection[str]) -> bool:
    """Let readers see what was made; returns whether anything changed. `others` are files in the folder that are not ours,
    `ours` those that we made before."""
    new = {name for name, _ in manifest.files_of(stage)}
    changed = {name for name in new if not _is_same_file(stage / name, out / name)}
    gone = set(ours) - new
    if not changed and not gone:
        return False
    if not out.exists():
        stage.rename(out)
    elif not (_with_others(stage, out, set(others) - new) and _exchanged(stage, out)):
        _one_by_one(stage, out, changed, gone)
    return True


def _with_others(stage: Path, out: Path, others: Collection[str]) -> bool:
    """Whether all that is not ours could be put into the new folder as well: not a repository, nor what may not be read."""
    if (out / ".git").exists():
        return False
    for name in sorted(others):
        (stage / name).parent.mkdir(parents=True, exist_ok=True)
        if not _linked(out / name, stage / name):
            return False
    return True


def _is_same_file(one: Path, other: Path) -> bool:
    try:
        first, second = one.stat(), other.lstat()
    except OSError:
        return False
    if (first.st_dev, first.st_ino) == (second.st_dev, second.st_ino):
        return True
    return first.st_size == second.st_size and not other.is_symlink() and one.read_bytes() == other.read_bytes()


def _exchanged(one: Path, other: Path) -> bool:
    """Whether the system has let two folders change places in one step. Some cannot, nor can one that is mounted there."""
    if other.is_symlink():
        return False
    try:
        system = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            failed = system.renamex_np(os.fsencode(one), os.fsencode(other), _SWAP)
        else:
            failed = system.renameat2(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE)
    except (OSError, AttributeError, TypeError):
        return False
    if failed and ctypes.get_errno() in (errno.EACCES, errno.EROFS):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(other))
    return not failed


def _one_by_one(stage: Path, out: Path, changed: Collection[str], gone: Collection[str]) -> None:
    """File by file, each whole at any moment: what is new before what leads to it, what leads to more the later, the manifest
    after all else, and then what is gone."""

    def last(name: str) -> tuple[bool, bool, int, str]:
        return name == manifest.FILE, (out / name).exists(), -name.count("/"), name

    for name in sorted(changed, key=last):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (stage / name).replace(out / name)
    for name in sorted(gone):
        (out / name).unlink(missing_ok=True)
        for folder in (out / name).parents:
            if folder == out or any(folder.iterdir()):
                break
            folder.rmdir()
