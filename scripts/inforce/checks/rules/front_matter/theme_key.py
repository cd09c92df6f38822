"""Keys for the theme which it cannot use; the record finds them."""

from __future__ import annotations

from inforce.checks.rule import Rule
from inforce.keys import THEME

RULE = Rule(
    id=THEME,
    title="A key for the theme has a value that it cannot use.",
    explains="Keys that Inforce does not know are handed on to the theme and to other plugins. A template or an icon that "
    "is not there, or a number where a list belongs, would end the build of the whole site, so that the key is left out.",
    mend="Correct the value as the finding says, or delete the line.",
    default="warning",
)
