"""Rules on policies that go, and on what an edit does to the record that its author may not expect."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from inforce import did_you_mean
from inforce.checks.catalogue import BY_ID, EXAMPLE_DAY
from inforce.checks.finding import Found
from inforce.checks.inputs.state import Compared, Context, View
from inforce.record.model import Policy, Revision, find
from inforce.source.policy_file import Version


def deleted(compared: Compared) -> Iterator[Found]:
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
        yield Found("deleted-without-retired", pair.old_path, 0, message, _mend(pair.old_path, pair.old, compared))


def _mend(path: str, old: Version, compared: Compared) -> str:
    """How to keep a policy whose file is gone: as retired, or in the new file that took its place."""
    mend = BY_ID["deleted-without-retired"].mend.replace(EXAMPLE_DAY, compared.context.today.isoformat())
    new = {p: text for p, text in compared.after.texts.items() if p not in compared.before.texts}
    address = next((policy.address for policy in compared.before.record.policies if policy.path == path), "")
    name = did_you_mean.path(posixpath.splitext(path)[0], [posixpath.splitext(p)[0] for p in new])
    heir = next((p for p, text in new.items() if text.title == old.title), f"{name}.md" if name else "")
    if not heir or not address:
        return mend
    return f"If {heir} took its place, add to the front matter of that: id: {address} Else: {mend}"


def _moved_to(path: str, context: Context) -> str:
    moved = [change.path for change in context.changes if change.old_path == path and change.blob and change.path != path]
    name = posixpath.splitext(path)[0]
    alike = [change.path for change in context.changes if change.blob and posixpath.splitext(change.path)[0] == name]
    return next(iter(moved + alike), "")


def lost_successors(view: View) -> Iterator[Found]:
    """Successors that a retired policy names, and that were deleted themselves."""
    for path, text in view.state.texts.items():
        named = find(view.state.record.policies, text.meta.superseded_by) if text.meta.superseded_by else []
        if len(named) == 1 and named[0].path not in view.state.paths:
            message = f"superseded_by: {text.meta.superseded_by} was deleted."
            mend = "Name the policy that applies now, or delete the line."
            yield Found("deleted-without-retired", path, text.meta.line("superseded_by"), message, mend)


def becomes(compared: Compared) -> Iterator[Found]:
    """What a change will be shown as, where that is more than a revision with a date of its own."""
    old = {policy.path: policy for policy in compared.before.record.policies}
    new = {policy.path: policy for policy in compared.after.record.policies}
    for pair in compared.pairs:
        policy, was = new.get(pair.path), old.get(pair.old_path)
        if not policy or not was or not pair.new:
            continue
        effects = [*_effects(was, policy, compared.context)]
        if was.address != policy.address:
            effects.append(f"moves the policy from {was.address}/ to {policy.address}/, and the old address leads there")
        if effects:
            message = f"the edit {'; '.join(effects)}."
            yield Found("becomes", pair.path, pair.new.meta.line("effective_date"), message, BY_ID["becomes"].mend)


def _effects(was: Policy, now: Policy, context: Context) -> Iterator[str]:
    """Each thing that happens to the revisions which were there before."""
    known = {revision.first.commit.id: revision for revision in was.revisions}
    for revision in now.revisions:
        before = known.get(revision.first.commit.id)
        if before:
            yield from _effect(before, revision, was)
        elif revision.brought_forward:
            later = ", ".join(other.id for other in was.upcoming(context.today) if other.date > revision.date)
            yield (
                f"takes effect on {revision.id} and takes the place of the revision announced for {later}; what the file holds "
                f"of that one takes effect with it"
            )
        elif revision.retroactive:
            yield f"counts from {revision.id}, before the revision that is in force was published"
        elif revision.taken_out:
            yield (
                f"makes the correction {revision.taken_out} a revision of its own: its words count from {revision.id} on, and "
                f"until then the text before them does"
            )
    if not any(revision.brought_forward and revision.first.commit.id not in known for revision in now.revisions):
        yield from (
            f"keeps the revision announced for {name} from ever being in force" for name in _passed_by(was, now, context)
        )
    retired = now.newest.text.meta.retired
    if retired and retired < context.today and retired != was.newest.text.meta.retired:
        yield f"retires the policy on {retired}, in the past: readers see that it was retired before they were told"
    gone = was.state(context.today) in ("retired", "deleted")
    if gone and now.state(context.today) not in ("retired", "deleted"):
        yield "brings back a policy that was no longer offered"


def _passed_by(was: Policy, now: Policy, context: Context) -> Iterator[str]:
    """The announced revisions that would have come into force, and will not, though nobody withdraws them."""
    announced = {revision.first.commit.id for revision in was.upcoming(context.today) if was.intervals(revision)}
    for revision in now.revisions:
        if revision.first.commit.id in announced and not revision.withdrawn and not now.intervals(revision):
            yield revision.id


def _effect(before: Revision, revision: Revision, was: Policy) -> Iterator[str]:
    if revision.withdrawn and not before.withdrawn:
        yield f"withdraws the revision that is announced for {revision.id}"
    if len(revision.corrections) > len(before.corrections) and before is not was.newest:
        yield f"will be shown as a correction of {revision.id}"
    if before.withdrawn and not revision.withdrawn:
        yield f"puts the revision of {revision.id} back, which was withdrawn"
