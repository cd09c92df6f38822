"""`inforce redline OLD NEW` of two files, wherever they lie: neither a repository nor a site is asked."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from inforce.cli.site import FINE
from inforce.cli.writing import refusing, write, write_word
from inforce.problems import UserError
from inforce.record.destinations import Links
from inforce.redline import compare
from inforce.render import site_links, terminal
from inforce.render.data import records
from inforce.render.pages import standalone_redline
from inforce.render.redline_text import as_marked
from inforce.source import front_matter
from inforce.source.commits import content_id
from inforce.text import clean_html, markdown, repository_links
from inforce.text.html_tree import read_document
from inforce.word.provenance import Origin, digest
from inforce.word.write import file as write_file

_HTML = (".html", ".htm")
_KINDS = (".md", ".markdown", ".txt", *_HTML)
# What of a page nobody reads, or is about its text: pages of Inforce and of MkDocs mark it for the search.
_NOT_READ = ":is(script, style, noscript, template, dialog:not([open]), [hidden], [data-search-exclude], .headerlink)"
_BLOCKS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre div section figure hr details".split())
_PARTS = ("main article", "main, [role=main]", "article")  # where a page has its own text; several are none


def of_files(options: argparse.Namespace) -> int | None:
    """Compare the two files that the arguments name; None where they name something else.

    Raises UserError for what is no file, or cannot be read as text.
    """
    if options.base or options.new or not (options.policy and options.old) or not _are_files(options.policy, options.old):
        return None
    (old, old_html, old_text), (new, new_html, new_text) = map(_read, (options.policy, options.old))
    made = compare(read_document(old_html), read_document(new_html))
    title = _title(new_html) or Path(new).name
    if options.format == "docx":
        origin = Origin(policy="", older=old, newer=new, older_text=digest(old_text), newer_text=digest(new_text))
        saved = datetime.fromtimestamp(int(Path(new).stat().st_mtime), UTC)
        body = site_links.with_links(made.html, "", Links())
        facts = write_file.Facts(title=title, author="Inforce", moment=saved, origin=origin)
        write_word(write_file.write(body, facts), options.output)
    elif options.format == "json":
        write(records.dump({"old": old, "new": new, **records.comparison(made)}), options.output)
    elif options.format == "html":
        write(standalone_redline.redline(title, old, new, made), options.output)
    else:
        body = as_marked(made.html, "markdown" if options.format == "markdown" else "text")
        write(terminal.redline(f"{old} -> {new}", made, body), options.output)
    return FINE


def _are_files(old: str, new: str) -> bool:
    """Whether two arguments name files: the first is one, and the second may be mistyped or a folder; or there is no repository
    in which a name could mean anything else."""
    here = Path.cwd()
    if not any((folder / ".git").exists() for folder in (here, *here.parents)) and "GIT_DIR" not in os.environ:
        return True
    return _exists(old) and not Path(old).is_dir() and (_exists(new) or Path(new).suffix.lower() in _KINDS)


def _exists(name: str) -> bool:
    try:
        return Path(name).exists()
    except OSError:  # a name that no file can have
        return False


def _read(name: str) -> tuple[str, str, str]:
    """A file: its name, its text as HTML, and its source below the front matter."""
    file = Path(name)
    if not _exists(name):
        raise UserError(f"{name}: there is no such file. Name two Markdown or HTML files, or a policy in its repository.")
    if file.is_dir():
        raise UserError(f"{name} is a folder. Name a file in it.")
    with refusing(f"{name}: cannot be read", "Look at who may read it."):
        raw = file.read_bytes()
    source = front_matter.read(raw, name, date_required=False)
    if faults := front_matter.decode(raw, name)[1]:
        raise UserError(str(faults[0]))
    if file.suffix.lower() in _HTML:
        html = _without_frames(clean_html.clean(_body(source.body, file.name), file.name))
    else:
        html = markdown.render(source.body, path=file.name, title=source.meta.title).html
    return name, repository_links.with_images(html, partial(_image, file.parent))[0], source.body


def _body(page: str, name: str) -> str:
    """What is read on a page of HTML, with links to Markdown files as those of Markdown are: without what is hidden and what no
    search finds, and of a page that says which part is its own, that part."""
    tree = LexborHTMLParser(page)
    for element in reversed(tree.css(_NOT_READ)):  # what lies inside another first
        element.decompose()
    parts = next(filter(lambda found: len(found) == 1, map(tree.css, _PARTS)), [])
    body = parts[0] if parts else tree.body
    for link in body.css("a[href]") if body else ():
        link.attrs["href"] = repository_links.resolve_link(link.attributes["href"] or "", name)
    return (body.inner_html if body else "") or ""


def _without_frames(html: str) -> str:
    """The same without elements that only hold blocks together for the page's looks, which differ from page to page."""
    tree = LexborHTMLParser(html)
    for frame in reversed(tree.css("div:not(.admonition), section:not(.admonition)")):
        says = frame.attributes.keys() - {"id", "class", "dir"} or frame.attributes.get("dir", "auto") != "auto"
        if not says and all(part.tag in _BLOCKS or not part.text().strip() for part in frame.iter(include_text=True)):
            frame.unwrap()
    return (tree.body.inner_html if tree.body else "") or ""


def _image(folder: Path, path: str) -> str:
    """What tells the image at a path from others, "" where there is none."""
    try:
        return content_id((folder / path).read_bytes(), "")
    except (OSError, ValueError):
        return ""


def _title(html: str) -> str:
    heading = LexborHTMLParser(html).css_first("h1")
    return " ".join(heading.text().split()) if heading else ""
