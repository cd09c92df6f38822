"""The rule on corrections that change the meaning of a text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from inforce import markup, textdates
from inforce.checks import dates, terms
from inforce.checks.found import Found
from inforce.checks.rules import BY_ID
from inforce.checks.state import Compared
from inforce.checks.switches import switched
from inforce.render.text import count
from inforce.version import Version

_NUMBER_WORDS = frozenset(
    word.casefold()
    for word in """
    two three four five six seven eight nine ten eleven twelve fourteen fifteen twenty thirty forty forty-five sixty
    ninety hundred
    thousand half twice double once
    zwei drei vier fünf sechs sieben acht neun zehn elf zwölf vierzehn fünfzehn zwanzig dreißig sechzig neunzig hundert tausend
    deux trois quatre cinq sept huit neuf dix onze douze quatorze quinze vingt trente soixante cent mille
    dos tres cuatro cinco seis siete ocho nueve diez doce catorce quince veinte treinta sesenta ciento mil
    due tre quattro cinque sei sette otto nove dieci dodici quattordici quindici venti trenta sessanta cento
    """.split()
)
_BINDING = frozenset(
    """
    must shall may not never no none cannot can't won't mustn't shan't don't doesn't isn't aren't should will would
    might required
    prohibited forbidden permitted allowed obliged only unless except without all any every each
    muss müssen musst darf dürfen darfst soll sollen kann können nicht nie niemals kein keine keinen keiner keinem
    nur außer ohne alle
    jede jeder jedes
    doit doivent devez peut peuvent pouvez pas jamais aucun aucune sauf seulement interdit tous toutes chaque
    debe deben deberá deberán puede pueden podrá podrán nunca ningún ninguna solo salvo excepto todos todas
    deve devono può possono mai nessuno nessuna soltanto salvo tutti tutte
    devem pode podem nunca nenhum nenhuma somente exceto todos todas
    moet moeten mag mogen niet nooit geen alleen behalve alle elke
    """.split()
)
_NUMBER = r"[$€£¥]?\d[\d.,:/%-]*(?<![.,:/-])[%€$£¥]?(?:st|nd|rd|th|[KkMG]?[Bb]|[hx])?(?!\w)"
_MAY = r"\d{1,2}\s+May\b|\bMay\s+\d{1,4}\b"  # the month, which binds nobody
_WORD = re.compile(rf"{_MAY}|{_NUMBER}|[^\W_]+(?:['’-][^\W_]+)*")
_IS_NUMBER = re.compile(rf"{_MAY}|{_NUMBER}")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+\.(?:pdf|html?|md)\b")


def corrections(compared: Compared) -> Iterator[Found]:
    """Corrections that change numbers, binding words or defined terms, or more words than a slip of the pen has."""
    for pair in compared.pairs:
        old, new = pair.old, pair.new
        if not old or not new or new.stated_by == "commit" or old.stated != new.stated or old.fingerprint == new.fingerprint:
            continue
        undated = switched(BY_ID["text-without-date"], compared.context.checks, new.meta.checks)
        if undated.setting != "off" and not dates.declared(old, new, compared.context.today):
            continue  # it is no correction yet, which that rule says
        most = switched(BY_ID["correction-changes-meaning"], compared.context.checks, new.meta.checks).options["words"]
        faults = [*_faults(old, new, most)]
        if faults:
            message = f"this correction changes {'; '.join(faults)}."
            line = new.meta.line("corrections" if new.meta.corrections else "effective_date")
            mend = BY_ID["correction-changes-meaning"].mend
            yield Found("correction-changes-meaning", pair.path, line, message, mend)


def _faults(old: Version, new: Version, most: int) -> Iterator[str]:
    was, now = _words(old), _words(new)
    numbers = _changes([word for word in was if _is_number(word)], [word for word in now if _is_number(word)])
    if numbers:
        yield f"numbers or dates ({numbers})"
    binding = _changes([w.casefold() for w in was if _binds(w)], [w.casefold() for w in now if _binds(w)])
    if binding:
        yield f"what must, may or must not be done ({binding})"
    named = _terms(old, new)
    if named:
        yield f"defined terms ({named})"
    # Words that came or went; marks, links and the order of passages may be put right in any number.
    words = max((Counter(now) - Counter(was)).total(), (Counter(was) - Counter(now)).total())
    if words > most:
        yield f"{count(words, 'word')}, of which {most} may be"


def _terms(old: Version, new: Version) -> str:
    """What differs in the uses of defined terms; not where only capitals do, which may be the slip that is put right."""
    named = {*terms.defined(old), *terms.defined(new)}
    named = {term for term in named if not _is_name(term, new)}
    if not named:
        return ""
    pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(named, key=len, reverse=True)))})(?!\w)"
    was, now = (re.findall(pattern, _plain(text), re.I) for text in (old, new))
    if not _changes([term.casefold() for term in was], [term.casefold() for term in now]):
        return ""
    return _changes([term for term in was if term in named], [term for term in now if term in named])


def _is_name(term: str, text: Version) -> bool:
    """Whether a term is short for a company's name: GitHub, Inc. (“GitHub”). It stands in too many sentences to mean much."""
    return bool(re.search(rf"{re.escape(term)}[\w,. ]{{0,20}}\([^()]*[“„\"]{re.escape(term)}[.,]?[”“\"]", _plain(text)))


def _is_number(word: str) -> bool:
    return bool(_IS_NUMBER.fullmatch(word)) or word.casefold() in _NUMBER_WORDS or _is_month(word)


def _binds(word: str) -> bool:
    return word.casefold().replace("’", "'") in _BINDING


def _is_month(word: str) -> bool:
    return word[:1].isupper() and word.casefold() in textdates.months() and word != "May"


def _plain(text: Version) -> str:
    """What readers see of a text, without addresses of pages."""
    return _ADDRESS.sub(" ", markup.plain(text.html))


def _words(text: Version) -> list[str]:
    return _WORD.findall(_plain(text))


def _changes(was: Sequence[str], now: Sequence[str]) -> str:
    """What differs between two sequences of words, in short; "" where nothing does."""
    if Counter(was) == Counter(now) and list(was) == list(now):
        return ""
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    found = [(was[a:b], now[c:d]) for kind, a, b, c, d in matcher.get_opcodes() if kind != "equal"]
    shown = [f"{' '.join(old) or 'nothing'} → {' '.join(new) or 'nothing'}" for old, new in found[:3]]
    return ", ".join(shown) + (" …" if len(found) > 3 else "")
