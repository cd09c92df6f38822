"""Section history: which sections are the same across texts, and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inforce.keys import Meta
from inforce.record.model import Policy
from inforce.record.revision import Absence, Interval, Revision
from inforce.record.section_history import Past, follow
from inforce.record.section_matching import pair
from inforce.source.commits import Commit
from inforce.source.policy_file import Version, fingerprint
from inforce.text import heading_numbers, markdown, sections

REFUNDS = (
    "You can return a course within fourteen days of the purchase, unless you have earned a certificate in it. "
    "We then pay back the price by the means by which you paid it."
)
ACCOUNTS = "Keep the password of your account secret, and tell us at once if you believe that another person knows it."
CONDUCT = "Do not upload software that harms others, copy the work of another learner, or take an examination in their name."
LAW = "The laws of Iceland govern these rules. The courts of Akureyri decide every dispute that the parties cannot settle."


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
