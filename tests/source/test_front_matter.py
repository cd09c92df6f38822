"""Front matter: every fault is a Problem with its place and its mend, all at once; no bytes ever raise."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date

import pytest
from fronts import HEAD, PATH, check, document
from inforce.keys import CorrectionNote, Keys
from inforce.source.front_matter import may_have, read


def test_everything_right() -> None:
    """All keys of the design are read into their types."""
    source = read(
        document(
            "change_note: Clarified course purchases.",
            "summary: |",
            "  In short:",
            "  money back.",
            "id: terms/refund-policy",
            "retroactive: true",
            "replaces: 2018-04-01",
            "retired: 2020-01-01",
            "superseded_by: other-policy",
            "last_reviewed: 2018-01-05",
            "corrections: [{date: 2018-03-28, note: Fixed a typo.}]",
        ),
        PATH,
    )
    meta = source.meta
    assert source.problems == ()
    assert not source.damaged
    assert (source.body, source.body_line) == ("The text.\n", 16)
    assert (meta.title, meta.effective_date) == ("Refund Policy", date(2018, 3, 26))
    assert meta.change_note == "Clarified course purchases."
    assert meta.summary == "In short:\nmoney back."
    assert (meta.id, meta.retroactive) == ("terms/refund-policy", True)
    assert (meta.replaces, meta.retired) == (date(2018, 4, 1), date(2020, 1, 1))
    assert (meta.superseded_by, meta.last_reviewed) == ("other-policy", date(2018, 1, 5))
    assert meta.corrections == (CorrectionNote(date=date(2018, 3, 28), note="Fixed a typo."),)
    assert [meta.line(key) for key in ("title", "effective_date", "change_note", "icon")] == [2, 3, 4, 1]


@pytest.mark.parametrize(
    ("line", "message", "mend"),
    [
        ("effective_date: 2018-02-30", "no day 2018-02-30", "Correct"),
        ("effective_date: 2018-13-01", "no day 2018-13-01", "Correct"),
        ("effective_date: 2017-02-29", "no day 2017-02-29", "Correct"),
        ("effective_date: 2018-00-10", "no day 2018-00-10", "Correct"),
        ("effective_date: 0000-01-01", "no day 0000-01-01", "Correct"),
        ("effective_date: 2018-03", "month", "2018-03-01"),
        ("effective_date: 2018", '"2018" is not a date', "year-month-day"),
        ("effective_date: 26.03.2018", "not a date", "year-month-day: 2018-03-26."),
        ("effective_date: 03/26/2018", "not a date", "year-month-day: 2018-03-26."),
        ("effective_date: 04/05/2018", "may be two days", "2018-05-04 or 2018-04-05."),
        ("effective_date: 03-02-2024", "may be two days", "2024-02-03 or 2024-03-02."),
        ("effective_date: May 4", "not a date", "for example"),
        ("effective_date: 4-May-24", "not a date", "for example"),
        ("effective_date: 2018-02-30T10:00:00Z", "no day 2018-02-30", "Correct"),
        ("effective_date: 2018-03-26T25:00:00Z", "a time that does not exist", "2018-03-26"),
        ("effective_date: 2018-03-26T10:00:00+09:75", "a time that does not exist", "2018-03-26"),
        ("effective_date: 2018-03-26T10:00 CET", "not a date", "year-month-day"),
        ("effective_date: 03/26/2018 10:00", "not a date", "year-month-day: 2018-03-26."),
        (
            "effective_date: 2018-03-26T23:30:00-07:00",
            "2018-03-26 where it was written, and 2018-03-27",
            "2018-03-26 or 2018-03-27",
        ),
        ("effective_date: 0001-01-01T00:00:00+14:00", "a time that does not exist", "0001-01-01"),
        ("effective_date: 05-05-2018", "not a date", "year-month-day: 2018-05-05."),
        ("effective_date: 2018/3/6", "not a date", "year-month-day: 2018-03-06."),
        ("effective_date: March 26, 2018 or later", "not a date", "for example"),
        ("effective_date: 20180326", "not a date", "year-month-day: 2018-03-26."),
        ("effective_date: 2018-3-26", "not a date", "year-month-day: 2018-03-26."),
        ("effective_date: 2018-2-30", "not a date", "for example"),
        ("effective_date: 2018–03–26", "holds an en dash (–)", "without quotes: 2018-03-26"),
        ("effective_date: 2018-03—26", "holds an em dash (—)", "without quotes: 2018-03-26"),
        ("effective_date: “2018-03-26”", "holds a curly quotation mark (“)", "without quotes: 2018-03-26"),
        ("effective_date: 10000-01-01", "not a date", "year-month-day"),
        ("effective_date: -001-01-01", "not a date", "year-month-day"),
        ("effective_date:", "no date", "year-month-day"),
        ("effective_date: ~", "no date", "year-month-day"),
        ("effective_date: [2018-03-26]", "must be a date", "year-month-day"),
        ("effective_date: {on: 2018-03-26}", "must be a date", "year-month-day"),
    ],
)
def test_wrong_effective_dates(line: str, message: str, mend: str) -> None:
    """A date is a day that exists, and can be only one; never a month."""
    data = f"---\ntitle: Refund Policy\n{line}\n---\nThe text.\n".encode()
    check(data, (3, "effective_date", message, mend))
    assert read(data, PATH).meta.effective_date is None


@pytest.mark.parametrize(
    "value",
    [
        "2018-03-26 10:00",
        "2018-03-26T10:00:00Z",
        "2018-03-26T10:00:00.000+02:00",
        "2018-03-26 23:59:59 +0000",
        "26-March-2018",
        "26-Mar-2018",
        "March 26, 2018",
        "Mar 26 2018 10:00 UTC",
        "26 March 2018",
        "26th of March 2018",
        "26. März 2018",
        "2018年3月26日",
    ],
)
def test_dates_that_are_one_day(value: str) -> None:
    """A month in words leaves no doubt, nor does a time whose day is the same in the time zone of the site."""
    source = read(f"---\ntitle: Refund Policy\neffective_date: {value}\n---\nThe text.\n".encode(), PATH)
    assert source.problems == ()
    assert source.meta.effective_date == date(2018, 3, 26)


def test_a_time_near_midnight_is_two_days() -> None:
    """Programs write midnight in Berlin as the evening before in Greenwich: which day was meant, only the author knows."""
    data = HEAD.replace("2018-03-26", "2018-03-25T22:00:00Z").encode() + b"---\nThe text.\n"
    (problem,) = read(data, PATH, keys=Keys(timezone="Europe/Berlin")).problems
    assert "2018-03-26 in the time zone of the site, Europe/Berlin" in problem.message
    assert "2018-03-25 or 2018-03-26" in problem.mend
    assert read(data, PATH).meta.effective_date == date(2018, 3, 25)


@pytest.mark.parametrize("value", ["2018-03-26", '"2018-03-26"', "'2018-03-26'", "2018-03-26   # the day"])
def test_dates_however_quoted(value: str) -> None:
    """Quotes and comments do not matter."""
    data = f"---\ntitle: Refund Policy\neffective_date: {value}\n---\nThe text.\n".encode()
    check(data)
    assert read(data, PATH).meta.effective_date == date(2018, 3, 26)


@pytest.mark.parametrize(
    ("line", "field", "message", "mend"),
    [
        ("replaces: 2018-04", "replaces", "month", "2018-04-01"),
        ("retired: soon", "retired", "not a date", "year-month-day"),
        ("last_reviewed: 2018-02-31", "last_reviewed", "no day", "Correct"),
        ("change_note: [a, b]", "change_note", "must be a text", 'change_note: "[a, b]"'),
        ("change_note:", "change_note", "no text", "delete the key"),
        ("change_note: ''", "change_note", "no text", "delete the key"),
        ('change_note: "a\\nb"', "change_note", "one line", "one line"),
        ("summary: {a: b}", "summary", "must be a text", "summary:"),
        ("summary: [a]", "summary", "must be a text", 'summary: "[a]"'),
        ("id: Terms of Use", "id", "cannot be an address", "lower-case"),
        ("id: ../up", "id", "cannot be an address", "lower-case"),
        ("id: /terms/", "id", "cannot be an address", "lower-case"),
        ("id: [terms]", "id", "must be a text", "id:"),
        ("retroactive: yes", "retroactive", "true or false", "retroactive: true"),
        ("retroactive: 1", "retroactive", "true or false", "retroactive: true"),
        ("retroactive: [true]", "retroactive", "true or false", "retroactive: true"),
        ("superseded_by: other", "superseded_by", "not retired", "retired:"),
        ("corrections: Fixed a typo.", "corrections", "must be a list", "corrections: ["),
        ("corrections: [Fixed a typo.]", "corrections", "a date and a note", "corrections: ["),
        ("corrections: [{date: 2018-03-28}]", "corrections", "a date and a note", "corrections: ["),
        ("corrections: [{date: 2018-03-28, note: a, by: b}]", "corrections", "a date and a note", "corrections: ["),
        (
            "corrections: [{date: 2018-03-28, note: Fixed a typo, and a comma.}]",
            "corrections",
            "the comma ends the note",
            '{date: 2018-03-28, note: "Fixed a typo, and a comma."}',
        ),
        ("corrections: [{date: 2018-03, note: a}]", "corrections", "month", "2018-03-01"),
        ("corrections: [{date: 2018-03-28, note: [a]}]", "corrections", "must be a text", 'note: "[a]"'),
        ("corrections: [{date: 2018-03-28, note: a, note: b}]", "corrections", "", "corrections"),
        ("effective_dat: 2018-03-26", "effective_dat", "not known", "effective_date"),
        ("Effective-Date: 2018-03-26", "Effective-Date", "not known", "effective_date"),
        ("effective date: 2018-03-26", "effective date", "not known", "effective_date"),
        ("Title: x", "Title", "not known", "title"),
        ("changenote: x", "changenote", "not known", "change_note"),
        ("superceded_by: x", "superceded_by", "not known", "superseded_by"),
        ("correction: []", "correction", "not known", "corrections"),
        ("retroactiv: true", "retroactiv", "not known", "retroactive"),
        ("title: Another", "title", "twice", "line 2"),
        ("effective_date: 2018-03-27", "effective_date", "twice", "line 3"),
    ],
)
def test_faults_of_one_key(line: str, field: str, message: str, mend: str) -> None:
    """Each fault of a key names its line, the key, what is wrong and the mend; the rest of the file stands."""
    data = document(line)
    check(data, (4, field, message, mend))
    source = read(data, PATH)
    assert not source.damaged
    assert (source.meta.title, source.meta.effective_date) == ("Refund Policy", date(2018, 3, 26))


def test_all_at_once() -> None:
    """Every fault of a file is reported in one go."""
    keys = b"effective_date: 2018-02-30\nefective: x\nretroactive: maybe\nid: No Address\nid: again\n"
    data = b"---\n" + keys + b"---\nText \xff\n"
    check(
        data,
        (8, "", "UTF-8", "UTF-8"),
        (6, "id", "twice", "line 5"),
        (2, "effective_date", "no day", "Correct"),
        (3, "efective", "not known", "effective_date"),
        (4, "retroactive", "true or false", "retroactive: true"),
        (5, "id", "cannot be an address", "lower-case"),
    )


def test_key_with_a_special_space() -> None:
    """A key that looks right and is not: the problem names the space, not the key that was meant."""
    text = "---\ntitle: A\neffective_date: 2018-03-26\n\u00a0id: a\n---\n"
    check(text.encode(), (4, "id", "no-break space", "ordinary space"))


def test_missing_keys() -> None:
    """An empty front matter lacks a date; a title may come from elsewhere."""
    check(b"---\n---\nText.\n", (1, "effective_date", "missing", "effective_date:"))


def test_date_from_elsewhere() -> None:
    """Where the site takes dates from elsewhere, a file needs neither front matter nor a date in it."""
    assert read(b"# Terms\n\nText.\n", PATH, date_required=False).problems == ()
    assert read(b"---\ntitle: Terms\n---\nText.\n", PATH, date_required=False).problems == ()
    for opening in (b"---\n", b"--- \n"):
        source = read(opening + b"title: Terms\nText.\n", PATH, date_required=False)
        assert [problem.message for problem in source.problems] == ["the front matter is not closed."]
        assert source.damaged


@pytest.mark.parametrize(
    "line",
    [
        "description: Who gets money back",
        "tags: [refunds, money]",
        "hide: [toc, navigation]",
        "template: lean.html",
        "icon: material/cash",
        "status: new",
        "subtitle: For learners",
        "search: {exclude: true}",
        "social: {cards: false}",
        "comments: true",
        "authors: [ann]",
        "colour: red",
        "lastmod: 2018-03-26",
        "<<: {title: Another}",
    ],
)
def test_keys_of_others_pass_through(line: str) -> None:
    """What others read is handed on as it is: MkDocs, the theme, or what the site has besides."""
    source = read(document(line), PATH)
    key = line.split(":")[0]
    assert source.problems == ()
    assert list(source.meta.passed_on) == [key]
    assert source.meta.passed_on[key] not in (None, "")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace("---\n", "---  \n"),
        lambda text: text.replace("---\nThe", "...\nThe"),
    ],
    ids=["BOM", "CRLF", "CR", "NFD", "blanks behind the fence", "dots as the end"],
)
def test_harmless_differences(change: Callable[[str], str]) -> None:
    """A byte order mark, other line ends and decomposed letters give the same policy, without a word."""
    text = "---\ntitle: Politique de remboursement modifiée\neffective_date: 2018-03-26\n---\nThe été.\n\nEnd.\n"
    plain, other = read(text.encode(), PATH), read(change(text).encode(), PATH)
    assert other == plain
    assert other.problems == ()
    assert other.meta.title == "Politique de remboursement modifiée"
    assert other.body == "The été.\n\nEnd.\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "key",
    [
        "id: terms/a",
        '"id": terms/a',
        "'id' : terms/a",
        '"\\x69d": terms/a',
        "? id\n: terms/a",
        '? "i\\\n  d"\n: terms/a',
        "{id: terms/a}",
        "title: &key id\n*key : terms/a",
        "!!str id: terms/a",
    ],
)
def test_a_key_that_is_there_may_be_there(key: str, end: str) -> None:
    """Whatever way it is written; so a file of which that is denied need not be read for it."""
    data = f"---\n{key}\n---\nText.\n".replace("\n", end).encode()
    assert read(data, "a.md").meta.id == "terms/a"
    assert may_have(data, ["id"])
    assert may_have(b"\xef\xbb\xbf" + data, ["id"])


def test_a_key_that_is_mentioned_is_not_there() -> None:
    """In the text, or in other values: most files are not read for it."""
    said = 'title: The guide\nsummary: "An id \\"card\\" or idea"\neffective_date: 2018-02-01\n'
    assert not may_have(f"---\n{said}---\nid: no key.\n".encode(), ["id", "address"])
    assert may_have(f"---\n{said}address: terms\n---\n".encode(), ["id", "address"])
    assert may_have(f"---\n{said}---\n".encode(), ["Kürzel"])
