"""What an operator sets: the plugin's options in mkdocs.yml, checked, the same for the site and for the command line."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pathspec

from inforce import config_files, did_you_mean, languages, themes
from inforce.keys import Keys
from inforce.option_kinds import (
    BRANCH,
    DAYS,
    FILE,
    FOLDERS,
    LANGUAGES,
    NAMES,
    RULES,
    SWITCH,
    TIMEZONE,
    TITLES,
    Option,
    OptionError,
    one_of,
    option,
    some_of,
)
from inforce.problems import UserError

StatedBy = Literal["front_matter", "text", "commit"]
DateSource = Literal[StatedBy, "ledger"]
NoteSource = Literal["front_matter", "ledger", "commit"]
Compare = Literal["all", "adjacent"]
Scope = Literal["all", "policies", "none"]
Markdown = Literal["site", "commonmark"]
CONFIG_FILE = "mkdocs.yml"
ENABLED = "enabled"  # of MkDocs, for every plugin: whether it runs
OWN_FILE = "inforce.yml"  # of a site that is made without a generator
CONFIG_FILES = (OWN_FILE, CONFIG_FILE, "mkdocs.yaml", "properdocs.yml", "properdocs.yaml")
_MARKDOWN = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
# Folders without policies, and files that are none: those of tools, of git hosts and of generators.
_TOOLS = re.compile(r"\..+|node_modules|venv|virtualenv|site-packages|__pycache__|(?i:(?:issue|pull_request)_template)")
_OTHERS = re.compile(r"(?i)readme|contributing|changelog|_index|(?:issue|pull_request|merge_request)_template")
_OF_REPOSITORY = re.compile(r"(?:LICEN[SC]E|COPYING|CODE_OF_CONDUCT)\.md")  # in its root


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The options, each declared here and nowhere else, and what MkDocs is told besides. Paths are relative to the root of the
    repository, with / between folders."""

    policies: tuple[str, ...] = option(
        "policies",
        FOLDERS,
        "The folder of the policies, or a list of folders, files and globs (`docs/**/terms.md`), from the folder of "
        "`mkdocs.yml`. [`!` leaves out](operators.md#which-files-are-policies): `[legal, '!legal/newsletter']`.",
    )
    dates: tuple[DateSource, ...] = option(
        ["front_matter"],
        some_of(StatedBy, "What your front matter calls the date: keys: {effective_date: lastmod}"),
        "Where an effective date may come from, in this order: [`front_matter`, `text`, `commit`](operators.md#dates).",
    )
    collections: Mapping[str, str] = option(
        {},
        TITLES,
        "What [collections](operators.md#navigation-and-home-page) are called, by their folders: `{legal/privacy: Privacy}`.",
    )
    languages: Mapping[str, str] = option(
        {},
        LANGUAGES,
        "Folders with policies in another [language](operators.md#languages) than that of the site: `{policies/de: de}`.",
    )
    keys: Keys = option(
        {},
        NAMES,
        "What your front matter calls its [keys](front-matter.md#names-of-your-own): `{effective_date: date, title: name}`.",
    )
    notes: Literal["front_matter", "commit"] = option(
        "front_matter",
        one_of(Literal["front_matter", "commit"]),
        "`commit`: a revision without a `change_note` has the [subject of its commit](rules.md#2-a-new-date-starts-a-revision) "
        "for a note, and says so.",
    )
    branch: str = option("main", BRANCH, "The [published branch](operators.md#branch-and-clone).")
    compare: Compare = option(
        "all",
        one_of(Compare),
        "`all`: a redline between every two revisions of a policy. `adjacent`: only between neighbours, and readers cannot "
        "choose two. Corrections always have one.",
    )
    markdown: Markdown = option(
        "site",
        one_of(Markdown),
        "`site`: policies in `docs_dir` are read as [the site's own pages](operators.md#markdown) are, with its "
        "`markdown_extensions`. `commonmark`: all are read as hosts of repositories preview them, as policies outside "
        "`docs_dir` always are.",
    )
    timezone: str = option(
        "UTC",
        TIMEZONE,
        "The [time zone](https://en.wikipedia.org/wiki/List_of_tz_database_time_zones) that says which day it is, for example "
        "`Europe/Berlin`.",
    )
    security_policy: Scope = option(
        "policies",
        one_of(Scope),
        "Which pages state [what they may load and run](operators.md#what-pages-may-load-and-run): `policies`, those that "
        "Inforce makes; `all`, your own too; `none`.",
    )
    checks: Mapping[str, object] = option(
        {},
        RULES,
        "Switches of [`inforce check`](checks.md): each rule is `off`, `on`, `warning` or `error`, or a list of its options "
        "with `severity`.",
    )
    notice_days: int = option(
        0,
        DAYS,
        "How many days before its effective date a revision must be published; policies may set their own. Regulation (EU) "
        "2019/1150 asks for 15 towards businesses.",
    )
    baseline: str = option(
        "",
        FILE,
        "The file beside `mkdocs.yml` with what `inforce check` found once, and keeps quiet about, as builds do; without the "
        "option, `.inforce-baseline.json` where it exists.",
    )
    credit: bool = option(True, SWITCH, '`false`: the foot of a policy\'s pages does not say "Published with Inforce".')
    file: str = CONFIG_FILE  # where the options stand
    docs_dir: str = "docs"
    site_dir: str = "site"
    directory_urls: bool = True  # whether the site's own pages are folders: about/ instead of about.html
    exclude_docs: tuple[str, ...] = ()  # patterns of files in docs_dir that are not published
    overrides: str = ""  # the folder of the site's own templates
    theme: tuple[str, ...] = ()  # the folders with the theme's templates; none: what it has is not known

    @property
    def wanted(self) -> tuple[str, ...]:
        """The option `policies` without what it leaves out."""
        return tuple(pattern for pattern in self.policies if not pattern.startswith("!"))

    @property
    def folder(self) -> str:
        """The first folder of policies."""
        return _fixed(self.wanted[0])

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders that policies lie in or below."""
        return tuple(dict.fromkeys(_fixed(pattern) for pattern in self.wanted))

    @property
    def ledger(self) -> str:
        """The path of the ledger (rule 10): in the first folder of policies."""
        return posixpath.join(self.folder, "ledger.yml")

    def is_policy(self, path: str) -> bool:
        """Whether a Markdown file is named as a policy or lies where policies lie, by the last pattern that speaks of it."""
        if not path.endswith(".md"):
            return False
        return path.endswith(".md") and self._named(path)[:1] not in ("", "!")

    def is_left_out(self, path: str) -> bool:
        """Whether the operator says of a file that it is no policy."""
        return self._named(path)[:1] == "!"

    def _named(self, path: str) -> str:
        """The last pattern that speaks of a file, "." for the whole repository; "" for none."""
        for pattern in reversed(self.policies):
            if pattern == path:
                return pattern
            if _spec(pattern.removeprefix("!")).match_file(path) and (pattern[:1] == "!" or not self._is_other(path, pattern)):
                return pattern or "."
        return ""

    def _is_other(self, path: str, pattern: str) -> bool:
        """Whether a file below a folder of policies lies where none are, among what tools keep there, in the built site, or
        among the site's own pages, where the whole of the folder around these was named; or is there for those who work on it.
        """
        base = _fixed(pattern)
        if any(_TOOLS.fullmatch(folder) for folder in path.removeprefix(base).split("/")[:-1]):
            return True
        stem, _, language = posixpath.basename(path).removesuffix(".md").partition(".")
        in_language = bool(languages.tag(language))  # index.de.md, of a site in several languages
        is_other = _OTHERS.fullmatch(stem) and (in_language or not language)
        if is_other or (in_language and stem == "index") or _OF_REPOSITORY.fullmatch(path):
            return True
        others = [self.site_dir, *([self.docs_dir] if base == pattern else [])]
        return any(_is_in(path, other) and not _is_in(base, other) for other in others if other)

    def language_of(self, path: str) -> str:
        """The language that the folders of a policy say it has, the innermost one first; "" where none does."""
        address = self.address(path)
        return next((self.languages[f] for f in sorted(self.languages, key=len, reverse=True) if _is_in(address, f)), "")

    def is_in_docs(self, path: str) -> bool:
        """Whether a file lies among the site's own pages."""
        return not self.docs_dir or _is_in(path, self.docs_dir)

    def site_pages(self, paths: Iterable[str]) -> Mapping[str, str]:
        """Of paths in the repository those of the site's own pages and files, each with its address: as MkDocs gives them."""
        excluded = pathspec.GitIgnoreSpec.from_lines([".*", "/templates/", *self.exclude_docs])
        base = f"{self.docs_dir}/" if self.docs_dir else ""
        found = {}
        for path in paths:
            name = path.removeprefix(base)
            is_own = path.startswith(base) and not excluded.match_file(name) and path != self.ledger
            if is_own and (not self.is_policy(path) or posixpath.basename(path) == "index.md"):
                found[path] = self._page_address(name)
        return found

    def _page_address(self, name: str) -> str:
        stem, ending = posixpath.splitext(name)
        if ending not in _MARKDOWN:
            return name
        folder, _, last = stem.rpartition("/")
        is_index = last in ("index", "README")
        if not self.directory_urls:
            return posixpath.join(folder, "index.html" if is_index else f"{last}.html")
        return f"{folder if is_index else stem}/".lstrip("/")

    def address(self, path: str) -> str:
        """The address that a path gives: below the docs_dir where the policy lies in it, else below the policies' folder."""
        bases = [self.docs_dir, *sorted(self.folders, key=len, reverse=True)]
        for base in bases:
            if base in ("", "."):
                return path.removesuffix(".md")
            if path.startswith(base + "/"):
                return path.removeprefix(base + "/").removesuffix(".md")
        return path.removesuffix(".md")


