"""Sequence matching that alignment and word diffs share: common ends, anchors, heaviest increasing chains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from diff_match_patch import diff_match_patch

try:
    from fast_diff_match_patch import diff as _fast
except ImportError:  # no wheel for this machine: the same algorithm in Python, the same result, twenty times slower
    _fast = None

Span = tuple[int, int, int, int]  # old start, old end, new start, new end
Match = tuple[int, int]  # old index, new index
REPEATS = 20_000  # possible matches of equal elements, above which those that occur once come first
WINDOW = 2_000  # elements of each side that are compared at once: the comparison takes time with the square of what differs


def common_ends(old: Sequence[Hashable], new: Sequence[Hashable], span: Span) -> tuple[int, int]:
    """How many elements at the start and at the end of a span are the same on both sides (never overlapping)."""
    a0, a1, b0, b1 = span
    start = 0
    while a0 + start < a1 and b0 + start < b1 and old[a0 + start] == new[b0 + start]:
        start += 1
    end = 0
    while a0 + start < a1 - end and b0 + start < b1 - end and old[a1 - 1 - end] == new[b1 - 1 - end]:
        end += 1
    return start, end


def heaviest_chain(candidates: Iterable[tuple[int, int, float]], width: int) -> list[Match]:
    """The matches of greatest total weight in which both indices increase; new indices lie below width.

    Ties go to the candidate that comes first, so that the result depends on the input alone.
    """
    best = [(0.0, -1)] * (width + 1)  # Fenwick tree over new indices: greatest weight of a chain that ends before
    found: list[tuple[int, int, int]] = []  # old, new, candidate before it
    pending: list[tuple[int, float, int]] = []
    row = -1
    for i, j, weight in sorted(candidates, key=lambda c: (c[0], c[1])):
        if i != row:
            _settle(best, pending)
            row = i
        total, before = _query(best, j)
        found.append((i, j, before))
        pending.append((j, total + weight, len(found) - 1))
    _settle(best, pending)
    _, at = _query(best, width)
    chain: list[Match] = []
    while at >= 0:
        i, j, at = found[at]
        chain.append((i, j))
    return chain[::-1]


def _query(best: list[tuple[float, int]], j: int) -> tuple[float, int]:
    top = (0.0, -1)
    while j > 0:
        if best[j][0] > top[0]:
            top = best[j]
        j &= j - 1
    return top


def _settle(best: list[tuple[float, int]], pending: list[tuple[int, float, int]]) -> None:
    for j, total, at in pending:
        k = j + 1
        while k < len(best):
            if total > best[k][0]:
                best[k] = (total, at)
            k += k & -k
    pending.clear()


def unique_matches(old: Sequence[Hashable], new: Sequence[Hashable], span: Span, weight: Callable[[int], float]) -> list[Match]:
    """The heaviest increasing chain of elements that occur once on each side of a span; weight takes an old index."""
    a0, a1, b0, b1 = span
    here = _once(old, a0, a1)
    there = _once(new, b0, b1)
    pairs = [(i, there[key], weight(i)) for key, i in here.items() if key in there]
    return [(i, j + b0) for i, j in heaviest_chain([(i, j - b0, w) for i, j, w in pairs], b1 - b0)]


def _once(items: Sequence[Hashable], start: int, end: int) -> dict[Hashable, int]:
    seen: dict[Hashable, int] = {}
    again: set[Hashable] = set()
    for k in range(start, end):
        if items[k] in seen:
            again.add(items[k])
        else:
            seen[items[k]] = k
    for key in again:
        del seen[key]
    return seen


def gaps(matches: Iterable[Match], span: Span) -> Iterator[Span]:
    """The spans between matches, before the first and after the last; empty ones left out."""
    a, a1, b, b1 = span
    for i, j in [*matches, (a1, b1)]:
        if i > a or j > b:
            yield (a, i, b, j)
        a, b = i + 1, j + 1


def equal_matches(old: Sequence[Hashable], new: Sequence[Hashable], span: Span, weight: Callable[[int], float]) -> list[Match]:
    """Equal elements by common ends and by what occurs once, again and again inside the gaps; in order."""
    out: list[Match] = []
    work = [span]
    while work:
        a0, a1, b0, b1 = work.pop()
        start, end = common_ends(old, new, (a0, a1, b0, b1))
        out += [(a0 + k, b0 + k) for k in range(start)]
        out += [(a1 - 1 - k, b1 - 1 - k) for k in range(end)]
        inner = (a0 + start, a1 - end, b0 + start, b1 - end)
        if inner[0] == inner[1] or inner[2] == inner[3]:
            continue
        anchors = unique_matches(old, new, inner, weight)
        out += anchors
        if anchors:
            work += gaps(anchors, inner)
    return sorted(out)


def heaviest_equal(old: Sequence[Hashable], new: Sequence[Hashable], span: Span, weight: Callable[[int], float]) -> list[Match]:
    """Equal elements in order, of the greatest total weight (weight takes an old index); near it where many repeat."""
    start, end = common_ends(old, new, span)
    a0, a1, b0, b1 = span[0] + start, span[1] - end, span[2] + start, span[3] - end
    where: dict[Hashable, list[int]] = {}
    for j in range(b0, b1):
        where.setdefault(new[j], []).append(j)
    if sum(len(where.get(old[i], ())) for i in range(a0, a1)) > REPEATS:
        return equal_matches(old, new, span, weight)
    pairs = [(i, j - b0, weight(i)) for i in range(a0, a1) for j in where.get(old[i], ())]
    out = [(span[0] + k, span[2] + k) for k in range(start)]
    out += [(i, j + b0) for i, j in heaviest_chain(pairs, b1 - b0)]
    return out + [(a1 + k, b1 + k) for k in range(end)]


def kept(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int, int]]:
    """The stretches that two sequences share (old start, new start, length), the longest first looked for; by what occurs once
    where so much repeats that this would compare everything with everything."""
    often = Counter(new)
    if sum(often[item] for item in old) <= 10 * REPEATS:
        return [(a, b, size) for a, b, size in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks() if size]
    return _stretches(equal_matches(old, new, (0, len(old), 0, len(new)), lambda _: 1))


def _stretches(matches: Iterable[Match]) -> list[tuple[int, int, int]]:
    """Matches in order, neighbours as one (old start, new start, length)."""
    found: list[tuple[int, int, int]] = []
    for i, j in matches:
        a, b, size = found[-1] if found else (-1, -1, 0)
        if found and (i, j) == (a + size, b + size):
            found[-1] = (a, b, size + 1)
        else:
            found.append((i, j, 1))
    return found


def changed(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[Span]:
    """The spans between the stretches that two sequences share."""
    a = b = 0
    for i, j, size in [*kept(old, new), (len(old), len(new), 0)]:
        if i > a or j > b:
            yield (a, i, b, j)
        a, b = i + size, j + size


def without_weak(matches: list[Match], weight: Callable[[int], float], least: float) -> list[Match]:
    """The matches without runs of neighbours that weigh less than least: they could be anywhere."""
    out: list[Match] = []
    k = 0
    while k < len(matches):
        end = k + 1
        while end < len(matches) and matches[end] == (matches[end - 1][0] + 1, matches[end - 1][1] + 1):
            end += 1
        if sum(weight(i) for i, _ in matches[k:end]) >= least:
            out += matches[k:end]
        k = end
    return out


def longest_common(old: Sequence[Hashable], new: Sequence[Hashable], span: Span) -> list[tuple[int, int, int]]:
    """The longest common subsequence of a span, as stretches (old start, new start, length).

    Where a span is long on both sides, only what both have is compared, in windows: near the longest is near enough there.
    """
    a, a1, b, b1 = span
    if min(a1 - a, b1 - b) <= WINDOW:
        return _common(old, new, span)
    shared = {*old[a:a1]} & {*new[b:b1]}
    here, there = ([k for k in range(*ends) if items[k] in shared] for items, ends in ((old, (a, a1)), (new, (b, b1))))
    found = _in_windows([old[i] for i in here], [new[j] for j in there])
    return _stretches((here[i + k], there[j + k]) for i, j, size in found for k in range(size))


def _in_windows(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[tuple[int, int, int]]:
    """Stretches that two sequences share, window by window: each begins where half of the one before is behind."""
    a = b = 0
    while min(len(old) - a, len(new) - b) > WINDOW:
        half_a, half_b = a + WINDOW // 2, b + WINDOW // 2
        next_a, next_b = half_a, half_b
        for i, j, size in _common(old, new, (a, a + WINDOW, b, b + WINDOW)):
            kept_size = max(0, min(size, half_a - i, half_b - j))
            if kept_size:
                yield i, j, kept_size
            if kept_size < size:
                next_a, next_b = i + kept_size, j + kept_size
                break
        a, b = next_a, next_b
    yield from _common(old, new, (a, len(old), b, len(new)))


def _common(old: Sequence[Hashable], new: Sequence[Hashable], span: Span) -> list[tuple[int, int, int]]:
    """As `longest_common`, all at once: by diff-match-patch, elements written as code points, its time limit off."""
    a, a1, b, b1 = span
    codes: dict[Hashable, str] = {}
    here = "".join([codes.setdefault(item, _code(len(codes))) for item in old[a:a1]])
    there = "".join([codes.setdefault(item, _code(len(codes))) for item in new[b:b1]])
    out: list[tuple[int, int, int]] = []
    for op, size in (fast_operations if _fast else pure_operations)(here, there):
        if op == "=":
            out.append((a, b, size))
        a += size if op != "+" else 0
        b += size if op != "-" else 0
    return out


def _code(k: int) -> str:
    """A code point for the k-th element; surrogates are none."""
    return chr(k + 256 if k + 256 < 0xD800 else k + 256 + 0x800)


def fast_operations(old: str, new: str) -> list[tuple[str, int]]:
    """The diff of two texts as (=, - or +; length), by the C++ implementation."""
    assert _fast is not None
    found: list[tuple[str, int]] = _fast(old, new, timelimit=0, checklines=False, cleanup="No", counts_only=True)
    return found


def pure_operations(old: str, new: str) -> list[tuple[str, int]]:
    """The same by the Python implementation."""
    differ = diff_match_patch()
    differ.Diff_Timeout = 0
    return [("-=+"[op + 1], len(text)) for op, text in differ.diff_main(old, new, False)]
