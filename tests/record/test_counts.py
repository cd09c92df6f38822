"""Counts of generated histories, against a count that shares no code with the package."""

from __future__ import annotations

import random
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from histories import git
from sites import policy, repository
from test_rules import read

POLICIES, COMMITS = 5, 60
KINDS = ["revision", "rescheduled", "correction", "wrap", "note", "move", "reissue", "date later", "other"]
WORDS = "you we the a policy course fee refund day notice may must not keep use data terms account change".split()


def generated(seed: int) -> tuple[list[dict[str, Any]], Counter[str]]:
    """A history of five policies, and how often each kind of edit is in it."""
    chance = random.Random(seed)
    day = date(2018, 1, 1)
    used: set[str] = set()
    files: dict[str, dict[str, Any]] = {}
    kinds: Counter[str] = Counter()
    history: list[dict[str, Any]] = []

    def text() -> str:
        return " ".join(chance.choices(WORDS, k=12)) + f" {chance.random()}"

    def later(notice: int = 0) -> str:
        found = next(d for k in range(notice + chance.randint(0, 15), 99) if (d := str(day + timedelta(days=k))) not in used)
        used.add(found)
        return found

    for number in range(COMMITS):
        day += timedelta(days=chance.randint(1, 20))
        step: dict[str, Any] = {"on": str(day)}
        if number < POLICIES:
            path = f"policies/{chance.choice(['terms/', 'privacy/', ''])}p{number}.md"
            files[path] = policy(later(), f"## One\n\n{text()}\n\n{text()}")
            step["write"] = {path: dict(files[path])}
            kinds["new"] += 1
        else:
            path = chance.choice(sorted(files))
            file = files[path]
            kind = chance.choice(KINDS)
            kinds[kind] += 1
            changes: dict[str, Any] = {}
            if kind in ("revision", "rescheduled"):
                changes = {"effective_date": later(20 * (kind == "rescheduled")), "text": f"{file['text']}\n\n{text()}"}
            elif kind in ("correction", "date later"):
                changes = {"text": f"{file['text']} {text()}"}
            elif kind == "wrap":
                changes = {"text": re.sub(r"(?<=[a-z]) (?=[a-z])", lambda _: chance.choice([" ", "\n"]), file["text"])}
            elif kind == "note":
                changes = {"summary": text()}
            elif kind == "reissue":
                changes = {"effective_date": later()}
            if kind == "move":
                new = f"policies/{chance.choice(['terms', 'moved', 'privacy'])}/{number}-{path.rpartition('/')[2]}"
                step["move"] = {path: new}
                files[new] = files.pop(path)
            elif kind == "other":
                step["write"] = {"README.md": text()}
            else:
                file |= changes
                step["change"] = {path: changes}
            if kind in ("date later", "rescheduled"):
                history.append(step)
                day += timedelta(days=3)
                file["effective_date"] = later()
                step = {"on": str(day), "change": {path: {"effective_date": file["effective_date"]}}}
        history.append(step)
    return history, kinds


def counted(folder: Path) -> dict[str, int]:
    """The same numbers straight from git: what each commit says of each file, and what it said before."""
    state: dict[str, tuple[str, str, bool]] = {}
    count: Counter[str] = Counter()
    for commit in git(folder, "log", "--reverse", "--format=%x01%H %cs", "--name-status", "-M").split("\x01")[1:]:
        (sha, day), *lines = (line.split() for line in commit.split("\n") if line)
        for change in (line for line in lines if line[-1].startswith("policies/")):
            stated, body = re.search(
                r"effective_date: (\S+)[^\x00]*?\n---\n(.*)", git(folder, "show", f"{sha}:{change[-1]}"), re.S
            ).groups()  # type: ignore[union-attr]
            date_before, text_before, corrected = state.pop(change[1], ("", "", False))
            text = " ".join(body.split())
            late = corrected and stated != date_before and text == text_before and date_before <= day
            moved = stated != date_before and text == text_before and date_before > day
            correction = stated == date_before and text != text_before
            count["policies"] += not date_before
            count["revisions"] += stated != date_before and not moved
            count["corrections"] += correction - late
            state[change[-1]] = (stated, text, correction or (corrected and (stated == date_before or moved)))
    return dict(count)


@pytest.mark.parametrize("seed", range(6))
def test_counts(tmp_path: Path, seed: int) -> None:
    """Policies, revisions and corrections of a generated history are as many as git says."""
    history, _ = generated(seed)
    repository(tmp_path, history)
    found = read(tmp_path, {})
    assert found.problems == ()
    revisions = [revision for policy in found.policies for revision in policy.revisions]
    corrections = sum(len(revision.corrections) for revision in revisions)
    wanted = counted(tmp_path)
    assert wanted == {"policies": len(found.policies), "revisions": len(revisions), "corrections": corrections}
    assert wanted["policies"] == POLICIES


def test_the_histories_are_rich() -> None:
    """Together the generated histories hold each kind of edit several times."""
    kinds: Counter[str] = Counter()
    for seed in range(6):
        history, found = generated(seed)
        assert len(history) >= COMMITS
        kinds += found
    assert set(kinds) == {"new", *KINDS}
    assert min(kinds.values()) >= 10
