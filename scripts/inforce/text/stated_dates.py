"""The date that a policy states in its own text: "Last updated: April 20, 2023", "Gültig ab 1. Mai 2024", 2026年5月4日."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel import Locale

from inforce.text import announcements

LOCALES = "en de fr es it pt nl sv da nb fi pl cs hu ro tr el ru uk ja zh ko ar he".split()
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?![^\W_])")
_EAST = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_NUMBERS = re.compile(r"(?<![\w.])(?:\d{1,2}([./-])\d{1,2}\1\d{4}|\d{4}([./])\d{1,2}\2\d{1,2})(?!\w|[./-]\d)")
_DATETIME = r"""\bdatetime\s*=\s*["']?(\d{4}-\d{2}-\d{2})"""
_TIME = re.compile(rf"<time\b[^<>]*{_DATETIME}[^<>]*>")
_TIME_ENDS = re.compile(r"[^\n<]*</time>")
_MARKED = re.compile(rf"[^\n{{}}]{{0,60}}\{{[^\n{{}}]*{_DATETIME}[^\n{{}}]*\}}")
# What somebody meant as a date, though it is none, or may be two.
_MEANT = re.compile(
    r"\d+[./-]\d+[./-]\d+|(?:\d{1,2}\S{0,2}[\s-]+)?(?:(?:of|de)\s+)?([^\W\d_]+)\.?,?[\s-]+(?:de\s+)?\d{1,4}(?:,?[\s-]+\d{4,6})?"
)
_WORDS = re.compile(r"[^\W\d_]+", re.U)
_HEAD = 4_000  # a stated date stands at the top of a policy, or in its last lines
_TAIL = 1_000
_CLOSING = 200  # characters at the very end of a text that tell of all of it
_ITEM = re.compile(r"\s*(?:[-*+]\s|\d+[.)]\s|\|)")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDate:
    """A date found in a text, and its words there ("" where it stands in an attribute). `updated`: it says when the text was
    written, not from when on it counts; `line` is that of the text, from 0."""

    date: date
    words: str
    updated: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a text says of its own date: the date; the words that are meant as one and cannot be read as a single day; and a
    date that says otherwise than the one that counts. `line` is that of what is wrong, from 0."""

    date: TextDate | None = None
    unreadable: str = ""
    against: TextDate | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Statement:
    """A date that a text announces for itself; None for words that are meant as one."""

    start: int
    end: int
    date: date | None
    words: str
    updated: bool
    place: announcements.Place
    stray: bool  # it may belong to a part of the text only
    listed: bool  # in a list or table, which may tell of earlier texts


def find(text: str) -> TextDate | None:
    """The date that a Markdown text states for itself, or None."""
    return stated(text).date


def stated(text: str) -> Stated:
    """What a Markdown text says of its own date.

    Only a date with its year, in words, in ISO 8601 or in numbers that can be but one day, where the words that announce it
    tell of the text. Of the day on which it takes effect and that of an update, the later one is that of this text.
    """
    found = list(_statements(text))
    if any(s.place == "line" and not s.stray for s in found):
        found = [s for s in found if not s.stray]
    alone = [s for s in found if not s.listed] or found
    unreadable = next((s for s in alone if s.date is None), None)
    if unreadable:
        return Stated(unreadable=unreadable.words, line=text.count("\n", 0, unreadable.start))
    counting: list[_Statement] = []
    for updated in (False, True):
        kind = [s for s in found if s.updated is updated and s.date]
        counting += [s for s in kind if s.place == "line"] or kind
    best = max(counting, key=lambda s: (s.date or date.min, not s.updated), default=None)
    if best is None:
        return Stated()
    latest = {c.updated: max(other.date or date.min for other in counting if other.updated is c.updated) for c in counting}
    against = next((s for s in found if s.date not in (None, latest.get(s.updated)) and not s.listed), None)
    return Stated(
        date=_found(text, best),
        against=_found(text, against) if against else None,
        line=text.count("\n", 0, against.start) if against else 0,
    )


def _found(text: str, statement: _Statement) -> TextDate:
    assert statement.date
    line = text.count("\n", 0, statement.start)
    return TextDate(date=statement.date, words=statement.words, updated=statement.updated, line=line)


def _statements(text: str) -> Iterator[_Statement]:
    """Every date that a text announces for itself, at its top and in its last lines."""
    original, text = text, announcements.seen(text)
    parts = announcements.parts(text)
    since = 0
    for begin, stop in _ranges(text):
        place = max(begin, since)
        while said := announcements.find(text, place, stop):
            place = said.end
            day, end = _date_at(text, said)
            where = announcements.place(text, said, since, end) if end > said.end else None
            if where is None or parts.earlier(said.start):
                continue
            place = since = end
            words = original[said.end : end]
            closing = "\n#" not in text[end:] and len(text) - end < _CLOSING
            yield _Statement(
                start=said.start,
                end=end,
                date=day,
                words=words if "datetime" not in words and "</" not in words else "",
                updated=said.updated,
                place=where,
                stray=not said.updated and parts.before(said.start) > 1 and not closing,
                listed=bool(_ITEM.match(text, text.rfind("\n", 0, said.start) + 1)),
            )


def _ranges(text: str) -> tuple[tuple[int, int], ...]:
    if len(text) <= _HEAD + _TAIL:
        return ((0, len(text)),)
    return ((0, _HEAD), (len(text) - _TAIL, len(text)))


def _date_at(text: str, said: announcements.Announcement) -> tuple[date | None, int]:
    """The day behind an announcement, None if what stands there can be none or two, and where it ends."""
    line = text[said.end : said.end + announcements.REACH]
    found = _first_date(line) or _first_date(line.replace("-", " "))  # 26-March-2018
    if found:
        return found.date, said.end + len(found.words)
    numbers = _NUMBERS.match(line)
    day = read(numbers[0]) if numbers else None
    if numbers and not day and not said.english and numbers[1] == ".":  # where English is not spoken, the day comes first
        first, month, year = (int(part) for part in numbers[0].split("."))
        day = _day(year, month, first)
    if numbers and day:
        return day, said.end + numbers.end()
    element = _TIME.search(text, said.stop, said.end)
    marked = element or _MARKED.match(line)
    day = read(marked[1]) if marked else None
    if marked and day:
        closed = _TIME_ENDS.match(line) if element else marked
        return day, said.end + (closed.end() if closed else 0)
    meant = _MEANT.match(line)
    if meant and (meant[1] is None or meant[1].casefold() in months()):
        return None, said.end + meant.end()
    return None, said.end


def read(words: str) -> date | None:
    """The day that a few words are, if they can be no other: "March 1, 2027", 1. März 2027, 2027-3-1, 26/03/2018, 20270301."""
    words = words.strip()
    if len(words) > announcements.REACH:
        return None
    digits = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", words) or re.fullmatch(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})", words)
    if digits:
        return _day(*(int(part) for part in digits.groups() if part.isdigit()))
    last = re.fullmatch(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})", words)
    if last:  # 04/05/2023 could be two days
        days = {_day(int(last[4]), int(a), int(b)) for a, b in ((last[1], last[3]), (last[3], last[1]))} - {None}
        return days.pop() if len(days) == 1 else None
    found = _first_date(words)
    return found.date if found and found.words == words else None


def _first_date(text: str) -> TextDate | None:
    line = text.split("\n")[0]
    for pattern in (_ISO, _EAST):
        match = pattern.match(line)
        day = _day(int(match[1]), int(match[2]), int(match[3])) if match else None
        if match and day:
            return TextDate(date=day, words=match[0])
    found = _in_words(line)
    return found if found and line.startswith(found.words) else None


def _in_words(line: str) -> TextDate | None:
    """`20 April 2023`, `April 20, 2023`, `1er mai 2024`, `20 de abril de 2023`."""
    for word in _WORDS.finditer(line):
        month = months().get(word[0].casefold().rstrip("."))
        if not month:
            continue
        before = re.search(r"(\d{1,2})(?:st|nd|rd|th|er|\.|º|ª)?\s*(?:day\s+)?(?:of\s+|de\s+|d’|d')?$", line[: word.start()])
        behind = line[word.end() :]
        if before:
            after = re.match(r"\.?,?\s*(?:de\s+|del\s+)?(\d{4})(?![^\W_])", behind)
            day = _day(int(after[1]), month, int(before[1])) if after else None
        else:
            after = re.match(r"\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?![^\W_])", behind)
            day = _day(int(after[2]), month, int(after[1])) if after else None
        if day and after:
            start = before.start() if before else word.start()
            return TextDate(date=day, words=line[start : word.end() + after.end()])
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def months() -> dict[str, int]:
    """Every name of a month in the known languages, in lower case, to its number."""
    names: dict[str, int] = {}
    for code in LOCALES:
        months = Locale(code).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    names.setdefault(str(name).casefold().rstrip("."), int(number))
    return names
