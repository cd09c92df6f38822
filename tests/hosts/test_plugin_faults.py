"""The plugin where something is wrong or unusual: options, files, clones, the cache, and another MkDocs."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from commanding import Inforce
from companies import CONFIG, COOKIES, HISTORY, MATERIAL, PAGES, REFUNDS, linked, options, sound
from histories import git
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from sites import build, build_apart, policy, repository


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"compare": "some"}, ["compare", "some", "adjacent"]),
        ({"dates": ["moon"]}, ["dates", "moon", "front_matter"]),
        ({"dates": "moon"}, ["dates"]),
        ({"timezone": "Mars/Olympus"}, ["timezone", "Mars/Olympus", "Europe/Berlin"]),
        ({"policies": 5}, ["policies"]),
        ({"policies": []}, ["policies"]),
        ({"branch": ["main"]}, ["branch"]),
        ({"checks": {"placholder": "off"}}, ["placholder", "Did you mean placeholder?"]),
        ({"checks": {"correction-changes-meaning": {"words": "many"}}}, ["words cannot be many"]),
        ({"baseline": "x.json"}, ["baseline", "x.json", "inforce check --write-baseline"]),
        ({"policies": "nowhere"}, ["there is no folder nowhere"]),
    ],
    ids=lambda value: json.dumps(value) if isinstance(value, dict) else "",
)
def test_wrong_options(tmp_path: Path, values: Mapping[str, Any], named: list[str]) -> None:
    """A wrong option stops the build with its name and what it may be; never with a traceback."""
    repository(tmp_path, HISTORY, options(**values))
    built = build(tmp_path)
    assert built.code == 1
    assert all(word in built.said for word in ("inforce", *named))
    assert "Traceback" not in built.said


def test_unknown_option(tmp_path: Path) -> None:
    """A mistyped option is a warning with its name, and fails a strict build."""
    repository(tmp_path, HISTORY, options(polices="terms"))
    built = build(tmp_path, "--strict")
    assert built.code == 1
    assert "polices" in built.said


def test_problems(tmp_path: Path) -> None:
    """Each fault is a warning with its file, line and field; what is sound is published; a strict build fails."""
    faults = {
        "policies/terms/undated.md": policy("", "No date."),
        "policies/terms/mistyped.md": policy("2018-13-45", "No such day."),
        "policies/terms/unknown.md": policy("2018-02-01", "An unknown key.", efective="2018-02-01"),
    }
    history = [*HISTORY, {"on": "2018-08-10", "write": faults}]
    repository(tmp_path, history, CONFIG)
    built = build(tmp_path)
    assert built.code == 0
    assert linked(built).addresses() >= PAGES
    warnings = [line for line in built.said.splitlines() if "WARNING" in line]
    assert len(warnings) == 3
    for line, words in zip(
        sorted(warnings),
        (("mistyped.md:4", "effective_date"), ("undated.md:", "effective_date"), ("unknown.md:5", "efective")),
        strict=True,
    ):
        assert all(word in line for word in words)
    assert "problems 3" in built.said
    assert "terms/undated/" not in built.addresses()
    assert len(built.data("policies.json")["problems"]) == 3
    strict = build(tmp_path, "--strict")
    assert strict.code == 1
    assert "3 warnings" in strict.said


def test_no_policy_yet(tmp_path: Path) -> None:
    """A site without a policy builds, and its home page says what to do; that no file was found is a problem."""
    repository(tmp_path, [{"on": "2018-01-10", "write": {"README.md": "Read me."}}], CONFIG)
    (tmp_path / "policies").mkdir()
    built = linked(build(tmp_path))
    assert built.code == 0
    assert "no policy was ever committed in policies" in built.said
    assert "effective date" in built.words("")
    assert build(tmp_path, "--strict").code == 1


def test_damaged_files(tmp_path: Path) -> None:
    """Files that no program should write are reported, and do not stop the rest."""
    repository(tmp_path, HISTORY, CONFIG)
    for name, data in {
        "utf16": "Rules".encode("utf-16"),
        "latin": b"---\ntitle: \xe9\n---\n",
        "open": b"---\ntitle: x\n",
        "nul": b"\0",
    }.items():
        (tmp_path / "policies" / f"{name}.md").write_bytes(data)
    git(tmp_path, "add", "policies")
    git(tmp_path, "commit", "-qm", "damage")
    built = build(tmp_path)
    assert built.code == 0
    assert linked(built).addresses() == PAGES
    for name in ("utf16", "latin", "open", "nul"):
        assert f"policies/{name}.md" in built.said


def test_uncommitted_edits_are_not_published(tmp_path: Path) -> None:
    """The site holds what is committed, whatever lies in the work tree."""
    repository(tmp_path, HISTORY, CONFIG)
    (tmp_path / REFUNDS).write_text("---\ntitle: Refunds\neffective_date: 2018-09-01\nchange_note: x\n---\nNot yet.\n")
    (tmp_path / COOKIES).unlink()
    built = sound(build(tmp_path, "--strict"))
    assert built.addresses() == PAGES
    assert "Not yet." not in built.words("terms/refunds/")


def test_another_branch(tmp_path: Path) -> None:
    """A branch that happens to be checked out is not published without a word where the published one is not here; a single
    branch may be called what it likes."""
    repository(tmp_path, HISTORY, CONFIG)
    git(tmp_path, "branch", "-m", "master")
    assert build(tmp_path, "--strict").code == 0
    git(tmp_path, "checkout", "-qb", "draft")
    built = build(tmp_path, "--strict")
    assert built.code == 1
    assert "there is no branch main here, so that draft is published" in built.said
    git(tmp_path, "checkout", "-q", "--detach")
    assert build(tmp_path, "--strict").code == 0


def test_detached_head(tmp_path: Path) -> None:
    """A CI checkout of one commit without the branch is built as it is; with the branch, the branch counts."""
    builder = repository(tmp_path, HISTORY, CONFIG)
    git(tmp_path, "checkout", "-q", "--detach", builder.ids["c2"])
    assert sound(build(tmp_path, "--strict")).addresses() == PAGES
    git(tmp_path, "branch", "-qD", "main")
    assert sound(build(tmp_path, "--strict")).revisions("terms/refunds") == ["2018-02-01"]


def test_other_branch(tmp_path: Path) -> None:
    """`branch` names the published branch; others do not count, checked out or not."""
    builder = repository(tmp_path, HISTORY, options(branch="published"))
    git(tmp_path, "branch", "published", builder.ids["c2"])
    assert sound(build(tmp_path, "--strict")).revisions("terms/refunds") == ["2018-02-01"]


def test_work_tree_of_git(tmp_path: Path) -> None:
    """A second work tree of a repository is built like the first."""
    repository(tmp_path / "first", HISTORY)
    git(tmp_path / "first", "worktree", "add", "-q", "--detach", str(tmp_path / "second"))
    (tmp_path / "second" / "mkdocs.yml").write_text(CONFIG)
    (tmp_path / "second" / "docs").mkdir()
    assert sound(build(tmp_path / "second", "--strict")).addresses() == PAGES


def test_shallow_clone(tmp_path: Path) -> None:
    """A shallow clone is refused with the remedy, which helps."""
    repository(tmp_path / "origin", HISTORY)
    git(tmp_path, "clone", "-q", "--depth", "1", (tmp_path / "origin").as_uri(), "clone")
    clone = tmp_path / "clone"
    (clone / "mkdocs.yml").write_text(CONFIG)
    (clone / "docs").mkdir()
    built = build(clone)
    assert built.code == 1
    assert "git fetch --unshallow" in built.said
    git(clone, "fetch", "-q", "--unshallow")
    assert sound(build(clone, "--strict")).addresses() == PAGES


def test_no_repository(tmp_path: Path) -> None:
    """Outside a git repository, and in one without a commit, the error says what to do."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text(CONFIG)
    outside = build(tmp_path)
    assert outside.code == 1
    assert "git init" in outside.said
    git(tmp_path, "init", "-q")
    empty = build(tmp_path)
    assert empty.code == 1
    assert "git commit" in empty.said


