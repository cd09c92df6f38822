"""Words that carry the weight of a clause: numbers and dates, what binds, and the parties."""

from __future__ import annotations

import re

from inforce.text import stated_dates

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
_PARTIES = {
    word: party
    for party, words in {
        "we": """we us our ours ourselves wir uns unser unsere unseren unserem unserer nous notre nos nosotros nuestro nuestra
        nuestros nuestras noi nostro nostra nostri nostre nós nosso nossa nossos nossas wij ons onze""",
        "you": """you your yours yourself yourselves sie ihnen ihr ihre ihren ihrem ihrer du dich dir dein deine deinen vous
        votre vos usted ustedes tú voi vostro vostra vostri vostre você vocês jij jou jouw uw""",
        "they": "they them their theirs",
    }.items()
    for word in words.split()
}
NUMBER = r"[$€£¥]?\d[\d.,:/%-]*(?<![.,:/-])[%€$£¥]?(?:st|nd|rd|th|[KkMG]?[Bb]|[hx])?(?!\w)"
# Months only beside a number: May binds nobody there, and Jan and the like are names elsewhere.
_BESIDE = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
MONTH = rf"\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{_BESIDE})\b|\b(?:{_BESIDE})\s+\d{{1,4}}\b"
# Of an amount, not of {% a template %}; and what a cell has for yes and no.
SIGN = r"(?<=\d)[$€£¥%+]|(?<=\d\s)[$€£¥%]|[$€£¥<>≤≥±~≈−](?=\s?\d)|[✓✔☑✅✗✘☒❌☐]"
_IS_NUMBER = re.compile(rf"{MONTH}|{NUMBER}|[$€£¥%+<>≤≥±~≈−]|\d*[¼-¾⅐-⅞]|\d*[₀-₉⁰¹²³⁴-⁹]+")


def is_number(word: str) -> bool:
    """Whether a word counts or dates something, in digits or written out."""
    return bool(_IS_NUMBER.fullmatch(word)) or word.casefold() in _NUMBER_WORDS or _is_month(word)


def binds(word: str) -> bool:
    """Whether a word says what must, may or must not be done, by all or by whom but."""
    return word.casefold() in _BINDING


def weighs(word: str) -> bool:
    """Whether a word counts, dates or binds."""
    return is_number(word) or binds(word)


def party(word: str) -> str:
    """The party that a word stands for: we, you or they; "" for any other word."""
    return _PARTIES.get(word.casefold(), "")


def _is_month(word: str) -> bool:
    return word[:1].isupper() and word.casefold() in stated_dates.months() and word not in _BESIDE.split("|")
