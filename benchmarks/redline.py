"""Compare the redline engine with others from the registries: the same inputs, one run, one table.

    pip install -e .[benchmark]
    python benchmarks/redline.py PAIRS [--every N]

PAIRS holds folders ID/{old.md,new.md}. Each engine takes two HTML fragments and gives one back; an engine that is not
installed is left out. Each pair is compared once: an engine that keeps what it compared would win the second time.
Columns: milliseconds per pair (median, 95th percentile, total), the total over lxml.html.diff's,
pairs on which it raised, and pairs whose redline is proved (rejecting gives the old document, accepting the new one).
"""

from __future__ import annotations

import argparse
import importlib
import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import markdown
from inforce import redline_html
from inforce.redline import proof

Engine = Callable[[str, str], str]
EXTENSIONS = ["tables", "attr_list", "def_list", "sane_lists"]


def engines() -> dict[str, Engine]:
    """Every engine that is installed, by name; the first is ours."""
    found: dict[str, Engine] = {"inforce": redline_html}
    for name, module, attribute in (
        ("lxml.html.diff", "lxml.html.diff", "htmldiff"),
        ("htmldiff2", "htmldiff2", "render_html_diff"),
        ("html-diff", "html_diff", "diff"),
        ("web-monitoring-diff", "web_monitoring_diff", "html_diff_render"),
    ):
        try:
            found[name] = getattr(importlib.import_module(module), attribute)
        except (ImportError, AttributeError):
            continue
    return found


def pairs(folder: Path, every: int) -> list[tuple[str, str]]:
    """The rendered pairs; the front matter of a revision is no part of it."""
    out = []
    for path in sorted(folder.iterdir())[::every]:
        texts = []
        for name in ("old.md", "new.md"):
            text = (path / name).read_text("utf-8", "replace").lstrip("\ufeff").replace("\r\n", "\n")
            text = re.sub(r"\A---\n.*?\n(---|\.\.\.)[ \t]*\n", "", text, count=1, flags=re.S)
            texts.append(markdown.markdown(text, extensions=EXTENSIONS, output_format="html"))
        out.append((texts[0], texts[1]))
    return out


def measure(engine: Engine, inputs: list[tuple[str, str]]) -> tuple[list[float], int, int]:
    """Milliseconds per pair, how many raised, how many are proved."""
    times, raised, proved = [], 0, 0
    for old, new in inputs:
        start = time.perf_counter()
        try:
            out = engine(old, new)
        except Exception:
            raised += 1
            continue
        times.append((time.perf_counter() - start) * 1000)
        proved += isinstance(out, str) and not proof.prove(out, old, new)
    return times, raised, proved


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("pairs", type=Path)
    options.add_argument("--every", type=int, default=1, help="take every n-th pair only")
    chosen = options.parse_args()
    inputs = pairs(chosen.pairs, chosen.every)
    rows = {name: measure(engine, inputs) for name, engine in engines().items()}
    peer = sum(rows["lxml.html.diff"][0]) if "lxml.html.diff" in rows else 0.0
    print(f"| engine ({len(inputs)} pairs) | median ms | p95 ms | total ms | over lxml | raised | proved |")
    print("|---|---|---|---|---|---|---|")
    for name, (times, raised, proved) in rows.items():
        ordered = sorted(times) or [0.0]
        p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
        ratio = f"{sum(times) / peer:.2f}" if peer else "-"
        middle = statistics.median(ordered)
        print(f"| {name} | {middle:.1f} | {p95:.1f} | {sum(times):.0f} | {ratio} | {raised} | {proved} |")


if __name__ == "__main__":
    main()
