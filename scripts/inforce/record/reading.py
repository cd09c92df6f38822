"""What a record is made of, read once for all records of a run: snapshots -> steps, steps -> policies with their histories."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from itertools import count

from inforce.containment import contained
from inforce.later import Made, later
from inforce.problems import Problem, UserError
from inforce.record import timeline
from inforce.record.identity import Moves, Strand, following
from inforce.record.model import Policy
from inforce.record.timeline import Step, Timeline
from inforce.settings import NoteSource, Settings
from inforce.source import front_matter, policy_file
from inforce.source.front_matter import Source
from inforce.source.ledger import Ledger
from inforce.source.lineage import Snapshot
from inforce.source.policy_file import Reading
from inforce.text.rendering import Render

REFUSALS = 4  # times that the newest text of a policy is left out for the one before it; then the policy as a whole
_OF_HISTORY = ("revisions", "absences", "last_reviewed", "ledger", "unpublished")  # of a policy
History = Callable[[], Timeline]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads each thing once, and none before somebody asks for it: the same files with the same entries of the ledger are the
    same policy, in whatever record."""

    settings: Settings
    render: Render
    steps: dict[Snapshot, Step] = field(default_factory=dict)
    _followed: dict[tuple[int, Moves], tuple[Step, Step]] = field(default_factory=dict)
    _policies: dict[object, tuple[Strand, Policy, History]] = field(default_factory=dict)

    def step(self, snapshot: Snapshot, blobs: Mapping[str, bytes], images: Callable[[str, int], str]) -> Step:
        """A snapshot, whose file is among `blobs`; `images` gives the blob of an image after a commit."""
        if snapshot not in self.steps:
            there = snapshot.blob != ""
            self.steps[snapshot] = self._step(snapshot, blobs[snapshot.blob], images) if there else Step(snapshot=snapshot)
        return self.steps[snapshot]

    def _step(self, snapshot: Snapshot, data: bytes, images: Callable[[str, int], str]) -> Step:
        settings, commit, path = self.settings, snapshot.commit, snapshot.path

        def front() -> Mapping[str, object]:
            source = contained(lambda: policy_file.source_of(data, path, settings.dates, settings.keys), path, "")
            if not isinstance(source, Source) or source.damaged:
                return {"id": None, "dated": False}
            return {"id": source.meta.id, "dated": "effective_date" in source.meta.lines}

        def text() -> Mapping[str, object]:
            read = partial(policy_file.read, data, path, snapshot.blob, settings.dates, self.render)
            said = contained(
                lambda: read(lambda image: images(image, commit.index), settings.keys, commit.day, settings.language_of(path)),
                path,
                "this text cannot be read",
            )
            reading = Reading(content=None, problems=(said,)) if isinstance(said, Problem) else said
            return {"version": reading.content and reading.content.at(commit), "problems": reading.problems}

        makers: dict[str, Made] = {"id": front, "dated": front, "version": text, "problems": text}
        return later(Step, makers, snapshot=snapshot, named=front_matter.may_have(data, settings.keys.all_of("id")))

    def following(self, strand: Strand, moved: Moves) -> Strand:
        """The strand in whose texts links to policies that moved lead to where they lie now (rule 4)."""
        if not moved:
            return strand
        steps = []
        for step in strand.steps:
            key = (id(step), moved)
            if key not in self._followed:
                self._followed[key] = (step, following(step, moved))  # with the step itself, whose id no other can have then
            steps.append(self._followed[key][1])
        return replace(strand, steps=tuple(steps))

    def policy(self, strand: Strand, ledger: Ledger) -> tuple[Policy, History]:
        """The policy of a strand, and what the rules of time make of it."""
        entries = tuple(entry for entry in ledger.entries if entry.policy in strand.names)
        key = (tuple(map(id, strand.steps)), strand.address, strand.former, entries)
        if key not in self._policies:
            history = cache(partial(_history, strand, ledger, self.settings.notes))
            self._policies[key] = (strand, _policy(strand, history), history)
        return self._policies[key][1:]

    def forget(self) -> None:
        """Make policies anew the next time: some steps are others."""
        self._followed.clear()
        self._policies.clear()


def _policy(strand: Strand, history: History) -> Policy:
    """The policy of a strand. Raises UserError as its history is read, where that breaks off at every text."""

    def published() -> Mapping[str, object]:
        made = history()
        if not made.revisions:
            raise UserError("\n".join(map(str, made.problems)))
        return {name: getattr(made, name) for name in _OF_HISTORY}

    return later(
        Policy,
        dict.fromkeys(_OF_HISTORY, published),
        address=strand.address,
        path=strand.path,
        former_addresses=strand.former,
        paths=strand.paths,
    )


def _history(strand: Strand, ledger: Ledger, notes: NoteSource) -> Timeline:
    """What the rules of time make of a policy; of its older texts where they cannot take the newest ones."""
    steps = list(strand.steps)
    readable = [k for k, step in enumerate(steps) if step.version]
    for tries in count(1):
        build = partial(timeline.build, tuple(steps), ledger, strand.names, strand.address, notes=notes)
        made = contained(build, strand.path, "the rules of time cannot be applied to this text")
        if isinstance(made, Timeline):
            return made
        if not readable:
            return Timeline(revisions=(), absences=(), ledger=(), unpublished=(), last_reviewed=None, problems=(made,))
        for k in readable[-1:] if tries < REFUSALS else readable:
            steps[k] = _refused(steps[k], made)
        readable = readable[:-1] if tries < REFUSALS else []
    raise AssertionError("the counting never ends")


def _refused(step: Step, problem: Problem) -> Step:
    """The step of a text that cannot be published, though it could be read."""
    return Step(snapshot=step.snapshot, problems=(problem,))
