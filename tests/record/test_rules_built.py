"""The golden cases as sites: each history is built on several days, proved against git, and its links are followed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from golden import Plain
from histories import Builder
from inforce.cache import Cache
from inforce.cli import record_proof
from inforce.hosts import site_pages
from inforce.hosts.mkdocs import pages
from inforce.hosts.mkdocs.theme_shell import Shell
from inforce.hosts.output import Disk, Writing
from inforce.record.load import Record
from inforce.record.redlines import Redlines
from inforce.record.workspace import Workspace
from inforce.render.data.events import events
from inforce.settings import Compare, Settings
from inforce.settings import of as settings_of
from inforce.source.repository import Repository, open_repository
from inforce.text.rendering import rendering
from mkdocs.config.base import load_config
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from sites import Crawl
from sites import policy as written
from sites import repository as write_repository
from test_rules import CASES, check_out

_THEME = "<!doctype html>\n<html lang=en><head><title>{{ page.title }}</title></head><body>{{ page.content }}</body></html>"
_ZONE = "Pacific/Auckland"  # far from UTC, and east of it
_LATER = date(2031, 1, 1)  # after nearly all days of the cases


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """The least theme that shows a body. A whole build of MkDocs takes ten times as long and adds nothing of ours."""
    folder = tmp_path_factory.mktemp("shell")
    (folder / "main.html").write_text(_THEME)
    (folder / "docs").mkdir()
    (folder / "mkdocs.yml").write_text(
        f"site_name: Company\nsite_url: https://company.example/\ntheme: {{name: null, custom_dir: {folder}}}\nplugins: []\n"
    )
    config = load_config(str(folder / "mkdocs.yml"))
    config.plugins._current_plugin = None  # what MkDocs asks for where a file is made, and sets only while it runs a plugin
    return Shell(env=config.theme.get_env(), config=config, files=Files([]), nav=Navigation([], []))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['file']}:{case['case']}")
def test_golden_site(case: Plain, shell: Shell, tmp_path: Path) -> None:
    """On each day that the case is about, each page can be made, holds what git holds, and leads to pages that are there."""
    root = tmp_path / "repository"
    root.mkdir()
    builder = Builder(root)
    builder.build(case["history"])
    check_out(root, builder, case.get("checkout", {}))
    repository, cache = open_repository(root), Cache(None)
    redlines = Redlines(cache)
    last = date.fromisoformat(builder.days[f"c{len(case['history'])}"])
    whole = settings_of({**case.get("settings", {}), "timezone": _ZONE}, folder="", docs_dir="docs")
    known = Workspace(repository, whole, rendering(cache)).published()
    for policy in known.policies:
        names = [event.name for event in events(policy, date(2030, 1, 1), "UTC")]
        assert len(set(names)) == len(names), f"two pieces of news have one name: {names}"
    compares: tuple[tuple[Compare, list[date]], ...] = (("all", _days(case, last)), ("adjacent", [last]))
    for compare, days in compares:
        settings = replace(whole, compare=compare)
        for day in days:
            folder = tmp_path / f"{compare}-{day}"
            _write(folder, repository, settings, known, day, redlines, shell)
            faults = [
                f"{proof.address}: {proof.fault}"
                for proof in record_proof.checks(folder, record_proof.frame(folder, known, settings))
                if proof.fault
            ]
            crawl = Crawl(folder)
            assert (faults, crawl.broken(), crawl.doubled()) == ([], [], []), f"built on {day} with compare: {compare}"


def _days(case: Plain, last: date) -> list[date]:
    """The day of the last commit, when what it announced is to come; every other day on which the case says what is; one after
    all of them."""
    policies = (case["expect"].get("policies") or {}).values()
    named = (date.fromisoformat(day) for policy in policies for day in policy.get("upcoming") or {})
    return sorted({last, _LATER, *named})


def _is_redirect(file: Path) -> bool:
    return b'http-equiv="refresh"' in file.read_bytes()


def _write(
    folder: Path, repository: Repository, settings: Settings, known: Record, day: date, redlines: Redlines, shell: Shell
) -> None:
    """A whole site: the pages that go through MkDocs, with the same shell as the others, and all that does not."""
    frame = pages.frame(shell.config, settings, known, day)
    disk = Disk(folder, known.register)
    for source in site_pages.sources(frame, known.register, redlines):
        pages.toc(source.page.headings)
        disk.put(f"{source.page.address}index.html", shell.around(source.page))
    for name, content in site_pages.assets(frame).items():
        disk.put(f"assets/inforce/{name}", content)
    Writing(
        repository=repository,
        settings=settings,
        redlines=redlines,
        frame=frame,
        around=shell.around,
        index="",
        content="",
        alone=True,
    ).into(disk)
    assert len(disk.names) == len(set(disk.names)), "each file has one owner"
    assert [name for name in disk.names if not known.register.holder(name) and not _is_redirect(folder / name)] == []
    for name in disk.names:
        if name.endswith(".json"):
            json.loads((folder / name).read_text("utf-8"))


def test_git_is_asked_once_for_all_texts_of_a_policy(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process for each of them would take longer than the pages."""
    days = ("2018-01-10", "2018-03-10", "2018-05-10")
    write_repository(
        tmp_path / "company", [{"on": day, "write": {"policies/terms.md": written(day, f"On {day}.")}} for day in days]
    )
    asked: list[set[str]] = []
    blobs = Repository.blobs
    settings = settings_of({}, folder="", docs_dir="docs")
    repository, cache = open_repository(tmp_path / "company"), Cache(None)
    known = Workspace(repository, settings, rendering(cache)).published()
    monkeypatch.setattr(Repository, "blobs", lambda self, ids: asked.append(set(ids)) or blobs(self, asked[-1]))
    _write(tmp_path / "site", repository, settings, known, _LATER, Redlines(cache), shell)
    assert [len(ids) for ids in asked] == [len(days)]
