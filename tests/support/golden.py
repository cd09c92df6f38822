"""Golden cases: YAML files of what is given and what must follow, and how the two are held against each other."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import pytest
import yaml

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the same by libyaml, where PyYAML has it: many times faster
Plain = dict[str, Any]


def cases(name: str) -> list[Plain]:
    """Every case of the files in a folder beside this one, each with the name of its file; all values are texts."""
    found = []
    for file in sorted((Path(__file__).parents[1] / name).glob("*.yml")):
        for case in yaml.load(file.read_text("utf-8"), Loader=_Loader)["cases"]:
            found.append(case | {"file": file.stem})
    return found


def agree(case: Plain, wanted: Any, found: Any) -> None:
    """Fails the test with what differs, below the sentence that says what the case shows."""
    if wanted != found:
        lines = difflib.unified_diff(_lines(wanted), _lines(found), "the case", "what was found", lineterm="", n=30)
        pytest.fail(f"rule {case['rule']}: {case['shows']}\n" + "\n".join(lines), pytrace=False)


def _lines(value: Any) -> list[str]:
    return yaml.safe_dump(value, allow_unicode=True, width=200).splitlines()
