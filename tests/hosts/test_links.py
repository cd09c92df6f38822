"""Links in policies on a built site: to pages, files and headings, from every page on which the text stands."""

from __future__ import annotations

from contextlib import chdir
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from companies import HISTORY, MATERIAL, links, sound
from histories import git
from inforce import cli
from selectolax.lexbor import LexborHTMLParser
from sites import Crawl, build, policy, repository


def test_headings_in_every_script(tmp_path: Path) -> None:
    """A link to a heading leads there from texts and redlines, also where a later revision has it no more."""
    old = "[1](#k%C3%BCndigung) [2](#kündigung) [3](b.md#%e6%9d%a1%e4%bb%b6) <a href='#ku\u0308ndigung'>4</a>"
    old += "\n\n## Kündigung\n\nA."
    new = "[2](#beendigung) [3](b.md#条件)\n\n## Beendigung\n\nA."
    history = [
        {
            "on": "2018-01-10",
            "write": {
                "policies/a.md": policy("2018-02-01", old),
                "policies/b.md": policy("2018-02-01", "## 条件\n\nB."),
            },
        },
        {"on": "2018-05-10", "change": {"policies/a.md": {"effective_date": "2018-06-01", "text": new}}},
    ]
    repository(tmp_path, history, MATERIAL + "docs_dir: policies\n")
    built = build(tmp_path, "--strict")
    assert built.code == 0, built.said
    assert Crawl(built.folder).broken() == []


LED = {  # what the policy docs/legal/use.md writes -> what it leads to, with folders as addresses and without
    "../about.md": ("about/", "about.html"),
    "../about.md?x=1&y=2#us": ("about/?x=1&y=2#us", "about.html?x=1&y=2#us"),
    "../guide/README.md": ("guide/", "guide/index.html"),
    "../README.md": ("", "index.html"),
    "../guide": ("guide/", "guide/index.html"),
    "../../guide/": ("guide/", "guide/index.html"),
    "fees.md#costs": ("legal/fees/#costs", "legal/fees/index.html#costs"),
    "/legal/fees.md": ("legal/fees/", "legal/fees/index.html"),
    "/docs/about.md": ("about/", "about.html"),
    "../fees/": ("legal/fees/", "legal/fees/index.html"),
    "history/": ("legal/use/history/", "legal/use/history/index.html"),
    "forms/form.pdf": ("legal/forms/form.pdf", "legal/forms/form.pdf"),
    "/legal/forms/form.pdf": ("legal/forms/form.pdf", "legal/forms/form.pdf"),
    "forms/a%20b.pdf": ("legal/forms/a%20b.pdf", "legal/forms/a%20b.pdf"),
    "<forms/a b.pdf>": ("legal/forms/a%20b.pdf", "legal/forms/a%20b.pdf"),
    "../%C3%9Cber%20uns.md": ("%C3%9Cber%20uns/", "%C3%9Cber%20uns.html"),
    "../Über%20uns.md": ("%C3%9Cber%20uns/", "%C3%9Cber%20uns.html"),
    "../100%25%3F.md": ("100%25%3F/", "100%25%3F.html"),
}
OWN = {
    "docs/README.md": "# Home",
    "docs/about.md": "# About\n\n## Us",
    "docs/guide/README.md": "# Guide",
    "docs/Über uns.md": "# Wir",
    "docs/100%?.md": "# All",
    "docs/legal/forms/form.pdf": "%PDF-1.4",
    "docs/legal/forms/a b.pdf": "%PDF-1.4",
}


def _written() -> str:
    """Every link in each way to write one."""
    lines = []
    for k, link in enumerate(LED):
        plain = link.strip("<>").replace(" ", "%20")
        raw = plain.replace("&", "&amp;")
        lines += [f"[a{k}]({link})", f"[b{k}][r{k}]\n\n[r{k}]: {plain}", f'<a href="{raw}">c{k}</a>']
    return "\n\n".join(lines)


