"""A site in several languages by mkdocs-static-i18n, which builds it once more for each further one, from within a build."""

from __future__ import annotations

import shutil
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from inforce.record import texts
from inforce.record.redirects import Redirect
from inforce.render import csp
from inforce.render.context import Frame
from inforce.render.pages.redline import not_here
from inforce.settings import Settings


def is_built_again(config: MkDocsConfig) -> bool:
    """Whether this is such a build: the pages of policies are there already, and each has one address."""
    return bool(getattr(config.plugins.get("i18n"), "building", False))


def aside(config: MkDocsConfig) -> Path:
    """Where pages that are there already are written once more."""
    return Path(config.site_dir).absolute().with_name("inforce-other-languages")


def lead_on(config: MkDocsConfig, frame: Frame, settings: Settings, content: str) -> None:
    """Delete what was written aside. Where the language had a page for each policy among the site's own, before it was one, let
    that lead on: to the policy in that language, if the name of its file says so. `content` is what such a page may load."""
    shutil.rmtree(aside(config), ignore_errors=True)
    language = str(getattr(config.plugins.get("i18n"), "current_language", ""))
    known = {policy.address: policy for policy in frame.record.policies}
    for policy in frame.record.policies if language else ():
        address = f"{language}/{policy.address}/"
        file = Path(config.site_dir) / address / "index.html"
        if settings.is_in_docs(policy.path) and not file.exists():
            target = texts.policy_address(known.get(f"{policy.address}.{language}", policy))
            index = "" if config.use_directory_urls else "index.html"
            html = not_here(frame, Redirect(address=address, target=target), index=index)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(csp.with_policy(html, content) if content else html, "utf-8")
