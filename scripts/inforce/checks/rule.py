"""A rule of `inforce check`: what it says of itself, how it is switched, and how it says what it found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from inforce.checks.finding import Found, Severity

Setting = Severity | Literal["off"]
SEVERITY = "severity"  # beside a rule's own options
EXAMPLE_DAY = "2018-03-28"  # in mends; findings name the day on which they are found
WORDS: Mapping[object, Setting | None] = {  # YAML 1.1 reads off and on as truth values
    "off": "off",
    False: "off",
    "on": None,
    True: None,
    "error": "error",
    "warning": "warning",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A number that a rule can be given: `checks: {correction-changes-meaning: {words: 20}}`."""

    name: str
    default: int
    explains: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Switched:
    """What a rule is for one policy."""

    setting: Setting
    options: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: its id, what it says in a sentence, why that matters, and how a finding is mended.

    `compares`: it looks at what changed, and so runs only with a base. `default` is what a finding is unless switched.
    """

    id: str
    title: str
    explains: str
    mend: str
    default: Setting
    compares: bool = False
    options: tuple[Option, ...] = ()

    def found(self, path: str, line: int, message: str, mend: str = "", *, left_out: bool = False, mild: bool = False) -> Found:
        """What is wrong at a place; the mend is that of the rule, unless there is a better one."""
        return Found(self.id, path, line, message, mend or self.mend, left_out, mild)

    def switched(self, *levels: Mapping[str, object]) -> Switched:
        """What the rule is by the switches of the site, and then by those of the policy. What means nothing is passed over."""
        setting: Setting = self.default
        options = {option.name: option.default for option in self.options}
        for level in levels:
            value = level.get(self.id)
            parts = value if isinstance(value, dict) else {SEVERITY: value}
            wanted = parts.get(SEVERITY, True if isinstance(value, dict) else None)
            if is_setting(wanted):
                on = "warning" if self.default == "off" else self.default
                setting = WORDS[wanted] or (on if setting == "off" else setting)
            options |= {name: number for name, number in parts.items() if name in options and isinstance(number, int)}
        return Switched(setting=setting, options=options)


def is_setting(value: object) -> bool:
    """Whether a value switches a rule."""
    return isinstance(value, (str, bool)) and value in WORDS
