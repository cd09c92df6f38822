"""A site on which many ask for the addresses of others: it is built, what was there first stays, and the check names each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from commanding import Inforce
from companies import MATERIAL, links
from histories import Builder, git
from inforce.cache import Cache
from inforce.hosts import output
from inforce.record.workspace import Workspace
from inforce.settings import Settings
from inforce.source.repository import open_repository
from inforce.text.rendering import rendering
from sites import Built, build, policy, repository

REFUNDS = "policies/terms/refunds.md"
SHIPPING = "policies/shipping.md"
SOUND: list[dict[str, Any]] = [
    {
        "on": "2018-01-10",
        "write": {
            REFUNDS: policy("2018-02-01", "Ten days.", title="Refunds"),
            SHIPPING: policy("2018-02-01", "We ship on Mondays, by land and by sea, and never by air.", title="Shipping"),
            "docs/about.md": "# About\n\nHello.",
            "docs/legal/README.md": "# Legal\n\nRead this.",
            "docs/legal/feed.xml": "<mine/>",
            "docs/old.md": "# Old\n\nAs it was.",
            "mkdocs.yml": MATERIAL + "site_url: https://company.example/\n",
        },
    },
    {"on": "2019-01-10", "change": {REFUNDS: {"effective_date": "2019-02-01", "text": "Twenty days."}}},
]
FORMER = ("terms", "about", "terms/refunds/history", "terms/refunds/compare/2018-02-01/2019-02-01", "feed.xml", "index.html")
ASKED = {  # what is asked for -> the words of the problem
    "about": "docs/about.md",
    "about/index.html": "docs/about.md",
    "terms": "the list of terms/",
    "terms/refunds": REFUNDS,
    "terms/refunds/compare/2018-02-01": REFUNDS,
    "terms/refunds/2031-01-01": REFUNDS,
    "terms/refunds/timemap.link/x": REFUNDS,
    "terms/feed.xml": "the list of terms/",
    "feed.xml": "the site's own files",
    "policies.json": "the site's own files",
    "sitemap.xml": "the site's own files",
    "404.html/x": "the site's own files",
    "search/search_index.json": "the site's own files",
    "assets/inforce/inforce.js": "the site's own files",
    "a" * 300: "more than 255 bytes",
    "/".join(["a" * 100] * 45): "more than 3500 bytes",
}


def asking(number: int, address: str) -> tuple[str, dict[str, Any]]:
    """A policy that asks for an address."""
    return f"policies/new/p{number}.md", policy("2020-02-01", f"Not yours {number}.", title=f"New {number}", id=address)


def history() -> list[dict[str, Any]]:
    """The sound site, then those who ask for what is taken, some of them once only; and a policy that moves."""
    once = {f"policies/new/once{k}.md": policy("2020-02-01", f"Once {k}.", title="Once", id=a) for k, a in enumerate(FORMER)}
    many = dict(asking(number, address) for number, address in enumerate([*ASKED, "old/x"]))
    moved = "policies/shipping/shipping-policy.md"
    return [
        *SOUND,
        {
            "on": "2020-01-12",
            "move": {SHIPPING: moved},
            "write": {
                **once,
                **many,
                "policies/terms/Refunds.md": policy("2020-02-01", "In capitals.", title="Capitals"),
                "policies/terms/refunds/history/x.md": policy("2020-02-01", "Deep down.", title="Deep"),
                "policies/legal/rules.md": policy("2020-02-01", "Some rules.", title="Rules of old"),
                "policies/shipping/other.md": policy("2020-02-01", "Something else.", title="Other ways"),
                "docs/terms/refunds.md": "# Not the refunds",
                "docs/Terms/Refunds/history.md": "# Not the history",
            },
        },
        {"on": "2020-01-13", "change": {path: {"id": ""} for path in once}},
    ]


def made(folder: Path, steps: list[dict[str, Any]], config: str = "") -> Built:
    """A repository with everything in it committed, and its site."""
    repository(folder, steps)
    (folder / "mkdocs.yml").write_text((folder / "mkdocs.yml").read_text() + config)
    return build(folder)


def test_what_was_there_first_stays(tmp_path: Path, inforce: Inforce, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page that the sound site had says what it said, the check names each who asks, and the proof finds no fault."""
    before, folder = made(tmp_path / "before", SOUND), tmp_path / "after"
    after = made(folder, history())
    assert (before.code, after.code) == (0, 0), after.said
    for address in sorted(before.addresses() - {""}):
        if not address.startswith("shipping/"):
            assert before.words(address, "h1") == after.words(address, "h1") != "", address
    assert "Ten days." in after.words("terms/refunds/2018-02-01/")
    assert "Hello." in after.words("about/")
    assert after.text("legal/feed.xml") == "<mine/>"
    assert set(links(after, "shipping/", ".inforce-policies")) >= {"shipping-policy/", "other/"}
    for name in ("history/", "2018-02-01/"):
        assert f"../shipping-policy/{name}" in after.text(f"shipping/{name}")

    monkeypatch.chdir(folder)
    checked = inforce("check").out
    for number, (address, words) in enumerate(ASKED.items()):
        assert any(line.startswith(f"{asking(number, address)[0]}:") and words in line for line in checked.splitlines()), (
            address
        )
    assert "docs/old.md" not in checked, "a page by hand takes the place of a list"
    named = ("policies/terms/Refunds.md", "policies/terms/refunds/history/x.md", "docs/terms/refunds.md", "docs/legal/feed.xml")
    for path in (*named, "docs/Terms/Refunds/history.md"):
        assert f"\n{path}:" in f"\n{checked}", path
    assert "once" not in "".join(line for line in checked.splitlines() if "belongs to" in line), "what is mended is mended"
    assert inforce("prove", "site").code == 0
    _owned(folder, after)


