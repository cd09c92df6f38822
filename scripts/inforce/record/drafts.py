"""Drafts: policies as the files here would make them, on top of what is published. They never enter the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from inforce.problems import Problem
from inforce.record.load import Record
from inforce.record.model import Policy
from inforce.record.revision import Absence, Revision
from inforce.record.workspace import Workspace
from inforce.source.commits import WORK_TREE, Change, Entry, content_id, uncommitted
from inforce.source.lineage import files
from inforce.source.policy_file import Version
from inforce.text import repository_links

Nature = Literal["revision", "correction", "move", "retirement", "same", "unusable", "deleted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A policy's file as it lies here.

    `published` is the policy as the record has it, None for a new one; `policy` is what it would be if the draft were published
    now, None where that is nothing. `version` is None where the file cannot be read or is gone. `images` are those that the
    draft brings, by the id of their content.
    """

    address: str
    path: str
    published: Policy | None
    policy: Policy | None
    version: Version | None
    problems: tuple[Problem, ...]
    images: tuple[tuple[str, bytes], ...] = ()
    deleted: bool = False

    @property
    def revision(self) -> Revision | None:
        """The revision that the draft's text would belong to."""
        known = {revision.id for revision in self.published.revisions} if self.published else set()
        found = [r for r in self.policy.revisions if r.id not in known or _is_ours(r)] if self.policy else []
        return found[-1] if found else None

    @property
    def nature(self) -> Nature:
        """What would come of the draft."""
        if self.deleted:
            return "deleted"
        if self.version is None:
            return "unusable"
        revision = self.revision
        if self.policy is None or (revision is None and self._is_left_out()):
            return "unusable"
        if revision is None:
            return "retirement" if self.retired else "same"
        if revision.rescheduled and revision.rescheduled[-1].commit.id == WORK_TREE:
            return "move"
        if revision.corrections and revision.corrections[-1].version.commit.id == WORK_TREE:
            return "correction"
        return "revision"

    @property
    def retired(self) -> Absence | None:
        """The retirement that the draft would bring."""
        newest = self.policy.absences[-1] if self.policy and self.policy.absences else None
        known = self.published.absences if self.published else ()
        return newest if newest and newest.kind == "retired" and newest.until is None and newest not in known else None

    def _is_left_out(self) -> bool:
        """Whether the rules keep the text out of the record (rule 6)."""
        return any(problem.left_out for problem in self.problems)


def _is_ours(revision: Revision) -> bool:
    """Whether the files here make or change a revision."""
    moved = bool(revision.rescheduled) and revision.rescheduled[-1].commit.id == WORK_TREE
    return moved or revision.text.commit.id == WORK_TREE or revision.first.commit.id == WORK_TREE


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """What lies here and is not published: drafts, by the policies' addresses, and what is wrong with an edited ledger."""

    drafts: tuple[Draft, ...] = ()
    ledger: tuple[Problem, ...] = ()


class Desk:
    """Reads the published branch once, and the files here as often as they change."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.repository = workspace.repository
        self.settings = workspace.settings
        self._entries: Sequence[Entry] = ()
        self._record: Record | None = None

    def published(self) -> Record:
        """The record; the same object as long as the branch stays where it is."""
        self._record = self.workspace.published()
        self._entries = self.workspace.history(self._record.head)
        return self._record

    def without(self, faults: Mapping[str, Problem], *, every: bool) -> Record:
        """The record without the newest text, or `every` text, of the policies at these paths, of which no pages can be made.

        Raises LookupError where none of them is in it: then nothing here would mend the fault."""
        found = [policy for policy in self.published().policies if policy.path in faults]
        if not found:
            raise LookupError(faults)
        for policy in found:
            self.workspace.refuse(policy, faults[policy.path], every=every)
        return self.published()

    def here(self, now: datetime) -> Here:
        """The drafts and the ledger as they lie here."""
        self.workspace.forget_here()
        known = self._record or self.published()
        base = self.repository.merge_base("HEAD", known.head) or known.head
        changes = self._own(self.repository.edits(base), since_published=base == known.head)
        if not any(self._is_policy(change) or change.path == self.settings.ledger for change in changes):
            return Here()
        images = {change.path: change for change in changes if change.path.lower().endswith(repository_links.IMAGE_ENDINGS)}
        contents = {path: self._here(path) for path, change in images.items() if change.blob}
        named = [self._named(change, contents, known.head) for change in changes]
        entry = uncommitted(named, self._entries[-1].commit, now)
        would_be = self.workspace.record([*self._entries, entry], known.head, here=True)
        shown = {content_id(data, known.head): data for data in contents.values()}
        found = [self._draft(change, known, would_be, shown) for change in changes if self._is_policy(change)]
        drafts = tuple(sorted(found, key=lambda draft: draft.address))
        return Here(drafts=drafts, ledger=self._ledger(changes, would_be, now))

    def _ledger(self, changes: Sequence[Change], would_be: Record, now: datetime) -> tuple[Problem, ...]:
        """What is wrong with an edited ledger, on the published branch as on the one that is checked out: it may name commits
        that only one of them has."""
        problems = [problem for problem in would_be.problems if problem.path == self.settings.ledger]
        if not problems or not any(change.path == self.settings.ledger for change in changes):
            return ()
        head = self.repository.published_revision("")
        if head != would_be.head:
            also = self.workspace.draft(now, head).problems
            problems = [problem for problem in problems if problem in also]
        return tuple(problems)

    def _own(self, changes: Sequence[Change], *, since_published: bool) -> list[Change]:
        """The edits that were made here: a branch that stands behind the published one does not take back what came since."""
        if since_published:
            return list(changes)
        there = files(self._entries, (".md", ".yml", *repository_links.IMAGE_ENDINGS))
        return [change for change in changes if there(change.path, len(self._entries)) != self._blob(change)]

    def _blob(self, change: Change) -> str:
        return content_id(self._here(change.path), self._entries[-1].commit.id) if change.blob else ""

    def _here(self, path: str) -> bytes:
        return self.repository.blobs([WORK_TREE + path])[WORK_TREE + path]

    def _is_policy(self, change: Change) -> bool:
        """An index.md is a policy only where it is one already; else it introduces its collection."""
        inside = self.settings.is_policy(change.path)
        published = {policy.path for policy in self._record.policies} if self._record else set()
        return inside and (not change.path.endswith("index.md") or change.path in published)

    def _named(self, change: Change, images: dict[str, bytes], like: str) -> Change:
        """Images go by their content, as committed ones do."""
        return replace(change, blob=content_id(images[change.path], like)) if change.path in images else change

    def _draft(self, change: Change, known: Record, would_be: Record, images: dict[str, bytes]) -> Draft:
        policy = next((p for p in would_be.policies if p.path == change.path), None)
        names = {policy.address, *policy.former_addresses} if policy else {self.settings.address(change.path)}
        paths = {change.path, change.old_path}
        published = next((p for p in known.policies if p.path in paths or p.address in names), None)
        step = next(self.workspace.steps_here(change.path), None)
        version = step.version if step else None
        problems = [problem for problem in would_be.problems if problem.path == change.path and not problem.commit]
        if step and version is None:
            problems += [problem for problem in step.problems if problem not in problems]
        html = version.html if version else ""
        return Draft(
            address=published.address if published else policy.address if policy else self.settings.address(change.path),
            path=change.path,
            published=published,
            policy=policy,
            version=version,
            problems=tuple(problems),
            images=tuple((blob, data) for blob, data in images.items() if f"{repository_links.IMAGE}{blob}" in html),
            deleted=not change.blob,
        )
