"""The demo's site as files: links, addresses, search, bytes, data. Every page, not samples."""

from __future__ import annotations

import contextlib
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise
from pathlib import Path
from urllib.parse import quote, urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inforce import cli
from inforce.render import site_links
from selectolax.lexbor import LexborHTMLParser
from sites import MKDOCS, ROOT, Built, Crawl, build_apart, epoch

URL = "https://policies.example/legal/"
_DATED = re.compile(r"/\d{4}-\d{2}-\d{2}(\.\d+)?/$|/compare/")
_LOADED = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")


@pytest.fixture(scope="module")
def crawl(demo_site: Built) -> Crawl:
    """All pages of the demo, parsed."""
    return Crawl(demo_site.folder)


@pytest.fixture(scope="module")
def addressed(demo_site: Built, demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The demo with a `site_url`, which sitemaps need; built after the first one, so that the cache is warm."""
    (demo_folder / "addressed.yml").write_text(f"INHERIT: mkdocs.yml\nsite_url: {URL}\n")
    command = [*MKDOCS, "--strict", "-f", "addressed.yml"]
    return build_apart(command, demo_folder, tmp_path_factory.mktemp("addressed") / "site")


def none_of(faults: Iterable[str]) -> None:
    """Fail with the first faults, if there are any."""
    found = list(faults)
    assert not found, f"{len(found)} faults, the first of them:\n" + "\n".join(found[:20])


def policies(site: Built) -> list[str]:
    """The addresses of all policies."""
    return [policy["policy"] for policy in site.data("policies.json")["policies"]]


def kept_in_search(site: Built) -> set[str]:
    """The pages of texts in force, and those that are written by hand."""
    in_force = {policy["address"] for policy in site.data("policies.json")["policies"] if policy["state"] == "in force"}
    by_hand = {file.relative_to(ROOT / "site_src").as_posix() for file in (ROOT / "site_src").rglob("*.md")}
    assert len(in_force) == 7
    return in_force | {
        name.removesuffix("index.md") if name.endswith("index.md") else f"{name.removesuffix('.md')}/" for name in by_hand
    }


def test_strict_build_is_clean(demo_site: Built) -> None:
    """The demo builds under --strict, and says nothing that a reader of the log must look into."""
    assert demo_site.code == 0, demo_site.said
    assert "WARNING" not in demo_site.said
    assert "ERROR" not in demo_site.said
    assert re.search(r"policies 8, revisions 47, corrections 5, redlines \d+, problems 0, [\d.]+ seconds", demo_site.said)


def test_links_resolve(crawl: Crawl) -> None:
    """Every link and anchor of every page leads to something in the built folder, under any prefix."""
    assert len(crawl.pages) > 500
    assert sum(len(page.links) for page in crawl.pages.values()) > 10_000
    none_of(crawl.broken())


def test_links_resolve_with_a_site_url(addressed: Built) -> None:
    """With a `site_url` the links between pages stay relative."""
    assert addressed.code == 0, addressed.said
    none_of(fault for fault in Crawl(addressed.folder).broken() if not fault.startswith("404.html"))


def test_ids_are_unique(crawl: Crawl) -> None:
    """No page has an id twice."""
    none_of(crawl.doubled())


@pytest.mark.parametrize(
    "address",
    [
        "",
        "terms/",
        "privacy/",
        "cookies/",
        "terms/refund-policy/",
        "terms/refund-policy/history/",
        "terms/refund-policy/2018-03-26/",
        "terms/refund-policy/2017-04-11.0/",
        "terms/refund-policy/2017-04-11.1/",
        "terms/refund-policy/compare/2017-08-22/2018-03-26/",
        "terms/refund-policy/compare/2017-04-11.0/2017-04-11.1/",
        "policies.json",
        "terms/refund-policy/history/history.json",
    ],
)
def test_addresses(demo_site: Built, address: str) -> None:
    """The permanent addresses of the design are there."""
    assert demo_site.path(address).is_file()


def test_every_text_has_a_page(demo_site: Built) -> None:
    """Each revision, and each state of a corrected one, is at its address, and no other dated page is there."""
    wanted = set()
    for policy in policies(demo_site):
        for revision in demo_site.history(policy)["revisions"]:
            states = [f".{k}" for k in range(len(revision["corrections"]) + 1)] if revision["corrections"] else []
            wanted |= {f"{policy}/{revision['id']}{state}/" for state in ("", *states)}
    found = {a for a in demo_site.addresses() if re.search(r"/\d{4}-\d{2}-\d{2}[.\d]*/$", a) and "/compare/" not in a}
    assert found - former(demo_site) == wanted


def test_every_pair_has_a_redline(demo_site: Built) -> None:
    """Any two revisions of a policy are compared, the one published first on the left; so is each correction."""
    wanted = set()
    for policy in policies(demo_site):
        revisions = demo_site.history(policy)["revisions"]
        for old, new in combinations(revisions, 2):
            wanted.add(f"{policy}/compare/{old['id']}/{new['id']}/")
        for revision in revisions:
            states = [f"{revision['id']}.{k}" for k in range(len(revision["corrections"]) + 1)]
            wanted |= {f"{policy}/compare/{old}/{new}/" for old, new in pairwise(states)}
    assert len(wanted) == 304
    assert {a for a in demo_site.addresses() if "/compare/" in a} - former(demo_site) == wanted
    for address in wanted:
        assert "inforce-redline" in demo_site.text(address)


def former(site: Built) -> set[str]:
    """The pages below the address that the Terms of Use had as Terms of Service."""
    return {address for address in site.addresses() if address.startswith("terms/terms-of-service/")}


def test_former_addresses_redirect(demo_site: Built) -> None:
    """Every page that was published under the old name of the Terms of Use leads to the same page under the new one."""
    there = [id for id in demo_site.revisions("terms/terms-of-use") if id <= "2014-01-02"]
    assert len(there) == 15
    wanted = {"", "history/", *(f"{id}/" for id in there), *(f"compare/{a}/{b}/" for a, b in combinations(there, 2))}
    assert {f"terms/terms-of-service/{page}" for page in wanted} <= former(demo_site)
    for address in former(demo_site):
        page = LexborHTMLParser(demo_site.text(address))
        refresh = page.css_first('meta[http-equiv="refresh"]')
        link = page.css_first("body a")
        assert refresh
        assert link, "there must be a way on for readers whose browser does not follow"
        seconds, _, target = str(refresh.attributes["content"]).partition("; url=")
        led = (demo_site.path(address).parent / target).resolve()
        new = address.replace("terms-of-service", "terms-of-use")
        assert seconds == "0"
        assert link.attributes["href"] == target
        assert led == demo_site.path(new).parent.resolve()


def test_the_menu_of_customers_has_no_manual(demo_site: Built) -> None:
    """Editors and operators reach theirs from the foot of every page; it stands in the menu of its own pages."""
    for address, there in {
        "": False,
        "terms/refund-policy/": False,
        "redlines/": False,
        "editors/": True,
        "manual/": True,
    }.items():
        page = LexborHTMLParser(demo_site.text(address))
        menu = {str(link.text(strip=True)) for link in page.css(".md-tabs a")}
        assert ("Manual" in menu) is there, address
        assert {"Help", "Privacy"} <= menu
        assert page.css_first('.md-footer a[href$="manual/"]') or address == "manual/", address


def test_search(demo_site: Built) -> None:
    """Only texts in force and pages written by hand are found by the search."""
    assert demo_site.searched() == kept_in_search(demo_site)


def test_search_finds_the_text_alone(demo_site: Built) -> None:
    """What the search finds on a policy's page is the policy, not the notes around it."""
    docs = demo_site.data("search/search_index.json")["docs"]
    refunds = " ".join(doc["text"] for doc in docs if doc["location"].startswith("terms/refund-policy/"))
    assert "monthly" in refunds
    assert "Permanent address of this revision" not in refunds
    assert "Previous revision" not in refunds


def test_sitemap(addressed: Built) -> None:
    """Only texts in force and pages written by hand are in the sitemap, at their full addresses."""
    root = ET.fromstring(addressed.text("sitemap.xml"))
    listed = [str(element.text) for element in root.iter() if element.tag.endswith("}loc")]
    assert len(listed) == len(set(listed))
    assert set(listed) == {URL + address for address in kept_in_search(addressed)}


def test_old_pages_are_not_indexed(demo_site: Built) -> None:
    """Search engines are kept from every revision, redline and redirect, and from nothing else that is in the sitemap."""
    marked = {address for address in demo_site.addresses() if "noindex" in robots(demo_site.text(address))}
    old = {address for address in demo_site.addresses() if _DATED.search(address)} | former(demo_site)
    assert old <= marked
    assert not marked & kept_in_search(demo_site)


def robots(html: str) -> str:
    """What a page tells robots."""
    found = LexborHTMLParser(html).css_first('meta[name="robots"]')
    return str(found.attributes["content"]) if found else ""


def test_no_other_host(demo_site: Built) -> None:
    """No page and no style sheet loads anything from another host."""
    loaded = []
    for file in demo_site.folder.rglob("*.html"):
        loaded += [f"{file}: {value}" for value in _loads(file.read_bytes()) if re.match(r"(https?:)?//", value)]
    for file in demo_site.folder.rglob("*.css"):
        loaded += [f"{file}: {value}" for value in _in_style(file.read_text("utf-8")) if re.match(r"(https?:)?//", value)]
    none_of(loaded)


def _loads(html: bytes) -> Iterator[str]:
    """What a browser fetches for a page by itself."""
    tree = LexborHTMLParser(html)
    for element in tree.css("[src], [srcset], [poster], [data], link[href], style, [style]"):
        attributes = element.attributes
        for key in ("src", "srcset", "poster", "data"):
            yield attributes.get(key) or ""
        if element.tag == "link" and "canonical" not in (attributes.get("rel") or ""):
            yield attributes.get("href") or ""
        yield from _in_style(attributes.get("style") or "")
        if element.tag == "style":
            yield from _in_style(element.text())


def _in_style(css: str) -> Iterator[str]:
    for match in _LOADED.finditer(css):
        yield match[1] or match[2]


def test_loads_are_seen() -> None:
    """The look for other hosts finds each way of asking one."""
    html = b"""<link href="//a.example/x"><script src="//b.example"></script><style>@import "//c.example"</style>
    <p style="background: url(//d.example)"><img srcset="//e.example 2x"><link rel="canonical" href="//never.example">"""
    assert [value[:11] for value in _loads(html) if value] == [f"//{name}.example"[:11] for name in "abcde"]


def test_same_bytes(demo_site: Built, demo_folder: Path, tmp_path: Path) -> None:
    """A second build of the commit on the day gives the same bytes with a warm cache: all but the moment that the manifest
    records. That it does elsewhere and with none is what the proof of the demo shows."""
    warm = build_apart(MKDOCS, demo_folder, tmp_path / "warm", today="2026-11-23T20:00", seed="2")
    first, second = demo_site.hashes(), warm.hashes()
    assert set(first) == set(second)
    assert [path for path in first if first[path] != second[path] and path != "manifest.json"] == []
    manifests = [json.loads(site.text("manifest.json")) for site in (demo_site, warm)]
    assert {key for key in manifests[0] if manifests[0][key] != manifests[1][key]} <= {"built"}


def test_data_agree_with_the_command(demo_site: Built, demo_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """policies.json and each history.json hold what `inforce history --format json` says."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch())
    monkeypatch.chdir(demo_folder)

    def said(*arguments: str) -> str:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            assert cli.main(["history", *arguments, "--format", "json"]) == 0
        return out.getvalue()

    assert demo_site.text("policies.json") == said()
    for policy in policies(demo_site):
        assert demo_site.text(f"{policy}/history/history.json") == said(policy)


def test_pages_agree_with_the_data(demo_site: Built) -> None:
    """The history page of a policy has a row for each revision of its data, newest first, and links its text."""
    for policy in policies(demo_site):
        rows = LexborHTMLParser(demo_site.text(f"{policy}/history/")).css("table tbody tr")
        linked = [
            [
                str(a.attributes["href"])
                for a in row.css("a")
                if re.fullmatch(r"\.\./\d{4}-\d\d-\d\d/", str(a.attributes["href"]))
            ]
            for row in rows
        ]
        wanted = [revision["id"] for revision in reversed(demo_site.history(policy)["revisions"])]
        assert [links[0] for links in linked] == [f"../{id}/" for id in wanted]


def test_collection_lists_revisions(demo_site: Built) -> None:
    """A collection has one list of the revisions of all its policies, newest publication first, with the differences."""
    page = LexborHTMLParser(demo_site.text("terms/"))
    days = [time.attributes["datetime"] for time in page.css(".inforce-revisions > li > strong time")]
    published: dict[tuple[str, str], None] = {}
    revisions = [r for p in policies(demo_site) if p.startswith("terms/") for r in demo_site.history(p)["revisions"]]
    for revision in sorted(revisions, key=lambda r: (r["published"]["time"], r["id"]), reverse=True):
        published[revision["published"]["commit"], revision["id"]] = None
    assert days == [id for _, id in published]
    changed = [a for a in page.css(".inforce-revisions a") if re.search(r"/compare/[^#]*$", str(a.attributes["href"]))]
    corrections = sum(len(revision["corrections"]) for revision in revisions)
    firsts = sum(1 for p in policies(demo_site) if p.startswith("terms/"))
    assert len(changed) == len(revisions) - firsts + corrections


def test_the_demo_is_proved(
    demo_site: Built, demo_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every text and every redline of the demo is what git holds."""
    monkeypatch.chdir(demo_folder)
    assert cli.main(["prove", str(demo_site.folder)]) == 0, capsys.readouterr().out
    assert " 0 faults" in capsys.readouterr().err


def test_a_fault_in_a_link_is_seen(tmp_path: Path) -> None:
    """The crawl finds what it is there to find."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").write_text("<p id=x>")
    links = ["a/", "a/#x", "a/#y", "a", "b/", "/a/", "../a/", "#z", "https://other.example/b/", ""]
    html = "<p id=q><p id=q>" + "".join(f'<a href="{link}">x</a>' for link in links)
    (tmp_path / "index.html").write_text(html + '<meta http-equiv="refresh" content="0; url=c/">')
    crawled = Crawl(tmp_path)
    assert crawled.broken() == [
        "index.html: a/#y: there is no such anchor",
        "index.html: a: needs a redirect of the server",
        "index.html: b/: leads nowhere",
        "index.html: /a/: holds only at the root of a server",
        "index.html: ../a/: leaves the site",
        "index.html: #z: there is no such anchor",
        "index.html: c/: leads nowhere",
    ]
    assert crawled.doubled() == ["index.html: q"]


@given(st.lists(st.sampled_from(["a", "b", "a b", "ü", "feed.xml"])), st.lists(st.sampled_from(["a", "b", "ü"])), st.booleans())
def test_links_lead_from_any_page_to_any_other(target: list[str], start: list[str], file: bool) -> None:
    there = "/".join(target) + ("" if file or not target else "/")
    link = site_links.relative(there, "".join(f"{part}/" for part in start))
    assert (
        urljoin("https://x.example/p/" + "".join(f"{quote(part)}/" for part in start), link)
        == f"https://x.example/p/{quote(there)}"
    )
