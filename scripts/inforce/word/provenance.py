"""Where a Word file comes from: what one that was made here says of itself, and which policy another one looks like."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from lxml import etree

from inforce.text.rich_text import folded, from_text, words

_NAMESPACE = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # of properties that users name, as the format says
_FIRST = 2  # the number of the first property; lower ones are taken
_LONGEST = 255  # signs of a value that Word keeps


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A policy's address; what the two texts of its redline are called; and the digests of these texts."""

    policy: str
    older: str
    newer: str
    older_text: str
    newer_text: str

    @property
    def compared(self) -> str:
        """The two texts by their names; one that stands alone by its own."""
        return self.newer if self.older_text == self.newer_text else f"{self.older} → {self.newer}"


def digest(body: str) -> str:
    """What tells the text of a policy from others, wherever it lies: front matter and wrapping do not count."""
    return hashlib.sha256(" ".join(body.split()).encode("utf-8", "replace")).hexdigest()


def properties(origin: Origin) -> etree._Element:
    """The part of a Word file that holds an origin."""
    root = etree.Element(f"{{{_NAMESPACE}}}Properties", nsmap={None: _NAMESPACE, "vt": _VALUES})
    for number, field in enumerate(fields(origin), start=_FIRST):
        held = {"fmtid": _FORMAT, "pid": str(number), "name": _name(field.name)}
        value = etree.SubElement(etree.SubElement(root, f"{{{_NAMESPACE}}}property", held), f"{{{_VALUES}}}lpwstr")
        value.text = str(getattr(origin, field.name))[:_LONGEST]
    return root


def read_origin(part: etree._Element | None) -> Origin | None:
    """The origin that the properties of a Word file hold; None where it was not made here, or lost them."""
    found = {} if part is None else {str(item.get("name")): "".join(item.itertext()).strip() for item in part}
    values = {field.name: found.get(_name(field.name), "") for field in fields(Origin)}
    return Origin(**values) if all(values.values()) else None


def _name(field: str) -> str:
    return f"Inforce {field.replace('_', ' ')}"


_RUN = 4  # words; policies of one organisation share many words, and few runs of them
_ENOUGH = 0.5  # the part of a file's runs that makes it a text of a policy; heavy edits leave more


def other_policy(text: str, own: Iterable[str], others: Mapping[str, str]) -> str:
    """The name of the text that a file's text looks like, and twice as much as like any of its policy's own; "" for none."""
    runs = _runs(text)
    if not runs:
        return ""
    mine = 0.0
    for known in own:
        mine = max(mine, _share(runs, known))
        if mine >= _ENOUGH:  # mostly the first text: the others need not be read then
            return ""
    shares = {name: _share(runs, known) for name, known in others.items()}
    nearest = max(shares, key=shares.__getitem__, default="")
    return nearest if nearest and shares[nearest] >= max(_ENOUGH, 2 * mine) else ""


def _share(runs: frozenset[tuple[str, ...]], text: str) -> float:
    return len(runs & _runs(text)) / len(runs)


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    told = [found for word in words(tuple(from_text(text))) if (found := folded(word.text).casefold()).isalnum()]
    return frozenset(zip(*(told[k:] for k in range(_RUN)), strict=False))
