"""How far down a page what readers came for stands: the first sentence, change or revision, and the links before it.

`python benchmarks/pages.py [SITE]` opens a built site of this repository (site/ without one) in Chromium, wide and on a phone.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from browsers import named, served
from playwright.sync_api import Page, sync_playwright

WINDOWS = ((1400, 900), (390, 844))
SENTENCE = ".inforce-text > :is(p, ol, ul, h2, h3)"
CHANGE = ".inforce-redline [data-n]"
ROW = ".inforce-history tbody tr"
LISTED = ".inforce-policies li"
KINDS = {
    "text in force": ("terms/refund-policy/", SENTENCE),
    "text in force, another announced": ("privacy/privacy-policy/", SENTENCE),
    "earlier text": ("terms/refund-policy/2017-06-28/", SENTENCE),
    "announced text": ("privacy/privacy-policy/2027-07-01/", SENTENCE),
    "redline": ("terms/refund-policy/compare/2017-04-11/2018-05-15/", CHANGE),
    "redline since one agreed": ("terms/refund-policy/?since=2017-05-01", CHANGE),
    "correction": ("privacy/privacy-policy/compare/2018-05-16.0/2018-05-16.1/", CHANGE),
    "history": ("terms/refund-policy/history/", ROW),
    "collection": ("terms/", LISTED),
    "home": ("", LISTED),
}
_MEASURED = """(found) => {
    const first = document.querySelector(found);
    const links = [...document.querySelectorAll(".md-content a[href]")].filter((link) =>
        link.checkVisibility() && link.compareDocumentPosition(first) & Node.DOCUMENT_POSITION_FOLLOWING);
    return [Math.round(first.getBoundingClientRect().top + scrollY), links.length];
}"""


def measure(page: Page, base: str, address: str, found: str) -> tuple[int, int]:
    """The pixels above what readers came for, and the links before it."""
    page.goto(base + address)
    page.locator(found).first.wait_for()
    if "?" in address:
        page.wait_for_load_state("networkidle")
    down, links = page.evaluate(_MEASURED, found)
    return down, links


def main() -> None:
    """Print a line for each kind of page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", nargs="?", type=Path, default=Path("site"), help="the folder of the built site")
    site = parser.parse_args().site
    print(f"{'':34}" + "".join(f"{f'{width} × {height}':>12}{'links':>7}" for width, height in WINDOWS))
    with served(site) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=named(), args=["--no-sandbox"])
        tabs = [browser.new_page(viewport={"width": width, "height": height}) for width, height in WINDOWS]
        for kind, (address, found) in KINDS.items():
            print(f"{kind:34}", end="")
            for page in tabs:
                down, links = measure(page, base, address, found)
                print(f"{f'{down} px':>12}{links:>7}", end="", flush=True)
            print()
        browser.close()


if __name__ == "__main__":
    main()
