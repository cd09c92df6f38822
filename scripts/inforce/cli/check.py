"""`inforce check`: what is wrong with the policies, and with what changes in them."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from inforce import checks, settings
from inforce.checks import baseline, report
from inforce.checks.finding import Finding
from inforce.checks.inputs import branch_files, load
from inforce.checks.inputs.state import State
from inforce.cli.site import FINE, PROBLEMS, Site, left
from inforce.cli.writing import refusing
from inforce.i18n import count
from inforce.problems import UserError
from inforce.record.redlines import Redlines
from inforce.render import trial

_FORMATS = {"text": report.text, "json": report.as_json, "github": report.github, "sarif": report.sarif}
_HELP = """\
Lists what is wrong with the policies' files on this machine, committed or not, and with their history. With --base REF, it also
checks the changes since the branch left REF; of everything else, it lists only what is new or is in a file that changed."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    command = commands.add_parser("check", help="what is wrong with the policies", description=_HELP)
    help_base = "also check the changes since the branch left this branch, tag or commit: main, origin/main, HEAD~1"
    command.add_argument("--base", metavar="REF", help=help_base)
    command.add_argument("--format", choices=tuple(_FORMATS), default="text", help="default: text")
    command.add_argument("--strict", action="store_true", help="fail (exit code 1) for warnings, too")
    command.add_argument(
        "--write-baseline",
        nargs="?",
        const=Path(),
        type=Path,
        metavar="FILE",
        help=f"accept what is wrong today: write it to a file, report it no more; default: {baseline.FILE} beside mkdocs.yml",
    )
    command.set_defaults(run=_run)


def _run(site: Site, options: argparse.Namespace) -> int:
    if options.base and options.write_baseline is not None:
        raise UserError("a baseline is for what is wrong with all policies. Write it without --base")
    found, after = _findings(site, options.base)
    if options.write_baseline is not None:
        file = options.write_baseline if options.write_baseline.name else _baseline(site)
        _known(file, required=False)  # never written over, unless it is one
        with refusing(f"{file}: cannot be written", "Give another file: --write-baseline FILE"):
            file.write_text(baseline.dump(found, after.lines), "utf-8")
        kept = [finding for finding in found if finding.left_out]
        print(f"{count(len(found) - len(kept), 'finding')} written to {file}", file=sys.stderr)
        if kept:
            print(
                f"Not written, because each keeps a text from being published:\n{report.text(kept)}",
                end="",
                file=sys.stderr,
            )
        return FINE
    fresh, stale = _new(site, found, after, options.base)
    print(_FORMATS[options.format](fresh), end="")
    errors = sum(finding.severity == "error" for finding in fresh)
    policies = count(len(after.record.policies), "policy", "policies")
    print(", ".join((policies, count(errors, "problem"), count(len(fresh) - errors, "warning"))), file=sys.stderr)
    if after.record.unread:
        print(after.record.unread, file=sys.stderr)
    if options.base and (items := beside(site, options.base)):
        print(branch_files.sentence(map(str, items)), file=sys.stderr)
    if stale and not options.base:
        print(_stale(stale, _baseline(site)), file=sys.stderr)
    return PROBLEMS if errors or (options.strict and fresh) else FINE


def since(site: Site, base: str) -> list[Finding]:
    """What the check finds in the files as they lie here, on the way from a branch, and no baseline knows."""
    return list(_new(site, *_findings(site, base), base)[0])


def here(site: Site) -> tuple[Finding, ...]:
    """What the check finds in the files as they lie here, whatever a baseline knows."""
    return _findings(site, None)[0]


def beside(site: Site, base: str) -> tuple[branch_files.Brought, ...]:
    """What the files here bring along on the way from a branch."""
    return branch_files.read(site.repository, site.settings, site.config_file, left(site, base))


def _new(site: Site, found: Sequence[Finding], after: State, base: str | None) -> tuple[Sequence[Finding], int]:
    """The findings that the baseline does not know, and how many of its entries are mended.

    A branch is held against the baseline that it left: what it adds there itself hides nothing of what it brings along.
    """
    file = _baseline(site)
    known = _known(file, required=bool(site.settings.baseline))
    if base:
        path = os.path.relpath(file.resolve(), site.repository.root.resolve()).replace(os.sep, "/")
        known = baseline.read((site.repository.blob_at(left(site, base), path) or b"").decode("utf-8", "replace"), path)
    return baseline.without(found, known, after.lines)


def _findings(site: Site, base: str | None) -> tuple[tuple[Finding, ...], State]:
    """The findings, and what they were found in."""
    now = settings.noon(site.settings, site.today)  # as if it were merged today
    commit = left(site, base) if base else ""
    before, after, entry = load.branch(site.workspace, now, commit) if base else (None, *load.draft(site.workspace, now))
    changed = {change.path for change in entry.changes} if base and entry else () if base else after.paths
    redlines = Redlines(site.cache)
    known = trial.tried(after.record, site.settings, site.today, redlines, site.repository.blobs, changed)
    after = replace(after, record=known)
    context = checks.Context(
        today=site.today,
        address=site.settings.address,
        is_policy=site.settings.is_policy,
        policies=site.settings.wanted,
        changes=entry.changes if entry else (),
        checks=site.settings.checks,
        notice_days=site.settings.notice_days,
        docs_dir=site.settings.docs_dir,
        site_pages=site.settings.site_pages,
        keys=site.settings.keys,
        site_path=urlsplit(site.url).path if site.url else "",
    )
    return checks.findings(before, after, context), after


def _baseline(site: Site) -> Path:
    return site.root / (site.settings.baseline or baseline.FILE)


def _known(file: Path, *, required: bool) -> Counter[baseline.Key]:
    """The findings of a baseline; none where there is no file. Raises UserError for a file that is no baseline."""
    if not file.exists() and not required:
        return Counter()
    with refusing(f"{file}: cannot be read", "Write it: inforce check --write-baseline"):
        return baseline.read(file.read_text("utf-8", "replace"), str(file))


def _stale(stale: int, file: Path) -> str:
    told = f"{count(stale, 'entry', 'entries')} of {file.name} {'is' if stale == 1 else 'are'} mended"
    return f"{told}. Write it again: inforce check --write-baseline"
