"""What tests share: git with a clean configuration, the demo's site, a server and a browser, each made once."""

from __future__ import annotations

import gc
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import named
from browsing import Watched, leave, tab
from commanding import HISTORY, Inforce, Said
from filelock import FileLock
from histories import clean_environment, git
from inforce import cli
from playwright.sync_api import Browser, Page, sync_playwright
from sites import MKDOCS, Built, build_apart, demo, demo_copy, epoch, repository, served

# Bytecode is kept, whatever the surroundings say: else each process that a test begins compiles all modules again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync "
    "--disable-site-isolation-trials --process-per-site"  # no process for each page of one site
).split()


# Files that take long, in the order in which they begin: two processes then end together. One of the first two needs the demo,
# which takes long to build, and the other does not.
_LONG = (
    "test_access test_rules_built test_pages test_site test_ci test_security test_finding_changes test_word_writing "
    "test_processes test_comment test_story test_laws test_finding_days test_rules_of_checks test_prove test_links "
    "test_languages test_finding test_import_laws test_redline_page test_redline_signs test_prove_tampered test_quotes "
    "test_sections_shown test_bounded test_redline_views test_benchmarks test_html test_generators test_feeds test_package "
    "test_text_page "
    "test_drafts test_check_command test_redline_kept test_import test_schemas test_finding_words test_drafts_served "
    "test_real_pairs test_command"
).split()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first; each stays together."""
    place = {name: k for k, name in enumerate(_LONG)}
    items.sort(key=lambda item: place.get(item.path.stem, len(_LONG)))


def pytest_collection_finish() -> None:
    """What is there before the first test stays to the end: nothing looks through it again and again for what can be freed."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def _surroundings() -> Iterator[None]:
    """Neither git's configuration nor a variable of the person who runs the tests colours what they see."""
    changes = pytest.MonkeyPatch()
    for key in [key for key in os.environ if key.startswith("GIT_")]:
        changes.delenv(key)
    for key, value in clean_environment().items():
        changes.setenv(key, value)
    changes.delenv("SOURCE_DATE_EPOCH", raising=False)
    changes.setenv("NO_MKDOCS_2_WARNING", "1")
    yield
    changes.undo()


@pytest.fixture(scope="session")
def demo_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a clone of this repository, the demo's site built from it, and what the build said: made once by whichever
    of the processes that run tests comes first."""
    base = tmp_path_factory.getbasetemp()
    made = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo"
    with FileLock(f"{made}.lock"):
        if not (made / "said.json").exists():
            made.mkdir()
            built = build_apart([*MKDOCS, "--strict"], demo(made / "checkout"), made / "site", seed="1")
            (made / "said.json").write_text(json.dumps([built.code, built.said]))
    return made


@pytest.fixture(scope="session")
def demo_folder(demo_built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of this repository with the demo's site in it, which was built once."""
    return demo_copy(demo_built, tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def demo_site(demo_built: Path) -> Built:
    """The demo built from this repository's own history, strictly, with nothing kept from earlier."""
    code, said = json.loads((demo_built / "said.json").read_text())
    return Built(code=code, said=said, folder=demo_built / "site")


@pytest.fixture(scope="session")
def demo_url(demo_site: Built) -> Iterator[str]:
    """The demo behind a static server, not at its root."""
    with served(demo_site.folder) as url:
        yield url


@pytest.fixture(scope="session")
def company_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository that commands are asked about, made once."""
    folder = tmp_path_factory.mktemp("template") / "company"
    repository(folder, HISTORY, "site_name: Company\nplugins: [inforce]\n")
    git(folder, "tag", "first", "main~2")
    return folder


@pytest.fixture
def company(company_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it to work in."""
    copy = tmp_path / "company"
    shutil.copytree(company_template, copy)
    monkeypatch.chdir(copy)
    return copy


@pytest.fixture
def inforce(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Inforce:
    """Runs the command in the current folder; a traceback fails the test."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch())

    def run(*arguments: str) -> Said:
        try:
            code = cli.main(arguments)
        except SystemExit as end:
            code = int(end.code or 0)
        captured = capsys.readouterr()
        return Said(code=code, out=captured.out, err=captured.err)

    return run


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium: INFORCE_CHROMIUM, else the system's, else Playwright's own."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=named(), args=_FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def wide(browser: Browser, demo_url: str) -> Iterator[Watched]:
    """A wide, light tab with scripts on the demo, for one test of a module after the other."""
    with tab(browser, demo_url) as watched:
        yield watched


@pytest.fixture
def page(wide: Watched) -> Iterator[Page]:
    """The wide tab; a fault in it fails the test in which it occurs."""
    leave(wide.page)
    wide.faults.clear()
    yield wide.page
    faults = list(wide.faults)
    wide.faults.clear()
    assert faults == []
