"""Symbolic links that lead out of the repository: nothing behind them is published."""

from __future__ import annotations

from pathlib import Path

import pytest
from histories import git
from sites import Built, build, policy, repository

SECRET = "what the machine keeps to itself"
SITE = """\
site_name: Company
docs_dir: policies
theme: {name: mkdocs, custom_dir: overrides}
extra_css: [linked.css, style.css]
plugins: [inforce]
"""
OUT = {  # a link, and where it leads; {out} is a folder outside of the repository
    "policies/absolute.txt": "{out}/secret.txt",
    "policies/climbing.txt": "../../out/secret.txt",
    "policies/folder": "../../out",
    "policies/chain.txt": "chain/next.txt",
    "policies/chain": "../chained",
    "chained/next.txt": "../../out/secret.txt",
    "policies/git.txt": "../.git/config",
    "policies/gits": "../.git",
    "policies/ignored.txt": "../.env",
    "policies/back.txt": "{repository}/policies/style.css",
    "policies/linked.css": "../../out/secret.txt",
    "policies/round.txt": "round.txt",
    "policies/page.md": "../../out/secret.txt",
    "overrides/img/secret.txt": "../../../out/secret.txt",
    "overrides/main.html": "../../out/secret.txt",
}
INSIDE = {"policies/same.css": "style.css", "policies/shared": "../shared", "policies/index.md": "../README.md"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site with links of all kinds."""
    top = tmp_path_factory.mktemp("links")
    folder = top / "company"
    (top / "out").mkdir()
    (top / "out" / "secret.txt").write_text(SECRET)
    write = {
        "policies/terms.md": policy("2018-02-01", "Ten days."),
        "policies/style.css": "a { color: red }\n",
        "shared/note.html": "<p>Shared.</p>",
        "README.md": "# Welcome home\n",
        ".gitignore": ".env\nsite/\n.cache/\n",
    }
    repository(folder, [{"on": "2018-01-10", "write": write}], SITE)
    (folder / ".env").write_text(SECRET)
    for path, target in {**OUT, **INSIDE}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).symlink_to(target.format(out=top / "out", repository=folder))
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "links")
    return build(folder)


def test_nothing_behind_them_is_published(built: Built) -> None:
    """Not as a file, page, style or template; each link is named."""
    assert built.code == 0, built.said
    there = {path: path.read_bytes() for path in built.folder.rglob("*") if path.is_file()}
    assert not [path for path, data in there.items() if SECRET.encode() in data or b"repositoryformatversion" in data]
    assert not (built.folder / "back.txt").exists()
    for path in OUT.keys() - {"chained/next.txt"}:
        assert f"{path}: this is a symbolic link to something that is not in the repository" in built.said
    assert "<html" in (built.folder / "terms" / "index.html").read_text()


def test_links_inside_are_followed(built: Built) -> None:
    """What lies in the repository is published as before."""
    assert "color: red" in (built.folder / "same.css").read_text()
    assert "Shared" in (built.folder / "shared" / "note.html").read_text()
    assert "Welcome home" in (built.folder / "index.html").read_text()


def test_a_docs_dir_that_leads_out(tmp_path: Path) -> None:
    """Nor does the folder of all pages."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "secret.txt").write_text(SECRET)
    folder = tmp_path / "company"
    site = SITE.replace("docs_dir: policies", "docs_dir: pages").replace(", custom_dir: overrides", "")
    repository(folder, [{"on": "2018-01-10", "write": {"policies/terms.md": policy("2018-02-01", "Ten days.")}}], site)
    (folder / "pages").symlink_to("../out")
    assert "pages: this is a symbolic link" in build(folder).said
    assert not (folder / "site" / "secret.txt").exists()
