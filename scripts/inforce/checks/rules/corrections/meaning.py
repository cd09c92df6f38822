"""What of a change is no slip of the pen: numbers, duties, parties, terms, words for others, and words that come or go."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

from inforce.checks.inputs import edits, legal_words, markdown_passages
from inforce.checks.inputs.edits import Edit, Passage
from inforce.checks.rules.corrections import typos
from inforce.checks.rules.corrections.typos import Known
from inforce.checks.rules.references import named_sections, numbered_headings
from inforce.checks.rules.terms import definitions
from inforce.i18n import count
from inforce.source.policy_file import Content
from inforce.text import markdown

_SHOWN = 3  # places that a finding names
_LONG = 6  # words that it names of each


@dataclass(frozen=True, slots=True, kw_only=True)
class _Changed:
    """A passage that a correction changes: its line, the places where it does, what of each is no slip, and the words of links
    that gave way to others."""

    passage: Passage
    line: int
    edits: Sequence[Edit]
    places: Sequence[Sequence[Edit]]
    linked: frozenset[str]

    @property
    def rest(self) -> Sequence[Edit]:
        """What is no slip, wherever it is."""
        return [*chain.from_iterable(self.places)]


def changed(passages: Sequence[Passage], old: Content, new: Content, most: int, known: Known) -> Iterator[str]:
    """What a correction must not change, each with the first places where it does."""
    lines = markdown_passages.Lines(new)
    renumbered = numbered_headings.renumbered(old, new)
    found = [_changed(passage, renumbered, lines, known) for passage in passages]
    for what, edits_of in (
        ("numbers or dates", partial(_of, legal_words.is_number, known)),
        ("what must, may or must not be done", partial(_of, legal_words.binds, known)),
        ("who does something", _parties),
        ("defined terms", partial(_terms, _named(old, new))),
        ("what is struck through", _struck),
        ("words for others", lambda each: filter(_gave_way, each.rest)),
        ("what is said at all", _said),
    ):
        shown = dict.fromkeys((each.line, _shown(edit)) for each in found for edit in edits_of(each))
        if shown:
            yield f"{what} ({_listed([*shown][:_SHOWN])}{' …' if len(shown) > _SHOWN else ''})"
    # Words that came or went; marks, links and the order of passages may be put right in any number.
    rest = [edit for each in found for edit in each.rest]
    gone, come = (Counter(chain.from_iterable(side)) for side in ((e.old for e in rest), (e.new for e in rest)))
    words = max((gone - come).total(), (come - gone).total())
    if words > most:
        yield f"{count(words, 'word')}, of which {most} may be"


def _changed(passage: Passage, renumbered: Mapping[str, str], lines: markdown_passages.Lines, known: Known) -> _Changed:
    passage = passage._replace(old=named_sections.follow(passage.old, passage.new, renumbered))
    found = [*edits.edits(passage)]
    gone, come = ({*passage.old_links} - {*passage.new_links}, {*passage.new_links} - {*passage.old_links})
    linked = frozenset(word for _, words in (*gone, *come) for word in edits.words(words)) if gone and come else frozenset()
    left = [[*typos.leftovers(edit, known)] for edit in found]
    return _Changed(passage=passage, line=lines.of(passage.place or passage.struck), edits=found, places=left, linked=linked)


def _listed(shown: Sequence[tuple[int, str]]) -> str:
    """Places with their lines, each line once."""
    before = (0, *(line for line, _ in shown))
    return ", ".join(
        f"line {line}: {what}" if line and line != last else what for last, (line, what) in zip(before, shown, strict=False)
    )


def _is_whole(passage: Passage) -> bool:
    """Whether only one side has the passage, a cell, an item or a paragraph, and it says something."""
    return bool(passage.old) != bool(passage.new) and not passage.struck and bool(_senses([*passage.old, *passage.new]))


def _of(weighs: Callable[[str], bool], known: Known, changed: _Changed) -> Iterator[Edit]:
    """Where words of a weighty kind came, went or gave way to others."""
    for place in changed.edits if not _is_whole(changed.passage) else ():
        if not _same(_only(weighs, place)):
            found = (_only(weighs, left) for left in typos.leftovers(place, known))
            yield from (edit for edit in found if not _same(edit))


def _only(weighs: Callable[[str], bool], edit: Edit) -> Edit:
    return Edit(*(tuple(word for word in side if weighs(word)) for side in edit))


def _same(edit: Edit) -> bool:
    return [word.casefold() for word in edit.old] == [word.casefold() for word in edit.new]


def _parties(changed: _Changed) -> Iterator[Edit]:
    """Where one party gave way to another, two of a passage changed places, or something came or went that is said of one: by
    us, to you."""
    found = False
    for edit in changed.rest:
        parties = [[*dict.fromkeys(filter(None, map(legal_words.party, side)))] for side in edit]
        if all(parties) and parties[0] != parties[1]:
            found = True
            yield _only(lambda word: bool(legal_words.party(word)), edit)
        elif any(parties) and not all(edit) and len(edit.old + edit.new) > 1 and not _senses(edit.old + edit.new):
            yield edit
    sides = changed.passage.old, changed.passage.new
    was, now = ([*filter(None, map(legal_words.party, side))] for side in sides)
    if not found and was != now and Counter(was) == Counter(now) and len(set(was)) > 1:
        yield Edit(*(tuple(filter(legal_words.party, side)) for side in sides))


def _named(old: Content, new: Content) -> frozenset[str]:
    """The terms that either text defines, but for the names of companies."""
    return frozenset(term for term in {*definitions.defined(old), *definitions.defined(new)} if not _is_name(term, new))


def _terms(named: frozenset[str], changed: _Changed) -> Iterator[Edit]:
    """Where the uses of defined terms differ; not where only capitals do, which may be the slip that is put right."""
    passage = changed.passage
    if not named or _is_whole(passage):
        return
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(named, key=len, reverse=True)))})(?!\w)", re.I)
    was, now = (tuple(pattern.findall(" ".join(side))) for side in (passage.old, passage.new))
    if not _same(Edit(was, now)):
        gone, come = Counter(was) - Counter(now), Counter(now) - Counter(was)
        found = Edit(*(tuple(term for term in side.elements() if term in named) for side in (gone, come)))
        if found != Edit((), ()):
            yield found


def _is_name(term: str, text: Content) -> bool:
    """Whether a term is short for a company's name: GitHub, Inc. (“GitHub”). It stands in too many sentences to mean much."""
    plain = markdown.plain(text.html)
    return bool(re.search(rf"{re.escape(term)}[\w,. ]{{0,20}}\([^()]*[“„\"]{re.escape(term)}[.,]?[”“\"]", plain))


