"""Section history: which sections are the same across texts, what is said of them, and how readers get to each wording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from browsing import NARROW, tab
from hypothesis import given, settings
from hypothesis import strategies as st
from inforce import settings as options
from inforce.cache import Cache
from inforce.cli import record_proof
from inforce.keys import Meta
from inforce.record.model import Policy
from inforce.record.revision import Absence, Interval, Revision
from inforce.record.section_history import Past, follow
from inforce.record.section_matching import pair
from inforce.record.workspace import Workspace
from inforce.source.policy_file import Version, fingerprint
from inforce.source.repository import Commit, open_repository
from inforce.text import heading_numbers, markdown, sections
from inforce.text.rendering import rendering
from playwright.sync_api import Browser, Locator, Page, expect
from selectolax.lexbor import LexborHTMLParser, LexborNode
from sites import Built, Crawl, build, policy, repository

TERMS = "terms/terms-of-use"
PRIVACY = "privacy/privacy-policy"
REFUNDS = (
    "You can return a course within fourteen days of the purchase, unless you have earned a certificate in it. "
    "We then pay back the price by the means by which you paid it."
)
ACCOUNTS = "Keep the password of your account secret, and tell us at once if you believe that another person knows it."
CONDUCT = "Do not upload software that harms others, copy the work of another learner, or take an examination in their name."
LAW = "The laws of Iceland govern these rules. The courts of Akureyri decide every dispute that the parties cannot settle."
CONFIG = "site_name: S\ndocs_dir: docs\ntheme: {name: %s}\nplugins: [search, {inforce: {compare: %s}}]\n"


def version(text: str, day: date, number: int) -> Version:
    """A published text."""
    when = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    commit = Commit(id=f"{number:040x}", index=number, published=when, author="Ann", subject="change")
    rendered = markdown.render(text, path="policies/rules.md", title="Rules")
    return Version(
        commit=commit,
        path="policies/rules.md",
        blob="",
        sha256="",
        meta=Meta(title="Rules", effective_date=day),
        title="Rules",
        body=text,
        body_line=1,
        html=rendered.html,
        headings=rendered.headings,
        fingerprint=fingerprint(rendered.html),
        identity=fingerprint(rendered.html),
        stated=day,
        stated_by="front_matter",
    )


def policy_of(texts: Sequence[tuple[str, str]], absences: tuple[Absence, ...] = ()) -> Policy:
    """A policy with a revision for each date and text, in the order of publication."""
    revisions = []
    for number, (name, text) in enumerate(texts):
        made = version(text, date.fromisoformat(name), number)
        revisions.append(
            Revision(
                date=date.fromisoformat(name),
                date_source="front_matter",
                order=number,
                precedence=number,
                published=made.commit,
                first=made,
                text=made,
            )
        )
    return Policy(
        address="rules",
        path="policies/rules.md",
        former_addresses=(),
        revisions=tuple(revisions),
        absences=absences,
        last_reviewed=None,
        ledger=(),
    )


def story(*texts: str) -> dict[str, Past]:
    """The past of every section of the last of some texts, in force from 2011, 2012, 2013 ..., by its heading."""
    known = policy_of([(f"{2011 + k}-01-01", text) for k, text in enumerate(texts)])
    return {past.section.heading: past for past in follow(known).of(known.revisions[-1])}


def told(past: Past) -> list[tuple[int, str]]:
    """Each wording as the year from which it was in force and what happened, newest first."""
    return [(w.intervals[0].start.year, " ".join(event.kind for event in w.events)) for w in past.wordings]


@pytest.mark.parametrize(
    ("heading", "enumerator", "title"),
    [
        ("3. Refunds", "3.", "Refunds"),
        ("(a) Scope", "(a)", "Scope"),
        ("Section 4.2 Definitions", "Section 4.2", "Definitions"),
        ("Article IV", "Article IV", ""),
        ("§ 5 Haftung", "§ 5", "Haftung"),
        ("第三条 定义", "第三条", "定义"),
        ("第3条の2（目的）", "第3条の2", "（目的）"),
        ("제3조 (목적)", "제3조", "(목적)"),
        ("IV. Fees", "IV.", "Fees"),
        ("4.2 Trademarks", "4.2", "Trademarks"),
        ("Schedule A: Fees", "Schedule A:", "Fees"),
        ("7 days to cancel", "", "7 days to cancel"),
        ("I want a refund", "", "I want a refund"),
        ("Part of the price", "", "Part of the price"),
        ("Civil. Law", "", "Civil. Law"),
        ("Refunds", "", "Refunds"),
    ],
)
def test_enumerators(heading: str, enumerator: str, title: str) -> None:
    """A number is told apart from the title; a number that counts days is not taken for one."""
    assert heading_numbers.split(heading) == (enumerator, title)


def test_sections_of_a_text() -> None:
    """Every heading begins a section, with its own words only; what stands before the first one is a section too."""
    text = f"Welcome.\n\n## 1. Money\n\n{REFUNDS}\n\n### Late\n\nNo.\n\n## 2. Law\n\n{LAW}"
    found = sections.read(version(text, date(2011, 1, 1), 0).html)
    assert [(s.level, s.id, s.title, s.parent) for s in found] == [
        (0, "", "", -1),
        (2, "1-money", "Money", -1),
        (3, "late", "Late", 1),
        (2, "2-law", "Law", -1),
    ]
    assert [s.words for s in found] == ["Welcome.", REFUNDS, "No.", LAW]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("## 3. Money\n\nOne two\nthree.", "## 4. Money\n\nOne two three."),
        ("## Money\n\nOne **two** three.", "Money\n-----\n\nOne two   *three*."),
        ("## 第三条 定义\n\n用户可以在\n十四天内退课。", "## 第四条 定义\n\n用户可以在十四天内退课。"),
        ("## Money\n\nOne.[^1]\n\n[^1]: A note.", "## Money\n\nOne.[^x]\n\n[^x]: A note."),
    ],
    ids=["number and wrapping", "emphasis", "wrapping without spaces", "name of a footnote"],
)
def test_same_words(one: str, other: str) -> None:
    """Wrapping, emphasis and numbers make no other wording."""
    prints = [[s.fingerprint for s in sections.read(version(text, date(2011, 1, 1), 0).html)] for text in (one, other)]
    assert prints[0] == prints[1]


def test_other_words() -> None:
    """A changed word, title, image or footnote does."""
    texts = [
        "## Money\n\nOne.[^1]\n\n[^1]: A note.",
        "## Money\n\nTwo.[^1]\n\n[^1]: A note.",
        "## Funds\n\nOne.[^1]\n\n[^1]: A note.",
        "## Money\n\nOne.[^1]\n\n[^1]: Another note.",
        "## Money\n\nOne.[^1]\n\n![](a.png)\n\n[^1]: A note.",
    ]
    assert len({sections.read(version(text, date(2011, 1, 1), 0).html)[1].fingerprint for text in texts}) == len(texts)


def test_changed_words() -> None:
    """Only the section whose words changed has a new wording."""
    found = story(f"## Money\n\n{REFUNDS}\n\n## Law\n\n{LAW}", f"## Money\n\n{REFUNDS} Or a voucher.\n\n## Law\n\n{LAW}")
    assert told(found["Money"]) == [(2012, "words"), (2011, "first")]
    assert told(found["Law"]) == [(2011, "first")]
    assert found["Law"].days == (Interval(start=date(2011, 1, 1), end=None),)


def test_renamed_and_rewritten() -> None:
    """Another name, another name with some other words, and quite other words under the same name: the same section."""
    found = story(
        f"## Money\n\n{REFUNDS}\n\n## Access\n\n{ACCOUNTS}\n\n## Law\n\n{LAW}",
        f"## Refunds\n\n{REFUNDS}\n\n## Your account\n\n{ACCOUNTS.replace('secret', 'safe')}\n\n## Law\n\n"
        "Icelandic law alone applies to whatever arises from them, without regard to its rules on conflicts.",
    )
    assert told(found["Refunds"]) == [(2012, "heading"), (2011, "first")]
    assert found["Refunds"].wordings[0].events[0].title == "Money"
    assert found["Refunds"].wordings[1].section.id == "money"
    assert told(found["Your account"]) == [(2012, "words heading"), (2011, "first")]
    assert told(found["Law"]) == [(2012, "words"), (2011, "first")]


def test_renumbered() -> None:
    """Another number is no other wording; the link leads to the heading as it was numbered then."""
    found = story(
        f"## 1. Money\n\n{REFUNDS}\n\n## 2. Law\n\n{LAW}",
        f"## 1. Access\n\n{ACCOUNTS}\n\n## 2. Money\n\n{REFUNDS}\n\n## 3. Law\n\n{LAW}",
    )
    assert told(found["2. Money"]) == [(2011, "first")]
    assert found["2. Money"].wording.section.id == "1-money"
    assert told(found["1. Access"]) == [(2012, "added")]


def test_moved_and_reordered() -> None:
    """A section that stands under another heading has moved, with the same words; another order is nothing."""
    found = story(
        f"## Money\n\nA.\n\n### Late\n\n{REFUNDS}\n\n## Law\n\n{LAW}\n\n## Access\n\n{ACCOUNTS}",
        f"## Access\n\n{ACCOUNTS}\n\n## Law\n\n{LAW}\n\n### Late\n\n{REFUNDS}\n\n## Money\n\nA.",
    )
    assert told(found["Late"]) == [(2012, "moved"), (2011, "first")]
    assert found["Late"].wordings[0].events[0].title == "Money"
    assert found["Late"].days == (Interval(start=date(2011, 1, 1), end=None),)
    assert [told(found[name]) for name in ("Access", "Law", "Money")] == [[(2011, "first")]] * 3


def test_split_and_joined() -> None:
    """Of a section that is split, the best heir goes on and the other says where it comes from; and the other way round."""
    both, apart = (
        f"## Rules\n\n{REFUNDS} {REFUNDS[::-1]}\n\n{CONDUCT}",
        f"## Rules\n\n{REFUNDS} {REFUNDS[::-1]}\n\n## Conduct\n\n{CONDUCT}",
    )
    found = story(both, apart)
    assert told(found["Rules"]) == [(2012, "words"), (2011, "first")]
    assert told(found["Conduct"]) == [(2012, "split")]
    assert found["Conduct"].wordings[0].events[0].title == "Rules"
    joined = story(apart, both)
    assert told(joined["Rules"]) == [(2012, "words joined"), (2011, "first")]


def test_returned() -> None:
    """A section that was left out for a time says that it came back, and was not in force meanwhile."""
    here, gone = f"## Money\n\n{REFUNDS}\n\n## Law\n\n{LAW}", f"## Law\n\n{LAW}"
    found = story(here, gone, here)["Money"]
    assert told(found) == [(2013, "returned"), (2011, "first")]
    assert found.wordings[1].intervals == (Interval(start=date(2011, 1, 1), end=date(2012, 1, 1)),)
    assert found.days == (Interval(start=date(2013, 1, 1), end=None),)
    assert found.wordings[0].before is not None
    assert found.wordings[0].before.id == "2012-01-01"


def test_boilerplate_is_no_match() -> None:
    """Short words that may stand anywhere make nothing the same section."""
    found = story("## Money\n\nReserved.\n\n## Law\n\nReserved.", f"## Access\n\nReserved.\n\n## Law\n\n{LAW}")
    assert told(found["Access"]) == [(2012, "added")]


def test_links_only() -> None:
    """Where only links lead elsewhere, it says so, and the words are in force as before."""
    found = story(f"## Law\n\n[{LAW}](https://a.example)", f"## Law\n\n[{LAW}](https://b.example)")["Law"]
    assert told(found) == [(2012, "links"), (2011, "first")]
    assert found.days == (Interval(start=date(2011, 1, 1), end=None),)


def test_same_titles() -> None:
    """Sections with one title are told apart by what they stand under, and by their words."""
    text = "## A\n\n### Scope\n\n{}\n\n## B\n\n### Scope\n\n{}\n\n## C\n\n### Scope\n\n{}"
    known = policy_of(
        [("2011-01-01", text.format(LAW, REFUNDS, ACCOUNTS)), ("2012-01-01", text.format(LAW, CONDUCT, ACCOUNTS))]
    )
    found = [told(past) for past in follow(known).of(known.revisions[-1]) if past.section.title == "Scope"]
    assert [wordings[0][0] for wordings in found] == [2011, 2012, 2011]


def test_cjk() -> None:
    """Sections of a text without spaces are followed by their words and across their numbers."""
    law = "本规则适用冰岛法律。当事人不能协商解决的争议由阿克雷里法院管辖。"
    money = "用户可以在购买课程后十四天内退课，但已经取得证书的除外。我们按原支付方式退还价款。"
    found = story(
        f"## 第一条 退款\n\n{money}\n\n## 第二条 法律\n\n{law}", f"## 第一条 法律\n\n{law}\n\n## 第二条 退课\n\n{money}"
    )
    assert told(found["第一条 法律"]) == [(2011, "first")]
    assert told(found["第二条 退课"]) == [(2012, "heading"), (2011, "first")]


def test_without_headings_and_in_raw_html() -> None:
    """A text without headings is one section; headings of raw HTML begin sections, with and without an id."""
    found = story(LAW, f"{LAW} Nothing else does.")
    assert told(found[""]) == [(2012, "words"), (2011, "first")]
    raw = '<div><h2 id="m">Money</h2><p>{}</p></div>\n<section><h2>Law</h2><p>{}</p></section>'
    found = story(raw.format(REFUNDS, LAW), raw.format(REFUNDS, LAW + " Always."))
    assert told(found["Money"]) == [(2011, "first")]
    assert told(found["Law"]) == [(2012, "words"), (2011, "first")]
    assert (found["Money"].section.id, found["Law"].section.id) == ("m", "law")


def test_retroactive() -> None:
    """Wordings follow in the order in which they count; what a retroactive revision takes the place of never was in force."""
    known = policy_of(
        [("2011-01-01", f"## Law\n\n{LAW}"), ("2013-01-01", f"## Law\n\n{LAW} B."), ("2012-01-01", f"## Law\n\n{LAW} C.")]
    )
    found = follow(known)
    assert told(found.of(known.revisions[2])[1]) == [(2012, "words"), (2011, "first")]
    assert found.of(known.revisions[1]) == ()


def test_correction() -> None:
    """A corrected text counts as it stands, from the revision's own date on."""
    known = policy_of([("2011-01-01", f"## Law\n\n{LAW} A."), ("2012-01-01", f"## Law\n\n{LAW} Typo.")])
    corrected = version(f"## Law\n\n{LAW} A.", date(2012, 1, 1), 2)
    revisions = (known.revisions[0], replace(known.revisions[1], first=corrected, text=corrected))
    assert told(follow(replace(known, revisions=revisions)).of(revisions[1])[1]) == [(2011, "first")]


