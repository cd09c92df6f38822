"""The record: every policy that git holds, read by the rules of time, and every fault that was met."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import accumulate

from inforce import did_you_mean
from inforce.later import Later, later
from inforce.problems import Problem
from inforce.record import address_claims, unread_files
from inforce.record.address_register import Register
from inforce.record.identity import Strand, moves, policies_of
from inforce.record.model import Policy
from inforce.record.reading import Reader
from inforce.record.record_faults import Faults
from inforce.settings import Settings
from inforce.source import ledger as ledgers
from inforce.source.commits import Commit, Entry
from inforce.source.front_matter import decode
from inforce.source.ledger import Ledger
from inforce.source.lineage import Lineage, files, present
from inforce.source.policy_file import Version
from inforce.text import repository_links


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Later):
    """All policies by address, what is wrong, the commit that was read (`head`), collections' introductions, and the first
    commit of the branch (`root`), by which everything that lasts can be named wherever the site lies; None without commits.

    `files` are the newest files of policies by path, whose text may be that of an older one.
    `moved` maps the former path of each policy that moved to its path, both without .md. `unread` is a sentence that counts the
    texts among the policies that are not read, "" for none. `register` says whose each address is, `refused` which files of the
    operator's own cannot be published, since another has theirs. `faults` finds its problems, all of them or some.
    """

    policies: tuple[Policy, ...]
    problems: tuple[Problem, ...]
    head: str
    introductions: Mapping[str, Version]
    files: Mapping[str, Version] = field(default_factory=dict)
    root: Commit | None = None
    moved: Mapping[str, str] = field(default_factory=dict)
    unread: str = ""
    register: Register = field(default_factory=Register, compare=False)
    refused: Set[str] = frozenset()
    faults: Faults | None = field(default=None, repr=False, compare=False)

    def collections(self, order: Sequence[str] = ()) -> Mapping[str, tuple[Policy, ...]]:
        """The policies of each collection, by its address; those that `order` names by their addresses first."""
        found: dict[str, list[Policy]] = {}
        place = {address: k for k, address in enumerate(order)}
        for policy in sorted(self.policies, key=lambda policy: place.get(policy.address, len(place))):
            found.setdefault(policy.collection, []).append(policy)
        return {address: tuple(policies) for address, policies in found.items()}


def ledger(
    entries: Sequence[Entry], settings: Settings, contents: Callable[[Iterable[str]], Mapping[str, bytes]]
) -> tuple[Ledger, list[Problem]]:
    """The newest ledger with its faults; where that cannot be read at all, the entries of the last one that could be.
    `contents` gives those of blobs."""
    problems: list[Problem] = []
    for book in _books(entries, settings, contents):
        text, faults = decode(book, settings.ledger)
        found, more = ledgers.read(text, settings.ledger)
        problems = problems or [*faults, *more]
        if found.readable:
            return found, problems
    return Ledger(path=settings.ledger), problems


def _books(
    entries: Sequence[Entry], settings: Settings, contents: Callable[[Iterable[str]], Mapping[str, bytes]]
) -> Iterable[bytes]:
    """Every state of the ledger, newest first; none once it was deleted."""
    for entry in reversed(entries):
        for change in entry.changes:
            if change.path == settings.ledger:
                if not change.blob:
                    return
                yield contents([change.blob])[change.blob]


def assemble(
    found: Sequence[Lineage],
    blobs: Mapping[str, bytes],
    ledger: Ledger,
    problems: Sequence[Problem],
    reader: Reader,
    *,
    head: str,
    entries: Sequence[Entry],
    links: Mapping[str, str],
    lazily: bool = False,
) -> Record:
    """The record from what git said. `links` are the symbolic links that are there. `lazily`: histories of policies are read
    when they are asked for, as are its problems."""
    settings = reader.settings
    images = files(entries, repository_links.IMAGE_ENDINGS)
    lines = [tuple(reader.step(snapshot, blobs, images) for snapshot in lineage.snapshots) for lineage in found]
    strands = policies_of(lines, settings)
    there = files(entries, (".md",))
    moved = moves(strands, lambda path: bool(there(path, len(entries))))
    strands = [reader.following(strand, moved) for strand in strands]
    introductions = {_folder(s): v for s in strands if _is_introduction(s) and (v := s.newest) is not None}
    strands = [strand for strand in strands if not _is_introduction(strand)]
    paths, renamed = present(entries)
    known = {strand.path for strand in strands}
    settled = address_claims.settle(
        strands, address_claims.own_files({p: k for p, k in paths.items() if p not in known}, settings)
    )
    made = [(strand, *reader.policy(strand, ledger)) for strand in settled.strands]
    published = [
        policy for strand, policy, history in made if (lazily and _is_published(strand, ledger)) or history().revisions
    ]
    policies = tuple(sorted(published, key=lambda policy: policy.address))
    faults = Faults(
        known=[
            *problems,
            *settled.problems,
            *([] if found else [_no_policies(settings)]),
            *_no_folders(policies, settings),
        ],
        strands=settled.strands,
        histories={policy.address: history for _, policy, history in made},
        policies=policies,
        ledger=ledger,
        entries=entries,
        settings=settings,
        links=links,
        paths=paths,
        renamed=renamed,
        exists=lambda path: bool(there(path, len(entries))),
    )
    record = later(
        Record,
        {
            "problems": lambda: {"problems": faults.found()},
            "files": lambda: {"files": {strand.path: text for strand in settled.strands if (text := strand.newest)}},
        },
        policies=policies,
        head=head,
        introductions=introductions,
        root=entries[0].commit if entries else None,
        moved=moved.at(len(entries)),
        unread=unread_files.counted(paths, settings),
        register=settled.register,
        refused=settled.refused,
        faults=faults,
    )
    return record if lazily else replace(record)  # which asks for everything


def _is_published(strand: Strand, ledger: Ledger) -> bool:
    """Whether something of a policy is published for sure, told without reading its history: the newest file has a text with
    a date. It begins a revision if nothing else did (rule 2), unless the ledger passes over it."""
    newest = next((step for step in reversed(strand.steps) if step.snapshot.blob), None)
    if newest is None or any(entry.policy in strand.names for entry in ledger.entries):
        return False
    return newest.version is not None and newest.version.stated is not None


def _is_introduction(strand: Strand) -> bool:
    """An index.md that never stated a date introduces its folder; it is no policy."""
    if posixpath.basename(strand.path) != "index.md":
        return False
    return not any(step.dated for step in strand.steps)


def _folder(strand: Strand) -> str:
    return strand.address.rpartition("/")[0]


def _no_folders(policies: Sequence[Policy], settings: Settings) -> Iterator[Problem]:
    """Names and languages that the site gives to folders without policies."""
    collections = {policy.collection for policy in policies}
    above = (accumulate(address.split("/"), "{}/{}".format) for address in collections)
    known = {"collections": collections, "languages": {folder for folders in above for folder in folders}}
    for option, folders in known.items():
        for address in sorted(getattr(settings, option).keys() - folders) if policies else ():
            near = did_you_mean.path(address, folders)
            mend = f"Did you mean {near}?" if near else f"Name one of these: {', '.join(sorted(folders)[:10])}."
            yield Problem(path=settings.file, field=option, message=f"there are no policies in {address}.", mend=mend)


def _no_policies(settings: Settings) -> Problem:
    where = ", ".join(pattern or "the whole repository" for pattern in settings.wanted)
    return Problem(
        path=settings.file,
        field="policies",
        message=f"no policy was ever committed in {where}.",
        mend="Correct the option `policies`, or commit the first policy there.",
    )
