"""The pages that go through MkDocs, and their style and script: a record -> bodies, files, navigation entries."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from datetime import date
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents

from inforce import edit_links
from inforce.hosts import site_pages
from inforce.hosts.site_pages import src_uri
from inforce.i18n import words
from inforce.record import destinations
from inforce.record.destinations import Links
from inforce.record.load import Record
from inforce.record.model import Policy
from inforce.render.context import Frame
from inforce.settings import Settings
from inforce.text.headings import Heading


def toc(headings: Iterable[Heading]) -> TableOfContents:
    """A page's table of contents: all below the first heading, its title, since themes show what is below one of level 1."""
    roots: list[AnchorLink] = []
    open_ones: list[AnchorLink] = []
    for heading in headings:
        link = AnchorLink(escape(heading.title), heading.id, heading.level)
        while len(open_ones) > 1 and open_ones[-1].level >= heading.level:
            open_ones.pop()
        (open_ones[-1].children if open_ones else roots).append(link)
        open_ones.append(link)
    return TableOfContents(roots)


def _entries(nav: Any) -> Iterable[tuple[str, str]]:
    """The navigation's sources in order, each with the title that it, or the section that it begins, is given."""
    for item in nav or []:
        if isinstance(item, str):
            yield item, ""
            continue
        for title, value in item.items() if isinstance(item, dict) else ():
            if isinstance(value, str):
                yield value, title
            else:
                inner = list(_entries(value))
                yield from ((source, own or (title if k == 0 else "")) for k, (source, own) in enumerate(inner))


def frame(config: MkDocsConfig, settings: Settings, known: Record, today: date) -> Frame:
    """What the pages of this site share."""
    nav = list(_entries(config.nav))
    titles = {source.removesuffix("/index.md"): title for source, title in nav if title and "/index.md" in source}
    return Frame(
        record=known,
        today=today,
        titles={**titles, **settings.collections},
        links=links(config, settings, known, ()),
        words=words(str(config.theme.get("language") or config.theme.get("locale") or "en")),
        compare=settings.compare,
        order=[source.removesuffix(".md") for source, _ in nav],
        name=config.site_name,
        url=config.site_url or "",
        timezone=settings.timezone,
        credit=settings.credit,
        edit=edit_links.edit_address(config.repo_url or "", config.edit_uri or "", settings),
    )


def name_sections(nav: Navigation, names: Mapping[str, str]) -> None:
    """Give the sections of a navigation that MkDocs made from the folders the names of the collections that lie there."""
    waiting = list(nav.items)
    while waiting:
        item = waiting.pop()
        if isinstance(item, Section):
            waiting += item.children
            folders = {posixpath.dirname(page.file.src_uri) for page in item.children if isinstance(page, MkDocsPage)}
            item.title = next((names[folder] for folder in sorted(folders & names.keys())), item.title)


def add_assets(config: MkDocsConfig) -> None:
    """Have the theme load the style sheet and the scripts of policies' pages."""
    config.extra_css.insert(0, "assets/inforce/inforce.css")
    script = ExtraScriptValue("assets/inforce/inforce.js")
    script.type = "module"
    config.extra_javascript.append(script)


def with_way_on(html: str, template: str, config: MkDocsConfig, frame: Frame) -> str:
    """A static page of the theme: that for addresses which do not exist with a way on, unless the site has one of its own."""
    own = [Path(folder) for folder in config.theme.dirs if Path(folder) == Path(config.theme.custom_dir or "/nowhere")]
    if template != "404.html" or any((folder / template).is_file() for folder in own):
        return html
    home = urlsplit(config.site_url or "/").path  # as the theme's own links there: it may be shown at any address
    return site_pages.lost(html, home, frame, search=any(name.endswith("search") for name in config.plugins))


def place_histories(files: Files, policies: Iterable[Policy]) -> None:
    """Give the page of a history, which no navigation names, the section of its policy: themes then show where it belongs."""
    for policy in policies:
        text, told = (files.get_file_from_path(uri) for uri in (src_uri(policy.address), f"{policy.address}/history.md"))
        if text and text.page and told and told.page:
            told.page.parent = text.page.parent


def links(config: MkDocsConfig, settings: Settings, known: Record, files: Iterable[File]) -> Links:
    """Where links of policies lead beside these files of the site, none of which is ours."""
    own = {}
    for file in files:
        if not file.inclusion.is_excluded() and file.src_dir in (None, config.docs_dir):
            own[posixpath.join(settings.docs_dir, file.src_uri)] = unquote(file.url).removeprefix("./")
    return destinations.of(known, own, docs_dir=settings.docs_dir, root=urlsplit(config.site_url or "").path)
