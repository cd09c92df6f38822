"""Pages load and run files of their own site only, under the headers that the build writes; policies can run nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import NARROW, tab
from inforce.render import csp
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from playwright.sync_api import Browser, Page, expect
from sites import Built, build, headers_for, policy, repository, served

PAGES = {
    "home": "",
    "collection": "terms/",
    "policy": "privacy/privacy-policy/",
    "history": "terms/refund-policy/history/",
    "revision": "terms/refund-policy/2017-06-28/",
    "redline": "terms/refund-policy/compare/2017-04-11/2018-05-15/",
    "hand-written": "redlines/",
    "table by hand": "front-matter/",
}
SITE = """site_name: Company
theme:
  name: material
  font: {font}
  features: [{features}]
  palette:
  - {{scheme: default, toggle: {{icon: material/weather-night, name: Dark}}}}
  - {{scheme: slate, toggle: {{icon: material/weather-sunny, name: Light}}}}
plugins:
- search
- inforce: {options}
"""
REFUNDS = "policies/terms/refunds.md"
HISTORY: list[dict[str, Any]] = [
    {"on": "2018-01-10", "write": {REFUNDS: policy("2018-02-01", "## Periods\n\nTen days.", title="Refunds")}},
    {"on": "2018-05-10", "change": {REFUNDS: {"effective_date": "2018-06-01", "text": "## Periods\n\nForty days."}}},
]


def site(font: str = "false", features: str = "", **options: Any) -> str:
    """A mkdocs.yml with Material."""
    return SITE.format(font=font, features=features, options=json.dumps(options))


def content(document: str) -> str:
    """The policy that a document states, "" if it states none."""
    return document.partition('http-equiv="Content-Security-Policy" content="')[2].partition('"')[0]


# what it says


def test_only_what_runs_is_hashed() -> None:
    """Scripts and styles are hashed as browsers do it; data, files and what stands in comments are not."""
    found = csp.inline(
        "<head><script>alert(1 && '&amp;')</script><script type=module>import 'x'</script><script src=a.js></script>"
        '<script type="application/ld+json">{}</script><!-- <script>no</script> --><style>a{}</style></head>'
    )
    assert (len(found.scripts), len(found.styles)) == (2, 1)
    assert csp.inline("<script>alert('Hello, world.');</script>").scripts == {
        "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"  # the example of the specification (CSP 3, 2.3.1)
    }


def test_what_is_on_other_hosts() -> None:
    """Whatever a document loads from another host, or connects to beforehand, is named; links are not."""
    found = csp.inline(
        '<link rel="preconnect" href="https://a.example"><script src="//b.example/x.js"></script><img src="https://c.example/i.png">'
        '<link rel="canonical" href="https://d.example/"><a href="https://e.example/">e</a><img src="https://own.example/i.png">'
        '<script src="x.js"></script>',
        "https://own.example/policies/",
    )
    assert found.hosts == {"https://a.example", "//b.example/x.js", "https://c.example/i.png"}
    assert csp.inline('<p style="color: red" onclick="x()">').attributes == {'style="color: red"', 'onclick="x()"'}


def _pages(site: Built) -> list[Path]:
    """The pages of the site, without the documents that readers take away."""
    return [path for path in site.folder.rglob("*.html") if path.name in ("index.html", "404.html")]


def test_nothing_unsafe_is_allowed(demo_site: Built) -> None:
    """The policy has no wildcard and no `unsafe-` word, and is the same on every page and in the headers."""
    stated = {content(path.read_text("utf-8")) for path in _pages(demo_site)}
    (only,) = stated
    assert only.startswith("default-src 'none'; script-src 'self' 'sha256-")
    assert "unsafe" not in only and "*" not in only and "http" not in only
    sent = dict(headers_for(demo_site.folder, ""))["Content-Security-Policy"]
    assert sent == f"{only}; frame-ancestors 'self'"
    assert len(sent) < 2000 - len("Content-Security-Policy: ")  # Cloudflare's longest line


def test_policy_comes_first(demo_site: Built) -> None:
    """Nothing that the policy governs stands before it, and the encoding of the page is known in time."""
    for path in demo_site.folder.rglob("*.html"):  # documents to take away too: theirs is their own
        head = path.read_text("utf-8").partition('http-equiv="Content-Security-Policy"')[0]
        assert not any(sign in head for sign in ("<script", "<style", "<link", "<base", "<body")), path
        assert "charset" in head and len(head) < 1000, path


# in a browser


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_nothing_is_refused(browser: Browser, demo_url: str, address: str) -> None:
    """Every kind of page works under its own policy and the headers: no violation, no request to another host. In a wide
    window, the tests of pages see that."""
    with tab(browser, demo_url, size=NARROW) as watched:
        watched.page.goto(address, wait_until="networkidle")
        expect(watched.page.locator("h1").first).to_be_visible()


def test_search_and_palette_work(browser: Browser, demo_url: str) -> None:
    """The theme's search, in a worker of its own, and its switch of colours run under the policy."""
    with tab(browser, demo_url) as watched:
        page = watched.page
        page.goto("terms/refund-policy/")
        page.locator("label[title='Switch to dark mode']").click()
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
        page.goto("terms/refund-policy/compare/2017-04-11/2018-05-15/")
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")  # the inline script ran
        page.wait_for_load_state("networkidle")
        page.locator(".md-search__input").first.click()
        page.locator(".md-search__input").first.press_sequentially("refund")
        expect(page.locator(".md-search-result__item").first).to_be_visible(timeout=30_000)


