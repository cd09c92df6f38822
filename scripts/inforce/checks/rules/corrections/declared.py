"""Whether a change is declared as a correction."""

from __future__ import annotations

from datetime import date

from inforce.source.policy_file import Content


def is_declared(old: Content, new: Content, today: date) -> bool:
    """Whether a change under the same date is declared as a correction: its entry is new, and not older than the last one or
    than the text in force that it corrects, as one that was copied would be."""
    days = [note.date for note in old.meta.corrections]
    begun = max([*days, *([old.stated] if old.stated and old.stated <= today else [])], default=date.min)
    return any(note not in old.meta.corrections and note.date >= begun for note in new.meta.corrections)
