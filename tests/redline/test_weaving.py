"""Two texts that share little are not woven together: the old one is struck as a whole, and the new one stands behind it."""

from __future__ import annotations

import re

import pytest
from helpers import kinds, marks, redline

OPT_OUT = (
    "Members can opt out through at least two channels, the preference centre on the site and the telephone or a branch. "
    "Receipt of an opt-out sets a flag on the profile immediately, which the gateway enforces on every outbound disclosure.",
    "The system provides at least two opt-out channels, enforces suppression as soon as it is captured, and passes the "
    "opt-out to marketing vendors within the standard of the programme.",
)
OWNERS = (
    "Owner attestations (bia.owners), change list since the last certificate (bia.changes)",
    "Current ranking of services (bia.criticality), list of vital records (record.class)",
)
RIGHTS = (
    "How to use the rights that you have under the law of your own country (and where to complain)",
    "Choices (what we ask you first, and how we go about an objection to marketing)",
)


@pytest.mark.parametrize("texts", [OPT_OUT, OWNERS, RIGHTS])
@pytest.mark.parametrize(
    "block",
    [
        "<p>{}</p>",
        "<h2>{}</h2>",
        "<ul><li>{}</li></ul>",
        "<dl><dt>Term</dt><dd>{}</dd></dl>",
        "<table><tr><th>Input</th></tr><tr><td>{}</td></tr></table>",
    ],
)
def test_a_text_that_took_the_place_of_another_stands_behind_it(block: str, texts: tuple[str, str]) -> None:
    old, new = texts
    found = redline(block.format(old), block.format(new))
    assert marks(found.html) == [("del", old), ("ins", new)]
    assert kinds(found) in (["replaced"], ["table row"])


def test_texts_that_share_enough_are_woven() -> None:
    old = "Members can opt out through at least two channels, the preference centre on the site and the telephone."
    new = "Members can opt out through at least three channels, the preference centre, a branch and the telephone."
    found = redline(f"<p>{old}</p>", f"<p>{new}</p>")
    assert len(marks(found.html)) > 2 and ("del", "two") in marks(found.html)


def test_a_short_text_that_grew_keeps_its_words() -> None:
    more = " and whatever else the law of your country gives you, be it in writing or on the telephone, at any time you like"
    found = redline("<p>You can ask for a copy.</p>", f"<p>You can ask for a copy{more}.</p>")
    assert marks(found.html) == [("ins", more.strip())]


def test_a_paragraph_of_a_split_text_that_was_rewritten_is_not_woven() -> None:
    kept = "We keep records of every order for ten years, as the law on taxes obliges every shop to do."
    old, new = OPT_OUT
    found = redline(f"<p>{kept} {old}</p>", f"<p>{kept}</p><p>{new}</p>")
    assert marks(found.html) == [("del", old), ("ins", new)]


@pytest.mark.parametrize(
    ("fewer", "more", "added"),
    [
        ("We may share your data.", "We, the company, may, as needed, share your data.", [", the company,", ", as needed,"]),
        ("You can cancel it.", "You or your agent can at any time cancel it.", ["or your agent", "at any time"]),
        ("Fees are due.", "Fees and taxes are at once due.", ["and taxes", "at once"]),
    ],
)
def test_a_word_between_two_that_were_only_added_is_kept(fewer: str, more: str, added: list[str]) -> None:
    assert marks(redline(f"<p>{fewer}</p>", f"<p>{more}</p>").html) == [("ins", text) for text in added]
    assert marks(redline(f"<p>{more}</p>", f"<p>{fewer}</p>").html) == [("del", text) for text in added]


def test_a_word_between_two_that_were_replaced_is_not_kept() -> None:
    found = redline("<p>Every shop may refuse cash.</p>", "<p>Each store may decline coins.</p>")
    assert marks(found.html) == [("del", "Every shop may refuse cash"), ("ins", "Each store may decline coins")]


RIGHT = "If we cancel a course that you have paid for before you could finish it, we refund the whole fee."
LIKE_IT = "If we move a course that you have paid for before you could finish it, you can ask for half of the fee."
TAIL = (
    "<p>{} stays where it is, and is longer than either of the two, so that nothing that crosses it can be kept in place.</p>"
)
PLACES = {
    "behind a section": ("<p>{}</p>" + TAIL, f"<p>{LIKE_IT}</p>{TAIL}<h2>If we cancel</h2><p>{{}}</p>"),
    "in a list": ("<ul><li>{}</li></ul>" + TAIL, f"<ul><li>{LIKE_IT}</li></ul>{TAIL}<ul><li>{{}}</li></ul>"),
    "with its heading": (
        "<h2>If we cancel</h2><p>{}</p>" + TAIL,
        f"<h2>If we move it</h2><p>{LIKE_IT}</p>{TAIL}<h2>If we cancel</h2><p>{{}}</p>",
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_text_that_stays_word_for_word_is_kept_or_moved(place: str) -> None:
    """Whatever happened around it, and however alike another one is: a right that stays must not look abolished."""
    old, new = (text.replace("{} stays", "This part stays").format(RIGHT) for text in PLACES[place])
    for before, after in ((old, new), (new, old)):
        html = redline(before, after).html
        assert {"from", "to"} == set(re.findall(rf'data-move="(from|to)"[^>]*>(?:<[^>]*>)*{RIGHT}', html))
