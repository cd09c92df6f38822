"""What `inforce prove` sees: every way to tamper with a built site, each tried on a copy of one that holds."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from commanding import Inforce
from histories import git
from inforce.hosts.mkdocs.proof_build import Checkout
from sites import build, policy, repository

CONFIG = """\
site_name: Company
site_url: https://policies.example/
theme: {name: material, font: false}
plugins: [search, inforce]
"""
REFUNDS = "policies/terms/refunds.md"
TEXT = "## Periods\n\nYou have {} days to ask for {}. ![logo](l.gif)\n\nSee [terms](https://example.com/terms)."
NOTED = {"summary": "You may return it.", "change_note": "Sixty days instead of thirty."}
CORRECTED = {**NOTED, "corrections": [{"date": "2019-03-10", "note": "A typo in it."}]}
HISTORY = [
    {
        "on": "2018-01-10",
        "write": {
            REFUNDS: policy("2018-02-01", TEXT.format("thirty", "a refund"), summary="You may return it."),
            "policies/terms/l.gif": "pixel",
            "policies/privacy/privacy.md": policy("2018-02-01", "We keep data for ninety days.", title="Privacy"),
        },
    },
    {"on": "2019-01-10", "write": {REFUNDS: policy("2019-02-01", TEXT.format("sixty", "a refund"), **NOTED)}},
    {"on": "2019-03-10", "write": {REFUNDS: policy("2019-02-01", TEXT.format("sixty", "a refunds"), **CORRECTED)}},
    {
        "on": "2026-10-10",
        "write": {REFUNDS: policy("2030-02-01", TEXT.format("ten", "a refund"), summary="You may return it.")},
    },
]
AT = "terms/refunds/"
FIRST = f"{AT}2018-02-01/"
Edit = Callable[[str], str]


def sub(old: str, new: str, count: int = -1) -> Edit:
    """Words that are replaced, everywhere or once."""
    return lambda text: text.replace(old, new, count)


def pattern(old: str, new: str, count: int = 0) -> Edit:
    """The same for what a pattern finds."""
    return lambda text: re.sub(old, new, text, count=count, flags=re.S)


def added(words: str) -> Edit:
    """Words at the end."""
    return lambda text: text + words


def before(words: str, new: str) -> Edit:
    """Something in front of words."""
    return sub(words, new + words, 1)


def swapped(text: str) -> str:
    """Deleted words as inserted ones, and the other way round."""
    return text.replace(">sixty<", ">@@<").replace(">thirty<", ">sixty<").replace(">@@<", ">thirty<")


def hidden(text: str) -> str:
    """The true text out of sight, and a false one in its place."""
    whole = re.compile(r'(<div class="inforce-text.*?</div>)(?=\s*<)', re.S)
    return whole.sub(lambda found: f"<div hidden>{found[1]}</div>{found[1].replace('thirty', 'three')}", text, count=1)


SHOWN = "You have thirty days"
LEAD = '<meta http-equiv=refresh content="0;url=https://evil.example/">'
DISGUISE = '<a class="headerlink" href="javascript:alert(1)" style="position:fixed;inset:0">¶</a>'
EDITS: dict[str, tuple[str, Edit]] = {
    "word in a revision": (f"{FIRST}index.html", sub("thirty days", "three days")),
    "word in the page in force": (f"{AT}index.html", sub("sixty days", "six days")),
    "word in a corrected text": (f"{AT}2019-02-01.0/index.html", sub("sixty days", "six days")),
    "word in a redline": (f"{AT}compare/2018-02-01/2019-02-01/index.html", sub(">sixty<", ">six<")),
    "redline turned round": (f"{AT}compare/2018-02-01/2019-02-01/index.html", swapped),
    "mark taken away": (f"{AT}compare/2018-02-01/2019-02-01/index.html", pattern(r"<del[^>]*>thirty</del>\s*", "")),
    "redline.json": (f"{AT}compare/2018-02-01/2019-02-01/redline.json", sub("sixty", "six")),
    "note in history.json": (f"{AT}history/history.json", sub("Sixty days instead", "Six days instead")),
    "hash in history.json": (f"{AT}history/history.json", pattern(r'"hash": ?"sha256:..', '"hash": "sha256:00', 1)),
    "day in history.json": (f"{AT}history/history.json", sub("2019-02-01", "2019-02-02")),
    "day in policies.json": ("policies.json", sub('"in_force": "2019-02-01"', '"in_force": "2018-02-01"')),
    "hash in policies.json": ("policies.json", pattern(r"sha256:..", "sha256:00", 1)),
    "commit in policies.json": ("policies.json", pattern(r'"commit": ?"[0-9a-f]{40}"', f'"commit": "{"1" * 40}"')),
    "passage in a feed": ("feed.xml", sub("ten", "one")),
    "link in a feed": ("terms/feed.xml", sub("https://policies.example/terms", "https://evil.example/terms")),
    "text.md": (f"{FIRST}text.md", sub("thirty", "three")),
    "text.html": (f"{FIRST}text.html", sub("thirty", "three")),
    "day on the page in force": (f"{AT}index.html", sub("February 1, 2019", "March 1, 2019")),
    "day on a revision": (f"{FIRST}index.html", sub("February 1, 2018", "February 1, 2017")),
    "note and day in a history": (f"{AT}history/index.html", sub("Sixty days instead", "Six days instead")),
    "list on the home page": ("index.html", sub("February 1, 2019", "March 1, 2019")),
    "summary": (f"{AT}index.html", sub("You may return it", "You may not return it")),
    "banner taken away": (f"{AT}index.html", pattern(r'<p class="inforce-banner inforce-coming".*?</p>', "")),
    "hash on a page": (f"{FIRST}index.html", pattern(r"[0-9a-f]{64}", "0" * 64)),
    "link in a text": (f"{FIRST}index.html", sub("https://example.com/terms", "https://evil.example/terms")),
    "true text hidden": (f"{FIRST}index.html", hidden),
    "words beside the text": (f"{FIRST}index.html", before('<div class="inforce-text', "<p>Amended: three days.</p>")),
    "script at the end": (f"{FIRST}index.html", before("</body>", "<script src=//evil.example/x.js></script>")),
    "script in the text": (f"{FIRST}index.html", before(SHOWN, "<script>document.title=1</script>")),
    "style on a sentence": (f"{FIRST}index.html", sub(SHOWN, f'<span style="display:none">{SHOWN}</span>')),
    "style sheet": ("assets/inforce/inforce.css", added("\n.inforce-text p{display:none}\n")),
    "script file": ("assets/inforce/inforce.js", added("\nalert(1)\n")),
    "policy of what may run": (f"{FIRST}index.html", pattern(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "")),
    "disguised as a permanent link": (f"{FIRST}index.html", before(SHOWN, DISGUISE)),
    "redirect over a history": (
        f"{AT}history/index.html",
        lambda _: '<meta http-equiv=refresh content="0;url=//evil.example/">',
    ),
    "words.json": (f"{AT}history/words.json", sub("thirty", "three")),
    "sizes.json": (f"{AT}history/sizes.json", sub("1", "9")),
    "search index": ("search/search_index.json", sub("sixty", "six")),
    "calendar": ("calendar.ics", sub("20300201", "20310201")),
    "TimeMap": (f"{AT}timemap.link", sub("2019-02-01", "2018-02-01")),
    "headers": ("_headers", lambda _: ""),
    "sitemap": ("sitemap.xml", lambda _: ""),
    "manifest": ("manifest.json", pattern(r'(text.md", "hash": "sha256:)..', r"\g<1>00", 1)),
    "page by hand": ("about/index.html", sub("Hello.", "Bye.")),
}


def _alike(site: Path) -> None:
    """A word on the page, in its Markdown, and the hash of that, all in agreement."""
    page, markdown, data = site / f"{FIRST}index.html", site / f"{FIRST}text.md", site / f"{AT}history/history.json"
    was = hashlib.sha256(markdown.read_bytes()).hexdigest()
    for file in (page, markdown):
        file.write_text(file.read_text().replace("thirty", "three"))
    data.write_text(data.read_text().replace(was, hashlib.sha256(markdown.read_bytes()).hexdigest()))


def _exchanged(site: Path) -> None:
    one, other, aside = site / f"{FIRST}index.html", site / f"{AT}2019-02-01/index.html", site / "aside"
    one.rename(aside)
    other.rename(one)
    aside.rename(other)


def _linked(site: Path) -> None:
    """A page kept elsewhere, where it can be changed later."""
    (site / f"{FIRST}index.html").rename(site.parent / "elsewhere.html")
    (site / f"{FIRST}index.html").symlink_to(site.parent / "elsewhere.html")


def _piped(site: Path) -> None:
    (site / f"{FIRST}index.html").unlink()
    os.mkfifo(site / f"{FIRST}index.html")


ACTS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "image": ("assets/policies/", lambda site: next(site.glob("assets/policies/*.gif")).write_bytes(b"pixels")),
    "revision gone": (FIRST, lambda site: (site / f"{FIRST}index.html").unlink()),
    "policy gone": (AT, lambda site: (site / f"{AT}index.html").unlink()),
    "history gone": (f"{AT}history/", lambda site: (site / f"{AT}history/index.html").unlink()),
    "feed gone": ("feed.xml", lambda site: (site / "feed.xml").unlink()),
    "false revision": (f"{AT}2017-02-01/", lambda site: shutil.copytree(site / FIRST, site / f"{AT}2017-02-01")),
    "revisions exchanged": (FIRST, _exchanged),
    "revision as in force": (AT, lambda site: shutil.copy(site / f"{FIRST}index.html", site / f"{AT}index.html")),
    "page, file and hash alike": (FIRST, _alike),
    "link to elsewhere": (FIRST, _linked),
    "pipe": (FIRST, _piped),
    "file of nobody": (".well-known/x", lambda site: ((site / ".well-known").mkdir(), (site / ".well-known/x").write_text(""))),
}


@dataclass(frozen=True, slots=True)
class Sound:
    """A site that holds, and the same as it is made again."""

    repository: Path
    site: Path
    again: Path


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Sound:
    """Built once, from what is committed, and once more."""
    folder = tmp_path_factory.mktemp("sound") / "company"
    repository(folder, HISTORY)
    (folder / "docs").mkdir()
    (folder / "docs/about.md").write_text("# About\n\nHello.\n")
    (folder / "mkdocs.yml").write_text(CONFIG)
    (folder / ".gitignore").write_text("site/\nagain/\n")
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", "Add the site")
    assert build(folder).code == 0
    (folder / "site").rename(folder / "again")
    shutil.rmtree(folder / ".cache")
    assert build(folder).code == 0
    return Sound(folder, folder / "site", folder / "again")


@pytest.fixture
def tried(sound: Sound, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy to tamper with, held against what was made again once for all."""
    monkeypatch.chdir(sound.repository)
    monkeypatch.setattr(Checkout, "build", lambda *_: sound.again)
    return Path(shutil.copytree(sound.site, tmp_path / "site"))


