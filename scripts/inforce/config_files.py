"""Reads a mkdocs.yml as it is written: on top of those that it inherits from, without what only MkDocs understands."""

from __future__ import annotations

from pathlib import Path

import yaml

from inforce.problems import UserError


class Tolerant(yaml.SafeLoader):
    """Reads a mkdocs.yml with tags that only MkDocs understands."""


def _nothing(_loader: yaml.SafeLoader, _suffix: str, _node: yaml.Node) -> None:
    """A tag such as !ENV or !!python/name stands for nothing that Inforce reads."""


Tolerant.add_multi_constructor("", _nothing)


def read(file: Path, text: str | None = None, loader: type[yaml.SafeLoader] | None = None) -> dict[str, object]:
    """A mkdocs.yml, on top of the one that it inherits from (INHERIT); `text` as if the file held that. Raises UserError where
    it cannot be read as YAML."""
    try:
        said = file.read_text("utf-8") if text is None else text
        config = yaml.load(said, Loader=loader or Tolerant)  # noqa: S506 - a SafeLoader
    except OSError as error:
        raise UserError(f"{file}: cannot be read: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise UserError(f"{file}: not valid YAML: {error}") from error
    if not isinstance(config, dict):
        return {}
    parent = config.pop("INHERIT", None)
    return _merged(read(file.parent / parent, loader=loader), config) if isinstance(parent, str) else config


def _merged(below: dict[str, object], above: dict[str, object]) -> dict[str, object]:
    """Mappings merged key by key; anything else of `above` replaces what `below` says, as MkDocs does it."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged
