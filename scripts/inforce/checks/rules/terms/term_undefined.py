"""Terms that are used, though their definition was taken out, or no policy defines them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from inforce.checks.finding import Found
from inforce.checks.inputs import markdown_passages
from inforce.checks.inputs.state import Compared
from inforce.checks.rule import Rule
from inforce.checks.rules.terms.definitions import defined, is_told, line_inside, pattern_of, uses
from inforce.source.policy_file import Content

RULE = Rule(
    id="term-undefined",
    title="The text uses a term whose definition was deleted, or a new term that no policy defines.",
    explains="If a capitalised term has no definition, it is read in its everyday sense, or against whoever drafted it. "
    "Where “the Services” become “the Platform”, readers must be told what the Platform is.",
    mend="Put the definition back, or write the word in lower case.",
    default="warning",
    compares=True,
)
_AS_TERM = re.compile(  # inside a sentence, behind a word that needs a noun
    r"(?<=[a-z,;]\s)(?:the|this|our|your|any|each|every|such)\s+(?P<term>[A-Z][a-z]{3,})(?![\w-]|\s+[A-Z(]|[”\"*_])"
)


def on_changes(compared: Compared) -> Iterator[Found]:
    """Terms whose definition a change takes out while a text still uses them, and new ones that no policy defines."""
    kept = {term.casefold() for text in compared.after.texts.values() for term in defined(text)}
    for pair, old, new in compared.both():
        for term in defined(old):
            line = 0 if term.casefold() in kept or is_told(new, term) else line_inside(new, term)
            if line:
                message = f"“{term}” is still used here, but its definition is gone."
                yield RULE.found(pair.path, line, message)
        for term, line in _begun(old, new, compared).items():
            message = f"“{term}” is used here as a term, but no policy defines it."
            mend = "Define the term, use the one that is defined, or write the word in lower case."
            yield RULE.found(pair.path, line, message, mend)


def _begun(old: Content, new: Content, compared: Compared) -> Mapping[str, int]:
    """The words that a text with terms begins to write as one, each with its first line: "the Platform", where "platform" is a
    word of the policies and no name."""
    if not defined(old):
        return {}
    found: dict[str, int] = {}
    for passage in markdown_passages.of(new):
        for match in _AS_TERM.finditer(passage.words) if passage.kind in ("paragraph", "cell") else ():
            found.setdefault(match["term"], passage.line_of(match.start("term")))
    texts = [*compared.before.texts.values(), *compared.after.texts.values()]
    return {term: line for term, line in found.items() if not _stood(term, texts, [*compared.before.texts.values()], new)}


def _stood(term: str, texts: Sequence[Content], before: Sequence[Content], new: Content) -> bool:
    """Whether a word with a capital is nothing new: it stood so before, something defines it, or it is a name."""
    if any(uses(text, term) for text in before) or is_told(new, term):
        return True
    own = pattern_of(term)
    is_defined = any(own.fullmatch(other) for text in texts for other in defined(text))
    is_word = any(re.search(rf"(?<![\w-]){re.escape(term.lower())}(?![\w-])", markdown_passages.words(text)) for text in texts)
    return is_defined or not is_word
