"""The redline engine: two documents in, one document with the changes in it out, proved before it is returned."""

from __future__ import annotations

from dataclasses import dataclass

from inforce.blocks import Document
from inforce.redline.compose import compose
from inforce.redline.describe import Change, Ledger, SectionChange
from inforce.redline.merge import merge
from inforce.redline.plan import Plan, make_plan, replacing_plan

__all__ = ["Change", "Redline", "SectionChange", "compare"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Redline:
    """html: the redline; fallback: "" or why it shows the old document in full and then the new one."""

    html: str
    changes: tuple[Change, ...]
    words_added: int
    words_removed: int
    sections: tuple[SectionChange, ...]
    fallback: str


def compare(old: Document, new: Document) -> Redline:
    """The redline of two revisions. The same documents give the same bytes everywhere; never raises."""
    return _write(make_plan(old, new), "")


def _write(plan: Plan, fallback: str) -> Redline:
    ledger = Ledger()
    html = compose(plan, merge(plan), ledger)
    changes, sections = ledger.finish()
    return Redline(
        html=html,
        changes=changes,
        words_added=sum(change.added for change in changes),
        words_removed=sum(change.removed for change in changes),
        sections=sections,
        fallback=fallback,
    )
