"""Signs that nobody sees, where text leaves for a terminal or a log: escaped, and JSON stays the same."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from commanding import REFUNDS, Inforce
from inforce.hosts.log import log
from inforce.problems import UserError

HOSTILE = "You have \x1b[8m1\x1b[28m4 days, \u202e41\u202c. \x9d0;owned\x07"
TEXT = f"---\ntitle: Refunds\neffective_date: 2019-06-01\nchange_note: More.\n---\n\n{HOSTILE}\n"


def test_terminal(company: Path, inforce: Inforce) -> None:
    """No control sign of a policy reaches the terminal; its words do."""
    (company / REFUNDS).write_text(TEXT, "utf-8")
    for command in (["redline", "terms/refunds"], ["check"]):
        said = inforce(*command)
        assert not set("\x1b\x07\x9d\u202e\u202c") & set(said.out + said.err)
    esc = "[control character U+001B]"
    said = inforce("redline", "terms/refunds")
    assert f"{esc}[8m1{esc}[28m4 days" in said.out and "[right-to-left override]41" in said.out


def test_json(company: Path, inforce: Inforce) -> None:
    """What programs read is the text itself."""
    (company / REFUNDS).write_text(TEXT, "utf-8")
    said = inforce("redline", "terms/refunds", "--format", "json").out
    assert not set("\x1b\x07\x9d\u202e\u202c") & set(said)
    assert "\u202e" in json.dumps(json.loads(said), ensure_ascii=False)


def test_log(caplog: pytest.LogCaptureFixture) -> None:
    """Nor does one reach the log of a build, or what MkDocs says of an error."""
    with caplog.at_level(logging.WARNING):
        log.warning("a\x1b[2K\rb\u202e")
    assert "a\\u001b[2K\\u000db\\u202e" in caplog.text
    assert str(UserError("a\x1b[2K")) == "a\\u001b[2K"
