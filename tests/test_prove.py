"""The command `inforce prove`: a built site held against git."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from commanding import Inforce
from histories import git
from sites import build


@pytest.fixture
def built(company: Path) -> Path:
    """The site of the repository."""
    assert build(company).code == 0
    return company / "site"


def test_prove(company: Path, built: Path, inforce: Inforce) -> None:
    """A site holds what git holds, wherever it was put, until somebody changes a word in it."""
    said = inforce("prove")
    assert (said.code, said.out) == (0, "")
    assert git(company, "rev-parse", "main")[:10] in said.err
    shutil.move(built, company / "elsewhere")
    assert inforce("prove", "elsewhere").code == 0


@pytest.mark.parametrize(
    ("address", "was", "now"),
    [
        ("terms/refunds/2018-06-01/", "long", "very long"),
        ("terms/refunds/2018-02-01.0/", "shrot", "short"),
        ("terms/refunds/compare/2018-02-01/2018-06-01/", ">long<", ">short<"),
        ("terms/refunds/compare/2018-02-01/2018-06-01/", "Ask the store.", "Ask."),
        ("terms/refunds/history/history.json", '"hash": "sha256:', '"hash": "sha256:0'),
        ("terms/refunds/2018-06-01/text.md", "long", "very long"),
    ],
    ids=["text", "first text", "changed words", "unchanged words", "hash", "download"],
)
def test_prove_finds(company: Path, built: Path, inforce: Inforce, address: str, was: str, now: str) -> None:
    """A word that was changed in a built page is found, with the address of the page."""
    file = built / address / "index.html" if address.endswith("/") else built / address
    text = file.read_text("utf-8")
    assert was in text
    file.write_text(text.replace(was, now), "utf-8")
    said = inforce("prove")
    assert said.code == 1
    assert [line.partition(": ")[0] for line in said.out.splitlines()] == [address.removesuffix("text.md")]


def test_prove_finds_what_is_missing(company: Path, built: Path, inforce: Inforce) -> None:
    """A page that is not there is found too."""
    shutil.rmtree(built / "cookies/2018-02-01")
    said = inforce("prove")
    assert said.code == 1
    assert said.out.startswith("cookies/2018-02-01/: ")


def test_prove_without_a_site(company: Path, inforce: Inforce) -> None:
    """Without a built site, or with one of a commit that is not here: 2, and what to do."""
    said = inforce("prove")
    assert said.code == 2
    assert "mkdocs build" in said.err
    (company / "site").mkdir()
    (company / "site/policies.json").write_text('{"commit": "' + "1" * 40 + '"}')
    said = inforce("prove")
    assert said.code == 2
    assert "git fetch" in said.err


def test_prove_says_what_it_cannot_prove(company: Path, built: Path, inforce: Inforce) -> None:
    """A site of a commit that is published no longer is named as that; one without a policy is no proof of anything."""
    git(company, "reset", "-q", "--hard", "HEAD~1")
    assert "is not in the history of what is published now. Build the site again." in inforce("prove").err
    config = company / "mkdocs.yml"
    config.write_text(config.read_text().replace("inforce", "inforce: {policies: polices}"))
    build(company)
    said = inforce("prove")
    assert said.code == 1
    assert "There is no page of a policy in " in said.err
