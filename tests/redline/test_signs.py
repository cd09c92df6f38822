"""Signs that are seen as one are marked as one, and the number of a footnote is apart from the word before it."""

from __future__ import annotations

import pytest
from helpers import marks, redline

TEXT = "<p>It was agreed by all of us that {} is what everybody has to know about it.</p>"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("👨\u200d🍳", "👩\u200d🍳"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👦"),
        ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🩹"),
        ("🇩🇪", "🇩🇰"),
        ("👍🏽", "👍🏿"),
        (
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
            "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        ),
        ("#\ufe0f\u20e3", "*\ufe0f\u20e3"),
        ("1\ufe0f\u20e3", "2\ufe0f\u20e3"),
        ("⚠\ufe0f", "⚠\ufe0e"),
        ("葛\U000e0100城", "葛\U000e0101城"),  # variants of one ideograph
        ("ꦗꦮ\ua9b6", "ꦗꦮ\ua9b8"),  # vowels of Javanese
    ],
)
def test_a_sign_that_is_seen_as_one_is_replaced_as_one(old: str, new: str) -> None:
    assert marks(redline(TEXT.format(old), TEXT.format(new)).html) == [("del", old), ("ins", new)]


def test_two_flags_side_by_side_are_two_signs() -> None:
    found = redline(TEXT.format("🇩🇪🇫🇷"), TEXT.format("🇩🇪🇮🇹"))
    assert marks(found.html) == [("del", "🇫🇷"), ("ins", "🇮🇹")]


def test_characters_that_differ_are_pointed_out_with_their_vowels() -> None:
    old = "<p>จะต้องแจ้งให้ลูกค้าทราบล่วงหน้าภายในสามสิบวันทำการ</p>"
    assert '<span data-part="">สี่</span>' in redline(old, old.replace("สาม", "สี่")).html


@pytest.mark.parametrize(
    "number",
    [
        '<sup id="r{0}"><a href="#f{0}">{0}</a></sup>',
        '<a href="#f{0}"><sup>{0}</sup></a>',
        '<a href="#f{0}"><sup>[{0}]</sup></a>',
        '<a href="notes.html#f{0}">{0}</a>',
        "<sup>{0}</sup>",
    ],
)
@pytest.mark.parametrize("word", ["agencies", "30 days", "(a)"])
def test_the_number_of_a_footnote_is_apart_from_the_word_before_it(word: str, number: str) -> None:
    text = f"<p>Guidance to covered {word}{number} on what they buy.</p>"
    found = [(side, said.strip("[]")) for side, said in marks(redline(text.format(16), text.format(13)).html)]
    assert found == [("del", "16"), ("ins", "13")]
    assert [side for side, _ in marks(redline(text.replace(number, ""), text.format(3)).html)] == ["ins"]


def test_a_footnote_in_raised_digits_is_apart_too() -> None:
    text = "<p>Guidance to covered agencies{} on what they buy.</p>"
    assert marks(redline(text.format("¹⁶"), text.format("¹³")).html) == [("del", "¹⁶"), ("ins", "¹³")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("m<sup>2</sup>", "m<sup>3</sup>"),
        ("10<sup>6</sup>", "10<sup>9</sup>"),
        ("1<sup>st</sup>", "2<sup>nd</sup>"),
        ("m²", "m³"),
        ("10⁶", "10⁹"),
    ],
)
def test_powers_and_ordinals_are_whole(old: str, new: str) -> None:
    sides = [text.replace("<sup>", "").replace("</sup>", "") for text in (old, new)]
    assert marks(redline(TEXT.format(old), TEXT.format(new)).html) == [("del", sides[0]), ("ins", sides[1])]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{{ site.data.variables.contact.privacy }}", "{% data variables.contact.privacy %}"),
        ("{{ site.email_support }}", "{{ site.email_security }}"),
        ('{% if version == "a-b" %}', '{% if version != "a-b" or draft %}'),
        ("{{name}}", "{{ name | upcase }}"),
    ],
)
def test_the_tag_of_a_template_is_whole(old: str, new: str) -> None:
    assert marks(redline(TEXT.format(old), TEXT.format(new)).html) == [("del", old), ("ins", new)]


@pytest.mark.parametrize(
    ("old", "new", "notes"),
    [
        (("/a", "/b"), ("/b", "/a"), ["link was /a", "link was /b"]),
        (("#a", "/b"), ("#c", "/b"), ["link was #a"]),
        (("", "/b"), ("#c", "/b"), ["link was #"]),
    ],
)
def test_the_note_on_a_link_names_where_it_led(old: tuple[str, str], new: tuple[str, str], notes: list[str]) -> None:
    text = '<p><a href="{}">here</a> and <a href="{}">here</a></p>'
    found = redline(text.format(*old), text.format(*new))
    assert [(change.kind, change.note) for change in found.changes] == [("link target", note) for note in notes]


def test_a_link_that_is_longer_leads_nowhere_else() -> None:
    found = redline('<p>Read <a href="/a">re</a>funds.</p>', '<p>Read <a href="/a">refund</a>s.</p>')
    assert [change.kind for change in found.changes] == ["formatting"]
