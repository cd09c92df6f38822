"""Sites of other people in tests: small histories, configurations and the pages that they must give."""

from __future__ import annotations

import json
from typing import Any

from selectolax.lexbor import LexborHTMLParser
from sites import Built, Crawl, policy

CONFIG = "site_name: Company\nplugins: [search, inforce]\n"
MATERIAL = CONFIG + "theme: {name: material, font: false}\n"
REFUNDS = "policies/terms/refunds.md"
COOKIES = "policies/cookies.md"
HISTORY: list[dict[str, Any]] = [
    {
        "on": "2018-01-10",
        "write": {
            REFUNDS: policy(
                "2018-02-01", "## Periods\n\nYou have **10 days**. See [cookies](../cookies.md#choices).", title="Refunds"
            ),
            COOKIES: policy("2018-02-01", "## Choices\n\nYou can refuse cookies.", title="Cookies"),
        },
    },
    {
        "on": "2018-02-10",
        "change": {REFUNDS: {"text": "## Periods\n\nYou have **ten days**. See [cookies](../cookies.md#choices)."}},
    },
    {
        "on": "2018-05-10",
        "change": {
            REFUNDS: {"effective_date": "2018-06-01", "text": "## Periods\n\nYou have **14 days**."},
        },
    },
]
IN_FORCE = {"terms/refunds/", "cookies/"}
PAGES = {
    *("", "terms/", "terms/refunds/", "terms/refunds/history/", "terms/refunds/2018-02-01/", "terms/refunds/2018-06-01/"),
    *("terms/refunds/2018-02-01.0/", "terms/refunds/2018-02-01.1/", "terms/refunds/compare/2018-02-01/2018-06-01/"),
    *("terms/refunds/compare/2018-02-01.0/2018-02-01.1/", "cookies/", "cookies/history/", "cookies/2018-02-01/"),
}


def options(**values: Any) -> str:
    """A mkdocs.yml with options of the plugin."""
    return f"site_name: Company\nplugins:\n- search\n- inforce: {json.dumps(values)}\n"


def sound(built: Built) -> Built:
    """A build that went well, without a warning; all links hold and no id is doubled."""
    assert built.code == 0, built.said
    assert "WARNING" not in built.said
    return linked(built)


def linked(built: Built) -> Built:
    """A site on which all links hold and no id is doubled."""
    crawl = Crawl(built.folder)
    assert crawl.broken() + [f"id twice: {fault}" for fault in crawl.doubled()] == []
    return built


def links(built: Built, address: str, within: str) -> list[str]:
    """Where the links in a part of a page lead."""
    return [str(a.attributes["href"]) for a in LexborHTMLParser(built.text(address)).css(f"{within} a")]


WILD: list[dict[str, Any]] = [
    {
        "on": "2018-01-10",
        "write": {
            "policies/terms/old-name.md": policy(
                "2018-02-01", "# Terms\n\n## One\n\nText one. [Two](#two)\n\n## Two\n\nText two.", title="Terms"
            ),
            "policies/gone.md": policy("2018-02-01", "Gone soon.", title="Gone"),
            "policies/terms/leaving.md": policy("2018-02-01", "On its way out.", title="Leaving"),
            "policies/soon.md": policy("2028-01-01", "Not yet.", title="Soon"),
            "policies/terms/twice.md": policy("2018-02-01", "First.", title='Said "twice" & <more>'),
        },
    },
    {"on": "2018-02-05", "change": {"policies/terms/twice.md": {"text": "First, corrected."}}},
    {"on": "2018-02-06", "change": {"policies/terms/twice.md": {"text": "First, corrected twice."}}},
    {"on": "2018-03-01", "move": {"policies/terms/old-name.md": "policies/terms/new-name.md"}},
    {
        "on": "2018-04-01",
        "change": {
            "policies/terms/new-name.md": {
                "effective_date": "2018-09-01",
                "text": "# Terms\n\n## One\n\nText one, announced. [Two](#two)\n\n## Two\n\nText two.",
            }
        },
    },
    {
        "on": "2018-05-01",
        "change": {
            "policies/terms/new-name.md": {
                "effective_date": "2018-10-01",
                "replaces": "2018-09-01",
                "text": "# Terms\n\n## One\n\nText one, replaced.\n\n## Three\n\nText three.",
            }
        },
    },
    {"on": "2018-06-01", "change": {"policies/terms/new-name.md": {"effective_date": "2018-11-01", "replaces": ""}}},
    {"on": "2019-01-10", "change": {"policies/terms/twice.md": {"effective_date": "2019-02-01", "text": "Second."}}},
    {"on": "2019-03-01", "change": {"policies/terms/twice.md": {"text": "Third, whose date comes later."}}},
    {"on": "2019-04-01", "change": {"policies/terms/twice.md": {"effective_date": "2019-04-15"}}},
    {"on": "2019-05-01", "change": {"policies/terms/twice.md": {"effective_date": "2019-06-01"}}},
    {
        "on": "2019-07-01",
        "change": {
            "policies/terms/twice.md": {"effective_date": "2019-05-15", "retroactive": "true", "text": "Fifth, from May."}
        },
    },
    {"on": "2019-08-01", "delete": ["policies/gone.md"]},
    {
        "on": "2019-08-02",
        "change": {"policies/terms/leaving.md": {"retired": "2027-01-01", "superseded_by": "terms/new-name"}},
    },
    {
        "on": "2026-10-01",
        "change": {"policies/terms/twice.md": {"effective_date": "2027-03-01", "retroactive": "", "text": "Sixth."}},
    },
    {"on": "2026-10-02", "change": {"policies/terms/twice.md": {"effective_date": "2027-04-01"}}},
]
