"""Rule 11: what git cannot tell is an error that names the remedy, never a wrong date; odd set-ups change nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from histories import Builder, clean_environment, git, load
from inforce.problems import UserError
from inforce.source.repository import open_repository

LONG = "\n".join(f"Sentence number {k} of a policy that is long enough for git to see a rename." for k in range(12))
HISTORY = [
    {"on": "2018-01-10", "write": {"policies/a.md": {"effective_date": "2018-01-01", "text": LONG}}},
    {
        "on": "2018-02-10",
        "move": {"policies/a.md": "policies/b.md"},
        "change": {"policies/b.md": {"effective_date": "2018-03-01", "change_note": "Second.", "text": LONG + " Two."}},
    },
    {"on": "2018-03-10", "change": {"policies/b.md": {"effective_date": "2018-04-01", "text": LONG + " Three."}}},
]
EXPECTED = [("2018-01-01", "2018-01-10"), ("2018-03-01", "2018-02-10"), ("2018-04-01", "2018-03-10")]


@pytest.fixture(autouse=True)
def _clean_git(monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in clean_environment().items():
        monkeypatch.setenv(key, value)
    for key in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(key, raising=False)


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A sound repository with three revisions of one policy."""
    folder = tmp_path / "origin"
    folder.mkdir()
    Builder(folder).build(HISTORY)
    git(folder, "reset", "-q", "--hard")
    return folder


def revisions(folder: Path) -> list[tuple[str, str]]:
    """Effective and published date of each revision of the only policy."""
    (policy,) = load(folder).policies
    return [(revision.id, str(revision.published.day)) for revision in policy.revisions]


def test_whole_history(origin: Path) -> None:
    """A full repository gives every date; so does a clone of it, and a folder inside."""
    clone = origin.parent / "clone"
    git(origin.parent, "clone", "-q", str(origin), str(clone))
    assert revisions(origin) == EXPECTED
    assert revisions(clone) == EXPECTED
    assert revisions(origin / "policies") == EXPECTED


def _shallow(origin: Path) -> Path:
    clone = origin.parent / "shallow"
    git(origin.parent, "clone", "-q", "--depth=1", origin.as_uri(), str(clone))
    return clone


def _bare(origin: Path) -> Path:
    clone = origin.parent / "bare.git"
    git(origin.parent, "clone", "-q", "--bare", str(origin), str(clone))
    return clone


def _empty(origin: Path) -> Path:
    folder = origin.parent / "empty"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    return folder


def _none(origin: Path) -> Path:
    folder = origin.parent / "none"
    folder.mkdir()
    return folder


def _missing(origin: Path) -> Path:
    return origin.parent / "not" / "there"


def _partial(origin: Path) -> Path:
    git(origin, "config", "uploadpack.allowFilter", "true")
    clone = origin.parent / "partial"
    git(origin.parent, "clone", "-q", "--filter=blob:none", origin.as_uri(), str(clone))
    shutil.rmtree(origin)
    return clone


@pytest.mark.parametrize(
    ("make", "remedy"),
    [
        (_shallow, "git fetch --unshallow"),
        (_bare, "git clone"),
        (_empty, "git commit"),
        (_none, "git init"),
        (_missing, "git init"),
        (_partial, "git fetch --refetch"),
    ],
    ids=["shallow clone", "bare", "empty", "no repository", "no folder", "partial clone, origin gone"],
)
def test_error_names_the_remedy(make: Callable[[Path], Path], remedy: str, origin: Path) -> None:
    """Rule 11: a repository that lacks what the dates need stops with the command that helps."""
    folder = make(origin)
    with pytest.raises(UserError) as caught:
        load(folder)
    assert remedy in str(caught.value)


def test_partial_clone_without_renames(tmp_path: Path) -> None:
    """Where git needs no text to read the log, the missing texts are named with the same remedy."""
    folder = tmp_path / "origin"
    folder.mkdir()
    change = {"policies/a.md": {"effective_date": "2018-03-01", "text": LONG + " Two."}}
    Builder(folder).build([HISTORY[0], {"on": "2018-02-10", "change": change}])
    with pytest.raises(UserError, match="git fetch --refetch"):
        load(_partial(folder))


def test_partial_clone_with_its_origin(origin: Path) -> None:
    """A partial clone whose origin answers is as good as a full one."""
    git(origin, "config", "uploadpack.allowFilter", "true")
    clone = origin.parent / "partial"
    git(origin.parent, "clone", "-q", "--filter=blob:none", origin.as_uri(), str(clone))
    assert revisions(clone) == EXPECTED


def test_shallow_clone_made_whole(origin: Path) -> None:
    """The remedy that the error names is one."""
    clone = _shallow(origin)
    git(clone, "fetch", "-q", "--unshallow")
    assert revisions(clone) == EXPECTED


