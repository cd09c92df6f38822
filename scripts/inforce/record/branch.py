"""A branch, as it would be merged now, against what it left: both records, read as far as the branch can have changed them.

A policy depends on its files, its entries in the ledger, and where policies lie that it links to. Where all of that is the same
in both records, it is one and the same object in both (`reading`), whose history is read only if somebody asks for it, and what
is wrong with it is wrong in both: neither tells of it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Set
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape
from urllib.parse import unquote

from inforce.later import but
from inforce.record.load import Record
from inforce.record.record_faults import Faults
from inforce.record.workspace import Workspace
from inforce.source import front_matter
from inforce.source.commits import Entry
from inforce.text import markdown

_PLAIN = re.compile(r"[\w .-]+", re.A)  # a name that can be written in one way only, but for escapes
_ESCAPES = re.compile(r"[\\\t\r\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """The two records, and the files that differ as one entry, None if none does. `untouched` are the addresses of the policies
    of which neither record tells what is wrong, since it is the same in both."""

    before: Record
    after: Record
    entry: Entry | None
    untouched: frozenset[str]


def read(workspace: Workspace, base: str, now: datetime) -> Branch:
    """What merging the files here into the branch that was left at the commit `base` would do."""
    before, after = workspace.at(base, lazily=True), workspace.draft(now, base, lazily=True)
    entry = workspace.uncommitted(base, now)
    changed = {path for change in entry.changes for path in (change.path, change.old_path)} if entry else set()
    untouched = frozenset(_untouched(workspace, before, after, changed))
    return Branch(before=_but(before, untouched), after=_but(after, untouched), entry=entry, untouched=untouched)


def _but(known: Record, untouched: Collection[str]) -> Record:
    """A record that does not tell what is wrong with some policies, and has those of the others that were published."""
    faults = _faults(known)
    policies = tuple(policy for policy in known.policies if policy.address in untouched or faults.is_published(policy))
    return but(known, policies=policies, problems=replace(faults, policies=policies).found(untouched))


def _untouched(workspace: Workspace, before: Record, after: Record, changed: Set[str]) -> Iterator[str]:
    """The addresses of the policies that the branch, which changes the files at some paths, leaves as they are."""
    old, new = _faults(before), _faults(after)
    if old.links != new.links:
        return
    there = set(map(id, before.policies))
    same = {p.address for p in after.policies if id(p) in there and p.paths.isdisjoint(changed)}
    others = {policy.path for known in (before, after) for policy in known.policies if policy.address not in same}
    altered = _altered(before, after, changed | others)
    ledger = {entry.policy for entry in (*old.ledger.entries, *new.ledger.entries)} if old.settings.ledger in changed else set()
    keys = new.settings.keys.all_of("superseded_by")
    places = _places(before, after)
    for strand in new.strands:
        if strand.address in same and strand.names.isdisjoint(ledger):
            blobs = {step.snapshot.blob for step in strand.steps if step.snapshot.blob}
            texts = [workspace.contents(blobs)[blob] for blob in blobs]
            meant = any(_mentions(text, places) and front_matter.may_have(text, keys) for text in texts)
            if not meant and not any(_mentions(text, altered) for text in texts):
                yield strand.address


def _places(before: Record, after: Record) -> frozenset[str]:
    """The names of policies that came, went or moved, and of their collections: a key that means one of them mentions one."""
    were, are = ({(p.path, p.address, *p.former_addresses) for p in known.policies} for known in (before, after))
    others = were ^ are
    files = {posixpath.basename(path).removesuffix(".md") for path, *_ in others}
    return frozenset(files.union(*(address.split("/") for _, *addresses in others for address in addresses)))


def _altered(before: Record, after: Record, paths: Collection[str]) -> frozenset[str]:
    """The names of the Markdown files at these paths to which a link may have another end: they came or went, or have other
    headings."""
    return frozenset(
        posixpath.basename(path) for path in paths if path.endswith(".md") and _ends(before, path) != _ends(after, path)
    )


def _ends(known: Record, path: str) -> object:
    """What links to a file can lead to."""
    faults = _faults(known)
    policies = [policy for policy in known.policies if policy.path == path and faults.is_published(policy)]
    texts = [policy.newest.text for policy in policies]
    return faults.is_there(path), [(markdown.ids(text.html), text.headings) for text in texts]


def _mentions(data: bytes, names: Collection[str]) -> bool:
    """Whether a file may link to one of these names, or have it as a value: never False for one that does."""
    if not names:
        return False
    if not all(_PLAIN.fullmatch(name) for name in names):
        return True
    text = unquote(_ESCAPES.sub("", unescape(front_matter.decode(data, "")[0])))
    return any(name in text for name in names)


def _faults(known: Record) -> Faults:
    assert known.faults  # of a record that was read from a repository
    return known.faults
