"""The keys of front matter: Inforce's own with their values, what a site calls them, and what is most likely a mistyped one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

MISTYPED = "mistyped-key"  # the rule of `inforce check` on keys that lie near one of these
THEME = "theme-key"  # that on keys for the theme which it cannot use
OF_OTHERS = frozenset({MISTYPED, THEME})  # for which no text is left out
# Keys that generators of sites give a meaning of their own, and that may lie near a key here.
_OF_GENERATORS = frozenset(
    "title titles subtitle linkTitle short_title description summary lang langs id slug date dates lastmod modified updated "
    "update updated_at last_update last_updated last_modified last_modified_at created published publishDate expiryDate "
    "reviewed last_revised replaced supersedes checksum notices name names note notes".split()
)
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
        close = [form for form in folded if _is_alike(wanted, form) and len(_words(name)) <= len(_words(folded[form]))]
        return folded[max(close, key=lambda form: _likeness(wanted, form))] if close else ""


OURS = Keys()  # the names of the documentation

# What the value of a key is, as the documentation says it; how each is read and what a schema says of it, `source.values` has.
Kind = Literal[
    "one line",
    "Markdown, several lines",
    "a date",
    "a list of dates and notes",
    "`true` or `false`",
    "a policy",
    "an address",
    "a language",
    "a number of days",
    "switches of rules",
]


@dataclass(frozen=True, slots=True)
class Key:
    """A key: what its value is, whether it is needed, and what it says (Markdown), as its section of the documentation does."""

    kind: Kind
    needed: str
    says: str
    only_with: str  # the key without which it means nothing


def declared(absent: object, kind: Kind, says: str, *, needed: str = "no", only_with: str = "") -> Any:
    """Declares the field of a dataclass to be a key; `absent` is its value where a file does not have it."""
    key = Key(kind, f"{needed}; only with `{only_with}`" if only_with else needed, says, only_with)
    return field(default_factory=lambda: absent, metadata={"key": key})


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionNote:
    """One entry of `corrections`: the day of a correction and what was put right."""

    date: date
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """The front matter of one version of a policy: its keys, each declared here and nowhere else, and what is told of them.
    Absent texts are "", absent dates None."""

    title: str = declared(
        "",
        "one line",
        "The name of the policy, as plain text: Markdown and HTML in it are shown as they are written.",
        needed="no; without it, a heading or the name of the file",
    )
    effective_date: date | None = declared(
        None,
        "a date",
        "The first day on which this text is in force.",
        needed="always, unless the site takes dates from elsewhere",
    )
    change_note: str = declared(
        "", "one line", "One line for readers: what changed in this revision.", needed="from the second revision on"
    )
    summary: str = declared("", "Markdown, several lines", "The policy in plain language.")
    last_reviewed: date | None = declared(None, "a date", "The day on which somebody last checked that the text still holds.")
    corrections: tuple[CorrectionNote, ...] = declared(
        (), "a list of dates and notes", "What was put right under the same date, for readers."
    )
    replaces: date | None = declared(None, "a date", "The date of an announced revision that this one withdraws.")
    retroactive: bool = declared(
        False,
        "`true` or `false`",
        "`true` says that the date is meant although it lies before that of the revision in force.",
    )
    retired: date | None = declared(None, "a date", "The first day on which the policy is no longer offered.")
    superseded_by: str = declared(
        "",
        "a policy",
        "The policy that takes the place of a retired one: its path below the folder of the policies, without `.md`.",
        only_with="retired",
    )
    retired_note: str = declared(
        "",
        "one line",
        "One line for readers: why the policy is retired, or what they can do instead.",
        only_with="retired",
    )
    id: str = declared(
        "",
        "an address",
        "The address of the policy, if it is not to follow from the path of the file: lower-case letters, digits, hyphens, "
        "dots and underscores, with `/` between folders.",
    )
    lang: str = declared(
        "",
        "a language",
        "The language of the text, if it is not that of the site, by its code "
        "([BCP 47](https://www.w3.org/International/articles/language-tags/)): `ar`, `ja`, `pt-BR`, `zh-Hant`.",
    )
    notice_days: int | None = declared(
        None,
        "a number of days",
        "How many days before its effective date a revision of this policy must be published; `0` exempts it from what the "
        "site [asks](operators.md#options).",
    )
    checks: Mapping[str, object] = declared(
        MappingProxyType({}),
        "switches of rules",
        "Switches of [`inforce check`](checks.md) for this policy: `checks: {term-unused: off, correction-changes-meaning: "
        "{words: 20}}`.",
    )
    wrong_date: str = ""  # what stands at effective_date and is no date
    passed_on: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    lines: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))  # key -> line in the file, from 1
    keys: Keys = OURS  # what they are called in the file

    def line(self, key: str) -> int:
        """The line on which a key stands, or 1, where it would be added."""
        return self.lines.get(key, 1)


KEYS: Mapping[str, Key] = {f.name: f.metadata["key"] for f in fields(Meta) if f.metadata}
OWN_KEYS = {name: (key.kind, key.needed) for name, key in KEYS.items()}  # the table of the documentation
_MENTIONED = re.compile(rf"(?<![\w{{-])({'|'.join(OWN_KEYS)})(?=:)")  # as messages name a key; the ledger's stand in braces


def _forms(name: str) -> tuple[str, ...]:
    """A key without its signs, and its first word, where that is long enough to stand for it: effective."""
    first = re.split(r"[\W_]", name)[0]
    return (_folded(name), _folded(first)) if len(first) >= _LONG else (_folded(name),)


def _folded(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _words(name: str) -> set[str]:
    """The words of a name: title_de, titleDe. One that has more of them than a key is the site's own."""
    return {word.casefold() for word in _WORD.findall(name)}


def _is_alike(wanted: str, known: str) -> bool:
    return len(known) > _SHORT and (_likeness(wanted, known) > _ALIKE or sorted(wanted) == sorted(known))


def _likeness(wanted: str, known: str) -> float:
    return difflib.SequenceMatcher(None, wanted, known).ratio()
