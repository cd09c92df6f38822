"""What an edit will be shown as, where that is more than its author may expect."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from inforce.checks.finding import Found
from inforce.checks.inputs import unread_files
from inforce.checks.inputs.state import Compared
from inforce.checks.rule import Rule
from inforce.checks.rules.lifecycle import copies, effects

RULE = Rule(
    id="becomes",
    title="The edit has an effect that you may not expect.",
    explains="An edit with the date of an older revision is a correction of that revision. An earlier date does not withdraw "
    "the upcoming revision; the new one comes before it. A moved file changes the address. A policy may retire on a day in "
    "the past. A copy of a policy becomes another policy. The site shows all of this to readers.",
    mend="If you want that, you need not do anything. Otherwise put the old effective_date: back, or undo the change.",
    default="warning",
    compares=True,
)


def on_changes(compared: Compared) -> Iterator[Found]:
    """Edits that do more than add a revision with a date of its own; new files that are no policies, or policies twice."""
    yield from _edits(compared)
    yield from _unread(compared)
    yield from _copies(compared)


def _edits(compared: Compared) -> Iterator[Found]:
    """What a change will be shown as, where that is more than a revision with a date of its own."""
    old = {policy.path: policy for policy in compared.before.record.policies}
    new = {policy.path: policy for policy in compared.after.record.policies}
    for pair in compared.pairs:
        policy, was = new.get(pair.path), old.get(pair.old_path)
        if not policy or not was or not pair.new:
            continue
        does = [*effects.on_revisions(was, policy, compared.context)]
        if was.address != policy.address:
            does.append(f"moves the policy from {was.address}/ to {policy.address}/, and the old address leads there")
        if does:
            message = f"the edit {'; '.join(does)}."
            yield RULE.found(pair.path, pair.new.meta.line("effective_date"), message)


def _unread(compared: Compared) -> Iterator[Found]:
    """New files that begin like a policy, but lie where no policies are read."""
    context = compared.context
    if context.keys.called("effective_date") != "effective_date":
        return  # all files have it
    for path in sorted(compared.after.dated):
        is_markdown = posixpath.splitext(path)[1].lower() in unread_files.MARKDOWN
        if is_markdown and not context.is_policy(unread_files.meant(path)):
            folders = ", ".join(context.policies)
            message = f"the file has an effective_date:, but it is not a policy: policies are read from {folders}."
            mend = "If it should be one, move it there, with a name that ends with .md. Otherwise you need not do anything."
            yield RULE.found(path, 0, message, mend)


def _copies(compared: Compared) -> Iterator[Found]:
    """New policies that were most likely to be revisions of another."""
    for text, other, said in copies.of(compared):
        message = f"the new file will be a policy of its own beside {other}, {said}."
        mend = (
            f"A new revision goes into the old file: put this text into {other}, with a new effective_date: and "
            "change_note:, and delete this file. If you want a second policy, you need not do anything."
        )
        yield RULE.found(text.path, text.meta.line("effective_date"), message, mend)
