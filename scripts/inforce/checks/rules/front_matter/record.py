"""What the record cannot read as it was meant; and new files that begin like policies, but are called as none."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from inforce.checks.finding import Found
from inforce.checks.inputs import unread_files
from inforce.checks.inputs.state import Compared
from inforce.checks.rule import Rule

RULE = Rule(
    id="record",
    title="Something about the policy is missing, wrong or contradictory.",
    explains="For example, the front matter is incomplete or contradicts itself, the ledger names a policy that does not "
    "exist, an image is missing, or the name of a new file does not end with .md. The site would leave the text out, or its "
    "date.",
    mend="Do what the message says. The pages Front matter and How dates work explain each key.",
    default="error",
)


def on_changes(compared: Compared) -> Iterator[Found]:
    """New files that lie where policies are read and begin like one, but have another ending, or are called README."""
    for path in sorted(compared.after.dated):
        meant = unread_files.meant(path)
        if compared.context.is_policy(meant):
            ending = posixpath.splitext(path)[1]
            readme = unread_files.is_readme(path)
            why = "is called README" if readme else f"ends with {ending}" if ending else "has no ending"
            message = f"the file begins like a policy, but {why}, so it is not published."
            there = f"{meant} already exists: write the text into that file, or give this one another name that ends with .md."
            mend = there if meant in compared.after.paths else f"Rename it: {meant}"
            yield RULE.found(path, 0, message, mend, left_out=True)
