"""What tests know of Word files: their lines after all changes are accepted or rejected."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from inforce.word.bookmarks import bookmark
from lxml import etree
from selectolax.lexbor import LexborHTMLParser, LexborNode

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
GONE = {"accept": ("del", "moveFrom"), "reject": ("ins", "moveTo")}
STAYS = {"accept": ("ins", "moveTo"), "reject": ("del", "moveFrom")}
CJK = "\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_CJK_SPACE = re.compile(rf"(?<=[{CJK}]) (?=[{CJK}])")
_BLOCKS = frozenset(
    "address article aside blockquote body caption dd details div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header "
    "hr li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_LOOKS = {"strong": "b", "b": "b", "em": "i", "i": "i", "cite": "i", "code": "c", "kbd": "c", "s": "s", "u": "u", "mark": "m"}
_LOOKS |= {"sup": "^", "sub": "_", "dfn": "i", "var": "i", "samp": "c", "tt": "c", "strike": "s", "ins": "u", "del": "s"}
_FORMATS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}

Line = tuple[Any, ...]  # (kind, level, number, text) or ("table", rows)
Piece = tuple[str, str]  # text, look


def settled(pieces: Iterable[Piece], verbatim: bool = False) -> str:
    """Text with its looks in braces, white space as a reader sees it."""
    out: list[list[str]] = []
    for text, look in pieces:
        text = text.replace("\u00a0", " ")
        if out and (out[-1][1] == look or not text.strip()):
            out[-1][0] += text
        elif out and not out[-1][0].strip():
            out[-1] = [out[-1][0] + text, look]
        else:
            out.append([text, look])
    joined = "".join(f"\x01{look}\x02{text}\x03" if look else text for text, look in out)
    joined = re.sub("(\x01[^\x02]*\x02)(\\s+)", r"\2\1", joined)
    joined = re.sub("(\\s+)\x03", "\x03\\1", joined)
    joined = re.sub("\x01[^\x02]*\x02\x03", "", joined)
    if verbatim:
        return "\n".join(line.rstrip() for line in joined.split("\n")).strip("\n")
    return _CJK_SPACE.sub("", " ".join(joined.split()))


# --- Word ---


class WordFile:
    """A Word file, read by hand."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}
        self.document = etree.fromstring(self.parts["word/document.xml"])
        self.body = self.document.find(f"{W}body")
        self.links = {
            relation.get("Id"): relation.get("Target")
            for relation in etree.fromstring(self.parts["word/_rels/document.xml.rels"]).iter(f"{PACKAGE}Relationship")
        }
        self.abstract: dict[str, dict[int, tuple[str, int]]] = {}
        self.nums: dict[str, tuple[str, dict[int, int]]] = {}
        if "word/numbering.xml" in self.parts:
            self._read_numbering(etree.fromstring(self.parts["word/numbering.xml"]))
        styles = etree.fromstring(self.parts["word/styles.xml"])
        self.styles = {s.get(f"{W}styleId"): s.find(f"{W}name").get(f"{W}val") for s in styles.iter(f"{W}style")}

    def _read_numbering(self, root: etree._Element) -> None:
        for abstract in root.iter(f"{W}abstractNum"):
            levels = {}
            for level in abstract.iter(f"{W}lvl"):
                start = level.find(f"{W}start")
                form = level.find(f"{W}numFmt")
                levels[int(level.get(f"{W}ilvl"))] = (value(form) or "decimal", int(value(start) or 1))
            self.abstract[abstract.get(f"{W}abstractNumId")] = levels
        for num in root.iter(f"{W}num"):
            starts = {
                int(o.get(f"{W}ilvl")): int(value(o.find(f"{W}startOverride")))
                for o in num.iter(f"{W}lvlOverride")
                if o.find(f"{W}startOverride") is not None
            }
            self.nums[num.get(f"{W}numId")] = (value(num.find(f"{W}abstractNumId")), starts)

    def lines(self, what: str) -> list[Line]:
        """All lines after accepting ("accept") or rejecting ("reject") all changes."""
        self.counters: dict[str, dict[int, int]] = {}
        self.seen: set[str] = set()
        self.field: tuple[str, str] | None = None
        return list(self._lines(self.body, what))

    def _lines(self, parent: etree._Element, what: str) -> Iterator[Line]:
        held: list[Piece] = []
        for child in parent:
            if child.tag == f"{W}p":
                properties = child.find(f"{W}pPr")
                mark = properties.find(f"{W}rPr") if properties is not None else None
                held += self._pieces(child, what, "")
                if mark is not None and any(mark.find(f"{W}{name}") is not None for name in GONE[what]):
                    continue
                yield from self._line(properties, held, what)
                held = []
            elif child.tag == f"{W}tbl":
                if settled(held):  # no paragraph can be joined to a table
                    yield ("stranded", 0, "", settled(held))
                held = []
                yield from self._table(child, what)
        if settled(held):
            yield ("stranded", 0, "", settled(held))

    def _line(self, properties: etree._Element | None, held: list[Piece], what: str) -> Iterator[Line]:
        change = find(properties, "pPrChange")
        if change is not None and what == "reject":
            properties = change.find(f"{W}pPr")
        style = self.styles.get(value(find(properties, "pStyle")) or "", "Normal") if properties is not None else "Normal"
        kind = style.lower().replace(" ", "")
        text = settled(held, kind == "code")
        if not text and kind != "horizontalline":
            return
        level, number = 0, ""
        numbering = find(properties, "numPr")
        if numbering is not None and value(find(numbering, "numId")) != "0":
            level = int(value(find(numbering, "ilvl")) or 0) + 1
            number = self._count(value(find(numbering, "numId")), level - 1)
        yield (kind, level, number, text)

    def _count(self, num: str, level: int) -> str:
        abstract, starts = self.nums[num]
        form, start = self.abstract[abstract].get(level, ("decimal", 1))
        counts = self.counters.setdefault(abstract, {})
        if level in starts and f"{num}/{level}" not in self.seen:
            counts[level] = starts[level]
        else:
            counts[level] = counts.get(level, start - 1) + 1
        self.seen.add(f"{num}/{level}")
        for deeper in [k for k in counts if k > level]:
            del counts[deeper]
        return "•" if form == "bullet" else f"{form} {counts[level]}"

    def _table(self, table: etree._Element, what: str) -> Iterator[Line]:
        rows = []
        for row in table.iterchildren(f"{W}tr"):
            properties = row.find(f"{W}trPr")
            if properties is not None and any(properties.find(f"{W}{name}") is not None for name in GONE[what]):
                continue
            cells = []
            for cell in row.iterchildren(f"{W}tc"):
                inner = cell.find(f"{W}tcPr")
                merged = find(inner, "vMerge")
                if merged is not None and merged.get(f"{W}val") in (None, "continue"):
                    continue
                cells.append((int(value(find(inner, "gridSpan")) or 1), tuple(self._lines(cell, what))))
            rows.append(tuple(cells))
        if rows:
            yield ("table", tuple(rows))

    def _pieces(self, parent: etree._Element, what: str, href: str) -> Iterator[Piece]:
        for child in parent:
            name = etree.QName(child).localname
            if name in GONE[what]:
                continue
            if name in STAYS[what] or name in ("ins", "del", "moveTo", "moveFrom", "smartTag"):
                yield from self._pieces(child, what, href)
            elif name == "hyperlink":
                anchor = child.get(f"{W}anchor")
                yield from self._pieces(child, what, f"#{anchor}" if anchor else self.links.get(child.get(f"{R}id"), ""))
            elif name == "r":
                self._field(child)
                if self.field is None:
                    yield from self._run(child, what, href)
                elif self.field[0] == "shown":
                    yield from self._run(child, what, self.field[1] or href)

    def _field(self, run: etree._Element) -> None:
        """Follow a link that is written as a field."""
        for child in run:
            name = etree.QName(child).localname
            if name == "fldChar":
                kind = child.get(f"{W}fldCharType")
                target = re.findall(r'"([^"]*)"', self.field[1]) if self.field else []
                if kind == "begin":
                    self.field = ("named", "")
                else:
                    self.field = ("shown", "#".join(target[:2])) if kind == "separate" else None
            elif name in ("instrText", "delInstrText") and self.field:
                self.field = (self.field[0], self.field[1] + (child.text or ""))

    def _run(self, run: etree._Element, what: str, href: str) -> Iterator[Piece]:
        properties = run.find(f"{W}rPr")
        change = find(properties, "rPrChange")
        if change is not None and what == "reject":
            properties = change.find(f"{W}rPr")
        look = self._look(properties) + (f" {_target(href)}" if href else "")
        for child in run:
            name = etree.QName(child).localname
            if name in ("t", "delText"):
                yield child.text or "", look
            elif name in ("br", "cr"):
                yield "\n", look
            elif name == "tab":
                yield "\t", look

    def _look(self, properties: etree._Element | None) -> str:
        look = ""
        fonts = find(properties, "rFonts")
        for name, sign in (("b", "b"), ("i", "i"), ("strike", "s")):
            found = find(properties, name)
            if found is not None and found.get(f"{W}val") not in ("0", "false"):
                look += sign
        if value(find(properties, "rStyle")) in ("CodeCharacter",) or (
            fonts is not None and fonts.get(f"{W}ascii") == "Courier New"
        ):
            look += "c"
        if value(find(properties, "highlight")) == "yellow":
            look += "m"
        if value(find(properties, "u")) == "single":
            look += "u"
        look += {"superscript": "^", "subscript": "_"}.get(value(find(properties, "vertAlign")), "")
        return "".join(sorted(look))


