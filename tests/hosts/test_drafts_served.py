"""Drafts as they are served: what a change builds again, what is kept, a real server, and a browser."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest
from browsing import tab
from drafting import BANNER, CONFIG, REFUNDS, Served, commit, edit, revise
from histories import clean_environment
from inforce.render import csp
from playwright.sync_api import Browser, expect
from sites import epoch, served


def test_what_is_built_again(folder: Path, serve: Served) -> None:
    """A draft builds nothing; another page does, and so does a commit, which makes the draft a revision."""
    revise(folder)
    serve.saved()
    assert serve.builds == 0
    (folder / "docs/about.md").write_text("# About us\n")
    assert "About us" in serve.saved().words("about/")
    assert serve.builds == 1
    assert BANNER in serve.shown.text("terms/refunds/draft/")
    commit(folder, REFUNDS)
    shown = serve.saved()
    assert serve.builds == 2
    assert not shown.path("terms/refunds/draft/").exists()
    assert shown.revisions("terms/refunds") == ["2018-02-01", "2018-06-01", "2027-03-01"]
    assert "1 draft" not in shown.words("terms/refunds/")


def test_what_is_kept(folder: Path, serve: Served, tmp_path: Path) -> None:
    """Building again for another page keeps the files of policies that are the same, and ends as a fresh build does."""
    revise(folder)
    serve.saved()
    kept = serve.site / "terms/refunds/compare/2018-02-01/2018-06-01/index.html"
    before = kept.stat()
    for text in ("# About\n\nUs.\n", "# About\n\nAll of us.\n"):
        (folder / "docs/about.md").write_text(text)
        serve.saved()
        assert (kept.stat().st_ino, kept.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    (folder / "docs/new.md").write_text("# New\n")  # in the navigation of every page
    shown = serve.saved().hashes()
    assert kept.stat().st_mtime_ns != before.st_mtime_ns
    assert b"New" in shown["terms/refunds/2018-02-01/index.html"]
    fresh = Served(folder, tmp_path / "fresh")
    fresh.begin()
    wanted = fresh.shown.hashes()
    fresh.end()
    assert shown.keys() == wanted.keys()
    assert {name for name in shown if shown[name] != wanted[name]} <= {"index.html", "sitemap.xml.gz"}  # a time of the build
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".kept")]


def test_a_real_server(folder: Path) -> None:
    """`mkdocs serve` itself: saved words stand on the draft's page soon after, and a fault does not end it."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    # A runner in the background may hand on that interrupts are ignored, and the server would never end.
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from mkdocs.__main__ import cli; cli()"
    command = [sys.executable, "-c", heard, "serve", "--dev-addr", f"127.0.0.1:{port}"]
    environment = clean_environment() | {"SOURCE_DATE_EPOCH": epoch(), "NO_MKDOCS_2_WARNING": "1"}
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True) as server:
        try:
            base = f"http://127.0.0.1:{port}/terms/refunds/"
            until(base, "ten days")
            revise(folder, "2027-13-01")
            until(f"{base}draft/", "there is no day 2027-13-01")
            edit(folder, **{"2027-13-01": "2027-12-01"})
            until(f"{base}draft/", "announced for")
            until(f"{base}compare/2018-06-01/draft/", "twelve")
        finally:
            server.send_signal(signal.SIGINT)
            ended = threading.Timer(30, server.kill)
            ended.start()
            _, said = server.communicate()
            ended.cancel()
    assert f"{base}draft/" in said
    assert said.count("Building documentation") == 1


def until(address: str, words: str) -> None:
    """Ask for a page until it holds these words."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                if words in answer.read().decode():
                    return
        except OSError:
            pass
        time.sleep(0.05)
    raise AssertionError(f"{address} never showed: {words}")


def test_the_redline_in_a_browser(folder: Path, tmp_path: Path, browser: Browser) -> None:
    """The switches of a redline work on that of a draft, without an error."""
    (folder / "mkdocs.yml").write_text(f"{CONFIG}theme: {{name: material, font: false}}\n")
    revise(folder)
    running = Served(folder, tmp_path / "served")
    running.begin()
    running.end()
    with served(running.site) as home, tab(browser, home) as watched:
        watched.page.goto("terms/refunds/")
        watched.page.get_by_role("link", name="what it changes in the text of June 1, 2018").click()
        expect(watched.page.get_by_text(BANNER)).to_be_visible()
        place = watched.page.get_by_role("group", name="Read this redline").get_by_role("status")
        expect(place).to_have_text("– of 1")  # once the script is there
        watched.page.keyboard.press("n")
        expect(place).to_have_text("1 of 1")
        watched.page.get_by_role("button", name="Changes only").click()
        watched.page.get_by_role("button", name="Side by side").click()
        expect(watched.page.get_by_text("twelve").first).to_be_visible()


@pytest.mark.parametrize(
    "address", ["terms/refunds/draft/", "terms/refunds/", "terms/refunds/2018-06-01/", "terms/refunds/history/"]
)
def test_what_a_served_page_may_run(address: str, folder: Path, serve: Served) -> None:
    """Pages of policies and drafts state what may run, as published ones do; so may the script that loads a page anew."""
    revise(folder)
    answer = serve.server._inject_js_into_html(serve.saved().text(address).encode(), 5).decode()
    script = answer[answer.rindex("<script>") + len("<script>") : answer.rindex("</script>")]
    found = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', answer)
    assert [csp.sha256(script) in content for content in found] == [True]
