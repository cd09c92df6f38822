"""What a build refuses or warns of in one sentence: other plugins that fail or cannot be used."""

from __future__ import annotations

import posixpath
from collections.abc import Container
from traceback import walk_tb

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException, PluginError
from mkdocs.structure.pages import Page

from inforce.hosts.log import log

_LONGEST = 200  # letters of an error of another plugin


def pagefind(config: MkDocsConfig) -> None:
    """Warn of a search that browsers do not run on these pages, and that cannot be proved: the theme materialx has it unless
    another one is set."""
    if any(getattr(own, "config", {}).get("provider") == "pagefind" for own in config.plugins.values()):
        log.warning(
            "the search is made by pagefind, which readers cannot use under security_policy, and of which two builds may write "
            "different files, so that the site cannot be proved. Set in plugins: search: {provider: lunr}"
        )


def plugin(error: Exception, config: MkDocsConfig, ours: Container[str]) -> None:
    """Raise PluginError where another plugin or a hook failed at a page that we made, of these source paths: whoever runs both
    cannot know from a traceback which of the two to take out."""
    if isinstance(error, MkDocsException):
        return
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    pages = [page for page in (frame.f_locals.get("page") for frame in frames) if isinstance(page, Page)]
    if not any(page.file.src_uri in ours or posixpath.basename(page.file.src_uri) in ours for page in pages):
        return
    others = {name: own for name, own in config.plugins.items() if name != "inforce"}
    names = {getattr(own, "__file__", None) or id(own): name for name, own in others.items()}  # a hook is a module
    found = (names.get(id(f.f_locals.get("self"))) or names.get(f.f_code.co_filename) for f in reversed(frames))
    name = next((name for name in found if name), "")
    if name:
        said = f"{type(error).__name__}: {error}"[:_LONGEST]
        raise PluginError(
            f"inforce: the plugin {name} failed at a page of a policy ({said}). If it does not fail without inforce, take "
            "one of the two out of mkdocs.yml, or keep it from these pages, where it has an option for that."
        ) from error
