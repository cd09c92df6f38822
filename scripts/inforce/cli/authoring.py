"""`inforce new`, `revise`, `correct` and `retire`: write front matter as the rules want it, and say what comes next."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from pathlib import Path

from inforce.checks.rules.notes import note_empty
from inforce.cli.site import FINE, Site, day, meant, policy_of
from inforce.cli.writing import refusing
from inforce.editing import policy_edits
from inforce.problems import UserError
from inforce.record.address_register import Owner, Register, is_among_pages, unfit
from inforce.record.load import Record
from inforce.record.model import Policy
from inforce.source import front_matter, values


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the four commands."""
    command = commands.add_parser(
        "new",
        help="begin a new policy",
        description="Writes the file of a new policy with its front matter. A file that is there is never written over.",
    )
    command.add_argument("path", metavar="PATH", help="where it lies below the folder of the policies: terms/refund-policy")
    command.add_argument("--title", required=True, metavar="TITLE", help="the name of the policy")
    command.add_argument("--effective", required=True, type=day, metavar="DATE", help="the first day on which it is in force")
    command.add_argument("--note", default="", metavar="TEXT", help="one line for readers; a first revision needs none")
    command.add_argument("--collection", default="", metavar="FOLDER", help="the collection that it belongs to, before PATH")
    command.set_defaults(run=_new)

    command = _of_policy(
        commands,
        "revise",
        help="set the date and the note of a policy's next revision",
        description="Sets the date and the note of the next revision in the file of a policy, and leaves the rest as it is.",
    )
    command.add_argument("--effective", required=True, type=day, metavar="DATE", help="the first day of the new text")
    command.add_argument("--note", required=True, metavar="TEXT", help="one line that tells readers what changed")
    command.add_argument("--summary", metavar="TEXT", help="the new summary in plain language")
    command.add_argument(
        "--retroactive", action="store_true", help="the date is meant, although it lies before that of the revision in force"
    )
    command.set_defaults(run=_revise)

    command = _of_policy(
        commands,
        "correct",
        help="declare a correction under the same date",
        description="Adds an entry with the day of today to the corrections in the file of a policy.",
    )
    command.add_argument("--note", required=True, metavar="TEXT", help="one line that tells readers what was put right")
    command.set_defaults(run=_correct)

    command = _of_policy(
        commands,
        "retire",
        help="set the day from which a policy is no longer offered",
        description="Sets the first day on which a policy is no longer offered. Its pages stay.",
    )
    command.add_argument("--on", required=True, type=day, metavar="DATE", help="the first day without it")
    command.add_argument("--superseded-by", metavar="POLICY", help="the policy that takes its place")
    command.add_argument("--note", metavar="TEXT", help="one line that tells readers why")
    command.set_defaults(run=_retire)


def _of_policy(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, *, help: str, description: str
) -> argparse.ArgumentParser:
    """A command on a policy that is there."""
    command = commands.add_parser(name, help=help, description=description)
    command.add_argument("policy", metavar="POLICY", help="its address, path, or last name where that is unique")
    return command


def _new(site: Site, options: argparse.Namespace) -> int:
    path = _new_path(site, options.path, options.collection)
    keys = site.settings.keys
    data = policy_edits.new(title=options.title, effective=options.effective, note=options.note, keys=keys)
    hints = _heard(site, note_empty.of_change(options.note) if options.note else None, {})
    file = site.repository.root / path
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as stream:
            stream.write(data)
    except FileExistsError:
        raise UserError(f"{path} is there already. To change it: inforce revise {site.settings.address(path)}") from None
    except OSError as error:
        raise UserError(f"{path}: cannot be written: {error.strerror}. Give another place.") from error
    print(f"{path}: a new policy")
    meta = front_matter.read(data, path, keys=keys).meta
    print(f"  {keys.called('title')}: {meta.title}\n  {keys.called('effective_date')}: {meta.effective_date}")
    print(*hints, sep="\n", end="\n" if hints else "")
    where = f"Now write the text into {path}, below the second line with ---"
    if site.repository.is_new:
        print(f"{where}, and make the first commit. Then:\n  inforce check")
        return FINE
    print(f"{where}. Then:\n  {_check(site)}")
    print(f"Commit it alone, and it is published when it comes to the branch {site.settings.branch}.")
    return FINE


def _revise(site: Site, options: argparse.Namespace) -> int:
    file = _file(site, options.policy)
    source = file.policy.newest.date_source
    if source in ("text", "commit") and site.settings.dates[0] != "front_matter" and not file.is_dated_by_text:
        where = "text: write the new date there" if source == "text" else "commits: commit the new text on its day"
        raise UserError(f"{file.path} takes its dates from its {where}.")
    edited = policy_edits.revise(
        file,
        effective=options.effective,
        note=options.note,
        today=site.today,
        summary=options.summary,
        retroactive=options.retroactive,
    )
    _write(site, file, edited, _heard(site, note_empty.of_change(options.note), file.meta.checks))
    _next(site, file, "change the text")
    return FINE


