"""The kinds of values that keys of front matter have: how each is read, and what a JSON Schema says of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import yaml

from inforce import languages
from inforce.keys import CorrectionNote, Keys, Kind
from inforce.option_kinds import SWITCHES
from inforce.problems import Problem
from inforce.source import days, yaml_faults, yaml_values
from inforce.source.yaml_quotes import quoted

_LINE = 2_000  # signs of a title, a note or another text of one line
_LINES = 20_000  # signs of a summary
_PATH = 5_000  # signs of an address; the register of addresses bounds it
_ADDRESS = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*(?:/[a-z0-9]+(?:[._-][a-z0-9]+)*)*")
_ADDRESS_MEND = "Use lower-case letters, digits, hyphens, dots and underscores, with / between folders: terms/refund-policy"
_LANGUAGE_MEND = "Write the language's code (BCP 47), for example ar, ja, pt-BR or zh-Hant, or delete the line."


class Reader:
    """Reads values of one front matter, and keeps what is wrong with them."""

    def __init__(self, path: str, keys: Keys) -> None:
        self.path = path
        self.keys = keys  # once the keys are known: as the file calls them
        self.problems: list[Problem] = []
        self.unreadable: set[int] = set()  # lines for which the front matter as a whole cannot be read

    def fault(self, line: int, key: str, message: str, mend: str, rule: str = "record") -> None:
        """Keep what is wrong in a line."""
        if line in self.unreadable:
            return  # what it says is read only to get at the lines below
        problem = Problem(path=self.path, line=line, field=key, message=message, mend=mend, rule=rule, key=self.keys.own(key))
        self.problems.append(problem)

    def text(self, key: str, node: yaml.Node, name: str = "", *, most: int = _LINES) -> str | None:
        """A text of one or more lines. `name` is what the key stands for where a list holds it, for mends."""
        if not isinstance(node, yaml.ScalarNode):
            self.fault(line_of(node), key, "this must be a text, not a list.", self._as_text(name or key, node))
            return None
        text = str(node.value).strip()
        if len(text) > most:
            mend = f"Shorten it to at most {most:,} signs; what is long belongs in the text."
            self.fault(line_of(node), key, f"this has {len(text):,} signs, more than anyone reads here.", mend)
            return None
        if not text or node.tag == "tag:yaml.org,2002:null":
            self.fault(line_of(node), key, "there is no text.", "Write the text behind the colon, or delete the key.")
            return None
        return text

    def _as_text(self, key: str, node: yaml.Node) -> str:
        """How a text is written that was read as a list: brackets belong to it, and hyphens are lines of a summary."""
        source = str(node.start_mark.buffer or "")[node.start_mark.pointer : node.end_mark.pointer].rstrip("\0")
        if getattr(node, "flow_style", False) and "\n" not in source:
            return f"Write {key}: {quoted(source)}"
        if self.keys.own(key) == "summary":
            return self.keys.said(yaml_faults.SUMMARY_MEND)
        return f'Write {key}: "..." on one line.'

    def line(self, key: str, node: yaml.Node, name: str = "") -> str | None:
        """A text of one line."""
        text = self.text(key, node, name, most=_LINE)
        if text and "\n" in text:
            summary = self.keys.called("summary")
            self.fault(line_of(node), key, "this must be one line.", f"Shorten it to one line; details belong in {summary}.")
            return " ".join(text.split())
        return text

    def date(self, key: str, node: yaml.Node) -> date | None:
        """A day."""
        if not isinstance(node, yaml.ScalarNode):
            self.fault(line_of(node), key, "this must be a date.", f"Write it as year-month-day, {days.EXAMPLE}.")
            return None
        try:
            return days.read(str(node.value).strip(), self.keys.timezone)
        except days.NotADayError as fault:
            self.fault(line_of(node), key, fault.message, fault.mend)
            return None

    def flag(self, key: str, node: yaml.Node) -> bool | None:
        """Whether something is so."""
        value = str(node.value).lower() if isinstance(node, yaml.ScalarNode) else ""
        if value in ("true", "false"):
            return value == "true"
        self.fault(line_of(node), key, "this must be true or false.", f"Write {key}: true, or delete the line.")
        return None

    def address(self, key: str, node: yaml.Node) -> str | None:
        """The address of a policy."""
        text = self.text(key, node, most=_PATH)
        if text is not None and not _ADDRESS.fullmatch(text):
            self.fault(line_of(node), key, f'"{text}" cannot be an address.', _ADDRESS_MEND)
            return None
        return text

    def language(self, key: str, node: yaml.Node) -> str | None:
        """A language's code."""
        text = self.text(key, node, most=_LINE)
        found = languages.tag(text) if text is not None else ""
        if text is not None and not found:
            self.fault(line_of(node), key, f'"{text}" is not a language.', _LANGUAGE_MEND)
        return found or None

    def days(self, key: str, node: yaml.Node) -> int | None:
        """A number of days."""
        value = str(node.value).strip() if isinstance(node, yaml.ScalarNode) else ""
        if value.isascii() and value.isdigit() and len(value) < 5:
            return int(value)
        self.fault(line_of(node), key, "this must be a number of days.", f"Write it in digits: {key}: 15")
        return None

    def switches(self, key: str, node: yaml.Node) -> Mapping[str, object] | None:
        """Switches of rules, whatever they say."""
        value: object = None
        with suppress(yaml_values.OddValueError):
            value = yaml_values.plain(node)
        if isinstance(value, dict):
            return MappingProxyType({str(name): setting for name, setting in value.items()})
        self.fault(line_of(node), key, "this must be a list of rules.", f"Write it as: {key}: {{term-unused: off}}")
        return None

    def corrections(self, key: str, node: yaml.Node) -> tuple[CorrectionNote, ...] | None:
        """Notes of corrections."""
        mend = f"Write it as: {key}: [{{date: 2018-03-28, note: Fixed a typo.}}]"
        if not isinstance(node, yaml.SequenceNode):
            self.fault(line_of(node), key, "this must be a list.", mend)
            return None
        notes = []
        for item in node.value:
            parts = {str(k.value): v for k, v in item.value} if isinstance(item, yaml.MappingNode) else {}
            if set(parts) != {"date", "note"} or len(item.value) != 2:
                why = yaml_faults.cut_entry(item) or ("each correction has a date and a note, nothing else.", mend)
                self.fault(line_of(item), key, *why)
                continue
            day, note = self.date(key, parts["date"]), self.line(key, parts["note"], "note")
            if day and note:
                notes.append(CorrectionNote(date=day, note=note))
        return tuple(notes)


