"""Values beyond all bounds: depth of Markdown, length of front matter and options, times that git cannot read."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from histories import git, load
from inforce.problems import UserError
from inforce.settings import of
from inforce.source import front_matter, whole_text
from inforce.source.repository import open_repository
from inforce.text import markdown
from sites import policy, repository

PATH = "policies/terms/refunds.md"
DEEP = {
    "lists": "\n".join(f"{'  ' * k}- item{k}" for k in range(120)),
    "ordered lists": "\n".join(f"{'   ' * k}1. item{k}" for k in range(120)),
    "quotes": "\n".join(f"{'> ' * (k + 1)}item{k}\n{'> ' * (k + 1)}" for k in range(120)),
    "quotes on one line": "> " * 120 + "item0 item119",
    "lists on one line": "- " * 120 + "item0 item119",
    "lists in quotes": "".join(f"{'> - ' * k}item{k}\n\n" for k in range(60)) + "item119",
    "definitions": "\n\n".join(f"{'    ' * k}item{k}\n\n{'    ' * k}: meant" for k in range(60)) + "\n\nitem119",
}


@pytest.mark.parametrize("name", DEEP)
def test_no_depth_loses_words(name: str) -> None:
    """Every item is there, whatever lies around it, and soon."""
    began = time.monotonic()
    shown = markdown.plain(markdown.render(DEEP[name], path=PATH, title="Refunds").html)
    assert time.monotonic() - began < 20
    words = {f"item{k}" for k in range(120) if f"item{k}" in DEEP[name].split()}
    assert {word for word in words if word not in shown} == set()


def test_lists_keep_their_form_to_a_depth_that_nobody_needs() -> None:
    """Forty lists inside each other are lists; inline signs keep their bound."""
    assert markdown.render("\n".join(f"{'  ' * k}- item{k}" for k in range(40)), path=PATH).html.count("<ul>") == 40
    assert "<em>there</em>" in markdown.render("- " * 45 + "*there*", path=PATH).html


@pytest.mark.parametrize("key", ["title", "change_note", "summary", "retired_note", "superseded_by", "lang", "id", "note"])
def test_long_values(key: str) -> None:
    """A value that nobody could read is named with its line; the text below it counts."""
    value = "long " * 25_000
    line = f"corrections: [{{date: 2018-03-01, note: {value}}}]" if key == "note" else f"{key}: {value}"
    source = front_matter.read(f"---\neffective_date: 2018-02-01\n{line}\n---\nWords.\n".encode(), PATH)
    (problem,) = [problem for problem in source.problems if "signs" in problem.message]
    assert (problem.line, len(str(problem)) < 300, source.damaged) == (3, True, False)
    assert source.body == "Words.\n"


_MANY: list[Any] = ["x"]
for _ in range(12):
    _MANY = [_MANY] * 10
_ITSELF: list[Any] = []
_ITSELF.append(_ITSELF)


@pytest.mark.parametrize(
    "options",
    [
        {"branch": "b" * 5_000},
        {"timezone": "E" * 5_000},
        {"policies": ["p" * 5_000]},
        {"policies": ["policies"] * 5_000},
        {"baseline": "b" * 5_000},
        {"keys": {"title": "t" * 5_000}},
        {"checks": {"placeholder": _MANY}},
        {"checks": {"placeholder": _ITSELF}},
        {"checks": {"p" * 5_000: "off"}},
    ],
    ids=lambda options: next(iter(options)),
)
def test_long_options(options: dict[str, Any]) -> None:
    """An option beyond all bounds is refused in one sentence."""
    with pytest.raises(UserError) as refused:
        of(options, folder="", docs_dir="docs")
    assert f"inforce: {next(iter(options))} holds" in str(refused.value)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    "stamp", ["99999999999999999999999 +0000", "2018-01-10 +0000", "2018-01-10T12:00:00 +0100", "notadate", "1515585600", ""]
)
def test_a_time_that_git_cannot_read(stamp: str, tmp_path: Path) -> None:
    """It is said, and the day of the commit before counts: git would say 1970."""
    repository(tmp_path, [{"on": "2018-01-10", "write": {PATH: policy("2018-02-01", "One.")}}])
    tree, parent = git(tmp_path, "rev-parse", "HEAD^{tree}"), git(tmp_path, "rev-parse", "HEAD")
    head = f"tree {tree}\nparent {parent}\nauthor A <a@b.example> 0 +0000\ncommitter A <a@b.example> {stamp}\n\nodd\n".encode()
    odd = git(tmp_path, "hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=head)
    entries = open_repository(tmp_path).log(odd)
    assert [str(entry.commit.day) for entry in entries] == ["2018-01-10", "2018-01-10"]
    assert entries[1].commit.undated in (stamp, "(none)")
    assert entries[1].commit.undated


@pytest.mark.parametrize("stamp", ["0 +0000", "3600 -0800"])
def test_the_first_day_of_all(stamp: str, tmp_path: Path) -> None:
    """Programs that knew no day wrote this one: it is a time."""
    repository(tmp_path, [{"on": "2018-01-10", "write": {PATH: policy("2018-02-01", "One.")}}])
    tree = git(tmp_path, "rev-parse", "HEAD^{tree}")
    head = f"tree {tree}\nauthor A <a@b.example> 0 +0000\ncommitter A <a@b.example> {stamp}\n\nodd\n".encode()
    odd = git(tmp_path, "hash-object", "-t", "commit", "-w", "--stdin", stdin=head)
    (entry,) = open_repository(tmp_path).log(odd)
    assert (entry.commit.published.year in (1969, 1970), entry.commit.undated) == (True, "")


@pytest.mark.parametrize(("piece", "own"), [("A clause.\n", 0), ("<b>", 1), ("| a ", 1), ("[a](b) ", 1), ("\n\n- A.\n", 0)])
def test_a_text_of_more_pieces_than_anyone_writes(piece: str, own: int) -> None:
    """Lines, tags, cells and links count, blank lines do not. A file that has more is damaged: the text before it stays."""
    most = "---\ntitle: Terms\neffective_date: 2018-02-01\n---\n" + piece * (whole_text.MOST_PIECES - own)
    assert front_matter.read(most.encode(), "terms.md").problems == ()
    found = front_matter.read(f"{most}\nOne more.\n".encode(), "terms.md")
    (problem,) = found.problems
    assert found.damaged
    assert problem.message.startswith("the text has more than 10,000 lines, tags, cells and links")
    assert problem.line == f"{most}\nOne".count("\n") + 1


def test_a_text_that_grows_when_it_is_rendered(tmp_path: Path) -> None:
    """A short text may need much HTML, as one of footnotes does. It is left out as one that is too long, and others are not."""
    repository(tmp_path, [{"on": "2018-01-10", "write": {
        "policies/notes.md": policy("2018-02-01", "[^a]: " * 8_000, title="Notes"),
        "policies/terms.md": policy("2018-02-01", "One.", title="Terms"),
    }}])  # fmt: skip
    known = load(tmp_path)
    assert [sound.path for sound in known.policies] == ["policies/terms.md"]
    (problem,) = known.problems
    assert (problem.path, problem.line) == ("policies/notes.md", 6)
    assert problem.message.startswith("the text needs more than 40,000 tags of HTML")
