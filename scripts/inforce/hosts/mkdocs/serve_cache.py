"""While a site is served: what was written for one build serves the next, as long as what it was made from is the same."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, cast

from inforce.hosts.mkdocs.theme_shell import Place, Shell
from inforce.render.context import Frame

_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """Files of a build below its folder, how many redlines are among them, and what they were made from."""

    frame: Frame
    shells: Mapping[Place, str]
    own: frozenset[str]
    names: Sequence[str]
    redlines: int


@dataclass(slots=True)
class Keeping:
    """Keeps bodies in memory, and written files aside while MkDocs empties the folder of the site."""

    _frame: Frame | None = None
    _bodies: dict[Hashable, object] = field(default_factory=dict)
    _written: _Written | None = None
    _aside: Path | None = None

    def once(self, frame: Frame, key: Hashable, make: Callable[[], _Thing]) -> _Thing:
        """What was made under a key for this frame before, else what `make` makes."""
        if frame is not self._frame:
            self._frame, self._bodies = frame, {}
        if key not in self._bodies:
            self._bodies[key] = make()
        return cast("_Thing", self._bodies[key])

    def put_aside(self, folder: Path) -> None:
        """Save the site from being emptied; one that was saved before and not taken back is the better one."""
        self._aside = folder.with_name(f"{folder.name}.kept")
        if self._written and folder.is_dir() and not self._aside.exists():
            folder.rename(self._aside)
            folder.mkdir()

    def take_back(self, folder: Path, frame: Frame, shell: Shell, own: frozenset[str]) -> int | None:
        """Put the files back that would be written again just so; returns the number of redlines, None if they differ."""
        known, aside = self._written, self._aside
        if known is None or aside is None or not aside.is_dir():
            return None
        shell.prepare(known.shells)
        if frame is not known.frame or own != known.own or shell.rendered != known.shells:
            return None
        for name in known.names:
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            (aside / name).replace(place)
        return known.redlines

    def keep(self, *, frame: Frame, shell: Shell, own: frozenset[str], names: Sequence[str], redlines: int) -> None:
        """Remember what was written."""
        self._written = _Written(frame=frame, shells=dict(shell.rendered), own=own, names=names, redlines=redlines)

    def clear(self) -> None:
        """Delete what was put aside."""
        if self._aside:
            shutil.rmtree(self._aside, ignore_errors=True)
