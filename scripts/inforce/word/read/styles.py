"""What the styles and the numbering of a Word file mean: levels of headings, lists, code, quotations, emphasis."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from lxml import etree

from inforce.text.rich_text import PLAIN
from inforce.word.read.package import WORD
from inforce.word.read.symbols import is_symbol_font

_HEADING = re.compile(
    r"(?:heading|titre|überschrift|berschrift|título|ttulo|titolo|encabezado|cabeçalho|intestazione|kop|rubrik|"
    r"overskrift|otsikko|nagłówek|nagwek|nadpis|címsor|cmsor|başlık|balk|titlu|заголовок|标题|標題|見出し|제목) ?([1-6])",
    re.I,
)
_TITLE = re.compile(
    r"title|titre|titel|título|ttulo|titolo|titulo|tytuł|tytu|název|nzev|cím|cm|titlu|tittel|otsikko|konu başlığı|название|"
    r"标题|標題|表題|제목",
    re.I,
)
_CODE_STYLE = re.compile(r"code|verbatim|preformatted|monospace|teletype|keyboard|typewriter", re.I)
_QUOTE_STYLE = re.compile(r"quot|zitat|citation|cita|block ?text", re.I)
_CONTENTS = re.compile(r"toc ?(\d|heading)|contents (\d|heading)|table of contents", re.I)
_FIXED_PITCH = re.compile(r"courier|consolas|mono|menlo|monaco|lucida console|cascadia|source code", re.I)
_DEEPEST = 40  # styles based on each other
_OFF = ("0", "false", "off", "none")


@dataclass(slots=True, kw_only=True)
class Style:
    """What matters of a style, with what it inherits."""

    name: str = ""
    level: int = 0
    title: bool = False
    list: tuple[str, int] | None = None
    marks: frozenset[str] = PLAIN
    symbols: str = ""  # the font, if it shows signs in the place of letters
    hidden: bool = False
    code: bool = False
    quote: bool = False
    contents: bool = False


def value_of(parent: etree._Element | None, name: str) -> str:
    """The value of an element's child, "" if it has none."""
    found = parent.find(WORD + name) if parent is not None else None
    return str(found.get(f"{WORD}val") or "") if found is not None else ""


def number_of(parent: etree._Element | None, name: str, default: int) -> int:
    """The value of an element's child as a number of at most four digits."""
    value = value_of(parent, name)
    return int(value) if re.fullmatch(r"[0-9]{1,4}", value) else default


def is_on(properties: etree._Element | None, name: str) -> bool:
    """Whether a property that is on or off is on."""
    found = properties.find(WORD + name) if properties is not None else None
    return found is not None and str(found.get(f"{WORD}val", "1")).lower() not in _OFF


def has_fixed_pitch(properties: etree._Element | None) -> bool:
    """Whether properties of characters name a typewriter's font, as code has."""
    fonts = properties.find(f"{WORD}rFonts") if properties is not None else None
    return fonts is not None and _FIXED_PITCH.search(str(fonts.get(f"{WORD}ascii") or "")) is not None


def symbol_font(properties: etree._Element | None) -> str:
    """The font of characters, if it shows signs in the place of letters; "" for others."""
    fonts = properties.find(f"{WORD}rFonts") if properties is not None else None
    names = [str(fonts.get(WORD + name) or "") for name in ("ascii", "hAnsi")] if fonts is not None else []
    return next(filter(is_symbol_font, names), "")


def look_of(properties: etree._Element | None, style: Style) -> frozenset[str]:
    """The marks of characters with these properties, in a style."""
    if properties is None:
        return style.marks
    marks = set(_with_marks(style.marks, properties))
    if style.code or has_fixed_pitch(properties):
        marks.add("code")
    return frozenset(marks)


