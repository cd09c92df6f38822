"""Drafts: `mkdocs serve` shows what lies here and is not published, apart from the record, which it never enters."""

from __future__ import annotations

import logging
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from browsing import tab
from histories import clean_environment, git
from inforce.redline.proof import accept, reject, signature
from inforce.render import csp
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.livereload import LiveReloadServer
from playwright.sync_api import Browser, expect
from selectolax.lexbor import LexborHTMLParser
from sites import TODAY, Built, build, epoch, policy, repository, served

REFUNDS = "policies/terms/refunds.md"
OLD = "## Periods\n\nYou have ten days.\n\n## Stores\n\nAsk the store."
HISTORY: list[dict[str, Any]] = [
    {
        "on": "2018-01-10",
        "write": {
            REFUNDS: policy("2018-02-01", OLD.replace("ten", "two"), title="Refunds"),
            "policies/terms/fees.md": policy("2018-02-01", "Fees are low.", title="Fees"),
            "policies/privacy.md": policy("2018-02-01", "Old words.", title="Privacy"),
        },
    },
    {"on": "2018-05-10", "change": {REFUNDS: {"effective_date": "2018-06-01", "text": OLD, "change_note": "Longer."}}},
    {"on": "2026-10-10", "change": {"policies/privacy.md": {"effective_date": "2027-02-01", "text": "New words."}}},
]
CONFIG = "site_name: Company\nsite_url: https://policies.example/\nplugins: [search, inforce]\n"
BANNER = "Draft: not published, not in force"


