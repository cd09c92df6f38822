"""Terms that are defined, but never used."""

from __future__ import annotations

from collections.abc import Iterator

from inforce.checks.finding import Found
from inforce.checks.inputs.state import View
from inforce.checks.rule import Rule
from inforce.checks.rules.terms.definitions import defined, synonyms, uses

RULE = Rule(
    id="term-unused",
    title="A term is defined, but never used.",
    explains="Readers look for the place where a definition matters. Usually the text once used the term, or now uses another "
    "word for the same thing.",
    mend="Delete the definition, or use the term.",
    default="warning",
)


def on_texts(view: View) -> Iterator[Found]:
    """Terms that stand in their definition and nowhere else, in none of the policies."""
    for path, text in view.living():
        for term, line in defined(text).items():
            if any(uses(text, name, any_case=True) > 1 for name in synonyms(text, term)):
                continue
            if not any(uses(other, term) for name, other in view.state.texts.items() if name != path):
                message = f"“{term}” is defined here, but not used anywhere."
                yield RULE.found(path, line, message)
