"""Every redline names what nobody sees in its changed words; accepting and rejecting give the texts as they are."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from inforce import redline_html
from inforce.i18n import words
from inforce.redline import revealed
from inforce.redline.proof import prove
from inforce.render.data.feed_passages import passages
from inforce.render.pull_request.passages import joined
from inforce.render.pull_request.passages import passages as quoted
from inforce.render.redline_html import shown
from inforce.render.redline_text import as_marked
from inforce.text import markdown
from inforce.word.provenance import Origin
from inforce.word.read import file as read_file
from inforce.word.write import file as write_file
from wordfiles import WordFile, expected

NAMED = [  # the older text, the newer one, and its changed words with what is named in them
    ("You have 14 days.", "You have \u202e14\u202c days.", "{+[right-to-left override]14[pop directional formatting] days+}"),
    ("You have 14 days.", "You have &#8238;14&#8236; days.", "{+[right-to-left override]14[pop directional formatting] days+}"),
    ("You have 14 days.", "You have 1\u200b4 days.", "{+1[zero width space]4 days+}"),
    ("You have 14 days.", "You have 1\u20604 days.", "{+1[word joiner]4 days+}"),
    ("We cooperate.", "We co&shy;operate.", "{+co[soft hyphen]operate+}"),
    ("Pay now.", "Pay\u200b now.", "Pay{+[zero width space]+} now"),
    ("Pay the fee.", "Pay \U000e0061\U000e0061\U000e0062the fee.", "[tag latin small letter a ×2, tag latin small letter b]"),
    ("All data is ours.", "All d\u0430t\u0430 is ours.", "{+d\u0430t\u0430[Cyrillic \u0430]+}"),
    ("The cop pays.", "The \u0441\u043e\u0440 pays.", "{+\u0441\u043e\u0440[Cyrillic \u0441 \u043e \u0440]+}"),
    ("Some words.", "Some words of p\u0430yment.", "p\u0430yment[Cyrillic \u0430]"),
    ("The file.", "The \ufb01le.", "{+\ufb01le[latin small ligature fi]+}"),
    ("A resum\u00e9.", "A resume\u0301.", "{+resume\u0301[combining acute accent]+}"),
    ("A well-known fee.", "A well\u2011known fee.", "{+well\u2011known[non-breaking hyphen]+}"),
    ("    a b", "    a\u00a0b", "{+[no-break space]+}"),
    ("**One** two.", "**On\u200be** two.", "{+On[zero width space]e+}"),
    ("\u202eOne\u202c two.", "\u202eOne\u202c three.", "[right-to-left override]One[pop directional formatting] [-two-]"),
    (
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645.",
        "\u0645\u06cc\u062e\u0648\u0627\u0647\u0645.",
        "[zero width non-joiner]",
    ),
]
QUIET = [
    ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645.", "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645."),
    ("Work.", "Work \U0001f469\U0001f3fd\u200d\U0001f4bb \u2764\ufe0f\u200d\U0001f525."),
    ("Wales.", "Wales \U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f."),
    ("Zwei Tage.", "Drei Tage für das Café."),
    ("\u0414\u0432\u0430 \u0434\u043d\u044f.", "\u0422\u0440\u0438 \u0434\u043d\u044f."),
    ("The dose.", "The dose of TNF\u03b1 is 5 \u00b5g."),
    ("One\u200bword here.", "One\u200bword there."),
    ("\u0e01\u0e32\u0e23\u200b\u0e0a\u0e33.", "\u0e01\u0e32\u0e23\u200b\u0e23\u0e31\u0e1a."),
]


def html_of(text: str) -> str:
    return markdown.render(text, path="policies/a.md").html


@pytest.mark.parametrize(("old", "new", "said"), NAMED)
def test_named(old: str, new: str, said: str) -> None:
    """On a terminal, in a comment, in a feed and on a page; the page proves as before."""
    before, after = html_of(old), html_of(new)
    made = redline_html(before, after)
    names = re.findall(r"\[(?!-)[^\]]+\]", said)
    assert said in as_marked(made, "text")
    page = shown(words("en"), made)
    for name in names:
        assert name.replace("[", r"\[").replace("]", r"\]") in joined(quoted(made))
        assert name in passages(made, str, str).html
        assert f'<bdi class="inforce-named" data-link="">{name}</bdi>' in page
    assert not prove(page, before, after)


@pytest.mark.parametrize(("old", "new"), QUIET)
def test_quiet(old: str, new: str) -> None:
    """What scripts and emoji need, and what is as it was, is named nowhere."""
    made = redline_html(html_of(old), html_of(new))
    assert revealed.marked(made) == revealed.told(made) == made


def test_new_text() -> None:
    """All of a policy that is new is changed, though nothing is marked in it."""
    assert r"1\[zero width space\]4" in joined(quoted(html_of("1\u200b4 days"), new=True))


def test_control_characters() -> None:
    """They have no names but their numbers; a Word file cannot hold them."""
    made = redline_html(html_of("Pay now."), html_of("Pay \x1bnow."))
    assert "{+[control character U+001B]+}" in as_marked(made, "text")
    assert "[control character U+001B]" in shown(words("en"), made)


def test_german() -> None:
    """Pages name signs and scripts in their language."""
    made = redline_html(html_of("data 14"), html_of("d\u0430ta 1\u200b4"))
    page = shown(words("de"), made)
    assert "[Leerzeichen ohne Breite]" in page and "[kyrillisch \u0430]" in page


@pytest.mark.parametrize(("old", "new"), [(old, new) for old, new, _ in NAMED] + QUIET)
def test_word(old: str, new: str) -> None:
    """A comment beside the words says it. Accepted and rejected, the texts are what they are; an import tells of no comment."""
    made = redline_html(html_of(old), html_of(new))
    nothing = Origin(policy="", older="", newer="", older_text="", newer_text="")
    data = write_file.write(
        made, write_file.Facts(title="", author="Us", moment=datetime(2020, 1, 1, tzinfo=UTC), origin=nothing)
    )
    file = WordFile(data)
    assert (file.lines("reject"), file.lines("accept")) == (expected(html_of(old)), expected(html_of(new)))
    said = file.parts.get("word/comments.xml", b"").decode()
    assert all(name in said for name in re.findall(r"\[[^+\]]*\]", revealed.told(made)))
    assert read_file.WordFile(data, "a.docx").comments == ()
