"""Links that lead to a heading which their text does not have; the record finds them."""

from __future__ import annotations

from inforce.checks.rule import Rule

RULE = Rule(
    id="dead-anchor",
    title="A link leads to a heading that its text does not have.",
    explains="Readers land at the top of a long text, and may read the wrong passage.",
    mend="Correct the part behind #; the finding names the nearest heading, or all that there are.",
    default="error",
)
