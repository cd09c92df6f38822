"""The keys of front matter: Inforce's own, what a site calls them, and those that are most likely a mistyped one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

OWN_KEYS = {  # key -> what its value is, and whether it is needed: the table of the documentation is made from it
    "title": ("one line", "no; without it, a heading or the name of the file"),
    "effective_date": ("a date", "always, unless the site takes dates from elsewhere"),
    "change_note": ("one line", "from the second revision on"),
    "summary": ("Markdown, several lines", "no"),
    "last_reviewed": ("a date", "no"),
    "corrections": ("a list of dates and notes", "no"),
    "replaces": ("a date", "no"),
    "retroactive": ("`true` or `false`", "no"),
    "retired": ("a date", "no"),
    "superseded_by": ("a policy", "no; only with `retired`"),
    "retired_note": ("one line", "no; only with `retired`"),
    "id": ("an address", "no"),
    "lang": ("a language", "no"),
    "notice_days": ("a number of days", "no"),
    "checks": ("switches of rules", "no"),
}
MISTYPED = "mistyped-key"  # the rule of `inforce check` on keys that lie near one of these
THEME = "theme-key"  # that on keys for the theme which it cannot use
OF_OTHERS = frozenset({MISTYPED, THEME})  # for which no text is left out
# Keys that generators of sites give a meaning of their own, and that may lie near a key here.
_OF_GENERATORS = frozenset(
    "title titles subtitle linkTitle short_title description summary lang langs id slug date dates lastmod modified updated "
    "update updated_at last_update last_updated last_modified last_modified_at created published publishDate expiryDate "
    "reviewed last_revised replaced supersedes checksum notices name names note notes".split()
)
_MENTIONED = re.compile(rf"(?<![\w{{-])({'|'.join(OWN_KEYS)})(?=:)")  # as messages name a key; the ledger's stand in braces
_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+")
_ALIKE = 0.81  # of the letters of a key: enough for a slip of the pen, too much for another word
_SHORT = 4  # letters of which one more or less makes another word
_LONG = 9  # letters of a first word that people take for the whole key


@dataclass(frozen=True, slots=True)
class Keys:
    """How a site writes its front matter: the names of Inforce's keys, where they are others, the first being preferred; and
    the time zone in which a date with a time is a day."""

    names: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    timezone: str = "UTC"

    def called(self, key: str) -> str:
        """What the site calls one of Inforce's keys."""
        return self.all_of(key)[0]

    def all_of(self, key: str) -> tuple[str, ...]:
        """Every name of one of Inforce's keys."""
        return self.names.get(key, (key,))

    def own(self, name: str) -> str:
        """What Inforce calls a key of the site, "" where it has none such."""
        return next((key for key in OWN_KEYS if name in self.all_of(key)), "")

    def known(self) -> list[str]:
        """Every name of every key of Inforce."""
        return [name for key in OWN_KEYS for name in self.all_of(key)]

    def in_file(self, there: Collection[str]) -> Keys:
        """The names that one file has, which holds these; the preferred ones of keys that it does not hold."""
        names = {key: (next((name for name in all_ if name in there), all_[0]),) for key, all_ in self.names.items()}
        return Keys(MappingProxyType(names), self.timezone)

    def said(self, text: str) -> str:
        """A message that names Inforce's keys, each with its colon, as the site calls them."""
        return _MENTIONED.sub(lambda match: self.called(match[1]), text) if self.names else text

    def near(self, name: str) -> str:
        """The key that was most likely meant by a name that is none; "" where the key is the site's own."""
        if name in _OF_GENERATORS:
            return ""
        if name in OWN_KEYS:
            return self.called(name)
        folded = {form: known for known in self.known() for form in _forms(known)}
        wanted = _folded(name)
        if wanted in folded:
            return folded[wanted]
        close = [form for form in folded if _is_alike(wanted, form) and not _words(folded[form]) < _words(name)]
        return folded[max(close, key=lambda form: _likeness(wanted, form))] if close else ""


OURS = Keys()  # the names of the documentation


def _forms(name: str) -> tuple[str, ...]:
    """A key without its signs, and its first word, where that is long enough to stand for it: effective."""
    first = re.split(r"[\W_]", name)[0]
    return (_folded(name), _folded(first)) if len(first) >= _LONG else (_folded(name),)


def _folded(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _words(name: str) -> set[str]:
    """The words of a name: title_de, titleDe. One that has all those of a key and more is the site's own."""
    return {word.casefold() for word in _WORD.findall(name)}


def _is_alike(wanted: str, known: str) -> bool:
    return len(known) > _SHORT and (_likeness(wanted, known) > _ALIKE or sorted(wanted) == sorted(known))


def _likeness(wanted: str, known: str) -> float:
    return difflib.SequenceMatcher(None, wanted, known).ratio()