def test_reformatting_that_the_ledger_passes_over() -> None:
    """What a reformatting changed is no change of words, neither in its own revision nor in the next."""
    plain, typographic = f"## Law\n\n{LAW} It's so.", f"## Law\n\n{LAW} It’s so."
    known = policy_of([("2011-01-01", plain), ("2012-01-01", plain), ("2013-01-01", typographic)])
    reformatted = replace(known.revisions[1], text=version(typographic, date(2012, 1, 1), 3))
    known = replace(known, revisions=(known.revisions[0], reformatted, known.revisions[2]))
    assert told(follow(known).of(known.revisions[2])[1]) == [(2011, "first")]


def test_absence() -> None:
    """While the policy was not offered, its sections were not in force."""
    gone = Absence(
        since=date(2012, 1, 1), until=date(2014, 1, 1), kind="deleted", commit=version("", date(2012, 1, 1), 9).commit
    )
    known = policy_of([("2011-01-01", f"## Law\n\n{LAW}"), ("2014-01-01", f"## Law\n\n{LAW}")], (gone,))
    past = follow(known).of(known.revisions[1])[1]
    assert [interval.start.year for interval in past.days] == [2011, 2014]
    assert past.days[0].end == date(2012, 1, 1)


WORDS = st.lists(
    st.sampled_from("we you shall may refund law course price account iceland pay".split()), min_size=1, max_size=30
)
SECTION = st.tuples(st.sampled_from(["Money", "Law", "1. Access", "2. Law", "Conduct"]), st.integers(2, 4), WORDS)
TEXT = st.lists(SECTION, max_size=6).map(
    lambda parts: "Hello.\n\n" + "\n\n".join(f"{'#' * n} {t}\n\n{' '.join(w)}" for t, n, w in parts)
)
DAYS = st.lists(st.integers(0, 60), min_size=1, max_size=5, unique=True)


