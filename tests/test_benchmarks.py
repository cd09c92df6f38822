"""Each benchmark runs to its end, on as little as it takes: how long it takes counts only on a machine that does nothing else.

Not tried: `lighthouse.py`, which fetches Lighthouse.
"""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from sites import ROOT, Built

SMALL = {
    "checks": ["{repository}", "--commits", "2"],
    "fragments": ["--size", "400", "[a](b)"],
    "giants": ["deep"],
    "redline": ["{pairs}"],
    "serve": ["--kilobytes", "1", "--revisions", "2", "--edits", "1"],
    "site": ["{repository}"],
    "word": ["{pairs}", "--pairs", "1"],
}
NO_MEASURE = {"browsers", "pictures"}  # what they share, and what shows a site to readers of the README
NEEDING_MORE = {"lighthouse"}


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one pair of texts."""
    folder = tmp_path_factory.mktemp("pairs")
    (folder / "refunds").mkdir()
    for name, days in (("old.md", "14"), ("new.md", "30")):
        (folder / "refunds" / name).write_text(f"# Refunds\n\nYou have {days} days.\n")
    return folder


@pytest.mark.parametrize("name", SMALL)
def test_a_benchmark_ends_well(name: str, pairs: Path, company: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it measured is not looked at."""
    file = ROOT / "benchmarks" / f"{name}.py"
    given = [word.format(pairs=pairs, repository=company) for word in SMALL[name]]
    monkeypatch.setattr(sys, "argv", [str(file), *given])
    monkeypatch.setattr(sys, "path", list(sys.path))
    try:
        runpy.run_path(str(file), run_name="__main__")
    except SystemExit as end:
        assert not end.code


def test_pages_are_measured(demo_site: Built) -> None:
    """In a process of its own, as the tests have a browser already."""
    done = subprocess.run([sys.executable, ROOT / "benchmarks" / "pages.py", demo_site.folder], check=False)
    assert done.returncode == 0


def test_every_benchmark_is_tried() -> None:
    assert {file.stem for file in (ROOT / "benchmarks").glob("*.py")} == {*SMALL, *NEEDING_MORE, *NO_MEASURE, "pages"}
