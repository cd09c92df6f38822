"""Whether two rendered texts say the same: everything but white space, typography and formatting (rule 10)."""

from __future__ import annotations

import difflib
import html
import re

# Formatting that says something: struck out, raised or lowered (10² is not 102), the number of a list's item.
_SPEAKING = re.compile(
    r'</?(?:s|del|strike|sup|sub)\b[^>]*>|<img\b[^>]*>|<[a-z]\w*\b[^>]*\b(?:(?:start|value|type|reversed)="[^"]*"|dir="rtl")[^>]*>'
)
_TITLE = re.compile(r'<(?!img\b)[a-z][^>]*\stitle="([^"]*)"[^>]*>')  # shown on pointing at the words
_INLINE = r"a|abbr|b|cite|code|dfn|em|i|ins|kbd|mark|q|s|del|small|span|strong|strike|sub|sup|u|var|wbr|img"
_APART = re.compile(rf"<(?!/?(?:{_INLINE})\b)[^>]*>")  # tags of blocks, and line breaks: words end there
_TAG = re.compile(r"<[^>]*>")
_MARK = re.compile(r"\x00[^\x00]*\x00|\w+|[^\w\s]")
_TYPOGRAPHY = (
    (re.compile("[\u00ad\u200b\u200e\u200f\u061c\u2060\ufeff]"), ""),  # what is not seen
    (re.compile("[\"'`´‘’‚‛“”„‟«»‹›]+"), '"'),
    (re.compile("[-\u2010-\u2015\u2212]+"), "-"),
    (re.compile("…"), "..."),
)
_SEEN = 400  # words from the first difference on that are compared
_SHOWN = 8  # words of each side that a difference names


def difference(old: str, new: str) -> str:
    """The first place where two rendered texts do not say the same, in words for an author; "" where they do.

    White space, kinds of quotation marks and dashes, and formatting say nothing; letters, digits, other signs, images,
    titles, the numbers of lists, and what is struck out, raised or lowered do.
    """
    here, there = _words(old), _words(new)
    if here == there:
        return ""
    pairs = enumerate(zip(here, there, strict=False))
    same = next((k for k, (one, other) in pairs if one != other), min(len(here), len(there)))
    here, there = here[same : same + _SEEN], there[same : same + _SEEN]
    spans = difflib.SequenceMatcher(None, here, there, autojunk=False).get_opcodes()
    _, a, b, c, d = next(span for span in spans if span[0] != "equal")
    if a == b:
        return f'"{_said(there[c:d])}" was added'
    return f'"{_said(here[a:b])}" became "{_said(there[c:d])}"' if c < d else f'"{_said(here[a:b])}" was deleted'


def _words(markup: str) -> list[str]:
    """Words and signs in order; formatting that says something as a word of its own."""
    titled = _TITLE.sub(lambda match: f"{match[0]}\x00title: {match[1]}\x00", markup)
    kept = _SPEAKING.sub(lambda match: f"\x00{html.escape(match[0])}\x00", titled)
    text = html.unescape(_TAG.sub("", _APART.sub(" ", kept)))
    for pattern, sign in _TYPOGRAPHY:
        text = pattern.sub(sign, text)
    return _MARK.findall(text)


def _said(words: list[str]) -> str:
    shown = " ".join(word.strip("\x00") for word in words[:_SHOWN])
    return shown + (" …" if len(words) > _SHOWN else "")
