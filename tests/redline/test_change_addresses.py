"""The address of a change: made of its words and its place, the same however the others are counted."""

from __future__ import annotations

import re

import inforce.redline as engine
import pytest
from helpers import redline
from inforce.redline import compare, proof
from inforce.redline.change_addresses import Identified, Place, addresses
from inforce.text.headings import named, own_name
from inforce.text.html_tree import read_document

OLD = (
    "<h2>Data</h2><p>We keep your data for 30 days. Nobody but us can see any of it in all that time. We never sell it.</p>"
    "<h2>Cards</h2><ul><li>We keep your card for a month.</li><li>You can delete it.</li></ul>"
    "<table><tr><th>Plan</th><th>Days</th></tr><tr><td>Gold</td><td>10</td></tr><tr><td>Tin</td><td>10</td></tr></table>"
    "<h2>Law</h2><p>The law of Ireland applies. All of it holds for gifts and for vouchers.</p><p>This limits no right.</p>"
)
NEW = (
    OLD.replace("30 days", "60 days")
    .replace("a month", "two months")
    .replace("<td>10</td>", "<td>20</td>")
    .replace("<p>This limits no right.</p>", "")
    .replace("holds for gifts", "holds for <strong>gifts</strong>")
)
ELSEWHERE = [
    NEW.replace("<h2>Data", "<h2>Scope</h2><p>This holds for all readers of ours.</p><h2>Data"),
    NEW.replace("<p>We keep", "<p>Please read all of this.</p><p>We keep"),
    NEW.replace("We never sell it", "We sell it to nobody"),
    NEW.replace("<li>You can delete it.</li>", "<li>You can delete it at any time.</li>"),
    NEW.replace("<tr><td>Gold", "<tr><td>Iron</td><td>5</td></tr><tr><td>Gold"),
    NEW.replace("The law of Ireland applies", "The law of Malta applies"),
]


def at(old: str, new: str) -> list[str]:
    """The addresses of all changes, in order."""
    return [change.id for change in redline(old, new).changes]


@pytest.mark.parametrize("new", ELSEWHERE)
def test_an_address_stays_when_something_else_changes(new: str) -> None:
    before, after = at(OLD, NEW), at(OLD, new)
    assert len(before) == 6 and len(after) == 7
    assert [name for name in after if name in before] == before


def test_equal_values_in_rows_are_told_apart_by_their_rows() -> None:
    rows = at(OLD, NEW)[2:4]
    assert at(OLD, NEW.replace("Gold</td><td>20", "Gold</td><td>10")) == [name for name in at(OLD, NEW) if name != rows[0]]


def test_changes_that_are_alike_in_every_way_are_counted() -> None:
    old = "<h2>Fees</h2><p>Ten days.</p><p>Stays as it is.</p><p>Ten days.</p><p>Stays as it was.</p><p>Ten days.</p>"
    first, *others = at(old, old.replace("Ten", "Six"))
    assert re.fullmatch("change-x[0-9a-f]{8}", first)
    assert others == [f"{first}-2", f"{first}-3"]


def test_words_at_the_ends_that_both_sides_have_do_not_count() -> None:
    """How widely an engine draws a change is no part of its address."""

    def change(before: str, old: str, new: str) -> Identified:
        return Identified(old, new, {"old": Place("Data", before), "new": Place("Data", before)})

    drawn = [
        change("We keep your data for ", "30 days", "60 days"),
        change("We keep your data for ", "30", "60"),
        change("We keep your ", "data for 30 days.", "data for 60 days."),
        change("We keep your  data\nfor", "30 days from now", "60 days  from now"),
    ]
    assert len({addresses([found])[0] for found in drawn}) == 1
    others = [change("We keep your data for ", "30", "90"), change("We sell your data for ", "30", "60")]
    assert len({addresses([found])[0] for found in [drawn[0], *others]}) == 3


def test_what_a_plainer_redline_draws_alike_keeps_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    old = OLD + "<p>One part of it stands here. Another part of it stands here.</p>"
    new = NEW + "<p>One part of it stands here.</p><p>Another part of it stands here.</p>"
    careful = at(old, new)
    make_plan = engine.make_plan
    monkeypatch.setattr(engine, "make_plan", lambda before, after, _: make_plan(before, after, True))
    plainer = at(old, new)
    assert plainer != careful
    assert [name for name in plainer if name in at(OLD, NEW)] == at(OLD, NEW)


def test_changes_without_words_have_their_place() -> None:
    old = "<h2>Law</h2><p>The law applies. It holds for gifts.</p><p>See below. Ask us first.</p>"
    both = old.replace("applies. It", "applies.</p><p>It").replace("below. Ask", "below.</p><p>Ask")
    first, second = at(old, both)
    assert at(old, old.replace("applies. It", "applies.</p><p>It")) == [first]
    assert at(old, old.replace("below. Ask", "below.</p><p>Ask")) == [second]


def test_headings_have_names_that_no_change_has() -> None:
    """What a text calls so is renamed on its page; in a redline of any two texts it gives the name up."""
    assert own_name("change-x0123abcd") == "text-change-x0123abcd"
    for title in ("Change 1", "Change of control", "Change-xabcdefab of terms"):
        html, _ = named(f"<h2>{title}</h2>")
        found = redline(html + "<p>Ten days.</p>", html + "<p>Six days.</p>")
        assert found.html.count(" id=") == 2
        assert found.sections[0].id in html and found.sections[0].id
    text = f'<p id="{at(OLD, NEW)[0]}">We keep nothing.</p>'
    found = compare(read_document(text + OLD), read_document(text + NEW))
    assert proof.prove(found.html, text + OLD, text + NEW) == []
    assert found.html.count(f'id="{found.changes[0].id}"') == 1


def test_the_other_direction_has_addresses_of_its_own() -> None:
    there, back = redline(OLD, NEW), redline(NEW, OLD)
    assert len(there.changes) == len(back.changes)
    for found in (there, back):
        assert [found.html.count(f'id="{change.id}"') for change in found.changes] == [1] * len(found.changes)
