"""A field of Word: what its instruction says, and what it shows where it holds no text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from inforce.word.read.package import WORD
from inforce.word.read.styles import is_on, number_of

_HYPERLINK = re.compile(r'\s*HYPERLINK\b\s*(?:"([^"]*)")?(?:.*?\\l\s+"([^"]*)")?', re.S)
_SYMBOL = re.compile(r"\s*SYMBOL\s+(?:0x([0-9A-F]+)|(\d+)|(\S))", re.I)
_FONT = re.compile(r'\\f\s+(?:"([^"]*)"|(\S+))')
# Fields that show nothing: entries of lists and indexes, marks, settings.
_UNSEEN = frozenset("ADVANCE ASK BOOKMARK HYPERLINK PRIVATE RD SET TA TC XE".split())
_BOXES = {True: "☒", False: "☐"}
_FORMS = "{http://schemas.microsoft.com/office/word/2010/wordml}"


@dataclass(slots=True, kw_only=True)
class Field:
    """A field that is being read. `form`: what makes it one of a form; `shown`: its result has words."""

    instruction: str = ""
    form: etree._Element | None = None
    begun: bool = False  # its result
    shown: bool = False

    @property
    def target(self) -> str:
        """Where it leads, if it is a link."""
        found = _HYPERLINK.match(self.instruction)
        return (found[1] or "") + (f"#{found[2]}" if found[2] else "") if found else ""

    @property
    def symbol(self) -> tuple[str, int] | None:
        """The font and the code of the sign that it is, None if it is another field."""
        found = _SYMBOL.match(self.instruction)
        font = _FONT.search(self.instruction)
        if not found:
            return None
        code = int(found[1], 16) if found[1] else int(found[2][:7]) if found[2] else ord(found[3])
        return (font[1] or font[2] or "") if font else "", code

    @property
    def control(self) -> str:
        """What a box or a list of a form shows; "" for others."""
        box = self.form.find(f"{WORD}checkBox") if self.form is not None else None
        if box is not None:
            return _BOXES[is_on(box, "checked") if box.find(f"{WORD}checked") is not None else is_on(box, "default")]
        choices = self.form.find(f"{WORD}ddList") if self.form is not None else None
        entries = choices.findall(f"{WORD}listEntry") if choices is not None else []
        at = number_of(choices, "result", number_of(choices, "default", 0)) if entries else 0
        return str(entries[at].get(f"{WORD}val") or "") if at < len(entries) else ""

    @property
    def is_seen(self) -> bool:
        """Whether it would show something."""
        name = self.instruction.split(maxsplit=1)[:1]
        return bool(name) and name[0].upper() not in _UNSEEN and self.form is None


def box_of(control: etree._Element) -> str:
    """What a box to tick shows, "" for another control: Word keeps its sign beside it, other programs may not."""
    box = control.find(f"{WORD}sdtPr/{_FORMS}checkbox")
    state = box.find(f"{_FORMS}checked") if box is not None else None
    return "" if box is None else _BOXES[state is not None and str(state.get(f"{_FORMS}val")) in ("1", "true", "on")]