def _struck(changed: _Changed) -> Iterator[Edit]:
    if changed.passage.struck:
        yield Edit(changed.passage.struck, ())


def _said(changed: _Changed) -> Iterator[Edit]:
    """Whole passages and single words that came or went with nothing in their stead; not what only changed places at once."""
    if _is_whole(changed.passage):
        yield Edit(changed.passage.old, changed.passage.new)
    for place in changed.places:
        gone, come = ({word.casefold() for edit in place for word in _senses(edit[side])} for side in (0, 1))
        for edit in place:
            old, new = (_senses(side) for side in edit)
            told = [word for word in (*old, *new) if word.casefold() not in gone & come]
            # Of links that lead elsewhere another rule tells.
            if not _gave_way(edit) and any(word not in changed.linked and not typos.is_idle(word) for word in told):
                yield edit


def _gave_way(edit: Edit) -> bool:
    """Whether words that say something gave way to others, or the letter of a class to another."""
    return bool(_senses(edit.old) and _senses(edit.new)) or (all(edit) and typos.are_labels(*edit.old, *edit.new))


def _senses(words: Sequence[str]) -> list[str]:
    """The words that say something by themselves, beside those of the other kinds."""
    return [word for word in words if not (typos.is_grammar(word) or legal_words.weighs(word) or legal_words.party(word))]


def _shown(edit: Edit) -> str:
    old, new = (" ".join(side) if len(side) <= _LONG else f"{' '.join(side[:_LONG])} …" for side in edit)
    return f"{old} → {new}" if old and new else f"deleted “{old}”" if old else f"added “{new}”"
