"""The steps of lineages -> a strand for each policy: by its id or path, across moves, with an address of its own (rule 1)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from inforce.later import but
from inforce.record.timeline import Step
from inforce.settings import Settings
from inforce.source.policy_file import Version, follow


@dataclass(frozen=True, slots=True, kw_only=True)
class Strand:
    """One policy's steps: a lineage, a part of one, or several that share an `id`. `former` are other addresses it had, and
    `claims` those that it asked for, each since which commit, by its index."""

    steps: tuple[Step, ...]
    address: str
    former: tuple[str, ...]
    claims: tuple[tuple[int, str], ...]
    ended: bool = False  # another strand goes on with its id

    @property
    def path(self) -> str:
        """The path of the newest file."""
        return self.steps[-1].snapshot.path

    @property
    def names(self) -> frozenset[str]:
        """Every address that it ever had: what the ledger may call it."""
        return frozenset((self.address, *self.former))

    @property
    def since(self) -> int:
        """The commit since which it has its address without a break."""
        return next((index for index, address in reversed(self.claims) if address == self.address), self.claims[-1][0])

    @property
    def paths(self) -> frozenset[str]:
        """Every path at which its files ever lay."""
        return frozenset(step.snapshot.path for step in self.steps)

    def before(self) -> Iterable[str]:
        """The addresses that it asked for before its own, the newest first."""
        return dict.fromkeys(address for index, address in reversed(self.claims) if index < self.since)

    @property
    def newest(self) -> Version | None:
        """The text of the file as it is now, None where it was deleted."""
        return self.steps[-1].version


def policies_of(lines: Sequence[tuple[Step, ...]], settings: Settings) -> list[Strand]:
    """The strands of lineages' steps: one for each policy, and several for one address where two files want it."""
    return _joined(_strand(steps, settings, ended=k > 0) for k, steps in _parted(lines))


@dataclass(frozen=True, slots=True)
class Moves:
    """Which policy lay at each path that one left: from which commit on, by its index, and where that policy lies now."""

    _owners: tuple[tuple[str, tuple[tuple[int, str], ...]], ...]

    def __bool__(self) -> bool:
        return bool(self._owners)

    def at(self, index: int) -> Mapping[str, str]:
        """Where the policies lie now that lay elsewhere after a commit, or last before it; paths without .md."""
        found = {}
        for path, owners in self._owners:
            place = bisect_right(owners, index, key=lambda owner: owner[0])
            home = owners[max(place - 1, 0)][1]
            if home != path:
                found[path.removesuffix(".md")] = home.removesuffix(".md")
        return found


def moves(strands: Sequence[Strand], exists: Callable[[str], bool]) -> Moves:
    """The moves of policies; none from a path at which a file that is no policy lies now."""
    owners: dict[str, list[tuple[int, str]]] = {}
    for strand in strands:
        last = ""
        for step in strand.steps:
            if step.snapshot.path != last:
                last = step.snapshot.path
                owners.setdefault(last, []).append((step.snapshot.commit.index, strand.path))
    homes = {strand.path for strand in strands}
    return Moves(
        tuple(
            (path, tuple(sorted(found)))
            for path, found in sorted(owners.items())
            if any(home != path for _, home in found) and (path in homes or not exists(path))
        )
    )


def following(step: Step, moved: Moves) -> Step:
    """The step in whose text links to policies that moved lead to where they lie now (rule 4)."""

    def version() -> Mapping[str, object]:
        found = step.version
        return {"version": follow(found, moved.at(step.snapshot.commit.index)) if found else None}

    return but(step, {"version": version})


def _strand(steps: tuple[Step, ...], settings: Settings, *, ended: bool) -> Strand:
    """A strand by its newest file: the address is its id, else its path; the others that it had are former ones."""
    addresses = [settings.address(steps[-1].snapshot.path)]
    ids = _ids(steps)
    for step, own in zip(reversed(steps), reversed(ids), strict=True):
        addresses += [settings.address(step.snapshot.path), own or ""]
    newest = next((own for own in reversed(ids) if own is not None), "")
    address = newest or addresses[0]
    former = dict.fromkeys(name for name in addresses if name and name != address)
    claims = tuple(_claims(steps, settings))
    return Strand(steps=steps, address=address, former=tuple(former), claims=claims, ended=ended)


def _claims(steps: Sequence[Step], settings: Settings) -> Iterable[tuple[int, str]]:
    """The addresses that the files of steps ask for, each from which commit on. One that cannot be read asks for no new id."""
    known = last = ""
    for step, own in zip(steps, _ids(steps), strict=True):
        if step.snapshot.blob or not last:
            known = known if own is None else own
            address = known or settings.address(step.snapshot.path)
            if address != last:
                last = address
                yield step.snapshot.commit.index, address


def _ids(steps: Sequence[Step]) -> Sequence[str | None]:
    """The ids that files state. Where no file may have one, none is read for that."""
    return [step.id for step in steps] if any(step.named for step in steps) else [None] * len(steps)


def _parted(lines: Sequence[tuple[Step, ...]]) -> Iterable[tuple[int, tuple[Step, ...]]]:
    """Rule 1: a file whose id goes to another file in the same commit is another policy from then on.

    Gives the parts with how many parts of their line are still to come.
    """
    stated = [_ids(line) for line in lines]
    begins = {(ids[0], line[0].snapshot.commit.index) for line, ids in zip(lines, stated, strict=True)}
    for line, ids in zip(lines, stated, strict=True):
        cuts = [
            k
            for k in range(1, len(line))
            if ids[k - 1] and ids[k] != ids[k - 1] and line[k].snapshot.blob
            and (ids[k - 1], line[k].snapshot.commit.index) in begins
        ]  # fmt: skip
        edges = [0, *cuts, len(line)]
        for k in range(len(edges) - 1):
            yield len(edges) - 2 - k, line[edges[k] : edges[k + 1]]


def _joined(strands: Iterable[Strand]) -> list[Strand]:
    """Rule 1: files with one `id`, of which each ends before the next begins, are one policy (moved and rewritten)."""
    made: list[Strand] = []
    for strand in sorted(strands, key=lambda s: (s.address, s.steps[0].snapshot.commit.index)):
        before = made[-1] if made and made[-1].address == strand.address else None
        if not before or not (before.ended or not before.steps[-1].snapshot.blob):
            made.append(strand)
            continue
        steps = before.steps
        if steps[-1].snapshot.commit.index > strand.steps[0].snapshot.commit.index:
            made.append(strand)
            continue
        if steps[-1].snapshot.commit == strand.steps[0].snapshot.commit:
            steps = steps[:-1]  # deleted here and added there in one commit: never gone
        former = dict.fromkeys((*strand.former, *before.former))
        claims = (*before.claims, *(c for k, c in enumerate(strand.claims) if k or c[1] != before.claims[-1][1]))
        made[-1] = replace(strand, steps=(*steps, *strand.steps), former=tuple(former), claims=claims)
    return made
