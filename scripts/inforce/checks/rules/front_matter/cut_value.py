"""Values of front matter that lose a part to a sign of YAML: # as a comment, ! as a tag, & as an anchor."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from inforce.checks.finding import Found
from inforce.checks.inputs.state import View
from inforce.checks.rule import Rule
from inforce.keys import OWN_KEYS
from inforce.source.yaml_faults import outside_of_texts
from inforce.source.yaml_quotes import quoted

RULE = Rule(
    id="cut-value",
    title="A character cuts off the end or the beginning of a value.",
    explains="In the front matter, a # after a space begins a comment, which readers do not see: a note about clause #4 would "
    "end before the #. A first word that begins with ! or & is a mark for programs, and is left out, too.",
    mend='Put the value in quotes: change_note: "See clause #4."',
    default="error",
)
_TEXTS = tuple(key for key, (kind, _) in OWN_KEYS.items() if kind == "one line" or key == "summary")
_KEY = r"(?P<key>\s*(?:- +)?(?P<name>[^\s:#]+):[ \t]+)"
_CUT = re.compile(rf"{_KEY}(?P<value>(?![\"'|>\[{{&*!]).*?)(?P<space>(?<!\S)|(?<![ \t])[ \t]+)(?P<cut>#.*)")
_MARKED = re.compile(  # a value of a line or of an entry in braces: {date: 2018-03-28, note: &c the fee}
    rf"(?:{_KEY}|(?P<inside>.*[{{,]\s*note:[ \t]+))(?P<value>(?P<mark>[!&]\S*).*?)"
    r"(?P<end>(?(inside)\s*\}.*|(?:(?<![ \t])[ \t]{2,}#\s.*)?))"
)
_STRING = "!!str"  # the tag of a text, which takes nothing from it
_COMMENT = re.compile(r"#\s+[^\W\d]|#\s*$|#\s*inforce:")
_FAR = 2  # signs of space before a comment, as people write them


def on_texts(view: View) -> Iterator[Found]:
    """Values of which readers would not see the end, or the beginning."""
    for path, text in view.texts.items():
        front = view.state.lines[path][: text.body_line - 1]
        names = {"note", *(text.meta.keys.called(key) for key in _TEXTS)}
        for k in outside_of_texts(front):
            fault = _end(front[k], names) or _beginning(front[k], names)
            if fault:
                yield RULE.found(path, k + 1, *fault)


def _end(line: str, names: Set[str]) -> tuple[str, str] | None:
    """A value that ends at a # which is no comment by its looks: two spaces before it, one behind, then a word."""
    match = _CUT.fullmatch(line)
    if (
        not match
        or match["name"] not in names
        or (match["value"] and len(match["space"]) >= _FAR and _COMMENT.match(match["cut"]))
    ):
        return None
    if match["cut"].startswith("# inforce:"):
        return None
    whole = f"{match['value']}{match['space']}{match['cut']}".strip()
    message = f"the value ends at “{match['value']}”: a # after a space begins a comment, which readers do not see."
    mend = (
        f"If it belongs to the value, put the value in quotes: {match['key']}{quoted(whole)} "
        "If it is a comment, put it on a line of its own."
    )
    return message, mend


def _beginning(line: str, names: Set[str]) -> tuple[str, str] | None:
    """A value that begins with a word which YAML takes for a mark of its own."""
    match = _MARKED.fullmatch(line)
    if not match or match["mark"] == _STRING or match["name"] not in (None, *names):
        return None
    message = f"readers will not see “{match['mark']}”: a word that begins with {match['mark'][0]} is a mark for programs here."
    mended = f"{match['key'] or match['inside']}{quoted(match['value'].strip())}{match['end']}"
    return message, f"Put the value in quotes: {mended.strip()}"
