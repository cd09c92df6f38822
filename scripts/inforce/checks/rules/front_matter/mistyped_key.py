"""Keys of the front matter that lie near one of Inforce's; the record finds them."""

from __future__ import annotations

from inforce.checks.rule import Rule
from inforce.keys import MISTYPED

RULE = Rule(
    id=MISTYPED,
    title="A key of the front matter is probably mistyped.",
    explains="Inforce does not read keys that it does not know. If one looks like a key of Inforce, such as effectiv_date "
    "or change-note, it is probably a typo, and Inforce would not read its value.",
    mend="Correct the key as the message says. If it is a key of your own, you need not do anything.",
    default="warning",
)
