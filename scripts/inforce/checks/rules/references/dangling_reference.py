"""References within a text that numbers its sections, to a number that none of them has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from markdown_it.token import Token

from inforce.checks.finding import Found
from inforce.checks.inputs import markdown_passages
from inforce.checks.inputs.markdown_passages import Passage
from inforce.checks.inputs.state import View
from inforce.checks.rule import Rule
from inforce.checks.rules.references import named_sections
from inforce.checks.rules.references.numbered_headings import number_of
from inforce.source.policy_file import Content

RULE = Rule(
    id="dangling-reference",
    title="A reference names a section that the text does not have.",
    explains="“As set out in section 4.2” is void if there is no section 4.2; mostly sections were renumbered.",
    mend="Correct the number. A link to the heading never goes stale unseen: [section 4.2](#refunds)",
    default="warning",
)
_BARE = re.compile(r"[\s*_]*(?P<number>\d{1,3})[\s*_]+(?:[–—-]\s+)?[^\W\d]")  # a number with nothing behind it: ## 2 Trials
_SINGLE = ["ordered_list_open", "list_item_open", "ordered_list_close"]


class _Numbers(NamedTuple):
    """The numbers of a text, those of its headings among them, and whether it may have others that cannot be read here."""

    all: frozenset[str]
    headings: frozenset[str]
    more: bool


def on_texts(view: View) -> Iterator[Found]:
    """Each such reference, with its line."""
    for path, text in view.texts.items():
        known = _numbers(text)
        if len(known.all) < 3:
            continue  # this text does not number its sections; the number is that of another
        restarts = _restarts(markdown_passages.tokens(text.prose))
        for passage in markdown_passages.of(text):
            for line, number in _missing(passage, known):
                message, mend = f"there is no section {number} in this text.", RULE.mend
                if number.isdigit() and 2 < restarts >= int(number):
                    message = (
                        f"there is no section {number} in this text, whose numbers begin again with 1 below each paragraph."
                    )
                    mend = f"Indent what stands between the numbered lines by four spaces, or write the numbers: {number}."
                yield RULE.found(path, line, message, mend)


def _missing(passage: Passage, known: _Numbers) -> Iterator[tuple[int, str]]:
    return ((line, number) for line, number in named_sections.of(passage) if not _is_known(number, known))


def _is_known(number: str, known: _Numbers) -> bool:
    """Whether a number is one of the text's, or of a kind or depth that it does not number.

    A section whose heading has a number and that numbers nothing itself has no 4.2.
    """
    if number in known.all:
        return True
    parent, _, _ = number.rpartition(".")
    if parent:
        is_read = any(other.startswith(f"{parent}.") for other in known.all) or (parent in known.headings and not known.more)
        return _is_known(parent, known) and not is_read
    alike = [other for other in known.all if "." not in other and other.isdigit() == number.isdigit()]
    return len(alike) < 2 or (number.isdigit() and int(number) > 100)


def _numbers(text: Content) -> _Numbers:
    """The numbers of a text's headings, items and paragraphs, alone and behind those of the headings around them."""
    items = _items(markdown_passages.tokens(text.prose), text.body_line)
    found = {number for numbers in items.values() for number in numbers}
    headings: set[str] = set()
    around: list[tuple[int, str]] = []
    bare = _bare_headings(markdown_passages.of(text))
    for passage in markdown_passages.of(text):
        number = number_of(passage) or bare.get(passage.line, "")
        if passage.kind == "heading":
            around = [(level, name) for level, name in around if level < passage.level]
            headings.add(number.removesuffix(".0"))
        for name in dict.fromkeys((number, number.removesuffix(".0"), *items.get(passage.line, ()))):
            found |= _with(name, [name for _, name in around])
        if passage.kind == "heading" and number:
            around.append((passage.level, number))
    return _Numbers(frozenset(found), frozenset(headings), "<li" in text.body)


def _bare_headings(found: Sequence[Passage]) -> Mapping[int, str]:
    """The bare numbers that the headings of a level begin with, by line, if they count these: 1, 2, 3."""
    numbers: dict[int, str] = {}
    for level in range(1, 7):
        matches = {p.line: match["number"] for p in found if p.level == level and (match := _BARE.match(p.words))}
        if len(matches) > 2 and list(matches.values()) == [str(k) for k in range(1, len(matches) + 1)]:
            numbers |= matches
    return numbers


def _with(number: str, around: Sequence[str]) -> set[str]:
    """A number alone and behind those around it, of which its own may repeat the last: 4.1 below 4 below A is A.4.1."""
    while around and number.startswith(f"{around[-1]}."):
        around = around[:-1]
    return {number, *(".".join([*around[k:], number]) for k in range(len(around)))} if number else set()


def _restarts(found: Sequence[Token]) -> int:
    """How many lists of a single item begin with 1 at the edge: their author takes them for the items of one list."""
    edge = [
        t.type for t in found if not t.attrs.get("start") and (t.level == 0 or (t.level == 1 and t.type == "list_item_open"))
    ]
    return sum(edge[k : k + 3] == _SINGLE for k in range(len(edge)))


def _items(found: Sequence[Token], body_line: int) -> Mapping[int, list[str]]:
    """The numbers of the items of ordered lists as readers see them, by line: 1, 2, and 2.1 for a list inside the second."""
    numbered: dict[int, list[str]] = {}
    lists: list[int | None] = []  # the number of the item that is open in each list around, None in one without numbers
    for token in found:
        if token.type in ("ordered_list_open", "bullet_list_open"):
            lists.append(int(token.attrs.get("start", 1)) - 1 if token.type[0] == "o" else None)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            lists.pop()
        elif token.type == "list_item_open" and lists[-1] is not None and token.map:
            lists[-1] += 1
            numbers = [str(number) for number in lists if number is not None]
            numbered.setdefault(body_line + token.map[0], []).extend((numbers[-1], ".".join(numbers)))
    return numbered
