"""The rules of time, case by case: each history in rules/*.yml as a real repository, read by the core."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from golden import Plain, agree, cases
from histories import LEDGER, Builder, git
from inforce.cache import Cache
from inforce.keys import CorrectionNote
from inforce.problems import Problem
from inforce.record.load import Record
from inforce.record.model import Policy
from inforce.record.revision import Absence, Correction, Revision
from inforce.record.workspace import Workspace
from inforce.settings import Settings
from inforce.source.commits import Commit
from inforce.source.ledger import LedgerEntry
from inforce.source.policy_file import Version
from inforce.source.repository import open_repository
from inforce.text import markdown
from inforce.text.rendering import rendering

_CASE_KEYS = {"case", "rule", "shows", "history", "settings", "checkout", "expect"}
_HEADING = re.compile(r"<h1\b.*?</h1>", re.S)

CASES = cases("rules")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['file']}:{case['case']}")
def test_golden(case: Plain, tmp_path: Path) -> None:
    """A history gives exactly the revisions, absences, days in force and problems that its case lists."""
    assert set(case) - {"file"} <= _CASE_KEYS, f"unknown keys: {set(case) - _CASE_KEYS}"
    builder = Builder(tmp_path)
    builder.build(case["history"])
    check_out(tmp_path, builder, case.get("checkout", {}))
    actual = Reader(builder).record(read(tmp_path, case.get("settings", {})), case["expect"])
    agree(case, _without_empty(case["expect"]), _without_empty(actual))


def read(folder: Path, options: Mapping[str, Any]) -> Record:
    """The record of a repository, nothing kept from earlier."""
    settings = Settings(dates=tuple(options.get("dates", ["front_matter"])), notes=options.get("notes", "front_matter"))
    return Workspace(open_repository(folder), settings, rendering(Cache(None))).published()


def check_out(folder: Path, builder: Builder, wish: Mapping[str, str]) -> None:
    """Let HEAD and the branches of a repository be as a case wishes."""
    if wish:
        git(folder, "update-ref", "--no-deref", "HEAD", builder.ids[wish["detached"]])
        (folder / ".git" / "HEAD").write_text(builder.ids[wish["detached"]] + "\n")
    if wish.get("branch") == "gone":
        git(folder, "update-ref", "-d", "refs/heads/main")


class Reader:
    """Says a record in the words of the cases; commits are called c1, c2 ... as there."""

    def __init__(self, builder: Builder) -> None:
        self.names = {sha: name for name, sha in builder.ids.items()}

    def record(self, found: Record, wanted: Plain) -> Plain:
        policies = wanted.get("policies") or {}
        return {
            "policies": {p.address: self.policy(p, policies.get(p.address) or {}) for p in found.policies},
            "problems": self.problems(found.problems, wanted.get("problems") or []),
        }

    def policy(self, policy: Policy, wanted: Plain) -> Plain:
        assert [revision.order for revision in policy.revisions] == list(range(len(policy.revisions)))
        answer: Plain = {
            "former": sorted(policy.former_addresses),
            "revisions": [self.revision(revision) for revision in policy.revisions],
            "absences": [self.absence(absence) for absence in policy.absences],
            "moved": policy.moved_dates(),
            "reviewed": str(policy.last_reviewed or ""),
            "ledger": [self.entry(entry) for entry in policy.ledger],
            "on": {day: self.on(policy, day) for day in wanted.get("on") or {}},
        }
        if "upcoming" in wanted:
            answer["upcoming"] = {day: self.upcoming(policy, day) for day in wanted["upcoming"]}
        if "intervals" in wanted:
            answer["intervals"] = {r.id: _intervals(policy, r) for r in policy.revisions}
        return answer

    def on(self, policy: Policy, day: str) -> str:
        revision = policy.in_force(date.fromisoformat(day))
        return revision.id if revision else policy.state(date.fromisoformat(day))

    def upcoming(self, policy: Policy, day: str) -> list[str]:
        return [revision.id for revision in policy.upcoming(date.fromisoformat(day))]

    def revision(self, revision: Revision) -> Plain:
        return {
            "id": revision.id,
            "published": self.commit(revision.published),
            "text": _text(revision.text),
            "first": _text(revision.first) if _text(revision.first) != _text(revision.text) else "",
            "note": revision.note,
            "noted": revision.note_source if revision.note_source == "commit" else "",
            "source": revision.date_source if revision.date_source != "front_matter" else "",
            "corrections": [self.correction(c, k) for k, c in enumerate(revision.corrections, start=1)],
            "retroactive": "true" if revision.retroactive else "",
            "brought_forward": "true" if revision.brought_forward else "",
            "reissue": "true" if revision.reissue else "",
            "rescheduled": [f"from {step.was} by {self.commit(step.commit)}" for step in revision.rescheduled],
            "withdrawn": self.commit(revision.withdrawn) if revision.withdrawn else "",
            "replaced_by": str(revision.replaced_by or ""),
            "ledger": [self.entry(entry) for entry in revision.ledger],
        }

    def correction(self, correction: Correction, number: int) -> Plain:
        assert correction.number == number
        return {
            "published": self.commit(correction.version.commit),
            "text": _text(correction.version),
            "notes": [_note(note) for note in correction.notes],
        }

    def absence(self, absence: Absence) -> Plain:
        return {
            absence.kind: str(absence.since),
            "until": str(absence.until or ""),
            "by": self.commit(absence.commit),
            "successor": absence.successor,
        }

    def entry(self, entry: LedgerEntry) -> str:
        said = [f"effective_date {entry.effective_date}"] if entry.effective_date else []
        said += ["ignore"] if entry.ignore else []
        said += [f"note {entry.note}"] if entry.note else []
        named = [name for sha, name in self.names.items() if sha.startswith(entry.commit)]
        return f"{named[0]}: {', '.join(said)}"

    def commit(self, commit: Commit) -> str:
        return f"{self.names[commit.id]} on {commit.day}"

    def problems(self, problems: tuple[Problem, ...], wanted: list[Plain]) -> list[Plain]:
        said = [self.problem(problem, wanted) for problem in problems]
        return sorted(said, key=lambda p: wanted.index(p) if p in wanted else len(wanted))

    def problem(self, problem: Problem, wanted: list[Plain]) -> Plain:
        """A problem with the words that its case asks for, if they are among its own."""
        assert problem.message, "every problem says what is wrong"
        assert problem.mend, "every problem names the mend"
        place: Plain = _without_empty(
            {
                "path": problem.path,
                "line": str(problem.line),
                "field": problem.field,
                "commit": self.names.get(problem.commit, problem.commit),
            }
        )
        words = f"{problem.message} {problem.mend}"
        for case in wanted:
            if case["says"] in words and {key: case[key] for key in case if key != "says"} == place:
                return case
        return place | {"says": words}


def _text(version: Version) -> str:
    return markdown.plain(_HEADING.sub("", version.html))


def _note(note: CorrectionNote) -> str:
    return f"{note.date} {note.note}"


def _intervals(policy: Policy, revision: Revision) -> list[str]:
    return [f"{span.start} to {span.end or 'open'}" for span in policy.intervals(revision)]


def _without_empty(value: Any) -> Any:
    """What is not said is empty, and white space counts as one space: the same for cases and answers."""
    if isinstance(value, dict):
        return {key: _without_empty(item) for key, item in sorted(value.items()) if item not in ("", [], {})}
    if isinstance(value, list):
        return [_without_empty(item) for item in value]
    return " ".join(value.split()) if isinstance(value, str) else value


_ACCEPTANCE = re.compile(r"the line (\S+: \{.*?\{ignore: true\}\})")
_LEFT_OUT = ("", "effective_date")  # the fields of faults for which a commit is left out
_FAULTY = [
    case
    for case in CASES
    if any("commit" in problem and problem.get("field", "") in _LEFT_OUT for problem in case["expect"].get("problems", []))
]


@pytest.mark.parametrize("case", _FAULTY, ids=lambda case: f"{case['file']}:{case['case']}")
def test_accepting_a_fault_changes_nothing_else(case: Plain, tmp_path: Path) -> None:
    """Rule 10: the line that a problem suggests for the ledger, word for word, settles it and leaves the record as it was."""
    records = []
    lines: list[str] = []
    for name in ("before", "after"):
        folder = tmp_path / name
        folder.mkdir()
        history = list(case["history"])
        book = next((step["write"][LEDGER] for step in history if LEDGER in step.get("write", {})), "")
        if lines:
            history.append({"on": "2030-01-01", "write": {LEDGER: book + "\n".join(lines) + "\n"}})
        builder = Builder(folder)
        builder.build(history)
        check_out(folder, builder, case.get("checkout", {}))
        found = read(folder, case.get("settings", {}))
        lines = [match[1] for p in found.problems if p.commit and (match := _ACCEPTANCE.search(p.mend))]
        said = Reader(builder).record(found, case["expect"])
        for policy in said["policies"].values():
            assert policy.pop("ledger") or name == "before"
        records.append(said["policies"])
        assert bool(lines) == (name == "before")
    assert records[0] == records[1]


def test_every_rule_has_cases() -> None:
    """Rules 1 to 10 are each shown by several cases (rule 11 by test_history.py), each with its point in a sentence."""
    counted = Counter(int(case["rule"]) for case in CASES)
    assert {rule for rule, count in counted.items() if count >= 3} == set(range(1, 11))
    assert all(case["shows"].endswith(".") for case in CASES)
    names = Counter((case["file"], case["case"]) for case in CASES)
    assert max(names.values()) == 1


def test_as_people_type_it(tmp_path: Path) -> None:
    """`git mv`, `git merge --no-ff`, `git merge --squash` and `git revert` give what the cases say of them (rule 1)."""
    file = tmp_path / "policies" / "refunds.md"
    file.parent.mkdir()
    git(tmp_path, "init", "-q", "-b", "main")

    def commit(day: str, effective: str, text: str) -> None:
        now = next(file.parent.glob("*.md"), file)
        now.write_text(f"---\ntitle: Refunds\neffective_date: {effective}\nchange_note: Changed.\n---\n{text}\n")
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-qm", "change", on=f"{day}T12:00:00+0000")

    commit("2018-01-10", "2018-02-01", "One.")
    git(tmp_path, "switch", "-qc", "feature")
    commit("2018-02-20", "2018-04-01", "Two.")
    git(tmp_path, "switch", "-q", "main")
    git(tmp_path, "merge", "-q", "--no-ff", "-m", "merge", "feature", on="2018-03-10T12:00:00+0000")
    git(tmp_path, "switch", "-qc", "other")
    git(tmp_path, "mv", "policies/refunds.md", "policies/money-back.md")
    commit("2018-05-01", "2018-07-01", "Three.")
    commit("2018-05-02", "2018-08-01", "Four.")
    git(tmp_path, "switch", "-q", "main")
    git(tmp_path, "merge", "-q", "--squash", "other")
    git(tmp_path, "commit", "-qm", "squash", on="2018-06-10T12:00:00+0000")
    git(tmp_path, "revert", "--no-edit", "HEAD", on="2018-06-20T12:00:00+0000")

    found = read(tmp_path, {})
    (policy,) = found.policies
    assert (policy.address, policy.former_addresses) == ("refunds", ("money-back",))
    lines = {r.id: (str(r.published.day), str(r.withdrawn.day) if r.withdrawn else "") for r in policy.revisions}
    assert lines == {
        "2018-02-01": ("2018-01-10", ""),
        "2018-04-01": ("2018-03-10", ""),
        "2018-08-01": ("2018-06-10", "2018-06-20"),
    }
    in_force = policy.in_force(date(2018, 9, 1))
    assert in_force
    assert in_force.id == "2018-04-01"
    assert found.problems == ()
