"""The files of a commit -> those that are policies, and those of which that is in doubt."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

import yaml

from inforce.adopt import vocabulary
from inforce.record.unread_files import meant
from inforce.source import days, front_matter
from inforce.text import stated_dates

_NO_PLACES = re.compile(  # folders whose texts are no policies, whatever they are called
    r"\..+|node_modules|venv|virtualenv|site-packages|__pycache__|vendor|third[_-]party|tests?|fixtures|examples?|samples?|"
    r"_posts|_drafts|_includes|_layouts|posts?|blog|news|newsletters?|releases?|changelogs?|adrs?|_site|public|resources|"
    r"templates?|archetypes|starters?|skeletons?|boilerplates?"
)
_POST = re.compile(r"\d{4}-\d{2}-\d{2}-")  # the name of a post begins with its day
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(?=[Tt ]+\d{1,2}:)")
_NEVER = frozenset("readme changelog contributing license licence authors maintainers history news todo support".split())
_COMMUNITY = frozenset(
    "code_of_conduct security governance".split()
)  # of a project: hosts of repositories show them by themselves
_POSTS = ("post", "posts", "blog", "news")
_SPEAKS, _NAMED = "it speaks as a policy does", "only its name or its title speaks for it"
_TITLE = re.compile(r"^(?:#{1,2}[ \t]+(.+?)[ \t#]*$|(\S.*)\n(?:=+|-+)[ \t]*$)", re.M)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A Markdown file as it was read here: its front matter, whatever its keys mean, the text below, and what it is called."""

    path: str
    keys: Mapping[str, object]
    body: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is taken for policies, by path; what may be one, with what speaks for it; and files of other kinds that may be."""

    taken: Mapping[str, File]
    doubtful: Mapping[str, str]
    other: tuple[str, ...]


def is_place(path: str) -> bool:
    """Whether a file lies where policies may lie."""
    return not any(_NO_PLACES.fullmatch(folder.lower()) for folder in path.split("/")[:-1])


def read(path: str, data: bytes) -> File:
    """A Markdown file taken apart; what cannot be read of its front matter is left out."""
    text, _ = front_matter.decode(data, path)
    block, body, _ = front_matter.split(text)
    keys: object = {}
    with suppress(yaml.YAMLError, ValueError, RecursionError):  # the record says what is wrong with it
        keys = yaml.load(block or "", Loader=_Plain)  # noqa: S506 - a SafeLoader
    known = {str(key): value for key, value in keys.items()} if isinstance(keys, dict) else {}
    heading = _TITLE.search(body)
    title, said = known.get("title"), (heading[1] or heading[2]) if heading else ""
    return File(path=path, keys=known, body=body, title=title if isinstance(title, str) and title.strip() else said)


def dated(keys: Mapping[str, object]) -> Iterator[tuple[str, date]]:
    """The keys of front matter that state a day, each with that; of a time, the day where it was written."""
    for name, value in keys.items():
        if isinstance(value, datetime):
            yield name, value.date()
        elif isinstance(value, date):
            yield name, value
        elif isinstance(value, str):
            moment = _MOMENT.match(value)
            with suppress(days.NotADayError):
                yield name, days.read(moment[0] if moment else value, "UTC")


def is_toml(file: File) -> bool:
    """Whether the front matter of a file is TOML, which is not read."""
    return file.body.startswith("+++") and not file.keys


def find(files: Sequence[File], paths: Iterable[str]) -> Found:
    """What is a policy of these Markdown files, and of all paths."""
    taken: dict[str, File] = {}
    doubtful: dict[str, str] = {}
    for file in files:
        weight, why = _weighed(file)
        if weight > 2:
            taken[file.path] = file
        elif weight == 2:
            doubtful[file.path] = why
    for inside in _by_folder(files).values():
        own = [file for file in inside if file.path in taken]
        if len(own) > 1 and len(own) * 2 >= len(inside):  # a folder of policies, whatever it is called
            alike = [file for file in inside if doubtful.get(file.path) in (_SPEAKS, _NAMED)]
            taken |= {file.path: file for file in alike}
            doubtful = {path: why for path, why in doubtful.items() if path not in taken}
    other = tuple(sorted(path for path in paths if _is_of_another_kind(path, taken)))
    return Found(taken=taken, doubtful=doubtful, other=other)


def _by_folder(files: Iterable[File]) -> dict[str, list[File]]:
    """Files by their folder, but for those that every repository has."""
    found: dict[str, list[File]] = {}
    for file in files:
        if vocabulary.stem(file.path).lower() not in _NEVER and file.path.rpartition("/")[2] not in ("_index.md", "index.md"):
            found.setdefault(file.path.rpartition("/")[0], []).append(file)
    return found


def _weighed(file: File) -> tuple[int, str]:
    """How much speaks for a policy, and in doubt, what that is: 3 and more take it for one."""
    folders, name = file.path.split("/")[:-1], posixpath.basename(file.path)
    stem = vocabulary.stem(file.path).lower()
    if stem in _NEVER or _POST.match(name) or name == "_index.md" or not is_place(file.path):
        return 0, ""
    if file.keys.get("layout") in _POSTS or file.keys.get("type") in _POSTS:
        return 0, ""
    if stem.replace("-", "_") in _COMMUNITY and len(folders) < 2 and (name.isupper() or name.split(".")[0].isupper()):
        return 2, "hosts of repositories show such a file by themselves"
    if file.keys.get("draft") is True or file.keys.get("published") is False:
        return 2, "its front matter says that it is a draft"
    in_effect = any(vocabulary.fold(key).replace(" ", "") in ("effectivedate", "effective") for key in file.keys)
    if stem == "index":
        stem = folders[-1] if folders else ""
        if not (any(dated(file.keys)) or stated_dates.find(file.body) or is_toml(file)):
            return 0, ""
    if in_effect or vocabulary.of_folders(folders):
        return 3, ""
    named = [vocabulary.of_name(words) for words in (stem, file.title) if words]
    spoken = vocabulary.of_text(file.body)
    stated = stated_dates.find(file.body) is not None
    if max(named) < 2:  # other things are called policies, too
        enough = spoken == 2 and stated if not max(named) else spoken == 2 or stated
        return (3 if enough and max(named) else 2 if enough or (spoken and max(named)) else 0), _SPEAKS
    return 3 if min(named) == 2 or spoken or stated else 2, _NAMED


def _is_of_another_kind(path: str, taken: Mapping[str, File]) -> bool:
    """Whether a file that is not Markdown has the name of a policy, and none that is read lies beside it."""
    like = meant(path)
    if path.endswith(".md") or not like or like in taken or not is_place(path):
        return False
    return vocabulary.of_name(vocabulary.stem(path)) == 2 or vocabulary.of_folders(path.split("/")[:-1])


class _Plain(yaml.SafeLoader):
    """Reads front matter with tags of any kind."""


_Plain.add_multi_constructor("", lambda loader, suffix, node: None)