def test_cache_cannot_be_written(tmp_path: Path) -> None:
    """Losing the cache only costs time: a build goes well where it cannot be kept, or is damaged."""
    repository(tmp_path, HISTORY, CONFIG)
    build(tmp_path)
    for file in (tmp_path / ".cache").rglob("*.sqlite*"):
        file.write_bytes(b"damaged" * 1000)
    assert sound(build(tmp_path, "--strict")).addresses() == PAGES
    shutil.rmtree(tmp_path / ".cache", ignore_errors=True)
    (tmp_path / ".cache").write_text("in the way")
    assert sound(build(tmp_path, "--strict")).addresses() == PAGES


def test_a_build_after_one_that_was_served(tmp_path: Path) -> None:
    """MkDocs keeps a plugin for the next build of its process; what it kept for serving is of another site."""
    for name in ("served", "built"):
        repository(tmp_path / name, HISTORY, CONFIG)
    config = load_config(str(tmp_path / "served/mkdocs.yml"), site_dir=str(tmp_path / "site"))
    config.plugins.on_startup(command="serve", dirty=False)
    mkdocs_build(config)
    assert sound(build(tmp_path / "built", "--strict")).addresses() == PAGES
    assert (tmp_path / "built/.cache").is_dir()


def test_properdocs(tmp_path: Path) -> None:
    """ProperDocs, which carries MkDocs 1 on, builds the same site from the same configuration, byte for byte: what is said of
    one is said of the other. Only its name is another one, and what it packed."""
    repository(tmp_path, HISTORY, MATERIAL)
    command = [sys.executable, "-m", "properdocs", "build", "--strict", "-f", "mkdocs.yml"]
    built = sound(build_apart(command, tmp_path, tmp_path / "proper"))
    other = sound(build(tmp_path, "--strict"))
    assert built.addresses() == PAGES
    name = (f"mkdocs-ProperDocs {metadata.version('properdocs')}".encode(), f"mkdocs-{metadata.version('mkdocs')}".encode())
    assert built.text("").count(name[0].decode()) == 1
    pages = {address: content.replace(*name) for address, content in built.hashes().items()}
    known = other.hashes()
    assert pages.keys() == known.keys()
    assert [name for name in pages if pages[name] != known[name]] == ["manifest.json"]