@given(TEXT)
@settings(max_examples=60, deadline=None)
def test_law_of_a_text_against_itself(text: str) -> None:
    """A text that is published again has every section since the first text."""
    known = policy_of([("2011-01-01", text), ("2012-01-01", text)])
    for past in follow(known).of(known.revisions[1]):
        assert told(past) == [(2011, "first")]


@given(TEXT, TEXT)
@settings(max_examples=60, deadline=None)
def test_law_of_pairs(one: str, other: str) -> None:
    """Sections are paired one to one, and what is left on one side is not taken for a part of what is not there."""
    old, new = (sections.read(version(text, date(2011, 1, 1), 0).html) for text in (one, other))
    found = pair(old, new)
    assert len(set(found.pairs.values())) == len(found.pairs)
    assert set(found.pairs) <= set(range(len(new)))
    assert not set(found.parts) & set(found.pairs)
    assert set(found.joined.values()) <= set(found.pairs)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_law_of_days(data: st.DataObject) -> None:
    """A section's wordings cover exactly the days on which it stood in a text in force, each day once."""
    start = date(2011, 1, 1)
    days = data.draw(DAYS)
    known = policy_of([((start + timedelta(days=day)).isoformat(), data.draw(TEXT)) for day in days])
    descent = follow(known)
    chains = {id(past.wordings): past.wordings for revision in descent.revisions for past in descent.of(revision)}
    for offset in range(70):
        day = start + timedelta(days=offset)
        in_force = known.in_force(day)
        here = {id(past.wordings) for past in descent.of(in_force)} if in_force else set()
        for name, wordings in chains.items():
            covering = [w for w in wordings for i in w.intervals if i.start <= day and (i.end is None or day < i.end)]
            assert len(covering) == (name in here)


