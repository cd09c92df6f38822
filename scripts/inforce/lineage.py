"""The commits of the branch -> one lineage of snapshots per policy file, across renames, deletion and return (rule 1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from inforce.history import Change, Commit, Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A policy file after a commit that changed it; `blob` is "" where the commit deleted it (or moved it away)."""

    commit: Commit
    path: str
    blob: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """One policy file through time: its snapshots, oldest first; `path` is the newest."""

    path: str
    snapshots: tuple[Snapshot, ...]

    @property
    def alive(self) -> bool:
        """Whether the file is there in the newest commit."""
        return bool(self.snapshots[-1].blob)


def lineages(entries: Sequence[Entry], is_policy: Callable[[str], bool]) -> list[Lineage]:
    """The lineages of all files that ever lay where policies lie, by their newest path.

    Walks from the newest commit (last in `entries`) to the oldest, so that only files that end as policies are followed:
    through renames inside this walk, also from outside the policies' folder. A path that was deleted and comes back
    is one lineage (rule 8).
    """
    followed: dict[str, list[Snapshot]] = {}  # path at this point of the walk -> snapshots, newest first
    found: list[list[Snapshot]] = []
    for entry in reversed(entries):
        moves: list[tuple[Change, list[Snapshot]]] = []
        for change in entry.changes:
            snapshots = followed.get(change.path)
            if snapshots is None:
                if not is_policy(change.path):
                    continue
                snapshots = []
                found.append(snapshots)
                followed[change.path] = snapshots
            snapshots.append(Snapshot(commit=entry.commit, path=change.path, blob=change.blob))
            if change.blob and change.old_path not in ("", change.path):
                moves.append((change, snapshots))
        for change, _ in moves:
            del followed[change.path]
        for change, snapshots in moves:
            followed[change.old_path] = snapshots
    made = [Lineage(path=snapshots[0].path, snapshots=tuple(reversed(snapshots))) for snapshots in found]
    return sorted(made, key=lambda lineage: lineage.path)
