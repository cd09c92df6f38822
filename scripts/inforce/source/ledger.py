"""policies/ledger.yml: what git got wrong, put right in the open (rule 10)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import yaml

from inforce.problems import Problem
from inforce.source import yaml_faults, yaml_values

EXAMPLE = "terms/refund-policy: {3f2a9c1: {effective_date: 2016-03-24, note: The year was mistyped.}}"
_COMMIT = re.compile(r"[0-9a-f]{7,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """What the ledger says of one commit to one policy: another date, a note for readers, or to pass it over."""

    policy: str
    commit: str  # an id of 7 digits or more, or a full one
    line: int
    effective_date: date | None = None
    note: str = ""
    ignore: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All entries of the file at `path`, in its order."""

    path: str
    entries: tuple[LedgerEntry, ...] = ()
    readable: bool = True

    def find(self, policies: frozenset[str], commit: str) -> LedgerEntry | None:
        """The entry for a commit to the policy that is known by any of these names."""
        for entry in self.entries:
            if entry.policy in policies and commit.startswith(entry.commit):
                return entry
        return None


def read(text: str, path: str) -> tuple[Ledger, list[Problem]]:
    """Read a ledger; what is wrong with an entry is a Problem, and that entry is left out."""
    problems: list[Problem] = []

    def fault(node: yaml.Node | None, message: str) -> None:
        line = node.start_mark.line + 1 if node else 1
        problems.append(Problem(path=path, line=line, message=message, mend=f"For example: {EXAMPLE}"))

    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        found = yaml_faults.explain(text, error)
        message = f"the ledger is not valid YAML: {found.what}"
        mend = f"{found.mend} For example: {EXAMPLE}"
        problem = Problem(path=path, line=found.line + 1, message=message, mend=mend)
        return Ledger(path=path, readable=False), [problem]
    if root is None:
        return Ledger(path=path), []
    for odd in yaml_values.unsound(root):
        fault(odd, "there is a control character in the ledger, or half a sign.")
    entries = []
    for policy, commits in _pairs(root):
        for commit, values in _pairs(commits):
            entry = _entry(policy, commit, values)
            if isinstance(entry, str):
                fault(values, entry)
            else:
                entries.append(entry)
        if not isinstance(commits, yaml.MappingNode):
            fault(commits, f"{policy}: there must be a list of commits.")
    if not isinstance(root, yaml.MappingNode):
        fault(root, "the ledger must list policies.")
    return Ledger(path=path, entries=tuple(entries)), problems


def _pairs(node: yaml.Node) -> list[tuple[str, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode):
        return []
    return [(str(key.value), value) for key, value in node.value if isinstance(key, yaml.ScalarNode)]


def _entry(policy: str, commit: str, node: yaml.Node) -> LedgerEntry | str:
    """The entry, or what is wrong with it."""
    if not _COMMIT.fullmatch(commit):
        return f'"{commit}" is not the id of a commit (7 or more of its hexadecimal digits).'
    values: Mapping[str, yaml.Node] = dict(_pairs(node))
    unknown = set(values) - {"effective_date", "note", "ignore"}
    if unknown or not values:
        return f"{commit}: an entry has effective_date, note or ignore: true, nothing else."
    lists = [key for key, value in values.items() if not isinstance(value, yaml.ScalarNode)]
    if lists:
        return f"{commit}: {lists[0]} must be one value, not a list."
    text = {key: str(value.value).strip() for key, value in values.items()}
    if text.get("ignore", "true") != "true":
        return f"{commit}: ignore must be true."
    if "ignore" in text and "effective_date" in text:
        return f"{commit}: a commit that is passed over has no date; keep ignore or effective_date."
    try:
        day = date.fromisoformat(text["effective_date"]) if "effective_date" in text else None
    except ValueError:
        return f'{commit}: "{text["effective_date"]}" is not a date.'
    return LedgerEntry(
        policy=policy,
        commit=commit,
        line=node.start_mark.line + 1,
        effective_date=day,
        note=text.get("note", ""),
        ignore="ignore" in text,
    )
