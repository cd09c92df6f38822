"""What every page needs: the record as of a day, the site's language and address, and the templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, lru_cache, partial
from importlib.resources import files

import jinja2
from babel.dates import format_date
from markupsafe import Markup

from inforce import languages
from inforce.i18n import Words
from inforce.record import texts
from inforce.record.destinations import Links
from inforce.record.load import Record
from inforce.record.model import Policy, successor
from inforce.record.revision import Interval
from inforce.record.section_history import Descents
from inforce.render import day_lookup, site_links
from inforce.render.notes import noted
from inforce.settings import Compare
from inforce.source.policy_file import Version
from inforce.text.headings import Heading

ZONE = "inforce-timezone"  # the name by which the head of every page that MkDocs makes says the time zone
DOCUMENT_STYLE = "document.css"  # the asset that styles a text or a redline in a document of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A finished body with its address from the root of the site, its title, a line that describes it, its headings, what
    the policy's front matter hands on to the theme, and what the page's head holds besides the theme's own (HTML)."""

    address: str
    title: str
    html: str
    description: str = ""
    headings: tuple[Heading, ...] = ()
    meta: Mapping[str, object] = field(default_factory=dict)
    head: str = ""
    skip: str = ""  # the link that leads past all that comes before what the page is about, for the document's beginning


def skip_link(anchor: str, label: str) -> Markup:
    """A link for `Page.skip`, which shows where the keyboard reaches it."""
    return Markup('<a class="inforce-skip" href="#{}">{}</a>').format(anchor, label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One record as of one day, on one site.

    `titles` names collections by address, `links` says where links of policies lead, `compare`
    says which redlines exist, `order` the addresses of policies as the operator lists them. `url` is the site's own address
    with a slash at the end, "" where the operator states none; `timezone` names the zone in which its days turn; `edit` is
    the address at which a file can be edited with `{path}` for its path in the repository, "" where there is none;
    `credit` says whether pages name Inforce at their foot.
    """

    record: Record
    today: date
    titles: Mapping[str, str]
    links: Links
    words: Words = field(default_factory=Words)
    compare: Compare = "all"
    order: Sequence[str] = ()
    name: str = ""
    url: str = ""
    timezone: str = "UTC"
    edit: str = ""
    credit: bool = True
    descents: Descents = field(default_factory=Descents, compare=False)
    pieces: dict[object, str] = field(default_factory=dict, compare=False)  # what many pages share, as written before

    def collections(self) -> Mapping[str, tuple[Policy, ...]]:
        """The policies of each collection that has a page of its own: one with the address of a policy has none."""
        taken = {policy.address for policy in self.record.policies}
        return {name: found for name, found in self.record.collections(self.order).items() if name not in taken}

    def title_of(self, collection: str) -> str:
        """A collection's title: the operator's, that of its only policy or of its introduction, or its folder's name."""
        if collection in self.titles:
            return self.titles[collection]
        policies = self.record.collections().get(collection, ())
        if len(policies) == 1 and policies[0].address == collection:
            return policies[0].title(self.today)
        if introduction := self.introduction(collection):
            return introduction.title
        return collection.rpartition("/")[2].replace("-", " ").replace("_", " ").capitalize()

    def introduction(self, folder: str) -> Version | None:
        """What the index.md of a folder says of it: with a date it is a policy besides, whose text in force that is."""
        if folder in self.record.introductions:
            return self.record.introductions[folder]
        address = f"{folder}/index".lstrip("/")
        policy = next((p for p in self.record.policies if p.address == address and p.path.endswith("index.md")), None)
        revision = policy.in_force(self.today) if policy else None
        return revision.text if revision else None

    def render(self, template: str, address: str, **values: object) -> str:
        """A template of this package for the page at an address, with what templates share and these values."""

        def to(target: str) -> str:
            return site_links.relative(target, address)

        def timeline(policy: Policy) -> day_lookup.Json:
            return day_lookup.timeline(policy, address, self.words, every_pair=self.compare == "all", today=self.today)

        def upcoming(policy: Policy) -> list[list[str]]:
            return day_lookup.upcoming(policy, address, compare=self.compare, today=self.today)

        return (
            environment(self.words)
            .get_template(f"{template}.html")
            .render(
                to=to,
                day=self.day,
                span=self.span,
                days=lambda start, end: self.span(Interval(start=start, end=end)),
                name=self.name_of,
                site=texts,
                language=lambda version: languages.attributes(version.meta.lang),
                today=self.today,
                record=self.record,
                successor=self.successor,
                title_of=self.title_of,
                timeline=timeline,
                shown_instead=day_lookup.shown_instead,
                upcoming=upcoming,
                frame=self,
                **values,
            )
        )

    def successor(self, policy: Policy) -> Policy | None:
        """The policy that takes the place of one that is no longer offered, where it names one."""
        absence = policy.absence(self.today) or (policy.absences[-1] if policy.absences else None)
        return successor(policy, absence, self.record.policies)

    def day(self, day: date | None) -> Markup:
        """A date for readers and machines."""
        return _time(day, self.words.locale) if day else Markup("")

    def name_of(self, item: texts.Text) -> str:
        """A text in words: its date, and which state of it."""
        day = in_words(item.revision.date, self.words.locale)
        if item.correction is None:
            return day
        if item.correction == 0:
            return self.words.gettext("%(day)s, as first published", day=day)
        return self.words.gettext("%(day)s, correction %(number)s", day=day, number=item.correction)

    def span(self, interval: Interval) -> Markup:
        """An interval with its last day, as readers count."""
        start = self.day(interval.start)
        if interval.end is None:
            since, coming = self.words.gettext("since %(day)s"), self.words.gettext("from %(day)s")
            return Markup(since if interval.start <= self.today else coming) % {"day": start}
        return Markup("{} – {}").format(start, self.day(interval.end - timedelta(days=1)))


@cache
def asset(name: str) -> str:
    """A file of this package for browsers, as text."""
    return files("inforce").joinpath("assets", name).read_text("utf-8")


@lru_cache(maxsize=4096)
def in_words(day: date, locale: str) -> str:
    """A date as people write it in a locale: July 11, 2018."""
    return format_date(day, "long", locale)


@lru_cache(maxsize=4096)
def _time(day: date, locale: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), in_words(day, locale))


@cache
def environment(language: Words) -> jinja2.Environment:
    """The templates of this package in a language; what is not HTML already is escaped."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("inforce"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    made.globals |= {**_said(language), "noted": partial(noted, language)}
    return made


def _said(language: Words) -> dict[str, Callable[..., Markup]]:
    """What templates call `_` and `ngettext`. Jinja's own extension does the same at several times the cost, which thousands
    of pages feel."""
    spoken = language.translations

    @cache
    def whole(message: str) -> Markup:
        return Markup(spoken.gettext(message)) % {}

    def gettext(message: str, **values: object) -> Markup:
        return Markup(spoken.gettext(message)) % values if values else whole(message)

    def ngettext(singular: str, plural: str, number: int, **values: object) -> Markup:
        return Markup(spoken.ngettext(singular, plural, number)) % {"num": number, **values}

    return {"_": gettext, "ngettext": ngettext}
