"""The command `inforce redline`: any two texts of a policy, in each format."""

from __future__ import annotations

from functools import reduce
from pathlib import Path

import pytest
from commanding import REFUNDS, Inforce
from histories import git
from inforce.text.markdown import render
from selectolax.lexbor import LexborHTMLParser
from sites import build, policy, repository


@pytest.mark.parametrize(
    ("sides", "removed", "inserted"),
    [
        (["2018-02-01", "2018-06-01"], "short", "long"),
        (["2018-06-01", "2018-02-01"], "long", "short"),
        (["2018-02-01.0", "2018-02-01.1"], "shrot", "short"),
        (["2018-02-01"], "short", "long"),
        (["first", "main"], "short", "endless"),
        (["main~2", "2018-06-01"], "short", "long"),
        (["2018-06-01", "edited.md"], "long", "fair"),
    ],
    ids=["revisions", "backwards", "corrections", "against the text in force", "git refs", "ref and revision", "a file"],
)
def test_redline(company: Path, inforce: Inforce, sides: list[str], removed: str, inserted: str) -> None:
    """Any two texts of a policy: revisions, states of one, git revisions, files."""
    text = (company / REFUNDS).read_text().replace("endless", "fair")
    (company / "edited.md").write_text(text)
    data = inforce("redline", "terms/refunds", *sides, "--format", "json").data
    assert data["policy"] == "terms/refunds"
    assert [change["kind"] for change in data["changes"]]
    assert any(removed in change["old"] for change in data["changes"])
    assert any(inserted in change["new"] for change in data["changes"])
    assert (data["words_added"], data["words_removed"]) == (1, 1)
    assert [section["title"] for section in data["sections"]] == ["Periods"]
    said = inforce("redline", "terms/refunds", *sides)
    assert said.code == 0
    assert f"[-{removed}-]" in said.out
    assert f"{{+{inserted}+}}" in said.out


def test_redlines_of_a_branch(company: Path, inforce: Inforce) -> None:
    """As text, those of all policies that change, one after another; what is new has none, which is said."""
    git(company, "reset", "-q", "--hard")
    said = inforce("redline", "--base", "main")
    assert (said.code, said.out) == (0, "No text of a policy changes since main was left.\n")
    paths = [company / REFUNDS, company / "policies/cookies.md"]
    for path in paths:
        path.write_text(path.read_text() + "\nAsk us anything.\n")
    (company / "policies/extra.md").write_text("---\ntitle: Extra\neffective_date: 2030-01-01\n---\nNew.\n")
    said = inforce("redline", "--base", "main")
    assert said.code == 0, said.err
    for path in paths:
        assert f"{path.relative_to(company / 'policies').with_suffix('')}: " in said.out
    assert said.out.count("{+Ask us anything.+}") == len(paths)
    assert "extra is new, so that there is no older text to compare it with.\n" in said.out
    one = inforce("redline", "terms/refunds", "--base", "main")
    assert one.out in said.out
    assert inforce("redline", "--base", "main", "--format", "html").code == 2


@pytest.mark.parametrize(
    "sides", [["2018-02-01", "2018-06-01"], ["2018-02-01"], ["2018-06-01", "2018-02-01"]], ids=["named", "in force", "reversed"]
)
def test_redline_is_that_of_the_site(
    tmp_path: Path, inforce: Inforce, monkeypatch: pytest.MonkeyPatch, sides: list[str]
) -> None:
    """What the ledger passes over is in no redline of the command that it is kept from on the site."""
    file = "policies/rules.md"
    quoted = [
        {"on": "2018-01-10", "write": {file: policy("2018-02-01", 'You have "28" days, and "more".')}},
        {"on": "2018-05-10", "change": {file: {"effective_date": "2018-06-01", "text": 'You have "31" days, and "more".'}}},
        {"on": "2018-07-10", "change": {file: {"text": "You have “31” days, and “more”."}}},
        {"on": "2018-07-11", "write": {"policies/ledger.yml": "rules: {<c3>: {ignore: true}}\n"}},
    ]
    repository(tmp_path, quoted, "site_name: Company\nplugins: [inforce]\n")
    site = build(tmp_path).data("rules/compare/2018-02-01/2018-06-01/redline.json")
    monkeypatch.chdir(tmp_path)
    said = inforce("redline", "rules", *sides, "--format", "json").data
    added, removed = (said["words_added"], said["words_removed"])[:: -1 if sides[0] > sides[-1] else 1]
    assert (added, removed) == (site["words_added"], site["words_removed"]) == (1, 1)
    for form in ("text", "markdown", "html"):
        assert "“" not in inforce("redline", "rules", *sides, "--format", form).out


