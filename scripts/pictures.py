"""The pictures of the README: pages of the built demo, as a reader sees them in light and in the dark."""

from __future__ import annotations

import functools
import os
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
PICTURES = {
    "text": "terms/refund-policy/",
    "redline": "terms/refund-policy/compare/2017-04-11/2018-05-15/",
}
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def main() -> None:
    """Write a PNG for each page and each colour scheme."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(ROOT / "site")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    program = os.environ.get("INFORCE_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, address in PICTURES.items():
            for scheme in ("light", "dark"):
                page = browser.new_page(viewport={"width": 1280, "height": 860}, color_scheme=scheme)
                page.goto(f"http://127.0.0.1:{server.server_address[1]}/{address}", wait_until="networkidle")
                page.screenshot(path=ROOT / "site_src" / "pictures" / f"{name}-{scheme}.png")
                page.close()
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main()