def test_untouched(sound: Sound, monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> None:
    """A site that nobody touched holds, wherever it lies; what is no policy's is named."""
    monkeypatch.chdir(sound.repository)
    said = inforce("prove")
    assert (said.code, said.out) == (0, "")
    assert "Of your own, made again from the commit as well: about/" in said.err
    assert re.search(r"[1-9]\d* pages proved against the commit [0-9a-f]{10}, 0 faults", said.err)


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_seen(name: str, tried: Path, inforce: Inforce) -> None:
    """Whatever is changed in a file: the file is named, and where it differs."""
    address, edit = EDITS[name]
    file = tried / address
    was = file.read_bytes().decode()
    assert edit(was) != was
    file.write_bytes(edit(was).encode())
    said = inforce("prove", str(tried))
    assert said.code == 1
    (line,) = said.out.splitlines()
    page = address.removesuffix("/index.html") + "/" if address.endswith("/index.html") else address
    whose = " (your own: docs/about.md)" if name == "page by hand" else ""
    assert line.startswith(f"{page}{whose}: ")
    assert "line " in line


@pytest.mark.parametrize("name", ACTS)
def test_an_act_is_seen(name: str, tried: Path, inforce: Inforce) -> None:
    """Files that are missing, too many or elsewhere, and faults that agree with each other."""
    address, act = ACTS[name]
    act(tried)
    said = inforce("prove", str(tried))
    assert said.code == 1
    assert any(line.startswith(address) for line in said.out.splitlines()), said.out