def is_address(text: str) -> bool:
    """Whether a text can be the address of a policy."""
    return _ADDRESS.fullmatch(text) is not None


def line_of(node: yaml.Node) -> int:
    """A node's line in the file: marks count from 0, below the opening fence."""
    return int(node.start_mark.line) + 2


@dataclass(frozen=True, slots=True)
class Values:
    """A kind of values: what reads one, given the name of its key in the file, and what it looks like, as a JSON Schema."""

    read: Callable[[Reader, str, yaml.Node], object]
    schema: Mapping[str, Any]


def _like(pattern: str, message: str, **more: object) -> dict[str, object]:
    """What a text looks like, and what editors say of one that does not."""
    return {"pattern": rf"^\s*{pattern}\s*$", "patternErrorMessage": message, **more}


_PLAIN = ["string", "number", "boolean"]  # whatever stands there unquoted is a text
_ONE_LINE = {"type": _PLAIN, **_like(r"\S[^\n]*", "Write a text on one line.", maxLength=_LINE)}
KINDS: Mapping[Kind, Values] = {
    "one line": Values(Reader.line, _ONE_LINE),
    "Markdown, several lines": Values(
        Reader.text, {"type": _PLAIN, "pattern": r"\S", "patternErrorMessage": "Write a text.", "maxLength": _LINES}
    ),
    "a date": Values(Reader.date, days.SCHEMA),
    "a list of dates and notes": Values(
        Reader.corrections,
        {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["date", "note"],
                "additionalProperties": False,
                "properties": {"date": days.SCHEMA, "note": _ONE_LINE},
            },
            "examples": [[{"date": "2018-03-28", "note": "Fixed a typo."}]],
        },
    ),
    "`true` or `false`": Values(
        Reader.flag,
        {"type": ["boolean", "string"], **_like("([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])", "Write true or false.")},
    ),
    "a policy": Values(Reader.line, {**_ONE_LINE, "examples": ["privacy/privacy-policy"]}),
    "an address": Values(
        Reader.address,
        {
            "type": _PLAIN,
            "minimum": 0,
            **_like(_ADDRESS.pattern, _ADDRESS_MEND, maxLength=_PATH, examples=["terms/refund-policy"]),
        },
    ),
    "a language": Values(
        Reader.language,
        {"type": "string", **_like(languages.TAG, _LANGUAGE_MEND, examples=["ar", "ja", "pt-BR", "zh-Hant"])},
    ),
    "a number of days": Values(
        Reader.days,
        {
            "type": ["integer", "string"],
            "minimum": 0,
            "maximum": 9_999,
            **_like("[0-9]{1,4}", "Write it in digits.", examples=[15]),
        },
    ),
    "switches of rules": Values(Reader.switches, {"type": "object", "$ref": SWITCHES}),
}
