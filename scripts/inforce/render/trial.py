"""Whether pages and data can be made of a policy at all: of each alone, and of many without those that stand in the way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from inforce import containment
from inforce.problems import Problem, in_order
from inforce.record import destinations, redirects
from inforce.record import texts as record_texts
from inforce.record.load import Record
from inforce.record.model import Policy
from inforce.record.redlines import Redlines
from inforce.render import day_lookup
from inforce.render.context import Frame
from inforce.render.data import search_index
from inforce.render.data.files import Machines
from inforce.render.pages import history as pages_history
from inforce.render.pages import lists, text
from inforce.render.pages import redline as pages_redline
from inforce.settings import Settings

_Made = TypeVar("_Made")


def of_many(
    frame: Frame, among: Sequence[Policy], what: str, make: Callable[[Frame], _Made]
) -> tuple[_Made | None, Sequence[Problem]]:
    """What is made of policies, of which those `among` may stand in the way: without these, and with a Problem for each."""
    names = {policy.address for policy in among}
    others = [policy for policy in frame.record.policies if policy.address not in names]

    def made(policies: Sequence[Policy]) -> _Made:
        left = sorted([*others, *policies], key=lambda policy: policy.address)
        return make(frame if len(policies) == len(among) else _only(frame, left))

    return containment.of_many(made, among, lambda policy: policy.path, what)


def _only(frame: Frame, policies: Sequence[Policy]) -> Frame:
    """The same site with these policies alone."""
    return replace(frame, record=replace(frame.record, policies=tuple(policies)), pieces={})


def tried(
    known: Record, settings: Settings, today: date, redlines: Redlines, blobs: Callable[[Collection[str]], Mapping[str, bytes]],
    paths: Collection[str],
) -> Record:  # fmt: skip
    """The record with a Problem for each policy, of those at these paths, whose newest pages and data cannot be made."""
    links = destinations.of(known, {}, docs_dir=settings.docs_dir)
    frame = Frame(record=known, today=today, titles={}, links=links, compare=settings.compare, timezone=settings.timezone)
    policies = [policy for policy in known.policies if policy.path in paths]
    found = [fault for policy in policies for fault in _faults(_only(frame, [policy]), policy, redlines, blobs)]
    return replace(known, problems=in_order([*known.problems, *found])) if found else known


def _faults(
    frame: Frame, policy: Policy, redlines: Redlines, blobs: Callable[[Collection[str]], Mapping[str, bytes]]
) -> Iterator[Problem]:
    newest = [item for item in record_texts.all_texts(policy) if item.revision is policy.newest]
    pairs = [pair for pair in [record_texts.change_of(policy, policy.newest)] if pair]
    machines = Machines(frame=frame, compared=redlines.of)

    def redline() -> None:
        for pair in pairs:
            made = redlines.of(pair)
            pages_redline.redline(frame, pair, made)
            day_lookup.Sizes().add(pair, made)
            list(Machines.of_pair(pair, made))

    def pages() -> None:
        text.in_force(frame, policy)
        for item in newest:
            text.text(frame, item)
            text.downloads(frame, item, blobs(sorted(text.blobs_of(item))))
        lists.front(frame)

    def data() -> None:
        list(machines.of_policy(policy))
        list(machines.of_site())
        search_index.index(policy)
        redirects.redirects(frame.record, frame.compare)

    def history() -> None:
        sizes = {pair.new.name: day_lookup.size(redlines.of(pair)) for pair in pairs}
        pages_history.history(frame, policy, sizes)

    for what, make in (
        ("the redline of this text cannot be made", redline),
        ("the page of this text cannot be made", pages),
        ("the history of this policy cannot be made", history),
        ("the data of this policy cannot be made", data),
    ):
        fault = containment.contained(make, policy.path, what)
        if isinstance(fault, Problem):
            yield replace(fault, left_out=True)
