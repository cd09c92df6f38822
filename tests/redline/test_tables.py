"""Tables: a value stands under the head that it had, whatever was added to or taken from the table."""

from __future__ import annotations

import html5lib  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inforce import redline_html
from inforce.redline import compare, proof
from inforce.text.html_tree import read_document
from inforce.word.write.boxes import Box, read_boxes

Rows = list[list[str]]
OLD = [
    ["Plan", "Price", "Notice"],
    ["Basic", "10 euros", "30 days"],
    ["Trial", "nothing", "no notice"],
    ["Pro", "20 euros", "60 days"],
]
HEADS = {cell: head for row in OLD for head, cell in zip(OLD[0], row, strict=True)}


def table(rows: Rows) -> str:
    """A table whose first row is its heads."""
    heads, *body = [
        "".join(f"<{tag}>{cell}</{tag}>" for cell in row) for tag, row in zip(["th", *["td"] * len(rows)], rows, strict=False)
    ]
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(f'<tr>{row}</tr>' for row in body)}</tbody></table>"


def grid(html: str) -> Rows:
    """The words of every cell as readers see them, by row."""
    body = html5lib.parse(html, namespaceHTMLElements=False).find("body")
    return [["".join(cell.itertext()) for cell in row if cell.tag in ("td", "th")] for row in body.iter("tr")]


def under_heads(html: str) -> list[dict[str, str]]:
    """Each row's words by the head that they stand under, empty cells left out."""
    heads, *rows = grid(html)
    assert len(set(heads)) == len(heads), "each head once"
    return [{head: cell for head, cell in zip(heads, row, strict=True) if cell} for row in rows]


def without(column: str, rows: Rows) -> Rows:
    """The rows without one column."""
    at = rows[0].index(column)
    return [row[:at] + row[at + 1 :] for row in rows]


@pytest.mark.parametrize("column", OLD[0])
def test_a_row_of_one_revision_has_an_empty_cell_for_a_column_of_the_other(column: str) -> None:
    """Wherever the column is, added or taken away, and the row gone or new."""
    fewer, more = without(column, [row for row in OLD if row[0] != "Trial"]), OLD
    for old, new in (
        (fewer, more),
        (more, fewer),
        (without(column, OLD), OLD[:2] + OLD[3:]),
        (OLD[:2] + OLD[3:], without(column, OLD)),
    ):
        html = redline_html(table(old), table(new))
        assert proof.prove(html, table(old), table(new)) == []
        for row in under_heads(html):
            assert row == {HEADS[cell]: cell for cell in row.values()}


def test_an_empty_cell_is_in_neither_revision_and_no_change() -> None:
    old, new = table(without("Price", OLD)), table([row for row in OLD if row[0] != "Trial"])
    html = redline_html(old, new)
    assert '<td><del data-n="2">Trial</del></td><td data-pad=""></td><td><del data-n="2">no notice</del></td>' in html
    assert "data-pad" not in proof.accept(html) + proof.reject(html)
    rows = [part for part in _boxes(read_boxes(html)) if part.tag == "tr"]
    assert [len([cell for cell in row.children if isinstance(cell, Box)]) for row in rows] == [3, 3, 2, 3], (
        "nor in the Word file"
    )


def _boxes(box: Box) -> list[Box]:
    return [box, *(inner for child in box.children if isinstance(child, Box) for inner in _boxes(child))]


def test_a_column_that_takes_the_place_of_another_is_told_by_its_head() -> None:
    """As many columns as before: their values would all be shown as rewritten, each under the head of the next."""
    new = [[*row[:1], row[2], extra] for row, extra in zip(OLD, ["Support", "by mail", "none", "by phone"], strict=True)]
    found = compare(read_document(table(OLD)), read_document(table(new)))
    assert [(change.kind, change.added, change.removed) for change in found.changes] == [
        ("table column", 0, 6),
        ("table column", 6, 0),
    ]
    assert [row["Notice"] for row in under_heads(found.html)] == ["30 days", "no notice", "60 days"]


def test_a_column_with_another_head_stays_where_it_is() -> None:
    new = [["Plan", "Fee", "Notice"], *OLD[1:]]
    html = redline_html(table(OLD), table(new))
    assert "data-change" not in html and grid(html)[0] == ["Plan", "PriceFee", "Notice"]


def test_cells_over_several_columns_are_left_as_they_are() -> None:
    """What stands under what is not known there."""
    old = (
        table([["A", "B"], ["For all of them.", ""], ["x", "y"]])
        .replace("<td>For", '<td colspan="2">For')
        .replace("<td></td>", "")
    )
    new = table([["A", "New", "B"], ["x", "more", "y"]])
    html = redline_html(old, new)
    assert "data-pad" not in html and proof.prove(html, old, new) == []


HEAD = ["Plan", "Refund", "Trial"]
BASIC, PRO = ["Basic", "30 days after payment", "none"], ["Pro", "60 days after payment", "7 days"]
ROWS = {
    "one is gone, and another has its values": ([BASIC, PRO], [["Pro", *BASIC[1:]]]),
    "values are exchanged": ([BASIC, PRO], [["Basic", *PRO[1:]], ["Pro", *BASIC[1:]]]),
    "a new one has the values of another": (
        [BASIC, PRO],
        [["Free", *BASIC[1:]], ["Basic", "45 days after payment", "none"], PRO],
    ),
    "nothing but the name stays": ([BASIC, PRO], [["Basic", "never", "as long as you like"], PRO]),
}


@pytest.mark.parametrize("rows", ROWS)
def test_a_row_is_told_by_its_first_cell(rows: str) -> None:
    """Its values may be those of another: a reader looks up the name, and must not read that it was given another."""
    for old, new in (ROWS[rows], ROWS[rows][::-1]):
        html = redline_html(table([HEAD, *old]), table([HEAD, *new]))
        names = [row[0] for row in [*old, *new]]
        assert {row[0] for row in grid(html)[1:]} == set(names) and len(grid(html)) == 1 + len(set(names))


def test_a_number_in_the_first_cell_is_no_name() -> None:
    """It counts the rows: behind a new one, the others are what they were, though each has another number."""
    old = [["No.", "Fee for"], ["1", "a copy of the register"], ["2", "an extract by post"]]
    new = [["No.", "Fee for"], ["1", "a search"], ["2", "a copy of the register"], ["3", "an extract by post"]]
    said = [row[1] for row in grid(redline_html(table(old), table(new)))]
    assert said == ["Fee for", "a search", "a copy of the register", "an extract by post"]


NAMES = ["Data", "Purpose", "Basis", "Kept for"]


@st.composite
def tables(draw: st.DrawFn) -> tuple[Rows, Rows]:
    """Two tables with some of the same columns, in order, and some of the same rows, in any."""
    keys = draw(st.lists(st.sampled_from(["name", "card", "address", "mail", "phone"]), unique=True, min_size=2))

    def side() -> Rows:
        columns = [name for name in NAMES if name == "Data" or draw(st.booleans())]
        rows = [key for key in draw(st.permutations(keys)) if draw(st.booleans())]
        return [columns, *([key if name == "Data" else f"{name[0]} of the {key} {key}" for name in columns] for key in rows)]

    return side(), side()


@settings(deadline=None)
@given(tables())
def test_every_row_is_as_wide_as_its_table(pair: tuple[Rows, Rows]) -> None:
    """As long as the table is one: a value stands in the column that the heads of its own revision name."""
    old, new = map(table, pair)
    html = redline_html(old, new)
    assert proof.prove(html, old, new) == []
    if html.count("<table") == 1:
        assert len({len(row) for row in grid(html)}) == 1
