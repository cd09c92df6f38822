"""Terms that another policy defines, in texts that do not lead to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inforce.checks.finding import Found
from inforce.checks.inputs import markdown_passages
from inforce.checks.inputs.state import View
from inforce.checks.rule import Rule
from inforce.checks.rules.terms.definitions import defined, is_told, line_inside
from inforce.source.policy_file import Content
from inforce.text import repository_links

RULE = Rule(
    id="term-elsewhere",
    title="This policy uses a term that only another policy defines, and does not name that policy.",
    explains="Readers of one policy cannot know that its capitalised words are defined in another. The rule is off unless "
    "you switch it on, since names that everyone uses (Standard Contractual Clauses) look the same.",
    mend="Define the term, link to the policy that does, or write the word in lower case.",
    default="off",
)


def on_texts(view: View) -> Iterator[Found]:
    """Terms of several words that another policy defines, in texts that do not lead to it."""
    homes: dict[str, list[Content]] = {}
    for _, text in view.living():
        for term in defined(text):
            if " " in term and all(word[:1].isupper() for word in term.split()):
                homes.setdefault(term, []).append(text)
    for path, text in view.living():
        words = markdown_passages.words(text)
        for term, definers in homes.items():
            if term.split()[0] not in words or _names(text, definers) or is_told(text, term):
                continue
            line = line_inside(text, term)
            if line:
                where = definers[0].path
                message = f"“{term}” is defined in {where}, which this policy does not name."
                yield RULE.found(path, line, message, f"Link to {where}, or define the term here.")


def _names(text: Content, others: Sequence[Content]) -> bool:
    """Whether a text links to one of others, or calls it by its title."""
    words = markdown_passages.words(text).casefold()
    for other in others:
        if other.path == text.path or f'"{repository_links.LINK}{other.path.removesuffix(".md")}' in text.html:
            return True
        if other.title.casefold() in words:
            return True
    return False
