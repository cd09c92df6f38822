"""`inforce init` and `inforce templates`: files that a repository of policies begins with; what is there stays as it is."""

from __future__ import annotations

import argparse
import difflib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path

import yaml

from inforce import settings, themes
from inforce.adopt import surroundings
from inforce.cli.site import FINE, nearest
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
        help="start a new site of policies",
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
    _copy(repository, host, alone=settings.is_own(nearest(Path.cwd(), repository.root)))
    return FINE


def _init(options: argparse.Namespace) -> int:
    folder = options.folder.resolve()
    with refusing(f"{options.folder}: cannot be made", "Give another folder."):
        folder.mkdir(parents=True, exist_ok=True)
    repository = _repository(folder)
    config = folder / settings.CONFIG_FILE
    alone = settings.is_own(nearest(folder, repository.root)) or not (config.exists() or themes.has_generator())
    theme, search = themes.to_begin_with()
    config = folder / settings.OWN_FILE if alone else config
    wanted = {config.name: _configuration(repository, None if alone else theme, search).encode()}
    if not config.exists() and not any(folder.glob(f"{_FOLDER}/**/*.md")):
        wanted[f"{_FOLDER}/{starters.POLICY}"] = starters.policy(settings.today(settings.Settings()))
    lines = _requirements() if alone else _requirements("mkdocs", "properdocs", f"mkdocs-{theme['name']}")
    wanted |= {"requirements.txt": "".join(f"{line}\n" for line in lines).encode(), ".gitignore": _IGNORED.encode()}
    for name, data in wanted.items():
        _put(folder / name, data, _lacking if name.startswith((".", "requirements")) else None)
    if host := surroundings.git_host(repository.origin):
        _copy(repository, host, alone=alone)
    else:
        print("The repository does not tell which software hosts it. For the templates: inforce templates github, or gitlab")
    said = settings.read(config, repository.root.resolve())[1]
    if not alone and site_config.PLUGIN not in site_config.named(said.get("plugins")):
        print("mkdocs.yml does not name the plugin yet: inforce adopt adds it.")
    print(*_told(config, begun=f"{_FOLDER}/{starters.POLICY}" in wanted), sep="\n")
    return FINE


def _configuration(repository: Repository, theme: Mapping[str, object] | None, search: Mapping[str, object]) -> str:
    """The mkdocs.yml of a new site, or its inforce.yml where it has no `theme`."""
    origin, branch = repository.origin, repository.main_branch()
    url = surroundings.site_url(origin) or "https://policies.example/"
    head: dict[str, object] = {"site_name": "Our policies", "site_url": url}
    head |= {"repo_url": surroundings.repo_url(origin)} if surroundings.repo_url(origin) else {}
    options_of = {"branch": branch} if branch not in ("", "main") else {}
    if theme is None:
        return yaml.safe_dump(head | options_of, sort_keys=False, allow_unicode=True)
    # What runs no plugins would publish the bare Markdown, also of what is announced.
    head |= {"docs_dir": _FOLDER, "exclude_docs": "*.md\n!index.md\n", "theme": dict(theme)}
    options_of |= {"markdown": "commonmark"}  # policies alone: as the git host shows them
    return site_config.new(head, options_of, search)


def _repository(folder: Path) -> Repository:
    """The repository around a folder, or a new one in it."""
    if not any((place / ".git").exists() for place in (folder, *folder.parents)):
        begin_repository(folder)
        print(f"{_called(folder)}: a new git repository")
    return open_repository(folder, whole=False)


def _told(config: Path, *, begun: bool) -> Iterator[str]:
    """What comes next, also for a first policy that was `begun`."""
    folder = config.parent
    if "inforce @ file:" in (folder / "requirements.txt").read_text("utf-8", "replace"):
        yield "requirements.txt names the folder that Inforce was installed from. A build server needs an address in its place:"
        yield "  inforce @ git+https://git.example/inforce.git"
    if begun:
        yield f"\nWrite your own words into {_called(config)} and {_called(folder / _FOLDER)}/."
    yield "\nThen:"
    if folder != Path.cwd():
        yield f"  cd {_called(folder)}"
    yield "  git add --all && git commit -m 'Begin a site of policies'"
    yield "  inforce check     # names what is left to do"
    yield f"  {'inforce serve' if settings.is_own(config) else 'mkdocs serve '}     # shows the site"


def _copy(repository: Repository, host: str, *, alone: bool) -> None:
    """Put the templates for a host where it looks for them, and say what is to be changed in them."""
    root = repository.root.resolve()
    for name, data in starters.of_host(host, alone=alone).items():
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


def _requirements(*made_by: str) -> Iterable[str]:
    """Everything that makes the site, in the versions that are installed here; a theme that is not, the last of what it is made
    by, is named all the same."""
    yield "# Everything that makes the site, in the versions that made it first. To renew them, change them here and build."
    address = _address()
    yield f"inforce @ {address}" if address else f"inforce=={metadata.version('inforce')}"
    known = packages.with_required(["inforce", *made_by]) - {"inforce"}
    yield from (f"{name}=={metadata.version(name)}" if name in known else name for name in sorted(known | {*made_by[-1:]}))


def _address() -> str:
    """Where Inforce was installed from, "" where that was a registry of packages (PEP 610)."""
    told: Mapping[str, object] = json.loads(metadata.distribution("inforce").read_text("direct_url.json") or "{}")
    url, vcs = str(told.get("url") or ""), told.get("vcs_info")
    return f"{vcs.get('vcs')}+{url}@{vcs.get('commit_id')}" if isinstance(vcs, dict) else url


def _called(file: Path) -> str:
    return os.path.relpath(file, Path.cwd())
