"""Build time and peak memory of a repository's site, cold and warm, beside plain MkDocs with as many pages of the same size.

    python benchmarks/site.py REPOSITORY [--policies FOLDER]

Plain MkDocs gets one Markdown page for every page that Inforce builds: a revision's text for its page, the newer text for a
redline, with Material, its search and a navigation of the policies only. Everything runs one after the other in one go.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from inforce import settings
from inforce.cache import Cache
from inforce.record import texts as record_texts
from inforce.record.workspace import Workspace
from inforce.source.repository import open_repository
from inforce.text.rendering import rendering

DATED = re.compile(r"\d{4}-\d\d-\d\d(\.\d+)?")
SUMMARY = re.compile(r"policies \d+, .*")


def main() -> None:
    """Measure and print a table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("repository", type=Path)
    options.add_argument("--policies", default="policies")
    arguments = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        clone = here / "clone"
        subprocess.run(["git", "clone", "-q", str(arguments.repository.resolve()), str(clone)], check=True)
        config = f"site_name: Benchmark\ndocs_dir: {arguments.policies}\ntheme: {{name: material, font: false}}\n"
        (clone / "mkdocs.yml").write_text(f"{config}plugins: [search, inforce: {{policies: {arguments.policies}}}]\n")
        cold = build(clone, "Inforce, cold")
        warm = build(clone, "Inforce, warm")
        weigh(clone / "site")
        pages = plain(clone, here / "plain", arguments.policies)
        peer = build(here / "plain", f"plain MkDocs, {pages} pages")
        print(f"Inforce / plain MkDocs: {cold / peer:.2f} cold, {warm / peer:.2f} warm")


def build(folder: Path, name: str) -> float:
    """Build a site in a process of its own; prints and returns its seconds."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "build"], cwd=folder, env=environment, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        sys.exit(said)
    size = sum(path.stat().st_size for path in (folder / "site").rglob("*.html"))
    count = len(list((folder / "site").rglob("*.html")))
    summary = SUMMARY.search(said)
    print(
        f"{name}: {seconds:.1f} s, {peak(usage):.0f} MB at the most, {count} pages of {size / count / 1000:.0f} kB"
        + (f"; {summary[0]}" if summary else ""),
        flush=True,
    )
    return seconds


def weigh(site: Path) -> None:
    """Print the bytes of redline pages and of texts, as they lie there and gzipped: the median and the 95th percentile."""
    redlines = set(site.rglob("compare/*/*/index.html"))
    texts = {file for file in site.rglob("index.html") if DATED.fullmatch(file.parent.name)} - redlines
    for name, files in (("redline", redlines), ("text", texts)):
        if not files:
            continue
        plain = sorted(file.stat().st_size for file in files)
        packed = sorted(len(gzip.compress(file.read_bytes())) for file in files)
        sizes = [f"{some[len(some) // 2]:,} / {some[len(some) * 95 // 100]:,}" for some in (plain, packed)]
        print(f"bytes per {name} page (median / 95th percentile of {len(files)}): {sizes[0]}, gzipped {sizes[1]}", flush=True)


def peak(usage: resource.struct_rusage) -> float:
    """Peak memory in MB."""
    return usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def plain(clone: Path, folder: Path, policies: str) -> int:
    """A plain MkDocs site with one Markdown page for each page of ours; returns how many."""
    shutil.rmtree(folder, ignore_errors=True)
    docs = folder / "docs"
    docs.mkdir(parents=True)
    known = Workspace(open_repository(clone), settings.Settings(policies=(policies,)), rendering(Cache(None))).published()
    nav = []
    count = 0
    for policy in known.policies:
        texts = [(text.address, text.version) for text in record_texts.all_texts(policy)]
        texts += [(pair.address, pair.new.version) for pair in record_texts.pairs(policy, "all")]
        own = policy.newest.text
        nav.append(f"  - {policy.address}.md")
        for address, version in [(policy.address, own), (f"{policy.address}/history", own), *texts]:
            page = docs / f"{address.rstrip('/')}.md"
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(f"# {version.title}\n\n{version.body}", encoding="utf-8")
            count += 1
    (docs / "home.md").write_text("# Home\n")
    lines = ["site_name: Benchmark", "theme: {name: material, font: false}", "plugins: [search]"]
    lines += ["validation: {links: {not_found: ignore, absolute_links: ignore, unrecognized_links: ignore}}"]
    lines += ["not_in_nav: '*'", "nav:", *nav]
    (folder / "mkdocs.yml").write_text("\n".join(lines) + "\n")
    return count


if __name__ == "__main__":
    main()
