"""What the baseline of the check keeps quiet is no warning of a build either."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from inforce.checks import baseline
from inforce.checks.finding import Found, of_problem
from inforce.problems import Problem
from inforce.settings import Settings
from inforce.source.front_matter import decode
from inforce.source.repository import Repository

Fresh = Callable[[Sequence[Found]], Sequence[Found]]


def reader(settings: Settings, folder: Path, repository: Repository, head: str) -> Fresh:
    """Gives of some faults those that the baseline in the folder of the site does not know; `head` is the commit that is
    published. Raises UserError for a file that is no baseline.
    """
    file = folder / (settings.baseline or baseline.FILE)
    if not file.is_file():
        return tuple
    known = baseline.read(file.read_text("utf-8", "replace"), str(file))

    def fresh(faults: Sequence[Found]) -> Sequence[Found]:
        texts = {path: repository.blob_at(head, path) or b"" for path in {fault.path for fault in faults if fault.line}}
        lines = {path: decode(data, path)[0].split("\n") for path, data in texts.items()}
        return baseline.without(faults, known, lines)[0]

    return fresh


def unknown(problems: Sequence[Problem], fresh: Fresh) -> Sequence[Problem]:
    """The problems that the baseline does not know."""
    found = {of_problem(problem): problem for problem in problems}
    return [found[fault] for fault in fresh(tuple(found))]
