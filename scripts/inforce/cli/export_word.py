"""`inforce redline --format docx`: a redline as a Word file with tracked changes."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path

from inforce.cli.site import Site
from inforce.cli.writing import write_word
from inforce.record import destinations, revspec
from inforce.record.load import Record
from inforce.record.model import Policy
from inforce.record.revspec import DRAFT, Side
from inforce.redline import Redline
from inforce.render import site_links
from inforce.render.context import in_words
from inforce.source.commits import WORK_TREE
from inforce.word.provenance import Origin, digest
from inforce.word.write import file as write_file


def write_redline(
    site: Site, known: Record, policy: Policy, sides: tuple[Side, Side], made: Redline, file: Path | None
) -> None:
    """Write the Word file of a redline. Raises UserError as `write_word` does."""
    old, new = sides
    origin = Origin(
        policy=policy.address,
        older=_named(old, policy),
        newer=_named(new, policy),
        older_text=digest(old.version.body),
        newer_text=digest(new.version.body),
    )
    facts = write_file.Facts(title=new.version.title, author=author(site), moment=_moment(policy, new, site), origin=origin)
    data = write_file.write(led_out(made.html, site, known), facts)
    write_word(data, file)


def led_out(html: str, site: Site, known: Record) -> str:
    """A text or a redline whose links to other policies lead to the site, if its address is known."""
    own = site.settings.site_pages(site.repository.tree(known.head)) if site.url else {}
    links = destinations.of(known, own, docs_dir=site.settings.docs_dir) if site.url else destinations.Links()
    base = site.url if site.url.endswith("/") or not site.url else f"{site.url}/"
    return site_links.with_links(html, "", links, base=base)


def _named(side: Side, policy: Policy) -> str:
    """What a text is called on paper: a draft by its day as well, unless that is still the one of a published text."""
    day = side.version.stated
    is_new = all(day != revision.date or revision.text is side.version for revision in policy.revisions)
    return f"{side.name} for {in_words(day, 'en')}" if side.name == DRAFT and day and is_new else side.name


def author(site: Site) -> str:
    """In whose name the changes in Word files of a site are made."""
    return site.name or "Inforce"


def _moment(policy: Policy, new: Side, site: Site) -> datetime:
    """When the newer text was published; of one that is not, when it was committed, else when the text was that it lies on: so
    it does not depend on the day on which the file is made."""
    states = (version for revision in policy.revisions for _, version in (*revision.texts, ("", revision.text)))
    published = [version for version in states if version.commit.id != WORK_TREE]
    own = digest(new.version.body)
    same = [v for v in published if v is new.version] or [v for v in published if digest(v.body) == own]
    if same:
        return same[-1].commit.published
    source = site.workspace
    commits = [(commit.published, digest(read.body) == own) for commit, _, read in revspec.committed(policy, source)]
    moments = [moment for moment, is_own in commits if is_own] or [moment for moment, _ in commits]
    return moments[0] if moments else datetime.combine(site.today, time(), UTC)
