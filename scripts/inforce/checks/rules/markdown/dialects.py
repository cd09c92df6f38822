"""Signs of other Markdown: what a site's own extensions or a host may read, and is shown here as it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from inforce.checks.inputs import markdown_passages
from inforce.checks.inputs.markdown_passages import Passage
from inforce.source.policy_file import Content
from inforce.text import markdown, parsing

_VALUE = r"(?:[#.][\w-]+|[\w:-]+=(?:\"[^\"\n]*\"|'[^'\n]*'|[\w./#-]+))"
_TEX = r"(?:\\[a-zA-Z]{2,}|[\w)}][_^][\w{(\\])"
_BARE = re.compile(
    r"(?<![\w@/.:=-])(?:https?://[^\s<>]*[^\s<>.,;:!?)\"'”’]|www\.[\w-]+\.[\w./-]*\w)"
)  # e-mail can be read as it is
_BROKEN = re.compile(r"\]\s*\(\s*$")  # before the address of a link that is none, of which another rule tells
_MADE_OF_MARKDOWN = re.compile(r"\*\*\S|\]\([^)\s]|^[ \t]*(?:[-*+]|\d+\.|#{1,6})\s+\S|__\w", re.M)


@dataclass(frozen=True, slots=True)
class _Sign:
    """How something is written elsewhere: what it is called, and what to write here."""

    name: str
    pattern: re.Pattern[str]
    mend: str


def _sign(name: str, pattern: str, mend: str, flags: re.RegexFlag = re.M) -> _Sign:
    return _Sign(name, re.compile(pattern, flags), mend)


_PUT_IN = "Write the words themselves here: they would be in no revision and in no redline."
_DELETE = "Delete the signs."
_SIGNS = (
    _sign(
        "a box",
        r"^[ ]{0,3}(?:(?:!!!|\?\?\?)\+?[ \t]+[\w\"-][^\n]*|:{3,}[ \t]*\{?\w[^\n]*|/{3,}[ \t]+\w[^\n]*)",
        "Write its title as a heading or in bold, and the text below it without the indent.",
    ),
    _sign("a tab", r"^[ ]{0,3}===[!+]?[ \t]+[\"'][^\n]*", "Write a heading in its place, and the text without the indent."),
    _sign("a box", r"\A\[![A-Za-z]+\][+-]?(?=\s|\Z)", "Write a word in bold in its place: > **Note:** ..."),
    _sign(
        "another file put in",
        r"^[ \t]*;?-{2,}8<-{2,}[^\n]*|\{!.{1,300}?!\}|!\[\[[^\[\]\n]+\]\]"
        r"|^!include\b[^\n]*|^@import\b[^\n]*|\{%-?\s*include\b.{0,300}?%\}",
        _PUT_IN,
    ),
    _sign("a sign of a template", r"\{%.{0,300}?%\}|\{\{[<%#/^>].{0,300}?\}\}|\$\{[A-Za-z_][\w.]*\}|<%.{0,300}?%>", _PUT_IN),
    _sign(
        "an attribute",
        rf"\{{:?[ \t]*{_VALUE}(?:[ \t]+{_VALUE})*[ \t]*\}}",
        "Delete the braces and what is in them; a heading may state its anchor alone: ## Refunds {#refunds}",
    ),
    _sign("a table of contents", r"^(?:\[TOC\]|\[\[_?TOC_?\]\])$", "Delete the line: each policy has one.", re.M | re.I),
    _sign("an abbreviation", r"^\*\[[^\]\n]+\]:[^\n]*", "Write the long form where the abbreviation is first used."),
    _sign(
        "a marked edit",
        r"\{\+\+(?:(?!\{\+\+).)*?\+\+\}|\{--(?:(?!\{--).)*?--\}"
        r"|\{>>(?:(?!\{>>).)*?<<\}|\{==(?:(?!\{==).)*?==\}"
        r"|\{~~(?:(?!\{~~|~>).)*+~>(?:(?!\{~~).)*?~~\}",
        "Accept the edit or take it back: the redline shows what changed.",
        re.S,
    ),
    _sign("marked words", r"(?<![=\w])==(?![=\s>])[^=\n]+(?<![\s<])==(?![=\w])", f"{_DELETE} Write **words** for bold ones."),
    _sign(
        "underlined words", r"(?<!\^)\^\^(?![\^\s])[^\^\n]+(?<!\s)\^\^", f"{_DELETE} Write <u>words</u> for underlined ones."
    ),
    _sign("a raised sign", r"(?<=[\w)\]])\^[^\s^\[\]]{1,20}\^(?!\^)", "Write m<sup>2</sup>."),
    _sign("a lowered sign", r"(?<=[\w)\]])~[^\s~]{1,20}~(?!~)", "Write H<sub>2</sub>O."),
    _sign("struck words", r"(?<![\w~\\/])~(?![~\s\d])[^~\n]+(?<![\s~])~(?![\w~])", "Write two signs on each side: ~~words~~"),
    _sign("a key", r"(?<![\w+])\+\+[a-z][a-z0-9]*(?:\+[a-z0-9-]+)*\+\+(?![\w+])", "Write <kbd>Ctrl</kbd>."),
    _sign("an icon", r"(?<![\w:/.-]):(?!\d)[a-z][a-z0-9_+-]*:(?![\w:/])", "Write the word or the sign itself."),
    _sign(
        "a formula",
        rf"\$\$[^$]+\$\$|(?<![\w\\$])\$(?![\s$])(?=[^$\n]*?{_TEX})[^$\n]+(?<!\s)\$(?![\w$])"
        rf"|\\[(\[](?=(?:(?!\\[()\[\]])[^\n])*?{_TEX})(?:(?!\\[()\[\]])[^\n])+\\[)\]]",
        "Write it in words, or as an image with a text in its place.",
    ),
    _sign("a box to tick", r"\A\[[ xX]\][ \t]+(?=\S)", "Delete the brackets, or write ☐ or ☑."),
)
PLAIN = "an address"
_Opening = tuple[str, int, str, int, str]  # what it is called, its first line, how it begins, on how many more lines, the mend


def openings(text: Content) -> Iterator[_Opening]:
    """Each kind of sign that a text has, by the first place."""
    lines: dict[str, list[int]] = {}
    first: dict[str, tuple[str, str]] = {}
    for name, line, shown, mend in _places(text):
        lines.setdefault(name, []).append(line)
        first.setdefault(name, (shown, mend))
    for name, (shown, mend) in first.items():
        yield name, lines[name][0], shown, len(set(lines[name])) - 1, mend


def _places(text: Content) -> Iterator[tuple[str, int, str, str]]:
    for passage in markdown_passages.of(text):
        if passage.kind in ("code", "indented"):
            continue
        source = markdown_passages.without_spans(passage.source)
        if passage.kind == "html":
            if re.search(r"<\w[^<>]*\smarkdown\b", source) and _MADE_OF_MARKDOWN.search(source):
                shown = source.strip().split("\n")[0]
                yield (
                    "Markdown inside HTML",
                    passage.line,
                    _short(shown),
                    "Put an empty line behind the first line, and before the last.",
                )
            continue
        seen = bytearray(len(source) + 1)  # the places that a sign covers already
        for sign in _SIGNS:
            for match in sign.pattern.finditer(source):
                if not seen[match.start()] and not _is_read(sign.name, match, passage):
                    seen[match.start() : match.end()] = b"\1" * len(match[0])
                    yield sign.name, passage.line_of(match.start()), _short(match[0].strip()), sign.mend
    yield from _plain_addresses(text)


def _is_read(name: str, match: re.Match[str], passage: Passage) -> bool:
    """Whether a sign has its meaning here too: an anchor that a heading states, a line of attributes that is left out."""
    if name != "an attribute":
        return False
    start, end = match.string.rfind("\n", 0, match.start()) + 1, match.string.find("\n", match.end())
    line = match.string[start : end if end >= 0 else None]
    ends = passage.kind == "heading" and line[match.end() - start :].strip() == ""
    stated = markdown.stated_id(match[0]) if ends else None
    return bool(parsing.is_attributes(line) or (stated and stated[0] == match[0]))


def _plain_addresses(text: Content) -> Iterator[tuple[str, int, str, str]]:
    """Addresses that hosts make links of, and nothing here."""
    for token in markdown_passages.tokens(text.body):
        depth = 0
        for child in token.children or ():
            depth += child.nesting if child.type in ("link_open", "link_close") else 0
            if child.type == "html_inline":
                depth += child.content.startswith("<a ") - child.content.startswith("</a")
            match = _BARE.search(child.content) if child.type == "text" and depth == 0 else None
            if match and token.map and not _BROKEN.search(child.content[: match.start()]):
                line = text.body_line + token.map[0] + token.content.partition(match[0])[0].count("\n")
                aim = f"[{match[0]}](https://{match[0]})" if match[0].startswith("www.") else f"<{match[0]}>"
                yield PLAIN, line, match[0], f"Write {aim}"


def _short(words: str) -> str:
    return words if len(words) <= 40 else f"{words[:39].rstrip()}…"
