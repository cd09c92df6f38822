"""What stands for our pages among MkDocs' files, so that other plugins find in them what they find in any."""

from __future__ import annotations

import sys
from collections.abc import Container, Iterable, Sequence
from html import escape
from pathlib import Path

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from selectolax.lexbor import LexborHTMLParser

from inforce.hosts.site_pages import Source
from inforce.source import theme_keys

_BOOST = 4  # by which a search prefers a text in force to a page about it
# Keys of plugins that show the last commit of a page.
_DAYS = ("git_revision_date", "git_creation_date", "revision_date")


def page(config: MkDocsConfig, source: Source, root: Path) -> File:
    """The file of a page. Its path is that of the policy that it tells of, whose last commit plugins may ask git for. What
    leaves out that path (`exclude_docs`) means the bare Markdown there, and not the page."""
    in_nav = source.in_nav and not (config.not_in_nav and config.not_in_nav.match_file(source.src_uri))
    inclusion = InclusionLevel.INCLUDED if in_nav else InclusionLevel.NOT_IN_NAV
    made = file(config, source.src_uri, _front_matter(source, config.theme.dirs), inclusion)
    made.dest_uri = f"{source.page.address}index.html"
    if source.origin and (root / source.origin).is_file():
        made.abs_src_path, made.generated_by, made.edit_uri = str(root / source.origin), None, None
    return made


def file(config: MkDocsConfig, src_uri: str, content: str | bytes, inclusion: InclusionLevel = InclusionLevel.INCLUDED) -> File:
    """A file that is made here. Many plugins take for granted that a file has a path, so that it gets one that is there."""
    made = File.generated(config, src_uri, content=content, inclusion=inclusion)
    made.abs_src_path = config.config_file_path or config.docs_dir
    made.alternates = {}  # type: ignore[attr-defined]  # in other languages, as mkdocs-static-i18n asks for them
    return made


def _front_matter(source: Source, theme: Sequence[str]) -> str:
    """A page's front matter, as themes are to have it: they write it into pages as it is. "draft" keeps what nobody looks for
    out of others' feeds, and is taken back before the theme sees it."""
    meta: dict[str, object] = {**theme_keys.usable(source.page.meta, theme), "title": source.page.title}
    if source.page.description:
        meta["description"] = source.page.description
    if source.src_uri.endswith("/history.md"):
        meta["hide"] = ["toc"]
    if not source.in_nav:
        meta["draft"] = True
    return f"---\n{yaml.safe_dump(_escaped(meta), width=sys.maxsize)}---\n"


def for_theme(page: MkDocsPage) -> None:
    """Take out of a page's front matter what is there for other plugins only, and days for which these read the clock, since
    git knows no file of the page."""
    if page.file.inclusion.is_not_in_nav():
        page.meta.pop("draft", None)
    for key in [key for key in page.meta if key.startswith(_DAYS) and page.file.generated_by]:
        del page.meta[key]


def listed(files: Iterable[File], ours: Container[str], shown: Container[str]) -> tuple[list[File], set[str]]:
    """Make our pages ready for the theme: those to be in the sitemap, by source path in `shown`, and the URLs of all others,
    which no search is to find either."""
    found, unlisted = [], set()
    for file in files:
        page = file.page
        if page is None or file.src_uri not in ours:
            continue
        for_theme(page)
        if file.src_uri in shown:
            found.append(file)
            page.meta["search"] = {"boost": _BOOST, **page.meta.get("search", {})}
            for name in ("abs_url", "canonical_url"):  # as it is for pages that go by their folder: it is permanent
                setattr(page, name, (getattr(page, name) or "").removesuffix("index.html") or None)
        else:
            unlisted.add(page.url)
            page.meta["search"] = {"exclude": True}
            page.abs_url = page.canonical_url = None
    return found, unlisted


def leave_search(config: MkDocsConfig, files: Iterable[File], unlisted: Container[str]) -> None:
    """MkDocs' own search, unlike Material's, knows no pages to leave out: take them from its index before it is written."""
    index = getattr(config.plugins.get("search"), "search_index", None)
    entries = getattr(index, "_entries", None)
    if index is not None and isinstance(entries, list):
        known = {file.page.url for file in files if file.page and file.page.url not in unlisted}
        index._entries = [e for e in entries if e["location"].partition("#")[0] in known]


def searched(html: str) -> str:
    """A body without what is marked as no text of it: MkDocs' own search does not know our mark."""
    tree = LexborHTMLParser(f"<body>{html}")
    for element in tree.css("[data-search-exclude]"):
        element.decompose()
    return (tree.body.inner_html or "") if tree.body else html


def _escaped(value: object) -> object:
    """What a policy hands on to the theme, which writes it into pages as it is."""
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, list):
        return [_escaped(item) for item in value]
    return {escape(str(key)): _escaped(item) for key, item in value.items()} if isinstance(value, dict) else value
