"""What is called a new number: the number of a clause that moved with its neighbours, and never a value."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from helpers import kinds, marks, redline

CLAUSES = [
    "Fees are paid in advance.",
    "Late payment costs interest.",
    "Refunds take a month at most.",
    "Prices include all taxes and duties.",
]


def clauses(form: str, numbers: Sequence[str], texts: Sequence[str] = CLAUSES) -> str:
    return "".join(form.format(number, text) for number, text in zip(numbers, texts, strict=False))


@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        ("<p>{}. {}</p>", "1 2 3 4"),
        ("<p>{}) {}</p>", "1 2 3 4"),
        ("<p>({}) {}</p>", "a b c d"),
        ("<p>({}) {}</p>", "h i j k"),
        ("<p>{}) {}</p>", "ii iii iv v"),
        ("<p>{}. {}</p>", "VIII IX X XI"),
        ("<ul><li>{}. {}</li></ul>", "A B C D"),
        ("<p>{} {}</p>", "1.1 1.2 1.3 1.4"),
        ("<p><strong>{}</strong> {}</p>", "1 2 3 4"),
        ("<p>§ {} {}</p>", "3 4 5 6"),
        ("<p>Section {}. {}</p>", "3 4 5 6"),
        ("<h2>Artikel {} – {}</h2><p>So.</p>", "3 4 5 6"),
        ("<h2>{} {}</h2><p>So.</p>", "9 10 11 12"),
        ("<h2>{} {}</h2><p>So.</p>", "2.9 3.1 3.2 4.1"),
        ("<h3>{} {}</h3><p>So.</p>", "第八条 第九条 第十条 第十一条"),
        ("<table><tr><td>{}. {}</td><td>5</td></tr></table>", "1 2 3 4"),
    ],
)
def test_a_clause_more_renumbers_those_behind_it(form: str, numbers: str) -> None:
    few = clauses(form, numbers.split(), [*CLAUSES[:1], *CLAUSES[2:]])
    many = clauses(form, numbers.split())
    for old, new in ((few, many), (many, few)):
        assert kinds(redline(old, new)).count("renumbered") == 2


def test_all_numbers_of_a_chapter_follow_it() -> None:
    text = "<h2>{0}. Fees</h2>" + clauses("<p>{} {}</p>", ["{0}.1", "{0}.2", "{0}.3"]) + "<p>(a) One.</p><p>(b) Two.</p>"
    found = redline("<h2>1. Trials</h2>" + text.format(2), "<h2>1. Trials</h2><h2>2. Late</h2>" + text.format(3))
    assert sorted(kinds(found)) == ["inserted", *["renumbered"] * 4]


def test_a_number_that_is_alone_below_its_chapter_follows_it() -> None:
    text = "<h2>1. Trials</h2>{}<h2>{}. Fees</h2><p>{}.1 Fees are paid in advance.</p>"
    found = redline(text.format("", 2, 2), text.format("<h2>2. Late</h2>", 3, 3))
    assert sorted(kinds(found)) == ["inserted", "renumbered", "renumbered"]


def test_a_number_that_stood_twice_and_the_ones_behind_it() -> None:
    old, new = (clauses("<p>{}. {}</p>", numbers.split()) for numbers in ("1 2 2 3", "1 2 3 4"))
    assert kinds(redline(old, new)) == ["renumbered", "renumbered"]


@pytest.mark.parametrize(
    ("form", "old", "new"),
    [
        ("<table><tr><th>Records</th><th>Days</th></tr><tr><td>Logs</td><td>{}</td></tr></table>", "30", "60"),
        ("<table><tr><td>{}</td><td>Logs are kept for so many days</td></tr></table>", "30.", "31."),
        ("<table><tr><td>Class</td><td>{}</td></tr><tr><td>Other</td><td>C</td></tr></table>", "A", "B"),
        ("<table><tr><td>Class</td><td>{}</td></tr><tr><td>Other</td><td>V</td></tr></table>", "II", "IV"),
        ("<table><tr><td>Shared</td><td>{}</td></tr></table>", "N", "Y"),
        ("<table><caption>{} days</caption><tr><td>Logs</td></tr></table>", "30", "60"),
        ("<table><tr><td>{} hours a week</td><td>1.6 hours</td></tr></table>", "1.5", "2.5"),
        ("<ul><li>{}</li><li>15</li></ul>", "14", "13"),
        ("<ul><li>{} users</li><li>3 users</li></ul>", "1", "2"),
        ("<p>{} calendar days to send it back.</p>", "14", "30"),
        ("<p>{} or more strikes end your account.</p>", "3", "6"),
        ("<p>{} % of the fee is kept.</p>", "50", "70"),
        ("<p>{} of the fee is kept.</p>", "½", "¼"),
        ("<p>{} of the fee is kept.</p>", "1/2", "1/4"),
        ("<p>Minimum age<br>{}+</p>", "13", "16"),
        ("<p>We wait for<br>{} days</p>", "13", "16"),
        ("<dl><dt>Fee</dt><dd>{}</dd></dl>", "5", "9"),
        ("<h2>{} days to cancel</h2><p>So.</p>", "14", "30"),
        ("<h2>Level {}</h2><p>So.</p>", "2", "3"),
        ("<p><strong>{}</strong> days to cancel.</p>", "14", "30"),
        ("<p>({}) days to cancel.</p>", "14", "30"),
        ("<p>Part {} of the Act applies.</p><p>Part 4 of the Act does not.</p>", "2", "3"),
        ("<p>{}. Pay.</p><p>3. Go.</p>", "1", "9"),
        ("<p>(a) Pay.</p><p>({}) Go.</p><p>(d) Ask.</p>", "b", "x"),
        ("<h2>1. Pay</h2><h2>{}. Go</h2><h2>3. Ask</h2>", "2", "7"),
    ],
)
def test_a_value_is_replaced(form: str, old: str, new: str) -> None:
    found = redline(form.format(old), form.format(new))
    assert kinds(found) == ["replaced"]
    assert [side for side, _ in marks(found.html)] == ["del", "ins"]


def test_values_that_begin_lines_are_none_of_the_numbers_beside_them() -> None:
    old = "<p>1. Pay.</p><p>2. Go.</p><ul><li>2 users</li></ul><p>3. Ask.</p>"
    new = "<p>1. Pay.</p><p>2. Wait here.</p><p>3. Go.</p><ul><li>3 users</li></ul><p>4. Ask.</p>"
    assert sorted(kinds(redline(old, new))) == ["inserted", "renumbered", "renumbered", "replaced"]


def test_the_same_words_are_told_by_what_is_around_them_in_each_pair() -> None:
    title = "<h2>{}. Fees are due at once</h2><p>We send a bill.</p>"
    among = f"<h2>2. Notices</h2><p>We write to you.</p>{title.format(3)}<h2>4. Refunds</h2><p>We pay them.</p>"
    step = (f"{title.format(2)}<h2>3. Refunds</h2><p>We pay them.</p>", among)
    alone = (
        f"{title.format(2)}<h2>7. Refunds</h2><p>We pay them.</p>",
        f"{title.format(3)}<h2>7. Refunds</h2><p>We pay them.</p>",
    )
    first, other, again = redline(*step), redline(*alone), redline(*step)
    assert kinds(first).count("renumbered") == 2 and kinds(other) == ["replaced"]
    assert (again.html, again.changes) == (first.html, first.changes)
