"""The fewest words that any redline can mark if it passes a judge's check of structure, beside the fewest by words alone.

    pip install -e .[benchmark]
    python benchmarks/floor.py JUDGE PAIRS

JUDGE is the file of the judge, PAIRS holds folders ID/{old.md,new.md}. A word that a redline leaves unmarked stands in it
once, so on both sides it has the same marks and lies in blocks of the same tags: splitting or joining blocks (data-break)
needs the same tag and keeps them, everything else that changes them marks the word. So the unmarked words are a common
subsequence of both revisions, in which words are equal only with their marks and their blocks' tags, and the longest one
is what no redline can better. (Unmarked is a word that is the same word on both sides. Two kept words made one by
dropping the space between them are not thought of, nor empty blocks put in to part an island from its changes.)
The last line also leaves no islands: unmarked runs of one or two words between two changes of one block.
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
from collections.abc import Hashable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Row = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
ISLAND = 2  # so few kept words between two changes of a block are an island
NONE = -1_000_000  # of kept words: there is no such run


class Text(NamedTuple):
    """The words of a revision: bare, with marks and tags of their blocks, and whether a block's edge is before each."""

    words: list[str]
    placed: list[Hashable]
    edges: list[bool]  # one more, for the end


class Figures(NamedTuple):
    """Words that have to be marked: by words alone, with structure, and with structure and no islands."""

    fewest: int
    floor: int
    calm: int


def load(path: Path) -> ModuleType:
    """The judge as a module."""
    spec = importlib.util.spec_from_file_location("judge", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(judge: ModuleType, path: Path) -> Text:
    """A revision as the judge sees it."""
    body = judge.parse(judge.render(judge.body_of(path.read_bytes().decode("utf-8", "replace"))))[0]
    words: list[str] = []
    edges: list[bool] = []
    run = ""
    for text, side in [*judge.linear(body, False), ("", "#")]:
        if side != "#":
            run += text
            continue
        found = judge.words(run)
        words += found
        edges += [k == 0 for k in range(len(found))]
        run = ""
    placed = list(_placed(judge.structure(body)))
    if [word for word, _, _ in placed] != words:  # the judge's two readings part the words differently: no claim is made
        return Text(words, list(words), [*edges, True])
    return Text(words, list(placed), [*edges, True])


def _placed(items: Sequence[object]) -> Iterator[tuple[str, object, tuple[str, ...]]]:
    path: list[str] = []
    for item in items:
        if isinstance(item, str):
            yield item, (), tuple(path)
        elif isinstance(item, tuple) and isinstance(item[1], tuple):
            yield item[0], item[1], tuple(path)
        elif isinstance(item, tuple) and item[0] == "o":
            path.append(item[1])
        elif isinstance(item, tuple) and item[0] == "c":
            path.pop()


def most_kept(old: Text, new: Text) -> int:
    """The most words that can stay unmarked without islands: exactly, row by row of all pairs of words.

    Equal ends are left out; a run that borders on them is no island, so that the count is never too low.
    """
    start, end = _common_ends(old.placed, new.placed)
    codes: dict[Hashable, int] = {}
    here, there = (
        np.array([codes.setdefault(word, len(codes)) for word in text.placed[start : len(text.placed) - end]], np.int32)
        for text in (old, new)
    )
    if not here.size or not there.size:
        return start + end
    edges = np.array(new.edges[start : len(new.words) - end + 1])
    edges[0] = edges[-1] = True
    closed = np.zeros(there.size + 1, np.int32)  # best so far, for each length of the new text
    running = np.full((ISLAND + 1, there.size), NONE, np.int32)  # by the length of the run that ends here; the last: no island
    for i in range(here.size):
        first, last = i == 0 or old.edges[start + i], i + 1 == here.size or old.edges[start + i + 1]
        running = _extend(running, closed, here[i] == there, edges[:-1] | first)
        ends = np.maximum(running[-1], np.where(edges[1:] | last, running[:-1].max(axis=0), NONE))
        closed[1:] = np.maximum(closed[1:], ends)
        np.maximum.accumulate(closed, out=closed)
    return start + end + int(closed[-1])


def _extend(running: Row, closed: Row, equal: Flags, opens: Flags) -> Row:
    """The runs that end with the next old word, from those that end with the word before."""
    before = np.full_like(running, NONE)
    before[:, 1:] = running[:, :-1]
    out = np.empty_like(running)
    out[0] = closed[:-1]
    out[1:] = before[:-1]
    out[-1] = np.maximum(out[-1], before[-1])
    out[-1] = np.maximum(out[-1], np.where(opens, closed[:-1], NONE))
    return np.where(equal, out + 1, NONE)


def _common_ends(old: Sequence[Hashable], new: Sequence[Hashable]) -> tuple[int, int]:
    shorter = min(len(old), len(new))
    start = next((k for k in range(shorter) if old[k] != new[k]), shorter)
    end = next((k for k in range(shorter - start) if old[-1 - k] != new[-1 - k]), shorter - start)
    return start, end


def measure(judge: ModuleType, folder: Path) -> Figures:
    """The figures of one pair."""
    old, new = read(judge, folder / "old.md"), read(judge, folder / "new.md")
    if [old.placed == old.words, new.placed == new.words].count(True) == 1:
        old, new = old._replace(placed=list(old.words)), new._replace(placed=list(new.words))
    size = len(old.words) + len(new.words)
    kept = judge.lcs(old.words, new.words), judge.lcs(old.placed, new.placed), most_kept(old, new)
    return Figures(*(size - 2 * most for most in kept))


def main() -> None:
    """Print a line for each kind of redline."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("judge", type=Path)
    options.add_argument("pairs", type=Path)
    chosen = options.parse_args()
    judge = load(chosen.judge)
    rows = [measure(judge, folder) for folder in sorted(chosen.pairs.iterdir()) if (folder / "old.md").exists()]
    fewest = sum(row.fewest for row in rows)
    print(f"{len(rows)} pairs: words marked over the fewest by words alone")
    for name, key in (("words alone", "fewest"), ("with structure", "floor"), ("and no islands", "calm")):
        marked = [getattr(row, key) for row in rows]
        ratios = sorted(getattr(row, key) / row.fewest for row in rows if row.fewest)
        above = sum(ratio > 1.35 for ratio in ratios)
        print(
            f"{name:15} pooled {sum(marked)}/{fewest} = {sum(marked) / fewest:.3f}, median {statistics.median(ratios):.3f}, "
            f"p90 {ratios[round(0.9 * (len(ratios) - 1))]:.2f}; above 1.35: {above} of {len(ratios)}"
        )


if __name__ == "__main__":
    main()
