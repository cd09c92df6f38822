"""What git knows: the commits of the published branch and the files that they changed. The only module that asks git."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")  # without git, importing GitPython would raise

import git
from git.exc import GitCommandError, GitCommandNotFound, InvalidGitRepositoryError, NoSuchPathError

from inforce.problems import UserError

# -l bounds the pairs that git compares for renames in one commit: files moved unchanged are found beyond it.
_LOG = (
    "--first-parent --topo-order --raw -z -M -l2000 --no-abbrev --diff-merges=first-parent --no-show-signature "
    "--format=%H%x00%cI%x00%aI%x00%an%x00%s"
).split()
WORK_TREE = "work tree:"  # in the place of a commit's or blob's id: what is not committed yet
_REGULAR = ("100644", "100755")


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One commit of the published branch. `index` counts from 0, the oldest, along first parents (rule 1)."""

    id: str
    index: int
    published: datetime  # the committer's time with his own offset: when the commit came to the branch
    authored: datetime
    author: str
    subject: str

    @property
    def day(self) -> date:
        """The day of publication where the committer was; no conversion between time zones moves it."""
        return self.published.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One file changed by a commit: `blob` is its content's id after the commit, "" where it was deleted.

    `old_path` is the path before, "" for a file that was not there.
    """

    path: str
    old_path: str
    blob: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A commit with the files that it changed against its first parent."""

    commit: Commit
    changes: tuple[Change, ...]


class Repository:
    """A git repository with its full history; small stateless questions."""

    def __init__(self, repo: git.Repo) -> None:
        self._repo = repo

    @property
    def root(self) -> Path:
        """The folder of the work tree."""
        return Path(str(self._repo.working_tree_dir))

    @property
    def git_folder(self) -> Path:
        """Where git keeps what all work trees share: branches and objects."""
        return Path(self._repo.common_dir)

    def published_revision(self, branch: str) -> str:
        """The commit id of the published branch; of the checked-out commit if that branch is not here, or "" is asked for."""
        for name in (f"refs/heads/{branch}", "HEAD") if branch else ("HEAD",):
            found = self._ask("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}", fails="")
            if found:
                return found
        remedy = "Commit the policies first: git add policies && git commit"
        raise UserError(f"{self.root}: the repository has no commit yet. {remedy}")

    def resolve(self, revision: str) -> str:
        """The commit id that a branch, tag or id names; "" if there is none."""
        return self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", fails="")

    def log(self, revision: str) -> list[Entry]:
        """Every commit from the first to `revision` along first parents, oldest first (rule 1)."""
        text = self._ask("log", *_LOG, revision)
        return _entries(text)

    def uncommitted(self, revision: str, now: datetime) -> Entry | None:
        """The files of the work tree that differ from a commit, as one entry that would come next; None if none does."""
        last = self.log(revision)[-1].commit
        fields = deque(self._ask("diff", "--raw", "-z", "-M", "--no-abbrev", "--no-ext-diff", revision).split("\0")[:-1])
        changes = []
        while fields:
            change = _change(fields)
            if change:
                changes.append(replace(change, blob=WORK_TREE + change.path if change.blob else ""))
        for path in self._ask("ls-files", "-z", "--others", "--exclude-standard", "--full-name", ":/").split("\0")[:-1]:
            changes.append(Change(path=path, old_path="", blob=WORK_TREE + path))
        commit = Commit(id=WORK_TREE, index=last.index + 1, published=now, authored=now, author="", subject="not committed yet")
        return Entry(commit=commit, changes=tuple(changes)) if changes else None

    def blobs(self, ids: Iterable[str]) -> Mapping[str, bytes]:
        """The content of each blob id, read through one `git cat-file --batch`.

        Raises UserError where an object is missing, as in a partial clone that cannot reach its origin.
        """
        found = {}
        for blob in ids:
            if blob.startswith(WORK_TREE):
                found[blob] = (self.root / blob.removeprefix(WORK_TREE)).read_bytes()
                continue
            try:
                found[blob] = self._repo.odb.stream(bytes.fromhex(blob)).read()
            except (ValueError, OSError, GitCommandError) as error:
                raise UserError(
                    f"{self.root}: git does not have the object {blob} (a partial clone?). "
                    "Fetch everything: git fetch --refetch --filter=blob:limit=1g"
                ) from error
        return found

    def blob_at(self, revision: str, path: str) -> bytes | None:
        """A file's content in a commit, or None where it is not there."""
        blob = self._ask("rev-parse", "--verify", "--quiet", f"{revision}:{path}", fails="")
        return self.blobs([blob])[blob] if blob else None

    def _ask(self, command: str, *arguments: str, fails: str | None = None) -> str:
        """git's answer; `fails` is the answer where git says no, None raises UserError."""
        try:
            raw = self._repo.git.execute(
                ["git", "--no-replace-objects", "-c", "log.showRoot=true", command, *arguments],
                stdout_as_string=False,
            )
        except GitCommandError as error:
            if fails is not None:
                return fails
            said = str(error.stderr).strip().removeprefix("stderr:").strip(" '\n")
            raise UserError(f"{self.root}: git {command} failed: {said}") from error
        return bytes(raw).decode("utf-8", "surrogateescape")


