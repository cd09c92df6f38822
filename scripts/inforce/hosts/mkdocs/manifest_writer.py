"""Writes the manifest of a build: its files, and the versions of all that had a part in it."""

from __future__ import annotations

import functools
import os
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File

from inforce.hosts import packages
from inforce.render.context import Frame
from inforce.render.data import manifest
from inforce.render.data.manifest import Manifest


def write(config: MkDocsConfig, frame: Frame, permanent: Iterable[str], own: Iterable[File], docs_dir: str) -> None:
    """Write it beside the pages, once all else is there; `own` are the files that MkDocs knows and others than we made, and
    `docs_dir` is their folder in the repository."""
    folder = Path(config.site_dir)
    generator = "properdocs" if type(config).__module__.startswith("properdocs.") else "mkdocs"
    made = Manifest(
        commit=frame.record.head,
        as_of=frame.today.isoformat(),
        built=datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC),
        generator=generator,
        versions={name: manifest.version_of(name) for name in packages.with_required(_had_a_part(config, generator))},
        files=manifest.entries(folder, frame.record, permanent, _sources(config, own, docs_dir)),
    )
    (folder / manifest.FILE).write_bytes(manifest.dump(made))


def _sources(config: MkDocsConfig, own: Iterable[File], docs_dir: str) -> Mapping[str, str]:
    """What somebody wrote into the docs_dir, as paths in the repository, by the address of what is made of it."""
    docs = Path(config.docs_dir)
    ours = (f for f in own if f.abs_src_path and f.generated_by is None and docs in Path(f.abs_src_path).parents)
    return {file.dest_uri: posixpath.normpath(posixpath.join(docs_dir, file.src_uri)) for file in ours}


def _had_a_part(config: MkDocsConfig, generator: str) -> Iterator[str]:
    """The packages that a configuration names: of the theme, the plugins and the extensions of Markdown."""
    yield from ("inforce", generator)
    for hosts, kind, named in (
        ((generator, "mkdocs"), "themes", {str(config.theme.name)}),
        ((generator, "mkdocs"), "plugins", set(config.plugins)),
        (("markdown",), "extensions", set(config.markdown_extensions)),
    ):
        points = (point for host in dict.fromkeys(hosts) for point in _points(f"{host}.{kind}"))
        yield from (point.dist.name for point in points if point.name in named and point.dist)


@functools.cache
def _points(group: str) -> metadata.EntryPoints:
    """What installed packages offer to a host. Python reads the files of all of them, each time that it is asked."""
    return metadata.entry_points(group=group)
