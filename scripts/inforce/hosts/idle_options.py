"""What no build begins with: options that are wrong and that it does not use itself, and a site without policies."""

from __future__ import annotations

from pathlib import Path

from inforce.problems import UserError
from inforce.record.load import Record
from inforce.settings import Settings


def idle(settings: Settings, folder: Path) -> None:
    """Raise UserError for a wrong option that only `inforce check` uses: whoever builds is to learn of it, too."""
    if settings.checks:
        from inforce.checks import switches  # here, as most builds need no rules and should not wait for them

        switches.check(settings)
    if settings.baseline and not (folder / settings.baseline).is_file():
        raise UserError(
            f"{settings.file}: baseline: there is no file {settings.baseline} in {folder.name}/. "
            "Correct the name, or write the file: inforce check --write-baseline"
        )


def nothing(settings: Settings, known: Record, root: Path) -> None:
    """Raise UserError where nothing is published because no folder of policies is there: an empty site would be put online."""
    if not known.policies and not any((root / folder).is_dir() for folder in settings.folders):
        raise UserError(
            f"{settings.file}: policies: there is no folder {' or '.join(settings.folders)} in the repository. "
            "Correct the option, or make the folder and commit the first policy in it."
        )
