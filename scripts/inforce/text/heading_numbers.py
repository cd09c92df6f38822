"""The number before a heading, told apart from its title: "3.", "(a)", "Section 4.2", "Article IV", "§ 5", "第三条"."""

from __future__ import annotations

import re
from typing import NamedTuple

_NUMBER = r"\d+(?:[.\-]\d+)*[a-zA-Z]?|[IVXLC]{1,7}|[ivxl]{1,6}|[A-Za-z]"
_KINDS = (  # of numbered parts, in the languages of most policies
    "section|sec\\.|article|art\\.|part|chapter|clause|schedule|annex|appendix|exhibit|paragraph|title|"
    "abschnitt|artikel|teil|kapitel|anhang|anlage|ziffer|titre|chapitre|partie|annexe|clausula|cl\u00e1usula|"
    "art\u00edculo|secci\u00f3n|cap\u00edtulo|anexo|articolo|sezione|capitolo|allegato|artigo|se\u00e7\u00e3o|hoofdstuk|bijlage|"
    "\u0441\u0442\u0430\u0442\u044c\u044f|\u0440\u0430\u0437\u0434\u0435\u043b|\u0627\u0644\u0645\u0627\u062f\u0629|\u0645\u0627\u062f\u0629"
)
_CJK = "\u3007\u96f6\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e\u5343\\d"
_END = r"(?:[.:)\]\u2013\u2014-]+(?=\s|$)|(?=\s|$))"
_ENUMERATOR = re.compile(
    rf"\s*(?:(?i:{_KINDS})(?:\s+|(?<=\.))(?:{_NUMBER}){_END}"
    rf"|\u00a7+\s*(?:{_NUMBER}){_END}"
    rf"|[(\[](?:{_NUMBER})[)\]][.:]?(?=\s|$)"
    rf"|(?:{_NUMBER})[.)\]:]+(?=\s|$)"
    rf"|(?:[A-Z]\.)?\d+(?:\.\d+)+(?=\s|$)|[A-Z]\.\d+(?=\s|$)"
    rf"|\u7b2c\s*[{_CJK}]+\s*[\u6761\u689d\u7ae0\u8282\u7bc0\u6b3e\u9805\u9879\u7de8\u7f16\u90e8](?:\u306e[{_CJK}]+)?"
    rf"|[{_CJK}]+[\u3001\uff0e]|[\uff08(][{_CJK}]+[\uff09)]"
    rf"|\uc81c\s*\d+\s*[\uc870\uc7a5\uc808\ud56d](?:\uc758\s*\d+)?)"
    r"[\s\u3000:\uff1a\u3001\u2013\u2014-]*"
)


class Numbered(NamedTuple):
    """A heading in two parts: the number as it is written, "" where there is none, and the title behind it."""

    enumerator: str
    title: str


def split(heading: str) -> Numbered:
    """Take a heading's number off.

    A bare number ("7 days to cancel") is part of the title: whether it counts headings or days, only a reader can tell.
    """
    match = _ENUMERATOR.match(heading)
    return Numbered(match[0].strip(), heading[match.end() :].strip()) if match else Numbered("", heading.strip())
