"""What a site that is served shows besides: drafts, made again at every edit without building the site again."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from inforce.checks.rules.wording import empty_text
from inforce.containment import contained
from inforce.hosts.log import log
from inforce.problems import Problem, UserError
from inforce.record.drafts import Desk, Draft, Here
from inforce.record.redlines import Redlines
from inforce.render import site_links
from inforce.render.context import Frame, Page
from inforce.render.pages import drafts as pages
from inforce.settings import Settings
from inforce.source.repository import Repository

PLACE = "<!--inforce-drafts--><!--/inforce-drafts-->"  # in a published page: where the drafts that concern it are named
_PLACE = re.compile(r"(?<=<!--inforce-drafts-->).*?(?=<!--/inforce-drafts-->)", re.S)
_Made = tuple[object, Sequence[Page]]  # what the pages of a draft were made from, and these


class Around(Protocol):
    """The page around a body."""

    def around(self, page: Page) -> str:
        """The whole document of a page."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The site as it was built last: `places` are its files with a place for drafts, each with the address of the policy that
    it shows, that of the collection with a slash at its end where it lists one, "" where it lists all."""

    folder: Path
    shell: Around
    frame: Frame
    redlines: Redlines
    places: Mapping[str, str]


@dataclass(slots=True)
class Drafting:
    """Writes the pages of drafts into a site that is being served, and takes them out again."""

    desk: Desk
    _made: dict[str, _Made] = field(default_factory=dict)  # by the address of the policy
    _written: dict[Path, str] = field(default_factory=dict)
    _ledger: tuple[Problem, ...] = ()  # what was said of it last
    _built: Built | None = None

    def show(self, built: Built, now: datetime) -> None:
        """Bring the pages of drafts up to the files as they lie here. What is wrong is said, and never ends the serving."""
        if built is not self._built:
            self._built, self._made, self._written, self._ledger = built, {}, {}, ()
        try:
            here = _held(self.desk.here(now), self.desk, now)
        except UserError as error:
            log.error(f"drafts: {error}")
            return
        drafts = here.drafts
        frame = pages.with_links(built.frame, drafts)
        what = "the pages of this draft cannot be made"
        tried = {d.address: contained(partial(self._pages, frame, built, d), d.path, what) for d in drafts}
        made = {address: found for address, found in tried.items() if not isinstance(found, Problem)}
        for fault in (found for found in tried.values() if isinstance(found, Problem)):
            log.warning(str(fault))
        for draft in (draft for draft in drafts if draft.address in made):
            if self._made.get(draft.address, ((), ()))[0] != made[draft.address][0]:
                _say(built.frame, draft)
        for address in self._made.keys() - made.keys():
            log.info(f"{address}: the draft is gone")
        self._made = made
        self._write({built.folder / p.address / "index.html": p for _, all_of in made.values() for p in all_of})
        for name, data in (image for draft in drafts for image in draft.images):
            _image(built.folder, drafts, name, data)
        for problem in here.ledger if here.ledger != self._ledger else ():
            log.warning(str(problem))
        self._ledger = here.ledger
        self._notice(built, here)

    def _pages(self, frame: Frame, built: Built, draft: Draft) -> _Made:
        """A draft's own page and its redlines; those of an unchanged draft as they were."""
        pairs = pages.pairs(frame, draft)
        source = (
            draft.path,
            draft.version and draft.version.sha256,
            draft.problems,
            draft.nature,
            [name for name, _ in draft.images],
            frame.links,
        )
        known = self._made.get(draft.address)
        if known and known[0] == source:
            return known
        compared = [(pair, built.redlines.of(pair)) for pair in pairs]
        redlines = [pages.redline(frame, draft, pair, made) for pair, made in compared]
        return source, [pages.text(frame, draft, compared), *redlines]

    def _write(self, wanted: Mapping[Path, Page]) -> None:
        assert self._built, "the site was built before"
        for file in self._written.keys() - wanted.keys():
            shutil.rmtree(file.parent, ignore_errors=True)
            del self._written[file]
        for file, page in wanted.items():
            html = self._built.shell.around(page)
            if self._written.get(file) != html:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(html, "utf-8")
                self._written[file] = html

    def _notice(self, built: Built, here: Here) -> None:
        """Name the drafts at the top of the pages that they concern, and what is wrong with the ledger where all are listed."""
        for name, address in built.places.items():
            file = built.folder / name
            if not file.is_file():
                continue
            concern = [draft for draft in here.drafts if address in ("", draft.address, f"{draft.address.rpartition('/')[0]}/")]
            start = name.removesuffix("index.html")
            notice = pages.notice(built.frame, concern, here.ledger if address == "" else (), start)
            html = file.read_text("utf-8")
            now = _PLACE.sub(lambda _, notice=notice: notice, html)  # type: ignore[misc]
            if now != html:
                file.write_text(now, "utf-8")


@dataclass(slots=True)
class Rebuild:
    """What the server calls when a file has changed: builds the site where that concerns it, and shows the drafts."""

    build: Callable[[], None]
    state: Callable[[], object]
    show: Callable[[], None]
    known: object

    def __call__(self) -> None:
        """Build only where something else than a draft has changed."""
        now = self.state()
        if now != self.known:
            self.build()
            self.known = now
        self.show()


def watched(repository: Repository, settings: Settings) -> set[str]:
    """Where drafts are edited, and what says which commit is published."""
    own = [repository.git_folder / name for name in ("refs/heads", "packed-refs")]
    own += [repository.own_git_folder / "HEAD", *(repository.root / folder for folder in settings.folders)]
    return {str(path.absolute()) for path in own if path.exists() and path != repository.root}


def stamps(paths: Iterable[str], is_draft: Callable[[str], bool]) -> dict[str, tuple[int, int]]:
    """Every file at or below some paths with its time and size, but for those that can only make drafts."""
    found = {}
    for path in paths:
        below = (os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names)  # noqa: PTH118
        for file in below if Path(path).is_dir() else [path]:
            if file not in found and not is_draft(file):
                try:
                    known = Path(file).stat()
                except OSError:  # gone since it was listed
                    continue
                found[file] = (known.st_mtime_ns, known.st_size)
    return found


def _held(here: Here, desk: Desk, now: datetime) -> Here:
    """The drafts with what the check says of those without a text: the site would publish an empty page."""
    drafts = []
    for draft in here.drafts:
        lines = (desk.repository.root / draft.path).read_bytes().count(b"\n") + 1 if draft.version else 0
        said = empty_text.without_text(draft.version, desk.settings.checks, now.date(), lines) if draft.version else ()
        drafts.append(replace(draft, problems=(*draft.problems, *said)))
    return replace(here, drafts=tuple(drafts))


def _say(frame: Frame, draft: Draft) -> None:
    log.info(f"{draft.path}: a draft, at {frame.url}{pages.address(draft)}")
    for problem in draft.problems:
        log.warning(str(problem))


def _image(folder: Path, drafts: Sequence[Draft], name: str, data: bytes) -> None:
    """An image that no commit has, under the name by which the drafts show it."""
    for shown in {shown for d in drafts if d.version for shown in site_links.images(d.version.html)}:
        file = folder / site_links.image_address(shown)
        if shown.startswith(name) and not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
