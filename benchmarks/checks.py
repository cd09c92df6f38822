"""What the rules of `inforce check` find in a real history: in its newest state, and in each of its last commits.

    python benchmarks/checks.py FOLDER [--commits 100] [--json]

Rules on changes run over each commit against its parent, with a notice of 15 days; rules on texts over the newest state and
over every tenth commit before it, where what is said again of the same line counts once.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from inforce import checks, settings
from inforce.cache import FILE as CACHE_FILE
from inforce.cache import Cache
from inforce.checks import baseline, runner
from inforce.checks.catalogue import BY_ID
from inforce.checks.inputs import load
from inforce.record.workspace import Workspace
from inforce.source.repository import open_repository
from inforce.text.rendering import rendering

_APART = 10  # commits between two states that rules on texts read


def main() -> None:
    """Run all rules, those that are off too."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--commits", type=int, default=100)
    parser.add_argument("--json", action="store_true", help="every finding with its commit, to be read and judged")
    options = parser.parse_args()
    found = sorted(findings(options.folder.resolve(), options.commits), key=lambda item: item[1].rule)
    if options.json:
        print(json.dumps([{"commit": commit, **finding.as_data()} for commit, finding in found], indent=1))
        return
    counted = Counter((finding.rule, finding.severity) for _, finding in found)
    for (rule, severity), count in sorted(counted.items(), key=lambda item: list(BY_ID).index(item[0][0])):
        print(f"{count:5} {severity:8} {rule}")


def findings(folder: Path, commits: int) -> Iterator[tuple[str, checks.Finding]]:
    """Each finding with its commit."""
    repository = open_repository(folder)
    known, _ = settings.read(folder / settings.CONFIG_FILE, repository.root.resolve())
    workspace = Workspace(repository, known, rendering(Cache(folder / CACHE_FILE)))
    entries = workspace.history(repository.published_revision(known.branch))[-commits - 1 :]
    context = checks.Context(
        today=entries[-1].commit.day,
        address=known.address,
        is_policy=known.is_policy,
        checks={rule.id: "on" for rule in checks.RULES},
        notice_days=15,  # Regulation (EU) 2019/1150
        docs_dir=known.docs_dir,
    )
    seen: set[baseline.Key] = set()
    last = None
    for age, entry in zip(range(len(entries) - 1, -1, -1), entries, strict=True):
        state = load.at(workspace, entry.commit.id)
        now = replace(context, today=entry.commit.day, changes=entry.changes)
        found = runner.on_changes(last, state, now) if last else []
        for finding in runner.on_texts(state, context) if age % _APART == 0 else ():
            mark = baseline.key(finding, state.lines)
            if mark not in seen:
                seen.add(mark)
                found.append(finding)
        yield from ((entry.commit.id[:10], finding) for finding in found)
        last = state


if __name__ == "__main__":
    main()
