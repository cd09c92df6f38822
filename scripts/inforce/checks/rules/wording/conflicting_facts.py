"""Facts that are stated in two ways: in a text and its front matter, or in several policies."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from inforce.checks.finding import Found
from inforce.checks.inputs import markdown_passages
from inforce.checks.inputs.markdown_passages import Passage
from inforce.checks.inputs.state import State, View
from inforce.checks.rule import Rule
from inforce.record.model import Policy
from inforce.source.policy_file import Content
from inforce.text import stated_dates

RULE = Rule(
    id="conflicting-facts",
    title="The same fact is stated in two ways: a date, an address, an e-mail address.",
    explains="If the text says another effective date than its front matter, or two policies name different addresses for "
    "notices, each reader may rely on the one that suits them.",
    mend="Correct the one that is wrong.",
    default="warning",
)
_EMAIL = re.compile(r"(?<![\w.+-])([a-z0-9][\w.+-]*)@([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?<![.-])", re.I)
_PURPOSES = frozenset(
    "abuse support help legal privacy copyright dmca security press billing info contact datenschutz gdpr dpo compliance "
    "feedback refunds notices trademark".split()
)
_NUMBERS = re.compile(r"\d{1,2}([./-])\d{1,2}\1\d{2,4}")  # the day may come first, or the month
_STREET = re.compile(
    r"(?<![\w-])(?P<number>\d{1,5}[a-z]?)\s+(?P<street>(?:[NSEW]\.?\s+)?(?:[A-Z][\w.’'-]+\s+){1,3}?)"
    r"(?P<kind>Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Way|Court|Square|Place)\b\.?"
    r"(?P<rest>[^.;\n|]{0,70}(?:\n[^.;\n|]{0,70}){0,3}?)"
    r"(?<!\w)(?<!PMB )(?<!Box )(?P<code>\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[\dA-Z]?\s\d[A-Z]{2})\b"
)
_COMPANY = re.compile(
    r"(?<![\w-])(?P<name>[A-Z][\w&’'-]{0,60}(?: [A-Z][\w&’'-]{0,60}){0,2}),? "
    r"(?P<form>Inc|LLC|L\.L\.C|Ltd|Limited|GmbH|AG|Corp|Corporation|S\.A|B\.V|PLC|plc)(?!\w)"
)
_AHEAD = 60  # days before it takes effect on which a text may have been written; an older date was most likely left there
_LABEL = 40  # characters before a date that are shown with it


class _Place(NamedTuple):
    path: str
    line: int
    fact: str


def on_texts(view: View) -> Iterator[Found]:
    """Dates, e-mail addresses and postal addresses that contradict each other."""
    for _, text in view.living(view.texts):
        yield from _dates(text, view.state)
    places: dict[str, list[_Place]] = defaultdict(list)
    for path, text in view.living():
        for name, place in _facts(path, text.prose, text.body_line):
            places[name].append(place)
    for name, found in places.items():
        yield from _odd_ones(name, found)


def _dates(text: Content, state: State) -> Iterator[Found]:
    """The date that a text states for itself, held against its front matter and its corrections."""
    if not text.meta.effective_date or text.stated_by != "front_matter":
        return
    said = stated_dates.stated(text.body)
    if said.unreadable and not _NUMBERS.fullmatch(said.unreadable):
        yield _misstated(text, said.line, said.unreadable)
        return
    found = said.date
    if not found or not found.words:
        return
    known = {text.meta.effective_date, text.meta.last_reviewed, *(note.date for note in text.meta.corrections)}
    policy = state.policy(text.path)
    known |= {c.version.commit.day for r in policy.revisions for c in r.corrections} if policy else set()
    known |= {r.published.day for r in policy.revisions if r.date == text.meta.effective_date} if policy else set()
    if found.date not in known and not (found.updated and _between(found.date, text, policy)):
        yield _misstated(text, found.line, found.words)


def _misstated(text: Content, line: int, words: str) -> Found:
    """What a text says of its own date on one of its lines, against its front matter."""
    before, words_there, _ = text.body.split("\n")[line].partition(words)
    label = re.sub(r"[*_#|>]", "", before).lstrip() if words_there else ""
    said = f"{label}{words}" if len(label) <= _LABEL else words
    message = f"the text says “{said}”, its front matter effective_date: {text.meta.effective_date}."
    mend = "Correct the one that is wrong, or leave the date to the front matter, which is shown above the text."
    return RULE.found(text.path, text.body_line + line, message, mend)


def _between(day: date, text: Content, policy: Policy | None) -> bool:
    """Whether a text may have been written on a day: after the revisions before it, and not long before it takes effect."""
    own = text.meta.effective_date
    others = (revision.date for revision in policy.revisions if revision.date != own) if policy else ()
    return own is not None and 0 < (own - day).days <= _AHEAD and all(other < day for other in others)


@lru_cache(maxsize=1024)  # both states have most texts
def _facts(path: str, body: str, body_line: int) -> Sequence[tuple[str, _Place]]:
    """What a text says that others may say otherwise, and where."""
    passages = markdown_passages.read(body, body_line)
    return (*_emails(path, passages), *_addresses(path, passages), *_companies(path, passages))


def _emails(path: str, passages: Sequence[Passage]) -> Iterator[tuple[str, _Place]]:
    """E-mail addresses for a purpose, by that purpose."""
    for passage in passages:
        for match in _EMAIL.finditer(passage.source):
            if match[1].lower() in _PURPOSES:
                place = _Place(path, passage.line_of(match.start()), f"{match[1]}@{match[2]}".lower())
                yield f"e-mail address for “{match[1].lower()}”", place


def _addresses(path: str, passages: Sequence[Passage]) -> Iterator[tuple[str, _Place]]:
    """Postal addresses, by their street."""
    for passage in passages:
        for match in _STREET.finditer(passage.words):
            street = " ".join(match["street"].split())
            yield (
                f"address in {street} {match['kind']}",
                _Place(path, passage.line_of(match.start()), f"{match['number']} {street}, {match['code']}"),
            )


def _companies(path: str, passages: Sequence[Passage]) -> Iterator[tuple[str, _Place]]:
    """Companies, by their names without the legal form."""
    for passage in passages:
        for match in _COMPANY.finditer(passage.words):
            place = _Place(path, passage.line_of(match.start()), f"{match['name']} {match['form']}")
            yield f"name of {match['name']}", place


def _odd_ones(name: str, found: list[_Place]) -> Iterator[Found]:
    """The places that state a fact otherwise than most policies do."""
    policies = {fact: len({place.path for place in found if place.fact == fact}) for fact in {p.fact for p in found}}
    usual, often = max(sorted(policies.items()), key=lambda item: item[1])
    other = next(place for place in found if place.fact == usual)
    agreeing = {place.path for place in found if place.fact == usual}  # who says both means both
    for place in found:
        if place.path not in agreeing and often > policies[place.fact]:
            message = f"the {name} is {place.fact} here, and {usual} in {other.path}:{other.line}."
            yield RULE.found(place.path, place.line, message)
