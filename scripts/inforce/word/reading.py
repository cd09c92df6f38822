"""A Word file -> blocks, with the tracked changes of some authors accepted and those of the others rejected."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby

from lxml import etree

from inforce.markup import slug
from inforce.word.opening import RELATION, WORD, Package, Relation, open_package
from inforce.word.signs import BREAK, IMAGE, LINK, NOTE, PLAIN, Block, Sign, block, from_text
from inforce.word.styles import Style, has_fixed_pitch, is_on, number_of, read_numbering, read_styles, value_of

Accepts = Callable[[str], bool]  # whether the changes of an author are accepted

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"  # without it, Word passes over spaces at the ends of a text
_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffb\ufffc\ufffe\uffff]")  # no text; some stand for other things here
_NOTE_NUMBER = re.compile(r"\[\d+(:\d+)?\]")  # of a footnote that is no footnote of Word
_THROUGH = frozenset(
    WORD + name for name in ("sdt", "sdtContent", "smartTag", "customXml", "fldSimple", "dir", "bdo", "ruby", "rubyBase")
)
_INSERTED, _DELETED = (f"{WORD}ins", f"{WORD}moveTo"), (f"{WORD}del", f"{WORD}moveFrom")
_SYMBOLS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0e0": "→", "\uf0d8": "➢", "\uf0fc": "✓"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A remark in the margin: who made it, what it says, and the words that it is about."""

    author: str
    text: str
    passage: str


@dataclass(slots=True)
class _Paragraph:
    """A paragraph that is being read."""

    signs: list[Sign] = field(default_factory=list)
    properties: etree._Element | None = None


