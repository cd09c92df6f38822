"""The rules on references to numbered sections: those that the text does not have, and those that are others than before."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from markdown_it.token import Token

from inforce.checks.catalogue import BY_ID
from inforce.checks.finding import Found
from inforce.checks.inputs import markdown_passages
from inforce.checks.inputs.markdown_passages import Passage
from inforce.checks.inputs.state import Compared, View
from inforce.redline import sequences
from inforce.source.policy_file import Version
from inforce.text import heading_numbers

_NUMBER = r"\d{1,3}(?:\.\d{1,3})*|[A-Z](?:\.\d{1,3})*|[IVX]{1,5}"
_PARTS = r"(?:\s?\([A-Za-z\d]{1,6}\))*"  # of a section: 2(a)(ii)
_ONE = r"[Ss]ection|[Cc]lause|Abschnitt(?:e?s)?|Ziffer|[Ss]ección|[Cc]láusula|[Ss]ezione|[Ss]eção"
_SEVERAL = r"[Ss]ections|[Cc]lauses|Abschnitten?|Ziffern|[Ss]ecciones|[Cc]láusulas|[Ss]ezioni|[Ss]eções"
_FIRST = re.compile(
    rf"(?<![\w.-])(?:(?P<several>{_SEVERAL})|{_ONE})\s+(?P<number>{_NUMBER})(?!\w|\.\d|,\d{{3}})(?(several)|(?!-\w)){_PARTS}"
)
_NAMES = re.compile(rf"{_SEVERAL}|{_ONE}")
_GOES_ON = re.compile(r"\d{1,3}|[A-Z]|and|or|to|through|und|oder|bis|y|o|e|et|ou")
_NEXT = re.compile(  # a further number of an enumeration or a range
    r"(?:\s*[,–—-]\s*|(?:\s*,)?\s*(?:and/or|und/oder|and|or|to|through|und|oder|sowie|bis|y|o|a|e|et|ou|hasta|[&+])\s+)"
    rf"(?P<number>{_NUMBER})(?!\w|\.\d|,\d{{3}}|\s*%){_PARTS}(?P<behind>\s+[^\W\d_]+)?"
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
_LEADING = re.compile(r"[\s*_]*(?:§+\s*)?(?P<number>\d{1,3}(?:\.\d{1,3})+|(?:\d{1,3}|[A-Z]|[IVX]{1,5})(?=[.):]))")
_BARE = re.compile(r"[\s*_]*(?P<number>\d{1,3})[\s*_]+(?:[–—-]\s+)?[^\W\d]")  # a number with nothing behind it: ## 2 Trials
_SINGLE = ["ordered_list_open", "list_item_open", "ordered_list_close"]
_LINK = re.compile(r"\[(?:[^\[\]]|\[[^\[\]]*\])*+\](?:\(|\[)")


class _Numbers(NamedTuple):
    """The numbers of a text, those of its headings among them, and whether it may have others that cannot be read here."""

    all: frozenset[str]
    headings: frozenset[str]
    more: bool


def dangling(view: View) -> Iterator[Found]:
    """References within a text that numbers its sections, to a number that none of them has."""
    for path, text in view.state.texts.items():
        known = _numbers(text)
        if len(known.all) < 3:
            continue  # this text does not number its sections; the number is that of another
        restarts = _restarts(markdown_passages.tokens(text.body))
        for passage in markdown_passages.of(text):
            for line, number in _missing(passage, known):
                message, mend = f"there is no section {number} in this text.", BY_ID["dangling-reference"].mend
                if number.isdigit() and 2 < restarts >= int(number):
                    message = (
                        f"there is no section {number} in this text, whose numbers begin again with 1 below each paragraph."
                    )
                    mend = f"Indent what stands between the numbered lines by four spaces, or write the numbers: {number}."
                yield Found("dangling-reference", path, line, message, mend)


def moved(compared: Compared) -> Iterator[Found]:
    """References in words that did not change, to a number that another heading has now."""
    for pair in compared.pairs:
        if not pair.old or not pair.new:
            continue
        was, now = _titles(pair.old), _titles(pair.new)
        kept = {" ".join(passage.words.split()) for passage in markdown_passages.of(pair.old)}
        for passage in markdown_passages.of(pair.new):
            references = _references(passage) if " ".join(passage.words.split()) in kept else ()
            for line, number in dict.fromkeys(references):
                title, other = was.get(number, ""), now.get(number, "")
                to = next((name for name, found in now.items() if found == title), "")
                if title and other and to and title != other:
                    message = f"section {number} was “{title}” and is “{other}” now; “{title}” is section {to}."
                    yield Found("moved-reference", pair.path, line, message, BY_ID["moved-reference"].mend)


def renumbered(old: Version, new: Version) -> Mapping[str, str]:
    """The numbers that headings had, each with the one that the same heading has now, where that is another."""
    was, now = _titles(old), {title: number for number, title in _titles(new).items()}
    return {number: now[title] for number, title in was.items() if now.get(title, number) != number}


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


def _titles(text: Version) -> Mapping[str, str]:
    """The titles of numbered headings, by their numbers; not those that stand there twice."""
    found = [
        (_number_of(passage), heading_numbers.split(" ".join(re.sub(r"[*_]", "", passage.words).split())).title)
        for passage in markdown_passages.of(text)
        if passage.kind == "heading"
    ]
    counts = (Counter(number for number, _ in found), Counter(title for _, title in found))
    return {number: title for number, title in found if number and counts[0][number] == counts[1][title] == 1}


def _missing(passage: Passage, known: _Numbers) -> Iterator[tuple[int, str]]:
    return ((line, number) for line, number in _references(passage) if not _is_known(number, known))


def _references(passage: Passage) -> Iterator[tuple[int, str]]:
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


def _is_known(number: str, known: _Numbers) -> bool:
    """Whether a number is one of the text's, or of a kind or depth that it does not number.

    A section whose heading has a number and that numbers nothing itself has no 4.2.
    """
    if number in known.all:
        return True
    parent, _, _ = number.rpartition(".")
    if parent:
        is_read = any(other.startswith(f"{parent}.") for other in known.all) or (parent in known.headings and not known.more)
        return _is_known(parent, known) and not is_read
    alike = [other for other in known.all if "." not in other and other.isdigit() == number.isdigit()]
    return len(alike) < 2 or (number.isdigit() and int(number) > 100)


def _numbers(text: Version) -> _Numbers:
    """The numbers of a text's headings, items and paragraphs, alone and behind those of the headings around them."""
    items = _items(markdown_passages.tokens(text.body), text.body_line)
    found = {number for numbers in items.values() for number in numbers}
    headings: set[str] = set()
    around: list[tuple[int, str]] = []
    bare = _bare_headings(markdown_passages.of(text))
    for passage in markdown_passages.of(text):
        number = _number_of(passage) or bare.get(passage.line, "")
        if passage.kind == "heading":
            around = [(level, name) for level, name in around if level < passage.level]
            headings.add(number.removesuffix(".0"))
        for name in dict.fromkeys((number, number.removesuffix(".0"), *items.get(passage.line, ()))):
            found |= _with(name, [name for _, name in around])
        if passage.kind == "heading" and number:
            around.append((passage.level, number))
    return _Numbers(frozenset(found), frozenset(headings), "<li" in text.body)


