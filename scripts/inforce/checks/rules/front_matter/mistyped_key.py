"""Keys of the front matter that lie near one of Inforce's; the record finds them."""

from __future__ import annotations

from inforce.checks.rule import Rule
from inforce.keys import MISTYPED

RULE = Rule(
    id=MISTYPED,
    title="A key of the front matter is most likely a mistyped one.",
    explains="Keys that Inforce does not know belong to the site, and count for nothing here. One that looks like a key of "
    "Inforce, such as effectiv_date or change-note, was probably meant as that, and what it says is not read.",
    mend="Correct the key as the finding says; if it is one of your own, nothing needs to be done.",
    default="warning",
)
