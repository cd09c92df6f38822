"""The versions of policies -> which keys of front matter state their day and their title, and where else a day comes from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from inforce.adopt import vocabulary
from inforce.adopt.candidates import File, dated
from inforce.adopt.doubts import Doubt, some
from inforce.source import days
from inforce.text import stated_dates

# What keys with a day are called, as letters alone: those of the day from which a text counts, of an update, of a publication.
_GROUPS = (
    re.compile(
        r"effective|inforce|validfrom|activefrom|appliesfrom|gultig|inkraft|vigueur|dateeffet|vig(?:or|encia|ente)|ingang"
    ),
    re.compile(
        r"lastmod|updat|modif|revis|chang|amend|asof|versiondate|stand|aktualisier|geander|uberarbeit|misajour|actualiz|atualiz|"
        r"aggiorn|bijgewerkt|gewijzigd|andrad|opdateret|oppdatert"
    ),
    re.compile(r"^date|date$|publish|pubdate|issued|adopted|datum|fecha|^data$|^dato$"),
)
_OTHER = re.compile(r"review|next|until|expir|end|creat|retir|withdr|due|birth")  # days of something else
_TITLES = "heading headline pagetitle policytitle policyname titre titel titulo titolo otsikko name policy".split()
_LANGUAGES = "language locale sprache langue idioma lingua taal".split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating:
    """Options of the plugin, as far as they differ from its defaults, and what is in doubt about them."""

    options: Mapping[str, object]
    doubts: tuple[Doubt, ...]


def found(histories: Mapping[str, Sequence[File]]) -> Dating:
    """How policies are dated and called, by the versions of each, oldest first; the last one is what lies there now."""
    names, doubts = _keys(histories)
    sources: Counter[str] = Counter()
    both = against = 0
    examples = []
    for path, versions in histories.items():
        for version in versions:
            key, stated = _day(version.keys, names), stated_dates.stated(version.body)
            text = stated.date
            sources["front_matter"] += key is not None
            sources["text"] += key is None and bool(text or stated.unreadable)  # what is meant as a day is to be put right
            sources["commit"] += text is None and not _is_read(version.keys, names)
            if key and text and version is versions[-1]:
                both += 1
                against += key != text.date
                examples += [f"{path} ({key}, and “{text.words}”)"] if key != text.date else []
    is_weak = bool(names) and _group(names[0]) > 0
    order = ["front_matter"] if sources["front_matter"] else []
    if sources["text"] or (both and is_weak):
        order.insert(
            0 if is_weak and both * 2 >= sum(_has(versions[-1], names) for versions in histories.values()) else 1, "text"
        )
    order += ["commit"] if sources["commit"] else []
    if against:
        first = "the text" if order[0] == "text" else f"the key {names[0]}"
        what = f"Front matter and text state different days in {some(examples)}: that of {first} is used."
        doubts.append(Doubt(what=what, mend="If the other one is right, reverse the order in the option dates."))
    options: dict[str, object] = {}
    keys: dict[str, object] = {}
    if names and names != ["effective_date"]:
        keys["effective_date"] = names[0] if len(names) == 1 else names
    files = [versions[-1] for versions in histories.values()]
    if not any(file.title for file in files) and (title := _called(files, _TITLES)):
        keys["title"] = title
    if not any("lang" in file.keys for file in files) and (language := _called(files, _LANGUAGES)):
        keys["lang"] = language
    if keys:
        options["keys"] = keys
    if order and order != ["front_matter"]:
        options["dates"] = order
    return Dating(options=options, doubts=tuple(doubts))


def _keys(histories: Mapping[str, Sequence[File]]) -> tuple[list[str], list[Doubt]]:
    """The keys that state the day of a text, the most telling first; and what is in doubt about them."""
    uses: Counter[str] = Counter()
    moves: Counter[str] = Counter()
    for versions in histories.values():
        last: dict[str, date] = {}
        for version in versions:
            for name, day in dated(version.keys):
                uses[name] += 1
                moves[name] += name in last and last[name] != day
                last[name] = day
    names = sorted((name for name in uses if _group(name) < len(_GROUPS)), key=lambda name: (_group(name), -uses[name]))
    newest = {name for versions in histories.values() for name, _ in dated(versions[-1].keys)}
    names = [name for name in names if name in newest] + [name for name in names if name not in newest]
    doubts = []
    if len(names) > 1 and not moves[names[0]] and (moving := [name for name in names if moves[name] and _group(name) < 2]):
        what = (
            f"{names[0]} stayed the same while {moving[0]} changed with the texts, and so {moving[0]} is taken for their day."
        )
        doubts.append(Doubt(what=what, mend=f"If {names[0]} is right, name it first in the option keys."))
        names = [*moving, *(name for name in names if name not in moving)]
    good = [name for name in names if _group(name) < 2]
    every = all(_has(version, good) for versions in histories.values() for version in versions)
    return good if every else names, doubts


def _is_read(keys: Mapping[str, object], names: Sequence[str]) -> bool:
    """Whether a key states a day that is the same everywhere, so that the record takes it."""
    value = next((keys[name] for name in names if isinstance(keys.get(name), (str, date))), None)
    with suppress(days.NotADayError):
        return value is not None and bool(days.read(str(value), "UTC"))
    return False


def _has(version: File, names: Sequence[str]) -> bool:
    return _day(version.keys, names) is not None


def _day(keys: Mapping[str, object], names: Sequence[str]) -> date | None:
    found = dict(dated(keys))
    return next((found[name] for name in names if name in found), None)


def _group(name: str) -> int:
    folded = vocabulary.fold(name).replace(" ", "")
    kinds = (k for k, group in enumerate(_GROUPS) if group.search(folded) and not _OTHER.search(folded))
    return next(kinds, len(_GROUPS))


def _called(files: Sequence[File], names: Sequence[str]) -> str:
    """The key with the first of these names that most files have; "" for none."""
    uses = Counter(
        name
        for file in files
        for name, value in file.keys.items()
        if isinstance(value, str) and vocabulary.fold(name).replace(" ", "") in names
    )
    usual = [name for name, number in uses.items() if number * 2 > len(files)]
    return min(usual, key=lambda name: names.index(vocabulary.fold(name).replace(" ", "")), default="")
