"""A value of YAML as it is meant, within bounds: no more entries, depth or length than anyone writes, and no sign that no file
can hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

_ENTRIES = 2_000  # of a value and all values in it, each counted as often as it is mentioned: "*a" names what may be long
_DEPTH = 20  # of lists within lists
_LONGEST = 20_000  # signs of one text
_DIGITS = 18  # of a number: longer ones are none to count with
# Signs that a text cannot hold: XML and terminals take none of them, and half a pair of UTF-16 is no sign.
_UNSOUND = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# What PyYAML raises where a value is not of the type that its tag or its look promises.
_UNREADABLE = (yaml.YAMLError, ValueError, LookupError, AttributeError, TypeError, OverflowError, RecursionError)


class OddValueError(Exception):
    """What is wrong with a value, and the mend."""

    def __init__(self, message: str, mend: str) -> None:
        super().__init__(message, mend)
        self.message, self.mend = message, mend


def plain(node: yaml.Node) -> object:
    """A value as YAML makes it. Raises OddValueError where it is beyond the bounds, or is not what its tag promises."""
    for k, (inner, depth) in enumerate(_inside(node, 0)):
        if k == _ENTRIES or depth == _DEPTH:
            what = "this holds more entries than can be used" if k == _ENTRIES else "lists stand too deep within lists here"
            raise OddValueError(f"{what}.", "Shorten it, or delete the key.")
        if isinstance(inner, yaml.ScalarNode) and len(inner.value) > _LONGEST:
            raise OddValueError(f"this is longer than {_LONGEST:,} signs.", "Shorten it; what is long belongs in the text.")
        if inner.tag == "tag:yaml.org,2002:int" and len(inner.value) > _DIGITS:
            raise OddValueError("this number has too many digits.", "Correct it, or put it in quotes.")
    try:
        return yaml.SafeLoader("").construct_object(node, deep=True)
    except _UNREADABLE:
        raise OddValueError("this cannot be read.", "Write a text in quotes, a number, or a list of them.") from None


def unsound(root: yaml.Node) -> list[yaml.Node]:
    """The texts with a sign that no text can hold, as an escape makes one ("\\ud800"); U+FFFD takes its place. Two halves of
    one sign are joined, as programs write signs in JSON."""
    seen: set[int] = set()
    found: list[yaml.Node] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            text = str(node.value).encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
            node.value = _UNSOUND.sub("\ufffd", text)
            found += [node] if node.value != text else []
        waiting += reversed(_children(node))
    return found


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _inside(node: yaml.Node, depth: int) -> Iterator[tuple[yaml.Node, int]]:
    """A value and all within it, with their depth; what is named again counts again, so that the reader must stop."""
    yield node, depth
    for child in _children(node):
        yield from _inside(child, depth + 1)
