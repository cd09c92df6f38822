"""What a copy of the repository must have, so that the record read from it is that of its origin (rule 11)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Literal

from inforce.cache import FILE
from inforce.i18n import count
from inforce.problems import Problem, UserError
from inforce.source.commits import Entry
from inforce.source.repository import Clone, Repository

_OLDEST_GIT = (2, 31)  # the first that knows --diff-merges=first-parent
_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that was looked at. Only what is "wrong" makes the record differ from that of the origin; "note" is what people
    should know."""

    state: Literal["ok", "note", "wrong"]
    what: str
    mend: str = ""

    def __str__(self) -> str:
        return f"{self.state:<5}  {self.what}{f' {self.mend}' if self.mend else ''}"

    def as_data(self) -> dict[str, str]:
        """The line as plain values, for JSON."""
        return {"state": self.state, "what": self.what, "mend": self.mend}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What is known of the site besides the clone.

    `entries` are the commits of its published branch `branch` that are here, `folders` those of its policies; `policies` counts
    those that are committed, `edits` the files that are not as published; `ledger` is the path of its ledger, "" for none.
    """

    branch: str
    entries: Sequence[Entry]
    folders: Sequence[str]
    policies: int
    ledger: str
    ledger_problems: Sequence[Problem]
    timezone: str
    edits: int
    now: datetime


def examine(clone: Clone, site: Site) -> list[Line]:
    """Everything that was looked at, in order."""
    return [*_git(clone), *_history(clone, site), *_branch(clone, site), *_policies(site), *_dates(site)]


def _git(clone: Clone) -> Iterator[Line]:
    numbers = tuple(int(number) for number in re.findall(r"\d+", clone.git)[:2])
    if numbers >= _OLDEST_GIT:
        yield Line(state="ok", what=f"git {clone.git}")
    else:
        oldest = ".".join(map(str, _OLDEST_GIT))
        yield Line(state="wrong", what=f"git {clone.git} is too old.", mend=f"Install {oldest} or newer.")


def _history(clone: Clone, site: Site) -> Iterator[Line]:
    if clone.shallow:
        mend = "Fetch it: git fetch --unshallow (in GitHub Actions: actions/checkout with fetch-depth: 0)"
        yield Line(state="wrong", what="this is a shallow clone: the older commits are not here.", mend=mend)
    else:
        yield Line(state="ok", what=f"the whole history is here: {count(len(site.entries), 'commit')} on the published branch")
    if clone.grafts:
        mend = f"Delete the file {clone.grafts}"
        yield Line(state="wrong", what="grafts: this copy pretends that commits have other parents.", mend=mend)
    if clone.replaced:
        mend = "Inforce looks past them. List them: git replace --list"
        yield Line(state="note", what=f"refs/replace: {count(clone.replaced, 'object')} replaced in this copy.", mend=mend)
    if not clone.grafts and not clone.replaced:
        yield Line(state="ok", what="nothing is grafted or replaced")
    if clone.missing:
        mend = "Fetch everything: git fetch --refetch --no-filter, or clone again without --filter."
        yield Line(
            state="wrong", what=f"this is a partial clone: {count(clone.missing, 'object')} of the policies lacking.", mend=mend
        )
    else:
        yield Line(state="ok", what="every text of the policies is here")


def _branch(clone: Clone, site: Site) -> Iterator[Line]:
    branch = site.branch
    remote = clone.upstream.partition("/")[0] or (clone.remotes[0] if clone.remotes else "origin")
    if not clone.has_branch:
        mend = f"Fetch it: git fetch {remote} {branch}:{branch}"
        what = (
            f"the published branch {branch} is not here; the commit that is checked out, {clone.head[:10]}, stands in for it."
        )
        same = clone.upstream and not clone.ahead and not clone.behind
        yield Line(state="note" if same else "wrong", what=what, mend=mend)
    else:
        yield Line(state="ok", what=f"the published branch {branch} is here, at {clone.head[:10]}")
    if not clone.upstream:
        mend = "If it has an origin: git remote add origin ADDRESS && git fetch origin"
        if clone.remotes:
            mend = f"Fetch it: git fetch {remote}"
        yield Line(state="note", what=f"there is no {remote}/{branch} to compare it with.", mend=mend)
    elif clone.behind and clone.ahead:
        what = (
            f"{branch} and {clone.upstream} have parted: {count(clone.ahead, 'commit')} only here, {clone.behind} only there."
        )
        yield Line(state="wrong", what=what, mend=f"Look at them: git log --left-right {branch}...{clone.upstream}")
    elif clone.behind:
        what = f"{branch} is {count(clone.behind, 'commit')} behind {clone.upstream}."
        yield Line(state="wrong", what=what, mend=f"Bring it up: git fetch {remote} {branch}:{branch}, or git pull on {branch}")
    elif clone.ahead:
        what = f"{branch} is {count(clone.ahead, 'commit')} ahead of {clone.upstream}: nobody else has them."
        yield Line(state="wrong", what=what, mend=f"Publish them: git push {remote} {branch}")
    else:
        yield Line(state="ok", what=f"it is that of {clone.upstream}, as fetched last")


def _policies(site: Site) -> Iterator[Line]:
    where = ", ".join(folder or "the whole repository" for folder in site.folders)
    if site.policies:
        yield Line(state="ok", what=f"{count(site.policies, 'policy', 'policies')} in {where}")
    else:
        mend = "Correct the option policies in mkdocs.yml, or commit the first policy there."
        yield Line(state="wrong", what=f"no policy is committed in {where}.", mend=mend)
    if site.ledger_problems:
        for problem in site.ledger_problems:
            yield Line(state="wrong", what=f"the ledger: {problem}")
    else:
        what = (
            f"the ledger can be read: {site.ledger}" if site.ledger else "there is no ledger, and none is needed until git errs"
        )
        yield Line(state="ok", what=what)
    if site.edits:
        mend = "They are drafts until they are committed: inforce check"
        yield Line(state="note", what=f"{count(site.edits, 'file')} here not as published.", mend=mend)
    if site.timezone != "UTC":
        yield Line(state="ok", what=f"days turn at midnight in {site.timezone}")
    else:
        mend = "If readers live elsewhere, set it in mkdocs.yml, among the options of inforce: timezone: Europe/Berlin"
        yield Line(state="note", what="days turn at midnight UTC.", mend=mend)


def _dates(site: Site) -> Iterator[Line]:
    """Rule 1: the order of commits counts and not their dates, so that these are no fault; but readers see them."""
    back = [
        (before.commit, after.commit)
        for before, after in pairwise(site.entries)
        if after.commit.published < before.commit.published
    ]
    for before, after in back[:_SHOWN]:
        what = f"the commit {after.id[:10]} is dated {after.day}, before the one before it ({before.id[:10]}, {before.day})."
        yield Line(state="note", what=what, mend="Its place in the branch counts. What it published shows its own day.")
    if len(back) > _SHOWN:
        yield Line(state="note", what=f"{count(len(back) - _SHOWN, 'more commit')} dated before the one before.")
    late = [entry.commit for entry in site.entries if entry.commit.published > site.now]
    for commit in late[:_SHOWN]:
        mend = "Look at the clock of this machine, and at that of whoever committed it."
        yield Line(state="note", what=f"the commit {commit.id[:10]} is dated {commit.day}, which has not come yet.", mend=mend)
    if not back and not late:
        yield Line(state="ok", what="the dates of the commits go forward")


def refuse_tracked_cache(repository: Repository, folder: Path) -> None:
    """Raise UserError where git has the cache of the mkdocs.yml in a folder: a branch could bring along what it likes."""
    beside = Path(os.path.relpath(folder.resolve(), repository.root.resolve()))
    own, above = (str((beside / path).as_posix()) for path in (FILE.parent, FILE.parents[1]))
    known = (own.casefold(), above.casefold())  # a link, or a repository of its own, is one entry
    found = [
        path for path in repository.tracked(above) if path.casefold() in known or path.casefold().startswith(f"{known[0]}/")
    ]
    if found:
        raise UserError(
            f"{found[0]} is in git, but a cache that comes with a branch may hold anything. "
            f"Take it out, and commit that: git rm -r --cached {found[0][: len(own)]}"
        )
