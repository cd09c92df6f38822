"""What stands around the policies in a repository: the site's generator, languages, and where its address is likely to be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from inforce import languages
from inforce.adopt import vocabulary
from inforce.adopt.candidates import File
from inforce.text.stated_dates import LOCALES

# The files by which a generator of sites is known, in the folder of the site.
_GENERATORS = (
    ("Zensical", r"zensical\.toml"),
    ("MkDocs", r"mkdocs\.ya?ml"),
    ("ProperDocs", r"properdocs\.ya?ml"),
    ("Docusaurus", r"docusaurus\.config\.[cm]?[jt]s"),
    ("Hugo", r"hugo\.(?:toml|ya?ml|json)|archetypes/default\.md"),
    ("Jekyll", r"_config\.ya?ml"),
    ("Astro", r"astro\.config\.[cm]?[jt]s"),
    ("Eleventy", r"\.eleventy\.js|eleventy\.config\.[cm]?js"),
    ("VitePress", r"(?:docs/)?\.vitepress/config\.[cm]?[jt]s"),
    ("mdBook", r"book\.toml"),
    ("Sphinx", r"(?:docs/)?(?:source/)?conf\.py"),
    ("Next.js", r"next\.config\.[cm]?[jt]s"),
    ("Gatsby", r"gatsby-config\.[jt]s"),
)
ADDRESSES = ("permalink", "url", "slug")  # keys by which other generators are asked for the address of a page
_TABS = re.compile(r'^[ \t]*===[!+]{0,2} ["\']', re.M)
_REQUIREMENTS = re.compile(
    r"(?:.*/)?(?:[\w-]*requirements[\w-]*\.(?:txt|in)|pyproject\.toml|Pipfile|environment\.ya?ml|setup\.(?:cfg|py))"
)
_WORKFLOWS = re.compile(
    r"\.(?:github|gitea|forgejo)/workflows/.+|(?:.*/)?\.gitlab-ci\.ya?ml|\.gitlab/ci/.+|\.woodpecker.*|\.circleci/.+|"
    r"netlify\.toml|Jenkinsfile|\.readthedocs\.ya?ml|azure-pipelines\.ya?ml|\.travis\.yml"
)
WITH_PLUGINS = ("MkDocs", "ProperDocs")
_HOSTS = {"github": "github", "gitlab": "gitlab", "codeberg": "forgejo", "gitea": "forgejo", "forgejo": "forgejo"}
_PAGES = {"github.com": "github.io", "gitlab.com": "gitlab.io", "codeberg.org": "codeberg.page"}
_SYNTAX = {  # what generators read in a text, and nothing else does
    "Liquid ({% … %}, {{ … }})": re.compile(r"\{%|\{\{(?![<%])"),
    "shortcodes ({{< … >}})": re.compile(r"\{\{[<%]"),
    "a box (:::)": re.compile(r"^:::", re.M),
    "MDX (import, export)": re.compile(r"^(?:import|export) .+", re.M),
}
_ADDRESS = re.compile(r"(?:[\w+.-]+://)?(?:[^@/]*@)?([^/:]+)(?::\d+)?[:/](.+?)(?:\.git)?/?")


def generator(paths: Collection[str], folder: str) -> str:
    """Which generator makes the site in a folder; "" where none is known."""
    base = f"{folder}/" if folder else ""
    own = {path.removeprefix(base) for path in paths if path.startswith(base)}
    return next((name for name, files in _GENERATORS if any(re.fullmatch(files, path) for path in own)), "")


def git_host(origin: str) -> str:
    """Which software hosts a repository, by the address of its origin: github, gitlab, forgejo; "" where none is known."""
    found = _ADDRESS.fullmatch(origin)
    host = found[1].lower() if found else ""
    return next((kind for name, kind in _HOSTS.items() if name in host), "")


def repo_url(origin: str) -> str:
    """The page of a repository, without what somebody signs in with; "" where its host is not known."""
    found = _ADDRESS.fullmatch(origin)
    return f"https://{found[1]}/{found[2]}" if found and git_host(origin) else ""


def site_url(origin: str) -> str:
    """Where the pages of a repository are by default on its host; "" where that is not known."""
    url = urlsplit(repo_url(origin))
    owner, _, name = url.path.strip("/").partition("/")
    pages = _PAGES.get(url.netloc, "")
    if not pages or not name or "/" in name:
        return ""
    return f"https://{owner.lower()}.{pages}/" + ("" if name.lower() == f"{owner}.{pages}".lower() else f"{name}/")


def language_in(path: str) -> tuple[str, str]:
    """The language that an ending or a folder of a path names, and that folder, "" for an ending: privacy.de.md, de/privacy.md;
    "" for both where none does."""
    *folders, name = PurePosixPath(path).parts
    parts = [(part, "") for part in reversed(name.split(".")[1:-1])]
    parts += [(part, "/".join(folders[: k + 1])) for k, part in enumerate(folders)]
    named = ((languages.tag(part.replace("_", "-")), folder) for part, folder in parts)
    return next(((code, folder) for code, folder in named if code.split("-")[0] in LOCALES), ("", ""))


def marked(files: Iterable[File]) -> dict[str, tuple[str, str]]:
    """The language that each path names, and the folder that does, where paths name several, or one beside paths without."""
    files = list(files)
    found = {file.path: named for file in files if (named := language_in(file.path))[0]}
    return found if len({code for code, _ in found.values()}) > 1 or 0 < len(found) < len(files) else {}


def main_language(files: Iterable[File]) -> str:
    """The language that most policies are in, as far as their keys, paths and names say so."""
    files = list(files)
    paths = marked(files)
    said = Counter(_stated(file) or paths.get(file.path, ("", ""))[0] or _of_names(file) for file in files)
    del said[""]
    return max(said, key=lambda code: (said[code], code == "en"), default="")


def _stated(file: File) -> str:
    code = file.keys.get("lang")
    return languages.tag(code) if isinstance(code, str) else ""


def _of_names(file: File) -> str:
    return vocabulary.language_of(file.title) or vocabulary.language_of(vocabulary.stem(file.path))


def unread_syntax(files: Iterable[File]) -> dict[str, list[str]]:
    """What a generator would read in texts and Inforce does not: each kind with the files that have it."""
    found: dict[str, list[str]] = {}
    for file in files:
        for kind, pattern in _SYNTAX.items():
            if pattern.search(file.body):
                found.setdefault(kind, []).append(file.path)
    return found


def tabbed(files: Iterable[File]) -> list[str]:
    """The files with tabs, as `=== "Label"` begins one."""
    return [file.path for file in files if _TABS.search(file.body)]


def lacking(paths: Collection[str], folder: str, origin: str) -> list[str]:
    """What a site in a folder needs besides its mkdocs.yml, and these files of the repository do not hold."""
    base = f"{folder}/" if folder else ""
    wanted = {
        ".gitignore": any(path in paths for path in (".gitignore", f"{base}.gitignore")),
        "requirements.txt": any(map(_REQUIREMENTS.fullmatch, paths)),
        "workflows": not git_host(origin) or any(map(_WORKFLOWS.fullmatch, paths)),
    }
    return [name for name, there in wanted.items() if not there]
