"""Changes of a file line by line: what is not edited keeps its bytes, blank lines stay as they should."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from inforce.editing.markdown.source_map import Source

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(slots=True, kw_only=True)
class Chunk:
    """Lines that are put in. `tight`: no blank line before them; `tight_after`: none behind them."""

    lines: list[str]
    tight: bool = False
    tight_after: bool = False
    blank: str = ""  # what a blank line before them holds (a quotation's sign)


@dataclass(slots=True)
class Changes:
    """What is to be changed; lines are those of the file, from 0."""

    edits: list[tuple[int, int, str]] = field(default_factory=list)  # in the text: from, to, what stands there
    rows: dict[int, list[str]] = field(default_factory=dict)  # lines written anew
    deleted: dict[int, bool] = field(default_factory=dict)  # lines; whether what is around them must be kept apart
    chunks: dict[int, list[Chunk]] = field(default_factory=dict)  # put in before a line


def _blank(line: str) -> bool:
    return not line.strip(" \t>\r\n")


def assembled(data: bytes, source: Source, changes: Changes) -> bytes:
    """The lines of the file as they are, but for what was edited, deleted and put in."""
    raw = _LINE.findall(data.decode("utf-8"))
    endings = Counter(line[len(line.rstrip("\r\n")) :] for line in raw)
    end = next((found for found, _ in endings.most_common() if found), "\n")
    fresh = _edited_lines(source, raw, changes)
    out: list[str] = []
    apart = gap = False

    def put(line: str) -> None:
        if out and not out[-1].endswith(("\n", "\r")):
            out[-1] += end
        out.append(line)

    for number in range(len(raw) + 1):
        for chunk in changes.chunks.get(number, ()):
            if out and not _blank(out[-1]) and not chunk.tight:
                put(chunk.blank + end)
            for line in chunk.lines:
                put(line + end)
            apart, gap = not chunk.tight_after, False
        if number == len(raw):
            break
        if number in changes.deleted:
            apart, gap = apart or changes.deleted[number], True
            continue
        lines = fresh.get(number, [raw[number]])
        if (apart or gap) and lines:
            if _blank(lines[0]) and (not out or _blank(out[-1])):
                continue
            if apart and out and not _blank(out[-1]) and not _blank(lines[0]):
                put(end)
            apart = gap = False
        for line in lines:
            put(line if line.endswith(("\n", "\r")) or number == len(raw) - 1 else line + end)
    while gap and out and _blank(out[-1]):
        out.pop()
    text = "".join(out)
    if raw and not raw[-1].endswith(("\n", "\r")):
        text = text.rstrip("\r\n")
    return text.encode("utf-8")


def _edited_lines(source: Source, raw: list[str], changes: Changes) -> dict[int, list[str]]:
    """The lines that were edited, by number, each as the lines in its place; a line that reads the same keeps its bytes."""
    starts, lines = source.starts, source.lines
    out = dict(changes.rows)
    for start, stop, made in sorted(changes.edits, reverse=True):
        first = _line_at(starts, start)
        last = _line_at(starts, max(start, stop - 1)) + 1
        text = "\n".join("\n".join(out.pop(k, [lines[k]])) for k in range(first, last))
        at = start - starts[first]
        text = text[:at] + made + text[at + stop - start :]
        out[first] = text.split("\n")
        out.update({k: [] for k in range(first + 1, last)})
    return {number: _with_endings(made, number, lines, raw, out) for number, made in out.items()}


def _line_at(starts: Sequence[int], at: int) -> int:
    return bisect(starts, at) - 1


def _with_endings(made: list[str], number: int, lines: list[str], raw: list[str], out: Mapping[int, list[str]]) -> list[str]:
    """Lines as bytes have them: those that the file has at this place keep what it has."""
    last = number + 1
    while out.get(last) == [] and last < len(raw):
        last += 1
    matcher = SequenceMatcher(None, lines[number:last], made, autojunk=False)
    kept = {b + k: number + a + k for a, b, size in matcher.get_matching_blocks() for k in range(size)}
    endings = [raw[k][len(raw[k].rstrip("\r\n")) :] for k in range(number, last) if k < len(raw)]
    mark = "\ufeff" if number == 0 and raw[:1] and raw[0].startswith("\ufeff") else ""  # of byte order
    return [
        raw[kept[k]] if k in kept else mark * (k == 0) + line + (endings[min(k, len(endings) - 1)] if endings else "")
        for k, line in enumerate(made)
    ]
