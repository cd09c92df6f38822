"""What a build refuses or warns of in one sentence: options that it does not use itself, a site without policies, other plugins
that fail or cannot be used."""

from __future__ import annotations

import posixpath
from collections.abc import Container
from pathlib import Path
from traceback import walk_tb

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException, PluginError
from mkdocs.structure.pages import Page

from inforce.hosts.log import log
from inforce.problems import UserError
from inforce.record.load import Record
from inforce.settings import CONFIG_FILE, Settings

_LONGEST = 200  # letters of an error of another plugin


def idle(settings: Settings, folder: Path) -> None:
    """Raise UserError for a wrong option that only `inforce check` uses: whoever builds is to learn of it, too."""
    if settings.checks:
        from inforce.checks import switches  # here, as most builds need no rules and should not wait for them

        switches.check(settings.checks)
    if settings.baseline and not (folder / settings.baseline).is_file():
        raise UserError(
            f"{CONFIG_FILE}: inforce: baseline: there is no file {settings.baseline} beside {CONFIG_FILE}. "
            "Correct the name, or write the file: inforce check --write-baseline"
        )


def nothing(settings: Settings, known: Record, root: Path) -> None:
    """Raise UserError where nothing is published because no folder of policies is there: an empty site would be put online."""
    if not known.policies and not any((root / folder).is_dir() for folder in settings.folders):
        raise UserError(
            f"{CONFIG_FILE}: inforce: policies: there is no folder {' or '.join(settings.folders)} in the repository. "
            "Correct the option, or make the folder and commit the first policy in it."
        )


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
