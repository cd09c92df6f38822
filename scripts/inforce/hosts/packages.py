"""The packages that have a part in a site, with all that they cannot do without."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from importlib import metadata

from inforce.render.data import manifest

_NAME = re.compile(r"[A-Za-z0-9._-]+")


def with_required(names: Iterable[str]) -> set[str]:
    """Packages, and all that they cannot do without, as far as it is installed."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found or not manifest.version_of(name):
            continue
        found.add(name)
        waiting += _required(name)
    return found


@functools.cache
def _required(name: str) -> tuple[str, ...]:
    """What an installed package cannot do without."""
    matches = (_NAME.match(line) for line in metadata.requires(name) or () if "extra ==" not in line)
    return tuple(match[0] for match in matches if match)
