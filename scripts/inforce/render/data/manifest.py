"""The manifest of a built site: every file with its hash, and from what the site was made, so that it can be made again."""

from __future__ import annotations

import errno
import functools
import hashlib
import json
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path

import inforce
from inforce.problems import UserError
from inforce.record import texts as record_texts
from inforce.record.load import Record

FILE = "manifest.json"
_SCHEMA = "schemas/manifest-1.json"
_GENERATORS = ("mkdocs", "properdocs", "inforce")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file of a site. `permanent`: its address stays for good. `text` is the hash of the text that it holds, "" for most;
    `source` the file of the repository that it was made of, where somebody wrote it by hand."""

    hash: str
    permanent: bool = False
    text: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a site was made from, and its files by their addresses. `built` is the second in which the build began."""

    commit: str
    as_of: str
    built: datetime
    generator: str
    versions: Mapping[str, str]
    files: Mapping[str, Entry]


def dump(made: Manifest) -> bytes:
    """The manifest as JSON, a line for each file; a byte of a name that is not UTF-8 as \\udcff."""
    head = {
        "$schema": _SCHEMA,
        "version": 1,
        "commit": made.commit,
        "as_of": made.as_of,
        "built": made.built.isoformat(),
        "generator": made.generator,
        "versions": dict(sorted(made.versions.items())),
    }
    lines = []
    for address, entry in sorted(made.files.items()):
        line = {"address": address, "hash": entry.hash, "permanent": entry.permanent}
        line |= {name: value for name, value in (("text", entry.text), ("source", entry.source)) if value}
        lines.append("  " + json.dumps(line, ensure_ascii=False))
    whole = json.dumps(head, ensure_ascii=False, indent=1)
    text = whole.removesuffix("\n}") + ',\n "files": [\n' + ",\n".join(lines) + "\n ]\n}\n"
    return text.encode("utf-8", "backslashreplace")


def read(file: Path) -> Manifest:
    """The manifest in a file. Raises UserError where there is none."""
    try:
        data = json.loads(content_of(file))
        files = {
            str(item["address"]): Entry(
                hash=str(item["hash"]),
                permanent=item["permanent"] is True,
                text=str(item.get("text", "")),
                source=str(item.get("source", "")),
            )
            for item in data["files"]
        }
        read = Manifest(
            commit=str(data["commit"]),
            as_of=str(data["as_of"]),
            built=datetime.fromisoformat(data["built"]),
            generator=str(data["generator"]),
            versions={str(name): str(version) for name, version in data["versions"].items()},
            files=files,
        )
        if read.generator not in _GENERATORS or read.built.tzinfo is None:
            raise ValueError
    except OSError as error:
        raise UserError(f"{file}: there is no manifest of a built site. Build it first: mkdocs build") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UserError(f"{file} is no manifest of a built site. Build the site again: mkdocs build") from error
    return read


def content_of(file: Path) -> bytes:
    """What is in a file. Raises OSError for what is none, such as a pipe, at which others would wait for ever."""
    if not stat.S_ISREG(file.lstat().st_mode):
        raise OSError(errno.EINVAL, "is no file", str(file))
    return file.read_bytes()


def files_of(folder: Path) -> Iterable[tuple[str, os.stat_result]]:
    """Every file below a folder by its address, also links, which are not followed."""
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != ".git"] if Path(place) == folder else folders
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        for name in [*names, *links]:
            path = Path(place) / name
            if path != folder / ".git":
                yield path.relative_to(folder).as_posix(), path.lstat()


def entries(folder: Path, record: Record, permanent: Iterable[str], sources: Mapping[str, str]) -> dict[str, Entry]:
    """What a manifest says of each file of a built folder; `sources` are the files made by hand, by their addresses."""
    kept = frozenset(permanent)
    texts = {
        f"{text.address}text.md": f"sha256:{text.version.fingerprint}"
        for policy in record.policies
        for text in record_texts.all_texts(policy)
    }
    found = {}
    for address, state in files_of(folder):
        if address.startswith(".") and address not in sources:
            continue  # MkDocs copies none of these, and leaves those that were there
        if address != FILE and stat.S_ISREG(state.st_mode):
            found[address] = Entry(
                hash=hash_of((folder / address).read_bytes()),
                permanent=address in kept,
                text=texts.get(address, ""),
                source=sources.get(address, ""),
            )
    return found


def hash_of(content: bytes) -> str:
    """The hash of a file, as the site's data write it."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


@functools.cache  # what a process has loaded stays, whatever is installed meanwhile
def version_of(name: str) -> str:
    """The version of a package that is installed, "" where it is not; that of this one tells its own files, too."""
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
    if name != "inforce":
        return version
    package, made = Path(inforce.__file__).parent, hashlib.sha256()
    for file in sorted(package.rglob("*")):
        if file.is_file() and file.suffix != ".pyc":
            content = file.read_bytes()
            made.update(f"{file.relative_to(package).as_posix()}\0{len(content)}\0".encode() + content)
    return f"{version}+{made.hexdigest()[:10]}"


def other_versions(made: Manifest) -> dict[str, tuple[str, str]]:
    """The packages that a site was made with and that are installed here in another version: theirs, and that of here."""
    here = {name: version_of(name) for name in made.versions}
    return {name: (version, here[name]) for name, version in made.versions.items() if here[name] not in ("", version)}
