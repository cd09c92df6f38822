"""A cache is never evidence: one that a branch brings along is refused, and a value of another shape is made again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from commanding import Inforce
from companies import CONFIG
from histories import git
from inforce import cache as caches
from inforce.cache import Cache, read
from inforce.problems import UserError
from inforce.redline import Redline
from inforce.source.clone_check import refuse_tracked_cache
from inforce.source.repository import open_repository
from inforce.text.markdown import Rendered, render
from inforce.text.rendering import rendering
from sites import build, policy, repository

PATH = "policies/refunds.md"
HISTORY = [{"on": "2018-01-10", "write": {PATH: policy("2018-02-01", "Ten days.")}}]
SOUND = {"html": "<p>x</p>", "headings": [{"level": 2, "id": "a", "title": "A"}], "title": "T"}


def _file(folder: Path) -> None:
    (folder / ".cache/inforce").mkdir(parents=True)
    (folder / ".cache/inforce/made.sqlite").write_bytes(b"anything")


def _other_file(folder: Path) -> None:
    (folder / ".cache/inforce").mkdir(parents=True)
    (folder / ".cache/inforce/.gitignore").write_text("")


def _letters(folder: Path) -> None:
    (folder / ".Cache/InForce").mkdir(parents=True)
    (folder / ".Cache/InForce/made.sqlite").write_bytes(b"anything")


def _link(folder: Path) -> None:
    (folder / ".cache").symlink_to("policies")


def _link_inside(folder: Path) -> None:
    (folder / ".cache").mkdir()
    (folder / ".cache/inforce").symlink_to("../policies")


@pytest.mark.parametrize("bring", [_file, _other_file, _letters, _link, _link_inside])
@pytest.mark.parametrize("below", ["", "sites/company"])
def test_a_tracked_cache_is_refused(bring: Callable[[Path], None], below: str, tmp_path: Path) -> None:
    """In one sentence with the mend, which helps."""
    repository(tmp_path, HISTORY)
    site = tmp_path / below
    site.mkdir(parents=True, exist_ok=True)
    bring(site)
    git(tmp_path, "add", "--force", "--all")
    with pytest.raises(UserError, match=r"git rm -r --cached (\S+)") as refused:
        refuse_tracked_cache(open_repository(tmp_path), site)
    git(tmp_path, "rm", "-r", "-q", "--cached", str(refused.value).rpartition(" ")[2])
    refuse_tracked_cache(open_repository(tmp_path), site)


def test_neither_build_nor_command_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> None:
    """Whatever is asked."""
    repository(tmp_path, HISTORY, CONFIG)
    _file(tmp_path)
    git(tmp_path, "add", "--force", ".cache")
    built = build(tmp_path)
    assert (built.code, "is in git, but a cache that comes with a branch may hold anything" in built.said) == (1, True)
    monkeypatch.chdir(tmp_path)
    for command in (["check"], ["check", "--base", "main"], ["history"], ["redline", "refunds"], ["prove"]):
        said = inforce(*command)
        assert (said.code, "is in git" in said.err) == (2, True), command


@pytest.mark.parametrize(
    "value",
    [
        *(b"", b"x", b"null", b"[]", b"3", b'"x"', b"{}", b"[" * 100_000),
        *(json.dumps(SOUND | odd).encode() for odd in ({"html": 3}, {"html": None}, {"headings": {}}, {"more": 1})),
        *(json.dumps(SOUND | {"headings": [odd]}).encode() for odd in (3, {}, {"level": "2", "id": "a", "title": "A"})),
        json.dumps({key: value for key, value in SOUND.items() if key != "title"}).encode(),
        json.dumps(SOUND | {"headings": [{"level": True, "id": "a", "title": "A"}]}).encode(),
    ],
)
def test_a_value_of_another_shape(value: bytes) -> None:
    """It counts as none."""
    assert read(Rendered, value) is None
    assert read(Redline, value) is None
    assert read(Rendered, json.dumps(SOUND).encode()) is not None


def test_it_is_made_again(tmp_path: Path) -> None:
    """And kept in its place."""
    cache = Cache(tmp_path / "made.sqlite")
    made = render("Ten days.", path=PATH, title="Rules")
    assert rendering(cache)("Ten days.", PATH, "Rules") == made
    assert cache._base
    cache._base.execute("UPDATE made SET value = ?", (caches.zlib.compress(b'{"html": 3}'),))
    assert rendering(cache)("Ten days.", PATH, "Rules") == made
    ((kept,),) = cache._base.execute("SELECT value FROM made").fetchall()
    assert json.loads(caches.zlib.decompress(kept))["html"] == made.html
    cache.close()
