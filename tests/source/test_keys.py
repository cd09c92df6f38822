"""Keys that others use: those of the site stay its own, mistyped ones are named, and an option says what keys are called."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from companies import HISTORY, sound
from histories import git
from inforce import cli
from inforce.keys import OWN_KEYS, Keys
from inforce.source.front_matter import read
from sites import TODAY, build, epoch, repository

PATH = "policies/privacy.md"
# Of Jekyll, Hugo, Docusaurus, Pandoc, MkDocs, Material, VitePress and Eleventy.
OF_GENERATORS = (
    "layout permalink published category categories tags date excerpt last_modified_at nav_order parent has_children "
    "redirect_from  aliases audio build cascade description draft expiryDate headless images isCJKLanguage keywords lastmod "
    "linkTitle linktitle  markup menu menus outputs params publishDate resources series sitemap slug translationKey type "
    "url videos weight  sidebar_label sidebar_position hide_title hide_table_of_contents toc_max_heading_level "
    "pagination_next custom_edit_url  unlisted last_update author authors abstract subtitle thanks subject header-includes "
    "numbersections bibliography csl  template hide icon status search social comments robots outline editLink lastUpdated "
    "prev next head pageClass  eleventyNavigation override updated created modified revised version reviewed reviewers "
    "last_review_date owner related releases required  title_de titleEn short_title nav_title supersedes replaced "
    "checksum collection uid refs notices language locale image toc"
).split()


@pytest.mark.parametrize("name", OF_GENERATORS)
def test_keys_of_generators_are_their_own(name: str) -> None:
    """No key of a generator of sites is taken for a mistyped one, whatever the site calls its own."""
    for keys in (Keys(), Keys({"effective_date": ("modified_on",), "title": ("heading",), "last_reviewed": ("updated_on",)})):
        assert keys.near(name) == ""


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("effectiv_date", "effective_date"),
        ("Effective_Date", "effective_date"),
        ("effectiveDate", "effective_date"),
        ("effective", "effective_date"),
        ("change-note", "change_note"),
        ("change_notes", "change_note"),
        ("supersededby", "superseded_by"),
        ("superseded", "superseded_by"),
        ("last review", "last_reviewed"),
        ("titel", "title"),
        ("ID", "id"),
        ("retierd", "retired"),
    ],
)
def test_mistyped_keys(name: str, meant: str) -> None:
    """A slip of the pen, capitals, hyphens and spaces lie near a key."""
    assert Keys().near(name) == meant


def test_the_names_of_a_site_are_the_ones_that_count() -> None:
    """Where a site calls a key otherwise, the name of the documentation says nothing, and is pointed out."""
    keys = Keys({"effective_date": ("date",), "change_note": ("summary",), "summary": ("description",)})
    source = read(
        b"---\neffective_date: 2024-01-01\ndate: 2024-05-04\nsummary: New.\ndescription: All.\n---\n", PATH, keys=keys
    )
    assert [(p.field, p.line, p.rule) for p in source.problems] == [("effective_date", 2, "mistyped-key")]
    assert "date" in source.problems[0].mend
    meta = source.meta
    assert (str(meta.effective_date), meta.change_note, meta.summary) == ("2024-05-04", "New.", "All.")
    assert (meta.line("effective_date"), meta.line("summary")) == (3, 5)


FORMS = {
    "hugo": ({"effective_date": "lastmod"}, "---\ntitle: Privacy\nslug: privacy\nlastmod: {iso}\n---\n"),
    "jekyll": ({"effective_date": ["date"]}, "---\nlayout: page\ntitle: Privacy\ndate: {iso} 10:00:00 +0200\n---\n"),
    "pandoc": ({"effective_date": "date", "title": "subject"}, "---\nsubject: Privacy\ndate: {words}\n---\n"),
    "two": ({"effective_date": ["effective", "date"]}, "---\ntitle: Privacy\ndate: 2001-01-01\neffective: {dashed}\n---\n"),
}


def site(folder: Path, keys: Mapping[str, Any], front: str) -> None:
    """A repository with two revisions, the second of which was corrected, and a site that names its keys."""

    def text(said: str, date: Mapping[str, str]) -> dict[str, str]:
        return {PATH: f"{front.format(**date)}\n{said}\n"}

    one = {"iso": "2024-01-10", "words": "January 10, 2024", "dashed": "10-January-2024", "note": "The first text."}
    two = {"iso": "2025-02-01", "words": "1 February 2025", "dashed": "01-Feb-2025", "note": "Ten days of logs."}
    history = [
        {"on": "2024-01-12", "write": text("Logs are kept for seven days.", one)},
        {"on": "2025-02-03", "write": text("Logs are kept for ten days.", two)},
        {"on": "2025-06-03", "write": text("Logs are kept for ten days, and no longer.", two)},
    ]
    inforce = json.dumps({"keys": dict(keys), "dates": ["front_matter", "text", "commit"]})
    repository(folder, history, f"site_name: Company\nplugins:\n- search\n- inforce: {inforce}\n")


@pytest.mark.parametrize("form", FORMS)
def test_dates_in_the_front_matter_of_others(tmp_path: Path, form: str) -> None:
    """What a site calls its keys is enough: its dates are the dates, and the same date with other words is a correction."""
    keys, front = FORMS[form]
    site(tmp_path, keys | {"change_note": "summary_of_change"}, front.replace("---\n", "---\nsummary_of_change: {note}\n", 1))
    built = sound(build(tmp_path, "--strict"))
    history = built.history("privacy")
    assert [(r["id"], r["date_source"], len(r["corrections"])) for r in history["revisions"]] == [
        ("2024-01-10", "front_matter", 0),
        ("2025-02-01", "front_matter", 1),
    ]
    assert history["title"] == "Privacy"
    assert "states no date" not in built.text("privacy/")
    named = built.data("schemas/front-matter-1.json")["properties"]
    assert "summary_of_change" in named
    assert "change_note" not in named, "editors are told the site's own names"


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with names of its own, which is the working folder."""
    keys = {
        "effective_date": "date",
        "title": "name",
        "change_note": "what",
        "corrections": "errata",
        "retired": "archived",
        "superseded_by": "see",
    }
    folder = tmp_path / "company"
    site(folder, keys, "---\nname: Privacy\ndate: {words}\nwhat: {note}\nweight: 5\n---\n")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch(TODAY))
    return folder


