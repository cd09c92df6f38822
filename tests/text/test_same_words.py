"""What the ledger may pass over: two texts that say the same although they look different (rule 10)."""

from __future__ import annotations

import pytest
from inforce.text.same_words import difference

SAME = {
    "wrapping": ("<p>One\ntwo</p>", "<p>One two</p>"),
    "quotation marks": ('<p>"It\'s"</p>', "<p>“It’s” </p>"),
    "guillemets": ("<p>„so“</p>", "<p>« so »</p>"),
    "dashes": ("<p>10-14 - so</p>", "<p>10–14&nbsp;— so</p>"),
    "ellipsis": ("<p>so...</p>", "<p>so…</p>"),
    "emphasis within a word": ("<p>refunds</p>", "<p><em>re</em>funds</p>"),
    "link": ("<p>our terms</p>", '<p>our <a href="terms.md">terms</a></p>'),
    "heading": ("<p><strong>Fees</strong></p><p>So.</p>", '<h2 id="fees">Fees</h2>\n<p>So.</p>'),
    "soft hyphen": ("<p>Pol\u00adicy</p>", "<p>Policy</p>"),
    "entities": ("<p>a &amp; b</p>", "<p>a &#38; b</p>"),
}
OTHER = {
    "number": ("<p>28 days</p>", "<p>31 days</p>", '"28" became "31"'),
    "decimal point": ("<p>1.5 %</p>", "<p>15 %</p>", "became"),
    "comma": ("<p>eats, shoots</p>", "<p>eats shoots</p>", '"," was deleted'),
    "capital": ("<p>Purchase</p>", "<p>purchase</p>", '"Purchase" became "purchase"'),
    "words run together": ("<p>now here</p>", "<p>nowhere</p>", '"now here" became "nowhere"'),
    "words of two blocks": ("<p>now</p><p>here</p>", "<p>nowhere</p>", "became"),
    "line break": ("<p>now<br>here</p>", "<p>nowhere</p>", "became"),
    "not": ("<p>We may.</p>", "<p>We may not.</p>", '"not" was added'),
    "struck out": ("<p>30 days</p>", "<p><s>30 days</s></p>", "added"),
    "raised": ("<p>102</p>", "<p>10<sup>2</sup></p>", "became"),
    "image": ('<p><img src="image:a.png" alt=""></p>', '<p><img src="image:b.png" alt=""></p>', "became"),
    "title": ('<p><abbr title="Act 1998">DPA</abbr></p>', '<p><abbr title="Act 2018">DPA</abbr></p>', "Act 1998"),
    "number of a list": ("<ol><li>So</li></ol>", '<ol start="3"><li>So</li></ol>', "added"),
    "sign": ("<p>$5</p>", "<p>€5</p>", '"$" became "€"'),
}


@pytest.mark.parametrize(("old", "new"), SAME.values(), ids=SAME)
def test_says_the_same(old: str, new: str) -> None:
    assert difference(old, new) == ""
    assert difference(new, old) == ""


@pytest.mark.parametrize(("old", "new", "words"), OTHER.values(), ids=OTHER)
def test_says_something_else(old: str, new: str, words: str) -> None:
    assert words in difference(old, new)
    assert difference(new, old) != ""


def test_a_long_difference_is_cut() -> None:
    assert difference("<p>so</p>", f"<p>so {'very ' * 20}</p>") == f'"{"very " * 7}very …" was added'
