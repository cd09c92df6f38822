"""The command `inforce`: arguments -> calls -> text and exit codes (0 fine, 1 problems, 2 cannot run)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from inforce.cli import adopt, authoring, build, check, history, import_word, output, prove, redline, serve, starting
from inforce.cli.site import CANNOT_RUN, INTERRUPTED, Site, day, formats, open_site, policy_of, report
from inforce.problems import UserError
from inforce.render import terminal
from inforce.render.data import records

_EXAMPLES = """\
examples:
  inforce adopt --dry-run                  what would be published from a repository with policies
  inforce history                          all policies
  inforce history terms/refund-policy      one policy with its revisions
  inforce on 2017-05-01                    what was in force on that day
  inforce redline refund-policy 2017-03-13 2018-05-15
  inforce redline refund-policy            the edited file against the text in force
  inforce redline refund-policy 2018-03-26 --format docx -o refund.docx    as tracked changes, for Word
  inforce redline old.md new.md            any two files, also without a repository
  inforce history --check                  whether this copy of the repository has the whole history
  inforce redline --base main --format markdown       what this branch changes, as a comment on its pull request
  inforce import counsel.docx refund-policy  the edits of a Word file, into the policy's file
  inforce build                            the whole site, without a generator
  inforce prove                            whether the built site shows exactly what git holds
  inforce check                            what is wrong with the files here and with the history
  inforce check --base origin/main         the same, and what is wrong with the changes on this branch
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
    with output.guarded():
        return _run(arguments)


def _run(arguments: Sequence[str] | None) -> int:
    options = parser().parse_args(arguments)
    try:
        without_site = getattr(options, "without_site", None)
        if without_site and (code := without_site(options)) is not None:
            return int(code)
        cached = getattr(options, "cached", not getattr(options, "base", None))  # what was kept is no evidence of a branch
        site = open_site(options.config_file, whole=not getattr(options, "examine", False), cached=cached)
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
        print(records.dump(records.on(policies, options.date)), end="")
    else:
        print(terminal.on(policies, options.date), end="")
    return report(known)


def parser() -> argparse.ArgumentParser:
    """The arguments of every command; the reference in the documentation is made from it."""
    parser = argparse.ArgumentParser(
        prog="inforce",
        description="Publishes an organisation's policies from git: what is in force, what was before, and what changed.",
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

    build.add(commands)
    serve.add(commands)
    prove.add(commands)

    adopt.add(commands)
    starting.add(commands)
    authoring.add(commands)
    import_word.add(commands)
    return parser