@pytest.mark.parametrize("offline", [False, True])
@pytest.mark.parametrize("root", ["", "site_url: https://company.example/repo/\n"])
def test_links_lead_where_they_do_on_the_site(tmp_path: Path, root: str, offline: bool) -> None:
    """To pages, files, folders and policies, however they are written, on every page on which they stand."""
    text = _written()
    history = [
        {
            "on": "2018-01-10",
            "write": {
                "docs/legal/use.md": policy("2018-02-01", text, title="Use"),
                "docs/legal/fees.md": policy("2018-02-01", "## Costs\n\nNone.", title="Fees"),
            },
        },
        {
            "on": "2018-05-10",
            "change": {
                "docs/legal/use.md": {
                    "effective_date": "2018-06-01",
                    "text": f"{text}\n\nNew.",
                    "change_note": "A sentence was added.",
                }
            },
        },
    ]
    config = MATERIAL.replace("[search, inforce]", "[search, {inforce: {policies: docs/legal}}]") + root
    repository(tmp_path, history, config.replace("[search,", "[search, offline,") if offline else config, OWN)
    (tmp_path / ".gitignore").write_text("site/\n.cache/\n")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "Pages")
    built = build(tmp_path, "--strict")
    assert built.code == 0, built.said
    texts = ["", "2018-02-01/", "2018-06-01/", "compare/2018-02-01/2018-06-01/", "2018-06-01/text.html"]
    for page in (f"legal/use/{name}" for name in texts):
        tree = LexborHTMLParser(built.text(page))
        found = {link.text(): link.attributes["href"] or "" for link in tree.css("a[href]")}
        for k, targets in enumerate(LED.values()):
            for way in "abc":
                led = urljoin(f"https://company.example/repo/{page}", found[f"{way}{k}"])
                wanted = f"https://company.example/repo/{targets[offline]}"
                if root and page.endswith(".html"):  # which leads to the server, from wherever it is kept
                    led, wanted = led.replace("index.html", ""), wanted.replace("index.html", "")
                assert led == wanted
    if not root:
        assert Crawl(built.folder).broken() == []
    with chdir(tmp_path):
        assert cli.main(["check"]) == 0
        assert cli.main(["prove"]) == 0


def test_links_hold_from_a_disk(tmp_path: Path) -> None:
    """Without a server no link leads to a folder, not even from the page at an old address."""
    history = [
        *HISTORY,
        {"on": "2018-09-10", "move": {"policies/cookies.md": "policies/terms/cookies.md"}},
    ]
    repository(tmp_path, history, MATERIAL.replace("[search,", "[search, offline,") + "docs_dir: policies\n")
    built = build(tmp_path)
    for file in built.folder.rglob("*.html"):
        for link in LexborHTMLParser(file.read_text()).css("a[href]"):
            target = link.attributes["href"] or ""
            if target and not target.startswith(("#", "http")) and file.name != "404.html":
                assert (file.parent / unquote(urlsplit(target).path)).is_file(), f"{file}: {target}"
    moved = built.text("cookies/index.html")
    assert "url=../terms/cookies/index.html" in moved


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ("../abuot.md", "(docs/abuot.md), which is not there."),
        ("forms/from.pdf", "leads to forms/from.pdf, which is not there."),
        (
            "../../forms/form.pdf",
            "forms/form.pdf is there, but it is no part of the site. Put the file into docs, and link to it there",
        ),
        ("../../NOTES.md", "NOTES.md is there, but it is no part of the site."),
        ("../.hidden.pdf", "docs/.hidden.pdf is there, but the site leaves it out."),
        ("../drafts/plan.md", "docs/drafts/plan.md is there, but the site leaves it out."),
        ("../nowhere/", "leads to ../nowhere/, which is not there."),
        ("../about", "Write it as ../about.md"),
        ("/nowhere.pdf", "which has no such page"),
    ],
)
def test_dead_links_are_named_by_check_and_build_alike(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], link: str, says: str
) -> None:
    """With the file, the line and the mend."""
    history = [{"on": "2018-01-10", "write": {"docs/legal/use.md": policy("2018-02-01", f"One.\n\n[x]({link})")}}]
    config = MATERIAL.replace("[search, inforce]", "[search, {inforce: {policies: docs/legal}}]") + "exclude_docs: /drafts/\n"
    more = {"docs/about.md": "# A", "docs/.hidden.pdf": "x", "docs/drafts/plan.md": "x", "forms/form.pdf": "x", "NOTES.md": "x"}
    repository(tmp_path, history, config, more)
    (tmp_path / ".gitignore").write_text("site/\n.cache/\n")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "Pages")
    built = build(tmp_path, "--strict")
    assert built.code == 1
    said = " ".join(built.said.split())
    with chdir(tmp_path):
        assert cli.main(["check"]) == 1
    for words in (said, " ".join(capsys.readouterr().out.split())):
        assert "docs/legal/use.md:8" in words
        assert says in words


def test_a_page_that_no_commit_has_is_no_dead_link(tmp_path: Path) -> None:
    """The build knows the pages that other plugins bring, and those that are not committed."""
    history = [{"on": "2018-01-10", "write": {"docs/legal/use.md": policy("2018-02-01", "[x](../about.md)")}}]
    config = MATERIAL.replace("[search, inforce]", "[search, {inforce: {policies: docs/legal}}]")
    repository(tmp_path, history, config, {"docs/about.md": "# About"})
    built = sound(build(tmp_path, "--strict"))
    assert "../../about/" in links(built, "legal/use/", "article")
    with chdir(tmp_path):
        assert cli.main(["prove"]) == 0
    (built.folder / "about" / "index.html").unlink()
    with chdir(tmp_path):
        assert cli.main(["prove"]) == 1
