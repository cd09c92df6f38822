"""The MkDocs plugin: options in, pages and files out. Everything else is the core's."""

from __future__ import annotations

import os
import posixpath
import re
import time
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils.templates import TemplateContext

from inforce import cache as caches
from inforce import settings as options
from inforce.cache import Cache
from inforce.checks.rules.markdown import lost_markdown
from inforce.hosts import idle_options, known_faults, live_drafts, site_pages
from inforce.hosts.log import log
from inforce.hosts.mkdocs import (
    handed_keys,
    manifest_writer,
    markers,
    other_languages,
    pages,
    refusals,
    site_dialects,
    stand_ins,
    symbolic_links,
)
from inforce.hosts.mkdocs.build import Build
from inforce.hosts.mkdocs.csp_hashes import reloading
from inforce.hosts.mkdocs.moment import Moment
from inforce.hosts.mkdocs.option_types import InforceConfig
from inforce.hosts.mkdocs.serve_cache import Keeping
from inforce.hosts.mkdocs.theme_shell import NAME, Shell, with_head, with_skip
from inforce.hosts.output import Disk, Writing
from inforce.problems import Problem, UserError
from inforce.record import address_claims, reading, texts
from inforce.record.destinations import Links
from inforce.record.drafts import Desk
from inforce.record.redlines import Redlines
from inforce.record.workspace import Workspace
from inforce.render import site_links
from inforce.render.context import Frame
from inforce.settings import Settings
from inforce.source import clone_check
from inforce.source.repository import Repository, open_repository
from inforce.text.rendering import Render, rendering

log.through(get_plugin_logger("inforce").logger)  # by which it counts the warnings of a strict build
_IDS = re.compile(r'\sid="([^"]*)"')


