"""Addresses that were published once and lead on: moved dates, corrections taken out, former paths and ids (rules 1 and 5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise, product

from inforce.record.address_register import Register, unfit
from inforce.record.load import Record
from inforce.record.model import Policy
from inforce.record.revision import Revision
from inforce.record.texts import all_texts, compare_address, history_address, pairs, policy_address
from inforce.settings import Compare


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """An address that was published once and now leads on."""

    address: str
    target: str


def redirects(record: Record, compare: Compare) -> list[Redirect]:
    """Old addresses of all pages: moved dates and corrections taken out (rule 5), former paths and ids (rule 1).

    None takes the place of anything else; one that two policies had leads to the one that had it last.
    """
    found: dict[str, Redirect] = {}
    ranked = [(rank, policy, name) for policy in record.policies for rank, name in enumerate(policy.former_addresses)]
    moves = [move for policy in record.policies for move in _moved_dates(policy, compare)]
    for _, policy, former in sorted(ranked, key=lambda item: (item[0], item[2])):
        moves += _moved_pages(policy, former, compare)
    for move in moves:
        if _is_free(move, record.register):
            found.setdefault(move.address, move)
    taken = {page for policy in record.policies if _is_above(policy, found) for page in _own_pages(policy, compare)}
    return [move for move in found.values() if move.address not in taken]


def _is_free(move: Redirect, register: Register) -> bool:
    """Whether nothing else lies at an old address: a policy may let those lead on that lie among its own pages."""
    holder = register.holder(f"{move.address}index.html")
    own = holder is not None and holder.kind == "policy" and move.target.startswith(f"{holder.name}/")
    return (holder is None or own) and not unfit(move.address.strip("/"))


def _is_above(policy: Policy, moves: Iterable[str]) -> bool:
    return any(address.startswith(policy_address(policy)) for address in moves)


def _own_pages(policy: Policy, compare: Compare) -> Iterator[str]:
    yield policy_address(policy)
    yield history_address(policy)
    yield from (item.address for item in all_texts(policy))
    yield from (pair.address for pair in pairs(policy, compare))


def _moved_dates(policy: Policy, compare: Compare) -> Iterator[Redirect]:
    names = {name for revision in policy.revisions for name, _ in revision.texts} | {r.id for r in policy.revisions}
    moved = policy.moved_dates()
    for was, now in moved.items():
        yield Redirect(address=f"{policy.address}/{was}/", target=f"{policy.address}/{now}/")
    former: dict[str, list[str]] = {}  # the name of a text -> those that it had before
    for was, now in moved.items():
        former.setdefault(now, []).append(was)
    for pair in pairs(policy, compare) if moved else ():
        # What is a correction now was the revision before the next one, or behind the one before.
        olds = [
            pair.old.name,
            *(was for was, now in moved.items() if pair.old.name in (now, now.partition(".")[0], f"{now}.0")),
        ]
        for old, new in product(olds, [pair.new.name, *former.get(pair.new.name, ())]):
            if old != new and (old, new) != (pair.old.name, pair.new.name):
                yield Redirect(address=compare_address(policy, old, new), target=pair.address)
    for revision in policy.revisions:
        for (older, _), (newer, _) in combinations(revision.guessed, 2):
            address = compare_address(policy, older.isoformat(), newer.isoformat())
            yield Redirect(address=address, target=history_address(policy))
        given_way = [f"{revision.id}.{k}" for k in range(revision.given_way + 1) if revision.given_way]
        once = [f"{policy.address}/{name}/" for name in given_way if name not in names]
        once += [compare_address(policy, *two) for two in pairwise(given_way) if two[1] not in names]
        yield from (Redirect(address=address, target=f"{policy.address}/{revision.id}/") for address in once)
        if revision.taken_out and revision.taken_out not in names:
            yield from _taken_out(policy, revision, names, compare)


def _taken_out(policy: Policy, revision: Revision, names: Collection[str], compare: Compare) -> Iterator[Redirect]:
    """The addresses of a correction that is a revision now (rule 5), of the text before it, and of their redline."""
    was, _, number = revision.taken_out.partition(".")
    before = f"{was}.{int(number) - 1}"
    yield Redirect(address=f"{policy.address}/{revision.taken_out}/", target=f"{policy.address}/{revision.id}/")
    if before not in names:
        yield Redirect(address=f"{policy.address}/{before}/", target=f"{policy.address}/{was}/")
    known = {(pair.old.name, pair.new.name): pair.address for pair in pairs(policy, compare)}
    target = known.get((was, revision.id), history_address(policy))
    yield Redirect(address=compare_address(policy, before, revision.taken_out), target=target)


def _moved_pages(policy: Policy, former: str, compare: Compare) -> Iterator[Redirect]:
    """Every page that a former address can have had: of what was published before the newest text under it."""
    yield Redirect(address=f"{former}/", target=policy_address(policy))
    yield Redirect(address=f"{former}/history/", target=history_address(policy))
    for move in _moved_dates(policy, compare):
        yield Redirect(address=move.address.replace(policy.address, former, 1), target=move.target)
    last = max((r.order for r in policy.revisions if r.first.path.removesuffix(".md").endswith(former)), default=None)
    known = {r.id for r in policy.revisions if last is None or r.order <= last}
    for item in all_texts(policy):
        if item.revision.id in known:
            yield Redirect(address=f"{former}/{item.name}/", target=item.address)
    for pair in pairs(policy, compare):
        if {pair.old.revision.id, pair.new.revision.id} <= known:
            yield Redirect(address=pair.address.replace(policy.address, former, 1), target=pair.address)
