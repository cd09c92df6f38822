"""`inforce redline`: what changed between two texts of a policy, or what a branch changes in all of them."""

from __future__ import annotations

import argparse
import json
from datetime import datetime, time
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from inforce import compared, proposal, record, settings
from inforce.cache import rendering
from inforce.commands import FINE, Site, formats, left, policy_of
from inforce.problems import UserError
from inforce.proposal import Proposal
from inforce.redlines import Redlines
from inforce.render import comment, data, document, text
from inforce.render.comment import Finding, Places
from inforce.render.marked import as_marked

_LONGEST = 500  # characters of an address


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's arguments."""
    command = commands.add_parser(
        "redline",
        help="what changed between two texts of a policy",
        description="What changed between two texts of a policy. OLD and NEW are each a revision (2018-03-26), a state of one "
        "(2018-03-26.1), a file, or a git revision. Without NEW: the text in force. Without both: the text in force "
        "against the file as it lies here. With --base: everything that the files as they lie here change, in all policies or "
        "in one, as the comment on a pull request (--format markdown) or for programs (--format json).",
    )
    command.add_argument(
        "policy", nargs="?", metavar="POLICY", help="its address, path, or last name where that is unique; optional with --base"
    )
    command.add_argument("old", nargs="?", metavar="OLD", help="revision, file or git revision")
    command.add_argument("new", nargs="?", metavar="NEW", help="revision, file or git revision")
    formats(command, "text", "markdown", "html", "json")
    command.add_argument("--output", "-o", type=Path, metavar="FILE", help="write to a file")
    pull = command.add_argument_group("with --base")
    help_base = "what has changed since this branch, tag or commit was left: main, origin/main, HEAD~1"
    pull.add_argument("--base", metavar="REF", help=help_base)
    pull.add_argument("--findings", type=Path, metavar="FILE", help="show these, written by: inforce check --format json")
    help_preview = "where the preview is: a folder that ends with /, an address with {page} in it, or one place for everything"
    pull.add_argument("--preview", default="", metavar="URL", help=help_preview)
    help_word = "where the Word files are: a folder that ends with /, an address with {policy}, {old} and {new}, or one place"
    pull.add_argument("--word", default="", metavar="URL", help=help_word)
    help_limit = f"the most characters that the comment may have; default: {comment.LIMIT}"
    pull.add_argument("--limit", type=int, default=comment.LIMIT, metavar="NUMBER", help=help_limit)
    command.set_defaults(run=_redline)


def _redline(site: Site, options: argparse.Namespace) -> int:
    _write(_of_branch(site, options) if options.base else _of_policy(site, options), options.output)
    return FINE


def _of_policy(site: Site, options: argparse.Namespace) -> str:
    if not options.policy:
        raise UserError("POLICY is missing. Name one, or a branch to compare with: --base main --format markdown")
    known = site.record()
    policy = policy_of(known, options.policy)
    source = compared.Source(repository=site.repository, settings=site.settings, render=rendering(site.cache))
    old, new = compared.sides(policy, options.old, options.new, source, site.today)
    made = Redlines(site.cache).between(old.version, new.version)
    if options.format == "json":
        return data.dump({"policy": policy.address, "old": old.name, "new": new.name, **data.comparison(made)})
    if options.format == "html":
        return document.redline(policy, old.name, new.name, made)
    return text.redline(policy, old.name, new.name, made, as_marked(made.html, options.format))


def _of_branch(site: Site, options: argparse.Namespace) -> str:
    if options.old or options.format not in ("markdown", "json"):
        raise UserError(
            "--base compares with what the branch left. Give it with --format markdown or json, without OLD and NEW."
        )
    places = Places(preview=_address("--preview", options.preview), word=_address("--word", options.word))
    if options.limit < comment.LEAST:
        raise UserError(f"--limit {options.limit} is too little for a comment. Give {comment.LEAST} or more.")
    findings = _findings(options.findings) if options.findings else None
    redlines = Redlines(site.cache)
    proposed = _proposal(site, options.base, options.policy)
    if options.format == "json":
        return data.dump(data.proposal(proposed, redlines.of))
    return comment.comment(proposed, redlines.of, findings=findings, places=places, limit=options.limit)


def _proposal(site: Site, base: str, name: str | None) -> Proposal:
    """What merging the files as they lie here would do, to all policies or to one."""
    repository, render = site.repository, rendering(site.cache)
    commit = left(site, base)
    now = datetime.combine(site.today, time(12), settings.zone(site.settings))
    before = record.load(repository, site.settings, render, commit)
    after = record.load_draft(repository, site.settings, render, now, commit)
    entry = repository.uncommitted(commit, now)
    files = {change.path for change in entry.changes if change.blob and site.settings.is_policy(change.path)} if entry else ()
    found = proposal.propose(before, after, files, site.today)
    return proposal.only(found, policy_of(after, name)) if name else found


def _address(option: str, url: str) -> str:
    if url and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc or len(url) > _LONGEST):
        raise UserError(f"{option} {url} is no address on the web. Write it whole: https://preview.example/17/")
    return url


def _findings(file: Path) -> list[Finding]:
    """What `inforce check --format json` wrote."""
    try:
        return [_finding(item) for item in json.loads(file.read_text("utf-8"))["findings"]]
    except OSError as error:
        raise UserError(f"{file}: cannot be read: {error.strerror}. Write it: inforce check --format json > {file}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(f"{file}: holds no findings. Write it: inforce check --format json > {file}") from error


def _finding(item: dict[str, object]) -> Finding:
    rule, path, message, mend = (str(item[name]) for name in ("rule", "path", "message", "mend"))
    line = int(str(item["line"]))
    severity: Literal["error", "warning"] = "error" if item["severity"] == "error" else "warning"
    return Finding(rule=rule, path=path, line=line, message=message, mend=mend, severity=severity)


def _write(out: str, file: Path | None) -> None:
    if not file:
        print(out, end="")
        return
    try:
        file.write_text(out, encoding="utf-8")
    except OSError as error:
        raise UserError(f"{file}: cannot be written: {error.strerror}. Give another file: -o") from error
