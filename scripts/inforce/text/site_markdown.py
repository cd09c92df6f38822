"""The Markdown of a site's own pages: Python-Markdown with the extensions of its mkdocs.yml, sanitised as any text is."""

from __future__ import annotations

import functools
import hashlib
import html
import importlib
import inspect
import re
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

from inforce import cache as caches
from inforce.problems import UserError
from inforce.text import headings, site_bounds, site_prose, titles, watching
from inforce.text.clean_html import clean
from inforce.text.dialect import LIBRARIES, MADE_BY, Dialect, DialectError
from inforce.text.headings import Anchors, Heading, slug
from inforce.text.markdown import Rendered, ids
from inforce.text.repository_links import resolve_link
from inforce.text.sameness import HEADINGS

# What they show lies in other files, on other hosts or in what a program says: in no revision, and so in no redline.
NOT_RUN = frozenset(
    "pymdownx.snippets pymdownx.b64 markdown_include markdown_include.include mdx_include mdx_include.mdx_include "
    "plantuml_markdown markdown_katex markdown_inline_graphviz mdx_inline_graphviz pyembed.markdown customblocks "
    "mkdocs-click mkdocs_click mkdocs-typer mkdocs_typer mkdocs-typer2 mkdocs_typer2 markdown_kroki markdown_svgbob "
    "markdown_embed_code markdown_exec mkdocstrings".split()
)
TRUSTED = frozenset("pymdownx markdown material materialx zensical".split())  # whose functions look at nothing but the text
NOTHING = object()  # the value of an option that is not read: it is as if it were not there
_OWN_LINKS = {"permalink": False, "anchorlink": False}  # of toc: our pages have links of their own beside headings
_HEADING = re.compile(r'<h[1-6] id="([^"]*)"(?:"[^"]*"|[^">])*>')


@dataclass(frozen=True)
class SiteMarkdown(Dialect):
    """The dialect that mkdocs.yml states: names of extensions in order, and the options of each."""

    extensions: Sequence[str] = field(compare=False)
    options: Mapping[str, Mapping[str, Any]] = field(compare=False)
    made_of: str

    @property
    def identity(self) -> str:
        """The extensions, their options, and the versions of all that renders."""
        return self.made_of

    def render(self, text: str, *, path: str, title: str = "", name: str = "") -> Rendered:
        """Render a text as the site renders its pages, below its title as a heading."""
        if reason := site_bounds.fault(text):
            raise DialectError(f"it {reason}, which would take too long")
        made, stated, asked = _converted(self, text, path)
        if asked:
            made, stated, _ = _converted(_still(self), text, path)
        return titled(clean(made, path).lstrip(), title, name, stated)

    def asks(self, text: str, path: str) -> str:
        """What an extension asked for, so that only those of Python-Markdown, pymdownx and the theme were used."""
        return _converted(self, text, path)[2] if any(not _is_still_extension(name) for name in self.extensions) else ""

    def as_commonmark(self, body: str) -> str:
        """The words of a text without what opens boxes, tabs and the like, and without the indent below these."""
        return site_prose.as_commonmark(body, self)


@functools.lru_cache(maxsize=16)  # a rule asks of a text what was rendered just now
def _converted(dialect: SiteMarkdown, text: str, path: str) -> tuple[str, frozenset[str], str]:
    """The HTML of a text, the anchors that its headings state, and what an extension asked for, which is in no revision."""
    converter, pages = _converter(dialect)
    pages.path = path
    watches = any(not _is_still_extension(name) for name in dialect.extensions)
    with watching.watched() if watches else nullcontext(list[str]()) as asked:
        try:
            made = converter.reset().convert(text)
        except Exception as error:  # whatever an extension raises
            if not asked:
                raise DialectError(f"the Markdown of the site fails on it ({type(error).__name__}: {error})") from error
            made = ""
    return made, pages.stated, asked[0] if asked else ""


@functools.cache
def _still(dialect: SiteMarkdown) -> SiteMarkdown:
    """The same dialect without extensions that may ask for more than the text."""
    names = tuple(name for name in dialect.extensions if _is_still_extension(name))
    return SiteMarkdown(extensions=names, options=dialect.options, made_of=f"{dialect.made_of} alone")


@functools.cache
def _is_still_extension(name: str) -> bool:
    """Whether an extension is known to look at nothing but the text."""
    return name.partition(".")[0] in TRUSTED or _made_by(name).startswith("Markdown ")


