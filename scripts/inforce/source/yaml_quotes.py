"""A line of front matter that YAML does not take as it stands -> the same line with its texts in quotation marks."""

from __future__ import annotations

import json
import re

import yaml

_VALUE = re.compile(r"(?P<key>[ ]*(?:- +)?[\w-]+:[ ]+)(?P<value>[\[\]{}>|*&!%@`,?\"'-].*?)[ ]*")  # signs of YAML
_NOTE = re.compile(
    r"(?P<key>[{,]\s*note:[ ]+)(?P<value>[^\s].*?)(?P<end>\s*(?:,\s*(?=date:)|\}\s*(?:,\s*(?=\{)|\]?[ ,]*(?:\s#.*)?$)))"
)
_ENTRIES = re.compile(r"\s*(?:[\w-]+:\s*\[?|- )?\s*\{\s*(?:date|note):")
_LIST = re.compile(r"\s*[\w-]+:")
_UNCLOSED = re.compile(r"(?P<line>\s*[\w-]+:\s*\[\s*\{.*?)\s*[}\]]?\s*")


def quoted(value: str) -> str:
    """A text in quotation marks, in those that do not stand in it where there are such."""
    return f"'{value}'" if '"' in value and "'" not in value else json.dumps(value, ensure_ascii=False)


def mended(line: str) -> str:
    """A line whose value begins with a sign, with that value in quotes; "" where the line is no such one, can be read as it is,
    or could not be read then."""
    match = _VALUE.fullmatch(line)
    if not match or _reads(line):
        return ""
    found = f"{match['key']}{quoted(_bare(match['value']))}"
    return found if _reads(found) else ""


def entries(line: str) -> str:
    """A line with entries of `corrections` in braces, with those notes in quotes that need them; "" as for `mended`."""
    if not _ENTRIES.match(line):
        return ""
    found = _NOTE.sub(lambda match: match["key"] + _as_note(match["value"]) + match["end"], line)
    return found if found != line and _are_entries(found) else ""


def closed(line: str) -> str:
    """A line with a list of corrections whose brackets are not closed, with them closed; "" as for `mended`."""
    match = _UNCLOSED.fullmatch(line)
    found = f"{match['line']}}}]" if match else ""
    return found if _are_entries(found) else entries(found)


def _as_note(value: str) -> str:
    node = _compose(f"[{value}]")
    plain = isinstance(node, yaml.SequenceNode) and len(node.value) == 1 and isinstance(node.value[0], yaml.ScalarNode)
    return value if plain and value[0] not in "!&" else quoted(_bare(value))


def _bare(value: str) -> str:
    """A text without the marks that its author put around it: of those within, the first opens or is an apostrophe."""
    sign, inner = value[0], value[1:-1]
    if sign not in "\"'" or not inner or value[-1] != sign or "\\" in inner:
        return value
    first = inner.find(sign)
    closes = first > 0 and not inner[first - 1].isspace() and not inner[first + 1 : first + 2].isalnum()
    return value if closes else inner


def _are_entries(line: str) -> bool:
    list_ = _LIST.match(line)
    node = _compose(line[list_.end() :] if list_ else f"[{line.strip().removeprefix('- ')}]")
    items = node.value if isinstance(node, yaml.SequenceNode) else []
    return bool(items) and all(
        isinstance(item, yaml.MappingNode) and sorted(str(key.value) for key, _ in item.value) == ["date", "note"]
        for item in items
    )


def _reads(line: str) -> bool:
    return _compose(line.strip()) is not None


def _compose(text: str) -> yaml.Node | None:
    try:
        found: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError):
        return None
    return found