def test_a_violation_is_seen(browser: Browser, demo_url: str) -> None:
    """The policy holds, and the watch notices each violation: script, style, attribute, image, request, form, base."""
    with pytest.raises(AssertionError), tab(browser, demo_url) as watched:
        watched.page.goto("contact/")
        watched.page.evaluate(
            """async () => {
                const add = (html) => document.body.append(document.createRange().createContextualFragment(html));
                add("<script>window.ran = 1</script>"); add("<style>h1 { color: red }</style>");
                add("<p style='color: red'>x</p>");
                add("<img src='x' onerror='window.ran = 2'>"); add("<img src='http://localhost:9/i.png'>");
                add("<base href='/elsewhere/'>"); add("<iframe src='https://localhost:9/'></iframe>");
                await fetch("http://localhost:9/").catch(() => 0); await new Promise((go) => setTimeout(go, 200));
            }"""
        )
        assert watched.page.evaluate("window.ran") is None
    said = "\n".join(watched.faults)
    for part in (
        "script-src-elem",
        "style-src-elem",
        "style-src-attr",
        "script-src-attr",
        "img-src",
        "base-uri",
        "frame-src",
        "connect-src",
    ):
        assert f"violation of {part}" in said, part


@pytest.fixture(scope="module")
def instant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A small site with instant navigation, and a script of the operator's own on one page."""
    folder = tmp_path_factory.mktemp("instant")
    script = "<script>document.documentElement.dataset.about = 'ran'</script>"
    files = {"docs/about.md": f"# About\n\n{script}\n\n| a | b |\n|--:|---|\n| 1 | 2 |\n"}
    config = site(features="navigation.instant, navigation.instant.prefetch", security_policy="all")
    repository(folder, HISTORY, f"site_url: http://127.0.0.1/some/prefix/\n{config}", files)
    built = build(folder, "--strict")
    assert built.code == 0, built.said
    assert 'style="' not in built.text("about/") and '<td class="align-right">' in built.text("about/")
    with served(built.folder) as url:
        for file in built.folder.glob("sitemap.xml*"):  # by it, the theme knows which pages it may show without loading them
            file.unlink()
        text = "".join(
            f"<url><loc>{url}{a}</loc></url>" for a in ("", "about/", "terms/", "terms/refunds/", "terms/refunds/history/")
        )
        (built.folder / "sitemap.xml").write_text(f'<?xml version="1.0"?><urlset>{text}</urlset>')
        yield url