class WordFile:
    """An opened Word file. `notes` are sentences on what was left out."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open a file; raises UserError as `open_package` does."""
        self._package: Package = open_package(data, name)
        self._styles = read_styles(self._package.parts.get("styles"))
        self._numbering = read_numbering(self._package.parts.get("numbering"))
        self._left_out: dict[str, None] = dict.fromkeys(self._package.notes)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out, known once the text was read."""
        return tuple(self._left_out)

    @property
    def authors(self) -> tuple[str, ...]:
        """Who made tracked changes."""
        names = {_author(element) for element in self._package.document.iter() if _is_change(element)}
        return tuple(sorted(names))

    @property
    def comments(self) -> tuple[Comment, ...]:
        """The remarks in the margin, in order."""
        part = self._package.parts.get("comments")
        if part is None:
            return ()
        passages = _passages(self._package.document)
        return tuple(
            Comment(
                author=str(item.get(f"{WORD}author") or "somebody"),
                text=" ".join("".join(text.text or "" for text in item.iter(f"{WORD}t", f"{WORD}p")).split()),
                passage=passages.get(str(item.get(f"{WORD}id")), ""),
            )
            for item in part.iter(f"{WORD}comment")
        )

    def blocks(self, accepts: Accepts) -> list[Block]:
        """The text in one state."""
        reader = _Reader(self._package, self._styles, self._numbering, accepts, self._left_out)
        body = self._package.document.find(f"{WORD}body")
        return reader.read(body if body is not None else self._package.document)


class _Reader:
    """Reads one state of a document."""

    def __init__(
        self,
        package: Package,
        styles: Mapping[str, Style],
        numbering: Mapping[tuple[str, int], str],
        accepts: Accepts,
        left_out: dict[str, None],
    ) -> None:
        self.package, self.styles, self.numbering, self.accepts = package, styles, numbering, accepts
        self.left_out = left_out
        self.relations: Mapping[str, Relation] = package.relations["document"]
        self.anchors = _anchors(package.document)
        self.pending: _Paragraph | None = None  # whose end is not there in this state
        self.fields: list[tuple[str, bool]] = []  # open fields: their instruction, and whether their result has begun
        self.footnotes: dict[tuple[str, str], None] = {}  # in the order of their first signs
        self.out: list[Block] = []

    def read(self, body: etree._Element) -> list[Block]:
        """All blocks, footnotes last."""
        self._blocks(body)
        self._end_pending()
        for part, number in self.footnotes:
            self._footnote(part, number)
        return _joined_code(self.out)

    def _blocks(self, parent: etree._Element) -> None:
        for child in parent:
            tag = child.tag
            if tag == f"{WORD}p":
                self._paragraph(child)
            elif tag == f"{WORD}tbl":
                self._end_pending()
                self._table(child)
            elif tag == f"{WORD}sdt" and _is_contents(child):
                self.left_out["The table of contents was not read."] = None
            elif (
                tag in _THROUGH
                or (tag in _INSERTED and self._accepted(child))
                or (tag in _DELETED and not self._accepted(child))
            ):
                self._blocks(child)
            elif tag == f"{WORD}altChunk":
                self.left_out["Another document inside the file was not read; save the file anew in Word to have it read."] = (
                    None
                )

    def _accepted(self, element: etree._Element) -> bool:
        return self.accepts(_author(element))

    def _paragraph(self, element: etree._Element) -> None:
        properties = element.find(f"{WORD}pPr")
        signs = list(self._inline(element, frozenset()))
        before = self.pending
        paragraph = _Paragraph(signs=signs, properties=properties)
        if before:
            paragraph.signs = before.signs + signs
            if not signs and before.signs:  # a paragraph emptied at its end keeps what it was
                paragraph.properties = before.properties
        self.pending = paragraph
        if self._ends(properties):
            self._end_pending()

    def _ends(self, properties: etree._Element | None) -> bool:
        """Whether the end of a paragraph is there in this state."""
        mark = properties.find(f"{WORD}rPr") if properties is not None else None
        if mark is None:
            return True
        for child in mark:
            if (child.tag in _INSERTED and not self._accepted(child)) or (child.tag in _DELETED and self._accepted(child)):
                return False
        return True

    def _end_pending(self) -> None:
        paragraph, self.pending = self.pending, None
        if paragraph is not None:
            made = self._made(paragraph)
            if made is not None:
                self.out.append(made)

    def _made(self, paragraph: _Paragraph) -> Block | None:
        properties = self._current(paragraph.properties, "pPrChange", "pPr")
        style = self._style(properties)
        if style.code:
            return block("code", [[sign._replace(marks=PLAIN) for sign in paragraph.signs]])
        if style.contents or all(sign.text.isspace() for sign in paragraph.signs):
            return None
        heading = number_of(properties, "outlineLvl", style.level - 1) + 1
        if 1 <= heading <= 6:
            return block(f"h{heading}", [paragraph.signs])
        listed = self._list(properties, style)
        if listed:
            return block(listed[0], [paragraph.signs], depth=listed[1])
        return block("quote" if style.quote else "p", [paragraph.signs], indented=_indented(properties))

    def _current(self, properties: etree._Element | None, change: str, old: str) -> etree._Element | None:
        """Properties as they are in this state: a tracked change of them names those before it."""
        if properties is None:
            return None
        changed = properties.find(WORD + change)
        if changed is not None and not self._accepted(changed):
            return changed.find(WORD + old)
        return properties

    def _style(self, properties: etree._Element | None, kind: str = "pStyle") -> Style:
        return self.styles.get(value_of(properties, kind), Style())

    def _list(self, properties: etree._Element | None, style: Style) -> tuple[str, int] | None:
        own = properties.find(f"{WORD}numPr") if properties is not None else None
        number, depth = style.list or ("0", 0)
        if own is not None:
            number = value_of(own, "numId") or number
            depth = min(number_of(own, "ilvl", depth), 8)
        form = self.numbering.get((number, depth), "") if number != "0" else ""
        return (("ul" if form == "bullet" else "ol"), depth) if form and form != "none" else None

    # inline

    def _inline(self, parent: etree._Element, marks: frozenset[str]) -> Iterator[Sign]:
        for child in parent:
            tag = child.tag
            if tag == f"{WORD}r":
                yield from self._run(child, marks)
            elif tag == f"{WORD}hyperlink":
                target = self._target(child)
                yield from self._inline(child, marks | {LINK + target} if target else marks)
            elif tag in _INSERTED:
                if self._accepted(child):
                    yield from self._inline(child, marks)
            elif tag in _DELETED:
                if not self._accepted(child):
                    yield from self._inline(child, marks)
            elif tag == f"{WORD}fldSimple":
                target = _field_target(str(child.get(f"{WORD}instr") or ""))
                yield from self._inline(child, marks | {LINK + target} if target else marks)
            elif tag in _THROUGH:
                yield from self._inline(child, marks)

    def _run(self, run: etree._Element, marks: frozenset[str]) -> Iterator[Sign]:
        properties = self._current(run.find(f"{WORD}rPr"), "rPrChange", "rPr")
        if is_on(properties, "vanish"):
            if any(child.tag == f"{WORD}t" for child in run):
                self.left_out["Hidden text in the file was not read."] = None
            return
        marks = marks | self._run_marks(properties)
        signs = [sign for child in run for sign in self._piece(child, marks)]
        raised = value_of(properties, "vertAlign") == "superscript"
        if raised and _NOTE_NUMBER.fullmatch("".join(sign.text for sign in signs)):
            yield Sign(NOTE)
        else:
            yield from signs

    def _piece(self, child: etree._Element, marks: frozenset[str]) -> Iterator[Sign]:
        tag = str(child.tag).removeprefix(WORD)
        if tag == "fldChar":
            self._field(str(child.get(f"{WORD}fldCharType")))
        elif tag in ("instrText", "delInstrText") and self.fields:
            self.fields[-1] = (self.fields[-1][0] + (child.text or ""), self.fields[-1][1])
        elif self.fields and not all(begun for _, begun in self.fields):
            return
        else:
            targets = [target for instruction, _ in self.fields if (target := _field_target(instruction))]
            marks = marks | {LINK + targets[-1]} if targets else marks
            yield from self._shown(tag, child, marks)

    def _shown(self, tag: str, child: etree._Element, marks: frozenset[str]) -> Iterator[Sign]:
        if tag in ("t", "delText"):
            text = _UNSHOWN.sub("", child.text or "")
            yield from from_text(text if child.get(_SPACE) == "preserve" else text.strip(" \t\r\n"), marks)
        elif tag in ("tab", "ptab"):
            yield Sign(" ", marks)
        elif tag == "cr" or (tag == "br" and child.get(f"{WORD}type", "textWrapping") == "textWrapping"):
            yield Sign(BREAK, marks)
        elif tag == "noBreakHyphen":
            yield Sign("\u2011", marks)
        elif tag == "sym":
            code = str(child.get(f"{WORD}char") or "")
            sign = chr(int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{4}", code) else ""
            yield from from_text(_SYMBOLS.get(sign, "" if "\ue000" <= sign <= "\uf8ff" else sign), marks)
        elif tag in ("footnoteReference", "endnoteReference"):
            self.footnotes[tag.removesuffix("Reference") + "s", str(child.get(f"{WORD}id"))] = None
            yield Sign(NOTE)
        elif child.find(f".//{WORD}txbxContent") is not None:
            self.left_out["A text box in the file was not read."] = None
        elif tag in ("drawing", "pict"):
            yield Sign(IMAGE)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(("", False))
        elif kind == "separate" and self.fields:
            self.fields[-1] = (self.fields[-1][0], True)
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _target(self, link: etree._Element) -> str:
        relation = self.relations.get(str(link.get(f"{RELATION}id")))
        anchor = str(link.get(f"{WORD}anchor") or "")
        anchor = f"#{self.anchors.get(anchor, anchor)}" if anchor else ""
        return (relation.target if relation else "") + anchor

    def _run_marks(self, properties: etree._Element | None) -> frozenset[str]:
        if properties is None:
            return PLAIN
        style = self._style(properties, "rStyle")
        marks = set(style.marks)
        for name, mark in (("b", "strong"), ("i", "em"), ("strike", "s"), ("dstrike", "s")):
            if properties.find(WORD + name) is not None:
                (marks.add if is_on(properties, name) else marks.discard)(mark)
        if style.code or has_fixed_pitch(properties):
            marks.add("code")
        return frozenset(marks)

    # tables and footnotes

    def _table(self, table: etree._Element) -> None:
        kind = "head"
        for row in _rows(table):
            properties = row.find(f"{WORD}trPr")
            if properties is not None and any(
                (child.tag in _INSERTED and not self._accepted(child)) or (child.tag in _DELETED and self._accepted(child))
                for child in properties
            ):
                continue
            cells = list(self._cells(row))
            made = block(kind, cells)
            if any(made.cells):
                self.out.append(made)
                kind = "row"

    def _cells(self, row: etree._Element) -> Iterator[list[Sign]]:
        for cell in row.iter(f"{WORD}tc"):
            if cell.getparent() is not row and cell.getparent().tag not in _THROUGH:
                continue  # of a table inside a cell
            properties = cell.find(f"{WORD}tcPr")
            inserted = properties.find(f"{WORD}cellIns") if properties is not None else None
            deleted = properties.find(f"{WORD}cellDel") if properties is not None else None
            if (inserted is not None and not self._accepted(inserted)) or (deleted is not None and self._accepted(deleted)):
                continue
            yield self._cell(cell)
            for _ in range(min(number_of(properties, "gridSpan", 1), 60) - 1):
                yield []

    def _cell(self, cell: etree._Element) -> list[Sign]:
        """The words of a cell, its paragraphs on lines of their own."""
        inner = _Reader(self.package, self.styles, self.numbering, self.accepts, self.left_out)
        inner.footnotes = self.footnotes
        inner._blocks(cell)
        inner._end_pending()
        signs: list[Sign] = []
        for made in inner.out:
            signs += ([Sign(BREAK)] if signs else []) + [sign for part in made.cells for sign in part]
        return signs

    def _footnote(self, part: str, number: str) -> None:
        root = self.package.parts.get(part)
        found = [note for note in root if note.get(f"{WORD}id") == number] if root is not None else []
        inner = _Reader(self.package, self.styles, self.numbering, self.accepts, self.left_out)
        inner.relations = self.package.relations.get(part, {})
        for note in found:
            inner._blocks(note)
            inner._end_pending()
        self.out += [replace(made, kind="note", key=block("note", made.cells).key) for made in inner.out]


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == f"{WORD}tr":
            yield child
        elif child.tag in _THROUGH or child.tag in (*_INSERTED, *_DELETED):
            yield from _rows(child)


def _joined_code(blocks: Iterable[Block]) -> list[Block]:
    """Lines of code that follow each other are one piece, without empty lines at its ends."""
    out: list[Block] = []
    for code, run in groupby(blocks, key=lambda made: made.kind == "code"):
        if not code:
            out += run
            continue
        lines = ["".join(sign.text for sign in made.cells[0]).rstrip() for made in run]
        text = "\n".join(lines).strip("\n")
        out += [block("code", [from_text(text)])] if text else []
    return out


def _author(element: etree._Element) -> str:
    return str(element.get(f"{WORD}author") or "")


_CHANGES = frozenset(
    WORD + name
    for name in "ins del moveFrom moveTo pPrChange rPrChange cellIns cellDel tblPrChange trPrChange tcPrChange".split()
)


def _is_change(element: etree._Element) -> bool:
    return element.tag in _CHANGES


def _indented(properties: etree._Element | None) -> bool:
    found = properties.find(f"{WORD}ind") if properties is not None else None
    left = str(found.get(f"{WORD}left") or found.get(f"{WORD}start") or "0") if found is not None else "0"
    return re.fullmatch(r"[1-9]\d*", left) is not None


def _field_target(instruction: str) -> str:
    """The target of a field that is a link."""
    found = re.match(r'\s*HYPERLINK\b\s*(?:"([^"]*)")?(?:.*?\\l\s+"([^"]*)")?', instruction, re.S)
    return (found[1] or "") + (f"#{found[2]}" if found[2] else "") if found else ""


def _anchors(document: etree._Element) -> Mapping[str, str]:
    """Bookmarks by name, with the words of the paragraph that they stand in, as an anchor has them."""
    found = {}
    for paragraph in document.iter(f"{WORD}p"):
        marks = [str(mark.get(f"{WORD}name") or "") for mark in paragraph.iter(f"{WORD}bookmarkStart")]
        if marks:
            words = "".join(text.text or "" for text in paragraph.iter(f"{WORD}t", f"{WORD}delText"))
            found.update(dict.fromkeys(filter(None, marks), slug(words)))
    return found


def _is_contents(element: etree._Element) -> bool:
    gallery = element.find(f"{WORD}sdtPr/{WORD}docPartObj/{WORD}docPartGallery")
    return gallery is not None and str(gallery.get(f"{WORD}val")) == "Table of Contents"


def _passages(document: etree._Element) -> Mapping[str, str]:
    """The words that each comment is about."""
    open_now: dict[str, list[str]] = {}
    found: dict[str, list[str]] = {}
    for element in document.iter():
        number = str(element.get(f"{WORD}id"))
        if element.tag == f"{WORD}commentRangeStart":
            open_now[number] = found[number] = []
        elif element.tag == f"{WORD}commentRangeEnd":
            open_now.pop(number, None)
        elif element.tag == f"{WORD}t" and open_now:
            for words in open_now.values():
                words.append(element.text or "")
    return {number: " ".join("".join(words).split()) for number, words in found.items()}
