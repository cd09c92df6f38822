"""References in words that did not change, to a number that another heading has now."""

from __future__ import annotations

from collections.abc import Iterator

from inforce.checks.finding import Found
from inforce.checks.inputs import markdown_passages
from inforce.checks.inputs.state import Compared
from inforce.checks.rule import Rule
from inforce.checks.rules.references import named_sections
from inforce.checks.rules.references.numbered_headings import titles

RULE = Rule(
    id="moved-reference",
    title="A reference that did not change means another section than before.",
    explains="Where a numbered heading is inserted or taken out, those behind it get other numbers, and “section 3.2” "
    "leads to what is 3.2 now.",
    mend="Correct the number. A link to the heading never goes stale unseen: [section 4.2](#refunds)",
    default="warning",
    compares=True,
)


def on_changes(compared: Compared) -> Iterator[Found]:
    """Each such reference, with the number that its heading has now."""
    for pair, old, new in compared.both():
        was, now = titles(old), titles(new)
        kept = {" ".join(passage.words.split()) for passage in markdown_passages.of(old)}
        for passage in markdown_passages.of(new):
            references = named_sections.of(passage) if " ".join(passage.words.split()) in kept else ()
            for line, number in dict.fromkeys(references):
                title, other = was.get(number, ""), now.get(number, "")
                to = next((name for name, found in now.items() if found == title), "")
                if title and other and to and title != other:
                    message = f"section {number} was “{title}” and is “{other}” now; “{title}” is section {to}."
                    yield RULE.found(pair.path, line, message)
