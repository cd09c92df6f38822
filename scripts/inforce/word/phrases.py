"""The inline content of a Word file -> signs, with the tracked changes of some authors accepted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from inforce.markup import slug
from inforce.word.anchors import is_bookmark
from inforce.word.opening import RELATION, WORD, Relation
from inforce.word.signs import BREAK, IMAGE, LINK, NOTE, PLAIN, Sign, from_text
from inforce.word.styles import Style, has_fixed_pitch, is_on, value_of

THROUGH = frozenset(
    WORD + name for name in ("sdt", "sdtContent", "smartTag", "customXml", "fldSimple", "dir", "bdo", "ruby", "rubyBase")
)  # elements that are read as if they were not there
INSERTED, DELETED = (f"{WORD}ins", f"{WORD}moveTo"), (f"{WORD}del", f"{WORD}moveFrom")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"  # without it, Word passes over spaces at the ends of a text
_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffb\ufffc\ufffe\uffff]")  # no text; some stand for other things here
_NOTE_NUMBER = re.compile(r"\[\d+(:\d+)?\]")  # of a footnote that is no footnote of Word
_SYMBOLS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0e0": "→", "\uf0d8": "➢", "\uf0fc": "✓"}


class Changes:
    """What is there of a document, as its tracked changes are accepted or rejected by author."""

    def __init__(self, accepts: Callable[[str], bool]) -> None:
        self._accepts = accepts

    def accepted(self, element: etree._Element) -> bool:
        """Whether a tracked change is accepted."""
        return self._accepts(author_of(element))

    def gone(self, element: etree._Element) -> bool:
        """Whether what a tracked change is about is not there: inserted and rejected, or deleted and accepted."""
        return (element.tag in INSERTED and not self.accepted(element)) or (element.tag in DELETED and self.accepted(element))

    def current(self, properties: etree._Element | None, change: str, old: str) -> etree._Element | None:
        """Properties as they are in this state: a tracked change of them names those before it."""
        if properties is None:
            return None
        changed = properties.find(WORD + change)
        if changed is not None and not self.accepted(changed):
            return changed.find(WORD + old)
        return properties


class Phrases:
    """Reads the inline content of one part of a file in order; fields may reach over several paragraphs.

    `left_out` gains sentences on what is not read; `footnotes` the part and the number of each, in the order of their signs.
    """

    def __init__(
        self,
        changes: Changes,
        styles: Mapping[str, Style],
        relations: Mapping[str, Relation],
        anchors: Mapping[str, str],
        left_out: dict[str, None],
    ) -> None:
        self.changes, self.styles, self.relations, self.anchors = changes, styles, relations, anchors
        self.left_out = left_out
        self.fields: list[tuple[str, bool]] = []  # open fields: their instruction, and whether their result has begun
        self.footnotes: dict[tuple[str, str], None] = {}

    def within(self) -> Phrases:
        """The same for a cell, whose fields are its own."""
        inner = Phrases(self.changes, self.styles, self.relations, self.anchors, self.left_out)
        inner.footnotes = self.footnotes
        return inner

    def signs(self, parent: etree._Element, marks: frozenset[str] = PLAIN) -> Iterator[Sign]:
        """The signs of a paragraph, or of an element inside one whose words have these marks."""
        for child in parent:
            tag = child.tag
            if tag == f"{WORD}r":
                yield from self._run(child, marks)
            elif tag == f"{WORD}hyperlink":
                target = self._target(child)
                yield from self.signs(child, marks | {LINK + target} if target else marks)
            elif tag in INSERTED or tag in DELETED:
                if not self.changes.gone(child):
                    yield from self.signs(child, marks)
            elif tag == f"{WORD}fldSimple":
                target = _field_target(str(child.get(f"{WORD}instr") or ""))
                yield from self.signs(child, marks | {LINK + target} if target else marks)
            elif tag in THROUGH:
                yield from self.signs(child, marks)

    def _run(self, run: etree._Element, marks: frozenset[str]) -> Iterator[Sign]:
        properties = self.changes.current(run.find(f"{WORD}rPr"), "rPrChange", "rPr")
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
        style = self.styles.get(value_of(properties, "rStyle"), Style())
        marks = set(style.marks)
        for name, mark in (("b", "strong"), ("i", "em"), ("strike", "s"), ("dstrike", "s")):
            if properties.find(WORD + name) is not None:
                (marks.add if is_on(properties, name) else marks.discard)(mark)
        if style.code or has_fixed_pitch(properties):
            marks.add("code")
        return frozenset(marks)


def author_of(change: etree._Element) -> str:
    """Who made a tracked change."""
    return str(change.get(f"{WORD}author") or "")


def _field_target(instruction: str) -> str:
    """The target of a field that is a link."""
    found = re.match(r'\s*HYPERLINK\b\s*(?:"([^"]*)")?(?:.*?\\l\s+"([^"]*)")?', instruction, re.S)
    return (found[1] or "") + (f"#{found[2]}" if found[2] else "") if found else ""


def anchors_of(document: etree._Element) -> Mapping[str, str]:
    """Bookmarks by name, with the words of the paragraph that they stand in, as an anchor has them. Those of our own files are
    not among them: their name tells the anchor.
    """
    found = {}
    for paragraph in document.iter(f"{WORD}p"):
        marks = [str(mark.get(f"{WORD}name") or "") for mark in paragraph.iter(f"{WORD}bookmarkStart")]
        marks = [name for name in marks if name and not is_bookmark(name)]
        if marks:
            words = "".join(text.text or "" for text in paragraph.iter(f"{WORD}t", f"{WORD}delText"))
            found.update(dict.fromkeys(marks, slug(words)))
    return found
