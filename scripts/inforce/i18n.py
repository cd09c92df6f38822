"""Text for people in the site's language: English in the code, other languages in the catalogs of `locales/`."""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from babel import Locale, UnknownLocaleError
from babel.messages import mofile, pofile

ENGLISH = "en"
_ALSO = {"sh": "sr_Latn", "ku_IQ": "ckb_IQ"}  # names that Material uses and Babel does not, or takes for another language


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one language. `locale` is a Babel locale for dates, `translations` the catalog for our own strings: that of
    the nearest language that has one, else English."""

    locale: str = ENGLISH
    translations: gettext.NullTranslations = field(default_factory=gettext.NullTranslations, compare=False)

    @property
    def language(self) -> str:
        """The language as HTML names it (BCP 47): "pt-BR"."""
        return self.locale.replace("_", "-")

    def gettext(self, message: str, **values: object) -> str:
        """A message in this language, with its `%(name)s` filled in."""
        found = self.translations.gettext(message)
        return found % values if values else found

    def ngettext(self, singular: str, plural: str, number: int, **values: object) -> str:
        """A message that counts something; `%(num)s` is the number."""
        return self.translations.ngettext(singular, plural, number) % {"num": number, **values}


def words(language: str) -> Words:
    """The words of a language as MkDocs, Material or HTML name it ("de", "pt-BR"); of English where Babel knows none."""
    name = language.replace("-", "_")
    try:
        locale = Locale.parse(_ALSO.get(name, name))
    except (UnknownLocaleError, ValueError):
        return Words()
    return Words(locale=str(locale), translations=_catalog(str(locale)))


@cache
def _catalog(locale: str) -> gettext.NullTranslations:
    """The catalog of a locale, or of its language without a region."""
    for name in (locale, locale.partition("_")[0]):
        source = files("inforce").joinpath("locales", f"{name}.po")
        if source.is_file():
            compiled = io.BytesIO()
            mofile.write_mo(compiled, pofile.read_po(io.BytesIO(source.read_bytes()), locale=name))
            compiled.seek(0)
            return gettext.GNUTranslations(compiled)
    return gettext.NullTranslations()


def languages() -> Iterator[str]:
    """The languages that have a catalog, besides English."""
    for source in sorted(item.name for item in files("inforce").joinpath("locales").iterdir()):
        if source.endswith(".po"):
            yield source.removesuffix(".po")


def count(number: int, one: str, more: str = "") -> str:
    """A number of things: 1 change, 2 changes."""
    return f"{number} {one if number == 1 else more or one + 's'}"
