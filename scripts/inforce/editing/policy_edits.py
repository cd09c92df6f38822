"""What editors do with a policy: begin one, revise, correct or retire it; bytes in, bytes out, or why it must not be.

A date that stands in the text is the editor's to write, in the form that it has there: only front matter is written here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from inforce.editing import yaml_writer
from inforce.editing.front_matter import Changes, changed
from inforce.editing.yaml_writer import Value
from inforce.keys import OURS, CorrectionNote, Keys, Meta
from inforce.problems import UserError
from inforce.record.model import Policy
from inforce.record.revision import Revision
from inforce.settings import DateSource
from inforce.source import front_matter, policy_file
from inforce.text import stated_dates
from inforce.text.stated_dates import TextDate


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A policy's file as it lies here, and the policy as it is published; `keys`: what the site calls those of front matter;
    `dates`: where its date may come from, in this order."""

    policy: Policy
    path: str
    data: bytes
    keys: Keys = OURS
    dates: Sequence[DateSource] = ("front_matter",)

    @property
    def source(self) -> front_matter.Source:
        """Its front matter and its text."""
        return policy_file.source_of(self.data, self.path, self.dates, self.keys)

    @property
    def meta(self) -> Meta:
        """Its front matter."""
        return self.source.meta

    @property
    def stated(self) -> date | None:
        """The date that it states, wherever that stands."""
        return policy_file.stated(self.source, self.dates)[0]

    @property
    def text_date(self) -> TextDate | None:
        """The date that its text states, where the site reads such; `line` is that of the file."""
        source = self.source
        found = stated_dates.find(source.body) if "text" in self.dates else None
        return found and replace(found, line=source.body_line + found.line)

    @property
    def is_dated_by_text(self) -> bool:
        """Whether the date that counts stands in its text."""
        return policy_file.stated(self.source, self.dates)[1] == "text"

    @property
    def is_edited(self) -> bool:
        """Whether its text is another than the newest that is published; white space makes no difference."""
        return self.source.body.split() != self.policy.newest.text.body.split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """The new bytes of a file, what was written as lines for people, and what they should know."""

    data: bytes
    wrote: tuple[str, ...]
    hints: tuple[str, ...] = ()


def new(*, title: str, effective: date, note: str = "", keys: Keys = OURS) -> bytes:
    """The file of a new policy. Raises UserError where a text is not one line."""
    written = {"title": yaml_writer.scalar(_line(title, "--title")), "effective_date": yaml_writer.scalar(effective)}
    if note:
        written["change_note"] = yaml_writer.scalar(_line(note, "--note"))
    lines = [f"{keys.called(key)}: {value}" for key, value in written.items()]
    return "\n".join(["---", *lines, "---", "", ""]).encode()


def revise(
    file: File, *, effective: date, note: str, today: date, summary: str | None = None, retroactive: bool = False
) -> Edited:
    """The file with the date and the note of its next revision, without what concerned only the one before.

    Raises UserError where the date would break the record.
    """
    policy, meta, newest = file.policy, file.meta, file.policy.newest
    if meta.retired:
        mend = "To offer it again, delete retired:, superseded_by: and retired_note: in the file first."
        raise UserError(f"{policy.address} is retired from {meta.retired} on. {meta.keys.said(mend)}")
    _free(policy, effective)
    standing = _standing(policy, today)
    early = standing if standing and effective < standing.date else None
    if early and not retroactive:
        raise UserError(
            f"{effective} is before {early.id}, the date of the revision in force. Give a later date; "
            "if the new text really applies from that earlier day, add --retroactive: readers are told so."
        )
    if retroactive and not early:
        raise UserError(f"{effective} is not before the date of the revision in force. Leave --retroactive out.")
    before = newest.text.meta
    said = file.text_date
    if said and file.is_dated_by_text and said.date != effective:
        raise UserError(
            _in_text(file, said, f"Write {effective} there, as that is written, and give this command again for the note.")
        )
    wanted: dict[str, Value | None] = {} if said and file.is_dated_by_text else {"effective_date": effective}
    wanted["change_note"] = _line(note, "--note")
    wanted["retroactive"] = True if early else None
    if meta.replaces and meta.replaces == before.replaces:
        wanted["replaces"] = None  # what the revision before withdrew is withdrawn
    if summary is not None:
        wanted["summary"] = _text(summary, "--summary")
    hints = []
    if said and said.date != effective:
        hints.append(_in_text(file, said, f"Write {effective} there, too, as that is written."))
    if effective < today and not early:
        hints.append(f"{effective} is in the past: readers see that the revision was published after its date.")
    if newest.date > today:
        hints.append(_besides(file, effective, today))
    if summary is None and meta.summary and meta.summary == before.summary:
        hints.append("The summary is still that of the revision before. Bring it up to date in the file, or give --summary.")
    return _edited(file, wanted, hints=hints)


def _in_text(file: File, said: TextDate, mend: str) -> str:
    return f"{file.path}:{said.line}: the text states its date itself: {said.words or said.date}. {mend}"


def _besides(file: File, effective: date, today: date) -> str:
    """What becomes of the announced revisions, of which the newest one may also move (rules 5 and 6)."""
    announced = file.policy.newest
    holds = "" if file.is_edited else ", and the file holds its text"
    replaces = file.meta.keys.called("replaces")
    first = f"The revision of {announced.id} is announced{holds}. With the same text, it is moved to {effective}. "
    if over := [revision.id for revision in file.policy.upcoming(today) if revision.date > effective]:
        place, that = ("its", "that") if len(over) == 1 else ("their", "those")
        names = f"{that} of {' and '.join(over)}"
        return f"{first}With another text, the new one takes {place} place: {names} will never be in force."
    return f"{first}With another text, both are announced, unless you add to the file: {replaces}: {announced.id}"


