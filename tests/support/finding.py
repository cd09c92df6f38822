"""What tests of finding share: addresses of the demo, answers on a page, and a small site to find things in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from sites import Built, build, policy, repository

REFUNDS = "terms/refund-policy/"
HISTORY = f"{REFUNDS}history/"
RESULT = ".inforce-result"


def result(page: Page) -> str:
    """What the answer says, once it is there and has the focus."""
    expect(page.locator(RESULT)).to_be_focused()
    return " ".join(page.locator(RESULT).inner_text().split())


def rows(page: Page, table: str = f"{RESULT} table") -> list[list[str]]:
    """The cells of a table that are seen."""
    found = page.locator(f"{table} tbody tr:visible").all()
    return [[" ".join(cell.split()) for cell in row.locator("td").all_inner_texts()] for row in found]


# ---- neighbours only


def compared_site(folder: Path, compare: str) -> Built:
    """Three revisions of one policy, the last with a correction, under an option."""
    rules = "policies/terms/rules.md"
    history: list[dict[str, Any]] = [
        {"on": "2018-01-01", "write": {rules: policy("2018-01-01", "## Ways\n\nA café on the Straße.")}},
        {"on": "2019-01-01", "write": {rules: policy("2019-01-01", "## Ways\n\n契約は本人確認のうえ締結。")}},
        {"on": "2020-01-01", "write": {rules: policy("2020-06-01", "## Ways\n\nYou part with an art of it.")}},
        {"on": "2020-06-10", "change": {rules: {"text": "## Ways\n\nYou part with the art of it."}}},
    ]
    options = json.dumps({"compare": compare})
    config = f"site_name: Company\ntheme: {{name: material, font: false}}\nplugins:\n- search\n- inforce: {options}\n"
    repository(folder, history, config)
    built = build(folder, "--strict")
    assert built.code == 0, built.said
    return built
