"""Where a theme of MkDocs keeps its templates, found without MkDocs."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import metadata, util
from itertools import chain
from pathlib import Path


def to_begin_with() -> tuple[Mapping[str, object], Mapping[str, object]]:
    """The theme of a new site, as mkdocs.yml names it, with the options of the plugin search: Material, or what carries it on
    where that alone is installed; the search of that runs what our pages do not allow."""
    if _installed("materialx") and not _installed("material"):
        return {"name": "materialx", "font": False}, {"provider": "lunr"}
    return {"name": "material", "font": False}, {}


def has_generator() -> bool:
    """Whether MkDocs, or what carries it on, is installed."""
    return any(util.find_spec(name) for name in ("mkdocs", "properdocs"))


def folders(theme: object, config_folder: Path) -> tuple[str, ...]:
    """The folders with templates of what mkdocs.yml calls its `theme`; none where that is not known."""
    named = theme if isinstance(theme, dict) else {"name": theme or "mkdocs"}
    own = named.get("custom_dir")
    installed = _installed(str(named.get("name")))
    if named.get("name") and not installed:
        return ()
    return (*([str(config_folder / own)] if isinstance(own, str) else []), *installed)


def _installed(name: str) -> tuple[str, ...]:
    """The folder of an installed theme, and that of the templates that MkDocs lends to all."""
    points = (metadata.entry_points(group=f"{host}.themes", name=name) for host in ("mkdocs", "properdocs"))
    for entry in chain.from_iterable(points):
        try:
            found = [util.find_spec(module) for module in (entry.module, "mkdocs.templates")]
        except ImportError:
            continue
        return tuple(str(place) for spec in found if spec for place in spec.submodule_search_locations or ())
    return ()