def _bare_headings(found: Sequence[Passage]) -> Mapping[int, str]:
    """The bare numbers that the headings of a level begin with, by line, if they count these: 1, 2, 3."""
    numbers: dict[int, str] = {}
    for level in range(1, 7):
        matches = {p.line: match["number"] for p in found if p.level == level and (match := _BARE.match(p.words))}
        if len(matches) > 2 and list(matches.values()) == [str(k) for k in range(1, len(matches) + 1)]:
            numbers |= matches
    return numbers


def _with(number: str, around: Sequence[str]) -> set[str]:
    """A number alone and behind those around it, of which its own may repeat the last: 4.1 below 4 below A is A.4.1."""
    while around and number.startswith(f"{around[-1]}."):
        around = around[:-1]
    return {number, *(".".join([*around[k:], number]) for k in range(len(around)))} if number else set()


def _number_of(passage: Passage) -> str:
    """The number that a heading or paragraph begins with."""
    words = re.sub(r"\\(?=[.)])", "", passage.words)
    if passage.kind == "heading":
        written = heading_numbers.split(re.sub(r"[*_]", "", words)).enumerator
        match = re.search(rf"(?<!\w)(?:{_NUMBER})(?!\w)", written) if written else _LEADING.match(words)
        return (match["number"] if match and "number" in match.re.groupindex else match[0]) if match else ""
    match = _LEADING.match(words) if passage.kind in ("paragraph", "cell", "html") else None
    return match["number"] if match else ""


def _restarts(found: Sequence[Token]) -> int:
    """How many lists of a single item begin with 1 at the edge: their author takes them for the items of one list."""
    edge = [
        t.type for t in found if not t.attrs.get("start") and (t.level == 0 or (t.level == 1 and t.type == "list_item_open"))
    ]
    return sum(edge[k : k + 3] == _SINGLE for k in range(len(edge)))


def _items(found: Sequence[Token], body_line: int) -> Mapping[int, list[str]]:
    """The numbers of the items of ordered lists as readers see them, by line: 1, 2, and 2.1 for a list inside the second."""
    numbered: dict[int, list[str]] = {}
    lists: list[int | None] = []  # the number of the item that is open in each list around, None in one without numbers
    for token in found:
        if token.type in ("ordered_list_open", "bullet_list_open"):
            lists.append(int(token.attrs.get("start", 1)) - 1 if token.type[0] == "o" else None)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            lists.pop()
        elif token.type == "list_item_open" and lists[-1] is not None and token.map:
            lists[-1] += 1
            numbers = [str(number) for number in lists if number is not None]
            numbered.setdefault(body_line + token.map[0], []).extend((numbers[-1], ".".join(numbers)))
    return numbered
