"""Reads what the rules look at out of the repository: a commit, or the work tree on top of one."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from inforce.checks.inputs import markdown_passages, unread_files
from inforce.checks.inputs.state import Page, State
from inforce.containment import contained
from inforce.later import but
from inforce.problems import Problem, in_order
from inforce.record import branch as branches
from inforce.record.branch import Branch
from inforce.record.load import Record
from inforce.record.workspace import Workspace
from inforce.settings import Settings
from inforce.source import policy_file
from inforce.source.commits import WORK_TREE, Entry
from inforce.source.front_matter import decode, read
from inforce.source.policy_file import Content
from inforce.source.repository import Repository
from inforce.text import markdown
from inforce.text.dialect import COMMONMARK, DialectError
from inforce.text.headings import slug
from inforce.text.rendering import Render


def at(workspace: Workspace, commit: str) -> State:
    """The state of a commit."""
    known, repository = workspace.at(commit), workspace.repository
    return _state(workspace, known, known, repository.tree(commit), repository.links(commit), _Reader(workspace))


def draft(workspace: Workspace, now: datetime) -> tuple[State, Entry | None]:
    """The files as they lie here on top of the checked-out commit, and what differs from it."""
    repository = workspace.repository
    head = repository.published_revision("")
    here, entry = workspace.draft(now), workspace.uncommitted(head, now)
    links = repository.links(WORK_TREE)
    return _state(workspace, here, here, _tree(repository, head, entry), links, _Reader(workspace)), entry


def branch(workspace: Workspace, now: datetime, base: str) -> tuple[State, State, Entry | None]:
    """The state of the commit at which a branch was left, that of the files as they lie here on top of it, and what differs."""
    repository, reader = workspace.repository, _Reader(workspace)
    tree, there = repository.tree(base), _tree(repository, base, workspace.uncommitted(base, now))
    for files in (tree, there):
        reader.texts(files)  # before the records render these, so that each is parsed once
    known = branches.read(workspace, base, now)
    before = _state(workspace, known.before, known.before, tree, repository.links(base), reader)
    here = workspace.draft(now, lazily=True)
    after = _state(workspace, _with_ledger_of(known, here), here, there, repository.links(WORK_TREE), reader)
    changed = {change.path for change in known.entry.changes} if known.entry else set()
    changed |= {
        policy.path for policy in (*known.before.policies, *known.after.policies) if policy.address not in known.untouched
    }
    same = {path for path, text in after.texts.items() if path not in changed and text == before.texts.get(path)}
    dated = _dated(repository, workspace.settings, known.entry)
    return replace(before, untouched=frozenset(same)), replace(after, untouched=frozenset(same), dated=dated), known.entry


def _with_ledger_of(branch: Branch, here: Record) -> Record:
    """The record of a branch, whose ledger may name commits that the branch has and what it left has not."""
    assert here.faults  # of a record that was read from a repository
    ledger = here.faults.ledger.path
    problems = [problem for problem in branch.after.problems if problem.path != ledger]
    return but(branch.after, problems=in_order([*problems, *here.faults.of_ledger(branch.untouched)]))


def _tree(repository: Repository, commit: str, entry: Entry | None) -> Mapping[str, str]:
    """The files of a commit with those that lie here on top of it."""
    tree = dict(repository.tree(commit))
    for change in entry.changes if entry else ():
        if change.old_path != change.path:
            tree.pop(change.old_path, None)
        tree[change.path] = change.blob
        if not change.blob:
            del tree[change.path]
    return tree


def _dated(repository: Repository, settings: Settings, entry: Entry | None) -> frozenset[str]:
    """The new files that begin like policies and are read as none."""
    new = [change.path for change in entry.changes if not change.old_path] if entry else []
    names = [path for path in new if posixpath.splitext(path)[1].lower() in unread_files.ENDINGS]
    names = [path for path in names if not settings.is_policy(path) and not settings.is_left_out(path)]
    there = {path: WORK_TREE + path for path in names if (repository.root / path).is_file()}
    data = repository.blobs(there.values())
    dated = unread_files.dated(settings.keys.all_of("effective_date"))
    return frozenset(path for path, blob in there.items() if dated.match(decode(data[blob], path)[0]))


def _state(
    workspace: Workspace, known: Record, here: Record, tree: Mapping[str, str], links: Collection[str], reader: _Reader
) -> State:
    """The state of a tree: `known` is the record as it will be, `here` that with each commit of the branch."""
    settings = workspace.settings
    inside = f"{settings.docs_dir}/" if settings.docs_dir else ""
    policies = [path for path in tree if settings.is_policy(path)]
    others = [path for path in tree if path.endswith(".md") and path.startswith(inside) and not settings.is_policy(path)]
    blobs = workspace.contents(tree[path] for path in (*policies, *others))
    pages = {path: _page(path, blobs[tree[path]], workspace.render) for path in others}
    return State(
        record=known,
        here=here,
        texts={path: policy_file.follow(text, known.moved) for path, text in reader.texts(tree).items()},
        lines={path: decode(blobs[tree[path]], path)[0].split("\n") for path in policies},
        pages=pages,
        paths=frozenset((*tree, *links)),
        dated=frozenset(),
    )


class _Reader:
    """Reads the text of each file once for all states in which it is the same, with the same images."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._known: dict[tuple[str, str], tuple[Content | None, Mapping[str, str]]] = {}

    def texts(self, tree: Mapping[str, str]) -> Mapping[str, Content]:
        """The texts of policies that can be read, by path; the date of one is what itself states, not that of a commit."""
        policies = [path for path in tree if self._workspace.settings.is_policy(path)]
        blobs = self._workspace.contents(tree[path] for path in policies)
        texts = {path: self._text(path, blobs[tree[path]], tree) for path in policies}
        return {path: text for path, text in texts.items() if text}

    def _text(self, path: str, data: bytes, tree: Mapping[str, str]) -> Content | None:
        key = path, tree[path]
        known = self._known.get(key)
        if known is None or any(tree.get(image, "") != blob for image, blob in known[1].items()):
            known = self._known[key] = self._read(path, data, tree)
        return known[0]

    def _read(self, path: str, data: bytes, tree: Mapping[str, str]) -> tuple[Content | None, Mapping[str, str]]:
        images: dict[str, str] = {}

        def image(name: str) -> str:
            return images.setdefault(name, tree.get(name, ""))

        settings, render = self._workspace.settings, self._workspace.render
        dates = tuple(name for name in settings.dates if name != "commit")
        read = partial(policy_file.read, data, path, tree[path], dates, render, image, settings.keys)
        said = contained(lambda: read(language=settings.language_of(path)), path, "")
        found = None if isinstance(said, Problem) else said.content  # the record says what is wrong
        if found:
            contained(lambda: markdown_passages.tokens(found.prose), path, "")  # rules ask for these, which are at hand now
        return (replace(found, stated_by="commit") if found and not dates else found), images


def _page(path: str, data: bytes, render: Render) -> Page:
    source = read(data, path, date_required=False)
    body = "\n" * (source.body_line - 1) + source.body  # so that lines are those of the file
    try:
        rendered = render(source.body, path, "")
    except DialectError:  # of a page, which is no concern of Inforce's
        rendered = COMMONMARK.render(source.body, path=path)
    ids = {slug(heading.title) for heading in rendered.headings} | set(markdown.ids(rendered.html))
    return Page(path=path, body=body, ids=frozenset(ids))
