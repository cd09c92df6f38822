"""The days that the front matter of a text names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from inforce.source.policy_file import Content


def of(text: Content) -> Iterator[tuple[str, date]]:
    """Each day with its key; the effective date is that of the text itself, where it states one."""
    meta = text.meta
    named = (
        ("effective_date", text.stated if text.stated_by == "text" else meta.effective_date),
        ("retired", meta.retired),
        ("replaces", meta.replaces),
        ("last_reviewed", meta.last_reviewed),
        *(("corrections", note.date) for note in meta.corrections),
    )
    yield from ((key, day) for key, day in named if day)
