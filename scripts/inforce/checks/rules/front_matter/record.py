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
    title="The policy, or its place in the record, cannot be read as it was meant.",
    explains="Front matter that is incomplete or contradicts itself, a ledger that names nothing, a missing image, "
    "a new file whose name does not end with .md: the site would publish the text without its date, or leave it out.",
    mend="Do what the finding says; the pages Front matter and How dates work explain each key.",
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
            message = f"the file begins like a policy, but {why}, so that it is not published."
            there = f"{meant} is there already: write the text into that, or give this file another name that ends with .md."
            mend = there if meant in compared.after.paths else f"Rename it: {meant}"
            yield RULE.found(path, 0, message, mend, left_out=True)
