"""Proves a built site against the record: its texts, its redlines and the hashes that it states."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from inforce.containment import contained
from inforce.i18n import words
from inforce.problems import Problem, UserError
from inforce.record import destinations, texts
from inforce.record.destinations import Links
from inforce.record.load import Record
from inforce.record.model import Policy
from inforce.redline.proof import prove, signature
from inforce.render import site_links
from inforce.render.context import Frame
from inforce.render.data.manifest import content_of
from inforce.render.pages import section_lines
from inforce.settings import Settings
from inforce.text.sections import HEADERLINK, without_title


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One page that was looked at; `fault` is "" where it holds."""

    address: str
    fault: str


def checks(folder: Path, frame: Frame) -> Iterator[Check]:
    """Look at every text, redline and history of a built site: by the record alone, whatever made the pages."""
    yield from linked(folder, frame)
    for number in range(len(frame.record.policies)):
        yield from of_policy(folder, frame, number)


def of_policy(folder: Path, frame: Frame, number: int) -> Iterator[Check]:
    """Look at what there is of one policy, by its number in the record."""
    policy = frame.record.policies[number]
    for address, look in _looks(folder, frame, policy):
        found = contained(look, policy.path, "this cannot be held against git")
        yield Check(address=address, fault=found.message) if isinstance(found, Problem) else found


def _looks(folder: Path, frame: Frame, policy: Policy) -> Iterator[tuple[str, Callable[[], Check]]]:
    yield texts.history_address(policy), partial(_history, folder, policy)
    for text in texts.all_texts(policy):
        yield text.address, partial(_text, folder, text, frame)
    for pair in texts.pairs(policy, frame.compare):
        yield pair.address, partial(_redline, folder, pair, frame.links)


def _history(folder: Path, policy: Policy) -> Check:
    address = texts.history_address(policy) + "history.json"
    try:
        stated = json.loads(content_of(folder / address))
        hashes = {item["id"]: item["hash"] for item in stated["revisions"]}
    except (OSError, ValueError, KeyError, TypeError):
        return Check(address=address, fault="the history cannot be read.")
    held = {revision.id: f"sha256:{revision.text.fingerprint}" for revision in policy.revisions}
    return Check(address=address, fault="" if hashes == held else "the hashes are not those of the texts in git.")


def frame(folder: Path, record: Record, settings: Settings) -> Frame:
    """What the lines of sections were written with: the day and the language of the site."""
    try:
        day = date.fromisoformat(json.loads(content_of(folder / "policies.json"))["as_of"])
        root = LexborHTMLParser(content_of(folder / "index.html")).root
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"{folder}: this is no whole site. Build it again: mkdocs build") from error
    language = root.attributes.get("lang") if root else None
    return Frame(
        record=record,
        today=day,
        titles={},
        links=destinations.of(record, _pages(folder), docs_dir=settings.docs_dir),
        words=words(language or "en"),
        compare=settings.compare,
    )


def _pages(folder: Path) -> Mapping[str, str]:
    """The pages and files beside the policies that their links lead to, as the build found them."""
    try:
        stated = json.loads(content_of(folder / "assets" / "inforce" / destinations.PAGES))
        return {str(path): str(address) for path, address in stated.items()}
    except (OSError, ValueError, AttributeError):
        return {}  # built by an older version, or damaged: then the links are faults


def linked(folder: Path, frame: Frame) -> Iterator[Check]:
    """Where links lead, something must be."""
    for address in frame.links.pages.values():
        file = folder / address
        if not (file.is_file() or (file / "index.html").is_file()):
            yield Check(address=address, fault="links of policies lead here, but there is nothing.")


def _text(folder: Path, text: texts.Text, frame: Frame) -> Check:
    element = _element(folder, text.address, "inforce-text")
    if element is None:
        return Check(address=text.address, fault="the page is missing, or has no text.")
    _take_lines(element, section_lines.lines(frame, text, text.address))
    shown = HEADERLINK.sub("", element.inner_html or "")
    held = site_links.without_files(
        site_links.with_links(without_title(text.version.html), text.address, frame.links, [text.version])
    )
    if signature(shown) != signature(held):
        return Check(address=text.address, fault="the text is not that of the revision in git.")
    try:
        taken = hashlib.sha256(content_of(folder / text.address / "text.md")).hexdigest()
    except OSError:
        taken = ""
    same = taken == text.version.sha256
    return Check(address=f"{text.address}text.md", fault="" if same else "is not the file of the revision in git.")


def _take_lines(element: LexborNode, lines: list[str]) -> None:
    """Take out of a shown text the lines of its sections: only those that the record gives, word for word, each once."""
    expected = Counter(_bare(node.html) for line in lines if line and (node := LexborHTMLParser(line).css_first("details")))
    for found in element.css("details"):
        shown = _bare(found.html)
        if expected[shown]:
            expected[shown] -= 1
            found.decompose()


def _bare(html: str | None) -> str:
    return "".join((html or "").split())


def _redline(folder: Path, pair: texts.Pair, links: Links) -> Check:
    element = _element(folder, pair.address, "inforce-redline")
    if element is None:
        return Check(address=pair.address, fault="the page is missing, or has no redline.")
    shown = site_links.without_anchors(element.inner_html or "", pair)
    led = (site_links.with_links(text.version.html, pair.address, links, pair.versions) for text in (pair.old, pair.new))
    old, new = map(site_links.without_files, led)
    return Check(address=pair.address, fault="; ".join(prove(shown, old, new)))


def _element(folder: Path, address: str, name: str) -> LexborNode | None:
    """The page's element of that class."""
    try:
        page = LexborHTMLParser(site_links.without_files(content_of(folder / address / "index.html").decode("utf-8")))
    except (OSError, UnicodeDecodeError):
        return None
    return page.css_first(f"div.{name}")
