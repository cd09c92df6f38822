"""Signs that nobody sees, and letters of another script that look like those around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from inforce import hidden_signs
from inforce.checks.finding import Found
from inforce.checks.inputs.state import View
from inforce.checks.rule import Rule
from inforce.text import lookalikes

RULE = Rule(
    id="hidden-characters",
    title="The file has characters that nobody sees, or letters that look like others.",
    explains="A character that turns the direction of writing shows 41 where the file says 14: this is an error. Other "
    "invisible characters, and letters of another script inside a word, look harmless, but programs that search or compare "
    "the text read another word: this is a warning. Characters that a script or an emoji needs are fine.",
    mend="Delete the character, or type the word again.",
    default="error",
)
_WRITTEN = re.compile(r"(?P<code>(`+)(?!`).*?(?<!`)\2(?!`))|&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]\w{1,31});", re.I)
_ESCAPED = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(e))")  # in quotes of front matter
_AROUND = 12  # characters of the line beside what is named
_MEND = "Delete it: it usually comes with pasted text."


def on_texts(view: View) -> Iterator[Found]:
    """Signs that nobody sees, where no script or emoji needs them, and words that mix letters that look alike."""
    for path, lines in view.state.lines.items():
        if path in view.state.untouched:
            continue
        text = view.state.texts.get(path)
        front = text.body_line - 1 if text else 0
        right_to_left: bool | None = None
        for number, line in enumerate(lines, start=1):
            if line.isascii() and "&" not in line and "\\" not in line and line.isprintable():
                continue
            shown = _WRITTEN.sub(_decoded, line.rstrip("\r"))
            shown = _ESCAPED.sub(_unescaped, shown) if number <= front and '"' in shown else shown
            if right_to_left is None and any(mark in shown for mark in hidden_signs.MARKS):
                right_to_left = hidden_signs.runs_right_to_left("".join(lines))
            for message, mend, mild in (*_unseen(shown, bool(right_to_left)), *_mixed(shown)):
                yield RULE.found(path, number, message, mend, mild=mild)


def _decoded(match: re.Match[str]) -> str:
    return match[0] if match["code"] else unescape(match[0])


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1] or match[2] or match[3] or "1b", 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else match[0]


def _unseen(line: str, right_to_left: bool) -> Iterator[tuple[str, str, bool]]:
    """What a line holds that nobody sees: first what turns the direction, then all else, each with its first place."""
    found = list(hidden_signs.needless(line, right_to_left=right_to_left))
    for serious in (True, False):
        places = {sign: place for place, sign in reversed(found) if (sign in hidden_signs.DIRECTIONS) == serious}
        if places:
            first = min(places.values())
            around = line[max(0, first - _AROUND) : first + _AROUND + 1]
            where = hidden_signs.HIDDEN.sub(lambda sign: f"[U+{ord(sign[0]):04X}]", around).strip()
            what = "a character that changes the order of words" if serious else "a character that nobody sees"
            names = ", ".join(map(hidden_signs.name, sorted(places, key=places.__getitem__)))
            yield f"“{where}” has {what}: {names}.", _MEND, not serious


def _mixed(line: str) -> Iterator[tuple[str, str, bool]]:
    """Words with a letter that looks like those beside it and is of another script, and numbers with a digit of another."""
    for match in lookalikes.WORD.finditer(line) if not line.isascii() else ():
        word = match[0]
        if odd := lookalikes.odd(word):
            message = f"“{word}” mixes signs of several scripts: its {odd} is {lookalikes.script(odd)} (U+{ord(odd):04X})."
            yield message, "Type the word again, with letters and digits of one script.", True
