"""The terms that a text defines, and where it uses them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from functools import lru_cache

from inforce.checks.inputs import markdown_passages
from inforce.source.policy_file import Content

_MARK = r"(?:\*\*|__|[*_])?"
_QUOTED = rf'{_MARK}[“„«"]{_MARK}(?P<term>[^\W\d_][^“”„«»"\n*_]{{0,58}}?)[.,]?{_MARK}[”“»"]{_MARK}'
_BEFORE = (  # what may stand between a bracket and the term that it defines
    r"(?:the|our|an?|each|any|all|both|collectively|together|individually|hereinafter|hereafter|herein|referred to|as|or|and|"
    r"in each case|also|die|der|das|den|nachfolgend|im folgenden|zusammen|gemeinsam|jeweils|kurz|le|la|les|ci-après|el|los|il|"
    r"[,;:]|“us”|“we”)"
)
_IN_BRACKETS = re.compile(rf"\((?i:{_BEFORE}\s*)*{_QUOTED}[^()]{{0,100}}\)")
_IN_QUOTES = re.compile(_QUOTED)
_BOLD = re.compile(r"(?:\*\*|__)(?P<term>[^\W\d_][^*_\n]{1,58}?)(?:\*\*|__)")
_UNNAMED = {name: re.sub(r"\(\?P<\w+>", "(?:", pattern) for name, pattern in (("quoted", _QUOTED), ("bold", _BOLD.pattern))}
_ONE = rf"(?:{_UNNAMED['quoted']}|{_UNNAMED['bold']})"
_SAYS = re.compile(
    rf"(?:{_ONE}(?:\s*,|\s+(?:or|and|oder|und|ou|o))\s+){{0,3}}{_ONE}[,:]?\s+"
    r"(?:means?|shall\s+mean|refers?\s+to|has\s+the\s+meaning|have\s+the\s+meaning|includes\b|bezeichnet|bedeutet|meint|"
    r"ist\s+jede|désigne|signifie|significa|indica)\b"
)
_EACH = re.compile(r"[”“»\"*_]\s+(?:and|und)\s")  # the terms of a sentence are no words for one thing
_ELSEWHERE = re.compile(r"(?i)\(as\s+defined\s+|capitali[sz]ed\s+terms?\b[^.]{0,80}\b(?:not|defined|meaning)")
_NAME = (  # a word with a capital that is no article
    r"(?<!\w)(?!(?:The|An?|Each|Any|This|That|These|Our|Your|All|If|When|Such|No|Every|Ask|Der|Die|Das|Ein|Jeder?|Le|La)\s)"
    r"[A-Z][\w-]+\s+"
)
_GOES_ON = re.compile(r"[*_]*\s+(?:(?:of|and|for|&)\s+)?[A-Z]")  # the term is part of a longer name
_GAP = r"[\s*_]+"


def defined(text: Content) -> Mapping[str, int]:
    """The terms that a text defines, each with the line of its definition: “Term” means …, (the “Term”)."""
    return _defined(text.prose, text.body_line)


@lru_cache(maxsize=1024)  # one text is asked for its terms by many others
def _defined(body: str, body_line: int) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for group in _groups(body, body_line):
        for term, line in group.items():
            if term[:1].isupper() and len(term.split()) <= 5 and len(term) > 2:
                found.setdefault(term, line)
    return found


@lru_cache(maxsize=1024)
def _groups(body: str, body_line: int) -> tuple[Mapping[str, int], ...]:
    """What each definition defines, with its line: one word, or several for one thing (“Provider”, “we” or “us”)."""
    found: list[dict[str, int]] = []
    for passage in markdown_passages.read(body, body_line):
        for bracket in _IN_BRACKETS.finditer(passage.words):
            names = _IN_QUOTES.finditer(bracket[0])
            found.append({_plain(m["term"]): passage.line_of(bracket.start() + m.start()) for m in names})
        for sentence in _SAYS.finditer(passage.words):
            said = (*_IN_QUOTES.finditer(sentence[0]), *_BOLD.finditer(sentence[0]))
            group = {_plain(m["term"]): passage.line_of(sentence.start() + m.start()) for m in said}
            found += [{term: line} for term, line in group.items()] if _EACH.search(sentence[0]) else [group]
    return tuple(found)


def synonyms(text: Content, term: str) -> Set[str]:
    """The terms that a text defines for one thing, among them this one."""
    return {name for group in _groups(text.prose, text.body_line) if term in group for name in group}


def _plain(term: str) -> str:
    return " ".join(term.removesuffix("(s)").split()).rstrip(".,;:")


@lru_cache(maxsize=4096)
def pattern_of(term: str) -> re.Pattern[str]:
    """A term as it may stand in a sentence: in the singular or plural, across lines and marks."""
    *before, last = term.split()
    stem, endings = _stem(last)
    words = [re.escape(word) for word in (*before, stem)]
    return re.compile(rf"(?<![^\W_]){_GAP.join(words)}{endings}(?![^\W_])")


def _stem(word: str) -> tuple[str, str]:
    """What a word begins with in the singular and in the plural, and a pattern for what may follow."""
    for ending, other in (("ies", "(?:y|ies)"), ("y", "(?:y|ies)"), ("es", "(?:es|e)?"), ("s", "s?")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word.removesuffix(ending), other
    return word, "(?:s|es|en|er|n|e)?"


def uses(text: Content, term: str, *, any_case: bool = False) -> int:
    """How often a term stands in a text, in its title and in its summary."""
    return _uses(text.title, text.meta.summary, markdown_passages.words(text), term, any_case)


@lru_cache(maxsize=32768)  # both states have most texts
def _uses(title: str, summary: str, words: str, term: str, any_case: bool) -> int:
    text = "\n".join((title, summary, words))
    if not any_case and not all(word in text for word in (*term.split()[:-1], _stem(term.split()[-1])[0])):
        return 0  # which takes longer to tell by the pattern
    pattern = re.compile(pattern_of(term).pattern, re.I) if any_case else pattern_of(term)
    return len(pattern.findall(text))


def is_told(text: Content, term: str) -> bool:
    """Whether a text says in whatever way what a term means there, or that terms are defined elsewhere."""
    own = pattern_of(term).pattern
    name = re.compile(rf"{_NAME}{own}|{own}{_GOES_ON.pattern}")
    marked = re.compile(rf"[“„«\"*_‘'(](?:the\s+|our\s+)?{own}[.,:]?[”“»\"*_’')]", re.I)
    said = [passage.words for passage in markdown_passages.of(text)]
    return any(name.search(words) or marked.search(words) or _ELSEWHERE.search(words) for words in said)


def line_inside(text: Content, term: str) -> int:
    """The line on which a term first stands inside a sentence, where capitals mean something; 0 if it does so only once."""
    found = []
    for passage in markdown_passages.of(text):
        if passage.kind == "paragraph":
            for match in pattern_of(term).finditer(passage.words):
                before, behind = passage.words[: match.start()], passage.words[match.end() :]
                if re.search(r"[a-z,;]\s+[*_]*$", before) and not _GOES_ON.match(behind):
                    found.append(passage.line_of(match.start()))
    return found[0] if len(found) > 1 else 0
