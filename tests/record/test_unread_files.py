"""What lies among policies and is read as none: symbolic links and files of other kinds are named, never passed over."""

from __future__ import annotations

from pathlib import Path

import pytest
from commanding import Inforce
from companies import CONFIG
from histories import git
from sites import build, policy, repository

FEES = "policies/fees.md"
TEXT = "---\ntitle: Use\neffective_date: 2018-01-01\n---\n\nOne two three four five.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with one policy, and texts beside its folder."""
    files = {"docs/index.md": "# Home", "TERMS.md": TEXT, "legal/rules.md": TEXT, "art/logo.png": "png"}
    written = {**files, FEES: policy("2018-02-01", "No fees are taken for anything.", title="Fees")}
    repository(tmp_path, [{"on": "2018-01-10", "write": written}], CONFIG)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def commit(folder: Path) -> None:
    """Commit what lies there."""
    git(folder, "add", "--all", "--", ":!site")
    git(folder, "commit", "-qm", "change", on="2018-03-10T12:00:00+0000")


@pytest.mark.parametrize(
    ("path", "target", "says"),
    [
        ("terms.md", "../TERMS.md", "a symbolic link to TERMS.md, and links are not read. Move the text here"),
        ("terms.md", "fees.md", "a symbolic link to policies/fees.md, and links are not read."),
        ("terms.md", "/etc/terms.md", "a symbolic link to /etc/terms.md, and links are not read. Put the text here."),
        ("terms.md", "../../elsewhere/terms.md", "a symbolic link to ../../elsewhere/terms.md"),
        ("terms.md", "../gone.md", "a symbolic link to gone.md, and links are not read. Put the text here."),
        ("eu", "../legal", "a symbolic link to legal, and the files of a folder behind a link are not read. Name legal in"),
        ("eu", "/srv/legal", "a symbolic link to /srv/legal, and the files of a folder behind a link are not read."),
    ],
)
def test_links(folder: Path, inforce: Inforce, path: str, target: str, says: str) -> None:
    """A link that lies where a policy would is named before it is committed, on its branch, in the history and by the build."""
    (folder / "policies" / path).symlink_to(target)
    assert f"policies/{path}: error record: this is {says}" in inforce("check").out
    commit(folder)
    said = inforce("check", "--base", "main~1")
    assert said.out.count(f"policies/{path}: ") == 1
    assert f"this is {says}" in said.out
    assert said.code == 1
    assert f"policies/{path}: this is {says}" in inforce("history").err
    built = build(folder)
    assert f"this is {says}" in built.said
    assert "terms/" not in built.addresses()


@pytest.mark.parametrize(
    ("path", "target"), [("logo.png", "../art/logo.png"), ("README.md", "../TERMS.md"), ("index.md", "x.md")]
)
def test_other_links(folder: Path, inforce: Inforce, path: str, target: str) -> None:
    """A link that is no policy's place is nobody's fault."""
    (folder / "policies" / path).symlink_to(target)
    commit(folder)
    assert inforce("check", "--base", "main~1").out == ""


def test_a_policy_that_gives_way_to_a_link(folder: Path, inforce: Inforce) -> None:
    """The finding says what readers are told, and that it is the link; not that the file is to be put back."""
    git(folder, "mv", FEES, "TERMS.md", "-f")
    (folder / FEES).symlink_to("../TERMS.md")
    commit(folder)
    (line,) = [line for line in inforce("check", "--base", "main~1").out.splitlines() if line.startswith(FEES)]
    assert "a symbolic link to TERMS.md, and links are not read, so that readers are told that the policy is no longer" in line
    assert "git mv -f TERMS.md policies/fees.md" in line


def test_an_image_that_is_a_link(folder: Path, inforce: Inforce) -> None:
    """The text that shows it says so, on its line."""
    (folder / "policies/logo.png").symlink_to("../art/logo.png")
    (folder / "policies/marks.md").write_text(TEXT + "\n![Logo](logo.png)\n")
    commit(folder)
    said = inforce("check").out
    assert "policies/marks.md:8: error record: the image policies/logo.png is a symbolic link, and links are not read." in said
    assert "the image policies/logo.png is a symbolic link" in build(folder).said


def test_a_draft_that_is_a_link(folder: Path, inforce: Inforce) -> None:
    """What is not committed yet is read as what it will be."""
    (folder / "policies/terms.md").symlink_to("../TERMS.md")
    assert "1 policy," in inforce("check").err


def test_endings_are_counted(folder: Path, inforce: Inforce) -> None:
    """Texts that are not read are counted by their endings in one line, of the build and of the check; other files are none."""
    for name in ("a.html.md.erb", "b.md.erb", "c.html", "d.mdx", "e.MD", "f.rst", "g.png", "h.css", "README.txt", "ledger.yml"):
        (folder / "policies" / name).write_text("")
    line = "7 files in policies/ are not read (.md.erb 2, .MD 1, .html 1, .mdx 1, .rst 1, .txt 1): only .md files are policies"
    (folder / "policies/README.txt").rename(folder / "policies/i.txt")
    assert line in inforce("check").err
    commit(folder)
    assert line in build(folder).said
    assert "not read" not in inforce("history").err


@pytest.mark.parametrize(
    "name", ["fees.html.md.erb", "fees.mdx", "fees.markdown", "fees.rst", "fees.html", "fees.MD", "costs.txt"]
)
def test_a_policy_that_moves_to_another_ending(folder: Path, inforce: Inforce, name: str) -> None:
    """Readers are told that it is no longer offered, which nobody meant: the editor is told why, as long as it stays so."""
    git(folder, "mv", FEES, f"policies/{name}")
    commit(folder)
    says = f"policies/{name}: the policy {FEES} goes on in this file, but only .md files are read, so that readers are told"
    assert says in inforce("history").err
    assert f"git mv policies/{name} {FEES}" in inforce("history").err
    said = inforce("check", "--base", "main~1").out
    assert "goes on in this file" in said
    assert FEES + ": " not in said
    assert says in build(folder).said
    git(folder, "rm", "-q", f"policies/{name}")
    commit(folder)
    assert inforce("history").err == ""


def test_a_policy_rewritten_under_another_ending(folder: Path, inforce: Inforce) -> None:
    """So too where git sees no move, since the text is another."""
    (folder / FEES).unlink()
    (folder / "policies/fees.mdx").write_text("# Quite another text about money\n\nIt says something else.\n")
    commit(folder)
    assert f"policies/fees.mdx: the policy {FEES} goes on in this file" in inforce("history").err