def of(names: Sequence[str], options: Mapping[str, Mapping[str, Any]]) -> SiteMarkdown:
    """The dialect of a site. Raises UserError for an extension that is not there, or does not take its options."""
    kept = tuple(name for name in names if name not in NOT_RUN)
    own: dict[str, dict[str, Any]] = {name: _options(name, options.get(name) or {}) for name in kept}
    converter = Markdown()
    for name in kept:
        try:
            if name.partition(".")[0] in sys.stdlib_module_names:
                raise ImportError(f"{name} is no extension of Markdown")
            converter.registerExtensions([name], own)
        except Exception as error:  # whatever an extension raises
            raise UserError(_refused(name, error)) from error
    return SiteMarkdown(extensions=kept, options=own, made_of=_identity(kept, own))


def titled(body: str, title: str, name: str, stated: Collection[str] = ()) -> Rendered:
    """Sanitised HTML below its title as a heading of level 1, as `markdown.render` says it, with anchors as they are in it;
    those that were not `stated` can be found by the names that hosts of repositories give them, too."""
    body, found = headings.named(body)
    body = _also_named(body, [heading for heading in found if heading.id not in stated])
    if not title and not name:
        return Rendered(html=body, headings=tuple(found))
    levels = [(heading.level, heading.title) for heading in found]
    called = title or titles.of_headings(levels) or name
    if body.startswith("<h1") and titles.is_title(levels, called):
        return Rendered(html=body, headings=tuple(found), title=called)
    anchor = headings.own_name(Anchors(ids(body)).free(slug(called) or "section"))
    first = Heading(level=1, id=anchor, title=called)
    below = found[1:] if found and titles.is_repeated(found[0].level, found[0].title, called) else found
    head = f'<h1 id="{html.escape(anchor)}">{html.escape(called, quote=False)}</h1>\n'
    return Rendered(html=head + body, headings=(first, *below), title=called)


def _also_named(body: str, found: Sequence[Heading]) -> str:
    """HTML whose headings have the anchors of CommonMark beside others: links lead there from previews, and led there once."""
    used, also = Anchors(ids(body)), dict[str, str]()
    for heading in found:
        wanted = headings.own_name(slug(heading.title) or "section")
        if wanted != heading.id:
            also[html.escape(heading.id)] = used.free(wanted)
            used.add(also[html.escape(heading.id)])

    def named(match: re.Match[str]) -> str:
        own = also.pop(match[1], "")
        return f'{match[0]}<span id="{html.escape(own)}"></span>' if own else match[0]

    return _HEADING.sub(named, body) if also else body


@functools.lru_cache(maxsize=4)
def _converter(dialect: SiteMarkdown) -> tuple[Markdown, _Pages]:
    """What renders a dialect, made once in a process."""
    options = {name: {**dialect.options[name]} for name in dialect.extensions}
    converter = Markdown(extensions=[*dialect.extensions], extension_configs=options)
    pages = _Pages(converter)
    converter.treeprocessors.register(_Stated(pages), "inforce-stated", 6)  # between attr_list and toc
    converter.treeprocessors.register(pages, "inforce", -10)  # behind all others
    return converter, pages


class _Pages(Treeprocessor):
    """Brings what Python-Markdown made into the form of all texts: links by the path in the repository, lists without
    paragraphs where no item holds two (rule 4)."""

    path = ""
    stated: frozenset[str] = frozenset()  # the anchors that headings state

    def run(self, root: Element) -> None:
        """Change a tree in its place."""
        _without_dead_ends(root)
        for element in root.iter():
            target = element.get("href", "")
            if element.tag == "a" and target and AMP_SUBSTITUTE not in target:
                element.set("href", resolve_link(target, self.path))
            if element.tag in ("ul", "ol"):
                _tighten([item for item in element if item.tag == "li"])


class _Stated(Treeprocessor):
    """Tells the anchors that headings state from those that `toc` makes."""

    def __init__(self, pages: _Pages) -> None:
        super().__init__()
        self.pages = pages

    def run(self, root: Element) -> None:
        """Look at a tree."""
        self.pages.stated = frozenset(e.get("id", "") for e in root.iter() if e.tag in HEADINGS)


def _without_dead_ends(root: Element) -> None:
    """Take out the ways back from footnotes that nothing cites."""
    there = {f"#{element.get('id')}" for element in root.iter() if element.get("id")}
    for parent in root.iter():
        for way in [part for part in parent if part.get("class") == "footnote-backref" and part.get("href") not in there]:
            parent.remove(way)


