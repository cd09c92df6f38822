"""Shows which characters differ inside changed words of scripts without spaces.

A Chinese clause or a Thai phrase is one word to the diff, and is deleted and inserted as a whole; spans that carry
data-part point out, inside it, what is another character. They are no part of the document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from inforce.redline.sequences import longest_common
from inforce.text.tokens import COMBINING, SIGN, Token, escape

UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
LONGEST = 2000  # characters; longer changes are shown as they are
KEPT = 0.4  # part of the shorter side that has to be kept, or there is nothing to point out
SHORTEST = 2  # characters in a row that count as kept
_SIGNS = re.compile(rf"\w[{COMBINING}]*|{SIGN}|.", re.S)


def point_out(old: Sequence[Token], new: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token]]:
    """The tokens of a change, with spans around the characters that differ where a script has no spaces."""
    texts = ["".join([token.text for token in side]) for side in (old, new)]
    if not all(texts) or max(map(len, texts)) > LONGEST:
        return old, new
    if 2 * min(len(UNSPACED.findall(text)) for text in texts) < min(map(len, texts)):
        return old, new
    here, there = ([sign for token in side for sign in _signs(token.text)] for side in (old, new))
    kept = [run for run in longest_common(here, there, (0, len(here), 0, len(there))) if run[2] >= SHORTEST]
    if sum(size for _, _, size in kept) < KEPT * min(len(here), len(there)):
        return old, new
    return _marked(old, [(a, size) for a, _, size in kept]), _marked(new, [(b, size) for _, b, size in kept])


def _signs(text: str) -> list[str]:
    """What is seen as one sign each: a vowel above a consonant is no sign by itself."""
    return _SIGNS.findall(text)


def _marked(tokens: Sequence[Token], kept: Sequence[tuple[int, int]]) -> list[Token]:
    """Tokens with spans around all characters that no kept (start, length) covers; positions count over all tokens."""
    same = {k for start, size in kept for k in range(start, start + size)}
    out: list[Token] = []
    at = 0
    for token in tokens:
        signs = _signs(token.text)
        flags = [at + k in same for k in range(len(signs))]
        at += len(signs)
        if all(flags) or (not any(flags) and len(signs) == 1) or token.html != escape(token.text):
            out.append(token)
            continue
        out.append(token._replace(html=_html(signs, flags)))
    return out


def _html(signs: Sequence[str], same: Sequence[bool]) -> str:
    parts: list[str] = []
    start = 0
    for k in range(1, len(signs) + 1):
        if k == len(signs) or same[k] != same[start]:
            piece = escape("".join(signs[start:k]))
            parts.append(piece if same[start] else f'<span data-part="">{piece}</span>')
            start = k
    return "".join(parts)
