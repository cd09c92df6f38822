"""A value of front matter -> the day that it can only be, or what is wrong with it and the mend."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from inforce.text import stated_dates

EXAMPLE = "for example 2018-03-26"
_MEND = f"Write it as year-month-day, {EXAMPLE}."
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_TIME = re.compile(
    r"(?P<day>.*?\d)(?:[Tt]|,? +)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r" *(?P<zone>[Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?"
)
_HYPHEN = re.compile(r"(?<=[^\W_])-(?=[^\W_])")
_DASHES = {"–": "an en dash", "—": "an em dash", "−": "a minus sign", "‐": "a typographic hyphen", "‑": "a no-break hyphen"}
_QUOTES = "“”„‟‘’‚‛«»"
# The same as patterns, as far as they can tell: not which words are months.
_REAL_DAY = (
    r"(?:(?!0000)\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))"
    r"|(?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][48]|[13579][26])00|[2468]000)-02-29)"
)
_MONTH_IN_WORDS = (
    r"(?!\d{4}-\d)(?=[^:]*(?:[A-Za-z]{3}|[\u00c0-\u024f\u0370-\u1fff\u2c00-\ud7ff]))(?=[^:]*\d{4})"
    r"(?=(?:[^:]*[^:\d])?\d{1,2}(?:\D|$))[^:]+?"
)
_CLOCK = (
    r"(?:(?:[Tt]|,? +)(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?"
    r" *(?:[Zz]|UTC|GMT|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?)?"
)
SCHEMA = {  # a JSON Schema of what can be read; editors show the message instead of the pattern
    "type": "string",
    "anyOf": [
        {"format": "date", "pattern": f"^{_REAL_DAY}$", "patternErrorMessage": _MEND},
        {"pattern": rf"^\s*(?:{_REAL_DAY}|{_MONTH_IN_WORDS}){_CLOCK}\s*$", "patternErrorMessage": _MEND},
    ],
    "examples": ["2018-03-26"],
}


class NotADayError(Exception):
    """What is wrong with a value in the place of a date, and the mend."""

    def __init__(self, message: str, mend: str) -> None:
        super().__init__(message, mend)
        self.message, self.mend = message, mend


def read(value: str, zone: str) -> date:
    """The day of 2018-03-26, 26-March-2018, March 26, 2018 or 2018-03-26T10:00:00Z. Raises NotADayError.

    A time has its day where it was written; where that is another in the time zone of the site, it says which day was meant as
    little as 03/02/2018 does.
    """
    found = _TIME.fullmatch(value)
    words = found["day"] if found else value
    match = _ISO.fullmatch(words)
    if match:
        try:
            day = date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            raise NotADayError(f"there is no day {words}.", "Correct the month or the day.") from None
    else:
        in_words = stated_dates.read(_HYPHEN.sub(" ", words)) if any(sign.isalpha() for sign in words) else None
        if not in_words:
            raise _fault(words if found and stated_dates.read(words) else value)
        day = in_words
    if found:
        _same_in_zone(day, value, found, zone)
    return day


def _same_in_zone(day: date, value: str, found: re.Match[str], zone: str) -> None:
    """Raise NotADayError where a time does not exist, or has another day in the time zone of the site."""
    try:
        clock = time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
        moment = datetime.combine(day, clock, _offset(found["zone"])) if found["zone"] else None
        there = moment.astimezone(ZoneInfo(zone)).date() if moment else day
    except (ValueError, OverflowError):
        raise NotADayError(f'"{value}" has a time that does not exist.', f"Write the day alone: {day}") from None
    if there != day:
        message = f'"{value}" is {day} where it was written, and {there} in the time zone of the site, {zone}.'
        raise NotADayError(message, f"Write the day alone, {day} or {there}.")


def _offset(zone: str) -> timezone:
    digits = re.sub(r"\D", "", zone)
    if not digits:
        return UTC
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    if minutes > 59:
        raise ValueError(zone)
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(-ahead if zone.startswith("-") else ahead)


def _fault(value: str) -> NotADayError:
    if not value or value in ("~", "null"):
        return NotADayError("there is no date.", _MEND)
    plain = "".join("-" if sign in _DASHES else "" if sign in _QUOTES else sign for sign in value).strip()
    if plain != value and re.fullmatch(r"\d{4}-\d{2}-\d{2}", plain):
        sign = next(sign for sign in value if sign in _DASHES or sign in _QUOTES)
        name = _DASHES.get(sign, "a curly quotation mark")
        return NotADayError(f"“{value}” holds {name} ({sign}).", f"Write it with hyphens and without quotes: {plain}")
    if re.fullmatch(r"\d{4}-\d{2}", value):
        return NotADayError(f'"{value}" is a month, not a day.', f"Add the day: {value}-01, if it is the first.")
    day = stated_dates.read(value)
    if day:
        return NotADayError(f'"{value}" is not a date.', f"Write it as year-month-day: {day}.")
    both = re.fullmatch(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})", value)
    if both and max(int(both[1]), int(both[3])) <= 12 and min(int(both[1]), int(both[3])):
        one, other = (f"{both[4]}-{int(a):02}-{int(b):02}" for a, b in ((both[3], both[1]), (both[1], both[3])))
        return NotADayError(f'"{value}" may be two days.', f"Write it as year-month-day: {one} or {other}.")
    return NotADayError(f'"{value}" is not a date.', _MEND)
