"""Sites for tests: built from small repositories or from the demo, served under a prefix, and crawled link by link."""

from __future__ import annotations

import contextlib
import fnmatch
import functools
import json
import os
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import metadata
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import unquote, urlsplit

import jinja2
from click.testing import CliRunner
from histories import Builder, clean_environment, git
from mkdocs.__main__ import cli as mkdocs
from selectolax.lexbor import LexborHTMLParser

ROOT = Path(__file__).parents[2]
TODAY = "2026-11-23"
PREFIX = "/some/prefix/"
MKDOCS = (sys.executable, "-m", "mkdocs", "build")
EMPTY = f"{PREFIX}nothing"  # an address of each served site at which there is nothing to see
_LINKS = {"a": "href", "area": "href", "link": "href", "img": "src", "script": "src", "iframe": "src", "source": "src"}


def epoch(moment: str = TODAY) -> str:
    """SOURCE_DATE_EPOCH for noon UTC of a day, or for a moment: `2026-11-23T20:00`."""
    when = datetime.fromisoformat(moment if "T" in moment else f"{moment}T12:00")
    return str(int(when.replace(tzinfo=UTC).timestamp()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What came of a build: its exit code, all that it said, and the folder of the site."""

    code: int
    said: str
    folder: Path

    def path(self, address: str) -> Path:
        """The file that a web server answers with."""
        return self.folder / address / "index.html" if address in ("", ".") or address.endswith("/") else self.folder / address

    def text(self, address: str) -> str:
        """A file of the site."""
        return self.path(address).read_text("utf-8")

    def data(self, address: str) -> Any:
        """A file of the site as JSON."""
        return json.loads(self.text(address))

    def words(self, address: str, within: str = "body") -> str:
        """The words of a page, with one space between them."""
        found = LexborHTMLParser(self.text(address)).css(within)
        return " ".join(" ".join(element.text(separator=" ") for element in found).split())

    def addresses(self) -> set[str]:
        """The address of every page: "" for the home page, the others with a slash at the end."""
        found = (file.parent.relative_to(self.folder).as_posix() for file in self.folder.rglob("index.html"))
        return {"" if address == "." else f"{address}/" for address in found}

    def hashes(self) -> Mapping[str, bytes]:
        """The bytes of every file."""
        files = (file for file in self.folder.rglob("*") if file.is_file())
        return {file.relative_to(self.folder).as_posix(): file.read_bytes() for file in files}

    def searched(self) -> set[str]:
        """The addresses of the pages in the search index."""
        return {entry["location"].partition("#")[0] for entry in self.data("search/search_index.json")["docs"]}

    def history(self, policy: str) -> Any:
        """A policy's history.json."""
        return self.data(f"{policy}/history/history.json")

    def revisions(self, policy: str) -> list[str]:
        """The ids of a policy's revisions in the order of publication."""
        return [revision["id"] for revision in self.history(policy)["revisions"]]


class _Compiled(jinja2.BytecodeCache):
    """The theme's templates as compiled once: each build of its own would take a third of its time to do it again."""

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        if bucket.key in self.known:
            bucket.bytecode_from_string(self.known[bucket.key])

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        self.known[bucket.key] = bucket.bytecode_to_string()


class _Environment(jinja2.Environment):
    """Lists no hidden files, which MkDocs passes over: Material has 10,000 icons in a hidden folder, and each build would look
    at all of them."""

    def list_templates(self, extensions: Any = None, filter_func: Callable[[str], bool] | None = None) -> list[str]:
        """The names of the theme's files that are wanted, in order."""
        loader = self.loader
        assert isinstance(loader, jinja2.FileSystemLoader) and extensions is None
        return sorted(filter(filter_func, {name for folder in loader.searchpath for name in _shown(Path(folder))}))


def _shown(folder: Path) -> Iterator[str]:
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from ((Path(place) / name).relative_to(folder).as_posix() for name in files if not name.startswith("."))


# What all builds in this process share: templates as compiled, and what installed packages offer to MkDocs, which it looks up
# in the files of all of them for each build.
_environment = functools.partial(_Environment, bytecode_cache=_Compiled())
_points = functools.cache(metadata.entry_points)


def build(folder: Path, *arguments: str, today: str = TODAY, file: str = "mkdocs.yml") -> Built:
    """`mkdocs build` of the site in a folder, in this process. A traceback that a user would see is a failure."""
    out = folder / "site"
    environment = {"SOURCE_DATE_EPOCH": epoch(today), "NO_MKDOCS_2_WARNING": "1"}
    with contextlib.ExitStack() as shared:
        shared.enter_context(mock.patch("mkdocs.theme.jinja2.Environment", _environment))
        for module in ("mkdocs.utils", "mkdocs.plugins"):
            shared.enter_context(mock.patch(f"{module}.entry_points", _points))
        shared.enter_context(mock.patch.dict(os.environ, environment))
        shared.enter_context(contextlib.chdir(folder))
        done = CliRunner().invoke(mkdocs, ["build", "-f", file, "-d", str(out), *arguments])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise AssertionError(f"mkdocs build ended in a traceback, having said:\n{done.output}") from done.exception
    return Built(code=done.exit_code, said=done.output, folder=out)


def build_apart(command: Sequence[str], folder: Path, out: Path, *, today: str = TODAY, seed: str = "0") -> Built:
    """A build in a process of its own: `command` is a program with its arguments, all but the folder of the site."""
    environment = clean_environment() | {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": epoch(today), "PYTHONHASHSEED": seed}
    done = subprocess.run([*command, "-d", str(out)], cwd=folder, env=environment, capture_output=True, check=False)
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    return Built(code=done.returncode, said=said, folder=out)


def policy(effective: str, text: str, **keys: Any) -> dict[str, Any]:
    """A policy file for `histories`: its effective date ("" for none), its text and further front matter."""
    dated = {"effective_date": effective} if effective else {}
    return {"title": "Rules", "change_note": "Changed."} | dated | keys | {"text": text}


def repository(
    folder: Path, history: Sequence[Mapping[str, Any]], config: str = "", files: Mapping[str, str] | None = None
) -> Builder:
    """A git repository with this history checked out, and beside it an uncommitted site: `config` is its mkdocs.yml."""
    folder.mkdir(parents=True, exist_ok=True)
    builder = Builder(folder)
    builder.build(history)
    git(folder, "reset", "-q", "--hard", "main")
    if config:
        (folder / "docs").mkdir(exist_ok=True)
        (folder / "mkdocs.yml").write_text(config, "utf-8")
    for path, text in (files or {}).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return builder


def demo(folder: Path) -> Path:
    """This repository's history and its site as it lies here, in a folder of its own: nothing was built there before."""
    git(folder.parent, "clone", "-q", "--shared", "--no-checkout", str(ROOT), str(folder))
    shutil.copy(ROOT / "mkdocs.yml", folder)
    for name in ("site_src", "overrides"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)
    (folder / "scripts").mkdir()
    hooks = ["scripts/menu.py", "scripts/reference.py"]
    for hook in hooks:
        shutil.copy(ROOT / hook, folder / "scripts")
    for branch in git(ROOT, "for-each-ref", "--format=%(refname)", "refs/heads/main").split():
        git(folder, "update-ref", branch, git(ROOT, "rev-parse", branch))
        git(folder, "symbolic-ref", "HEAD", branch)
    git(folder, "reset", "-q")
    git(folder, "add", "--", "mkdocs.yml", "site_src", "overrides", *hooks)
    if git(folder, "diff", "--cached", "--name-only"):  # so that the site is made of what is committed
        git(folder, "commit", "-q", "-m", "Change the site")
    return folder


def demo_copy(made: Path, folder: Path) -> Path:
    """A copy of the demo's checkout as it was after its build: what a build keeps for the next one is in it."""
    return shutil.copytree(made / "checkout", folder / "checkout")


@dataclass(slots=True)
class _Page:
    """What a page links to and may be linked by."""

    links: list[str] = field(default_factory=list)
    ids: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Crawl:
    """Every page of a built folder, parsed once."""

    folder: Path
    pages: dict[str, _Page] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for file in sorted(self.folder.rglob("*.html")):
            self.pages[file.relative_to(self.folder).as_posix()] = _page(file)

    def broken(self) -> list[str]:
        """Links and anchors inside the site that lead nowhere, out of its folder, or hold under no prefix but /."""
        known = {file.relative_to(self.folder).as_posix() for file in self.folder.rglob("*") if file.is_file()}
        found = []
        for path, page in self.pages.items():
            for link in dict.fromkeys(page.links):
                fault = self._fault(path, link, known)
                if fault:
                    found.append(f"{path}: {link}: {fault}")
        return found

    def _fault(self, path: str, link: str, known: set[str]) -> str:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            return ""
        if path == "404.html":  # a server shows it at any address, so that only links from the root hold
            target = _resolved("", unquote(parts.path).lstrip("/"))
        elif parts.path.startswith("/"):
            return "holds only at the root of a server"
        else:
            target = _resolved(path, unquote(parts.path))
        if target.startswith(".."):
            return "leaves the site"
        if target == "" or target.endswith("/"):
            target += "index.html"
        if target not in known:
            return "leads nowhere" if f"{target}/index.html" not in known else "needs a redirect of the server"
        anchor = unquote(parts.fragment)
        if anchor and target in self.pages and anchor not in self.pages[target].ids:
            return "there is no such anchor"
        return ""

    def doubled(self) -> list[str]:
        """Ids that stand twice on a page."""
        return [f"{path}: {name}" for path, page in self.pages.items() for name, count in page.ids.items() if count > 1]


def _page(file: Path) -> _Page:
    page = _Page()
    tree = LexborHTMLParser(file.read_bytes())
    for element in tree.css("[id]"):
        page.ids[element.attributes["id"] or ""] += 1
    for element in tree.css("a[name]"):
        page.ids.setdefault(element.attributes["name"] or "", 1)
    for tag, key in _LINKS.items():
        page.links += [(element.attributes[key] or "").strip() for element in tree.css(f"{tag}[{key}]")]
    for element in tree.css('meta[http-equiv="refresh"]'):
        page.links.append((element.attributes["content"] or "").partition("url=")[2])
    return page


def _resolved(path: str, link: str) -> str:
    """The path of a link from the root of the site, with .. at its head where it leaves the site."""
    if not link:
        return path
    parts = path.split("/")[:-1]
    steps = link.split("/")
    for k, step in enumerate(steps):
        if step == "..":
            if not parts or parts[-1] == "..":
                parts.append("..")
            else:
                parts.pop()
        elif step not in ("", ".") or (step == "" and k < len(steps) - 1):
            parts.append(step)
    folder = steps[-1] in ("", ".", "..")
    return "/".join([*parts, ""]) if folder and parts else "/".join(parts)


def headers_for(folder: Path, address: str) -> list[tuple[str, str]]:
    """What the `_headers` of a site say for an address, as the hosts that read this file do it: each rule that matches."""
    file = folder / "_headers"
    found: list[tuple[str, str]] = []
    matches = False
    for line in file.read_text("utf-8").splitlines() if file.is_file() else ():
        if line.startswith("/"):
            matches = fnmatch.fnmatchcase(f"/{address}", line)
        elif matches and not line.lstrip().startswith("#"):
            name, _, value = line.strip().partition(": ")
            found.append((name, value))
    return found


class _Handler(SimpleHTTPRequestHandler):
    """Answers with a folder's files below the prefix, under the site's own headers, and with 404 everywhere else."""

    def do_GET(self) -> None:
        """Answer with a file, or with an empty page."""
        if self.path != EMPTY:
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def end_headers(self) -> None:
        """Add what `_headers` says, but for types, which this server knows itself."""
        address = unquote(urlsplit(self.path).path).removeprefix(PREFIX)
        for name, value in headers_for(Path(self.directory), address):
            if name != "Content-Type":
                self.send_header(name, value)
        super().end_headers()

    def translate_path(self, path: str) -> str:
        """The file of an address; none outside the prefix."""
        if not path.startswith(PREFIX):
            return str(Path(self.directory) / "not under the prefix")
        return super().translate_path(path.removeprefix(PREFIX.rstrip("/")))

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """A folder behind a static server on this machine, under the prefix; gives the address of its home page."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}{PREFIX}"
    finally:
        server.shutdown()
        server.server_close()
