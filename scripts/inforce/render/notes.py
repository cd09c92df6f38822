"""What readers are told that is new in a revision, and from where, if nobody wrote it for them."""

from __future__ import annotations

from inforce.i18n import Words
from inforce.record.revision import Revision


def noted(words: Words, revision: Revision) -> str:
    """The note of a revision, "" for none; that of its commit says so."""
    if revision.note and revision.note_source == "commit":
        return words.gettext("From the commit: %(note)s", note=revision.note)
    return revision.note