def _with_marks(marks: frozenset[str], properties: etree._Element | None) -> frozenset[str]:
    """Marks with those that properties add, and without those that they take away."""
    out = set(marks)
    for name, mark in (("b", "strong"), ("i", "em"), ("strike", "s"), ("dstrike", "s")):
        if properties is not None and properties.find(WORD + name) is not None:
            (out.add if is_on(properties, name) else out.discard)(mark)
    raised = value_of(properties, "vertAlign")
    if raised:
        out = (out - {"sup", "sub"}) | ({raised[:3]} if raised in ("superscript", "subscript") else set())
    return frozenset(out)


def read_styles(root: etree._Element | None) -> Mapping[str, Style]:
    """Styles by id, with what they inherit."""
    elements = {str(item.get(f"{WORD}styleId")): item for item in root.iter(f"{WORD}style")} if root is not None else {}
    made: dict[str, Style] = {}

    def make(name: str, seen: frozenset[str]) -> Style:
        if name in made or name not in elements or name in seen or len(seen) > _DEEPEST:
            return made.get(name, Style())
        element = elements[name]
        base = make(value_of(element, "basedOn"), seen | {name})
        made[name] = _with_own(base, element)
        return made[name]

    for name in elements:
        make(name, frozenset())
    return made


def style_of(identity: str, styles: Mapping[str, Style]) -> Style:
    """A style by its id; one that the file does not describe is known by the id alone, which Word makes of its name."""
    found = styles.get(identity)
    return found or (_named(identity, Style()) if identity else Style())


def _named(name: str, base: Style) -> Style:
    """What the name of a style says, on top of the style that it is based on."""
    heading, title = _HEADING.fullmatch(name), _TITLE.fullmatch(name) is not None
    return replace(
        base,
        name=name,
        level=int(heading[1]) if heading else 1 if title else base.level,
        title=title or (base.title and not heading),
        code=base.code or _CODE_STYLE.search(name) is not None,
        quote=base.quote or _QUOTE_STYLE.search(name) is not None,
        contents=_CONTENTS.match(name) is not None,
    )


def _with_own(base: Style, element: etree._Element) -> Style:
    paragraph, run = element.find(f"{WORD}pPr"), element.find(f"{WORD}rPr")
    named = _named(value_of(element, "name"), base)
    outline = number_of(paragraph, "outlineLvl", -1)
    level = outline + 1 if outline >= 0 else named.level
    number = paragraph.find(f"{WORD}numPr") if paragraph is not None else None
    own = (value_of(number, "numId") or (base.list or ("0", 0))[0], number_of(number, "ilvl", 0))
    return replace(
        named,
        level=level if level <= 6 else 0,
        list=own if number is not None else base.list,
        marks=_with_marks(base.marks, run) if element.get(f"{WORD}type") == "character" else base.marks,
        symbols=symbol_font(run) or base.symbols,
        hidden=is_on(run, "vanish") if run is not None and run.find(f"{WORD}vanish") is not None else base.hidden,
        code=named.code or has_fixed_pitch(run),
    )


def read_numbering(root: etree._Element | None) -> Mapping[tuple[str, int], str]:
    """The form of each level of each list: bullet, decimal ..."""
    if root is None:
        return {}
    abstract: dict[str, dict[int, str]] = {}
    for item in root.iter(f"{WORD}abstractNum"):
        levels = abstract.setdefault(str(item.get(f"{WORD}abstractNumId")), {})
        for level in item.iter(f"{WORD}lvl"):
            levels[_depth(level)] = value_of(level, "numFmt") or "decimal"
    found = {}
    for item in root.iter(f"{WORD}num"):
        forms = dict(abstract.get(value_of(item, "abstractNumId"), {}))
        for override in item.iter(f"{WORD}lvlOverride"):
            level = override.find(f"{WORD}lvl")
            if level is not None and value_of(level, "numFmt"):
                forms[_depth(override)] = value_of(level, "numFmt")
        found.update({(str(item.get(f"{WORD}numId")), depth): form for depth, form in forms.items()})
    return found


def _depth(level: etree._Element) -> int:
    """Which level of a list an element describes; Word has nine."""
    value = str(level.get(f"{WORD}ilvl") or "0")
    return int(value) if re.fullmatch(r"[0-8]", value) else 0
