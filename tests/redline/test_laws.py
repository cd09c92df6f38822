"""Laws that hold for every pair of documents (DESIGN, "What must hold, for every pair, always")."""

from __future__ import annotations

import re
from collections import Counter

import html5lib  # type: ignore[import-untyped]
import pytest
from documents import documents, revisions, soup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inforce import redline_html
from inforce.redline import compare, proof
from inforce.text.html_tree import read_document

calm = settings(deadline=None, suppress_health_check=list(HealthCheck))


def text(html: str) -> str:
    """The text of a fragment as html5lib, the other parser, sees it; white space does not matter."""
    body = html5lib.parse(f"<!doctype html><body>{html}", namespaceHTMLElements=False).find("body")
    for element in list(body.iter()):
        for child in list(element):
            if child.tag in ("script", "style", "template") or not isinstance(child.tag, str):
                child.text = None
                for grandchild in list(child):
                    child.remove(grandchild)
    return re.sub(r"\s+", "", "".join(body.itertext()))


@calm
@given(revisions())
def test_rejecting_gives_the_old_document_and_accepting_the_new(pair: tuple[str, str]) -> None:
    """ "Rejecting all changes gives the old document, accepting all gives the new one"."""
    old, new = pair
    found = compare(read_document(old), read_document(new))
    assert proof.prove(found.html, old, new) == []
    assert found.fallback == ""
    assert text(proof.reject(found.html)) == text(old)
    assert text(proof.accept(found.html)) == text(new)


@calm
@given(documents, documents)
def test_unrelated_documents_are_proved_too(old: str, new: str) -> None:
    """ "For every pair, always"."""
    assert proof.prove(redline_html(old, new), old, new) == []


@calm
@given(documents)
def test_a_document_against_itself_has_no_change(html: str) -> None:
    """ "Near the fewest words marked": none here."""
    found = compare(read_document(html), read_document(html))
    assert found.changes == () and "data-n=" not in found.html


@calm
@given(revisions())
def test_ids_numbers_and_sections(pair: tuple[str, str]) -> None:
    """ "Ids never doubled (the deleted side gives its ids up)"; "every change numbered", from one and with an anchor; a summary
    by section holds every change once."""
    found = compare(*map(read_document, pair))
    ids = Counter(re.findall(r' id="([^"]*)"', found.html))
    assert [name for name, count in ids.items() if count > 1] == []
    assert [change.number for change in found.changes] == list(range(1, len(found.changes) + 1))
    assert {int(n) for n in re.findall(r" data-n=\"(\d+)\"", found.html)} == {change.number for change in found.changes}
    for change in found.changes:
        assert f'id="{change.id}"' in found.html
        assert change.kind and change.added >= 0 and change.removed >= 0
    assert sum(section.changes for section in found.sections) == len(found.changes)
    assert sum(section.added for section in found.sections) == found.words_added
    assert sum(section.removed for section in found.sections) == found.words_removed


@calm
@given(soup, soup)
def test_no_html_raises_and_nothing_is_lost(old: str, new: str) -> None:
    """ "Never raises for any HTML"; what cannot be proved says so."""
    found = compare(read_document(old), read_document(new))
    if not found.fallback:
        assert proof.prove(found.html, old, new) == []


@calm
@given(documents)
def test_a_document_has_the_signature_that_the_proof_computes(html: str) -> None:
    """A revision is digested once, and not by the engine's reading of it; white space is no part of it."""
    assert read_document(html).signature == proof.signature(html)
    # Rule 4: white space, re-wrapping: nothing happened.
    if "<pre" not in html:
        assert proof.signature(re.sub(r"[ \n]", " \n", re.sub(r"<[^>]*>", "", html))) == proof.signature(
            re.sub(r"<[^>]*>", "", html)
        )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>a b</p>", "<p>a c</p>"),
        ("<p>a b</p>", "<p>ab</p>"),
        ("<p>a</p><p>b</p>", "<p>a b</p>"),
        ("<h2>a</h2>", "<h3>a</h3>"),
        ("<p><b>a</b></p>", "<p>a</p>"),
        ("<p><b>a</b> b</p>", "<p><b>a b</b></p>"),
        ('<a href="x">a</a>', '<a href="y">a</a>'),
        ('<img src="x">', '<img src="y">'),
        ('<img src="x" alt="a">', '<img src="x" alt="b">'),
        ("<ul><li>a</li></ul>", "<ol><li>a</li></ol>"),
        ("<ul><li>a</li></ul>", "<ul><li><p>a</p></li></ul>"),
        ('<ol start="2"><li>a</li></ol>', "<ol><li>a</li></ol>"),
        ("<table><tr><td>a</td><td></td></tr></table>", "<table><tr><td>a</td></tr></table>"),
        ('<table><tr><td colspan="2">a</td></tr></table>', "<table><tr><td>a</td></tr></table>"),
        ("<pre>a\n b</pre>", "<pre>a\nb</pre>"),
        ("<p>a<br>b</p>", "<p>a b</p>"),
        ("<p><del>a</del> b</p>", "<p>a b</p>"),
        ("<p>a</p><hr>", "<p>a</p>"),
        ("<div>a</div>", "<p>a</p>"),
    ],
)
def test_what_the_proof_tells_apart(one: str, other: str) -> None:
    """ "Text, structure, link targets, emphasis, images"."""
    assert proof.signature(one) != proof.signature(other)
    assert proof.prove(redline_html(one, other), one, other) == []
    assert proof.prove(redline_html(one, one), one, other) != []


@calm
@given(st.integers(0, 20), revisions())
def test_damage_to_a_redline_is_noticed(k: int, pair: tuple[str, str]) -> None:
    """The proof is a function of the finished HTML alone: a word lost from it is found."""
    html = redline_html(*pair)
    found = list(re.finditer(r"(?<=>)[^<>&\s]*[a-z]+", html))
    if found:
        hit = found[k % len(found)]
        assert proof.prove(html[: hit.start()] + "zzz" + html[hit.end() :], *pair) != []
