"""A finished redline -> paragraphs and tables, each with what either revision has of it.

In a redline an element is on both sides, or with everything in it on one; text inside what is on both sides may be on one
(`site_src/redline-engine.md`). So each paragraph that both revisions have stands in the same place in both, and only its
numbering, the breaks around it and the spans of its cells can differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from inforce.text.headings import Anchors, slug
from inforce.word.write.boxes import Box, Leaf, read_boxes
from inforce.word.write.runs import NEW, OLD, PLAIN, Run, Shape, any_of, formatted, settled
from inforce.word.write.shapes import give_shapes


@dataclass(slots=True, kw_only=True)
class Paragraph:
    """One paragraph; old and new: its shape in a revision, None where that has none of it."""

    runs: list[Run]
    old: Shape | None = None
    new: Shape | None = None
    joined: int = 0  # the sides on which it goes on from the paragraph before
    tight: bool = False  # and without a space there
    move: tuple[str, str] | None = None  # an end of a move ("from", "to") and its number
    anchors: tuple[str, ...] = ()  # what links in the text may call it

    @property
    def sides(self) -> int:
        """The revisions that have it."""
        return (OLD if self.old else 0) | (NEW if self.new else 0)

    def shape(self, side: int) -> Shape | None:
        """Its shape in one revision."""
        return self.old if side == OLD else self.new


@dataclass(slots=True, kw_only=True)
class Cell:
    """A cell of a table: how many columns and rows it spans in the old and in the new revision."""

    blocks: list[Block]
    sides: int
    header: bool
    spans: tuple[tuple[int, int], tuple[int, int]]


@dataclass(slots=True, kw_only=True)
class Row:
    """A row of a table."""

    cells: list[Cell]
    sides: int
    header: bool


@dataclass(slots=True, kw_only=True)
class Table:
    """A table; joined: the sides on which its rows go on from the table before."""

    rows: list[Row]
    joined: int = 0

    @property
    def sides(self) -> int:
        """The revisions that have it."""
        return any_of(row.sides for row in self.rows)


Block = Paragraph | Table


def read(html: str) -> list[Block]:
    """The paragraphs and tables of a redline in order."""
    root = read_boxes(html)
    for side in (OLD, NEW):
        give_shapes(root, side)
    blocks = list(_blocks(root.children, []))
    _name_old_headings([block for block in blocks if isinstance(block, Paragraph)])
    return blocks


def _name_old_headings(paragraphs: Sequence[Paragraph]) -> None:
    """Give headings that read otherwise in the old revision the anchor that they had there, which the redline gives up."""
    new = {anchor for paragraph in paragraphs for anchor in paragraph.anchors}
    used = Anchors()
    for paragraph in paragraphs:
        if paragraph.old and paragraph.old.style.startswith("Heading"):
            text = "".join(run.text for run in paragraph.runs if run.sides & OLD)
            anchor = used.free(slug(text) or "section")
            used.add(anchor)
            paragraph.anchors += () if anchor in new else (anchor,)


def _blocks(parts: Iterable[Box | Leaf], anchors: list[str]) -> Iterator[Block]:
    """anchors: those of the elements that have begun, until a paragraph takes them."""
    for part in parts:
        if isinstance(part, Box) and part.attributes.get("id"):
            anchors.append(part.attributes["id"])
        if isinstance(part, Leaf):
            if part.seen:
                yield _paragraph(part, anchors)
        elif part.tag == "table":
            yield from _table(part, anchors)
        elif part.tag == "hr":
            rule = Shape(style="HorizontalLine")
            old, new = (rule if part.sides & side else None for side in (OLD, NEW))
            # With a space in it, as LibreOffice would give an empty paragraph the shape of what goes before it.
            yield Paragraph(runs=[Run(" ", PLAIN, part.sides)], old=old, new=new, move=part.move)
        else:
            yield from _blocks(part.children, anchors)


def _paragraph(leaf: Leaf, anchors: list[str]) -> Paragraph:
    moves = {raw.move for raw in leaf.raw if raw.text.strip()}
    own = (*anchors, *(raw.anchor for raw in leaf.raw if raw.anchor))
    anchors.clear()
    return Paragraph(
        anchors=own,
        runs=formatted(settled(leaf.raw)),
        old=leaf.shapes.get(OLD),
        new=leaf.shapes.get(NEW),
        joined=leaf.joined,
        tight=leaf.tight,
        move=moves.pop() if len(moves) == 1 else None,
    )


def _table(box: Box, anchors: list[str]) -> Iterator[Block]:
    """A table, after its caption."""
    rows: list[Row] = []
    for row, header in _rows(box, False):
        cells = [_cell(cell, anchors) for cell in row.children if isinstance(cell, Box) and cell.tag in ("td", "th")]
        if cells:
            rows.append(Row(cells=cells, sides=any_of(cell.sides for cell in cells), header=header))
    for part in box.children:
        if isinstance(part, Box) and part.tag == "caption":
            yield from _blocks(part.children, anchors)
    if rows:
        yield Table(rows=rows, joined=box.joined)


def _rows(box: Box, header: bool) -> Iterator[tuple[Box, bool]]:
    for part in box.children:
        if isinstance(part, Box) and part.tag == "tr":
            yield part, header
        elif isinstance(part, Box) and part.tag in ("thead", "tbody", "tfoot"):
            yield from _rows(part, part.tag == "thead")


def _cell(box: Box, anchors: list[str]) -> Cell:
    spans = [(max(1, box.number("colspan", side, 1)), max(1, box.number("rowspan", side, 1))) for side in (OLD, NEW)]
    return Cell(
        blocks=list(_blocks(box.children, anchors)), sides=box.sides, header=box.tag == "th", spans=(spans[0], spans[1])
    )
