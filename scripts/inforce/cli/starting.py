"""`inforce init` and `inforce templates`: files that a repository of policies begins with; what is there stays as it is."""

from __future__ import annotations

import argparse
import difflib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path

from inforce import settings, themes
from inforce.adopt import surroundings
from inforce.cli.site import FINE
from inforce.cli.writing import refusing
from inforce.editing import site_config, starters
from inforce.hosts import packages
from inforce.problems import UserError
from inforce.source.repository import Repository, begin_repository, open_repository

_IGNORED = "site/\nnext/\n.cache/\n.venv/\n"
_FOLDER = "policies"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the two commands."""
    command = commands.add_parser(
        "init",
        help="begin a site of policies from nothing",
        description="Begins a site of policies: a repository, mkdocs.yml, a first policy with places to fill in, .gitignore, "
        "requirements.txt with the versions that are installed here, and the templates for the git host of the origin. A file "
        "that is there is never written over.",
    )
    command.add_argument("folder", nargs="?", type=Path, default=Path(), metavar="FOLDER", help="default: this folder")
    command.set_defaults(without_site=_init)

    command = commands.add_parser(
        "templates",
        help="copy the workflows and other templates for a git host",
        description="Copies the templates for a git host to where it looks for them. A file that is there is never written "
        "over: how it differs is shown.",
    )
    host_help = "which software hosts the repository; default: that of its origin"
    command.add_argument("host", nargs="?", choices=starters.HOSTS, metavar="HOST", help=host_help)
    command.set_defaults(without_site=_templates)


def _templates(options: argparse.Namespace) -> int:
    repository = open_repository(Path.cwd(), whole=False)
    host = options.host or surroundings.git_host(repository.origin)
    if not host:
        named = " or ".join(f"inforce templates {host}" for host in starters.HOSTS)
        raise UserError(f"the origin of this repository does not tell which software hosts it. Name it: {named}")
    _copy(repository, host)
    return FINE


def _init(options: argparse.Namespace) -> int:
    folder = options.folder.resolve()
    with refusing(f"{options.folder}: cannot be made", "Give another folder."):
        folder.mkdir(parents=True, exist_ok=True)
    repository = _repository(folder)
    origin = repository.origin
    url = surroundings.site_url(origin) or "https://policies.example/"
    head: dict[str, object] = {"site_name": "Our policies", "site_url": url}
    head |= {"repo_url": surroundings.repo_url(origin)} if surroundings.repo_url(origin) else {}
    theme, search = themes.to_begin_with()
    # What runs no plugins would publish the bare Markdown, also of what is announced.
    head |= {"docs_dir": _FOLDER, "exclude_docs": "*.md\n!index.md\n", "theme": dict(theme)}
    branch = repository.main_branch()
    options_of = {"branch": branch} if branch not in ("", "main") else {}
    options_of |= {"markdown": "commonmark"}  # policies alone: as the git host shows them
    wanted: dict[str, bytes] = {settings.CONFIG_FILE: site_config.new(head, options_of, search).encode()}
    if not (folder / settings.CONFIG_FILE).exists() and not any(folder.glob(f"{_FOLDER}/**/*.md")):
        wanted[f"{_FOLDER}/{starters.POLICY}"] = starters.policy(settings.today(settings.Settings()))
    lines = _requirements(f"mkdocs-{theme['name']}")
    wanted |= {"requirements.txt": "".join(f"{line}\n" for line in lines).encode(), ".gitignore": _IGNORED.encode()}
    for name, data in wanted.items():
        _put(folder / name, data, _lacking if name.startswith((".", "requirements")) else None)
    if host := surroundings.git_host(origin):
        _copy(repository, host)
    else:
        print("The repository does not tell which software hosts it. For the templates: inforce templates github, or gitlab")
    config = settings.read(folder / settings.CONFIG_FILE, repository.root.resolve())[1]
    if site_config.PLUGIN not in site_config.named(config.get("plugins")):
        print("mkdocs.yml does not name the plugin yet: inforce adopt adds it.")
    print(*_told(folder, begun=f"{_FOLDER}/{starters.POLICY}" in wanted), sep="\n")
    return FINE


def _repository(folder: Path) -> Repository:
    """The repository around a folder, or a new one in it."""
    if not any((place / ".git").exists() for place in (folder, *folder.parents)):
        begin_repository(folder)
        print(f"{_called(folder)}: a new git repository")
    return open_repository(folder, whole=False)


def _told(folder: Path, *, begun: bool) -> Iterator[str]:
    """What comes next, also for a first policy that was `begun`."""
    if "inforce @ file:" in (folder / "requirements.txt").read_text("utf-8", "replace"):
        yield "requirements.txt names the folder that Inforce was installed from. A build server needs an address in its place:"
        yield "  inforce @ git+https://git.example/inforce.git"
    if begun:
        yield f"\nWrite your own words into {_called(folder / settings.CONFIG_FILE)} and {_called(folder / _FOLDER)}/."
    yield "\nThen:"
    if folder != Path.cwd():
        yield f"  cd {_called(folder)}"
    yield "  git add --all && git commit -m 'Begin a site of policies'"
    yield "  inforce check     # names what is left to do"
    yield "  mkdocs serve      # shows the site"


def _copy(repository: Repository, host: str) -> None:
    """Put the templates for a host where it looks for them, and say what is to be changed in them."""
    root = repository.root.resolve()
    for name, data in starters.of_host(host).items():
        _put(root / name, data, _difference)
    print(*_to_change(repository, host), sep="\n")


def _to_change(repository: Repository, host: str) -> Iterator[str]:
    """What in the templates does not fit this repository, and what they need."""
    root, branch = repository.root.resolve(), repository.main_branch()
    if branch not in ("", "main"):
        yield f"Write {branch} for main in them: it is the branch that is published here."
    if host == "forgejo":
        yield "There is no workflow for this host: For operators, Rebuild every day, has a line that does the same."
    elif not any((root / name).exists() for name in settings.CONFIG_FILES):
        yield "They build the mkdocs.yml in the root. Where yours lies elsewhere, add to their commands: --config-file FILE"
    if host != "forgejo" and not (root / "requirements.txt").exists():
        yield "They install what requirements.txt names, and there is none: inforce init writes one, and leaves what is there."
    yield "Read the first lines of each: they say what to set up. Put your own teams into CODEOWNERS, or delete it."


def _put(file: Path, data: bytes, compared: Callable[[bytes, bytes], Iterator[str]] | None) -> None:
    """Write a file that is not there; else say so, and how it differs if it is to be `compared`."""
    name = _called(file)
    with refusing(f"{name}: cannot be written", "Look at who may write there."):
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with file.open("xb") as stream:
                stream.write(data)
        except FileExistsError:
            there = file.read_bytes() if file.is_file() else b""
            lines = list(compared(there, data)) if compared else []
            print(f"{name}: is there and stays as it is{'; it differs:' if lines else ''}")
            print(*(f"  {line}\n" for line in lines), sep="", end="")
        else:
            print(f"{name}: a new file")


def _difference(there: bytes, data: bytes) -> Iterator[str]:
    old, new = (content.decode("utf-8", "replace").splitlines() for content in (there, data))
    yield from difflib.unified_diff(old, new, "as it is", "as it would be", lineterm="", n=1)


def _lacking(there: bytes, data: bytes) -> Iterator[str]:
    """The lines that a file lacks; that it has others is as it should be."""
    own = set(there.decode("utf-8", "replace").splitlines())
    yield from (f"+{line}" for line in data.decode().splitlines() if line not in own and not line.startswith("#"))


def _requirements(theme: str) -> Iterable[str]:
    """Everything that makes the site, in the versions that are installed here; a theme that is not is named all the same."""
    yield "# Everything that makes the site, in the versions that made it first. To renew them, change them here and build."
    address = _address()
    yield f"inforce @ {address}" if address else f"inforce=={metadata.version('inforce')}"
    known = packages.with_required(["inforce", "mkdocs", "properdocs", theme]) - {"inforce"}
    yield from (f"{name}=={metadata.version(name)}" if name in known else name for name in sorted(known | {theme}))


def _address() -> str:
    """Where Inforce was installed from, "" where that was a registry of packages (PEP 610)."""
    told: Mapping[str, object] = json.loads(metadata.distribution("inforce").read_text("direct_url.json") or "{}")
    url, vcs = str(told.get("url") or ""), told.get("vcs_info")
    return f"{vcs.get('vcs')}+{url}@{vcs.get('commit_id')}" if isinstance(vcs, dict) else url


def _called(file: Path) -> str:
    return os.path.relpath(file, Path.cwd())