SITE_KEYS = frozenset(  # of an inforce.yml: what MkDocs knows of a site by the same names, and the looks
    "site_name site_description site_url site_dir docs_dir repo_url edit_uri markdown_extensions "
    "language logo colors links footer shell INHERIT".split()
)
OPTIONS: Mapping[str, Option] = {f.name: f.metadata["option"] for f in fields(Settings) if f.metadata}


def _is_in(path: str, folder: str) -> bool:
    return f"{path}/".startswith(f"{folder}/")


@cache
def _spec(pattern: str) -> pathspec.GitIgnoreSpec:
    return pathspec.GitIgnoreSpec.from_lines(["/**" if pattern in ("", ".") else f"/{pattern}"])


def _fixed(pattern: str) -> str:
    """The folders of a pattern before its first wildcard."""
    parts = []
    for part in pattern.split("/"):
        if any(sign in part for sign in "*?[") or part.endswith(".md"):
            break
        parts.append(part)
    return "/".join(parts)


def of(
    options: Mapping[str, object],
    *,
    folder: str,
    docs_dir: str,
    site_dir: str = "site",
    theme: Sequence[str] = (),
    file: str = f"{CONFIG_FILE}: inforce",
) -> Settings:
    """Settings from the plugin's options; `folder` is that of mkdocs.yml, relative to the repository's root; the other two are
    relative to it. `theme` names the folders of the theme's templates, and `file` is where the options stand.

    Raises UserError that names the option and what it may be.
    """
    if unknown := sorted(set(options) - set(OPTIONS)):
        names = [*(sorted(SITE_KEYS) if file == OWN_FILE else ()), *OPTIONS]
        near = did_you_mean.name(unknown[0], names)
        mend = f"Did you mean {near}?" if near else f"Its options: {', '.join(names)}."
        raise UserError(f"{file} has no option {unknown[0]}. {mend}")
    try:
        values: dict[str, Any] = {name: declared.read(name, options.get(name)) for name, declared in OPTIONS.items()}
    except OptionError as error:
        raise UserError(f"{file}: {error}") from error
    values["policies"] = tuple(_inside(folder, pattern) for pattern in values["policies"])
    values["keys"] = replace(values["keys"], timezone=values["timezone"])
    values["file"] = file.partition(":")[0]
    made = Settings(**values, docs_dir=_join(folder, docs_dir), site_dir=_join(folder, site_dir), theme=tuple(theme))

    def by_address(named: Mapping[str, str]) -> Mapping[str, str]:
        return MappingProxyType({_address(made, folder, name): value for name, value in named.items()})

    return replace(made, collections=by_address(made.collections), languages=by_address(made.languages))


