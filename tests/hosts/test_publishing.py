"""How `inforce build` changes a site that is there: in one step, only what differs, and nothing that is somebody else's."""

from __future__ import annotations

import multiprocessing
import random
import time
from pathlib import Path
from unittest import mock

import pytest
from histories import git
from inforce import cli
from inforce.hosts.static import publishing
from sites import Built, epoch
from static import CONFIG, begun, built


def _edit(folder: Path, was: str, now: str) -> None:
    file = folder / "policies/terms/refunds.md"
    file.write_text(file.read_text("utf-8").replace(was, now), "utf-8")
    git(folder, "commit", "-q", "-a", "-m", "Edit")


def _files(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file with the moment in which it was written."""
    found = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): (file.stat().st_mtime_ns, file.read_bytes()) for file in found}


@pytest.fixture
def site(tmp_path: Path) -> Built:
    """A site that is there."""
    made = built(begun(tmp_path / "company"))
    assert made.code == 0, made.said
    return made


def test_only_what_changed_is_written(site: Built) -> None:
    """A second build of the same writes nothing; after an edit, what does not speak of it is the same file as before."""
    was = _files(site.folder)
    assert "nothing changed" in built(site.folder.parent).said
    assert _files(site.folder) == was
    _edit(site.folder.parent, "a endless", "an endless")
    assert built(site.folder.parent).code == 0
    now = _files(site.folder)
    assert now["terms/refunds/2027-01-01/index.html"][1] != was["terms/refunds/2027-01-01/index.html"][1]
    assert now["cookies/2018-02-01/index.html"] == was["cookies/2018-02-01/index.html"]
    assert now["assets/inforce/inforce.css"] == was["assets/inforce/inforce.css"]


def test_what_is_gone_is_removed_and_nothing_else(site: Built) -> None:
    """Files that somebody put there stay, also where ours would lie: that is said."""
    (site.folder / "mine").mkdir()
    (site.folder / "mine/page.html").write_text("mine")
    (site.folder / "mine/link").symlink_to("page.html")
    (site.folder / "robots.txt").write_text("mine")
    _edit(site.folder.parent, "effective_date: 2027-01-01", "effective_date: 2027-02-01")
    assert site.path("terms/refunds/2027-01-01/").is_file()
    made = built(site.folder.parent)
    assert made.code == 0, made.said
    assert "mine" == site.text("mine/page.html") == site.text("robots.txt") == site.text("mine/link")
    assert (site.folder / "mine/link").readlink() == Path("page.html")
    assert site.path("terms/refunds/2027-02-01/").is_file()
    (site.folder / "manifest.json").unlink()  # now all that lies there is somebody's
    before = _files(site.folder)
    made = built(site.folder.parent)
    assert "is a file of your own" in made.said
    assert {name: _files(site.folder)[name] for name in before} == before


@pytest.mark.parametrize(
    ("manifest", "told"), [('{"name": "An app"}', "would be written over"), ("", "mkdocs has built")], ids=["other", "mkdocs"]
)
def test_a_folder_of_others_is_refused(site: Built, manifest: str, told: str) -> None:
    """Where our manifest would lie over another file, or another generator has built."""
    file = site.folder / "manifest.json"
    file.write_text(manifest or file.read_text().replace('"generator": "inforce"', '"generator": "mkdocs"'))
    before = _files(site.folder)
    made = built(site.folder.parent)
    assert (made.code, told in made.said, _files(site.folder)) == (2, True, before), made.said


def test_a_build_that_fails_leaves_the_site(site: Built) -> None:
    """As it was, with nothing beside it."""
    before = _files(site.folder)
    (site.folder.parent / "inforce.yml").write_text(f"{CONFIG}shell: page.html\n")
    (site.folder.parent / "page.html").write_text("<html>")
    assert built(site.folder.parent).code == 2
    assert _files(site.folder) == before
    assert not list(site.folder.parent.glob(".site*"))


@pytest.mark.parametrize("exchanging", [True, False])
def test_one_step_or_file_by_file(tmp_path: Path, exchanging: bool) -> None:
    """Where the system cannot let folders change places, each file is whole, and the end is the same."""
    out, stage = tmp_path / "site", tmp_path / "stage"
    for folder, files in (
        (out, {"index.html": "old", "old/index.html": "gone", "same": "same", "theirs/file": "theirs"}),
        (stage, {"index.html": "new", "new/index.html": "new", "same": "same"}),
    ):
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
    with mock.patch.object(publishing, "_exchanged", wraps=publishing._exchanged if exchanging else lambda *_: False):
        assert publishing.publish(stage, out, ["theirs/file"], ["index.html", "old/index.html", "same"])
    found = {file.relative_to(out).as_posix(): file.read_text() for file in out.rglob("*") if file.is_file()}
    assert found == {"index.html": "new", "new/index.html": "new", "same": "same", "theirs/file": "theirs"}
    assert not (out / "old").exists()


@pytest.mark.parametrize("kept", ["repository", "unreadable"])
def test_what_cannot_come_along_stays(tmp_path: Path, kept: str) -> None:
    """A folder with the branch for pages keeps its repository; what cannot be given a second name stays, too."""
    out, stage = tmp_path / "site", tmp_path / "stage"
    theirs = ".git/config" if kept == "repository" else "theirs"
    for folder, name, text in ((out, theirs, "theirs"), (out, "index.html", "old"), (stage, "index.html", "new")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    others = publishing.before(out).others - {"index.html"}
    with mock.patch.object(publishing, "_linked", wraps=None if kept == "unreadable" else publishing._linked) as linked:
        linked.return_value = False if kept == "unreadable" else mock.DEFAULT
        assert publishing.publish(stage, out, others, ["index.html"])
    assert ((out / theirs).read_text(), (out / "index.html").read_text()) == ("theirs", "new")


def test_a_file_in_the_place_of_the_folder(site: Built) -> None:
    """It stays, and is named."""
    site.folder.rename(site.folder.with_name("old"))
    site.folder.write_text("mine")
    made = built(site.folder.parent)
    assert (made.code, "is a file" in made.said, site.folder.read_text()) == (2, True, "mine")


def test_killed_at_any_moment(site: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty times: readers see the old site or the new one, and the next build ends with the bytes of a clean one."""
    folder, chance = site.folder.parent, random.Random(7)
    old = site.hashes()
    _edit(folder, "a endless", "an endless")
    clean = built(begun_again(folder)).hashes()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch())
    monkeypatch.chdir(folder)
    began = time.monotonic()
    assert cli.main(["build", "--quiet", "--site-dir", str(folder / "timed")]) == 0
    took = time.monotonic() - began
    for _ in range(20):
        process = multiprocessing.get_context("fork").Process(target=cli.main, args=(["build", "--quiet"],))
        process.start()
        time.sleep(chance.uniform(0, 1.2) * took)
        process.kill()
        process.join()
        assert site.hashes() in (old, clean)
    assert built(folder).code == 0
    assert site.hashes() == clean
    assert [path.name for path in folder.glob(".site*")] == []


def begun_again(folder: Path) -> Path:
    """The same repository in another place, where nothing was built."""
    git(folder.parent, "clone", "-q", str(folder), str(folder.parent / "again"))
    return folder.parent / "again"
