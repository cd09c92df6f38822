"""A fault stays with its file: hostile policies beside a sound one, each of which would end the build of all."""

from __future__ import annotations

from pathlib import Path

import pytest
from commanding import Inforce
from histories import git, load
from inforce.source import front_matter
from sites import Built, build, policy, repository

CONFIG = """\
site_name: Company
site_url: https://policies.example/
theme: {name: material, font: false}
plugins: [search, inforce]
"""
_TENS = [f"&{name} [{', '.join([f'*{below}'] * 10)}]" for below, name in zip("abcdefg", "bcdefgh", strict=True)]
BOMB = f"[&a [{', '.join('x' * 10)}], {', '.join(_TENS)}]"
KEYS = {  # file -> a line of front matter that the theme, a plugin or the build itself cannot take
    "template-missing": "template: nope.html",
    "template-above": "template: ../../main.html",
    "template-list": "template: [main.html]",
    "template-no-page": "template: assets/images/favicon.png",
    "icon-missing": "icon: nope/nope",
    "icon-number": "icon: 5",
    "icon-long": f"icon: {'a' * 5000}",
    "icon-nul": 'icon: "a\\tb"',
    "hide": "hide: 5",
    "hide-map": "hide: {toc: true}",
    "search": "search: true",
    "search-boost": "search: {boost: high}",
    "tags": "tags: {a: b}",
    "tags-of-lists": "tags: [[a]]",
    "status": "status: [a, b]",
    "bomb": f"social: {BOMB}",
    "recursive": "authors: &a [*a]",
    "digits": f"weight: {'9' * 5000}",
    "deep": f"colours: {'[' * 100}{']' * 100}",
    "long": f"colours: {'x' * 30_000}",
    "surrogate": 'title: "a\\ud800b"',
    "surrogate-note": 'change_note: "a\\udfffb"',
    "surrogate-summary": 'summary: "a\\ud800b"',
    "surrogate-inside": 'colours: [{a: ["\\ud800"]}]',
    "control": 'summary: "a\\x08\\x1b[31mb"',
    "nul": 'description: "a\\0b"',
    "no-sign": 'title: "a\\uffffb"',
}
DAYS = {
    "first-day": "retired: 0001-01-01",
    "last-day": "retired: 9999-12-31",
    "reviewed": "last_reviewed: 9999-12-31",
    "replaces": "replaces: 9999-12-31",
    "corrected": "corrections: [{date: 9999-12-31, note: A word.}]",
    "corrected-first": "corrections: [{date: 0001-01-01, note: A word.}]",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a sound policy, and all others in a later commit."""
    folder = tmp_path_factory.mktemp("faulty")
    files = {
        f"policies/terms/{name}.md": f"---\ntitle: Rules\n{line}\neffective_date: 2018-02-01\n---\nOne.\n".replace(
            "title: Rules\ntitle", "title"
        )
        for name, line in (KEYS | DAYS).items()
    }
    files |= {
        f"policies/terms/{day}.md": f"---\ntitle: Edge\neffective_date: {day}\n---\nOne.\n"
        for day in ("0001-01-01", "9999-12-31")
    }
    sound = {"policies/terms/refunds.md": policy("2018-02-01", "Ten days.")}
    repository(folder, [{"on": "2018-01-10", "write": sound}, {"on": "2018-01-12", "write": files}], CONFIG)
    return folder


@pytest.fixture(scope="module")
def built(folder: Path) -> Built:
    """The site with all of them."""
    return build(folder)


def test_the_rest_is_published(built: Built) -> None:
    """The build goes on, with the sound policy and with each text, since the faults lie in keys alone."""
    assert built.code == 0
    assert "Ten days." in built.words("terms/refunds/")
    kept = {name for name in KEYS | DAYS if f"terms/{name}/" in built.addresses()}
    assert kept == set(KEYS | DAYS)
    assert {"terms/0001-01-01/", "terms/9999-12-31/"} <= built.addresses()


def test_each_fault_is_said_with_its_file(built: Built) -> None:
    """Nothing is left out in silence."""
    silent = {name for name in KEYS if f"policies/terms/{name}.md:" not in built.said}
    assert silent == set()


def test_the_check_says_it_before(folder: Path, inforce: Inforce, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the build leaves out is named by the check."""
    monkeypatch.chdir(folder)
    said = inforce("check")
    assert said.code == 1
    assert {name for name in KEYS if f"policies/terms/{name}.md:" not in said.out} == set()
    assert inforce("history", "--format", "json").code == 1


def test_the_site_is_proved(folder: Path, built: Built, inforce: Inforce, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is published of them is what git holds."""
    monkeypatch.chdir(folder)
    assert inforce("prove", str(built.folder)).code == 0


def test_two_halves_are_one_sign() -> None:
    """Programs write signs beyond the first 65,536 as two halves, as JSON has them."""
    source = front_matter.read(b'---\ntitle: "Rules \\ud83d\\ude00"\neffective_date: 2018-02-01\n---\n', "policies/a.md")
    assert (source.meta.title, source.problems) == ("Rules \N{GRINNING FACE}", ())


@pytest.mark.parametrize("stamp", ["253402300800 +0000", "253402300799 +0100", "9999999999999999 -0800"])
def test_a_commit_at_no_time(stamp: str, tmp_path: Path) -> None:
    """A commit whose time can be none counts as of the day of the one before it, which is said; the ledger accepts it."""
    path = "policies/terms/refunds.md"
    repository(tmp_path, [{"on": "2018-01-10", "write": {path: policy("2018-02-01", "One.")}}], CONFIG)
    (tmp_path / path).write_text(
        (tmp_path / path).read_text("utf-8").replace("One.", "Two.").replace("02-01", "03-01"), "utf-8"
    )
    git(tmp_path, "add", path)
    tree, parent = git(tmp_path, "write-tree").strip(), git(tmp_path, "rev-parse", "HEAD").strip()
    head = f"tree {tree}\nparent {parent}\nauthor A <a@b.example> {stamp}\ncommitter A <a@b.example> {stamp}\n\nodd\n".encode()
    odd = git(tmp_path, "hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=head).strip()
    git(tmp_path, "update-ref", "refs/heads/main", odd)
    known = load(tmp_path)
    days = [("2018-02-01", "2018-01-10"), ("2018-03-01", "2018-01-10")]
    assert [(revision.id, str(revision.published.day)) for revision in known.policies[0].revisions] == days
    said = [problem for problem in known.problems if problem.commit == odd]
    assert [(problem.path, "impossible date" in problem.message) for problem in said] == [(path, True)]
    entry = said[0].mend.partition("the line ")[2]
    (tmp_path / "policies/ledger.yml").write_text(entry + "\n", "utf-8")
    git(tmp_path, "add", "policies/ledger.yml")
    git(tmp_path, "commit", "-q", "-m", "Accept the day")
    assert [problem for problem in load(tmp_path).problems if problem.commit == odd] == []