# The demo, as read by hand from `git log -p`.


def beside(site: Built, address: str, anchor: str) -> LexborNode:
    """The line below a heading."""
    heading = LexborHTMLParser(site.text(address)).css_first(f".inforce-text [id='{anchor}']")
    assert heading is not None
    found = heading.next
    assert found is not None
    assert found.attributes["class"] == "inforce-wordings"
    return found


def shown(element: LexborNode) -> str:
    """The words of an element, without those that are hidden."""
    for hidden in element.css("[hidden]"):
        hidden.decompose()
    return " ".join(element.text().split())


def line(site: Built, address: str, anchor: str) -> str:
    """The words of the line below a heading."""
    return shown(beside(site, address, anchor))


def summary(site: Built, address: str, anchor: str) -> str:
    """What the line below a heading says before it is opened."""
    found = beside(site, address, anchor).css_first("summary")
    assert found is not None
    return shown(found)


def lines(site: Built, address: str) -> list[str]:
    """The summaries of all lines of a page."""
    found = LexborHTMLParser(site.text(address)).css(".inforce-text .inforce-wordings > summary")
    return [shown(summary) for summary in found]


def test_demo_links_lead_to_what_they_name(demo_site: Built) -> None:
    """Every link of a line leads to a section that is there, in the text of its revision or in the redline."""
    broken = [fault for fault in Crawl(demo_site.folder).broken() if TERMS in fault or PRIVACY in fault]
    assert broken == []


