"""The checkers that come from npm: where they lie, and what to do if they do not."""

from __future__ import annotations

from pathlib import Path

_MODULES = Path(__file__).parents[1] / "tools" / "node_modules"


def checker(path: str) -> Path:
    """A file of tests/tools/package.json's packages."""
    found = _MODULES / path
    assert found.is_file(), f"{path} is missing. scripts/test fetches it, or: npm ci --prefix tests/tools --ignore-scripts"
    return found