def test_what_is_written_has_the_names_of_the_site(company: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`inforce new`, `revise`, `correct` and `retire` write, and speak of, the site's own keys; others stay."""
    file = company / PATH
    before = file.read_text()
    assert cli.main(["revise", "privacy", "--effective", "2027-01-01", "--note", "Logs are kept longer."]) == 0
    revised = file.read_text()
    assert revised.startswith("---\nname: Privacy\ndate: 2027-01-01\nwhat: Logs are kept longer.\nweight: 5\n---\n")
    assert "date: 2027-01-01 (was 2025-02-01)" in capsys.readouterr().out
    file.write_text(before)
    assert cli.main(["correct", "privacy", "--note", "Fixed a typo."]) == 0
    assert f"what: Ten days of logs.\nerrata:\n  - {{date: {TODAY}, note: Fixed a typo.}}\nweight: 5\n" in file.read_text()
    file.write_text(before)
    assert cli.main(["new", "terms/fees", "--title", "Fees", "--effective", "2027-01-01"]) == 0
    assert (company / "policies/terms/fees.md").read_text().startswith("---\nname: Fees\ndate: 2027-01-01\n---\n")
    git(company, "add", ".")
    git(company, "commit", "-qm", "Add fees")
    assert cli.main(["retire", "privacy", "--on", "2027-01-01", "--superseded-by", "terms/fees"]) == 0
    assert "what: Ten days of logs.\narchived: 2027-01-01\nsee: terms/fees\nweight: 5\n" in file.read_text()
    capsys.readouterr()


def test_what_is_said_has_the_names_of_the_site(company: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Problems, findings and their mends name the site's keys, and none of ours that it calls otherwise."""
    file = company / PATH
    file.write_text(file.read_text().replace("ten days", "thirty days").replace("weight: 5", "archived: soon\nchange_note: x"))
    assert cli.main(["check", "--base", "main"]) == 1
    said = capsys.readouterr().out
    assert f'{PATH}:5: error record: archived: "soon" is not a date.' in said
    assert f"{PATH}:6: warning mistyped-key: change_note: the key is not known. Did you mean what?" in said
    assert f"{PATH}:3: error text-without-date" in said
    assert "Write a new date:" in said
    assert "effective_date" not in said


def test_unknown_keys_say_nothing(company: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A key of the site's own is no fault, in the check and in the build; one near a key of ours is a warning in both."""
    assert cli.main(["check"]) == 0
    assert capsys.readouterr().out == ""
    file = company / PATH
    file.write_text(file.read_text().replace("weight: 5", "weigth: 5\nlast-reviewed: 2025-01-01"))
    git(company, "commit", "-qam", "Edit the keys", on=f"{TODAY}T08:00:00+0000")
    assert cli.main(["check"]) == 0
    assert "last-reviewed: the key is not known. Did you mean last_reviewed?" in capsys.readouterr().out
    built = build(company)
    assert f"WARNING -  inforce: {PATH}:6: last-reviewed: the key is not known." in built.said
    assert "weigth" not in built.said


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (["date"], "keys must say what keys are called. Write it as: keys: {effective_date: date}"),
        ({"effectivedate": "date"}, "Inforce has no key effectivedate. Did you mean effective_date?"),
        ({"date": "effective_date"}, "Write it the other way round: effective_date: date"),
        ({"day": "lastmod"}, "Inforce has no key day. The keys: title, effective_date"),
        ({"effective_date": 5}, "effective_date: 5 is no name of a key, nor a list of names. Write one: effective_date: date"),
        ({"effective_date": []}, "effective_date: [] is no name of a key"),
        ({"effective_date": "a: b"}, "effective_date: a: b is no name of a key"),
        ({"effective_date": "date", "last_reviewed": "date"}, "effective_date and last_reviewed are both called date."),
        ({"change_note": "summary"}, "change_note and summary are both called summary."),
    ],
)
def test_wrong_names(tmp_path: Path, capsys: pytest.CaptureFixture[str], keys: Any, said: str) -> None:
    """A wrong option is one sentence with its mend, in the build and on the command line."""
    config = tmp_path / "mkdocs.yml"
    repository(tmp_path, HISTORY, f"site_name: Company\nplugins: [inforce: {json.dumps({'keys': keys})}]\n")
    assert cli.main(["--config-file", str(config), "check"]) == 2
    assert said in capsys.readouterr().err
    built = build(tmp_path)
    assert built.code == 1
    assert said in built.said


def test_every_key_can_have_another_name() -> None:
    """The names of all keys are read and none of ours is left."""
    keys = Keys({key: (f"x{key}",) for key in OWN_KEYS})
    lines = ["xtitle: A", "xeffective_date: 2024-05-04", "xlang: de", "xid: a", "xnotice_days: 5", "xchecks: {record: off}"]
    lines += ["xretroactive: true", "xsummary: S", "xcorrections: [{date: 2024-05-05, note: N}]"]
    meta = read("\n".join(["---", *lines, "---", ""]).encode(), PATH, keys=keys).meta
    assert (meta.title, meta.lang, meta.id, meta.notice_days, meta.retroactive) == ("A", "de", "a", 5, True)
    assert (meta.summary, len(meta.corrections), list(meta.checks)) == ("S", 1, ["record"])
