"""`inforce import`: it shows the redline, asks, and writes; and a file that LibreOffice saved changes nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from counsel import word_file
from importing import html_of, imported
from inforce import cli
from sites import ROOT, epoch, policy, repository

# LibreOffice


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Word files of three policies of the demo, opened and saved by LibreOffice."""
    folder = tmp_path_factory.mktemp("office")
    for path in OFFICE:
        (folder / f"{Path(path).stem}.docx").write_bytes(word_file(html_of((ROOT / path).read_bytes(), path)))
    command = [
        "soffice",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "docx:MS Word 2007 XML",
    ]
    done = subprocess.run(
        [*command, "--outdir", str(folder / "out"), *map(str, sorted(folder.glob("*.docx")))], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder / "out"


OFFICE = ("policies/terms/refund-policy.md", "policies/cookies/cookies-policy.md", "policies/privacy/privacy-policy.md")


@pytest.mark.parametrize("path", OFFICE)
def test_a_file_saved_by_libreoffice_changes_nothing(saved: Path, path: str) -> None:
    """Tables, lists, footnotes and links come back from another program as they went out."""
    data = (ROOT / path).read_bytes()
    assert imported(data, (saved / f"{Path(path).stem}.docx").read_bytes(), path) == data


# the command

RULES = "policies/rules.md"
RULES_HISTORY = [{"on": "2018-01-10", "write": {RULES: policy("2018-02-01", "## Fees\n\nPay in *14* days.\n\nAsk us.")}}]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one policy, and the Word file of its edited text."""
    folder = tmp_path / "company"
    repository(folder, RULES_HISTORY, "site_name: Company\nplugins: [inforce]\n")
    html = html_of((folder / RULES).read_bytes(), RULES).replace("14", "<del>14</del><ins>30</ins>")
    (folder / "counsel.docx").write_bytes(word_file(html))
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch())
    return folder


REDLINE = "rules: as it lies here -> counsel.docx\n1 change, 2 words added, 2 removed\n\n# Rules\n\n## Fees\n\n"


def test_command_writes_after_yes(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The redline is shown, one line of the file is changed, and what is left to do is said."""
    old = (site / RULES).read_bytes()
    assert cli.main(["import", "counsel.docx", "rules", "--yes"]) == 0
    said = capsys.readouterr()
    assert said.out == REDLINE + "Pay in [-14 days-]{+30 days+}.\n\n[…]\n"
    assert said.err == f"{RULES}: written. Give it a new effective date and a change note before you commit it.\n"
    assert (site / RULES).read_bytes() == old.replace(b"*14*", b"*30*")
    assert cli.main(["import", "counsel.docx", "rules", "--yes"]) == 0
    assert capsys.readouterr().out == f"{RULES}: the file changes nothing.\n"


@pytest.mark.parametrize(("arguments", "code"), [(["--dry-run"], 0), (["--dry-run", "--yes"], 0), ([], 1)])
def test_command_writes_nothing_unasked(
    site: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int
) -> None:
    """With --dry-run, or where nobody can be asked, the redline and the lines are shown, and nothing is written."""
    old = (site / RULES).read_bytes()
    assert cli.main(["import", "counsel.docx", "rules", *arguments]) == code
    said = capsys.readouterr()
    assert said.out.startswith(REDLINE)
    assert said.out.endswith("-Pay in *14* days.\n+Pay in *30* days.\n")
    assert "nothing was written" in said.err
    assert (site / RULES).read_bytes() == old


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("", 1), ("no", 1)])
def test_command_asks_on_a_terminal(site: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int) -> None:
    """What is not agreed to is not written."""
    asked: list[str] = []
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or answer)
    old = (site / RULES).read_bytes()
    assert cli.main(["import", "counsel.docx", "rules"]) == code
    assert asked == [f"Write this to {RULES}? [y/N] "]
    assert ((site / RULES).read_bytes() != old) is (code == 0)


def test_command_refuses_a_conflict_and_takes_a_base(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The policy went on meanwhile: other passages are joined, the same one is a problem."""
    old = (site / RULES).read_bytes()
    (site / RULES).write_bytes(old.replace(b"Ask us", b"Ask the store"))
    assert cli.main(["import", "counsel.docx", "rules", "--yes"]) == 0
    assert (site / RULES).read_bytes() == old.replace(b"Ask us", b"Ask the store").replace(b"14", b"30")
    assert "started from the revision 2018-02-01" in capsys.readouterr().err
    (site / RULES).write_bytes(old.replace(b"14", b"7"))
    for arguments in ([], ["--base", "2018-02-01"], ["--base", "HEAD"]):
        assert cli.main(["import", "counsel.docx", "rules", "--yes", *arguments]) == 1
        assert capsys.readouterr().out.startswith("Changed on both sides: “Pay in 14 days.” is “Pay in 7 days.”")
    assert (site / RULES).read_bytes() == old.replace(b"14", b"7")
    assert cli.main(["import", "counsel.docx", "rules", "--base", "2017-01-01"]) == 2
    assert cli.main(["import", "none.docx", "rules"]) == 2
    assert "none.docx: cannot be read" in capsys.readouterr().err