def test_instant_navigation(browser: Browser, instant: str) -> None:
    """From page to page without loading one, whatever stands on them runs under the first page's policy."""
    with tab(browser, instant) as watched:
        page = watched.page
        page.goto("")
        page.wait_for_load_state("networkidle")  # until the theme has read the sitemap, a link is an ordinary one
        page.evaluate("window.same = true")
        for address, heading in {
            "terms/refunds/": "Refunds",
            "terms/refunds/history/": "history",
            "about/": "About",
            "": "Policies",
        }.items():
            page.evaluate("address => { document.querySelector(`a[href$='${address}']`).click() }", f"prefix/{address}")
            expect(page.locator("h1")).to_contain_text(heading)
        assert page.evaluate("window.same"), "the pages were loaded"
        expect(page.locator("html")).to_have_attribute("data-about", "ran")
        page.wait_for_load_state("networkidle")


# the option


def test_by_default_only_policies_are_governed(tmp_path: Path) -> None:
    """Pages of the operator's keep their scripts; the headers then leave what may run to each page."""
    files = {"docs/about.md": "# About\n\n<script>1</script>\n<p style='color: red' onclick='x()'>x</p>"}
    repository(tmp_path, HISTORY, site(), files)
    built = build(tmp_path, "--strict")
    assert built.code == 0, built.said
    assert content(built.text("about/")) == "" and content(built.text("404.html")) == ""
    for address in ("", "terms/", "terms/refunds/", "terms/refunds/history/", "terms/refunds/compare/2018-02-01/2018-06-01/"):
        assert content(built.text(address)).startswith("default-src 'none'"), address
    assert dict(headers_for(built.folder, ""))["Content-Security-Policy"] == "frame-ancestors 'self'"


def test_none(tmp_path: Path) -> None:
    """`none` writes neither policies nor headers."""
    repository(tmp_path, HISTORY, site(security_policy="none"))
    built = build(tmp_path, "--strict")
    assert "Content-Security-Policy" not in built.text("terms/refunds/")
    assert not list(built.folder.glob("*headers*"))


def test_no_headers_where_mkdocs_serves(tmp_path: Path) -> None:
    """Pages that `mkdocs serve` shows state what they may run; settings for web servers are left to the built site."""
    repository(tmp_path, HISTORY, site(security_policy="all"))
    config = load_config(str(tmp_path / "mkdocs.yml"), site_dir=str(tmp_path / "site"))
    config.plugins.on_startup(command="serve", dirty=False)
    mkdocs_build(config)
    assert "Content-Security-Policy" in (tmp_path / "site/terms/refunds/index.html").read_text("utf-8")
    assert not list((tmp_path / "site").glob("*headers*"))


def test_wrong_value(tmp_path: Path) -> None:
    """Another value stops the build and names those that there are."""
    repository(tmp_path, HISTORY, site(security_policy="strict"))
    assert "security_policy: strict is none of all, policies, none." in build(tmp_path).said


def test_what_the_operator_loads_elsewhere_is_told(tmp_path: Path) -> None:
    """Fonts, scripts and attributes that the policy forbids are named with the mend; a warning where all pages are governed."""
    extra = "extra_javascript: [https://stats.example/count.js]\n"
    files = {"docs/about.md": "# About\n\n<p style='color: red'>x</p>"}
    repository(tmp_path, HISTORY, extra + site(font="{text: Roboto}"), files)
    quiet = build(tmp_path, "--strict")
    assert quiet.code == 0
    assert "INFO    -  inforce: security_policy: https://stats.example/count.js is on another host" in quiet.said
    (tmp_path / "mkdocs.yml").write_text(extra + site(font="{text: Roboto}", security_policy="all"))
    built = build(tmp_path, "--strict")
    assert built.code == 1
    for part in ("fonts.googleapis.com", "theme: font: false", "stats.example", 'style="color: red" has no effect'):
        assert part in built.said
    assert "preconnect" not in built.text("terms/refunds/")


