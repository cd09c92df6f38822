"""The command `inforce prove`: a built site held against git."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import inforce
import pytest
from click.testing import CliRunner
from commanding import Inforce
from histories import git
from inforce.render.data import manifest as manifests
from mkdocs.__main__ import cli as mkdocs
from sites import build


@pytest.fixture
def built(company: Path) -> Path:
    """The site of the repository."""
    assert build(company).code == 0
    return company / "site"


def test_prove(company: Path, built: Path, inforce: Inforce) -> None:
    """A site holds what git holds, wherever it was put, until somebody changes a word in it."""
    said = inforce("prove")
    assert (said.code, said.out) == (0, ""), said.err
    assert git(company, "rev-parse", "main")[:10] in said.err
    assert "Not in git, and so not proved, but taken as they lie here: mkdocs.yml\n" in said.err
    shutil.move(built, company / "elsewhere")
    assert inforce("prove", "elsewhere").code == 0


def test_prove_without_a_site(company: Path, inforce: Inforce) -> None:
    """Without a built site, or with one of a commit that is not here: 2, and what to do."""
    said = inforce("prove")
    assert said.code == 2
    assert "mkdocs build" in said.err
    (company / "site").mkdir()
    for content in ("", "[]", "{}", '{"files": [1]}'):
        (company / "site/manifest.json").write_text(content)
        said = inforce("prove")
        assert said.code == 2
        assert "mkdocs build" in said.err
    build(company)
    manifest = company / "site/manifest.json"
    manifest.write_text(re.sub('"commit": "[0-9a-f]+"', f'"commit": "{"1" * 40}"', manifest.read_text()))
    said = inforce("prove")
    assert said.code == 2
    assert "git fetch" in said.err


ZENSICAL = """\
<!doctype html>
<html lang="en" class="no-js"><head><meta charset="utf-8"><link rel="icon" href="../assets/images/favicon.png">
<meta name="generator" content="{}"><title>Refunds</title></head><body><h1>Refunds</h1><p>Announced for 2030.</p></body></html>
"""  # a page as it makes it of a policy, in short


@pytest.mark.parametrize(
    ("generator", "says"),
    [
        (
            "zensical-0.0.73",
            "terms/refunds/index.html says that zensical-0.0.73 made it). Build it with what runs plugins of MkDocs",
        ),
        ("Hugo 0.150\x1b[2J", "says that Hugo 0.150\ufffd[2J made it). Build it with"),
        ("mkdocs-1.6.1, mkdocs-material-9.8.2", "mkdocs-material-9.8.2 made it). Name inforce among the plugins in mkdocs.yml"),
        ("", "terms/refunds/index.html does not say what made it). Build it with"),
    ],
)
def test_prove_a_site_built_without_the_plugin(company: Path, inforce: Inforce, generator: str, says: str) -> None:
    """What another generator makes of the same folder, or MkDocs where the plugin is not on: one sentence with the cause."""
    for name in ("terms/refunds", "cookies"):
        (company / "site" / name).mkdir(parents=True)
        (company / "site" / name / "index.html").write_text(ZENSICAL.format(generator))
    (company / "site/cookies/index.html").rename(company / "site/terms/refunds/z.html")
    said = inforce("prove")
    assert (said.code, said.out) == (2, "")
    assert (
        "site was built without the plugin inforce, so that it is not the record (there is no manifest.json, and " in said.err
    )
    assert says in said.err
    assert len(said.err.splitlines()) == 1


def test_prove_a_site_that_something_else_wrote_over(company: Path, built: Path, inforce: Inforce) -> None:
    """Pages copied over a site of the plugin, beside which its manifest is left, are no thousand faults. What bears no
    generator's name is looked at word by word."""
    (built / "cookies/index.html").write_text(ZENSICAL.format("zensical-0.0.73"))
    said = inforce("prove")
    assert (said.code, said.out) == (2, "")
    assert "pages of policies, 1 are not its own: cookies/index.html says that zensical-0.0.73 made it). Build it" in said.err
    (built / "cookies/index.html").write_text("<h1>Cookies</h1>")
    said = inforce("prove")
    assert said.code == 1
    assert said.out.startswith("cookies/: line 1: ")


