"""The one module that asks git: for the commits of the published branch, for files, and what a copy of a repository has."""

from __future__ import annotations

import os
import re
import tempfile
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")  # without git, importing GitPython would raise

import git
from git.exc import GitCommandError, GitCommandNotFound, InvalidGitRepositoryError, NoSuchPathError

from inforce.problems import UserError
from inforce.source.commits import REGULAR, WORK_TREE, Change, Commit, Entry, change_of, entries

# Nothing is asked of the author's date: it counts for nothing, and old imports have lines of authors that cannot be read.
# -l bounds the pairs that git compares for renames in one commit: files moved unchanged are found beyond it.
_RENAMES = ("-M", "-l2000")
_LOG = (
    "--topo-order --raw -z --no-abbrev --diff-merges=first-parent --no-show-signature --no-color "
    "--no-mailmap --no-relative --encoding=UTF-8 --date=raw --format=%H%x00%cd%x00%an%x00%s"
).split()
_PARTIAL = "Fetch everything: git fetch --refetch --no-filter, or clone again without --filter."
_LACKS = re.compile(r"(?:unable to read|could not fetch) ([0-9a-f]{40,64})")  # what git says of a content that is not here
_MADE = ("pyvenv.cfg", "assets/inforce/inforce.css")  # in a folder that a program made: a virtual environment, a built site
LINK, SUBMODULE = "120000", "160000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clone:
    """What a copy of a repository has of it: `missing` counts the policies' contents that a partial clone left out, `replaced`
    the commits that git would show as others, `ahead` and `behind` the commits that only this copy has, or only `upstream`, the
    published branch as it was fetched last ("" where there is none)."""

    git: str
    shallow: bool
    grafts: str
    replaced: int
    missing: int
    head: str
    has_branch: bool
    remotes: tuple[str, ...]
    upstream: str
    ahead: int
    behind: int


