"""What needs no MkDocs page, written into the site: revisions, redlines, redirects and data."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import as_completed
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from inforce import security, site
from inforce.history import Repository
from inforce.processes import processes
from inforce.redlines import Redlines
from inforce.register import Register
from inforce.render import comparisons, data, finding, search, texts
from inforce.render.frame import Frame, Page
from inforce.render.machines import Machines
from inforce.settings import Settings

from .log import log
from .shell import Shell

_WORTH_PROCESSES = 200  # redlines to write: for fewer, starting other processes takes longer than it saves
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
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        self.names.append(address)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """How many redlines were written, all files, the addresses of redlines that could not be proved, and the addresses at which
    a file of the operator's own stands in the way of ours."""

    redlines: int = 0
    names: Sequence[str] = ()
    unproved: Sequence[str] = ()
    taken: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Writes all of it for one build. `content` is the policy of what redirects may load and run, "" for none; `alone` keeps it
    in this process."""

    repository: Repository
    settings: Settings
    redlines: Redlines
    frame: Frame
    shell: Shell
    content: str
    alone: bool

    def into(self, disk: Disk) -> int:
        """Write everything into the site's folder, and report what is wrong; returns the number of redlines."""
        policies = self.frame.record.policies
        pairs = [site.pairs(policy, self.settings.compare) for policy in policies]
        self._make(pairs)
        machines = Machines(frame=self.frame, compared=self.redlines.of)
        largest_first = sorted(range(len(policies)), key=lambda k: -len(pairs[k]))
        with self._processes(disk, sum(map(len, pairs))) as run:
            done = run(largest_first)
            for policy in policies:
                self._data(disk, machines.of_policy(policy))
            self._rest(disk, machines)
            written = list(done)
        self._redirects(disk)
        disk.names += [name for each in written for name in each.names]
        for address in sorted({*disk.taken, *(address for each in written for address in each.taken)}):
            log.warning(f"{address} is a file of your own, so that ours is left out. Rename it.")
        for address in sorted(address for each in written for address in each.unproved):
            log.warning(f"{address}: the redline could not be proved; the two texts are shown in full.")
        return sum(each.redlines for each in written)

    def _make(self, pairs: Sequence[Sequence[site.Pair]]) -> None:
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
        """Write the texts and redlines of a policy."""
        policy = self.frame.record.policies[number]
        before = len(disk.names)
        self._texts(disk, site.all_texts(policy))
        sizes = finding.Sizes()
        pairs = site.pairs(policy, self.settings.compare)
        unproved = []
        for pair in pairs:
            redline = self.redlines.of(pair)
            unproved += [pair.address] if redline.fallback else []
            sizes.add(pair, redline)
            self._page(disk, comparisons.redline(self.frame, pair, redline))
            self._data(disk, Machines.of_pair(pair, redline))
        disk.put(f"{policy.address}/history/sizes.json", data.dump_small(sizes.data()))
        disk.put(f"{policy.address}/history/words.json", data.dump_small(search.index(policy)))
        names = tuple(disk.names[before:])
        del disk.names[before:]
        return Written(redlines=len(pairs), names=names, unproved=unproved, taken=tuple(disk.taken))

    def _rest(self, disk: Disk, machines: Machines) -> None:
        """What belongs to no single policy."""
        record = self.frame.record
        for name in sorted(site.image_names(record)):
            blob = name.partition(".")[0]
            disk.put(site.image_address(name), self.repository.blobs([blob])[blob])
        self._data(disk, machines.of_site())

    def _redirects(self, disk: Disk) -> None:
        """Let old addresses lead on, as far as nothing else lies there now: not even what a file system takes for the same that
        does not tell letters by their case."""
        taken: list[site.Redirect] = []
        for redirect in site.redirects(self.frame.record, self.settings.compare):
            html = comparisons.not_here(self.frame, redirect, index=self._index)
            address = f"{redirect.address}index.html"
            if disk.register.own(address):
                taken.append(redirect)
            elif not (disk.register.holder(address) and disk.has(address)):
                disk.put(address, security.with_policy(html, self.content) if self.content else html)
        for k, redirect in enumerate(taken):
            if not any(redirect.address.startswith(other.address) for other in taken[:k]):
                log.warning(
                    f"{redirect.address} was the address of a policy, and a file of your own lies there now, so that nothing "
                    f"leads on to {redirect.target}. Rename the file."
                )

    def _texts(self, disk: Disk, items: Sequence[site.Text]) -> None:
        """The page of each text of a policy, and what readers can take away of it."""
        blobs: Mapping[str, bytes] = self.repository.blobs(sorted(set().union(*map(texts.blobs_of, items))))
        for item in items:
            self._page(disk, texts.text(self.frame, item))
            for address, content in texts.downloads(self.frame, item, blobs, files=bool(self._index)).items():
                disk.put(address, content)

    @property
    def _index(self) -> str:
        """What a link to a page needs behind it: its file's name where the site is to be read from a disk."""
        return "" if self.shell.config.use_directory_urls else "index.html"

    def _page(self, disk: Disk, page: Page) -> None:
        disk.put(f"{page.address}index.html", self.shell.around(page))

    @staticmethod
    def _data(disk: Disk, made: Iterable[tuple[str, str]]) -> None:
        for address, text in made:
            disk.put(address, text)


_here: list[tuple[Writing, Disk]] = []  # in a process of the pool: what it writes with


def _begin(writing: Writing, disk: Disk) -> None:
    _here[:] = [(writing.apart(), disk)]


def _write(number: int) -> Written:
    writing, disk = _here[0]
    return writing.policy(disk, number)