def test_demo_one_revision(demo_site: Built) -> None:
    """Where a policy has one text only, nothing is said."""
    assert lines(demo_site, "terms/honor-code/") == []


@pytest.mark.parametrize(
    ("address", "anchor", "says"),
    [
        (TERMS, "governing-law", "In force since April 3, 2015 · 2 earlier wordings"),
        (TERMS, "courses", "In force since November 1, 2016 · 1 earlier wording"),
        (TERMS, "fees", "In force since July 11, 2018 · 3 earlier wordings"),
        (f"{TERMS}/2013-04-30", "3-accounts", "In force April 30, 2013 – April 2, 2015 · 2 earlier wordings"),
        (PRIVACY, "forums", "In force since January 2, 2014"),
        (PRIVACY, "retention", "In force since March 16, 2018 · 1 earlier wording · changes on July 1, 2027"),
        (PRIVACY, "california-residents", "In force since January 2, 2014"),
        (f"{PRIVACY}/2027-07-01", "automated-recommendations", "In force from July 1, 2027"),
    ],
)
def test_demo_lines(demo_site: Built, address: str, anchor: str, says: str) -> None:
    """What the lines of the demo say is what `git log -p` shows."""
    assert summary(demo_site, f"{address}/", anchor) == says


def test_demo_history_of_a_section(demo_site: Built) -> None:
    """Accounts of 2012 became Security in 2015, and is told from then to now."""
    assert line(demo_site, f"{TERMS}/", "security").partition("wordings")[2].strip() == (
        "since April 3, 2015 Words changed · Renamed, was “3. Accounts” What changed "
        "April 30, 2013 – April 2, 2015 Words changed What changed "
        "August 28, 2012 – April 29, 2013 Words changed What changed "
        "August 2, 2012 – August 27, 2012 In the first text"
    )


