"""What the comment on a pull request gives to copy is what it looks like: no sign in it is invisible."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest
from commanding import Inforce
from commented import branch, elements, rendered
from hypothesis import given, settings
from hypothesis import strategies as st
from inforce.checks.catalogue import RULES
from inforce.render.pull_request import escape
from inforce.source import front_matter

REFUNDS = "policies/terms/refunds.md"
LINES = [
    'Put the value in quotes: change_note: "See clause #4."',
    "Keep the old name after the new heading: ## New heading {#old-name}",
    "To accept that, add to policies/ledger.yml the line terms/refunds: {3ac656375e12: {ignore: true}}",
    "Write a new effective_date: or declare a correction: corrections: [{date: 2018-03-28, note: See @legal.}]",
    "A link never goes stale unseen: [section 4.2](#refunds)",
    "Write https://policies.example/terms/ or the name of the file.",
    "Say what is different: change_note: The\u00a0period\u202fis\u200b 14\u00ad days, @all.",
    "Fetch it: git fetch origin deadbeef1",
]


def _invisible(text: str) -> list[str]:
    return [f"U+{ord(sign):04X}" for sign in text if sign not in " \n" and unicodedata.category(sign) in ("Cf", "Zs", "Cc")]


@pytest.mark.parametrize("mend", [*LINES, *(rule.mend for rule in RULES)])
def test_a_mend_can_be_copied(mend: str) -> None:
    """What is shown is the mend itself, with plain spaces, and what hosts could take for a reference is code."""
    body = rendered(f"- {escape.told(mend)}")
    plain = " ".join("".join(sign for sign in mend if sign not in "\u200b\u00ad").split())
    assert (body.text() or "").strip() == plain
    assert elements(body) <= {"ul", "li", "code"}


def test_what_is_copied_whole() -> None:
    """A line that is to be copied is one piece of code, not words of it."""
    for mend, line in zip(LINES, ['change_note: "See clause #4."', "## New heading {#old-name}"], strict=False):
        assert [code.text() for code in rendered(escape.told(mend)).css("code")] == [line]
    assert "`terms/refunds: {3ac656375e12: {ignore: true}}`" in escape.told(LINES[2])
    assert "`corrections: [{date: 2018-03-28, note: See @legal.}]`" in escape.told(LINES[3])


def test_the_comment(tmp_path: Path, inforce: Inforce, monkeypatch: pytest.MonkeyPatch) -> None:
    """Findings and the command of a whole comment hold nothing invisible."""
    folder = branch(
        tmp_path / "company", {REFUNDS: "---\ntitle: T\neffective_date: 2027-03-01\n---\n" + "Much more of this.\n\n" * 900}
    )
    finding = {"rule": "x", "path": REFUNDS, "line": 3, "message": "the commit 0123abc4 is wrong.", "severity": "error"}
    file = tmp_path / "findings.json"
    file.write_text(json.dumps({"findings": [finding | {"mend": mend} for mend in LINES]}))
    monkeypatch.chdir(folder)
    said = inforce("redline", "--base", "main", "--format", "markdown", "--findings", str(file)).out
    body = rendered(said)
    items = body.css("h3 + ul > li")
    assert len(items) == len(LINES)
    assert [sign for item in items for sign in _invisible(item.text())] == []
    short = inforce("redline", "--base", "main", "--format", "markdown", "--limit", "4000", "--findings", str(file)).out
    assert "with the command: <code>inforce redline terms/refunds</code>" in (rendered(short).html or "")


hostile = st.text(st.sampled_from("ab1 @#!$%&~^*:`'\"<>[]{}()+-_|\\/.\u200b\u00a0\u202e\u2060"), max_size=40)


@given(hostile)
@settings(max_examples=400, deadline=None)
def test_any_finding_is_text(text: str) -> None:
    """Whatever policies bring into a finding: outside of code no host finds a reference, and nothing is invisible."""
    body = rendered(f"- **x**: {escape.told(text)} end")
    assert elements(body) <= {"ul", "li", "code", "strong"}
    assert _invisible(body.text() or "") == []
    for node in body.css("code"):
        node.decompose()
    assert not re.search(r"[@#!$%&~^*][\w\"']|:(?=//)|[\[{][+-]", body.text() or "")


@pytest.mark.parametrize(
    ("line", "mended"),
    [
        ("title: Refunds: more\u00a0of it", 'title: "Refunds: more of it"'),
        ("title: Refunds: a\u2009thin\u202fone", 'title: "Refunds: a thin one"'),
        ("change_note: Fees: none\u200b of them", 'change_note: "Fees: none of them"'),
    ],
)
def test_a_line_of_front_matter(line: str, mended: str) -> None:
    """The mended line has plain spaces where the author's has others, which nobody sees."""
    text = f"---\neffective_date: 2018-02-01\n{line}\n---\nWords.\n"
    (problem, *_) = front_matter.read(text.encode(), "policies/a.md").problems
    assert problem.mend.endswith(f": {mended}")