def _correct(site: Site, options: argparse.Namespace) -> int:
    file = _file(site, options.policy)
    edited = policy_edits.correct(file, note=options.note, today=site.today)
    _write(site, file, edited, _heard(site, note_empty.of_correction(options.note), file.meta.checks))
    _next(site, file, "put the mistake right")
    return FINE


def _retire(site: Site, options: argparse.Namespace) -> int:
    file = _file(site, options.policy)
    successor = None
    if options.superseded_by:
        known = site.record()
        successor = policy_of(known if meant(known, options.superseded_by) else site.draft(), options.superseded_by)
    edited = policy_edits.retire(file, on=options.on, today=site.today, successor=successor, note=options.note)
    _write(site, file, edited)
    print(f"Leave {file.path} where it is: its pages stay. Then:\n  {_check(site)}")
    return FINE


def _file(site: Site, name: str) -> policy_edits.File:
    """The file of a published policy as it lies here, committed or not."""
    policy, path = _published(site, site.record(), name)
    with refusing(f"{path}: cannot be read", f"Bring it back: git restore {path}"):
        data = (site.repository.root / path).read_bytes()
    return policy_edits.File(policy=policy, path=path, data=data, keys=site.settings.keys, dates=site.settings.dates)


def _published(site: Site, known: Record, name: str) -> tuple[Policy, str]:
    """A published policy, and where its file lies here; it may have been moved, or have a name that is not published."""
    found = meant(known, name)
    if len(found) == 1 and (site.repository.root / found[0].path).is_file():
        return found[0], found[0].path
    here = meant(site.draft(), found[0].address if len(found) == 1 else name)
    if len(here) == 1:
        was = [p for p in known.policies if {p.address, *p.former_addresses} & {here[0].address, *here[0].former_addresses}]
        if not was:
            remedy = "Write its date and its text into the file as they are to be, then: inforce check"
            raise UserError(f"{here[0].path} is not published yet, so that there is nothing to follow. {remedy}")
        return was[0], here[0].path
    policy = policy_of(known, name)
    return policy, policy.path


def _heard(site: Site, fault: note_empty.Fault | None, checks: Mapping[str, object]) -> tuple[str, ...]:
    """What `inforce check` will say of a note, as a hint. Raises UserError where it will refuse it."""
    setting = note_empty.RULE.switched(site.settings.checks, checks).setting
    if not fault or setting == "off":
        return ()
    said = site.settings.keys.said(" ".join(fault))
    if setting == "error":
        raise UserError(f"{said} Nothing was written.")
    return (said,)


def _write(site: Site, file: policy_edits.File, edited: policy_edits.Edited, hints: tuple[str, ...] = ()) -> None:
    with refusing(f"{file.path}: cannot be written", "Make it writable."):
        (site.repository.root / file.path).write_bytes(edited.data)
    print(f"{file.path}:")
    for line in edited.wrote:
        print(f"  {line}")
    for hint in (*hints, *edited.hints):
        print(hint)


def _next(site: Site, file: policy_edits.File, what: str) -> None:
    if file.is_edited:
        print(f"The text in {file.path} is changed already. Look at it, and have it checked:")
    else:
        print(f"Now {what} in {file.path}. Then look at it, and have it checked:")
    print(f"  inforce redline {file.policy.address}\n  {_check(site)}")
    print(f"Commit it alone, and it is published when it comes to the branch {site.settings.branch}.")


def _check(site: Site) -> str:
    return f"inforce check --base {site.settings.branch}"


def _new_path(site: Site, given: str, collection: str) -> str:
    """Where a new policy lies in the repository. Raises UserError where it cannot be a policy, or its address is not free."""
    name = (f"{collection.strip('/')}/" if collection else "") + given.removesuffix(".md").strip("/")
    root = site.repository.root.resolve()
    here = os.path.relpath(Path.cwd() / f"{name}.md", root).replace(os.sep, "/")
    settings = site.settings
    below = f"{settings.folder}/{name}.md" if settings.folder else f"{name}.md"
    path = next((path for path in (here, below) if settings.is_policy(path) and not path.startswith("../")), "")
    if not path:
        raise UserError(f"{name}.md does not lie where policies lie. Name a place in {settings.folder or 'the repository'}.")
    address = settings.address(path)
    policies = () if site.repository.is_new else site.record().policies
    if not values.is_address(address) or unfit(address) or is_among_pages(address):
        remedy = "Use lower-case letters, digits and hyphens, with / between folders: terms/refund-policy"
        raise UserError(f"{address} cannot be the address of a policy. {remedy}")
    if (root / path).exists():
        raise UserError(f"{path} is there already. To change it: inforce revise {address}")
    for policy in policies:
        if address in (policy.address, *policy.former_addresses):
            raise UserError(f"{address} is or was the address of {policy.path}, whose history would go on. Choose another.")
    register = Register() if site.repository.is_new else site.record().register.with_own({})
    if other := register.claim_policy(address, Owner(kind="policy", name=address, path=path)):
        raise UserError(f"the address {other[0]} belongs to {other[1]}. Choose another.")
    return path
