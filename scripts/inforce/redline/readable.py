"""Makes a correct word diff readable; it may only regroup: what it joins or shifts stays a correct diff."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import chain, groupby
from operator import attrgetter

from inforce.redline.words import BREAK, CHANGED, KEPT, RESTYLED, Run
from inforce.text.tokens import Token

ISLAND = 2  # so few kept words between two changes are no kept words
WEAK_ISLAND = 5  # nor are so many if none of them says anything by itself
PHRASE, LONG = 3, 400  # words in a row that are looked for where a change took kept words in; tokens of such a change
WOVEN = 7  # words that were deleted and as many inserted, from which it matters how many words two texts share
LITTLE = 0.31  # of the words of the shorter one; texts that share less are not woven together
# A kept stretch shorter than this part of the changes on both sides is lost between them: the sentence is rewritten.
LOST = 0.12
_NUMBER = re.compile(r"[(\[]?(?:\d+(?:\.\d+)*|[a-zA-Z]|[ivxlcIVXLC]+)(?:\([a-z0-9]+\))*[.):\]]*")  # of a clause
_ENDS = frozenset(".!?\u2026\u3002\uff01\uff1f\u061f\u06d4\u0964")
_PAUSES = frozenset(",;:\u2014\u2013\u060c\u061b\uff0c\uff1b\uff1a\u3001)")
# Words that connect others, in the languages that policies are most often written in.
_WEAK = frozenset(
    (
        "a an the of to in on at by for from with and or as is are was be been that this these it its any all not no "
        "if you your we our us may will shall can such other which who than then le la les un une des du de et ou en "
        "au aux que qui dans par pour sur est sont ce cette der die das den dem ein eine und oder von zu im mit auf "
        "ist sind el los las y o del al se por para con una es su il lo gli di e da che non os as um uma do dos em "
        "na het een van te met voor op"
    ).split()
)


def regroup(runs: list[Run], old: Sequence[Token], new: Sequence[Token]) -> list[Run]:
    """The runs as a reader wants them: changes at the borders of sentences, changes of marks apart, no confetti."""
    raw = _slide(runs, old, new)
    runs = list(_phrases(_absorb(_absorb(raw, old, new), old, new), raw, old, new))
    return _restyled(_whole_clauses(_apart(runs, old, new), old, new), old, new)


def _apart(runs: list[Run], old: Sequence[Token], new: Sequence[Token]) -> list[Run]:
    """The runs, but of texts that share little the old one is deleted as a whole and the new one inserted behind it.

    So are paragraphs of texts that were split or joined.
    """
    runs = _unwoven(runs, old, new)
    if BREAK not in old and BREAK not in new:
        return runs
    out: list[Run] = []
    paragraph: list[Run] = []
    for run in chain.from_iterable(_cut_at_breaks(run, old, new) for run in runs):
        if not _holds_break(run, old, new):
            paragraph.append(run)
            continue
        out += _unwoven(paragraph, old, new)
        out.append(run)
        paragraph = []
    return _absorb(list(_merged([*out, *_unwoven(paragraph, old, new)])), old, new)


def _unwoven(runs: list[Run], old: Sequence[Token], new: Sequence[Token]) -> list[Run]:
    kept, gone, come = 0, 0, 0
    for run in runs:
        there = sum([token.words for token in new[run.b0 : run.b1]])
        if run.kind == CHANGED:
            gone += sum([token.words for token in old[run.a0 : run.a1]])
            come += there
        else:
            kept += there
    if min(gone, come) < WOVEN or kept >= LITTLE * (kept + min(gone, come)):
        return runs
    return [Run(CHANGED, runs[0].a0, runs[-1].a1, runs[0].b0, runs[-1].b1)]


def _holds_break(run: Run, old: Sequence[Token], new: Sequence[Token]) -> bool:
    return BREAK in old[run.a0 : run.a1] or BREAK in new[run.b0 : run.b1]


def _cut_at_breaks(run: Run, old: Sequence[Token], new: Sequence[Token]) -> list[Run]:
    """A run that reaches over the edges of paragraphs as three: before the first edge, between, behind the last."""
    if not _holds_break(run, old, new):
        return [run]
    here = [k for k in range(run.a0, run.a1) if old[k] is BREAK]
    there = [k for k in range(run.b0, run.b1) if new[k] is BREAK]
    a, b = here[0] if here else run.a1, there[0] if there else run.b1
    c, d = here[-1] + 1 if here else run.a1, there[-1] + 1 if there else run.b1
    parts = [Run(run.kind, run.a0, a, run.b0, b), Run(run.kind, a, c, b, d), Run(run.kind, c, run.a1, d, run.b1)]
    return [part for part in parts if part.a0 < part.a1 or part.b0 < part.b1]


def _merged(runs: list[Run]) -> Iterator[Run]:
    """Neighbours of one kind as one."""
    for _, group in groupby(runs, key=attrgetter("kind")):
        first, *rest = group
        last = rest[-1] if rest else first
        yield Run(first.kind, first.a0, last.a1, first.b0, last.b1)


def _slide(runs: list[Run], old: Sequence[Token], new: Sequence[Token]) -> list[Run]:
    """Shift what was only inserted or only deleted to the best of the places where it could as well be."""
    out = list(runs)
    for k in range(1, len(out) - 1):
        run = out[k]
        if run.kind != CHANGED or (run.a0 < run.a1) == (run.b0 < run.b1):
            continue
        before, after = out[k - 1], out[k + 1]
        tokens, start, end = (new, run.b0, run.b1) if run.a0 == run.a1 else (old, run.a0, run.a1)
        shift = _best_shift(tokens, start, end, before.a1 - before.a0 - 1, after.a1 - after.a0 - 1)
        if shift:
            out[k - 1] = before._replace(a1=before.a1 + shift, b1=before.b1 + shift)
            out[k] = Run(CHANGED, run.a0 + shift, run.a1 + shift, run.b0 + shift, run.b1 + shift)
            out[k + 1] = after._replace(a0=after.a0 + shift, b0=after.b0 + shift)
    return out


def _best_shift(tokens: Sequence[Token], start: int, end: int, left: int, right: int) -> int:
    """By how many tokens to shift tokens[start:end], at most left to the left and right to the right."""
    best, found = _border(tokens, start, end), 0
    shift = 0
    while -shift < left and tokens[start + shift - 1].text == tokens[end + shift - 1].text:
        if tokens[start + shift - 1] is BREAK:
            break
        shift -= 1
        score = _border(tokens, start + shift, end + shift)
        if score > best:
            best, found = score, shift
    shift = 0
    while shift < right and tokens[start + shift].text == tokens[end + shift].text:
        if tokens[start + shift] is BREAK:
            break
        shift += 1
        score = _border(tokens, start + shift, end + shift)
        if score > best:
            best, found = score, shift
    return found


def _border(tokens: Sequence[Token], start: int, end: int) -> int:
    """How well a change that is tokens[start:end] sits: after a sentence, after a pause, at least at a space."""
    before, last = tokens[start - 1], tokens[end - 1]
    if before.text in _ENDS or before is BREAK:
        return 3 if last.text in _ENDS else 2
    if before.text in _PAUSES and last.text in _PAUSES:
        return 2
    if tokens[start].text in _PAUSES and last.text not in _PAUSES:
        return 2
    return 1 if tokens[start].space else 0


def _restyled(runs: list[Run], old: Sequence[Token], new: Sequence[Token]) -> list[Run]:
    """Cut kept runs where the marks of a word differ."""
    out: list[Run] = []
    for run in runs:
        if run.kind != KEPT:
            out.append(run)
            continue
        start = 0
        size = run.a1 - run.a0
        for k in range(1, size + 1):
            if k == size or _same(run, k, old, new) != _same(run, start, old, new):
                kind = KEPT if _same(run, start, old, new) else RESTYLED
                out.append(Run(kind, run.a0 + start, run.a0 + k, run.b0 + start, run.b0 + k))
                start = k
    return out


def _same(run: Run, k: int, old: Sequence[Token], new: Sequence[Token]) -> bool:
    return old[run.a0 + k].marks == new[run.b0 + k].marks


def _absorb(runs: list[Run], old: Sequence[Token], new: Sequence[Token]) -> list[Run]:
    """Take kept stretches that are too short into the changes around them."""
    out: list[Run] = []
    for k, run in enumerate(runs):
        if run.kind == KEPT and 0 < k < len(runs) - 1 and _is_lost(out[-1], run, runs[k + 1], old, new):
            run = run._replace(kind=CHANGED)
        if out and out[-1].kind == run.kind:
            last = out[-1]
            out[-1] = Run(run.kind, last.a0, run.a1, last.b0, run.b1)
        else:
            out.append(run)
    return out


def _is_lost(left: Run, run: Run, right: Run, old: Sequence[Token], new: Sequence[Token]) -> bool:
    tokens = new[run.b0 : run.b1]
    words = sum([token.words for token in tokens])
    if words > 60 or any(token is BREAK or token.text == "\n" for token in tokens):
        return False
    around = min(_size(left, old, new), _size(right, old, new))
    gone, come = [side.a0 < side.a1 for side in (left, right)], [side.b0 < side.b1 for side in (left, right)]
    if not around or not any(gone) or not any(come):
        return False  # where words were only added, or only taken away, those between them stay what they are
    slight = [_is_slight(side, old, new) for side in (left, right)]
    apart = all(slight) or (any(slight) and gone != come and sum(gone) == sum(come) == 1)
    if apart and tokens[0].space and _says(tokens):
        return False  # what changed are signs that do not touch the words, and words at most on one side
    if words <= ISLAND:
        return True
    if words <= WEAK_ISLAND and all(not t.text[:1].isalnum() or t.text.lower() in _WEAK for t in tokens):
        return around > words
    return words < LOST * around


def _is_slight(run: Run, old: Sequence[Token], new: Sequence[Token]) -> bool:
    """Whether a change is one of signs: quotation marks, apostrophes, commas."""
    here, there = ([c for t in side for c in t.text if c.isalnum()] for side in (old[run.a0 : run.a1], new[run.b0 : run.b1]))
    return here == there


def _says(tokens: Sequence[Token]) -> bool:
    """Whether there are words among some tokens, that are not only the number of a clause."""
    texts = [token.text for token in tokens]
    return any(text[0].isalnum() for text in texts) and not _NUMBER.fullmatch("".join(texts))


def _phrases(runs: list[Run], raw: list[Run], old: Sequence[Token], new: Sequence[Token]) -> Iterator[Run]:
    """The runs; from one that took kept words in, the longest phrase that both sides have is kept if it is not lost, too.

    As many words can be kept in many ways, and a diff likes a word here and another there as well as a phrase.
    """
    known = set(raw)
    for run in runs:
        here, there = ([token.text for token in side] for side in (old[run.a0 : run.a1], new[run.b0 : run.b1]))
        if run.kind != CHANGED or run in known or min(len(here), len(there)) < PHRASE or max(len(here), len(there)) > LONG:
            yield run
            continue
        a, b, size = SequenceMatcher(None, here, there, autojunk=False).find_longest_match()
        a, b = a + run.a0, b + run.b0
        kept = Run(KEPT, a, a + size, b, b + size)
        left, right = Run(CHANGED, run.a0, a, run.b0, b), Run(CHANGED, a + size, run.a1, b + size, run.b1)
        if sum(text[0].isalnum() for text in there[b - run.b0 :][:size]) < PHRASE or _is_lost(left, kept, right, old, new):
            yield run
        else:
            yield from (part for part in (left, kept, right) if part.a0 < part.a1 or part.b0 < part.b1)


def _size(run: Run, old: Sequence[Token], new: Sequence[Token]) -> int:
    """Words of the longer side of a change."""
    return max(sum([t.words for t in old[run.a0 : run.a1]]), sum([t.words for t in new[run.b0 : run.b1]]))


def _line_starts(tokens: Sequence[Token], k: int) -> bool:
    """Whether tokens[k] is the first of a paragraph or of a line of one."""
    return k == 0 or tokens[k - 1] is BREAK or tokens[k - 1].text == "\n"


def _whole_clauses(runs: list[Run], old: Sequence[Token], new: Sequence[Token]) -> list[Run]:
    """Where numbered clauses are lines of a paragraph, and whole ones came or went, give each its own number.

    A diff keeps the number before a new clause and inserts the clause with the number of the next one.
    """
    out: list[Run] = []
    for k, run in enumerate(runs):
        side, start, end = (new, run.b0, run.b1) if run.a0 == run.a1 else (old, run.a0, run.a1)
        alone = run.kind == CHANGED and (run.a0 == run.a1 or run.b0 == run.b1)
        size = _number_at_end(side, start, end) if alone and 0 < k < len(runs) - 1 else 0
        if not size or out[-1].kind != KEPT or out[-1].a1 - out[-1].a0 < size or not _one_differs(side, start, end, size):
            out.append(run)
            continue
        before = out.pop()
        if before.a1 - before.a0 > size:
            out.append(before._replace(a1=before.a1 - size, b1=before.b1 - size))
        out.append(Run(CHANGED, run.a0 - size, run.a1 - size, run.b0 - size, run.b1 - size))
        for a, b in zip(range(run.a1 - size, run.a1), range(run.b1 - size, run.b1), strict=True):
            out.append(Run(KEPT if old[a].text == new[b].text else CHANGED, a, a + 1, b, b + 1))
    return out


def _number_at_end(tokens: Sequence[Token], start: int, end: int) -> int:
    """How many tokens at the end of tokens[start:end] are the number of the clause that begins the next line, if any."""
    last = next((k for k in range(end - 1, start - 1, -1) if tokens[k].text == "\n"), end)
    number = "".join([token.text for token in tokens[last + 1 : end]])
    return end - last - 1 if _NUMBER.fullmatch(number) else 0


def _one_differs(tokens: Sequence[Token], start: int, end: int, size: int) -> bool:
    """Whether a line begins with as many tokens before tokens[start], the same as end tokens[:end] but for one."""
    pairs = list(zip(tokens[start - size : start], tokens[end - size : end], strict=True))
    alike = all(a.marks == b.marks for a, b in pairs) and all(bool(a.space) == bool(b.space) for a, b in pairs[1:])
    return _line_starts(tokens, start - size) and alike and sum(a.text != b.text for a, b in pairs) == 1
