"""Policies in the root of a repository, as most repositories of policies have them: from a fresh clone, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from commanding import Inforce
from companies import linked
from histories import git
from inforce.problems import UserError
from inforce.settings import Settings, of
from selectolax.lexbor import LexborHTMLParser
from sites import build, policy, repository

CONFIG = "site_name: Company\ndocs_dir: pages\nplugins:\n- search\n- inforce: {policies: .}\n"
FILES = {
    "mkdocs.yml": CONFIG,
    "pages/index.md": "# Our policies\n\n<!-- inforce: policies -->",
    "pages/about.md": "# About us",
    ".github/ISSUE_TEMPLATE/question.md": "---\nname: Question\n---\n\nYour question.",
    "node_modules/left/LICENSE.md": "# Licence",
    "README.md": "# Read me",
    "privacy.md": policy("2018-02-01", "We keep little.", title="Privacy"),
    "zeta.md": policy("2018-02-01", "Terms of it.", title="Terms"),
    "legal/rules.md": policy("2018-02-01", "Be kind.", title="Conduct"),
    "legal/more.md": policy("2018-02-01", "Be quiet.", title="Silence"),
}


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh clone of a repository with policies in its root."""
    repository(tmp_path / "origin", [{"on": "2018-01-10", "write": FILES}])
    git(tmp_path, "clone", "-q", "origin", "clone")
    monkeypatch.chdir(tmp_path / "clone")
    return tmp_path / "clone"


def test_a_fresh_clone(clone: Path, inforce: Inforce) -> None:
    """The configuration of the documentation builds; the site's own pages, templates and packages are no policies."""
    built = linked(build(clone, "--strict"))
    assert built.code == 0, built.said
    assert "policies 4, revisions 4" in built.said
    assert {"privacy/", "zeta/", "legal/rules/", "legal/", "about/"} <= built.addresses()
    assert inforce("history").err == ""


def test_policies_of_no_collection_stand_apart(clone: Path) -> None:
    """They are listed before the first collection: below its heading they would seem to belong to it."""
    home = LexborHTMLParser(build(clone).text("")).css(".inforce-home h2, .inforce-policies a")
    said = [element.text(strip=True) for element in home]
    assert said.index("Privacy") < said.index("Terms") < said.index("Legal") < said.index("Conduct")


def test_a_built_site_is_not_read(clone: Path, inforce: Inforce) -> None:
    """Neither the site that was built, wherever it was built to, nor a virtual environment that nobody keeps out of git."""
    build(clone)
    build(clone, "-d", str(clone / "next"))
    for name in ("own", ".venv"):
        (clone / name / "lib").mkdir(parents=True)
        (clone / name / "pyvenv.cfg").write_text("")
        (clone / name / "lib/LICENSE.md").write_text("# Licence")
    said = inforce("check")
    assert said.err.splitlines()[-1].startswith("4 policies, 0 problems")
    assert "text.md" not in said.out


