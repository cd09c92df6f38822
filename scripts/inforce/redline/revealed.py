"""A finished redline in which what nobody sees is named: hidden signs, and letters that look like others. It is for readers
only: whoever accepts or rejects the changes gets the texts as they are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from itertools import groupby

from inforce import hidden_signs
from inforce.text import lookalikes
from inforce.text.sameness import TAG, VOID

Say = Callable[[str], str]
MARK = '<bdi class="inforce-named" data-link="">{}</bdi>'  # the proof of a redline passes it over
_OTHER = {"ins": "del", "del": "ins"}
_WORDS = re.compile(r"[^\s.,;:!?()\[\]\"“”„«»]+")
_NAME = re.compile(r"</?([^\s/>]+)")
_STATE = re.compile(r' data-change="(inserted|deleted)"')
_SIDES = {"inserted": "ins", "deleted": "del"}
_SCRIPTS = frozenset("Armenian Cherokee Coptic Cyrillic Greek Lisu".split())
_ENDS = ("\u202c", "\u2069")  # of what is turned around: their names stand behind it
_MOST = 4  # names at one place


@dataclass(slots=True)
class Naming:
    """What is to be named in the text of a redline: it knows the changed words of both sides."""

    right_to_left: bool
    _known: dict[str, dict[str, set[str]]] = field(default_factory=lambda: {"ins": defaultdict(set), "del": defaultdict(set)})

    def learn(self, side: str, text: str) -> None:
        """A changed stretch of text."""
        if side in self._known:
            for _, unit in _units(text):
                self._known[side][lookalikes.look(unit)].add(unit)

    def places(self, text: str, side: str, before: str = " ", behind: str = " ") -> dict[int, tuple[int, list[str]]]:
        """Where in a stretch of text something is named, with how many of the signs there are hidden, and the names. In what
        both texts have, only what turns the direction is."""
        found = dict(hidden_signs.needless(text, before, behind, right_to_left=self.right_to_left))
        if not side:
            found = {place: sign for place, sign in found.items() if sign in hidden_signs.DIRECTIONS}
        elif not hidden_signs.HIDDEN.sub("", text).strip():
            found = dict(enumerate(text)) if text.strip() else {}
        letters: dict[int, list[str]] = {}
        for start, unit in _units(text) if side and not text.isascii() else ():
            signs = self._differing(unit, side) or (self._odd(unit) if _WORDS.fullmatch(unit) else [])
            found |= {start + k: sign for k, sign in enumerate(unit) if sign in signs and hidden_signs.HIDDEN.match(sign)}
            seen = [sign for sign in signs if not hidden_signs.HIDDEN.match(sign)]
            if seen and start + len(unit) not in letters:
                letters[start + len(unit)] = list(_letters(seen))
        runs = {run[0]: (len(run), list(_counted([found[k] for k in run]))) for run in _runs(sorted(found))}
        for place, names in letters.items():
            size, more = runs.get(place, (0, []))
            runs[place] = size, [*names, *more]
        return dict(sorted(runs.items()))

    def _differing(self, unit: str, side: str) -> list[str]:
        """The signs of changed words that make them others than those in whose place they look to stand."""
        twins = self._known[_OTHER[side]].get(lookalikes.look(unit), set())
        known = set("".join(twins))
        return [s for s in dict.fromkeys(unit) if not s.isascii() and s not in known] if twins and unit not in twins else []

    @staticmethod
    def _odd(word: str) -> list[str]:
        """The letters of another script than those around them."""
        found = [odd for match in lookalikes.WORD.finditer(word) if (odd := lookalikes.odd(match[0]))]
        if not found:
            return []
        scripts = {lookalikes.script(odd) for odd in found if odd.isalpha()}
        return [s for s in dict.fromkeys(word) if s in found or (s.isalpha() and lookalikes.script(s) in scripts)]


def _units(text: str) -> Iterator[tuple[int, str]]:
    """The words of a changed stretch, and the whole of it, each with its place."""
    for match in _WORDS.finditer(text):
        yield match.start(), match[0]
    inner = text.strip(" \n") or text
    if inner and not _WORDS.fullmatch(inner):
        yield text.index(inner), inner


def _letters(signs: list[str]) -> Iterator[str]:
    """Cyrillic а, о; for others their own names."""
    for kind, same in groupby(signs, lambda sign: lookalikes.script(sign) if sign.isalpha() else ""):
        if kind in _SCRIPTS:
            yield f"{kind} {' '.join(same)}"
        else:
            yield from map(hidden_signs.called, same)


def _counted(signs: list[str]) -> Iterator[str]:
    """The names of hidden signs beside each other, each once, with how often it is there."""
    names = list(map(hidden_signs.called, signs))
    each = list(dict.fromkeys(names))
    for name in each[:_MOST]:
        yield f"{name} ×{names.count(name)}" if names.count(name) > 1 else name
    if len(each) > _MOST:
        yield "…"


def _runs(places: list[int]) -> Iterator[list[int]]:
    for _, run in groupby(enumerate(places), lambda item: item[1] - item[0]):
        yield [place for _, place in run]


def said(names: list[str], say: Say) -> str:
    """Names as they stand in a text; `say` puts a name into the reader's language."""
    return f"[{', '.join(_in_words(name, say) for name in names)}]"