def test_demo_headings_without_words(demo_site: Built) -> None:
    """Where a heading is followed by a subheading at once, nothing is said: its subsections are of days of their own."""
    page = LexborHTMLParser(demo_site.text(f"{PRIVACY}/"))
    assert len(page.css("#what-we-collect")) == 1
    assert page.css("#what-we-collect + .inforce-wordings") == []
    assert len(page.css("#account-registration + .inforce-wordings")) == 1


def test_demo_where_it_says_nothing(demo_site: Built) -> None:
    """A text before its last correction, and one that never was in force, are no part of any section's history."""
    for address in (f"{PRIVACY}/2018-05-16.0/", "terms/refund-policy/2015-08-24/"):
        assert lines(demo_site, address) == []


def test_demo_stays_out_of_search_contents_and_names(demo_site: Built) -> None:
    """The lines are in no search index, no heading and no table of contents."""
    assert "In force since" not in demo_site.text("search/search_index.json")
    tree = LexborHTMLParser(demo_site.text(f"{TERMS}/"))
    assert tree.css("h2 .inforce-wordings, h3 .inforce-wordings, .md-nav .inforce-wordings") == []
    assert lines(demo_site, f"{TERMS}/")


def law(text: str) -> str:
    """A text with two sections."""
    return f"# Rules\n\n## Money\n\n{REFUNDS}\n\n## Law\n\n{text}\n"


HISTORY = [
    {"on": "2011-01-01", "write": {"policies/rules.md": policy("2011-01-01", law(LAW))}},
    {"on": "2012-01-01", "write": {"policies/rules.md": policy("2012-01-01", law(f"{LAW} B."))}},
    {"on": "2013-01-01", "write": {"policies/rules.md": policy("2013-01-01", law(f"{LAW} C."), retroactive=True)}},
]


@pytest.mark.parametrize("theme", ["material", "mkdocs"])
def test_other_themes(tmp_path: Path, theme: str) -> None:
    """The lines are there in any theme, and out of MkDocs' own search as of Material's."""
    repository(tmp_path, HISTORY, CONFIG % (theme, "all"))
    site = build(tmp_path)
    assert site.code == 0, site.said
    assert lines(site, "rules/") == ["In force since January 1, 2011", "In force since January 1, 2013 · 2 earlier wordings"]
    found = site.text("search/search_index.json")
    assert "earlier wording" not in found
    assert "Akureyri" in found
    assert Crawl(site.folder).broken() == []