class InforcePlugin(BasePlugin[InforceConfig]):
    """Adds the policies' pages to a MkDocs site."""

    def __init__(self) -> None:
        self._build: Build | None = None
        self._serving = False
        self._dirty = False
        self._cache: Cache | None = None  # while serving, what is read and made stays from one build to the next
        self._drafting: live_drafts.Drafting | None = None
        self._redlines: Redlines | None = None
        self._keeping = Keeping()
        self._frame: Frame | None = None
        self._moment = Moment()

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Remember whether the site is served."""
        self._serving = command == "serve"
        self._dirty = dirty

    @property
    def build(self) -> Build:
        """The build under way."""
        assert self._build, "MkDocs calls on_config first"
        return self._build

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the record, and report every fault in it."""
        if other_languages.is_built_again(config):
            return config
        started = time.monotonic()
        if not self._serving:  # what is left is of a build before in this process, for which MkDocs keeps plugins
            self._keeping, self._frame = Keeping(), None
            self._cache = self._redlines = self._drafting = None
        if not self._serving:
            self._moment.fix()
        folder = Path(config.config_file_path).absolute().parent if config.config_file_path else Path.cwd()
        try:
            repository = open_repository(folder)
            relative = os.path.relpath(folder, repository.root).replace(os.sep, "/")
            docs_dir, site_dir = (
                os.path.relpath(path, folder).replace(os.sep, "/") for path in (config.docs_dir, config.site_dir)
            )
            settings = options.of(
                dict(self.config), folder=relative, docs_dir=docs_dir, site_dir=site_dir, theme=config.theme.dirs
            )
            hidden = (pattern for spec in (config.exclude_docs, config.draft_docs) if spec for pattern in spec.patterns)
            settings = replace(settings, exclude_docs=tuple(str(getattr(pattern, "pattern", "")) for pattern in hidden))
            idle_options.idle(settings, folder)
            clone_check.refuse_tracked_cache(repository, folder)
            cache = self._cache or Cache(folder / caches.FILE)
            file = Path(config.config_file_path or folder / options.CONFIG_FILE)
            desk = self._desk(repository, settings, rendering(cache, site_dialects.of(file, settings)))
            known = desk.published()
            idle_options.nothing(settings, known, repository.root)
            fresh = known_faults.reader(settings, folder, repository, known.head)
            frame = pages.frame(config, settings, known, options.today(settings))
        except UserError as error:
            raise PluginError(f"inforce: {error}") from error
        if other := repository.instead_of(settings.branch):
            log.warning(
                f"there is no branch {settings.branch} here, so that {other} is published, which is checked out. "
                "Name the published branch in the option branch of the plugin inforce."
            )
        if known.unread:
            log.info(known.unread)
        for line in lost_markdown.told(known, settings, fresh):
            log.warning(line)
        refusals.pagefind(config)
        redlines = self._redlines or Redlines(cache)
        if self._serving:
            self._cache, self._redlines = cache, redlines
        self._build = Build(desk, repository, settings, known, cache, redlines, frame, {}, started, config, fresh, set())
        pages.add_assets(config)
        return config

    def _desk(self, repository: Repository, settings: Settings, render: Render) -> Desk:
        """What reads the record: while serving, it and the drafts on top of it again and again."""
        known = self._drafting.desk if self._drafting else None
        if known and known.settings == settings and known.repository.root == repository.root:
            page = f"{settings.docs_dir}/index.md".lstrip("/")
            if known.workspace.render.dialect(page) == render.dialect(page):
                return known
        desk = Desk(Workspace(repository, settings, render))
        self._drafting = live_drafts.Drafting(desk) if self._serving else None
        return desk

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """MkDocs is about to empty the folder of the site."""
        if self._serving and not self._dirty and not other_languages.is_built_again(config):
            self._keeping.put_aside(Path(config.site_dir))

    @event_priority(50)
    def _add_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Put a page for each policy, history and collection in the place of the policies' files."""
        build = self.build
        symbolic_links.leave_out(files, config, build.repository)
        for file in list(files):
            if file.abs_src_path and build.is_ours(file.abs_src_path):
                files.remove(file)
        for source in self._sources(files, config):
            file = stand_ins.page(config, source, build.repository.root)
            if other := build.register.own(file.dest_uri):
                here = source.page.address
                log.warning(f"{here} is a page of your own ({other}), so that a page of a policy is left out. Rename one.")
                continue
            if hidden := files.get_file_from_path(source.src_uri):
                files.remove(hidden)
            build.pages[source.src_uri] = source.page
            build.origins[source.src_uri] = source.origin
            if other_languages.is_built_again(config):
                file.dest_dir = str(other_languages.aside(config))
            files.append(file)
        for name, content in site_pages.assets(build.frame).items():
            files.append(stand_ins.file(config, f"assets/inforce/{name}", content))
        return files

    def _sources(self, files: Files, config: MkDocsConfig) -> list[site_pages.Source]:
        """The pages that go through MkDocs. A policy whose newest text has none is read again without that text."""
        build = self.build
        others = {file.src_uri: other_languages.placed(config, file) for file in files if not file.inclusion.is_excluded()}
        named = address_claims.own_files({f"{build.settings.docs_dir}/{name}": 0 for name in others}, build.settings)
        known = {owner.name: owner.path for owner in named} | {file: name for name, file in others.items()}
        for tries in count(1):
            for _ in build.redlines.ahead([texts.changes(policy) for policy in build.record.policies]):
                pass  # the history pages tell how large each change is
            build.frame = self._with_links(pages.links(config, build.settings, build.record, files))
            build.register = build.record.register.with_own(known)
            once = partial(self._keeping.once, build.frame)
            found = list(site_pages.sources(build.frame, build.register, build.redlines, once))
            faults = {source.path: source for source in found if isinstance(source, Problem)}
            if not faults:
                break
            build.record = build.desk.without(faults, every=tries >= reading.REFUSALS)
            build.frame = replace(build.frame, record=build.record)
        self._frame = build.frame
        build.tell_problems()
        return [source for source in found if isinstance(source, site_pages.Source)]

    def _with_links(self, links: Links) -> Frame:
        """What the pages of the site share, as it was written before if it is the same."""
        frame = replace(self.build.frame, links=links)
        return self._frame if self._frame == frame else frame

    @event_priority(-99)
    def _hide_files(self, files: Files, config: MkDocsConfig) -> Files:
        """mkdocs-static-i18n (-100) makes each file anew for a language; what lies in no docs_dir it would leave out."""
        self.build.hidden = [file for file in files if file.src_uri in self.build.pages or "assets/inforce/" in file.src_uri]
        for file in self.build.hidden:
            files.remove(file)
        return files

    @event_priority(-101)
    def _show_files(self, files: Files, config: MkDocsConfig) -> Files:
        for file in self.build.hidden:
            files.append(file)
        self.build.files = files
        return files

    on_files = CombinedEvent(_add_files, _hide_files, _show_files)

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        """Name the collections in the navigation, place the histories, and remember it for the pages that are written last."""
        self.build.nav = nav
        if not config.nav:
            pages.name_sections(nav, self.build.settings.collections)
        pages.place_histories(files, self.build.record.policies)
        return nav

    def on_page_content(self, html: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """The body of our pages; on a page written by hand, the list of policies where it asks for it."""
        ours = self.build.pages.get(page.file.src_uri)
        if ours is None:
            return self._own(html, page)
        page.toc = pages.toc(ours.headings)
        page.present_anchor_ids = set(_IDS.findall(ours.html))
        if ours.address == "":
            return self._place(page, "") + ours.html
        record = self.build.record
        listing = {texts.policy_address(p): p.address for p in record.policies}
        listing = {texts.collection_address(name): f"{name}/" for name in record.collections()} | listing
        return self._place(page, listing[ours.address]) + ours.html if ours.address in listing else ours.html

    def _own(self, html: str, page: MkDocsPage) -> str:
        """The body of a page written by hand, with what it asks for."""
        asked = markers.asked(self.build.frame, html, page.file.dest_uri, self.build.redlines)
        if asked.concerned is None:
            return asked.html
        self.build.heads[page.file.src_uri] = asked.head
        return self._place(page, asked.concerned) + asked.html

    def _place(self, page: MkDocsPage, concerned: str) -> str:
        """While serving: where drafts are named on a page; for `concerned`, see `drafting.Built.places`."""
        if not self._serving:
            return ""
        self.build.places[page.file.dest_uri] = concerned
        return live_drafts.PLACE

    @event_priority(100)
    def _before_search(self, context: TemplateContext, *, page: MkDocsPage, config: MkDocsConfig, nav: Navigation) -> None:
        """Take out of a page of ours, while it is indexed, what is no text: MkDocs' own search does not know our mark."""
        if page.file.src_uri in self.build.pages.keys() | self.build.heads.keys() and page.content:
            self.build.whole = page.content
            page.content = stand_ins.searched(page.content)

    @event_priority(-100)
    def _after_search(self, context: TemplateContext, *, page: MkDocsPage, config: MkDocsConfig, nav: Navigation) -> None:
        """Give the page back what was taken out."""
        if page.file.src_uri in self.build.pages.keys() | self.build.heads.keys() and page.content:
            page.content = self.build.whole

    on_page_context = CombinedEvent(_before_search, _after_search)

    def on_post_page(self, output: str, page: MkDocsPage, config: MkDocsConfig) -> str:
        """What the head of every page holds for policies, and of a policy's page besides."""
        ours = self.build.pages.get(page.file.src_uri)
        head = ours.head if ours else self.build.heads.get(page.file.src_uri, "")
        if "index.md" in self.build.pages.keys() | self.build.heads.keys():  # where all policies are listed
            head += site_pages.offer(self.build.frame, posixpath.dirname(page.file.dest_uri))
        html = with_head(with_skip(output, ours.skip) if ours else output, self.build.frame, head)
        lists = ours or page.file.src_uri in self.build.heads
        return site_links.with_files(html) if lists and not config.use_directory_urls else html

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """A way on from the theme's page for addresses that do not exist; one of the site's own stays as it is."""
        return pages.with_way_on(output_content, template_name, config, self.build.frame)

    def on_template_context(self, context: TemplateContext, *, template_name: str, config: MkDocsConfig) -> Any:
        """mkdocs-static-i18n writes a sitemap of its own, of the files that it made anew: ours belong there, too."""
        alternates = context.get("i18n_alternates")
        added: Any = {"i18n_alternates": {**alternates, "": self.build.listed}} if isinstance(alternates, dict) else {}
        return {**context, **added}

    def on_env(self, env: jinja2.Environment, config: MkDocsConfig, files: Files) -> jinja2.Environment:
        """Only texts in force and what was written by hand are in the search index and the sitemap."""
        build = self.build
        symbolic_links.guard(env, config, build.repository)
        build.env = env
        again = other_languages.is_built_again(config)
        in_force = {site_pages.src_uri(p.address) for p in build.record.policies if p.in_force(build.frame.today)}
        introduced = {f"{name}/index.md" for name in build.frame.collections() if build.frame.introduction(name)}
        listed, unlisted = stand_ins.listed(files, build.pages, () if again else in_force | introduced | {"index.md"})
        build.listed = build.listed if again else listed
        build.unlisted |= unlisted
        handed_keys.guard(env, files, build.pages, build.origins)
        return env

    @event_priority(50)
    def _write_files(self, config: MkDocsConfig) -> None:
        """Write what needs no MkDocs page: revisions, redlines, redirects and data."""
        build = self.build
        if other_languages.is_built_again(config):
            stand_ins.leave_search(config, build.files or (), build.unlisted)
            other_languages.lead_on(config, build.frame, build.settings, build.content)
            return
        assert build.env and build.nav is not None and build.files is not None
        shell = Shell(env=build.env, config=config, files=build.files, nav=build.nav)
        folder = Path(config.site_dir)
        others = frozenset(file.dest_uri for file in build.files)
        kept = self._keeping.take_back(folder, build.frame, shell, others) if self._serving else None
        build.content = build.secured(shell, folder, serving=self._serving)
        writing = Writing(
            repository=build.repository,
            settings=build.settings,
            redlines=build.redlines,
            frame=build.frame,
            around=shell.around,
            index="" if config.use_directory_urls else "index.html",
            content=build.content,
            alone=self._serving,  # with threads of its own, so that other processes cannot safely be forked from it
        )
        disk = Disk(folder, build.register)
        try:
            pairs = writing.into(disk) if kept is None else kept
        except UserError as error:
            raise PluginError(f"inforce: {error}") from error
        other_languages.lead_on(config, build.frame, build.settings, build.content)
        stand_ins.leave_search(config, build.files or (), build.unlisted)
        if self._serving:
            self._keeping.clear()
            if kept is None:
                self._keeping.keep(frame=build.frame, shell=shell, own=others, names=disk.names, redlines=pairs)
            build.shown = live_drafts.Built(
                folder=folder, shell=shell, frame=build.frame, redlines=build.redlines, places=build.places
            )
        else:
            build.cache.close()
            build.permanent = [*disk.names, *(f.dest_uri for f in build.files if f.src_uri in build.pages)]
        build.report(pairs)

    @event_priority(-200)
    def _write_manifest(self, config: MkDocsConfig) -> None:
        """What all plugins have written is there now."""
        if not self._serving and not other_languages.is_built_again(config):
            build = self.build
            others = [file for file in build.files or () if file.src_uri not in build.pages]
            manifest_writer.write(config, build.frame, build.permanent, others, build.settings.docs_dir)
            self._moment.forget()

    on_post_build = CombinedEvent(_write_files, _write_manifest)

    def on_serve(self, server: LiveReloadServer, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Show drafts, and make them again at every edit; build again when the published branch moves, or another page."""
        if not self._serving:
            return server
        repository, settings = self.build.repository, self.build.settings
        ours = live_drafts.watched(repository, settings) - server._watched_paths.keys()
        for path in sorted(ours):
            server.watch(path)

        def state() -> object:
            others = server._watched_paths.keys() - ours
            head = repository.published_revision(settings.branch)
            return head, options.today(self.build.settings), live_drafts.stamps(others, self.build.is_draft)

        reloading(server)
        server.builder = live_drafts.Rebuild(builder, state, self._show_drafts, state())
        self._show_drafts()
        return server

    def _show_drafts(self) -> None:
        assert self._drafting and self.build.shown, "the site was built before"
        settings = self.build.settings
        self._drafting.show(self.build.shown, options.noon(settings, options.today(settings)))

    def on_build_error(self, *, error: Exception) -> None:
        """Name a plugin that cannot work with our pages."""
        self._moment.forget()
        if self._build:
            refusals.plugin(error, self._build.config, {*self._build.pages, NAME})

    def on_shutdown(self) -> None:
        """What was kept while serving is written out."""
        self._keeping.clear()
        if self._cache:
            self._cache.close()
