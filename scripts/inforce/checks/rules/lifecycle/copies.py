"""New policies with most of the text, or with the title, of one that stays beside them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping

from inforce.checks.inputs.state import Compared
from inforce.source.policy_file import Content

_SENTENCE = re.compile(r"(?<=[.;:!?])\s+|(?<!\s)\s*[\n|]\s*")
_MOST = 0.5  # of the words of the longer text, in sentences that both have: two policies share less
_FEW = 20  # words of a text that may be like another one by chance


def of(compared: Compared) -> Iterator[tuple[Content, str, str]]:
    """Each with the path of the other one, and what they share."""
    introductions = {text.path for text in compared.after.record.introductions.values()}
    texts = {path: text for path, text in compared.after.texts.items() if path not in introductions}
    new = [pair.path for pair in compared.pairs if pair.path in texts and not pair.old_path]
    known = {path: text for path, text in texts.items() if path in compared.before.texts and not text.meta.retired}
    for text in (texts[path] for path in new):
        alike = [other for other in known.values() if _is_called_alike(text, other)]
        other, said = _nearest(text, alike), "most of whose text it repeats"
        if not other:
            # In another folder one title may be meant, as of products or countries.
            near = (its for its in alike if posixpath.dirname(its.path) == posixpath.dirname(text.path))
            other, said = next((its.path for its in near if _titles_agree(text, its)), ""), "whose title it has"
        if other:
            yield text, other, said


def _is_called_alike(text: Content, other: Content) -> bool:
    """Whether two texts have one title, or one is called as the other with something behind: terms, terms-v2. Texts of other
    names are mostly meant for something else, such as another product, though they share most words."""
    short, long = sorted((_stem(text), _stem(other)), key=len)
    return _titles_agree(text, other) or long.startswith(short)


def _titles_agree(text: Content, other: Content) -> bool:
    return text.title.casefold() == other.title.casefold()


def _stem(text: Content) -> str:
    return posixpath.splitext(posixpath.basename(text.path))[0].casefold()


def _nearest(text: Content, others: Iterable[Content]) -> str:
    """The text that shares most with a new one, if that is most of the longer of the two; "" for none."""
    own = _sentences(text)
    size = sum(own.values())
    found = []
    for other in others if size >= _FEW else ():
        its = _sentences(other)
        shared = sum(own[words] for words in own.keys() & its.keys())
        if shared > _MOST * max(size, sum(its.values())):
            found.append((shared, other.path))
    return max(found, default=(0, ""))[1]


def _sentences(text: Content) -> Mapping[str, int]:
    """The sentences of a text with the number of their words."""
    found = (" ".join(part.split()) for part in _SENTENCE.split(text.body))
    return {part: part.count(" ") + 1 for part in found if part}
