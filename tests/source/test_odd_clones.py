"""Rule 11 for copies of a repository that were cut, mended or imported by other tools: what is lacking is named or does not
matter, and what pretends another history stops everything."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from commanding import Inforce
from histories import git, load
from inforce.problems import UserError
from sites import build, policy, repository
from test_repository import EXPECTED, HISTORY, revisions

PATH = "policies/terms/refunds.md"
CONFIG = "site_name: Company\nplugins: [search, inforce]\n"
LONG = "".join(f'<path d="M {k} {k * 7 % 13} L {k * 3 % 11} {k}"/>\n' for k in range(200))
DRAWN = f'<svg xmlns="http://www.w3.org/2000/svg">{LONG}</svg>'
CUT = [
    {"on": "2018-01-10", "write": {PATH: policy("2018-02-01", "One."), "media/a.svg": DRAWN, "notes/a.md": LONG}},
    {
        "on": "2018-03-10",
        "change": {PATH: {"effective_date": "2018-04-01", "text": "Two.", "change_note": "You may ask twice."}},
        "move": {"media/a.svg": "media/b.svg", "notes/a.md": "notes/b.md"},
        "write": {"media/b.svg": DRAWN + "\n<!-- more -->", "notes/b.md": LONG + "More."},
    },
    {"on": "2018-05-10", "delete": ["media/b.svg", "notes/b.md"]},
    {"on": "2018-06-10", "move": {PATH: "policies/terms/refund-policy.md"}},
]


@pytest.mark.parametrize(
    "author",
    [
        "author Old Import 1709290800 +0000",
        "author ",
        "author Ann <ann@company.example>",
        "author Ann <ann@company.example> yesterday",
        "author Ann <ann@company.example> 1709290800 +zzzz",
        "author Ann <ann@company.example> 253402300800 +0000",
        "author Ann <ann@company.example> -99999999999999999999 +0000",
        "author <<>> 1 +0000",
    ],
)
def test_authors_that_cannot_be_read(author: str, tmp_path: Path) -> None:
    """The day of publication is the committer's; nothing of the author can keep a policy from being read."""
    repository(tmp_path, CUT[:1], CONFIG)
    tree = git(tmp_path, "rev-parse", "HEAD^{tree}").strip()
    raw = f"tree {tree}\n{author}\ncommitter Ben <ben@company.example> 1709290800 +0000\n\nimported\n".encode()
    made = git(tmp_path, "hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=raw)
    git(tmp_path, "update-ref", "refs/heads/main", made)
    assert revisions(tmp_path) == [("2018-02-01", "2024-03-01")]


def _cut(folder: Path, commits: list[str]) -> str:
    return f"{commits[1]}\n"


def _added(folder: Path, commits: list[str]) -> str:
    git(folder, "switch", "-q", "--orphan", "other")
    git(folder, "commit", "-q", "--allow-empty", "-m", "other")
    other = git(folder, "rev-parse", "HEAD").strip()
    git(folder, "switch", "-q", "main")
    return f"# another parent\n\n{commits[2]} {commits[1]} {other}\n"


def _longer(folder: Path, commits: list[str]) -> str:
    git(folder, "switch", "-q", "--orphan", "older")
    git(folder, "commit", "-q", "--allow-empty", "-m", "older")
    older = git(folder, "rev-parse", "HEAD").strip()
    git(folder, "switch", "-q", "main")
    return f"{commits[0]} {older}\n"


@pytest.mark.parametrize("graft", [_cut, _added, _longer])
@pytest.mark.parametrize("by", ["file", "variable"])
def test_grafts_stop_everything(
    graft: Callable[[Path, list[str]], str], by: str, tmp_path: Path, inforce: Inforce, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether they cut the history, join another to it or go on before its first commit: the file to delete is named."""
    repository(tmp_path, CUT, CONFIG)
    assert build(tmp_path).code == 0
    commits = git(tmp_path, "rev-list", "--reverse", "HEAD").split()
    file = tmp_path / ".git/info/grafts" if by == "file" else tmp_path / "grafts"
    said = graft(tmp_path, commits)
    file.parent.mkdir(exist_ok=True)
    file.write_text(said)
    if by == "variable":
        monkeypatch.setenv("GIT_GRAFT_FILE", str(file))
    monkeypatch.chdir(tmp_path)
    for command in ("check", "prove", "history"):
        ended = inforce(command)
        assert (ended.code, ended.out) == (2, "")
        assert f"Delete the file {file}" in ended.err
    built = build(tmp_path)
    assert built.code == 1
    assert f"Delete the file {file}" in built.said
    assert f"Delete the file {file}" in inforce("history", "--check").out


def test_a_file_of_grafts_that_says_nothing(tmp_path: Path) -> None:
    """Comments and empty lines are no grafts."""
    repository(tmp_path, CUT[:2], CONFIG)
    (tmp_path / ".git/info").mkdir(exist_ok=True)
    (tmp_path / ".git/info/grafts").write_text("# none\n\n")
    assert [name for name, _ in revisions(tmp_path)] == ["2018-02-01", "2018-04-01"]


@pytest.mark.parametrize("option", ["--shared", "--reference"])
def test_borrowed_objects(option: str, tmp_path: Path) -> None:
    """A copy that borrows from another is as good as a full one, until that is gone: then it says what it lacks."""
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    repository(origin, HISTORY)
    git(tmp_path, "clone", "-q", *([option] if option == "--shared" else [option, str(origin)]), origin.as_uri(), str(clone))
    assert revisions(clone) == EXPECTED
    lends = clone / ".git/objects/info/alternates"
    if lends.is_file():
        lends.write_text(str(tmp_path / "gone"))
        with pytest.raises(UserError, match=r"git does not have the commit that is checked out. Clone the repository again"):
            load(clone)


def _lose(folder: Path, *named: str) -> None:
    """Take contents out of a repository, each named as COMMIT:PATH."""
    git(folder, "repack", "-q", "-a", "-d")
    for pack in (folder / ".git/objects/pack").glob("*.pack"):
        data = pack.read_bytes()
        for other in (folder / ".git/objects/pack").glob("*"):
            other.chmod(0o600)
            other.unlink()
        git(folder, "unpack-objects", "-q", stdin=data)
    for blob in [git(folder, "rev-parse", name).strip() for name in named]:
        (folder / ".git/objects" / blob[:2] / blob[2:]).unlink()


@pytest.mark.parametrize(
    "lost",
    [["main~2:media/b.svg"], ["main~2:notes/b.md"], ["main~3:media/a.svg", "main~2:media/b.svg", "main~3:notes/a.md"]],
    ids=["image", "Markdown", "several"],
)
def test_lacking_what_is_no_policy(lost: list[str], tmp_path: Path, inforce: Inforce, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of it is needed: all revisions are there, under the address of the moved file, and a site can be built."""
    repository(tmp_path, CUT, CONFIG)
    _lose(tmp_path, *lost)
    assert revisions(tmp_path) == [("2018-02-01", "2018-01-10"), ("2018-04-01", "2018-03-10")]
    (found,) = load(tmp_path).policies
    assert (found.address, found.former_addresses) == ("terms/refund-policy", ("terms/refunds",))
    monkeypatch.chdir(tmp_path)
    assert inforce("check").code == 0
    assert build(tmp_path, "--strict").code == 0


def test_lacking_a_policy(tmp_path: Path, inforce: Inforce, monkeypatch: pytest.MonkeyPatch) -> None:
    """The text of a policy is needed: the file is named, with the remedy; also where it lacks besides others."""
    repository(tmp_path, CUT, CONFIG)
    _lose(tmp_path, f"main~3:{PATH}", "main~2:media/b.svg")
    monkeypatch.chdir(tmp_path)
    for command in ("check", "history"):
        ended = inforce(command)
        assert ended.code == 2
        assert f"git does not have the content of {PATH}" in ended.err
        assert "git fetch --refetch --no-filter" in ended.err
    built = build(tmp_path)
    assert built.code == 1
    assert PATH in built.said


def test_lacking_an_image_of_a_policy(tmp_path: Path) -> None:
    """So is an image that a policy shows: the build ends with its name."""
    history = [{"on": "2018-01-10", "write": {PATH: policy("2018-02-01", "![A](a.png)"), "policies/terms/a.png": DRAWN}}]
    repository(tmp_path, history, CONFIG)
    _lose(tmp_path, "main:policies/terms/a.png")
    built = build(tmp_path)
    assert built.code == 1
    assert "git does not have the content of policies/terms/a.png" in built.said


@pytest.mark.parametrize("kept", ["blob:limit=3k", "blob:none"])
def test_partial_clones_whose_origin_is_gone(kept: str, tmp_path: Path) -> None:
    """Large files that are no policies may be left out of a copy; policies may not, and the first of them is named."""
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    repository(origin, CUT)
    git(origin, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", f"--filter={kept}", "--no-checkout", origin.as_uri(), str(clone))
    shutil.rmtree(origin)
    if kept == "blob:none":
        with pytest.raises(UserError, match=r"the content of policies/terms/\S+\.md .*git fetch --refetch"):
            load(clone)
    else:
        assert revisions(clone) == [("2018-02-01", "2018-01-10"), ("2018-04-01", "2018-03-10")]
