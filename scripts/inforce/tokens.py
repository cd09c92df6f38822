"""Inline HTML -> tokens: whole words of every script, each with the marks around it and the space before it."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from inforce.blocks import MARKS, TAG, VOID, Leaf, key_of, sealed_end

# Never inside a run of \w: numbers, dates, sums, references and addresses are one token, as are it's and third-party.
# A combining mark (Thai, Devanagari, Arabic vowels ...) is no \w for Python's re: it stays with its word.
_COMBINING = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0903\u093a-\u093c\u093e-\u094f\u0951-\u0957\u0962\u0963"
    "\u0981-\u0983\u09bc\u09be-\u09cd\u0a01-\u0a03\u0a3c\u0a3e-\u0a4d\u0a81-\u0a83\u0abc\u0abe-\u0acd\u0b01-\u0b03\u0b3c"
    "\u0b3e-\u0b57\u0b82\u0bbe-\u0bcd\u0c00-\u0c04\u0c3e-\u0c56\u0c81-\u0c83\u0cbc\u0cbe-\u0cd6\u0d00-\u0d03\u0d3e-\u0d4d"
    "\u0dca-\u0ddf\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u0f71-\u0f84\u102b-\u103e\u1056-\u1059"
    "\u17b4-\u17d3\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
)
_W = rf"[\w{_COMBINING}]"
_UNITS = (
    "days?|weeks?|months?|years?|hours?|minutes?|seconds?|percent|jours?|mois|ans?|ann\xe9es?|heures?|Tage?n?|Wochen?|"
    "Monate?n?|Jahre?n?|Stunden?|d\xedas?|meses|mes|a\xf1os?|horas?|giorni|mesi|anni|dagen|maanden|jaar|dias?|anos?"
)
_NUMBER = r"\d+(?:[.,:/\-\u2013\u2019'\xa0]\d+)*"
WORD = re.compile(
    rf"https?://[^\s<>\"\ufffc]*[\w/]{_W}*"
    rf"|{_W}[\w.+{_COMBINING}-]{{0,64}}@[\w.{_COMBINING}-]*{_W}+"
    rf"|[$\u20ac\xa3\xa5]?\b{_NUMBER}(?:(?:\([a-zA-Z0-9]{{1,4}}\))+|[ \xa0](?:{_UNITS})\b|%)?(?!{_W})"
    rf"|{_W}+(?:['\u2019\-\u2010\u2011]{_W}+)*"
    r"|\ufffc|[^\w\s]"
)
_VERBATIM = re.compile(rf"\n|[^\S\n]+|{_W}+|\ufffc|[^\w\s]")
_NAME = re.compile(r"</?([^\s/>]+)")
_TARGET = re.compile(r' (?:href|src)="([^"]*)"')
_ESCAPE = {38: "&amp;", 60: "&lt;", 62: "&gt;"}


class Mark(NamedTuple):
    """An inline element around words: its open tag, and what it means (tag and link target; "" for a bare span)."""

    tag: str
    html: str
    meaning: str
    serial: int  # tells two alike elements of one leaf apart


class Token(NamedTuple):
    """A word, sign or image. html is inside the elements of chain; space is what stands before it."""

    text: str
    marks: str
    space: str
    chain: tuple[Mark, ...]
    html: str
    words: int  # words, as a reader counts them: 0 for white space and images


@lru_cache(maxsize=512)
def tokenize(leaf: Leaf) -> tuple[Token, ...]:
    """The tokens of a leaf, in order."""
    pattern = _VERBATIM if leaf.verbatim else WORD
    if "<" not in leaf.inner:
        return _plain(unescape(leaf.inner), pattern)
    return _marked(leaf.inner, pattern)


def escape(text: str) -> str:
    """Text as HTML content."""
    return text.translate(_ESCAPE)


def _gap(gap: str) -> str:
    """White space as it is kept: no-break spaces are, everything else is one space."""
    return gap if not gap or gap == " " or "\xa0" in gap else " "


def _plain(text: str, pattern: re.Pattern[str]) -> tuple[Token, ...]:
    make = tuple.__new__  # skips the named tuple's own constructor: a document has ten thousand words
    return tuple(
        [
            make(Token, (word, "", gap and _gap(gap), (), word, 1))
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


_COUNT = re.compile(r"\w+|[^\w\s]")


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
    size = serial = k = 0
    while k < len(parts):
        part = parts[k]
        text, atom = "", ""
        if k % 2 == 0:
            text = unescape(part).replace("\ufffc", "\ufffd") if part else ""
        else:
            match = _NAME.match(part)
            name = match[1] if match else ""
            if name in VOID:
                text, atom = "\ufffc", part
            elif name not in MARKS:
                last = sealed_end(parts, k, name)
                text, atom = "\ufffc", "".join(parts[k : last + 1])
                k = last
            elif part[1] == "/":
                chain = chain[:-1]
            else:
                serial += 1
                chain = (*chain, _mark(name, part, serial))
        if text:
            runs.append(_Run(size, chain, atom))
            texts.append(text)
            size += len(text)
        k += 1
    return "".join(texts), runs


def _mark(name: str, part: str, serial: int) -> Mark:
    target = _TARGET.search(part)
    meaning = f"{name}:{target[1]}" if target else name
    if name == "span":
        meaning = "" if "data-as" not in part else "del" if 'data-as="del"' in part else "ins"
    return Mark(name, part, meaning, serial)


def _marks(chain: tuple[Mark, ...]) -> str:
    return "\x1f".join(sorted({mark.meaning for mark in chain if mark.meaning})) if chain else ""


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
    text = "\n" if run.atom == "<br>" else "\ufffc" + key_of(run.atom, False)
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
    return Token(word, marks, gap, common, html, _count(word))


def shared(a: tuple[Mark, ...], b: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """The outermost elements that two chains of one leaf have in common."""
    k = 0
    while k < len(a) and k < len(b) and a[k] == b[k]:
        k += 1
    return a[:k]
