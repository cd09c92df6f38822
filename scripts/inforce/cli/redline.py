"""`inforce redline`: what changed between two texts of a policy, or what a branch changes in all of them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from inforce import settings
from inforce.checks import Finding
from inforce.cli import check, export_word, progress
from inforce.cli.files import of_files
from inforce.cli.site import FINE, Site, formats, left, meant, policy_of
from inforce.cli.writing import refusing, write
from inforce.problems import UserError
from inforce.record import branch, proposal, revspec
from inforce.record.load import Record
from inforce.record.model import Policy
from inforce.record.proposal import Happening, Proposal
from inforce.record.redlines import Redlines
from inforce.record.revision import Revision
from inforce.record.revspec import DRAFT, Side
from inforce.record.texts import Pair
from inforce.render import terminal
from inforce.render.data import records
from inforce.render.pages import standalone_redline
from inforce.render.pull_request import comment
from inforce.render.pull_request.comment import Places
from inforce.render.redline_text import as_marked

_SIGNS = """\
signs of the text format:
  {+words+}                          inserted
  [-words-]                          deleted
  {~words~ formatting: bold added}   the same words in both texts: only their look or their link changed, and how
  (moved here), (moved away)         the two ends of a move
  […]                                left out, since nothing changed there
"""
_LONGEST = 500  # characters of an address


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's arguments."""
    command = commands.add_parser(
        "redline",
        help="what changed between two texts of a policy, or what a branch changes in all policies",
        description="What changed between two texts of a policy. OLD and NEW are each a revision (2018-03-26), a state of one\n"
        "(2018-03-26.1), a file, or a git revision. Without NEW, it is the text in force. Without both, the file as it lies\n"
        "here is compared with the text in force. Two revisions are compared as on the site.\n\n"
        "With --base: what the files as they lie here will change once they are merged. --format markdown gives the comment\n"
        "on a pull request, and json the same for programs, for all policies or for one. text gives the redlines of all\n"
        "policies that change, one after another. html and docx give the redline of one policy, or, with a folder as\n"
        "--output, a file for each policy that changes.\n\n"
        "To compare two Markdown or HTML files, name them in the place of POLICY and OLD, the older one first. That needs\n"
        "no repository.\n\n"
        "A policy that was never published has no redline: --format docx gives its whole text, for counsel to edit.",
        epilog=_SIGNS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    help_policy = "its address, path, or last name where that is unique; not needed with --base; or a file, before another"
    command.add_argument("policy", nargs="?", metavar="POLICY", help=help_policy)
    command.add_argument("old", nargs="?", metavar="OLD", help="revision, file or git revision")
    command.add_argument("new", nargs="?", metavar="NEW", help="revision, file or git revision")
    formats(command, "text", "markdown", "html", "json", "docx")
    command.add_argument("--output", "-o", type=Path, metavar="FILE", help="write to a file")
    pull = command.add_argument_group("with --base")
    help_base = "what has changed since this branch, tag or commit was left: main, origin/main, HEAD~1"
    pull.add_argument("--base", metavar="REF", help=help_base)
    pull.add_argument(
        "--findings", type=Path, metavar="FILE", help="what the check found, if it ran before: inforce check --format json"
    )
    help_preview = "where the preview is: a folder that ends with /, an address with {page} in it, or one place for everything"
    pull.add_argument("--preview", default="", metavar="URL", help=help_preview)
    help_word = "where the Word files are: a folder that ends with /, an address with {policy}, {old} and {new}, or one place"
    pull.add_argument("--word", default="", metavar="URL", help=help_word)
    help_limit = f"the most characters that the comment may have; default: {comment.LIMIT}"
    pull.add_argument("--limit", type=int, default=comment.LIMIT, metavar="NUMBER", help=help_limit)
    command.set_defaults(run=_redline, without_site=of_files)


def _redline(site: Site, options: argparse.Namespace) -> int:
    if not options.base:
        _of_policy(site, options)
    elif options.old:
        raise UserError("--base compares with what the branch left. Give it without OLD and NEW.")
    elif options.format in ("markdown", "json"):
        write(_of_branch(site, options), options.output)
    else:
        _of_each(site, options)
    return FINE


def _of_policy(site: Site, options: argparse.Namespace) -> None:
    if not options.policy:
        raise UserError("POLICY is missing. Name one, or a branch to compare with: --base main")
    known = site.record()
    is_new = not meant(known, options.policy) and bool(meant(draft := site.draft(), options.policy))
    policy = policy_of(draft if is_new else known, options.policy)
    if is_new and not options.old:
        _write_new(site, known, policy, policy.newest, options.format, options.output)
        return
    old, new = revspec.sides(policy, options.old, options.new, site.workspace, site.today)
    _write_redline(site, known, policy, (old, new), options.format, options.output)


def _of_each(site: Site, options: argparse.Namespace) -> None:
    """The redline of one policy that the branch changes, or of each: into a file of its own, or as text one after another."""
    in_a_row = not options.policy and not options.output
    if in_a_row and options.format != "text":
        raise UserError(f"--format {options.format} needs a POLICY, or a folder for the files of all: --output redlines")
    found = _proposal(site, options.base, options.policy)
    shown = [(item.policy, h) for item in found.policies for h in item.happenings if h.pair or h.kind == "first"]
    if options.policy and not shown:
        raise UserError(f"nothing changes in the text of {options.policy} since {options.base} was left. Name another branch.")
    known = site.workspace.published(lazily=True)
    if in_a_row:
        _in_a_row(site, known, shown, options.base)
        return
    for policy, happening in shown:
        ending = "txt" if options.format == "text" else options.format
        file = options.output if options.policy else options.output / f"{policy.address}.{ending}"
        if not options.policy and not happening.pair and options.format != "docx":
            print(f"{_no_older(policy)} No file was written for it.", file=sys.stderr)
            continue
        if not options.policy:
            with refusing(f"{file.parent}: cannot be made", "Give another folder: -o"):
                file.parent.mkdir(parents=True, exist_ok=True)
        if happening.pair:
            _write_redline(site, known, policy, _sides(happening.pair), options.format, file)
        else:
            assert happening.revision
            _write_new(site, known, policy, happening.revision, options.format, file)


def _in_a_row(site: Site, known: Record, shown: Sequence[tuple[Policy, Happening]], base: str) -> None:
    """The redlines of all policies that a branch changes, as text."""
    if not shown:
        print(f"No text of a policy changes since {base} was left.")
    for k, (policy, happening) in enumerate(shown):
        print(end="\n" if k else "")
        if happening.pair:
            _write_redline(site, known, policy, _sides(happening.pair), "text", None)
        else:
            print(_no_older(policy))


def _sides(pair: Pair) -> tuple[Side, Side]:
    return Side(name=pair.old.name, version=pair.old.version), Side(name=pair.new.name, version=pair.new.version)


def _write_new(site: Site, known: Record, policy: Policy, first: Revision, form: str, file: Path | None) -> None:
    """The whole text of a policy that has no older one, for counsel to edit. Raises UserError for another form than Word."""
    if form != "docx":
        mend = f"Read the file itself, or make a Word file of it: --format docx -o {policy.name}.docx"
        raise UserError(f"{_no_older(policy)} {mend}")
    side = Side(name=DRAFT, version=first.text)
    _write_redline(site, known, policy, (side, side), form, file)


def _no_older(policy: Policy) -> str:
    return f"{policy.address} is new, so that there is no older text to compare it with."


def _write_redline(site: Site, known: Record, policy: Policy, sides: tuple[Side, Side], form: str, file: Path | None) -> None:
    old, new = sides
    with progress.shown(f"Comparing the texts of {policy.address}") as step:
        made = Redlines(site.cache).between(old.version, new.version)
        if form == "docx":
            step(f"Writing the Word file of {policy.address}")
            export_word.write_redline(site, known, policy, sides, made, file)
            return
    if form == "json":
        out = records.dump({"policy": policy.address, "old": old.name, "new": new.name, **records.comparison(made)})
    elif form == "html":
        between = _between(policy, old.name, new.name)
        out = standalone_redline.redline(policy.newest.text.title, old.name, new.name, made, between=between)
    else:
        body = as_marked(made.html, "markdown" if form == "markdown" else "text")
        out = terminal.redline(f"{policy.address}: {old.name} -> {new.name}", made, body)
    write(out, file)


def _between(policy: Policy, old: str, new: str) -> list[Revision]:
    """The revisions that lead from one text to the other, where both are revisions."""
    order = {revision.id: revision.order for revision in policy.revisions}
    if old not in order or new not in order:
        return []
    return [revision for revision in policy.revisions if order[old] < revision.order <= order[new]]


def _of_branch(site: Site, options: argparse.Namespace) -> str:
    """The comment on a pull request, or what it says for programs."""
    places = Places(preview=_address("--preview", options.preview), word=_address("--word", options.word))
    if options.limit < comment.LEAST:
        raise UserError(f"--limit {options.limit} is too little for a comment. Give {comment.LEAST} or more.")
    redlines = Redlines(site.cache)
    proposed = _proposal(site, options.base, options.policy)
    if options.format == "json":
        return records.dump(records.proposal(proposed, redlines.of))
    findings = _findings(options.findings) if options.findings else check.since(site, options.base)
    if options.policy:
        findings = [finding for finding in findings if finding.path in {item.policy.path for item in proposed.policies}]
    beside = check.beside(site, options.base)
    return comment.comment(proposed, redlines.of, findings=findings, beside=beside, places=places, limit=options.limit)


def _proposal(site: Site, base: str, name: str | None) -> Proposal:
    """What merging the files as they lie here would do, to all policies or to one."""
    commit = left(site, base)
    now = settings.noon(site.settings, site.today)
    found = branch.read(site.workspace, commit, now)
    changes = found.entry.changes if found.entry else ()
    files = {change.path for change in changes if change.blob and site.settings.is_policy(change.path)}
    proposed = proposal.propose(found.before, found.after, files, site.today)
    return proposal.only(proposed, policy_of(found.after, name)) if name else proposed


def _address(option: str, url: str) -> str:
    if url and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc or len(url) > _LONGEST):
        raise UserError(f"{option} {url} is no address on the web. Write it whole: https://preview.example/17/")
    return url


def _findings(file: Path) -> list[Finding]:
    """What `inforce check --format json` wrote."""
    mend = f"Write it: inforce check --format json > {file}"
    try:
        with refusing(f"{file}: cannot be read", mend):
            return [_finding(item) for item in json.loads(file.read_text("utf-8"))["findings"]]
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(f"{file}: holds no findings. {mend}") from error


def _finding(item: dict[str, object]) -> Finding:
    rule, path, message, mend = (str(item[name]) for name in ("rule", "path", "message", "mend"))
    line = int(str(item["line"]))
    severity: Literal["error", "warning"] = "error" if item["severity"] == "error" else "warning"
    return Finding(rule=rule, path=path, line=line, message=message, mend=mend, severity=severity)
