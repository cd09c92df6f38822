"""Policies and sites in any language: direction, dates, catalogs that are complete."""

from __future__ import annotations

import gettext
import json
import re
from datetime import date
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from babel import Locale
from babel.messages import Catalog, pofile
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from browsing import NARROW, WIDE, tab
from inforce import languages
from inforce.i18n import languages as catalogs
from inforce.i18n import words
from inforce.render.context import in_words
from inforce.source import front_matter
from playwright.sync_api import Browser, Page
from sites import ROOT, Built, build, demo_copy, policy, repository, served

MATERIAL = sorted(f.name.removesuffix(".html") for f in files("material").joinpath("templates/partials/languages").iterdir())
PACKAGE = ROOT / "scripts" / "inforce"
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")

ARABIC = """لك عشرة أيام لطلب استرداد المبلغ. راجع [الشروط](https://company.example/) قبل الشراء.

## الفترات

- تبدأ الفترة في يوم الدفع.
- تنتهي بعد **عشرة** أيام (10).

| الخطة | الأيام |
|---|---|
| شهرية | 10 |
"""
JAPANESE = """お支払いの日から十日以内に返金を請求できます。

## 期間

期間は支払日の翌日から始まります。詳細はこちらをご覧ください。
"""
MIXED = "This text is in English.\n\nوهذه الفقرة بالعربية (مع 10 أرقام).\n\n- Ten days.\n- עשרה ימים.\n"

_WORDS = """async () => {
    const entry = document.querySelector('script[src*="assets/inforce/inforce.js"]');
    return (await import(new URL("site.js", entry.src))).words("2018-07-01");
}"""


def site(language: str) -> str:
    """A mkdocs.yml with Material in a language."""
    theme = json.dumps({"name": "material", "font": False, "language": language, "palette": {"scheme": "default"}})
    return f"site_name: Company\ntheme: {theme}\nplugins: [search, inforce: {{security_policy: all}}]\n"


def built_in(folder: Path, language: str) -> Built:
    """A site in a language with policies in several."""
    write = {
        "policies/terms/refunds.md": policy("2018-02-01", ARABIC, title="سياسة الاسترداد", lang="ar", summary="عشرة أيام."),
        "policies/terms/henkin.md": policy("2018-02-01", JAPANESE, title="返金規定", lang="ja"),
        "policies/terms/mixed.md": policy("2018-02-01", MIXED, title="Mixed"),
    }
    changed = {
        "policies/terms/refunds.md": {"effective_date": "2018-07-01", "text": ARABIC.replace("عشرة أيام", "أربعة عشر يوما")},
        "policies/terms/henkin.md": {"effective_date": "2018-07-01", "text": JAPANESE.replace("十日", "十四日")},
        "policies/terms/mixed.md": {"effective_date": "2018-07-01", "text": MIXED.replace("10", "14")},
    }
    repository(folder, [{"on": "2018-01-10", "write": write}, {"on": "2018-05-10", "change": changed}], site(language))
    built = build(folder, "--strict")
    assert built.code == 0, built.said
    return built


# tags


@pytest.mark.parametrize(
    "text, tag, direction",
    [
        ("ar", "ar", "rtl"),
        ("he-IL", "he-IL", "rtl"),
        ("AZ-arab", "az-Arab", "rtl"),
        ("ckb", "ckb", "rtl"),
        ("dv", "dv", "rtl"),
        ("pt-br", "pt-BR", "ltr"),
        ("zh-hant-tw", "zh-Hant-TW", "ltr"),
        ("es-419", "es-419", "ltr"),
        ("pa-PK", "pa-PK", "rtl"),
        ("ja", "ja", "ltr"),
        ("no", "no", "ltr"),
        *((wrong, "", "auto") for wrong in ("arabic", "a", "zz", "en_GB", "en-", "ar\" onclick='x'", "")),
    ],
)
def test_tags(text: str, tag: str, direction: str) -> None:
    """A tag is taken in any case; its direction follows from the script, also where that follows from language or region."""
    assert languages.tag(text) == tag
    if tag:
        assert languages.direction(tag) == direction


def test_a_wrong_language_is_a_problem() -> None:
    """The problem names the key, its line and the mend; `no` is Norwegian, as in YAML it would be a truth value."""
    source = "---\ntitle: Rules\neffective_date: 2018-02-01\nlang: {}\n---\n"
    (problem,) = front_matter.read(source.format("arabic").encode(), "policies/rules.md").problems
    assert str(problem) == (
        'policies/rules.md:4: lang: "arabic" is not a language. '
        "Write the language's code (BCP 47), for example ar, ja, pt-BR or zh-Hant, or delete the line."
    )
    assert front_matter.read(source.format("no").encode(), "policies/rules.md").meta.lang == "no"


# Material's languages


