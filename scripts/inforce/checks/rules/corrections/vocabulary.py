"""The words that the policies use: what stands elsewhere is a word, and no slip of the pen."""

from __future__ import annotations

import re
from functools import cached_property

from inforce.checks.inputs import markdown_passages
from inforce.checks.inputs.state import Compared

_WORD = re.compile(r"[^\W\d_]+")


class Vocabulary:
    """The words of all policies that stand there before a change and after it."""

    def __init__(self, compared: Compared) -> None:
        self._compared = compared

    def has(self, word: str) -> bool:
        """Whether a word, in lower case, is one of them."""
        return word in self._words

    @cached_property
    def _words(self) -> frozenset[str]:
        before, after = (
            {word for text in state.texts.values() for word in _WORD.findall(markdown_passages.words(text).casefold())}
            for state in (self._compared.before, self._compared.after)
        )
        return frozenset(before & after)
