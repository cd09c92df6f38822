"""The demo's record: the dates, notes and traps that its history was made to hold."""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from histories import git
from inforce import cli
from sites import ROOT, Built, epoch

PRIVACY_TAB = "2018-07-11 2018-05-16 2018-03-16 2017-06-28 2016-09-29 2015-11-04 2014-01-02".split()
TERMS_TAB = """
2018-07-11 2018-03-26 2017-08-22 2017-08-08 2017-06-28 2017-04-11 2017-03-13 2017-01-19 2016-11-01 2015-03-24 2015-08-24
2015-04-03 2014-09-12 2014-01-02 2013-08-17 2013-06-13 2013-06-05 2013-05-22 2013-04-30 2013-02-28 2013-01-14 2012-12-22
2012-09-20 2012-09-10 2012-08-30 2012-08-28 2012-08-20 2012-08-02
""".split()
EFFECTIVE = {
    "cookies/cookies-policy": "2018-05-15",
    "privacy/privacy-policy": "2018-07-11",
    "privacy/privacy-shield-policy": "2017-06-28",
    "terms/terms-of-use": "2018-07-11",
    "terms/acceptable-use-policy": "2015-04-03",
    "terms/copyright-and-trademark-policy": "2015-04-03",
    "terms/refund-policy": "2018-05-15",
    "terms/honor-code": "2015-04-03",
}
REFUNDS = "terms/refund-policy"
TERMS = "terms/terms-of-use"
PRIVACY = "privacy/privacy-policy"
SHIELD = "privacy/privacy-shield-policy"

On = Callable[[str], dict[str, str]]


@pytest.fixture(scope="module")
def histories(demo_site: Built) -> dict[str, Any]:
    """The history of each policy of the demo, as its site publishes it."""
    return {policy["policy"]: demo_site.history(policy["policy"]) for policy in demo_site.data("policies.json")["policies"]}


@pytest.fixture
def on(demo_folder: Path, monkeypatch: pytest.MonkeyPatch) -> On:
    """What `inforce on` says of a day: each policy with the revision in force, or with its state."""
    monkeypatch.chdir(demo_folder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch())

    def ask(day: str) -> dict[str, str]:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            assert cli.main(["on", day, "--format", "json"]) == 0
        found = json.loads(out.getvalue())["policies"]
        return {item["policy"]: item["revision"]["id"] if item["revision"] else item["state"] for item in found}

    return ask


def revision(histories: dict[str, Any], policy: str, id: str) -> Any:
    """One revision of a policy."""
    return next(item for item in histories[policy]["revisions"] if item["id"] == id)


def dates(histories: dict[str, Any], collection: str) -> list[str]:
    """The effective dates of a collection in the order of publication, newest first, each once."""
    revisions = [r for name, history in histories.items() if name.startswith(collection) for r in history["revisions"]]
    newest = sorted(revisions, key=lambda r: (r["published"]["time"], r["id"]), reverse=True)
    return list(dict.fromkeys(r["id"] for r in newest))


def test_documents(histories: dict[str, Any]) -> None:
    """The eight documents are there, each with the text of the stated date as the last one that took effect."""
    assert set(histories) == set(EFFECTIVE)
    for policy, effective in EFFECTIVE.items():
        past = [r["id"] for r in histories[policy]["revisions"] if r["id"] <= "2026-11-23" and not r["withdrawn"]]
        assert past[-1] == effective, policy


def test_privacy_list(histories: dict[str, Any]) -> None:
    """Every dated entry of the privacy tab's list is a revision, in its order, below the one to come."""
    assert dates(histories, "privacy/") == ["2027-07-01", *PRIVACY_TAB]


def test_terms_list(histories: dict[str, Any]) -> None:
    """Every dated entry of the terms tab's list is a revision, in its order: 2015-03-24 is above 2015-08-24.

    The Refund Policy's own date in force, 2018-05-15, is one more.
    """
    found = dates(histories, "terms/")
    assert [day for day in found if day != "2018-05-15"] == TERMS_TAB
    assert found[1] == "2018-05-15"


def test_cookies_list(histories: dict[str, Any]) -> None:
    """The Cookies Policy came with the links to it, and was revised once."""
    assert dates(histories, "cookies/") == ["2018-05-15", "2018-03-16"]


