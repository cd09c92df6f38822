"""Laws of sequence matching."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st
from inforce.redline.sequences import equal_matches, fast_operations, heaviest_chain, longest_common, pure_operations

letters = st.lists(st.sampled_from("abcdefg"), max_size=30)
texts = letters.map("".join)


@given(texts, texts)
def test_both_implementations_of_diff_match_patch_agree(old: str, new: str) -> None:
    """The same input gives the same bytes on every machine."""
    assert fast_operations(old, new) == pure_operations(old, new)


@given(letters, letters)
def test_matches_are_equal_and_increase(old: list[str], new: list[str]) -> None:
    span = (0, len(old), 0, len(new))
    for matches in (
        equal_matches(old, new, span, lambda _: 1.0),
        [(i + k, j + k) for i, j, size in longest_common(old, new, span) for k in range(size)],
    ):
        assert all(old[i] == new[j] for i, j in matches)
        assert all(a[0] < b[0] and a[1] < b[1] for a, b in itertools.pairwise(matches))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 9)), max_size=20))
def test_the_heaviest_chain_is_no_lighter_than_any_other(candidates: list[tuple[int, int, int]]) -> None:
    best = {(i, j): 0 for i, j, _ in candidates}
    for i, j, weight in sorted(candidates):
        before = max((total for (a, b), total in best.items() if a < i and b < j), default=0)
        best[i, j] = max(best[i, j], before + weight)
    weights: dict[tuple[int, int], int] = {}
    for i, j, weight in candidates:
        weights[i, j] = max(weight, weights.get((i, j), 0))
    chain = heaviest_chain([(i, j, float(weight)) for i, j, weight in candidates], 10)
    assert sum(weights[match] for match in chain) == max(best.values(), default=0)
