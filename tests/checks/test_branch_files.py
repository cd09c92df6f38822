"""What a branch brings along besides policies is named by the check and in the comment."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from commanding import Inforce
from commented import elements, rendered
from histories import git
from sites import policy, repository

CONFIG = """\
site_name: Company
docs_dir: docs
theme: {name: mkdocs, custom_dir: looks}
plugins: [inforce: {policies: docs/policies}]
"""
START = {
    "docs/policies/terms.md": policy("2018-02-01", "Ten days."),
    "docs/index.md": "# Home\n",
    "docs/about.md": "# About\n\n<script>run()</script>\n",
    ".github/workflows/policies.yml": "on: push\n",
    ".github/workflows/old.yml": "on: push\n",
    "looks/main.html": "{% extends 'base.html' %}\n",
    "README.md": "Hello.\n",
}
BRINGS = {  # a file, what it holds, and what is said of it; "" for nothing
    "docs/page.html": ("<script>1</script>", "published as it is"),
    "docs/policies/run.js": ("run()", "published as it is"),
    "docs/drawing.svg": ("<svg onload=run()>", "published as it is"),
    "docs/plain.md": ("# Plain\n\nOnce, *no* `code`.\n", ""),
    "docs/photo.png": ("png", ""),
    "docs/raw.md": ("# Raw\n\n<IFRAME src=x></iframe>\n", "a page with raw HTML or scripts"),
    "docs/handler.md": ("# A\n\n[x](y){ onclick='run()' }\n", "a page with raw HTML or scripts"),
    "docs/included.md": ("# A\n\n--8<-- 'secret.txt'\n", "a page with raw HTML or scripts"),
    "docs/policies/new.md": ("---\ntitle: New\neffective_date: 2030-01-01\n---\n\n<script>1</script>\n", ""),
    "README.md": ("Bye.\n", ""),
    "src/app.c": ("int main;\n", ""),
    ".github/workflows/policies.yml": ("on: pull_request_target\n", "what the host runs"),
    ".github/workflows/old.yml": (None, "what the host runs, deleted"),
    ".gitlab-ci.yml": ("a: b\n", "what the host runs"),
    "requirements.txt": ("inforce\n", "what is installed"),
    "requirements-dev.txt": ("x\n", "what is installed"),
    "pyproject.toml": ("\n", "what is installed"),
    ".pre-commit-config.yaml": ("repos: []\n", "what git runs"),
    "docs/.gitattributes": ("*.md -diff\n", "how git reads files"),
    ".gitmodules": ("\n", "how git reads files"),
    ".github/CODEOWNERS": ("* @org/all\n", "who must agree"),
    ".inforce-baseline.json": ('{"findings": []}', "what the check keeps quiet about"),
    "hooks/@org-#1.py": ("print()\n", "a program"),
    "looks/main.html": ("<script>1</script>\n", "a template of the site"),
    "mkdocs.yml": (
        CONFIG.replace("[inforce:", "[search, inforce:") + "hooks: [hooks/x.py]\n",
        "the site's configuration: plugins, hooks",
    ),
}
LINKS = {"docs/leak.txt": "/etc/hostname", "terms": "../elsewhere"}


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site on a branch."""
    folder = tmp_path / "company"
    repository(folder, [{"on": "2018-01-10", "write": START}], CONFIG)
    git(folder, "add", "mkdocs.yml")
    git(folder, "commit", "-qm", "site")
    git(folder, "checkout", "-qb", "edit")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("committed", [True, False], ids=["committed", "about to be"])
def test_named(company: Path, inforce: Inforce, committed: bool) -> None:
    """Each file that runs or is published, with what it is, and no other; the comment says it as text."""
    for path, (text, _) in BRINGS.items():
        file = company / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink() if text is None else file.write_text(text)
    for path, target in LINKS.items():
        (company / path).symlink_to(target)
    git(company, "add", "-A")
    if committed:
        (company / "parts").mkdir()
        git(company, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},parts")
        git(company, "commit", "-qm", "change")
    (line,) = [
        line for line in inforce("check", "--base", "main").err.splitlines() if line.startswith("This branch also changes")
    ]
    for path, (_, what) in BRINGS.items():
        assert (f"{path} ({what})" in line) if what else (f" {path} (" not in line), path
    for path, target in LINKS.items():
        assert f"{path} (a symbolic link to {target})" in line
    assert ("parts (a submodule" in line) == committed
    assert line.index("a symbolic link") < line.index("published as it is")
    comment = inforce("redline", "--base", "main", "--format", "markdown").out
    assert "**This branch also changes what runs or is published without these checks**:" in comment
    assert "@org" not in comment and "#1" not in comment
    assert elements(rendered(comment)) <= set(
        "h2 h3 p strong table thead tbody tr th td ul li sub ins del em blockquote code".split()
    )
    assert re.search(r"and \d+ more\. Review it by hand\.", comment)


def test_nothing_else(company: Path, inforce: Inforce) -> None:
    """A branch that changes a policy, a page or an image says nothing of the kind; the comment says what it stands for."""
    for path in ("docs/policies/terms.md", "docs/index.md", "README.md"):
        with (company / path).open("a") as file:
            file.write("\nMore.\n")
    (company / "docs/about.md").unlink()
    assert "also changes" not in inforce("check", "--base", "main").err
    comment = inforce("redline", "--base", "main", "--format", "markdown").out
    assert "also changes" not in comment
    assert "not about other files of the branch" in comment
