"""Inline HTML -> tokens: whole words of every script, each with the marks around it and the space before it."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections.abc import Sequence
from functools import lru_cache
from html import unescape
from itertools import accumulate, pairwise
from typing import NamedTuple

from inforce.text.html_tree import Leaf, key_of
from inforce.text.sameness import ATTRIBUTE, BARE, MARKS, NAME, TAG, VOID, end_of, said

_NOTE = "\ufdd0"  # stands before and after a footnote's number, which is apart from the words around it; no text has it


def _combining() -> str:
    """All marks that belong to the sign before them (Thai, Devanagari, Arabic vowels, variants of emoji ...), for a class of
    signs: Python's re takes them for no part of a word.
    """
    marks = [k for k in (*range(0x300, 0x1F000), *range(0xE0100, 0xE01F0)) if unicodedata.category(chr(k))[0] == "M"]
    starts = [k for before, k in pairwise([-1, *marks]) if k != before + 1]
    ends = [k for k, after in pairwise([*marks, -1]) if after != k + 1]
    return "".join(f"{chr(k)}-{chr(end)}" for k, end in zip(starts, ends, strict=True)) + "\u200c\u200d"


# Never inside a run of \w: numbers, dates, sums, references and addresses are one token, as are it's and third-party, and
# the tags of templates.
COMBINING = _combining()
_W = rf"[\w{COMBINING}]"
# What is seen as one sign: a flag, a keycap, a sign with its marks, its skin tone and what is joined to it.
_TONE = "\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
SIGN = (
    r"[\U0001f1e6-\U0001f1ff]{2}|[0-9#*]\ufe0f?\u20e3"
    rf"|[^\w\s{_NOTE}](?:\u200d[^\w\s\ufffc{_NOTE}]|[{COMBINING}{_TONE}])*"
)
_UNITS = (
    "days?|weeks?|months?|years?|hours?|minutes?|seconds?|percent|jours?|mois|ans?|ann\xe9es?|heures?|Tage?n?|Wochen?|"
    "Monate?n?|Jahre?n?|Stunden?|d\xedas?|meses|mes|a\xf1os?|horas?|giorni|mesi|anni|dagen|maanden|jaar|dias?|anos?"
)
# {{ name }} or {% command %}, which a site puts something in the place of.
_TAG = rf"\{{{{[^{{}}\ufffc{_NOTE}]{{1,200}}\}}\}}|\{{%[^{{}}\ufffc{_NOTE}]{{1,200}}%\}}"
_NUMBER = r"\d+(?:[.,:/\-\u2013\u2019'\xa0]\d+)*"
WORD = re.compile(
    rf"(?<={_NOTE})[^\s\ufffc{_NOTE}]+(?={_NOTE})"
    rf"|[0-9]\ufe0f?\u20e3|https?://[^\s<>\"\ufffc{_NOTE}]*[\w/]{_W}*"
    rf"|{_W}[\w.+{COMBINING}-]{{0,64}}@[\w.{COMBINING}-]*{_W}+"
    rf"|[$\u20ac\xa3\xa5]?\b{_NUMBER}(?:(?:\([a-zA-Z0-9]{{1,4}}\))+|[ \xa0](?:{_UNITS})\b|%)?(?!{_W})"
    rf"|{_W}+(?:['\u2019\-\u2010\u2011]{_W}+)*"
    rf"|\ufffc|{_TAG}|{SIGN}"
)
_VERBATIM = re.compile(rf"\n|[^\S\n]+|[0-9]\ufe0f?\u20e3|{_W}+|\ufffc|{SIGN}")
_ESCAPE = {38: "&amp;", 60: "&lt;", 62: "&gt;"}


class Mark(NamedTuple):
    """An inline element around words: its open tag, and what it means: tag and link target ("" for a bare span), and behind
    \x1f each what else its attributes say, as name=value."""

    tag: str
    html: str
    meaning: str
    serial: int  # tells two alike elements of one leaf apart


class Token(NamedTuple):
    """A word, sign or image. html is inside the elements of chain; space is what stands before it.

    parts: of a word in which an element begins or ends, its letters with what is around them.
    """

    text: str
    marks: str
    space: str
    chain: tuple[Mark, ...]
    html: str
    words: int  # words, as a reader counts them: 0 for white space and images
    parts: tuple[tuple[str, tuple[Mark, ...]], ...] = ()


@lru_cache(maxsize=2048)
def tokenize(leaf: Leaf) -> tuple[Token, ...]:
    """The tokens of a leaf, in order."""
    pattern = _VERBATIM if leaf.verbatim else WORD
    if "<" not in leaf.inner:
        return _plain(_parted(unescape(leaf.inner)), pattern)
    return _marked(leaf.inner, pattern)


def escape(text: str) -> str:
    """Text as HTML content."""
    return text.translate(_ESCAPE)


def _gap(gap: str) -> str:
    """White space as it is kept: no-break spaces are, everything else is one space."""
    gap = gap.replace(_NOTE, "")
    return gap if not gap or gap == " " or "\xa0" in gap else " "


def _plain(text: str, pattern: re.Pattern[str]) -> tuple[Token, ...]:
    make = tuple.__new__  # skips the named tuple's own constructor: a document has ten thousand words
    return tuple(
        [
            make(Token, (word, "", gap and _gap(gap), (), word, 1, ()))
            if word.isalnum()
            else Token(_text(word), "", gap and _gap(gap), (), escape(word), _count(word))
            for gap, word in _spaced(pattern).findall(text)
        ]
    )


@lru_cache(maxsize=8)
def _spaced(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """A word pattern that takes the white space before a word as its first group."""
    space = "()" if pattern is _VERBATIM else r"(\s*)"
    return re.compile(f"{space}({pattern.pattern})")


def _text(word: str) -> str:
    """What a token is compared by: a number and its unit may be wrapped, or not."""
    return word if len(word) < 3 else " ".join(word.split()) or word


_COUNT = re.compile(rf"{_W}+|{SIGN}")


def _count(word: str) -> int:
    return 1 if word.isalnum() else len(_COUNT.findall(word))


class _Run(NamedTuple):
    """A stretch of text under one chain of marks, or an atom (text is the placeholder)."""

    start: int
    chain: tuple[Mark, ...]
    atom: str


def _runs(inner: str) -> tuple[str, list[_Run]]:
    """The text of inline HTML, with a placeholder for each atom, and its runs in order."""
    parts = TAG.split(inner)
    chain: tuple[Mark, ...] = ()
    runs: list[_Run] = []
    texts: list[str] = []
    notes: set[int] = set()  # where the numbers of footnotes end
    size = serial = k = 0
    while k < len(parts):
        part = parts[k]
        text, atom = "", ""
        if k % 2 == 0:
            text = _parted(unescape(part).replace("\ufffc", "\ufffd")) if part else ""
        else:
            match = NAME.match(part)
            name = match[1] if match else ""
            if name in VOID:
                text, atom = "\ufffc", part
            elif name not in MARKS:
                last = end_of(parts, k, name)
                text, atom = "\ufffc", "".join(parts[k : last + 1])
                k = last
            elif part[1] == "/":
                chain = chain[:-1]
                text = _NOTE if k in notes else ""
            else:
                serial += 1
                chain = (*chain, _mark(name, part, serial))
                if name in ("a", "sup") and _is_note(parts, k, name, texts):
                    notes.add(end_of(parts, k, name))
                    text = _NOTE
        if text:
            runs.append(_Run(size, chain, atom))
            texts.append(text)
            size += len(text)
        k += 1
    return "".join(texts), runs


_NUMBER_OF_NOTE = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[ivx]+|[^\w\s])(?:[\s,;\u2013-]*\d{1,3})*+[\])]?")
_PLACE = re.compile(r' href="[^"#]*#')
_RAISED = re.compile(r"(?<=[^\W\d_\xb2\xb3\xb9\u2070-\u2079]{3})(?=[\xb2\xb3\xb9\u2070-\u2079])")


def _parted(text: str) -> str:
    """A text in which the number of a footnote that is written in raised digits is apart from the word before it."""
    return text if text.isascii() else _RAISED.sub(_NOTE, text.replace(_NOTE, "\ufffd"))


def _is_note(parts: list[str], k: int, name: str, before: list[str]) -> bool:
    """Whether the element that is opened at k holds the number of a footnote: one that leads to a place, or is raised behind
    a word (not as in m\xb2, 10\u2076 or 1st)."""
    inside = parts[k : end_of(parts, k, name)]
    if not _NUMBER_OF_NOTE.fullmatch("".join(inside[1::2]).strip()):
        return False
    if any(_PLACE.search(tag) for tag in inside[::2]):
        return True
    return name == "sup" and before != [] and re.search(r"[^\W\d_]{3}$", before[-1]) is not None


def _mark(name: str, part: str, serial: int) -> Mark:
    told = dict(ATTRIBUTE.findall(said(name, part[len(name) + 1 : -1])))
    meaning = f"a:{told.pop('href')}" if "href" in told else "" if name in BARE and (name != "bdo" or not told) else name
    if name == "span" and "data-as" in part:
        meaning = "del" if 'data-as="del"' in part else "ins"
    return Mark(name, part, "\x1f".join([meaning, *(f"{each}={value}" for each, value in told.items())]), serial)


def _marks(chain: tuple[Mark, ...]) -> str:
    return "\x1f".join(sorted({part for mark in chain for part in mark.meaning.split("\x1f") if part})) if chain else ""


def _marked(inner: str, pattern: re.Pattern[str]) -> tuple[Token, ...]:
    text, runs = _runs(inner)
    tokens: list[Token] = []
    last, marks = None, ""
    k = end = 0
    for match in pattern.finditer(text):
        word, start = match[0], match.start()
        gap = "" if start == end else _gap(text[end:start])
        end = match.end()
        while k + 1 < len(runs) and runs[k + 1].start <= start:
            k += 1
        run = runs[k]
        if run.atom:
            tokens.append(_atom(run, gap))
        elif k + 1 == len(runs) or runs[k + 1].start >= end:
            if run is not last:
                last, marks = run, _marks(run.chain)
            if word.isalnum():
                tokens.append(Token(word, marks, gap, run.chain, word, 1))
            else:
                tokens.append(Token(_text(word), marks, gap, run.chain, escape(word), _count(word)))
        else:
            tokens.append(_across(text, runs, k, start, end, gap))
    return tuple(tokens)


def _atom(run: _Run, gap: str) -> Token:
    text = "\n" if run.atom.startswith("<br") else "\ufffc" + key_of(run.atom, False)
    return Token(text, _marks(run.chain), gap, run.chain, run.atom, 0)


def _across(text: str, runs: list[_Run], k: int, start: int, end: int, gap: str) -> Token:
    """A word with the edge of a mark inside it stays one token that brings its inner elements along."""
    pieces: list[tuple[str, tuple[Mark, ...]]] = []
    while k < len(runs) and runs[k].start < end:
        stop = runs[k + 1].start if k + 1 < len(runs) else end
        pieces.append((text[max(start, runs[k].start) : min(end, stop)], runs[k].chain))
        k += 1
    common = pieces[0][1]
    for _, chain in pieces:
        common = shared(common, chain)
    html = "".join(
        "".join(mark.html for mark in chain[len(common) :])
        + escape(piece)
        + "".join(f"</{mark.tag}>" for mark in reversed(chain[len(common) :]))
        for piece, chain in pieces
    )
    marks = "\x1e".join(f"{piece}\x1d{_marks(chain)}" for piece, chain in pieces)
    word = " ".join(text[start:end].split())
    return Token(word, marks, gap, common, html, _count(word), tuple(pieces))


def letters(token: Token) -> str:
    """What stands in a word that is in parts, or in any other."""
    return "".join(text for text, _ in token.parts) or unescape(token.html)


def edges(token: Token) -> list[int]:
    """Where the parts of a word end, in letters."""
    return list(accumulate(len(text) for text, _ in token.parts))


def cut(token: Token, ends: Sequence[int]) -> list[Token]:
    """A word as one token for each stretch of its letters; none of its parts ends inside of one."""
    text = letters(token)
    found = []
    for start, end in pairwise([0, *ends]):
        chain = token.chain
        if token.parts:
            chain = token.parts[bisect(edges(token), start)][1]
        piece = text[start:end]
        found.append(
            Token(piece, _marks(chain), "" if start else token.space, chain, escape(piece), 0 if start else token.words)
        )
    return found


def shared(a: tuple[Mark, ...], b: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """The outermost elements that two chains of one leaf have in common."""
    k = 0
    while k < len(a) and k < len(b) and a[k] == b[k]:
        k += 1
    return a[:k]
