"""What a branch brings along besides policies: files that run, or are published, without a check that looks at them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from inforce.settings import Settings
from inforce.source.commits import WORK_TREE
from inforce.source.front_matter import decode
from inforce.source.repository import LINK, SUBMODULE, Repository
from inforce.text.repository_links import IMAGE_ENDINGS

_HOST = "what the host runs"
_INSTALLS = "what is installed"
_HOOKS = "what git runs"
_READS = "how git reads files"
_KINDS = tuple(  # what a path is, by patterns of the whole path or of its end behind a /
    (re.compile(rf"(?:.*/)?(?:{pattern})", re.I), what)
    for pattern, what in (
        (r"\.(?:github|gitea|forgejo)/(?:workflows|actions)/.*|\.gitlab-ci\.ya?ml|\.gitlab/.*\.ya?ml|action\.ya?ml", _HOST),
        (r"\.(?:circleci|buildkite|woodpecker|azuredevops)/.*|azure-pipelines\.ya?ml|bitbucket-pipelines\.ya?ml", _HOST),
        (r"\.(?:travis|woodpecker|cirrus|drone|appveyor|readthedocs)\.ya?ml|jenkinsfile|netlify\.toml|vercel\.json", _HOST),
        (r"wrangler\.\w+|dockerfile.*|[^/]*compose\.ya?ml|makefile|justfile|taskfile\.ya?ml|noxfile\.py|tox\.ini", _HOST),
        (r"[^/]*(?:requirements|constraints)[^/]*\.(?:txt|in)|requirements/.*|pyproject\.toml|setup\.(?:py|cfg)", _INSTALLS),
        (
            r"(?:uv|poetry|pdm|pipfile)\.lock|pylock[^/]*\.toml|pipfile|environment\.ya?ml|pip\.conf|\.npmrc|\.yarnrc.*",
            _INSTALLS,
        ),
        (r"package(?:-lock)?\.json|yarn\.lock|pnpm-lock\.yaml|gemfile(?:\.lock)?|\.python-version", _INSTALLS),
        (r"\.pre-commit-(?:config|hooks)\.yaml|\.husky/.*|\.?lefthook\.ya?ml", _HOOKS),
        (r"\.gitattributes|\.gitmodules|\.gitignore", _READS),
        (r"(?:\.github/|\.gitlab/|docs/)?codeowners", "who must agree"),
        (r".*\.(?:py|pyi?c|pth|so|sh|bash|ps1|bat|cmd)", "a program"),
    )
)
_RUNS = re.compile(
    r"<\s*/?(?:script|iframe|object|embed|form|style|link|meta|base|svg|math|template)\b|\bon\w+\s*=|javascript:|srcdoc"
    r"|--8<--",
    re.I,
)
_KEY = re.compile(r"^[\"']?([A-Za-z_][\w-]*)[\"']?[ \t]*:", re.M)
_MOST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A file that a branch adds or changes, and what it is."""

    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.path} ({self.what})"


def read(repository: Repository, settings: Settings, config_file: Path, base: str) -> tuple[Brought, ...]:
    """What differs from a commit in the files that git knows here, and no rule looks at: what runs, then what is published."""
    root = repository.root
    config = config_file.resolve().relative_to(root.resolve()).as_posix()
    links = repository.links(WORK_TREE)
    found = []
    for path, mode in sorted(repository.touched(base).items()):
        data = (root / path).read_bytes() if mode not in ("", LINK, SUBMODULE) and (root / path).is_file() else b""
        what = _special(path, mode, links)
        if not what and _is_config(path, config):
            what = _keys(decode(repository.blob_at(base, path) or b"", path)[0], decode(data, path)[0])
        what = what or _kind(path, settings, config) or (mode and _published(path, data, settings))
        if what:
            found.append(Brought(path=path, what=what if mode else f"{what}, deleted"))
    return tuple(sorted(found, key=lambda item: item.what == _PUBLISHED))


def sentence(items: Iterable[str], most: int = _MOST) -> str:
    """What is said of them."""
    named = list(items)
    more = [f"and {len(named) - most} more"] if len(named) > most else []
    listed = ", ".join([*named[:most], *more])
    return f"This branch also changes what runs or is published without these checks: {listed}. Review it by hand."


_PUBLISHED = "published as it is"


def _special(path: str, mode: str, links: Mapping[str, str]) -> str:
    if mode == SUBMODULE:
        return "a submodule"
    return f"a symbolic link to {links.get(path, '')}" if mode == LINK else ""


def _is_config(path: str, config: str) -> bool:
    """Whether a file is the site's configuration, or one beside it that it may inherit from."""
    return path == config or bool(re.fullmatch(r"(?:.*/)?(?:mkdocs|properdocs)[^/]*\.ya?ml", path))


def _keys(old: str, new: str) -> str:
    """Which keys of a configuration differ."""
    was, now = dict(_parts(old)), dict(_parts(new))
    differ = [key for key in dict.fromkeys((*now, *was)) if now.get(key) != was.get(key)]
    return f"the site's configuration: {', '.join(differ)}" if differ else "the site's configuration"


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """The top-level keys of a YAML file with what they hold, as it is written."""
    starts = [*_KEY.finditer(text)]
    for match, after in zip_longest(starts, starts[1:]):
        yield match[1], text[match.end() : after.start() if after else len(text)].strip()


def _kind(path: str, settings: Settings, config: str) -> str:
    baseline = posixpath.join(posixpath.dirname(config), settings.baseline or ".inforce-baseline.json")
    if path == baseline:
        return "what the check keeps quiet about"
    if settings.overrides and path.startswith(f"{settings.overrides}/"):
        return "a template of the site"
    return next((what for pattern, what in _KINDS if pattern.fullmatch(path)), "")


def _published(path: str, data: bytes, settings: Settings) -> str:
    """Whether MkDocs publishes a file as it is: one of the docs_dir that is no policy, and no page or image without scripts."""
    inside = not settings.docs_dir or path.startswith(f"{settings.docs_dir}/")
    if not inside or settings.is_policy(path) or path == settings.ledger or path.lower().endswith(IMAGE_ENDINGS):
        return ""
    if path.lower().endswith((".md", ".markdown", ".mdown", ".mkdn", ".mkd")):
        return "a page with raw HTML or scripts" if _RUNS.search(decode(data, path)[0]) else ""
    return _PUBLISHED
