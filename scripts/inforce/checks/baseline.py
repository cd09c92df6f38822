"""The baseline: findings that were there when the rules came, and are reported no more; none that keeps a text from readers."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TypeVar

from inforce.checks.finding import Finding, Found
from inforce.problems import UserError

FILE = ".inforce-baseline.json"  # beside mkdocs.yml, unless an option says otherwise
_VERSION = 1
_Finding = TypeVar("_Finding", Finding, Found)
Key = tuple[str, str, str]  # rule, path, hash of the line's words: a line that only moves keeps its key


def key(finding: Finding | Found, lines: Mapping[str, Sequence[str]]) -> Key:
    """What a finding is known by: its line's words, or what it says where it concerns the whole file. The newest text
    that owes something keeps its key when it becomes an old one."""
    own = lines.get(finding.path, ())
    said = own[finding.line - 1] if 0 < finding.line <= len(own) else finding.message
    said = finding.known_by or said
    return finding.rule, finding.path, hashlib.sha256(" ".join(said.split()).encode("utf-8", "replace")).hexdigest()[:16]


def dump(found: Sequence[Finding], lines: Mapping[str, Sequence[str]]) -> str:
    """The text of a baseline of these findings; the message of each is for people who read it."""
    entries = [
        {"rule": rule, "path": path, "line": mark, "message": finding.message}
        for finding in found
        if not finding.left_out
        for rule, path, mark in [key(finding, lines)]
    ]
    return json.dumps({"version": _VERSION, "findings": entries}, ensure_ascii=False, indent=1) + "\n"


def read(text: str, path: str) -> Counter[Key]:
    """The keys of a baseline. Raises UserError for a file that is none, which is never to be written over."""
    if not text:
        return Counter()
    try:
        entries = json.loads(text)["findings"]
        return Counter((str(e["rule"]), str(e["path"]), str(e["line"])) for e in entries)
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(
            f"{path} is not a list of findings that inforce check --write-baseline wrote, and is left as it is. Name another "
            f"file; or, if it is a baseline that was damaged, delete it first."
        ) from error


def without(
    found: Sequence[_Finding], known: Counter[Key], lines: Mapping[str, Sequence[str]]
) -> tuple[tuple[_Finding, ...], int]:
    """The findings that the baseline does not know or cannot hold, and how many of its entries are found no more."""
    left = Counter(known)
    kept = []
    for finding in found:
        mark = key(finding, lines)
        known_before = left[mark] > 0
        left[mark] -= known_before
        if not known_before or finding.left_out:
            kept.append(finding)
    return tuple(kept), sum(left.values())
