"""The command `inforce` in tests: a company's repository to ask it about, what it says and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from histories import clean_environment
from sites import epoch, policy

REFUNDS = "policies/terms/refunds.md"
HISTORY: list[dict[str, Any]] = [
    {
        "on": "2018-01-10",
        "write": {
            REFUNDS: policy(
                "2018-02-01", "## Periods\n\nYou have a shrot time.\n\n## Stores\n\nAsk the store.", title="Refunds"
            ),
            "policies/archive/refunds.md": policy("2018-02-01", "Old.", title="Old refunds", change_note="As it was."),
            "policies/cookies.md": policy("2018-02-01", "Cookies.", title="Cookies", change_note="As it was."),
        },
    },
    {"on": "2018-02-10", "change": {REFUNDS: {"text": "## Periods\n\nYou have a short time.\n\n## Stores\n\nAsk the store."}}},
    {
        "on": "2018-05-10",
        "change": {
            REFUNDS: {
                "effective_date": "2018-06-01",
                "change_note": "Longer periods.",
                "text": "## Periods\n\nYou have a long time.\n\n## Stores\n\nAsk the store.",
            },
            "policies/archive/refunds.md": {"retired": "2018-06-01", "superseded_by": "terms/refunds"},
        },
    },
    {
        "on": "2026-10-10",
        "change": {
            REFUNDS: {
                "effective_date": "2027-01-01",
                "change_note": "Longer still.",
                "text": "## Periods\n\nYou have a endless time.\n\n## Stores\n\nAsk the store.",
            }
        },
    },
]
BROKEN = "---\ntitle: Broken\neffective_date: 2018-13-45\nefective: 1\n---\nNo such day.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Its answer as JSON."""
        return json.loads(self.out)


Inforce = Callable[..., Said]


def apart(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The installed command in a process of its own."""
    command = Path(sys.executable).with_name("inforce")
    surroundings = clean_environment() | {"SOURCE_DATE_EPOCH": epoch()} | environment
    return subprocess.run([command, *arguments], cwd=folder, env=surroundings, capture_output=True, text=True, check=False)
