"""What extensions of Markdown write is compared by its words: titles of boxes, labels of tabs, boxes to tick."""

from __future__ import annotations

import pytest
from helpers import redline
from inforce.i18n import words
from inforce.render.redline_html import shown
from inforce.render.redline_text import as_marked
from inforce.text.clean_html import clean


def box(kind: str, title: str, *texts: str) -> str:
    inside = "".join(f"<p>{text}</p>" for text in texts)
    return f'<div class="admonition {kind}"><p class="admonition-title">{title}</p>{inside}</div>'


def tabs(**texts: str) -> str:
    inputs = "<input type=radio>" * len(texts)
    labels = "".join(f"<label>{label}</label>" for label in texts)
    blocks = "".join(f'<div class="tabbed-block"><p>{text}</p></div>' for text in texts.values())
    shown = f'<div class="tabbed-labels">{labels}</div><div class="tabbed-content">{blocks}</div>'
    return clean(f'<div class="tabbed-set">{inputs}{shown}</div>', "a.md")


def tasks(*texts: str) -> str:
    return clean("<ul>" + "".join(f"<li>{text}</li>" for text in texts) + "</ul>", "a.md")


OFF, ON = "<input type=checkbox> ", "<input type=checkbox checked> "
PAY, ASK = "You pay within thirty days.", "Ask us for a longer time in writing."


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        (box("note", "Fees", PAY), box("note", "Your fees", PAY), "{+Your fees+}"),
        (box("note", "Fees", PAY), box("danger", "Fees", PAY), ""),
        (box("note", "Fees", PAY, ASK), box("note", "Fees", PAY), "[-Ask us"),
        (
            box("note", "Fees", PAY),
            f"<details class='note'><summary>Fees</summary><p>{PAY}</p></details>",
            "folded part, was box",
        ),
        (tabs(Consumers=PAY, Firms=ASK), tabs(Customers=PAY, Firms=ASK), "[-Consumers-]{+Customers+}"),
        (tabs(Consumers=PAY, Firms=ASK), tabs(Consumers=PAY, Schools="None.", Firms=ASK), "{+Schools+}"),
        (tasks(OFF + "I agree", ON + "I have read"), tasks(ON + "I agree", ON + "I have read"), "[-☐-]{+☑+} I agree"),
        (tasks("I agree"), tasks(OFF + "I agree"), "{+☐+} I agree"),
    ],
)
def test_words(old: str, new: str, marked: str) -> None:
    """What changes of them is marked as a word, and what is none is quiet; both ways are proved."""
    redline(new, old)
    said = as_marked(redline(old, new).html, "text")
    assert (marked in said.replace("-] {+", "-]{+")) if marked else not said


def test_no_part_is_folded_on_a_page() -> None:
    """A change in a part that folds can be seen; a part that stands open stays so."""
    old = f"<details><summary>A</summary><p>{PAY}</p></details><details open><summary>B</summary><p>{ASK}</p></details>"
    page = shown(words("en"), redline(old, old.replace("thirty", "ten")).html)
    assert page.count("<details") == page.count("<details open") == 2
