"""The switches of rules: in mkdocs.yml, in a policy's front matter, and in place by a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from inforce import did_you_mean
from inforce.checks.catalogue import BY_ID
from inforce.checks.finding import Finding
from inforce.checks.rule import SEVERITY, is_setting
from inforce.problems import UserError
from inforce.settings import Settings

_ALLOW = re.compile(r"(?:<!--|#)\s*inforce:\s*allow\s+([a-z0-9](?:[a-z0-9 ,_-]*[a-z0-9,_-])?)\s*(?:-->|$)")
_MEND = "Write off, warning or error, or the rule's own options: checks: {correction-changes-meaning: {words: 20}}"


def check(settings: Settings) -> None:
    """Raise UserError for the first switch of a site that means nothing."""
    for fault in faults(settings.checks):
        raise UserError(f"{settings.file}: checks: {fault[0]} {fault[1]}")


def faults(checks: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """What is wrong with switches, and the mend."""
    for name, value in checks.items():
        rule = BY_ID.get(name)
        if not rule:
            yield f"there is no rule {name}.", unknown(name)
        elif isinstance(value, dict):
            known = (SEVERITY, *(option.name for option in rule.options))
            for key, number in value.items():
                if key not in known:
                    yield f"{name} has no option {key}.", f"Its options: {', '.join(known)}."
                elif (key == SEVERITY and not is_setting(number)) or (key != SEVERITY and not _is_number(number)):
                    yield f"{name}: {key} cannot be {number}.", _MEND
        elif not is_setting(value):
            yield f"{name} cannot be {value}.", _MEND


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def unknown(name: str) -> str:
    """The mend for an id that no rule has."""
    near = did_you_mean.name(name.replace("_", "-"), BY_ID)
    return f"Did you mean {near}?" if near else f"The rules: {', '.join(BY_ID)}."


def allowed(finding: Finding, lines: Sequence[str]) -> bool:
    """Whether a comment on the finding's line, or on the one before it, allows it; empty lines between count as none."""
    if not 0 < finding.line <= len(lines):
        return False
    if finding.rule in names(lines[finding.line - 1]):
        return True
    above = next((line for line in reversed(lines[: finding.line - 1]) if line.strip()), "")
    return finding.rule in names(above)


def names(line: str) -> list[str]:
    """The rules that a line allows."""
    return [name for found in _ALLOW.findall(line) for name in re.split(r"[ ,]+", found)] if "inforce:" in line else []


def unknown_names(line: str) -> list[str]:
    """Those of them that no rule has."""
    return [name for name in names(line) if name not in BY_ID]
