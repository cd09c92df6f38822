"""Tabs and sites that tests of pages share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browsing import Watched, leave
from playwright.sync_api import Page
from redline_pages import NEW, OLD, REFUNDS
from sites import Built, build, policy, repository, served


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site with one redline that holds everything: moves, splits, joins, lists in lists, a long table, Chinese, Hebrew."""
    folder = tmp_path_factory.mktemp("made") / "site"
    history = [
        {"on": "2020-01-01", "write": {"policies/rules.md": policy("2020-01-01", OLD)}},
        {"on": "2021-01-01", "write": {"policies/rules.md": policy("2021-01-01", NEW)}},
    ]
    config = (
        "site_name: Rules\nsite_url: https://example.org/\ntheme: {name: material, font: false}\nplugins: [search, inforce]\n"
    )
    repository(folder, history, config)
    built = build(folder)
    assert built.code == 0, built.said
    return built


@pytest.fixture(scope="session")
def made_url(made: Built) -> Iterator[str]:
    """That site behind a server."""
    with served(made.folder) as url:
        yield url


@pytest.fixture
def redline_page(wide: Watched) -> Iterator[Page]:
    """The redline of the refund policy, as a reader sees it who comes for the first time."""
    leave(wide.page)
    wide.page.evaluate("localStorage.clear()")
    wide.page.goto(REFUNDS)
    yield wide.page
    assert wide.faults == []


@pytest.fixture(scope="session", params=["mkdocs", "readthedocs"])
def themed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site in another theme than Material, at a long address."""
    folder = tmp_path_factory.mktemp("themed")
    history = [
        {"on": "2020-01-01", "write": {"policies/rules.md": policy("2020-01-01", OLD)}},
        {"on": "2021-01-01", "write": {"policies/rules.md": policy("2021-01-01", NEW)}},
    ]
    url = "https://policies.of-a-company-with-a-long-name.example/legal/documents/"
    repository(folder, history, f"site_name: Rules\nsite_url: {url}\ntheme: {request.param}\nplugins: [inforce]\n")
    return build(folder)
