"""Values -> the bodies of pages: HTML for the content area of any theme, all links relative to the page's address."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, lru_cache
from html import escape

import jinja2
from babel.dates import format_date
from markupsafe import Markup

from inforce import markup, site
from inforce.history import Commit
from inforce.markup import Heading, plain
from inforce.policy import Absence, Interval, Policy, Revision, find
from inforce.record import Record
from inforce.redline import Redline

_LATEST = 8  # changes that the home page lists
_TITLE = re.compile(r"<h1\b[^>]*>.*?</h1>\s*", re.S)
_ANCHORED = re.compile(r'<h([2-6]) id="([^"]+)"((?:(?!</h\1>).)*)</h\1>', re.S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A finished body with its address from the root of the site, its title, a line that describes it, its headings, and
    what the policy's front matter hands on to the theme."""

    address: str
    title: str
    html: str
    description: str = ""
    headings: tuple[Heading, ...] = ()
    meta: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A pair with its redline."""

    pair: site.Pair
    redline: Redline


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One publication: the revisions of one date that one commit brought, and the absences that it began on that date."""

    date: date
    revisions: list[tuple[Policy, Revision]]
    absences: list[tuple[Policy, Absence]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Writes pages of one record as of one day.

    `titles` names collections by address, `links` leads links between policy files to their pages (`site.links`),
    `locale` is a Babel locale for dates, `compare` says which redlines exist, `order` the addresses of policies as the operator
    lists them.
    """

    record: Record
    today: date
    titles: Mapping[str, str]
    links: site.Links
    locale: str = "en"
    compare: str = "all"
    order: Sequence[str] = ()

    def title_of(self, collection: str) -> str:
        """A collection's title: the operator's, that of its only policy or of its introduction, or its folder's name."""
        if collection in self.titles:
            return self.titles[collection]
        policies = self.record.collections().get(collection, ())
        if len(policies) == 1 and policies[0].address == collection:
            return policies[0].last_in_force(self.today).text.title
        if collection in self.record.introductions:
            return self.record.introductions[collection].title
        return collection.rpartition("/")[2].replace("-", " ").replace("_", " ").capitalize()

    def home(self, address: str = "") -> str:
        """The list of all policies: in force since, upcoming, latest changes."""
        collections = [(c, self.title_of(c), p) for c, p in self.record.collections(self.order).items()]
        latest = self._changes(self.record.policies)[:_LATEST]
        return self._render("home", address, collections=collections, latest=latest)

    def collection(self, collection: str) -> Page:
        """A collection's policies and its one list of revisions, newest first by publication."""
        policies = self.record.collections(self.order)[collection]
        address = site.collection_address(collection)
        html = self._render(
            "collection",
            address,
            title=self.title_of(collection),
            policies=policies,
            changes=self._changes(policies),
            introduction=Markup(self._introduction(collection, address)),
        )
        return Page(address=address, title=self.title_of(collection), html=html)

    def _introduction(self, collection: str, address: str) -> str:
        """What the folder's own index.md says."""
        version = self.record.introductions.get(collection)
        return site.with_links(_TITLE.sub("", version.html, count=1), address, self.links) if version else ""

    def in_force(self, policy: Policy) -> Page:
        """The policy's own page: the text in force, or the one that was last."""
        revision = policy.last_in_force(self.today)
        return self._text("text", site.policy_address(policy), site.text(revision, policy), own_page=True)

    def text(self, item: site.Text) -> Page:
        """The page of a revision, or of one of its states."""
        return self._text("text", item.address, item, own_page=False)

    def _text(self, template: str, address: str, item: site.Text, *, own_page: bool) -> Page:
        policy, revision, version = item.policy, item.revision, item.version
        title = _TITLE.match(version.html)
        body = version.html[title.end() :] if title else version.html
        standing = [r for r in policy.revisions if r is revision or policy.intervals(r)]
        place = standing.index(revision)
        html = self._render(
            template,
            address,
            policy=policy,
            revision=revision,
            item=item,
            own_page=own_page,
            heading=Markup(title[0] if title else f"<h1>{escape(version.title)}</h1>"),
            body=Markup(site.with_links(anchored(body), address, self.links)),
            summary=Markup(self._summary(item, address)),
            headings=[h for h in version.headings if h.level > 1],
            before=standing[place - 1] if place else None,
            after=standing[place + 1] if place + 1 < len(standing) else None,
            change=site.change_of(policy, revision),
        )
        name = version.title if own_page else f"{version.title}, {self._name(item)}"
        note = revision.note if not own_page else plain(version.meta.summary)[:200]
        return Page(
            address=address, title=name, html=html, headings=version.headings, description=note, meta=version.meta.passed_on
        )

    def history(self, policy: Policy, sizes: Mapping[str, Redline]) -> Page:
        """All revisions of a policy, newest first by publication; `sizes` holds each revision's redline by its id."""
        address = site.history_address(policy)
        title = f"{policy.last_in_force(self.today).text.title}: history"
        largest = max((made.words_added + made.words_removed for made in sizes.values()), default=1) or 1
        html = self._render("history", address, policy=policy, sizes=sizes, largest=largest, title=title)
        return Page(address=address, title=title, html=html)

    def redline(self, made: Comparison) -> Page:
        """The page of a comparison."""
        pair = made.pair
        old, new = self._name(pair.old), self._name(pair.new)
        title = f"{pair.new.version.title}: {old} → {new}"
        between = [
            revision
            for revision in pair.new.policy.revisions
            if pair.old.revision.order < revision.order <= pair.new.revision.order
        ]
        html = self._render(
            "compare",
            pair.address,
            policy=pair.new.policy,
            pair=pair,
            redline=made.redline,
            body=Markup(site.with_links(site.with_anchors(made.redline.html, pair), pair.address, self.links)),
            between=between,
            kinds=[_kinds(made.redline, section.title, section.id) for section in made.redline.sections],
            neighbours=_neighbours(pair),
        )
        return Page(address=pair.address, title=title, html=html)

    def not_here(self, redirect: site.Redirect) -> str:
        """A whole document that leads from an old address to the one that holds now."""
        target = site.relative(redirect.target, redirect.address)
        return environment().get_template("redirect.html").render(target=target, locale=self.locale)

    def _summary(self, item: site.Text, address: str) -> str:
        text = item.version.meta.summary
        if not text:
            return ""
        rendered = markup.render(text, path=item.version.path)
        return site.with_links(_apart(rendered.html), address, self.links)

    def _changes(self, policies: Sequence[Policy]) -> list[Change]:
        """What was published, newest first: one entry for what one commit brought for one date."""
        entries: dict[tuple[int, date], Change] = {}

        def entry(commit: Commit, day: date) -> Change:
            return entries.setdefault((commit.index, day), Change(date=day, revisions=[], absences=[]))

        for policy in policies:
            for revision in policy.revisions:
                entry(revision.published, revision.date).revisions.append((policy, revision))
            for absence in policy.absences:
                entry(absence.commit, absence.since).absences.append((policy, absence))
        return [entries[key] for key in sorted(entries, reverse=True)]

    def _render(self, template: str, address: str, **values: object) -> str:
        def to(target: str) -> str:
            return site.relative(target, address)

        return (
            environment()
            .get_template(f"{template}.html")
            .render(
                to=to,
                day=self._day,
                span=self._span,
                days=lambda start, end: self._span(Interval(start=start, end=end)),
                name=self._name,
                site=site,
                today=self.today,
                record=self.record,
                successor=self._successor,
                title_of=self.title_of,
                compares_all=self.compare == "all",
                **values,
            )
        )

    def _successor(self, policy: Policy) -> Policy | None:
        absence = policy.absence(self.today) or (policy.absences[-1] if policy.absences else None)
        found = find(self.record.policies, absence.successor) if absence and absence.successor else []
        return found[0] if len(found) == 1 else None

    def _day(self, day: date | None) -> Markup:
        if day is None:
            return Markup("")
        return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), in_words(day, self.locale))

    def _name(self, item: site.Text) -> str:
        """A text in words: its date, and which state of it."""
        words = in_words(item.revision.date, self.locale)
        if item.correction is None:
            return words
        return f"{words}, as first published" if item.correction == 0 else f"{words}, correction {item.correction}"

    def _span(self, interval: Interval) -> Markup:
        """An interval with its last day, as readers count."""
        start = self._day(interval.start)
        if interval.end is None:
            return Markup("since {}" if interval.start <= self.today else "from {}").format(start)
        return Markup("{} – {}").format(start, self._day(interval.end - timedelta(days=1)))


