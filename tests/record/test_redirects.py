"""Old addresses where something else lies now: the build goes on, and what lies there stays."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from companies import CONFIG, sound
from sites import build, policy, repository

NOW = "policies/rules/conduct.md"


def moved(folder: Path, old: str, files: Mapping[str, str] | None = None) -> None:
    """A policy that came from another path, and beside it files of the operator's own."""
    history = [
        {"on": "2018-01-10", "write": {old: policy("2018-02-01", "One, two and three and four.", title="Conduct")}},
        {"on": "2018-03-10", "move": {old: NOW}},
    ]
    repository(folder, history, CONFIG, {"docs/index.md": "# Home", **(files or {})})


def test_an_old_address_leads_on(tmp_path: Path) -> None:
    """Where nothing else lies, it leads to where the policy lies now."""
    moved(tmp_path, "policies/conduct.md")
    assert "../rules/conduct/" in sound(build(tmp_path, "--strict")).text("conduct/")


@pytest.mark.parametrize(
    ("own", "old"),
    [
        ("docs/conduct", "policies/conduct.md"),  # a file, where a folder would be
        ("docs/conduct", "policies/conduct/old.md"),  # on the way to it
        ("docs/conduct.html.md.erb", "policies/conduct.html.md.erb"),
        ("docs/conduct.md", "policies/conduct.md"),  # a page
        ("docs/conduct/index.md", "policies/conduct.md"),
        ("docs/conduct/index.html", "policies/conduct.md"),
        ("docs/conduct/index.html/photo.txt", "policies/conduct.md"),  # a folder with the name of a page
    ],
)
def test_what_lies_at_an_old_address_stays(tmp_path: Path, own: str, old: str) -> None:
    """A file or page of the operator's own stays, and the build says that nothing leads on."""
    moved(tmp_path, old, {own: "# What was there before"})
    built = build(tmp_path)
    assert built.code == 0
    address = old.removeprefix("policies/").removesuffix(".md")
    said = f"{address}/ was the address of a policy, and a file of your own lies there now"
    assert " ".join(built.said.split()).count(said) == 1
    published = {path: data for path, data in built.hashes().items() if path.startswith("conduct")}
    assert any(b"What was there before" in data for data in published.values())
    assert b'http-equiv="refresh"' not in published.get("conduct/index.html", b"")


def test_a_page_of_another_policy_stays(tmp_path: Path) -> None:
    """A collection, or the history of another policy, at an old address is there for readers, and nothing needs to be said."""
    history = [
        {
            "on": "2018-01-10",
            "write": {
                "policies/rules.md": policy("2018-02-01", "One, two and three and four.", title="Rules"),
                "policies/fees/history.md": policy("2018-02-01", "What fees there were once, and are not.", title="Old fees"),
            },
        },
        {"on": "2018-03-10", "move": {"policies/rules.md": NOW, "policies/fees/history.md": "policies/rules/old-fees.md"}},
        {"on": "2018-04-10", "write": {"policies/fees.md": policy("2018-05-01", "None.", title="Fees")}},
    ]
    repository(tmp_path, history, CONFIG)
    built = sound(build(tmp_path, "--strict"))
    assert "Conduct" not in built.words("fees/history/", "title")
    assert "Fees" in built.words("fees/history/", "h1")
    assert 'http-equiv="refresh"' not in built.text("rules/")


def test_an_old_address_in_other_letters(tmp_path: Path) -> None:
    """An address that differs from another by the case of its letters leads on, where the file system tells the two apart."""
    moved(tmp_path, "policies/Rules/Conduct.md")
    built = sound(build(tmp_path, "--strict"))
    assert "One, two" in built.words("rules/conduct/")
    assert (tmp_path / "site/Rules/Conduct/index.html").exists()
