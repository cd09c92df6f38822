"""What needs no MkDocs page, written into the site: revisions, redlines, redirects and data."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import as_completed
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from inforce.containment import contained
from inforce.hosts.log import log
from inforce.problems import Problem, in_order
from inforce.processes import processes
from inforce.record import redirects
from inforce.record import texts as record_texts
from inforce.record.address_register import Register, file_of
from inforce.record.model import Policy
from inforce.record.redlines import Redlines
from inforce.render import csp, day_lookup, site_links, trial
from inforce.render.context import Frame, Page
from inforce.render.data import records, schemas, search_index
from inforce.render.data.files import Machines
from inforce.render.pages import redline as pages_redline
from inforce.render.pages import text
from inforce.settings import Settings
from inforce.source.repository import Repository

_WORTH_PROCESSES = 200  # redlines to write: for fewer, starting other processes takes longer than it saves
_REPORT = "Report it with the two texts to those who keep Inforce."
_Run = Callable[[Sequence[int]], Iterable["Written"]]  # writes policies by their numbers in the record


class Disk:
    """Writes files below a folder, as far as none of the operator's own lies there; asks for each folder once, since there are
    thousands of files."""

    def __init__(self, folder: Path, register: Register) -> None:
        self._folder = folder
        self.register = register
        self.taken: list[str] = []  # what lies in the way and no commit has: of the others the record tells
        self._there: set[str] = set()
        self.names: list[str] = []  # what this process has written

    def has(self, address: str) -> bool:
        """Whether a file is there."""
        return (self._folder / address).exists()

    def put(self, address: str, content: str | bytes) -> None:
        """Write a file, and its folder."""
        holder = self.register.holder(address)
        if holder and holder.kind == "own":
            self.taken += [address] if holder.since is None else []
            return
        path = self._folder / address
        if (parent := address.rpartition("/")[0]) not in self._there:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._there.add(parent)
        self.store(path, address, content.encode("utf-8") if isinstance(content, str) else content)
        self.names.append(address)

    def store(self, path: Path, address: str, content: bytes) -> None:
        """Write a file whose folder is there."""
        path.write_bytes(content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """How many redlines were written, all files, what is wrong with those that could not be proved or made, and the addresses
    at which a file of the operator's own stands in the way of ours."""

    redlines: int = 0
    names: Sequence[str] = ()
    faults: Sequence[Problem] = ()
    taken: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Writes all of it for one build. `around` makes the whole document of a page; `index` is what a link to a page needs
    behind it, its file's name where the site is to be read from a disk; `content` is the policy of what redirects may load and
    run, "" for none; `alone` keeps it in this process."""

    repository: Repository
    settings: Settings
    redlines: Redlines
    frame: Frame
    around: Callable[[Page], str]
    index: str
    content: str
    alone: bool

    def into(self, disk: Disk) -> int:
        """Write everything into the site's folder, and report what is wrong; returns the number of redlines."""
        policies = self.frame.record.policies
        pairs = [record_texts.pairs(policy, self.settings.compare) for policy in policies]
        self._make(pairs)
        machines = Machines(frame=self.frame, compared=self.redlines.of)
        largest_first = sorted(range(len(policies)), key=lambda k: -len(pairs[k]))
        with self._processes(disk, sum(map(len, pairs))) as run:
            done = run(largest_first)
            faults = [fault for policy in policies for fault in self._data_of(disk, machines, policy)]
            faults += self._rest(disk, machines)
            written = list(done)
        faults += self._redirects(disk)
        disk.names += [name for each in written for name in each.names]
        for address in sorted({*disk.taken, *(address for each in written for address in each.taken)}):
            log.warning(f"{address} is a file of your own, so that ours is left out. Rename it.")
        for fault in in_order([*faults, *(fault for each in written for fault in each.faults)]):
            log.warning(str(fault))
        return sum(each.redlines for each in written)

    def _make(self, pairs: Sequence[Sequence[record_texts.Pair]]) -> None:
        """Make the redlines that are not kept from earlier builds."""
        made, reported = 0, time.monotonic()
        for group in self.redlines.ahead(pairs):
            made += len(group)
            if time.monotonic() - reported > 5:
                reported = time.monotonic()
                log.info(f"{made} of {sum(map(len, pairs))} redlines made")

    @contextmanager
    def _processes(self, disk: Disk, redlines: int) -> Iterator[_Run]:
        """What writes the policies of these numbers: other processes where it is worth it and they can be forked, since what
        they write from, the whole record, would be long to hand over."""
        if self.alone or redlines < _WORTH_PROCESSES or os.cpu_count() == 1 or sys.platform != "linux":
            yield lambda numbers: (self.policy(disk, k) for k in numbers)
            return
        with processes(_begin, self, disk, fork=True) as pool:

            def run(numbers: Sequence[int]) -> Iterator[Written]:
                under_way = [pool.submit(_write, number) for number in numbers]
                return (done.result() for done in as_completed(under_way))

            yield run

    def apart(self) -> Writing:
        """The same for another process."""
        return replace(self, redlines=self.redlines.apart())

    def policy(self, disk: Disk, number: int) -> Written:
        """Write the texts and redlines of a policy, as far as they can be made."""
        policy = self.frame.record.policies[number]
        before = len(disk.names)
        faults: list[Problem] = []

        def put(address: str, make: Callable[[], Iterable[tuple[str, str | bytes]]]) -> None:
            made = contained(lambda: _as_bytes(make()), policy.path, f"{address} cannot be made, and is left out")
            if isinstance(made, Problem):
                faults.append(made)
            else:
                self._data(disk, made)

        texts = record_texts.all_texts(policy)
        blobs = self.repository.blobs(sorted(set[str]().union(*map(text.blobs_of, texts))))  # git is asked once, not for each
        for item in texts:
            put(item.address, partial(self._text, item, blobs))
        sizes = day_lookup.Sizes()
        pairs = record_texts.pairs(policy, self.settings.compare)
        for pair in pairs:
            put(pair.address, partial(self._redline, pair, sizes, faults))
        history = record_texts.history_address(policy)
        put(f"{history}sizes.json", lambda: [(f"{history}sizes.json", records.dump_small(sizes.data()))])
        put(f"{history}words.json", lambda: [(f"{history}words.json", records.dump_small(search_index.index(policy)))])
        names = tuple(disk.names[before:])
        del disk.names[before:]
        return Written(redlines=len(pairs), names=names, faults=faults, taken=tuple(disk.taken))

    def _redline(self, pair: record_texts.Pair, sizes: day_lookup.Sizes, faults: list[Problem]) -> Iterator[tuple[str, str]]:
        redline = self.redlines.of(pair)
        page = pages_redline.redline(self.frame, pair, redline)
        yield self._page(page)
        yield from Machines.of_pair(pair, redline)
        sizes.add(pair, redline)
        if redline.fallback:
            message = (
                f"the redline {pair.address} could not be proved, so that the two texts are shown in full ({redline.fallback})."
            )
            faults.append(Problem(path=pair.new.policy.path, message=message, mend=_REPORT))

    def _data_of(self, disk: Disk, machines: Machines, policy: Policy) -> Iterator[Problem]:
        """Write the data of a policy, or say that they cannot be made."""
        what = f"the data and the feed of {policy.address}/ cannot be made, and are left out"
        made = contained(lambda: _as_bytes(machines.of_policy(policy)), policy.path, what)
        if isinstance(made, Problem):
            yield made
        else:
            self._data(disk, made)

    def _rest(self, disk: Disk, machines: Machines) -> Sequence[Problem]:
        """What belongs to no single policy."""
        record = self.frame.record
        for name in sorted(site_links.image_names(record)):
            blob = name.partition(".")[0]
            disk.put(site_links.image_address(name), self.repository.blobs([blob])[blob])
        self._data(disk, _as_bytes(schemas.of_site(self.settings)))
        what = "the data of the site can only be made without this policy"
        made, faults = trial.of_many(
            self.frame, record.policies, what, lambda frame: _as_bytes(replace(machines, frame=frame).of_site())
        )
        self._data(disk, made or ())
        return faults

    def _redirects(self, disk: Disk) -> Sequence[Problem]:
        """Let old addresses lead on, as far as nothing else lies there now: not even what a file system takes for the same that
        does not tell letters by their case."""
        taken: list[redirects.Redirect] = []
        what = "old addresses can only lead on without this policy"
        found, faults = trial.of_many(
            self.frame, self.frame.record.policies, what, lambda frame: redirects.redirects(frame.record, frame.compare)
        )
        for redirect in [*(found or ()), *self._files_before(disk)]:
            html = pages_redline.not_here(self.frame, redirect, index=self.index)
            address = file_of(redirect.address)
            if disk.register.own(address):
                taken.append(redirect)
            elif not (disk.register.holder(address) and disk.has(address)):
                disk.put(address, csp.with_policy(html, self.content) if self.content else html)
        for k, redirect in enumerate(taken):
            if not any(redirect.address.startswith(other.address) for other in taken[:k]):
                log.warning(
                    f"{redirect.address} was the address of a policy, and a file of your own lies there now, so that nothing "
                    f"leads on to {redirect.target}. Rename the file."
                )
        return faults

    def _files_before(self, disk: Disk) -> Iterator[redirects.Redirect]:
        """Where the policies among a site's pages were before it had the plugin, if its pages are no folders."""
        for policy in self.frame.record.policies if self.index else ():
            address = f"{self.settings.address(policy.path)}.html"
            if policy.path.startswith(f"{self.settings.docs_dir}/") and not disk.register.own(address):
                yield redirects.Redirect(address=address, target=record_texts.policy_address(policy))

    def _text(self, item: record_texts.Text, blobs: Mapping[str, bytes]) -> Iterator[tuple[str, str | bytes]]:
        """The page of a text, and what readers can take away of it."""
        yield self._page(text.text(self.frame, item))
        yield from text.downloads(self.frame, item, blobs, files=bool(self.index)).items()

    def _page(self, page: Page) -> tuple[str, str]:
        return f"{page.address}index.html", self.around(page)

    @staticmethod
    def _data(disk: Disk, made: Iterable[tuple[str, bytes]]) -> None:
        for address, content in made:
            disk.put(address, content)


def _as_bytes(made: Iterable[tuple[str, str | bytes]]) -> list[tuple[str, bytes]]:
    """Contents as they are written, by their addresses. A byte of a former path that is not UTF-8 is written as \\udcff."""
    return [(at, what.encode("utf-8", "backslashreplace") if isinstance(what, str) else what) for at, what in made]


_here: list[tuple[Writing, Disk]] = []  # in a process of the pool: what it writes with


def _begin(writing: Writing, disk: Disk) -> None:
    _here[:] = [(writing.apart(), disk)]


def _write(number: int) -> Written:
    writing, disk = _here[0]
    return writing.policy(disk, number)
