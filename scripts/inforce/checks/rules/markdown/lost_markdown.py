"""Marks that Markdown does not take for what they were meant: headings, indents, footnotes, links, tables, other dialects."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterator, Sequence

from inforce.checks.finding import Found
from inforce.checks.inputs import markdown_passages
from inforce.checks.inputs.markdown_passages import Passage
from inforce.checks.inputs.state import View
from inforce.checks.rule import Rule
from inforce.checks.rules.markdown import dialects, footnotes, indented_text, tables
from inforce.record.load import Record
from inforce.settings import Settings
from inforce.source.policy_file import Content

RULE = Rule(
    id="lost-markdown",
    title="Readers will not see this as you meant it.",
    explains="For example, a heading has no space after its #, a table has an empty line before its rows, a paragraph is "
    "indented and so becomes code, a link has a space in it, a footnote is missing, or a mark is one that only other programs "
    "know (!!! note, === tabs, [TOC]). Readers then see the characters themselves.",
    mend="Do what the message says. The preview of your git host shows the text much as readers will see it.",
    default="warning",
)
_HASHES = re.compile(r"#{2,6}(?:[^\S \t\n]+|(?=[^\s#]))[\w*“\"(].*|#(?=[^\W\d_a-z])[^#\n]*[^#\n.,;:!?]")
_CODE = re.compile(r"[{}<>=`|\\]|://|^[ \t]*[/#$]|\w\([\"')]|\);", re.M)
_WORDS = re.compile(r"[^\W\d_]{2,}[,.;:!?’”)]*(?:\s|$)")
_ENDS = ".,;:!?’”"  # of what is written in sentences
_PROSE = 4  # words in a row, from which on a text is no code
_NOTE = re.compile(r"(?<!\\)\[\^([^\[\]\s]+)\]")
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
_Fault = tuple[int, str, str]


def on_texts(view: View) -> Iterator[Found]:
    """What readers will see as something else: passage by passage, and then what takes the whole text."""
    for path, text in view.texts.items():
        for passage in indented_text.without_boxes(markdown_passages.of(text)):
            found = (*_headings(passage), *_indented(passage), *_apart(passage), *_spaced(passage, path, view.state.paths))
            for line, message, mend in found:
                yield RULE.found(path, line, message, mend)
        for line, message, mend in (*_footnotes(text), *_rows(text), *tables.no_tables(text), *_printed(text)):
            yield RULE.found(path, line, message, mend)


def told(known: Record, settings: Settings, fresh: Callable[[Sequence[Found]], Sequence[Found]] = tuple) -> Iterator[str]:
    """A line for each policy with such signs, for who builds the site and does not run the check; `fresh` gives those findings
    that are not to be kept quiet."""
    for policy in known.policies:
        text = policy.newest.text
        gone = bool(policy.absences) and policy.absences[-1].until is None
        if gone or RULE.switched(settings.checks, text.meta.checks).setting == "off":
            continue
        found = [opening for opening in dialects.openings(text) if opening[0] != dialects.PLAIN]
        told_of = {fault.line for fault in fresh([RULE.found(policy.path, line, "", "") for _, line, *_ in found])}
        found = [opening for opening in found if opening[1] in told_of]
        if found:
            signs = ", ".join(f"{name} (line {line}: “{shown}”)" for name, line, shown, _, _ in found)
            place = f"{policy.path}:{found[0][1]}"
            yield f"{place}: Markdown that is not read here will be shown as it stands: {signs}. See: inforce check"


def _headings(passage: Passage) -> Iterator[_Fault]:
    lines = passage.source.split("\n") if passage.kind == "paragraph" else []
    for k, line in enumerate(lines):
        if _HASHES.fullmatch(line) and (line.startswith("##") or len(lines) == 1):
            marks = line[: len(line) - len(line.lstrip("#"))]
            mend = f"Put an ordinary space behind {marks}: {marks} {line.lstrip('#').lstrip()}"
            yield passage.line + k, f"“{line}” will be shown with its {marks}, not as a heading.", mend


def _indented(passage: Passage) -> Iterator[_Fault]:
    words = passage.source.strip()
    if passage.kind != "indented" or indented_text.is_list(passage) or _CODE.search(words):
        return
    if not (words[0].isupper() or words[-1] in _ENDS):
        return
    if any(len(_WORDS.findall(line)) >= _PROSE for line in words.split("\n")):
        message = "this paragraph begins with a tab or four spaces, and will be shown as code, on lines that do not wrap."
        yield passage.line, message, "Delete the spaces or the tab at its beginning."


def _footnotes(text: Content) -> Iterator[_Fault]:
    """Footnotes that are cited and not there."""
    cited = footnotes.cited(text)
    for passage in markdown_passages.of(text):
        for match in _NOTE.finditer(passage.words):
            if match[1] not in cited and passage.source[match.end() : match.end() + 1] not in ("(", ":"):
                message = f"{match[0]} will be shown as it stands: the text has no such footnote."
                mend = f"Write the footnote on a line of its own, {match[0]}: ..., or delete {match[0]}."
                yield passage.line_of(match.start()), message, mend


def _rows(text: Content) -> Iterator[_Fault]:
    """Rows that were meant as something else, or lack a cell."""
    for line, source, cells, columns in tables.rows(text):
        if "|" not in source:
            message = "this line stands right below a table, and will be shown as a row of it."
            yield line, message, "Put an empty line before it."
            continue
        is_group = len(cells) == 1 and (columns > 2 or cells[0].strip().startswith(("*", "_")))  # a heading of those below it
        if len(cells) < columns and not is_group:
            message = f"this row has fewer cells ({len(cells)}) than its table has columns ({columns}): some may be misplaced."
            yield line, message, "Write the cell that is missing; one without words is | |."


def _printed(text: Content) -> Iterator[_Fault]:
    """One for each kind of sign of another dialect in a text, where it stands first."""
    for name, line, shown, more, mend in dialects.openings(text):
        if name == dialects.VARIABLE:
            continue  # of which another rule tells
        also = f" So it is on {more} more {'line' if more == 1 else 'lines'}." if more else ""
        message = f"“{shown}” is {name} elsewhere, and will be shown as it stands here.{also}"
        if name == dialects.ASKED:
            message = (
                f"an extension of the site asks for {shown} here: it is not used for this text, so that no words are lost."
            )
        if name == dialects.PLAIN:
            message = f"“{shown}” will be shown as plain words, not as a link.{also}"
        yield line, message, mend


def _apart(passage: Passage) -> Iterator[_Fault]:
    """Links with a space between their words and their address, and links to a disk."""
    source = _with_links(passage)
    for match in _APART.finditer(source):
        name = " ".join(match["name"].split())
        message = f"“[{name}] ({match['aim']})” will be shown as it stands, not as a link."
        yield passage.line_of(match.start()), message, f"Delete the space: [{name}]({match['aim']})"
    for match in _OWN_DISK.finditer(source):
        message = f"{match['aim']} is a file on your own computer, which readers do not have."
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
