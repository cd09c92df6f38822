"""The commits of the branch -> one lineage of snapshots per policy file, across renames, deletion and return (rule 1)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from inforce.source.commits import Change, Commit, Entry


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
            if snapshots is None and not is_policy(change.path) and is_policy(change.old_path):
                change = Change(path=change.old_path, old_path=change.old_path, blob="")  # moved away: deleted here
                snapshots = followed.get(change.path)
            if snapshots is None and not is_policy(change.path):
                continue
            if snapshots is None:
                snapshots = followed[change.path] = []
                found.append(snapshots)
            snapshots.append(Snapshot(commit=entry.commit, path=change.path, blob=change.blob))
            if change.blob and change.old_path not in ("", change.path):
                moves.append((change, snapshots))
        for change, _ in moves:
            del followed[change.path]
        for change, snapshots in moves:
            followed[change.old_path] = snapshots
    made = [_published(snapshots[::-1], is_policy) for snapshots in found]
    return sorted(made, key=lambda lineage: lineage.path)


def _published(snapshots: Sequence[Snapshot], is_policy: Callable[[str], bool]) -> Lineage:
    """A lineage in which a file that left the policies' folder is deleted for as long as it is away (rule 8)."""
    kept: list[Snapshot] = []
    inside = False
    for snapshot in snapshots:
        if is_policy(snapshot.path):
            inside = True
        elif inside:
            snapshot = replace(snapshot, blob="")
        kept.append(snapshot)
    return Lineage(path=kept[-1].path, snapshots=tuple(kept))


def files(entries: Sequence[Entry], endings: tuple[str, ...]) -> Callable[[str, int], str]:
    """For every file with one of these endings: its blob (path, commit index) -> id after that commit, "" if not there."""
    states: dict[str, list[tuple[int, str]]] = {}
    for entry in entries:
        for change in entry.changes:
            if change.old_path != change.path and change.old_path.lower().endswith(endings):
                states.setdefault(change.old_path, []).append((entry.commit.index, ""))
            if change.path.lower().endswith(endings):
                states.setdefault(change.path, []).append((entry.commit.index, change.blob))

    def blob_of(path: str, index: int) -> str:
        known = states.get(path, [])
        place = bisect_right(known, index, key=lambda state: state[0])
        return known[place - 1][1] if place else ""

    return blob_of


def present(entries: Sequence[Entry]) -> tuple[dict[str, int], dict[str, str]]:
    """The files that are there after all these commits, each since which, by its index, and for each path that a file was moved
    from, the one that it got."""
    paths: dict[str, int] = {}
    moved: dict[str, str] = {}
    for entry in entries:
        for change in entry.changes:
            if change.old_path not in ("", change.path):
                paths.pop(change.old_path, None)
                moved[change.old_path] = change.path
            if change.blob:
                paths.setdefault(change.path, entry.commit.index)
            else:
                paths.pop(change.path, None)
    return paths, moved
