"""The command where something is missing, mistyped or broken: 2, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from commanding import REFUNDS, Inforce, apart
from histories import git
from sites import epoch


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["history", "REFUNDS"], ["REFUNDS may be", "terms/refunds", "archive/refunds"]),
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
def test_cannot_run(company: Path, inforce: Inforce, arguments: list[str], named: list[str]) -> None:
    """What is not there, or may mean several things: 2, and a line that says what there is or what to do."""
    (company / "picture.md").write_bytes(b"\x89PNG\0\xff\xfe")
    git(company, "checkout", "-q", "--orphan", "other")
    git(company, "rm", "-rqf", "policies")
    git(company, "commit", "-qm", "empty", "--allow-empty")
    git(company, "tag", "empty-commit")
    git(company, "checkout", "-qf", "main")
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
def test_broken_configuration(company: Path, inforce: Inforce, config: str) -> None:
    """A mkdocs.yml that MkDocs would refuse is refused too, by its name, or does not matter here."""
    (company / "mkdocs.yml").write_text(config)
    said = inforce("history")
    assert "Traceback" not in said.err
    if said.code == 2:
        assert "mkdocs.yml" in said.err
        assert said.out == ""
    else:
        assert said.code == 0
        assert "terms/refunds" in said.out


@pytest.mark.parametrize("config", ["plugins: [inforce: {policies: [}", "plugins: [inforce: {compare: some}]\n", "\t- x: [\n"])
def test_broken_configuration_is_refused(company: Path, inforce: Inforce, config: str) -> None:
    """What cannot be read, or has no meaning, is never passed over."""
    (company / "mkdocs.yml").write_text(config)
    assert inforce("history").code == 2


def test_configuration_is_not_utf8(company: Path, inforce: Inforce) -> None:
    """A mkdocs.yml in another encoding is named."""
    (company / "mkdocs.yml").write_bytes(b"site_name: \xff\n")
    said = inforce("history")
    assert said.code == 2
    assert "mkdocs.yml" in said.err


def test_configuration_is_a_folder(company: Path, inforce: Inforce) -> None:
    """A folder in the place of mkdocs.yml gives no traceback."""
    (company / "mkdocs.yml").unlink()
    (company / "mkdocs.yml").mkdir()
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
def test_the_site_and_the_command_agree(company: Path, inforce: Inforce, config: str) -> None:
    """However mkdocs.yml gives the plugin's options, the command knows them."""
    git(company, "mv", "policies/terms", "legal")
    git(company, "commit", "-qm", "move")
    (company / "base.yml").write_text("plugins: [inforce: {policies: legal}]\n")
    (company / "mkdocs.yml").write_text(f"site_name: Company\n{config}")
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


def test_bare_and_shallow(company_template: Path, tmp_path: Path, inforce: Inforce, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bare repository and a shallow clone: 2 and the remedy."""
    git(tmp_path, "clone", "-q", "--bare", str(company_template), "bare")
    git(tmp_path, "clone", "-q", "--depth", "1", company_template.as_uri(), "shallow")
    for name, remedy in {"bare": "git clone", "shallow": "git fetch --unshallow"}.items():
        monkeypatch.chdir(tmp_path / name)
        for command in (["history"], ["check"], ["redline", "cookies"], ["on", "2018-01-01"]):
            said = inforce(*command)
            assert said.code == 2
            assert remedy in said.err


def test_no_git(company: Path) -> None:
    """Without git on the PATH: 2, and where to get it."""
    done = apart(company, "history", PATH=str(company))
    assert done.returncode == 2
    assert "git-scm.com" in done.stderr
    assert "Traceback" not in done.stderr


def test_cache_in_the_way(company: Path, inforce: Inforce) -> None:
    """A cache that cannot be kept costs time and nothing else."""
    (company / ".cache").write_text("in the way")
    assert inforce("history").code == 0


def test_from_a_folder_below(company: Path, inforce: Inforce, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command finds the site from any folder of the repository, and by `--config-file` from anywhere."""
    monkeypatch.chdir(company / "policies/terms")
    assert "terms/refunds" in inforce("history").out
    monkeypatch.chdir(company.parent)
    assert "terms/refunds" in inforce("--config-file", "company/mkdocs.yml", "history").out


def test_the_day_is_that_of_the_site(company: Path, inforce: Inforce, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in force is told by the day in the site's time zone."""
    (company / "mkdocs.yml").write_text("plugins: [inforce: {timezone: Asia/Tokyo}]\n")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch("2026-12-31T14:59"))
    assert "in force since 2018-06-01" in inforce("history").out
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch("2026-12-31T15:00"))
    assert "in force since 2027-01-01" in inforce("history").out


def test_a_file_that_nobody_may_read(company: Path, inforce: Inforce, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named, with what is wrong; the command could not run."""
    file = company / "policies/terms/refunds.md"
    file.write_bytes(file.read_bytes() + b"More.")

    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path == file:
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    said = inforce("check")
    assert said.code == 2
    assert said.err == f"inforce: {file}: Permission denied. Look at who may read and write it.\n"
