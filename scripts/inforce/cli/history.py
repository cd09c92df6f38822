"""`inforce history`: the policies, the revisions of one, or what this copy of the repository lacks."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, time

from inforce import settings
from inforce.cli.site import FINE, PROBLEMS, Site, formats, policy_of, report
from inforce.record.redlines import Redlines
from inforce.render import terminal
from inforce.render.data import records
from inforce.source import clone_check
from inforce.source import ledger as ledgers
from inforce.source.commits import Change
from inforce.source.front_matter import decode


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = commands.add_parser(
        "history",
        help="the policies, or the revisions of one",
        description="Lists the policies, or the revisions of one. With --check: whether this copy of the repository has all "
        "that the record needs, and what it lacks.",
    )
    command.add_argument("policy", nargs="?", metavar="POLICY", help="its address, path, or last name where that is unique")
    command.add_argument(
        "--check",
        dest="examine",
        action="store_true",
        help="say what this copy of the repository lacks; the exit code is 1 if its record would differ from the origin's",
    )
    formats(command, "text", "json")
    command.set_defaults(run=_history)


def _history(site: Site, options: argparse.Namespace) -> int:
    if options.examine:
        return _examine(site, options)
    known = site.record()
    if options.policy:
        policy = policy_of(known, options.policy)
        if options.format == "json":
            print(records.dump(records.history(policy, site.today, Redlines(site.cache).of, edit=site.edit)), end="")
        else:
            print(terminal.history(policy, site.today), end="")
    elif options.format == "json":
        print(records.dump(records.record(known, site.today, timezone=site.settings.timezone, edit=site.edit)), end="")
    else:
        print(terminal.record(known, site.today), end="")
    return report(known)


def _examine(site: Site, options: argparse.Namespace) -> int:
    """Everything that was looked at, whether it is well or not."""
    lines = examined(site)
    if options.format == "json":
        print(records.dump([line.as_data() for line in lines]), end="")
    else:
        print(*lines, sep="\n")
    return PROBLEMS if any(line.state == "wrong" for line in lines) else FINE


def examined(site: Site) -> list[clone_check.Line]:
    """What was looked at in this copy of the repository."""
    return clone_check.examine(site.repository.clone(site.settings.branch, site.settings.folders), _known(site))


def _known(site: Site) -> clone_check.Site:
    repository, known = site.repository, site.settings
    head = repository.published_revision(known.branch)
    entries = site.workspace.history(head)
    there = {change.path: change.blob for entry in entries for change in _both(entry.changes)}
    ledger = repository.blob_at(head, known.ledger)
    problems = []
    if ledger is not None:
        words, faults = decode(ledger, known.ledger)
        problems = [*faults, *ledgers.read(words, known.ledger)[1]]
    return clone_check.Site(
        branch=known.branch,
        entries=entries,
        folders=known.folders,
        policies=sum(bool(blob) and known.is_policy(path) for path, blob in there.items()),
        ledger=known.ledger if ledger is not None else "",
        ledger_problems=problems,
        timezone=known.timezone,
        edits=sum(known.is_policy(change.path) for change in repository.edits(head)),
        now=datetime.combine(site.today, time.max, settings.zone(known)),
    )


def _both(changes: Iterable[Change]) -> Iterator[Change]:
    """Each change, after what a renaming takes away."""
    for change in changes:
        if change.old_path not in ("", change.path):
            yield replace(change, path=change.old_path, blob="")
        yield change
