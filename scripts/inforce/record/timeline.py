"""Versions in order -> a policy's revisions, corrections and absences: the rules of time 2 to 5 and 8 to 10."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from inforce.keys import CorrectionNote
from inforce.later import Later
from inforce.problems import Problem
from inforce.record import faults as wrong
from inforce.record import guessed_days
from inforce.record.absences import Absences
from inforce.record.faults import Broken, Owing, Unfinished
from inforce.record.revision import Absence, Correction, PassedOver, Reason, Rescheduled, Revision, Unpublished
from inforce.settings import DateSource, NoteSource
from inforce.source.ledger import Ledger, LedgerEntry
from inforce.source.lineage import Snapshot
from inforce.source.policy_file import Version
from inforce.text import same_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Later):
    """One snapshot of a policy and what came of reading it: no version where the file was deleted or cannot be published.

    A text is read and rendered when it is asked for. Its front matter says more cheaply which address the file asks for (`id`,
    "" for that of its path, None where it cannot be read) and whether it states a day (`dated`); `named`: whether it may have
    an id at all.
    """

    snapshot: Snapshot
    version: Version | None = None
    problems: tuple[Problem, ...] = ()
    named: bool = False
    id: str | None = None
    dated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """All that the steps amount to, in order of publication."""

    revisions: tuple[Revision, ...]
    absences: tuple[Absence, ...]
    ledger: tuple[LedgerEntry, ...]  # entries that concern no revision
    unpublished: tuple[Unpublished, ...]
    last_reviewed: date | None
    problems: tuple[Problem, ...]


def build(
    steps: Sequence[Step], ledger: Ledger, names: frozenset[str], address: str, *, notes: NoteSource = "front_matter"
) -> Timeline:
    """Apply the rules of time to the steps of the policy at `address` (oldest first), which the ledger knows by `names`.
    `notes`: what tells of revisions that have no note."""
    recorder = _Recorder(ledger, names, address, steps[-1].snapshot)
    versions = [step.version for step in steps]
    named = [ledger.find(names, step.snapshot.commit.id) is not None for step in steps]
    for step, counts in zip(steps, guessed_days.ends_of_days(versions, named), strict=True):
        if counts:
            recorder.take(step)
        recorder.given_way = 0 if counts else recorder.given_way + 1
    return recorder.timeline(notes)


@dataclass(slots=True)
class _Recorder:
    ledger: Ledger
    names: frozenset[str]
    address: str
    tip: Snapshot
    begun: list[Unfinished] = field(default_factory=list)
    current: Unfinished | None = None  # the revision that the newest version belongs to
    last: Version | None = None  # the newest version
    absences: Absences = field(default_factory=Absences)
    loose: list[LedgerEntry] = field(default_factory=list)
    renamed_dates: dict[date | str, date] = field(default_factory=dict)  # stated -> what the ledger says instead
    problems: list[Problem] = field(default_factory=list)
    mistaken: dict[date, list[str]] = field(default_factory=dict)  # earlier dates that nobody stated as meant -> commits
    broken: Broken = field(default_factory=Broken)
    ticks: int = 0
    given_way: int = 0  # commits of the same day just before, whose texts gave way to the next one

    def take(self, step: Step) -> None:
        entry = self.ledger.find(self.names, step.snapshot.commit.id)
        if not step.snapshot.blob:
            self.loose += [entry] if entry else []
            if not (entry and entry.ignore):
                self.absences.deleted(step.snapshot.commit)
            return
        version = step.version
        day, source = self._dated(version, entry) if version else (None, "front_matter")
        if version is None or day is None:
            self._leave_out(step, step.problems, entry, "undated" if version else "unreadable")
            return
        if step.snapshot == self.tip:
            self.problems += step.problems
        if source != "ledger" and not version.meta.retroactive:
            day = self._settle(version, day, tip=step.snapshot == self.tip)
        mistake = self._mistake(version, day, entry)
        if mistake:
            self._leave_out(step, (mistake[0],), entry, mistake[1])
            return
        if entry and entry.ignore and not self._pass_over(version, entry):
            entry = None
        if not (entry and entry.ignore):
            self._place(version, day, source, entry)
        self.absences.present(version, day)
        self.last = version if self.current else None

    def timeline(self, notes: NoteSource) -> Timeline:
        if self.begun or self.tip.blob:
            self.problems += self.broken.problems(self.tip, self.address, self.ledger.path)
        owing = Owing(tip=self.tip, address=self.address, ledger=self.ledger.path, notes=notes)
        for k, unfinished in enumerate(self.begun):
            if notes == "commit" and not unfinished.revision.note:
                unfinished.change(note=unfinished.revision.published.told, note_source="commit")
            self.problems += owing.faults(unfinished, first=k == 0, newest=unfinished is self.current and self.tip.blob != "")
        return Timeline(
            revisions=tuple(
                replace(d.revision, order=k, precedence=d.precedence, stood=tuple(d.stood)) for k, d in enumerate(self.begun)
            ),
            absences=tuple(self.absences.found),
            ledger=tuple(self.loose),
            unpublished=tuple(self.broken.texts),
            last_reviewed=self.last.meta.last_reviewed if self.last else None,
            problems=tuple(self.problems),
        )

    def _dated(self, version: Version, entry: LedgerEntry | None) -> tuple[date | None, DateSource]:
        """The version's date: the ledger's word for it holds as long as the file states the same date (rule 10)."""
        stated = _stated(version)
        self.renamed_dates = {name: day for name, day in self.renamed_dates.items() if name == stated}
        if entry and entry.effective_date:
            self.renamed_dates[stated] = entry.effective_date
        if stated in self.renamed_dates:
            return self.renamed_dates[stated], "ledger"
        if version.stated_by == "commit" and self.current:
            same_text = self.last is not None and self.last.same_text(version)
            standing = self._in_force(version.commit.day, self.current)
            known = self.current if same_text else guessed_days.announced(self.current, standing, version)
            if known:
                return known.date, known.revision.date_source
        return version.stated, version.stated_by

    def _settle(self, version: Version, day: date, *, tip: bool) -> date:
        """Rule 9: a day before those that were taken from commits puts these right; where a stated day stands against that, the
        text is a correction of the newest of them, so that it is not lost. Returns the day that counts."""
        guessed = guessed_days.since(self.begun, day, version.commit.day)
        if not guessed.revisions:
            return day
        against = guessed.contradicts(day)
        if against:
            if tip and version.stated_by != "commit":
                self.problems.append(wrong.contradicted(version, day, against.date, guessed.revisions[-1].date))
            return guessed.revisions[-1].date
        base = guessed.join(day)
        gone = {id(unfinished) for unfinished in guessed.revisions if unfinished is not base}
        self.begun = [unfinished for unfinished in self.begun if id(unfinished) not in gone]
        if id(self.current) in gone:
            self.current = base
        return day

    def _place(self, version: Version, day: date, source: DateSource, entry: LedgerEntry | None) -> None:
        """Rules 2 to 5: what a version is, by its date and its text against the version before it."""
        current = self.current
        same_text = self.last is not None and self.last.same_text(version)
        if current and current.date == day:
            self._stay(current, version, same_text)
        elif current and same_text and version.commit.day < current.date and not self._unfinished_of(day):
            self._reschedule(current, version, day)
        elif known := self._unfinished_of(day):
            self._return_to(known, version)
        else:
            self._start(version, day, source, entry, same_text)
        if entry and self.current:
            self._annotate(self.current, version, entry)
        self._replace(version, acknowledged=entry is not None)

    def _mistake(self, version: Version, day: date, entry: LedgerEntry | None) -> tuple[Problem, Reason] | None:
        """Rule 6: an earlier date that neither the file nor the ledger calls meant is a Problem, and rewrites nothing."""
        if self.current and self.current.date == day:
            return None
        today = version.commit.day
        besides = self.current if self.current and today < self.current.date else None
        standing = self._in_force(today, besides)
        known = self._unfinished_of(day)
        if known and known is not standing and not known.revision.text.same_text(version):
            overtaken = self.current and self.current.date <= today < known.date and not known.revision.withdrawn
            slips = today < known.date and set(version.meta.corrections) - set(known.revision.text.meta.corrections)
            if not overtaken and not slips:
                return wrong.taken(version, known.revision), "taken"
        if not standing or day >= standing.date:
            return None
        if version.meta.retroactive or (entry and entry.effective_date):
            return None
        self.mistaken.setdefault(day, []).append(version.commit.id)
        return wrong.early(version, day, standing.date), "earlier"

    def _leave_out(self, step: Step, problems: tuple[Problem, ...], entry: LedgerEntry | None, reason: Reason) -> None:
        """A commit with such a fault counts for nothing, whatever the ledger says; that can only accept the fault (rule 10).

        The newest file's faults are reported all the same: it can be mended.
        """
        self.loose += [entry] if entry else []
        snapshot, version = step.snapshot, step.version
        if (entry and entry.ignore) and snapshot != self.tip:
            return
        text = None
        if not (version and self.current and version.same_text(self.current.revision.text)):
            day = version.stated if version else None
            text = Unpublished(commit=snapshot.commit, reason=reason, day=day, newest=snapshot == self.tip)
        self.broken.add(snapshot, problems, text)

    def _annotate(self, unfinished: Unfinished, version: Version, entry: LedgerEntry) -> None:
        """Rule 10: the ledger's entry is shown, and its note counts for the revision or correction that the commit made; beside
        a date it says why the date is wrong, and the revision's own note stays."""
        unfinished.change(ledger=(*unfinished.revision.ledger, entry))
        corrections = unfinished.revision.corrections
        if entry.note and corrections and corrections[-1].version is version:
            note = CorrectionNote(date=version.commit.day, note=entry.note)
            unfinished.change(corrections=(*corrections[:-1], replace(corrections[-1], notes=(note,))))
        elif entry.note and unfinished.created == version.commit.id and not (entry.effective_date and unfinished.revision.note):
            unfinished.change(note=entry.note, note_source="ledger")

    def _stay(self, unfinished: Unfinished, version: Version, same_text: bool) -> None:
        """Rule 3, a correction; rule 4, nothing happened (the newest front matter is shown all the same)."""
        if unfinished.revision.date_source == "commit" and version.stated_by != "commit" and version.stated == unfinished.date:
            unfinished.change(date_source=version.stated_by)
            unfinished.created = version.commit.id
        if same_text:
            self._refresh(unfinished, version)
            self._restate(unfinished, version)
            return
        revision = unfinished.revision
        correction = Correction(number=len(revision.corrections) + 1, version=version, notes=self._new_notes(version))
        note = revision.note or version.meta.change_note
        unfinished.change(corrections=(*revision.corrections, correction), text=version, note=note, passed_over=())

    def _new_notes(self, version: Version) -> tuple[CorrectionNote, ...]:
        """What `corrections` says that the version before did not say."""
        known = self.last.meta.corrections if self.last else ()
        return tuple(note for note in version.meta.corrections if note not in known)

    def _refresh(self, unfinished: Unfinished, version: Version) -> None:
        """The same text committed again: the summary and the change note are those of the newest file."""
        revision = unfinished.revision
        if not revision.text.same_text(version):
            return
        shown = replace(revision.text, meta=version.meta, title=version.title)  # the file stays that of its commit
        newest = revision.corrections[-1] if revision.corrections else None
        if newest and newest.version.same_text(version):
            notes = newest.notes or self._new_notes(version)
            newest = replace(newest, version=shown, notes=notes)
            unfinished.change(corrections=(*revision.corrections[:-1], newest))
        elif not newest and revision.first.same_text(version):
            unfinished.change(first=replace(shown, path=revision.first.path))  # where it lay first redirects for ever
        unfinished.change(text=shown)
        if version.meta.change_note and not any(entry.note and not entry.effective_date for entry in revision.ledger):
            unfinished.change(note=version.meta.change_note, note_source="front_matter")

    def _reschedule(self, unfinished: Unfinished, version: Version, day: date) -> None:
        """Rule 5: the date moved before it arrived, under the same text."""
        step = Rescheduled(was=unfinished.date, commit=version.commit)
        retroactive = self._is_retroactive(version, day, besides=unfinished)
        unfinished.change(date=day, retroactive=retroactive, rescheduled=(*unfinished.revision.rescheduled, step))
        self._refresh(unfinished, version)
        self._restate(unfinished, version)
        self._touch(unfinished, version.commit.day)

    def _restate(self, unfinished: Unfinished, version: Version) -> None:
        """The same text with the date that holds now: that file takes the place of the one that stated another, or none."""
        revision = unfinished.revision
        if revision.text.same_text(version) and revision.text.stated != version.stated == unfinished.date:
            unfinished.change(text=version)
            if not revision.corrections:
                unfinished.change(first=replace(version, commit=revision.first.commit, path=revision.first.path))

    def _return_to(self, unfinished: Unfinished, version: Version) -> None:
        """The file is back at a date that it had before (a revert): that revision stands again, what was announced does not."""
        published = version.commit.day
        for other in self.begun:
            if (
                other is not unfinished
                and other.precedence > unfinished.precedence
                and other.date > published
                and not other.revision.withdrawn
            ):
                other.change(withdrawn=version.commit)
        retroactive = unfinished.revision.retroactive or self._is_retroactive(version, unfinished.date, besides=unfinished)
        unfinished.change(withdrawn=None, replaced_by=None, retroactive=retroactive)
        self._touch(unfinished, published)
        self._stay(unfinished, version, same_text=unfinished.revision.text.same_text(version))

    def _start(self, version: Version, day: date, source: DateSource, entry: LedgerEntry | None, same_text: bool) -> None:
        """Rule 2, a new revision; with the same text, rule 5: a correction taken out, or a reissue."""
        current = self.current
        published = version.commit
        taken_out = ""
        if current and same_text and current.revision.corrections:
            published = current.revision.corrections[-1].version.commit
            taken_out = f"{current.revision.id}.{len(current.revision.corrections)}"
            self._take_out_correction(current)
        retroactive = self._is_retroactive(version, day)
        revision = Revision(
            date=day,
            date_source=source,
            order=0,
            precedence=0,
            published=published,
            first=version,
            text=version,
            note=version.meta.change_note,
            retroactive=retroactive,
            brought_forward=bool(current and not retroactive and day < current.date),
            reissue=same_text and not taken_out,
            taken_out=taken_out,
            given_way=self.given_way,
        )
        self.broken.clear(self.mistaken.pop(day, []))  # the date was meant after all: its first commits are no fault any more
        retired = version.meta.retired
        unfinished = Unfinished(revision=revision, created=version.commit.id, too_late=retired is not None and day >= retired)
        self.begun.append(unfinished)
        self._touch(unfinished, published.day)

    def _take_out_correction(self, unfinished: Unfinished) -> None:
        """Rule 5: text first, date later. The correction that brought the text in becomes a revision of its own."""
        kept = unfinished.revision.corrections[:-1]
        unfinished.change(corrections=kept, text=kept[-1].version if kept else unfinished.revision.first, passed_over=())

    def _touch(self, unfinished: Unfinished, day: date) -> None:
        """The revision is now, from a day on, the one published last (rule 6)."""
        self.ticks += 1
        unfinished.precedence = self.ticks
        unfinished.stood.append((day, self.ticks))
        self.current = unfinished

    def _unfinished_of(self, day: date) -> Unfinished | None:
        return next((unfinished for unfinished in self.begun if unfinished.date == day), None)

    def _in_force(self, day: date, besides: Unfinished | None) -> Unfinished | None:
        due = [d for d in self.begun if d.date <= day and not d.revision.withdrawn and d is not besides]
        return max(due, key=lambda unfinished: unfinished.precedence, default=None)

    def _is_retroactive(self, version: Version, day: date, *, besides: Unfinished | None = None) -> bool:
        """Rule 6: whether a date is before that of the revision in force when it was published."""
        standing = self._in_force(version.commit.day, besides)
        return standing is not None and day < standing.date

    def _replace(self, version: Version, *, acknowledged: bool) -> None:
        """Rule 6: `replaces: DATE` withdraws a revision that was announced and is not in force yet."""
        day, current = version.meta.replaces, self.current
        if current is None or day == (self.last.meta.replaces if self.last else None):
            return
        target = self._unfinished_of(day) if day else None
        current.wrong_replaces = ("", "")
        if day is None:
            return
        if target and target is not current and target.date > version.commit.day:
            target.change(withdrawn=version.commit, replaced_by=current.date)
        elif acknowledged:
            return  # the ledger accepts that it withdraws nothing
        elif target is None or target is current:
            mend = "Give the date of the announced revision."
            current.wrong_replaces = (f"there is no other revision of {day}.", mend)
        else:
            mend = "Delete the line; a newer revision supersedes it."
            current.wrong_replaces = (f"the revision of {day} is in force already and cannot be withdrawn.", mend)

    def _pass_over(self, version: Version, entry: LedgerEntry) -> bool:
        """Rule 10: `ignore` takes the new text as it is, without a revision or a correction. False: it changes words, so that
        the entry is a Problem and counts for nothing."""
        unfinished = self.current
        if not unfinished:
            self.loose.append(entry)
            return True
        changed = same_words.difference(unfinished.revision.text.html, version.html)
        if changed:
            self.problems.append(
                Problem(
                    path=self.ledger.path,
                    line=entry.line,
                    field="ignore",
                    message=f"the commit {entry.commit[:10]} is more than a reformatting of {self.address}: {changed}.",
                    mend="Delete ignore: true, which has no effect here. You can write a note or an effective_date instead.",
                )
            )
            return False
        if not version.same_text(unfinished.revision.text):
            passed = PassedOver(commit=version.commit, note=entry.note)
            unfinished.change(passed_over=(*unfinished.revision.passed_over, passed))
        unfinished.change(text=version, ledger=(*unfinished.revision.ledger, entry))
        return True


def _stated(version: Version) -> date | str:
    """The date that a version states, or what stands there in its place."""
    return version.stated or version.meta.wrong_date