@pytest.mark.parametrize("code", MATERIAL)
def test_dates_in_every_language_of_material(code: str) -> None:
    """Each language of the theme has a locale of its own language, in which a date has its year in it."""
    spoken = words(code)
    wanted = {"sh": "sr", "ku-IQ": "ckb", "tl": "fil"}.get(code, code.partition("-")[0])
    assert Locale.parse(spoken.locale).language == wanted
    assert "2018" in in_words(date(2018, 7, 1), spoken.locale)


def test_unknown_languages_are_english() -> None:
    """A language that nobody knows gives English words and dates, no error."""
    assert in_words(date(2018, 7, 1), words("tlh-x").locale) == "July 1, 2018"
    assert words("").locale == "en"


# catalogs


def extracted() -> Catalog:
    """Every message of the templates and of the modules."""
    catalog = Catalog()
    with (ROOT / "scripts" / "babel.cfg").open() as file:
        method_map, options = parse_mapping_cfg(file)
    for name, line, message, _comments, context in extract_from_dir(str(PACKAGE), method_map, options):
        catalog.add(message, locations=[(name, line)], context=context)
    return catalog


def faults(catalog: Catalog, wanted: Catalog) -> list[str]:
    """What a catalog lacks, has too much, leaves open, or says with other placeholders than the message."""
    found = [f"missing: {message.id}" for message in wanted if message.id and message.id not in catalog]
    for message in catalog:
        if not message.id:
            continue
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        names = set(_PLACEHOLDER.findall(" ".join(ids)))
        if message.id not in wanted:
            found.append(f"no such message: {message.id}")
        if message.fuzzy:
            found.append(f"fuzzy: {message.id}")
        if not all(texts) or len(texts) != (catalog.num_plurals if message.pluralizable else 1):
            found.append(f"not translated: {message.id}")
        for text in filter(None, texts):
            stated = set(_PLACEHOLDER.findall(text))
            if stated - names or names - stated - {"num"} or re.sub(r"%\(\w+\)s|%%", "", text).count("%"):
                found.append(f"other placeholders: {message.id}")
    return found + [f"left over: {message}" for message in catalog.obsolete]


@pytest.mark.parametrize("language", [*catalogs()])
def test_catalogs_are_complete(language: str) -> None:
    """Every catalog translates every message, and nothing else."""
    source = PACKAGE / "locales" / f"{language}.po"
    catalog = pofile.read_po(BytesIO(source.read_bytes()), locale=language)
    assert faults(catalog, extracted()) == []


def test_faults_of_catalogs_are_seen() -> None:
    """The check of catalogs notices what it is there to notice."""
    wanted, catalog = Catalog(), Catalog(locale="de")
    for message in ("Same", "Lacking", "Empty", "In force since %(day)s", "Fuzzy", ("%(num)s change", "%(num)s changes")):
        wanted.add(message)
    catalog.add("Same", "Gleich")
    catalog.add("Empty", "")
    catalog.add("In force since %(day)s", "In Kraft seit %(tag)s")
    catalog.add("Fuzzy", "Unscharf", flags=["fuzzy"])
    catalog.add("Gone", "Fort")
    catalog.add(("%(num)s change", "%(num)s changes"), ("eine Änderung", ""))
    assert [fault.partition(":")[0] for fault in faults(catalog, wanted)] == [
        *("missing", "not translated", "other placeholders", "fuzzy", "no such message", "not translated"),
    ]


def test_messages_are_found() -> None:
    """Both templates and modules are searched; a message that counts is one entry."""
    found = {message.id if isinstance(message.id, str) else message.id[0] for message in extracted()}
    assert {"Permanent link", "Read it", "%(policy)s: revision of %(day)s"} <= found


# sites


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """An English site with policies in Arabic, Japanese, and a mixed text."""
    return built_in(tmp_path_factory.mktemp("english"), "en")


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """An Arabic site with the same policies."""
    return built_in(tmp_path_factory.mktemp("arabic"), "ar")


def sides(page: Page, selector: str) -> list[str]:
    """At which side of its box each element's first line begins: left or right."""
    return page.locator(selector).evaluate_all(  # type: ignore[no-any-return]
        """all => all.map(element => {
            const range = document.createRange(); range.selectNodeContents(element);
            const box = element.getBoundingClientRect(), words = range.getClientRects();
            const left = Math.min(...[...words].map(r => r.left)), right = Math.max(...[...words].map(r => r.right));
            return left - box.left <= box.right - right ? "left" : "right";
        })"""
    )


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_right_to_left_policy_in_an_english_site(browser: Browser, english: Built, size: dict[str, int]) -> None:
    """An Arabic text runs from right to left in its page and in its redline, and says its language; the rest stays."""
    with served(english.folder) as url, tab(browser, url, size=size) as watched:
        page = watched.page
        for address, within in {
            "terms/refunds/": ".inforce-text",
            "terms/refunds/compare/2018-02-01/2018-07-01/": ".inforce-redline",
        }.items():
            page.goto(address)
            assert page.locator(within).get_attribute("lang") == "ar"
            assert set(sides(page, f"{within} > p, {within} > h2, {within} li:not(.inforce-wordings *)")) == {"right"}
            assert page.locator("html").get_attribute("lang") == "en"
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
        page.goto("terms/refunds/")
        line = page.locator(".inforce-text .inforce-wordings").first
        assert (line.get_attribute("lang"), line.get_attribute("dir")) == ("en", "ltr")  # our words, not the policy's
        assert page.locator("article h1").get_attribute("dir") == "rtl"
        assert sides(page, "dl.inforce-dates dd")[0] == "left"
        page.goto("terms/henkin/")
        assert page.locator(".inforce-text").get_attribute("lang") == "ja"


