"""What an edit does to the revisions of a policy that were there before."""

from __future__ import annotations

from collections.abc import Iterator

from inforce.checks.inputs.state import Context
from inforce.record.model import Policy
from inforce.record.revision import Revision


def on_revisions(was: Policy, now: Policy, context: Context) -> Iterator[str]:
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
