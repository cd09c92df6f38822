"""What is wrong with a record: with its ledger, with each policy by itself, and with what one says of another."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from inforce.problems import Problem, in_order
from inforce.record import unread_files
from inforce.record.dead_links import dangling as dead_links
from inforce.record.identity import Strand
from inforce.record.model import Policy, find
from inforce.record.timeline import Timeline
from inforce.settings import Settings
from inforce.source import theme_keys
from inforce.source.commits import Entry
from inforce.source.ledger import Ledger
from inforce.source.policy_file import Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """Finds them. `known` are those of the ledger and of the addresses, `histories` what the rules of time make of each strand,
    by its address, `links` the symbolic links that are there, `paths` the files, each since which commit, and `renamed` what
    files that were moved are called now; `exists` tells whether a Markdown file is there."""

    known: Sequence[Problem]
    strands: Sequence[Strand]
    histories: Mapping[str, Callable[[], Timeline]]
    policies: Sequence[Policy]
    ledger: Ledger
    entries: Sequence[Entry]
    settings: Settings
    links: Mapping[str, str]
    paths: Mapping[str, int]
    renamed: Mapping[str, str]
    exists: Callable[[str], bool]

    def found(self, but: Collection[str] = ()) -> tuple[Problem, ...]:
        """All of them; `but` those that concern only the policies at some addresses, whose histories are not read for that."""
        looked_at = [policy for policy in self.policies if policy.address not in but]
        strands = [strand for strand in self.strands if strand.address not in but]
        faults = [*self.known, *_unknown_entries(self.ledger, self.strands, self.entries), *_undated(self.ledger, strands)]
        published = {policy.address for policy in self.policies}
        for strand in strands:
            found = self.histories[strand.address]().problems
            is_policy = strand.address in published or any(step.dated for step in strand.steps)
            faults += found if is_policy else _of_no_policy(found, self.settings)
        faults += _dangling_successors(looked_at, self.policies)
        for policy in looked_at:
            meta = policy.newest.text.meta
            faults += theme_keys.lacking(policy.path, meta.passed_on, meta.lines, self.settings.theme)
        own = [policy for policy in self.policies if policy.path not in self.links]
        faults += dead_links([policy for policy in own if policy.address not in but], own, self.file, self.is_there)
        faults += unread_files.linked(self.links, self.paths, self.policies, self.settings)
        faults += unread_files.moved(self.policies, self.paths, self.renamed)
        return in_order(unread_files.images(faults, self.links))

    def of_ledger(self, but: Collection[str]) -> list[Problem]:
        """Those that stand in the ledger."""
        named = {entry.policy for entry in self.ledger.entries}
        unnamed = {strand.address for strand in self.strands if named.isdisjoint(strand.names)}
        return [problem for problem in self.found({*but, *unnamed}) if problem.path == self.ledger.path]

    def is_published(self, policy: Policy) -> bool:
        """Whether something of a policy is published; asks for its history."""
        return bool(self.histories[policy.address]().revisions)

    def file(self, path: str) -> Version | None:
        """The newest text of the file at a path, None where that cannot be read."""
        texts = (strand.newest for strand in reversed(self.strands) if strand.path == path)
        return next(filter(None, texts), None)

    def is_there(self, path: str) -> bool:
        """Whether a Markdown file is there, or a link."""
        return path in self.links or self.exists(path)


def _unknown_entries(ledger: Ledger, strands: Sequence[Strand], entries: Sequence[Entry]) -> Iterable[Problem]:
    """Ledger entries that name no policy, or no commit that changed it."""
    commits = [(strand.names, {step.snapshot.commit.id for step in strand.steps}) for strand in strands]
    for entry in ledger.entries:
        known = [ids for names, ids in commits if entry.policy in names]
        if not known:
            message, mend = (
                f"there is no policy {entry.policy}.",
                "Write its path below the policies' folder, without .md.",
            )
        elif not any(commit.startswith(entry.commit) for ids in known for commit in ids):
            there = any(line.commit.id.startswith(entry.commit) for line in entries)
            what = "did not change this policy" if there else "is not on the published branch"
            message, mend = f"the commit {entry.commit} {what}.", "Look the commit up: inforce history --format json"
        else:
            continue
        yield Problem(path=ledger.path, line=entry.line, message=message, mend=mend)


def _of_no_policy(problems: Sequence[Problem], settings: Settings) -> Iterable[Problem]:
    """What is wrong with a file that never stated a date: it may well be none of the policies among which it lies."""
    for k, problem in enumerate(problems):
        if k or problem.path in settings.policies:
            yield problem
        else:
            leave_out = f"If this is no policy, leave it out in {settings.file}: policies: [..., '!{problem.path}']"
            yield replace(problem, mend=f"{problem.mend} {leave_out}")


def _undated(ledger: Ledger, strands: Sequence[Strand]) -> Iterable[Problem]:
    """Commits to policies with a time that can be none; an entry in the ledger accepts the day that is taken in its place."""
    for strand in strands:
        for step in strand.steps:
            commit, version = step.snapshot.commit, step.version
            if not commit.undated or ledger.find(strand.names, commit.id):
                continue
            entry = f"{{effective_date: {version.stated}}}" if version and version.stated else "{ignore: true}"
            yield Problem(
                path=strand.path,
                message=f"the commit has the impossible date {commit.undated}, so that the day of the commit beside it counts, "
                f"{commit.day}.",
                mend=f"To accept that, add to {ledger.path} the line {strand.address}: {{{commit.id[:10]}: {entry}}}",
                commit=commit.id,
            )


def _dangling_successors(looked_at: Sequence[Policy], policies: Sequence[Policy]) -> Iterable[Problem]:
    for policy in looked_at:
        newest = policy.newest.text
        named = newest.meta.superseded_by
        if not named or (policy.absences and policy.absences[-1].kind == "deleted"):
            continue
        found = find(policies, named)
        message, mend = "", "Write the path of the other policy without .md: terms/refund-policy"
        if len(found) != 1:
            message = f"{named} names no policy, or several."
        elif found[0] is policy:
            message = f"{named} is this policy, which cannot take its own place."
            mend = "Write the path of the other policy without .md, or, if none takes its place, delete the line."
        if message:
            line = newest.meta.line("superseded_by")
            field = newest.meta.keys.called("superseded_by")
            yield Problem(path=policy.path, line=line, field=field, message=message, mend=mend, key="superseded_by")
