"""Time that any text costs: in proportion to its length, whatever a stranger repeats in it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial

import fragments
import pytest
from fragments import check
from inforce import redline_html
from inforce.record.model import Policy
from inforce.record.revision import Interval, Revision
from inforce.redline import sequences
from inforce.render.pull_request import passages
from inforce.source.commits import Commit
from inforce.text import markdown, parsing, rich_text, same_words, stated_dates
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType

CEILING = 4.0  # seconds of this process for all steps of a text: those that grew with the square took minutes
SIZE = 4_000
CALLS = 2_500  # of functions for each character, in a text of some: twice what the dearest fragment takes
# Each of these once took time with the square of its number, or worse, in one step or another.
ONCE_SLOW = (
    "<a ",
    "<b>",
    "<h1>",
    "{++",
    "[company ",
    "](c:/",
    "[^",
    "(",
    "A&",
    "$a_a ",
    "no ",
    "Section 1 ",
    "\n* a\n- a",
    "\n\n",
)


def spent(step: object) -> float:
    """Seconds of this process, whatever else the machine does."""
    assert callable(step)
    begun = time.process_time()
    step()
    return time.process_time() - begun


def calls(step: Callable[[], object]) -> int:
    """How many functions a step calls, those of Python itself too: the same on every machine."""
    counted = 0

    def count(frame: object, event: str, value: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        step()
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.parametrize("fragment", ONCE_SLOW)
def test_a_fragment_again_and_again_costs_time_in_proportion(fragment: str) -> None:
    assert spent(lambda: fragments.once(fragment, SIZE)) < CEILING


def test_every_fragment_again_and_again_takes_a_bounded_number_of_steps() -> None:
    assert len(set(fragments.FRAGMENTS)) > 150
    many = dict.fromkeys(fragments.FRAGMENTS)
    for size in (160, 170):  # twice: a rule makes some things for the first text that needs them
        many = {each: None for each in many if calls(partial(fragments.once, each, size)) > size * CALLS}
    assert list(many) == []


@pytest.mark.parametrize("size", [100, 400])
def test_a_check_parses_each_text_once(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    parse = MarkdownIt.parse

    def counted(self: MarkdownIt, text: str, env: EnvType | None = None) -> list[Token]:
        parsed.append(text)
        return parse(self, text, env)

    monkeypatch.setattr(MarkdownIt, "parse", counted)
    old, new = "* [one](b.md)\n\n" * size, f"## Fees {{#fees}}\n\n{'* two' * size}\n"
    check(old, new)
    assert sorted(text.strip() for text in parsed if len(text) > 50) == sorted(text.strip() for text in (old, new))


@pytest.mark.parametrize(
    "body",
    [
        "## Fees {#fee}\n\nTen.",
        "* [one](b.md#x)\n\n* two\n\n1. a\n\n   b",
        "|a|b|\n|:-|-:|\n|c|[d](e.md)|",
    ],
)
def test_a_text_is_parsed_once_and_rendered_as_often_as_asked(body: str) -> None:
    """What one rendering makes of the tokens is not seen by the next, at another path, nor by the rules."""
    as_parsed = [token.as_dict() for token in parsing.tokens(body)]
    first = markdown.render(body, path="policies/a.md", title="Rules")
    assert parsing.tokens(body) is parsing.tokens(body)
    markdown.render(body, path="elsewhere/c.md", name="Other")
    assert [token.as_dict() for token in parsing.tokens(body)] == as_parsed
    assert markdown.render(body, path="policies/a.md", title="Rules") == first
    parsing._short.cache_clear()
    assert markdown.render(body, path="policies/a.md", title="Rules") == first


@pytest.mark.parametrize(
    "body",
    [
        "{{ " + " " * 40_000 + "x",
        "<!-- inforce: allow a" + " " * 40_000 + "!",
        "Section 1" + " " * 40_000 + "x",
        "# a" + " " * 40_000 + "b",
        "](" + "a ." * 12_000,
        "a" + " " * 20_000 + "b\n(b) c",
        "x" * 40_000 + "y" + "x" * 40_000,
    ],
)
def test_one_long_run_does_not_stop_the_check(body: str) -> None:
    assert spent(lambda: check("Short.", body)) < CEILING


@pytest.mark.parametrize(
    "text",
    [
        "," * 200 + "x Last updated: May 1, 2020",
        "<>" * 100 + "x Last updated: May 1, 2020",
        "These terms " + "on " * 90 + "foo effective May 1, 2020",
    ],
)
def test_words_before_a_date_are_read_in_one_way(text: str) -> None:
    stated_dates.months()
    assert spent(lambda: stated_dates.stated(text)) < CEILING


def test_a_note_of_many_digits_is_read_in_one_way() -> None:
    assert spent(lambda: redline_html(f"<p>a<sup>{'1' * 200}x</sup></p>", "<p>b</p>")) < CEILING


def test_comments_before_a_heading_are_read_in_one_way() -> None:
    text = "<!-- -->" * 500 + "x\n"
    assert spent(lambda: markdown.render(text, path="policies/a.md", title="T")) < CEILING


def test_thousands_of_headings_of_the_same_words_each_have_an_anchor() -> None:
    made: list[markdown.Rendered] = []
    assert spent(lambda: made.append(markdown.render("## Fees\n\n" * 4_000, path="policies/a.md", title="Terms"))) < CEILING
    names = [heading.id for heading in made[0].headings]
    assert len(set(names)) == len(names) == 4_001
    assert names[:3] == ["terms", "fees", "fees-1"]
    assert names[-1] == "fees-3999"


def test_what_lies_deeper_than_any_text_keeps_its_words_without_its_tags() -> None:
    made = markdown.render("<div><b>" * 300 + "deep <br> words", path="policies/a.md").html
    assert made.count("<div>") + made.count("<b>") == made.count("</div>") + made.count("</b>") == 100
    assert "deep <br> words" in made
    assert markdown.render("<div><b>" * 50 + "deep", path="policies/a.md").html.count("<b>") == 50


def test_a_difference_of_long_texts_is_named_by_its_first_words() -> None:
    old, new = "no " * 30_000, "no " * 20_000 + "yes " + "no " * 10_000
    found: list[str] = []
    assert spent(lambda: found.append(same_words.difference(old, new))) < CEILING
    assert '"yes"' in found[0]


def test_what_two_sequences_share_is_the_same_however_much_repeats() -> None:
    old, new = ["no"] * 3_000, ["no"] * 1_000 + ["yes"] + ["no"] * 2_000
    assert list(sequences.changed(old, new)) == [(1_000, 1_000, 1_000, 1_001)]
    assert list(sequences.changed(old[:20], [*old[:10], "yes", *old[10:20]])) == [(10, 10, 10, 11)]
    assert list(sequences.changed(["a", "b"], ["a", "c"])) == [(1, 2, 1, 2)]


def test_notes_whose_names_end_nowhere_are_read_in_one_way() -> None:
    text = "[^" * 12_000 + "\n\n[^a]: A note.\n"
    assert spent(lambda: markdown.render(text, path="policies/a.md", title="T")) < CEILING
    made = markdown.render("A note[^a], none[^b] and [^ ![ open.\n\n[^a]: Words.", path="policies/a.md", title="T").html
    assert made.count('class="footnote-ref"') == 1
    assert "none[^b] and [^ ![ open." in made


def test_long_sequences_are_compared_by_what_both_have() -> None:
    old, new = [f"old {k}" for k in range(30_000)], [f"new {k}" for k in range(30_000)]
    old[20_000:20_003], new[10_000:10_003] = "abc", "abc"
    found: list[tuple[int, int, int]] = []
    assert spent(lambda: found.extend(sequences.longest_common(old, new, (0, 30_000, 0, 30_000)))) < CEILING
    assert found == [(20_000, 10_000, 3)]
    old, new = ["no", "yes"] * 6_000, ["yes", "no", "no"] * 4_000
    assert spent(lambda: found.extend(sequences.longest_common(old, new, (0, 12_000, 0, 12_000)))) < CEILING
    kept = [(i + k, j + k) for i, j, size in found[1:] for k in range(size)]
    assert len(kept) > 6_000
    assert all(old[i] == new[j] for i, j in kept)
    assert kept == sorted(kept)


def test_the_days_of_a_thousand_revisions_are_found_in_one_go() -> None:
    first = date(2000, 1, 1)
    commit = Commit(id="0" * 40, index=0, published=datetime(2000, 1, 1, tzinfo=UTC), author="", subject="")
    text = fragments.read("Words.").at(commit)
    revisions = tuple(
        Revision(
            date=first + timedelta(days=k),
            date_source="front_matter",
            order=k,
            precedence=k,
            published=commit,
            stood=((first + timedelta(days=k), k),),
            first=text,
            text=text,
        )
        for k in range(3_000)
    )
    policy = Policy(
        address="a", path="a.md", former_addresses=(), revisions=revisions, absences=(), last_reviewed=None, ledger=()
    )
    found: list[tuple[object, ...]] = []

    def ask() -> None:
        for revision in revisions:
            found.append((policy.intervals(revision), policy.agreed_to(revision), policy.predecessor(revision)))

    assert spent(ask) < CEILING
    days = Interval(start=revisions[7].date, end=revisions[8].date)
    assert found[7][0] == (days,)
    assert [(agreed.start, agreed.end) for agreed in policy.agreed_to(revisions[7])] == [(days.start, days.end)]
    assert found[7][2] is revisions[6]


def test_the_rows_of_a_long_table_are_quoted_in_one_go() -> None:
    table = f"<table>{'<tr><td>a</td></tr>' * 6_000}<tr><td><ins>b</ins></td></tr></table>"
    assert spent(lambda: passages.passages(table)) < CEILING


def test_a_table_in_the_cell_of_another_is_quoted_once() -> None:
    deep = f"{'<table><tr><td>' * 30}<ins>a</ins>{'</td></tr></table>' * 30}"
    assert spent(lambda: passages.passages(deep)) < CEILING
    two = "<table><tr><td>b<table><tr><td><ins>a</ins></td></tr></table></td></tr></table>"
    assert passages.joined(passages.passages(two)).count("<ins>a</ins>") == 1


@pytest.mark.parametrize("thing", [rich_text.NOTE, rich_text.IMAGE])
def test_white_space_between_many_notes_finds_its_neighbours_in_one_go(thing: str) -> None:
    bold = frozenset(["strong"])
    row = [
        rich_text.Sign("a", bold),
        *(rich_text.Sign(sign, bold) for _ in range(20_000) for sign in (" ", thing)),
        rich_text.Sign("b", bold),
    ]
    found: list[rich_text.Signs] = []
    assert spent(lambda: found.append(rich_text.settled(row))) < CEILING
    assert found[0][1].marks == bold
    assert found[0][2].marks == rich_text.PLAIN
    breaks = [rich_text.Sign(rich_text.BREAK, rich_text.PLAIN)] * 200_000
    assert spent(lambda: found.append(rich_text.settled([*breaks, row[0], *breaks]))) < CEILING
    assert found[1] == (row[0],)
