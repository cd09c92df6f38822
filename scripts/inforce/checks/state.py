"""What the rules look at: the policies' files and the other pages of the site, as they were and as they are to be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from inforce.history import Change
from inforce.record import Record
from inforce.version import Version


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The repository at one moment: the record, the text of each policy file that can be read by its path (`lines` holds the
    file's own lines), every other Markdown page of the site, and every path that is there."""

    record: Record
    texts: Mapping[str, Version]
    lines: Mapping[str, Sequence[str]]
    pages: Mapping[str, str]
    paths: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the rules need besides: the day, the files that differ between the two states, and the operator's switches."""

    today: date
    address: Callable[[str], str]  # of the page that a policy file gives
    is_policy: Callable[[str], bool]
    changes: Sequence[Change] = ()
    checks: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))  # the option `checks`
    notice_days: int = 0
    docs_dir: str = ""
    root: str = ""  # the path of the site on its server, "" where that is not known
