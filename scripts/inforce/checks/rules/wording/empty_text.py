"""Policies in which readers would see nothing, or nothing but headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from inforce.checks.finding import Found
from inforce.checks.inputs import markdown_passages
from inforce.checks.inputs.state import View
from inforce.checks.rule import Rule
from inforce.problems import Problem
from inforce.source.policy_file import Content
from inforce.text import markdown

RULE = Rule(
    id="empty-text",
    title="The policy has no text.",
    explains="Below the front matter there are no words, or only headings. The site would publish an empty page as the text "
    "in force, and none of the old words would apply any more.",
    mend="Write the text below the second line with ---. To end the policy, leave its text, and add retired: 2020-09-30.",
    default="error",
)
_HEADING = re.compile(r"<h([1-6])\b.*?</h\1>", re.S)


def on_texts(view: View) -> Iterator[Found]:
    """Each policy that is still offered; an introduction of a collection needs no text."""
    introductions = {text.path for text in view.state.record.introductions.values()}
    for path, text in view.living(view.texts):
        what = _nothing(text) if path not in introductions else ""
        if what:
            line = min(text.body_line, len(view.state.lines[path]))
            yield RULE.found(path, line, what)


def _nothing(text: Content) -> str:
    """What to say of a text in which readers would see nothing, or nothing but headings; "" where they see more."""
    below = _HEADING.sub("", text.html)
    if "<img" in below or markdown.plain(below).strip():
        return ""
    headed = any(passage.kind == "heading" for passage in markdown_passages.of(text))
    return "there is a heading, but no text below it." if headed else "there is no text below the front matter."


def without_text(text: Content, checks: Mapping[str, object], today: date, lines: int) -> Iterator[Problem]:
    """The same of a draft in a file of so many lines, which is not to look sound: the site would publish an empty page."""
    off = RULE.switched(checks, text.meta.checks).setting == "off"
    retired = text.meta.retired and text.meta.retired <= today
    message = "" if off or retired else _nothing(text)
    if message:
        yield Problem(path=text.path, line=min(text.body_line, lines), message=message, mend=RULE.mend, rule=RULE.id)
