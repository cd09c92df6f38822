"""A formula of Word -> one line of text, as it is typed: a/b, x^2, √(a+b)."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from inforce.word.read.package import MATH, WORD

_SIMPLE = re.compile(r"-?[\w.,′]*", re.S)


def linear(formula: etree._Element, gone: Callable[[etree._Element], bool]) -> str:
    """The text of a formula; `gone` says which tracked changes hide what is in them."""
    return _Writer(gone).inside(formula)


class _Writer:
    def __init__(self, gone: Callable[[etree._Element], bool]) -> None:
        self._gone = gone

    def inside(self, element: etree._Element | None) -> str:
        """All that an element holds, in order."""
        return "".join(map(self._one, element)) if element is not None else ""

    def _one(self, element: etree._Element) -> str:
        tag = str(element.tag)
        if tag in (f"{MATH}t", f"{WORD}t", f"{WORD}delText"):
            return element.text or ""
        if not tag.startswith(MATH):
            return "" if self._gone(element) else self.inside(element)
        name = tag.removeprefix(MATH)
        if name.endswith("Pr"):
            return ""
        write = _FORMS.get(name)
        return write(self, element) if write else self.inside(element)

    def part(self, element: etree._Element, name: str) -> str:
        """A part of a form, "" where it has none."""
        return self.inside(element.find(MATH + name))

    def scripts(self, element: etree._Element) -> str:
        """What stands below and above something."""
        low, high = (self.part(element, name) for name in ("sub", "sup"))
        return (f"_{_held(low)}" if low else "") + (f"^{_held(high)}" if high else "")

    def base(self, element: etree._Element) -> str:
        """What the scripts belong to."""
        return _held(self.part(element, "e"))


def _value(element: etree._Element, properties: str, name: str, default: str) -> str:
    """A property of a form; one that is there without a value is empty."""
    found = element.find(f"{MATH}{properties}/{MATH}{name}")
    return default if found is None else str(found.get(f"{MATH}val") or "")


def _held(text: str) -> str:
    """A part in brackets, unless it is one number or word."""
    return text if _SIMPLE.fullmatch(text) or (text[:1] == "(" and text.find(")") == len(text) - 1) else f"({text})"


def _fraction(writer: _Writer, element: etree._Element) -> str:
    return f"{_held(writer.part(element, 'num'))}/{_held(writer.part(element, 'den'))}"


def _root(writer: _Writer, element: etree._Element) -> str:
    degree = writer.part(element, "deg")
    sign = {"": "√", "2": "√", "3": "∛", "4": "∜"}.get(degree, f"{_held(degree)}√")
    return f"{sign}({writer.part(element, 'e')})"


def _brackets(writer: _Writer, element: etree._Element) -> str:
    first, last, between = (_value(element, "dPr", n, d) for n, d in (("begChr", "("), ("endChr", ")"), ("sepChr", "|")))
    return first + between.join(writer.inside(part) for part in element.findall(f"{MATH}e")) + last


def _sum(writer: _Writer, element: etree._Element) -> str:
    return f"{_value(element, 'naryPr', 'chr', '∫')}{writer.scripts(element)} {writer.part(element, 'e')}"


def _accented(writer: _Writer, element: etree._Element) -> str:
    return writer.base(element) + _value(element, "accPr", "chr", "\u0302")


def _limit(writer: _Writer, element: etree._Element) -> str:
    sign = "_" if element.tag == f"{MATH}limLow" else "^"
    return f"{writer.part(element, 'e')}{sign}{_held(writer.part(element, 'lim'))}"


def _rows(writer: _Writer, element: etree._Element) -> str:
    rows = element.findall(f"{MATH}mr") or element.findall(f"{MATH}e")
    told = [", ".join(writer.inside(e) for e in row.findall(f"{MATH}e")) or writer.inside(row) for row in rows]
    return "; ".join(told)


_FORMS: dict[str, Callable[[_Writer, etree._Element], str]] = {
    "f": _fraction,
    "rad": _root,
    "d": _brackets,
    "nary": _sum,
    "acc": _accented,
    "limLow": _limit,
    "limUpp": _limit,
    "m": _rows,
    "eqArr": _rows,
    "func": lambda writer, element: f"{writer.part(element, 'fName')} {_held(writer.part(element, 'e'))}",
    "sPre": lambda writer, element: writer.scripts(element) + writer.base(element),
    **dict.fromkeys(("sSub", "sSup", "sSubSup"), lambda writer, element: writer.base(element) + writer.scripts(element)),
}
