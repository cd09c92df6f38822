"""What needs no MkDocs page, written into the site: revisions, redlines, redirects and data."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import Files

from inforce import security, site
from inforce.history import Repository
from inforce.policy import Policy
from inforce.redlines import Redlines
from inforce.render import comparisons, data, finding, search, texts
from inforce.render.frame import Frame, Page
from inforce.render.machines import Machines
from inforce.settings import Settings

from .shell import Shell

log = get_plugin_logger("inforce")


class Disk:
    """Writes files below a folder; asks for each folder once, since there are thousands of files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._there: set[str] = set()

    def put(self, address: str, content: str | bytes) -> None:
        """Write a file, and its folder."""
        path = self._folder / address
        if (parent := address.rpartition("/")[0]) not in self._there:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._there.add(parent)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Writes all of it for one build. `content` is the policy of what redirects may load and run, "" for none; `own` are the
    site's other files, whose addresses stay theirs."""

    repository: Repository
    settings: Settings
    redlines: Redlines
    frame: Frame
    shell: Shell
    own: Files
    content: str

    def into(self, folder: Path) -> int:
        """Write everything into the site's folder; returns the number of redlines."""
        frame = self.frame
        policies = frame.record.policies
        machines = Machines(frame=frame, compared=lambda pair: self.redlines.between(pair.old.version, pair.new.version))
        made = self.redlines.ahead([site.pairs(policy, self.settings.compare) for policy in policies])
        count, reported = 0, time.monotonic()
        disk = Disk(folder)
        for k, (policy, group) in enumerate(zip(policies, made, strict=True)):
            self._policy(disk, machines, policy, group)
            count += len(group)
            if time.monotonic() - reported > 5:
                reported = time.monotonic()
                log.info(f"{count} redlines written, policy {k + 1} of {len(policies)}")
        self._rest(disk, machines)
        return count

    def _policy(self, disk: Disk, machines: Machines, policy: Policy, group: Sequence[site.Pair]) -> None:
        """The texts and redlines of a policy, and what programs read of them."""
        self._data(disk, machines.of_policy(policy))
        self._texts(disk, site.all_texts(policy))
        sizes = finding.Sizes()
        for pair in group:
            redline = self.redlines.of(pair)
            sizes.add(pair, redline)
            self._page(disk, comparisons.redline(self.frame, pair, redline))
            self._data(disk, machines.of_pair(pair, redline))
        disk.put(f"{policy.address}/history/sizes.json", data.dump_small(sizes.data()))
        disk.put(f"{policy.address}/history/words.json", data.dump_small(search.index(policy)))

    def _rest(self, disk: Disk, machines: Machines) -> None:
        """What belongs to no single policy."""
        record = self.frame.record
        for name in sorted(site.image_names(record)):
            blob = name.partition(".")[0]
            disk.put(site.image_address(name), self.repository.blobs([blob])[blob])
        for redirect in site.redirects(record, self.settings.compare):
            html = comparisons.not_here(self.frame, redirect)
            secured = security.with_policy(html, self.content) if self.content else html
            disk.put(f"{redirect.address}index.html", secured)
        self._data(disk, machines.of_site())

    def _texts(self, disk: Disk, items: Sequence[site.Text]) -> None:
        """The page of each text of a policy, and what readers can take away of it."""
        blobs: Mapping[str, bytes] = self.repository.blobs(sorted(set().union(*map(texts.blobs_of, items))))
        for item in items:
            self._page(disk, texts.text(self.frame, item))
            for address, content in texts.downloads(self.frame, item, blobs).items():
                disk.put(address, content)

    def _page(self, disk: Disk, page: Page) -> None:
        disk.put(f"{page.address}index.html", self.shell.around(page))

    def _data(self, disk: Disk, made: Iterable[tuple[str, str]]) -> None:
        """Write files for machines, except where a file of the operator's own has that address."""
        for address, text in made:
            if self.own.get_file_from_path(address):
                log.warning(f"{address} is a file of your own, so that ours is left out. Rename it.")
            else:
                disk.put(address, text)
