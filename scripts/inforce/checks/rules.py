"""Every rule of `inforce check`, in the order of the documentation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from inforce.checks.finding import Severity

Setting = Severity | Literal["off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A number that a rule can be given: `checks: {correction-changes-meaning: {words: 20}}`."""

    name: str
    default: int
    explains: str


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


RULES: tuple[Rule, ...] = ()
