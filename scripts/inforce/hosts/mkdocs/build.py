"""What one build knows, and what it does with that where MkDocs has no part in it."""

from __future__ import annotations

import os
import posixpath
import time
from dataclasses import dataclass, field
from pathlib import Path

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation

from inforce.cache import Cache
from inforce.hosts import known_faults, live_drafts
from inforce.hosts.log import log
from inforce.hosts.mkdocs.csp_hashes import Guard, headers
from inforce.hosts.mkdocs.theme_shell import Shell
from inforce.record import destinations, texts
from inforce.record.address_register import Register
from inforce.record.drafts import Desk
from inforce.record.load import Record
from inforce.record.redlines import Redlines
from inforce.render.context import Frame, Page
from inforce.settings import Settings
from inforce.source import front_matter
from inforce.source.repository import Repository


@dataclass(slots=True)
class Build:
    """What one build knows."""

    desk: Desk
    repository: Repository
    settings: Settings
    record: Record
    cache: Cache
    redlines: Redlines
    frame: Frame
    pages: dict[str, Page]
    started: float
    config: MkDocsConfig
    fresh: known_faults.Fresh
    unlisted: set[str]  # pages through MkDocs that are neither in the search index nor in the sitemap
    origins: dict[str, str] = field(default_factory=dict)  # of each page through MkDocs, the file that it comes from
    heads: dict[str, str] = field(default_factory=dict)  # of pages written by hand that list policies, what is added to them
    content: str = ""  # what pages may load and run; "" where they state nothing
    whole: str = ""  # the body of the page that is being indexed
    env: jinja2.Environment | None = None
    nav: Navigation | None = None
    files: Files | None = None
    register: Register = field(default_factory=Register)
    hidden: list[File] = field(default_factory=list)  # our files, while another plugin makes all others anew
    listed: list[File] = field(default_factory=list)  # our pages in the sitemap
    permanent: list[str] = field(default_factory=list)  # the files whose addresses stay
    places: dict[str, str] = field(default_factory=dict)  # for drafts: `drafting.Built.places`
    shown: live_drafts.Built | None = None

    def tell_problems(self) -> None:
        """Say what is wrong with the record."""
        there = self.repository.tree(self.record.head)
        problems = destinations.problems(self.record, self.frame.links, there, self.frame.today)
        for problem in known_faults.unknown(problems, self.fresh):
            log.warning(str(problem))

    def is_ours(self, path: str) -> bool:
        """Whether a file of the docs_dir is a policy or the ledger, or has the address of one; an index.md without a date is a
        page of the site. A link that lies where a policy would is none of the site's pages either: as such it would have
        neither a date nor a history.
        """
        folder, name = os.path.split(path)
        inside = os.path.relpath(os.path.realpath(folder), os.path.realpath(self.repository.root)).replace(os.sep, "/")
        inside = posixpath.normpath(posixpath.join(inside, name))
        if (
            inside == self.settings.ledger
            or inside in self.record.refused
            or inside in {policy.path for policy in self.record.policies}
        ):
            return True
        return self.settings.is_policy(inside) and not (posixpath.basename(inside) == "index.md" and not _states_a_date(path))

    def is_draft(self, path: str) -> bool:
        """Whether a file in the work tree only counts for the site once it is committed."""
        inside = os.path.relpath(path, self.repository.root).replace(os.sep, "/")
        if inside.startswith(f"{self.settings.docs_dir}/"):
            return self.is_ours(path)
        return inside == self.settings.ledger or self.settings.is_policy(inside)

    def secured(self, shell: Shell, folder: Path, *, serving: bool) -> str:
        """Write the policy of what may load and run into the pages that are there, and return it for those to come."""
        scope = self.settings.security_policy
        if scope == "none":
            return ""
        assert self.files is not None
        files = [file for file in self.files.documentation_pages() if (folder / file.dest_uri).is_file()]
        ours = [folder / file.dest_uri for file in files if file.src_uri in self.pages]
        others = [folder / file.dest_uri for file in files if file.src_uri not in self.pages]
        others += [folder / name for name in sorted(shell.config.theme.static_templates) if name.endswith(".html")]
        addresses = [page.address for page in self.pages.values()]
        for policy in self.record.policies:
            addresses += [text.address for text in texts.all_texts(policy)]
            addresses += [pair.address for pair in texts.pairs(policy, self.settings.compare)]
        there = [path for path in others if path.is_file()]
        guard = Guard(config=shell.config, shell=shell, scope=scope, ours=ours, others=there, serving=serving)
        content = guard.secure(shell.place(address) for address in addresses)
        if not serving:
            headers(folder, content, scope)
        return content

    def report(self, pairs: int) -> None:
        """Say in figures what was built; `pairs` is the number of redlines."""
        policies = self.record.policies
        revisions = [revision for policy in policies for revision in policy.revisions]
        log.info(
            f"policies {len(policies)}, revisions {len(revisions)}, "
            f"corrections {sum(len(revision.corrections) for revision in revisions)}, redlines {pairs}, "
            f"problems {len(self.record.problems)}, {time.monotonic() - self.started:.1f} seconds"
        )


def _states_a_date(path: str) -> bool:
    return "effective_date" in front_matter.read(Path(path).read_bytes(), path, date_required=False).meta.lines
