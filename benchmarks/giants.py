"""Seconds for giant, doubled and unrelated documents, the engine (its proof included) beside lxml.html.diff.

pip install -e .[benchmark]
python benchmarks/giants.py [NAME ...]
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable

from inforce import redline_html

WORDS = [a + b for a in "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu".split() for b in "nd rt st l m x".split()]


def paragraphs(seed: int, size: int, length: int = 60) -> list[str]:
    """Paragraphs of invented words, together about so many bytes."""
    pick = random.Random(seed)
    out, total = [], 0
    while total < size:
        out.append("<p>" + " ".join(pick.choices(WORDS, k=length)).capitalize() + ".</p>")
        total += len(out[-1])
    return out


def one_changed_line() -> tuple[str, str]:
    blocks = paragraphs(1, 1_200_000)
    changed = list(blocks)
    changed[len(blocks) // 2] = changed[len(blocks) // 2].replace("<p>", "<p>Newly ")
    return "\n".join(blocks), "\n".join(changed)


def one_long_line() -> tuple[str, str]:
    words = " ".join(paragraphs(2, 60_000)).replace("<p>", "").replace("</p>", "").split()
    pick = random.Random(3)
    changed = [word if pick.random() > 0.05 else "changed" for word in words]
    return f"<p>{' '.join(words)}</p>", f"<p>{' '.join(changed)}</p>"


def one_long_line_without_spaces() -> tuple[str, str]:
    return f"<p>{'x' * 60_000}</p>", f"<p>{'x' * 30_000} {'x' * 30_000}</p>"


def doubled() -> tuple[str, str]:
    text = "".join(paragraphs(4, 200_000))
    return text, text + text


def error_page() -> tuple[str, str]:
    return "".join(paragraphs(5, 300_000)), "<h1>502 Bad Gateway</h1><hr><p>nginx</p>"


def unrelated() -> tuple[str, str]:
    return "".join(paragraphs(6, 200_000)), "".join(paragraphs(7, 200_000, 45))


def unrelated_lines() -> tuple[str, str]:
    old, new = (" ".join(paragraphs(seed, 100_000)).replace("<p>", "").replace("</p>", "") for seed in (8, 9))
    return f"<p>{old}</p>", f"<p>{new}</p>"


def same_words() -> tuple[str, str]:
    return "<p>" + "no " * 30_000 + "</p>", "<p>" + "no " * 20_000 + "yes " + "no " * 5_000 + "</p>"


def repeated_rows() -> tuple[str, str]:
    row = "<tr><td>Yes</td><td>No</td><td>10</td></tr>"
    return f"<table>{row * 3000}</table>", f"<table>{row * 2000}<tr><td>Maybe</td></tr>{row * 900}</table>"


def deep() -> tuple[str, str]:
    return "<blockquote>" * 150 + "<p>Deep.</p>", "<blockquote>" * 150 + "<p>Deeper.</p>"


def deep_inline() -> tuple[str, str]:
    return "<p>" + "<span>a " * 1000, "<p>" + "<span>b " * 1000


GIANTS: dict[str, Callable[[], tuple[str, str]]] = {
    made.__name__: made
    for made in (
        one_changed_line,
        one_long_line,
        one_long_line_without_spaces,
        doubled,
        error_page,
        unrelated,
        unrelated_lines,
        same_words,
        repeated_rows,
        deep,
        deep_inline,
    )
}


def seconds(engine: Callable[[str, str], str], old: str, new: str) -> float:
    """How long one comparison takes."""
    start = time.perf_counter()
    engine(old, new)
    return time.perf_counter() - start


def main() -> None:
    """Print a table."""
    from lxml.html.diff import htmldiff

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(GIANTS)}; default: all")
    options = parser.parse_args()
    print("| documents | bytes | inforce s | lxml.html.diff s |")
    print("|---|---|---|---|")
    for name in options.names or GIANTS:
        old, new = GIANTS[name]()
        ours, peers = seconds(redline_html, old, new), seconds(htmldiff, old, new)
        print(f"| {name.replace('_', ' ')} | {len(old) + len(new)} | {ours:.2f} | {peers:.2f} |", flush=True)


if __name__ == "__main__":
    main()
