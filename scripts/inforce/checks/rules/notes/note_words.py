"""The words of a note: which they are, and whether any of them tells readers something."""

from __future__ import annotations

import re

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


def say_nothing(note: str, *, least: int) -> bool:
    """Whether a note has no words of its own, or less words than it must; of scripts without spaces, less than three signs."""
    if _OF_GIT.match(note):
        return True
    note = _REQUEST.sub("", note)
    if _WIDE.search(note):
        rest = note
        for word in _EASTERN:
            rest = rest.replace(word, "")
        return len(_WIDE.findall(rest)) < 3
    words = of(note)
    own = [word for word in words if word not in _SAY_NOTHING]
    return not own or len(words) < least


def of(note: str) -> list[str]:
    """The words of a note in small letters."""
    return [word.casefold() for word in _WORD.findall(note)]
