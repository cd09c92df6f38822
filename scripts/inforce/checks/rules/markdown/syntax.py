"""The rules on marks that Markdown does not take for what they were meant: headings, indents, footnotes, links."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from markdown_it.token import Token

from inforce.checks.finding import Found
from inforce.checks.inputs import markdown_passages
from inforce.checks.inputs.markdown_passages import Passage
from inforce.checks.inputs.state import View
from inforce.checks.rules.markdown import dialects, lists
from inforce.source.policy_file import Version

_VANISHES, _LOST = "vanishing-words", "lost-markdown"
_HASHES = re.compile(r"#{2,6}(?:[^\S \t\n]+|(?=[^\s#]))[\w*“\"(].*|#(?=[^\W\d_a-z])[^#\n]*[^#\n.,;:!?]")
_CODE = re.compile(r"[{}<>=`|\\]|://|^[ \t]*[/#$]|\w\([\"')]|\);", re.M)
_WORDS = re.compile(r"[^\W\d_]{2,}[,.;:!?’”)]*(?:\s|$)")
_ENDS = ".,;:!?’”"  # of what is written in sentences
_PROSE = 4  # words in a row, from which on a text is no code
_NOTE = re.compile(r"(?<!\\)\[\^([^\[\]\s]+)\]")
_DEFINED = re.compile(r"[ ]{0,3}\[\^([^\]\s]+)\]:")
_ENDINGS = r"md|html?|pdf|docx?|xlsx?|pptx?|odt|rtf|txt|png|jpe?g|gif|webp|avif"
_APART = re.compile(
    r"\[(?P<name>[^\[\]]+)\]\s+\((?P<aim>(?:https?://|mailto:|\.{0,2}/|#)[^\s()]+|"
    rf"[^\s()<>\"]+\.(?:{_ENDINGS})(?:#[^\s()]*)?)\)",
    re.I,
)
_SPACED = re.compile(
    r"\]\((?P<aim>(?![a-z]:|file:)(?=[^()<>\"'\s][^()<>\"'\n ]*[ ])"
    rf"[^()<>\"'\n]+\.(?:{_ENDINGS})(?:#[^\s()#]*)?|https?://[^()<>\"'\s]+[ ][^()<>\"'\n]*[^()<>\"'\s])\)",
    re.I,
)
_OWN_DISK = re.compile(r"\]\(\s*<?(?P<aim>(?:[A-Za-z]:[\\/](?!/)|file:|\\\\\w)[^)>\n]{0,500})>?\)")


def lost(view: View) -> Iterator[Found]:
    """Headings, paragraphs, footnotes and links that readers will see as something else, or not at all."""
    for path, text in view.state.texts.items():
        for passage in dialects.without_boxes(markdown_passages.of(text)):
            found = (*_headings(passage), *_indented(passage), *_apart(passage), *_spaced(passage, path, view.state.paths))
            for line, message, mend in found:
                yield Found(_LOST, path, line, message, mend)
        for rule, line, message, mend in _footnotes(text):
            yield Found(rule, path, line, message, mend)


_Fault = tuple[int, str, str]


def _headings(passage: Passage) -> Iterator[_Fault]:
    lines = passage.source.split("\n") if passage.kind == "paragraph" else []
    for k, line in enumerate(lines):
        if _HASHES.fullmatch(line) and (line.startswith("##") or len(lines) == 1):
            marks = line[: len(line) - len(line.lstrip("#"))]
            mend = f"Put an ordinary space behind {marks}: {marks} {line.lstrip('#').lstrip()}"
            yield passage.line + k, f"“{line}” will be shown with its {marks}, not as a heading.", mend


def _indented(passage: Passage) -> Iterator[_Fault]:
    words = passage.source.strip()
    if passage.kind != "indented" or lists.is_list(passage) or _CODE.search(words):
        return
    if not (words[0].isupper() or words[-1] in _ENDS):
        return
    if any(len(_WORDS.findall(line)) >= _PROSE for line in words.split("\n")):
        message = "this paragraph begins with a tab or four spaces, and will be shown as code, on lines that do not wrap."
        yield passage.line, message, "Delete the spaces or the tab at its beginning."


def _footnotes(text: Version) -> Iterator[tuple[str, int, str, str]]:
    """Footnotes that are cited and not there, are there and not cited, or are there twice."""
    found = markdown_passages.tokens(text.body)
    cited = {str(child.meta["label"]) for token in found for child in token.children or () if child.type == "footnote_ref"}
    for passage in markdown_passages.of(text):
        for match in _NOTE.finditer(passage.words):
            if match[1] not in cited and passage.source[match.end() : match.end() + 1] not in ("(", ":"):
                message = f"{match[0]} will be shown as it stands: the text has no such footnote."
                mend = f"Write the footnote on a line of its own, {match[0]}: ..., or delete {match[0]}."
                yield _LOST, passage.line_of(match.start()), message, mend
    defined = list(_definitions(text.body.split("\n"), found))
    counts = Counter(name for _, name in defined)
    for k, name in defined:
        if name not in cited:
            message = f"nothing in the text cites the footnote [^{name}], so that its words will not be shown."
            yield _VANISHES, text.body_line + k, message, f"Write [^{name}] where it belongs to, or delete the footnote."
        elif counts[name] > 1:
            counts[name] = 0
            message = f"there are several footnotes [^{name}], of which only one will be shown."
            yield _VANISHES, text.body_line + k, message, "Give each a name of its own, and cite it by that."


def _definitions(lines: Sequence[str], found: Sequence[Token]) -> Iterator[tuple[int, str]]:
    code = {k for t in found if t.type in ("fence", "code_block", "html_block") and t.map for k in range(*t.map)}
    for k, line in enumerate(lines):
        match = _DEFINED.match(line)
        if match and k not in code:
            yield k, match[1]


def _apart(passage: Passage) -> Iterator[_Fault]:
    """Links with a space between their words and their address, and links to a disk."""
    source = _with_links(passage)
    for match in _APART.finditer(source):
        name = " ".join(match["name"].split())
        message = f"“[{name}] ({match['aim']})” will be shown as it stands, not as a link."
        yield passage.line_of(match.start()), message, f"Delete the space: [{name}]({match['aim']})"
    for match in _OWN_DISK.finditer(source):
        message = f"{match['aim']} is a file of your own machine, which readers do not have."
        name = re.split(r"[\\/]", match["aim"])[-1].replace(" ", "-")
        mend = f"Put it into the folder of the policy, and write ({name}), or delete the link."
        yield passage.line_of(match.start()), message, mend


def _spaced(passage: Passage, path: str, paths: Collection[str]) -> Iterator[_Fault]:
    """Links with spaces in their address; mostly that of a file which has hyphens in their place."""
    for match in _SPACED.finditer(_with_links(passage)):
        aim = match["aim"]
        file = posixpath.normpath(posixpath.join(posixpath.dirname(path), aim))
        hyphened = file.replace(" ", "-").casefold()
        near = "" if file in paths else next((name for name in paths if name.casefold() == hyphened), "")
        mend = f"Write %20 for each: ({aim.replace(' ', '%20')})"
        if near:
            mend = f"Write ({posixpath.relpath(near, posixpath.dirname(path) or '.')}) in its place."
        yield (
            passage.line_of(match.start()),
            f"a link cannot have spaces in its address, and “({aim})” will be shown as it stands.",
            mend,
        )


def _with_links(passage: Passage) -> str:
    return "" if passage.kind in ("code", "indented", "html") else markdown_passages.without_spans(passage.source)
