"""Front matter that cannot be read: no YAML, values that YAML cannot make, bytes that are no text; no input raises."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from fronts import HEAD, PATH, Expected, check, document
from hypothesis import given, settings
from hypothesis import strategies as st
from inforce.source.front_matter import read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (1, "", "no front matter", "effective_date:")),
        ("Just a text.\n", (1, "", "no front matter", "effective_date:")),
        ("\n---\ntitle: A\n---\n", (1, "", "an empty line stands before", "Begin the file with ---")),
        ("----\ntitle: A\n---\n", (1, "", "begins with “----”, which is not three hyphens", "Write ---")),
        ("\n———\ntitle: A\n---\n", (2, "", "begins with “———”", "Write ---")),
        ("---\ntitle: A\n----\nText.\n", (3, "", "ends with “----”", "Write ---")),
        ("—\ntitle: A\n---\n", (1, "", "begins with “—”", "Write ---")),
        ("---\ntitle: A\n—\nText.\n", (3, "", "ends with “—”", "Write ---")),
        ("---\ntitle: A\n—\nText.\n\n---\nMore.\n", (3, "", "“—” stands in the place", "Write ---")),
        ("Refunds\n\n---\ntitle: A\nid: a\n---\n", (1, "", "a text stands above", "move what stands above the front matter")),
        ("title: A\nid: a\n---\nText.\n", (1, "", "no line with --- above", "above title: A")),
        ("id: a\n---\nA heading, underlined.\n", (1, "", "no front matter", "effective_date:")),
        ("---\ntitle: A\n\nText.\n\n---\nMore.\n", (4, "", "a line without a key", "write --- above it")),
        ("***\nA line.\n", (1, "", "no front matter", "effective_date:")),
        ("---\ntitle: A\neffective_date: 2018-03-26\n", (1, "", "not closed", "---")),
        ("---  \ntitle: A\neffective_date: 2018-03-26\n", (1, "", "not closed", "---")),
        ("---\n- title\n- date\n---\n", (2, "", "not a list of keys", "key: value")),
        ("---\njust words\n---\n", (2, "", "not a list of keys", "key: value")),
        ("---\ntitle: A: B\neffective_date: 2018-03-26\n---\n", (2, "", "not valid YAML", "quotes")),
        ("---\neffective_date: 2018-03-26\ntitle: [A\n---\n", (3, "", "a bracket that opens on this line", "Close it")),
        ("---\neffective_date: 2018-03-26\n\ttitle: A\n---\n", (3, "", "not valid YAML: there is a tab", "spaces")),
        ("---\neffective_date: 2018-03-26\ntitle: *nowhere\n---\n", (3, "", "cannot begin with this sign", "quotes")),
        ("---\ntitle:\tA\neffective_date: 2018-03-26\n---\n", (2, "", "there is a tab", "spaces")),
        ('---\ntitle: "A\neffective_date: 2018-03-26\nid: a\n---\n', (2, "", "opens on this line is not closed", "Close it")),
        ("---\ntitle: 'A\neffective_date: 2018-03-26\n---\n", (2, "", "opens on this line is not closed", "Close it")),
        ('---\ntitle: "A\nchange_note: "B\nid: a\n---\n', (2, "", "opens on this line is not closed", "Close it")),
        ("---\ntitle: A\neffective_date:\u00a02018-03-26\nid: a\n---\n", (3, "", "no-break space", "ordinary space")),
        ("---\ntitle: A\nsummary: |\n  1.\u00a0So\n  b:\u00a0\tc\nid:\u202fa\n---\n", (6, "", "U+202F", "ordinary space")),
        ("---\ntitle: A\nsummary: |\n  \u00a0So:\n  a:b\nid: [a\n---\n", (6, "", "bracket", "Close it")),
        (
            '---\ntitle: A\nchange_note: "Trial" is ten days.\neffective_date: 2018-03-26\n---\n',
            (3, "", "goes on behind the one that closes it", "change_note: '\"Trial\" is ten days.'"),
        ),
        (
            "---\ntitle: A\ncorrections: [{date: 2018-03-28, note: Fixed clause #4.}]\neffective_date: 2018-03-26\n---\n",
            (3, "", "a # after a space begins a comment", 'corrections: [{date: 2018-03-28, note: "Fixed clause #4."}]'),
        ),
        ("---\ntitle: A\nsummary:\n  - **One:** a\n---\n", (3, "", "there is no | behind summary:", "summary: |")),
        ("---\ntitle: A\nsummary: |\n- One\n- Two\n---\n", (4, "", "summary are not indented", "with two spaces")),
        ("---\ntitle:A\neffective_date: 2018-03-26\n---\n", (2, "", "no space behind the colon", "key: value")),
        ("---\ntitle: A\n  effective_date: 2018-03-26\n---\n", (3, "", "the line is indented", "edge")),
        ("---\ntitle: A\nand so on\neffective_date: 2018-03-26\n---\n", (3, "", "a line without a key", "key: value")),
        ('---\ntitle: "A\n  B" c\neffective_date: 2018-03-26\n---\n', (3, "", "neither as a key", "quotation marks")),
        ('---\ntitle: "A\\q"\neffective_date: 2018-03-26\n---\n', (2, "", "a backslash", "\\\\ for")),
        (f"---\ntags: {'[' * 5000}\n---\n", (2, "", "nested too deep", "key: value")),
        ("---\neffective_date: 2018-03-26\ntitle: A\x07\n---\n", (3, "", "control character", "Delete")),
    ],
)
def test_front_matter_that_cannot_be_read(text: str, expected: Expected) -> None:
    """Where the front matter as a whole cannot be read, one problem says where and why."""
    check(text.encode(), expected)


@pytest.mark.parametrize(
    "value",
    [
        "!!int ''",
        "!!float ''",
        "!!bool x",
        "!!timestamp x",
        "!!binary é",
        "!!set x",
        "!!omap x",
        "!!python/object/apply:os.system [x]",
        "!private x",
        "&a [*a]",
        "{[a]: b}",
        "{<<: 5}",
        "2018-13-45",
        "2001-12-14 21:59:43.10 +99:99",
        "9" * 5000,
        ":".join(["59"] * 400) + ".5",
    ],
    ids=lambda value: value[:20],
)
def test_values_that_yaml_cannot_make(value: str) -> None:
    """A value that cannot be made is not handed on, and said; nothing is run and nothing raises."""
    source = read(document(f"tags: {value}"), PATH)
    assert [(problem.line, problem.field, problem.rule) for problem in source.problems] == [(4, "tags", "theme-key")]
    assert dict(source.meta.passed_on) == {}
    assert not source.damaged
    check(document(f"checks: {value}"), (4, "checks", "must be a list of rules", "checks:"))


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (HEAD.encode() + b"---\nOne.\nTwo \x00.\n", 6, "NUL"),
        (HEAD.encode() + b"---\nOne.\nTwo \xff.\n", 6, "UTF-8"),
        (HEAD.encode() + b"---\nOne.\nTwo \xed\xa0\x80.\n", 6, "UTF-8"),
        (HEAD.encode() + b"---\nOne.\nTwo \xc3", 6, "UTF-8"),
        (b"\xef\xbb\xbf" + HEAD.encode() + b"---\nOne.\nTwo \xff.\n", 6, "UTF-8"),
        ((HEAD + "---\nOne.\nTwo ").replace("\n", "\r\n").encode() + b"\xff.\r\n", 6, "UTF-8"),
        ((HEAD + "---\nOne.\nTwo ").replace("\n", "\r").encode() + b"\xff.\r", 6, "UTF-8"),
        ((HEAD + "---\nOne.\nTwo ").replace("\n", "\r").encode() + b"\x00.\r", 6, "NUL"),
    ],
    ids=["NUL", "no UTF-8", "surrogate", "cut off", "with BOM", "with CRLF", "with CR", "NUL with CR"],
)
def test_bytes_that_are_no_text(data: bytes, line: int, words: str) -> None:
    """NUL and invalid UTF-8 are reported at their line and stop the file; its front matter is still checked."""
    check(data, (line, "", words, "UTF-8"))
    source = read(data, PATH)
    assert source.damaged
    assert source.meta.effective_date == date(2018, 3, 26)


def test_utf_16() -> None:
    """A file saved as UTF-16 is told to be saved as UTF-8."""
    problems = read(document().decode().encode("utf-16"), PATH).problems
    assert problems
    assert any("UTF-16" in problem.mend for problem in problems)


_YAML_SIGNS = st.text(alphabet="!&*[]{}:-|>#'\"%@`?,.<~ \t\n\r\x00\x85\u2028\ufeff0159abtyTé", max_size=60)


def _sound(data: bytes, *, date_required: bool) -> None:
    source = read(data, PATH, date_required=date_required)
    lines = data.count(b"\n") + data.count(b"\r") + data.count(b"\x85") + data.count(b"\xe2\x80\xa8") + 2
    for problem in source.problems:
        assert problem.path == PATH
        assert 1 <= problem.line <= lines
        assert problem.message
        assert problem.mend
    assert "\0" not in source.body
    assert "\r" not in source.body
    assert unicodedata.is_normalized("NFC", source.body)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.binary(max_size=200), st.booleans())
def test_no_bytes_raise(data: bytes, required: bool) -> None:
    """Whatever bytes a file holds, reading it gives problems with their places, never an exception."""
    _sound(data, date_required=required)


@settings(max_examples=600, deadline=None, derandomize=True)
@given(_YAML_SIGNS, st.sampled_from(["", "title: ", "tags: ", "corrections: ", "effective_date: ", "summary: "]))
def test_no_front_matter_raises(text: str, key: str) -> None:
    """Nor does any front matter, however wild its YAML."""
    _sound(f"---\n{key}{text}\n---\nThe text.\n".encode(), date_required=True)


def test_a_second_colon_hides_nothing() -> None:
    """What stands below a value that must be in quotes is checked, too; the mend is the line as it is to be."""
    text = (
        '---\ntitle: A\nchange_note: Refunds: now "60" days # soon\neffective_date: 2018-02-30\n'
        "corrections:\n  - date: 2018-03-28\n    note: Fees: a typo.\nretird: 2020-01-01\n---\nText.\n"
    )
    check(
        text.encode(),
        (3, "", "second colon", "change_note: 'Refunds: now \"60\" days' # soon"),
        (7, "", "second colon", 'note: "Fees: a typo."'),
        (4, "effective_date", "no day 2018-02-30", "Correct"),
        (8, "retird", "not known", "Did you mean retired?"),
    )
    mended = text.replace('Refunds: now "60" days', '"Refunds: now 60 days"').replace("Fees: a typo.", '"Fees: a typo."')
    check(mended.encode(), (4, "effective_date", "no day", "Correct"), (8, "retird", "not known", "retired"))
    assert read(text.encode(), PATH).damaged, "nothing of a front matter that is mended in mind only is published"


def test_no_guess_below_a_second_colon() -> None:
    """A line that is at fault for another reason as well ends it; its own value is not judged."""
    check(b"---\ntitle: A\n  effective: x: y\neffective_date: 2018-02-30\n---\n", (3, "", "second colon", 'effective: "x: y"'))
    check(b"---\ntitle: A\neffective_date: on: 2018-03-26\n---\n", (3, "", "second colon", 'effective_date: "on: 2018-03-26"'))


@pytest.mark.parametrize(
    ("line", "mended"),
    [
        ("change_note: [Free trial] lasts 14 days.", 'change_note: "[Free trial] lasts 14 days."'),
        ("change_note: > 14 days", 'change_note: "> 14 days"'),
        ("change_note: - refund", 'change_note: "- refund"'),
        ("change_note: ? a", 'change_note: "? a"'),
        ("change_note: **Fees** fall", 'change_note: "**Fees** fall"'),
        ("change_note: [Free trial lasts", 'change_note: "[Free trial lasts"'),
        ("change_note: It's a 'so' b: c", """change_note: "It's a 'so' b: c\""""),
        ("change_note: 'It's so.'", 'change_note: "It\'s so."'),
        ('change_note: "Fixed "trial" here."', "change_note: 'Fixed \"trial\" here.'"),
        ('change_note: "Trial" and "fee"', 'change_note: \'"Trial" and "fee"\''),
    ],
)
def test_values_that_need_quotes(line: str, mended: str) -> None:
    """The mend is the line as it is to be, and is read without a problem."""
    (problem,) = read(document(line), PATH).problems
    assert problem.mend.endswith(mended)
    assert problem.line == 4
    assert read(document(mended), PATH).problems == ()


