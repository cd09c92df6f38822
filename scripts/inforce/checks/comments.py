"""The rule on values of front matter that a # cuts off."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inforce.checks.found import Found
from inforce.checks.state import View
from inforce.frontmatter import OWN_KEYS
from inforce.unreadable import outside_of_texts, quoted

_RULE = "cut-value"
_KEYS = (*(key for key, (kind, _) in OWN_KEYS.items() if kind == "one line" or key == "summary"), "note")
_CUT = re.compile(
    rf"(?P<key>\s*(?:- +)?(?:{'|'.join(_KEYS)}):[ \t]+)(?P<value>(?![\"'|>\[{{&*!]).*?)(?P<space>(?<!\S)|[ \t]+)(?P<cut>#.*)"
)
_COMMENT = re.compile(r"#\s+[^\W\d]|#\s*$|#\s*inforce:")
_FAR = 2  # signs of space before a comment, as people write them


def cut(view: View) -> Iterator[Found]:
    """Values of one line that end at a # which is no comment by its looks: two spaces before it, one behind, then a word."""
    for path, text in view.state.texts.items():
        front = view.state.lines[path][: text.body_line - 1]
        for k in outside_of_texts(front):
            match = _CUT.fullmatch(front[k])
            if not match or (match["value"] and len(match["space"]) >= _FAR and _COMMENT.match(match["cut"])):
                continue
            if match["cut"].startswith("# inforce:"):
                continue
            whole = f"{match['value']}{match['space']}{match['cut']}".strip()
            message = (
                f"the value ends at “{match['value']}”: what begins with # behind a space is a comment, which no reader sees."
            )
            mend = (
                f"If it belongs to the value, put the value in quotes: {match['key']}{quoted(whole)} "
                "If it is a comment, put it on a line of its own."
            )
            yield Found(_RULE, path, k + 1, message, mend)
