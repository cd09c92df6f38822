"""The command: help, history, what was in force on a day, and how it behaves as a program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from commanding import BROKEN, Inforce, apart
from histories import clean_environment, git
from sites import TODAY

# help and usage


def test_help(inforce: Inforce) -> None:
    """The help names the commands, gives examples and says what the exit codes mean."""
    said = inforce("--help")
    assert said.code == 0
    for word in ("history", "on", "redline", "check", "examples", "exit codes", "0 fine", "1 problems", "2 cannot run"):
        assert word in said.out


@pytest.mark.parametrize("command", ["history", "on", "redline", "check"])
def test_help_of_a_command(inforce: Inforce, command: str) -> None:
    """Each command says what it takes, and in which formats it answers."""
    said = inforce(command, "--help")
    assert said.code == 0
    assert "--format" in said.out
    assert "json" in said.out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ([], "COMMAND"),
        (["frobnicate"], "redline"),
        (["on"], "DATE"),
        (["on", "yesterday"], "2018-03-26"),
        (["on", "2018-02-30"], "2018-02-30"),
        (["redline"], "POLICY"),
        (["history", "--format", "xml"], "json"),
    ],
)
def test_usage(inforce: Inforce, arguments: list[str], named: str) -> None:
    """What cannot be understood ends with 2 and the right form."""
    said = inforce(*arguments)
    assert said.code == 2
    assert named in said.err
    assert said.out == ""


# history


def test_history(company: Path, inforce: Inforce) -> None:
    """All policies, a line each: what they are and how many revisions they have."""
    said = inforce("history")
    assert (said.code, said.err) == (0, "")
    lines = {line.split()[0]: line for line in said.out.splitlines()}
    assert set(lines) == {"archive/refunds", "cookies", "terms/refunds"}
    assert "retired since 2018-06-01" in lines["archive/refunds"]
    assert "terms/refunds" in lines["archive/refunds"].split("since")[1]
    assert "in force since 2018-06-01" in lines["terms/refunds"]
    assert "upcoming 2027-01-01" in lines["terms/refunds"]
    assert "3 revisions" in lines["terms/refunds"]
    assert "1 revision" in lines["cookies"]


def test_history_as_json(company: Path, inforce: Inforce) -> None:
    """The same for machines, with the commit that was read and the day."""
    data = inforce("history", "--format", "json").data
    assert data["commit"] == git(company, "rev-parse", "main")
    assert data["as_of"] == TODAY
    assert data["problems"] == []
    found = {item["policy"]: item for item in data["policies"]}
    assert found["terms/refunds"]["in_force"] == "2018-06-01"
    assert found["terms/refunds"]["upcoming"] == ["2027-01-01"]
    assert found["archive/refunds"]["state"] == "retired"


NAMES = ["terms/refunds", "terms/refunds/", "policies/terms/refunds.md", "policies/terms/refunds", "TERMS/Refunds"]


@pytest.mark.parametrize("name", NAMES)
def test_history_of_one(company: Path, inforce: Inforce, name: str) -> None:
    """A policy by its address or path, capitals or not: revisions newest first, with notes, days in force and corrections."""
    said = inforce("history", name)
    assert said.code == 0
    order = [said.out.index(f"\n{id}  ") for id in ("2027-01-01", "2018-06-01", "2018-02-01")]
    assert order == sorted(order)
    assert "2018-06-01 to 2026-12-31" in said.out
    assert "Longer periods." in said.out
    assert "correction 1, 2018-02-10" in said.out


def test_history_of_one_as_json(company: Path, inforce: Inforce) -> None:
    """A policy's whole record for machines, by its last name where that is unique."""
    data = inforce("history", "cookies", "--format", "json").data
    assert [revision["id"] for revision in data["revisions"]] == ["2018-02-01"]
    data = inforce("history", "terms/refunds", "--format", "json").data
    assert [revision["id"] for revision in data["revisions"]] == ["2018-02-01", "2018-06-01", "2027-01-01"]
    assert [correction["published"]["date"] for correction in data["revisions"][0]["corrections"]] == ["2018-02-10"]
    assert data["revisions"][1]["published"]["commit"] == git(company, "rev-parse", "main~1")