def test_prove_says_what_it_cannot_prove(company: Path, built: Path, inforce: Inforce) -> None:
    """A site of a commit that is published no longer is named as that; one without a policy is no proof of anything."""
    git(company, "reset", "-q", "--hard", "HEAD~1")
    said = inforce("prove")
    assert said.code == 2
    assert "is not in the history of what is published now" in said.err
    config = company / "mkdocs.yml"
    config.write_text(config.read_text().replace("inforce", "inforce: {policies: polices}"))
    (company / "polices").mkdir()
    (company / "polices/README.md").write_text("None yet.\n")
    git(company, "add", "polices")
    git(company, "commit", "-q", "-m", "Begin")
    assert build(company).code == 0
    said = inforce("prove")
    assert said.code == 1
    assert "There is no page of a policy in " in said.err


def test_work_that_is_not_committed(company: Path, inforce: Inforce) -> None:
    """A site of a work tree: pages that are in no commit are named as not proved, those edited since as another; drafts of
    policies are no part of it."""
    (company / "docs/here.md").write_text("# Here\n\nAs committed.\n")
    (company / "docs/gone.md").write_text("# Gone\n")
    git(company, "add", "docs")
    git(company, "commit", "-q", "-m", "Add pages")
    (company / "docs/here.md").write_text("# Here\n\nAs edited.\n")
    (company / "docs/new.md").write_text("# New\n")
    (company / "policies/draft.md").write_text("---\ntitle: Draft\neffective_date: 2018-02-01\n---\nNo text yet.\n")
    build(company)
    said = inforce("prove")
    assert said.code == 1
    assert "Of your own, made again from the commit as well: gone/, here/" in said.err
    assert "but taken as they lie here: docs/new.md, mkdocs.yml\n" in said.err
    assert "here/ (your own: docs/here.md): line " in said.out
    assert "As edited" in said.out
    assert "gone/: " not in said.out
    (company / "docs/new.md").unlink()
    assert "new/: is too much: nothing in the commit makes it." in inforce("prove").out


def test_another_day_and_another_commit(company: Path, inforce: Inforce, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site is made again as of its own moment, whatever has been published since, and where none was set."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    config = company / "mkdocs.yml"
    config.write_text("site_name: Company\ntheme: mkdocs\nplugins: [inforce: {timezone: Pacific/Kiritimati}]\n")
    assert "SOURCE_DATE_EPOCH" not in os.environ
    done = CliRunner().invoke(mkdocs, ["build", "-q"])
    assert done.exit_code == 0
    assert "SOURCE_DATE_EPOCH" not in os.environ
    assert "Build Date UTC" in (company / "site/index.html").read_text()
    git(company, "commit", "-q", "--allow-empty", "-m", "Later")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1900000000")
    said = inforce("prove")
    assert (said.code, said.out) == (0, ""), said.err


def test_another_version(company: Path, built: Path, inforce: Inforce) -> None:
    """What was built with other packages cannot be compared: one sentence says so, and what the record says is proved."""
    manifest = built / "manifest.json"
    manifest.write_text(re.sub(r'"(mkdocs|inforce)": "', r'"\1": "0.', manifest.read_text()))
    page = built / "cookies/2018-02-01/index.html"
    page.write_text(page.read_text().replace("</body>", "<p>Another.</p></body>"))
    said = inforce("prove")
    assert (said.code, said.out) == (2, "")
    assert "cannot be compared byte for byte. Install the same: pip install mkdocs==0." in said.err
    page.write_text(page.read_text().replace("Cookies.", "Other cookies."))
    said = inforce("prove")
    assert said.code == 1
    assert said.out == "cookies/2018-02-01/: the text is not that of the revision in git.\n"


def test_a_site_that_cannot_be_made_again(company: Path, built: Path, inforce: Inforce) -> None:
    """What the generator says is passed on."""
    config = company / "mkdocs.yml"
    config.write_text(config.read_text() + "strict: maybe\n")
    said = inforce("prove")
    assert said.code == 2
    assert "the site cannot be made again from the commit" in said.err
    assert "strict" in said.err


def test_the_version_is_that_of_all_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who proves a site with other software is told, wherever in the package it differs."""
    (tmp_path / "record").mkdir()
    file = tmp_path / "record" / "load.py"
    file.write_text("A = 1\n")
    (tmp_path / "__init__.py").write_text("")
    monkeypatch.setattr(inforce, "__file__", str(tmp_path / "__init__.py"))
    before = manifests.version_of.__wrapped__("inforce")
    file.write_text("A = 2\n")
    assert manifests.version_of.__wrapped__("inforce") != before
