"""Policies that go without being retired, and successors that are gone."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from inforce import did_you_mean
from inforce.checks.finding import Found
from inforce.checks.inputs.state import Compared, Context, View
from inforce.checks.rule import EXAMPLE_DAY, Rule
from inforce.record.model import find
from inforce.source.policy_file import Content

RULE = Rule(
    id="deleted-without-retired",
    title="A policy was deleted or moved but not retired, or its successor is gone.",
    explains="Readers who are bound by a policy must learn when it stopped to apply, and what applies instead.",
    mend=f"Put the file back and add to its front matter: retired: {EXAMPLE_DAY} and superseded_by: terms/other-policy. If "
    "you move a file, keep its address with a line: id: terms/refund-policy",
    default="error",
)


def on_changes(compared: Compared) -> Iterator[Found]:
    """Files of policies that are gone, though nobody retired them; of what took their place the record says what it is."""
    told = " ".join(f"{problem.path} {problem.message}" for problem in compared.after.record.problems if not problem.line)
    for pair in compared.pairs:
        if pair.new or pair.path or not pair.old or f"{pair.old_path} " in told:
            continue
        retired = pair.old.meta.retired
        if retired and retired <= compared.context.today:
            continue
        to = _moved_to(pair.old_path, compared.context)
        what = f"was moved to {to}, where policies do not lie" if to else "was deleted"
        message = (
            f"the policy {what}, and is not retired." if not retired else f"the policy {what} before it retires, on {retired}."
        )
        yield RULE.found(pair.old_path, 0, message, _mend(pair.old_path, pair.old, compared))


def _mend(path: str, old: Content, compared: Compared) -> str:
    """How to keep a policy whose file is gone: as retired, or in the new file that took its place."""
    mend = RULE.mend.replace(EXAMPLE_DAY, compared.context.today.isoformat())
    new = {p: text for p, text in compared.after.texts.items() if p not in compared.before.texts}
    policy = compared.before.policy(path)
    name = did_you_mean.path(posixpath.splitext(path)[0], [posixpath.splitext(p)[0] for p in new])
    heir = next((p for p, text in new.items() if text.title == old.title), f"{name}.md" if name else "")
    if not heir or not policy:
        return mend
    return f"If {heir} took its place, add to the front matter of that: id: {policy.address} Else: {mend}"


def _moved_to(path: str, context: Context) -> str:
    moved = [change.path for change in context.changes if change.old_path == path and change.blob and change.path != path]
    name = posixpath.splitext(path)[0]
    alike = [change.path for change in context.changes if change.blob and posixpath.splitext(change.path)[0] == name]
    return next(iter(moved + alike), "")


def on_texts(view: View) -> Iterator[Found]:
    """Successors that a retired policy names, and that were deleted themselves."""
    for path, text in view.state.texts.items():
        named = find(view.state.record.policies, text.meta.superseded_by) if text.meta.superseded_by else []
        if len(named) == 1 and named[0].path not in view.state.paths:
            message = f"superseded_by: {text.meta.superseded_by} was deleted."
            mend = "Name the policy that applies now, or delete the line."
            yield RULE.found(path, text.meta.line("superseded_by"), message, mend)
