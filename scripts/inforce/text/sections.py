"""HTML -> sections: each heading with the words below it up to the next heading, and what tells two wordings apart."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from inforce.text import heading_numbers, titles
from inforce.text.headings import text_of
from inforce.text.sameness import BLOCKS, TAG

HEADING = re.compile(r'<h([1-6])((?:\s+[\w:-]+="[^"]*")*)\s*>(.*?)</h\1>', re.S)
TITLE = re.compile(r"<h1\b[^>]*>.*?</h1>\s*", re.S)  # that a text begins with
_ID = re.compile(r'\sid="([^"]*)"')
_NAME = re.compile(r"</?([a-z][a-z0-9]*)", re.I)
_FOOTNOTES = re.compile(r'(?:<hr class="footnotes-sep"[^>]*>\s*)?<section class="footnotes">(.*?)</section>', re.S)
_FOOTNOTE = re.compile(r'<li id="(fn[^"]*)"[^>]*>(.*?)</li>', re.S)
_REFERENCE = re.compile(r'<sup\b[^>]* class="footnote-ref"[^>]*>(?:(?!</sup>).)*?href="#(fn[^"]*)".*?</sup>', re.S)
_BACK = re.compile(r'<a [^>]*class="footnote-backref"[^>]*>.*?</a>', re.S)
_TARGET = re.compile(r'\shref="([^"#][^"#]*)')
HEADERLINK = re.compile(r'<a class="headerlink"[^>]*>¶</a>')
_IMAGE = re.compile(r'<img\b[^>]*?\ssrc="([^"]*)"[^>]*>')
# Between signs of scripts that are written without spaces a line break is none.
_WIDE = "\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
_WRAPPED = re.compile(rf"(?<=[{_WIDE}]) (?=[{_WIDE}])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and its own words: those up to the next heading of any level.

    The text before the first heading is a section of level 0 without a heading. `parent` is the place of the section that it
    stands under in the order of the text, -1 for none. `fingerprint` tells words apart, those of the title too; white space,
    wrapping, emphasis and the heading's number do not change it. `targets` are the addresses that its links lead to.
    """

    id: str
    level: int
    heading: str
    enumerator: str
    title: str
    parent: int
    words: str
    fingerprint: str
    targets: tuple[str, ...]


def without_title(html: str) -> str:
    """A text without the heading of level 1 that it begins with, also where it is repeated below: pages give their own."""
    title = TITLE.match(html)
    if not title:
        return html
    body = html[title.end() :]
    first = HEADING.search(body)
    if not first or not titles.is_repeated(int(first[1]), text_of(first[3]), text_of(title[0])):
        return body
    anchor = _ID.search(first[2])
    return f"{body[: first.start()]}{f'<span{anchor[0]}></span>' if anchor else ''}{body[first.end() :]}"


def read(html: str) -> tuple[Section, ...]:
    """The sections of a rendered text in order; the first is the text before any heading, even where there is none.

    A footnote is read where it is referred to. Headings of raw HTML count as others do.
    """
    body = without_title(html)
    notes: dict[str, str] = {}
    if 'class="footnotes"' in body:
        notes = {name: _BACK.sub("", text) for block in _FOOTNOTES.findall(body) for name, text in _FOOTNOTE.findall(block)}
        body = _FOOTNOTES.sub("", body)
    found = list(HEADING.finditer(body))
    ends = [match.start() for match in found] + [len(body)]
    sections = [_section("", 0, "", -1, _with_notes(body[: ends[0]], notes))]
    around: list[int] = []  # the sections that the next one may stand under
    for k, match in enumerate(found):
        level = int(match[1])
        while around and sections[around[-1]].level >= level:
            around.pop()
        parent = around[-1] if around else -1
        around.append(k + 1)
        named = _ID.search(match[2])
        text = _with_notes(body[match.end() : ends[k + 1]], notes)
        sections.append(_section(unescape(named[1]) if named else "", level, match[3], parent, text))
    return tuple(sections)


def _with_notes(html: str, notes: Mapping[str, str]) -> str:
    """The text of a section with its footnotes behind it, in the place of the signs that refer to them."""
    found = [notes.get(name, "") for name in _REFERENCE.findall(html)] if notes else []
    return " ".join([_REFERENCE.sub("", html), *found]) if found else html


@lru_cache(maxsize=4096)  # revisions of a policy have most of their sections in common
def _section(anchor: str, level: int, heading: str, parent: int, html: str) -> Section:
    heading = name_of(heading)
    enumerator, title = heading_numbers.split(heading)
    words = _WRAPPED.sub("", plain(html))
    made = hashlib.sha256(f"{title}\n{words}".encode("utf-8", "surrogatepass"))
    return Section(
        id=anchor,
        level=level,
        heading=heading,
        enumerator=enumerator,
        title=title,
        parent=parent,
        words=words,
        fingerprint=made.hexdigest(),
        targets=tuple(unescape(target) for target in _TARGET.findall(html)),
    )


def name_of(heading: str) -> str:
    """What a heading is called, by the HTML inside it: its words, without images and without the link to itself."""
    return plain(HEADERLINK.sub("", _IMAGE.sub("", heading)))


def plain(html: str) -> str:
    """The words of some HTML with one space between them; an image counts by its content."""
    text = _IMAGE.sub(r" [\1] ", html) if "<img" in html else html
    return " ".join(unescape(TAG.sub(_gap, text)).split())


def _gap(tag: re.Match[str]) -> str:
    name = _NAME.match(tag[0])
    return " " if name and (name[1] in BLOCKS or name[1] == "br") else ""