def _address(settings: Settings, folder: str, name: str) -> str:
    """The address of what lies in a folder that is named from that of mkdocs.yml on, or by the address itself."""
    path = _join(folder, name)
    address = settings.address(path)
    return name if address == path else address


def _inside(folder: str, path: str) -> str:
    if path.startswith("!"):  # a bare name at any depth, as in a .gitignore
        name = path[1:].removeprefix("./")
        return f"!{_inside(folder, name) if '/' in name.rstrip('/') else f'**/{name}'}"
    joined = _join(folder, path)
    if joined.startswith(("../", "/")) or joined == "..":
        raise UserError(f"{CONFIG_FILE}: inforce: policies: {path} lies outside the repository. Name a folder inside it.")
    return joined


def _join(folder: str, path: str) -> str:
    joined = posixpath.normpath(posixpath.join(folder, path.replace(os.sep, "/").rstrip("/")))
    return "" if joined == "." else joined


def read(config_file: Path, root: Path, text: str | None = None) -> tuple[Settings, Mapping[str, object]]:
    """The settings of a site without MkDocs, and the whole configuration; the defaults where there is no mkdocs.yml. `text` is
    read in the place of what the file holds.

    Raises UserError where the file cannot be read as YAML.
    """
    config = config_files.read(config_file, text) if text is not None or config_file.exists() else {}
    folder = posixpath.normpath(os.path.relpath(config_file.parent, root).replace(os.sep, "/"))
    folders = {name: str(config.get(name, default)) for name, default in (("docs_dir", "docs"), ("site_dir", "site"))}
    if is_own(config_file):
        given = {"markdown": "commonmark", **{name: value for name, value in config.items() if name not in SITE_KEYS}}
        return of(given, folder=folder, file=config_file.name, **folders), config
    options: object = {}
    plugins = config.get("plugins") or []
    if not isinstance(plugins, (list, dict)):
        raise UserError(f"{config_file}: plugins must be a list. Write: plugins: [search, inforce]")
    for plugin in [plugins] if isinstance(plugins, dict) else plugins:
        if isinstance(plugin, dict) and "inforce" in plugin:
            options = plugin["inforce"] or {}
    options = {name: value for name, value in options.items() if name != ENABLED} if isinstance(options, dict) else {}
    theme = themes.folders(config.get("theme"), config_file.parent)
    known = of(options, folder=folder, theme=theme, **folders)
    excluded = tuple(line for name in ("exclude_docs", "draft_docs") for line in str(config.get(name) or "").splitlines())
    named = config.get("theme")
    own = named.get("custom_dir") if isinstance(named, dict) else ""
    overrides = posixpath.normpath(posixpath.join(folder, own)) if isinstance(own, str) and own else ""
    urls = _has_directory_urls(config, plugins)
    return replace(known, directory_urls=urls, exclude_docs=excluded, overrides=overrides), config


