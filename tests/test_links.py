"""Links in policies on a built site: to pages, files and headings, from every page on which the text stands."""

from __future__ import annotations

from pathlib import Path

from companies import MATERIAL
from sites import Crawl, build, policy, repository


def test_headings_in_every_script(tmp_path: Path) -> None:
    """A link to a heading leads there from texts and redlines, also where a later revision has it no more."""
    old = "[1](#k%C3%BCndigung) [2](#kündigung) [3](b.md#%e6%9d%a1%e4%bb%b6) <a href='#ku\u0308ndigung'>4</a>"
    old += "\n\n## Kündigung\n\nA."
    new = "[2](#beendigung) [3](b.md#条件)\n\n## Beendigung\n\nA."
    history = [
        {
            "on": "2018-01-10",
            "write": {
                "policies/a.md": policy("2018-02-01", old),
                "policies/b.md": policy("2018-02-01", "## 条件\n\nB."),
            },
        },
        {"on": "2018-05-10", "change": {"policies/a.md": {"effective_date": "2018-06-01", "text": new}}},
    ]
    repository(tmp_path, history, MATERIAL + "docs_dir: policies\n")
    built = build(tmp_path, "--strict")
    assert built.code == 0, built.said
    assert Crawl(built.folder).broken() == []
