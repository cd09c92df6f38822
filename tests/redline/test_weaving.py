"""Two texts that share little are not woven together: the old one is struck as a whole, and the new one stands behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from helpers import kinds, marks, redline
from inforce.redline.readable import regroup
from inforce.redline.words import KEPT, runs_of
from inforce.text.html_tree import Leaf
from inforce.text.tokens import tokenize

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


WHOLE = "Whenever your data is in transit, everything is encrypted and sent using the protocol."
FILES = "Any files which you upload to us are stored in three places and are encrypted at rest, and so are all of our backups."


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("<h4>Your data is sent using the protocol.</h4>", "<h2>Your data are sent using the protocol.</h2>"),
        ("<h2>How your data is sent.</h2>", "<h2>Data in transit is encrypted.</h2>"),
        ("<h2>Your data in transit</h2>", "<h3>Your data on its way</h3>"),
    ],
)
def test_a_heading_does_not_take_the_first_part_of_a_paragraph_that_was_split(was: str, now: str) -> None:
    found = redline(f"{was}<p>{WHOLE} {FILES}</p>", f"{now}<p>{WHOLE} All of it.</p><p>{FILES}</p>")
    head, text = found.html.split("<p", 1)
    assert 'data-was-tag="h' not in text and "<p" not in head
    assert marks(text) == [("ins", "All of it.")]


def test_a_heading_that_became_a_paragraph_is_one() -> None:
    found = redline("<h4>3.2 License to other users.</h4><p>Text.</p>", "<p>3.2 License to external users.</p><p>Text.</p>")
    assert 'data-was-tag="h4"' in found.html and marks(found.html) == [("del", "other"), ("ins", "external")]


@pytest.mark.parametrize(
    ("gone", "come"), [("Exceptions", "Squatting"), ("2. Content", "2. User safety"), ("Binding others", "Waiver")]
)
def test_a_heading_is_renamed_only_if_its_text_stays(gone: str, come: str) -> None:
    kept, (was, now) = f"<p>{FILES}</p>", OPT_OUT
    replaced = redline(f"<h2>{gone}</h2><p>{was}</p>{kept}", f"<h2>{come}</h2><p>{now}</p>{kept}")
    assert not re.search(r"<h2[^>]*><del", re.sub(r"<h2 data-change[^>]*>", "", replaced.html))
    renamed = redline(f"<h2>{gone}</h2>{kept}<p>{was}</p>", f"<h2>{come}</h2>{kept}<p>{now}</p>")
    assert re.search(r"<h2[^>]*>(2\. )?<del", re.sub(r"<h2 data-change[^>]*>", "", renamed.html))


@pytest.mark.parametrize("name", ["Changes to the terms", "12. Changes to the Terms.", "Change to the Terms"])
def test_a_heading_goes_with_its_paragraph(name: str) -> None:
    moved = "<p>If we change the terms, we give you no less than fifteen days of notice before they apply.</p>"
    rest = f"<h2>Files</h2><p>{FILES}</p>"
    found = redline(f"<h2>Changes to the Terms</h2>{moved}{rest}", f"{rest}<h2>{name}</h2>{moved}")
    assert found.html.count("<h2 data-change") == found.html.count('<h2 data-change="deleted" data-n="1" data-move="from"') + 1
    assert '<h2 data-change="inserted" data-n="1" data-move="to"' in found.html and len(found.changes) == 1


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "who is covered - third parties - what is covered",
            "who is covered * third parties * what is covered",
            [("del", "-"), ("ins", "*"), ("del", "-"), ("ins", "*")],
        ),
        (
            "We send it \u2013 once \u2013 to you",
            "We send it, once, to you",
            [("del", "\u2013"), ("ins", ","), ("del", "\u2013"), ("ins", ",")],
        ),
        (
            "Your account will become inaccessible, but stays safe",
            "Your account will stay open until the paid period ends and will then become inaccessible but stays safe",
            [("ins", "stay open until the paid period ends and will then"), ("del", ",")],
        ),
    ],
)
def test_words_beside_changed_signs_are_kept(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert marks(redline(f"<p>{old}</p>", f"<p>{new}</p>").html) == expected


def test_the_number_of_a_clause_between_signs_is_one_change() -> None:
    assert marks(redline("<p>ii. The fee is due</p>", "<p>(ii) The fee is due</p>").html) == [("del", "ii."), ("ins", "(ii)")]


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        (
            "any outbound forwarding configuration you set up",
            "the credentials and outbound forwarding configuration if any is there, to keep outbound forwarding working",
            ["any", "outbound", "forwarding"],
        ),
        (
            "all notes of the owner that we hold",
            "the notes of the owner if all agree and of the board too",
            ["all", "of", "the"],
        ),
        (
            "every member of your household pays",
            "a member of your household if every guest of your own comes",
            ["every", "of", "your"],
        ),
    ],
)
def test_a_phrase_is_kept_rather_than_a_word_here_and_another_there(old: str, new: str, kept: list[str]) -> None:
    here, there = (tokenize(Leaf(inner=f"Except {text}.", key="", verbatim=False)) for text in (old, new))
    matches, i, j = [(0, 0, 1)], 0, 0
    for word in kept:  # as many words as of the phrase: a correct diff, too
        i = next(k for k in range(i + 1, len(here)) if here[k].text == word)
        j = next(k for k in reversed(range(j + 1, len(there))) if there[k].text == word)
        matches.append((i, j, 1))
    runs = regroup(runs_of([*matches, (len(here) - 1, len(there) - 1, 1)], len(here), len(there)), here, there)
    phrases = [" ".join(token.text for token in here[run.a0 : run.a1]) for run in runs if run.kind == KEPT]
    assert any(len(phrase.split()) >= 3 for phrase in phrases)


GONE = (
    f"<p>{OWNERS[0]}</p>",
    "<h1>What we do</h1><p>We sell shoes in three towns, on every day but Sunday, from eight until six o’clock.</p>",
    f"<h2>Hats</h2><p>{RIGHTS[0]}</p>",
)
COME = (
    f"<p>{OWNERS[1]}</p>",
    "<h2>This page is away</h2><p>An error occurred when somebody asked for it. Try again, or write to us.</p>",
    f"<h2>Help</h2><p>{OPT_OUT[1]}</p>",
)


@pytest.mark.parametrize(("old", "new"), [(GONE, COME[1:]), (GONE[:1], COME[1:]), (GONE[1:], COME[1:]), (COME, GONE[1:])])
def test_sections_that_are_replaced_stand_whole_before_the_new_ones(old: Sequence[str], new: Sequence[str]) -> None:
    sides = [side for side, _ in marks(redline("".join(old), "".join(new)).html)]
    assert sides == sorted(sides)  # del before ins


def test_what_is_new_in_a_section_stays_in_it() -> None:
    kept = f"<h2>Files</h2><p>{FILES}</p>"
    found = redline(f"{kept}{GONE[0]}{GONE[2]}", f"{kept}{COME[0]}{COME[1]}")
    assert [text for _, text in marks(found.html)][:3] == [*OWNERS, "Hats"]
    assert [change.section for change in found.changes] == ["Files", "Hats", "This page is away"]