def test_lists_as_readers_see_them(demo_site: Built) -> None:
    """The page of each tab shows its list in that order, and when a policy was retired."""
    for tab, wanted in {"privacy/": ["2027-07-01", "2020-09-30", *PRIVACY_TAB], "terms/": TERMS_TAB}.items():
        html = demo_site.text(tab)
        shown = re.findall(r'<strong><time datetime="([\d-]+)">', html[html.index('id="inforce-revisions"') :])
        assert [day for day in dict.fromkeys(shown) if day != "2018-05-15"] == wanted


def test_counts(histories: dict[str, Any]) -> None:
    """Revisions and corrections of each policy."""
    counted = {name: (len(h["revisions"]), sum(len(r["corrections"]) for r in h["revisions"])) for name, h in histories.items()}
    assert counted == {
        "cookies/cookies-policy": (2, 0),
        "privacy/privacy-policy": (7, 3),
        "privacy/privacy-shield-policy": (2, 0),
        "terms/acceptable-use-policy": (1, 0),
        "terms/copyright-and-trademark-policy": (1, 0),
        "terms/honor-code": (1, 0),
        "terms/refund-policy": (12, 1),
        "terms/terms-of-use": (21, 1),
    }


def test_retroactive(histories: dict[str, Any]) -> None:
    """The entry that is out of order says that it is retroactive; no other does."""
    found = [(name, r["id"]) for name, h in histories.items() for r in h["revisions"] if r["retroactive"]]
    assert found == [(REFUNDS, "2015-03-24")]
    entry = revision(histories, REFUNDS, "2015-03-24")
    assert entry["published"]["date"] == "2016-03-24"
    assert entry["notice_days"] == -366
    assert entry["in_force"] == [{"from": "2015-03-24", "to": "2016-10-31"}]


def test_reissue(histories: dict[str, Any]) -> None:
    """2013-02-28 changed nothing but effective dates; its words are those of the revision before."""
    found = [(name, r["id"]) for name, h in histories.items() for r in h["revisions"] if r["reissued_without_change"]]
    assert found == [(TERMS, "2013-02-28")]
    assert revision(histories, TERMS, "2013-02-28")["hash"] == revision(histories, TERMS, "2013-01-14")["hash"]


def test_every_other_revision_changes_words(histories: dict[str, Any]) -> None:
    """Each revision but the reissue has words of its own, and says in a line what it changed."""
    for name, history in histories.items():
        hashes = [r["hash"] for r in history["revisions"]]
        assert len(set(hashes)) == len(hashes) - (name == TERMS)
        assert all(r["change_note"] for r in history["revisions"][1:])


def test_retired(histories: dict[str, Any]) -> None:
    """The Privacy Shield Policy is retired, and the Privacy Policy takes its place."""
    history = histories[SHIELD]
    assert (history["state"], history["in_force"], history["successor"]) == ("retired", None, PRIVACY)
    assert [(a["kind"], a["since"], a["until"]) for a in history["absences"]] == [("retired", "2020-09-30", None)]
    assert [name for name, other in histories.items() if other["state"] != "in force"] == [SHIELD]


def test_upcoming(histories: dict[str, Any]) -> None:
    """One revision is announced: that of the Privacy Policy."""
    assert {name: h["upcoming"] for name, h in histories.items() if h["upcoming"]} == {PRIVACY: ["2027-07-01"]}
    assert revision(histories, PRIVACY, "2027-07-01")["in_force"] == [{"from": "2027-07-01", "to": None}]


@pytest.mark.parametrize(
    ("policy", "id", "published"),
    [
        (PRIVACY, "2014-01-02", ["2014-09-12"]),
        (PRIVACY, "2018-05-16", ["2018-05-18", "2018-05-29"]),
        (REFUNDS, "2017-04-11", ["2017-04-19"]),
        (TERMS, "2015-04-03", ["2015-04-14"]),
    ],
)
def test_corrections(histories: dict[str, Any], policy: str, id: str, published: list[str]) -> None:
    """Each correction has its number, its day and a note for readers."""
    corrections = revision(histories, policy, id)["corrections"]
    assert [c["name"] for c in corrections] == [f"{id}.{k + 1}" for k in range(len(published))]
    assert [c["published"]["date"] for c in corrections] == published
    assert all(c["note"] for c in corrections)