@pytest.mark.parametrize(
    ("policies", "path", "wanted"),
    [
        (".", "terms.md", True),
        (".", "legal/terms.md", True),
        (".", ".github/terms.md", False),
        (".", "legal/.drafts/terms.md", False),
        (".", "web/node_modules/x/terms.md", False),
        (".", "venv/lib/terms.md", False),
        (".", "site/terms/2018-01-01/text.md", False),
        (".", "sites/terms.md", True),
        (".", "docs/about.md", False),
        ("docs", "docs/terms.md", True),
        ("docs/legal", "docs/legal/terms.md", True),
        ("**/terms.md", "docs/legal/terms.md", True),
        ("**/terms.md", ".github/terms.md", False),
        (".github/policies", ".github/policies/terms.md", True),
        ("site/policies", "site/policies/terms.md", True),
        ("legal/site", "legal/site/terms.md", True),
        ("policies", "policies/terms.txt", False),
        (["policies/**", "!policies/**/draft-*"], "policies/a/draft-terms.md", False),
        (".", "CONTRIBUTING.md", False),
        (".", "legal/Changelog.md", False),
        (".", "LICENSE.md", False),
        (".", "CODE_OF_CONDUCT.md", False),
        ("CODE_OF_CONDUCT.md", "CODE_OF_CONDUCT.md", True),
        ("policies", "policies/CODE_OF_CONDUCT.md", True),
        ("policies", "policies/license.md", True),
        ("policies", "policies/README.md", False),
        ("README.md", "README.md", True),
        ("policies", "policies/README.de.md", False),
        ("policies", "policies/index.pt-BR.md", False),
        ("policies", "policies/index.old.md", True),
        ("policies", "policies/terms.de.md", True),
        ("content/legal", "content/legal/_index.md", False),
        (".", "pull_request_template.md", False),
        ("docs", "docs/ISSUE_TEMPLATE/question.md", False),
        (["legal/**", "!legal/newsletter/**"], "legal/newsletter/2024/may.md", False),
        (["legal/**", "!legal/newsletter/**"], "legal/newsletters.md", True),
        (["legal", "!legal/newsletter/"], "legal/newsletter/may.md", False),
        (["legal", "!newsletter"], "legal/old/newsletter/may.md", False),
        (["legal", "!*.draft.md"], "legal/a/terms.draft.md", False),
        (["legal", "!legal/old", "legal/old/terms.md"], "legal/old/terms.md", True),
        (["!legal/old", "legal"], "legal/old/terms.md", True),
        ([".", "!legal"], "legal/rules.md", False),
        ([".", "!legal"], "privacy.md", True),
    ],
)
def test_what_is_a_policy(policies: str | list[str], path: str, wanted: bool) -> None:
    """Folders of tools hold none, unless they are named themselves; nor does the folder of the site, or that of its pages.
    Files for those who work on the repository are none unless they are named. The last pattern that speaks of a file counts.
    """
    assert of({"policies": policies}, folder=".", docs_dir="docs", site_dir="site").is_policy(path) is wanted


def test_a_site_that_is_built_elsewhere() -> None:
    """A folder of the site outside the repository takes nothing away."""
    assert Settings(policies=("",), site_dir="../public").is_policy("public/terms.md")


def test_a_file_that_may_be_no_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> None:
    """A file without a date is told with both ways out; one that was published, or that is named, with the first alone."""
    undated = {"legal/news.md": "# News", "legal/old.md": policy("2018-02-01", "Old."), "TERMS.md": "# Terms"}
    repository(tmp_path, [{"on": "2018-01-10", "write": undated}, {"on": "2018-02-10", "write": {"legal/old.md": "# Old"}}])
    monkeypatch.chdir(tmp_path)
    config = "site_name: Company\nplugins: [{inforce: {policies: [legal, TERMS.md]}}]\n"
    (tmp_path / "mkdocs.yml").write_text(config)
    said = {line.partition(":")[0]: line for line in inforce("check").out.splitlines() if "effective_date" in line}
    leave_out = "If this is no policy, leave it out in mkdocs.yml: policies: [..., '!legal/news.md']"
    assert said["legal/news.md"].endswith(leave_out)
    assert "If this is no policy" not in said["legal/old.md"] + said["TERMS.md"]
    (tmp_path / "mkdocs.yml").write_text(config.replace("TERMS.md]", "'!legal/news.md']"))
    assert "news.md" not in inforce("check").out
    (tmp_path / "legal/more.md").write_text("---\neffective_date: 2018-01-01\n---\nMore.\n")
    (tmp_path / "mkdocs.yml").write_text(config.replace("TERMS.md]", "'!legal/*.md', '!other']"))
    (tmp_path / "other.md").write_text("---\neffective_date: 2018-01-01\n---\nMore.\n")
    said_of = inforce("check", "--base", "main").out
    assert "more.md" not in said_of, "what is left out is meant"
    assert "other.md: warning becomes" in said_of
    assert "policies are read from legal." in said_of


@pytest.mark.parametrize("policies", ["!legal", ["!legal"], ["!a", "!b"]])
def test_nothing_but_what_is_left_out(policies: object) -> None:
    """Without a folder there is nothing to leave out of."""
    with pytest.raises(UserError, match="Name a folder before"):
        of({"policies": policies}, folder=".", docs_dir="docs")
