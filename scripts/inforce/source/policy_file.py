"""A policy file's bytes -> what they say: checked front matter, rendered text, its fingerprint and the date that it states."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from html import escape, unescape
from typing import TypeVar
from urllib.parse import unquote

from inforce.hidden_signs import printable
from inforce.keys import OURS, Keys, Meta
from inforce.problems import Problem
from inforce.settings import DateSource
from inforce.source import front_matter, whole_text
from inforce.source.commits import Commit
from inforce.text import repository_links, stated_dates, titles
from inforce.text.dialect import COMMONMARK, Dialect, DialectError
from inforce.text.headings import Heading
from inforce.text.rendering import Render
from inforce.text.sameness import signature
from inforce.text.stated_dates import Stated

_PRE = re.compile(r"(<pre\b.*?</pre>)", re.S)
_SPACE = re.compile(r"\s+")
_LINK = re.compile(rf'(?<="){repository_links.LINK}([^"#?]*)')
_BLOCK = "p|div|ul|ol|li|dl|dt|dd|h[1-6]|table|thead|tbody|tr|th|td|blockquote|section|hr|br"
_EDGE = re.compile(rf" ?(</?(?:{_BLOCK})\b[^>]*>) ?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a policy file says, whoever committed it, and whether anybody did.

    `html` is the sanitised text below its title as a heading of level 1. `fingerprint` is the same for texts that
    differ only in white space, wrapping and front matter; it is published. `stated` is the date that the file states, or
    None; where that was read from the text, fingerprint and identity leave the date out. `identity` is what is read of
    the text, its links following policies that moved since.
    """

    path: str
    blob: str
    sha256: str  # of the file's bytes
    meta: Meta
    title: str
    body: str
    body_line: int  # of the file, on which the body begins
    html: str
    headings: tuple[Heading, ...]
    fingerprint: str
    identity: str
    stated: date | None
    stated_by: DateSource
    dialect: Dialect = COMMONMARK  # in which it is written

    @property
    def prose(self) -> str:
        """The body as CommonMark reads the words that its dialect shows, line for line."""
        return self.dialect.as_commonmark(self.body)

    def same_text(self, other: Content) -> bool:
        """Whether this is the same text as another (rule 4): the same is read of them. Where only one has its date from its
        words, they may be the same with that date in them."""
        return self.identity == other.identity or (
            (self.stated_by == "text") != (other.stated_by == "text") and self._with_date == other._with_date
        )

    @property
    def _with_date(self) -> str:
        """What is read of the text, its stated date among it."""
        return signature(self.html) if self.stated_by == "text" else self.identity

    def at(self, commit: Commit) -> Version:
        """The version that a commit made of the file."""
        return Version(commit=commit, **{field.name: getattr(self, field.name) for field in fields(self)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Version(Content):
    """One committed state of a policy file."""

    commit: Commit


Text = TypeVar("Text", bound=Content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of reading a file: its content, None if it cannot be published, and what is wrong with it."""

    content: Content | None
    problems: tuple[Problem, ...]


def source_of(data: bytes, path: str, dates: Sequence[DateSource], keys: Keys = OURS) -> front_matter.Source:
    """The bytes of a policy file taken apart, as `read` does first; nothing of the text is rendered for that."""
    return front_matter.read(data, path, date_required=set(dates) == {"front_matter"}, keys=keys)


def read(
    data: bytes,
    path: str,
    blob: str,
    dates: Sequence[DateSource],
    render: Render,
    blob_of: Callable[[str], str],
    keys: Keys = OURS,
    published: date | None = None,
    language: str = "",
) -> Reading:
    """Read the bytes of a policy file; `dates` names, in order, where its effective date may come from; `blob_of` gives the
    blob of an image's path, "" where there is none; `keys`: what the site calls those of front matter; `published`: the day
    of its commit, if it has one; `language`: that of its folder, which holds where it states none.

    A file that is not valid text gives no content; one without a readable date a content without one, and a Problem.
    """
    source = source_of(data, path, dates, keys)
    day, stated_by, text = stated(source, dates, published)
    if source.damaged:
        return Reading(content=None, problems=source.problems)
    problems = source.problems + tuple(_doubts(path, source, text, stated_by))
    if day is None and all(problem.rule != "record" for problem in problems):
        key = source.meta.keys.called("effective_date")
        mend = f"Add {key}: with the first day on which this text is in force."
        message = "no date was found."
        problems += (Problem(path=path, line=1, field=key, message=message, mend=mend, key="effective_date"),)
    name = printable(path)  # of bytes that are not UTF-8 no link can be made
    try:
        rendered = render(source.body, name, source.meta.title, titles.of_file(name))
    except DialectError as error:
        return Reading(content=None, problems=(*source.problems, _unrendered(path, error)))
    if fault := whole_text.overgrown(rendered.html, path, source.body_line):
        return Reading(content=None, problems=(*source.problems, fault))
    html, missing = repository_links.with_images(rendered.html, blob_of)
    problems += tuple(_no_image(path, image, source) for image in missing)
    undated = _undated(html, text.date.words if text.date and stated_by == "text" else "")
    content = Content(
        path=path,
        blob=blob,
        sha256=hashlib.sha256(data).hexdigest(),
        meta=source.meta if source.meta.lang else replace(source.meta, lang=language),
        title=rendered.title,
        body=source.body,
        body_line=source.body_line,
        html=html,
        headings=rendered.headings,
        fingerprint=fingerprint(undated),
        identity=signature(undated),
        stated=day,
        stated_by=stated_by,
        dialect=render.dialect(name),
    )
    return Reading(content=content, problems=problems)


def follow(text: Text, moved: Mapping[str, str]) -> Text:
    """The text with links to policies that moved leading to where these lie now; `moved` maps former paths without .md."""
    if not moved or f'"{repository_links.LINK}' not in text.html:
        return text

    def home(match: re.Match[str]) -> str:
        new = moved.get(unquote(unescape(match[1])))
        return escape(repository_links.link_to(new)) if new else match[0]

    html = _LINK.sub(home, text.html)
    if html == text.html:
        return text
    found = stated_dates.find(text.body) if text.stated_by == "text" else None
    return replace(text, html=html, identity=signature(_undated(html, found.words if found else "")))


def _undated(html: str, words: str) -> str:
    return html.replace(words, "", 1) if words else html


def _unrendered(path: str, error: DialectError) -> Problem:
    mend = "Change what was written last; or write markdown: commonmark among the options of the plugin inforce in mkdocs.yml."
    return Problem(path=path, message=f"this text cannot be read: {error}.", mend=mend)


def _no_image(path: str, name: str, source: front_matter.Source) -> Problem:
    before = source.body.partition(posixpath.basename(name))[0]
    return Problem(
        path=path,
        line=source.body_line + before.count("\n"),
        message=f"the image {name} is not in the repository, or of a kind that is not shown.",
        mend=f"Commit it beside the policy; the kinds are {', '.join(repository_links.IMAGE_ENDINGS)}.",
    )


def stated(
    source: front_matter.Source, dates: Sequence[DateSource], published: date | None = None
) -> tuple[date | None, DateSource, Stated]:
    """The stated date, where it comes from, and what the text says of it if it was asked."""
    text = Stated()
    for name in dates:
        if name == "front_matter" and source.meta.effective_date:
            return source.meta.effective_date, name, text
        if name == "text":
            text = stated_dates.stated(source.body)
            if text.date:
                return text.date.date, name, text
        if name == "commit":
            return published, name, text
    return None, "front_matter", text


def _doubts(path: str, source: front_matter.Source, text: Stated, stated_by: DateSource) -> Iterator[Problem]:
    """What is wrong with the dates that a text states for itself; the text is published all the same where another source
    gives its date."""
    line = source.body_line + text.line
    if text.unreadable:
        message = f"the text’s own date, “{text.unreadable}”, is none, or could be several days."
        if stated_by == "commit":
            message = f"{message[:-1]}, so that the day of the commit counts."
        mend = "Write the day, the month in words, and the year: March 2, 2024."
        key = source.meta.keys.called("effective_date")
        yield Problem(path=path, line=line, field=key, message=message, mend=mend, key="effective_date")
    if text.date and text.against:
        message = f"“{text.against.words}” is not the only date that the text states for itself: “{text.date.words}” counts."
        mend = "Correct or delete the wrong one. Dates of earlier texts belong below a heading such as “Earlier versions”."
        yield Problem(path=path, line=line, message=message, mend=mend)


def fingerprint(html: str) -> str:
    """The hash of a rendered text that is published: white space and wrapping do not change it."""
    parts = _PRE.split(html)
    parts[::2] = [_EDGE.sub(r"\1", _SPACE.sub(" ", part)).strip() for part in parts[::2]]
    return hashlib.sha256("".join(parts).encode()).hexdigest()