def test_own_headers_are_kept(tmp_path: Path) -> None:
    """A `_headers` of the operator's is not touched; the other files are there to copy from."""
    repository(tmp_path, HISTORY, site(), {"docs/_headers": "/*\n  X-Mine: 1\n"})
    built = build(tmp_path, "--strict")
    assert built.text("_headers") == "/*\n  X-Mine: 1\n"
    assert "_headers is a file of your own" in built.said
    assert "nosniff" in built.text("inforce-headers.nginx.conf")


def test_headers_by_kind(demo_site: Built) -> None:
    """Markdown, calendars and files that are named by content get headers of their own; each file states the same policy."""
    for address, wanted in {
        "terms/refund-policy/refund-policy.md": ("Content-Type", "text/markdown; charset=utf-8"),
        "calendar.ics": ("Content-Type", "text/calendar; charset=utf-8"),
        "assets/policies/0123.png": ("Cache-Control", "public, max-age=31536000, immutable"),
        "terms/": ("Referrer-Policy", "same-origin"),
    }.items():
        assert wanted in headers_for(demo_site.folder, address)
    sent = dict(headers_for(demo_site.folder, ""))
    for name in ("inforce-headers.nginx.conf", "inforce-headers.Caddyfile"):
        text = demo_site.text(name)
        assert all(f'{header} "{value}"' in text for header, value in sent.items()), name
        assert text.count("{") == text.count("}")
    assert "Cache-Control" not in sent  # the hosts that read _headers ask again each time by themselves


# policies that attack

_PROBES = (
    "<script>ran('script')</script>",
    "<img src=x onerror=ran('onerror')>",
    "<svg onload=ran('svg')><script>ran('svg script')</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=ran('mutation')></style></mglyph></table></mtext></math>",
    "<noscript><p title='</noscript><img src=x onerror=ran(1)>'></noscript>",
    "<iframe src='javascript:parent.ran(2)'></iframe><iframe srcdoc='<script>parent.ran(3)</script>'></iframe>",
    "<object data='data:text/html,<script>ran(4)</script>'></object><embed src='https://evil.example/e'>",
    "<form action='https://evil.example/'><button formaction='javascript:ran(5)' autofocus onfocus=ran(6)>x</button></form>",
    "<meta http-equiv=refresh content='0; url=https://evil.example/'><base href='https://evil.example/'>",
    "<link rel=stylesheet href='https://evil.example/s.css'><style>@import url(https://evil.example/i.css);</style>",
    "<p style='background: url(https://evil.example/p.png)' onmouseover=ran(7) data-md-component=search>x</p>",
    "<a href='https://evil.example/' target=_blank ping='https://evil.example/ping'>link</a>",
    "<video src='https://evil.example/v' autoplay onloadstart=ran(8)></video><img srcset='https://evil.example/s.png 1x'>",
    "<details open ontoggle=ran(9)><summary>x</summary></details><input autofocus onfocus=ran(10)>",
    "[a](javascript:ran('link')) [b](JaVaScRiPt:ran(1)) [c](&#106;avascript:ran(2))",
    "[d](java\tscript:ran(3)) [e](\x01javascript:ran(4))",
    "[f](data:text/html,<script>ran(5)</script>) ![g](data:image/svg+xml,<svg/onload=ran(6)>) [h](vbscript:ran(7))",
    "![i](https://evil.example/i.png) ![j](//evil.example/j.png) ![k](\\\\evil.example\\k.png)",
    "<img src='https:evil.example/l.png'>",
    "＜script＞ran('wide')＜/script＞ <scr\u0000ipt>ran('nul')</scr\u0000ipt> <ſcript>ran('long')</ſcript> \u202etpircs\u202c",
    "{{ ran('template') }} {% raw %}{{ config }}{% endraw %} ${ran(1)}",
)
_LINE = "\"><img src=x onerror=ran(1)>'><script>ran(2)</script></title></textarea><svg onload=ran(3)>{{ 7*7 }}"


