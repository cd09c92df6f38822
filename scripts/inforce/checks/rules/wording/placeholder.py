"""Placeholders, notes between drafters, and marks of an unfinished merge."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inforce.checks.finding import Found
from inforce.checks.inputs import markdown_passages
from inforce.checks.inputs.markdown_passages import Passage
from inforce.checks.inputs.state import View
from inforce.checks.rule import Rule

RULE = Rule(
    id="placeholder",
    title="A placeholder, a note between drafters, or a mark of an unfinished merge is left in the text.",
    explains="“[Company]” or “TODO” in a published text shows that nobody has read it. It may even hide who is bound.",
    mend="Write what belongs there.",
    default="error",
)
_SLOTS = (  # what a template leaves to be filled in, in brackets
    "company|organi[sz]ation|business|employer|client|customer|vendor|supplier|school|party|website|site|app|product|service|"
    "state|country|city|county|jurisdiction|name|date|day|month|year|address|e-?mail|phone|telephone|number|amount|url|link|title|"
    "firma|unternehmen|datum|adresse|ort|name der firma|name des unternehmens|nom|société|entreprise|"
    "empresa|fecha|nombre"
)
_OPENERS = (
    "your|the|insert|enter|add|name of(?: the)?|legal|full|company|effective|start|contact|e-?mail|postal|mailing|business|"
    "ihr|ihre|votre|su"
)
_PATTERNS = (
    re.compile(r"\b(?:TODO|FIXME|TBD|TBC)\b(?!\.[a-z])"),
    re.compile(r"(?<![\w$€£&.-])(?:X{2,}+(?!\s*[.)]?$)|20XX|x{3,}+)(?![\w.-]*\w)", re.M),
    re.compile(
        rf"\[(?:(?:{_OPENERS})\s+){{0,4}}(?:{_SLOTS})(?:\s+(?:name|address|here|number|{_SLOTS})){{0,4}}\](?![(\[:])", re.I
    ),
    re.compile(r"\[(?:insert|enter|fill in|add|einfügen|insérer|insertar)\b[^\]\n]{1,80}\](?![(\[:])", re.I),
    re.compile(r"(?i)<\s*(?:insert|enter|fill in|add|your|company|einfügen)\b[^<>\n]{0,80}>"),
    re.compile(r"\[\s*[●•■▪◼○]\s*\](?![(\[:])"),
    re.compile(  # a blank in a sentence; one behind a colon or at the end of a line belongs to a form that readers fill in
        r"(?<!\S)(?<![:,_][ ])[$€£(\[]?(?:\\?_){3,}(?=[ ]+[^\W_]|[ ]*%|[.,;)\]])"
    ),
    re.compile(
        r"(?i)\[(?:to be (?:confirmed|determined|completed|agreed|inserted|defined)|to come|tbc|tbd)\b[^\]\n]{0,80}\](?![(\[:])"
    ),
    re.compile(r"\{\{\s*+[\w.-][\w .-]{0,39}+\s*+\}\}"),
    re.compile(r"(?i)\blorem ipsum\b"),
)
_NOTES = (  # between those who draft
    re.compile(
        r"(?i)\[\s*(?:note to (?:the )?draft|drafting note|drafter[’']?s note|draft note|NTD(?=\s*[:–—-]))[^\]\n]{0,80}\]?"
    ),
    re.compile(r"\[?\bCommented \[\w{1,8}\]:"),  # as Word writes its comments into a text
)


def on_texts(view: View) -> Iterator[Found]:
    """One finding for each line that holds something that was to be filled in, or taken out."""
    for path, text in view.texts.items():
        seen: set[int] = set()
        for line, message, mend in (left for passage in markdown_passages.of(text) for left in _left(passage)):
            if line not in seen:
                seen.add(line)
                yield RULE.found(path, line, message, mend)


def _left(passage: Passage) -> Iterator[tuple[int, str, str]]:
    if passage.kind in ("code", "indented"):
        return
    source = markdown_passages.without_code(passage.source)
    for pattern in _NOTES:
        for match in pattern.finditer(source):
            message = f"“{match[0]}” is a note for drafters, not for readers."
            yield passage.line_of(match.start()), message, "Delete the note."
    for pattern in _PATTERNS:
        for match in pattern.finditer(source):
            what = "a variable, which nothing fills in here" if match[0].startswith("{{") else "a placeholder"
            yield passage.line_of(match.start()), f"“{match[0]}” is {what}.", RULE.mend