@pytest.mark.parametrize(
    ("notes", "mended"),
    [
        ("[{date: 2018-03-28, note: Fixed: a, b.}]", '[{date: 2018-03-28, note: "Fixed: a, b."}]'),
        ('[{date: 2018-03-28, note: "A "b" c."}]', "[{date: 2018-03-28, note: 'A \"b\" c.'}]"),
        (
            "[{date: 2018-03-28, note: a}, {date: 2018-03-29, note: 'b's'}]",
            '[{date: 2018-03-28, note: a}, {date: 2018-03-29, note: "b\'s"}]',
        ),
        ("[{date: 2018-03-28, note: Fixed [a] b.}]", '[{date: 2018-03-28, note: "Fixed [a] b."}]'),
        ("[{date: 2018-03-28, note: Fixed a.]", "[{date: 2018-03-28, note: Fixed a.}]"),
        ("[{date: 2018-03-28, note: Fixed: a.}", '[{date: 2018-03-28, note: "Fixed: a."}]'),
    ],
)
def test_notes_in_braces(notes: str, mended: str) -> None:
    """So is that of entries in braces, of which the notes at fault are put in quotes."""
    (problem,) = read(document(f"corrections: {notes}"), PATH).problems
    assert problem.mend.endswith(f"corrections: {mended}")
    source = read(document(f"corrections: {mended}"), PATH)
    assert source.problems == ()
    assert len(source.meta.corrections) == notes.count("date:")
