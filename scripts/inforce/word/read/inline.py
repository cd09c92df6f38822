"""The inline content of a Word file -> signs, with the tracked changes of some authors accepted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from inforce.text.headings import slug
from inforce.text.rich_text import BREAK, IMAGE, LINK, NOTE, PLAIN, Sign, from_text
from inforce.word.bookmarks import is_bookmark
from inforce.word.read.fields import Field, box_of
from inforce.word.read.formulas import linear
from inforce.word.read.package import COMPATIBLE, MATH, RELATION, WORD, Relation
from inforce.word.read.styles import Style, is_on, look_of, symbol_font, value_of
from inforce.word.read.symbols import sign_of
from inforce.word.read.unread import DELETED, INSERTED, code_of, is_picture, quoted, unread, words_in

THROUGH = frozenset(
    WORD + name for name in ("sdt", "sdtContent", "smartTag", "customXml", "fldSimple", "dir", "bdo", "rubyBase")
)  # elements that are read as if they were not there
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"  # without it, Word passes over spaces at the ends of a text
_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffb\ufffc\ufffe\uffff]")  # no text; some stand for other things here
_PRIVATE = re.compile("[\uf020-\uf0ff]")  # where symbol fonts have their signs; without such a font they show none
_NOTE_NUMBER = re.compile(r"\[\d+(:\d+)?\]")  # of a footnote that is no footnote of Word
CHOICES = f"{COMPATIBLE}AlternateContent"
FORMULAS = (f"{MATH}oMath", f"{MATH}oMathPara")


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
        self.fields: list[Field] = []  # those that are open
        self.footnotes: dict[tuple[str, str], None] = {}
        self._hidden: list[str] = []

    def within(self) -> Phrases:
        """The same for a cell, whose fields are its own."""
        inner = Phrases(self.changes, self.styles, self.relations, self.anchors, self.left_out)
        inner.footnotes = self.footnotes
        return inner

    def paragraph(self, element: etree._Element) -> list[Sign]:
        """The signs of a paragraph."""
        signs = list(self.signs(element))
        hidden = " ".join("".join(self._hidden).split())
        self._hidden.clear()
        if hidden:
            self.left_out[f"Hidden text in the file was not read: {quoted(hidden)}"] = None
        return signs

    def name(self, element: etree._Element) -> None:
        """Say that an element was not read, if it shows something."""
        said = unread(element)
        if said:
            self.left_out[said] = None

    def signs(self, parent: etree._Element, marks: frozenset[str] = PLAIN) -> Iterator[Sign]:
        """The signs of an element whose words have these marks."""
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
                yield from self._simple_field(child, marks)
            elif tag in THROUGH:
                yield from list(self.signs(child, marks)) or from_text(box_of(child), marks)
            elif tag in FORMULAS:
                yield from from_text(_UNSHOWN.sub("", linear(child, self.changes.gone)), marks)
            elif tag == CHOICES:
                yield from self.signs(chosen(child), marks)
            elif isinstance(tag, str):
                self.name(child)

    def _run(self, run: etree._Element, marks: frozenset[str]) -> Iterator[Sign]:
        properties = self.changes.current(run.find(f"{WORD}rPr"), "rPrChange", "rPr")
        style = self.styles.get(value_of(properties, "rStyle"), Style())
        marks = marks | look_of(properties, style)
        font = symbol_font(properties) or style.symbols
        signs = [sign for child in run for sign in self._piece(child, marks, font)]
        if is_on(properties, "vanish") or (style.hidden and value_of(properties, "vanish") == ""):
            self._hidden += [sign.text for sign in signs if sign.text not in (NOTE, IMAGE)]
            return
        if is_on(properties, "caps"):
            signs = [sign._replace(text=sign.text.upper()) for sign in signs]
        raised = "sup" in marks
        if raised and _NOTE_NUMBER.fullmatch("".join(sign.text for sign in signs)):
            yield Sign(NOTE)
        else:
            yield from signs

    def _piece(self, child: etree._Element, marks: frozenset[str], font: str) -> Iterator[Sign]:
        tag = str(child.tag)
        if tag == f"{WORD}fldChar":
            yield from self._field_mark(child, marks)
        elif tag in (f"{WORD}instrText", f"{WORD}delInstrText") and self.fields:
            self.fields[-1].instruction += child.text or ""
        elif self.fields and not all(field.begun for field in self.fields):
            return
        else:
            targets = [target for field in self.fields if (target := field.target)]
            marks = marks | {LINK + targets[-1]} if targets else marks
            for sign in self._shown(tag, child, marks, font):
                yield sign
                for field in self.fields:
                    field.shown = True

    def _shown(self, tag: str, child: etree._Element, marks: frozenset[str], font: str) -> Iterator[Sign]:
        name = tag.removeprefix(WORD)
        if name in ("t", "delText"):
            text = _UNSHOWN.sub("", child.text or "")
            text = text if child.get(_SPACE) == "preserve" else text.strip(" \t\r\n")
            if font:
                text = self._with_symbols(text, font, child)
            elif private := _PRIVATE.search(text):
                self._unknown("", ord(private[0]), child)
            yield from from_text(text, marks)
        elif name in ("tab", "ptab"):
            yield Sign(" ", marks)
        elif name == "cr" or (name == "br" and child.get(f"{WORD}type", "textWrapping") == "textWrapping"):
            yield Sign(BREAK, marks)
        elif name == "noBreakHyphen":
            yield Sign("\u2011", marks)
        elif name == "sym":
            yield from from_text(self._symbol(str(child.get(f"{WORD}font") or font), code_of(child), child), marks)
        elif name in ("footnoteReference", "endnoteReference"):
            self.footnotes[name.removesuffix("Reference") + "s", str(child.get(f"{WORD}id"))] = None
            yield Sign(NOTE)
        elif name == "ruby":
            yield from self._ruby(child, marks)
        elif tag == CHOICES:
            for shown in chosen(child):
                yield from self._shown(str(shown.tag), shown, marks, font)
        elif name in ("drawing", "pict") and is_picture(child):
            yield Sign(IMAGE)
        else:
            self.name(child)

    def _ruby(self, ruby: etree._Element, marks: frozenset[str]) -> Iterator[Sign]:
        """A word with what is written above it, in brackets."""
        base, above = (
            [s for part in ruby.findall(WORD + name) for s in self.signs(part, marks)] for name in ("rubyBase", "rt")
        )
        yield from base
        if above:
            yield from [Sign("(", marks), *above, Sign(")", marks)]

    def _with_symbols(self, text: str, font: str, child: etree._Element) -> str:
        return "".join(sign if sign.isspace() else self._symbol(font, ord(sign), child) for sign in text)

    def _symbol(self, font: str, code: int, where: etree._Element) -> str:
        """The sign that a font shows for a code; one that is not known is named."""
        sign = sign_of(font, code)
        if not sign:
            self._unknown(font, code, where)
        return sign

    def _unknown(self, font: str, code: int, where: etree._Element) -> None:
        paragraph = next(where.iterancestors(f"{WORD}p"), where)
        around = f" in {quoted(words)}" if (words := words_in(paragraph)) else ""
        named = f"A sign of {f'the font {font}' if font else 'a font that is not named'} ({code:04X}){around}"
        self.left_out[f"{named} was not read: nothing here tells what it shows."] = None

    def _simple_field(self, element: etree._Element, marks: frozenset[str]) -> Iterator[Sign]:
        field = Field(instruction=str(element.get(f"{WORD}instr") or ""))
        inside = list(self.signs(element, marks | {LINK + field.target} if field.target else marks))
        yield from inside or self._without_result(field, element, marks)

    def _field_mark(self, mark: etree._Element, marks: frozenset[str]) -> Iterator[Sign]:
        """The beginning of a field, of its result, or its end."""
        kind = str(mark.get(f"{WORD}fldCharType"))
        if kind == "begin":
            self.fields.append(Field(form=mark.find(f"{WORD}ffData")))
        elif kind == "separate" and self.fields:
            self.fields[-1].begun = True
        elif kind == "end" and self.fields:
            field = self.fields.pop()
            if not field.shown and all(outer.begun for outer in self.fields):
                yield from self._without_result(field, mark, marks)

    def _without_result(self, field: Field, where: etree._Element, marks: frozenset[str]) -> Iterator[Sign]:
        """What a field shows that holds no text: a box, a symbol; any other is named."""
        symbol = field.symbol
        shown = self._symbol(*symbol, where) if symbol else field.control
        if shown:
            for outer in self.fields:
                outer.shown = True
            yield from from_text(shown, marks)
        elif field.is_seen and not symbol:
            self.left_out[f"A field of Word that holds no text was not read: {quoted(' '.join(field.instruction.split()))}"] = (
                None
            )

    def _target(self, link: etree._Element) -> str:
        relation = self.relations.get(str(link.get(f"{RELATION}id")))
        anchor = str(link.get(f"{WORD}anchor") or "")
        anchor = f"#{self.anchors.get(anchor, anchor)}" if anchor else ""
        return (relation.target if relation else "") + anchor


def author_of(change: etree._Element) -> str:
    """Who made a tracked change."""
    return str(change.get(f"{WORD}author") or "")


def chosen(choices: etree._Element) -> etree._Element:
    """Of several ways to show the same the first one; the others are for programs that know less."""
    return choices[0] if len(choices) else choices


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
