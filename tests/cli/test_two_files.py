"""`inforce redline` of two files, which needs no repository; and what there is before the first commit of one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commanding import REFUNDS, Inforce
from histories import git
from selectolax.lexbor import LexborHTMLParser

HEAD = "---\ntitle: Refunds\neffective_date: 2024-01-01\nlayout: legal\n---\n\n"
MARKDOWN = "## Periods\n\nYou have ten days. See [terms](terms.md).\n\n## Stores\n\nAsk the store.\n"
HTML = (
    "<!doctype html><html><head><title>Page</title><style>p { color: red }</style></head><body><h1>Refunds</h1>"
    "<h2>Periods</h2><p>You have twenty days. See <a href='terms.md'>terms</a>.<script>alert(1)</script></p>"
    "<h2>Stores</h2><p>Ask the store.</p></body></html>"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in no repository, with texts in several forms."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.md").write_text(HEAD + MARKDOWN)
    (tmp_path / "new.md").write_text("# Refunds\n\n" + MARKDOWN.replace("ten", "twenty"))
    (tmp_path / "new.html").write_text(HTML)
    (tmp_path / "new.txt").write_bytes(("# Refunds\n\n" + MARKDOWN.replace("ten", "twenty")).replace("\n", "\r\n").encode())
    return tmp_path


@pytest.mark.parametrize("new", ["new.md", "new.html", "new.txt"])
def test_two_files(folder: Path, inforce: Inforce, new: str) -> None:
    """With front matter or without it, Markdown or HTML: what changed in the text, and nothing else."""
    said = inforce("redline", "old.md", new)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"old.md -> {new}\n1 change, 1 word added, 1 removed\n")
    assert "You have [-ten-] {+twenty+} days. See terms." in said.out
    assert "alert" not in said.out
    assert "[-twenty-] {+ten+}" in inforce("redline", new, "old.md").out


@pytest.mark.parametrize(
    "page",
    [
        "<noscript><img src='x.png' alt='Counter'><p>Turn scripts on.</p></noscript>{}<template><p>Later.</p></template>",
        "<div hidden><p>Turn.<span hidden>Later.</span></p></div>{}<dialog><p>Later.</p></dialog>",
        "<aside data-search-exclude><a class='headerlink'>Turn</a></aside>{}<script>Later</script><style>Turn</style>",
        "<nav>Turn</nav><main>{}</main><footer>Later.</footer>",
        "<main><nav>Turn</nav><article>{}</article></main><article>Later.</article>",
        "<nav>Turn</nav><article>{}</article>",
        "<main><div dir='auto' class='text'>{}</div></main>",
        "<div id='wrap'><section><div class='row'>{}</div></section></div>",
        "<nav>Turn</nav><div role='main'>{}</div>",
    ],
)
def test_what_is_read_of_a_page(folder: Path, inforce: Inforce, page: str) -> None:
    """Its own text, as readers see it: neither what is hidden, nor what stands around it."""
    text = "<h1>Refunds<a class='headerlink' href='#refunds'>#</a></h1><p>Ask us.</p>"
    (folder / "bare.html").write_text("<h1>Refunds</h1><p>Ask us.</p>")
    (folder / "page.html").write_text(f"<!doctype html><html><body>{page.format(text)}</body></html>")
    assert inforce("redline", "bare.html", "page.html").out == "bare.html -> page.html\nNo change.\n"


def test_a_box_of_a_page_is_read(folder: Path, inforce: Inforce) -> None:
    """A box that says something stays one, and words that only a frame keeps apart do not run together."""
    (folder / "a.html").write_text("<main><p>Ask us.</p><div>One</div><div>Two</div></main>")
    box = '<div class="admonition note"><p class="admonition-title">Note</p><p>Ask us.</p></div>'
    (folder / "b.html").write_text(f"<main>{box}<div>One</div><div>Two</div></main>")
    said = inforce("redline", "a.html", "b.html").out
    assert "{+Note+}" in said
    assert "OneTwo" not in inforce("redline", "b.html", "a.html", "--format", "html").out


def test_several_articles_are_one_page(folder: Path, inforce: Inforce) -> None:
    """A list of articles is read as a whole."""
    for name, word in (("a", "ten"), ("b", "twenty")):
        articles = f"<article><p>First.</p></article><article><p>You have {word} days.</p></article>"
        (folder / f"{name}.html").write_text(f"<body><main>{articles}</main></body>")
    assert "[-ten-] {+twenty+}" in inforce("redline", "a.html", "b.html").out


def test_formats(folder: Path, inforce: Inforce) -> None:
    """Each format that policies have."""
    assert "<del>ten</del> <ins>twenty</ins>" in inforce("redline", "old.md", "new.md", "--format", "markdown").out
    data = json.loads(inforce("redline", "old.md", "new.md", "--format", "json").out)
    assert (data["old"], data["new"], data["words_added"]) == ("old.md", "new.md", 1)
    inforce("redline", "old.md", "new.html", "--format", "html", "-o", "out.html")
    page = LexborHTMLParser((folder / "out.html").read_text("utf-8"))
    assert [element.text() for element in page.css("main del, main ins")] == ["ten", "twenty"]
    assert not page.css("script")
    assert inforce("redline", "old.md", "new.md", "--format", "docx", "-o", "out.docx").code == 0
    assert (folder / "out.docx").read_bytes()[:2] == b"PK"


def test_images_of_two_files(folder: Path, inforce: Inforce) -> None:
    """An image is told by what it holds, as in policies: one that is replaced under its name is a change."""
    for name, data in (("a", b"1"), ("b", b"2")):
        (folder / name).mkdir()
        (folder / name / "text.md").write_text("# Rules\n\n![Map](map.png) See [more](more.md).\n")
        (folder / name / "map.png").write_bytes(data)
    assert "No change." not in inforce("redline", "a/text.md", "b/text.md").out
    (folder / "b/map.png").write_bytes(b"1")
    assert "No change." in inforce("redline", "a/text.md", "b/text.md").out


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["old.md", "gone.md"], "gone.md: there is no such file."),
        (["gone.md", "old.md"], "gone.md: there is no such file."),
        (["old.md", "sub"], "sub is a folder. Name a file in it."),
        (["latin.md", "old.md"], "latin.md:1: the text is not valid UTF-8. Save the file with the encoding UTF-8."),
        (["old.md", "utf16.md"], "utf16.md:1: "),
        (["old.md"], "not in a git repository"),
    ],
)
def test_what_cannot_be_compared(folder: Path, inforce: Inforce, names: list[str], said: str) -> None:
    """It is named, with what to do."""
    (folder / "sub").mkdir()
    (folder / "latin.md").write_bytes("Café\n".encode("latin-1"))
    (folder / "utf16.md").write_bytes("Café\n".encode("utf-16"))
    ended = inforce("redline", *names)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_the_same_file(folder: Path, inforce: Inforce) -> None:
    """No change, which is fine."""
    assert inforce("redline", "old.md", "old.md").out == "old.md -> old.md\nNo change.\n"


def test_files_in_a_repository(company: Path, inforce: Inforce) -> None:
    """Two files are two files there, too; a policy by its address, and a revision, stay what they are."""
    (company / "counsel.md").write_text((company / REFUNDS).read_text().replace("endless", "fair"))
    assert inforce("redline", REFUNDS, "counsel.md").out.startswith(f"{REFUNDS} -> counsel.md\n")
    assert inforce("redline", "terms/refunds", "counsel.md").out.startswith(
        "terms/refunds: counsel.md -> 2018-06-01 (in force)\n"
    )
    assert inforce("redline", REFUNDS, "2018-02-01").out.startswith("terms/refunds: 2018-02-01 -> 2018-06-01 (in force)\n")
    assert "gone.md: there is no such file" in inforce("redline", REFUNDS, "gone.md").err


def test_new_before_the_first_commit(tmp_path: Path, inforce: Inforce, monkeypatch: pytest.MonkeyPatch) -> None:
    """A repository without a commit, also one whose branch has another name, takes a policy; a folder that is none says so."""
    monkeypatch.chdir(tmp_path)
    arguments = ("new", "terms/refunds", "--title", "Refunds", "--effective", "2027-01-01")
    said = inforce(*arguments)
    assert said.code == 2
    assert "not in a git repository" in said.err
    assert "git init" in said.err
    git(tmp_path, "init", "-q", "-b", "trunk")
    said = inforce(*arguments)
    assert (said.code, said.err) == (0, "")
    assert said.out.endswith("and make the first commit. Then:\n  inforce check\n")
    assert "there already" in inforce(*arguments).err
    (tmp_path / REFUNDS).write_bytes((tmp_path / REFUNDS).read_bytes() + b"\nTen days.\n")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "Begin")
    assert "upcoming 2027-01-01" in inforce("history").out
    assert inforce("new", "cookies", "--title", "Cookies", "--effective", "2027-01-01").code == 0
