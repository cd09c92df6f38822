"""What tests of drafts begin from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from drafting import Served, published
from sites import epoch


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with its published policies; nothing is edited."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch())
    return published(tmp_path / "company")


@pytest.fixture
def serve(folder: Path, tmp_path: Path) -> Iterator[Served]:
    """The site being served."""
    with Served(folder, tmp_path / "served") as running:
        yield running
