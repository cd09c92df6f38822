"""`inforce build`: a whole site without a generator, in a shell of its own or in a page of somebody's."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from commanding import Inforce
from histories import clean_environment, git
from inforce.hosts.static import looks
from inforce.hosts.static.shell import own_page, rebased
from inforce.problems import UserError
from sites import Built, Crawl, build
from static import CONFIG, begun, built, command

LOOKS = CONFIG + (
    "site_description: What we promise\nlanguage: de\nlogo: art/logo.svg\ncolors: {light: '#17435c', dark: '#8cc8e8'}\n"
    "links: {Kontakt: 'https://company.example/contact', Alle: ./}\nfooter: A & B GmbH\n"
)
PAGE = """<!DOCTYPE html><html lang="en"><head><title>inforce:title | Acme</title><link rel=stylesheet href=css/main.css>
<script src="/js/app.js"></script><script>const a = '<a href="x">'</script></head>
<body><a href="about/">About</a><main><p>inforce:body</p></main></body></html>"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site in the shell that we bring."""
    return built(begun(tmp_path_factory.mktemp("static") / "company"), "--strict")


@pytest.fixture(scope="module")
def by_plugin(site: Built, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The same policies, by MkDocs."""
    folder = tmp_path_factory.mktemp("plugin") / "company"
    git(folder.parent, "clone", "-q", str(site.folder.parent), str(folder))
    (folder / "docs").mkdir()
    plugins = "theme: {name: material, font: false}\nplugins: [search, inforce]\n"
    (folder / "mkdocs.yml").write_text(CONFIG + plugins, "utf-8")
    return build(folder)


def test_it_is_whole(site: Built) -> None:
    """Every page, every link on it, and each id once."""
    assert (site.code, "WARNING" in site.said) == (0, False), site.said
    crawl = Crawl(site.folder)
    assert (crawl.broken(), crawl.doubled()) == ([], [])
    assert site.data("manifest.json")["generator"] == "inforce"
    assert "https://policies.example/terms/refunds/</loc>" in site.text("sitemap.xml")
    assert "compare" not in site.text("sitemap.xml")


def test_it_is_what_the_plugin_makes(site: Built, by_plugin: Built) -> None:
    """The same addresses; the same bytes of data, feeds and documents; the same bodies."""
    ours, theirs = site.hashes(), by_plugin.hashes()
    assert site.addresses() - {"assets/inforce/search/"} == by_plugin.addresses()
    data = {name for name in theirs if not name.startswith(("assets/", "search/", "sitemap", "_headers", "inforce-headers"))}
    data = {name for name in data if not name.endswith(".html") or "Content-Security-Policy" not in by_plugin.text(name)}
    data |= {"assets/inforce/inforce.css", "assets/inforce/feed.css", "terms/refunds/feed.xml", "policies.json"}
    data -= {"manifest.json", "404.html"}
    assert len(data) > 20
    assert [name for name in sorted(data) if ours.get(name) != theirs[name]] == []
    for address in ("", "terms/refunds/", "terms/refunds/history/", "terms/refunds/compare/2018-02-01/2018-06-01/"):
        assert site.words(address, "[class^=inforce-]:not([class*=shell], .inforce-skip)") == by_plugin.words(
            address, "[class^=inforce-]:not([class*=shell], .inforce-skip)"
        ), address


def test_a_redline_is_small(site: Built, by_plugin: Built) -> None:
    """At most three fifths of the page that a theme makes of it."""
    address = "terms/refunds/compare/2018-02-01/2018-06-01/"
    assert len(site.text(address)) <= 0.6 * len(by_plugin.text(address))


def test_it_is_proved(site: Built) -> None:
    """Every byte is made again; a word that somebody changed is named."""

    def proved() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command("prove"),
            cwd=site.folder.parent,
            env=clean_environment(),
            capture_output=True,
            text=True,
            check=False,
        )

    done = proved()
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    page = site.path("terms/refunds/")
    was = page.read_bytes()
    page.write_bytes(was.replace(b"long time", b"shor time"))
    try:
        done = proved()
    finally:
        page.write_bytes(was)
    assert (done.returncode, "terms/refunds/" in done.stdout) == (1, True), done.stderr


def test_looks(tmp_path: Path) -> None:
    """Name, logo, colours, links and foot are the operator's, and links lead to the same from every page."""
    made = built(begun(tmp_path / "company", LOOKS, files={"art/logo.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"}))
    assert made.code == 0, made.said
    for address, root in (("", "./"), ("terms/refunds/", "../../")):
        html = made.text(address)
        assert '<html lang="de"' in html and "A &amp; B GmbH" in html and " Our policies</a>" in html
        assert f'<a href="{root}">Alle</a>' in html and '<a href="https://company.example/contact">Kontakt</a>' in html
        assert f'src="{root.removeprefix("./")}assets/inforce/logo.svg"' in html
    assert "#17435c" in made.text("assets/inforce/shell.css") and "Zum Inhalt" in made.text("")
    assert Crawl(made.folder).broken() == []


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("colors: '#777777'", "contrast"),
        ("colors: red", "'#17435c'"),
        ("links: [Contact]", "links must be words"),
        ("links: {A: 'javascript:alert(1)'}", "https://"),
        ("logo: gone.svg", "no file gone.svg"),
        ("logo: inforce.yml", "ends with none"),
        ("shell: gone.html", "no file gone.html"),
        ("site_url: policies.example", "https://policies.example/"),
        ("language: '12'", "language: de"),
        ("footer: [1]", "must be a text"),
    ],
)
def test_wrong_looks(tmp_path: Path, key: str, told: str) -> None:
    """One sentence says which key, and what it may be."""
    import yaml

    (tmp_path / "inforce.yml").write_text("", "utf-8")
    with pytest.raises(UserError, match="inforce") as error:
        looks.read(yaml.safe_load(key), tmp_path)
    assert told in str(error.value) and key.partition(":")[0] in str(error.value)


