"""Rules on change notes: those that say nothing, and those that were left from the revision before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from inforce.checks.catalogue import BY_ID
from inforce.checks.finding import Found
from inforce.checks.inputs.state import View

EMPTY = "note-empty"
# What every change could say of itself, in the languages of most policies; and words that add nothing to that.
_SAY_NOTHING = frozenset(
    """
    update updates updated updating change changes changed changing edit edits edited editing revise revises revised revision
    revisions modify modified modification modifications amend amended amendment amendments misc miscellaneous
    various several some
    minor small general other policy policies terms term document text page content file wording language version new latest wip
    fix fixes fixed tweak tweaks tweaked improvement improvements improved cleanup clean up sync repo it this
    the a an of to in and our we have has been were was are for with all
    aktualisierung aktualisierungen aktualisiert änderung änderungen geändert überarbeitung überarbeitet anpassung anpassungen
    angepasst neue neuer neues fassung diverse verschiedene einige kleine kleinere allgemeine sonstige richtlinie
    bedingungen text
    der die das des und wurde wurden
    mise jour actualisation changement changements modifications modifié modifiée révision diverses divers quelques
    petites mineures
    politique conditions texte document à de la le les du des et
    actualización actualizaciones actualizado actualizada cambio cambios modificación modificaciones varios varias
    pequeños menores
    política términos texto documento el los las y
    aggiornamento aggiornamenti aggiornato modifica modifiche varie revisione testo politica termini
    atualização atualizações atualizado alteração alterações diversas várias texto termos
    bijgewerkt wijziging wijzigingen aangepast diverse tekst beleid
    """.split()
)
_EASTERN = frozenset("更新 修改 修正 変更 改定 改訂 更改 各種 변경 수정 개정 업데이트".split())
_OF_GIT = re.compile(  # what git and its hosts write, for those who keep the file and not for those who read the text
    r"(?i)\s*(?:merge (?:pull request|branch|remote|commit)\b|(?:fixup|squash)!|"
    r"(?:update|create|add|edit|rename) \S+\.md\b\W*$)"
)
_REQUEST = re.compile(r"(?<!\s)\s*\(#\d+\)\s*$")  # the number of a pull request, which hosts write behind its title
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class Fault(NamedTuple):
    """What is wrong with a note, and the mend."""

    message: str
    mend: str


def empty(view: View) -> Iterator[Found]:
    """Notes that say that something changed, and not what."""
    for path, text in view.state.texts.items():
        notes = [("change_note", of_change(text.meta.change_note))] if text.meta.change_note else []
        notes += [("corrections", of_correction(entry.note)) for entry in text.meta.corrections]
        yield from (Found(EMPTY, path, text.meta.line(key), *fault) for key, fault in notes if fault)


def of_change(note: str) -> Fault | None:
    """What is wrong with the note of a revision, None where it tells readers something."""
    if not says_nothing(note, least=2):
        return None
    return Fault(f"“{note}” does not tell readers what changed.", BY_ID[EMPTY].mend)


def of_correction(note: str) -> Fault | None:
    """What is wrong with the note of a correction, None where it tells readers something."""
    if not says_nothing(note, least=1):
        return None
    mend = "Say it: {date: 2018-03-28, note: Fixed a typo in “Refunds”.}"
    return Fault(f"“{note}” does not tell readers what was put right.", mend)


def says_nothing(note: str, *, least: int) -> bool:
    """Whether a note has no words of its own, or less words than it must; of scripts without spaces, less than three signs."""
    if _OF_GIT.match(note):
        return True
    note = _REQUEST.sub("", note)
    if _WIDE.search(note):
        rest = note
        for word in _EASTERN:
            rest = rest.replace(word, "")
        return len(_WIDE.findall(rest)) < 3
    words = [word.casefold() for word in _WORD.findall(note)]
    own = [word for word in words if word not in _SAY_NOTHING]
    return not own or len(words) < least


def repeated(view: View) -> Iterator[Found]:
    """The newest revision's note, if the one before it says the same."""
    for policy in view.state.record.policies:
        newest = policy.newest
        before = policy.predecessor(newest)
        text = view.state.texts.get(policy.path)
        if not before or not text or newest.date_source not in ("front_matter", "ledger") or not newest.note:
            continue
        if _folded(newest.note) == _folded(before.note) == _folded(text.meta.change_note):
            message = f"“{newest.note}” is also the note of the revision {before.id}."
            yield Found("note-repeated", policy.path, text.meta.line("change_note"), message, BY_ID["note-repeated"].mend)


def _folded(note: str) -> str:
    return " ".join(_WORD.findall(note.casefold()))
