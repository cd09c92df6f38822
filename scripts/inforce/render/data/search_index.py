"""The passages of all revisions of a policy for the search over them: each kept once, with the revisions that hold it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from inforce.record.model import Policy

_EDGE = re.compile(
    r"(</?(?:address|article|aside|blockquote|caption|dd|details|div|dl|dt|figcaption|figure|h[1-6]|hr|li|ol|p|pre|section|"
    r"summary|table|tbody|td|tfoot|th|thead|tr|ul)\b[^>]*>)"
)
_HEADING = re.compile(r'<h[1-6]\b[^>]*\bid="([^"]*)"')
_BREAK = re.compile(r"<br\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")


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
    for piece in _EDGE.split(html):
        if _EDGE.fullmatch(piece):
            found = _HEADING.match(piece)
            anchor = unescape(found[1]) if found else anchor
            continue
        words = " ".join(unescape(_TAG.sub("", _BREAK.sub(" ", piece))).split())
        if words:
            yield anchor, words


def _runs(numbers: Sequence[int]) -> list[int]:
    runs: list[int] = []
    for number in numbers:
        if runs and runs[-1] == number - 1:
            runs[-1] = number
        else:
            runs += [number, number]
    return runs
