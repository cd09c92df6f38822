"""`inforce init` begins a site that builds; `inforce templates` copies what the host of a repository needs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commanding import Inforce
from histories import begin, git
from inforce import themes
from inforce.editing import starters
from sites import ROOT, TODAY, build

STARTERS = ROOT / "scripts/inforce/starters"


def test_a_site_from_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> None:
    """After one commit it builds without a warning, and the check names what to fill in; a second run writes nothing."""
    monkeypatch.chdir(tmp_path)
    said = inforce("init", "ours")
    assert said.code == 0, said.err
    folder = tmp_path / "ours"
    assert "a new git repository" in said.out
    assert "cd ours\n  git add --all && git commit" in said.out
    monkeypatch.chdir(folder)
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", "Begin")
    made = build(folder, "--strict")
    assert made.code == 0, made.said
    assert made.revisions("privacy-policy") == [TODAY]
    found = inforce("check")
    assert (found.code, found.out.count("is a placeholder")) == (1, 6)
    pinned = {line.partition("==")[0] for line in (folder / "requirements.txt").read_text().splitlines()[1:]}
    assert {name for name in json.loads(made.text("manifest.json"))["versions"] if name != "inforce"} <= pinned
    assert any(name.startswith("inforce") for name in pinned)
    before = made.hashes()
    again = inforce("init")
    assert again.out.count("is there and stays as it is\n") == 3
    assert "new file" not in again.out
    assert made.hashes() == before
    assert git(folder, "status", "--short") == ""


def test_a_theme_that_is_not_installed_is_required(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> None:
    """A site begun where only Inforce is installed names its theme for those who build it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(themes, "to_begin_with", lambda: ({"name": "not-here"}, {}))
    assert inforce("init").code == 0
    lines = (tmp_path / "requirements.txt").read_text().splitlines()
    assert "mkdocs-not-here" in lines
    assert any(line.startswith("mkdocs==1.") for line in lines)


def test_what_is_there_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> None:
    """Files that differ are named with what differs; policies, and a site that has another use, are left alone."""
    begin(tmp_path)
    monkeypatch.chdir(tmp_path)
    own = {".gitignore": "site/\nown/\n", "mkdocs.yml": "site_name: Own\n", "policies/terms.md": "# Terms\n"}
    for name, text in own.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    said = inforce("init")
    assert {name: (tmp_path / name).read_text() for name in own} == own
    assert ".gitignore: is there and stays as it is; it differs:" in said.out
    assert "\n  +next/\n" in said.out
    assert "own/" not in said.out.partition("requirements.txt")[0]
    assert "mkdocs.yml does not name the plugin yet: inforce adopt adds it." in said.out
    assert [file.name for file in (tmp_path / "policies").iterdir()] == ["terms.md"]


@pytest.mark.parametrize(
    ("origin", "host", "url"),
    [
        ("git@github.com:Acme/Policies.git", "github", "https://acme.github.io/Policies/"),
        ("https://token@gitlab.com/acme/policies.git", "gitlab", "https://acme.gitlab.io/policies/"),
        ("https://git.acme.example/gitlab/policies", "", "https://policies.example/"),
        ("ssh://git@codeberg.org/acme/policies.git", "forgejo", "https://acme.codeberg.page/policies/"),
    ],
)
def test_the_host_of_the_origin(
    origin: str, host: str, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce
) -> None:
    """Its templates come along, and its pages are the address; nothing that somebody signs in with is written anywhere."""
    begin(tmp_path)
    git(tmp_path, "remote", "add", "origin", origin)
    monkeypatch.chdir(tmp_path)
    said = inforce("init")
    config = (tmp_path / "mkdocs.yml").read_text()
    assert f"site_url: {url}\n" in config
    assert "token" not in config
    wanted = starters.of_host(host) if host else {}
    assert {name for name in wanted if (tmp_path / name).read_bytes() == wanted[name]} == set(wanted)
    assert ("inforce templates github" in said.out) is not bool(host)
    assert inforce("templates").code == (0 if host else 2)


def test_every_template_has_its_place() -> None:
    """Each lies where its own first lines say, and none is forgotten; the folder that the documentation names leads to them."""
    every = {file.relative_to(STARTERS).as_posix() for file in STARTERS.rglob("*") if file.is_file()}
    places = {host: starters.of_host(host) for host in starters.HOSTS}
    sources = {data: place for host in places.values() for place, data in host.items()}
    assert {(STARTERS / name).read_bytes() for name in every - {starters.POLICY}} == set(sources)
    for host in ("github", "gitlab"):
        for place, data in places[host].items():
            assert place in " ".join(data.decode().split()[:120]), place
    assert (ROOT / "templates/ci/github-pages.yml").read_bytes() in sources


def test_what_does_not_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> None:
    """Another branch, a site in a folder, no list of requirements and a host without a workflow are told."""
    begin(tmp_path)
    (tmp_path / ".git/HEAD").write_text("ref: refs/heads/trunk\n")
    monkeypatch.chdir(tmp_path)
    said = inforce("templates", "github").out
    assert "Write trunk for main in them" in said
    assert "--config-file FILE" in said
    assert "requirements.txt names, and there is none" in said
    assert "no workflow for this host" in inforce("templates", "forgejo").out


def test_templates_outside_of_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> None:
    """It says that there is none; an unknown host is refused with the known ones."""
    monkeypatch.chdir(tmp_path)
    assert "not in a git repository" in inforce("templates", "github").err
    assert "choose from" in inforce("templates", "bitbucket").err


def test_a_site_without_a_generator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> None:
    """Where none is installed, what begins is built by Inforce alone, by the workflows, too."""
    begin(tmp_path)
    git(tmp_path, "remote", "add", "origin", "git@github.com:Acme/Policies.git")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(themes, "has_generator", lambda: False)
    said = inforce("init")
    assert said.code == 0, said.err
    assert "inforce serve" in said.out and not (tmp_path / "mkdocs.yml").exists()
    assert "mkdocs-material" not in (tmp_path / "requirements.txt").read_text()
    assert "inforce build --site-dir public" in (tmp_path / ".github/workflows/policies.yml").read_text()
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "-q", "-m", "Begin")
    assert inforce("build", "--strict").code == 0
    assert (tmp_path / "site/privacy-policy/index.html").is_file()
    assert "new file" not in inforce("init").out
    assert inforce("adopt").code == 2
