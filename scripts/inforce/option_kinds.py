"""An option of the plugin, as it is declared: its default, what it sets, and its values: what they look like, and what is wrong
with one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from types import MappingProxyType
from typing import Any, cast, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from inforce import did_you_mean, languages
from inforce.keys import OWN_KEYS, Keys

_ENTRIES = 2_000  # of one option
_LONGEST = 1_000  # signs of one text in it
_NAME = re.compile(r"[^\W\d][\w.-]*(?: [\w.-]+)*")  # of a key, as YAML takes it without quotes
# The same for editors, whose \w knows no letters but English ones: all signs from U+0080 on may be letters.
_NAME_SHAPE = {
    "type": "string",
    "pattern": r"^[^\x00-@\[-^`{-\x7f][^\x00-,/:-@\[-^`{-\x7f]*( [^\x00-,/:-@\[-^`{-\x7f]+)*$",
    "patternErrorMessage": "Write the name of a key.",
}
SWITCHES = "#/$defs/checks"  # where the schemas that are published tell the switches of rules, which are not known here


class OptionError(Exception):
    """What is wrong with the value of an option, and what it may be."""


@dataclass(frozen=True, slots=True)
class Values:
    """What an option may be: as a JSON Schema, and what reads a value, given the name of the option for OptionErrors. `typed`:
    MkDocs judges the type before, by the schema; else what reads it says more than that."""

    schema: Mapping[str, Any]
    read: Callable[[str, object], object]
    typed: bool = True


@dataclass(frozen=True, slots=True)
class Option:
    """An option: its default as an operator would write it, what it sets (Markdown), and what it may be."""

    default: object
    says: str
    values: Values

    def read(self, name: str, value: object) -> object:
        """What a value stands for; nothing behind the colon is the default. Raises OptionError."""
        _bounded(name, value)
        return self.values.read(name, self.default if value is None else value)


def option(default: object, values: Values, says: str) -> Any:
    """Declares the field of a dataclass to be an option."""
    made = Option(default, says, values)
    return field(default_factory=lambda: made.read("", None), metadata={"option": made})


def one_of(literal: object) -> Values:
    """One of the texts of a Literal."""
    names = get_args(literal)

    def read(name: str, value: object) -> object:
        if value not in names:
            raise OptionError(f"{name}: {value} is none of {', '.join(names)}.")
        return value

    return Values({"type": "string", "enum": names}, read)


def some_of(literal: object, mend: str) -> Values:
    """A list of some of the texts of a Literal, in an order that counts."""
    one, what = one_of(literal), f"a list of {', '.join(get_args(literal))}. {mend}"

    def read(name: str, value: object) -> tuple[object, ...]:
        return tuple(one.read(name, item) for item in _texts(name, value, what))

    return Values({"type": "array", "minItems": 1, "items": one.schema}, read)


def _texts(name: str, value: object, what: str) -> list[str]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not items or not all(isinstance(item, str) and item for item in items):
        raise OptionError(f"{name} must be {what}.")
    return items


def _folders(name: str, value: object) -> tuple[str, ...]:
    found = _texts(name, value, "a folder, or a list of folders and globs")
    if all(folder.startswith("!") for folder in found):
        raise OptionError(f"{name} only leaves files out. Name a folder before: {name}: [policies, '{found[0]}']")
    return tuple(found)


def _branch(name: str, value: object) -> object:
    if not isinstance(value, str) or not value:
        raise OptionError(f"{name} must be the name of a branch; put a number in quotes.")
    return value


def _timezone(name: str, value: object) -> str:
    zone = str(value)
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise OptionError(f"{name}: there is no {zone}. Write it as in Europe/Berlin.") from error
    return zone


def _switches(name: str, value: object) -> Mapping[str, object]:
    if not isinstance(value or {}, dict):
        raise OptionError(f"{name} must name rules. Write it as: {name}: {{term-unused: off}}")
    return MappingProxyType({str(rule): setting for rule, setting in cast("dict[object, object]", value or {}).items()})


def _days(name: str, value: object) -> int:
    days = value or 0
    if not isinstance(days, int) or isinstance(days, bool) or days < 0:
        raise OptionError(f"{name} must be a number of days, for example 15.")
    return days


def _switch(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise OptionError(f"{name} must be true or false.")
    return value


def _names(option: str, value: object) -> Keys:
    """The names that a site gives to keys of front matter."""
    if not isinstance(value or {}, dict):
        raise OptionError(f"{option} must say what keys are called. Write it as: {option}: {{effective_date: date}}")
    found: dict[str, tuple[str, ...]] = {}
    for key, names in cast("dict[object, object]", value or {}).items():
        if key not in OWN_KEYS:
            near = did_you_mean.name(str(key), OWN_KEYS)
            turned = f"Write it the other way round: {names}: {key}" if str(names) in OWN_KEYS else ""
            mend = turned or (f"Did you mean {near}?" if near else f"The keys: {', '.join(OWN_KEYS)}.")
            raise OptionError(f"{option}: Inforce has no key {key}. {mend}")
        listed = cast("list[str]", names if isinstance(names, list) else [names])
        if not listed or not all(isinstance(name, str) and _NAME.fullmatch(name) for name in listed):
            raise OptionError(f"{option}: {key}: {names} is no name of a key, nor a list of names. Write one: {key}: date")
        found[str(key)] = tuple(listed)
    taken: dict[str, str] = {}
    for key in OWN_KEYS:
        for name in found.get(key, (key,)):
            if name in taken:
                raise OptionError(f"{option}: {taken[name]} and {key} are both called {name}. Give one of them another name.")
            taken[name] = key
    return Keys(MappingProxyType(found))


def _titles(option: str, value: object) -> Mapping[str, str]:
    """Names that a site gives to folders."""
    what = f"{option} must name folders. Write it as: {option}: {{legal/privacy: Privacy}}"
    if not isinstance(value or {}, dict):
        raise OptionError(what)
    found = {}
    for folder, title in cast("dict[object, object]", value or {}).items():
        if not isinstance(folder, str) or not folder.strip("/") or not isinstance(title, str) or not title.strip():
            raise OptionError(f"{what}; {folder}: {title} is none.")
        found[folder.strip("/")] = " ".join(title.split())
    return MappingProxyType(found)


def _languages(option: str, value: object) -> Mapping[str, str]:
    """The languages of folders."""
    if not isinstance(value or {}, dict):
        raise OptionError(f"{option} must name folders. Write it as: {option}: {{policies/de: de}}")
    found = {}
    for folder, code in cast("dict[object, object]", value or {}).items():
        tag = languages.tag(code) if isinstance(code, str) else ""
        if not isinstance(folder, str) or not folder.strip("/") or not tag:
            mend = "Write a folder and the code of its language (BCP 47), in quotes where YAML takes it for something else"
            raise OptionError(f"{option}: {folder}: {code} is not a language. {mend}: {option}: {{policies/no: 'no'}}")
        found[folder.strip("/")] = tag
    return MappingProxyType(found)


def _bounded(name: str, value: object) -> None:
    """Raise OptionError for an option that holds more than anyone writes: "*a" names again what may be long."""
    waiting = [value]
    for entries in count(1):
        if not waiting:
            return
        inner = waiting.pop()
        if isinstance(inner, Mapping):
            waiting += [*inner, *inner.values()]
        elif isinstance(inner, (list, tuple, set)):
            waiting += inner
        elif isinstance(inner, str) and len(inner) > _LONGEST:
            raise OptionError(f"{name} holds a text of {len(inner):,} signs. The most are {_LONGEST:,}.")
        if entries + len(waiting) > _ENTRIES:
            raise OptionError(f"{name} holds more than {_ENTRIES:,} entries. Shorten it.")


_TEXT = {"type": "string", "minLength": 1}
FOLDERS = Values({"type": ["string", "array"], "minLength": 1, "minItems": 1, "items": _TEXT}, _folders)
BRANCH = Values(_TEXT, _branch)
TIMEZONE = Values({"type": "string", "examples": ["Europe/Berlin", "America/New_York"]}, _timezone)
FILE = Values({"type": "string"}, lambda name, value: str(value or ""))
SWITCH = Values({"type": "boolean"}, _switch)
DAYS = Values({"type": "integer", "minimum": 0, "examples": [15]}, _days)
RULES = Values({"type": "object", "$ref": SWITCHES}, _switches)
TITLES = Values(
    {
        "type": "object",
        "propertyNames": {"pattern": "[^/]", "patternErrorMessage": "Write the name of a folder."},
        "additionalProperties": {"type": "string", "pattern": r"\S", "patternErrorMessage": "Write a name in quotes."},
    },
    _titles,
)
LANGUAGES = Values(
    {
        "type": "object",
        "propertyNames": {"pattern": "[^/]", "patternErrorMessage": "Write the name of a folder."},
        "additionalProperties": {"type": "string", "pattern": f"^{languages.TAG}$", "examples": ["de", "ar", "pt-BR"]},
    },
    _languages,
)
NAMES = Values(
    {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            key: {"anyOf": [_NAME_SHAPE, {"type": "array", "minItems": 1, "items": _NAME_SHAPE}]} for key in OWN_KEYS
        },
    },
    _names,
    typed=False,
)
