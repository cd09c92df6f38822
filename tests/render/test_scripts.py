"""The scripts of pages: a page loads the modules of its kind, and no more than readers have time for."""

from __future__ import annotations

import gzip
import re
import subprocess

import pytest
from browsing import tab
from checkers import checker
from playwright.sync_api import Browser, Response
from sites import ROOT

MODULES = ROOT / "scripts" / "inforce" / "assets" / "scripts"
KINDS = {
    "terms/refund-policy/": (
        10_000,
        {"since.js", "headings.js", "timeline.js"},
        {"redline.js", "several.js", "word_search.js"},
    ),
    "terms/refund-policy/compare/2018-03-26/2018-05-15/": (
        30_000,
        {"redline.js", "quotes.js"},
        {"several.js", "word_search.js"},
    ),
    "terms/refund-policy/history/": (15_000, {"pick.js", "word_search.js"}, {"redline.js", "several.js"}),
    "terms/": (18_000, {"several.js", "filter.js"}, {"redline.js", "pick.js"}),
    "contact/": (6_000, {"inforce.js"}, {"redline.js", "since.js", "filter.js"}),
}


@pytest.mark.parametrize("address", KINDS)
def test_a_page_loads_what_it_uses(browser: Browser, demo_url: str, address: str) -> None:
    """Modules by the kind of the page, within a number of bytes as they are sent, gzipped."""
    most, used, unused = KINDS[address]
    sizes: dict[str, int] = {}

    def take(answer: Response) -> None:
        folder, _, name = answer.url.rpartition("/")
        if folder.endswith("assets/inforce") and name.endswith(".js"):
            sizes[name] = len(gzip.compress((MODULES / name).read_bytes(), 9, mtime=0))

    with tab(browser, demo_url) as watched:
        watched.page.on("response", take)
        watched.page.goto(address)
    assert used <= sizes.keys()
    assert not unused & sizes.keys()
    assert sum(sizes.values()) <= most, sizes


def test_every_module_is_used() -> None:
    """Each is loaded by the first one or by another, and says at its beginning what it does."""
    texts = {path.name: path.read_text("utf-8") for path in MODULES.iterdir()}
    kinds = set(re.findall(r': "(\w+)",', texts["inforce.js"]))
    for name, text in texts.items():
        assert text.startswith("/* "), name
        others = "".join(other for file, other in texts.items() if file != name)
        assert name == "inforce.js" or f'"./{name}"' in others or name.removesuffix(".js") in kinds, name


@pytest.mark.parametrize(
    "command",
    [
        ("typescript/bin/tsc", "-p", "tests/tools/tsconfig.json"),
        ("eslint/bin/eslint.js", "--config", "tests/tools/eslint.config.mjs", "scripts/inforce/assets/scripts"),
    ],
    ids=["types", "style"],
)
def test_modules_are_checked(command: tuple[str, ...]) -> None:
    """The compiler of TypeScript reads their types, as comments state and code shows them, and ESLint their style."""
    tool, *arguments = command
    made = subprocess.run(["node", str(checker(tool)), *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
