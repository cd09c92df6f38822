"""The rules of `inforce check`, case by case: each change in the file of a rule in a real repository, and what is found.

A case without `write` has the text "One." of 2018-01-01; its `change` is made on 2018-03-01. With `markdown_extensions`, its
texts are written in the Markdown of a site that has these; `dates` names where its dates may come from.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from golden import Plain, agree, cases
from histories import Builder, git
from inforce import checks
from inforce.cache import Cache
from inforce.checks import RULES, Finding, rules, switches
from inforce.checks.inputs import load
from inforce.checks.rules import FAMILIES
from inforce.record.workspace import Workspace
from inforce.settings import Settings
from inforce.source.repository import open_repository
from inforce.text import site_markdown
from inforce.text.dialect import COMMONMARK
from inforce.text.rendering import rendering

PATH = "policies/a.md"
TODAY = "2018-03-01"

CASES = [{"rule": case["file"]} | case for case in cases("checks")]  # a file is called as its rule


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['rule']}:{case['case']}")
def test_golden(case: Plain, tmp_path: Path) -> None:
    """A text, or a change to one, gives exactly the findings that its case lists."""
    assert set(case) <= {
        "file",
        "case",
        "rule",
        "shows",
        "text",
        "write",
        "history",
        "change",
        "dates",
        "option",
        "markdown_extensions",
        "expect",
    }
    found = _found(tmp_path, case)
    wanted = [{"rule": case["rule"], "path": PATH, "line": "0", "severity": ""} | item for item in case["expect"]]
    said = [_said(finding, wanted) for finding in found]
    agree(case, wanted, said)


def _found(folder: Path, case: Plain) -> tuple[Finding, ...]:
    """What the rules find in the files of a case, or in its change."""
    first = {"on": "2018-01-10", "write": {PATH: {"effective_date": "2018-01-01", "text": case.get("text", "One.")}}}
    if "write" in case:
        first = {"on": "2018-01-10", "write": case["write"]}
    history = case.get("history", [first])
    change = case.get("change", [])
    change = [{"on": TODAY, **step} for step in ([change] if isinstance(change, dict) else change)]
    Builder(folder).build([*history, *change])
    git(folder, "reset", "-q", "--hard", "main")
    repository, known = open_repository(folder), Settings(docs_dir="docs", dates=tuple(case.get("dates", ["front_matter"])))
    extensions = case.get("markdown_extensions")
    of_site = COMMONMARK if extensions is None else site_markdown.of(["toc", "tables", "fenced_code", *extensions], {})
    workspace = Workspace(repository, known, rendering(Cache(None), lambda path: of_site))
    base = repository.resolve(f"main~{len(change)}") if change else ""
    now = datetime.combine(date.fromisoformat(TODAY), datetime.min.time(), UTC)
    before, after, entry = load.branch(workspace, now, base) if base else (None, *load.draft(workspace, now))
    options = yaml.safe_load(yaml.safe_dump(_typed(case.get("option", {}))))
    context = checks.Context(
        today=date.fromisoformat(TODAY),
        address=known.address,
        is_policy=known.is_policy,
        policies=known.policies,
        changes=entry.changes if entry else (),
        checks=options.get("checks", {}),
        notice_days=options.get("notice_days", 0),
        docs_dir="docs",
        site_pages=known.site_pages,
        site_path=options.get("site_path", ""),
    )
    assert not [*switches.faults(context.checks)]
    return checks.findings(before, after, context)


def _typed(value: Any) -> Any:
    """Numbers and switches as YAML reads them."""
    if isinstance(value, dict):
        return {key: _typed(item) for key, item in value.items()}
    return yaml.safe_load(value) if isinstance(value, str) else value


def _said(finding: Finding, wanted: list[Plain]) -> Plain:
    """A finding with the words that its case asks for, if they are among its own."""
    assert finding.message, "every finding says what is wrong"
    assert finding.mend, "every finding names the mend"
    place = {"rule": finding.rule, "path": finding.path, "line": str(finding.line)}
    words = f"{finding.message} {finding.mend}"
    for item in wanted:
        if place == {key: item[key] for key in place} and item["says"] in words and item["severity"] in ("", finding.severity):
            return item
    return {**place, "severity": finding.severity, "says": words}


def test_every_rule_has_cases() -> None:
    """Each rule has a case in which it speaks, and a near miss in which it does not; no case is told twice."""
    fires = {case["rule"] for case in CASES if any(item.get("rule", case["rule"]) == case["rule"] for item in case["expect"])}
    misses = {case["rule"] for case in CASES if not case["expect"]}
    assert fires == misses == {rule.id for rule in RULES} == {case["rule"] for case in CASES}
    names = [(case["rule"], case["case"]) for case in CASES]
    assert len(set(names)) == len(names)
    assert all(case["shows"].endswith(".") for case in CASES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rules_explain_themselves(rule: checks.Rule) -> None:
    """The documentation is made of what each rule says: a sentence, why, and the mend."""
    assert rule.id == rule.id.lower().replace(" ", "-").replace("_", "-")
    assert rule.title.endswith(".")
    assert rule.explains.endswith(".")
    assert len(rule.explains) > 60
    assert rule.mend
    assert all(option.explains for option in rule.options)


def test_a_rule_is_a_file() -> None:
    """It is called as its rule, and lies in a family that is collected; what finds something belongs to a rule."""
    folder = Path(rules.__file__).parent
    assert {file.parent.name for file in folder.glob("*/__init__.py")} == set(FAMILIES)
    named = []
    for file in folder.glob("*/*.py"):
        module = vars(import_module(f"{rules.__name__}.{file.parent.name}.{file.stem}"))
        assert "Found(" not in file.read_text("utf-8"), "a finding is made by its rule"
        if module.keys() & {"RULE", "on_texts", "on_changes"}:
            assert file.stem == module["RULE"].id.replace("-", "_")
            named.append(module["RULE"])
    assert sorted(named, key=lambda rule: rule.id) == sorted(RULES, key=lambda rule: rule.id)
    assert len({rule.id for rule in RULES}) == len(RULES)


SWITCHES: Mapping[str, tuple[dict[str, object], str]] = {
    "unknown": ({"term-unsued": "off"}, "Did you mean term-unused?"),
    "underscore": ({"past_date": "off"}, "Did you mean past-date?"),
    "nonsense": ({"qqqq": "off"}, "The rules: cut-value"),
    "setting": ({"past-date": "loud"}, "off, warning or error"),
    "option": ({"past-date": {"words": 3}}, "Its options: severity"),
    "number": ({"correction-changes-meaning": {"words": "many"}}, "words cannot be many"),
    "truth": ({"correction-changes-meaning": {"words": True}}, "words cannot be True"),
}


@pytest.mark.parametrize("name", SWITCHES)
def test_wrong_switches(name: str) -> None:
    """A switch that means nothing is told with what could be meant."""
    switched, says = SWITCHES[name]
    ((message, mend),) = switches.faults(switched)
    assert says in f"{message} {mend}"