def test_redline_of_looks(tmp_path: Path, inforce: Inforce, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words that only look or lead otherwise stand there once, and the redline says what changed about them."""
    repository(
        tmp_path,
        [
            {
                "on": "2018-01-10",
                "write": {
                    "policies/a.md": policy(
                        "2018-02-01",
                        "Purchases of any of the courses are [final](b.md).\n\n### Fees\n\nYou ~~may~~ pay.\n\nSo.",
                    )
                },
            },
            {
                "on": "2018-05-10",
                "change": {
                    "policies/a.md": {
                        "effective_date": "2018-06-01",
                        "text": "**Purchases** of any of the courses are [final](https://example.com/).\n\n## Fees\n\n"
                        "You *may* not pay.\n\nSo.",
                    }
                },
            },
        ],
        "site_name: Company\nplugins: [inforce]\n",
    )
    monkeypatch.chdir(tmp_path)
    said = inforce("redline", "a", "2018-02-01", "2018-06-01").out
    assert "{~Purchases~ formatting: bold added} of any of the courses are {~final~ link was " in said
    assert "## Fees (heading level 2, was 3)" in said
    assert "{+not+}" in said
    assert "[-Purchases-]" not in said
    assert "[-final-]" not in said
    markdown = inforce("redline", "a", "2018-02-01", "2018-06-01", "--format", "markdown").out
    assert "Purchases *(formatting: bold added)* of any of the courses are final *(link was" in markdown
    assert "{~words~ formatting: bold added}" in inforce("redline", "--help").out


def test_redline_formats(company: Path, inforce: Inforce) -> None:
    """Text, Markdown and JSON say the same change; unchanged sections are left out of the first two."""
    sides = ("redline", "terms/refunds", "2018-02-01", "2018-06-01")
    text, markdown = inforce(*sides), inforce(*sides, "--format", "markdown")
    assert "You have a [-short-] {+long+} time." in text.out
    assert "You have a <del>short</del> <ins>long</ins> time." in markdown.out
    for said in (text, markdown):
        assert "Periods" in said.out
        assert "Stores" not in said.out
    html = inforce(*sides, "--format", "json").data["html"]
    assert "<del" in html
    assert "Stores" in html


def test_redline_as_html(company: Path, inforce: Inforce) -> None:
    """HTML is a document of its own: it needs no other file and no other host."""
    out = inforce("redline", "terms/refunds", "2018-02-01", "2018-06-01", "--format", "html").out
    assert out.startswith("<!doctype html>")
    tree = LexborHTMLParser(out)
    assert "Refunds" in tree.css_first("title").text()  # type: ignore[union-attr]
    assert [element.text() for element in tree.css("main del")] == ["short"]
    assert [element.text() for element in tree.css("main ins")] == ["long"]
    assert tree.css("style")
    assert not tree.css("script, link, img, iframe, [src]")
    assert "url(" not in out
    assert "policy:" not in out


def test_redline_as_html_without_dead_links(company: Path, inforce: Inforce) -> None:
    """Links between policies lead nowhere that a browser cannot follow."""
    text = policy("2018-07-01", "See [refunds](terms/refunds.md).", title="Cookies")
    (company / "policies/cookies.md").write_text(
        "---\n" + "".join(f"{k}: {v}\n" for k, v in text.items() if k != "text") + f"---\n{text['text']}\n"
    )
    out = inforce("redline", "cookies", "--format", "html").out
    assert "refunds" in out
    assert 'href="policy:' not in out


def test_draft(company: Path, inforce: Inforce) -> None:
    """Without OLD and NEW: the file as it lies here against the text in force."""
    file = company / REFUNDS
    file.write_text(file.read_text().replace("endless", "fair").replace("2027-01-01", "2027-02-01"))
    data = inforce("redline", "terms/refunds", "--format", "json").data
    assert "2018-06-01" in data["old"]
    assert "draft" in data["new"]
    assert any("fair" in change["new"] for change in data["changes"])
    assert any("long" in change["old"] for change in data["changes"])


def test_draft_of_what_is_announced(company: Path, inforce: Inforce) -> None:
    """Without an edit, the text published last is compared with the one in force."""
    said = inforce("redline", "terms/refunds")
    assert "2018-06-01" in said.out
    assert "2027-01-01" in said.out
    assert "[-long-] {+endless+} time" in said.out


def test_no_change(company: Path, inforce: Inforce) -> None:
    """Two texts that are the same: that is said, and is fine."""
    said = inforce("redline", "cookies", "2018-02-01", "2018-02-01")
    assert said.code == 0
    assert "No change" in said.out
    assert inforce("redline", "cookies", "--format", "json").data["changes"] == []


def test_output_to_a_file(company: Path, inforce: Inforce) -> None:
    """`-o` writes what would have been printed, as UTF-8."""
    sides = ("redline", "terms/refunds", "2018-02-01", "2018-06-01", "--format", "html")
    printed = inforce(*sides)
    said = inforce(*sides, "-o", "out.html")
    assert (said.code, said.out) == (0, "")
    assert Path("out.html").read_text("utf-8") == printed.out


def test_redline_of_nested_lists(tmp_path: Path, inforce: Inforce, monkeypatch: pytest.MonkeyPatch) -> None:
    """Items stand at their depth and have their numbers: of the newer text, or of the older one where they are deleted; an
    item around them that did not change is there as an ellipsis."""
    old = "Intro.\n\n3. One\n   - first\n     1. deep\n     2. deeper\n4. Two\n\n   More.\n5. Three"
    edits = ("deeper", "much deeper\n     3. deepest"), ("More", "Much more"), ("Three", "Four words here")
    new = reduce(lambda text, edit: text.replace(*edit), edits, old)
    history = [
        {"on": "2018-01-10", "write": {"policies/a.md": policy("2018-02-01", old)}},
        {"on": "2018-05-10", "write": {"policies/a.md": policy("2018-06-01", new)}},
    ]
    monkeypatch.chdir(repository(tmp_path / "lists", history, "site_name: A\nplugins: [inforce]\n").folder)
    said = inforce("redline", "a", "2018-02-01", "2018-06-01").out
    expected = [
        "[…]",
        "3. […]",
        "   - […]",
        "     2. {+much+} deeper",
        "     3. {+deepest+}",
        "4. […]",
        "   [-More-]{+Much more+}.",
        "5. [-Three-]{+Four words here+}",
    ]
    assert said.endswith("\n\n".join(expected) + "\n"), said
    markdown = inforce("redline", "a", "2018-02-01", "2018-06-01", "--format", "markdown").out
    tree = LexborHTMLParser(render(markdown.partition("\n\n")[2], path="a.md", title="").html)
    assert [item.text() for item in tree.css("ol > li > ul > li > ol[start='2'] > li")] == ["much deeper", "deepest"]
    assert not tree.css("pre")
