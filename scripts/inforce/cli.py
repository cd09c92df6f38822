"""The command `inforce`: arguments -> calls -> text and exit codes (0 fine, 1 problems, 2 cannot run)."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from inforce import proving, record
from inforce.cache import rendering
from inforce.commands import (
    CANNOT_RUN,
    FINE,
    INTERRUPTED,
    PROBLEMS,
    Site,
    check,
    day,
    editing,
    formats,
    history,
    importing,
    open_site,
    policy_of,
    redline,
    report,
)
from inforce.problems import UserError
from inforce.render import data, text

_EXAMPLES = """\
examples:
  inforce history                          all policies
  inforce history terms/refund-policy      one policy with its revisions
  inforce on 2017-05-01                    what was in force on that day
  inforce redline refund-policy 2017-03-13 2018-05-15
  inforce redline refund-policy            the edited file against the text in force
  inforce redline refund-policy 2018-03-26 --format docx -o refund.docx    as tracked changes, for Word
  inforce redline old.md new.md            any two files, also without a repository
  inforce history --check                  whether this copy of the repository holds the record as its origin does
  inforce redline --base main --format markdown       what this branch changes, as a comment on its pull request
  inforce import counsel.docx refund-policy  the edits of a Word file, into the policy's file
  inforce prove                            whether the built site shows what git holds
  inforce check                            what is wrong, in the files as they lie here and in the record
  inforce check --base origin/main         the same, and what is wrong with the changes of this branch
  inforce revise refund-policy --effective 2027-03-01 --note "The free trial lasts 14 days."
"""


class _Command(argparse.ArgumentParser):
    """A command whose options may stand anywhere between its other arguments, which argparse only offers without commands."""

    _within = False  # some versions of Python come back to parse_known_args from there

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Options first, then all the rest."""
        if self._within:
            return super().parse_known_args(args, namespace)
        self._within = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._within = False


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Usage errors and a broken environment say what to do, without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that lacks a sign still shows the rest
    options = parser().parse_args(arguments)
    try:
        without_site = getattr(options, "without_site", None)
        if without_site and (code := without_site(options)) is not None:
            return int(code)
        site = open_site(options.config_file, whole=not getattr(options, "examine", False))
        run: Callable[[Site, argparse.Namespace], int] = options.run
        try:
            return run(site, options)
        finally:
            site.cache.close()
    except UserError as error:
        print(f"inforce: {error}", file=sys.stderr)
        return CANNOT_RUN
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return CANNOT_RUN
    except OSError as error:
        print(f"inforce: {error.filename or 'a file'}: {error.strerror}. Look at who may read and write it.", file=sys.stderr)
        return CANNOT_RUN


def _on(site: Site, options: argparse.Namespace) -> int:
    known = site.record()
    policies = [policy_of(known, options.policy)] if options.policy else list(known.policies)
    if options.format == "json":
        print(data.dump(data.on(policies, options.date)), end="")
    else:
        print(text.on(policies, options.date), end="")
    return report(known)


def _prove(site: Site, options: argparse.Namespace) -> int:
    folder = options.site or site.root / site.site_dir
    commit = proving.commit_of(folder)
    if not site.repository.resolve(commit):
        raise UserError(f"{folder} was built from the commit {commit}, which is not here. Fetch it: git fetch")
    known = record.load(site.repository, site.settings, rendering(site.cache), commit)
    head = site.repository.published_revision(site.settings.branch)
    if site.repository.merge_base(known.head, head) != known.head:
        print(
            f"The commit {known.head[:10]} is not in the history of what is published now. Build the site again.",
            file=sys.stderr,
        )
    faults = 0
    checks = 0
    for proof in proving.checks(folder, known, site.settings):
        checks += 1
        if proof.fault:
            faults += 1
            print(f"{proof.address}: {proof.fault}")
        if sys.stderr.isatty() and checks % 100 == 0:
            print(f"\r{checks} pages", end="", file=sys.stderr)
    print(f"{checks} pages proved against the commit {known.head[:10]}, {faults} faults", file=sys.stderr)
    if not checks:
        print(f"There is no page of a policy in {folder}. See the option policies of the plugin inforce.", file=sys.stderr)
    return PROBLEMS if faults or not checks else FINE


def parser() -> argparse.ArgumentParser:
    """The arguments of every command; the reference in the documentation is made from it."""
    parser = argparse.ArgumentParser(
        prog="inforce",
        description="An organisation's policies, published from git: what is in force, what was, and what changed.",
        epilog=_EXAMPLES + "\nexit codes: 0 fine, 1 problems were found (and listed), 2 cannot run",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"inforce {metadata.version('inforce')}")
    help_config = "the site's mkdocs.yml; else the one in this folder or the nearest above it"
    parser.add_argument("--config-file", "-f", type=Path, metavar="FILE", help=help_config)
    known: type[argparse.ArgumentParser] = _Command
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND", parser_class=known)

    history.add(commands)

    command = commands.add_parser("on", help="what was in force on a day")
    command.add_argument("date", type=day, metavar="DATE", help="for example 2018-03-26")
    command.add_argument("policy", nargs="?", metavar="POLICY", help="one policy only")
    formats(command, "text", "json")
    command.set_defaults(run=_on)

    redline.add(commands)

    check.add(commands)

    command = commands.add_parser(
        "prove",
        help="prove every text and every redline of a built site again",
        description="Proves a built site against git: each page shows the text of its revision, and rejecting or accepting all "
        "changes of a redline gives the older or the newer text.",
    )
    command.add_argument(
        "site", nargs="?", type=Path, metavar="SITE", help="the built folder; default: the site_dir of mkdocs.yml"
    )
    command.set_defaults(run=_prove)
    editing.add(commands)
    importing.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
