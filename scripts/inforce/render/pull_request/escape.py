"""Any text -> Markdown that shows exactly this text: hosts of git repositories find no markup, mention or reference in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from urllib.parse import quote

from inforce import hidden_signs

# Invisible, and stands between characters without parting words. Hosts look for mentions and references in what is shown, so
# that escapes do not keep them from it.
JOINER = "\u2060"

_SPACES = re.compile(r"[ \t\r\n\f\v\u2028\u2029]+")
_TIED = re.compile(
    r"(?:[@#!$%&~^*](?=[\w\"'])"  # mentions, issues, merge requests, snippets, milestones, labels, alerts
    r"|:(?=//|[\w+-]+:)"  # addresses, which hosts make links of; the names of emoji
    r"|\bwww(?=\.)"
    r"|\bG[HL](?=-\d)"
    r"|[\[{](?=[+-]))",  # what GitLab takes for the ends of an insertion or a deletion
    re.I,
)
_HASH = re.compile(r"(?<![0-9a-z])(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{7,}(?![0-9a-z])", re.I)
_SIGNS = re.compile(r"([\\`*_~\[\]|#])")
_NAMED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;"})
_OFFER = re.compile(r"(?<!\S)(\S+)(?:(?<=:) |(?<=\bthe line) )")
_START = re.compile(r"^(?:\d{1,9}(?=[.)])|(?=[-+=:/]))")


def shown(text: str, *, changed: bool = False) -> str:
    """Markdown for a stretch of text inside a line. White space shrinks to single spaces, characters that reorder a line are
    named; where the text was `changed`, so are all that nobody sees."""
    return _escaped(visible(_SPACES.sub(" ", text), changed=changed))


def at_start(line: str) -> str:
    """The same where a line begins with it, which is where lists, rules and commands are looked for."""
    return _START.sub(r"\g<0>\\", line, count=1)


def line(text: str, most: int = 0) -> str:
    """A text on a line of its own, cut to `most` characters."""
    return at_start(shown(cut(" ".join(text.split()), most) if most else text).strip(" "))


def told(text: str) -> str:
    """Markdown for a sentence of ours and what it gives to copy, in which nothing is invisible: what hosts could take for a
    reference stands as code, where they look for none, and with it all that is to be copied."""
    text = " ".join(text.split())  # no-break spaces too, which YAML takes for letters
    begins = next((place for place in _offers(text) if _is_tied(text[place:])), len(text))
    said = [code(word) if _is_tied(word) else _escaped(word) for word in visible(text[:begins], changed=True).split(" ")]
    return " ".join(said) + (code(_without_unseen(text[begins:])) if begins < len(text) else "")


def code(text: str) -> str:
    """A text as code inside a line."""
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text}{space}{fence}"


def _offers(text: str) -> Iterator[int]:
    """Where a sentence may begin to give what is to be copied: behind a colon that is none of a key, or behind "the line"."""
    for match in _OFFER.finditer(text):
        if "_" not in match[1]:
            yield match.end()


def _is_tied(text: str) -> bool:
    return bool(_TIED.search(text) or _HASH.search(text))


def cut(text: str, most: int) -> str:
    """A text without its end where it is longer than that, at the end of a word if there is one near."""
    if len(text) <= most:
        return text
    head = text[:most]
    return f"{head[: head.rfind(' ')] if head.rfind(' ') > most * 3 // 4 else head} …"


def address(url: str) -> str:
    """The target of a link in Markdown."""
    return quote(url, safe="/:?#[]!$&'*+,;=%~._-").replace("[", "%5B").replace("]", "%5D")


def visible(text: str, *, changed: bool) -> str:
    """A text in which characters that nobody sees are named: those that could mislead, and where it was changed, all."""
    return _seen(text, changed=changed, named=lambda sign: f"[{hidden_signs.called(sign)}]")


def _without_unseen(text: str) -> str:
    return _seen(text, changed=True, named=lambda _: "").replace("\u00ad", "")  # where it does nothing, it is not named


def _seen(text: str, *, changed: bool, named: Callable[[str], str]) -> str:
    odd = dict(hidden_signs.needless(text, right_to_left=hidden_signs.runs_right_to_left(text)))
    signs = (
        named(s) if k in odd and (changed or unicodedata.category(s) == "Cc" or s in hidden_signs.DIRECTIONS) else s
        for k, s in enumerate(text)
    )
    return "".join(signs) if odd else text


def _escaped(text: str) -> str:
    text = _TIED.sub(rf"\g<0>{JOINER}", text)
    text = _HASH.sub(lambda match: JOINER.join(match[0][k : k + 6] for k in range(0, len(match[0]), 6)), text)
    return _SIGNS.sub(r"\\\1", text).translate(_NAMED)
