"""The command: what it says, as text and as JSON, and how it ends."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from histories import clean_environment, git
from inforce import cli
from selectolax.lexbor import LexborHTMLParser
from sites import TODAY, build, epoch, policy, repository

REFUNDS = "policies/terms/refunds.md"
HISTORY: list[dict[str, Any]] = [
    {
        "on": "2018-01-10",
        "write": {
            REFUNDS: policy(
                "2018-02-01", "## Periods\n\nYou have a shrot time.\n\n## Stores\n\nAsk the store.", title="Refunds"
            ),
            "policies/archive/refunds.md": policy("2018-02-01", "Old.", title="Old refunds", change_note="As it was."),
            "policies/cookies.md": policy("2018-02-01", "Cookies.", title="Cookies", change_note="As it was."),
        },
    },
    {"on": "2018-02-10", "change": {REFUNDS: {"text": "## Periods\n\nYou have a short time.\n\n## Stores\n\nAsk the store."}}},
    {
        "on": "2018-05-10",
        "change": {
            REFUNDS: {
                "effective_date": "2018-06-01",
                "change_note": "Longer periods.",
                "text": "## Periods\n\nYou have a long time.\n\n## Stores\n\nAsk the store.",
            },
            "policies/archive/refunds.md": {"retired": "2018-06-01", "superseded_by": "terms/refunds"},
        },
    },
    {
        "on": "2026-10-10",
        "change": {
            REFUNDS: {
                "effective_date": "2027-01-01",
                "change_note": "Longer still.",
                "text": "## Periods\n\nYou have a endless time.\n\n## Stores\n\nAsk the store.",
            }
        },
    },
]
BROKEN = "---\ntitle: Broken\neffective_date: 2018-13-45\nefective: 1\n---\nNo such day.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Its answer as JSON."""
        return json.loads(self.out)


Inforce = Callable[..., Said]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository that the commands are asked about, made once."""
    folder = tmp_path_factory.mktemp("template") / "company"
    repository(folder, HISTORY, "site_name: Company\nplugins: [inforce]\n")
    git(folder, "tag", "first", "main~2")
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it to work in."""
    copy = tmp_path / "company"
    shutil.copytree(template, copy)
    monkeypatch.chdir(copy)
    return copy


