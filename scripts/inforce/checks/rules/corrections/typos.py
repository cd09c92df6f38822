"""Which words may take the place of others as a slip of the pen, by their letters and by the words of all policies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache

from inforce.checks.inputs import legal_words, markdown_passages
from inforce.checks.inputs.edits import Edit
from inforce.checks.inputs.state import Compared

Known = Callable[[str], bool]  # whether a word stands elsewhere in the policies, and so is no slip by itself

# Words that hold a sentence together: one for another is grammar. None that says when, how much, from whom or whether, nor and.
_GRAMMAR = frozenset(
    """
    a an the of in on at to for with by as is are was were be been being am has have had having do does did doing it
    its this that these those there their they them which who whom whose so also then than such i me my he
    she his her let lets
    der die das den dem des ein eine einen einem einer eines zu zum zur im in am an auf ist sind war waren wird werden
    dass das es er sie ihr ihre ihren ihrem ihrer dieser diese dieses welche welcher welches
    le la les l un une des du de d au aux est sont que qui ce cet cette ces
    el los las un una unos unas del al de es son que se su sus este esta
    il lo gli i uno degli delle della del dei nel nella che di da è
    o os as um uma do dos das na no nas nos que
    het een van op zijn dat die
    """.split()
)
# Words that add nothing where they come or go by themselves, but may not take the place of others.
_IDLE = frozenset(
    "and or please kindly also too therefore thus hence order well through via und oder auch bitte über et ou y e o".split()
)
_ENDINGS = frozenset(["", "s", "es", "'s", "s'", "d", "ed", "ing", "e", "n", "en", "em", "y", "ies", "t", "ly"])
_ROLE = re.compile(r"(?:e|o|ee|er|or|ees|ers|ors)?")
_TURNS = re.compile(r"un|in|im|il|ir|dis|mis|non|de|re|a")  # before a word, these make it another
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_NO_LETTER = re.compile(r"(?!(?<=\d)[.,:/-](?=\d))[^\w$€£¥%+<>≤≥±~≈−✓✗☐]")  # 1.5 is not 15, nor is 13 13+
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_TICKS = str.maketrans("✔☑✅✘☒❌", "✓✓✓✗✗✗")
_LABEL = re.compile(r"[A-Z]|[IVXLC]+|[ivx]+")  # of a class or a part
_REAL = frozenset(  # words that lie a letter from one that binds or counts, and are no slips for it
    "now note nor many my way day pay one ally call fall well mist most just bust shell could very reach on so of".split()
)
_MOST = 2  # letters in which two long words may differ
_LONGEST = 60  # words of an edit that are held against one another; a longer one is a rewritten passage


def leftovers(edit: Edit, known: Known) -> Iterator[Edit]:
    """What is left of an edit without the slips in it: each stretch of words that are none, in order."""
    old, new = edit
    if _squeezed(old) == _squeezed(new):
        return
    a = b = 0
    for i, j in [*_slips(old, new, known), (len(old), len(new))]:
        if (i > a or j > b) and _squeezed(old[a:i]) != _squeezed(new[b:j]):
            yield Edit(old[a:i], new[b:j])
        a, b = i + 1, j + 1


def _slips(old: Sequence[str], new: Sequence[str], known: Known) -> list[tuple[int, int]]:
    """The most pairs of words, in order, of which one may be a slip for the other."""
    if max(len(old), len(new)) > _LONGEST:
        return []
    best = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            paired = best[i + 1][j + 1] + 1 if is_slip(old[i], new[j], known) else 0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    found, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if best[i][j] == best[i + 1][j + 1] + 1 and is_slip(old[i], new[j], known):
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def is_grammar(word: str) -> bool:
    """Whether a word only holds a sentence together."""
    return word.casefold() in _GRAMMAR


def is_idle(word: str) -> bool:
    """Whether a word adds nothing to a sentence by itself: please, also, an "and" more in an enumeration."""
    return word.casefold() in _IDLE


def is_slip(old: str, new: str, known: Known) -> bool:
    """Whether a word may be a slip for another: the same but for capitals, hyphens, an ending or a letter or two."""
    one, other = (_plain(word) for word in (old, new))
    if one.translate(_UMLAUTS) == other.translate(_UMLAUTS):
        return True
    if are_labels(old, new):
        return False
    if any(sign.isnumeric() for sign in one + other):
        return _digits(one) == _digits(other) and one.isdigit() == other.isdigit() and _apart(one, other) <= _MOST
    if legal_words.party(old) or legal_words.party(new):
        return legal_words.party(old) == legal_words.party(new) or (not legal_words.party(old) and _is_typo(one, other, known))
    if legal_words.weighs(old) or legal_words.weighs(new):
        return _inflected(one, other) or (not legal_words.weighs(old) and one not in _REAL and _is_typo(one, other, known))
    if is_grammar(one) and is_grammar(other):
        return True
    if _turns(one, other) or _trades(one, other):
        return False
    return _inflected(one, other) or (_mistyped(one, other) and not (known(one) and known(other)))


def are_labels(*words: str) -> bool:
    """Whether words are single capitals or Roman numbers, of which none is a slip for another: class A and class B."""
    return all(_LABEL.fullmatch(word) for word in words)


def _is_typo(old: str, new: str, known: Known) -> bool:
    """Whether the old word is none, and the new one is what it was to be."""
    return not known(old) and not is_grammar(old) and _mistyped(old, new)


def _plain(word: str) -> str:
    return _NO_LETTER.sub("", _THOUSANDS.sub("", word).translate(_TICKS)).casefold()


def _squeezed(words: Sequence[str]) -> str:
    return _plain("".join(words))


def _digits(word: str) -> str:
    return "".join(sign for sign in word if sign.isnumeric())


def _turns(one: str, other: str) -> bool:
    """Whether a syllable before the word makes it its contrary: lawful and unlawful, include and exclude."""
    short, long = sorted((one, other), key=len)
    if long.endswith(short) and _TURNS.fullmatch(long.removesuffix(short)) and len(short) > 3:
        return True
    pairs = ({"in", "ex"}, {"im", "ex"}, {"in", "de"}, {"in", "out"}, {"under", "over"}, {"up", "down"})
    return any(
        one.startswith(a) and other.startswith(b) and one[len(a) :][:3] == other[len(b) :][:3]
        for pair in pairs
        for a, b in (sorted(pair), sorted(pair, reverse=True))
    )


def _trades(one: str, other: str) -> bool:
    """Whether two words name the two sides of a deal: licensor and licensee, payer and payee."""
    stem = _common(one, other)
    ends = one[stem:], other[stem:]
    return (
        stem >= 3 and all(_ROLE.fullmatch(end) for end in ends) and any(word.endswith(("ee", "ees")) for word in (one, other))
    )


def _inflected(one: str, other: str) -> bool:
    stem = _common(one, other)
    return stem >= 3 and one[stem:] in _ENDINGS and other[stem:] in _ENDINGS


def _common(one: str, other: str) -> int:
    return next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _mistyped(one: str, other: str) -> bool:
    """A letter or two; in short words, which lie close to many others, one that came, went or changed places."""
    size = max(len(one), len(other))
    if size <= 4 and len(one) == len(other):
        return sorted(one) == sorted(other) and size > 2
    return _apart(one, other) <= (1 if size <= 5 else _MOST)


@lru_cache(maxsize=4096)
def _apart(one: str, other: str) -> int:
    """How many letters must be put, taken, replaced or swapped with their neighbours."""
    if abs(len(one) - len(other)) > 3:
        return 4
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        here = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, here[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            here.append(cost)
        before, last = last, here
    return last[-1]


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
