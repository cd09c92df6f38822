"""Reads what the rules look at out of the repository: a commit, or the work tree on top of one."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from inforce.checks.inputs import unread_files
from inforce.checks.inputs.state import Page, State
from inforce.containment import contained
from inforce.problems import Problem, in_order
from inforce.record.load import Record
from inforce.record.workspace import Workspace
from inforce.settings import Settings
from inforce.source import policy_file
from inforce.source.front_matter import decode, read
from inforce.source.policy_file import Content
from inforce.source.repository import WORK_TREE, Entry, Repository
from inforce.text import markdown
from inforce.text.headings import slug
from inforce.text.rendering import Render


def at(workspace: Workspace, commit: str) -> State:
    """The state of a commit."""
    known, repository = workspace.at(commit), workspace.repository
    state = _state(workspace, known, known, repository.tree(commit))
    return replace(state, paths=state.paths | repository.links(commit).keys())


def draft(workspace: Workspace, now: datetime, base: str = "") -> tuple[State, Entry | None]:
    """The files as they lie here on top of the checked-out commit, and what differs from it; with a `base`, on top of and from
    that."""
    repository, settings = workspace.repository, workspace.settings
    head = base or repository.published_revision("")
    entry = workspace.uncommitted(head, now)
    tree = dict(repository.tree(head))
    for change in entry.changes if entry else ():
        if change.old_path != change.path:
            tree.pop(change.old_path, None)
        tree[change.path] = change.blob
        if not change.blob:
            del tree[change.path]
    here = workspace.draft(now)
    links = repository.links(WORK_TREE).keys()
    if not base:
        state = _state(workspace, here, here, tree)
        return replace(state, paths=state.paths | links), entry
    known = workspace.draft(now, base)
    # The ledger may name commits that the branch has and the base has not.
    problems = [p for p in known.problems if p.path != settings.ledger] + [
        p for p in here.problems if p.path == settings.ledger
    ]
    known = replace(known, problems=in_order(problems))
    state = _state(workspace, known, here, tree)
    return replace(state, dated=_dated(repository, settings, entry), paths=state.paths | links), entry


def _dated(repository: Repository, settings: Settings, entry: Entry | None) -> frozenset[str]:
    """The new files that begin like policies and are read as none."""
    new = [change for change in entry.changes if not change.old_path and not settings.is_policy(change.path)] if entry else []
    names = [change.path for change in new if posixpath.splitext(change.path)[1].lower() in unread_files.ENDINGS]
    there = {path: WORK_TREE + path for path in names if (repository.root / path).is_file()}
    data = repository.blobs(there.values())
    dated = unread_files.dated(settings.keys.all_of("effective_date"))
    return frozenset(path for path, blob in there.items() if dated.match(decode(data[blob], path)[0]))


def _state(workspace: Workspace, known: Record, here: Record, tree: Mapping[str, str]) -> State:
    """The state of a tree: `known` is the record as it will be, `here` that with each commit of the branch."""
    settings, render = workspace.settings, workspace.render
    inside = f"{settings.docs_dir}/" if settings.docs_dir else ""
    policies = [path for path in tree if settings.is_policy(path)]
    others = [path for path in tree if path.endswith(".md") and path.startswith(inside) and not settings.is_policy(path)]
    blobs = workspace.repository.blobs(dict.fromkeys(tree[path] for path in (*policies, *others)))
    texts, lines = {}, {}
    for path in policies:
        data = blobs[tree[path]]
        lines[path] = decode(data, path)[0].split("\n")
        text = _text(path, data, tree, settings, render)
        if text:
            texts[path] = policy_file.follow(text, known.moved)
    pages = {path: _page(path, blobs[tree[path]], render) for path in others}
    return State(
        record=known,
        texts=texts,
        lines=lines,
        pages=pages,
        paths=frozenset(tree),
        dated=frozenset(),
        former={v.path: p.path for p in here.policies for r in p.revisions for v in (r.first, r.text) if v.path != p.path},
        accepted={p.path: p.newest.own.identity for p in here.policies if p.newest.own.identity != p.newest.text.identity},
    )


def _text(path: str, data: bytes, tree: Mapping[str, str], settings: Settings, render: Render) -> Content | None:
    """The text of a file; its date is what itself states, not that of a commit."""
    dates = tuple(name for name in settings.dates if name != "commit")
    said = contained(
        lambda: policy_file.read(data, path, tree[path], dates, render, lambda name: tree.get(name, ""), settings.keys),
        path,
        "",
    )
    found = None if isinstance(said, Problem) else said.content  # the record says what is wrong
    return replace(found, stated_by="commit") if found and not dates else found


def _page(path: str, data: bytes, render: Render) -> Page:
    source = read(data, path, date_required=False)
    body = "\n" * (source.body_line - 1) + source.body  # so that lines are those of the file
    rendered = render(source.body, path, "")
    ids = {slug(heading.title) for heading in rendered.headings} | set(markdown.ids(rendered.html))
    return Page(path=path, body=body, ids=frozenset(ids))
