"""Where a text announces a date of its own: the words for it in many languages, and the places in which they tell of the text.

A date of a law, of prices or of an earlier text is announced in the same words. What tells them apart is where these stand:
at the beginning of a line, of a cell or of emphasised words they label the text; within a sentence they may tell of anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Place = Literal["line", "sentence"]

_EN_EFFECT = (
    r"effective(?:\s+date)?|in\s+(?:force|effect)|(?:takes?|took)\s+effect|(?:comes?|came|goes|went|enter(?:s|ed)?)\s+into\s+"
    r"(?:force|effect)|(?:valid|applicable|operative)\s+(?:from|since|as\s+(?:of|from))|with\s+effect\s+(?:from|as\s+of)|as\s+from"
    r"|appl(?:y|ies)\s+(?:from|since|as\s+(?:of|from)|with\s+effect\s+from|commencing|starting|beginning)"
    r"|commenc(?:es?|ing)|starting|beginning"
)
_EN_UPDATED = (
    r"(?:(?:date\s+of\s+)?(?:the\s+)?(?:last|latest|most\s+recent)\s+(?:update|revision|modification|amendment|change)"
    r"|(?:last|most\s+recently|as)\s+(?:updated|modified|revised|changed|amended)|updated|revised"
    r"|amended(?:\s+and\s+restated)?|revision\s+date)"
)
_EFFECT = (
    r"g[üu]ltig|in\s+kraft|inkrafttreten|gilt\s+(?:ab|seit)|gelten\s+(?:ab|seit)|tritt\s+(?:am|zum|ab)|treten\s+(?:am|zum|ab)"
    r"|mit\s+wirkung\s+(?:vom|zum|ab)|(?:date\s+d['’](?:entrée\s+en\s+vigueur|effet))|(?:entrée\s+)?en\s+vigueur"
    r"|(?:applicables?|s['’]appliqu(?:e|ent))\s+(?:à|depuis|dès)"
    r"|(?:fecha\s+de\s+)?(?:entrada\s+)?en\s+vigor|vigentes?|(?:válid[oa]s?|se\s+aplican?)\s+(?:desde|a\s+partir)"
    r"|(?:entrada\s+)?em\s+vigor"
    r"|vigência|in\s+vigore|valid[oaie]\s+dal|decorrenza|van\s+kracht|ingangsdatum|geldig\s+(?:vanaf|per)|met\s+ingang"
    r"|gäller|i\s+kraft|g[æj]e?lder|voimassa|obowiązuje|вступает\s+в\s+силу|действует\s+с|تاريخ\s+السريان"
)
_UPDATED = (
    r"stand|fassung\s+vom|(?:datum\s+der\s+)?(?:letzte[rn]?|zuletzt)\s+(?:änderung|aktualisierung|überarbeitung|stand|geändert"
    r"|aktualisiert|überarbeitet)|aktualisiert|geändert|überarbeitet"
    r"|(?:date\s+de\s+(?:la\s+)?)?(?:dernière\s+)?(?:mise\s+à\s+jour|modification|révision)|mise?s?\s+à\s+jour|modifiée?s?"
    r"|(?:fecha\s+de\s+(?:la\s+)?)?última\s+(?:actualización|modificación|revisión)|actualizad[oa]s?|modificad[oa]s?"
    r"|(?:data\s+da\s+)?última\s+(?:atualização|modificação|alteração|revisão)|atualizad[oa]s?|alterad[oa]s?"
    r"|(?:data\s+(?:di|dell['’])\s*)?ultim[oa]\s+(?:aggiornamento|modifica|revisione)|aggiornat[oaie]|modificat[oaie]"
    r"|laatste?\s+(?:bijgewerkt|gewijzigd|herzien|update|wijziging|herziening)|bijgewerkt|gewijzigd"
    r"|senast(?:e)?\s+(?:uppdaterad|ändrad|reviderad|uppdatering)|uppdaterad|ändrad"
    r"|(?:sist|senest|sidst)\s+(?:oppdatert|opdateret|endret|ændret|revidert|revideret)|oppdatert|opdateret"
    r"|(?:viimeksi\s+)?päivitetty|(?:ostatnia\s+)?aktualizacja|zaktualizowano|ostatnia\s+zmiana"
    r"|последн(?:ее|яя)\s+(?:обновление|изменение|редакция)|редакция|дата\s+(?:последнего\s+)?обновления"
    r"|обновлен[оа]|آخر\s+تحديث"
)
_EAST_EFFECT = r"施行日|生效日期|시행일"
_EAST_UPDATED = r"改定日|改訂日|最終更新日?|最后更新|更新日期|최종\s*수정일?"
_VERSION = r"(?:version\s+v?|v)\d[\w.]*(?=[*\s]*[,(–—-])|version\s+(?:of|du|vom)"
_AND = r"and|und|et|y|e|en|och|og|ja|i|и|&|,|/"
_WORD = (
    rf"(?<![^\W_])(?<!-)(?:(?P<effect>{_EN_EFFECT}|{_EFFECT})|(?P<updated>{_EN_UPDATED}|{_UPDATED})|{_VERSION})(?![^\W_]|-)"
    rf"|(?P<effect_east>{_EAST_EFFECT})|(?P<updated_east>{_EAST_UPDATED})"
)
_ANY_WORD = re.sub(r"\?P<\w+>", "?:", _WORD)
_ANNOUNCED = re.compile(rf"(?i){_WORD}")
_ALSO = re.compile(rf"(?i)\s*(?:{_AND})\s*(?:{_WORD})")
_ENGLISH = re.compile(rf"(?i)(?:{_EN_EFFECT}|{_EN_UPDATED}|{_VERSION})")

_NOUN = (
    r"(?:policy|policies|terms|conditions|agreement|notice|statement|document|page|addendum|charter|by-?laws|guidelines|code"
    r"|contract|licen[cs]e|disclaimer|version|\w*erklärung|\w*bedingungen|\w*bestimmungen|\w*richtlinien?|agb|vereinbarung"
    r"|vertrag|\w*ordnung|satzung|\w*hinweise?|fassung|dokument|seite|politique|charte|accord|avis|déclaration|política|términos"
    r"|condiciones|acuerdo|aviso|documento|página|termos|condições|acordo|informativa|termini|condizioni|accordo|\w*beleid"
    r"|\w*voorwaarden|\w*verklaring|overeenkomst|\w*villkor|avtal\w*|\w*politik+|vilkår\w*|\w*ehdot|\w*seloste|polityka"
    r"|regulamin|политика|условия|соглашение|документ)"
)
_THIS = (
    r"(?:this|these|our|the\s+(?:current|present)|dies\w{1,2}|unser\w*|vorliegende\w*|cette|ces?|notre|nos|(?:la|les)\s+"
    r"présentes?|est[aeo]s?|nuestr[oa]s?|l[ao]s?\s+presentes?|nostr[aeio]|quest[aeio]|noss[oa]s?|deze|dit|onze|denn[ae]"
    r"|det(?:te)?|vår\w*|vores|tämä|niniejsz\w*|настоящ\w+|эт\w+)"
)
# What kind of text: not "this policy explains the new" terms.
_KIND = r"(?:(?!(?:the|an?|new|that|which|and|for|with|to|under)\s)[\w’'&/-]+\s+){0,3}?"
_OF = r"(?:\s+(?:of|and|&|for|de|du|des|di|van|for|för)\s+(?:[\w’'-]+\s*){1,2}?)?(?:\s*\([^()]{1,40}\))?"
_BEING = (
    r"(?:[\s,;:\"”*_(–—-]|\b(?:is|are|was|were|has|have|been|be|will|shall|becomes?|became|into|as|of|in|on|currently|last|date"
    r"|ist|sind|wurden?|treten|tritt|a|ont|été|est|sont|entrent?|es|son|fue|fueron|ha|han|sido|entran?|è|sono|stat[aeio]|é|são"
    r"|foi|foram|werd|werden|zijn|träder|trer|træder|er|blev|ble|jest|zosta\w+)\b)*+"
)
# Of this text: "these terms are", and at the beginning of a sentence "The Privacy Policy was".
_OWN = re.compile(rf"(?i)(?<![\w-]){_THIS}\s+{_KIND}(?:{_NOUN}){_OF}{_BEING}$|本\w{{1,12}}$")
_NAMED = re.compile(rf"[^\w\[]*(?:[Tt]he\s+)?(?:[A-ZÄÖÜ][\w&/-]*\s+)*(?i:{_NOUN}{_OF}{_BEING})$")
_CARRIED_ON = re.compile(rf"(?i)[\s,;]*(?:{_AND})\s{_BEING}")
_EARLIER = (
    r"previous|prior|earlier|former|past|old|archived?|frühere?\w*|vorherige\w*|bisherige\w*|alte\w?|ältere\w?|précédent\w*"
    r"|ancien\w*|antérieur\w*|anterior\w*|precedent\w*|vorige|eerdere|oude|tidigare|äldre|tidligere|ældre|eldre|aiem\w+"
    r"|poprzedni\w*|предыдущ\w+|прежн\w+"
)
_OTHER_TEXT = re.compile(
    rf"(?i)(?<!\w)(?:{_EARLIER}|first|originally|replac\w+|supersed\w+|preced\w+|before|until|deprecated"
    r"|terminated|expired?|ended|retired|ersetz\w+|bis|remplac\w+|sustituy\w+|substitu\w+|sostitu\w+|vervang\w+|ersätt\w*|erstatt\w*)(?!\w)"
)
_EARLIER_ONES = re.compile(rf"(?i)(?<!\w)(?:{_EARLIER})(?!\w)")

_DAYS = (
    "monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonnabend "
    "sonntag lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo lunedì "
    "martedì mercoledì giovedì venerdì sabato domenica maandag dinsdag woensdag donderdag vrijdag zaterdag zondag "
    "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira mon tue wed thu fri sat sun"
).replace(" ", "|")
# What may stand between those words and the date.
_BETWEEN = re.compile(
    rf"(?i)(?:[\s:：*_|(),\[–—-]|<[^<>]{{0,200}}>|(?<![\w-])(?:{_DAYS}|on|as|of|from|since|through|the|is|was|date|ab|seit|am|zum"
    r"|vom|dem|den|le|du|depuis|compter|à|desde|del|el|de|a|partir|em|por|pela|última|vez|il|al|dal|op|vanaf|van|per|från|och|med"
    rf"|fra|od|с|от|من)(?![\w-])|(?<![\w-])(?:{_THIS}|the)\s+{_KIND}{_NOUN}(?![\w-]))*"
)
_OWN_OBJECT = re.compile(rf"(?i)(?<![\w-]){_THIS}\s+{_KIND}{_NOUN}(?![\w-])")
REACH = 120  # characters that may stand between the words that announce a date and the date

_SIGHT = 300  # characters around an announcement that are looked at
_SIGNS = re.compile(rf"(?i)(?:<[^<>]*>|\d+[.)]\s|(?:{_AND})(?!\w)|{_VERSION}|[\s>#*_~+•·|(<:：.,;/&–—-])*+")
_SENTENCE = re.compile(r"(?:[.!?][*_)\"”]*\s+|[。！？])")
_EMPHASIS = re.compile(r"(?:^|[^\w*(])(?:\*{1,3}|_{1,3}|<(?:b|strong|em|i)\b[^<>]*>)$")
_UNSEEN = re.compile(r"<!--.*?(?:-->|\Z)|^(```|~~~).*?(?:^\1|\Z)", re.S | re.M)
_SHOWN = re.compile(r"[^\n]")
_WRAPPED = re.compile(r"(?<=[^\s\\>])\n(?=[ \t]*(?:[(\"“]?([^\W\d_])|\d+(?![.)]\s|\d)))")
_HEADING = re.compile(r"^ {0,3}(?:(#{1,6})[ \t]+|<h([1-6])\b[^<>]*>)(.*)$", re.M)
# Behind the date: nothing more, the end of the sentence, an hour, for whom, or what else is announced.
_ENDS = re.compile(
    rf"(?i)[\s*_~\"”’)\]>]*(?:\]\([^()\s]*\)|</?\w+>|[*_\s])*(?:$|[.;!?。](?:\W|$)|[|/·•(]|[T\s]\s*\d{{1,2}}:\d\d"
    rf"|[\s,;/–—(-]*(?:(?:{_AND})\s+)?(?:{_ANY_WORD})"
    r"|\s+(?:at|by|for|um|von|für|par|pour|por|para|г|года|r|roku)\b[^.,;:]{0,40}\.?$)"
)
_CLAUSE = re.compile(r"\s*,\s*\w")
_LABEL = re.compile(r"[\s*_]*[:：|]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """Words that announce a date: where they begin and end, and where the date may stand behind them."""

    start: int
    stop: int
    end: int
    updated: bool  # they say when the text was written, not from when on it counts
    english: bool
    labelled: bool  # a sign such as a colon follows them
    own: bool  # what they tell of is said behind them: "we updated this policy on"


def seen(text: str) -> str:
    """A Markdown text, place by place, without comments and code, and with lines joined that are wrapped within a sentence."""
    blank = _UNSEEN.sub(lambda match: _SHOWN.sub(" ", match[0]), text)
    return _WRAPPED.sub(lambda match: match[0] if match[1] and not match[1].islower() else " ", blank)


def find(text: str, start: int, end: int) -> Announcement | None:
    """The first announcement between two places of a text that `seen` gave."""
    match = _ANNOUNCED.search(text, start, end)
    if not match:
        return None
    place = match.end()
    updated = not (match["effect"] or match["effect_east"])
    also = _ALSO.match(text, place)
    if also:  # "last updated and effective"
        place = also.end()
        updated = updated and not also["effect"]
    between = _BETWEEN.match(text, place, place + REACH)
    behind = between.end() if between else place
    return Announcement(
        start=match.start(),
        stop=place,
        end=behind,
        updated=updated,
        english=bool(_ENGLISH.match(match[0])),
        labelled=bool(_LABEL.match(text, place)),
        own=bool(_OWN_OBJECT.search(text, place, behind)),
    )


def place(text: str, said: Announcement, since: int, behind: int) -> Place | None:
    """Where an announcement stands whose date ends at `behind`: it begins a "line" (a cell, emphasised words), or is within a
    "sentence" about this text; None where it tells of something else. `since`: where the statement before it ends."""
    begin = text.rfind("\n", 0, said.start) + 1
    before = text[max(begin, since, said.start - _SIGHT) : said.start]
    line = text[behind : behind + _SIGHT].partition("\n")[0]
    cell = re.split(r"[|·•]", before)[-1]
    small = text[said.start].islower()
    if _linked(cell, line) and not said.updated:
        return None
    begins = bool(_SIGNS.fullmatch(cell)) and (cell == before or not small or bool(_SIGNS.fullmatch(before)))
    if begins or (_EMPHASIS.search(before) and not small):
        return "line" if _ends(said, line) else None
    if since > begin and _CARRIED_ON.fullmatch(before):
        return "sentence"
    sentence = _SENTENCE.split(before)[-1]
    if _OTHER_TEXT.search(sentence):
        return None
    if said.labelled and _NAMED.match(before):
        return "line"
    if _SIGNS.fullmatch(sentence):
        return "sentence" if _ends(said, line) else None
    return "sentence" if said.own or _OWN.search(sentence) or _NAMED.match(sentence) else None


def _linked(before: str, behind: str) -> bool:
    """Whether the words lead to another text, which they tell of."""
    return "[" in before and bool(re.match(r"[^\[\]]*\]\(", behind))


def _ends(said: Announcement, line: str) -> bool:
    """Whether what stands behind a date lets the words before it be all that is said: else they only begin a sentence, which
    may tell of anything ("Effective January 1, 2020, the new act gives ...")."""
    if said.labelled or _ENDS.match(line) or _OWN_OBJECT.match(line.lstrip(" ,")):
        return True
    return said.updated and not _CLAUSE.match(line)


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a text between its headings: the place of each, its level, and whether it stands over earlier texts."""

    found: tuple[tuple[int, int, bool], ...]

    def before(self, place: int) -> int:
        """How many headings stand before a place."""
        return sum(start < place for start, _, _ in self.found)

    def earlier(self, place: int) -> bool:
        """Whether a place is in a part on earlier texts."""
        deepest = 0
        for start, level, earlier in self.found:
            if start < place and (not deepest or level <= deepest):
                deepest = level if earlier else 0
        return deepest > 0


def parts(text: str) -> Parts:
    """The parts of a Markdown text."""
    found = (
        (match.start(), len(match[1] or "") or int(match[2]), bool(_EARLIER_ONES.search(match[3])))
        for match in _HEADING.finditer(text)
    )
    return Parts(tuple(found))
