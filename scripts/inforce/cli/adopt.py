"""`inforce adopt`: what Inforce would publish of a repository that it does not know yet; it writes the configuration."""

from __future__ import annotations

import argparse
import difflib
import os
import posixpath
import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from inforce import settings
from inforce.adopt import candidates, surroundings, survey
from inforce.adopt.doubts import Doubt, some
from inforce.adopt.survey import Survey
from inforce.cache import Cache
from inforce.checks.finding import of_problem
from inforce.checks.rules.markdown import lost_markdown
from inforce.cli import check, history
from inforce.cli.site import FINE, Site, nearest, site_of
from inforce.cli.writing import refusing
from inforce.editing import site_config
from inforce.i18n import count
from inforce.problems import UserError
from inforce.record.load import Record
from inforce.record.model import Policy
from inforce.record.workspace import Workspace
from inforce.source.repository import Repository, open_repository
from inforce.text.rendering import rendering

_WIDEST = 60  # signs of a title in the table
_FAULTS = 5  # problems that are listed
_RED = "inforce check and mkdocs build --strict fail because of this."
_NOTES = (
    "Choose one: add notes: commit to the options, to show the first lines of commits instead; write the notes, as "
    "inforce check says for each; or accept what is there today: inforce check --write-baseline"
)


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = commands.add_parser(
        "adopt",
        help="add Inforce to a repository that already has policies",
        description="Looks for the policies in a repository, says what would be published and what you should look at, and "
        "adds the plugin to mkdocs.yml, or writes a new mkdocs.yml. It changes nothing else. It ends with 0 even if there is "
        "something to look at.",
    )
    command.add_argument("folder", nargs="?", type=Path, default=Path(), metavar="FOLDER", help="default: this folder")
    command.add_argument("--dry-run", action="store_true", help="show what would be written, and write nothing")
    command.set_defaults(without_site=_adopt)


def _adopt(options: argparse.Namespace) -> int:
    folder = options.folder.resolve()
    repository = open_repository(folder, whole=False)
    root = repository.root.resolve()
    file = options.config_file.resolve() if options.config_file else _config_file(folder, repository)
    with refusing(f"{file}: cannot be read", "Look at who may read it."):
        data = file.read_bytes() if file.is_file() else b""
    text = data.decode("utf-8", "surrogateescape")
    below = file.parent if folder.is_relative_to(file.parent) else folder  # the site's, from wherever in it one asks
    name = os.path.relpath(file, Path.cwd())
    known, config = settings.read(file, root, text)
    if site_config.PLUGIN in site_config.named(config.get("plugins")):
        site = site_of(repository, file, cached=False)
        print(*_table(site, site.record()), sep="\n")
        print(f"\n{name} already has the plugin inforce: there is nothing left to do.")
        return FINE
    head = repository.published_revision(known.branch if known.branch != "main" else repository.main_branch())
    cache = Cache(None)
    workspace = Workspace(repository, known, rendering(cache))
    found = survey.of(workspace, head, below=_inside(below, root), folder=_inside(file.parent, root), text=text, known=config)
    site = site_of(repository, file, cached=False, text=found.config)
    _say(site, found)
    written = {file: found.config, **{root / path: new for path, new in found.files.items()}}
    if options.dry_run:
        for path, new in written.items():
            print(*_difference(path, text if path == file else "", new), sep="\n")
        print("\nNothing was written.")
        return FINE
    for path, new in written.items():
        _write(path, text if path == file else "", new)
    print("\nCommit it, and build the site:")
    print(f"  git add {shlex.join(os.path.relpath(path, Path.cwd()) for path in written)} && git commit -m 'Add Inforce'")
    here = file.parent == Path.cwd()
    print("  mkdocs build" if here else f"  mkdocs build -f {shlex.quote(name)}")
    if lacking := ", ".join(surroundings.lacking(repository.tree(head), _inside(file.parent, root), repository.origin)):
        init = "inforce init" if here else f"inforce init {shlex.quote(posixpath.dirname(name))}"
        print(f"You may also want: {lacking}. To add what is missing: {init}")
    return FINE


def _inside(folder: Path, root: Path) -> str:
    """A folder as it is called in the repository."""
    return folder.relative_to(root).as_posix() if folder != root else ""


def _config_file(folder: Path, repository: Repository) -> Path:
    """The mkdocs.yml of a folder or of the nearest one above, else the only one below it, else the one that would be new in the
    folder. Raises UserError where there are several below."""
    root = repository.root.resolve()
    file = nearest(folder, root)
    if settings.is_own(file):
        raise UserError(f"{file.name} already says what is published. To see it: inforce history")
    if file.is_file():
        return file
    tracked = [path for path in repository.tracked(_inside(folder, root)) if candidates.is_place(path)]
    below = [path for path in tracked if posixpath.basename(path) in settings.CONFIG_FILES]
    if len(below) > 1:
        mend = f"Name the folder of one: inforce adopt {posixpath.dirname(below[0])}"
        raise UserError(f"there are several sites: {some(below)}. {mend}")
    return root / below[0] if below else folder / settings.CONFIG_FILE


def _say(site: Site, found: Survey) -> None:
    """What would be published, and what is in doubt."""
    known = site.record()
    print(*_table(site, known), sep="\n")
    doubts = [*found.doubts, *_of_clone(site), *_of_record(known, found, site)]
    site_dir = site.settings.site_dir
    if not site.repository.ignores(f"{site_dir}/index.html"):
        doubts.append(Doubt(what=f"Git would keep the built site, {site_dir}/.", mend=f"Add a line to .gitignore: {site_dir}/"))
    if doubts:
        print("\nLook at this:")
        print(*(f"- {doubt}" for doubt in doubts), sep="\n")
    print()


