"""`inforce import`: the edits of a Word file into a policy's Markdown, shown as a redline before they are written."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections import Counter
from dataclasses import replace
from operator import itemgetter
from pathlib import Path

from inforce.cli import progress
from inforce.cli.export_word import author, led_out
from inforce.cli.site import FINE, PROBLEMS, Site, meant, policy_of
from inforce.cli.writing import refusing
from inforce.editing.from_word.import_edits import Edits, Text, bring_in
from inforce.problems import UserError
from inforce.record import dead_links, revspec
from inforce.record.load import Record
from inforce.record.model import Policy, find
from inforce.record.redlines import Redlines
from inforce.record.revspec import Side
from inforce.record.workspace import Workspace
from inforce.render import terminal
from inforce.render.redline_text import as_marked
from inforce.source.policy_file import Content
from inforce.word.provenance import digest, other_policy
from inforce.word.read.file import WordFile

_DESCRIPTION = (
    "Writes the edits of a Word file (.docx) into the Markdown file of a policy. Only what was edited changes: every other "
    "byte of the file stays. Tracked changes count as accepted, and so do changes that were not tracked. You see the "
    "redline first, and nothing is written before you agree. The edits may have started from the policy as it lies here, or "
    "from another text of it. A file made by inforce redline says which. For other files, the tracked changes or --base say "
    "it. If a passage was changed both here and in the Word file, in different ways, the command names it and writes "
    "nothing. It refuses the file of another policy. Unless --base names the text that the edits started from, it also "
    "refuses a file that holds only a part of the policy, has lost its styles, or is nearer to an older text. Comments are "
    "listed. What is written is checked: read again, the Markdown has the words, headings, lists, tables, emphasis and "
    "links of the Word file. Page headers and footers, pictures, text boxes, colours and underlining are not carried over."
)
_MOST_DRAFTS = 12  # that are read whole


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "import",
        help="bring the edits of a Word file into a policy",
        description=_DESCRIPTION,
    )
    command.add_argument("file", type=Path, metavar="FILE.docx", help="the edited Word file")
    command.add_argument("policy", metavar="POLICY", help="its address, path, or last name where that is unique")
    command.add_argument(
        "--base", metavar="REVISION", help="the text that the edits started from: revision, file or git revision"
    )
    command.add_argument("--yes", "-y", action="store_true", help="write without asking")
    command.add_argument("--dry-run", action="store_true", help="show what would change, and write nothing")
    command.set_defaults(run=run)


def run(site: Site, options: argparse.Namespace) -> int:
    """Import a file; raises UserError where it cannot be read."""
    known = site.record()
    published = bool(meant(known, options.policy))
    if not published:
        known = site.draft()
    policy = policy_of(known, options.policy)
    source = site.workspace
    file = site.repository.root / policy.path
    if not file.is_file():
        raise UserError(f"{policy.path} is not there, so that nothing can be imported. Restore it: git restore {policy.path}")
    data = file.read_bytes()
    present = revspec.version_of(data, policy.path, "HEAD", policy, source)
    with progress.shown(f"Reading {options.file.name}") as step:
        with refusing(f"{options.file}: cannot be read", "Give the path of a Word file."):
            edited = options.file.read_bytes()
        word = WordFile(edited, options.file.name)
        base: Side | None
        note = ""
        if options.base:
            base = replace(revspec.named(policy, options.base, source), name="")
        else:
            _refuse_other(word, options.file, policy, known, present)
            base, note = _stated_base(word, policy, present, source)
        found = bring_in(
            word,
            data,
            policy.path,
            _texts(policy) if base else {**_texts(policy), **_drafts(policy, word, present, source)},
            base=_text(base.version) if base else None,
            base_name=base.name if base else "",
            sure=bool(options.base),
            maker=author(site),
            addresses={other.path.removesuffix(".md"): other.address for other in known.policies},
            led_out=lambda html: led_out(html, site, known),
            step=step,
            title=present.title,
            dialect=present.dialect,
        )
    for said in filter(None, (note, *found.notes)):
        print(f"Note: {said}", file=sys.stderr)
    if found.refused or found.doubted:
        return _refused(policy, found)
    new = revspec.version_of(found.data, policy.path, "HEAD", policy, source)
    made = Redlines(site.cache).between(present, new)
    if not made.changes:  # what nobody sees is no edit of counsel's
        print(f"{policy.path}: the file changes nothing.")
        return FINE
    print(
        terminal.redline(f"{policy.address}: as it lies here -> {options.file.name}", made, as_marked(made.html, "text")),
        end="",
    )
    others = (other.newest.text for other in known.policies if other.address != policy.address)
    for said in dead_links.cut_off(present, new, others):
        print(f"Note: {said}", file=sys.stderr)
    written = _write(file, policy, data, found.data, options)
    if written:
        print(f"{policy.path}: written. {_left_to_do(policy if published else None, new)}", file=sys.stderr)
    return FINE if written or options.dry_run else PROBLEMS


def _refuse_other(word: WordFile, file: Path, policy: Policy, known: Record, present: Content) -> None:
    """Raise UserError for the file of another policy."""
    if word.origin:
        named = find(known.policies, word.origin.policy)
        other = named[0].address if len(named) == 1 and named[0] is not policy else ""
        says = "was made from"
    else:
        own = (present.body, *(version.body for revision in policy.revisions for _, version in revision.texts))
        others = {held.address: held.newest.text.body for held in known.policies if held is not policy}
        other = other_policy(word.text, own, others)
        says = "looks like"
    if other:
        raise UserError(
            f"{word.name} {says} {other}, not {policy.address}. Import it there: inforce import {file} {other}\n"
            f"If it is meant for {policy.address}, name the text that its edits started from: --base {policy.newest.id}"
        )


def _stated_base(word: WordFile, policy: Policy, present: Content, source: Workspace) -> tuple[Side | None, str]:
    """The text that the file says it was made from, None where it says nothing or the text is gone; its name is "" where that
    need not be said. And what must be said, "" for nothing."""
    origin = word.origin
    if not origin:
        return None, ""
    if digest(present.body) in (origin.newer_text, origin.older_text):
        return Side(name="", version=present), ""
    newer = revspec.with_body(policy, lambda body: digest(body) == origin.newer_text, source)
    if newer:
        return newer, ""
    older = revspec.with_body(policy, lambda body: digest(body) == origin.older_text, source)
    gone = f"{word.name} was made from a text ({origin.newer}) that is neither here nor in a commit any more."
    if older:
        return replace(older, name=""), f"{gone} The edits are held against the older text of its redline, {older.name}."
    return None, f"{gone} If you know another one that the edits started from, name it: --base {policy.newest.id}"


def _left_to_do(published: Policy | None, written: Content) -> str:
    """What the user has to do next; `published`: the policy, None before its first publication."""
    if published is None:
        return "Before you commit it, see that its effective date is the one that you mean."
    if written.stated_by == "commit":
        return "The commit that you make of it gives it its date."
    if written.stated and all(written.stated != revision.date for revision in published.revisions):
        return f"Its date is new already: {written.stated}. See that its change note tells of these edits, too."
    return "Give it a new effective date and a change note before you commit it."


def _texts(policy: Policy) -> dict[str, Text]:
    """The texts that the policy has had, newest first."""
    states = [state for revision in reversed(policy.revisions) for state in reversed(list(revision.texts))]
    return {f"the revision {name}": _text(version) for name, version in states}


def _drafts(policy: Policy, word: WordFile, present: Content, source: Workspace) -> dict[str, Text]:
    """Texts that are in commits only, as drafts are: those whose words are nearest to the file's, the nearest first."""
    words = Counter(word.text.split())
    published = (version.body for revision in policy.revisions for _, version in revision.texts)
    known = {digest(present.body), *map(digest, published)}
    found: list[tuple[int, str, Text]] = []
    for commit, _, read in revspec.committed(policy, source):
        if digest(read.body) not in known:
            known.add(digest(read.body))
            own = Counter(read.body.split())
            apart = (words - own).total() + (own - words).total()
            found.append(
                (
                    apart,
                    f"the text of the commit {commit.id[:10]}",
                    Text(body=read.body, title=read.meta.title, dialect=present.dialect),
                )
            )
    return {name: text for _, name, text in sorted(found, key=itemgetter(0))[:_MOST_DRAFTS]}