def is_own(config_file: Path) -> bool:
    """Whether a configuration is one of a site that `inforce build` makes alone: inforce.yml, inforce.test.yml."""
    return config_file.name.split(".")[0] == "inforce"


def _has_directory_urls(config: Mapping[str, object], plugins: list[object] | dict[str, object]) -> bool:
    """Whether own pages are folders; Material's plugin offline, where it is on for certain, switches that off."""
    for plugin in [plugins] if isinstance(plugins, dict) else plugins:
        named = plugin if isinstance(plugin, dict) else {plugin: None}
        for name in ("offline", "material/offline"):
            options = named.get(name) if name in named else {"enabled": False}
            if not isinstance(options, dict) or options.get("enabled", True):
                return False
    return config.get("use_directory_urls") is not False


def today(settings: Settings) -> date:
    """The day in the site's time zone; that of SOURCE_DATE_EPOCH where it is set (reproducible-builds.org)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
        return now.astimezone(zone(settings)).date()
    except (ValueError, OverflowError, OSError) as error:
        remedy = "Unset it, or give seconds since 1970: git log -1 --format=%ct"
        raise UserError(f"SOURCE_DATE_EPOCH is {epoch}, which is no time. {remedy}") from error


def zone(settings: Settings) -> ZoneInfo:
    """The site's time zone."""
    return ZoneInfo(settings.timezone)


def noon(settings: Settings, day: date) -> datetime:
    """The middle of a day in the site's time zone: when what lies here is taken to be merged."""
    return datetime.combine(day, time(12), zone(settings))
