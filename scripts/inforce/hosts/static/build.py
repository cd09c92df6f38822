"""Builds a whole site without a generator: the record -> pages, data and a manifest -> the folder of the site."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

from inforce import edit_links
from inforce.cache import Cache
from inforce.checks.rules.markdown import lost_markdown
from inforce.hosts import idle_options, known_faults, live_drafts, packages, site_pages
from inforce.hosts.live_drafts import Built
from inforce.hosts.log import log
from inforce.hosts.output import Writing
from inforce.hosts.site_pages import Source
from inforce.hosts.static import looks, own_shell, publishing, search
from inforce.hosts.static.looks import Looks
from inforce.hosts.static.shell import Shell, own_page
from inforce.i18n import words
from inforce.problems import Problem, UserError
from inforce.record import destinations, reading
from inforce.record.address_register import Register, file_of
from inforce.record.drafts import Desk
from inforce.record.load import Record
from inforce.record.redlines import Redlines
from inforce.record.workspace import Workspace
from inforce.render import csp
from inforce.render.context import DOCUMENT_STYLE, Frame, Page, asset
from inforce.render.csp import Inline
from inforce.render.data import manifest
from inforce.render.data.manifest import Manifest
from inforce.render.pages.redline import MOVED
from inforce.settings import Settings
from inforce.source.front_matter import decode


@dataclass(frozen=True, slots=True, kw_only=True)
class Building:
    """What a build is given: the policies, what the operator wrote (`config_file`), the folder of the site, and in which second
    it begins."""

    desk: Desk
    cache: Cache
    config_file: Path
    config: Mapping[str, object]
    out: Path
    began: int

    @property
    def workspace(self) -> Workspace:
        """What reads the policies."""
        return self.desk.workspace

    @property
    def settings(self) -> Settings:
        """The options of the site."""
        return self.workspace.settings

    @property
    def folder(self) -> Path:
        """The folder that the configuration speaks of."""
        return self.config_file.parent


@dataclass(slots=True)
class _Made:
    """What is known of a site before its files are written."""

    record: Record
    frame: Frame
    own: Mapping[str, str]  # files of others in the folder of the site
    register: Register
    sources: list[Source] = field(default_factory=list)


def build(given: Building, today: date, *, serving: bool = False) -> Built:
    """Build the site; while `serving`, with places for drafts. What is wrong with policies is said in the log. Raises UserError
    where no site can be built."""
    started = time.monotonic()
    settings, repository = given.settings, given.workspace.repository
    idle_options.idle(settings, given.folder)
    seen = looks.read(given.config, given.folder)
    record = given.desk.published()
    idle_options.nothing(settings, record, repository.root)
    if other := repository.instead_of(settings.branch):
        log.warning(f"there is no branch {settings.branch} here, so that {other} is published. Write: branch: {other}")
    before = publishing.before(given.out)
    redlines = Redlines(given.cache)
    frame = _frame(given, seen, record, today)
    own = {name: name for name in before.others}
    made = _Made(record=record, frame=frame, own=own, register=record.register.with_own(own))
    _read(made, given.desk, redlines)
    _tell(given, made)
    shell = _shell(given, seen, made)
    with publishing.staged(given.out) as folder:
        disk = publishing.Stage(folder, given.out, made.register)
        writing = Writing(
            repository=repository,
            settings=settings,
            redlines=redlines,
            frame=made.frame,
            around=shell.around,
            index="",
            content=shell.policy,
            alone=False,
        )
        pairs = writing.into(disk)
        places = _places(made) if serving else {}
        for page in (source.page for source in made.sources):
            file = file_of(page.address)
            disk.put(file, shell.around(replace(page, html=live_drafts.PLACE + page.html) if file in places else page))
        permanent = tuple(disk.names)
        _rest(given, seen, made, shell, disk)
        if not serving:
            given.cache.close()
        _manifest(given, made, folder, permanent)
        changed = publishing.publish(folder, given.out, before.others, before.ours)
    policies, took = made.record.policies, time.monotonic() - started
    log.info(
        f"policies {len(policies)}, revisions {sum(len(policy.revisions) for policy in policies)}, redlines {pairs}, "
        f"problems {len(made.record.problems)}, {took:.1f} seconds{'' if changed else ', nothing changed'}"
    )
    return Built(folder=given.out, shell=shell, frame=made.frame, redlines=redlines, places=places)


def _places(made: _Made) -> Mapping[str, str]:
    """The files that name drafts, as `Built.places` has them: lists, and the texts in force."""
    policies = {f"{policy.address}/": policy.address for policy in made.record.policies}
    addresses = [source.page.address for source in made.sources if not source.src_uri.endswith("/history.md")]
    return {file_of(address): policies.get(address, address) for address in addresses}


def _frame(given: Building, seen: Looks, record: Record, today: date) -> Frame:
    settings = given.settings
    repo_url, edit_uri = (str(given.config.get(name) or "") for name in ("repo_url", "edit_uri"))
    return Frame(
        record=record,
        today=today,
        titles=settings.collections,
        links=destinations.of(record, {}, docs_dir=settings.docs_dir, root=urlsplit(seen.url).path or "/"),
        words=words(seen.language),
        compare=settings.compare,
        name=seen.name,
        url=seen.url,
        timezone=settings.timezone,
        credit=settings.credit,
        edit=edit_links.edit_address(repo_url, edit_uri, settings),
    )


def _read(made: _Made, desk: Desk, redlines: Redlines) -> None:
    """Make the pages of all lists and texts in force. A policy whose newest text has none is read again without that text."""
    root = made.frame.links.root
    for tries in count(1):
        found = list(site_pages.sources(made.frame, made.register, redlines))
        faults = {source.path: source for source in found if isinstance(source, Problem)}
        if not faults:
            made.sources = [source for source in found if isinstance(source, Source)]
            return
        made.record = desk.without(faults, every=tries >= reading.REFUSALS)
        links = destinations.of(made.record, {}, docs_dir=made.frame.links.docs_dir, root=root)
        made.frame = replace(made.frame, record=made.record, links=links)
        made.register = made.record.register.with_own(made.own)


def _tell(given: Building, made: _Made) -> None:
    """Say what is wrong with the record."""
    repository, record = given.workspace.repository, made.record
    fresh = known_faults.reader(given.settings, given.folder, repository, record.head)
    if record.unread:
        log.info(record.unread)
    for line in lost_markdown.told(record, given.settings, fresh):
        log.warning(line)
    problems = destinations.problems(record, made.frame.links, repository.tree(record.head), made.frame.today)
    for problem in known_faults.unknown(problems, fresh):
        log.warning(str(problem))


def _shell(given: Building, seen: Looks, made: _Made) -> Shell:
    """The page around all bodies, which says of itself what it may load and run."""
    frame = made.frame
    if seen.shell:
        file = given.folder / seen.shell
        at = file.resolve().parent.relative_to(given.out.resolve()).as_posix() if _is_in(file, given.out) else "."
        html = own_page(decode(file.read_bytes(), seen.shell)[0], seen.shell, "" if at == "." else at)
    else:
        html = own_page(own_shell.html(frame, seen), "shell.html")
    in_force = {f"{policy.address}/" for policy in frame.record.policies if policy.in_force(frame.today)}
    lists = {source.page.address for source in made.sources if source.in_nav}
    listed = frozenset(lists & (in_force | {"", *(f"{name}/" for name in frame.collections() if frame.introduction(name))}))
    styles = ("inforce.css", own_shell.FOREIGN if seen.shell else own_shell.STYLE)
    scripts = ("inforce.js",) if seen.shell else (own_shell.SCRIPT, "inforce.js")
    shell = Shell(html=html, frame=frame, listed=listed, searched=frozenset(in_force & listed), scripts=scripts, styles=styles)
    return replace(shell, policy=_policy(shell, seen, given.settings))


def _is_in(file: Path, folder: Path) -> bool:
    return file.resolve().is_relative_to(folder.resolve())


def _policy(shell: Shell, seen: Looks, settings: Settings) -> str:
    """What pages may load and run: what the shell does, and nothing else."""
    if settings.security_policy == "none":
        return ""
    found = csp.inline(shell.around(Page(address="", title="", html="")), seen.url)
    for address in sorted(found.hosts):
        log.info(f"security_policy: {address} is on another host and will not be loaded. Put a copy into the site.")
    for attribute in sorted(found.attributes):
        log.info(f"security_policy: {attribute[:80]} has no effect. Use a class and a style sheet, or a script file.")
    also = csp.inline(f"<style>{asset(DOCUMENT_STYLE)}</style>") | csp.inline(f"<script>{asset(MOVED)}</script>")
    return csp.policy(found | also | Inline(scripts=frozenset({search.RUNS} if search.is_there() else ())))


def _rest(given: Building, seen: Looks, made: _Made, shell: Shell, disk: publishing.Stage) -> None:
    """What a generator would bring: style and script, a page for addresses that do not exist, the sitemap, headers."""
    frame, settings = made.frame, given.settings
    for name, content in {**site_pages.assets(frame), **own_shell.assets(seen, given.folder)}.items():
        disk.put(f"assets/inforce/{name}", content)
    if not disk.register.own("404.html"):
        disk.put("404.html", own_shell.lost(shell, frame))
    if search.is_there():
        disk.put(file_of(search.ADDRESS), shell.around(search.page(frame)))
        texts = [source.page for source in made.sources if source.page.address in shell.searched]
        for address, data in search.files((page.address, shell.around(page)) for page in texts):
            disk.put(address, data)
    if frame.url and not disk.register.own("sitemap.xml"):
        lines = "".join(f"<url><loc>{frame.url}{address}</loc></url>\n" for address in sorted(shell.listed))
        head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        disk.put("sitemap.xml", f"{head}{lines}</urlset>\n")
    if settings.security_policy != "none":
        for name, text in csp.headers(shell.policy if settings.security_policy == "all" else "").items():
            if not disk.register.own(name):
                disk.put(name, text)


def _manifest(given: Building, made: _Made, folder: Path, permanent: tuple[str, ...]) -> None:
    """The manifest of what lies in a folder; that of before stays where it says the same of the same."""
    new = Manifest(
        commit=made.record.head,
        as_of=made.frame.today.isoformat(),
        built=datetime.fromtimestamp(given.began, UTC),
        generator=publishing.GENERATOR,
        versions={name: manifest.version_of(name) for name in packages.with_required(["inforce", *search.PACKAGES])},
        files=manifest.entries(folder, made.record, permanent, {}),
    )
    try:
        old = manifest.read(given.out / manifest.FILE)
    except UserError:
        old = new
    content = manifest.dump(replace(new, built=old.built) if old == replace(new, built=old.built) else new)
    (folder / manifest.FILE).write_bytes(content)