def test_git_missing(origin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rule 11: without git on the PATH the error says so and where to get it."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UserError, match=r"git is not installed.*https://git-scm\.com"):
        load(origin)


def test_repository_of_somebody_else(origin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rule 11: where git refuses a folder that another user owns (containers), the remedy is safe.directory."""
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(UserError, match=r"safe\.directory"):
        load(origin)


@pytest.mark.parametrize(
    "stamp",
    ["1515585600 +051800", "1515585600 -9959", "253402300800 +0000", "-86400 +0000"],
)
def test_impossible_commit_date(stamp: str, tmp_path: Path) -> None:
    """A commit whose date cannot be read counts as of the day of the one beside it."""
    Builder(tmp_path).build(HISTORY[:1])
    tree = git(tmp_path, "rev-parse", "HEAD^{tree}")
    raw = f"tree {tree}\nauthor A <a@b.example> {stamp}\ncommitter A <a@b.example> {stamp}\n\nodd\n".encode()
    odd = git(tmp_path, "hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=raw)
    git(tmp_path, "update-ref", "refs/heads/main", odd)
    assert revisions(tmp_path) in (
        [("2018-01-01", "2018-01-10")],
        [("2018-01-01", "2018-01-09")],
        [("2018-01-01", "1970-01-01")],
    )


def test_configuration_of_the_user_changes_nothing(origin: Path) -> None:
    """Settings that people have for their own eyes do not change what is read (rule 1)."""
    for key, value in {
        "diff.renames": "false",
        "diff.renameLimit": "1",
        "diff.relative": "true",
        "diff.noprefix": "true",
        "diff.external": "false",
        "log.showSignature": "true",
        "log.showRoot": "false",
        "log.date": "relative",
        "log.follow": "true",
        "log.diffMerges": "off",
        "log.decorate": "full",
        "log.mailmap": "true",
        "format.pretty": "oneline",
        "core.quotePath": "true",
        "core.abbrev": "4",
        "color.ui": "always",
        "i18n.logOutputEncoding": "UTF-16",
    }.items():
        git(origin, "config", key, value)
    assert revisions(origin) == EXPECTED


def test_replaced_objects_are_not_believed(origin: Path) -> None:
    """A `git replace` of this machine does not change the published record."""
    first, second = git(origin, "rev-list", "--reverse", "HEAD").split()[:2]
    git(origin, "replace", second, first)
    assert revisions(origin) == EXPECTED


def test_linked_work_tree(origin: Path) -> None:
    """A linked work tree reads the published branch, whatever is checked out there."""
    other = origin.parent / "other"
    git(origin, "worktree", "add", "-q", "--detach", str(other), "HEAD~1")
    assert revisions(other) == EXPECTED


def test_shallow_linked_work_tree(origin: Path) -> None:
    """Rule 11 holds for a linked work tree of a shallow clone too."""
    clone = _shallow(origin)
    other = origin.parent / "other"
    git(clone, "worktree", "add", "-q", "--detach", str(other))
    with pytest.raises(UserError, match="unshallow"):
        load(other)


def test_subjects_and_names_of_any_kind(tmp_path: Path) -> None:
    """Messages with newlines, bytes that are no UTF-8 and no text at all do not confuse the reading."""
    Builder(tmp_path).build(HISTORY[:1])
    parent, tree = git(tmp_path, "rev-parse", "HEAD", "HEAD^{tree}").split()
    for message in (b"\n\n:100644 100644 aa bb M\n", b"caf\xe9\n", b"", b"a\r\nb\n"):
        head = f"tree {tree}\nparent {parent}\n".encode()
        people = b"author \xff <> 1515585600 +0000\ncommitter  <> 1515585600 +0000\n\n"
        commit = head + people + message
        parent = git(tmp_path, "hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=commit)
    git(tmp_path, "update-ref", "refs/heads/main", parent)
    assert revisions(tmp_path) == EXPECTED[:1]
    assert len(open_repository(tmp_path).log(parent)) == 5


def test_links_and_modules_are_no_texts(tmp_path: Path) -> None:
    """A symbolic link or a submodule with the name of a policy is no policy; a policy that becomes one is gone."""
    Builder(tmp_path).build(HISTORY[:1])
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "a.md").symlink_to("b.md")
    (tmp_path / "policies" / "link.md").symlink_to("a.md")
    git(tmp_path, "add", "-A")
    head = git(tmp_path, "rev-parse", "HEAD")
    git(tmp_path, "update-index", "--add", "--cacheinfo", f"160000,{head},policies/module.md")
    git(tmp_path, "commit", "-qm", "links", on="2018-05-05T12:00:00+0000")
    (policy,) = load(tmp_path).policies
    assert policy.address == "a"
    assert [(absence.kind, str(absence.since)) for absence in policy.absences] == [("deleted", "2018-05-05")]


def test_sha256(tmp_path: Path) -> None:
    """A repository with SHA-256 ids is read like any other, or refused for what it is."""
    git(tmp_path, "init", "-q", "-b", "main", "--object-format=sha256")
    file = tmp_path / "policies" / "a.md"
    file.parent.mkdir()
    file.write_text("---\ntitle: Rules\neffective_date: 2018-01-01\n---\nOne.\n")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one")
    try:
        found = revisions(tmp_path)
    except UserError as error:
        assert "SHA-256" in str(error)
    else:
        assert found == [("2018-01-01", "2018-01-10")]


def test_published_branch(origin: Path) -> None:
    """The published branch is the named one; a tag or a remote branch of that name does not stand in for it."""
    repository = open_repository(origin)
    newest, middle = git(origin, "rev-parse", "main", "main~1").split()
    git(origin, "tag", "main", middle)
    assert repository.published_revision("main") == newest
    git(origin, "update-ref", "refs/remotes/origin/gone", middle)
    assert repository.published_revision("gone") == newest
    assert repository.resolve("no-such-branch") == ""
    assert repository.resolve("--all") == ""
