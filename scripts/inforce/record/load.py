"""The record: every policy that git holds, read by the rules of time, and every fault that was met."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import partial
from itertools import count

from inforce.containment import contained
from inforce.problems import Problem, in_order
from inforce.record import address_claims, timeline, unread_files
from inforce.record.address_register import Register
from inforce.record.dead_links import dangling as dead_links
from inforce.record.identity import Strand, following, moves, policies_of
from inforce.record.model import Policy, find
from inforce.record.timeline import Step, Timeline
from inforce.settings import CONFIG_FILE, Settings
from inforce.source import ledger as ledgers
from inforce.source import policy_file, theme_keys
from inforce.source.front_matter import decode
from inforce.source.ledger import Ledger
from inforce.source.lineage import Lineage, Snapshot, files, present
from inforce.source.policy_file import Reading, Version
from inforce.source.repository import Commit, Entry
from inforce.text import repository_links
from inforce.text.rendering import Render

REFUSALS = 4  # times that the newest text of a policy is left out for the one before it; then the policy as a whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All policies by address, what is wrong, the commit that was read (`head`), collections' introductions, and the first
    commit of the branch (`root`), by which everything that lasts can be named wherever the site lies; None without commits.

    `files` are the newest files of policies by path, whose text may be that of an older one.
    `moved` maps the former path of each policy that moved to its path, both without .md. `unread` is a sentence that counts the
    texts among the policies that are not read, "" for none. `register` says whose each address is, `refused` which files of the
    operator's own cannot be published, since another has theirs.
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
    settings: Settings,
    render: Render,
    *,
    head: str,
    entries: Sequence[Entry],
    steps: dict[Snapshot, Step],
    links: Mapping[str, str],
) -> Record:
    """The record from what git said. `steps` holds those that were read before; the others are added to it. `links` are the
    symbolic links that are there."""
    images = files(entries, repository_links.IMAGE_ENDINGS)
    once = partial(_step, blobs=blobs, images=images, settings=settings, render=render, steps=steps)
    lines = [tuple(once(snapshot) for snapshot in lineage.snapshots) for lineage in found]
    strands = policies_of(lines, settings)
    there = files(entries, (".md",))
    moved = moves(strands, lambda path: bool(there(path, len(entries))))
    strands = [following(strand, moved) for strand in strands]
    introductions = {_folder(s): v for s in strands if _is_introduction(s) and (v := s.newest) is not None}
    strands = [strand for strand in strands if not _is_introduction(strand)]
    paths, renamed = present(entries)
    known = {strand.path for strand in strands}
    settled = address_claims.settle(
        strands, address_claims.own_files({p: k for p, k in paths.items() if p not in known}, settings)
    )
    strands = settled.strands
    faults = [*problems, *settled.problems, *_unknown_entries(ledger, strands, entries), *_undated(ledger, strands)]
    policies = []
    for strand in strands:
        history = _history(strand, ledger)
        faults += history.problems
        if history.revisions:
            policies.append(_policy(strand, history))
    policies.sort(key=lambda policy: policy.address)
    faults += _dangling_successors(policies)
    for policy in policies:
        meta = policy.newest.text.meta
        faults += theme_keys.lacking(policy.path, meta.passed_on, meta.lines, settings.theme)
    files_now = {strand.path: text for strand in strands if (text := strand.newest)}
    own = [policy for policy in policies if policy.path not in links]
    faults += dead_links(own, files_now, lambda path: path in links or bool(there(path, len(entries))))
    faults += [*unread_files.linked(links, paths, policies, settings), *unread_files.moved(policies, paths, renamed)]
    if not found:
        faults.append(_no_policies(settings))
    return Record(
        policies=tuple(policies),
        problems=in_order(unread_files.images(faults, links)),
        head=head,
        introductions=introductions,
        files=files_now,
        root=entries[0].commit if entries else None,
        moved=moved.at(len(entries)),
        unread=unread_files.counted(paths, settings),
        register=settled.register,
        refused=settled.refused,
    )


def _step(
    snapshot: Snapshot,
    *,
    blobs: Mapping[str, bytes],
    images: Callable[[str, int], str],
    settings: Settings,
    render: Render,
    steps: dict[Snapshot, Step],
) -> Step:
    if snapshot in steps:
        return steps[snapshot]
    if not snapshot.blob:
        return Step(snapshot=snapshot)
    reading = contained(
        lambda: policy_file.read(
            blobs[snapshot.blob],
            snapshot.path,
            snapshot.blob,
            settings.dates,
            render,
            lambda path: images(path, snapshot.commit.index),
            settings.keys,
            snapshot.commit.day,
        ),
        snapshot.path,
        "this text cannot be read",
    )
    if isinstance(reading, Problem):
        reading = Reading(content=None, problems=(reading,))
    version = reading.content.at(snapshot.commit) if reading.content else None
    steps[snapshot] = Step(snapshot=snapshot, version=version, problems=reading.problems)
    return steps[snapshot]


def _history(strand: Strand, ledger: Ledger) -> Timeline:
    """What the rules of time make of a policy; of its older texts where they cannot take the newest ones."""
    steps = list(strand.steps)
    readable = [k for k, step in enumerate(steps) if step.version]
    for tries in count(1):
        build = partial(timeline.build, tuple(steps), ledger, strand.names, strand.address)
        made = contained(build, strand.path, "the rules of time cannot be applied to this text")
        if isinstance(made, Timeline):
            return made
        if not readable:
            return Timeline(revisions=(), absences=(), ledger=(), unpublished=(), last_reviewed=None, problems=(made,))
        for k in readable[-1:] if tries < REFUSALS else readable:
            steps[k] = _refused(steps[k], made)
        readable = readable[:-1] if tries < REFUSALS else []
    raise AssertionError("the counting never ends")


def _refused(step: Step, problem: Problem) -> Step:
    """The step of a text that cannot be published, though it could be read."""
    return Step(snapshot=step.snapshot, problems=(problem,))


def _is_introduction(strand: Strand) -> bool:
    """An index.md that never stated a date introduces its folder; it is no policy."""
    if posixpath.basename(strand.path) != "index.md":
        return False
    return not any(step.version and "effective_date" in step.version.meta.lines for step in strand.steps)


def _folder(strand: Strand) -> str:
    return strand.address.rpartition("/")[0]


def _unknown_entries(ledger: Ledger, strands: Sequence[Strand], entries: Sequence[Entry]) -> Iterable[Problem]:
    """Ledger entries that name no policy, or no commit that changed it."""
    commits = [(strand.names, {step.snapshot.commit.id for step in strand.steps}) for strand in strands]
    for entry in ledger.entries:
        known = [ids for names, ids in commits if entry.policy in names]
        if not known:
            message, mend = (
                f"there is no policy {entry.policy}.",
                "Write its path below the policies' folder, without .md.",
            )
        elif not any(commit.startswith(entry.commit) for ids in known for commit in ids):
            there = any(line.commit.id.startswith(entry.commit) for line in entries)
            what = "did not change this policy" if there else "is not on the published branch"
            message, mend = f"the commit {entry.commit} {what}.", "Look the commit up: inforce history --format json"
        else:
            continue
        yield Problem(path=ledger.path, line=entry.line, message=message, mend=mend)


def _undated(ledger: Ledger, strands: Sequence[Strand]) -> Iterable[Problem]:
    """Commits to policies with a time that can be none; an entry in the ledger accepts the day that is taken in its place."""
    for strand in strands:
        for step in strand.steps:
            commit, version = step.snapshot.commit, step.version
            if not commit.undated or ledger.find(strand.names, commit.id):
                continue
            entry = f"{{effective_date: {version.stated}}}" if version and version.stated else "{ignore: true}"
            yield Problem(
                path=strand.path,
                message=f"the commit has the impossible date {commit.undated}, so that the day of the commit beside it counts, "
                f"{commit.day}.",
                mend=f"To accept that, add to {ledger.path} the line {strand.address}: {{{commit.id[:10]}: {entry}}}",
                commit=commit.id,
            )


def _policy(strand: Strand, history: Timeline) -> Policy:
    return Policy(
        address=strand.address,
        path=strand.path,
        former_addresses=strand.former,
        revisions=history.revisions,
        absences=history.absences,
        last_reviewed=history.last_reviewed,
        ledger=history.ledger,
        unpublished=history.unpublished,
    )


def _no_policies(settings: Settings) -> Problem:
    where = ", ".join(pattern or "the whole repository" for pattern in settings.policies)
    return Problem(
        path=CONFIG_FILE,
        field="policies",
        message=f"no policy was ever committed in {where}.",
        mend="Correct the option `policies` of the plugin inforce, or commit the first policy there.",
    )


def _dangling_successors(policies: Sequence[Policy]) -> Iterable[Problem]:
    for policy in policies:
        newest = policy.newest.text
        named = newest.meta.superseded_by
        if not named or (policy.absences and policy.absences[-1].kind == "deleted"):
            continue
        found = find(policies, named)
        message, mend = "", "Write the path of the other policy without .md: terms/refund-policy"
        if len(found) != 1:
            message = f"{named} names no policy, or several."
        elif found[0] is policy:
            message = f"{named} is this policy, which cannot take its own place."
            mend = "Write the path of the other policy without .md, or, if none takes its place, delete the line."
        if message:
            line = newest.meta.line("superseded_by")
            field = newest.meta.keys.called("superseded_by")
            yield Problem(path=policy.path, line=line, field=field, message=message, mend=mend, key="superseded_by")
