"""What the baseline of the check keeps quiet is no warning of a build either."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from inforce.checks import baseline
from inforce.checks.finding import of_problem
from inforce.problems import Problem
from inforce.settings import Settings
from inforce.source.front_matter import decode
from inforce.source.repository import Repository


def unknown(
    problems: Sequence[Problem], settings: Settings, folder: Path, repository: Repository, head: str
) -> Sequence[Problem]:
    """The problems that the baseline in the folder of the site does not know; `head` is the commit that is published.

    Raises UserError for a file that is no baseline.
    """
    file = folder / (settings.baseline or baseline.FILE)
    if not problems or not file.is_file():
        return problems
    known = baseline.read(file.read_text("utf-8", "replace"), str(file))
    texts = {path: repository.blob_at(head, path) or b"" for path in {problem.path for problem in problems if problem.line}}
    lines = {path: decode(data, path)[0].split("\n") for path, data in texts.items()}
    found = {of_problem(problem): problem for problem in problems}
    return [found[finding] for finding in baseline.without(tuple(found), known, lines)[0]]
