"""What the site offers to programs: data by their schemas, relations between pages, TimeMaps."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from companies import WILD
from following import Client, parse
from jsonschema import Draft202012Validator
from selectolax.lexbor import LexborHTMLParser
from sites import TODAY, Built, build, repository
from test_feeds import CONFIG, URL, addressed, wild

__all__ = ["addressed", "wild"]  # fixtures
SITES = ["demo_site", "wild", "addressed"]


def schema(site: Built, name: str) -> Draft202012Validator:
    """A schema as the site publishes it."""
    found = site.data(f"schemas/{name}-1.json")
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found, format_checker=Draft202012Validator.FORMAT_CHECKER)


def data(site: Built) -> Iterator[tuple[str, Any]]:
    """All of the site's JSON that is promised to programs, by its address; the rest is for the site's own scripts."""
    for file in sorted(site.folder.rglob("*.json")):
        address = file.relative_to(site.folder).as_posix()
        if file.name in ("policies.json", "history.json", "redline.json", "manifest.json"):
            yield address, json.loads(file.read_text("utf-8"))


@pytest.mark.parametrize("name", SITES)
def test_data_pass_their_schemas(name: str, request: pytest.FixtureRequest) -> None:
    """Every JSON file of a site names its schema, which is there, and passes it."""
    site: Built = request.getfixturevalue(name)
    validators = {kind: schema(site, kind) for kind in ("policies", "history", "redline", "manifest")}
    seen: dict[str, int] = {}
    for address, value in data(site):
        named = (site.path(address).parent / value["$schema"]).resolve().relative_to(site.folder.resolve())
        kind = named.name.removesuffix("-1.json")
        assert named.as_posix() == f"schemas/{kind}-1.json"
        assert [error.message for error in validators[kind].iter_errors(value)] == [], address
        seen[kind] = seen.get(kind, 0) + 1
    assert seen["policies"] == 1
    assert seen["history"] >= 5
    assert seen["redline"] == len(list(site.folder.rglob("compare/*/*/redline.json"))) >= 20


@pytest.mark.parametrize("name", SITES)
def test_addresses_in_data_lead_somewhere(name: str, request: pytest.FixtureRequest) -> None:
    """Every address in the data is that of a file or a page of the site."""
    site: Built = request.getfixturevalue(name)
    found = 0
    keys = {"address", "history", "feed", "calendar", "redline", "data", "as_first_published", "markdown"}
    for address, value in data(site):
        for key, text in strings(value):
            if key in keys and not (address == "manifest.json" and key == "markdown"):  # a package there
                assert site.path(text).is_file(), text
                found += 1
    assert found > 100


def strings(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text in JSON with the key that it stands under."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from strings(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item, key)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value in JSON."""
    yield path
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(item, (*path, key))


def test_schemas_catch_faults(wild: Built) -> None:
    """Whatever is left out, added or of another type in any of the data, the schema says so."""
    files = {
        "policies": "policies.json",
        "history": "terms/twice/history/history.json",
        "redline": "terms/new-name/compare/2018-02-01/2018-11-01/redline.json",
    }
    for kind, address in files.items():
        validator, good = schema(wild, kind), wild.data(address)
        assert validator.is_valid(good)
        tried = 0
        for path in places(good):
            holder = good
            for step in path[:-1]:
                holder = holder[step]
            value = holder[path[-1]] if path else good
            for bad in faulty(value, path, isinstance(holder, dict)):
                damaged = copy.deepcopy(good)
                parent = damaged
                for step in path[:-1]:
                    parent = parent[step]
                if not path:
                    damaged = bad
                elif bad is None:
                    del parent[path[-1]]
                else:
                    parent[path[-1]] = bad
                assert not validator.is_valid(damaged), (kind, path, bad)
                tried += 1
        assert tried > 50


def faulty(value: Any, path: tuple[Any, ...], named: bool) -> Iterator[Any]:
    """What a value must not be; None for left out."""
    yield {"another": "type"}
    if named and path:
        yield None
    if isinstance(value, dict):
        yield {**value, "more": 1}
    if isinstance(value, bool | int):
        yield "1"
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        yield "2018-02-30" if path[-1] not in ("name",) else "2018-2-3"
    if isinstance(value, str) and value.startswith("sha256:"):
        yield value[:-1]


def test_edit_addresses(tmp_path: Path) -> None:
    """Where the operator names the repository, the data say where each policy can be edited."""
    repository(tmp_path, WILD, CONFIG + "repo_url: https://github.com/company/policies\n")
    built = build(tmp_path, "--strict")
    found = {item["policy"]: item["edit"] for item in built.data("policies.json")["policies"]}
    assert found["terms/twice"] == "https://github.com/company/policies/edit/main/policies/terms/twice.md"
    assert schema(built, "policies").is_valid(built.data("policies.json"))


