"""Giant, doubled and unrelated documents are proved like any other; how long they take is measured in benchmarks/giants.py."""

from __future__ import annotations

import pytest
from giants import GIANTS, one_changed_line, one_long_line
from helpers import marks, redline
from inforce import redline_html


@pytest.mark.parametrize("name", GIANTS)
def test_giants_are_proved_without_the_fallback(name: str) -> None:
    """Bounded work for giant blocks and whole rewrites keeps the proof."""
    old, new = GIANTS[name]()
    assert redline(old, new).changes


def test_one_changed_line_in_a_giant_document_is_the_only_mark() -> None:
    html = redline(*one_changed_line()).html
    assert [side for side, _ in marks(html)] in (["ins"], ["del", "ins"])


def test_the_same_input_gives_the_same_bytes() -> None:
    old, new = one_long_line()
    assert redline_html(old, new) == redline_html(old, new)


@pytest.mark.parametrize("tag", ["blockquote", "div", "ul><li", "b", "font", "svg", "my-element"])
def test_bottomless_nesting_never_raises(tag: str) -> None:
    nested = f"<{tag}>" * 1500
    assert "Deeper" in redline_html(nested + "Deep.", nested + "Deeper.")