def test_ledger(histories: dict[str, Any]) -> None:
    """The change to typographic quotation marks made no revision and no correction; the ledger says so for each policy."""
    noted = {name: [e["note"] for r in h["revisions"] for e in r["ledger"]] for name, h in histories.items()}
    assert {name for name, notes in noted.items() if notes} == {
        "cookies/cookies-policy",
        PRIVACY,
        SHIELD,
        "terms/copyright-and-trademark-policy",
        REFUNDS,
        TERMS,
    }
    assert all("quotation marks" in note for notes in noted.values() for note in notes)
    assert not [
        c for h in histories.values() for r in h["revisions"] for c in r["corrections"] if "2019" in c["published"]["date"]
    ]


def test_renamed(histories: dict[str, Any]) -> None:
    """The Terms of Use were called Terms of Service until 2014-09-12."""
    assert histories[TERMS]["former_addresses"] == ["terms/terms-of-service/"]
    titles = {r["id"]: r["title"] for r in histories[TERMS]["revisions"]}
    assert {title for id, title in titles.items() if id < "2014-09-12"} == {"Terms of Service"}
    assert {title for id, title in titles.items() if id >= "2014-09-12"} == {"Terms of Use"}


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        ("2012-08-01", {TERMS: "upcoming", PRIVACY: "upcoming"}),
        ("2012-08-02", {TERMS: "2012-08-02", PRIVACY: "upcoming"}),
        ("2013-02-27", {TERMS: "2013-01-14"}),
        ("2013-02-28", {TERMS: "2013-02-28"}),
        ("2015-03-23", {TERMS: "2014-09-12", REFUNDS: "upcoming"}),
        ("2015-09-01", {TERMS: "2015-08-24", REFUNDS: "2015-03-24", "terms/honor-code": "2015-04-03"}),
        ("2016-10-31", {REFUNDS: "2015-03-24", SHIELD: "2016-09-29", PRIVACY: "2016-09-29"}),
        ("2016-11-01", {REFUNDS: "2016-11-01", TERMS: "2016-11-01"}),
        ("2018-07-10", {TERMS: "2018-03-26", PRIVACY: "2018-05-16", REFUNDS: "2018-05-15"}),
        ("2018-07-11", {TERMS: "2018-07-11", PRIVACY: "2018-07-11", "cookies/cookies-policy": "2018-05-15"}),
        ("2020-09-29", {SHIELD: "2017-06-28"}),
        ("2020-09-30", {SHIELD: "retired"}),
        ("2027-06-30", {PRIVACY: "2018-07-11"}),
        ("2027-07-01", {PRIVACY: "2027-07-01"}),
    ],
)
def test_in_force(on: On, day: str, wanted: dict[str, str]) -> None:
    """What was in force on a day, at the borders of what the lists say."""
    found = on(day)
    assert {policy: found[policy] for policy in wanted} == wanted


def test_length_and_furniture(demo_site: Built) -> None:
    """The terms and the privacy policy are of realistic length; the latter opens with a summary and a table of contents."""
    for policy in (TERMS, PRIVACY):
        newest = demo_site.revisions(policy)[-1]
        assert len(demo_site.words(f"{policy}/{newest}/", "article").split()) > 2000
    page = demo_site.text(f"{PRIVACY}/")
    assert page.index("inforce-summary") < page.index("inforce-contents") < page.index("<h2")


def test_history_is_linear() -> None:
    """No commit of the published branch has two parents."""
    assert git(ROOT, "rev-list", "--min-parents=2", "HEAD") == ""


def test_policies_change_alone() -> None:
    """A commit that changes policies changes nothing else, and its author and committer dates agree."""
    commits = git(ROOT, "log", "--format=%x01%H %ad %cd", "--date=iso-strict", "--name-only", "HEAD").split("\x01")[1:]
    assert len(commits) > 40
    for commit in commits:
        head, *files = commit.split("\n")
        inside = [file for file in files if file.startswith("policies/")]
        assert not inside or inside == [file for file in files if file], head
        _, authored, committed = head.split(" ")
        assert not inside or authored == committed, head


def test_publication_precedes_effect(histories: dict[str, Any]) -> None:
    """Texts are published before or on the day on which they take effect; all but the retroactive one."""
    days = [(r["published"]["date"], r["id"]) for h in histories.values() for r in h["revisions"] if not r["retroactive"]]
    assert len(days) == 46
    assert all(date.fromisoformat(published) <= date.fromisoformat(id) for published, id in days)
    assert any(published < id for published, id in days)
