"""The rules on corrections: what changes the meaning of a text, and what leads a link elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from inforce import markup
from inforce.checks import aims, dates, edits, slips, terms, weighty
from inforce.checks.edits import Edit, Passage
from inforce.checks.found import Found
from inforce.checks.rules import BY_ID
from inforce.checks.slips import Known
from inforce.checks.state import Compared
from inforce.checks.switches import switched
from inforce.checks.vocabulary import Vocabulary
from inforce.render.text import count
from inforce.version import Version

_RULE = "correction-changes-meaning"
_SHOWN = 3  # places that a finding names
_PASSAGE = 3  # words with a sense of their own that come or go together: no slip leaves out so many


def corrections(compared: Compared) -> Iterator[Found]:
    """Corrections that change more than a slip of the pen, or lead a link elsewhere."""
    known = Vocabulary(compared).has
    for pair in compared.pairs:
        old, new = pair.old, pair.new
        if not old or not new or new.stated_by == "commit" or old.stated != new.stated or old.fingerprint == new.fingerprint:
            continue
        undated = switched(BY_ID["text-without-date"], compared.context.checks, new.meta.checks)
        if undated.setting != "off" and not dates.declared(old, new, compared.context.today):
            continue  # it is no correction yet, which that rule says
        most = switched(BY_ID[_RULE], compared.context.checks, new.meta.checks).options["words"]
        changed = edits.passages(old, new)
        line = new.meta.line("corrections" if new.meta.corrections else "effective_date")
        faults = [*_faults(changed, old, new, most, known)]
        if faults:
            yield Found(_RULE, pair.path, line, f"this correction changes {'; '.join(faults)}.", BY_ID[_RULE].mend)
        for message in aims.elsewhere(changed, old, new, compared):
            yield Found(aims.RULE, pair.path, line, message, BY_ID[aims.RULE].mend)


def _faults(changed: Sequence[Passage], old: Version, new: Version, most: int, known: Known) -> Iterator[str]:
    """What a correction must not change, each with the first places where it does."""
    places = [edit for passage in changed for edit in edits.edits(passage)]
    rest = [left for edit in places for left in slips.leftovers(edit, known)]
    for what, found in (
        ("numbers or dates", _of(weighty.is_number, places, known)),
        ("what must, may or must not be done", _of(weighty.binds, places, known)),
        ("who does something", _parties(changed, rest)),
        ("defined terms", _terms(changed, old, new)),
        ("what is struck through", (Edit(passage.struck, ()) for passage in changed if passage.struck)),
        ("words for others", (edit for edit in rest if _senses(edit.old) and _senses(edit.new))),
        ("what is said at all", chain(_whole(changed), (edit for edit in rest if _is_passage(edit)))),
    ):
        shown = list(dict.fromkeys(map(_shown, found)))
        if shown:
            yield f"{what} ({', '.join(shown[:_SHOWN])}{' …' if len(shown) > _SHOWN else ''})"
    # Words that came or went; marks, links and the order of passages may be put right in any number.
    gone, come = (Counter(chain.from_iterable(side)) for side in ((e.old for e in rest), (e.new for e in rest)))
    words = max((gone - come).total(), (come - gone).total())
    if words > most:
        yield f"{count(words, 'word')}, of which {most} may be"


def _of(weighs: Callable[[str], bool], places: Sequence[Edit], known: Known) -> Iterator[Edit]:
    """Where words of a weighty kind came, went or gave way to others."""
    for place in places:
        if not _same(_only(weighs, place)):
            found = (_only(weighs, left) for left in slips.leftovers(place, known))
            yield from (edit for edit in found if not _same(edit))


def _only(weighs: Callable[[str], bool], edit: Edit) -> Edit:
    return Edit(*(tuple(word for word in side if weighs(word)) for side in edit))


def _same(edit: Edit) -> bool:
    return [word.casefold() for word in edit.old] == [word.casefold() for word in edit.new]


def _parties(changed: Sequence[Passage], rest: Sequence[Edit]) -> Iterator[Edit]:
    """Where one party gave way to another, or two of a passage changed places."""
    for edit in rest:
        parties = [[*dict.fromkeys(filter(None, map(weighty.party, side)))] for side in edit]
        if all(parties) and parties[0] != parties[1]:
            yield _only(lambda word: bool(weighty.party(word)), edit)
    for passage in changed:
        was, now = ([*filter(None, map(weighty.party, side))] for side in (passage.old, passage.new))
        if was != now and Counter(was) == Counter(now) and len(set(was)) > 1:
            yield Edit(*(tuple(filter(weighty.party, side)) for side in (passage.old, passage.new)))


def _terms(changed: Sequence[Passage], old: Version, new: Version) -> Iterator[Edit]:
    """Where the uses of defined terms differ; not where only capitals do, which may be the slip that is put right."""
    named = {term for term in {*terms.defined(old), *terms.defined(new)} if not _is_name(term, new)}
    if not named:
        return
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(named, key=len, reverse=True)))})(?!\w)", re.I)
    for passage in changed:
        was, now = (tuple(pattern.findall(" ".join(side))) for side in (passage.old, passage.new))
        if not _same(Edit(was, now)):
            gone, come = Counter(was) - Counter(now), Counter(now) - Counter(was)
            found = Edit(*(tuple(term for term in side.elements() if term in named) for side in (gone, come)))
            if found != Edit((), ()):
                yield found


def _is_name(term: str, text: Version) -> bool:
    """Whether a term is short for a company's name: GitHub, Inc. (“GitHub”). It stands in too many sentences to mean much."""
    plain = markup.plain(text.html)
    return bool(re.search(rf"{re.escape(term)}[\w,. ]{{0,20}}\([^()]*[“„\"]{re.escape(term)}[.,]?[”“\"]", plain))


def _whole(changed: Sequence[Passage]) -> Iterator[Edit]:
    """The passages that only one side has: a cell, an item or a paragraph."""
    for passage in changed:
        if bool(passage.old) != bool(passage.new) and not passage.struck and _senses([*passage.old, *passage.new]):
            yield Edit(passage.old, passage.new)


def _is_passage(edit: Edit) -> bool:
    """Whether so much came or went at one place, with nothing in its stead, that no slip left it out."""
    old, new = (_senses(side) for side in edit)
    return not (old and new) and len(old) + len(new) >= _PASSAGE


def _senses(words: Sequence[str]) -> list[str]:
    """The words that say something by themselves, beside those of the other kinds."""
    return [word for word in words if not (slips.is_grammar(word) or weighty.weighs(word) or weighty.party(word))]


def _shown(edit: Edit) -> str:
    old, new = (" ".join(side) if len(side) <= 2 * _PASSAGE else f"{' '.join(side[: 2 * _PASSAGE])} …" for side in edit)
    return f"{old} → {new}" if old and new else f"deleted: {old}" if old else f"added: {new}"
