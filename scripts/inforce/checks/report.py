"""Findings as text, as JSON, as annotations of GitHub Actions, and as SARIF 2.1.0."""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import quote

from inforce.checks.catalogue import RULES
from inforce.checks.finding import Finding

VERSION = 1
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def text(found: Sequence[Finding]) -> str:
    """A line for each finding."""
    return "".join(f"{finding}\n" for finding in found)


def as_json(found: Sequence[Finding]) -> str:
    """{version, findings: [{rule, severity, path, line, message, mend}]}."""
    return json.dumps({"version": VERSION, "findings": [f.as_data() for f in found]}, ensure_ascii=False, indent=1) + "\n"


def github(found: Sequence[Finding]) -> str:
    """Workflow commands that put each finding beside its line of the pull request."""
    return "".join(f"{_command(finding)}\n" for finding in found)


def _command(finding: Finding) -> str:
    place = f"file={_property(finding.path)}" + (f",line={finding.line}" if finding.line else "")
    return f"::{finding.severity} {place},title={_property(finding.rule)}::{_data(f'{finding.message} {finding.mend}')}"


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")


def sarif(found: Sequence[Finding]) -> str:
    """A SARIF log of one run, with every rule."""
    driver = {
        "name": "inforce",
        "rules": [
            {
                "id": rule.id,
                "shortDescription": {"text": rule.title},
                "fullDescription": {"text": rule.explains},
                "help": {"text": rule.mend},
                "defaultConfiguration": {
                    "level": "warning" if rule.default == "off" else rule.default,
                    "enabled": rule.default != "off",
                },
            }
            for rule in RULES
        ],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"REPOSITORY": {"description": {"text": "The root of the repository."}}},
        "results": [_result(finding) for finding in found],
    }
    return json.dumps({"$schema": _SARIF, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _result(finding: Finding) -> dict[str, object]:
    uri = quote(finding.path.encode("utf-8", "surrogateescape"))
    place: dict[str, object] = {"artifactLocation": {"uri": uri, "uriBaseId": "REPOSITORY"}}
    if finding.line:
        place["region"] = {"startLine": finding.line}
    return {
        "ruleId": finding.rule,
        "ruleIndex": next(k for k, rule in enumerate(RULES) if rule.id == finding.rule),
        "level": finding.severity,
        "message": {"text": f"{finding.message} {finding.mend}"},
        "locations": [{"physicalLocation": place}],
    }
