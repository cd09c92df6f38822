"""The line below each heading of a text: since when its words are in force, and every other wording of the section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from inforce import languages
from inforce.record import texts
from inforce.record.model import Policy
from inforce.record.revision import Interval
from inforce.record.section_history import Event, Past, Wording
from inforce.render import site_links
from inforce.render.context import Frame, environment
from inforce.text.sections import HEADING, Section, name_of

_HERE = "./"  # the policy's own page, which lists every wording
_WHOLE = 24  # wordings of a section that the page of a revision lists all; of more, those next to its own
_LATER, _EARLIER = 4, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """What a line says of its words from a day on, and until a day; None where that is open."""

    start: date | None
    end: date | None
    says: Markup


def with_lines(frame: Frame, html: str, item: texts.Text, address: str) -> str:
    """A text, without its title, with a line below every heading; as it is where no other revision was ever in force."""
    made = lines(frame, item, address)
    if not made:
        return html
    sections = iter(zip([past.section for past in pasts(frame, item)], made, strict=True))
    parts = [next(sections)[1]]
    folds, end = "<summary" in html, 0
    coming = next(sections, None)
    for match in HEADING.finditer(html):
        if coming is None or not _is(coming[0], match):
            continue
        parts.append(html[end : match.end()])
        end = match.end()
        if not folds or html.count("<summary", 0, end) == html.count("</summary", 0, end):  # no control inside another
            parts.append(coming[1])
        coming = next(sections, None)
    return "".join([*parts, html[end:]])


def pasts(frame: Frame, item: texts.Text) -> tuple[Past, ...]:
    """The sections of a text with their past; none for one that was corrected since, that is in force on no day, or where
    no other text ever is."""
    descent = frame.descents.of(item.policy)
    return () if item.correction is not None or len(descent.revisions) < 2 else descent.of(item.revision)


def lines(frame: Frame, item: texts.Text, address: str) -> list[str]:
    """The line of each section of a text, for the page at `address`; "" for one that says what the page's own line says
    already, or never had words of its own: what is below a heading's subheadings may be older or younger than the heading."""
    said = [_has_words(past) and not _says_the_page(frame, item, past) for past in pasts(frame, item)]
    return [_line(frame, item.policy, past, address) if its else "" for its, past in zip(said, pasts(frame, item), strict=True)]


def _says_the_page(frame: Frame, item: texts.Text, past: Past) -> bool:
    """Whether the words of a section are as old as the page's and nothing else is announced for them, or went with them."""
    own, its = item.policy.intervals(item.revision)[-1:], past.days[-1]
    if own and own[0].end and own[0].end <= frame.today:
        return own[0] == its
    return its.start == item.revision.date and _ending(frame, past) is None


def _has_words(past: Past) -> bool:
    section = past.section
    return bool(section.words) or (section.level > 0 and any(wording.section.words for wording in past.wordings))


def _is(section: Section, heading: re.Match[str]) -> bool:
    """Whether a heading of the page is that of the section: footnotes may hold some that are none of the text's."""
    return section.heading == name_of(heading[3])


def _line(frame: Frame, policy: Policy, past: Past, address: str) -> str:
    """The same for all pages of a policy's revisions that have the same words."""
    base = site_links.relative(texts.policy_address(policy), address)
    key = ("line", id(past.wordings), past.place, base)
    if key not in frame.pieces:
        frame.pieces[key] = _written(frame, policy, past, base)
    return frame.pieces[key]


def _written(frame: Frame, policy: Policy, past: Past, base: str) -> str:
    listed = past.wordings
    if base != _HERE and len(listed) > _WHOLE:  # else the pages of a thousand revisions would hold a million of these
        listed = listed[max(0, past.place - _LATER) : past.place + _EARLIER + 1]
    earlier = sum(not wording.same_words for wording in past.wordings[past.place : -1])
    template = environment(frame.words).get_template("section.html")
    return template.render(
        past=past,
        phases=list(_phases(frame, past.days[-1])),
        earlier=earlier,
        ending=_ending(frame, past),
        entries=[_entry(frame, policy, wording, base) for wording in listed],
        more=base + site_links.relative(texts.history_address(policy), texts.policy_address(policy))
        if listed != past.wordings
        else "",
        span=frame.span,
        language=languages.attributes(frame.words.language),
    ).strip()


def _phases(frame: Frame, days: Interval) -> Iterator[Phase]:
    """What there is to say of some words before, while and after they are in force; without what is over already."""
    since = Markup(frame.words.gettext("In force since %(day)s")) % {"day": frame.day(days.start)}
    if days.start > frame.today:
        coming = Markup(frame.words.gettext("In force from %(day)s")) % {"day": frame.day(days.start)}
        yield Phase(start=None, end=days.start, says=coming)
    if days.end is None or days.end > frame.today:
        yield Phase(start=days.start if days.start > frame.today else None, end=days.end, says=since)
    if days.end:
        was = Markup(frame.words.gettext("In force %(days)s")) % {"days": frame.span(days)}
        yield Phase(start=days.end if days.end > frame.today else None, end=None, says=was)


def _ending(frame: Frame, past: Past) -> Phase | None:
    """What is announced for some words that are in force or to come: other words, or an end without any."""
    day = past.days[-1].end
    if day is None or day <= frame.today:
        return None
    later = past.wordings[: past.place]
    if any(not wording.same_words and wording.intervals[0].start == day for wording in later):
        return Phase(start=None, end=day, says=Markup(frame.words.gettext("changes on %(day)s")) % {"day": frame.day(day)})
    last = frame.day(day - timedelta(days=1))
    return Phase(start=None, end=day, says=Markup(frame.words.gettext("until %(day)s")) % {"day": last})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One wording in the list: where it can be read, where the redline that brought it is, and what it says happened."""

    wording: Wording
    link: str
    redline: str
    happened: Sequence[str]


def _entry(frame: Frame, policy: Policy, wording: Wording, base: str) -> Entry:
    pair = texts.redline_of(policy, wording.before, wording.revision, frame.compare)
    start = texts.policy_address(policy)
    base = base.removeprefix("./")
    return Entry(
        wording=wording,
        link=base + site_links.relative(texts.text(wording.revision, policy).address, start) + _anchor(wording.section.id),
        redline=base + site_links.relative(pair.address, start) + _anchor(wording.anchor) if pair else "",
        happened=[_happened(frame, event) for event in wording.events],
    )


def _anchor(name: str) -> str:
    return f"#{name}" if name else ""


def _happened(frame: Frame, event: Event) -> str:
    _ = frame.words.gettext
    if event.kind == "first":
        return _("In the first text")
    if event.kind == "added":
        return _("Added")
    if event.kind == "returned":
        return _("Brought back")
    if event.kind == "words":
        return _("Words changed")
    if event.kind == "links":
        return _("Links changed")
    if not event.title:
        return {
            "heading": _("Heading added"),
            "moved": _("Moved here, was under no heading"),
            "split": _("Split off from the beginning of the text"),
        }.get(event.kind, _("Merged with the beginning of the text"))
    return {
        "heading": _("Renamed from “%(heading)s”", heading=event.title),
        "moved": _("Moved here from “%(heading)s”", heading=event.title),
        "split": _("Split off from “%(heading)s”", heading=event.title),
    }.get(event.kind) or _("Merged with “%(heading)s”", heading=event.title)
