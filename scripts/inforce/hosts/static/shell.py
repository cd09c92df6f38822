"""The page around a body: our own one or any page of somebody's site, in which marks say what belongs where."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from inforce.problems import UserError
from inforce.render.context import ZONE, Frame, Page
from inforce.render.csp import with_policy

_BODY = re.compile(r"<!--\s*inforce:\s*body\s*-->|<(p|div)\b[^>]*>\s*inforce:body\s*</\1>", re.I)
_MARK = re.compile(r"inforce:(body|title|description|language|head|skip)")
_HEAD_ENDS, _BODY_BEGINS = re.compile(r"</head\s*>", re.I), re.compile(r"<body\b[^>]*>", re.I)
_TAG = re.compile(r"<[a-z][^>]*>", re.I)
_RAW = re.compile(r"(<(script|style)\b[^>]*>)(.*?)(?=</\2\b)", re.I | re.S)  # in which nothing is a tag
_LEADS = re.compile(r"""(\s(?:href|src|action|poster)=)(["']?)(?![a-z][a-z0-9+.-]*:|/|#|["'])([^\s"'>]*)""", re.I)
_HERE = "Write where the text of a policy goes: <!-- inforce: body -->"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """Puts bodies into a page of HTML. `listed` are the addresses of those that search engines are to find,
    `searched` of those that the site's own search is to; `policy` is what
    pages may load and run, "" for anything."""

    html: str
    frame: Frame
    listed: frozenset[str] = frozenset()
    searched: frozenset[str] = frozenset()
    policy: str = ""
    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    _parts: dict[str, list[str]] = field(default_factory=dict, init=False)

    def around(self, page: Page, root: str | None = None) -> str:
        """The whole document of a page; `root` leads from there to the root of the site."""
        root = "../" * page.address.count("/") if root is None else root
        if root not in self._parts:
            self._parts[root] = _MARK.split(self._at(root))
        parts = self._parts[root]
        values = {
            "body": self._body(page),
            "title": escape(page.title),
            "description": escape(page.description or page.title),
            "language": self.frame.words.language,
            "head": self._head(page),
            "skip": page.skip,
        }
        return "".join(values[part] if k % 2 else part for k, part in enumerate(parts))

    def _body(self, page: Page) -> str:
        """What the search finds is the text in force, and no list, no help and no earlier one."""
        return f"<div data-pagefind-body>{page.html}</div>" if page.address in self.searched else page.html

    def _head(self, page: Page) -> str:
        if page.address not in self.listed:
            return f'<meta name="robots" content="noindex">{page.head}'
        canonical = f'<link rel="canonical" href="{escape(self.frame.url + page.address)}">' if self.frame.url else ""
        return canonical + page.head

    def _at(self, root: str) -> str:
        """The page for addresses from which `root` leads to that of the site, with what is the same on all of these."""
        ours = f'<meta name="{ZONE}" content="{escape(self.frame.timezone)}">'
        ours += "".join(f'<link rel="stylesheet" href="{root}assets/inforce/{name}">' for name in self.styles)
        ours += "".join(f'<script type="module" src="{root}assets/inforce/{name}"></script>' for name in self.scripts)
        html = _HEAD_ENDS.sub(lambda end: f"{ours}inforce:head{end[0]}", rebased(self.html, root), count=1)
        return with_policy(html, self.policy) if self.policy else html


def own_page(html: str, name: str, folder: str = "") -> str:
    """A page of somebody's site, in whose `folder` it lies, as a shell. Raises UserError where it lacks what that needs."""
    found = len(_BODY.findall(html))
    if found != 1:
        raise UserError(f"{name}: there is {'more than one' if found else 'no'} mark for the body. {_HERE}")
    if not _HEAD_ENDS.search(html) or not _BODY_BEGINS.search(html):
        raise UserError(f"{name}: a page needs a <head> and a <body>.")
    html = _BODY.sub("inforce:body", html)
    html = _each_link(html, lambda link: _from_root(link, folder)) if folder else html
    return html if "inforce:skip" in html else _BODY_BEGINS.sub(lambda begin: f"{begin[0]}inforce:skip", html, count=1)


def rebased(html: str, root: str) -> str:
    """A page whose relative links lead from other folders to where they led from the root of the site."""
    return _each_link(html, lambda link: f"{root}{link.removeprefix('./')}") if root else html


def _from_root(link: str, folder: str) -> str:
    """A link of a page in a folder, from the root of the site."""
    path, rest = re.split(r"(?=[?#]|$)", link, maxsplit=1)
    joined = posixpath.normpath(posixpath.join(folder, path))
    is_folder = path.rpartition("/")[2] in ("", ".", "..")
    return f"{'./' if joined == '.' else joined}{'/' if is_folder and joined != '.' else ''}{rest}"


def _each_link(html: str, lead: Callable[[str], str]) -> str:
    """A page with its relative links led elsewhere; what looks like one in a script or a style is none."""

    def led(part: str) -> str:
        return _TAG.sub(lambda tag: _LEADS.sub(lambda link: f"{link[1]}{link[2]}{lead(link[3])}", tag[0]), part)

    made, at = [], 0
    for raw in _RAW.finditer(html):
        made += [led(html[at : raw.end(1)]), raw[3]]
        at = raw.end()
    return "".join([*made, led(html[at:])])
