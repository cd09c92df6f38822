"""Names of collections: what the site calls a folder of policies stands wherever the collection is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from commanding import Inforce
from companies import MATERIAL, sound
from inforce.settings import of
from selectolax.lexbor import LexborHTMLParser
from sites import build, policy, repository

HISTORY = [
    {
        "on": "2018-01-10",
        "write": {
            "docs/index.md": "# Home\n\n<!-- inforce: policies -->",
            "docs/legal/privacy/cookies.md": policy("2018-02-01", "One.", title="Cookies"),
            "docs/legal/privacy/data.md": policy("2018-02-01", "Two.", title="Data"),
            "docs/legal/terms/use.md": policy("2018-02-01", "Three.", title="Use"),
            "docs/legal/terms/fees.md": policy("2018-02-01", "Four.", title="Fees"),
            "docs/legal/terms/refunds.md": policy("2018-02-01", "Four.", title="Refunds"),
            "docs/legal/terms/index.md": "# An index of its own",
        },
    }
]
NAMES = '{legal/privacy: Privacy & more, docs/legal/terms: "Terms and rules"}'
CONFIG = MATERIAL.replace("inforce]", f"inforce: {{policies: docs/legal, collections: {NAMES}}}]")


def test_names_are_shown(tmp_path: Path) -> None:
    """On the home page and the collection's own, in the navigation, on the page of a policy, and in feeds."""
    repository(tmp_path, HISTORY, CONFIG)
    built = sound(build(tmp_path, "--strict"))
    assert built.words("legal/privacy/", "h1").startswith("Privacy & more")
    for name, folder in (("Privacy & more", "legal/privacy"), ("Terms and rules", "legal/terms")):
        assert name in [heading.text(strip=True) for heading in LexborHTMLParser(built.text("")).css("article h2")]
        assert name in built.words("legal/privacy/data/", ".md-nav--primary")
        assert name in built.words(f"{folder}/{'use' if 'terms' in folder else 'data'}/history/", "article")
        assert name.replace("&", "&amp;") in built.text(f"{folder}/feed.xml")
    assert built.words("legal/terms/", "h1").startswith("An index of its own"), "a page of the site's own stays as it is"


def test_a_navigation_that_is_written_stays(tmp_path: Path) -> None:
    """What the operator calls a section there is not changed."""
    nav = "nav: [{Law: [legal/privacy/index.md, legal/privacy/data.md]}, index.md]\n"
    repository(tmp_path, HISTORY, CONFIG + nav)
    built = build(tmp_path)
    assert "Law" in built.words("legal/privacy/data/", ".md-nav--primary")
    assert built.words("legal/privacy/", "h1").startswith("Privacy & more")


def test_a_mistyped_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> None:
    """With the nearest there is; the site is built all the same."""
    repository(
        tmp_path,
        HISTORY,
        CONFIG.replace("{legal/privacy: P", "{legal/privcay: P").replace("}}]", "}, languages: {legl: de}}]"),
    )
    monkeypatch.chdir(tmp_path)
    said = inforce("check").out.splitlines()
    assert "mkdocs.yml: error record: collections: there are no policies in legal/privcay. Did you mean legal/privacy?" in said
    assert "mkdocs.yml: error record: languages: there are no policies in legl. Did you mean legal?" in said


@pytest.mark.parametrize(
    ("name", "policies", "address"),
    [
        ("terms", "policies", "terms"),
        ("policies/terms", "policies", "terms"),
        ("/legal/terms/", "docs/legal", "legal/terms"),
        ("docs/legal/terms", "docs/legal", "legal/terms"),
        ("legal", ".", "legal"),
    ],
)
def test_folders(name: str, policies: str, address: str) -> None:
    """A folder is named as it lies there, or as the site calls it."""
    settings = of({"policies": policies, "collections": {name: "A"}}, folder="", docs_dir="docs")
    assert dict(settings.collections) == {address: "A"}