# on


@pytest.mark.parametrize(
    ("day", "refunds", "archive"),
    [
        ("2018-01-31", "nothing in force before 2018-02-01", "nothing in force before 2018-02-01"),
        ("2018-02-01", "2018-02-01, corrected since (1)  Refunds", "2018-02-01  Old refunds"),
        ("2018-05-31", "2018-02-01  Refunds", "2018-02-01  Old refunds"),
        ("2018-06-01", "2018-06-01  Refunds", "retired since 2018-06-01"),
        ("2027-01-01", "2027-01-01  Refunds", "retired since 2018-06-01"),
    ],
)
def test_on(company: Path, inforce: Inforce, day: str, refunds: str, archive: str) -> None:
    """What was in force on a day, and what is known of its corrections now."""
    said = inforce("on", day)
    assert said.code == 0
    lines = dict(line.split(": ", 1) for line in said.out.splitlines())
    assert lines["terms/refunds"] == refunds
    assert lines["archive/refunds"] == archive


def test_on_as_json(company: Path, inforce: Inforce) -> None:
    """The same for machines, for one policy."""
    data = inforce("on", "2018-06-01", "terms/refunds", "--format", "json").data
    assert data["date"] == "2018-06-01"
    (found,) = data["policies"]
    assert (found["policy"], found["state"], found["revision"]["id"]) == ("terms/refunds", "in force", "2018-06-01")
    data = inforce("on", "2017-06-01", "terms/refunds", "--format", "json").data
    assert data["policies"][0]["revision"] is None


def test_options_between(company: Path, inforce: Inforce) -> None:
    """An option may stand anywhere behind the command, between the other arguments too."""
    data = inforce("on", "2018-06-01", "--format", "json", "terms/refunds").data
    assert [item["policy"] for item in data["policies"]] == ["terms/refunds"]
    data = inforce("redline", "terms/refunds", "--format", "json", "2018-02-01", "2018-06-01").data
    assert (data["old"], data["new"]) == ("2018-02-01", "2018-06-01")
    assert inforce("on", "2018-06-01", "--loud", "terms/refunds").code == 2


# as a program


def test_as_a_program(company: Path) -> None:
    """The installed command answers on standard output, complains on standard error, and has its exit codes."""
    done = apart(company, "history")
    assert (done.returncode, done.stderr) == (0, "")
    assert "terms/refunds" in done.stdout
    done = apart(company, "history", "nope")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("inforce: ")
    (company / "policies/broken.md").write_text(BROKEN)
    assert apart(company, "check").returncode == 1


def test_any_locale(company: Path) -> None:
    """Texts in any script are printed whatever the terminal's encoding is."""
    (company / "policies/cookies.md").write_text(
        "---\ntitle: Политика\neffective_date: 2018-07-01\nchange_note: 改訂\n---\nКуки → 饼干.\n", "utf-8"
    )
    for encoding in ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONIOENCODING": "latin-1"}):
        done = apart(company, "redline", "cookies", **encoding)
        assert "Traceback" not in done.stderr
        assert done.returncode == 0


def test_a_reader_that_goes_away(company: Path) -> None:
    """`inforce history | head -1`: no traceback."""
    command = Path(sys.executable).with_name("inforce")
    line = f"'{command}' history --format json | true"
    done = subprocess.run(["sh", "-c", line], cwd=company, env=clean_environment(), capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_nothing_is_left_behind(company: Path, inforce: Inforce) -> None:
    """The commands that ask change nothing in the repository but the cache, which git is told to ignore."""
    before = git(company, "status", "--porcelain", "--ignored")
    for command in (["history"], ["on", "2018-06-01"], ["redline", "terms/refunds"], ["check"]):
        inforce(*command)
    found = set(git(company, "status", "--porcelain", "--ignored").splitlines()) - set(before.splitlines())
    assert found <= {"!! .cache/"}
    assert {path.name for path in company.iterdir()} <= {".git", ".cache", "policies", "docs", "mkdocs.yml"}
