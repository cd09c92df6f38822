"""The pages that go through MkDocs, and their style and script: a record -> bodies, files, navigation entries."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from html import escape
from importlib.resources import files as resources
from typing import Any
from urllib.parse import unquote, urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents

from inforce import edit_links
from inforce.containment import contained
from inforce.hosts.mkdocs.serve_cache import Keeping
from inforce.hosts.mkdocs.stand_ins import Source
from inforce.i18n import words
from inforce.problems import Problem
from inforce.record import destinations
from inforce.record import texts as record_texts
from inforce.record.address_register import Register
from inforce.record.destinations import PAGES, Links
from inforce.record.load import Record
from inforce.record.model import Policy
from inforce.record.redlines import Redlines
from inforce.render import day_lookup, trial
from inforce.render.context import Frame, Page, environment
from inforce.render.pages import history as pages_history
from inforce.render.pages import lists
from inforce.render.pages import text as pages_text
from inforce.settings import Settings
from inforce.text.headings import Heading


def sources(frame: Frame, register: Register, redlines: Redlines, keeping: Keeping) -> Iterator[Source | Problem]:
    """A page for each policy, history and collection, and for the home page, where the operator has none of his own; in the
    place of one that cannot be made, the Problem of its policy."""
    policies = frame.record.policies
    if not register.own("index.html"):
        page, faults = trial.of_many(frame, policies, "the list of policies cannot be made with this text", lists.front)
        yield from faults
        if page:
            yield Source(page=page, src_uri="index.md", in_nav=True, origin=_newest(policies))
    once = partial(keeping.once, frame)
    made = {p.address: once(("policy", p.address), partial(_of_policy, frame, p, redlines)) for p in policies}
    sizes = {address: found.sizes for address, found in made.items() if not isinstance(found, Problem)}
    with_pages = frame.collections()
    for collection, its in frame.record.collections().items():
        if collection in with_pages and not register.own(f"{collection}/index.html"):
            what = "the list of its collection cannot be made with this text"
            page, faults = trial.of_many(frame, its, what, partial(lists.collection, name=collection, sizes=sizes))
            yield from faults
            if page:
                yield Source(page=page, src_uri=f"{collection}/index.md", in_nav=True, origin=_newest(its))
        for policy in its:
            found = made[policy.address]
            if isinstance(found, Problem):
                yield found
                continue
            in_force = bool(policy.in_force(frame.today))
            yield Source(page=found.text, src_uri=src_uri(policy.address), in_nav=in_force, origin=policy.path)
            yield Source(page=found.history, src_uri=f"{policy.address}/history.md", in_nav=False, origin=policy.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pages:
    """What goes through MkDocs of one policy, and the sizes of its redlines."""

    text: Page
    history: Page
    sizes: Mapping[str, day_lookup.Size]


def _of_policy(frame: Frame, policy: Policy, redlines: Redlines) -> _Pages | Problem:
    def make() -> _Pages:
        frame.links.used(text.version for text in record_texts.all_texts(policy))
        sizes = sizes_of(policy, redlines)
        return _Pages(text=pages_text.in_force(frame, policy), history=pages_history.history(frame, policy, sizes), sizes=sizes)

    return contained(make, policy.path, "the pages of this policy cannot be made with this text")


def _newest(policies: Collection[Policy]) -> str:
    """The file of the policy that was changed last."""
    return max(policies, key=lambda policy: policy.newest.text.commit.index).path if policies else ""


def sizes_of(policy: Policy, redlines: Redlines) -> dict[str, day_lookup.Size]:
    """The size of each revision's own redline, by its id."""
    return {pair.new.name: day_lookup.size(redlines.of(pair)) for pair in record_texts.changes(policy)}


def src_uri(address: str) -> str:
    """Where the source of a policy's page would lie; one named index keeps a folder of its own."""
    return f"{address}/index.md" if address.rpartition("/")[2] in ("index", "README") else f"{address}.md"


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


def linked(frame: Frame) -> bytes:
    """Which of the site's own pages and files the links of policies lead to, for whoever proves the site."""
    texts = (text.version for policy in frame.record.policies for text in record_texts.all_texts(policy))
    return json.dumps(frame.links.used(texts), ensure_ascii=False, indent=1).encode()


def assets(frame: Frame) -> dict[str, bytes]:
    """The style sheet and the script of policies' pages, each one file: the parts in the order of their names."""
    folder = resources("inforce").joinpath("assets")
    parts = {kind: sorted(folder.joinpath(kind).iterdir(), key=lambda part: part.name) for kind in ("styles", "scripts")}
    said, feed = (environment(frame.words).get_template(name).render() for name in ("said.css", "feed.css"))
    return {
        "inforce.css": "\n".join([said, *(part.read_text("utf-8") for part in parts["styles"])]).encode(),
        "inforce.js": "\n".join(part.read_text("utf-8") for part in parts["scripts"]).encode(),
        "feed.css": feed.encode(),
        PAGES: linked(frame),
        "document.css": folder.joinpath("document.css").read_bytes(),
    }


def lost(output: str, home: str, frame: Frame, *, search: bool) -> str:
    """The theme's page for addresses that do not exist, with a way on; `home` is the site's address on its host."""
    way = environment(frame.words).get_template("lost.html").render(home=home, search=search)
    return output.replace("</h1>", f"</h1>\n{way}", 1)
