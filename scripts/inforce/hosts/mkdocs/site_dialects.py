"""In which Markdown the files of a site are written, by its mkdocs.yml: read as MkDocs reads it, and nothing in it is run."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml
from yaml_env_tag import construct_env_tag

from inforce import config_files
from inforce.problems import UserError
from inforce.settings import Settings
from inforce.text import site_markdown
from inforce.text.dialect import COMMONMARK, Dialect

_BUILTIN = ("toc", "tables", "fenced_code")  # that MkDocs has without being asked
_SHAPE = "markdown_extensions must be a list of names, each with its options below it"
_PYTHON = "tag:yaml.org,2002:python/"


def of(config_file: Path, settings: Settings) -> Callable[[str], Dialect]:
    """What gives the dialect of the file at a path in the repository: inside the docs_dir that of the site, else CommonMark.

    The configuration is read when the first such file is. That raises UserError where it, or what it names, cannot be used.
    """
    site = functools.cache(lambda: _of_site(config_file))

    def dialect(path: str) -> Dialect:
        return site() if settings.markdown == "site" and settings.is_in_docs(path) else COMMONMARK

    return dialect


def _of_site(file: Path) -> Dialect:
    stated = list(_stated(file)) if file.is_file() else []
    names = dict.fromkeys([*_BUILTIN, *(name for name, _ in stated)])
    return site_markdown.of([*names], {name: given for name, given in stated if given})


def _stated(file: Path) -> Iterator[tuple[str, dict[str, object]]]:
    """The extensions that a configuration states, with their options."""
    extensions = config_files.read(file, loader=_Loader).get("markdown_extensions") or []
    if not isinstance(extensions, (list, dict)):
        raise UserError(f"{file}: {_SHAPE}.")
    for entry in [extensions] if isinstance(extensions, dict) else extensions:
        for name, given in entry.items() if isinstance(entry, dict) else [(entry, None)]:
            if not isinstance(name, str) or not isinstance(given, (dict, type(None))):
                raise UserError(f"{file}: {_SHAPE}; this is none: {name}")
            yield name, given or {}


class _Loader(config_files.Tolerant):
    """Reads a mkdocs.yml with what it says of Markdown: values of the environment, and functions of what is installed."""


def _named(_: yaml.SafeLoader, name: str, __: yaml.Node) -> object:
    """`!!python/name:package.module.function`, of packages that are made for this; any other stands for nothing."""
    module, _dot, function = name.rpartition(".")
    if module.partition(".")[0] not in site_markdown.TRUSTED:
        return site_markdown.NOTHING
    try:
        return getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError) as error:
        raise yaml.YAMLError(f"!!python/name:{name}: {error}. Install what the site is built with.") from error


def _made(loader: yaml.SafeLoader, name: str, node: yaml.Node) -> object:
    """`!!python/object/apply:package.module.function`: what makes the anchors of headings, and nothing else."""
    given: Any = loader.construct_mapping(node, deep=True) if isinstance(node, yaml.MappingNode) else {}
    if isinstance(node, yaml.SequenceNode):
        given = {"args": loader.construct_sequence(node, deep=True)}
    make: Any = _named(loader, name, node) if name.startswith("pymdownx.slugs.") else None
    return make(*given.get("args", ()), **given.get("kwds", {})) if make else site_markdown.NOTHING


_Loader.add_constructor("!ENV", construct_env_tag)
_Loader.add_multi_constructor(f"{_PYTHON}name:", _named)
_Loader.add_multi_constructor(f"{_PYTHON}object/apply:", _made)
_Loader.yaml_multi_constructors[""] = _Loader.yaml_multi_constructors.pop("")  # for any other tag: the last that is asked