def _tighten(items: Sequence[Element]) -> None:
    """Take the paragraphs of a list's items away, if no item holds two."""
    if all(sum(part.tag == "p" for part in item) < 2 for item in items):
        for item in items:
            for part in [part for part in item if part.tag == "p" and not part.attrib]:
                _unwrap(item, part)


def _unwrap(parent: Element, child: Element) -> None:
    """Put what an element holds in its place."""
    place = [*parent].index(child)
    inner = [*child]
    if inner:
        inner[-1].tail = (inner[-1].tail or "") + (child.tail or "")
    words = (child.text or "") + ("" if inner else child.tail or "")
    if place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + words
    else:
        parent.text = (parent.text or "").rstrip() + words
    parent[place : place + 1] = inner


def _options(name: str, stated: Mapping[str, Any]) -> dict[str, Any]:
    """The options of an extension without what would put more than the text into a text."""
    options = {key: value for key, value in stated.items() if value is not NOTHING}
    if _short(name) == "toc":
        options |= _OWN_LINKS
    if _short(name) == "pymdownx.emoji":  # a picture says nothing in a redline or in Word: its sign, or the name of an icon
        options["emoji_generator"] = importlib.import_module("pymdownx.emoji").to_alt
    if "custom_fences" in options:
        options["custom_fences"] = [fence for fence in options["custom_fences"] or () if _is_still(fence)]
    return {key: _options(key, value) if key.startswith("pymdownx.") else value for key, value in options.items()}


def _short(name: str) -> str:
    return name.removeprefix("markdown.extensions.").partition(":")[0]


def _is_still(fence: object) -> bool:
    """Whether a kind of fence shows what stands in it, and runs nothing."""
    ways = [fence[key] for key in ("format", "validator") if key in fence] if isinstance(fence, dict) else []
    modules = [str(getattr(getattr(way, "func", way), "__module__", "")) for way in ways]
    return all(module.partition(".")[0] in TRUSTED for module in modules)


def _refused(name: str, error: Exception) -> str:
    """Why an extension cannot be used, and what to do."""
    said = " ".join(f"{type(error).__name__}: {error}".split())
    if isinstance(error, ImportError):
        return (
            f"mkdocs.yml: markdown_extensions: {name} is not installed here ({said}). Install what the site is built with; or "
            "take it out; or write markdown: commonmark among the options of the plugin inforce."
        )
    return f"mkdocs.yml: markdown_extensions: {name} cannot be used ({said}). Correct its options, or take it out."


def _identity(names: Sequence[str], options: Mapping[str, Mapping[str, Any]]) -> str:
    """The same for what renders every text in the same way."""
    ours = caches.made_by(*MADE_BY, "text/site_markdown.py", libraries=(*LIBRARIES, "Markdown"))
    made = hashlib.sha256(ours.encode())
    for name in names:
        made.update(f"\0{name}\0{_made_by(name)}\0{_said(options.get(name, {}))}".encode())
    return made.hexdigest()


@functools.cache
def _made_by(name: str) -> str:
    """What an extension is made of: the version of what was installed, else its file."""
    wanted = name.partition(":")[0]
    for entry in metadata.entry_points(group="markdown.extensions", name=wanted):
        if entry.dist:
            return f"{entry.dist.name} {entry.dist.version}"
    try:
        return _file_of(importlib.import_module(wanted))
    except ImportError:
        return ""


def _file_of(thing: Any) -> str:
    """The hash of the file that a module or a function stands in."""
    try:
        return hashlib.sha256(Path(inspect.getsourcefile(thing) or "").read_bytes()).hexdigest()
    except (TypeError, OSError):
        return ""


def _said(value: object) -> str:
    """A value as text that is the same on every machine."""
    return "".join(_parts(value))


def _parts(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in sorted(value.items(), key=lambda item: str(item[0])):
            yield f"{key!r}: {_said(inner)},"
    elif isinstance(value, (list, tuple)):
        yield f"[{','.join(map(_said, value))}]"
    elif isinstance(value, functools.partial):
        yield f"{_said(value.func)}{_said(value.args)}{_said(value.keywords)}"
    elif callable(value):
        yield f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', type(value).__qualname__)} {_file_of(value)}"
    else:
        yield repr(value)
