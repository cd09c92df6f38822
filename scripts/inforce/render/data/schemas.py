"""The JSON Schemas of a site: those of its data, and those of what people write, for their editors, made from where each key of
front matter, each option and each rule is declared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from inforce.checks import RULES, Rule
from inforce.checks.rule import SEVERITY, WORDS
from inforce.keys import KEYS, Key
from inforce.render.data import records
from inforce.settings import ENABLED, OPTIONS, Settings
from inforce.source.values import KINDS

Json = dict[str, Any]
Names = tuple[str, ...]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")
_SWITCH = {"enum": [*WORDS]}


def of_site(settings: Settings) -> Iterator[tuple[str, str]]:
    """Every schema by its address, with the names that the site gives to keys of front matter."""
    names = tuple((key, settings.keys.all_of(key)) for key in KEYS)
    yield from _texts(names, set(settings.dates) == {"front_matter"})


@lru_cache
def _texts(names: tuple[tuple[str, Names], ...], dated: bool) -> tuple[tuple[str, str], ...]:
    """Kept, since `mkdocs serve` asks for the same at each change, and it takes a tenth of a small site's build."""
    there = sorted(files("inforce").joinpath("assets", "schemas").iterdir(), key=lambda item: item.name)
    ours = {"front-matter": _front_matter(dict(names), dated), "options": _options(), "mkdocs": _mkdocs()}
    return (
        *((f"schemas/{schema.name}", schema.read_text("utf-8")) for schema in there),
        *((records.schema(name), records.dump(made)) for name, made in ours.items()),
    )


def _front_matter(names: Mapping[str, Names], dated: bool) -> Json:
    """Other keys are the site's own. What needs another key, and names of which the first in a file counts, are conditions.
    `names` are the site's for each of our keys; where it is `dated`, each file has to state its effective date."""
    properties: Json = {}
    conditions: list[Json] = []
    for key, declared in KEYS.items():
        first, *others = names[key]
        shape = _key(declared)
        properties[first] = shape
        for k, name in enumerate(others, 1):
            properties[name] = {"description": shape["description"]}
            conditions.append({"if": {"not": _has(*names[key][:k])}, "then": {"properties": {name: shape}}})
        if declared.only_with:
            conditions.append({"if": _has(*names[key]), "then": _has(*names[declared.only_with])})
    if dated:
        conditions.append(_has(*names["effective_date"]))
    return {
        "$schema": _DIALECT,
        "title": "Front matter of a policy, schema number 1",
        "description": "What the front matter of a policy may say. Other keys belong to the site and its theme.",
        "type": "object",
        "properties": properties,
        "allOf": conditions,
        "$defs": {"checks": _switches()},
    }


def _has(*names: str) -> Json:
    return {"required": [*names]} if len(names) == 1 else {"anyOf": [{"required": [name]} for name in names]}


def _key(declared: Key) -> Json:
    return {"description": _plain(declared.says), **KINDS[declared.kind].schema}


def _options() -> Json:
    properties = {
        name: {
            "description": _plain(option.says),
            "default": option.default,
            "anyOf": [option.values.schema, {"type": "null"}],  # nothing behind the colon is the default
        }
        for name, option in OPTIONS.items()
    }
    return {
        "$schema": _DIALECT,
        "title": "Options of the plugin inforce, schema number 1",
        "description": "What stands below `inforce:` in mkdocs.yml. All options are optional.",
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": {
            **properties,
            ENABLED: {"description": "Of MkDocs, for every plugin: whether it runs.", "type": "boolean"},
        },
        "$defs": {"checks": _switches()},
    }


def _mkdocs() -> Json:
    """Plugins are a list or a mapping."""
    ours = {"properties": {"inforce": {"$ref": records.schema("options").removeprefix("schemas/")}}}
    return {
        "$schema": _DIALECT,
        "title": "mkdocs.yml with the options of the plugin inforce, schema number 1",
        "description": "Says nothing of what else stands in mkdocs.yml.",
        "type": "object",
        "properties": {"plugins": {**ours, "items": ours}},
    }


def _switches() -> Json:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {rule.id: _switch(rule) for rule in RULES},
    }


def _switch(rule: Rule) -> Json:
    numbers = {
        option.name: {"description": _plain(option.explains), "type": "integer", "minimum": 0, "default": option.default}
        for option in rule.options
    }
    parts = {"type": "object", "additionalProperties": False, "properties": {SEVERITY: _SWITCH, **numbers}}
    return {"description": rule.title, "default": rule.default, "anyOf": [_SWITCH, parts]}


def _plain(said: str) -> str:
    """A sentence of the documentation without its links, which lead nowhere from an editor."""
    return _LINK.sub(r"\1", said)
