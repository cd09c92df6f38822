"""Mutation check: faults put into the engine on purpose are caught by the proof, and what is returned stays right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import inforce.redline as engine
import pytest
from inforce.redline import align, columns, compose, inline, merge, moves, paragraphs, plan, proof, readable, units, words
from inforce.text import html_tree, tokens

P = "<p>We collect your name and your postal address when you open an account with us.</p>"
Q = "<p>You may close the account at any time. We then delete all of your data within 30 days.</p>"
R = '<p id="r">Read <a href="/a">the <em>full</em> list</a> of the partners who help us to run the service.</p>'
L = "<ul><li>Keep your password safe.</li><li>Do not share it.<ul><li>Never.</li></ul></li></ul>"
T = "<table><tr><th>Data</th><th>Use</th></tr><tr><td>Name</td><td>Contract</td></tr></table>"
PAIRS = [
    (P + Q + R, P + R + Q),
    (P + Q + R, P.replace("postal", "home") + Q.replace("30", "60") + R.replace("partners", "companies")),
    (R, R.replace('"/a"', '"/b"')),
    (R, R.replace("<em>", "<b>").replace("</em>", "</b>")),
    (R + Q, R.replace("the service", "our shop") + "<p>New.</p>" + Q),
    (P + Q, P + Q.replace(" We then", "</p><p>We then")),
    (P + Q.replace(" We then", "</p><p>We then"), P + Q),
    (L, L.replace("<li>Do", "<li>Change it.</li><li>Do").replace("Never", "Not ever")),
    (L, L.replace("<li>Do", "</ul><p>Moreover:</p><ul><li>Do")),
    (T, T.replace("<th>Use", "<th>Kept</th><th>Use").replace("<td>Con", "<td>Ever</td><td>Con")),
    (T, T.replace("<th>Use", "<th>Kept</th><th>Use").replace("<tr><td>Name</td><td>Contract</td></tr>", "")),
    (T, T.replace("</table>", "<tr><td>Card</td><td>Payment</td></tr></table>")),
    ("<h2>Your rights</h2>" + P, "<h3>Your rights</h3>" + P),
    ('<ol start="2"><li>One.</li><li>Two.</li></ol>', '<ol start="3"><li>One.</li><li>Two.</li></ol>'),
    (P + Q, P + f"<blockquote>{Q}</blockquote>"),
    ("<pre>a\n  b\n</pre>" + P, "<pre>a\n    b\n</pre>" + P),
    (P, "<h1>Not found</h1>"),
    ("<p>Call (us) or write.</p>", "<p>Call ( us ) or, write.</p>"),
]

Fault = tuple[Any, str, Callable[[Any], Any]]

FAULTS: dict[str, Fault] = {
    "a kept word is lost": (
        inline._Writer,
        "keep",
        lambda f: lambda w, s: f(w, s._replace(tokens=list(s.tokens)[:-1])),
    ),
    "a word is kept that changed": (
        paragraphs,
        "regroup",
        lambda f: lambda *a: [r._replace(kind="=") for r in f(*a) if r.a1 - r.a0 == r.b1 - r.b0],
    ),
    "a change ends a word too early": (
        readable,
        "_absorb",
        lambda f: lambda *a: [r._replace(a1=r.a1 - (r.a1 > r.a0 + 1)) for r in f(*a)],
    ),
    "shifts do not look at the words": (readable, "_best_shift", lambda f: lambda t, s, e, left, right: min(1, right)),
    "the sides are exchanged": (compose, "_WRAP", lambda f: {"old": "ins", "new": "del"}),
    "blocks are not marked": (compose, "_STATE", lambda f: {"old": "", "new": ""}),
    "breaks are not marked": (
        merge._Builder,
        "_claim",
        lambda f: lambda b, p, o, n: (f(b, p, o, n), setattr(p, "broken", ""))[0],
    ),
    "breaks are marked the wrong way": (
        merge._Builder,
        "_claim",
        lambda f: (
            lambda b, p, o, n: (
                f(b, p, o, n),
                setattr(p, "broken", {"inserted": "deleted", "deleted": "inserted"}.get(p.broken, "")),
            )[0]
        ),
    ),
    "the deleted side keeps its ids": (compose, "without_ids", lambda f: lambda html: html),
    "link targets are not compared": (tokens, "said", lambda f: lambda tag, attributes: ""),
    "marks are not compared": (tokens, "_marks", lambda f: lambda chain: ""),
    "equal keys for other links": (html_tree, "said", lambda f: lambda tag, attributes: ""),
    "numbering is not compared": (compose._Writer, "_meaning", lambda f: lambda *a: ""),
    "kinds of blocks are not compared": (
        compose._Writer,
        "_tag",
        lambda f: lambda self, piece, outer: (self._element(piece).tag, self._element(piece).attrs),
    ),
    "what lies around is left out": (
        merge._Builder,
        "_claim",
        lambda f: lambda self, piece, pair, whole: f(self, piece, pair, False),
    ),
    "old units are forgotten": (align, "_steps", lambda f: lambda *a: (s for s in f(*a) if s.new)),
    "new units are forgotten": (align, "_steps", lambda f: lambda *a: (s for s in f(*a) if s.old)),
    "moved blocks do not leave": (
        plan,
        "find_moves",
        lambda f: lambda o, n: [[(i, j)] for run in f(o, n) for i, j in run[:0]] or [[(0, 1)]] if len(n) > 1 else f(o, n),
    ),
    "moves take the wrong block": (moves, "_equal", lambda f: lambda o, n: iter([])),
    "cells are dropped": (plan, "columns", lambda f: lambda *a: [pair for pair in f(*a) if None not in pair]),
    "an empty cell is in both": (columns, "_EMPTY", lambda f: f._replace(content="<td></td>")),
    "cells are paired twice": (plan, "columns", lambda f: lambda *a: [*f(*a), f(*a)[-1]]),
    "spaces are dropped": (tokens, "_gap", lambda f: lambda gap: ""),
    "spaces are doubled into words": (paragraphs, "_respaced", lambda f: lambda *a: False),
    "marks are closed too late": (
        inline._Writer,
        "close_to",
        lambda f: lambda w, depth: f(w, min(depth + 1, len(w.open))),
    ),
    "words differ and are taken for the same": (
        words,
        "common_ends",
        lambda f: lambda o, n, s: (min(s[1] - s[0], s[3] - s[2], 1), 0),
    ),
}
# Faults that leave a correct redline behind (a worse one, or the same): the proof has nothing to object to.
HARMLESS = {"moves take the wrong block", "moved blocks do not leave"}


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """Nothing that was read or compared without a fault is kept, and afterwards nothing that was so with one."""
    read = (html_tree.read_piece, tokens.tokenize, units.bag, units.word_pairs)
    compared = (plan._aligned, plan._once, plan._known, align._alike, paragraphs._runs)
    for cached in (*read, *compared):
        cached.cache_clear()
    yield
    for cached in (*read, *compared):
        cached.cache_clear()


def bare(old: str, new: str) -> str:
    """The redline as the engine writes it, before it is proved."""
    here, there = html_tree.read_document(old), html_tree.read_document(new)
    return engine._write(plan.make_plan(here, there), there, "").html


def test_without_a_fault_every_pair_is_proved() -> None:
    for old, new in PAIRS:
        assert proof.prove(bare(old, new), old, new) == []


@pytest.mark.parametrize("name", FAULTS)
def test_faults_are_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, attribute, fault = FAULTS[name]
    monkeypatch.setattr(where, attribute, fault(getattr(where, attribute)))
    caught = 0
    for old, new in PAIRS:
        try:
            caught += proof.prove(bare(old, new), old, new) != []
        except (AssertionError, IndexError, ValueError, TypeError):
            caught += 1
    assert caught or name in HARMLESS
