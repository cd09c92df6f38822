"""The passages of all revisions of a policy for the search over them: each kept once, with the revisions that hold it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inforce.record.model import Policy
from inforce.redline.reader import Box, read
from inforce.text.sameness import HEADINGS


def index(policy: Policy) -> dict[str, object]:
    """words.json: the revisions in the order of publication; the anchors of headings; and every distinct passage as

    [the number of its anchor, its words, first, last, first, last ...]: the runs of revisions, by number, that hold it.
    """
    held: dict[tuple[str, str], list[int]] = {}
    for number, revision in enumerate(policy.revisions):
        for passage in dict.fromkeys(passages(revision.text.html)):
            held.setdefault(passage, []).append(number)
    anchors = {anchor: k for k, anchor in enumerate(dict.fromkeys(anchor for anchor, _ in held))}
    return {
        "version": 1,
        "revisions": [revision.id for revision in policy.revisions],
        "anchors": list(anchors),
        "passages": [[anchors[anchor], words, *_runs(numbers)] for (anchor, words), numbers in held.items()],
    }


def passages(html: str) -> Iterator[tuple[str, str]]:
    """The blocks of a text as words, each with the anchor of the heading that it stands under, "" before the first."""
    anchor = ""
    for part in read(html).body.inside():
        if isinstance(part, Box):
            anchor = part["id"] if part["id"] and part.tag in HEADINGS else anchor
        elif words := " ".join("".join(run.text for run in part if run.alone != "img").split()):
            yield anchor, words


def _runs(numbers: Sequence[int]) -> list[int]:
    runs: list[int] = []
    for number in numbers:
        if runs and runs[-1] == number - 1:
            runs[-1] = number
        else:
            runs += [number, number]
    return runs
