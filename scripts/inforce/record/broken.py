"""Commits that count for nothing since something is wrong in them -> Problems, with what can still be done (rule 10)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from inforce.keys import OF_OTHERS
from inforce.problems import Problem
from inforce.record.model import Unpublished
from inforce.source.lineage import Snapshot


@dataclass(slots=True)
class Broken:
    """The broken commits of one policy, in order of publication."""

    found: list[tuple[Snapshot, tuple[Problem, ...]]] = field(default_factory=list)
    texts: list[Unpublished] = field(default_factory=list)  # those with words that were not published before

    def add(self, snapshot: Snapshot, problems: tuple[Problem, ...], text: Unpublished | None) -> None:
        """Keep what is wrong in a commit, and the text that is left out for it."""
        self.found.append((snapshot, problems))
        self.texts += [text] if text else []

    def clear(self, commits: Collection[str]) -> None:
        """Nothing was wrong in these commits after all."""
        self.found = [(snapshot, problems) for snapshot, problems in self.found if snapshot.commit.id not in commits]
        self.texts = [text for text in self.texts if text.commit.id not in commits]

    def problems(self, tip: Snapshot, address: str, ledger: str) -> Iterator[Problem]:
        """The faults of the newest file, `tip`, as they are; those of old commits once each, with the line that settles them in
        the file `ledger`."""
        seen: set[tuple[str, str]] = set()
        for problem in (problem for snapshot, problems in self.found if snapshot == tip for problem in problems):
            seen.add((problem.field, problem.message))
            yield replace(problem, left_out=problem.rule not in OF_OTHERS)
        alike: dict[tuple[str, str], list[str]] = {}  # field and message -> the commits in which the fault stands
        for snapshot, problems in self.found:
            for problem in problems:
                alike.setdefault((problem.field, problem.message), []).append(snapshot.commit.id)
        for snapshot, problems in self.found:
            for problem in problems if snapshot != tip else ():
                if problem.rule not in OF_OTHERS and (problem.field, problem.message) not in seen:
                    seen.add((problem.field, problem.message))
                    commits = alike[problem.field, problem.message]
                    yield replace(problem, commit=snapshot.commit.id, mend=_acceptance(problem, commits, address, ledger))


def _acceptance(problem: Problem, commits: Sequence[str], address: str, ledger: str) -> str:
    """How the ledger settles a fault of old commits: with just the record that is shown without it."""
    them = ", ".join(f"{commit[:10]}: {{ignore: true}}" for commit in dict.fromkeys(commits))
    what = "This commit was left out, and its text counts for nothing."
    if len(commits) > 1:
        what = f"{len(commits)} commits were left out for this, and their texts count for nothing."
    mend = f"{what} To accept that, add to {ledger} the line {address}: {{{them}}}"
    if problem.key == "effective_date":
        mend += " (or, where the text was to count, effective_date with the date that was meant)"
    return mend
