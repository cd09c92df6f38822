"""What merging the files as they lie here would do to each policy: two records -> what happens, when, and in which redline."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from inforce.problems import Problem
from inforce.record import texts as record_texts
from inforce.record.load import Record
from inforce.record.model import Policy, successor
from inforce.record.revision import Absence, Correction, Rescheduled, Revision
from inforce.record.texts import Pair
from inforce.source.commits import WORK_TREE

Kind = Literal[
    "first",
    "revision",
    "correction",
    "rescheduled",
    "withdrawn",
    "restored",
    "absent",
    "returned",
    "kept",
    "moved",
    "ledger",
    "other",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that happens to a policy.

    first: published for the first time; restored: an older revision stands again; moved: another address; ledger: its history
    is explained anew; other: nothing that its revisions say. `pair` is the redline that shows it, None where there is none.
    """

    kind: Kind
    revision: Revision | None = None
    correction: Correction | None = None
    move: Rescheduled | None = None
    absence: Absence | None = None
    successor: Policy | None = None  # of one that is absent
    pair: Pair | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A policy as it would be, with what happens to it, the most important first; `was` is its address before, "" if new, and
    `summary_was` its summary in plain language."""

    policy: Policy
    was: str
    summary_was: str
    happenings: tuple[Happening, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Everything that merging would do: to policies, and the changed files that could not be published, with the problems that
    are new."""

    day: date
    policies: tuple[Proposed, ...]
    unpublished: tuple[str, ...]
    problems: tuple[Problem, ...]


def propose(before: Record, after: Record, files: Collection[str], day: date) -> Proposal:
    """Compare what is published with what would be (`record.load_draft`); `files` are the policy files that differ."""
    old = {name: policy for policy in before.policies for name in (*policy.former_addresses, policy.address)}
    known = {policy.address: policy for policy in before.policies}
    found = []
    for policy in after.policies:
        names = (policy.address, *policy.former_addresses)
        was = next((known[name] for name in names if name in known), old.get(policy.address))
        if was is policy:
            continue
        if was is None or replace(policy, unpublished=was.unpublished) != was:  # a file that is left out is told of below
            happenings = tuple(_happenings(policy, was, after.policies))
            address, summary = (was.address, was.newest.text.meta.summary) if was else ("", "")
            found.append(Proposed(policy=policy, was=address, summary_was=summary, happenings=happenings))
    problems = tuple(problem for problem in after.problems if problem not in set(before.problems))
    read = {item.policy.path for item in found}
    faulty = {problem.path for problem in problems}
    return Proposal(
        day=day,
        policies=tuple(found),
        unpublished=tuple(sorted(path for path in files if path in faulty and path not in read)),
        problems=problems,
    )


def only(proposal: Proposal, policy: Policy) -> Proposal:
    """The same of one policy alone."""
    return Proposal(
        day=proposal.day,
        policies=tuple(item for item in proposal.policies if item.policy.address == policy.address),
        unpublished=tuple(path for path in proposal.unpublished if path == policy.path),
        problems=tuple(problem for problem in proposal.problems if problem.path == policy.path),
    )


def _happenings(policy: Policy, was: Policy | None, all_policies: Sequence[Policy]) -> Iterator[Happening]:
    known = {revision.id for revision in was.revisions} if was else set()
    found = [
        *(item for revision in policy.revisions for item in _of_revision(policy, revision, known, was)),
        *(
            Happening(kind="absent", absence=absence, successor=successor(policy, absence, all_policies))
            for absence in policy.absences
            if absence.commit.id == WORK_TREE
        ),
    ]
    found.sort(key=lambda happening: happening.kind not in ("first", "revision"))
    yield from found
    if was is None:
        return
    if len(policy.absences) < len(was.absences):
        yield Happening(kind="kept")
    elif len(policy.absences) == len(was.absences) and policy.absences != was.absences:
        newest = policy.absences[-1]
        after = successor(policy, newest, all_policies)
        yield Happening(kind="absent" if newest.until is None else "returned", absence=newest, successor=after)
    if not found:
        yield from _restored(policy, was)
    if policy.address != was.address:
        yield Happening(kind="moved")
    elif not found and _ledger(policy) != _ledger(was):
        yield Happening(kind="ledger")
    elif not found and policy.absences == was.absences and not list(_restored(policy, was)):
        yield Happening(kind="other")


def _of_revision(policy: Policy, revision: Revision, known: Collection[str], was: Policy | None) -> Iterator[Happening]:
    new = revision.published.id == WORK_TREE or (revision.taken_out and revision.id not in known)
    if new:
        pair = record_texts.change_of(policy, revision)
        yield Happening(kind="revision" if pair else "first", revision=revision, pair=pair)
    for correction in revision.corrections:
        if correction.version.commit.id == WORK_TREE and not new:
            pair = _pair(policy, revision, correction, was.revision(revision.id) if was else None)
            yield Happening(kind="correction", revision=revision, correction=correction, pair=pair)
    for move in revision.rescheduled:
        if move.commit.id == WORK_TREE:
            yield Happening(kind="rescheduled", revision=revision, move=move)
    if revision.withdrawn and revision.withdrawn.id == WORK_TREE:
        yield Happening(kind="withdrawn", revision=revision)


def _pair(policy: Policy, revision: Revision, correction: Correction, was: Revision | None) -> Pair:
    """A correction against the text as its page shows it, with what the ledger passed over, which is no work of the branch."""
    old, new = record_texts.states(revision, policy)[correction.number - 1 : correction.number + 1]
    return Pair(old=replace(old, version=was.text) if was else old, new=new)


def _restored(policy: Policy, was: Policy) -> Iterator[Happening]:
    """An older revision that was published once more, and so comes before those published since."""
    rank = {revision.id: revision.precedence for revision in was.revisions}
    for revision in policy.revisions:
        if revision.precedence > rank.get(revision.id, revision.precedence):
            yield Happening(kind="restored", revision=revision)


def _ledger(policy: Policy) -> Sequence[object]:
    return [policy.ledger, *(revision.ledger for revision in policy.revisions)]
