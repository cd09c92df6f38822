"""Switches of policies that name no rule, or say what none can be."""

from __future__ import annotations

from collections.abc import Iterator

from inforce.checks.finding import Found
from inforce.checks.inputs.state import View
from inforce.checks.rule import Rule

RULE = Rule(
    id="unknown-switch",
    title="A switch names no rule, or says what no rule can be.",
    explains="A mistyped name switches nothing off, or leaves a rule off that you count on.",
    mend="Write the id of a rule, and off, warning or error behind it.",
    default="error",
)


def on_texts(view: View) -> Iterator[Found]:
    """Switches in the front matter, and in comments that allow something."""
    from inforce.checks import switches  # here, as they know every rule, and so this one

    for path, text in view.texts.items():
        for message, mend in switches.faults(text.meta.checks):
            yield RULE.found(path, text.meta.line("checks"), message, mend)
        for number, line in enumerate(view.state.lines[path], start=1):
            for name in switches.unknown_names(line):
                yield RULE.found(path, number, f"there is no rule {name}.", switches.unknown(name))