def find(parent: etree._Element | None, name: str) -> Any:
    return None if parent is None else parent.find(f"{W}{name}")


def value(element: etree._Element | None) -> str:
    return "" if element is None else element.get(f"{W}val") or ""


# --- HTML ---


def expected(html: str) -> list[Line]:
    """The lines that a Word file of this text has to have."""
    body = LexborHTMLParser(f"<!doctype html><html><head></head><body>{html}</body></html>").body
    return list(_Expected().inside(body, {})) if body else []


class _Expected:
    def inside(self, node: LexborNode, around: Mapping[str, Any]) -> Iterator[Line]:
        run: list[Piece] = []
        for child in node.iter(include_text=True):
            if _is_block(child):
                yield from self.flush(run, around)
                run = []
                yield from self.block(child, around)
            else:
                run += _inline(child, "", "")
        yield from self.flush(run, around)

    def flush(self, run: list[Piece], around: Mapping[str, Any]) -> Iterator[Line]:
        kind = around.get("kind") or ("quote" if around.get("quote") else "listparagraph" if around.get("lists") else "")
        kind = kind or around.get("base", "normal")
        text = settled(run, kind == "code")
        if not text.strip():
            return
        item = around.get("item")
        level, number = 0, ""
        if item and not item["shown"]:
            item["shown"] = True
            level, number = min(around["lists"], 9), item["number"]
        yield (kind, level, number, text)

    def block(self, node: LexborNode, around: Mapping[str, Any]) -> Iterator[Line]:
        tag = node.tag or ""
        around = dict(around)
        if tag == "hr":
            yield ("horizontalline", 0, "", "")
            return
        if tag == "table":
            yield from self.table(node, around)
            return
        classes = (node.attributes.get("class") or "").split()
        if re.fullmatch("h[1-6]", tag):
            around["kind"] = f"heading{tag[1]}"
        elif tag == "summary" or "admonition-title" in classes:
            around["kind"] = "boxtitle"
        elif tag == "details" or "admonition" in classes:
            around["base"] = "box"
        elif tag in ("pre", "dt", "caption", "figcaption"):
            around["kind"] = {"pre": "code", "dt": "definitionterm"}.get(tag, "caption")
        elif tag == "blockquote":
            around["quote"] = True
        elif tag in ("ul", "ol"):
            yield from self.list(node, around)
            return
        yield from self.inside(node, around)

    def list(self, node: LexborNode, around: dict[str, Any]) -> Iterator[Line]:
        attributes = node.attributes
        form = _FORMATS.get(attributes.get("type") or "", "decimal")
        step = -1 if "reversed" in attributes else 1
        items = [c for c in node.iter() if c.tag == "li"]
        number = _number(attributes.get("start"), len(items) if step < 0 else 1)
        around = {**around, "lists": around.get("lists", 0) + 1}
        for child in node.iter(include_text=True):
            if child.tag != "li":
                yield from (
                    self.inside(child, {**around, "item": None})
                    if _is_block(child)
                    else self.flush(list(_inline(child, "", "")), {**around, "item": None})
                )
                continue
            if not (child.text() or "").strip() and (child.html or "").count("<") <= 2:
                continue  # the engine knows no item without anything in it
            number = _number(child.attributes.get("value"), number)
            label = f"{form} {max(number, 0)}" if node.tag == "ol" else "•"
            yield from self.inside(child, {**around, "item": {"shown": False, "number": label}, "kind": ""})
            number += step

    def table(self, node: LexborNode, around: dict[str, Any]) -> Iterator[Line]:
        rows = []
        for part in node.iter():
            if part.tag == "caption":
                yield from self.inside(part, {**around, "kind": "caption"})
            for row in [part] if part.tag == "tr" else part.iter() if part.tag in ("thead", "tbody", "tfoot") else ():
                cells = [c for c in row.iter() if c.tag in ("td", "th")]
                if cells:
                    rows.append(tuple(self.cell(cell) for cell in cells))
        if rows:
            yield ("table", tuple(rows))

    def cell(self, node: LexborNode) -> tuple[int, tuple[Line, ...]]:
        base = "tableheading" if node.tag == "th" else "tabletext"
        return max(1, _number(node.attributes.get("colspan"), 1)), tuple(self.inside(node, {"base": base}))


