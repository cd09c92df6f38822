"""The date that a policy states in its own text: "Last updated: April 20, 2023", "Gültig ab 1. Mai 2024", 2026年5月4日."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from babel import Locale

LOCALES = "en de fr es it pt nl sv da nb fi pl cs hu ro tr el ru uk ja zh ko ar he".split()
_TAKES_EFFECT = re.compile(
    r"(?i)(?<![\w-])(?:effective(?:\s+date)?|in\s+force|gültig|in\s+kraft|en\s+vigueur|date\s+d.effet|vigente|en\s+vigor"
    r"|em\s+vigor|in\s+vigore|van\s+kracht|gäller|obowiązuje|вступает\s+в\s+силу|تاريخ\s+السريان)(?![\w-])"
    r"|施行日|生效日期|시행일"
)
_WAS_UPDATED = re.compile(
    r"(?i)(?<![\w-])(?:last\s+(?:updated|modified|revised|changed)|updated|date\s+of\s+last\s+revision|revised"
    r"|stand|letzte\s+(?:änderung|aktualisierung)|dernière\s+(?:mise\s+à\s+jour|modification)|mise?\s+à\s+jour"
    r"|última\s+(?:actualización|modificación|atualização)|ultimo\s+aggiornamento|laatst\s+(?:bijgewerkt|gewijzigd)"
    r"|senast\s+uppdaterad|sist\s+oppdatert|sidst\s+opdateret|päivitetty|ostatnia\s+aktualizacja|последнее\s+обновление"
    r"|дата\s+обновления|آخر\s+تحديث)(?![\w-])"
    r"|改定日|最終更新日?|最后更新|更新日期|최종\s*수정일?"
)
# What may stand between those words and the date.
_BETWEEN = re.compile(
    r"(?i)(?:[\s:：*_|()–—-]|\b(?:on|as|of|from|since|the|is|date|ab|seit|am|vom|le|du|depuis|desde|el|de|a|partir|il|dal"
    r"|op|per|från|den|fra|od|с|من)\b)*"
)
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_EAST = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_ATTRIBUTE = re.compile(r"""datetime\s*=\s*["']?(\d{4}-\d{2}-\d{2})""")
_WORDS = re.compile(r"[^\W\d_]+", re.U)
_REACH = 60  # characters between the words that announce a date and the date
_HEAD = 4_000  # a stated date stands at the top of a policy, or in its last lines
_TAIL = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDate:
    """A date found in a text, and its words there ("" where it stands in an attribute). `updated`: it says when the text was
    written, not from when on it counts."""

    date: date
    words: str
    updated: bool = False


def find(text: str) -> TextDate | None:
    """The date that a Markdown text states for itself, or None.

    Only a date with its year, in words or in ISO 8601, behind words that announce it: 04/05/2023 could be two days.
    """
    parts = (text[:_HEAD], text[-_TAIL:])
    for part in parts:
        attribute = _ATTRIBUTE.search(part)
        day = _day(*map(int, attribute[1].split("-"))) if attribute else None
        if day:
            return TextDate(date=day, words="")
    for announcement in (_TAKES_EFFECT, _WAS_UPDATED):
        for part in parts:
            for announced in announcement.finditer(part):
                found = _first_date(part[announced.end() : announced.end() + _REACH])
                if found:
                    return replace(found, updated=announcement is _WAS_UPDATED)
    return None


def read(words: str) -> date | None:
    """The day that a few words are, if they can be no other: "March 1, 2027", 1. März 2027, 2027-3-1, 26/03/2018, 20270301."""
    words = words.strip()
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
    between = _BETWEEN.match(text)
    line = text[between.end() if between else 0 :].split("\n")[0]
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
        before = re.search(r"(\d{1,2})(?:st|nd|rd|th|er|\.|º|ª)?\s*(?:of\s+|de\s+|d’|d')?$", line[: word.start()])
        behind = line[word.end() :]
        if before:
            after = re.match(r"\.?,?\s*(?:de\s+|del\s+)?(\d{4})\b", behind)
            day = _day(int(after[1]), month, int(before[1])) if after else None
        else:
            after = re.match(r"\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b", behind)
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
