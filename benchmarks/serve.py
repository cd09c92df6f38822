"""From saving a policy's file to the served page that shows its words: `mkdocs serve` on a generated repository.

    python benchmarks/serve.py [--kilobytes 100] [--revisions 30] [--edits 5]

The site has one policy of that size with that many revisions. Each edit adds a sentence in another place of the file; measured
is the time until the draft's page and its redline hold it, as a browser asks for them.
"""

from __future__ import annotations

import argparse
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import date, timedelta
from pathlib import Path

CONFIG = """\
site_name: Benchmark
site_url: https://policies.example/
docs_dir: policies
theme: {name: material, font: false}
plugins: [search, inforce]
"""
WORDS = "we you may must not shall fee refund course data account notice term day month service consent party law".split()


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kilobytes", type=int, default=100)
    options.add_argument("--revisions", type=int, default=30)
    options.add_argument("--edits", type=int, default=5)
    arguments = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paragraphs = generate(folder, arguments.kilobytes, arguments.revisions)
        port = free_port()
        log = (folder / "serve.log").open("w")
        server = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"],
            cwd=folder,
            stdout=log,
            stderr=log,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        )
        try:
            base = f"http://127.0.0.1:{port}"
            begun = time.perf_counter()
            until(f"{base}/terms/", "Benchmark terms")
            print(f"first build: {time.perf_counter() - begun:.1f} s")
            print_median([edit(folder, base, paragraphs, arguments.revisions, k) for k in range(arguments.edits)])
        finally:
            server.terminate()
            server.wait()
            print(*(folder / "serve.log").read_text().splitlines()[-4:], sep="\n", file=sys.stderr)


def generate(folder: Path, kilobytes: int, revisions: int) -> list[str]:
    """A repository with one policy; each revision changes three paragraphs. Returns the newest ones."""
    chance = random.Random(1)
    paragraphs = []
    while sum(map(len, paragraphs)) < kilobytes * 1000:
        paragraphs.append(paragraph(chance))
    (folder / "policies").mkdir()
    (folder / "mkdocs.yml").write_text(CONFIG)
    git(folder, "init", "-q", "-b", "main")
    for k in range(revisions):
        for _ in range(3):
            paragraphs[chance.randrange(len(paragraphs))] = paragraph(chance)
        write(folder, paragraphs, k)
        git(folder, "add", ".")
        git(folder, "commit", "-q", "-m", "Revise", when=f"{date(2015, 1, 1) + timedelta(days=60 * k)}T12:00:00Z")
    return paragraphs


def paragraph(chance: random.Random) -> str:
    """A heading, or a few sentences."""
    if chance.random() < 0.1:
        return f"## {' '.join(chance.choices(WORDS, k=4)).capitalize()}"
    sentences = (" ".join(chance.choices(WORDS, k=chance.randint(8, 25))).capitalize() for _ in range(chance.randint(2, 5)))
    return ". ".join(sentences) + "."


def write(folder: Path, paragraphs: list[str], number: int) -> None:
    """The policy's file as its revision of that number."""
    day = date(2015, 1, 1) + timedelta(days=60 * number)
    front = f"---\ntitle: Benchmark terms\neffective_date: {day}\nchange_note: Revision {number}.\n---\n\n"
    (folder / "policies/terms.md").write_text(front + "\n\n".join(paragraphs) + "\n")


def edit(folder: Path, base: str, paragraphs: list[str], number: int, which: int) -> float:
    """Save the file with another sentence; the seconds until the draft and its redline show it."""
    time.sleep(1 + which * 0.13)  # at another moment of the server's look-out each time
    said = f"Sentence number {which} is new here."
    place = (which + 1) * len(paragraphs) // 7
    paragraphs[place] = f"{paragraphs[place]} {said}"
    write(folder, paragraphs, number)
    saved = time.perf_counter()
    until(f"{base}/terms/draft/", said)
    drawn = time.perf_counter() - saved
    last = date(2015, 1, 1) + timedelta(days=60 * (number - 1))
    until(f"{base}/terms/compare/{last}/draft/", f"number {which} is")
    whole = time.perf_counter() - saved
    print(f"edit {which + 1}: draft {drawn:.2f} s, with its redline {whole:.2f} s")
    return whole


def until(address: str, words: str) -> None:
    """Ask for a page until it holds these words."""
    end = time.monotonic() + 300
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=60) as answer:
                if words in answer.read().decode():
                    return
        except OSError:
            pass
        time.sleep(0.02)
    raise SystemExit(f"{address} never showed: {words}")


def print_median(seconds: list[float]) -> None:
    """The middle of the measurements."""
    print(f"median of {len(seconds)}: {statistics.median(seconds):.2f} s, longest {max(seconds):.2f} s")


def git(folder: Path, *arguments: str, when: str = "") -> None:
    """Run git as somebody."""
    dated = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when} if when else {}
    people = {f"GIT_{who}_{what}": "bench@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(["git", *arguments], cwd=folder, check=True, env={**os.environ, **people, **dated})


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


if __name__ == "__main__":
    main()
