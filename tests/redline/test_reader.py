"""A finished redline as values: its blocks, and what of them the terminal, comments and feeds say alike."""

from __future__ import annotations

import pytest
from inforce import redline_html
from inforce.redline.reader import Block, Finished, read, seen
from inforce.render.data.feed_passages import passages as fed
from inforce.render.pull_request.passages import joined
from inforce.render.pull_request.passages import passages as quoted
from inforce.render.redline_text import as_marked

LIST = "<ol><li>Pay the fee of the year.</li><li>{}</li><li>Bring a card to each of your visits.</li></ol>"


def read_of(old: str, new: str) -> Finished:
    return read(redline_html(old, new))


def words(block: Block) -> list[tuple[str, str]]:
    """The words of a block with their sides."""
    return [(run.side, run.text) for run in block.runs if run.text]


def test_blocks() -> None:
    """Paragraphs, headings, items with their numbers, and rows, in the order in which they are read."""
    html = (
        "<h2>A</h2><ol start='3'><li>one<ul><li>inner</li></ul>more</li><li><p>two</p></li></ol><table><caption>Fees</caption>"
    )
    html += "<tr><th>x</th></tr><tr><td><p>a</p><ul><li>b</li></ul></td><td>c</td></tr></table>stray<hr>"
    found = list(read(html).blocks())
    assert [(b.tag, b.level, [item.number for item in b.items], b.leads) for b in found] == [
        ("h2", 2, [], False),
        ("li", 0, ["3"], True),
        ("li", 0, ["3", ""], True),
        ("li", 0, ["3"], False),
        ("p", 0, ["4"], True),
        ("caption", 0, [], False),
        ("tr", 0, [], False),
        ("tr", 0, [], False),
        ("body", 0, [], False),
    ]
    assert [(b.table, b.head) for b in found[5:8]] == [(0, False), (1, True), (1, False)]
    assert ["".join(run.text for run in cell) for cell in found[7].cells] == ["a\nb", "c"]


def test_sides() -> None:
    """Every run knows its side, its change and the elements around it; a change what it says and on which sides it is."""
    found = read_of("<p>Pay <b>ten</b> euros.</p><p>Gone as a whole, and for good.</p>", "<p>Pay <b>nine</b> euros.</p>")
    first, last = found.blocks()
    assert words(first) == [("", "Pay "), ("del", "ten"), ("", " "), ("ins", "nine"), ("", " euros.")]
    assert (first.side, last.side) == ("", "del")
    changed = [run for run in first.runs if run.text and run.side]
    assert all({"b", run.side} == {mark.tag for mark in run.marks} for run in changed)
    assert found.changes[changed[0].number].sides == {"ins", "del"}


def test_what_an_author_wrote_as_an_edit() -> None:
    """It is emphasis, and on no side."""
    html = "<p>Pay <ins>at once</ins>, <del>never</del> late.</p>"
    made = redline_html(html, html + "<p>New.</p>")
    assert [run.side for block in read(made).blocks() for run in block.runs if run.text] == ["", "", "", "", "", "ins"]
    assert as_marked(made, "text") == "[…]\n\n{+New.+}\n"


def test_names_of_what_nobody_sees() -> None:
    """They are in what readers are shown, and in nothing else."""
    made = redline_html("<p>14 days</p>", "<p>1\u200b4 days</p>")
    shown, exact = ("".join(run.text for block in found.blocks() for run in block.runs) for found in (seen(made), read(made)))
    assert "[zero width space]" in shown and "[" not in exact


MOVED = (
    "<p>You pay in advance.</p><ul><li><p>Keep your card safe, and tell us at once if it is lost.</p></li></ul><p>End.</p>",
    "<ul><li><p>Keep your card safe, and tell us at once if it is lost.</p></li></ul><p>You pay in advance.</p><p>End.</p>",
)
QUOTED = tuple(html.replace("ul>", "blockquote>").replace("<li>", "").replace("</li>", "") for html in MOVED)


@pytest.mark.parametrize(("old", "new"), [MOVED, MOVED[::-1], QUOTED])
def test_what_moved_in_an_element_around_it(old: str, new: str) -> None:
    """A list or a quotation that moved is nowhere told as deleted and inserted alone."""
    made = redline_html(old, new)
    for told in (as_marked(made, "text"), fed(made, str, str).html, joined(quoted(made))):
        assert "moved away" in told and "moved here" in told


def test_cells_with_blocks() -> None:
    """A row stays one, whatever its cells hold."""
    row = "<table><tr><td>Name</td><td><p>To send it.</p><p>To {} it.</p></td></tr></table>"
    made = redline_html(row.format("bill"), row.format("keep"))
    assert as_marked(made, "text") == "Name · To send it. To [-bill-] {+keep+} it.\n"
    assert fed(made, str, str).html == "<p>Name · To send it.<br>To <del>bill</del> <ins>keep</ins> it.</p>"
    assert "| Name | To send it.<br>To <del>bill</del> <ins>keep</ins> it. |" in joined(quoted(made))


@pytest.mark.parametrize("tail", ["<br>", "<br>\n"])
def test_line_breaks(tail: str) -> None:
    """Words before and behind one do not run together."""
    made = redline_html(f"<p>France{tail}Spain and Italy</p>", f"<p>France{tail}Spain and Malta</p>")
    assert as_marked(made, "text") == "France Spain and [-Italy-] {+Malta+}\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<div>We keep <p>your</p> data.</div>", "<div>We keep <p>your</p> files.</div>", "[-data-]{+files+}."),
        ("Pay ten euros.", "Pay nine euros.", "Pay [-ten-] {+nine+} euros."),
        (
            "<ul><li>One<ul><li>Two</li></ul>three</li></ul>",
            "<ul><li>One<ul><li>Two</li></ul>four</li></ul>",
            "[-three-]{+four+}",
        ),
    ],
)
def test_words_beside_blocks(old: str, new: str, said: str) -> None:
    """Stray words are told where they stand."""
    made = redline_html(old, new)
    told = as_marked(made, "text")
    assert said in told.splitlines()[-1]
    assert "<ins>" in fed(made, str, str).html and "<ins>" in joined(quoted(made))


def test_numbers_of_items_that_were_split() -> None:
    """Of the newer text: an item that was cut from another has its own, one that was joined to another has none there."""
    one, two = LIST.format("You rest. You read."), LIST.format("You rest.</li><li>You read.")
    for old, new, last in ((one, two, "4"), (two, one, "3")):
        made = redline_html(old, new)
        assert [b.items[-1].number for b in read(made).blocks()][-1] == last


def test_a_break_is_told_once() -> None:
    """With the first words behind it, and not on a line of its own."""
    made = redline_html(
        "<ul><li><p>You rest. You read.</p></li></ul>", "<ul><li><p>You rest.</p></li><li><p>You read.</p></li></ul>"
    )
    assert fed(made, str, str).html.count("¶") == 1
    assert "¶</ins></" not in fed(made, str, str).html
