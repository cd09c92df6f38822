"""The workspace of a run: a repository under its settings, whose history and contents are read once for whoever asks."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from inforce.problems import Problem
from inforce.record import load
from inforce.record.load import Record
from inforce.record.model import Policy
from inforce.record.reading import Reader
from inforce.record.timeline import Step
from inforce.settings import Settings
from inforce.source.commits import WORK_TREE, Change, Entry, uncommitted
from inforce.source.lineage import lineages
from inforce.source.repository import Repository
from inforce.text.rendering import Render

_AT_ONCE = 3  # the published branch, what is checked out, and what it is compared with


class Workspace:
    """Reads records: the published one, that of a commit, and what the files here would make of one.

    What was read of commits never changes, and is kept; so are the files here, until they are forgotten. Of a record that is
    read `lazily`, histories of policies are read when somebody asks for them.
    """

    def __init__(self, repository: Repository, settings: Settings, render: Render) -> None:
        self.repository = repository
        self.settings = settings
        self.render = render
        self._histories: deque[Sequence[Entry]] = deque(maxlen=_AT_ONCE)
        self._records: deque[tuple[Record, bool]] = deque(maxlen=_AT_ONCE)  # each with whether it was read lazily
        self._reader = Reader(settings=settings, render=render)
        self._blobs: dict[str, bytes] = {}
        self._edits: dict[str, Sequence[Change]] = {}

    def published(self, *, lazily: bool = False) -> Record:
        """The record of the published branch; the same object as long as that stays where it is. Raises UserError where there
        is no such branch."""
        return self.at(self.repository.published_revision(self.settings.branch), lazily=lazily)

    def at(self, commit: str, *, lazily: bool = False) -> Record:
        """The record that a commit and those before it make."""
        known = next((record for record, was in self._records if record.head == commit and was <= lazily), None)
        if known is None:
            known = self.record(self.history(commit), commit, lazily=lazily)
            self._records.append((known, lazily))
        return known

    def draft(self, now: datetime, base: str = "", *, lazily: bool = False) -> Record:
        """The record of the checked-out commit with the files of the work tree as if they were committed now.

        With a `base`, that of this commit, and of everything since as if it were merged now.
        """
        head = base or self.repository.published_revision("")
        entry = self.uncommitted(head, now)
        entries = [*self.history(head), entry] if entry else self.history(head)
        return self.record(entries, head, here=True, lazily=lazily)

    def uncommitted(self, commit: str, now: datetime) -> Entry | None:
        """The files of the work tree that differ from a commit, as one entry that would come next; None if none does."""
        if commit not in self._edits:
            self._edits[commit] = self.repository.edits(commit)
        changes = self._edits[commit]
        return uncommitted(changes, self.history(commit)[-1].commit, now) if changes else None

    def history(self, commit: str) -> Sequence[Entry]:
        """The commits that led to one, oldest first, it among them."""
        for entries in self._histories:
            for k in range(len(entries), 0, -1):
                if entries[k - 1].commit.id == commit:
                    return entries[:k]
        self._histories.append(self.repository.log(commit))
        return self._histories[-1]

    def record(self, entries: Sequence[Entry], head: str, *, here: bool = False, lazily: bool = False) -> Record:
        """The record of these entries; with `here` the last of them is what is not committed yet, if there is such a thing."""
        found = lineages(entries, self.settings.is_policy)
        blobs = self.contents(snapshot.blob for line in found for snapshot in line.snapshots if snapshot.blob)
        ledger, problems = load.ledger(entries, self.settings, self.contents)
        links = self.repository.links(WORK_TREE if here else head)
        return load.assemble(
            found, blobs, ledger, problems, self._reader, head=head, entries=entries, links=links, lazily=lazily
        )

    def steps_here(self, path: str) -> Iterator[Step]:
        """What came of reading a file of the work tree."""
        return (step for snapshot, step in self._reader.steps.items() if snapshot.blob == WORK_TREE + path)

    def refuse(self, policy: Policy, problem: Problem, *, every: bool) -> None:
        """Take the newest text of a policy for one that cannot be read, so that the one before it stays; or `every` one."""
        texts = [text for revision in policy.revisions for text in (revision.first, revision.text)]
        paths = {policy.path, *(text.path for text in texts)}
        steps = self._reader.steps
        readable = [snapshot for snapshot, step in steps.items() if snapshot.path in paths and step.version]
        for snapshot in readable if every else sorted(readable, key=lambda snapshot: snapshot.commit.index)[-1:]:
            steps[snapshot] = Step(snapshot=snapshot, problems=(problem,))
        self._reader.forget()
        self._records.clear()

    def forget_here(self) -> None:
        """Read the files of the work tree anew the next time: somebody may have edited them."""
        self._edits.clear()
        for blob in [blob for blob in self._blobs if blob.startswith(WORK_TREE)]:
            del self._blobs[blob]
        for snapshot in [snapshot for snapshot in self._reader.steps if snapshot.blob.startswith(WORK_TREE)]:
            del self._reader.steps[snapshot]
        self._reader.forget()

    def contents(self, blobs: Iterable[str]) -> Mapping[str, bytes]:
        """The content of blobs; git is asked for those that are new."""
        new = [blob for blob in dict.fromkeys(blobs) if blob not in self._blobs]
        self._blobs.update(self.repository.blobs(new) if new else {})
        return self._blobs