def _table(site: Site, known: Record) -> Iterator[str]:
    """Every policy with its title, its revisions, and the day of the newest with where it was read."""
    rows = [("FILE", "TITLE", "REVISIONS", "NEWEST", "READ FROM")]
    rows += [_row(site, policy) for policy in sorted(known.policies, key=lambda policy: policy.path)]
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    yield f"{count(len(known.policies), 'policy', 'policies')} would be published from the branch {site.settings.branch}:\n"
    for row in rows:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _row(site: Site, policy: Policy) -> tuple[str, str, str, str, str]:
    newest = policy.newest
    title = policy.title(site.today)
    title = title if len(title) <= _WIDEST else f"{title[: _WIDEST - 1]}…"
    read = {
        "front_matter": f"the key {newest.text.meta.keys.called('effective_date')}",
        "text": "its text",
        "commit": "the commit: a guess",
        "ledger": "the ledger",
    }[newest.date_source]
    was = sorted(policy.paths - {policy.path})
    state = policy.state(site.today)
    gone = f"; {'no longer offered' if state == 'deleted' else state}" if state in ("deleted", "retired") else ""
    moved = f"; was {', '.join(was)}" if was else ""
    return policy.path, title, str(len(policy.revisions)), newest.id, read + gone + moved


def _of_clone(site: Site) -> Iterator[Doubt]:
    """What this copy of the repository lacks."""
    for line in history.examined(site):
        if line.state == "wrong" or line.what.startswith("days turn at midnight UTC"):
            yield Doubt(what=line.what[:1].upper() + line.what[1:], mend=line.mend)


def _of_record(known: Record, found: Survey, site: Site) -> Iterator[Doubt]:
    """What the record finds wrong with the texts, the newest ones first; and what is no policy in the end."""
    faulty = {problem.path for problem in known.problems}
    problems = [problem for problem in known.problems if problem.key != "change_note"]
    if notes := len(known.problems) - len(problems):
        yield Doubt(
            what=f"{count(notes, 'revision has', 'revisions have')} no note that tells readers what changed. {_RED}",
            mend=_NOTES,
        )
    for policy in sorted(known.policies, key=lambda policy: policy.path):
        if policy.newest.date_source == "commit" and policy.path not in faulty:
            yield Doubt(
                what=f"{policy.path} states no date: the day of its commit, {policy.newest.id}, is a guess.",
                mend=f"Add {site.settings.keys.called('effective_date')}: with the first day on which this text is in force.",
            )
    for problem in problems[:_FAULTS]:
        yield Doubt(what=str(replace(problem, mend="")).rstrip(), mend=problem.mend)
    if len(problems) > _FAULTS:
        yield Doubt(what=f"There are {len(problems) - _FAULTS} more problems.", mend="List them all: inforce check")
    if problems:
        mend = "Fix them. If a text is published all the same, you can accept the problem: inforce check --write-baseline"
        yield Doubt(what=f"{count(len(problems), 'problem')} of the record: {_RED}", mend=mend)
    told = {(fault.rule, fault.path, fault.message) for fault in map(of_problem, known.problems)}
    errors = [
        item for item in check.here(site) if item.severity == "error" and (item.rule, item.path, item.message) not in told
    ]
    if errors:
        what = f"inforce check also finds {count(len(errors), 'error')} in the texts, and fails."
        yield Doubt(
            what=what, mend="To see them: inforce check. To see only new ones from now on: inforce check --write-baseline"
        )
    if lost := len(list(lost_markdown.told(known, site.settings))):
        what = (
            f"{count(lost, 'policy has', 'policies have')} Markdown that is not read here: mkdocs build --strict fails on that."
        )
        yield Doubt(what=what, mend="To see it: inforce check. To keep it as it is: inforce check --write-baseline")
    for policy in known.policies:
        yield from _of_address(policy, found, site)
    for path in sorted(found.policies.keys() - {policy.path for policy in known.policies} - faulty):
        yield Doubt(what=f"{path} would not be published.", mend="See what it lacks: inforce check")


def _of_address(policy: Policy, found: Survey, site: Site) -> Iterator[Doubt]:
    """An address that front matter asks another generator for, and the policy does not get."""
    file = found.policies.get(policy.path)
    key = next((key for key in surroundings.ADDRESSES if file and isinstance(file.keys.get(key), str)), "")
    if file and key and found.asks_for_addresses and str(file.keys[key]).strip("/") != policy.address:
        own = f"{site.url.rstrip('/')}/{policy.address}/"
        what = f"{policy.path}: {key}: {file.keys[key]} is not read. The policy gets the address {own}"
        yield Doubt(what=what, mend="Redirect the old address to it, or give the file the name and folder that you want.")


def _difference(path: Path, before: str, after: str) -> Iterator[str]:
    name = os.path.relpath(path, Path.cwd())
    old = before.splitlines()
    yield from difflib.unified_diff(old, after.splitlines(), name if before else "/dev/null", name, lineterm="")


def _write(path: Path, before: str, after: str) -> None:
    """Write a file, and say which lines are new."""
    name = os.path.relpath(path, Path.cwd())
    with refusing(f"{name}: cannot be written", "Make it writable."):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(after.encode("utf-8", "surrogateescape"))
    print(f"{name}: {'the plugin inforce is added' if before else 'a new file'}")
    for line in list(_difference(path, before, after))[2:]:  # below the names of both
        if line.startswith("+"):
            print(f"  {line[1:]}")