def test_a_page_of_ones_own(tmp_path: Path) -> None:
    """Its links lead to the same from each page; what it asks for is there; it runs what it ran."""
    made = built(begun(tmp_path / "company", f"{CONFIG}shell: look/page.html\n", files={"look/page.html": PAGE}))
    assert made.code == 0, made.said
    html = made.text("terms/refunds/")
    assert "<title>Refunds | Acme</title>" in html
    assert "href=../../css/main.css" in html and 'src="/js/app.js"' in html and '<a href="../../about/">' in html
    assert """const a = '<a href="x">'""" in html
    assert "<main><div data-pagefind-body>" in html and "inforce:" not in html
    assert 'href="../../assets/inforce/inforce.css"' in html and "shell.css" not in html
    assert "'sha256-" in html.partition("script-src")[2].partition(";")[0]


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("<html><head></head><body></body></html>", "no mark"),
        ("<head></head><body><!-- inforce: body --><p>inforce:body</p></body>", "more than one"),
        ("<p>inforce:body</p>", "<head>"),
    ],
)
def test_a_page_that_is_no_shell(html: str, told: str) -> None:
    """It is refused with what it lacks."""
    with pytest.raises(UserError, match="page") as error:
        own_page(html, "page.html")
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("link", "there"),
    [
        ('<a href="a/">', '<a href="../a/">'),
        ("<a href='./'>", "<a href='../'>"),
        ("<img src=a.png>", "<img src=../a.png>"),
        ('<a href="?q=1">', '<a href="../?q=1">'),
        ('<a href="/a">', '<a href="/a">'),
        ('<a href="//host/a">', '<a href="//host/a">'),
        ('<a href="#a">', '<a href="#a">'),
        ('<a href="">', '<a href="">'),
        ('<a href="mailto:a@b.c">', '<a href="mailto:a@b.c">'),
        ('<p>a<script src=a>"<b src=c>"</script><a href=b>', '<p>a<script src=../a>"<b src=c>"</script><a href=../b>'),
    ],
)
def test_links_of_a_page_of_ones_own(link: str, there: str) -> None:
    """From one folder below the root."""
    assert rebased(link, "../") == there


@pytest.mark.parametrize(
    ("link", "there"),
    [("../css/a.css", "css/a.css"), ("b.png?x#y", "legal/b.png?x#y"), ("../", "./"), ("../about/", "about/"), ("./", "legal/")],
)
def test_links_of_a_page_that_lies_in_the_site(link: str, there: str) -> None:
    """They lead to where they lead from there."""
    page = f'<html><head></head><body><a href="{link}">a</a><!-- inforce: body --></body></html>'
    assert f'<a href="{there}">' in own_page(page, "page.html", "legal")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("timezone: Mars", "inforce.yml: timezone"),
        ("colour: red", "inforce.yml has no option colour. Did you mean colors?"),
        ("title: Policies", "inforce.yml has no option title. Its options: INHERIT, colors, docs_dir, edit_uri, footer,"),
        ("checks: {no-rule: off}", "inforce.yml: checks"),
        ("collections: {nowhere: Nowhere}", "inforce.yml: collections"),
        ("policies: nowhere", "inforce.yml: policies"),
    ],
)
def test_faults_name_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce, line: str, told: str) -> None:
    """An option that is wrong is looked for where the operator wrote it."""
    monkeypatch.chdir(begun(tmp_path / "company", f"{CONFIG}{line}\n"))
    assert told in inforce("build").err


def test_a_site_of_mkdocs_is_left_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inforce: Inforce) -> None:
    """It is said what builds it, and what to write to build it without."""
    begun(tmp_path / "company")
    (tmp_path / "company/inforce.yml").rename(tmp_path / "company/mkdocs.yml")
    monkeypatch.chdir(tmp_path / "company")
    said = inforce("build")
    assert said.code == 2 and "mkdocs build" in said.err and "inforce.yml" in said.err
