"""A site in several languages by mkdocs-static-i18n, which builds it once more for each further one, from within a build."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File

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


def placed(config: MkDocsConfig, file: File) -> str:
    """Where a file will lie: what is in the folder of the default language moves out of it, once our files are known."""
    plugin = config.plugins.get("i18n")
    folder, _, rest = file.dest_uri.partition("/")
    moves = plugin is not None and plugin.config.docs_structure == "folder" and folder == plugin.default_language
    return rest if moves and rest else file.dest_uri


def lead_on(config: MkDocsConfig, frame: Frame, settings: Settings, content: str) -> None:
    """Let the addresses that pages of policies had in the language of this build, before they were policies, lead on to these,
    and the address of a collection to the site's own page of it, which moved. Deletes what was written aside; `content` is
    what a page that leads on may load."""
    plugin = config.plugins.get("i18n")
    if plugin is None:
        return
    shutil.rmtree(aside(config), ignore_errors=True)
    folder, index = Path(config.site_dir), "" if config.use_directory_urls else "index.html"
    moves = _pages(frame, settings, plugin)
    if plugin.config.docs_structure == "folder":
        inside = f"{plugin.default_language}/"
        own = (name.removeprefix(inside) for name in frame.collections() if name.startswith(inside))
        moves |= {f"{inside}{name}/": f"{name}/" for name in own if (folder / name / "index.html").is_file()}
    for page, target in moves.items():
        file = folder / page / "index.html"
        if page != target and not file.exists():
            html = not_here(frame, Redirect(address=page, target=target), index=index)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(csp.with_policy(html, content) if content else html, "utf-8")


def _pages(frame: Frame, settings: Settings, plugin: Any) -> dict[str, str]:
    """Where the site had a page for each policy among its own, and where this is now: that of a file in the language of the
    build, else in the default one."""
    language, default = plugin.current_language, plugin.default_language
    found: dict[str, tuple[bool, str]] = {}
    for policy in frame.record.policies:
        if plugin.config.docs_structure == "folder":
            own, _, base = policy.address.partition("/")
        else:
            base, _, own = policy.address.rpartition(".")
        own, base = (own, base) if own in plugin.all_languages and base else (default, policy.address)
        page = f"{base}/" if language == default else f"{language}/{base}/"
        if settings.is_in_docs(policy.path) and own in (language, default) and not found.get(page, (False,))[0]:
            found[page] = (own == language, texts.policy_address(policy))
    return {page: target for page, (_, target) in found.items()}
