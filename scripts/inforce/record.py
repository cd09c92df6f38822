"""The record: every policy that git holds, read by the rules of time, and every fault that was met."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from inforce import ledger as ledgers
from inforce import timeline, version
from inforce.cache import Render
from inforce.frontmatter import decode
from inforce.history import Entry, Repository
from inforce.ledger import Ledger
from inforce.lineage import Lineage, Snapshot, lineages
from inforce.policy import Policy, find
from inforce.problems import Problem, in_order
from inforce.settings import Settings
from inforce.timeline import Step, Timeline

_TAKEN = re.compile(r"history|compare|\d{4}-\d{2}-\d{2}(\.\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All policies by address, what is wrong, and the commit that was read (`head`)."""

    policies: tuple[Policy, ...]
    problems: tuple[Problem, ...]
    head: str

    def collections(self, order: Sequence[str] = ()) -> Mapping[str, tuple[Policy, ...]]:
        """The policies of each collection, by its address; those that `order` names by their addresses first."""
        found: dict[str, list[Policy]] = {}
        place = {address: k for k, address in enumerate(order)}
        for policy in sorted(self.policies, key=lambda policy: place.get(policy.address, len(place))):
            found.setdefault(policy.collection, []).append(policy)
        return {address: tuple(policies) for address, policies in found.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Strand:
    """One policy's steps: a lineage, or several that share an `id`."""

    steps: tuple[Step, ...]
    address: str
    paths: tuple[str, ...]


def load(repository: Repository, settings: Settings, render: Render) -> Record:
    """Read the published branch of a repository. Raises UserError as `history` does."""
    head = repository.published_revision(settings.branch)
    book = repository.blob_at(head, settings.ledger)
    return _read(repository, repository.log(head), book, head, settings, render)


def load_draft(repository: Repository, settings: Settings, render: Render, now: datetime) -> Record:
    """Read the checked-out commit, and on top of it the files of the work tree as if they were committed now."""
    head = repository.published_revision("")
    entries = repository.log(head)
    draft = repository.uncommitted(head, now)
    file = repository.root / settings.ledger
    book = file.read_bytes() if file.is_file() else None
    return _read(repository, [*entries, draft] if draft else entries, book, head, settings, render)


def _read(
    repository: Repository, entries: Sequence[Entry], book: bytes | None, head: str, settings: Settings, render: Render
) -> Record:
    found = lineages(entries, settings.is_policy)
    blobs = repository.blobs(dict.fromkeys(s.blob for line in found for s in line.snapshots if s.blob))
    ledger, problems = _ledger(book, settings.ledger)
    return assemble(found, blobs, ledger, problems, settings, render, head=head, entries=entries)


def assemble(
    found: Sequence[Lineage],
    blobs: Mapping[str, bytes],
    ledger: Ledger,
    problems: Sequence[Problem],
    settings: Settings,
    render: Render,
    *,
    head: str,
    entries: Sequence[Entry],
) -> Record:
    """The record from what git said: a pure function of its arguments."""
    strands = _joined([_strand(lineage, blobs, settings, render) for lineage in found])
    strands = [strand for strand in strands if not _is_introduction(strand)]
    strands, clashes = _without_clashes(strands)
    faults = [*problems, *clashes, *_unknown_entries(ledger, strands, entries)]
    policies = []
    for strand in strands:
        known_as = frozenset({strand.address, *(settings.address(path) for path in strand.paths)})
        lines = timeline.build(strand.steps, ledger, known_as)
        faults += lines.problems
        if lines.revisions:
            policies.append(_policy(strand, lines, settings))
    policies.sort(key=lambda policy: policy.address)
    faults += _dangling_successors(policies)
    return Record(policies=tuple(policies), problems=in_order(faults), head=head)


def _strand(lineage: Lineage, blobs: Mapping[str, bytes], settings: Settings, render: Render) -> _Strand:
    steps = tuple(_step(snapshot, blobs, settings, render) for snapshot in lineage.snapshots)
    stated = next((s.reading.version.meta.id for s in reversed(steps) if s.reading and s.reading.version), "")
    paths = tuple(dict.fromkeys(snapshot.path for snapshot in reversed(lineage.snapshots)))
    return _Strand(steps=steps, address=stated or settings.address(lineage.path), paths=paths)


def _step(snapshot: Snapshot, blobs: Mapping[str, bytes], settings: Settings, render: Render) -> Step:
    if not snapshot.blob:
        return Step(snapshot=snapshot, reading=None)
    return Step(snapshot=snapshot, reading=version.read(snapshot, blobs[snapshot.blob], settings.dates, render))


def _joined(strands: Iterable[_Strand]) -> list[_Strand]:
    """Rule 1: files with one `id`, of which each ends before the next begins, are one policy (moved and rewritten)."""
    made: list[_Strand] = []
    for strand in sorted(strands, key=lambda s: (s.address, s.steps[0].snapshot.commit.index)):
        before = made[-1] if made and made[-1].address == strand.address else None
        if before and before.steps[-1].snapshot.commit.index <= strand.steps[0].snapshot.commit.index:
            steps = before.steps
            if steps[-1].snapshot.commit == strand.steps[0].snapshot.commit and not steps[-1].snapshot.blob:
                steps = steps[:-1]  # deleted here and added there in one commit: never gone
            paths = tuple(dict.fromkeys((*strand.paths, *before.paths)))
            made[-1] = _Strand(steps=(*steps, *strand.steps), address=strand.address, paths=paths)
        else:
            made.append(strand)
    return made


def _is_introduction(strand: _Strand) -> bool:
    """An index.md that never stated a date introduces its folder; it is no policy."""
    if posixpath.basename(strand.paths[0]) != "index.md":
        return False
    versions = [step.reading.version for step in strand.steps if step.reading]
    return not any(v and "effective_date" in v.meta.lines for v in versions)


def _without_clashes(strands: Sequence[_Strand]) -> tuple[list[_Strand], list[Problem]]:
    """Two policies cannot have one address, nor a policy the address of another's pages. The newer file is left out."""
    kept: dict[str, _Strand] = {}
    problems = []
    by_age = sorted(strands, key=lambda s: (not s.steps[-1].snapshot.blob, s.steps[0].snapshot.commit.index, s.address))
    for strand in by_age:
        parent, _, name = strand.address.rpartition("/")
        other = kept.get(strand.address.casefold())
        if not other and _TAKEN.fullmatch(name):
            other = next((s for s in strands if s.address == parent), None)
        if other:
            problems.append(_clash(strand, other))
        else:
            kept[strand.address.casefold()] = strand
    return list(kept.values()), problems


def _clash(strand: _Strand, other: _Strand) -> Problem:
    return Problem(
        path=strand.paths[0],
        line=1,
        field="id",
        message=f"the address {strand.address}/ belongs to {other.paths[0]}, so that this policy is left out.",
        mend="Rename the file, or give it an address of its own: id: terms/other-policy",
    )


def _ledger(data: bytes | None, path: str) -> tuple[Ledger, list[Problem]]:
    if data is None:
        return Ledger(path=path), []
    text, problems = decode(data, path)
    ledger, faults = ledgers.read(text, path)
    return ledger, [*problems, *faults]


def _unknown_entries(ledger: Ledger, strands: Sequence[_Strand], entries: Sequence[Entry]) -> Iterable[Problem]:
    """Ledger entries that name no policy, or no commit that changed it."""
    addresses: dict[str, set[str]] = {}
    for strand in strands:
        commits = {step.snapshot.commit.id for step in strand.steps}
        for name in (strand.address, *(path.removesuffix(".md") for path in strand.paths)):
            addresses.setdefault(name, set()).update(commits)
    for entry in ledger.entries:
        known = [commits for name, commits in addresses.items() if name == entry.policy or name.endswith("/" + entry.policy)]
        if not known:
            message, mend = (
                f"there is no policy {entry.policy}.",
                "Write its path below the policies' folder, without .md.",
            )
        elif not any(commit.startswith(entry.commit) for commits in known for commit in commits):
            there = any(line.commit.id.startswith(entry.commit) for line in entries)
            what = "did not change this policy" if there else "is not on the published branch"
            message, mend = f"the commit {entry.commit} {what}.", "Look the commit up: inforce history --format json"
        else:
            continue
        yield Problem(path=ledger.path, line=entry.line, message=message, mend=mend)


def _policy(strand: _Strand, lines: Timeline, settings: Settings) -> Policy:
    former = dict.fromkeys(settings.address(path) for path in strand.paths)
    return Policy(
        address=strand.address,
        path=strand.paths[0],
        former_addresses=tuple(address for address in former if address != strand.address),
        revisions=lines.revisions,
        absences=lines.absences,
        last_reviewed=lines.last_reviewed,
        ledger=lines.ledger,
    )


def _dangling_successors(policies: Sequence[Policy]) -> Iterable[Problem]:
    for policy in policies:
        newest = policy.newest.text
        named = newest.meta.superseded_by
        if named and len(find(policies, named)) != 1:
            yield Problem(
                path=policy.path,
                line=newest.meta.line("superseded_by"),
                field="superseded_by",
                message=f"{named} names no policy, or several.",
                mend="Write the path of the other policy without .md: terms/refund-policy",
            )
