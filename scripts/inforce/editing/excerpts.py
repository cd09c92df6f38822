"""Quotations of passages that differ, for messages: the words that differ with a few around them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from inforce.text.rich_text import IMAGE, LINK, NOTE, Block, Sign, Word, from_text, words

_AROUND = 12  # words, spaces and signs that are quoted on either side of what differs
_LONGEST = 300  # characters of what differs
_KINDS = {
    "p": "the paragraph",
    "quote": "the quotation",
    "ul": "the list item",
    "ol": "the numbered item",
    "note": "the footnote",
    "code": "the piece of code",
    "head": "the first row of the table",
    "row": "the table row",
}
_SIGNS = {"strong": "**", "em": "*", "s": "~~", "code": "`", "sup": "^", "sub": "~"}


def named(made: Block) -> str:
    """What a block is, in words."""
    return f"the heading of level {made.level}" if made.level else _KINDS[made.kind]


def excerpt(old: Sequence[Word], span: tuple[int, int], instead: Sequence[Sequence[Word]]) -> list[str]:
    """Quotations of what may stand in the place of the old words of a span, with the words around it. Where the words are
    the same in two of them, looks and links are shown with the signs of Markdown."""
    first, last = max(0, span[0] - _AROUND), min(len(old), span[1] + _AROUND)

    def quoted(told: Callable[[Iterable[Word]], str]) -> list[str]:
        before, after = told(old[first : span[0]]), told(old[span[1] : last])
        return [_quotation(before, told(made), after, first > 0, last < len(old)) for made in instead]

    out = quoted(_plain)
    return out if len(set(out)) == len(out) else quoted(_marked)


def apart(texts: Sequence[str]) -> list[str]:
    """Quotations of whole texts, without what they all begin and end with, but for a few words of it; of texts that are all
    the same, their beginning."""
    told = [words(tuple(from_text(" ".join(text.split())))) for text in texts]
    least = min(map(len, told))
    first = next((k for k in range(least) if len({made[k].text for made in told}) > 1), least)
    first = first if len(set(texts)) > 1 else 0
    left = least - first if len(set(texts)) > 1 else 0
    last = next((k for k in range(left) if len({made[-1 - k].text for made in told}) > 1), left)
    start = max(0, first - _AROUND)
    out = []
    for made in told:
        end = len(made) - last
        stop = min(len(made), end + _AROUND)
        before, differs, after = made[start:first], made[first:end], made[end:stop]
        out.append(_quotation(_plain(before), _plain(differs), _plain(after), start > 0, stop < len(made)))
    return out


def _quotation(before: str, differs: str, after: str, begins: bool, ends: bool) -> str:
    """begins, ends: whether the text goes on beyond what is quoted."""
    if len(differs) > _LONGEST:
        differs, after, ends = differs[:_LONGEST].rpartition(" ")[0] or differs[:_LONGEST], "", True
    text = f"{before}{differs}{after}".strip()
    return f"“{'… ' if begins else ''}{text}{' …' if ends else ''}”"


def _plain(made: Iterable[Word]) -> str:
    return _shown("".join(word.text for word in made))


def _marked(made: Iterable[Word]) -> str:
    signs = [sign for word in made for sign in word.signs]
    return "".join(_with_marks(marks, run) for marks, run in groupby(signs, key=lambda sign: sign.marks))


def _with_marks(marks: frozenset[str], run: Iterable[Sign]) -> str:
    text = _shown("".join(sign.text for sign in run))
    for mark in sorted(marks):
        text = f"[{text}]({mark.removeprefix(LINK)})" if mark.startswith(LINK) else f"{_SIGNS[mark]}{text}{_SIGNS[mark]}"
    return text


def _shown(text: str) -> str:
    return text.replace(NOTE, "").replace(IMAGE, "[image]").replace("\n", " ")