class Repository:
    """A git repository with its full history; small stateless questions."""

    def __init__(self, repo: git.Repo) -> None:
        self._repo = repo

    @property
    def root(self) -> Path:
        """The folder of the work tree."""
        return Path(str(self._repo.working_tree_dir))

    @property
    def own_git_folder(self) -> Path:
        """Where git keeps what belongs to this work tree alone: what is checked out."""
        return Path(self._repo.git_dir)

    @property
    def git_folder(self) -> Path:
        """Where git keeps what all work trees share: branches and objects."""
        return Path(self._repo.common_dir)

    @property
    def is_new(self) -> bool:
        """Whether nothing is committed yet."""
        return not self._named() and not self._ask("for-each-ref", "--count=1", "refs/heads").strip()

    def _named(self) -> str:
        """The id of the commit that is checked out, whether or not that is here; "" before the first one."""
        return self._ask("rev-parse", "--verify", "--quiet", "HEAD", fails="").strip()

    def published_revision(self, branch: str) -> str:
        """The commit id of the published branch; of the checked-out commit if that branch is not here, or "" is asked for."""
        for name in (f"refs/heads/{branch}", "HEAD") if branch else ("HEAD",):
            if found := self.resolve(name):
                return found
        if self._named():
            raise UserError(f"{self.root}: git does not have the commit that is checked out. Clone the repository again.")
        remedy = "Commit the policies first: git add policies && git commit"
        raise UserError(f"{self.root}: the repository has no commit yet. {remedy}")

    def instead_of(self, branch: str) -> str:
        """The branch that is published since `branch` is not here: the one that is checked out, of several; "" otherwise.

        A repository with a single branch may call it what it likes, and build servers check out a commit without a branch.
        """
        there = self._ask("for-each-ref", "--format=%(refname:short)", "refs/heads").split()
        own = self._ask("symbolic-ref", "--quiet", "--short", "HEAD", fails="").strip()
        return own if branch not in there and len(there) > 1 else ""

    def main_branch(self) -> str:
        """The branch that is most likely the published one: that of the origin; else main or master; else the one that is
        checked out, "" for none."""
        theirs = self._ask("symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD", fails="").strip()
        named = self._ask("for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads", "refs/remotes/origin").split()
        there = {name.removeprefix("origin/") for name in named}
        own = self._ask("symbolic-ref", "--quiet", "--short", "HEAD", fails="").strip()
        usual = [name for name in ("main", "master") if name in there]
        return theirs.removeprefix("origin/") or (own if own in usual else next(iter(usual), own))

    @property
    def origin(self) -> str:
        """The address of the repository that this one was cloned from; "" for none."""
        return self._ask("config", "--get", "remote.origin.url", fails="").strip()

    def ignores(self, path: str) -> bool:
        """Whether git leaves out what lies at a path."""
        return bool(self._ask("check-ignore", "--no-index", "--", path, fails="").strip())

    def resolve(self, revision: str) -> str:
        """The commit id that a branch, tag or id names; "" if there is none."""
        return self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", fails="").strip()

    def merge_base(self, one: str, other: str) -> str:
        """The newest commit that two commits have in common; "" if they have none."""
        return self._ask("merge-base", one, other, fails="").strip()

    def tree(self, commit: str) -> Mapping[str, str]:
        """Every file of a commit with its content's id, by its path; links are no files of text."""
        found = {}
        for line in self._listed("ls-tree", "-r", "-z", "--full-tree", commit):
            mode, _, blob, path = re.split(r"[ \t]", line, maxsplit=3)
            if mode in REGULAR:
                found[path] = blob
        return found

    def links(self, commit: str) -> Mapping[str, str]:
        """Every symbolic link of a commit, or with WORK_TREE of the files here, and where it leads, as it is written."""
        if commit == WORK_TREE:
            here = self._listed("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--full-name", ":/")
            found = (path for path in here if (self.root / path).is_symlink())
            return {path: os.readlink(self.root / path) for path in found}  # noqa: PTH115 - as it is written
        lines = self._listed("ls-tree", "-r", "-z", "--full-tree", commit)
        links = {line.partition("\t")[2]: line.split(maxsplit=3)[2] for line in lines if line.startswith(f"{LINK} ")}
        aims: Mapping[str, bytes] = {}
        with suppress(UserError):  # one that a partial clone lacks leads nowhere that is known
            aims = self.blobs(links.values())
        return {path: aims.get(blob, b"").decode("utf-8", "surrogateescape") for path, blob in links.items()}

    def log(self, revision: str) -> list[Entry]:
        """Every commit from the first to `revision` along first parents, oldest first (rule 1)."""
        try:
            return self._entries("--first-parent", *_RENAMES, *_LOG, revision)
        except _LackingError:
            return self._log_of_what_is_here(revision)

    def _log_of_what_is_here(self, revision: str) -> list[Entry]:
        """The same where some contents are not here: files with such a one are named as they are, the others followed."""
        named = self._entries("--first-parent", "--no-renames", *_LOG, revision)
        lacking = self._lacking(revision)
        paths = {change.path for entry in named for change in entry.changes if change.blob in lacking}
        every = ("--first-parent", "--full-history", "--sparse")  # also commits that change none of the other files
        but = "".join(f":(top,exclude,literal){path}\n" for path in sorted(paths))
        followed = self._entries(*every, *_RENAMES, *_LOG, "--stdin", asked=f"{revision}\n--\n:/\n{but}")
        return [
            replace(entry, changes=(*entry.changes, *(change for change in plain.changes if change.path in paths)))
            for entry, plain in zip(followed, named, strict=True)
        ]

    def _entries(self, *arguments: str, asked: str = "") -> list[Entry]:
        return entries(self._ask("log", *arguments, asked=asked), self.blobs)

    def contents(self, paths: Iterable[str]) -> Mapping[str, Commit]:
        """Every content that files have had in a commit of any branch or tag: the newest such commit by the content's id,
        newest first.
        """
        named = [f":(top,literal){path}" for path in paths]
        found: dict[str, Commit] = {}
        for entry in reversed(self._entries("--all", *_LOG, "--no-renames", "--", *named)):
            for change in entry.changes:
                if change.blob:
                    found.setdefault(change.blob, entry.commit)
        return found

    def tracked(self, path: str) -> list[str]:
        """The files that git has at a path or below it, in the commit that is checked out or about to enter the next one. The
        case of letters does not count, since some file systems do not tell it."""
        return self._listed("ls-files", "-z", "--full-name", "--", f":(top,icase,literal){path}")

    def copy(self, commit: str, branch: str, folder: Path) -> None:
        """Check a commit out into a new folder, as the branch of that name; the objects stay where they are."""
        quiet = ("-c", "core.hooksPath=/dev/null")
        self._ask("clone", "--quiet", "--shared", "--no-checkout", *quiet, str(self.root.absolute()), str(folder))
        Repository(git.Repo(folder))._ask("checkout", "--quiet", "--force", "-B", branch, commit, "--")

    def edits(self, revision: str) -> tuple[Change, ...]:
        """The files of the work tree that differ from a commit."""
        differ = ("diff", "--raw", "-z", "--no-abbrev", "--no-ext-diff")
        try:
            fields = deque(self._listed(*differ, "-M", revision))
        except _LackingError:
            fields = deque(self._listed(*differ, "--no-renames", revision))
        changes = []
        while fields:
            change = change_of(fields)
            if change:
                changes.append(replace(change, blob=WORK_TREE + change.path if change.blob else ""))
        others = self._listed("ls-files", "-z", "--others", "--exclude-standard", "--full-name", ":/")
        made = tuple(path.removesuffix(mark) for path in others for mark in _MADE if path.endswith(f"/{mark}"))
        for path in others:
            if not path.startswith(made) and not (self.root / path).is_symlink():
                changes.append(Change(path=path, old_path="", blob=WORK_TREE + path))
        return tuple(changes)

    def touched(self, revision: str) -> Mapping[str, str]:
        """Every path that git knows here and that differs from a commit, links and submodules too, with git's mode for what is
        there now; "" for what is gone."""
        fields = deque(self._listed("diff", "--raw", "-z", "--no-abbrev", "--no-ext-diff", "--no-renames", revision))
        found = {}
        while fields:
            mode = fields.popleft().split(" ")[1]
            found[fields.popleft()] = "" if mode == "000000" else mode
        return found

    def blobs(self, ids: Iterable[str]) -> Mapping[str, bytes]:
        """The content of each blob id, read through one `git cat-file --batch`.

        Raises UserError where an object is missing, as in a partial clone that cannot reach its origin.
        """
        wanted = list(ids)
        drafts = {blob: blob.removeprefix(WORK_TREE) for blob in wanted if blob.startswith(WORK_TREE)}
        found = {blob: (self.root / path).read_bytes() for blob, path in drafts.items()}
        kept = [blob for blob in wanted if blob not in drafts]
        answer = memoryview(self._answer("cat-file", "--batch", asked="".join(f"{blob}\n" for blob in kept)) if kept else b"")
        place = 0
        for blob in kept:
            end = place + bytes(answer[place : place + 200]).index(b"\n")
            head = bytes(answer[place:end]).split()
            if head[-1] == b"missing":
                raise UserError(self._lacks(blob))
            size = int(head[2])
            found[blob] = bytes(answer[end + 1 : end + 1 + size])
            place = end + 1 + size + 1
        return found

    def blob_id(self, revision: str, path: str) -> str:
        """The id of a file's content in a commit, "" where it is not there."""
        return self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}:{path}", fails="").strip()

    def blob_at(self, revision: str, path: str) -> bytes | None:
        """A file's content in a commit, or None where it is not there."""
        blob = self.blob_id(revision, path)
        return self.blobs([blob])[blob] if blob else None

    def clone(self, branch: str, folders: Sequence[str]) -> Clone:
        """How whole this copy of the repository is; `folders` hold the policies, `branch` is the published one."""
        own = self.resolve(f"refs/heads/{branch}")
        remote = self._ask("config", "--get", f"branch.{branch}.remote", fails="").strip() or "origin"
        theirs = self.resolve(f"refs/remotes/{remote}/{branch}")
        head = own or self.published_revision("")
        apart = self._ask("rev-list", "--left-right", "--count", f"{head}...{theirs}").split() if theirs else ["0", "0"]
        return Clone(
            git=self._ask("version").strip().removeprefix("git version "),
            shallow=(self.git_folder / "shallow").exists(),
            grafts=_grafts(self._repo),
            replaced=len(self._ask("for-each-ref", "refs/replace").splitlines()),
            missing=len(self._lacking(head, "--", *(f":(top,literal){folder}" if folder else ":/" for folder in folders))),
            head=head,
            has_branch=bool(own),
            remotes=tuple(self._ask("remote").split()),
            upstream=f"{remote}/{branch}" if theirs else "",
            ahead=int(apart[0]),
            behind=int(apart[1]),
        )

    def _lacking(self, *revision: str) -> set[str]:
        """The ids of the contents of a commit, or of some paths in it, that are not here."""
        objects = self._ask("rev-list", "--objects", "--missing=print", "--no-object-names", *revision).split("\n")
        return {line[1:] for line in objects if line.startswith("?")}

    def _lacks(self, blob: str) -> str:
        """What to say of a content that is not here, with the file that has it."""
        try:
            found = entries(_text(self._run("log", "--all", "--no-renames", *_LOG)), lambda _: {})
        except UserError:  # more is lacking
            found = []
        path = next((change.path for entry in found for change in entry.changes if change.blob == blob), "")
        return f"{self.root}: git does not have the content of {path or 'an object'} ({blob[:10]}). {_PARTIAL}"

    def _ask(self, command: str, *arguments: str, fails: str | None = None, asked: str = "") -> str:
        """git's answer as text; `fails` is the answer where git says no, None raises UserError."""
        try:
            return _text(self._answer(command, *arguments, asked=asked))
        except _RefusalError:
            if fails is None:
                raise
            return fails

    def _listed(self, command: str, *arguments: str) -> list[str]:
        """git's answer to a question with -z."""
        return self._ask(command, *arguments).split("\0")[:-1]

    def _answer(self, command: str, *arguments: str, asked: str = "") -> bytes:
        """git's answer to what it is `asked` on its input. Raises UserError where git cannot work here, or says no."""
        with tempfile.TemporaryFile() as questions:
            questions.write(asked.encode("utf-8", "surrogateescape"))
            questions.seek(0)
            try:
                return self._run(command, *arguments, istream=questions if asked else None)
            except _LackingError as error:
                raise _LackingError(self._lacks(str(error))) from error

    def _run(self, command: str, *arguments: str, istream: BinaryIO | None = None) -> bytes:
        try:
            answer = self._repo.git.execute(
                ["git", "--no-replace-objects", "-c", "log.showRoot=true", command, *arguments],
                istream=istream,
                stdout_as_string=False,
                strip_newline_in_stdout=False,
            )
        except GitCommandError as error:
            said = str(error.stderr).strip().removeprefix("stderr:").strip(" '\n")
            if "dubious ownership" in said:
                remedy = f"If you trust it: git config --global --add safe.directory {self.root}"
                raise UserError(f"{self.root}: git refuses a repository that belongs to another user. {remedy}") from error
            if lacking := _LACKS.search(said):
                raise _LackingError(lacking[1]) from error
            if "promisor" in said:
                raise UserError(f"{self.root}: this partial clone cannot fetch what it lacks. {_PARTIAL}") from error
            raise _RefusalError(f"{self.root}: git {command} failed: {said}") from error
        return bytes(answer)


