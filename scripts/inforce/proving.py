"""Proves a built site against the record: its texts, its redlines and the hashes that it states."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from inforce import site
from inforce.policy import Policy
from inforce.problems import UserError
from inforce.record import Record
from inforce.redline.prove import prove, signature
from inforce.settings import Settings
from inforce.version import Version

_TITLE = re.compile(r"<h1\b[^>]*>.*?</h1>\s*", re.S)
_HEADERLINK = re.compile(r'<a class="headerlink"[^>]*>¶</a>')


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One page that was looked at; `fault` is "" where it holds."""

    address: str
    fault: str


def commit_of(folder: Path) -> str:
    """The commit that a site was built from. Raises UserError where the folder holds no site of ours."""
    try:
        commit = json.loads((folder / "policies.json").read_text("utf-8"))["commit"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"{folder}: there is no built site (no policies.json). Build it first: mkdocs build") from error
    return str(commit)


def checks(folder: Path, record: Record, settings: Settings) -> Iterator[Check]:
    """Look at every text, redline and history of a built site."""
    links = site.links(record, settings.docs_dir)
    for policy in record.policies:
        yield _history(folder, policy)
        for text in site.all_texts(policy):
            yield _text(folder, text.address, text.version, links)
        for pair in site.pairs(policy, settings.compare):
            yield _redline(folder, pair, links)


def _history(folder: Path, policy: Policy) -> Check:
    address = site.history_address(policy) + "history.json"
    try:
        stated = json.loads((folder / address).read_text("utf-8"))
        hashes = {item["id"]: item["hash"] for item in stated["revisions"]}
    except (OSError, ValueError, KeyError, TypeError):
        return Check(address=address, fault="the history cannot be read.")
    held = {revision.id: f"sha256:{revision.text.fingerprint}" for revision in policy.revisions}
    return Check(address=address, fault="" if hashes == held else "the hashes are not those of the texts in git.")


def _text(folder: Path, address: str, version: Version, links: site.Links) -> Check:
    shown = _inside(folder, address, "inforce-text")
    if shown is None:
        return Check(address=address, fault="the page is missing, or has no text.")
    held = site.with_links(_TITLE.sub("", version.html, count=1), address, links)
    if signature(_HEADERLINK.sub("", shown)) != signature(held):
        return Check(address=address, fault="the text is not that of the revision in git.")
    try:
        taken = hashlib.sha256((folder / address / "text.md").read_bytes()).hexdigest()
    except OSError:
        taken = ""
    return Check(address=address, fault="" if taken == version.sha256 else "text.md is not the file of the revision in git.")


def _redline(folder: Path, pair: site.Pair, links: site.Links) -> Check:
    shown = _inside(folder, pair.address, "inforce-redline")
    if shown is None:
        return Check(address=pair.address, fault="the page is missing, or has no redline.")
    old, new = (site.with_links(text.version.html, pair.address, links) for text in (pair.old, pair.new))
    return Check(address=pair.address, fault="; ".join(prove(site.without_anchors(shown, pair), old, new)))


def _inside(folder: Path, address: str, name: str) -> str | None:
    """The HTML inside the page's element of that class."""
    try:
        page = LexborHTMLParser((folder / address / "index.html").read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        return None
    element = page.css_first(f"div.{name}")
    return element.inner_html if element else None
