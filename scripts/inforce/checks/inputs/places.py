"""Where words stand: the line of a file on which a passage of its text begins."""

from __future__ import annotations

from collections.abc import Sequence

from inforce.checks.inputs import edits, markdown_passages
from inforce.source.policy_file import Version

_ENOUGH = 6  # words by which a passage is found, where it runs through marks that break it


class Lines:
    """The words of a text in order, each with its line in the file."""

    def __init__(self, text: Version) -> None:
        self._lines: list[int] = []
        found: list[str] = []
        for passage in markdown_passages.of(text):
            for offset, source in enumerate(passage.words.split("\n")):
                words = [*edits.words(source)]
                found += words
                self._lines += [passage.line + offset] * len(words)
        self._text = f" {' '.join(found)} "

    def of(self, words: Sequence[str]) -> int:
        """The line on which these words begin, 0 where they stand nowhere, or in several places."""
        for part in (words, words[:_ENOUGH], words[-_ENOUGH:]):
            sought = f" {' '.join(part)} "
            start = self._text.find(sought)
            if part and start >= 0:
                alone = self._text.find(sought, start + 1) < 0
                return self._lines[self._text.count(" ", 0, start + 1) - 1] if alone else 0
        return 0
