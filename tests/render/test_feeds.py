"""Feeds and calendars: valid, lasting, bounded, and saying what those who follow a policy want to be told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

import atom
import atoma
import feedparser
import nh3
import pytest
from companies import WILD
from histories import Builder
from icalendar import Calendar
from inforce import redline_html
from inforce.render.data.feed_passages import passages
from lxml import etree
from selectolax.lexbor import LexborHTMLParser
from sites import Built, build, policy, repository

URL = "https://policies.example/legal/"
CONFIG = "site_name: Company\nplugins: [search, {inforce: {timezone: Europe/Berlin}}]\ntheme: {name: mkdocs}\n"
TAGS = {"p", "h2", "h3", "h4", "h5", "h6", "ul", "li", "pre", "a", "ins", "del", "em", "strong", "code", "sub", "sup", "b", "i"}
TAGS |= {"br", "hr"}


@pytest.fixture(scope="module")
def wild(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site with everything in it, without an address of its own."""
    folder = tmp_path_factory.mktemp("wild")
    repository(folder, WILD, CONFIG)
    return build(folder, "--strict")


@pytest.fixture(scope="module")
def addressed(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The same with an address."""
    folder = tmp_path_factory.mktemp("addressed")
    repository(folder, WILD, f"{CONFIG}site_url: {URL}\n")
    return build(folder, "--strict")


def feeds(site: Built) -> dict[str, bytes]:
    """Every feed by its address."""
    return {path: data for path, data in site.hashes().items() if path.endswith("feed.xml")}


def entries(site: Built, address: str) -> list[Any]:
    """The entries of a feed as a strict reader sees them."""
    return atoma.parse_atom_bytes(feeds(site)[address]).entries


def titles(site: Built, address: str) -> list[str]:
    return [entry.title.value for entry in entries(site, address)]


def content(site: Built, address: str, title: str) -> str:
    return next(entry.content.value for entry in entries(site, address) if entry.title.value == title)


@pytest.mark.parametrize("name", ["demo_site", "wild", "addressed"])
def test_feeds_are_valid(name: str, request: pytest.FixtureRequest) -> None:
    """Every feed is what RFC 4287 asks for, to a grammar and to two readers, and its entries stand newest first."""
    found = feeds(request.getfixturevalue(name))
    assert len(found) >= 6
    for address, data in found.items():
        assert atom.faults(data) == [], address
        parsed = feedparser.parse(data)
        assert not parsed.bozo, (address, parsed.get("bozo_exception"))
        read = atoma.parse_atom_bytes(data)
        assert len(read.entries) == len(parsed.entries) > 0
        assert all(entry.id_.startswith("urn:uuid:") for entry in read.entries)
        moments = [entry.published for entry in read.entries]
        assert moments == sorted(moments, reverse=True)
        assert read.updated == max(entry.updated for entry in read.entries)
        assert all(entry.updated >= entry.published for entry in read.entries)


def test_a_fault_in_a_feed_is_seen(wild: Built) -> None:
    """The grammar and the list of what it cannot say find what they are there to find."""
    good = feeds(wild)["feed.xml"].decode()
    assert atom.faults(good.encode()) == []
    first = etree.fromstring(good.encode()).findall(f"{atom.ATOM}entry")[0].findtext(f"{atom.ATOM}id")
    other = etree.fromstring(good.encode()).findall(f"{atom.ATOM}entry")[1].findtext(f"{atom.ATOM}id")
    for old, new in (
        ("<title>Company</title>", ""),
        ("<updated>20", "<updated>x"),
        ("<author>", "<writer>"),
        ('rel="self"', 'rel="other"'),
        ('type="html"', 'type="application/html"'),
        (str(other), str(first)),
        ("<generator>", "<foo/><generator>"),
    ):
        bad = good.replace(old, new, 1).replace("</author>", "</writer>" if new == "<writer>" else "</author>")
        assert bad != good
        assert atom.faults(bad.encode()), (old, new)


def test_a_retirement_is_told_twice_in_other_words(demo_site: Built) -> None:
    """When it is announced and when it has come; nothing claims that a text of a retired policy is in force."""
    said = titles(demo_site, "privacy/privacy-shield-policy/feed.xml")
    assert said[:2] == ["Privacy Shield Policy has been retired", "Privacy Shield Policy: retired from September 30, 2020"]
    assert "Text in force" not in demo_site.text("privacy/privacy-shield-policy/feed.xml")
    assert "Text in force" not in demo_site.words("privacy/privacy-shield-policy/2016-09-29/")


def test_feeds_can_be_looked_at(demo_site: Built) -> None:
    """A browser that opens a feed is given a style sheet, by a link that holds wherever the site lies."""
    for address, data in feeds(demo_site).items():
        href = data.decode().partition('<?xml-stylesheet type="text/css" href="')[2].partition('"')[0]
        assert urljoin(f"/{address}", href) == "/assets/inforce/feed.css", address
    assert "This is a feed." in demo_site.text("assets/inforce/feed.css")


def test_policies_lead_to_the_calendar_of_their_days(demo_site: Built) -> None:
    """A policy with a day to come leads to a calendar that holds it; one without does not."""
    page = LexborHTMLParser(demo_site.text("privacy/privacy-policy/"))
    (link,) = page.css('.inforce-record a[type="text/calendar"]')
    assert link.attributes["href"] == "../calendar.ics"
    assert "20270701" in demo_site.text("privacy/calendar.ics")
    assert not LexborHTMLParser(demo_site.text("terms/refund-policy/")).css('.inforce-record a[type="text/calendar"]')


@pytest.mark.parametrize("name", ["demo_site", "wild", "addressed"])
def test_links_in_feeds_lead_somewhere(name: str, request: pytest.FixtureRequest) -> None:
    """Every link of a feed and of its entries leads to a page; with a `site_url` they are whole."""
    site: Built = request.getfixturevalue(name)
    root = URL if name == "addressed" else "https://anywhere.example/some/prefix/"
    for address, data in feeds(site).items():
        base = atom.base(data, root + address)
        assert base == root
        links = [str(link.get("href")) for link in etree.fromstring(data).iter(f"{atom.ATOM}link")]
        for entry in atoma.parse_atom_bytes(data).entries:
            assert entry.content
            links += [str(a.attributes["href"]) for a in LexborHTMLParser(entry.content.value).css("a")]
        assert len(links) > 4
        for link in links:
            if name == "addressed":
                assert link.startswith("https://"), link
            whole = urljoin(base, link)
            if whole.startswith(root):
                path = unquote(whole.removeprefix(root).partition("#")[0])
                assert site.path(path).is_file(), (address, link)


@pytest.mark.parametrize("name", ["demo_site", "wild"])
def test_entries_are_plain(name: str, request: pytest.FixtureRequest) -> None:
    """Nothing in an entry needs style or script: few elements, and of attributes the address of a link alone."""
    for data in feeds(request.getfixturevalue(name)).values():
        for entry in atoma.parse_atom_bytes(data).entries:
            assert entry.content
            html = entry.content.value
            kept = nh3.clean(
                html, tags=TAGS, attributes={"a": {"href"}}, link_rel=None, url_schemes={"https", "http", "mailto"}
            )
            assert LexborHTMLParser(kept).html == LexborHTMLParser(html).html


def test_all_news_is_told(wild: Built) -> None:
    """First texts, revisions, corrections, announcements, withdrawals, moved dates, the day itself, the end."""
    assert titles(wild, "terms/new-name/feed.xml") == [
        "Terms: the revision of November 1, 2018 has taken effect",
        "Terms: moved from October 1, 2018 to November 1, 2018",
        "Terms: revision announced for November 1, 2018",
        "Terms: the revision announced for September 1, 2018 is withdrawn",
        "Terms: revision announced for September 1, 2018",
        "Terms: the revision of February 1, 2018 has taken effect",
        "Terms: first published, effective February 1, 2018",
    ]
    twice = titles(wild, "terms/twice/feed.xml")
    name = 'Said "twice" & <more>'
    assert twice[:2] == [f"{name}: moved from March 1, 2027 to April 1, 2027", f"{name}: revision announced for April 1, 2027"]
    assert twice.count(f"{name}: correction of the revision of February 1, 2018") == 2
    assert "Leaving: retired from January 1, 2027" in titles(wild, "terms/feed.xml")
    assert titles(wild, "gone/feed.xml")[0] == "Gone: no longer offered from August 1, 2019"
    assert titles(wild, "soon/feed.xml") == ["Soon: first published, effective January 1, 2028"]
    assert set(titles(wild, "feed.xml")) == {
        title
        for address in ("gone", "soon", "terms/leaving", "terms/new-name", "terms/twice")
        for title in titles(wild, f"{address}/feed.xml")
    }


def test_an_announcement_says_all(wild: Built) -> None:
    """The note, the day, the notice, the changed passages under their heading, and where to read more."""
    html = content(wild, "terms/new-name/feed.xml", "Terms: revision announced for November 1, 2018")
    words = " ".join(LexborHTMLParser(html).text(separator=" ").split())
    assert "Changed." in words
    assert "It takes effect on November 1, 2018, 184 days after it was published." in words
    assert "It was first announced for October 1, 2018." in words
    assert "<h2>One</h2>" in html
    assert "<ins>, replaced.</ins>" in html
    assert "terms/new-name/compare/2018-02-01/2018-11-01/" in html
    assert "terms/new-name/2018-11-01/" in html
    gone = content(wild, "terms/new-name/feed.xml", "Terms: revision announced for September 1, 2018")
    assert "It was withdrawn on May 1, 2018 and never took effect." in gone


def test_ids_last(wild: Built, addressed: Built, tmp_path: Path) -> None:
    """Ids do not depend on the site's address, on a policy's new path, or on a date that is moved."""

    def ids(site: Built, address: str) -> list[str]:
        return [entry.id_ for entry in entries(site, address)]

    assert ids(wild, "feed.xml") == ids(addressed, "feed.xml")
    before = repository(tmp_path / "before", WILD[:5], CONFIG)
    assert isinstance(before, Builder)
    built = build(tmp_path / "before", "--strict", today="2018-04-20")
    assert set(ids(built, "terms/new-name/feed.xml")) < set(ids(wild, "terms/new-name/feed.xml"))
    earlier = repository(tmp_path / "earlier", WILD[:3], CONFIG)
    assert isinstance(earlier, Builder)
    built = build(tmp_path / "earlier", "--strict", today="2018-02-20")
    assert set(ids(built, "terms/old-name/feed.xml")) < set(ids(wild, "terms/new-name/feed.xml"))


def test_feeds_are_bounded(tmp_path: Path) -> None:
    """A feed holds thirty entries, and a long redline the passages that fit, with a word about the others."""
    path = "policies/long.md"
    text = "\n\n".join(f"## Part {k}\n\nWords of the part {k}. {'They go on and on. ' * 6}" for k in range(64))
    history = [{"on": "2018-01-10", "write": {path: policy("2018-02-01", text, title="Long")}}]
    for k in range(32):
        changed = text.replace("Words", f"Sentences{k}")
        day = f"{2019 + k // 12}-{k % 12 + 1:02}"
        history.append({"on": f"{day}-10", "change": {path: {"effective_date": f"{day}-10", "text": changed}}})
    repository(tmp_path, history, CONFIG.replace("Berlin", "Berlin, compare: adjacent"))
    built = build(tmp_path, "--strict")
    found = entries(built, "feed.xml")
    assert len(found) == 30
    assert "more changed passages are shown in the redline." in found[0].content.value
    assert "<h2>Part 0</h2>" in found[0].content.value
    assert len(found[0].content.value) < 15_000
    assert "The redline shows the changed passages." in found[-1].content.value
    assert len(feeds(built)["feed.xml"]) < 600_000


def test_pages_lead_to_their_feed(demo_site: Built) -> None:
    """Feed readers find the feed of a page, and readers a link to it."""
    for address, feed in {
        "": "feed.xml",
        "terms/": "feed.xml",
        "terms/refund-policy/history/": "../feed.xml",
        "terms/refund-policy/": "feed.xml",
    }.items():
        page = LexborHTMLParser(demo_site.text(address))
        found = page.css('head link[rel~="alternate"][type="application/atom+xml"]')
        assert [link.attributes["href"] for link in found] == [feed], address
        assert (demo_site.path(address).parent / feed).resolve().is_file()
        if address != "terms/refund-policy/":
            assert page.css_first(f'.inforce-follow a[href="{feed}"]'), address


X = "https://x.example"
OLD = """<h1>T</h1><h2 id="a">One</h2><p>First <a href="/x">word</a> here.</p><p>Same.</p><h2>Two</h2><h3>Inner</h3>
<ul><li>alpha</li><li>beta</li></ul><table><tr><td>a</td><td>b</td></tr></table><p>End.</p>"""
NEW = """<h1>T</h1><h2 id="a">One</h2><p>First <a href="/x">term</a> here.</p><p>Same.</p><h2>Two</h2><h3>Inner</h3>
<ul><li>alpha</li><li>gamma</li></ul><table><tr><td>a</td><td>c</td></tr></table><p>End.</p>"""


def test_passages() -> None:
    """Changed blocks under their headings; what lies between is an ellipsis; links go where they are led."""
    found = passages(redline_html(OLD, NEW), lambda href: f"{X}{href}", str)
    assert found.left_out == 0
    assert found.html.splitlines() == [
        "<h2>One</h2>",
        f'<p>First <del><a href="{X}/x">word</a></del> <ins><a href="{X}/x">term</a></ins> here.</p>',
        "<h2>Two</h2>",
        "<h3>Inner</h3>",
        "<p>…</p>",
        "<ul>",
        "<li><del>beta</del><ins>gamma</ins></li>",
        "</ul>",
        "<p>a · <del>b</del><ins>c</ins></p>",
        "<p>…</p>",
    ]


def test_passages_are_safe_and_bounded() -> None:
    """No scheme but that of the web and of mail gets through, markup in words stays words, and a huge block is cut."""
    new = '<p><a href="javascript:alert(1)">x</a> &lt;script&gt; <img src="https://x.example/i" alt="A &amp; B"></p>'
    found = passages(redline_html("<p>y</p>", new + "<p>" + "word " * 9_000 + "</p>"), str, str)
    assert "javascript" not in found.html
    assert "&lt;script&gt;" in found.html
    assert "[image: A &amp; B]" in found.html
    assert "<img" not in found.html
    assert len(found.html) < 4_000
    many = "".join(f"<p>{'abc ' * 200}{k}</p>" for k in range(60))
    cut = passages(redline_html("<p>y</p>", many), str, str)
    assert len(cut.html) < 13_000
    assert cut.left_out > 30


def calendar(site: Built, address: str = "calendar.ics") -> Any:
    """A calendar as the library reads it; its lines are as long as RFC 5545 allows and end as it asks."""
    data = site.path(address).read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    return Calendar.from_ical(data)


def test_calendar(wild: Built, addressed: Built) -> None:
    """What is to come: revisions on their day, all day long, and policies that end; with whole links where there can be."""
    found = list(calendar(addressed).walk("VEVENT"))
    assert [(event["DTSTART"].dt, str(event["SUMMARY"])) for event in found] == [
        (date(2027, 1, 1), "Leaving: no longer applies"),
        (date(2027, 4, 1), 'Said "twice" & <more>: new revision takes effect'),
        (date(2028, 1, 1), "Soon takes effect"),
    ]
    assert [event["DTEND"].dt for event in found] == [date(2027, 1, 2), date(2027, 4, 2), date(2028, 1, 2)]
    assert str(found[1]["URL"]) == f"{URL}terms/twice/compare/2019-05-15/2027-04-01/"
    assert int(found[1]["SEQUENCE"]) == 1
    assert found[1]["DTSTAMP"].dt == datetime(2026, 10, 2, 12, tzinfo=UTC)
    assert str(found[0]["DESCRIPTION"]) == "See instead: Terms"
    plain = calendar(wild).walk("VEVENT")
    assert [str(event["UID"]) for event in plain] == [str(event["UID"]) for event in found]
    assert not any("URL" in event for event in plain)
    assert len(calendar(wild, "terms/calendar.ics").walk("VEVENT")) == 2


def test_calendar_of_what_is_withdrawn(tmp_path: Path) -> None:
    """A withdrawn revision stays in the calendar until its day, as cancelled, under the name that it had."""
    repository(tmp_path, WILD[:6], CONFIG)
    built = build(tmp_path, "--strict", today="2018-05-20")
    found = {event["DTSTART"].dt: event for event in calendar(built, "terms/calendar.ics").walk("VEVENT")}
    assert {day: str(event["STATUS"]) for day, event in found.items()} == {
        date(2018, 9, 1): "CANCELLED",
        date(2018, 10, 1): "CONFIRMED",
    }


def test_an_empty_calendar_has_a_component(demo_site: Built) -> None:
    """RFC 5545 allows no calendar without one: where nothing is to come, the time zone stands alone."""
    parts = calendar(demo_site, "terms/calendar.ics").subcomponents
    assert [part.name for part in parts] == ["VTIMEZONE"]
    assert "VTIMEZONE" not in demo_site.text("calendar.ics")
