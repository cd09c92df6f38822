"""What an indent makes code, though it was meant as a list, or as the text of a box of other Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from inforce.checks.inputs.markdown_passages import Passage

_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,2}[.)])[ \t]+\S")
_BELOW = re.compile(r"[ ]{0,3}(?:(?:!!!|\?\?\?)\+?[ \t]+[\w\"-]|===[!+]?[ \t]+[\"'])")  # with text indented below them


def is_list(passage: Passage) -> bool:
    """Whether a passage is a list that its indentation makes code."""
    lines = passage.source.split("\n")
    return passage.kind == "indented" and all(_ITEM.match(line) for line in lines if line.strip())


def without_boxes(found: Sequence[Passage]) -> Iterator[Passage]:
    """The passages without the text indented below the opening of a box or tab: what is to be done is said of that."""
    below = False
    for passage in found:
        below = (passage.kind == "indented" and below) or bool(_BELOW.match(passage.source.split("\n")[-1]))
        if not (below and passage.kind == "indented"):
            yield passage
