"""The redline engine: two documents in, one document with the changes in it out, proved before it is returned."""

from __future__ import annotations

import re
from dataclasses import dataclass

from inforce.redline.compose import compose_html
from inforce.redline.describe import Change, Ledger, SectionChange, with_addresses
from inforce.redline.items import Plan
from inforce.redline.merge import merge_items
from inforce.redline.plan import make_plan, replacing_plan
from inforce.redline.proof import verify
from inforce.text.html_tree import Document
from inforce.text.sameness import TAG

__all__ = ["Change", "Redline", "SectionChange", "compare", "in_full"]

_ID = re.compile(r' id="([^"]*)"')


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
    """The redline of two revisions, proved. The same documents give the same bytes everywhere; never raises.

    A redline that cannot be proved gives way to a plainer one (no paragraph split, joined or of another kind), and that to
    the old document in full followed by the new one; `fallback` then says why.
    """
    same = old.signature == new.signature  # then what differs is nothing that is read
    problems: list[str] = []
    for before, careful in (*([(new, False)] if same else ()), (old, False), (old, True)):
        redline = _write(make_plan(before, new, careful), new, "")
        found = verify(redline.html, old.signature, new.signature)
        if not found:
            return redline
        problems += found
    return in_full(old, new, "; ".join(dict.fromkeys(problems)))


def in_full(old: Document, new: Document, why: str) -> Redline:
    """The old document in full followed by the new one, since no redline of them can be proved, and why."""
    return _write(replacing_plan(old, new), new, why)


def _write(plan: Plan, new: Document, fallback: str) -> Redline:
    ledger = Ledger()
    html = compose_html(plan, merge_items(plan), ledger)
    changes, sections = ledger.finish()
    html = with_addresses(html, changes)
    return Redline(
        html=without_doubled_ids(html) if new.doubled_ids else html,
        changes=changes,
        words_added=sum(change.added for change in changes),
        words_removed=sum(change.removed for change in changes),
        sections=sections,
        fallback=fallback,
    )


def without_doubled_ids(html: str) -> str:
    """Of elements with the same id, only the first keeps it."""
    seen: set[str] = set()

    def tag(match: re.Match[str]) -> str:
        found = _ID.search(match[0])
        if found and found[1] in seen:
            return _ID.sub("", match[0])
        if found:
            seen.add(found[1])
        return match[0]

    return TAG.sub(tag, html)
