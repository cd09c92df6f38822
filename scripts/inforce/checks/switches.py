"""The switches of rules: in mkdocs.yml, in a policy's front matter, and in place by a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from inforce import did_you_mean
from inforce.checks.catalogue import BY_ID, Rule, Setting
from inforce.checks.finding import Finding
from inforce.problems import UserError
from inforce.settings import CONFIG_FILE

_WORDS: Mapping[object, Setting | None] = {
    "off": "off",
    False: "off",
    "on": None,
    True: None,
    "error": "error",
    "warning": "warning",
}
_ALLOW = re.compile(r"(?:<!--|#)\s*inforce:\s*allow\s+([a-z0-9](?:[a-z0-9 ,_-]*[a-z0-9,_-])?)\s*(?:-->|$)")
_SETTING = "severity"
_MEND = "Write off, warning or error, or the rule's own options: checks: {correction-changes-meaning: {words: 20}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Switched:
    """What a rule is for one policy."""

    setting: Setting
    options: Mapping[str, int]


def check(checks: Mapping[str, object]) -> None:
    """Raise UserError for the first switch of mkdocs.yml that means nothing."""
    for fault in faults(checks):
        raise UserError(f"{CONFIG_FILE}: inforce: checks: {fault[0]} {fault[1]}")


def faults(checks: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """What is wrong with switches, and the mend."""
    for name, value in checks.items():
        rule = BY_ID.get(name)
        if not rule:
            yield f"there is no rule {name}.", unknown(name)
        elif isinstance(value, dict):
            known = (_SETTING, *(option.name for option in rule.options))
            for key, number in value.items():
                if key not in known:
                    yield f"{name} has no option {key}.", f"Its options: {', '.join(known)}."
                elif (key == _SETTING and not _is_setting(number)) or (key != _SETTING and not _is_number(number)):
                    yield f"{name}: {key} cannot be {number}.", _MEND
        elif not _is_setting(value):
            yield f"{name} cannot be {value}.", _MEND


def _is_setting(value: object) -> bool:
    return isinstance(value, (str, bool)) and value in _WORDS


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def unknown(name: str) -> str:
    """The mend for an id that no rule has."""
    near = did_you_mean.name(name.replace("_", "-"), BY_ID)
    return f"Did you mean {near}?" if near else f"The rules: {', '.join(BY_ID)}."


def switched(rule: Rule, *levels: Mapping[str, object]) -> Switched:
    """What a rule is by the switches of the site, and then by those of the policy. What means nothing is passed over."""
    setting: Setting = rule.default
    options = {option.name: option.default for option in rule.options}
    for level in levels:
        value = level.get(rule.id)
        parts = value if isinstance(value, dict) else {_SETTING: value}
        wanted = parts.get(_SETTING, True if isinstance(value, dict) else None)
        if _is_setting(wanted):
            on = "warning" if rule.default == "off" else rule.default
            setting = _WORDS[wanted] or (on if setting == "off" else setting)
        options |= {name: number for name, number in parts.items() if name in options and isinstance(number, int)}
    return Switched(setting=setting, options=options)


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