def attack(extra: str) -> dict[str, Any]:
    """A policy all of whose parts attack."""
    quoted = json.dumps(_LINE)
    body = "\n\n".join(probe.replace("\0", "") for probe in _PROBES)
    table = f"| {_LINE} | b |\n|---|---|\n| <script>ran(3)</script> | x |"
    text = f'{body}\n\n## {_LINE}\n\n## Heading {{#x"onclick=ran(1)}}\n\nText {extra}.\n\n{table}'
    keys = {"title": quoted, "change_note": quoted, "summary": json.dumps(body + "\n\n" + _LINE)}
    keys |= {"author": quoted, "description": quoted, "subtitle": quoted, "status": quoted, "tags": f"[{quoted}]"}
    return policy("2018-02-01", text) | keys


@pytest.mark.parametrize("guarded", ["all", "none"])
def test_policies_run_nothing(browser: Browser, tmp_path: Path, guarded: str) -> None:
    """Whatever a policy says, in any of its parts: no script runs, nothing is asked of another host.

    That holds without the Content-Security-Policy, too. With it, the browser has nothing to refuse: what could run is gone.
    """
    path = "policies/attack.md"
    other = attack("second") | {"effective_date": "2018-06-01"}
    future = attack("third") | {"effective_date": "2030-06-01"}
    history = [
        {"on": "2018-01-10", "write": {path: attack("first"), REFUNDS: policy("2018-02-01", "Ten days.")}},
        {"on": "2018-02-10", "write": {path: attack("corrected")}},
        {"on": "2018-05-10", "write": {path: other}},
        {"on": "2018-07-10", "write": {path: future}},
    ]
    repository(tmp_path, history, site(security_policy=guarded))
    built = build(tmp_path)
    assert built.code == 0, built.said
    addresses = sorted(built.addresses())
    assert len(addresses) > 12
    with served(built.folder) as url, tab(browser, url) as watched:
        watched.page.context.add_init_script("window.ran = (what) => console.error('RAN', what)")
        for address in addresses:
            watched.page.goto(address, wait_until="load")
            _act(watched.page)
            assert watched.page.url.startswith(url), address
            assert watched.faults == [], address


def _act(page: Page) -> None:
    """Move over and focus what there is, and follow every link that could run."""
    run = page.locator("script:not([src], [type='application/ld+json'])")  # that one is data
    assert run.evaluate_all("all => all.filter(s => s.text.includes('ran(')).length") == 0
    described = page.locator("script[type='application/ld+json']").all_text_contents()
    assert all(json.loads(text)["@type"] for text in described)
    within = page.locator("article")
    hostile = "iframe, object, embed, svg[onload], base, meta[http-equiv], style, [style], [target]:not([rel=noopener])"
    assert within.locator(hostile).count() == 0
    attributes = "all => all.flatMap(e => [...e.attributes].filter(a => a.name.startsWith('on')).map(a => a.name))"
    assert page.locator("*").evaluate_all(attributes) == []
    links = page.locator("a[href]").evaluate_all("all => all.map(a => a.protocol)")
    assert set(links) <= {"http:", "https:", "mailto:", "tel:"}


def test_what_a_policy_says_is_never_allowed(tmp_path: Path) -> None:
    """Two sites that differ in their policies only have the same policy of what may run."""
    stated = []
    for name, text in {
        "one": "Ten days.",
        "two": "<script>ran(1)</script>\n\n<style>p { color: red }</style>\n\nTen days.",
    }.items():
        repository(tmp_path / name, [{"on": "2018-01-10", "write": {REFUNDS: policy("2018-02-01", text)}}], site())
        stated.append(content(build(tmp_path / name).text("terms/refunds/")))
    assert stated[0] == stated[1] != ""
