"""`inforce adopt`: repositories as organisations have them get a configuration that publishes what the command said."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from adopting import PRIVACY, SHAPES, TERMS, fronted, text
from commanding import Inforce
from histories import git
from sites import build, repository


def begun(folder: Path, history: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a history, entered."""
    repository(folder, history)
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("name", SHAPES)
def test_what_is_said_is_published(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> None:
    """The configuration that is written builds, and publishes what the table says; nothing else is changed, nor twice."""
    shape = SHAPES[name]
    folder = begun(tmp_path / "site", shape["history"], monkeypatch)
    wanted = dict(shape["config"])
    if branch := wanted["inforce"].get("branch"):
        git(folder, "branch", "-m", branch)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts}
    said = inforce("adopt")
    assert said.code == 0, said.err
    assert all(path.read_bytes() == data for path, data in before.items())
    config = yaml.safe_load((folder / "mkdocs.yml").read_text("utf-8"))
    plugins = config["plugins"]
    assert plugins[0] == "search"
    assert plugins[1] == {"inforce": wanted.pop("inforce")}
    assert config["theme"].get("language", "en") == wanted.pop("theme", "en")
    assert {key: config[key] for key in wanted} == wanted
    table = said.out.partition("READ FROM\n")[2].partition("\n\n")[0]
    rows = {line.split()[0]: line for line in table.splitlines()}
    assert len(rows) == len(shape["published"])
    for words in shape["says"]:
        assert words in said.out
    for words in shape["silent"]:
        assert words not in said.out
    again = inforce("adopt")
    assert "there is nothing left to do" in again.out
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Add Inforce")
    made = build(folder)
    assert made.code == 0, made.said
    for address, (revisions, newest, source) in shape["published"].items():
        history = made.history(address)
        assert len(history["revisions"]) == revisions
        assert (history["revisions"][-1]["id"], history["revisions"][-1]["date_source"]) == (newest, source)
        row = next(line for path, line in rows.items() if path.endswith(f"{address}.md"))
        assert f" {revisions} " in row
        assert newest in row


SITE = """\
# Our handbook
site_name: Acme   # as on the door
nav: [Home: index.md]
markdown_extensions:
  - pymdownx.emoji: {emoji_index: !!python/name:material.extensions.emoji.twemoji ''}
plugins:
  # the search first
  - search:
      lang: en # and no other

  # - later
extra: {a: !ENV [B, c]}
"""


def test_a_site_of_mkdocs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> None:
    """The plugin's entry comes in, and no other byte changes; --dry-run shows it and writes nothing."""
    write = {
        "mkdocs.yml": SITE,
        ".gitignore": "site/\n",
        "docs/index.md": "# Home",
        "docs/legal/privacy.md": fronted("title: Privacy\nlast_updated: 2020-01-01\n", PRIVACY.format(3)),
        "docs/legal/terms.md": fronted("title: Terms\nlast_updated: March 1, 2020\n", TERMS.format(3)),
    }
    folder = begun(tmp_path, [{"on": "2020-03-01", "write": write}], monkeypatch)
    shown = inforce("adopt", "--dry-run")
    assert "+  - inforce:\n+      policies: docs/legal\n+      keys: {effective_date: last_updated}\n" in shown.out
    assert (folder / "mkdocs.yml").read_text() == SITE
    said = inforce("adopt")
    added = "  - inforce:\n      policies: docs/legal\n      keys: {effective_date: last_updated}\n"
    assert (folder / "mkdocs.yml").read_text() == SITE.replace("no other\n", f"no other\n{added}")
    assert "2 policies would be published from the branch main" in said.out
    assert "guess" not in said.out
    assert sorted(path.name for path in folder.iterdir()) == [".git", ".gitignore", "docs", "mkdocs.yml"]


OWING = [
    {
        "on": f"2020-0{month}-01",
        "write": {
            "docs/index.md": "# Home",
            "docs/legal/terms.md": fronted(f"title: Terms\neffective_date: 2020-0{month}-01\n", TERMS.format(month)),
            "docs/legal/refunds.md": fronted("title: Refunds\neffective_date: 2020-01-01\n", '=== "EU"\n\n    Ten days.\n'),
        },
    }
    for month in (1, 2, 3)
]
BARE = "site_name: Acme\nsite_url: https://acme.example/\nplugins: [search]\nmarkdown_extensions: [pymdownx.tabbed]\n"