def open_repository(folder: Path) -> Repository:
    """The repository around a folder. Raises UserError with the remedy as rule 11 demands: never a wrong date."""
    try:
        git.refresh()
        repo = git.Repo(folder, search_parent_directories=True)
    except (GitCommandNotFound, ImportError) as error:
        raise UserError("git is not installed or not on the PATH. Install it: https://git-scm.com/downloads") from error
    except (InvalidGitRepositoryError, NoSuchPathError) as error:
        remedy = "The policies' dates come from git: run git init there, commit them, or clone the repository."
        raise UserError(f"{folder}: not in a git repository. {remedy}") from error
    if repo.bare:
        raise UserError(f"{repo.git_dir}: a bare repository has no files. Clone it: git clone {repo.git_dir} checkout")
    if (Path(repo.common_dir) / "shallow").exists():
        raise UserError(
            f"{repo.working_tree_dir}: a shallow clone lacks the dates of older revisions. "
            "Fetch the whole history: git fetch --unshallow (in GitHub Actions: actions/checkout with fetch-depth: 0)"
        )
    return Repository(repo)


def _entries(text: str) -> list[Entry]:
    """git's answer, NUL between all fields: five of a commit, then the raw lines and paths of its files."""
    fields = deque(text.split("\0"))
    found: list[tuple[list[str], list[Change]]] = []
    while fields:
        if fields[0].strip("\n") == "":
            fields.popleft()
        elif found and fields[0].lstrip("\n").startswith(":"):
            change = _change(fields)
            if change:
                found[-1][1].append(change)
        else:
            found.append(([fields.popleft() for _ in range(5)], []))
    last = len(found) - 1
    return [Entry(commit=_commit(head, last - k), changes=tuple(files)) for k, (head, files) in enumerate(found)][::-1]


def _commit(head: list[str], index: int) -> Commit:
    sha, committed, authored, author, subject = head
    return Commit(
        id=sha.strip("\n"),
        index=index,
        published=datetime.fromisoformat(committed),
        authored=datetime.fromisoformat(authored),
        author=author.encode("utf-8", "replace").decode("utf-8", "replace"),
        subject=subject.encode("utf-8", "replace").decode("utf-8", "replace"),
    )


def _change(fields: deque[str]) -> Change | None:
    """`:old-mode new-mode old-id new-id status`, then the path, or two for a rename. A link is no file of text."""
    old_mode, mode, _, blob, status = fields.popleft().lstrip("\n:").split(" ")
    old_path = fields.popleft()
    path = fields.popleft() if status[0] in "RC" else old_path
    was = old_path if old_mode in _REGULAR and status[0] != "C" else ""
    now = blob if mode in _REGULAR else ""
    return Change(path=path, old_path=was, blob=now) if was or now else None