@pytest.fixture
def inforce(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Inforce:
    """Runs the command in the current folder; a traceback fails the test."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch())

    def run(*arguments: str) -> Said:
        try:
            code = cli.main(arguments)
        except SystemExit as end:
            code = int(end.code or 0)
        captured = capsys.readouterr()
        return Said(code=code, out=captured.out, err=captured.err)

    return run


def apart(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The installed command in a process of its own."""
    command = Path(sys.executable).with_name("inforce")
    surroundings = clean_environment() | {"SOURCE_DATE_EPOCH": epoch()} | environment
    return subprocess.run([command, *arguments], cwd=folder, env=surroundings, capture_output=True, text=True, check=False)


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


def test_history(folder: Path, inforce: Inforce) -> None:
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


def test_history_as_json(folder: Path, inforce: Inforce) -> None:
    """The same for machines, with the commit that was read and the day."""
    data = inforce("history", "--format", "json").data
    assert data["commit"] == git(folder, "rev-parse", "main")
    assert data["as_of"] == TODAY
    assert data["problems"] == []
    found = {item["policy"]: item for item in data["policies"]}
    assert found["terms/refunds"]["in_force"] == "2018-06-01"
    assert found["terms/refunds"]["upcoming"] == ["2027-01-01"]
    assert found["archive/refunds"]["state"] == "retired"


@pytest.mark.parametrize("name", ["terms/refunds", "terms/refunds/", "policies/terms/refunds.md", "policies/terms/refunds"])
def test_history_of_one(folder: Path, inforce: Inforce, name: str) -> None:
    """A policy by its address or path: revisions newest first, with notes, days in force and corrections."""
    said = inforce("history", name)
    assert said.code == 0
    order = [said.out.index(f"\n{id}  ") for id in ("2027-01-01", "2018-06-01", "2018-02-01")]
    assert order == sorted(order)
    assert "2018-06-01 to 2026-12-31" in said.out
    assert "Longer periods." in said.out
    assert "correction 1, 2018-02-10" in said.out


def test_history_of_one_as_json(folder: Path, inforce: Inforce) -> None:
    """A policy's whole record for machines, by its last name where that is unique."""
    data = inforce("history", "cookies", "--format", "json").data
    assert [revision["id"] for revision in data["revisions"]] == ["2018-02-01"]
    data = inforce("history", "terms/refunds", "--format", "json").data
    assert [revision["id"] for revision in data["revisions"]] == ["2018-02-01", "2018-06-01", "2027-01-01"]
    assert [correction["published"]["date"] for correction in data["revisions"][0]["corrections"]] == ["2018-02-10"]
    assert data["revisions"][1]["published"]["commit"] == git(folder, "rev-parse", "main~1")


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
def test_on(folder: Path, inforce: Inforce, day: str, refunds: str, archive: str) -> None:
    """What was in force on a day, and what is known of its corrections now."""
    said = inforce("on", day)
    assert said.code == 0
    lines = dict(line.split(": ", 1) for line in said.out.splitlines())
    assert lines["terms/refunds"] == refunds
    assert lines["archive/refunds"] == archive


def test_on_as_json(folder: Path, inforce: Inforce) -> None:
    """The same for machines, for one policy."""
    data = inforce("on", "2018-06-01", "terms/refunds", "--format", "json").data
    assert data["date"] == "2018-06-01"
    (found,) = data["policies"]
    assert (found["policy"], found["state"], found["revision"]["id"]) == ("terms/refunds", "in force", "2018-06-01")
    data = inforce("on", "2017-06-01", "terms/refunds", "--format", "json").data
    assert data["policies"][0]["revision"] is None


# redline


@pytest.mark.parametrize(
    ("sides", "removed", "inserted"),
    [
        (["2018-02-01", "2018-06-01"], "short", "long"),
        (["2018-06-01", "2018-02-01"], "long", "short"),
        (["2018-02-01.0", "2018-02-01.1"], "shrot", "short"),
        (["2018-02-01"], "short", "long"),
        (["first", "main"], "short", "endless"),
        (["main~2", "2018-06-01"], "short", "long"),
        (["2018-06-01", "edited.md"], "long", "fair"),
    ],
    ids=["revisions", "backwards", "corrections", "against the text in force", "git refs", "ref and revision", "a file"],
)
def test_redline(folder: Path, inforce: Inforce, sides: list[str], removed: str, inserted: str) -> None:
    """Any two texts of a policy: revisions, states of one, git revisions, files."""
    text = (folder / REFUNDS).read_text().replace("endless", "fair")
    (folder / "edited.md").write_text(text)
    data = inforce("redline", "terms/refunds", *sides, "--format", "json").data
    assert data["policy"] == "terms/refunds"
    assert [change["kind"] for change in data["changes"]]
    assert any(removed in change["old"] for change in data["changes"])
    assert any(inserted in change["new"] for change in data["changes"])
    assert (data["words_added"], data["words_removed"]) == (1, 1)
    assert [section["title"] for section in data["sections"]] == ["Periods"]
    said = inforce("redline", "terms/refunds", *sides)
    assert said.code == 0
    assert f"[-{removed}-]" in said.out
    assert f"{{+{inserted}+}}" in said.out


@pytest.mark.parametrize(
    "sides", [["2018-02-01", "2018-06-01"], ["2018-02-01"], ["2018-06-01", "2018-02-01"]], ids=["named", "in force", "reversed"]
)
def test_redline_is_that_of_the_site(
    tmp_path: Path, inforce: Inforce, monkeypatch: pytest.MonkeyPatch, sides: list[str]
) -> None:
    """What the ledger passes over is in no redline of the command that it is kept from on the site."""
    file = "policies/rules.md"
    quoted = [
        {"on": "2018-01-10", "write": {file: policy("2018-02-01", 'You have "28" days, and "more".')}},
        {"on": "2018-05-10", "change": {file: {"effective_date": "2018-06-01", "text": 'You have "31" days, and "more".'}}},
        {"on": "2018-07-10", "change": {file: {"text": "You have “31” days, and “more”."}}},
        {"on": "2018-07-11", "write": {"policies/ledger.yml": "rules: {<c3>: {ignore: true}}\n"}},
    ]
    repository(tmp_path, quoted, "site_name: Company\nplugins: [inforce]\n")
    site = build(tmp_path).data("rules/compare/2018-02-01/2018-06-01/redline.json")
    monkeypatch.chdir(tmp_path)
    said = inforce("redline", "rules", *sides, "--format", "json").data
    added, removed = (said["words_added"], said["words_removed"])[:: -1 if sides[0] > sides[-1] else 1]
    assert (added, removed) == (site["words_added"], site["words_removed"]) == (1, 1)
    for form in ("text", "markdown", "html"):
        assert "“" not in inforce("redline", "rules", *sides, "--format", form).out


def test_redline_of_looks(tmp_path: Path, inforce: Inforce, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words that only look or lead otherwise stand there once, and the redline says what changed about them."""
    repository(
        tmp_path,
        [
            {
                "on": "2018-01-10",
                "write": {
                    "policies/a.md": policy(
                        "2018-02-01",
                        "Purchases of any of the courses are [final](b.md).\n\n### Fees\n\nYou ~~may~~ pay.\n\nSo.",
                    )
                },
            },
            {
                "on": "2018-05-10",
                "change": {
                    "policies/a.md": {
                        "effective_date": "2018-06-01",
                        "text": "**Purchases** of any of the courses are [final](https://example.com/).\n\n## Fees\n\n"
                        "You *may* not pay.\n\nSo.",
                    }
                },
            },
        ],
        "site_name: Company\nplugins: [inforce]\n",
    )
    monkeypatch.chdir(tmp_path)
    said = inforce("redline", "a", "2018-02-01", "2018-06-01").out
    assert "{~Purchases~ formatting: bold added} of any of the courses are {~final~ link was " in said
    assert "## {~Fees~ heading level 2, was 3}" in said
    assert "{+not+}" in said
    assert "[-Purchases-]" not in said
    assert "[-final-]" not in said
    markdown = inforce("redline", "a", "2018-02-01", "2018-06-01", "--format", "markdown").out
    assert "Purchases *(formatting: bold added)* of any of the courses are final *(link was" in markdown
    assert "{~words~ formatting: bold added}" in inforce("redline", "--help").out


def test_redline_formats(folder: Path, inforce: Inforce) -> None:
    """Text, Markdown and JSON say the same change; unchanged sections are left out of the first two."""
    sides = ("redline", "terms/refunds", "2018-02-01", "2018-06-01")
    text, markdown = inforce(*sides), inforce(*sides, "--format", "markdown")
    assert "You have a [-short-] {+long+} time." in text.out
    assert "You have a <del>short</del> <ins>long</ins> time." in markdown.out
    for said in (text, markdown):
        assert "Periods" in said.out
        assert "Stores" not in said.out
    html = inforce(*sides, "--format", "json").data["html"]
    assert "<del" in html
    assert "Stores" in html


def test_redline_as_html(folder: Path, inforce: Inforce) -> None:
    """HTML is a document of its own: it needs no other file and no other host."""
    out = inforce("redline", "terms/refunds", "2018-02-01", "2018-06-01", "--format", "html").out
    assert out.startswith("<!doctype html>")
    tree = LexborHTMLParser(out)
    assert "Refunds" in tree.css_first("title").text()  # type: ignore[union-attr]
    assert [element.text() for element in tree.css("main del")] == ["short"]
    assert [element.text() for element in tree.css("main ins")] == ["long"]
    assert tree.css("style")
    assert not tree.css("script, link, img, iframe, [src]")
    assert "url(" not in out
    assert "policy:" not in out


def test_redline_as_html_without_dead_links(folder: Path, inforce: Inforce) -> None:
    """Links between policies lead nowhere that a browser cannot follow."""
    text = policy("2018-07-01", "See [refunds](terms/refunds.md).", title="Cookies")
    (folder / "policies/cookies.md").write_text(
        "---\n" + "".join(f"{k}: {v}\n" for k, v in text.items() if k != "text") + f"---\n{text['text']}\n"
    )
    out = inforce("redline", "cookies", "--format", "html").out
    assert "refunds" in out
    assert 'href="policy:' not in out


def test_draft(folder: Path, inforce: Inforce) -> None:
    """Without OLD and NEW: the file as it lies here against the text in force."""
    file = folder / REFUNDS
    file.write_text(file.read_text().replace("endless", "fair").replace("2027-01-01", "2027-02-01"))
    data = inforce("redline", "terms/refunds", "--format", "json").data
    assert "2018-06-01" in data["old"]
    assert "draft" in data["new"]
    assert any("fair" in change["new"] for change in data["changes"])
    assert any("long" in change["old"] for change in data["changes"])


def test_draft_of_what_is_announced(folder: Path, inforce: Inforce) -> None:
    """Without an edit, the text published last is compared with the one in force."""
    said = inforce("redline", "terms/refunds")
    assert "2018-06-01" in said.out
    assert "2027-01-01" in said.out
    assert "[-long-] {+endless+} time" in said.out


def test_no_change(folder: Path, inforce: Inforce) -> None:
    """Two texts that are the same: that is said, and is fine."""
    said = inforce("redline", "cookies", "2018-02-01", "2018-02-01")
    assert said.code == 0
    assert "No change" in said.out
    assert inforce("redline", "cookies", "--format", "json").data["changes"] == []


def test_output_to_a_file(folder: Path, inforce: Inforce) -> None:
    """`-o` writes what would have been printed, as UTF-8."""
    sides = ("redline", "terms/refunds", "2018-02-01", "2018-06-01", "--format", "html")
    printed = inforce(*sides)
    said = inforce(*sides, "-o", "out.html")
    assert (said.code, said.out) == (0, "")
    assert Path("out.html").read_text("utf-8") == printed.out


# check


def test_check(folder: Path, inforce: Inforce) -> None:
    """Files as they lie here, committed or not: nothing wrong is 0; faults are listed and give 1."""
    said = inforce("check")
    assert (said.code, said.out) == (0, "")
    assert "3 policies, 0 problems" in said.err
    (folder / "policies/broken.md").write_text(BROKEN)
    said = inforce("check")
    assert said.code == 1
    faults = said.out.splitlines()
    assert len(faults) == 2
    assert any(line.startswith("policies/broken.md:3:") and "effective_date" in line for line in faults)
    assert any(line.startswith("policies/broken.md:4:") and "efective" in line and "effective_date" in line for line in faults)
    assert "2 problems" in said.err


def test_check_as_json(folder: Path, inforce: Inforce) -> None:
    """Each finding with its rule, file, line, message and mend."""
    assert inforce("check", "--format", "json").data["findings"] == []
    (folder / "policies/broken.md").write_text(BROKEN)
    said = inforce("check", "--format", "json")
    assert said.code == 1
    found = said.data["findings"]
    assert [(f["rule"], f["severity"], f["path"], f["line"]) for f in found] == [
        ("record", "error", "policies/broken.md", 3),
        ("record", "error", "policies/broken.md", 4),
    ]
    assert all(f["message"] and f["mend"] for f in found)


def test_check_of_a_correction(folder: Path, inforce: Inforce) -> None:
    """A mended file has no problem any more; a deleted one is none either."""
    (folder / "policies/broken.md").write_text(BROKEN)
    assert inforce("check").code == 1
    (folder / "policies/broken.md").write_text("---\ntitle: Mended\neffective_date: 2018-12-31\n---\nText.\n")
    assert inforce("check").code == 0
    (folder / "policies/cookies.md").unlink()
    assert inforce("check").code == 0


def test_accepted_fault_is_shown(folder: Path, inforce: Inforce) -> None:
    """What the ledger accepts is no problem any more, and stands in the history."""
    good = (folder / REFUNDS).read_text()
    for day in ("2027-02-30", "2027-02-28"):
        other = good.replace("endless", "fair").replace("Longer still", "Fair")
        (folder / REFUNDS).write_text(other.replace("2027-01-01", day))
        git(folder, "commit", "-qam", "date", on="2026-10-11T12:00:00+0000")
    (said,) = (found for found in inforce("check", "--format", "json").data["findings"] if "ledger" in found["mend"])
    line = said["mend"].partition("the line ")[2].partition(" (or")[0]
    (folder / "policies/ledger.yml").write_text(line.replace("ignore: true", "ignore: true, note: No such day.") + "\n")
    git(folder, "add", "policies/ledger.yml")
    git(folder, "commit", "-qm", "ledger", on="2026-10-12T12:00:00+0000")
    assert inforce("check").code == 0
    commit = re.search(r"[0-9a-f]{10,40}", line)
    assert commit
    assert f"ledger, commit {commit[0][:10]}: No such day." in inforce("history", "terms/refunds").out


def test_problems_of_the_record(folder: Path, inforce: Inforce) -> None:
    """Committed faults do not hide what is sound, and end the other commands with 1."""
    (folder / "policies/broken.md").write_text(BROKEN)
    git(folder, "add", "policies")
    git(folder, "commit", "-qm", "broken")
    for arguments in (["history"], ["on", "2018-06-01"], ["history", "cookies"]):
        said = inforce(*arguments)
        assert said.code == 1
        assert "cookies" in said.out.lower()
        assert "policies/broken.md:3" in said.err
    data = inforce("history", "--format", "json").data
    assert len(data["problems"]) == 2
    assert inforce("redline", "terms/refunds", "2018-02-01").code == 0


# prove


@pytest.fixture
def built(folder: Path) -> Path:
    """The site of the repository."""
    assert build(folder).code == 0
    return folder / "site"


def test_prove(folder: Path, built: Path, inforce: Inforce) -> None:
    """A site holds what git holds, wherever it was put, until somebody changes a word in it."""
    said = inforce("prove")
    assert (said.code, said.out) == (0, "")
    assert git(folder, "rev-parse", "main")[:10] in said.err
    shutil.move(built, folder / "elsewhere")
    assert inforce("prove", "elsewhere").code == 0


@pytest.mark.parametrize(
    ("address", "was", "now"),
    [
        ("terms/refunds/2018-06-01/", "long", "very long"),
        ("terms/refunds/2018-02-01.0/", "shrot", "short"),
        ("terms/refunds/compare/2018-02-01/2018-06-01/", ">long<", ">short<"),
        ("terms/refunds/compare/2018-02-01/2018-06-01/", "Ask the store.", "Ask."),
        ("terms/refunds/history/history.json", '"hash": "sha256:', '"hash": "sha256:0'),
        ("terms/refunds/2018-06-01/text.md", "long", "very long"),
    ],
    ids=["text", "first text", "changed words", "unchanged words", "hash", "download"],
)
def test_prove_finds(folder: Path, built: Path, inforce: Inforce, address: str, was: str, now: str) -> None:
    """A word that was changed in a built page is found, with the address of the page."""
    file = built / address / "index.html" if address.endswith("/") else built / address
    text = file.read_text("utf-8")
    assert was in text
    file.write_text(text.replace(was, now), "utf-8")
    said = inforce("prove")
    assert said.code == 1
    assert [line.partition(": ")[0] for line in said.out.splitlines()] == [address.removesuffix("text.md")]


def test_prove_finds_what_is_missing(folder: Path, built: Path, inforce: Inforce) -> None:
    """A page that is not there is found too."""
    shutil.rmtree(built / "cookies/2018-02-01")
    said = inforce("prove")
    assert said.code == 1
    assert said.out.startswith("cookies/2018-02-01/: ")


def test_prove_without_a_site(folder: Path, inforce: Inforce) -> None:
    """Without a built site, or with one of a commit that is not here: 2, and what to do."""
    said = inforce("prove")
    assert said.code == 2
    assert "mkdocs build" in said.err
    (folder / "site").mkdir()
    (folder / "site/policies.json").write_text('{"commit": "' + "1" * 40 + '"}')
    said = inforce("prove")
    assert said.code == 2
    assert "git fetch" in said.err


# what goes wrong


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["history", "refund"], ["refund", "Did you mean", "terms/refunds", "archive/refunds", "inforce history"]),
        (["history", "frobnicate"], ["frobnicate", "terms/refunds", "cookies"]),
        (["on", "2018-01-01", "nothing/there"], ["nothing/there", "terms/refunds"]),
        (["redline", "nope", "2018-02-01"], ["nope", "terms/refunds"]),
        (["history", "refunds"], ["archive/refunds", "terms/refunds", "whole address"]),
        (["redline", "terms/refunds", "2018-02-02"], ["2018-02-02", "2018-02-01", "2018-06-01"]),
        (["redline", "terms/refunds", "2018-02-01", "no-such-file.md"], ["no-such-file.md", "2018-06-01"]),
        (["redline", "terms/refunds", "2018-02-01.7"], ["2018-02-01.7"]),
        (["redline", "terms/refunds", "policies"], ["policies"]),
        (["redline", "terms/refunds", "--upload-pack=x"], ["--upload-pack"]),
        (["redline", "terms/refunds", "x" * 300], ["x" * 300]),
        (["redline", "archive/refunds"], ["archive/refunds", "inforce history"]),
        (["redline", "terms/refunds", "2018-02-01", "-o", "no/such/folder/out.txt"], ["no/such/folder/out.txt", "-o"]),
        (["redline", "terms/refunds", "2018-02-01", "-o", "policies"], ["policies", "-o"]),
        (["redline", "terms/refunds", "2018-02-01", "picture.md"], ["picture.md"]),
        (["redline", "terms/refunds", "2018-02-01", "empty-commit"], ["empty-commit", REFUNDS]),
        (["--config-file", "other.yml", "history"], ["other.yml", "--config-file"]),
        (["--config-file", "policies", "history"], ["policies", "--config-file"]),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else None,
)
def test_cannot_run(folder: Path, inforce: Inforce, arguments: list[str], named: list[str]) -> None:
    """What is not there, or may mean several things: 2, and a line that says what there is or what to do."""
    (folder / "picture.md").write_bytes(b"\x89PNG\0\xff\xfe")
    git(folder, "checkout", "-q", "--orphan", "other")
    git(folder, "rm", "-rqf", "policies")
    git(folder, "commit", "-qm", "empty", "--allow-empty")
    git(folder, "tag", "empty-commit")
    git(folder, "checkout", "-qf", "main")
    said = inforce(*arguments)
    assert said.code == 2
    assert said.out == ""
    assert all(word in said.err for word in named)
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "config",
    [
        "plugins: [inforce: {policies: [}",
        "plugins: 5\n",
        "plugins: inforce\n",
        "plugins: {inforce: {policies: 7}}\n",
        "plugins: [inforce: {compare: some}]\n",
        "plugins: [inforce: {dates: [moon]}]\n",
        "plugins: [inforce: {timezone: Mars/Olympus}]\n",
        "plugins: [inforce: {polices: terms}]\n",
        "\t\n",
        "\0",
        "- just\n- a list\n",
        "a: &x [*x]\n",
    ],
)
def test_broken_configuration(folder: Path, inforce: Inforce, config: str) -> None:
    """A mkdocs.yml that MkDocs would refuse is refused too, by its name, or does not matter here."""
    (folder / "mkdocs.yml").write_text(config)
    said = inforce("history")
    assert "Traceback" not in said.err
    if said.code == 2:
        assert "mkdocs.yml" in said.err
        assert said.out == ""
    else:
        assert said.code == 0
        assert "terms/refunds" in said.out


@pytest.mark.parametrize("config", ["plugins: [inforce: {policies: [}", "plugins: [inforce: {compare: some}]\n", "\t- x: [\n"])
def test_broken_configuration_is_refused(folder: Path, inforce: Inforce, config: str) -> None:
    """What cannot be read, or has no meaning, is never passed over."""
    (folder / "mkdocs.yml").write_text(config)
    assert inforce("history").code == 2


def test_configuration_is_not_utf8(folder: Path, inforce: Inforce) -> None:
    """A mkdocs.yml in another encoding is named."""
    (folder / "mkdocs.yml").write_bytes(b"site_name: \xff\n")
    said = inforce("history")
    assert said.code == 2
    assert "mkdocs.yml" in said.err


def test_configuration_is_a_folder(folder: Path, inforce: Inforce) -> None:
    """A folder in the place of mkdocs.yml gives no traceback."""
    (folder / "mkdocs.yml").unlink()
    (folder / "mkdocs.yml").mkdir()
    assert inforce("history").code in (0, 2)


@pytest.mark.parametrize(
    "config",
    [
        "plugins:\n- inforce: {policies: legal}\n",
        "plugins:\n  search: {}\n  inforce: {policies: legal}\n",
        "INHERIT: base.yml\n",
        "theme: {name: material, x: !!python/name:material.extensions.emoji.twemoji }\nplugins: [inforce: {policies: legal}]\n",
    ],
    ids=["list", "mapping", "inherited", "tags"],
)
def test_the_site_and_the_command_agree(folder: Path, inforce: Inforce, config: str) -> None:
    """However mkdocs.yml gives the plugin's options, the command knows them."""
    git(folder, "mv", "policies/terms", "legal")
    git(folder, "commit", "-qm", "move")
    (folder / "base.yml").write_text("plugins: [inforce: {policies: legal}]\n")
    (folder / "mkdocs.yml").write_text(f"site_name: Company\n{config}")
    assert [item["policy"] for item in inforce("history", "--format", "json").data["policies"]] == ["refunds"]


def test_no_repository(tmp_path: Path, inforce: Inforce, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside a repository, in an empty one, in a bare one and in a shallow clone: 2 and the remedy."""
    monkeypatch.chdir(tmp_path)
    said = inforce("history")
    assert said.code == 2
    assert "git init" in said.err
    git(tmp_path, "init", "-q")
    said = inforce("on", "2018-01-01")
    assert said.code == 2
    assert "git commit" in said.err


def test_bare_and_shallow(template: Path, tmp_path: Path, inforce: Inforce, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bare repository and a shallow clone: 2 and the remedy."""
    git(tmp_path, "clone", "-q", "--bare", str(template), "bare")
    git(tmp_path, "clone", "-q", "--depth", "1", template.as_uri(), "shallow")
    for name, remedy in {"bare": "git clone", "shallow": "git fetch --unshallow"}.items():
        monkeypatch.chdir(tmp_path / name)
        for command in (["history"], ["check"], ["redline", "cookies"], ["on", "2018-01-01"]):
            said = inforce(*command)
            assert said.code == 2
            assert remedy in said.err


def test_no_git(folder: Path) -> None:
    """Without git on the PATH: 2, and where to get it."""
    done = apart(folder, "history", PATH=str(folder))
    assert done.returncode == 2
    assert "git-scm.com" in done.stderr
    assert "Traceback" not in done.stderr


def test_cache_in_the_way(folder: Path, inforce: Inforce) -> None:
    """A cache that cannot be kept costs time and nothing else."""
    (folder / ".cache").write_text("in the way")
    assert inforce("history").code == 0


def test_from_a_folder_below(folder: Path, inforce: Inforce, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command finds the site from any folder of the repository, and by `--config-file` from anywhere."""
    monkeypatch.chdir(folder / "policies/terms")
    assert "terms/refunds" in inforce("history").out
    monkeypatch.chdir(folder.parent)
    assert "terms/refunds" in inforce("--config-file", "company/mkdocs.yml", "history").out


def test_the_day_is_that_of_the_site(folder: Path, inforce: Inforce, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in force is told by the day in the site's time zone."""
    (folder / "mkdocs.yml").write_text("plugins: [inforce: {timezone: Asia/Tokyo}]\n")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch("2026-12-31T14:59"))
    assert "in force since 2018-06-01" in inforce("history").out
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch("2026-12-31T15:00"))
    assert "in force since 2027-01-01" in inforce("history").out


# as a program


def test_as_a_program(folder: Path) -> None:
    """The installed command answers on standard output, complains on standard error, and has its exit codes."""
    done = apart(folder, "history")
    assert (done.returncode, done.stderr) == (0, "")
    assert "terms/refunds" in done.stdout
    done = apart(folder, "history", "nope")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("inforce: ")
    (folder / "policies/broken.md").write_text(BROKEN)
    assert apart(folder, "check").returncode == 1


def test_any_locale(folder: Path) -> None:
    """Texts in any script are printed whatever the terminal's encoding is."""
    (folder / "policies/cookies.md").write_text(
        "---\ntitle: Политика\neffective_date: 2018-07-01\nchange_note: 改訂\n---\nКуки → 饼干.\n", "utf-8"
    )
    for encoding in ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONIOENCODING": "latin-1"}):
        done = apart(folder, "redline", "cookies", **encoding)
        assert "Traceback" not in done.stderr
        assert done.returncode == 0


def test_a_reader_that_goes_away(folder: Path) -> None:
    """`inforce history | head -1`: no traceback."""
    command = Path(sys.executable).with_name("inforce")
    line = f"'{command}' history --format json | true"
    done = subprocess.run(["sh", "-c", line], cwd=folder, env=clean_environment(), capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_nothing_is_left_behind(folder: Path, inforce: Inforce) -> None:
    """The commands that ask change nothing in the repository but the cache, which git is told to ignore."""
    before = git(folder, "status", "--porcelain", "--ignored")
    for command in (["history"], ["on", "2018-06-01"], ["redline", "terms/refunds"], ["check"]):
        inforce(*command)
    found = set(git(folder, "status", "--porcelain", "--ignored").splitlines()) - set(before.splitlines())
    assert found <= {"!! .cache/"}
    assert {path.name for path in folder.iterdir()} <= {".git", ".cache", "policies", "docs", "mkdocs.yml"}
