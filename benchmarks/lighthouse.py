"""Lighthouse's scores, as on a phone, of pages of a built site behind a server that compresses and names ages as real ones do.

    python benchmarks/lighthouse.py SITE [ADDRESS ...]

SITE is a folder that `mkdocs build` made. Needs Node.js 18 or newer with npx, which fetches Lighthouse from npm, and Chromium
(CHROME_PATH, else the system's). Without addresses it measures the demo's privacy policy and the longest redline. Speed
depends on the machine: run it on one that does nothing else. What counts is the median of several runs, as Lighthouse's own
documentation advises, since one is easily ten points off; compare it with that of a page without policies in the same run.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from statistics import median
from typing import Any

from browsers import WHOLE, named, served

LIGHTHOUSE = "lighthouse@12.2.3"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml",
}


class Host(BaseHTTPRequestHandler):
    """A static host: answers gzipped; pages are asked for anew, what they are made of is kept for a year."""

    protocol_version = "HTTP/1.1"
    folder = Path()

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        file = self.folder / (path.lstrip("/") + ("index.html" if path.endswith("/") else ""))
        if not file.is_file():
            self.send_error(404)
            return
        body = packed(file)
        self.send_response(200)
        self.send_header("Content-Type", TYPES.get(file.suffix, "application/octet-stream"))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-cache" if file.suffix == ".html" else "public, max-age=31536000")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@cache
def packed(file: Path) -> bytes:
    """A file as it goes over the wire."""
    return gzip.compress(file.read_bytes(), 9)


def main() -> None:
    """Measure and print a table; ends with 1 if a page cannot be measured."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("site", type=Path)
    options.add_argument("addresses", nargs="*")
    options.add_argument("--runs", type=int, default=5, help="how often each page is measured (5)")
    arguments = options.parse_args()
    if not shutil.which("npx"):
        sys.exit("error: npx is missing. Install Node.js: https://nodejs.org/")
    Host.folder = arguments.site
    with served(arguments.site, Host) as base:
        for address in arguments.addresses or ["privacy/privacy-policy/", longest(arguments.site)]:
            show(address, [measured(base + address) for _ in range(arguments.runs)])


def longest(site: Path) -> str:
    """The address of the largest redline of a site."""
    found = max(site.rglob("compare/*/*/index.html"), key=lambda file: (file.stat().st_size, str(file)))
    return f"{found.parent.relative_to(site).as_posix()}/"


def measured(url: str) -> Any:
    """Lighthouse's report on a page."""
    browser = named("CHROME_PATH", WHOLE) or ""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = ["npx", "--yes", LIGHTHOUSE, url, "--quiet", "--output=json", f"--output-path={report}"]
        command += [f"--only-categories={','.join(CATEGORIES)}", "--chrome-flags=--headless=new --no-sandbox --disable-gpu"]
        done = subprocess.run(command, env={**os.environ, "CHROME_PATH": browser}, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"error: {LIGHTHOUSE} failed:\n{done.stderr}")
        return json.loads(report.read_text("utf-8"))


def show(address: str, reports: list[Any]) -> None:
    """The median scores of a page, all of its speed, and below them each audit that the last run did not pass."""
    report = reports[-1]
    found = {name: [round(each["categories"][name]["score"] * 100) for each in reports] for name in CATEGORIES}
    print(f"{address}\n  {'  '.join(f'{name} {round(median(found[name]))}' for name in CATEGORIES)}")
    print(f"    performance of each run: {', '.join(map(str, found['performance']))}", flush=True)
    for name in CATEGORIES:
        for used in report["categories"][name]["auditRefs"]:
            audit = report["audits"][used["id"]]
            if audit["score"] is not None and audit["score"] < 0.9 and used["weight"]:
                print(f"    {name}: {audit['title']} {audit.get('displayValue', '')}".rstrip())
                for item in audit.get("details", {}).get("items", [])[:3]:
                    print(f"      {summary(item)}")


def summary(item: Any) -> str:
    """One finding of an audit in a line."""
    node = item.get("node", {})
    return str(node.get("snippet") or item.get("description") or item.get("url") or item)[:160]


if __name__ == "__main__":
    main()