def test_every_heading_has_its_line(tmp_path: Path) -> None:
    """Headings with images, in raw HTML and with the same words as others have lines of their own; summaries hold none."""
    text = (
        "# Rules\n\n## ![Coins](coins.png) Money\n\nA.\n\n## Same\n\nB.\n\n## Same\n\nC.\n\n"
        "<details><summary><h3>Inside</h3></summary><p>D.</p></details>\n\n<div><h3>Raw</h3><p>{}</p></div>"
        "\n\n## [Last](#money)\n\nE.\n"
    )
    history = [
        {
            "on": f"201{k}-01-01",
            "write": {"policies/rules.md": policy(f"201{k}-01-01", text.format(f"F {k}.")), "policies/coins.png": "x"},
        }
        for k in (1, 2)
    ]
    repository(tmp_path, history, CONFIG % ("material", "all"))
    site = build(tmp_path)
    assert site.code == 0, site.said
    since = ["In force since January 1, 2011"] * 5
    assert lines(site, "rules/") == [*since[:3], "In force since January 1, 2012 · 1 earlier wording", since[3]]
    assert [check.fault for check in prove(site) if check.fault] == []


def test_adjacent(tmp_path: Path) -> None:
    """Where only neighbours are compared, a wording leads to its redline only if that is one of them."""
    back = policy("2011-07-01", law(f"{LAW} D."), retroactive=True)
    between = {"on": "2012-06-01", "write": {"policies/rules.md": back}}
    repository(tmp_path, [*HISTORY[:2], between, HISTORY[2]], CONFIG % ("material", "adjacent"))
    site = build(tmp_path)
    assert site.code == 0, site.said
    links = [a.attributes["href"] for a in LexborHTMLParser(site.text("rules/")).css(".inforce-wordings li a")]
    assert "compare/2011-07-01/2013-01-01/#law" in links
    assert "compare/2011-01-01/2011-07-01/#law" not in links
    assert (site.folder / "rules/compare/2012-01-01/2011-07-01/index.html").is_file()
    assert Crawl(site.folder).broken() == []


def test_what_never_came_into_force_is_passed_over(tmp_path: Path) -> None:
    """An urgent text takes the place of an announced one: its changes are those to the text that was in force until then."""
    coming = {"on": "2011-02-01", "write": {"policies/rules.md": policy("2011-06-01", law(f"{LAW} Announced."))}}
    urgent = {"on": "2011-03-01", "write": {"policies/rules.md": policy("2011-05-01", law(f"{LAW} Announced. Urgent."))}}
    repository(tmp_path, [HISTORY[0], coming, urgent], CONFIG % ("material", "adjacent"))
    site = build(tmp_path)
    assert site.code == 0, site.said
    assert "compare/2011-01-01/2011-05-01/" in site.text("rules/")
    assert "Announced. Urgent." in site.text("rules/compare/2011-01-01/2011-05-01/")
    assert not (site.folder / "rules/compare/2011-06-01/2011-05-01").exists()


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("Words changed", "Words changed, and nobody noticed"),
        ("</summary>", " · you owe us money</summary>"),
        ('<details class="inforce-wordings"', '<details class="inforce-wordings" title="more"'),
        ("since <time", "since 2001 <time"),
        ("../2011-01-01/#law", "../2013-01-01/#law"),
        ("</details>", "</details><details><summary>One more</summary>rule</details>"),
    ],
)
def test_nothing_hides_in_a_line(
    proved: tuple[Built, list[record_proof.Check]], was: str, becomes: str, tmp_path: Path
) -> None:
    """`inforce prove` passes the lines over as they were written, and no other words, links or elements with them."""
    site, checks = proved
    assert [check.fault for check in checks if check.fault] == []
    path = site.path("rules/2012-01-01/")
    whole = path.read_text("utf-8")
    head, mark, body = whole.partition('<div class="inforce-text"')
    assert was in body
    try:
        path.write_text(head + mark + body.replace(was, becomes, 1), "utf-8")
        faults = [check.fault for check in prove(site) if check.fault]
    finally:
        path.write_text(whole, "utf-8")
    assert faults == ["the text is not that of the revision in git."]


