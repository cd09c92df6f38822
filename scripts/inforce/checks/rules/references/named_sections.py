"""The sections of its own text that a passage names."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence

from inforce.checks.inputs.markdown_passages import Passage
from inforce.checks.rules.references.numbered_headings import NUMBER
from inforce.redline import sequences

_PARTS = r"(?:\s?\([A-Za-z\d]{1,6}\))*"  # of a section: 2(a)(ii)
_ONE = r"[Ss]ection|[Cc]lause|Abschnitt(?:e?s)?|Ziffer|[Ss]ección|[Cc]láusula|[Ss]ezione|[Ss]eção"
_SEVERAL = r"[Ss]ections|[Cc]lauses|Abschnitten?|Ziffern|[Ss]ecciones|[Cc]láusulas|[Ss]ezioni|[Ss]eções"
_FIRST = re.compile(
    rf"(?<![\w.-])(?:(?P<several>{_SEVERAL})|{_ONE})\s+(?P<number>{NUMBER})(?!\w|\.\d|,\d{{3}})(?(several)|(?!-\w)){_PARTS}"
)
_NAMES = re.compile(rf"{_SEVERAL}|{_ONE}")
_GOES_ON = re.compile(r"\d{1,3}|[A-Z]|and|or|to|through|und|oder|bis|y|o|e|et|ou")
_NEXT = re.compile(  # a further number of an enumeration or a range
    r"(?:\s*[,–—-]\s*|(?:\s*,)?\s*(?:and/or|und/oder|and|or|to|through|und|oder|sowie|bis|y|o|a|e|et|ou|hasta|[&+])\s+)"
    rf"(?P<number>{NUMBER})(?!\w|\.\d|,\d{{3}}|\s*%){_PARTS}(?P<behind>\s+[^\W\d_]+)?"
)
_REACH = 60  # characters around a reference in which a law may be named
_CLOSES = re.compile(r"\s+(?:of|in|under|above|below|hereof|oben|unten|des|der|dieser|de|del|della|da|du)$")
_UNIT = re.compile(  # behind a number that counts something, and so is no section
    r"(?i)\s+(?:days?|weeks?|months?|years?|hours?|minutes?|business|calendar|working|percent|times|users?|euros?|dollars?|"
    r"tagen?|wochen?|monaten?|jahren?|stunden?|werktagen?|prozent|días|semanas|meses|años|horas|giorni|settimane|mesi|anni|ore|"
    r"dias|anos|jours|semaines|mois|ans|heures)$"
)
_ANOTHER = re.compile(  # what makes it a section of another text
    r"(?:\s*(?:,|and|or|und|oder)\s*[\w.()]{1,8})*,?\s+(?:of|in|under|from|to|des|der|im|aus|du|de|del|della|da)\s+"
    r"(?!this\b|these\b|diese[rsmn]?\b|the\s+(?:present|above|following|extent|event|case)\b|ce\b|cette\b|est[ea]s?\b)"
)
_KIND = (
    r"Act|Code|Law|Regulations?|Directive|Rules?|Order|Statute|Treaty|Convention|Gesetz(?:es|buch(?:e?s)?)?|Verordnung|Ley|Legge|"
    r"Lei|Loi"
)
_ITS_LAW = re.compile(  # a law that stands behind its sections without a word between: sections 3 and 4 Data Protection Act
    rf"\s+\(?(?:(?:[A-Z][\w&’'-]*|of|and|the)\s+){{0,6}}(?:{_KIND})\b|\s+\(?(?:[A-Z]{{2,}}\w*|[A-Z][a-z]{{0,4}}[A-Z]\w*)\b"
)
_LAW = re.compile(rf"(?:{_KIND}|Title|Chapter|[A-Z]{{2,}}|U\.S\.C\.?|C\.F\.R\.|§|’s|'s)[,:]?\s*[*_(]*$")
_LINK = re.compile(r"\[(?:[^\[\]]|\[[^\[\]]*\])*+\](?:\(|\[)")


def of(passage: Passage) -> Iterator[tuple[int, str]]:
    """The sections of its own text that a passage names without a link, each with its line."""
    linked = [match.span() for match in _LINK.finditer(passage.source)]
    for first in _FIRST.finditer(passage.words):
        before = bisect(linked, (first.start(), len(passage.source)))
        if before and first.start() < linked[before - 1][1]:
            continue
        found, end = _enumerated(passage.words, first)
        if not _is_another(passage.words, first.start(), end):
            yield from ((passage.line_of(match.start("number")), match["number"]) for match in found)


def _enumerated(words: str, first: re.Match[str]) -> tuple[list[re.Match[str]], int]:
    """The numbers that a reference names, and where it ends: sections 2, 3(a) and 5; section 2 or 3; sections 2–4.

    Behind a word in the singular, a further number is one of them only where the enumeration ends with it: "section 2 and
    30 days" names one.
    """
    found, end = [first], first.end()
    while following := _NEXT.match(words, end):
        behind = following["behind"] or ""
        alike = following["number"][0].isdigit() == first["number"][0].isdigit()
        if not alike or _UNIT.match(behind) or (behind and not first["several"] and not _CLOSES.match(behind)):
            break
        found.append(following)
        end = following.end() - len(behind)
    return found, end


def _is_another(words: str, start: int, end: int) -> bool:
    behind = words[end : end + _REACH]
    return bool(_ANOTHER.match(behind) or _ITS_LAW.match(behind) or _LAW.search(words[max(0, start - _REACH) : start]))


def follow(old: Sequence[str], new: Sequence[str], numbers: Mapping[str, str]) -> tuple[str, ...]:
    """The old words of a passage, in which references to sections that the new ones follow have the numbers of now."""
    followed: list[str] = []
    names = False  # whether a number that comes now is that of a section
    for word in old:
        followed.append(numbers.get(word, word) if names else word)
        names = bool(_NAMES.fullmatch(word)) or (names and bool(_GOES_ON.fullmatch(word)))
    found = list(old)
    if followed != found:
        for start, _, size in sequences.kept(followed, new):
            found[start : start + size] = followed[start : start + size]
    return tuple(found)