def test_properdocs_with_its_own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> None:
    """The command finds the site's options also in a properdocs.yml."""
    repository(tmp_path, [{"on": "2018-01-10", "write": {"legal/refunds.md": policy("2018-02-01", "Ten days.")}}])
    (tmp_path / "properdocs.yml").write_text(options(policies="legal"))
    monkeypatch.chdir(tmp_path)
    said = inforce("history")
    assert said.code == 0
    assert "refunds" in said.out


def test_other_markdown_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> None:
    """A policy that uses the site's extensions is named once, with each kind of sign, unless that is switched off or in the
    baseline."""
    sign = 'Ask.\n\n!!! note "Fees"\n    None.\n\n==Read=='
    texts = {
        "policies/box.md": policy("2018-02-01", sign, title="Box"),
        "policies/quiet.md": policy("2018-02-01", sign, title="Quiet", checks={"lost-markdown": "off"}),
        "policies/gone.md": policy("2018-02-01", sign, title="Gone"),
        "policies/plain.md": policy("2018-02-01", "See https://company.example/fees, `!!! note` and 5 == 5.", title="Plain"),
    }
    history = [{"on": "2018-01-10", "write": texts}, {"on": "2018-03-10", "delete": ["policies/gone.md"]}]
    repository(tmp_path, history, CONFIG)
    built = build(tmp_path)
    said = [line for line in built.said.splitlines() if "will be shown as it stands" in line]
    assert len(said) == 1
    assert "policies/box.md" in said[0]
    assert 'a box (line 8: “!!! note "Fees"”), marked words (line 11: “==Read==”)' in said[0]
    assert build(tmp_path, "--strict").code == 1
    monkeypatch.chdir(tmp_path)
    inforce("check", "--write-baseline")
    assert build(tmp_path, "--strict").code == 0
    (tmp_path / ".inforce-baseline.json").unlink()
    (tmp_path / "mkdocs.yml").write_text(options(checks={"lost-markdown": "off"}))
    assert build(tmp_path, "--strict").code == 0
