"""What of a Word file is not read although it shows something: each is named, with its words."""

from __future__ import annotations

import re
from collections.abc import Collection

from lxml import etree

from inforce.word.read.package import COMPATIBLE, MATH, WORD
from inforce.word.read.symbols import sign_of

INSERTED, DELETED = (f"{WORD}ins", f"{WORD}moveTo"), (f"{WORD}del", f"{WORD}moveFrom")
# What shows nothing: properties, marks of places, and what Word only needs to know.
_SILENT = frozenset(
    WORD + name
    for name in (
        "annotationRef bookmarkEnd bookmarkStart commentRangeEnd commentRangeStart commentReference continuationSeparator "
        "customXmlDelRangeEnd customXmlDelRangeStart customXmlInsRangeEnd customXmlInsRangeStart customXmlMoveFromRangeEnd "
        "customXmlMoveFromRangeStart customXmlMoveToRangeEnd customXmlMoveToRangeStart delInstrText endnoteRef footnoteRef "
        "instrText lastRenderedPageBreak moveFromRangeEnd moveFromRangeStart moveToRangeEnd moveToRangeStart permEnd "
        "permStart fldData proofErr separator softHyphen tblGrid br"
    ).split()
)
_NAMES = {
    "altChunk": "Another document inside the file (save it anew in Word to have that read)",
    "contentPart": "A drawing by hand in the file",
    "object": "An embedded object in the file",
    "pgNum": "A page number in the text of the file",
    "subDoc": "Another document, which the file points to,",
    **dict.fromkeys(
        ("dayLong", "dayShort", "monthLong", "monthShort", "yearLong", "yearShort"),
        "A date in the file that Word keeps up to date",
    ),
}
_TEXTS = (f"{WORD}t", f"{WORD}delText", f"{MATH}t")
_APART = frozenset(WORD + name for name in "p br cr tab ptab tr tc".split())
_SHOWN = frozenset(WORD + name for name in ("drawing", "object", "pict"))
_HYPHENS = {f"{WORD}noBreakHyphen": "\u2011"}
_LETTERING = "{urn:schemas-microsoft-com:vml}textpath"
_GRAPHIC = "{http://schemas.openxmlformats.org/drawingml/2006/main}graphicData"
_GRAPHICS = {
    "chart": "A chart in the file",
    "chartex": "A chart in the file",
    "diagram": "A drawing of shapes (SmartArt) in the file",
}
_LONGEST = 200  # characters of what was not read that are quoted


def words_in(element: etree._Element, *, without: Collection[str] = DELETED) -> str:
    """The words that any part of a file shows, without what some tracked changes are about: those that delete, else any."""
    return " ".join("".join(_words(element, without)).split())


def _words(element: etree._Element, without: Collection[str]) -> list[str]:
    tag = element.tag
    if tag in without or (tag == f"{COMPATIBLE}Fallback" and element.getprevious() is not None):
        return []
    out = [word_of(element)]
    for child in element:
        out += _words(child, without)
    return out


def word_of(element: etree._Element) -> str:
    """What an element shows by itself; a space where a paragraph or a line begins."""
    tag = str(element.tag)
    if tag in _TEXTS:
        return element.text or ""
    if tag == f"{WORD}sym":
        return sign_of(str(element.get(f"{WORD}font") or ""), code_of(element))
    if tag == _LETTERING:
        return str(element.get("string") or "")
    return " " if tag in _APART else _HYPHENS.get(tag, "")


def code_of(symbol: etree._Element) -> int:
    """The code of a sign of a symbol font, 0 for none."""
    code = str(symbol.get(f"{WORD}char") or "")
    return int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{1,6}", code) else 0


def quoted(words: str) -> str:
    """Words as a message quotes them."""
    return f"“{words if len(words) <= _LONGEST else words[:_LONGEST].rsplit(' ', 1)[0] + ' …'}”"


def unread(element: etree._Element) -> str:
    """The sentence on an element that is not read, "" for one that shows nothing."""
    tag = str(element.tag)
    words = words_in(element)
    name = tag.rpartition("}")[2]
    if not words and (tag in _SILENT or name.endswith(("Pr", "PrEx"))):
        return ""
    if not (words or tag.startswith(WORD) or any(True for _ in element.iter(*_SHOWN))):
        return ""
    return f"{_named(element, name)} was not read{f': {quoted(words)}' if words else '.'}"


def _named(element: etree._Element, name: str) -> str:
    if next(element.iter(f"{WORD}txbxContent"), None) is not None:
        return "A text box in the file"
    if next(element.iter(_LETTERING), None) is not None:
        return "Lettering in the file"
    kinds = (str(item.get("uri") or "").rpartition("/")[2] for item in element.iter(_GRAPHIC))
    drawn = next((_GRAPHICS[kind] for kind in kinds if kind in _GRAPHICS), "")
    return drawn or _NAMES.get(name, f"Something in the file of a kind that is not known here ({name})")


def is_picture(element: etree._Element) -> bool:
    """Whether a drawing is a picture: it holds no words, and no data of which it is drawn."""
    kinds = (str(item.get("uri") or "").rpartition("/")[2] for item in element.iter(_GRAPHIC))
    return (
        not words_in(element) and next(element.iter(f"{WORD}txbxContent"), None) is None and not _GRAPHICS.keys() & set(kinds)
    )
