"""Texts that are not published are named where readers look for them, and guessed days lead on when they are put right."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
from sites import ROOT, Built, build, policy, repository

CONFIG = "site_name: Company\nplugins: [search, inforce]\n"
GUESSING = "site_name: Company\nplugins: [search, inforce: {dates: [front_matter, text, commit]}]\n"
TITLE = "There is a newer text, but it is not published"
WAITING = "Until that is put right, this page shows the text that was published last."
SCHEMA = json.loads((ROOT / "scripts/inforce/assets/schemas/history-1.json").read_text("utf-8"))


def _at(name: str, on: str, text: str) -> dict[str, object]:
    return {"on": on, "write": {f"policies/{name}.md": text}}


def _words(site: Built, address: str) -> str:
    """The words of a page; days are elements of their own, with signs behind them."""
    return re.sub(r" (?=[.,])", "", site.words(address))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Four policies, each with a text that was left out, and one in which it was mended."""
    folder = tmp_path_factory.mktemp("left-out")
    first = {f"policies/{name}.md": policy("2018-01-01", "One.") for name in ("early", "taken", "bare", "broken", "mended")}
    history = [
        {"on": "2018-01-01", "write": first},
        _at("taken", "2019-01-01", policy("2019-01-01", "Two.", change_note="Second.")),
        _at("early", "2020-01-01", policy("2017-05-01", "Two.")),
        _at("taken", "2020-01-01", policy("2018-01-01", "Three.")),
        _at("bare", "2020-01-01", "---\ntitle: Rules\n---\nTwo.\n"),
        _at(
            "broken",
            "2020-01-01",
            "---\ntitle: Rules\neffective_date: 2020-01-01\n---\n<<<<<<< HEAD\nTwo.\n=======\n2.\n>>>>>>> b\n",
        ),
        _at("mended", "2020-01-01", policy("2017-05-01", "Two.")),
        _at("mended", "2020-01-02", policy("2020-01-01", "Two.", change_note="Second.")),
    ]
    repository(folder, history, CONFIG)
    return build(folder)


@pytest.mark.parametrize(
    ("name", "reason", "why"),
    [
        ("early", "earlier", "Its date, May 1, 2017, is earlier than that of the text that was in force when it was added."),
        ("taken", "taken", "Another text already has its date, January 1, 2018."),
        ("bare", "undated", "It has no date that can be read."),
        ("broken", "unreadable", "Its file cannot be read."),
    ],
)
def test_newest(site: Built, name: str, reason: str, why: str) -> None:
    """The page of the policy and its history say that the newest text is not published and why, and so does the data."""
    page, history, data = _words(site, f"{name}/"), _words(site, f"{name}/history/"), site.history(name)
    assert f"{TITLE} It was added on January 1, 2020. {why} {WAITING}" in page
    assert f"{TITLE}. It was added on January 1, 2020. {why}" in history
    (text,) = data["unpublished"]
    assert (text["reason"], text["newest"], text["commit"]["date"]) == (reason, True, "2020-01-01")
    assert text["effective_date"] == {"earlier": "2017-05-01", "taken": "2018-01-01"}.get(reason)
    jsonschema.validate(data, SCHEMA)
    newest = data["shown"]
    assert "not published" not in _words(site, f"{name}/{newest}/")


def test_mended(site: Built) -> None:
    """Once the text is published, its page says nothing, and the history what was left out until then."""
    assert "not published" not in _words(site, "mended/")
    assert "A text that was added on January 1, 2020 was not published. Its date, May 1, 2017, is earlier" in _words(
        site, "mended/history/"
    )
    (text,) = site.history("mended")["unpublished"]
    assert text["newest"] is False


def test_accepted(tmp_path: Path) -> None:
    """What the ledger accepts is told as its entry, and nothing else is told of it."""
    history = [
        _at("a", "2018-01-01", policy("2018-01-01", "One.")),
        _at("a", "2020-01-01", policy("2017-05-01", "Two.")),
        _at("a", "2020-01-02", policy("2020-01-02", "Three.", change_note="Third.")),
        {"on": "2020-01-03", "write": {"policies/ledger.yml": "a: {<c2>: {ignore: true}}\n"}},
    ]
    repository(tmp_path, history, CONFIG)
    site = build(tmp_path)
    assert site.history("a")["unpublished"] == []
    assert "not published" not in _words(site, "a/history/")


def test_german(tmp_path: Path) -> None:
    """A German site says it in German."""
    history = [_at("a", "2018-01-01", policy("2018-01-01", "Eins.")), _at("a", "2020-01-01", policy("2017-05-01", "Zwei."))]
    repository(tmp_path, history, CONFIG.replace("plugins", "theme: {name: material, language: de}\nplugins"))
    site = build(tmp_path)
    why = "Sein Datum, der 1. Mai 2017, liegt vor dem des Textes"
    said = f"Es gibt einen neueren Text, aber er ist nicht veröffentlicht Er kam am 1. Januar 2020 hinzu. {why}"
    assert said in _words(site, "a/")


def test_addresses_of_one_day(tmp_path: Path) -> None:
    """The names that several texts of one day had as corrections lead to the revision of that day."""
    history = [
        {"on": f"2018-01-20 1{k}:00 +0000", "write": {"policies/a.md": f"# Rules\n\n{text}.\n"}}
        for k, text in enumerate(("One", "Two", "Three"))
    ]
    repository(tmp_path, history, GUESSING)
    site = build(tmp_path)
    assert "Three." in site.words("a/2018-01-20/")
    for former in ("2018-01-20.0", "2018-01-20.1", "2018-01-20.2", "compare/2018-01-20.0/2018-01-20.1"):
        assert 'href="' + "../" * (former.count("/") + 1) + '2018-01-20/"' in site.text(f"a/{former}/"), former


def test_addresses_of_guesses(tmp_path: Path) -> None:
    """Every address that was published while days were guessed leads on once a text states a day before them."""
    texts = ["# Rules\n\nOne.\n", "# Rules\n\nTwo.\n", "# Rules\n\nThree.\n"]
    history = [_at("a", f"2018-0{k}-20", text) for k, text in enumerate(texts, start=1)]
    late = [_at("a", "2018-04-20", "# Rules\n\nEffective January 1, 2018\n\nFour.\n")]
    late.append(_at("a", "2018-05-20", "# Rules\n\nEffective May 1, 2018\n\nFive.\n"))
    sites: list[Built] = []
    for name, commits in (("before", history), ("after", [*history, *late])):
        folder = tmp_path / name
        folder.mkdir()
        repository(folder, commits, GUESSING)
        sites.append(build(folder))
    before, after = sites
    assert before.addresses() - after.addresses() == set()
    assert 'href="../2018-01-01.1/"' in after.text("a/2018-02-20/")
    assert after.history("a")["revisions"][0]["former_ids"] == [
        {"id": "2018-01-20", "now": "2018-01-01"},
        {"id": "2018-02-20", "now": "2018-01-01.1"},
        {"id": "2018-03-20", "now": "2018-01-01.2"},
    ]
    jsonschema.validate(after.history("a"), SCHEMA)
