"""The page *Add Inforce to your site*: its commands are run as they stand there, in a repository of each kind."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest
from adopting import JEKYLL, PRIVACY, TERMS, fronted, text
from adopting import ROOT as IN_ROOT
from commanding import Inforce
from histories import committing
from sites import ROOT, Built, build, repository

PAGE = (ROOT / "site_src/adopt.md").read_text("utf-8")
MKDOCS = {
    "mkdocs.yml": "site_name: Acme\nsite_url: https://acme.example/\nnav: [Home: index.md, About: about.md, legal/terms.md]\n"
    "theme: {name: material, font: false}\n",
    "docs/index.md": "# Home\n\nSee our [terms](legal/terms.md).\n",
    "docs/about.md": "# About\n\nWe are Acme.\n",
    "docs/legal/terms.md": fronted("title: Terms of Use\nlast_updated: 2024-05-01\n", TERMS.format(16)),
}
POLICIES = {
    "policies/privacy.md": text("Privacy Policy", PRIVACY.format(3), "Last updated: May 1, 2024"),
    "policies/terms.md": text("Terms", TERMS.format(3)),
}


def commands(section: str) -> list[str]:
    """The commands of a section, in its order."""
    found = re.search(rf"^## {re.escape(section)}\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)
    assert found, section
    return [line for block in re.findall(r"```bash\n(.*?)```", found[1], re.S) for line in block.splitlines()]


def sample(section: str) -> list[str]:
    """What the page says that the commands of a section say."""
    found = re.search(rf"^## {re.escape(section)}\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)
    return [line for block in re.findall(r"```text\n(.*?)```", found[1] if found else "", re.S) for line in block.splitlines()]


def run(section: str, monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> tuple[str, Built | None]:
    """What the commands of a section say, each of which must go well, and the site that is built last."""
    said, built = "", None
    for line in commands(section):
        program, *arguments = shlex.split(line)
        if program == "inforce":
            done = inforce(*arguments)
            assert done.code == 0, done.err
            said += done.out
        elif program == "mkdocs":
            assert arguments.pop(0) == "build"
            built = build(Path.cwd(), *arguments)
            assert built.code == 0, built.said
        elif program == "cd":
            monkeypatch.chdir(arguments[0])
        else:
            shell = subprocess.run(["bash", "-ec", line], env=committing(), capture_output=True, text=True, check=False)
            assert shell.returncode == 0, shell.stderr
            said += shell.stdout
    return said, built


@pytest.mark.parametrize(
    ("section", "files", "addresses"),
    [
        ("A site made with MkDocs", MKDOCS, {"", "about/", "legal/terms/", "legal/terms/history/"}),
        ("A repository of policies", POLICIES, {"", "privacy/2024-05-01/", "terms/history/"}),
        (
            "Policies in the root of a product's repository",
            IN_ROOT["history"][0]["write"],
            {"", "privacy-policy/2021-03-03/", "terms-of-service/history/"},
        ),
        (
            "A site made with Jekyll, Hugo or another generator",
            {path: words for path, words in JEKYLL["history"][0]["write"].items() if "newsletter" not in path},
            {"", "privacy/2019-01-10/", "refunds/history/"},
        ),
    ],
)
def test_the_steps_of_each_kind(
    section: str,
    files: dict[str, str],
    addresses: set[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    inforce: Inforce,
) -> None:
    """They lead from a repository as it was to a site with the policies' history."""
    history = [{"on": "2024-05-02", "write": files}]
    if files is MKDOCS:
        newer = fronted("title: Terms of Use\nlast_updated: 2025-02-01\n", TERMS.format(18))
        history += [{"on": "2025-02-02", "write": {"docs/legal/terms.md": newer}}]
    repository(tmp_path / "site", history)
    monkeypatch.chdir(tmp_path / "site")
    said, built = run(section, monkeypatch, inforce)
    assert built
    assert set(sample(section)) <= set(said.splitlines())
    assert addresses <= built.addresses()
    assert built.data("policies.json")["policies"]


def test_the_steps_from_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> None:
    """They lead to a site with one policy."""
    monkeypatch.chdir(tmp_path)
    _, built = run("Nothing yet", monkeypatch, inforce)
    assert built
    assert "privacy-policy/history/" in built.addresses()


def test_the_steps_that_show_what_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> None:
    """Nothing is gone, and a page of one's own reads as before."""
    repository(tmp_path / "site", [{"on": "2024-05-02", "write": MKDOCS}])
    monkeypatch.chdir(tmp_path / "site")
    said, _ = run("What changes for my pages", monkeypatch, inforce)
    assert "Only in" not in said
    assert "No change." in said
    assert (tmp_path / "after/legal/terms/history/index.html").is_file()
    assert (tmp_path / "site/mkdocs.yml").read_text() == MKDOCS["mkdocs.yml"]


def test_every_section_is_run() -> None:
    """No section with commands is left out above."""
    source = Path(__file__).read_text("utf-8")
    sections = re.findall(r"^## (.+)$", PAGE, re.M)
    assert [name for name in sections if commands(name) and name not in source] == []
