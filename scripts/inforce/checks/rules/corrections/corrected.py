"""The changes under the same date that count as corrections, each with what it changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from inforce.checks.inputs import edits
from inforce.checks.inputs.edits import Passage
from inforce.checks.inputs.state import Compared
from inforce.checks.rules.corrections.declared import is_declared
from inforce.checks.rules.dates import text_without_date
from inforce.source.policy_file import Content


class Correction(NamedTuple):
    """A correction: the line of the file that declares it, both texts, and the passages in which they differ."""

    path: str
    line: int
    old: Content
    new: Content
    passages: Sequence[Passage]


def of(compared: Compared) -> Iterator[Correction]:
    """The corrections among the changes; where the rule on undeclared ones is off, those too."""
    for pair, old, new in compared.both():
        if new.stated_by == "commit" or old.stated != new.stated or old.same_text(new):
            continue
        undated = text_without_date.RULE.switched(compared.context.checks, new.meta.checks)
        if undated.setting != "off" and not is_declared(old, new, compared.context.today):
            continue  # it is no correction yet, which that rule says
        line = new.meta.line("corrections" if new.meta.corrections else "effective_date")
        yield Correction(pair.path, line, old, new, edits.passages(old, new))