def _owned(folder: Path, built: Built) -> None:
    """Each file of the site has an owner, but for pages that lead on and for what the theme brings."""
    known = Workspace(open_repository(folder), Settings(), rendering(Cache(None))).published()
    files = {name for name, data in built.hashes().items() if b'http-equiv="refresh"' not in data}
    assert [name for name in sorted(files) if known.register.holder(name) is None] == []


def test_the_check_of_a_branch_says_it(tmp_path: Path, inforce: Inforce, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever merges is told before, of policies and of pages by hand, be they committed or not."""
    builder: Builder = repository(tmp_path, SOUND)
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "switch", "-q", "-c", "branch", builder.ids["c2"])
    (tmp_path / "policies/terms.md").write_text("---\ntitle: T\neffective_date: 2030-01-01\n---\nAll of it.\n")
    (tmp_path / "docs/terms").mkdir(parents=True)
    (tmp_path / "docs/terms/refunds.md").write_text("# Mine")
    for _ in range(2):
        said = inforce("check", "--base", "main").out
        assert "policies/terms.md:1: error record: id: the address terms/ belongs to the list of terms/" in said
        assert "docs/terms/refunds.md: error record: the address terms/refunds/ belongs to policies/terms/refunds.md" in said
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-q", "--allow-empty", "-m", "Both")


def test_one_process_or_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who gets an address does not hang on how the work is shared."""
    config = "use_directory_urls: true\n"
    one = made(tmp_path / "one", history(), config).hashes()
    monkeypatch.setattr(output, "_WORTH_PROCESSES", 0)
    many = made(tmp_path / "many", history(), config).hashes()
    assert one == many


def test_pages_of_other_forms(tmp_path: Path) -> None:
    """A page that is no folder, as about.html, is known by its source, and stays; one that is left out stands in no way."""
    steps = [*SOUND, {"on": "2020-01-12", "write": dict([asking(1, "about"), asking(2, "old")])}]
    built = made(tmp_path, steps, "use_directory_urls: false\nexclude_docs: old.md\n")
    assert built.said.count("belongs to") == 1
    assert "Hello." in built.text("about.html")
    assert "old/" in built.addresses()
    assert "about/" not in built.addresses()
