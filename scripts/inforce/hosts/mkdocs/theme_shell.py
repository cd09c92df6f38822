"""The theme's page around a body, rendered once per depth of address and section of the navigation: what makes thousands of
pages cheap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape

import jinja2
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import StructureItem
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.nav import Link, Navigation, Section
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import TableOfContents

from inforce.hosts.mkdocs import stand_ins
from inforce.render import site_links
from inforce.render.context import ZONE, Frame, Page
from inforce.render.csp import with_policy

NAME = "inforce-shell.md"  # of the file that no page of a site has
_BODY = "<h1>inforce-body-here</h1>"
_TITLE = "inforce-title-here"
_DESCRIPTION = "inforce-description-here"
_HEAD = "<!--inforce-head-here-->"
_SKIP = "<!--inforce-skip-here-->"
# Where a link past the theme's own goes: Material has a place for one, which it fills anew as readers go from page to page.
_SKIPS = re.compile(r'<div data-md-component="skip">(?=\s*</div>)|<body\b[^>]*>')
# Material sets these at the end of the page, upon which browsers compute the style of every element anew (a tenth of a second
# on a phone for a long policy). Set before there is an element, they cost nothing and say the same.
_MARKS = (
    '<script>(r=>{r.classList.replace("no-js","js");r.classList.add("js-focus-visible");'
    'r.setAttribute("data-js-focus-visible","")})(document.documentElement)</script>'
)
_TABS = 8  # more top-level entries than fit a row of tabs are left to the home page
_LISTED = 40  # a section of more pages is not listed on each of thousands of pages

# How deep an address lies, and the entry at the top of the navigation whose section it belongs to; -1: none.
Place = tuple[int, int]


@dataclass(slots=True, kw_only=True)
class Shell:
    """Renders the theme's main.html around placeholders, so that its header, footer, style and overrides are the site's own.

    `policy` is what its documents may load and run, "" for anything; `rendered` are those without it.
    """

    env: jinja2.Environment
    config: MkDocsConfig
    files: Files
    nav: Navigation
    rendered: dict[Place, str] = field(default_factory=dict)
    policy: str = ""
    sections: Mapping[str, int] = field(init=False)  # the addresses of pages, with the place of their section

    def __post_init__(self) -> None:
        self.sections = {
            page.url: place
            for place, item in enumerate(self.nav.items)
            if isinstance(item, Section) and len(inside := _pages(item)) <= _LISTED
            for page in inside
        }

    def around(self, page: Page) -> str:
        """The whole document of a page."""
        place = self.place(page.address)
        self.prepare([place])
        around = self.rendered[place]
        html = (
            (with_policy(around, self.policy) if self.policy else around)
            .replace(_TITLE, escape(page.title))
            .replace(_DESCRIPTION, escape(page.description or page.title))
            .replace(_HEAD, page.head)
            .replace(_SKIP, page.skip)
            .replace(_BODY, page.html)
        )
        return html if self.config.use_directory_urls else site_links.with_files(html)

    def place(self, address: str) -> Place:
        """Where a page lies: its section is that of the page of its policy."""
        above, found = address, self.sections.get(address)
        while found is None and above:
            above = above[: above.rstrip("/").rfind("/") + 1]
            found = self.sections.get(above) if above else None
        return address.count("/"), -1 if found is None else found

    def prepare(self, places: Iterable[Place]) -> None:
        """Render what is not rendered yet."""
        for depth, section in sorted(set(places) - set(self.rendered)):
            self.rendered[depth, section] = self._render("inforce/" * depth, section)

    def _render(self, address: str, section: int) -> str:
        file = stand_ins.file(self.config, f"{address}{NAME}", "", InclusionLevel.NOT_IN_NAV)
        file.use_directory_urls, file.dest_uri = True, f"{address}index.html"
        page = self._read(MkDocsPage(_TITLE, file, self.config))
        nav = self._menu(section)
        context = get_context(nav, self.files, self.config, page)
        context = self.config.plugins.on_page_context(context, page=page, config=self.config, nav=nav)
        around = [item for item in nav.items if isinstance(item, Section)]
        for item in around:
            item.active = True
        html = self.env.get_template("main.html").render(context)
        for item in around:
            item.active = False
        html = self.config.plugins.on_post_page(html, page=page, config=self.config)
        html = with_skip(html, _SKIP)
        return html.replace("</head>", f'<meta name="robots" content="noindex">{_HEAD}</head>', 1)

    def _read(self, page: MkDocsPage) -> MkDocsPage:
        """The page after all events that any page goes through before its template: plugins keep what they need by page."""
        config, files, plugins = self.config, self.files, self.config.plugins
        page = plugins.on_pre_page(page, config=config, files=files)
        page.meta = {
            "title": _TITLE,
            "hide": ["toc", "path", "feedback"],
            "description": _DESCRIPTION,
            "search": {"exclude": True},
            "social": {"cards": False},  # a picture with the title of this page, for every other one
            "draft": True,  # in no feed of other plugins
        }
        page.markdown = plugins.on_page_markdown("", page=page, config=config, files=files)
        page.toc, page.present_anchor_ids = TableOfContents([]), set()
        page.content = plugins.on_page_content(_BODY, page=page, config=config, files=files)
        stand_ins.for_theme(page)
        page.canonical_url = page.edit_url = None
        return page

    def _menu(self, section: int) -> Navigation:
        """The top of the site's navigation as plain links, and the section in whole that the page belongs to."""
        items: list[StructureItem] = []
        for place, item in enumerate(self.nav.items):
            if place == section:
                items.append(item)
                continue
            first = item
            while first.children:
                first = first.children[0]
            url = getattr(first, "url", None)
            if url is not None:
                items.append(Link(item.title or "", url))
        nav = Navigation(items if len(items) <= _TABS else [], [])
        nav.homepage = self.nav.homepage
        return nav


def _pages(section: Section) -> list[MkDocsPage]:
    inside = [_pages(item) if isinstance(item, Section) else [item] for item in section.children]
    return [page for pages in inside for page in pages if isinstance(page, MkDocsPage)]


def with_skip(html: str, link: str) -> str:
    """A document of the theme that begins with a link past what comes before its matter; Material's own, if any, stays."""
    places = list(_SKIPS.finditer(html))
    return f"{html[: places[-1].end()]}{link}{html[places[-1].end() :]}" if link and places else html


def with_head(html: str, frame: Frame, head: str) -> str:
    """A document of the theme whose head also holds what our scripts ask for, and `head`."""
    html = html.replace(' tabindex=""', "")  # Material writes it where it means none; HTML wants a number
    zone = f'<meta name="{ZONE}" content="{escape(frame.timezone)}">'
    marks = _MARKS if ' class="no-js"' in html else ""
    return html.replace("</head>", f"{zone}{marks}{head}</head>", 1)
