"""`inforce redline`: what changed between two texts of a policy."""

from __future__ import annotations

import argparse
from pathlib import Path

from inforce import compared
from inforce.cache import rendering
from inforce.commands import FINE, Site, formats, policy_of
from inforce.problems import UserError
from inforce.redlines import Redlines
from inforce.render import data, document, text
from inforce.render.marked import as_marked

_SIGNS = """\
signs of the text format:
  {+words+}                          inserted
  [-words-]                          deleted
  {~words~ formatting: bold added}   the same words in both texts: only their look or their link changed, and how
  (moved here), (moved away)         the two ends of a move
  […]                                left out, since nothing changed there
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's arguments."""
    command = commands.add_parser(
        "redline",
        help="what changed between two texts of a policy",
        description="What changed between two texts of a policy. OLD and NEW are each a revision (2018-03-26), a state of one\n"
        "(2018-03-26.1), a file, or a git revision. Without NEW: the text in force. Without both: the text in force\n"
        "against the file as it lies here. Two revisions are compared as on the site.",
        epilog=_SIGNS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("policy", metavar="POLICY", help="its address, path, or last name where that is unique")
    command.add_argument("old", nargs="?", metavar="OLD", help="revision, file or git revision")
    command.add_argument("new", nargs="?", metavar="NEW", help="revision, file or git revision")
    formats(command, "text", "markdown", "html", "json")
    command.add_argument("--output", "-o", type=Path, metavar="FILE", help="write to a file")
    command.set_defaults(run=_redline)


def _redline(site: Site, options: argparse.Namespace) -> int:
    known = site.record()
    policy = policy_of(known, options.policy)
    source = compared.Source(repository=site.repository, settings=site.settings, render=rendering(site.cache))
    old, new = compared.sides(policy, options.old, options.new, source, site.today)
    made = Redlines(site.cache).between(old.version, new.version)
    if options.format == "json":
        out = data.dump({"policy": policy.address, "old": old.name, "new": new.name, **data.comparison(made)})
    elif options.format == "html":
        out = document.redline(policy, old.name, new.name, made)
    else:
        out = text.redline(policy, old.name, new.name, made, as_marked(made.html, options.format))
    if options.output:
        try:
            options.output.write_text(out, encoding="utf-8")
        except OSError as error:
            raise UserError(f"{options.output}: cannot be written: {error.strerror}. Give another file: -o") from error
    else:
        print(out, end="")
    return FINE