def _text(version: Content) -> Text:
    return Text(body=version.body, title=version.title, dialect=version.dialect)


def _refused(policy: Policy, found: Edits) -> int:
    for reason in (*found.doubted, *found.refused):
        print(reason)
    mend = " Make these edits in the Markdown file, or undo them in Word." if found.refused else ""
    print(f"{policy.path}: nothing was written.{mend}", file=sys.stderr)
    return PROBLEMS


def _write(file: Path, policy: Policy, old: bytes, new: bytes, options: argparse.Namespace) -> bool:
    """Whether the user agreed and the file was written."""
    asks = sys.stdin.isatty() and sys.stdout.isatty()
    if options.dry_run or not (options.yes or asks):
        print(_lines(old, new, policy.path), end="")
        mend = "" if options.dry_run else " To write without being asked: --yes"
        print(f"{policy.path}: nothing was written.{mend}", file=sys.stderr)
        return False
    if not options.yes and input(f"Write this to {policy.path}? [y/N] ").strip().lower() not in ("y", "yes"):
        print("Nothing was written.", file=sys.stderr)
        return False
    with refusing(f"{policy.path}: cannot be written", ""):
        file.write_bytes(new)
    return True


def _lines(old: bytes, new: bytes, path: str) -> str:
    """The lines of the file that would change, as git shows them."""
    before, after = (data.decode("utf-8", "replace").splitlines(keepends=True) for data in (old, new))
    shown = difflib.unified_diff(before, after, f"a/{path}", f"b/{path}", n=0)
    return "\n" + "".join(line if line.endswith("\n") else line + "\n" for line in shown)