class _RefusalError(UserError):
    """git's word that something cannot be done."""


class _LackingError(_RefusalError):
    """git's word that a content is not here."""


def begin_repository(folder: Path) -> None:
    """Begin a repository in a folder, with the branch main. Raises UserError where git cannot."""
    try:
        git.refresh()
        git.Repo.init(folder, initial_branch="main")
    except (GitCommandNotFound, ImportError) as error:
        raise UserError("git is not installed or not on the PATH. Install it: https://git-scm.com/downloads") from error
    except GitCommandError as error:
        raise UserError(f"{folder}: git init failed: {str(error.stderr).strip()}") from error


def open_repository(folder: Path, *, whole: bool = True) -> Repository:
    """The repository around a folder. Raises UserError with the remedy as rule 11 demands: never a wrong date.

    `whole`: whether the whole history must be there; only who examines the clone itself does without.
    """
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
    if whole and _grafts(repo):
        raise UserError(
            f"{repo.working_tree_dir}: grafts give commits other parents here than in the repository that they are from. "
            f"Delete the file {_grafts(repo)}"
        )
    if whole and (Path(repo.common_dir) / "shallow").exists():
        raise UserError(
            f"{repo.working_tree_dir}: a shallow clone lacks the dates of older revisions. "
            "Fetch the whole history: git fetch --unshallow (in GitHub Actions: actions/checkout with fetch-depth: 0)"
        )
    return Repository(repo)


def _grafts(repo: git.Repo) -> str:
    """The file that gives commits other parents in this copy; "" where there is none, or it says nothing."""
    file = Path(os.environ.get("GIT_GRAFT_FILE") or Path(repo.common_dir) / "info" / "grafts")
    lines = file.read_bytes().splitlines() if file.is_file() else []
    return str(file) if any(line.strip() and not line.startswith(b"#") for line in lines) else ""


def _text(answer: bytes) -> str:
    return answer.decode("utf-8", "surrogateescape")
