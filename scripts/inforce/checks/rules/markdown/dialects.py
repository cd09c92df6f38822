"""Signs of other Markdown: what a site's own extensions or a host may read, and is shown here as it was typed."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from inforce.checks.inputs import markdown_passages
from inforce.checks.inputs.markdown_passages import Passage
from inforce.source.policy_file import Content
from inforce.text import bare_links, dialect, markdown, parsing
from inforce.text.dialect import Opening

_VALUE = r"(?:[#.][\w-]+|[\w:-]+=(?:\"[^\"\n]*\"|'[^'\n]*'|[\w./#-]+))"
_TEX = r"(?:\\[a-zA-Z]{2,}|[\w)}][_^][\w{(\\])"
_BARE = re.compile(
    r"(?<![\w@/.:=-])(?:https?://[^\s<>]*[^\s<>.,;:!?)\"'”’]|www\.[\w-]+\.[\w./-]*\w)"
)  # e-mail can be read as it is
_BROKEN = re.compile(r"\]\s*\(\s*$")  # before the address of a link that is none, of which another rule tells
_CODE = re.compile(r"<(pre|code)\b.*?</\1>", re.S)
_MADE_OF_MARKDOWN = re.compile(r"\*\*\S|\]\([^)\s]|^[ \t]*(?:[-*+]|\d+\.|#{1,6})\s+\S|__\w", re.M)


@dataclass(frozen=True, slots=True)
class _Sign:
    """How something is written in some Markdown: what it is called, what to write in its place, and a small text with it, by
    which a dialect is asked whether it reads it; none where no dialect does. `each`: a sign that is read at some places."""

    name: str
    pattern: re.Pattern[str]
    mend: str
    opening: Opening | None = None
    each: bool = False


def _sign(
    name: str, pattern: str, mend: str, opening: Opening | None = None, flags: re.RegexFlag = re.M, each: bool = False
) -> _Sign:
    return _Sign(name, re.compile(pattern, flags), mend, opening, each)


VARIABLE = "a variable"
PLAIN = "an address"
ASKED = "what an extension reads"
_PUT_IN = "Write the words themselves here: they would be in no revision and in no redline."
_DELETE = "Delete the signs."
_BOX = "Write its title as a heading or in bold, and the text below it without the indent."
_BRACES = "Delete the braces and what is in them; a heading may state its anchor alone: ## Refunds {#refunds}"
_NO_CONTENTS = "Delete the line: each policy has one."
_SIGNS = (
    _sign("a box", r"^[ ]{0,3}!!!\+?[ \t]+[\w\"-][^\n]*", _BOX, dialect.BOX),
    _sign("a box", r"^[ ]{0,3}\?\?\?\+?[ \t]+[\w\"-][^\n]*", _BOX, dialect.DETAILS),
    _sign("a box", r"^[ ]{0,3}:{3,}[ \t]*\{?\w[^\n]*", _BOX, Opening("::: note\nB\n:::", ":::")),
    _sign("a box", r"^[ ]{0,3}/{3,}[ \t]+\w[^\n]*", _BOX, dialect.BLOCK),
    _sign(
        "a tab",
        r"^[ ]{0,3}===[!+]?[ \t]+[\"'][^\n]*",
        "Write a heading in its place, and the text without the indent.",
        dialect.TAB,
    ),
    _sign(
        "a box",
        r"\A\[![A-Za-z]+\][+-]?(?=\s|\Z)",
        "Write a word in bold in its place: > **Note:** ...",
        Opening("> [!NOTE]\n> B", "[!NOTE]"),
        each=True,
    ),
    _sign(
        "another file put in",
        r"^[ \t]*;?-{2,}8<-{2,}[^\n]*|\{!.{1,300}?!\}|!\[\[[^\[\]\n]+\]\]"
        r"|^!include\b[^\n]*|^@import\b[^\n]*|\{%-?\s*include\b.{0,300}?%\}",
        _PUT_IN,
    ),
    _sign("a sign of a template", r"\{%.{0,300}?%\}|\{\{[<%#/^>].{0,300}?\}\}|\$\{[A-Za-z_][\w.]*\}|<%.{0,300}?%>", _PUT_IN),
    _sign(VARIABLE, r"\{\{\s*+[\w.-][\w .-]{0,39}+\s*+\}\}", _PUT_IN),
    _sign("an attribute", rf"\{{:?[ \t]*{_VALUE}(?:[ \t]+{_VALUE})*[ \t]*\}}", _BRACES, dialect.ATTRIBUTE, each=True),
    _sign("a table of contents", r"^\[TOC\]$", _NO_CONTENTS, dialect.CONTENTS),
    _sign("a table of contents", r"^(?:\[toc\]|\[\[_?TOC_?\]\])$", _NO_CONTENTS, None, re.M | re.I),
    _sign(
        "an abbreviation",
        r"^\*\[[^\]\n]+\]:[^\n]*",
        "Write the long form where the abbreviation is first used.",
        dialect.ABBREVIATION,
    ),
    _sign(
        "a marked edit",
        r"\{\+\+(?:(?!\{\+\+).)*?\+\+\}|\{--(?:(?!\{--).)*?--\}"
        r"|\{>>(?:(?!\{>>).)*?<<\}|\{==(?:(?!\{==).)*?==\}"
        r"|\{~~(?:(?!\{~~|~>).)*+~>(?:(?!\{~~).)*?~~\}",
        "Accept the edit or take it back: the redline shows what changed.",
        Opening("a {++b++}", "{++"),
        re.S,
    ),
    _sign(
        "marked words",
        r"(?<![=\w])==(?![=\s>])[^=\n]+(?<![\s<])==(?![=\w])",
        f"{_DELETE} Write **words** for bold ones.",
        Opening("a ==b== c", "=="),
    ),
    _sign(
        "underlined words",
        r"(?<!\^)\^\^(?![\^\s])[^\^\n]+(?<!\s)\^\^",
        f"{_DELETE} Write <u>words</u> for underlined ones.",
        Opening("a ^^b^^ c", "^^"),
    ),
    _sign("a raised sign", r"(?<=[\w)\]])\^[^\s^\[\]]{1,20}\^(?!\^)", "Write m<sup>2</sup>.", Opening("m^2^", "^")),
    _sign("a lowered sign", r"(?<=[\w)\]])~[^\s~]{1,20}~(?!~)", "Write H<sub>2</sub>O.", Opening("H~2~O", "~")),
    _sign(
        "struck words",
        r"(?<![\w~\\/])~(?![~\s\d])[^~\n]+(?<![\s~])~(?![\w~])",
        "Write two signs on each side: ~~words~~",
        Opening("a ~b~ c", "~"),
    ),
    _sign(
        "struck words",
        r"(?<![~\\])~~(?![~\s])[^~\n]+(?<!\s)~~(?!~)",
        "Write <s>words</s>.",
        Opening("a ~~b~~ c", "~~"),
    ),
    _sign(
        "a key",
        r"(?<![\w+])\+\+[a-z][a-z0-9]*(?:\+[a-z0-9-]+)*\+\+(?![\w+])",
        "Write <kbd>Ctrl</kbd>.",
        Opening("a ++ctrl+c++ b", "++"),
    ),
    _sign(
        "an icon",
        r"(?<![\w:/.-]):(?!\d)[a-z][a-z0-9_+-]*:(?![\w:/])",
        "Write the word or the sign itself.",
        Opening("a :smile: b", ":smile:"),
        each=True,
    ),
    _sign(
        "a formula",
        rf"\$\$[^$]+\$\$|(?<![\w\\$])\$(?![\s$])(?=[^$\n]*?{_TEX})[^$\n]+(?<!\s)\$(?![\w$])"
        rf"|\\[(\[](?=(?:(?!\\[()\[\]])[^\n])*?{_TEX})(?:(?!\\[()\[\]])[^\n])+\\[)\]]",
        "Write it in words, or as an image with a text in its place.",
        Opening("a $r_1$ b", "$"),
    ),
    _sign(
        "a box to tick",
        r"\A\[[ xX]\][ \t]+(?=\S)",
        "Delete the brackets, or write ☐ or ☑.",
        Opening("- [x] A", "[x]"),
        each=True,
    ),
    _sign(
        "a footnote",
        r"(?<!\\)\[\^[^\[\]\s]+\](?![(])",
        "Write its words where it is cited, in brackets.",
        Opening("a[^1] b\n\n[^1]: Some words.", "[^1]"),
    ),
)
_LINKED = Opening("https://x.example/y", "<p>https:")
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
    signs = [sign for sign in _SIGNS if sign.each or not (sign.opening and text.dialect.reads(sign.opening))]
    for passage in markdown_passages.of(text):
        if passage.kind in ("code", "indented"):
            continue
        source = markdown_passages.without_spans(passage.source)
        if passage.kind == "html":
            if (
                not text.dialect.reads(dialect.INSIDE_HTML)
                and re.search(r"<\w[^<>]*\smarkdown\b", source)
                and _MADE_OF_MARKDOWN.search(source)
            ):
                shown = source.strip().split("\n")[0]
                yield (
                    "Markdown inside HTML",
                    passage.line,
                    _short(shown),
                    "Put an empty line behind the first line, and before the last.",
                )
            continue
        seen = bytearray(len(source) + 1)  # the places that a sign covers already
        for sign in signs:
            for match in sign.pattern.finditer(source):
                if not seen[match.start()] and not _is_read(sign, match, passage, text):
                    seen[match.start() : match.end()] = b"\1" * len(match[0])
                    yield sign.name, passage.line_of(match.start()), _short(match[0].strip()), sign.mend
    yield from _plain_addresses(text)
    if asked := text.dialect.asks(text.body, text.path):
        yield ASKED, text.body_line + _line_of(text.body, asked), _short(asked), _PUT_IN


def _line_of(body: str, asked: str) -> int:
    """The line of a text that names a file, the first one where none does."""
    before, name, _ = body.partition(posixpath.basename(asked))
    return before.count("\n") if name else 0


def _is_read(sign: _Sign, match: re.Match[str], passage: Passage, text: Content) -> bool:
    """Whether a sign that is read at some places has its meaning at this one."""
    if not sign.each:
        return False
    if sign.opening and text.dialect.reads(sign.opening):
        return " ".join(match[0].split()) not in _shown(text.html)
    if sign.opening != dialect.ATTRIBUTE:
        return False
    start, end = match.string.rfind("\n", 0, match.start()) + 1, match.string.find("\n", match.end())
    line = match.string[start : end if end >= 0 else None]
    ends = passage.kind == "heading" and line[match.end() - start :].strip() == ""
    stated = markdown.stated_id(match[0]) if ends else None
    if parsing.is_attributes(line):
        return text.dialect.reads(dialect.ATTRIBUTES)
    return bool(stated and stated[0] == match[0]) and text.dialect.reads(dialect.ANCHOR)


@lru_cache(maxsize=64)
def _shown(html: str) -> str:
    """What readers see of a text, but for code."""
    return markdown.plain(_CODE.sub("", html))


def _plain_addresses(text: Content) -> Iterator[tuple[str, int, str, str]]:
    """Addresses that hosts make links of, and nothing here."""
    if text.dialect.reads(_LINKED):
        return
    for token in markdown_passages.tokens(text.prose):
        depth = 0
        for child in token.children or ():
            depth += child.nesting if child.type in ("link_open", "link_close") and child.markup != bare_links.MARKUP else 0
            if child.type == "html_inline":
                depth += child.content.startswith("<a ") - child.content.startswith("</a")
            match = _BARE.search(child.content) if child.type == "text" and depth == 0 else None
            if match and token.map and not _BROKEN.search(child.content[: match.start()]):
                line = text.body_line + token.map[0] + token.content.partition(match[0])[0].count("\n")
                aim = f"[{match[0]}](https://{match[0]})" if match[0].startswith("www.") else f"<{match[0]}>"
                yield PLAIN, line, match[0], f"Write {aim}"


def _short(words: str) -> str:
    return words if len(words) <= 40 else f"{words[:39].rstrip()}…"
