"""The pictures of the README: pages of the built demo, as a reader sees them in light and in the dark."""

from __future__ import annotations

from pathlib import Path

from browsers import named, served
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
PICTURES = {
    "text": "terms/refund-policy/",
    "redline": "terms/refund-policy/compare/2017-04-11/2018-05-15/",
    "asked": "terms/refund-policy/#inforce-since",
    "since": "terms/refund-policy/compare/2017-04-11/2018-05-15/?since=2017-05-01",
}
AGREED = "2017-05-01"  # the day that is given where a page asks for it


def main() -> None:
    """Write a PNG for each page and each colour scheme."""
    with served(ROOT / "site") as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=named(), args=["--no-sandbox"])
        for name, address in PICTURES.items():
            for scheme in ("light", "dark"):
                page = browser.new_page(viewport={"width": 1280, "height": 860}, color_scheme=scheme)
                page.goto(base + address, wait_until="networkidle")
                if name == "asked":
                    page.locator(".inforce-since input").fill(AGREED)
                    page.evaluate("scrollTo(0, 0)")
                page.screenshot(path=ROOT / "site_src" / "pictures" / f"{name}-{scheme}.png")
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