@dataclass
class Served:
    """A site as `mkdocs serve` builds it; `saved` is what its server does when a file has changed."""

    folder: Path
    site: Path
    docs: str = "docs"
    builds: int = 0
    server: Any = None
    config: Any = None

    def begin(self) -> None:
        """Build for the first time, and let the plugins meet the server."""
        self.config = load_config(str(self.folder / "mkdocs.yml"), site_dir=str(self.site))
        self.config.plugins.on_startup(command="serve", dirty=False)
        self.server = LiveReloadServer(self.rebuild, "127.0.0.1", 0, str(self.site))
        mkdocs_build(self.config, serve_url="http://127.0.0.1:8000/")
        self.server.watch(str(self.folder / self.docs))
        self.server.watch(str(self.folder / "mkdocs.yml"))
        self.config.plugins.on_serve(self.server, config=self.config, builder=self.rebuild)

    def rebuild(self) -> None:
        """What MkDocs does on a change."""
        self.builds += 1
        mkdocs_build(load_config(str(self.folder / "mkdocs.yml"), site_dir=str(self.site)), serve_url="http://127.0.0.1:8000/")

    def saved(self) -> Built:
        """The site after a change."""
        self.server.builder()
        return self.shown

    def end(self) -> None:
        """What MkDocs does at the end."""
        self.server.server_close()
        self.config.plugins.on_shutdown()

    @property
    def shown(self) -> Built:
        """The site as it is served."""
        return Built(code=0, said="", folder=self.site)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with its published policies; nothing is edited."""
    repository(tmp_path / "company", HISTORY, CONFIG, {"docs/about.md": "# About\n"})
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch())
    return tmp_path / "company"


@pytest.fixture
def serve(folder: Path, tmp_path: Path) -> Iterator[Served]:
    """The site being served."""
    running = Served(folder, tmp_path / "served")
    running.begin()
    yield running
    running.end()


def edit(folder: Path, path: str = REFUNDS, **changes: str) -> None:
    """Replace words in a policy's file: old=new, with _ for a space and __ for a colon."""
    file = folder / path
    text = file.read_text("utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, "utf-8")


def commit(folder: Path, *paths: str, on: str = TODAY) -> None:
    """Commit these files."""
    git(folder, "add", *paths)
    git(folder, "commit", "-q", "-m", "Change", "--", *paths, on=f"{on}T12:00:00+0000")


def revise(folder: Path, day: str = "2027-03-01") -> None:
    """Edit the refunds: another date and another period."""
    edit(folder, **{"2018-06-01": day, "ten days": "twelve days", "Longer.": "Twelve days."})


def test_an_edit_is_a_draft_apart_from_the_record(folder: Path, serve: Served) -> None:
    """The draft has pages of its own; of what is published only notices on pages change, and nothing stays behind."""
    before = serve.shown.hashes()
    revise(folder)
    shown = serve.saved()
    after = shown.hashes()
    draft, redline = "terms/refunds/draft/index.html", "terms/refunds/compare/2018-06-01/draft/index.html"
    assert after.keys() - before.keys() == {draft, redline}
    assert {name for name in before if before[name] != after[name]} == {
        "index.html",
        "terms/index.html",
        "terms/refunds/index.html",
    }
    for name in (draft, redline):
        html = after[name].decode()
        assert BANNER in html
        assert "it is a revision announced for" in html
        assert '<meta name="robots" content="noindex">' in html
        assert 'rel="canonical"' not in html
    assert "twelve days" in shown.words("terms/refunds/draft/")
    assert "twelve" not in shown.words("terms/refunds/").partition("Refunds ¶")[2]
    assert "terms/refunds/draft" not in (shown.text("sitemap.xml") + shown.text("search/search_index.json"))
    assert serve.builds == 0
    git(folder, "checkout", "-q", REFUNDS)
    assert serve.saved().hashes() == before


def test_the_redline_is_that_of_the_text_in_force(folder: Path, serve: Served) -> None:
    """Rejecting its changes gives the text in force, accepting them the draft."""
    revise(folder)
    html = serve.saved().text("terms/refunds/compare/2018-06-01/draft/")
    (body,) = LexborHTMLParser(html).css("#inforce-redline")
    redline = body.inner_html or ""
    assert "<del" in redline
    assert "have ten days" in words_of(reject(redline))
    assert "have twelve days" in words_of(accept(redline))
    assert signature(reject(redline)) != signature(accept(redline))


def words_of(html: str) -> str:
    """The words of a piece of HTML, with one space between them."""
    return " ".join(LexborHTMLParser(html).text().split())


def test_ways_to_the_draft(folder: Path, serve: Served) -> None:
    """The policy's page and the home page lead to the draft and to its redline."""
    revise(folder)
    shown = serve.saved()
    for start, back in {"terms/refunds/": "", "": "terms/refunds/"}.items():
        links = [a.attributes.get("href") for a in LexborHTMLParser(shown.text(start)).css(".inforce-drafts a")]
        assert links == [f"{back}draft/", f"{back}compare/2018-06-01/draft/"]
    assert "inforce-drafts" not in shown.text("terms/fees/").replace("<!--inforce-drafts-->", "").replace(
        "<!--/inforce-drafts-->", ""
    )


def test_an_announced_revision_is_compared_too(folder: Path, serve: Served) -> None:
    """A draft that goes on from an announced text is shown against that one as well."""
    edit(folder, "policies/privacy.md", **{"New words.": "Newer words."})
    shown = serve.saved()
    assert "Newer" in shown.words("privacy/compare/2018-02-01/draft/", "#inforce-redline")
    assert "Newer" in shown.words("privacy/compare/2027-02-01/draft/", "#inforce-redline")


NATURES: dict[str, tuple[str, dict[str, str], str]] = {
    "announced": (REFUNDS, {"2018-06-01": "2027-03-01", "ten": "nine"}, "it is a revision announced for March 1, 2027"),
    "at once": (REFUNDS, {"2018-06-01": "2026-11-01", "ten": "nine"}, "it is the revision of November 1, 2026"),
    "correction": (REFUNDS, {"ten": "nine"}, "this text corrects the revision of June 1, 2018"),
    "retroactive": (
        REFUNDS,
        {"2018-06-01": "2018-03-01\nretroactive: true", "ten": "nine"},
        "a retroactive revision that counts from March 1, 2018",
    ),
    "by mistake": (REFUNDS, {"2018-06-01": "2018-03-01", "ten": "nine"}, "this file cannot be published"),
    "same": (REFUNDS, {"Longer.": "Longer periods."}, "The text is the published one"),
    "moved": ("policies/privacy.md", {"2027-02-01": "2027-04-01"}, "announced for February 1, 2027 is moved to April 1, 2027"),
    "retired": (REFUNDS, {"change_note": "retired: 2027-01-01\nchange_note"}, "is retired from January 1, 2027 on"),
}


@pytest.mark.parametrize("case", NATURES)
def test_what_would_come_of_it(folder: Path, serve: Served, case: str) -> None:
    """The draft says what the rules would make of it, if it were published today."""
    path, changes, said = NATURES[case]
    edit(folder, path, **changes)
    address = path.removeprefix("policies/").removesuffix(".md")
    assert said in serve.saved().words(f"{address}/draft/", ".inforce-banner")


def test_a_deleted_file(folder: Path, serve: Served) -> None:
    """A file that is gone here is said to be gone, and its published page stays."""
    (folder / REFUNDS).unlink()
    shown = serve.saved()
    assert "The file is deleted here." in shown.words("terms/refunds/draft/")
    assert "ten days" in shown.words("terms/refunds/")


def test_a_new_policy(folder: Path, serve: Served) -> None:
    """A file that no commit has gets a draft, which the home page and the collection name and other drafts link to."""
    new = folder / "policies/terms/gifts.md"
    new.write_text("---\ntitle: Gifts\neffective_date: 2027-03-01\n---\n\nSee [fees](fees.md).\n")
    edit(folder, **{"Ask the store.": "Ask the store. See [gifts](gifts.md)."})
    shown = serve.saved()
    assert BANNER in shown.text("terms/gifts/draft/")
    assert 'href="../../fees/"' in shown.text("terms/gifts/draft/")
    assert 'href="../../gifts/draft/"' in shown.text("terms/refunds/draft/")
    for start in ("", "terms/"):
        assert "Gifts" in shown.words(start, ".inforce-drafts")
    assert not shown.path("terms/gifts/").exists()
    assert "gifts" not in shown.text("policies.json")
    new.unlink()
    assert not serve.saved().path("terms/gifts/draft/").exists()


def test_a_fault_is_shown_and_stops_nothing(folder: Path, serve: Served, caplog: pytest.LogCaptureFixture) -> None:
    """What is wrong with the front matter stands on the draft's page and in the log; the next edit mends it."""
    caplog.set_level(logging.INFO)
    revise(folder, "2027-02-30")
    said = serve.saved().words("terms/refunds/draft/", ".inforce-problems")
    for part in (f"{REFUNDS}:4", "effective_date:", "there is no day 2027-02-30.", "Correct the month or the day."):
        assert part in said
    assert f"{REFUNDS}:4: effective_date: there is no day 2027-02-30. Correct the month or the day." in caplog.text
    assert "twelve days" in serve.shown.words("terms/refunds/draft/")
    (folder / REFUNDS).write_text("---\ntitle: [unclosed\n---\nWords.\n")
    assert "not valid YAML" in serve.saved().words("terms/refunds/draft/", ".inforce-problems")
    assert "1 problem" in serve.shown.words("terms/refunds/", ".inforce-drafts")
    git(folder, "checkout", "-q", REFUNDS)
    revise(folder)
    assert "inforce-problems" not in serve.saved().text("terms/refunds/draft/")


def test_an_emptied_file(folder: Path, serve: Served) -> None:
    """A file without anything in it cannot be published; one without a text has a problem, as the check says it."""
    front = "---\ntitle: Refunds\neffective_date: 2027-03-01\nchange_note: Gone.\n---\n"
    (folder / REFUNDS).write_text("")
    shown = serve.saved()
    assert "this file cannot be published" in shown.words("terms/refunds/draft/", ".inforce-banner")
    assert "there is no front matter" in shown.words("terms/refunds/draft/", ".inforce-problems")
    (folder / REFUNDS).write_text(front)
    assert f"{REFUNDS}:6 there is no text below" in serve.saved().words("terms/refunds/draft/", ".inforce-problems")
    (folder / REFUNDS).write_text(front.replace("change_note", "checks: {empty-text: off}\nchange_note"))
    assert "inforce-problems" not in serve.saved().text("terms/refunds/draft/")


def test_a_wrong_ledger(folder: Path, serve: Served, caplog: pytest.LogCaptureFixture) -> None:
    """What is wrong with an entry of the ledger that is being written is told once in the log, and on the home page."""
    (folder / "policies/ledger.yml").write_text("terms/refunds: {abc: {note: x}}\n")
    said = serve.saved().words("", ".inforce-problems")
    assert "policies/ledger.yml:1" in said
    assert "is not the id of a commit" in said
    assert "inforce-problems" not in serve.shown.text("terms/refunds/")
    edit(folder, ten="nine")
    serve.saved()
    assert caplog.text.count("is not the id of a commit") == 1
    (folder / "policies/ledger.yml").write_text(f"terms/refunds: {{{git(folder, 'rev-parse', 'main~1')}: {{note: x}}}}\n")
    assert "inforce-problems" not in serve.saved().text("")


def test_a_ledger_on_another_branch(folder: Path, tmp_path: Path) -> None:
    """An entry may name a commit that only the branch has, or only the published one."""
    git(folder, "checkout", "-q", "-b", "longer")
    revise(folder)
    commit(folder, REFUNDS)
    known = git(folder, "rev-parse", "HEAD")
    running = Served(folder, tmp_path / "served")
    running.begin()
    (folder / "policies/ledger.yml").write_text(f"terms/refunds: {{{known}: {{note: x}}}}\n")
    assert "inforce-problems" not in running.saved().text("")
    (folder / "policies/ledger.yml").write_text("terms/refunds: {abcdef1: {note: x}}\n")
    assert "inforce-problems" in running.saved().text("")
    running.end()


def test_commits_of_another_branch_are_drafts(folder: Path, tmp_path: Path) -> None:
    """On another branch, what it changes is a draft; what came to the published branch meanwhile is not taken back."""
    git(folder, "checkout", "-q", "-b", "longer")
    revise(folder)
    commit(folder, REFUNDS)
    git(folder, "checkout", "-q", "main")
    edit(folder, "policies/terms/fees.md", **{"2018-02-01": "2026-11-01", "low": "high"})
    commit(folder, "policies/terms/fees.md")
    git(folder, "checkout", "-q", "longer")
    running = Served(folder, tmp_path / "served")
    running.begin()
    try:
        shown = running.shown
        assert "twelve days" in shown.words("terms/refunds/draft/")
        assert "Fees are high." in shown.words("terms/fees/")
        assert not shown.path("terms/fees/draft/").exists()
        assert "twelve" not in shown.text("terms/refunds/history/history.json")
        git(folder, "checkout", "-q", "main")
        assert not running.saved().path("terms/refunds/draft/").exists()
    finally:
        running.end()


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


def test_policies_among_the_pages(folder: Path, tmp_path: Path) -> None:
    """Where policies lie in the docs_dir, their files make drafts and the others build the site again."""
    (folder / "mkdocs.yml").write_text(f"{CONFIG}docs_dir: policies\n")
    running = Served(folder, tmp_path / "served", docs="policies")
    running.begin()
    try:
        revise(folder)
        assert BANNER in running.saved().text("terms/refunds/draft/")
        assert running.builds == 0
        (folder / "policies/logo.txt").write_text("logo")
        assert running.saved().text("logo.txt") == "logo"
        assert running.builds == 1
    finally:
        running.end()


def test_an_image_of_a_draft(folder: Path, serve: Served) -> None:
    """An image that no commit has yet is shown with the draft."""
    (folder / "policies/terms/plan.png").write_bytes(b"\x89PNG plan")
    edit(folder, **{"Ask the store.": "![Plan](plan.png)"})
    shown = serve.saved()
    (image,) = LexborHTMLParser(shown.text("terms/refunds/draft/")).css(".inforce-text img")
    file = (shown.path("terms/refunds/draft/").parent / str(image.attributes["src"])).resolve()
    assert file.read_bytes() == b"\x89PNG plan"


def test_a_build_makes_no_drafts(folder: Path) -> None:
    """`mkdocs build` shows what is published, whatever lies here: the same bytes."""
    before = build(folder).hashes()
    revise(folder)
    (folder / "policies/terms/gifts.md").write_text("---\ntitle: Gifts\neffective_date: 2027-03-01\n---\n\nGifts.\n")
    built = build(folder)
    assert built.hashes() == before
    assert not any("draft" in name for name in before)


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
