"""Word files of real pairs of texts: accepting and rejecting, in the XML and in LibreOffice, and what the Open XML SDK says.

    INFORCE_OFFICE=/usr/bin/soffice python benchmarks/word.py FOLDER [--pairs 6] [--seed 1]

FOLDER holds a folder for each pair, with old.md and new.md. So many pairs are drawn of each kind: tables, lists inside lists,
links, Chinese, Japanese or Korean, and any. scripts/test must have run once: it fetches LibreOffice and the SDK.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))
sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "word"))

from inforce import redline_html
from inforce.word.write.file import write
from office import settle
from test_word_writing import FACTS, html_of, schema_errors
from wordfiles import WordFile, expected

KINDS = {
    "tables": re.compile(r"^\|?\s*:?-{3,}:?\s*\|", re.M),
    "lists inside lists": re.compile(r"^(?:[-*+]|\d+\.) .*\n(?:\n)?[ \t]{2,}(?:[-*+]|\d+\.) ", re.M),
    "links": re.compile(r"\]\((?:https?://|#)"),
    "Chinese, Japanese, Korean": re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{8}"),
    "any": re.compile(""),
}
SIDES = ("reject", "accept")


def main() -> None:
    """Draw pairs of each kind, and print what is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pairs", type=int, default=6, help="of each kind")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    texts = drawn(options.folder, options.pairs, options.seed)
    made = {name: write(redline_html(*sides), FACTS) for name, sides in texts.items()}
    with tempfile.TemporaryDirectory() as scratch:
        settled = settle(Path(scratch), made)
        wrong = dict.fromkeys(("XML", "LibreOffice", "Open XML SDK"), 0)
        for name, sides in texts.items():
            own = WordFile(made[name])
            for side, html in zip(SIDES, sides, strict=True):
                wanted = expected(html)
                found = {"XML": own.lines(side), "LibreOffice": WordFile(settled[name, side]).lines("accept")}
                for where, lines in found.items():
                    if lines != wanted:
                        wrong[where] += 1
                        print(f"{name} {side} in {where}: {differing(lines, wanted)}")
            errors = schema_errors(Path(scratch) / "checked.docx", made[name])
            wrong["Open XML SDK"] += len(errors)
            print(*(f"{name}: {error}" for error in errors[:3]), sep="\n", end="\n" if errors else "")
    print(f"{len(texts)} pairs; wrong: " + ", ".join(f"{where} {count}" for where, count in wrong.items()))


def drawn(folder: Path, count: int, seed: int) -> dict[str, tuple[str, str]]:
    """The rendered texts of the pairs that were drawn, by their names."""
    pairs = {path.parent.name: path.parent for path in sorted(folder.glob("*/new.md"))}
    texts = {name: tuple((path / side).read_text("utf-8") for side in ("old.md", "new.md")) for name, path in pairs.items()}
    pick = random.Random(seed)
    names: list[str] = []
    for kind, pattern in KINDS.items():
        known = [name for name, sides in texts.items() if name not in names and all(map(pattern.search, sides))]
        chosen = pick.sample(known, min(count, len(known)))
        print(f"{kind}: {len(chosen)} of {len(known)}")
        names += chosen
    return {name: (html_of(texts[name][0]), html_of(texts[name][1])) for name in names}


def differing(found: list[object], wanted: list[object]) -> str:
    """The first line that is another."""
    pairs = zip([*found, None], [*wanted, None], strict=False)
    return next((f"{a!r} for {b!r}"[:300] for a, b in pairs if a != b), "another number of lines")


if __name__ == "__main__":
    main()