@pytest.mark.parametrize("choice", ["notes", "baseline"])
def test_what_fails_after_that(choice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> None:
    """It says what a strict build and the check will end with, and what it advises makes both pass."""
    files = {"mkdocs.yml": BARE, ".gitignore": "site/\n", "requirements-docs.txt": "mkdocs\n", "docs/nothing.txt": ""}
    folder = begun(tmp_path, [{**OWING[0], "write": OWING[0]["write"] | files}, *OWING[1:]], monkeypatch)
    assert build(folder, "--strict").code == 0
    said = inforce("adopt").out
    assert "2 revisions have no note that tells readers what changed. inforce check and mkdocs build --strict fail" in said
    assert "notes: commit" in said
    assert "--write-baseline" in said
    assert 'docs/legal/refunds.md: tabs (=== "…") become boxes' in said
    assert "You may also want" not in said
    assert inforce("check").code == 1
    assert build(folder, "--strict").code == 1
    if choice == "notes":
        config = (folder / "mkdocs.yml").read_text()
        (folder / "mkdocs.yml").write_text(config.replace("policies: docs/legal", "policies: docs/legal, notes: commit"))
    else:
        inforce("check", "--write-baseline")
    made = build(folder, "--strict")
    assert (inforce("check").code, made.code) == (0, 0), made.said
    keys = "title: Terms\neffective_date: 2020-05-01\nchange_note: Five years are enough.\n"
    (folder / "docs/legal/terms.md").write_text(fronted(keys, TERMS.format(5)))
    git(folder, "commit", "-qam", "Lower the age", on="2020-05-01T12:00:00+0000")
    assert (inforce("check").code, build(folder, "--strict").code) == (0, 0), "nor when the newest text is an old one"


def test_a_baseline_keeps_a_build_from_nothing_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> None:
    """A fault that came later is a warning of the build, as is one that keeps a text from being published; a file that is no
    baseline ends it."""
    files = {"mkdocs.yml": BARE.replace("search", "search, inforce: {policies: docs/legal}"), ".gitignore": "site/\n"}
    folder = begun(tmp_path, [{**OWING[0], "write": OWING[0]["write"] | files}, *OWING[1:]], monkeypatch)
    (folder / "docs/legal/refunds.md").write_text(fronted("title: Refunds\neffective_date: 2020-01-32\n", "Ten days.\n"))
    git(folder, "commit", "-qam", "Break it", on="2020-04-01T12:00:00+0000")
    inforce("check", "--write-baseline")
    made = build(folder, "--strict")
    assert made.code == 1
    assert "there is no day 2020-01-32" in made.said
    assert "change_note" not in made.said
    (folder / "docs/legal/terms.md").write_text(fronted("title: Terms\neffective_date: 2020-05-01\n", TERMS.format(5)))
    git(folder, "commit", "-qam", "Forget it", on="2020-05-01T12:00:00+0000")
    assert "docs/legal/terms.md:1: change_note" in build(folder).said
    (folder / ".inforce-baseline.json").write_text("[]")
    made = build(folder)
    assert made.code == 1
    assert "is not a list of findings" in made.said


def test_no_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> None:
    """It says so, and what to do; also where one is there and not committed."""
    folder = begun(tmp_path, [{"on": "2020-03-01", "write": {"README.md": "# Read me", "docs/api.md": "# API"}}], monkeypatch)
    said = inforce("adopt")
    assert (said.code, said.out) == (2, "")
    assert "none of the Markdown files" in said.err
    assert "Begin with a first one: inforce init, or inforce new" in said.err
    (folder / "privacy.md").write_text(text("Privacy", PRIVACY))
    assert "git add privacy.md && git commit" in inforce("adopt").err
    assert not (folder / "mkdocs.yml").exists()


def test_the_site_is_in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> None:
    """The only mkdocs.yml below gets the plugin; of several, one has to be named. A day that may be two is told."""
    write = {
        "web/mkdocs.yml": "site_name: A\n",
        "web/docs/terms.md": text("Terms of Use", TERMS, "Last updated: 04/05/2023"),
        "legal/privacy.md": text("Privacy", PRIVACY, "Last updated: May 1, 2024"),
        "tests/mkdocs.yml": "site_name: B\n",
    }
    folder = begun(tmp_path, [{"on": "2024-05-01", "write": write}], monkeypatch)
    said = inforce("adopt")
    assert "“04/05/2023”, is none, or could be several days" in said.out
    assert "Add a line to .gitignore: web/site/" in said.out
    plugin = yaml.safe_load((folder / "web/mkdocs.yml").read_text())["plugins"][1]["inforce"]
    assert plugin == {"policies": ["../legal", "docs/terms.md"], "dates": ["text", "commit"]}
    made = build(folder, file="web/mkdocs.yml")
    assert made.code == 0
    assert {"terms/history/", "privacy/history/"} <= made.addresses()
    (folder / "docs").mkdir()
    (folder / "docs/mkdocs.yml").write_text("site_name: C\n")
    git(folder, "add", "docs")
    several = inforce("adopt")
    assert several.code == 2
    assert "Name the folder of one: inforce adopt docs" in several.err


def test_what_is_not_sure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> None:
    """Dates that disagree, texts without any, other kinds of files, templates, TOML, and a shallow clone, each with a mend."""
    write = {
        "legal/privacy.md": fronted("date: 2019-01-01\n", text("Privacy Policy", PRIVACY, "Last updated: June 1, 2020")),
        "legal/refunds.md": text("Refunds", "We refund {% include days.md %}.\n"),
        "legal/cookies.md": '+++\ntitle = "Cookies"\n+++\n\nWe set cookies.\n',
        "legal/terms.html": "<h1>Terms</h1>",
    }
    begun(tmp_path / "origin", [{"on": "2020-06-01", "write": write}, {"on": "2020-06-02", "write": {"a": "b"}}], monkeypatch)
    git(tmp_path, "clone", "-q", "--depth", "1", (tmp_path / "origin").as_uri(), "clone")
    monkeypatch.chdir(tmp_path / "clone")
    said = inforce("adopt", "--dry-run").out
    for words in (
        "different days in legal/privacy.md (2019-01-01, and “June 1, 2020”): that of the text is used.",
        "legal/refunds.md states no date: the day of its commit, 2020-06-02, is a guess. Add date: with",
        "legal/refunds.md: Liquid ({% … %}, {{ … }}) is shown as it is written.",
        "legal/cookies.md: the front matter is TOML",
        "legal/terms.html: not read",
        "1 policy has Markdown that is not read here: mkdocs build --strict fails on that.",
        "This is a shallow clone: the older commits are not here. Fetch it: git fetch --unshallow",
        "+      dates: [text, front_matter, commit]",
    ):
        assert words in said, words


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        (
            ["effective: 2015-01-01\nupdated: 2016-01-01\n", "effective: 2015-01-01\nupdated: 2017-01-01\n"],
            ["updated", "effective"],
        ),
        (["effective: 2015-01-01\nupdated: 2016-01-01\n", "effective: 2017-01-01\nupdated: 2017-03-01\n"], "effective"),
        (["date: 2015-01-01\n", "date: 2015-01-01\nreviewed: 2017-01-01\n"], "date"),
        (["pubDate: 2015-01-01\n", "pubDate: 2015-01-01\nupdatedDate: 2016-01-01\n"], ["updatedDate", "pubDate"]),
        (["expires: 2015-01-01\nissued: 2014-01-01\n", "expires: 2016-01-01\nissued: 2015-02-01\n"], "issued"),
        (["date: 2015-01-01 22:00:00 -0700\n", "date: 2016-01-01 22:00:00 -0700\n"], "date"),
        (["valid-from: 1 March 2015\n", "valid-from: 1 March 2016\n"], "valid-from"),
    ],
    ids=["origin stays", "both move", "a review is none", "one came later", "an end is none", "a time", "own name"],
)
def test_which_key_is_the_date(
    keys: list[str], wanted: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce
) -> None:
    """Of several keys with a day, the one that goes with the texts."""
    history = [
        {"on": f"201{k + 6}-02-01", "write": {"terms.md": fronted(f"title: Terms of Use\n{own}", TERMS.format(k))}}
        for k, own in enumerate(keys)
    ]
    folder = begun(tmp_path, history, monkeypatch)
    inforce("adopt")
    config = yaml.safe_load((folder / "mkdocs.yml").read_text())
    found = config["plugins"][1]["inforce"]["keys"]["effective_date"]
    assert (found[: len(wanted)] if isinstance(wanted, list) else found if isinstance(found, str) else found[0]) == wanted
