"""Histories for tests: short descriptions of commits -> real git repositories, through one `git fast-import` each."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from inforce.cache import Cache
from inforce.record.load import Record
from inforce.record.workspace import Workspace
from inforce.settings import Settings
from inforce.source.repository import open_repository
from inforce.text.rendering import rendering

Content = str | dict[str, Any]
Tree = dict[str, Content]

LEDGER = "policies/ledger.yml"
_COMMIT_NAME = re.compile(r"<(c\d+)>")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2}) ([+-]\d{4}))?")
_STEP_KEYS = {"on", "authored", "write", "change", "delete", "move", "revert", "merge", "squash", "subject"}


def clean_environment() -> dict[str, str]:
    """The environment without anything that could colour what git does."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return kept | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_TERMINAL_PROMPT": "0"}


def committing(on: str = "2018-01-10T12:00:00+0000") -> dict[str, str]:
    """An environment in which git commits at a fixed moment, as people who are always the same."""
    people = {"GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@company.example"}
    people |= {"GIT_COMMITTER_NAME": "Ben", "GIT_COMMITTER_EMAIL": "ben@company.example"}
    return clean_environment() | people | {"GIT_AUTHOR_DATE": on, "GIT_COMMITTER_DATE": on}


def git(folder: Path, *arguments: str, stdin: bytes = b"", on: str = "2018-01-10T12:00:00+0000") -> str:
    """What a git command says, run in a folder with a clean configuration at a fixed moment."""
    environment = committing(on)
    options = ("-c", "protocol.file.allow=always", "-c", "core.fsync=none")  # nothing here has to outlive a loss of power
    done = subprocess.run(
        ["git", *options, *arguments],
        cwd=folder,
        env=environment,
        input=stdin,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, f"git {' '.join(arguments)}: {done.stderr.decode('utf-8', 'replace')}"
    return done.stdout.decode("utf-8").strip()


def begin(folder: Path) -> None:
    """What `git init` makes, without a process: there are a thousand repositories in the tests."""
    for name in ("objects", "refs/heads"):
        (folder / ".git" / name).mkdir(parents=True, exist_ok=True)
    (folder / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (folder / ".git" / "config").write_text("[core]\nrepositoryformatversion = 0\nbare = false\nlogallrefupdates = true\n")


def file_text(content: Content) -> str:
    """A policy file: a text as it is, or front-matter keys and `text` set out as one."""
    if isinstance(content, str):
        return content
    keys = {"title": "Rules"} | {key: value for key, value in content.items() if key != "text"}
    lines = [f"{key}: {_flow(value)}\n" for key, value in keys.items()]
    return "---\n" + "".join(lines) + "---\n" + str(content["text"]) + "\n"


def _flow(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    return str(value)


@dataclass(slots=True)
class Builder:
    """Builds one repository; `ids` tells the commits c1, c2 ... of the branch, `trees` what lay there after each."""

    folder: Path
    ids: dict[str, str] = field(default_factory=dict)
    trees: dict[str, Tree] = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)
    stream: list[bytes] = field(default_factory=list)
    marks: int = 0
    sides: int = 0

    def build(self, history: Sequence[Mapping[str, Any]]) -> None:
        """Write every commit of a history; HEAD is the branch main."""
        begin(self.folder)
        self.follow(history)
        self._flush()

    def follow(self, history: Sequence[Mapping[str, Any]]) -> None:
        """Note every commit of a history, and what lay there after it."""
        tree: Tree = {}
        parent = ""
        for number, step in enumerate(history, start=1):
            name = f"c{number}"
            before = tree
            tree, side = self._after(step, before, parent)
            merged = [side] if "merge" in step else []
            parent = self._commit("refs/heads/main", step, tree, [parent, *merged] if parent else merged, name)
            self.trees[name], self.trees[name + "^"] = tree, before
            self.days[name] = str(step["on"])[:10]

    def _after(self, step: Mapping[str, Any], before: Tree, parent: str) -> tuple[Tree, str]:
        """The tree after a step, and the commit at the end of its side branch."""
        assert set(step) <= _STEP_KEYS, f"unknown keys in a commit: {set(step) - _STEP_KEYS}"
        tree = dict(before)
        side = parent
        commits = step.get("merge") or step.get("squash") or []
        if commits:
            self.sides += 1
        for commit in commits:
            tree, _ = self._after(commit, tree, side)
            side = self._commit(f"refs/heads/side-{self.sides}", commit, tree, [side] if side else [], "")
        if "revert" in step:
            name = step["revert"]
            was, became = self.trees[name + "^"], self.trees[name]
            for path in was.keys() | became.keys():
                if was.get(path) != became.get(path):
                    _put(tree, path, was.get(path))
        for old, new in step.get("move", {}).items():
            tree[new] = tree.pop(old)
        for path in step.get("delete", []):
            del tree[path]
        for path, content in step.get("write", {}).items():
            tree[path] = content
        for path, keys in step.get("change", {}).items():
            file = tree[path]
            assert isinstance(file, dict), f"{path} was written as a text: write it again as a whole"
            tree[path] = {key: value for key, value in (file | keys).items() if value != ""}
        return tree, side

    def _commit(self, ref: str, step: Mapping[str, Any], tree: Tree, parents: list[str], name: str) -> str:
        self.marks += 1
        mark = f":{self.marks}"
        committed = _stamp(str(step["on"]))
        authored = _stamp(str(step["authored"])) if "authored" in step else committed
        head = f"commit {ref}\nmark {mark}\nauthor Ann <ann@company.example> {authored}\n"
        subject = str(step.get("subject", "change"))
        head += f"committer Ben <ben@company.example> {committed}\ndata {len(subject.encode())}\n{subject}\n"
        for k, parent in enumerate(parents):
            head += f"{'merge' if k else 'from'} {parent}\n"
        files = [(path, self._bytes(path, content)) for path, content in tree.items()]
        self.stream.append(head.encode() + b"deleteall\n")
        for path, data in files:
            self.stream.append(f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n")
        if name:
            self.ids[name] = mark
        return mark

    def _bytes(self, path: str, content: Content) -> bytes:
        text = file_text(content)
        if path == LEDGER and _COMMIT_NAME.search(text):
            self._flush()
            text = _COMMIT_NAME.sub(lambda match: self.ids[match[1]][:12], text)
        return text.encode()

    def _flush(self) -> None:
        """Import what is pending; marks become ids."""
        marks = self.folder / ".git" / "marks"
        known = (f"--import-marks={marks}",) if marks.exists() else ()
        git(self.folder, "fast-import", "--quiet", *known, f"--export-marks={marks}", stdin=b"".join(self.stream))
        self.stream.clear()
        by_mark = dict(line.split(" ") for line in marks.read_text().splitlines())
        self.ids = {name: by_mark.get(known_as, known_as) for name, known_as in self.ids.items()}


class Unwritten(Builder):
    """What lies in the trees of a history, for tests that need no repository."""

    def _commit(self, ref: str, step: Mapping[str, Any], tree: Tree, parents: list[str], name: str) -> str:
        return ""


def _put(tree: Tree, path: str, content: Content | None) -> None:
    if content is None:
        tree.pop(path, None)
    else:
        tree[path] = content


def _stamp(moment: str) -> str:
    """`2018-01-10` (noon, UTC) or `2018-01-10 23:30 -0800` as git stores it."""
    match = _MOMENT.fullmatch(moment)
    assert match, f"{moment} is no moment"
    zone = match[3] or "+0000"
    when = datetime.strptime(f"{match[1]} {match[2] or '12:00'} {zone}", "%Y-%m-%d %H:%M %z")
    return f"{int((when.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())} {zone}"


def load(folder: Path) -> Record:
    """The record of the repository around a folder."""
    return Workspace(open_repository(folder), Settings(), rendering(Cache(None))).published()