def prove(site: Built) -> list[record_proof.Check]:
    """What `inforce prove` finds."""
    folder = site.folder.parent
    known = options.of({}, folder="", docs_dir="docs")
    record = Workspace(open_repository(folder), known, rendering(Cache(None))).published()
    return list(record_proof.checks(site.folder, record_proof.frame(site.folder, record, known)))


@pytest.fixture(scope="module")
def proved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Built, list[record_proof.Check]]:
    """A small site, and what proving it finds."""
    folder = tmp_path_factory.mktemp("proved")
    repository(folder, HISTORY, CONFIG % ("material", "all"))
    site = build(folder)
    return site, prove(site)


def reach(page: Page, heading: str) -> Locator:
    """The line below a heading."""
    return page.locator(f"#{heading} + .inforce-wordings")


def test_open_by_click(browser: Browser, demo_url: str) -> None:
    """A click on the line shows all wordings; each is one step away, at the section, and so is its redline."""
    with tab(browser, demo_url) as watched:
        page = watched.page
        page.goto(f"{TERMS}/")
        found = reach(page, "security")
        expect(found.get_by_role("link").first).to_be_hidden()
        found.locator("summary").click()
        expect(found.get_by_role("listitem")).to_have_count(4)
        found.get_by_role("link", name="August 28, 2012 – April 29, 2013").click()
        page.wait_for_url("**/terms/terms-of-use/2012-08-28/#3-accounts")
        page.go_back()
        found.locator("summary").click()
        found.get_by_role("link", name="What changed").first.click()
        page.wait_for_url("**/compare/2014-09-12/2015-04-03/#security")
        expect(page.locator("#security")).to_be_in_viewport()


def test_open_by_key_on_a_phone(browser: Browser, demo_url: str) -> None:
    """The same with the keyboard, on a narrow screen, where nothing scrolls sideways."""
    with tab(browser, demo_url, size=NARROW) as watched:
        page = watched.page
        page.goto(f"{TERMS}/")
        found = reach(page, "how-we-and-others-may-use-it")
        found.locator("summary").focus()
        page.keyboard.press("Enter")
        expect(found.get_by_role("listitem")).to_have_count(5)
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/compare/2014-09-12/2015-04-03/#how-we-and-others-may-use-it")


def test_open_without_scripts(browser: Browser, demo_url: str) -> None:
    """And without scripts."""
    with tab(browser, demo_url, scripts=False) as watched:
        page = watched.page
        page.goto(f"{PRIVACY}/")
        found = reach(page, "retention")
        found.locator("summary").click()
        found.get_by_role("link", name="from July 1, 2027").click()
        assert page.url.endswith(f"{PRIVACY}/2027-07-01/#retention")


def test_no_part_of_copies_headings_and_print(browser: Browser, demo_url: str) -> None:
    """Who copies or prints the text gets the text; a heading is called what it is called."""
    with tab(browser, demo_url) as watched:
        page = watched.page
        page.goto(f"{TERMS}/")
        copied = page.evaluate(
            "getSelection().selectAllChildren(document.querySelector('.inforce-text')), getSelection().toString()"
        )
        assert "Governing law" in copied
        assert "In force since" not in copied
        name = page.locator("#security").evaluate("heading => heading.textContent")
        assert name.removesuffix("¶") == "Security"
        page.emulate_media(media="print")
        expect(reach(page, "security")).to_be_hidden()


def test_the_day_flips(browser: Browser, demo_url: str) -> None:
    """On the day on which other words take effect, the line says so without a rebuild."""
    with tab(browser, demo_url) as watched:
        page = watched.page
        page.clock.set_fixed_time("2027-07-01T12:00:00-07:00")
        page.goto(f"{PRIVACY}/")
        summary = reach(page, "retention").locator("summary")
        summary.scroll_into_view_if_needed()  # out of sight it is not laid out, and its text is all that could be said
        expect(summary).to_have_text("In force March 16, 2018 – June 30, 2027 · 1 earlier wording", use_inner_text=True)
        page.goto(f"{PRIVACY}/2027-07-01/")
        summary = reach(page, "retention").locator("summary")
        summary.scroll_into_view_if_needed()
        expect(summary).to_have_text("In force since July 1, 2027 · 2 earlier wordings", use_inner_text=True)