def correct(file: File, *, note: str, today: date) -> Edited:
    """The file with a new entry in its list of corrections. Raises UserError where the text is no correction of a revision."""
    newest, meta = file.policy.newest, file.meta
    stated, said = file.stated, file.text_date
    if stated and stated != newest.text.stated and newest.date_source in ("front_matter", "text"):
        where = f"the date in line {said.line}" if said and file.is_dated_by_text else meta.keys.called("effective_date")
        raise UserError(
            f"{file.path} states {stated}, and the newest published revision is that of {newest.id}. A correction keeps the "
            f"date: set {where} back to {newest.id}, or publish your text as a revision without inforce correct."
        )
    entry = CorrectionNote(date=today, note=_line(note, "--note"))
    if entry in meta.corrections:
        raise UserError(f"{file.path} declares that correction already. Now correct the text; or write another --note.")
    hints = [] if newest.date <= today else [f"This corrects the revision announced for {newest.id}, not the one in force."]
    data = _changed(file, Changes(correction=entry))
    wrote = f"{meta.keys.called('corrections')}: {today}, {entry.note}"
    return Edited(data=data, wrote=(wrote,), hints=tuple(hints))


def retire(file: File, *, on: date, today: date, successor: Policy | None = None, note: str | None = None) -> Edited:
    """The file with the first day on which the policy is no longer offered, what takes its place, and why.

    Raises UserError where the policy is gone already, or the day or the successor makes no sense.
    """
    policy, meta = file.policy, file.meta
    standing = _standing(policy, today) or policy.newest
    gone = policy.absence(today)
    if gone:
        raise UserError(
            f"{policy.address} is not offered any more since {gone.since}. What was published of that stays; to offer it "
            f"again, delete the key {meta.keys.called('retired')} and give the text a new date."
        )
    if on < standing.date:
        raise UserError(f"{on} is before {standing.id}, since when {policy.address} is in force. Give a later day: --on")
    wanted: dict[str, Value | None] = {"retired": on}
    if successor:
        if successor.address == policy.address:
            raise UserError(f"{policy.address} cannot take its own place. Name another policy: --superseded-by")
        if successor.absence(max(on, today)):
            raise UserError(f"{successor.address} is no longer offered itself. Name another policy: --superseded-by")
        wanted["superseded_by"] = successor.address
    elif meta.retired is None:
        wanted["superseded_by"] = None
    if note is not None:
        wanted["retired_note"] = _line(note, "--note")
    elif meta.retired is None:
        wanted["retired_note"] = None
    if meta.retired is not None and all(getattr(meta, key) == value for key, value in wanted.items()):
        raise UserError(
            f"{file.path} says so already: {meta.keys.called('retired')}: {on}. Give another day, or leave it as it is."
        )
    hints = []
    if on < today:
        hints.append(f"{on} is in the past: readers see that the policy was retired before they were told.")
    hints += [f"The revision announced for {r.id} will never be in force." for r in policy.upcoming(today) if r.date >= on]
    return _edited(file, wanted, hints=hints)


def _edited(file: File, wanted: Mapping[str, Value | None], *, hints: list[str]) -> Edited:
    meta = file.meta
    data = _changed(file, Changes(values=wanted))
    wrote = []
    for key, value in wanted.items():
        was, name = getattr(meta, key), meta.keys.called(key)
        if value is None:
            wrote += [f"{name}: deleted, since it concerned the revision before"] if key in meta.lines else []
        elif isinstance(value, date) and was and was != value:
            wrote.append(f"{name}: {value} (was {was})")
        else:
            wrote.append(f"{name}: {yaml_writer.scalar(value) if isinstance(value, bool) else value}")
    return Edited(data=data, wrote=tuple(wrote), hints=tuple(hints))


def _changed(file: File, changes: Changes) -> bytes:
    return changed(file.data, file.path, changes, file.keys, date_required=set(file.dates) == {"front_matter"})


def _free(policy: Policy, day: date) -> None:
    """A new revision needs a date that no other has (its date is its name)."""
    newest = policy.newest
    if day == newest.date:
        raise UserError(
            f"{day} is the date of the newest revision of {policy.address} already. Give the new text a date of its own; "
            f'if you only put a mistake right: inforce correct {policy.address} --note "..."'
        )
    if policy.revision(day.isoformat()):
        dates = ", ".join(sorted(revision.id for revision in policy.revisions))
        raise UserError(f"{policy.address} has a revision of {day} already. Give another day; taken are {dates}.")


def _standing(policy: Policy, today: date) -> Revision | None:
    """The revision that is in force, or was last before the policy was gone."""
    last = policy.last_in_force(today)
    return last if last.date <= today else None


def _line(text: str, option: str) -> str:
    """A text of one line that holds something."""
    if "\n" in text.strip() or "\r" in text.strip():
        raise UserError(f"{option} must be one line. Shorten it; details belong in the summary.")
    return _text(text, option)


def _text(text: str, option: str) -> str:
    if not text.strip():
        raise UserError(f"{option} is empty. Write what readers are to be told.")
    if not all(sign.isprintable() or sign == "\n" for sign in text.strip()):
        raise UserError(f"{option} holds a control character. Delete it.")
    return text.strip()