def test_changes_in_history(demo_site: Built) -> None:
    """Each revision says what it changed, as the data of its redline say it."""
    for policy in ("terms/refund-policy", "privacy/privacy-policy"):
        first, *others = demo_site.history(policy)["revisions"]
        assert first["change"] is None
        for revision in others:
            change = revision["change"]
            told = demo_site.data(change["data"])
            assert told["address"] == change["address"]
            for key in ("words_added", "words_removed", "sections"):
                assert told[key] == change[key]
            assert told["old"]["name"] == change["since"]
            assert told["new"]["name"] == revision["id"]


def test_relations_lead_through_all_revisions(addressed: Built) -> None:
    """From a policy's page a program reaches every revision that was or will be in force, and comes back from each."""
    client = Client(site=addressed, root=URL)
    for policy in addressed.data("policies.json")["policies"]:
        page, revisions = URL + policy["address"], addressed.history(policy["policy"])["revisions"]
        standing = [r for r in revisions if r["in_force"] or r["id"] == policy["shown"]]
        place = [r["id"] for r in standing].index(policy["shown"])
        back = list(client.along(page, "predecessor-version"))
        on = list(client.along(page, "successor-version"))
        assert back == [URL + r["address"] for r in reversed(standing[:place])]
        assert on == [URL + r["address"] for r in standing[place + 1 :]]
        history = client.one(page, "version-history")
        assert history == URL + policy["address"] + "history/"
        assert client.one(history, "latest-version") == page
        for revision in revisions:
            assert client.one(URL + revision["address"], "latest-version") == page
            assert client.one(URL + revision["address"], "version-history") == history
        assert f"{history}history.json" in client.relations(page)["alternate"]


def test_time_maps(addressed: Built) -> None:
    """A TimeMap lists each text that was in force, with the moment in which its first day began in the site's time zone."""
    client = Client(site=addressed, root=URL)
    berlin = ZoneInfo("Europe/Berlin")
    for policy in addressed.data("policies.json")["policies"]:
        page = URL + policy["address"]
        address = client.one(page, "timemap")
        assert address == f"{page}timemap.link"
        links = parse(client.text(address))
        by_relation = {relation: link for link in links for relation in link.relations}
        assert by_relation["original"].target == page
        own = by_relation["self"]
        assert (own.target, own.parameters["type"]) == (address, "application/link-format")
        mementos = [link for link in links if "memento" in link.relations]
        wanted = {
            URL + r["address"]: date.fromisoformat(r["in_force"][0]["from"])
            for r in addressed.history(policy["policy"])["revisions"]
            if r["in_force"] and r["in_force"][0]["from"] <= TODAY
        }
        moments = [link.moment for link in mementos]
        assert moments == sorted(moments)
        assert {link.target: link.moment for link in mementos} == {
            target: datetime.combine(day, time(), berlin) for target, day in wanted.items()
        }
        if mementos:
            assert "first" in mementos[0].relations
            assert "last" in mementos[-1].relations
            assert own.parameters["from"] == mementos[0].parameters["datetime"]
            assert own.parameters["until"] == mementos[-1].parameters["datetime"]
        for link in mementos:
            assert client.one(link.target, "original") == page
            assert client.one(link.target, "timemap") == address


def test_no_time_map_without_an_address(wild: Built) -> None:
    """Link format knows no address relative to a folder (RFC 6690): a site that does not know its own has no TimeMap."""
    assert not list(wild.folder.rglob("timemap.link"))
    assert "timemap" not in wild.text("terms/twice/")


@pytest.mark.parametrize(
    "text", ["", "<a>", '<a>; rel="x",', '<a> rel="x"', 'a; rel="x"', '<a>; rel="x" <b>; rel="y"', '<a>; rel="x']
)
def test_a_fault_in_link_values_is_seen(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(text)


@pytest.mark.parametrize("name", SITES)
def test_documents(name: str, request: pytest.FixtureRequest) -> None:
    """Each text page describes its text in schema.org's words, which agree with the history."""
    site: Built = request.getfixturevalue(name)
    for policy in site.data("policies.json")["policies"]:
        for revision in [None, *site.history(policy["policy"])["revisions"]]:
            address = revision["address"] if revision else policy["address"]
            scripts = LexborHTMLParser(site.text(address)).css('head script[type="application/ld+json"]')
            assert len(scripts) == 1, address
            found = json.loads(scripts[0].text())
            assert (found["@context"], found["@type"]) == ("https://schema.org", "DigitalDocument")
            assert found["url"] == (URL + address if name == "addressed" else "./")
            assert found["identifier"] == (revision or policy)["hash"]
            if revision:
                assert found["version"] == revision["id"]
                assert found["datePublished"] == revision["published"]["time"]
                assert found["name"] == revision["title"]
                spans = [f"{span['from']}/{span['to'] or '..'}" for span in revision["in_force"]]
                assert found.get("temporalCoverage", []) == spans


def test_a_file_of_the_operators_own_stays(tmp_path: Path) -> None:
    """Where the operator has a file at one of our addresses, it stays, and he is told."""
    repository(tmp_path, WILD[:1], CONFIG, {"docs/feed.xml": "<mine/>"})
    built = build(tmp_path)
    assert built.text("feed.xml") == "<mine/>"
    assert "feed.xml is a file of your own" in built.said