def _in_words(name: str, say: Say) -> str:
    first, _, rest = name.partition(" ")
    if first in _SCRIPTS:
        return f"{say(first)} {rest}"
    name, times, number = name.partition(" ×")
    return f"{say(name)}{times}{number}"


def marked(html: str, say: Say = str) -> str:
    """A redline with a mark beside each sign, for pages: the text itself stays."""

    def write(hidden: str, names: str) -> str:
        mark = MARK.format(escape(names))
        return hidden + mark if hidden[:1] in _ENDS else mark + hidden

    return _revealed(html, say, write, new=False)


def told(html: str, say: Say = str, *, new: bool = False) -> str:
    """A redline with the names in the place of what nobody sees, for terminals, comments and feeds; `new`: of a text that is
    new as a whole."""
    return _revealed(html, say, lambda _, names: escape(names, quote=False), new=new)


def is_plain(text: str) -> bool:
    """Whether a text holds nothing that could be named."""
    return text.isascii() and not hidden_signs.HIDDEN.search(text)


def naming(html: str) -> Naming:
    """What is to be named in a redline."""
    return _naming(html, [] if is_plain(html) else _stretches(TAG.split(html)), new=False)


def _naming(html: str, stretches: Iterable[tuple[str, str]], *, new: bool) -> Naming:
    known = Naming(right_to_left=any(mark in html for mark in hidden_signs.MARKS) and hidden_signs.runs_right_to_left(html))
    for text, side in stretches:
        known.learn("ins" if new else side, unescape(text))
    return known


def _revealed(html: str, say: Say, write: Callable[[str, str], str], *, new: bool) -> str:
    if is_plain(html):
        return html
    parts = TAG.split(html)
    stretches = list(_stretches(parts))
    known = _naming(html, stretches, new=new)
    texts = [text for text, _ in stretches]
    for k, (text, side) in enumerate(stretches):
        if is_plain(text) or side == "-":
            continue
        plain = text.replace("&nbsp;", "\xa0")
        before = next((t[-1] for t in reversed(texts[max(0, k - 3) : k]) if t), " ")
        behind = next((t[0] for t in texts[k + 1 : k + 4] if t), " ")
        out, end = "", 0
        for place, (size, names) in known.places(plain, "ins" if new else side, before, behind).items():
            out += plain[end:place] + write(plain[place : place + size], said(names, say))
            end = place + size
        parts[2 * k] = out + plain[end:] if end or out else text
    return "".join(parts)


def _stretches(parts: list[str]) -> Iterator[tuple[str, str]]:
    """Each stretch of text between two tags with the side that has it: ins, del, "" for both, - for none."""
    sides = [""]
    for k, part in enumerate(parts):
        if k % 2 == 0:
            yield part, sides[-1]
            continue
        found = _NAME.match(part)
        tag = found[1] if found else ""
        if part.startswith("</"):
            sides = sides[:-1] or [""]
        elif tag and tag not in VOID:
            sides.append(_side(tag, part, sides[-1]))


def _side(tag: str, part: str, around: str) -> str:
    if "data-link=" in part or around == "-":
        return "-"
    if tag in _OTHER and "data-as=" not in part:
        return tag
    state = _STATE.search(part)
    return _SIDES[state[1]] if state else around