def _kinds(made: Redline, title: str, anchor: str) -> str:
    """What happened in a section: 2 replaced, 1 moved."""
    found = Counter(c.kind for c in made.changes if (c.section, c.section_id) == (title, anchor))
    return ", ".join(f"{count} {kind}" for kind, count in found.items())


def _neighbours(pair: site.Pair) -> tuple[site.Pair | None, site.Pair | None]:
    """The redline that brought the older text, and the one that follows the newer text."""
    policy, old, new = pair.old.policy, pair.old.revision, pair.new.revision
    if pair.new.correction is not None:
        return None, None
    follows = next((r for r in policy.revisions[new.order + 1 :] if policy.predecessor(r) is new), None)
    return site.change_of(policy, old), site.change_of(policy, follows) if follows else None


def anchored(html: str) -> str:
    """HTML whose headings carry a link to themselves."""

    def link(match: re.Match[str]) -> str:
        level, anchor, rest = match[1], match[2], match[3]
        mark = f'<a class="headerlink" href="#{anchor}" title="Permanent link">¶</a>'
        return f'<h{level} id="{anchor}"{rest}{mark}</h{level}>'

    return _ANCHORED.sub(link, html)


def _apart(html: str) -> str:
    """The ids of a summary, and the links to them, told apart from those of the text below it."""
    return re.sub(r'( id="| href="#)', r"\1summary-", html)


@lru_cache(maxsize=4096)
def in_words(day: date, locale: str) -> str:
    """A date as people write it in a locale: July 11, 2018."""
    return format_date(day, "long", locale)


@cache
def environment() -> jinja2.Environment:
    """The templates of this package; what is not HTML already is escaped."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("inforce"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
