"""`inforce prove`: a built site held against git, file by file."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from inforce.cache import FILE as CACHE_FILE
from inforce.cache import Cache
from inforce.cli import folders, other_builds, progress, record_proof
from inforce.cli.site import CANNOT_RUN, FINE, PROBLEMS, Site
from inforce.hosts.mkdocs import proof_build, site_dialects
from inforce.hosts.mkdocs.proof_build import Checkout
from inforce.problems import UserError
from inforce.processes import processes
from inforce.record import texts as pages_of
from inforce.record.address_register import file_of
from inforce.record.workspace import Workspace
from inforce.render.context import Frame
from inforce.render.data import manifest, published
from inforce.render.data.manifest import Manifest
from inforce.render.data.published import Published
from inforce.text.rendering import rendering

_HELP = """\
Proves a built site against git. It makes every file again from the commit that the site was built from, without any cache,
and compares the two. It also checks each text, redline and hash against the history in git, one by one."""
_MOST = 200  # faults that are listed
_WORTH_PROCESSES = 200  # redlines to look at: for fewer, starting other processes takes longer than it saves
_NAMED = 12  # files that one line names


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    command = commands.add_parser("prove", help="check that a built site shows exactly what git holds", description=_HELP)
    help_site = "the built folder; default: the site_dir of mkdocs.yml"
    command.add_argument("site", nargs="?", type=Path, metavar="SITE", help=help_site)
    help_before = (
        "also name what this folder, or the manifest.json of one, published before and the site does not show any more"
    )
    command.add_argument("--before", type=Path, metavar="FOLDER_OR_MANIFEST", help=help_before)
    command.set_defaults(run=_run, cached=False)


def _run(site: Site, options: argparse.Namespace) -> int:
    folder = (options.site or site.root / site.site_dir).absolute()
    old = published.before(options.before.absolute()) if options.before else None
    other_builds.refuse_without_manifest(folder)
    made = manifest.read(folder / manifest.FILE)
    other_builds.refuse_written_over(folder, made)
    if not site.repository.resolve(made.commit):
        raise UserError(f"{folder} was built from the commit {made.commit}, which is not here. Fetch it: git fetch")
    head = site.repository.published_revision(site.settings.branch)
    if site.repository.merge_base(made.commit, head) != made.commit:
        raise UserError(
            f"the commit {made.commit[:10]}, from which {folder} was built, is not in the history of what is published now. "
            "Build the site again."
        )
    with (
        progress.shown(f"Checking out {made.commit[:10]}") as step,
        proof_build.checked_out(site.repository, made.commit, site.settings.branch, site.config_file) as checkout,
    ):
        others = manifest.other_versions(made)
        faults: dict[str, list[str]] = {}
        again = None
        if not others:
            step("Making the site again")
            again = checkout.build(made)
        step("Proving texts and redlines")
        frame = _frame(site, again or folder, made, checkout)
        checks = _by_the_record(folder, frame)
        for check in (check for check in checks if check.fault):
            faults.setdefault(file_of(check.address), []).append(check.fault)
        if old:
            for address, fault in _by_what_was(site, old, again or folder, made, frame):
                faults.setdefault(address, []).append(fault)
        own: dict[str, str] = {}
        if again:
            step("Comparing files")
            for address, fault in _by_bytes(folder, again, made):
                faults.setdefault(address, []).append(fault)
            own = {
                address: entry.source for address, entry in manifest.read(again / manifest.FILE).files.items() if entry.source
            }
    _list(faults, own)
    if again:
        _tell_own(own, checkout)
    print(f"{len(checks)} pages proved against the commit {made.commit[:10]}, {len(faults)} faults", file=sys.stderr)
    if not checks:
        print(f"There is no page of a policy in {folder}. See the option policies of the plugin inforce.", file=sys.stderr)
    if others:
        print(f"inforce: {_others(folder, others)}", file=sys.stderr)
    if faults or not checks:
        return PROBLEMS
    return CANNOT_RUN if others else FINE


def _by_bytes(folder: Path, again: Path, made: Manifest) -> Iterator[tuple[str, str]]:
    """The files that are not as they were made again; of the manifest, all but the versions, which were looked at before."""
    yield from folders.differences(folder, again)
    expected = replace(manifest.read(again / manifest.FILE), versions=made.versions)
    if fault := folders.difference((folder / manifest.FILE).read_bytes(), manifest.dump(expected)):
        yield manifest.FILE, fault


def _by_what_was(site: Site, old: Published, folder: Path, made: Manifest, frame: Frame) -> Iterator[tuple[str, str]]:
    """What was published before and is not there any more; and the commit that it was made from, where that is gone."""
    repository = site.repository
    known = repository.resolve(old.commit) if old.commit else made.commit
    shared = repository.merge_base(known, made.commit) if known else ""
    if known != made.commit == shared:
        raise UserError("what --before names was published after the site. Name what was published before it.")
    if not known or shared != known:
        what = f"what was published before was made from the commit {old.commit[:10]}"
        yield manifest.FILE, f"{what}, which is not in the history of this one: it was rewritten."
    new = manifest.read(folder / manifest.FILE).files
    yield from ((file_of(address), fault) for address, fault in published.changes(old.files, folder, new, frame.record))


def _frame(site: Site, again: Path, made: Manifest, checkout: Checkout) -> Frame:
    """The record at the commit, and how its pages are made."""
    cache = Cache(checkout.config_file.parent / CACHE_FILE)  # of the site that was made again a moment ago
    try:
        render = rendering(cache, site_dialects.of(checkout.config_file, checkout.settings))
        known = Workspace(site.repository, checkout.settings, render).at(made.commit)
    finally:
        cache.close()
    return record_proof.frame(again, known, checkout.settings)


def _by_the_record(folder: Path, frame: Frame) -> list[record_proof.Check]:
    """What the record alone says of each text, redline and history, whatever has made their pages."""
    known = frame.record
    pages = sum(len(pages_of.pairs(policy, frame.compare)) for policy in known.policies)
    if pages < _WORTH_PROCESSES or sys.platform != "linux" or os.cpu_count() == 1:
        return list(record_proof.checks(folder, frame))
    with processes(_begin, folder, frame, fork=True) as pool:
        found = pool.map(_of_policy, range(len(known.policies)))
        return [*record_proof.linked(folder, frame), *(check for checks in found for check in checks)]


_here: list[tuple[Path, Frame]] = []  # in a process of the pool: what it looks at


def _begin(folder: Path, frame: Frame) -> None:
    _here[:] = [(folder, frame)]


def _of_policy(number: int) -> list[record_proof.Check]:
    return list(record_proof.of_policy(*_here[0], number))


def _page(file: str) -> str:
    """How a file is called: a page by its address, and nothing by a sign that a terminal would obey."""
    name = folders.harmless(file)
    return name.removesuffix("index.html") if name.endswith("/index.html") else name


def _list(faults: Mapping[str, Sequence[str]], own: Mapping[str, str]) -> None:
    for address in sorted(faults)[:_MOST]:
        whose = f" (your own: {own[address]})" if address in own else ""
        print(f"{_page(address)}{whose}: {' '.join(faults[address])}")
    if len(faults) > _MOST:
        print(f"and {len(faults) - _MOST} more files")


def _tell_own(own: Mapping[str, str], checkout: Checkout) -> None:
    """What is no policy's: it was compared as well, but for some of it there is no evidence."""
    docs, sources = f"{checkout.settings.docs_dir}/", set(own.values())
    outside = [path for path in sorted(checkout.outside) if path in sources or not path.startswith(docs)]
    held = [_page(address) for address, source in own.items() if source not in checkout.outside]
    if held:
        print(f"Of your own, made again from the commit as well: {_named(held)}", file=sys.stderr)
    if outside:
        print(f"Not in git, and so not proved, but taken as they lie here: {_named(outside)}", file=sys.stderr)


def _named(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _others(folder: Path, others: Mapping[str, tuple[str, str]]) -> str:
    told = [f"{name} {theirs} (here {ours})" for name, (theirs, ours) in others.items()]
    mend = " ".join(f"{name}=={theirs}" for name, (theirs, _) in others.items() if name != "inforce")
    return f"{folder} was built with {_named(told)}, so that its files cannot be compared byte for byte. " + (
        f"Install the same: pip install {mend}" if mend else "Install the same Inforce, or build the site again."
    )
