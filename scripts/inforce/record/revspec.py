"""What the command line may compare: a revision, a state of one, a file, a git revision, the text in force, a draft."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from inforce.problems import UserError
from inforce.record import texts
from inforce.record.model import Policy
from inforce.record.revision import Revision
from inforce.record.workspace import Workspace
from inforce.source import front_matter
from inforce.source.commits import WORK_TREE, Commit
from inforce.source.policy_file import Content, read

DRAFT = "draft"  # what a text is called that is not published


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a comparison: what to call it, its text, and the revision whose text that is, if it is one's."""

    name: str
    version: Content
    revision: Revision | None = None


def sides(policy: Policy, old: str | None, new: str | None, source: Workspace, today: date) -> tuple[Side, Side]:
    """The two texts that OLD and NEW name; without NEW the text in force, without both the text in force and the draft.

    Two revisions are compared as the site compares them, in either order. Raises UserError where a name means nothing, or
    nothing is in force.
    """
    if old is None:
        return _in_force(policy, today), _draft(policy, source)
    here = named(policy, old, source)
    there = named(policy, new, source) if new else _in_force(policy, today)
    if not here.revision or not there.revision or here.revision is there.revision:
        return here, there
    if here.revision.order < there.revision.order:
        pair = texts.change(here.revision, there.revision, policy)
        return replace(here, version=pair.old.version), replace(there, version=pair.new.version)
    pair = texts.change(there.revision, here.revision, policy)
    return replace(here, version=pair.new.version), replace(there, version=pair.old.version)


def _in_force(policy: Policy, today: date) -> Side:
    revision = policy.in_force(today)
    if not revision:
        raise UserError(f"no text of {policy.address} is in force. Name two revisions: inforce history {policy.address}")
    return Side(name=f"{revision.id} (in force)", version=revision.text, revision=revision)


def _draft(policy: Policy, source: Workspace) -> Side:
    """The file as it lies in the work tree, with its images; the revision published last where nothing was edited."""
    file = source.repository.root / policy.path
    if not _is_file(file):
        raise UserError(f"{policy.path} is not there. Name two revisions: inforce history {policy.address}")
    version = version_of(file.read_bytes(), policy.path, "HEAD", policy, source)
    newest = policy.newest
    same = version.same_text(newest.text)
    return Side(name=f"{newest.id} (newest)" if same else DRAFT, version=version)


def named(policy: Policy, name: str, source: Workspace) -> Side:
    """The text that a name means: a revision, a state of one, a file or a git revision. Raises UserError where none."""
    for revision in policy.revisions:
        states = dict(revision.texts)
        if name == revision.id:
            return Side(name=name, version=revision.text, revision=revision)
        if name in states:
            return Side(name=name, version=states[name])
    moved = policy.revision(name)
    if moved:
        return Side(name=moved.id, version=moved.text, revision=moved)
    file = next(filter(_is_file, (Path(name), source.repository.root / name)), None)
    if file:
        return Side(name=name, version=version_of(file.read_bytes(), name, "HEAD", policy, source))
    commit = source.repository.resolve(name)
    for path in _paths(policy) if commit else ():
        data = source.repository.blob_at(commit, path)
        if data is not None:
            return Side(name=name, version=version_of(data, path, commit, policy, source))
    if commit:
        raise UserError(f"{policy.path} is not in the commit {name}.")
    known = ", ".join(revision.id for revision in policy.revisions)
    raise UserError(f"{name} is no revision of {policy.address}, no file and no git revision. Its revisions: {known}")


def with_body(policy: Policy, wanted: Callable[[str], bool], source: Workspace) -> Side | None:
    """The newest text of the policy whose Markdown below the front matter is wanted: of its revisions, else of the commits of
    any branch; None where there is none.
    """
    for revision in reversed(policy.revisions):
        states = (*reversed(revision.texts), (revision.id, revision.own), (revision.id, revision.first))
        for name, version in states:
            if wanted(version.body):
                return Side(name=f"the revision {name}", version=version)
    for commit, data, found in committed(policy, source):
        if wanted(found.body):
            text = version_of(data, policy.path, commit.id, policy, source)
            return Side(name=f"the text of the commit {commit.id[:10]}", version=text)
    return None


def committed(policy: Policy, source: Workspace) -> Iterator[tuple[Commit, bytes, front_matter.Source]]:
    """What the policy's file was in the commits of all branches, newest first: the commit, the bytes, and what they say."""
    commits = source.repository.contents(_paths(policy))
    for blob, data in source.repository.blobs(commits).items():
        found = front_matter.read(data, policy.path, keys=source.settings.keys)
        if not found.damaged:
            yield commits[blob], data, found


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:  # a name that no file can have
        return False


def _paths(policy: Policy) -> tuple[str, ...]:
    """The paths that the policy's file has had, newest first."""
    older = (revision.first.path for revision in reversed(policy.revisions))
    return tuple(dict.fromkeys((policy.path, *older)))


def version_of(data: bytes, path: str, commit: str, policy: Policy, source: Workspace) -> Content:
    """The text of a file's bytes, with the images of a commit. Raises UserError where it cannot be read."""
    images = partial(source.repository.blob_id, commit)
    settings, last = source.settings, policy.newest.published.day
    reading = read(data, policy.path, WORK_TREE + path, settings.dates, source.render, images, settings.keys, last)
    if reading.content is None:
        raise UserError("\n".join(str(replace(problem, path=path)) for problem in reading.problems))
    return reading.content
