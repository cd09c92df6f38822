"""Drafts: `mkdocs serve` shows what lies here and is not published, apart from the record, which it never enters."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from drafting import BANNER, CONFIG, REFUNDS, Served, commit, edit, revise
from histories import git
from inforce.redline.proof import accept, reject, signature
from selectolax.lexbor import LexborHTMLParser
from sites import build


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
        "a retroactive revision that applies from March 1, 2018",
    ),
    "by mistake": (REFUNDS, {"2018-06-01": "2018-03-01", "ten": "nine"}, "this file cannot be published"),
    "same": (REFUNDS, {"Longer.": "Longer periods."}, "The text is the same as the published one"),
    "moved": ("policies/privacy.md", {"2027-02-01": "2027-04-01"}, "announced for February 1, 2027 is moved to April 1, 2027"),
    "retired": (REFUNDS, {"change_note": "retired: 2027-01-01\nchange_note"}, "is retired from January 1, 2027"),
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