def test_paragraphs_find_their_own_direction(browser: Browser, english: Built) -> None:
    """Where a text states no language, each paragraph begins where its own words do."""
    with served(english.folder) as url, tab(browser, url) as watched:
        watched.page.goto("terms/mixed/")
        assert sides(watched.page, ".inforce-text > p") == ["left", "right"]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_arabic_site(browser: Browser, arabic: Built, size: dict[str, int]) -> None:
    """The site runs from right to left, dates are Arabic, and texts in other languages keep their direction."""
    assert "1 يوليو 2018" in arabic.words("terms/mixed/")
    with served(arabic.folder) as url, tab(browser, url, size=size) as watched:
        for address in (
            "",
            "terms/",
            "terms/refunds/",
            "terms/refunds/history/",
            "terms/henkin/compare/2018-02-01/2018-07-01/",
        ):
            watched.page.goto(address)
            assert watched.page.locator("body").get_attribute("dir") == "rtl"
            assert watched.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        assert watched.page.locator(".inforce-redline").get_attribute("dir") == "ltr"
        shown = watched.page.evaluate(_WORDS)
        assert shown == "1 يوليو 2018"


def test_scripts_write_dates_as_the_build_does(browser: Browser, english: Built) -> None:
    """By the same calendar and with the same digits, in languages whose browsers would take others."""
    with served(english.folder) as url, tab(browser, url) as watched:
        watched.page.goto("")
        for code in ("de", "fa", "th", "ar", "ja", "bn"):
            watched.page.evaluate("code => { document.documentElement.lang = code }", code)
            shown = watched.page.evaluate(_WORDS)
            assert "2018" in shown and "1" in shown.replace("2018", ""), (code, shown)


class Untranslated(gettext.NullTranslations):
    """Takes down what is asked of a catalog and is not in it, also where nobody would find it for the catalog."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def gettext(self, message: str) -> str:
        self.asked.add(message)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.asked.add(msgid1)
        return super().ngettext(msgid1, msgid2, n)


def test_nothing_of_a_german_site_is_left_in_english(demo_built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that the example's pages, feeds and calendars say of its policies is in the catalog."""
    lacking = Untranslated()
    monkeypatch.setattr(words("de").translations, "_fallback", lacking)
    folder = demo_copy(demo_built, tmp_path)
    config = (folder / "mkdocs.yml").read_text("utf-8")
    (folder / "mkdocs.yml").write_text(config.replace("language: en", "language: de"), "utf-8")
    built = build(folder)
    assert built.code == 0, built.said
    assert lacking.asked == set()
    assert "neue Fassung tritt in Kraft" in built.text("calendar.ics").replace("\r\n ", "")
    assert "Privacy Policy: Fassung für den 1. Juli 2027 angekündigt" in built.text("feed.xml")
    assert "Diese Seite hat eine neue Adresse" in built.words("terms/terms-of-service/")
    assert "Privacy Policy . Der Text unten" in built.words("privacy/privacy-shield-policy/")


def test_counts_run_from_left_to_right(browser: Browser, arabic: Built) -> None:
    """In a site that runs from right to left, a sign stays in front of its number."""
    with served(arabic.folder) as url, tab(browser, url) as watched:
        for address, within in {
            "terms/mixed/history/": ".inforce-history",
            "terms/": ".inforce-revisions",
            "terms/mixed/compare/2018-02-01/2018-07-01/": ".inforce-compare",
        }.items():
            watched.page.goto(address)
            count = watched.page.locator(f"{within} bdi", has_text="−").first
            assert count.inner_text().startswith("+")
            assert count.evaluate("element => getComputedStyle(element).direction") == "ltr", address


def test_a_german_home_page_of_its_own(tmp_path: Path) -> None:
    """Where nobody wrote a home page, its title is German too."""
    assert "Regelungen" in built_in(tmp_path / "site", "de").words("", "h1")


def test_german_site(tmp_path: Path) -> None:
    """Dates and words are German."""
    built = built_in(tmp_path, "de")
    assert "1. Juli 2018" in built.words("terms/mixed/")
    assert 'title="Dauerhafter Link"' in built.text("terms/refunds/")
    assert "Mixed: Verlauf" in built.words("terms/mixed/history/")
    assert (
        in_words(date(2018, 7, 1), words("de-CH").locale) == "1. Juli 2018"
        and words("de-CH").gettext("deleted:") == "gestrichen:"
    )