def _is_block(node: LexborNode) -> bool:
    tag = node.tag or ""
    return tag in _BLOCKS or (tag != "-text" and node.css_first(", ".join(sorted(_BLOCKS))) is not None)


def _inline(node: LexborNode, look: str, href: str) -> Iterator[Piece]:
    tag = node.tag or ""
    if tag == "-text":
        yield node.text_content or "", _seen(look, href)
        return
    if tag == "br":
        yield "\n", _seen(look, href)
    if tag == "img":
        alt = f"[{(node.attributes.get('alt') or '').strip() or 'image'}]"
        yield alt, _seen(look, href)
    if tag == "a":
        if "footnote-backref" in (node.attributes.get("class") or ""):
            return
        target = node.attributes.get("href") or ""
        href = target if re.match("(https?://|mailto:)", target, re.I) else href
        href = f"#{bookmark(unquote(target[1:]))}" if re.match("#.", target) else href
    for child in node.iter(include_text=True):
        yield from _inline(child, look + _LOOKS.get(tag, ""), href)


def _seen(look: str, href: str) -> str:
    return "".join(sorted(set(look))) + (f" {_target(href)}" if href else "")


def _target(href: str) -> str:
    """Where a link leads, however it is escaped: LibreOffice writes %20 as a space, and the other way round."""
    return re.sub(r"^(https?://[^/?#]+)$", r"\1/", unquote(href))


def _number(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"\s*-?\d+\s*", text) else default
