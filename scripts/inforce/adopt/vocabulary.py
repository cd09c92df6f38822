"""The words by which a policy is told from other files: its name, title, folder and text, in the languages of sites."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable

_SPACES = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def fold(text: str) -> str:
    """A name or title in small letters without accents, its words with one space between them: `Cookie-Richtlinie_2`."""
    plain = unicodedata.normalize("NFKD", _CAMEL.sub(" ", text)).casefold()
    return _SPACES.sub(" ", "".join(sign for sign in plain if not unicodedata.combining(sign))).strip()


# What a policy is called, by language: words that stand alone as its name, and phrases that tell one wherever they stand.
_NAMES = {
    "en": (
        "privacy|terms|tos|tou|eula|cookies|refunds|returns|copyright|dmca|subprocessors|sub processors|legal|"
        "legal notice|abuse|acceptable use|cancellation|sla|dpa|bylaws|charter",
        "privacy policy|privacy notice|privacy statement|privacy shield|terms of|terms and conditions|terms conditions|"
        "terms for|user agreement|customer agreement|service agreement|service level agreement|licen[cs]e agreement|"
        "data processing (?:agreement|addendum|terms)|acceptable use|cookies? (?:policy|notice|statement)|refunds? policy|"
        "returns? policy|cancellation policy|copyright policy|trademark policy|dmca|code of (?:conduct|ethics)|honou?r code|"
        "community guidelines|subprocessor list|modern slavery|accessibility statement|corporate terms|supplemental terms",
    ),
    "de": (
        "datenschutz|agb|widerruf|satzung|hausordnung|beitragsordnung|nutzung",
        r"datenschutz(?:erklarung|hinweise?|bestimmungen|richtlinien?|information(?:en)?)|nutzungsbedingungen|"
        r"(?:geschafts|vertrags|teilnahme|liefer|zahlungs)bedingungen|widerrufs(?:belehrung|recht)|cookie richtlinien?|"
        "verhaltenskodex|nutzungsordnung",
    ),
    "fr": (
        "confidentialite|cgu|cgv|vie privee|mentions legales",
        "politique de (?:confidentialite|cookies|protection|remboursement)|"
        "conditions (?:generales|d utilisation|de (?:vente|service))|mentions legales|"
        "code de conduite|reglement interieur|protection des donnees",
    ),
    "es": (
        "privacidad|condiciones|terminos|aviso legal|devoluciones",
        "(?:politica|aviso) de (?:privacidad|cookies|devoluciones|reembolso)|(?:terminos|condiciones) (?:y condiciones|de uso|"
        "del servicio|de servicio|generales|de venta)|aviso legal|codigo de conducta",
    ),
    "pt": ("privacidade|termos", "politica de (?:privacidade|reembolso)|termos (?:de|e)|condicoes (?:gerais|de)"),
    "it": ("termini|condizioni|informativa", "informativa (?:sulla|sui)|termini (?:di|e)|condizioni (?:generali|d uso|di)"),
    "nl": (
        "privacyverklaring|privacybeleid|voorwaarden|cookiebeleid",
        "privacyverklaring|privacybeleid|cookiebeleid|(?:algemene |gebruiks|leverings)voorwaarden|gedragscode",
    ),
    "sv": ("integritetspolicy|villkor", "integritetspolicy|anvandarvillkor|kopvillkor|dataskyddspolicy"),
    "da": ("privatlivspolitik|vilkar|persondatapolitik", "privatlivspolitik|handelsbetingelser|persondatapolitik"),
    "nb": ("personvern|personvernerklæring", "personvernerklæring|brukervilkar|kjøpsvilkar"),
    "pl": ("regulamin", "polityka (?:prywatnosci|cookies)|regulamin"),
    "ru": ("конфиденциальность", "политика конфиденциальности|(?:пользовательское|лицензионное) соглашение|публичная оферта"),
    "ja": ("プライバシー", "プライバシーポリシー|利用規約|個人情報保護方針"),
    "zh": ("隐私", "隐私政策|隐私权政策|服务条款|用户协议"),
    "ko": ("약관", "개인정보 처리방침|이용 약관"),
}
_MAYBE = re.compile(  # what a policy may be called, and much else
    r"(?:polic(?:y|ies)|agreement|guidelines?|statement|addendum|notice|disclaimer|rules|terms|richtlinien?|ordnung|vereinbarung|"
    r"erklarung|politique|reglement|politica|reglamento|impressum|imprint)$|^(?:privacy|cookies?|terms|refunds?|copyright) "
)
_FOLDERS = frozenset(  # in which all is a policy
    "policies|policy|legal|terms|privacy|agreements|recht|rechtliches|richtlinien|legales|politicas|politiques|juridique|juridisch|"
    "voorwaarden|mentions legales|terms of service|terms and conditions|legal policies|site policy|site policies|"
    "company policies".split("|")
)
_PHRASES = tuple(  # each tells of something else that policies speak of
    re.compile(phrase)
    for phrase in (
        r"personal (?:data|information)|personenbezogene|donnees (?:personnelles|a caractere personnel)|datos personales|"
        r"dados pessoais|dati personali|persoonsgegevens",
        r"you agree|you accept|you must|you may not|sie (?:stimmen|erklaren|durfen)|vous (?:acceptez|devez)|usted acepta",
        r"(?:this|these|our) (?:polic(?:y|ies)|terms|agreement|notice|statement|rules)|diese[rn]? (?:bedingungen|richtlinie|"
        r"erklarung|ordnung)|presentes conditions|present(?:e)? politique|esta politica|estos terminos",
        r"we (?:collect|process|store|share|keep|may|will|do not|reserve)|wir (?:erheben|verarbeiten|speichern|behalten)|"
        r"nous (?:collectons|traitons|pouvons)|(?:recopilamos|podemos)",
        r"third part(?:y|ies)|dritte[rn]?\b|tiers|terceros",
        r"liab(?:le|ility)|warrant(?:y|ies)|haftung|responsabilite|responsabilidad",
        r"terminat(?:e|ion)|suspend|kundig(?:en|ung)|resiliation|rescision",
        r"governing law|jurisdiction|gerichtsstand|droit applicable|ley aplicable",
        r"consent|einwilligung|consentement|consentimiento",
        r"prohibited|not (?:permitted|allowed)|verboten|nicht gestattet|interdit|prohibid",
        r"refund|erstatt|rembours|reembols",
        r"in (?:force|effect)|effective (?:date|as of)|takes? effect|in kraft|en vigueur|en vigor|施行|生效",
    )
)
_HEAD = 20_000  # signs of a text that are looked through


def _compiled(names: str, *, whole: bool) -> re.Pattern[str]:
    """These names as titles are folded; where words have spaces between them, they are found as words."""
    folded = "|".join(name if name.isascii() else fold(name).replace(" ", r"\s?") for name in names.split("|"))
    edge, end = (r"(?<![^\W_])", r"(?![^\W_])") if names.isascii() and not whole else ("", "")
    return re.compile(f"{edge}(?:{folded}){end}")


_WHOLE = {language: _compiled(names, whole=True) for language, (names, _) in _NAMES.items()}
_WITHIN = {language: _compiled(phrases, whole=False) for language, (_, phrases) in _NAMES.items()}


def language_of(name: str) -> str:
    """The language in which a name or title is that of a policy; "" where it is none for certain."""
    folded = fold(name)
    return next((code for code in _NAMES if _WHOLE[code].fullmatch(folded) or _WITHIN[code].search(folded)), "")


def of_name(name: str) -> int:
    """How much a name or title tells of a policy: 2 it does, 1 it may, 0 it does not."""
    if language_of(name):
        return 2
    return int(bool(_MAYBE.search(fold(name))))


def of_folders(folders: Iterable[str]) -> bool:
    """Whether one of these folders is one of policies, as its name says."""
    return any(fold(folder) in _FOLDERS for folder in folders)


def of_text(text: str) -> int:
    """How much a text tells of a policy by what it speaks of: 2 it does, 1 it may, 0 it does not."""
    plain = unicodedata.normalize("NFKD", text[:_HEAD]).casefold()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign)).replace("’", "'")
    found = sum(bool(phrase.search(plain)) for phrase in _PHRASES)
    return 2 if found >= 4 else int(found >= 2)


def stem(path: str) -> str:
    """The name of a file without its endings and without the mark of a language: privacy.de.md, privacy_pt-BR.md."""
    name = posixpath.basename(path).split(".")[0]
    return re.sub(r"(?<=\w)[-_](?:[a-z]{2}|[a-z]{2}[-_][A-Z]{2})$", "", name) or name
