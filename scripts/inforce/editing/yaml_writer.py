"""Values as YAML, in the way in which the value before them was written."""

from __future__ import annotations

from datetime import date

import yaml

from inforce.keys import CorrectionNote

Value = str | date | bool


def scalar(value: Value, style: str | None = None, *, inside: str = "{}") -> str:
    """A value on one line: plain where that reads back as the same, else in quotes; in quotes if `style` is their sign.

    `inside` is what may stand around it, with {} for the value.
    """
    if isinstance(value, bool):
        plain, whole = ("true" if value else "false"), True
    elif isinstance(value, date):
        plain, whole = value.isoformat(), True
    else:
        plain, whole = value, _reads_back(value, inside)
    if whole and style is None:
        return plain
    single = style == "'" or (style is None and '"' in plain and "'" not in plain)
    return "'" + plain.replace("'", "''") + "'" if single and plain.isprintable() else _quoted(plain)


def block(text: str, newline: str, indent: str = "  ") -> str:
    """A text of several lines, from the sign that introduces it."""
    return newline.join(["|", *lines(text, indent)])


def lines(text: str, indent: str) -> list[str]:
    """The lines of a text, each set in."""
    return [f"{indent}{line}".rstrip() for line in text.splitlines()]


def correction(note: CorrectionNote) -> str:
    """An entry of `corrections` on one line."""
    written = scalar(note.note, inside="[{ note: {} }]")
    return f"{{date: {note.date}, note: {written}}}"


def _reads_back(text: str, inside: str) -> bool:
    try:
        node = yaml.compose("k: " + inside.replace("{}", text), Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return False
    return text.isprintable() and any(
        isinstance(leaf, yaml.ScalarNode) and leaf.style is None and leaf.tag.endswith(":str") and leaf.value == text
        for leaf in _leaves(node)
    )


def _leaves(node: yaml.Node | None) -> list[yaml.Node]:
    """The values in a mapping or list, to any depth."""
    if isinstance(node, yaml.MappingNode):
        return [leaf for _, value in node.value for leaf in _leaves(value)]
    if isinstance(node, yaml.SequenceNode):
        return [leaf for value in node.value for leaf in _leaves(value)]
    return [node] if node else []


def _quoted(text: str) -> str:
    made: str = yaml.dump(text, Dumper=yaml.SafeDumper, default_style='"', width=float("inf"), allow_unicode=True)
    return made.rstrip("\n")
