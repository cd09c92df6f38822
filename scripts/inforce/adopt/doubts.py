"""What nobody can tell from a repository, or what will not be as somebody may think, with the mend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One thing that people should look at, as a sentence, and what to do about it."""

    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.what} {self.mend}"


def some(items: Iterable[str]) -> str:
    """The first few of many, and how many more there are."""
    listed = list(items)
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return ", ".join(listed[:_SHOWN]) + more
